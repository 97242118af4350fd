"""Sales and collections of each rep and region: attained, grown, of the potential, collected."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Row, TableView
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.members import TOTAL
from salesnb.pages.performance import columns as c

VERDICT = {
    "met": N_("met"),
    "missed_within_noise": N_("missed within chance"),
    "missed": N_("missed beyond chance"),
    "cannot_tell": N_("missed, chance not known"),
    "not_asked": N_("nothing asked"),
    "no_target": N_("no target"),
}
TAKINGS = Frame(
    title=N_("Sales and collections"),
    key="dimension node",
    order="dimension attainment",
    shows="node held attainment cash_attainment growth growth_low growth_high potential_index"
    " overdue_share",
    optional="cash_attainment potential_index overdue_share growth growth_low growth_high",
    nothing="",
    fields=(
        c.DIMENSIONS,
        c.NODE,
        col.money("held", N_("Sales of the year so far"), shown=COLUMN),
        col.money("target", N_("Target"), shown=COLUMN),
        col.money("gap", N_("Against the target"), shown="money_change"),
        col.kpi("attainment", "attainment"),
        col.money("returns", N_("Returns"), shown=COLUMN),
        col.code("verdict", N_("Target"), VERDICT),
        col.money("seen_miss", N_("Smallest miss beyond chance"), shown=COLUMN),
        col.money("cash", N_("Collections of the year so far"), shown=COLUMN),
        col.money("cash_target", N_("Target of collections"), shown=COLUMN),
        col.share("cash_attainment", N_("Attainment of collections")),
        col.kpi("growth", "growth"),
        col.share("growth_low", N_("Growth, low"), shown="growth"),
        col.share("growth_high", N_("Growth, high"), shown="growth"),
        col.money("before", N_("A year before"), shown=COLUMN),
        col.money("potential", N_("Potential"), shown=COLUMN),
        col.money("sold", N_("Sold of it"), shown=COLUMN),
        col.share("potential_share", N_("Share of the potential")),
        col.factor("potential_index", N_("Share of the potential, over the firm's")),
        col.kpi("cei", "cei", digits=3),
        col.money("overdue", N_("Overdue"), shown=COLUMN),
        col.money("receivables", N_("Receivables"), shown=COLUMN),
        col.kpi("overdue_share", "overdue_ratio"),
    ),
)


def found(page: Results) -> list[Finding]:
    """Say what the firm attained, grew by and collected, then who differs from it."""
    said: list[Finding] = []
    for row in page.takings.where(dimension=TOTAL):
        said += [*_attained(row), *_grown(row), *_owed(row)]
    return [*said, *_potential(page), *c.differing(page, "sales")]


def _attained(row: Row) -> list[Finding]:
    if not row.is_known("attainment"):
        text = N_("No target of sales is known for the year so far; attainment is not shown.")
        return [say("attained", "info", text)]
    both = N_(
        "In the year so far sales, net of returns and by the credit of each rep, reached"
        " {attainment} of the target as issued ({held} of {target}: {verdict}), collections"
        " {cash_attainment} ({cash} of {cash_target})."
    )
    bare = N_(
        "In the year so far sales, net of returns and by the credit of each rep, reached"
        " {attainment} of the target as issued ({held} of {target}: {verdict}); no target of"
        " collections is known."
    )
    status = "watch" if row["verdict"] == "missed" else "info"
    text = both if row.is_known("cash_attainment") else bare
    return [say("attained", status, text, row)]  # type: ignore[arg-type]


def _grown(row: Row) -> list[Finding]:
    if not row.is_known("growth"):
        text = N_("Growth is not shown: it takes the same months of the year before.")
        return [say("grown", "info", text)]
    if not row.is_known("growth_low"):
        text = N_("Sales of the months judged are {growth} on the year before ({before}).")
        return [say("grown", "info", text, row)]
    text = N_(
        "Sales of the months judged are {growth} on the year before ({growth_low} to {growth_high}"
        " by the spread of months): {before} then."
    )
    return [say("grown", "info", text, row)]


def _owed(row: Row) -> list[Finding]:
    if not row.is_known("overdue_share"):
        text = N_("Collections and overdue amounts by rep are not shown: it takes instalments.")
        return [say("owed", "info", text)]
    text = N_(
        "Of {receivables} receivables at the month's end {overdue} are overdue ({overdue_share});"
        " the collection effectiveness index of the months judged is {cei}, a hundred being all"
        " that was due."
    )
    bare = N_(
        "Of {receivables} receivables at the month's end {overdue} are overdue ({overdue_share})."
    )
    return [say("owed", "info", text if row.is_known("cei") else bare, row)]


def _potential(page: Results) -> list[Finding]:
    """Say which region sells most and least of its potential, against the firm."""
    rows = c.of(page.takings, c.REGIONS).known("potential_index")
    if len(rows.frame) < 2:
        return []
    text = N_(
        "Of what could be sold there, {node} sells most ({potential_share}, {potential_index} times"
        " the firm's share), {least.node} least ({least.potential_share},"
        " {least.potential_index} times)."
    )
    ordered = rows.by("-potential_index")
    return [say("potential", "info", text, ordered.first, least=rows.by("potential_index").first)]


def tables(page: Results) -> list[TableView]:
    """Return sales and collections of reps, and of regions (folded)."""
    return c.by_dimension(page.takings)
