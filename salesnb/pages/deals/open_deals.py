"""What is open at the month's end, what slipped, and whether it covers what deals must bring."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.deals import columns as c
from salesnb.plots import kinds

STATE = {
    "open": N_("open"),
    "won": N_("won"),
    "lost": N_("lost"),
    "undated": N_("closed, no day known"),
    "revised": N_("open deals: amounts at the month's end against the table"),
}

MEASURED = Frame(
    title=N_("The pipeline at the month's end"),
    key="scope",
    shows="n_open amount weighted n_slipped slipped_amount win_rate cycle_days velocity",
    nothing="",
    fields=(
        col.SCOPE,
        col.whole("n_open", N_("Open deals")),
        c.AMOUNT,
        col.kpi("weighted", "weighted_pipeline"),
        col.whole("n_slipped", N_("Slipped deals")),
        col.money("slipped_amount", N_("Amount that slipped"), shown=COLUMN),
        col.whole("n_stale", N_("Deals unlikely to close within two years")),
        col.money("stale_amount", N_("Their amount"), shown=COLUMN),
        col.whole("n_new", N_("New in the month")),
        col.money("new_amount", N_("New amount"), shown=COLUMN),
        col.whole("n_won", N_("Won in the month")),
        col.money("won_amount", N_("Amount won"), shown=COLUMN),
        col.whole("n_lost", N_("Lost in the month")),
        col.money("lost_amount", N_("Amount lost"), shown=COLUMN),
        col.whole("n_closed", N_("Closed in twelve months")),
        col.share("win_rate", N_("Win rate of twelve months")),
        col.share("win_low", N_("Win rate, low")),
        col.share("win_high", N_("Win rate, high")),
        col.share("win_amount_rate", N_("Win rate by amount")),
        col.number("cycle_days", N_("Days to win"), digits=3, shown="days"),
        col.money("average", N_("Average open deal"), shown=COLUMN),
        col.kpi("velocity", "sales_velocity", label=N_("Sales velocity a day")),
        col.share("slipping", N_("Share of due deals that slip")),
        col.whole("n_due", N_("Deals due in the quarter")),
        col.money("due_amount", N_("Amount due in the quarter"), shown=COLUMN),
        col.share("deal_share", N_("Deals won, of sales of twelve months")),
        col.money("target", N_("Sales planned for the quarter"), shown=COLUMN),
        col.money("needed", N_("Deals must bring"), shown=COLUMN),
        col.kpi("coverage", "pipeline_coverage"),
        col.kpi("required", "required_coverage"),
        col.whole("n_no_close", N_("Without an expected day")),
        col.whole("n_no_amount", N_("Without an amount")),
        col.whole("n_undated", N_("Closed, no day known")),
        col.whole("n_back", N_("Moves to an earlier stage")),
        col.flag("has_stages", N_("Stages are dated")),
        col.flag("has_touches", N_("Touches are known")),
    ),
)

ACCOUNTED = Frame(
    title=N_("Every deal of the table, by what became of it"),
    key="state",
    order="state",
    fields=(
        col.code("state", N_("State"), STATE),
        c.N_DEALS,
        c.AMOUNT,
        col.whole("n_without_amount", N_("Without an amount")),
    ),
)

STAGES = Frame(
    title=N_("Stage by stage"),
    key="stage",
    order="stage",
    shows="stage n_deals amount weighted moved_on moved_low moved_high usual_days n_slow",
    nothing="",
    fields=(
        col.code("stage", N_("Stage"), c.STAGE),
        c.N_DEALS,
        c.AMOUNT,
        col.kpi("weighted", "weighted_pipeline"),
        col.whole("n_passed", N_("Expected day passed")),
        col.share("moved_on", N_("Went on from it")),
        col.share("moved_low", N_("Went on, low")),
        col.share("moved_high", N_("Went on, high")),
        col.whole("n_left", N_("Left it in two years")),
        col.number("usual_days", N_("Usual days in it"), digits=1, shown="days"),
        col.number("slow_days", N_("Days that one in four exceeds"), digits=1, shown="days"),
        col.whole("n_slow", N_("Open deals beyond that")),
        col.whole("n_back", N_("Moves to an earlier stage")),
    ),
)

DECISIONS = (
    Decision(
        "slipped",
        N_("Ask for each slipped deal what has to happen by which day, or close it as lost."),
        N_("head of sales"),
        "measured.slipped_amount",
        N_("in open deals whose expected day passed or was put off"),
        lever="find_out",
        asks="manager",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say what is open and weighted, and whether it is enough."""
    return [_whole(page), *_coverage(page)]


