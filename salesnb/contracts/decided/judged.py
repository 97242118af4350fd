"""weights.toml, judgements.toml, value_in_use.toml: what people judge where no export can say."""

from __future__ import annotations

from salesnb.contracts.decided.columns import (
    AUTHOR,
    CHANNEL,
    GROUP,
    JUDGED_ON,
    REASON,
    SEGMENT,
    needed,
)
from salesnb.contracts.decided.planfile import PlanFile, Section
from salesnb.contracts.fields import N_, Check, Field, Table
from salesnb.contracts.shorthand import CUSTOMER, REGION, REP, choice, money, number, text

CRITERIA = ("credit", "loyalty", "dependence", "influence", "expected_sales", "ease", "distance")
CURVE = ("at_none", "at_half", "at_more", "at_most")  # four points of a response curve
NOTE = text("reason", N_("Reason"))

WEIGHTS = Table(
    name="weights",
    label=N_("Weights of criteria"),
    grain=N_("one entry per criterion and author: how much the swing from worst to best is worth"),
    key=("criterion", "author"),
    fields=(
        choice("criterion", N_("Criterion"), *CRITERIA, required=True),
        needed(number("weight", N_("Weight"), sign=">=0")),
        AUTHOR,
        JUDGED_ON,
        NOTE,
    ),
)

PAIRS = Table(
    name="pairs",
    label=N_("Criteria compared in pairs"),
    grain=N_("one entry per pair and author: how many times as much the first counts"),
    key=("criterion", "over", "author"),
    fields=(
        choice("criterion", N_("Criterion"), *CRITERIA, required=True),
        choice("over", N_("Compared with"), *CRITERIA, required=True),
        needed(number("ratio", N_("Times as much"), sign=">0")),
        AUTHOR,
        JUDGED_ON,
    ),
    checks=(Check("differ", ("criterion", "over"), N_("is compared with itself")),),
)

LIMITS = Table(
    name="scales",
    label=N_("Limits of criteria"),
    grain=N_("one entry per criterion: from where its score is nought, from where it is one"),
    key=("criterion",),
    fields=(
        choice("criterion", N_("Criterion"), *CRITERIA, required=True),
        needed(number("worst", N_("Worst: the score is nought"), sign=">=0")),
        needed(number("best", N_("Best: the score is one"), sign=">=0")),
        AUTHOR,
        JUDGED_ON,
        NOTE,
    ),
)

WEIGHTS_FILE = PlanFile(
    "weights",
    N_("Weights of the criteria"),
    N_(
        "How much each criterion counts when customers are classified: points for the swing from"
        " its worst to its best value, or comparisons in pairs. Without this file all count alike."
        " Limits of a criterion replace the written ones: days late, shares, money a year, visits"
        " an order, kilometres."
    ),
    (Section(WEIGHTS), Section(PAIRS), Section(LIMITS)),
    """\
[[weights]]
criterion = "credit"
weight = 100
author = "Li Wei"
judged_on = 2026-10-08

[[weights]]
criterion = "distance"
weight = 30
author = "Li Wei"
judged_on = 2026-10-08

[[pairs]]
criterion = "credit"
over = "loyalty"
ratio = 3
author = "Zhao Lei"
judged_on = 2026-10-08

[[scales]]
criterion = "distance"
worst = 400
best = 0
author = "Li Wei"
judged_on = 2026-10-08
""",
)

JUDGEMENTS = Table(
    name="judgements",
    label=N_("Judgements"),
    grain=N_("one entry per quantity, or response to effort, that somebody judged"),
    key=("topic", "customer_id", "region_id", "rep_id", "marketing_channel_id", "product_group"),
    fields=(
        text("topic", N_("Topic"), required=True),
        *(CUSTOMER, REGION, REP, CHANNEL, GROUP),
        number("value", N_("Value")),
        *(number(name, N_("Point of a response curve"), sign=">=0") for name in CURVE),
        number("low", N_("Low")),
        number("high", N_("High")),
        text("unit", N_("Unit")),
        AUTHOR,
        JUDGED_ON,
        NOTE,
    ),
    checks=(
        Check(
            "exactly_one", ("value", "at_none"), N_("must state a value or a curve, and not both")
        ),
        Check("together", CURVE, N_("states only some of the four points of a curve")),
        Check("rising", CURVE, N_("falls with more effort")),
        Check("rising", ("low", "value", "high"), N_("does not lie between its bounds")),
    ),
)

SERIES = ("region_id", "product_group", "rep_id", "customer_id")
BASELINES = Table(
    name="baselines",
    label=N_("Baselines begun anew"),
    grain=N_("one entry per series of sales whose baseline begins anew: one member, or the total"),
    key=SERIES,
    fields=(
        *(REGION, GROUP, REP, CUSTOMER),
        Field("begins", "text", N_("First month"), required=True, help=N_("As `2026-03`.")),
        REASON,
        AUTHOR,
        JUDGED_ON,
    ),
    checks=(
        Check("month", ("begins",), N_("must be a month as 2026-10")),
        Check("at_most_one", SERIES, N_("names more than one member")),
    ),
)

JUDGEMENTS_FILE = PlanFile(
    "judgements",
    N_("Judgements"),
    N_(
        "What people judge of a customer or a cell: a value, or the four points of a response"
        " curve: sales at no effort, at half of today's, at half as much again and at the most"
        " that makes sense, each as a share of today's. What stands here counts before the table"
        " `judgements` of an export. A baseline begun anew says from which month on 14_growth holds"
        " a series of sales against itself, and why."
    ),
    (Section(JUDGEMENTS), Section(BASELINES)),
    """\
[[judgements]]
topic = "visits"
customer_id = "C0003"
at_none = 0.6
at_half = 0.85
at_more = 1.1
at_most = 1.2
author = "Wei Wang"
judged_on = 2026-10-12
reason = "They buy from whoever calls first"

[[judgements]]
topic = "purchase_potential"
customer_id = "C0001"
value = 800000
low = 600000
high = 1000000
unit = "CNY"
author = "Wei Wang"
judged_on = 2026-10-12

[[baselines]]
region_id = "R-SZ"
begins = "2026-03"
reason = "Second sales office opened"
author = "Wei Wang"
judged_on = 2026-10-12
""",
)

VALUES = Table(
    name="values",
    label=N_("Value in use"),
    grain=N_("one entry per kind of value that a product group brings a customer or segment"),
    key=("customer_id", "segment", "product_group", "kind"),
    fields=(
        CUSTOMER,
        SEGMENT,
        GROUP,
        choice(
            "kind",
            N_("Kind of value"),
            *("cost", "performance", "technology", "supply", "service", "long_term"),
            required=True,
        ),
        money("amount_a_year", N_("Amount a year"), required=True),
        text("evidence", N_("Evidence"), required=True),
        AUTHOR,
        JUDGED_ON,
    ),
    checks=(
        Check(
            "exactly_one",
            ("customer_id", "segment"),
            N_("must name a customer or a segment, and not both"),
        ),
    ),
)

VALUE_IN_USE_FILE = PlanFile(
    "value_in_use",
    N_("Value in use"),
    N_("What our products are worth to a customer or a segment, in money a year, with evidence."),
    (Section(VALUES),),
    """\
[[values]]
segment = "Water"
product_group = "Seals"
kind = "cost"
amount_a_year = 24000
evidence = "Two stops fewer a year at 12,000 each"
author = "Wei Wang"
judged_on = 2026-10-12
""",
)
