"""Is the plan challenging? Against the best that was done, what customers could buy, and hours."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.challenge import columns as c
from salesnb.plots import kinds

FULL = 0.8  # of the potential, as exceptions take it

BAND_COUNTS = Frame(
    name="band_counts",
    title=N_("Targets of the year by band"),
    grain=N_("one row per dimension and band"),
    key="dimension band",
    nothing="",
    fields=(
        col.code("dimension", N_("Dimension"), c.MEMBERS),
        c.BANDS,
        col.whole("n_nodes", N_("Nodes")),
        c.TARGET,
        col.share("target_share", N_("Share of the target")),
    ),
)

RATES = Frame(
    name="rates",
    title=N_("What a month must bring, against the best run ever"),
    grain=N_("one row per dimension and node"),
    key="dimension node",
    order="-over_best",
    shows="node asked best best_from last over_best over_last beyond",
    nothing="",
    fields=(
        c.DIMENSIONS,
        c.NODE,
        col.whole("n_months", N_("Months to come")),
        col.money("asked", N_("Asked, a month"), shown=COLUMN),
        col.money("best", N_("Best run, a month"), shown=COLUMN),
        col.month("best_from", N_("Best run from")),
        col.money("last", N_("Last run, a month"), shown=COLUMN),
        col.factor("over_best", N_("Asked over the best")),
        col.factor("over_last", N_("Asked over the last")),
        col.money("beyond", N_("Asked beyond the best, a month"), shown=COLUMN),
    ),
)

ROOM = Frame(
    name="room",
    title=N_("What of the market's potential the targets take"),
    grain=N_("one row per dimension and node"),
    key="dimension node",
    order="-potential_share",
    nothing="",
    fields=(
        c.DIMENSIONS,
        c.NODE,
        c.TARGET,
        col.money("potential", N_("Potential of a year"), shown=COLUMN),
        col.share("potential_share", N_("Target, of the potential")),
        col.money("room", N_("Room left"), shown=COLUMN),
    ),
)

HOURS = Frame(
    name="hours",
    title=N_("Hours that visits need, against those there are"),
    grain=N_("one row per rep"),
    key="rep_id",
    order="-used_share",
    nothing="",
    fields=(
        col.REP,
        col.whole("n_customers", N_("Customers with targets")),
        col.number("visits", N_("Visits a month"), digits=2, shown="tenths"),
        col.number("visit_hours", N_("Hours of a visit"), digits=3, shown="tenths"),
        col.number("hours_needed", N_("Hours needed a month"), digits=2, shown="hours"),
        col.number("hours", N_("Hours there are, absences off"), digits=2, shown="hours"),
        col.share("used_share", N_("Needed, of those there are")),
    ),
)


def best(page: Results) -> list[Finding]:
    """Say what the total asks against its best run, and which rep's target lies farthest beyond."""
    rows = page.rates.known("over_best")
    whole = rows.where(dimension="total")
    found = []
    if whole.is_empty:
        text = N_(
            "What the plan asks a month cannot be compared: no such run of months is known yet."
        )
        return [say("best", "info", text)]
    text = N_(
        "A month must bring {asked}; the best run of as many months (from {best_from}) brought"
        " {best}, the last one {last}: {over_best} times the best."
    )
    found.append(say("best", "info", text, whole.first))
    reps = rows.where(dimension="rep")
    beyond = reps.keep(reps.frame["over_best"] > 1)
    if not beyond.is_empty:
        text = N_(
            "{node} is asked for most beyond what was ever done there: {asked} a month, {over_best}"
            " times the best run ({best}, from {best_from})."
        )
        found.append(say("beyond_best", "info", text, beyond.by("-beyond").first))
    return found


def room(page: Results) -> list[Finding]:
    """Say which target takes most of its potential."""
    rows = page.room.known("potential_share")
    if rows.is_empty:
        text = N_(
            "How much room is left cannot be told: the potential of no region or product group is"
            " known."
        )
        return [say("room", "info", text)]
    row = rows.by("-potential_share").first
    text = N_(
        "Room is left: of all, the target of {node} takes most of its potential, {potential_share}"
        " of {potential}."
    )
    full = N_(
        "The target of {node} takes {potential_share} of its potential ({potential}): {target} is"
        " more than customers leave to one supplier."
    )
    is_full = row["potential_share"] > FULL
    return [say("room", "watch" if is_full else "info", full if is_full else text, row)]


def hours(page: Results) -> list[Finding]:
    """Say which rep lacks most hours, or that hours suffice."""
    rows = page.hours.known("used_share")
    if rows.is_empty:
        text = N_("Whether hours suffice cannot be told: no rep's hours, or no targets, are known.")
        return [say("hours", "info", text)]
    row = rows.by("-used_share").first
    short = N_(
        "{rep_id} lacks hours: the visits that {n_customers} customers with targets call for take"
        " {hours_needed} hours a month, and there are {hours}."
    )
    enough = N_(
        "No rep lacks hours: visits to customers with targets take most of {rep_id}, {hours_needed}"
        " of {hours} hours a month ({used_share})."
    )
    is_short = row["used_share"] > 1
    return [say("hours", "watch" if is_short else "good", short if is_short else enough, row)]


def bands(page: Results) -> list[Finding]:
    """Say how many of the reps' targets (else of another dimension) are beyond what is likely."""
    left: list[Finding] = []
    for dimension in ("rep", "region", "product_group"):
        every = page.band_counts.where(dimension=dimension)
        rows = every.keep(every.frame["band"] != "not_judged")
        unjudged = every.where(band="not_judged")
        hard = rows.keep(rows.frame["band"].isin(["out_of_reach", "very_hard"]))
        if not hard.is_empty:
            text = N_(
                "Targets of {dimension} that are {band}: {n_nodes}, with {target} in all"
                " ({target_share} of their sum)."
            )
            return [say("bands", "watch", text, row) for row in hard] + _unjudged(unjudged)
        if not rows.is_empty:
            text = N_(
                "Of the targets of {dimension} none that can be judged is very hard or out of"
                " reach; most, {n_nodes}, are {band} ({target_share} of all)."
            )
            status: Status = "good" if unjudged.is_empty else "info"
            return [say("bands", status, text, rows.by("-n_nodes").first), *_unjudged(unjudged)]
        left = left or _unjudged(unjudged)
    return left


def _unjudged(rows: Result) -> list[Finding]:
    """Say how many targets of a dimension cannot be judged."""
    text = N_(
        "Targets of {dimension} that cannot be judged: {n_nodes}, with {target} in all"
        " ({target_share} of their sum)."
    )
    return [say("bands_unjudged", "info", text, row) for row in rows]


def tables(page: Results) -> list[Result]:
    """Return run-rates of reps (else of another dimension), room and hours."""
    there = set(page.rates.frame["dimension"])
    one = next((d for d in ("rep", "region", "product_group", "total") if d in there), "total")
    listed = [page.band_counts, page.rates.where(dimension=one), page.room, page.hours]
    return [table for table in listed if not table.is_empty]


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw what is asked over the best run ever, of the reps, else of another dimension."""
    there = set(page.rates.frame["dimension"])
    one = next((d for d in ("rep", "region", "product_group", "total") if d in there), "total")
    return kinds.bars(
        page.rates.where(dimension=one),
        "node",
        "over_best",
        ax=ax,
        title=N_("What is asked a month, times the best run ever"),
    )
