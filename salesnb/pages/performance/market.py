"""Market plan progress: milestones earned against those planned, coverage, distribution."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row, TableView
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.members import TOTAL
from salesnb.pages.performance import columns as c

STATE = {
    "overdue": N_("overdue"),
    "behind": N_("behind its time"),
    "on_course": N_("on course"),
    "ahead_of_start": N_("not begun, not due to begin"),
    "done_late": N_("done late"),
    "done": N_("done"),
}
MILESTONES = Frame(
    title=N_("Milestones"),
    key="milestone_id",
    order="state gap",
    shows="name region_id rep_id due_on done_share planned earned gap state",
    optional="region_id rep_id planned earned gap",
    nothing="",
    fields=(
        col.ident("milestone_id", N_("Milestone")),
        col.text("name", N_("Name")),
        col.text("name_zh", N_("Chinese name")),
        col.ident("region_id", N_("Region"), of="regions"),
        col.ident("rep_id", N_("Rep"), of="reps"),
        col.day("due_on", N_("Due on")),
        col.day("done_on", N_("Done on")),
        col.share("done_share", N_("Done")),
        col.share("planned_share", N_("Planned by now")),
        col.money("planned_value", N_("Planned value"), shown=COLUMN),
        col.money("planned", N_("Value planned by now"), shown=COLUMN),
        col.money("earned", N_("Value earned"), shown=COLUMN),
        col.money("gap", N_("Earned against planned"), shown="money_change"),
        col.money("open_value", N_("Value not earned"), shown=COLUMN),
        col.code("state", N_("State"), STATE),
    ),
)
PROGRESS = Frame(
    title=N_("Progress of the market plan"),
    key="dimension node",
    order="dimension spi",
    shows="node n_milestones spi visited n_outlets numeric numeric_low numeric_high weighted",
    optional="n_milestones spi visited n_outlets numeric numeric_low numeric_high weighted",
    nothing="",
    fields=(
        c.DIMENSIONS,
        c.NODE,
        col.number("n_milestones", N_("Milestones"), digits=0, shown="days"),
        col.number("n_overdue", N_("Overdue milestones"), digits=0, shown="days"),
        col.money("planned", N_("Value planned by now"), shown=COLUMN),
        col.money("earned", N_("Value earned"), shown=COLUMN),
        col.number("spi", N_("Earned of planned"), digits=4, shown="share"),
        col.number("n_customers", N_("Buyers"), digits=1, shown="days"),
        col.number("n_visited", N_("Buyers visited"), digits=1, shown="days"),
        col.share("visited", N_("Buyers visited, share")),
        col.share("visited_low", N_("Visited, low")),
        col.share("visited_high", N_("Visited, high")),
        col.number("n_outlets", N_("Outlets looked at"), digits=0, shown="days"),
        col.share("numeric", N_("Numeric distribution")),
        col.share("numeric_low", N_("Numeric, low")),
        col.share("numeric_high", N_("Numeric, high")),
        col.share("weighted", N_("Weighted distribution")),
        col.share("weighted_low", N_("Weighted, low")),
        col.share("weighted_high", N_("Weighted, high")),
    ),
)
DECISIONS = (
    Decision(
        "milestone_overdue",
        N_("Agree a new day and what it takes, or take the milestone off the market plan."),
        N_("who answers for the milestone"),
        "milestones.open_value",
        N_("value of the milestone that is not earned"),
        lever="close_gap",
    ),
)


def found(page: Results) -> list[Finding]:
    """Say what was earned of what was planned, what is overdue, who is visited, where we stand."""
    said = [*_earned(page), *_overdue(page)]
    for row in page.progress.where(dimension=TOTAL):
        said += [*_visited(row), *_distributed(row)]
    said = said or [say("no_plan", "info", _NOTHING)]
    return [*said, *_regions(page), *c.differing(page, "market")]


_NOTHING = N_(
    "Progress of the market plan is not judged: it takes milestones, visits, or outlets in which"
    " products were looked for."
)


def _earned(page: Results) -> list[Finding]:
    rows = page.progress.where(dimension=TOTAL).known("spi")
    if rows.is_empty:
        text = N_("No milestone with a planned value was under way in the months judged.")
        return [say("earned", "info", text)] if page.milestones.is_empty else []
    row = rows.first
    text = N_(
        "Of milestones worth {planned} by now {earned} are earned ({spi}), of {n_milestones}"
        " milestones; overdue: {n_overdue}."
    )
    return [say("earned", "good" if row["spi"] >= 1 else "watch", text, row)]


def _overdue(page: Results) -> list[Finding]:
    """Say which milestones are overdue, those with most value that is not earned first."""
    text = N_(
        "{name} was due on {due_on} and is {done_share} done; {open_value} of its value is not"
        " earned."
    )
    bare = N_("{name} was due on {due_on} and is {done_share} done.")
    late = page.milestones.where(state="overdue").by("-open_value").take(slice(c.SAID))
    return [
        say("milestone_overdue", "act", text if row.is_known("open_value") else bare, row)
        for row in late
    ]


def _visited(row: Row) -> list[Finding]:
    if not row.is_known("visited"):
        return []
    text = N_(
        "Of {n_customers} buyers {n_visited} were visited in the months judged ({visited};"
        " {visited_low} to {visited_high})."
    )
    return [say("visited", "info", text, row)]


def _distributed(row: Row) -> list[Finding]:
    if not row.is_known("numeric"):
        return []
    both = N_(
        "Of {n_outlets} outlets looked at {numeric} carry a product of ours ({numeric_low} to"
        " {numeric_high}); weighted by their size that is {weighted}."
    )
    bare = N_(
        "Of {n_outlets} outlets looked at {numeric} carry a product of ours ({numeric_low} to"
        " {numeric_high})."
    )
    return [say("distributed", "info", both if row.is_known("weighted") else bare, row)]


def _regions(page: Results) -> list[Finding]:
    """Say in which region fewest outlets carry a product of ours."""
    rows = c.of(page.progress, c.REGIONS).known("numeric").by("numeric")
    if len(rows.frame) < 2:
        return []
    text = N_(
        "Fewest carry one in {node}: {numeric} of {n_outlets} ({numeric_low} to {numeric_high})."
    )
    return [say("thin", "info", text, rows.first)]


def tables(page: Results) -> list[TableView | Result]:
    """Return the milestones, and progress by region (folded)."""
    regions = c.of(page.progress, c.REGIONS)
    reps = c.of(page.progress, c.REPS).known("spi")
    found: list[TableView | Result] = [] if page.milestones.is_empty else [page.milestones]
    return [*found, *(one.table(folded=True) for one in (regions, reps) if not one.is_empty)]
