"""Plan against done of the closed month: by rep and by class of customer."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import TableView
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.visits import columns as c

LOW = 0.8  # of planned visits held, below which it is asked about
FEWEST = 10  # visits planned, for a rep to be named

DONE = Frame(
    title=N_("Planned and made visits of the month"),
    key="node",
    order="-n_planned",
    shows="node n_planned adherence on_day n_cancelled n_unplanned n_made met_share"
    " hours_per_margin",
    total="node",
    rows=12,
    nothing="",
    fields=(
        col.ident("node", N_("Rep"), of="reps", words=c.TOTAL),
        col.whole("n_planned", N_("Visits planned")),
        col.whole("n_held", N_("Of these held")),
        col.whole("n_on_day", N_("On the planned day")),
        col.whole("n_moved", N_("On another day")),
        col.whole("n_cancelled", N_("Cancelled")),
        col.whole("n_open", N_("Neither held nor cancelled")),
        col.whole("n_unplanned", N_("Made without a plan")),
        col.whole("n_made", N_("Visits made")),
        col.share("adherence", N_("Held, of planned")),
        col.share("on_day", N_("On the planned day, of planned")),
        col.whole("n_measured", N_("Aims measured")),
        col.whole("n_met", N_("Aims met")),
        col.share("met_share", N_("Aims met, of measured")),
        col.number("hours", N_("Hours in the field"), digits=2, shown="days"),
        col.money("margin", N_("Margin of the month"), shown=COLUMN),
        col.number(
            "hours_per_margin", N_("Hours for ten thousand of margin"), digits=3, shown="tenths"
        ),
    ),
)
COVERAGE = Frame(
    title=N_("Customers reached, by class"),
    key="customer_class",
    order="customer_class",
    nothing="",
    fields=(
        col.code("customer_class", N_("Class"), c.CLASS),
        col.number("visits_per_month", N_("Visits a month by the rule"), digits=4, shown="decimal"),
        col.whole("months", N_("Months looked at")),
        col.whole("n_customers", N_("Customers")),
        col.whole("n_reached", N_("Visited in them")),
        col.share("reached", N_("Visited, share")),
        col.whole("n_made", N_("Visits of the month")),
        col.number("n_due", N_("Visits due a month"), digits=2, shown="days"),
        col.share("served", N_("Visits due that were made")),
    ),
)
DECISIONS = (
    Decision(
        "unreached",
        N_("Ask why these customers were not visited, and plan them first."),
        N_("head of sales"),
        lever="set_right",
        asks="manager",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say how much of the plan was done."""
    return _total(page)


def found(page: Results) -> list[Finding]:
    """Say what was held of the plan, who held least, and which class was not reached."""
    return [*_total(page), *_least(page), *_classes(page)]


def _total(page: Results) -> list[Finding]:
    rows = page.done.where(node="total")
    if rows.is_empty:
        text = N_("No visit was planned for the month or made in it.")
        return [say("done", "info", text)]
    row = rows.first
    if not row["n_planned"]:
        text = N_(
            "Visits made in the month: {n_made}, none of them planned in what was exported, so that"
            " plan and done cannot be compared."
        )
        return [say("done", "info", text, row)]
    text = N_(
        "Held were {n_held} of {n_planned} visits planned ({adherence}), {n_on_day} of them on"
        " their day; {n_cancelled} were cancelled and {n_unplanned} made without a plan."
    )
    said = [say("done", "good" if row["adherence"] >= LOW else "watch", text, row)]
    if row["n_measured"]:
        text = N_("Aims met: {n_met} of {n_measured} that were measured ({met_share}).")
        said.append(say("met", "info", text, row))
    return said


def _least(page: Results) -> list[Finding]:
    rows = page.done.known("adherence")
    own = (rows.frame["node"] != "total") & (rows.frame["n_planned"] >= FEWEST)
    rows = rows.keep((own & (rows.frame["adherence"] < LOW)).to_numpy()).by("adherence")
    text = N_(
        "Least was held of the plan of {node}: {n_held} of {n_planned} visits ({adherence});"
        " cancelled {n_cancelled}."
    )
    return [say("least", "watch", text, row) for row in rows.take(slice(1))]


def _classes(page: Results) -> list[Finding]:
    rows = page.coverage.known("reached")
    rows = rows.keep((rows.frame["reached"] < LOW).to_numpy()).by("reached")
    text = N_(
        "Of class {customer_class} {n_reached} of {n_customers} customers were visited in the"
        " months in which a visit was due ({reached}); months looked at: {months}."
    )
    said = [say("unreached", "watch", text, row) for row in rows.take(slice(1))]
    if page.coverage.is_empty:
        none = N_("Which classes were reached is not said: customers have no class yet.")
        said.append(say("unreached", "info", none))
    return said


def tables(page: Results) -> list[TableView]:
    """Return plan and done by rep, and coverage by class."""
    return [page.done.table(), page.coverage.table()]
