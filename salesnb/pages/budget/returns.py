"""What a marketing channel brings: curves, what one more unit of money brings, whether it is told.

The marginal return comes first: the total return reaches down to no spending, where nobody was.
"""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Row
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.budget import columns as c
from salesnb.plots.curves import curves

KIND = {
    "power": N_("power"),
    "exponential": N_("exponential"),
    "hill": N_("Hill"),
    "logistic": N_("logistic"),
}
REASON = {
    "": N_("identified"),
    "wide_margin": N_("not identified: the range is too wide"),
    "prior_only": N_("not identified: the data add little to what was assumed"),
    "few_data": N_("not identified: too few data"),
    "judged": N_("judged, not measured"),
}

RESPONSE_CURVES = Frame(
    name="response_curves",
    title=N_("Response curves by region and marketing channel"),
    key="region_id marketing_channel_id",
    shows="region_id marketing_channel_id kind scale half shape decay present state",
    nothing="",
    fields=(
        c.REGION,
        c.CHANNEL,
        col.code("kind", N_("Kind of curve"), KIND),
        col.money("scale", N_("Most that it brings, sales a month")),
        col.money("half", N_("Half of it at, a month")),
        col.number("shape", N_("Shape"), digits=6, shown="decimal"),
        col.number("decay", N_("Carried over to the next month"), digits=6, shown="decimal"),
        col.money("present", N_("Spent a month, last twelve")),
        col.money("observed_low", N_("Observed, lowest a month")),
        col.money("observed_high", N_("Observed, highest a month")),
        col.share("margin_share", N_("Margin of its sales")),
        c.STATES,
    ),
)

CHANNEL_RETURNS = Frame(
    name="channel_returns",
    title=N_("What one more unit of money brings, by marketing channel"),
    key="marketing_channel_id",
    order="-marginal",
    shows=(
        "marketing_channel_id present marginal marginal_low marginal_high brings brings_low"
        " brings_high reason"
    ),
    nothing="",
    fields=(
        c.CHANNEL,
        col.money("present", N_("Spent in the last twelve months"), shown=COLUMN),
        c.per_unit("marginal", N_("One more unit brings")),
        c.per_unit("marginal_low", N_("One more, low")),
        c.per_unit("marginal_high", N_("One more, high")),
        c.per_unit("brings", N_("Each unit so far brought")),
        c.per_unit("brings_low", N_("Each so far, low")),
        c.per_unit("brings_high", N_("Each so far, high")),
        c.STATES,
        col.code("reason", N_("Identified"), REASON),
        col.share("decay", N_("Carried over a month")),
        col.share("decay_low", N_("Carried over, low")),
        col.share("decay_high", N_("Carried over, high")),
        col.share("prior_share", N_("Range left of what was assumed")),
        col.number("points_per_parameter", N_("Data points per parameter"), shown="tenths"),
        col.number("season_share", N_("Correlation with the season"), digits=4, shown="decimal"),
        col.share("zero_share", N_("Months without spending")),
    ),
)

CURVE_POINTS = Frame(
    name="curve_points",
    title=N_("What each marketing channel brings at more and less money"),
    grain=N_("one row per marketing channel and multiple of last year's shares"),
    key="marketing_channel_id factor",
    nothing="",
    fields=(
        c.CHANNEL,
        col.number("factor", N_("Times last year's shares"), digits=2, shown="tenths"),
        col.money("spend", N_("Spent a year")),
        c.BRINGS,
        col.money("low", N_("Expected to bring, low")),
        col.money("high", N_("Expected to bring, high")),
        col.flag("is_observed", N_("Inside what was spent so far")),
    ),
)


def found(page: Results) -> list[Finding]:
    """Say which channel brings most at the margin and which least, and what is not told."""
    rows = page.channel_returns.known("marginal").by("-marginal")
    if rows.is_empty:
        return []
    said = [_dearest(rows.first, page), *_least(page), *_carried(page), *_unknown(page)]
    return [*said, _counted(page)]


def _dearest(row: Row, page: Results) -> Finding:
    text = N_(
        "One more unit of money brings most in {marketing_channel_id}: {marginal} of"
        " {basis.counted} ({marginal_low} to {marginal_high} in four of five cases), on top of"
        " {present} spent in the last twelve months."
    )
    in_margin = page.spend_basis.first["counted"] == "margin"
    status: Status = "good" if in_margin and row["marginal_low"] > 1 else "info"
    return say("dearest", status, text, row, basis=page.spend_basis.first)


def _least(page: Results) -> list[Finding]:
    """Say of the channel that brings least whether its last unit pays for itself."""
    rows = page.channel_returns.known("marginal").by("marginal")
    if len(rows.frame) < 2:
        return []
    row = rows.first
    below = N_(
        "The last unit of money in {marketing_channel_id} does not pay for itself: it brings"
        " {marginal} of {basis.counted} ({marginal_low} to {marginal_high})."
    )
    least = N_(
        "One more unit of money brings least in {marketing_channel_id}: {marginal} of"
        " {basis.counted} ({marginal_low} to {marginal_high})."
    )
    is_below = page.spend_basis.first["counted"] == "margin" and row["marginal_high"] < 1
    status: Status = "watch" if is_below else "info"
    text = below if is_below else least
    return [say("least", status, text, row, basis=page.spend_basis.first)]


def _carried(page: Results) -> list[Finding]:
    """Say which channel works longest."""
    rows = page.channel_returns.known("decay decay_low").by("-decay")
    text = N_(
        "{marketing_channel_id} works longest: {decay} of what it brings in a month comes again in"
        " the next one ({decay_low} to {decay_high} in four of five cases)."
    )
    return [] if rows.is_empty else [say("carried", "info", text, rows.first)]


def _unknown(page: Results) -> list[Finding]:
    text = N_(
        "{marketing_channel_id}: what it brings is {reason}. It keeps its share of the money,"
        " until a test tells: other spending for some months in some regions, stated in"
        " plan/lift_tests.toml."
    )
    rows = page.channel_returns.where(state="unknown")
    return [say("not_identified", "watch", text, row) for row in rows]


def _counted(page: Results) -> Finding:
    row = page.spend_basis.first
    margin = N_(
        "What spending brings is counted in gross margin: {response} times the margin of each"
        " region in the last twelve months ({margin_share} on average)."
    )
    sales = N_(
        "What spending brings is counted in {response}, not in margin: no line states its cost. A"
        " unit that pays for itself has to bring several units of sales."
    )
    return say("counted", "info", margin if row["counted"] == "margin" else sales, row)


def alt(page: Results) -> Finding:
    """Say what the picture of curves shows."""
    text = N_("No curve can be drawn: it takes spending by region and month.")
    return next(iter(found(page)), say("curves", "info", text))


def draw(page: Results, axes: Axes | None = None) -> Axes:
    """Draw each channel's curve with the observed range, the present and the proposed money."""
    return curves(page.curve_points, page.channel_plan, axes)