def _whole(page: Results) -> Finding:
    row = page.measured.first
    if not row["n_open"]:
        return say("open", "info", N_("No deal is open at the month's end."))
    text = N_(
        "Deals open at the month's end: {n_open}, of {amount}; by their chances they"
        " bring {weighted}."
    )
    bare = N_("Deals open at the month's end: {n_open}, none of them with an amount.")
    return say("open", "info", text if row["amount"] else bare, row)


def _coverage(page: Results) -> list[Finding]:
    row = page.measured.first
    if not row.is_known("coverage"):
        return []
    if not row.is_known("required"):
        text = N_(
            "Deals due in the quarter come to {coverage} times what deals must bring ({needed});"
            " how much is enough cannot be told from so few closed deals."
        )
        return [say("coverage", "info", text, row)]
    text = N_(
        "Deals due in the quarter cover what deals must bring ({needed}) {coverage} times; at a win"
        " rate of {win_rate} ({win_low} to {win_high}) and with {slipping} slipping it takes"
        " {required} times. That rule takes all deals alike; what these ones bring is told below."
    )
    status: Status = "watch" if row["coverage"] < row["required"] else "good"
    return [say("coverage", status, text, row)]


def found(page: Results) -> list[Finding]:
    """Say what is open, what slipped, what came and went, how fast, and what is not known."""
    row = page.measured.first
    said = [_whole(page), *_coverage(page)]
    if row["n_slipped"]:
        text = N_(
            "Open deals that slipped: {n_slipped}, of {slipped_amount}; the day on which"
            " they were expected to close has passed, or was put off in the month."
        )
        said.append(say("slipped", "watch", text, row))
    if row["n_stale"]:
        text = N_(
            "Open deals that are likelier than not still to be open in two years: {n_stale}, of"
            " {stale_amount}; few deals as old as these close within that time. Ask about them, or"
            " close them as lost."
        )
        said.append(say("stale", "watch", text, row))
    if row["n_new"] or row["n_won"] or row["n_lost"]:
        text = N_(
            "Deals that came in during the month: {n_new}, of {new_amount}; won: {n_won},"
            " of {won_amount}; lost: {n_lost}, of {lost_amount}."
        )
        if not all(row.is_known(f"{one}_amount") for one in ("new", "won", "lost")):
            text = N_(
                "Deals that came in during the month: {n_new}; won: {n_won}; lost: {n_lost}. Their"
                " amounts are not known."
            )
        said.append(say("moved", "info", text, row))
    if row.is_known("velocity"):
        text = N_(
            "A won deal takes {cycle_days} days; the open ones bring {velocity} a day at the win"
            " rate of {win_rate}."
        )
        bare = N_("A won deal takes {cycle_days} days; {win_rate} of closed deals are won.")
        said.append(say("velocity", "info", bare if row["n_stale"] else text, row))
    return [*said, *_slow(page), *_lacking(page)]


def _slow(page: Results) -> list[Finding]:
    rows = page.stages.known("slow_days")
    rows = rows.keep((rows.frame["n_slow"] > 0).to_numpy()).by("-n_slow")
    text = N_(
        "Open deals in {stage} for longer than {slow_days} days, which one in four"
        " exceeds: {n_slow}; half are through in {usual_days}."
    )
    return [] if rows.is_empty else [say("slow", "watch", text, rows.first)]


def _lacking(page: Results) -> list[Finding]:
    """Say what the tables do not tell, and so what the page cannot."""
    row, said = page.measured.first, []
    lacks = [
        (
            not row["has_stages"],
            N_(
                "No change of a stage is dated (opportunity_changes): stages, stage times and what"
                " was put off are not known; only the days of creation and close count."
            ),
        ),
        (
            not row["has_touches"],
            N_("No touches with deals are exported: effort, and what it does, cannot be judged."),
        ),
        (row["n_no_close"] > 0, N_("Open deals without a day of expected close: {n_no_close}.")),
        (
            row["n_no_amount"] > 0,
            N_("Open deals without an amount, which bring nothing: {n_no_amount}."),
        ),
        (
            row["n_undated"] > 0,
            N_("Deals closed without any day, which count nowhere: {n_undated}."),
        ),
        (
            row["n_back"] > 0,
            N_("Moves of deals to an earlier stage in two years: {n_back}."),
        ),
    ]
    for is_so, text in lacks:
        if is_so:
            said.append(say("lacks", "info", text, row))
    return said


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw what the open deals of each stage bring by their chances."""
    return kinds.bars(page.stages, "stage", "weighted", ax=ax, title=N_("Weighted, by stage"))


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    rows = page.stages.by("-weighted")
    if rows.is_empty:
        return say("drawn", "info", N_("No stage is known of any deal."))
    text = N_("The open deals in {stage} weigh most: {weighted} (deals: {n_deals}).")
    return say("drawn", "info", text, rows.first)
