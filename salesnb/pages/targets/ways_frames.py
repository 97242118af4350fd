"""The frames of the section on the total: ways, gaps, the ladder of chances, what they rest on."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Chart, Frame
from salesnb.contracts.verdicts import BAND
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN

WAY = {
    "market": N_("market at today's share"),
    "forecast": N_("forecast if nothing changes"),
    "bottom_up": N_("reps' commitments"),
    "issued": N_("targets issued before"),
    "decided": N_("decided total"),
    "aim": N_("aim above the forecast"),
}
CHANCES = ("p90", "p80", "p65", "p50", "p35", "p20")
STEP = {
    **WAY,
    "last_year": N_("as the year before the plan"),
    "last_year_more": N_("a tenth above the year before the plan"),
    **dict.fromkeys(CHANCES, N_("a total of this chance")),
}
STATE = {
    "shown": N_("probabilities shown"),
    "fails": N_("like probabilities did not come true"),
    "unproven": N_("too few earlier months to test probabilities"),
    "no_range": N_("too few earlier months for a range"),
    "no_forecast": N_("not forecast"),
    "over": N_("the year is over"),
}
GROWTH = col.kpi("growth", "growth", label=N_("On the year before the plan"))
OVER_FORECAST = col.share("over_forecast", N_("Over the forecast"), shown="growth")
PROBABILITY = col.share("probability", N_("Chance to reach it"), shown="chance")
COVERED = col.share("covered_share", N_("Of it said by the way itself"))

WAYS = Frame(
    name="ways",
    title=N_("Ways to the year's total"),
    grain=N_("one row per way"),
    key="way",
    shows="way amount low high growth gap gap_share at_forecast covered_share",
    optional="at_forecast",
    nothing="",
    chart=Chart("bar", "way", "amount=actual"),
    fields=(
        col.code("way", N_("Way"), WAY),
        col.money("amount", N_("Total"), shown=COLUMN),
        col.money("low", N_("Low"), shown=COLUMN),
        col.money("high", N_("High"), shown=COLUMN),
        GROWTH,
        col.money("gap", N_("Up to the total of the plan"), shown="money_change"),
        col.share("gap_share", N_("Gap"), shown="growth"),
        col.money("own", N_("Said by the way itself"), shown=COLUMN),
        col.money("at_forecast", N_("Of it the forecast, for the rest"), shown=COLUMN),
        COVERED,
    ),
)

GAPS = Frame(
    name="gaps",
    title=N_("Gaps between the ways"),
    grain=N_("one row per pair of ways"),
    key="way against",
    nothing="",
    fields=(
        col.code("way", N_("Way"), WAY),
        col.code("against", N_("Against"), WAY),
        col.money("amount", N_("Total")),
        col.money("against_amount", N_("Total of the other")),
        col.money("gap", N_("Gap"), shown="money_change"),
        col.share("gap_share", N_("Gap as a share"), shown="growth"),
    ),
)

LADDER = Frame(
    name="ladder",
    title=N_("What each total costs in probability"),
    grain=N_("one row per total"),
    key="step",
    order="amount",
    shows="step amount probability band growth over_forecast",
    nothing="",
    fields=(
        col.code("step", N_("Total"), STEP),
        col.money("amount", N_("Amount"), shown=COLUMN),
        PROBABILITY,
        col.code("band", N_("Challenge"), BAND),
        GROWTH,
        OVER_FORECAST,
    ),
)

ODDS = Frame(
    name="odds",
    title=N_("What the total rests on"),
    key="scope",
    fields=(
        col.SCOPE,
        col.month("first", N_("From")),
        col.month("last", N_("To")),
        col.money("total", N_("Total of the plan")),
        col.flag("is_decided", N_("Decided")),
        col.share("ambition", N_("Ambition"), shown="growth"),
        PROBABILITY,
        col.money("so_far", N_("Came in so far")),
        col.money("expected", N_("Expected")),
        col.money("low", N_("Expected, low")),
        col.money("high", N_("Expected, high")),
        col.share("confidence", N_("Confidence of the range")),
        col.money("middle", N_("As likely missed as reached")),
        col.share("forecast_probability", N_("Chance of the forecast"), shown="chance"),
        col.money("last_year", N_("The same months a year earlier")),
        GROWTH,
        OVER_FORECAST,
        col.money("gap", N_("Over the forecast, amount"), shown="money_change"),
        col.money("to_even", N_("Up to an even chance"), shown="money_change"),
        col.share("bias", N_("What came over what was expected"), shown="growth"),
        col.whole("n_origins", N_("Earlier months forecast from")),
        col.code("state", N_("State"), STATE),
        col.whole("tested_months", N_("Months of the periods tested")),
        col.whole("n_tested", N_("Earlier months tested from")),
        col.share("error", N_("Probabilities off by, on average")),
        col.share("by_chance", N_("By luck alone up to")),
        col.whole("n_open", N_("Months to come")),
    ),
)

MARKET_WAY = Frame(
    name="market_way",
    title=N_("What the market's way rests on"),
    key="scope",
    nothing="",
    fields=(
        col.SCOPE,
        col.money("market", N_("Measured market then")),
        col.money("low", N_("Market, low")),
        col.money("high", N_("Market, high")),
        col.share("growth", N_("Growth of the market a year"), shown="growth"),
        col.whole("n_growths", N_("Years of growth measured")),
        col.share("share", N_("Our share today")),
        col.share("needed_share", N_("Share that the total takes")),
        col.share("outside_share", N_("Of our sales where no market is measured")),
        col.whole("n_cells", N_("Cells measured")),
        col.month("until", N_("Measured until")),
    ),
)

REPS_WAY = Frame(
    name="reps_way",
    title=N_("What the reps' way rests on"),
    key="scope",
    nothing="",
    fields=(
        col.SCOPE,
        col.money("committed", N_("Committed")),
        col.money("usual", N_("Forecast of the same")),
        col.share("over_forecast", N_("Committed over the forecast"), shown="growth"),
        col.money("uncovered", N_("Forecast of the rest")),
        col.share("covered_share", N_("Of the forecast, covered")),
        col.whole("n_commitments", N_("Commitments")),
        col.whole("n_months", N_("Months with commitments")),
        col.whole("n_open", N_("Months to come")),
        col.whole("n_customers", N_("Customers committed to")),
        col.whole("n_active", N_("Customers that bought")),
        col.whole("n_reps", N_("Reps who commit")),
        col.whole("n_selling", N_("Reps who sold")),
        col.day("newest", N_("Newest commitment")),
    ),
)

ABSENT = Frame(
    name="absent",
    title=N_("Ways that are not there"),
    key="way",
    nothing="",
    fields=(col.code("way", N_("Way"), WAY), col.text("table", N_("Table that would bring it"))),
)
