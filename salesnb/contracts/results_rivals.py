"""The frames that 03b_rivals shows."""

from __future__ import annotations

from salesnb.contracts.fields import N_, Field
from salesnb.contracts.results import ResultContract

_PLACE = Field("place", "integer", N_("Place"))
_RIVAL = Field("competitor_id", "id", N_("Competitor"))
_GROUP = Field("product_group", "text", N_("Product group"))
_N = Field("n", "integer", N_("Observations"))
_N_SOURCES = Field("n_sources", "integer", N_("Sources"))
_NEWEST = Field("newest_on", "date", N_("Newest"))
_AGE = Field("age_days", "integer", N_("Days old"))
_N_NEW = Field("n_new", "integer", N_("New this month"))
_STATE = Field("state", "text", N_("State"))
_GRADE = Field("grade", "text", N_("Grade of evidence"))
_N_DEALS = Field("n", "integer", N_("Deals lost"))
_AMOUNT = Field("amount", "money", N_("Lost"))


def _index(name: str, label: str) -> Field:
    return Field(name, "number", label, digits=4)


PRICES = ResultContract(
    name="03b_rivals_prices",
    label=N_("Competitors' prices against ours"),
    grain=N_("one row per competitor and product group, or region"),
    key=("dimension", "competitor_id", "node"),
    ordered_by=("dimension", "place"),
    fields=(
        Field("dimension", "text", N_("Dimension")),
        _RIVAL,
        Field("node", "id", N_("Node")),
        _PLACE,
        _N,
        _N_SOURCES,
        _NEWEST,
        _AGE,
        _index("index", N_("Their price over our list price")),
        _index("low", N_("Low, 95 %")),
        _index("high", N_("High, 95 %")),
        _index("against_net", N_("Over what customers pay us")),
        _index("before", N_("A month ago")),
        _index("moved", N_("Moved since")),
        _N_NEW,
        Field("since", "month", N_("Level since")),
        Field("basis", "text", N_("Compared with")),
        _STATE,
        _GRADE,
    ),
)

PRICE_CHANGES = ResultContract(
    name="03b_rivals_price_changes",
    label=N_("Steps of competitors' prices"),
    grain=N_("one row per competitor, product group and step"),
    key=("competitor_id", "product_group", "month"),
    fields=(
        _RIVAL,
        _GROUP,
        Field("month", "month", N_("Step in")),
        Field("earliest", "month", N_("At the earliest")),
        Field("latest", "month", N_("At the latest")),
        Field("size", "share", N_("Step")),
        _index("before", N_("Price over ours before")),
        _index("after", N_("Price over ours since")),
        Field("n_before", "integer", N_("Observations before")),
        Field("n_after", "integer", N_("Observations since")),
        Field("chance", "share", N_("Chance of seeing it without a step")),
    ),
)

PRICE_MONTHS = ResultContract(
    name="03b_rivals_price_months",
    label=N_("Competitors' prices over ours, month by month"),
    grain=N_("one row per competitor, product group and month"),
    key=("competitor_id", "product_group", "month"),
    fields=(
        _RIVAL,
        _GROUP,
        Field("month", "month", N_("Month")),
        _N,
        _index("index", N_("Their price over our list price")),
    ),
)

PRICE_ASIDE = ResultContract(
    name="03b_rivals_price_aside",
    label=N_("Prices seen that could not be compared"),
    grain=N_("one row per reason"),
    key=("reason",),
    fields=(
        Field("reason", "text", N_("Reason")),
        Field("n_rows", "integer", N_("Rows")),
    ),
)

ASPECTS = ResultContract(
    name="03b_rivals_aspects",
    label=N_("Competitors' quality, variety, service and terms"),
    grain=N_("one row per competitor, aspect and unit"),
    key=("competitor_id", "aspect", "unit"),
    ordered_by=("place",),
    fields=(
        _RIVAL,
        Field("aspect", "text", N_("Aspect")),
        Field("unit", "text", N_("Unit")),
        _PLACE,
        _N,
        _N_SOURCES,
        _NEWEST,
        _AGE,
        Field("mean", "number", N_("Mean of two years"), digits=3),
        Field("low", "number", N_("Low, 95 %"), digits=3),
        Field("high", "number", N_("High, 95 %"), digits=3),
        Field("before", "number", N_("A month ago"), digits=3),
        Field("moved", "number", N_("Moved since"), digits=3),
        _N_NEW,
        Field("confidence", "share", N_("Stated confidence")),
        Field("verdict", "text", N_("Verdict")),
        _STATE,
        _GRADE,
    ),
)

LOST_REASONS = ResultContract(
    name="03b_rivals_lost_reasons",
    label=N_("Deals lost in twelve months, by competitor and reason"),
    grain=N_("one row per competitor and reason"),
    key=("competitor_id", "reason"),
    ordered_by=("place",),
    fields=(
        _PLACE,
        _RIVAL,
        Field("reason", "text", N_("Reason")),
        _N_DEALS,
        _AMOUNT,
        Field("share", "share", N_("Share of its wins")),
        Field("usual_share", "share", N_("Share at the others")),
        Field("chance", "share", N_("Chance of so many")),
        Field("stands_out", "flag", N_("Stands out")),
    ),
)

LOST_RIVALS = ResultContract(
    name="03b_rivals_lost_rivals",
    label=N_("Deals lost in twelve months, by competitor"),
    grain=N_("one row per competitor"),
    key=("competitor_id",),
    ordered_by=("place",),
    fields=(
        _PLACE,
        _RIVAL,
        _N_DEALS,
        _AMOUNT,
        Field("n_before", "integer", N_("Deals lost in the year before")),
        Field("amount_before", "money", N_("Lost in the year before")),
        Field("share", "share", N_("Share of what we lost")),
        Field("main_reason", "text", N_("Main reason")),
    ),
)

RIVALS = ResultContract(
    name="03b_rivals_rivals",
    label=N_("What is known of each competitor, and what it took"),
    grain=N_("one row per competitor"),
    key=("competitor_id",),
    ordered_by=("place",),
    fields=(
        _PLACE,
        _RIVAL,
        Field("n_prices", "integer", N_("Prices seen in twelve months")),
        Field("n_aspects", "integer", N_("Other observations in two years")),
        _NEWEST,
        _AGE,
        Field("n_better", "integer", N_("Aspects better than ours")),
        Field("n_worse", "integer", N_("Aspects not as good as ours")),
        Field("n_lost", "integer", N_("Deals lost")),
        Field("amount_lost", "money", N_("Lost")),
        _STATE,
    ),
)

NEWS = ResultContract(
    name="03b_rivals_news",
    label=N_("What this month added to what is known of competitors"),
    grain=N_("one row"),
    key=("scope",),
    fields=(
        Field("scope", "text", N_("Scope")),
        Field("n_new_prices", "integer", N_("New prices seen")),
        Field("n_new_aspects", "integer", N_("New other observations")),
        Field("n_panels", "integer", N_("Panels")),
        Field("n_seen", "integer", N_("Panels seen this month")),
        Field("n_steps", "integer", N_("Steps of price this month")),
        Field("n_gone", "integer", N_("Panels not seen for too long")),
    ),
)

CONTRACTS = (
    PRICES, PRICE_CHANGES, PRICE_MONTHS, PRICE_ASIDE, ASPECTS, LOST_REASONS, LOST_RIVALS, RIVALS, NEWS,
)  # fmt: skip
