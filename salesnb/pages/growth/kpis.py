"""The key figures of the year: at most twelve, each with goal, actual, verdict and owner."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.measures import MEASURES

KPI = {name: one.label for name, one in MEASURES.items()}
VERDICT = {
    "missed": N_("missed"),
    "reached": N_("reached"),
    "no_goal": N_("no goal stated"),
    "not_measured": N_("not measured"),
    "removed": N_("no longer among them"),
}
CHANGE = {
    "": N_("none"),
    "added": N_("added"),
    "goal": N_("another goal"),
    "removed": N_("removed"),
}
DIRECTION = {"up": N_("the more the better"), "down": N_("the less the better"), "band": N_("band")}
SAID = 3

KPIS = Frame(
    title=N_("Key figures of the year"),
    key="kpi_id",
    order="verdict kpi_id",
    shows="kpi_id goal actual goal_days actual_days goal_number actual_number verdict owner",
    optional="goal_days actual_days goal_number actual_number",
    nothing="",
    fields=(
        col.code("kpi_id", N_("Key figure"), KPI),
        col.text("owner", N_("Who answers for it")),
        col.text("unit", N_("Unit")),
        col.share("goal", N_("Goal")),
        col.share("actual", N_("Actual")),
        col.share("gap", N_("Better than the goal"), shown="growth"),
        col.number("goal_days", N_("Goal, days"), digits=2, shown="tenths"),
        col.number("actual_days", N_("Actual, days"), digits=2, shown="tenths"),
        col.number("gap_days", N_("Better than the goal, days"), digits=2, shown="tenths"),
        col.number("goal_number", N_("Goal, number"), digits=4),
        col.number("actual_number", N_("Actual, number"), digits=4),
        col.number("gap_number", N_("Better than the goal, number"), digits=4),
        col.code("direction", N_("Direction"), DIRECTION),
        col.code("verdict", N_("Verdict"), VERDICT),
        col.month("period", N_("Year so far, to")),
        col.code("changed", N_("Changed within the year"), CHANGE),
        col.number("goal_before", N_("Goal as issued before"), digits=4, shown="decimal"),
    ),
)
COUNTS = Frame(
    title=N_("How the key figures stand"),
    key="scope",
    nothing="",
    fields=(
        col.SCOPE,
        col.MONTH,
        col.whole("n_kpis", N_("Key figures")),
        col.whole("n_reached", N_("Reached")),
        col.whole("n_missed", N_("Missed")),
        col.whole("n_open", N_("Without goal or figure")),
        col.whole("year", N_("Year")),
    ),
)

DECISIONS = (
    Decision(
        "kpi_missed",
        N_("Ask who answers for the figure what is done about it, and by when it is back."),
        N_("who answers for it"),
        lever="close_gap",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say how many key figures reach their goal; nothing where the company has none."""
    text = N_(
        "Of {n_kpis} key figures of the year, {n_reached} reach their goal up to {month},"
        " {n_missed} miss it, and {n_open} cannot be judged."
    )
    return [say("kpis", "info", text, row) for row in page.counts]


def found(page: Results) -> list[Finding]:
    """Say which key figures miss their goal, which were changed, which cannot be judged."""
    if page.kpis.is_empty:
        text = N_(
            "No key figures are stated: plan/kpis.toml takes up to twelve, each with goal and"
            " owner."
        )
        return [say("kpis", "info", text)]
    missed = list(page.kpis.where(verdict="missed"))
    said = [*answer(page), *(_missed(row) for row in missed[:SAID])]
    return [*said, *_unmeasured(page), *_changed(page)]


def _missed(row: Row) -> Finding:
    if row.is_known("actual"):
        text = N_(
            "{kpi_id} misses its goal: {actual} up to {period}, {goal} is asked for; {owner}"
            " answers for it."
        )
    elif row.is_known("actual_days"):
        text = N_(
            "{kpi_id} misses its goal: {actual_days} up to {period}, {goal_days} is asked for;"
            " {owner} answers for it."
        )
    else:
        text = N_(
            "{kpi_id} misses its goal: {actual_number} up to {period}, {goal_number} is asked for;"
            " {owner} answers for it."
        )
    return say("kpi_missed", "watch", text, row)


def _unmeasured(page: Results) -> list[Finding]:
    text = N_("{kpi_id}: no figure of it can be worked out here from the company's data.")
    goal = N_("{kpi_id}: {actual} up to {period}; plan/kpis.toml states no goal for it.")
    rows = page.kpis.where(verdict="no_goal").known("actual")
    said = [say("kpi_no_goal", "info", goal, row) for row in rows]
    return [*said, *(say("no_kpi", "info", text, r) for r in _of(page, "not_measured"))]


def _of(page: Results, verdict: str) -> Result:
    return page.kpis.where(verdict=verdict)


def _changed(page: Results) -> list[Finding]:
    added = N_("{kpi_id} was added within the year, though the key figures are frozen for it.")
    removed = N_(
        "{kpi_id} was taken out within the year, though the key figures are frozen for it."
    )
    goal = N_(
        "The goal of {kpi_id} was changed within the year, though the key figures are frozen for"
        " it; before it was {goal_before}."
    )
    rows = page.kpis
    said = [say("kpi_goal", "watch", goal, row) for row in rows.where(changed="goal")]
    said += [say("kpi_added", "watch", added, row) for row in rows.where(changed="added")]
    return [
        *said,
        *(say("kpi_removed", "watch", removed, r) for r in rows.where(changed="removed")),
    ]
