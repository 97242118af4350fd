"""What money there is for marketing, and by region and channel where it goes against last year."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Row
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.budget import columns as c
from salesnb.plots.places import over_rows

LACKING = {
    "": N_("nothing is missing"),
    "no_spend": N_("marketing spend"),
    "no_regions": N_("spend of several regions"),
    "few_months": N_("two years of months with spend and sales"),
    "refused": N_("spend that can be told apart"),
    "floors": N_("room above the floors"),
}
SOURCE = {
    "": N_("none"),
    "data": N_("spend and sales of the past"),
    "judged": N_("what people judged"),
}
TOTAL_SOURCE = {
    "": N_("none"),
    "parameter": N_("the total that this run was given"),
    "budget": N_("what the budget has for marketing"),
    "last_year": N_("what was spent in the last twelve months"),
}

SPEND_BASIS = Frame(
    name="spend_basis",
    title=N_("What the allocation of marketing money rests on"),
    grain=N_("one row"),
    key="scope",
    shows="year source response counted n_regions n_channels n_months total total_source",
    nothing="",
    fields=(
        col.SCOPE,
        c.YEAR,
        col.code("lacking", N_("What is missing"), LACKING),
        col.code("source", N_("Curves from"), SOURCE),
        col.code("response", N_("What responds"), c.RESPONSE),
        c.COUNTS,
        col.whole("n_regions", N_("Regions")),
        col.whole("n_channels", N_("Marketing channels")),
        col.whole("n_months", N_("Months")),
        col.money("last_year", N_("Spent in the last twelve months"), shown=COLUMN),
        col.money("total", N_("Money of the year"), shown=COLUMN),
        col.code("total_source", N_("Which is"), TOTAL_SOURCE),
        col.money("proposed", N_("Proposed"), shown=COLUMN),
        col.money("unspent", N_("Not allocated"), shown=COLUMN),
        col.money("floors", N_("Least that floors ask"), shown=COLUMN),
        col.money("beside", N_("Spent in regions without sales"), shown=COLUMN),
        c.CONFIDENCE,
        col.whole("horizon", N_("Counted within"), unit=N_("months")),
        col.share("margin_share", N_("Margin of sales")),
    ),
)

CHANNEL_PLAN = Frame(
    name="channel_plan",
    title=N_("Marketing money by channel, against last year"),
    key="marketing_channel_id",
    order="-proposed",
    total="marketing_channel_id",
    shows="marketing_channel_id before same best proposed change growth brings",
    nothing="",
    fields=(
        c.CHANNEL,
        c.BEFORE,
        c.SAME,
        c.BEST,
        c.PROPOSED,
        c.CHANGE,
        col.kpi("growth", "growth", label=N_("On last year")),
        c.BRINGS,
    ),
)

SPEND_PLAN = Frame(
    name="spend_plan",
    title=N_("Marketing money by region and channel, against last year"),
    key="region_id marketing_channel_id",
    order="-|change|",
    shows=(
        "region_id marketing_channel_id before same proposed change marginal is_extrapolated state"
    ),
    nothing="",
    fields=(
        c.REGION,
        c.CHANNEL,
        c.BEFORE,
        c.SAME,
        c.BEST,
        c.PROPOSED,
        c.CHANGE,
        c.BRINGS,
        c.per_unit("marginal", N_("One more unit brings")),
        col.flag("is_extrapolated", N_("Beyond what was spent so far")),
        c.STATES,
        col.text("line_id", N_("Budget line")),
    ),
)

SAYS: dict[str, tuple[Status, str]] = {
    "no_spend": (
        "info",
        N_(
            "Where the next unit of marketing money works hardest cannot be told: no marketing"
            " spend came in. It takes the table spend (marketing channel, region, month,"
            " amount) over two years."
        ),
    ),
    "no_regions": (
        "info",
        N_(
            "Where the next unit of marketing money works hardest cannot be told: spend and"
            " sales meet in {n_regions} regions, and one series cannot tell what spending does"
            " from what the season does. It takes the table spend by region and month."
        ),
    ),
    "few_months": (
        "info",
        N_(
            "Where the next unit of marketing money works hardest cannot be told yet: spend"
            " and sales are known together for {n_months} months, and it takes two years, or"
            " curves that people judge in plan/judgements.toml."
        ),
    ),
    "refused": (
        "watch",
        N_(
            "What marketing money brings cannot be fitted to the {n_months} months in"
            " {n_regions} regions that came in: amounts below zero, channels that cannot be"
            " told apart, or mixed units. Nothing is allocated."
        ),
    ),
    "floors": (
        "act",
        N_(
            "The floors of marketing money come to {floors}, more than the {total} that there"
            " is ({total_source}): nothing is allocated until one of them gives way."
        ),
    ),
}

DECISIONS = (
    Decision(
        "floors",
        N_("Lower a floor or raise the total in plan/budget.toml; then run the month again."),
        N_("management"),
        "spend_basis.floors",
        N_("least that floors ask"),
        lever="set_right",
    ),
)


def rests_on(page: Results) -> list[Finding]:
    """Say how much money there is and on what its allocation rests, or what is missing for it."""
    return [_lacking(row) if row["lacking"] else _rests(row) for row in page.spend_basis]


def _rests(row: Row) -> Finding:
    text = N_(
        "{total} of marketing money is allocated for {year} ({total_source}), after {last_year} in"
        " the last twelve months; the curves rest on {source}: {n_channels} marketing channels in"
        " {n_regions} regions over {n_months} months."
    )
    return say("money", "info", text, row)


def _lacking(row: Row) -> Finding:
    status, text = SAYS[row["lacking"]]
    return say("floors" if row["lacking"] == "floors" else "spend_lacking", status, text, row)


def found(page: Results) -> list[Finding]:
    """Say what there is, the largest change by channel, and what goes beyond what was seen."""
    return [*rests_on(page), *_changed(page), *_extrapolated(page), *_left(page)]


def _changed(page: Results) -> list[Finding]:
    rows = page.channel_plan.members("marketing_channel_id").by("-|change|")
    if rows.is_empty or not rows.first["change"]:
        return []
    text = N_(
        "By marketing channel the plan differs most from last year in {marketing_channel_id}:"
        " {proposed}, {change} on {before}; last year's shares of the money would be {same}."
    )
    return [say("changed", "info", text, rows.first)]


def _extrapolated(page: Results) -> list[Finding]:
    rows = page.spend_plan.where(is_extrapolated=True).by("-proposed")
    text = N_(
        "{marketing_channel_id} in {region_id} is planned at {proposed} a year, beyond what was"
        " ever spent there: what it brings is read from a curve nobody has seen."
    )
    return [say("extrapolated", "watch", text, rows.first)] if not rows.is_empty else []


def _left(page: Results) -> list[Finding]:
    left = N_("{unspent} of the {total} is not allocated: bounds leave no place for it.")
    beside = N_("{beside} of last year's spend was in regions without sales; it is left out.")
    said = []
    for row in page.spend_basis:
        if row.is_known("unspent") and row["unspent"] >= 1:
            said.append(say("unspent", "watch", left, row))
        if row.is_known("beside") and row["beside"] >= 1:
            said.append(say("beside", "info", beside, row))
    return said


def alt(page: Results) -> Finding:
    """Say what the picture of the plan shows."""
    nothing = say("plan", "info", N_("No plan of marketing money can be drawn."))
    return next(iter([*_changed(page), *rests_on(page)]), nothing)


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw each channel's money: last year, last year's shares, proposed."""
    every = page.channel_plan.members("marketing_channel_id")
    panel = over_rows(every, "marketing_channel_id", "before same proposed", ax=ax, high=0.42)
    if not every.is_empty:
        panel.dots("before", "before", marker="s")
        panel.dots("same", "actual")
        panel.dots("proposed", "plan", marker="D")
        panel.cite("proposed")
        panel.ax.margins(x=0.15)
        panel.ax.set_xlim(left=0)
    return panel.finish(of=every, title=N_("Marketing money by channel"))
