"""When to go on, to change the lever, or to stop; and how often late deals are still won."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, TableView
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.plots import kinds

ADVICE = {
    "stop": N_("stop"),
    "change_lever": N_("change the lever"),
    "go_on": N_("go on"),
    "not_judged": N_("not judged"),
}
BY = {"months": N_("months open"), "touches": N_("touches so far")}
BAND = {
    "months_0": N_("under a month"),
    "months_1": N_("one to two months"),
    "months_2": N_("two to three months"),
    "months_3": N_("three to six months"),
    "months_6": N_("six to nine months"),
    "months_9": N_("nine to twelve months"),
    "months_12": N_("a year and more"),
    "touches_0": N_("no touch"),
    "touches_1": N_("one or two touches"),
    "touches_3": N_("three to five touches"),
    "touches_6": N_("six to nine touches"),
    "touches_10": N_("ten touches and more"),
}

LATE = Frame(
    title=N_("Won in the next month, by how long open and how often touched"),
    key="by band",
    order="by band",
    shows="band n_months n_deals n_won hazard hazard_low hazard_high won_share",
    groups="by",
    nothing="",
    fields=(
        col.code("by", N_("By"), BY),
        col.code("band", N_("Open or touched"), BAND),
        col.whole("n_months", N_("Months of deals")),
        col.whole("n_deals", N_("Deals")),
        col.whole("n_won", N_("Won in the month after")),
        col.whole("n_closed", N_("Closed in it")),
        col.share("hazard", N_("Won, of all open")),
        col.share("hazard_low", N_("Won, low")),
        col.share("hazard_high", N_("Won, high")),
        col.share("won_share", N_("Won, of those closed")),
    ),
)

ADVISED = Frame(
    title=N_("What is advised, and what each mistake would cost"),
    key="advice",
    order="advice",
    shows="advice n_deals amount expected_margin effort worth lever_gain too_early too_late",
    nothing="",
    fields=(
        col.code("advice", N_("Advice"), ADVICE),
        col.whole("n_deals", N_("Deals")),
        col.money("amount", N_("Amount"), shown=COLUMN),
        col.money("expected_margin", N_("Expected margin"), shown=COLUMN),
        col.money("effort", N_("Effort ahead"), shown=COLUMN),
        col.money("worth", N_("Worth"), shown=COLUMN),
        col.money("lever_gain", N_("Margin that another lever adds"), shown=COLUMN),
        col.money("too_early", N_("Forgone if stopped now"), shown=COLUMN),
        col.money("too_late", N_("Spent in vain if gone on with"), shown=COLUMN),
    ),
)

DECISIONS = (
    Decision(
        "stop",
        N_("Stop the deals of the list and give their hours to those worth most."),
        N_("head of sales"),
        "advised.effort",
        N_("of effort ahead that is not expected to pay"),
        lever="move_means",
        asks="manager",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say where to stop and where to change the lever."""
    return found(page)[:1]


def found(page: Results) -> list[Finding]:
    """Say what is advised, what the mistakes would cost, and whether persistence pays."""
    return [*_advised(page), *_late(page)]


def _advised(page: Results) -> list[Finding]:
    rows, said = page.advised, []
    for row in rows.where(advice="stop"):
        text = N_(
            "Deals that take more effort ({effort}) than they are expected to bring"
            " ({expected_margin}): {n_deals}, of {amount}. Stop them."
        )
        said.append(say("stop", "watch", text, row))
    for row in rows.where(advice="change_lever"):
        text = N_(
            "Deals that are not moved by the lever that went with more wins: {n_deals}, of"
            " {amount}; if it is the cause, it would add {lever_gain} of expected margin at the low"
            " end of its range."
        )
        said.append(say("lever", "watch", text, row))
    for row in rows.where(advice="go_on"):
        text = N_(
            "Deals worth going on with: {n_deals}; they are expected to leave {worth},"
            " which giving them up now would forgo; going on spends {too_late} on those"
            " that are lost in the end."
        )
        said.append(say("go_on", "good", text, row))
    for row in rows.where(advice="not_judged"):
        text = N_(
            "Open deals of which margin or effort is not known: {n_deals}; nothing is advised."
        )
        said.append(say("not_judged", "info", text, row))
    return said


def _late(page: Results) -> list[Finding]:
    """Say whether deals that were open long, or touched often, are still won."""
    said = []
    for by, text in _PAYS.items():
        rows = page.late.where(by=by).known("hazard")
        if len(rows.frame) < 2:
            continue
        first, last = rows.first, list(rows)[-1]
        clear = last["hazard_low"] > first["hazard_high"]
        falls = last["hazard_high"] < first["hazard_low"]
        chosen = text[0] if clear else text[1] if falls else text[2]
        said.append(say(f"late_{by}", "info", chosen, last, first=first))
    return said


_PAYS = {
    "months": (
        N_(
            "Late deals are still won: of those open {band}, {hazard} ({hazard_low} to"
            " {hazard_high}) were won in the month after, against {first.hazard} of those open"
            " {first.band}."
        ),
        N_(
            "Old deals are won less: of those open {band}, {hazard} ({hazard_low} to {hazard_high})"
            " were won in the month after, against {first.hazard} of those open {first.band}."
        ),
        N_(
            "Deals open {band} cannot be told apart from those open {first.band} by how often they"
            " are won in the month after: {hazard} ({hazard_low} to {hazard_high}), {first.hazard}."
        ),
    ),
    "touches": (
        N_(
            "Deals with {band} were won in the month after in {hazard} of cases ({hazard_low} to"
            " {hazard_high}), those with {first.band} in {first.hazard}; whether touches are why is"
            " judged below."
        ),
        N_(
            "Deals with {band} were won less in the month after ({hazard}, {hazard_low} to"
            " {hazard_high}) than those with {first.band} ({first.hazard})."
        ),
        N_(
            "Deals with {band} cannot be told apart from those with {first.band} by how often they"
            " were won in the month after: {hazard} ({hazard_low} to {hazard_high}),"
            " {first.hazard}."
        ),
    ),
}


def to_change(page: Results) -> Result:
    """Return the deals of which something other than going on is advised, the largest first."""
    rows = page.deal_forecast
    return rows.keep(rows.frame["advice"].isin(["stop", "change_lever"]).to_numpy()).by("-amount")


def tables(page: Results) -> list[TableView]:
    """Return what is advised, the deals to stop or change, and late wins folded."""
    columns = (
        "opportunity_id customer_id rep_id amount win_chance effort advice better_lever lever_gain"
    )
    changed = to_change(page)
    found = [page.advised.table()]
    if not changed.is_empty:
        found.append(changed.table(columns, rows=10))
    return [*found, page.late.table(folded=True)]


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the share of open deals won in the next month, by months open."""
    rows = page.late.where(by="months").known("hazard")
    estimate = "hazard hazard_low hazard_high"
    return kinds.estimates(rows, "band", estimate, ax=ax, title=N_("Won in the next month"))


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    rows = page.late.where(by="months").known("hazard")
    if rows.is_empty:
        return say("drawn", "info", N_("Too few months of open deals to draw."))
    text = N_(
        "Of deals open {first.band} {first.hazard} are won in the next month, of those open {band}"
        " {hazard}."
    )
    return say("drawn", "info", text, list(rows)[-1], first=rows.first)
