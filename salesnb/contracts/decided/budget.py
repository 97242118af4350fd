"""budget.toml and lift_tests.toml: what may be spent, and what spending was seen to do."""

from __future__ import annotations

from salesnb.contracts.decided.columns import (
    AUTHOR,
    CHANNEL,
    DECIDED_ON,
    OWNER,
    REASON,
    YEAR,
    needed,
)
from salesnb.contracts.decided.planfile import PlanFile, Section
from salesnb.contracts.fields import N_, Check, Field, Table
from salesnb.contracts.shorthand import (
    REGION,
    REP,
    choice,
    day,
    flag,
    key,
    money,
    share,
    text,
    whole,
)

LINE = Field("line_id", "id", N_("Budget line"), required=True, references="lines.line_id")
WHO = text("owner", N_("Who answers for it"))
LABEL, LABEL_ZH = text("label", N_("Name"), required=True), text("label_zh", N_("Name in Chinese"))

BUDGET = Table(
    name="budget",
    label=N_("Budget"),
    grain=N_("one entry: what may be spent in the year"),
    key=(),
    fields=(
        needed(YEAR),
        money("total", N_("Total"), required=True, sign=">=0"),
        share("credit_rate", N_("Cost of credit, as a yearly rate")),
        REASON,
        AUTHOR,
        DECIDED_ON,
    ),
)

LINES = Table(
    name="lines",
    label=N_("Budget lines"),
    grain=N_("one entry per line of the budget"),
    key=("line_id",),
    fields=(
        key("line_id", N_("Budget line")),
        LABEL,
        LABEL_ZH,
        CHANNEL,
        text("expense_type", N_("Kind of expense")),
        REGION,
        money("amount", N_("Amount"), sign=">=0"),
        flag("is_locked", N_("May not be moved")),
        money("floor", N_("At least"), sign=">=0"),
        money("cap", N_("At most"), sign=">=0"),
        text("reason", N_("Reason")),
        WHO,
    ),
    checks=(
        Check("rising", ("floor", "amount", "cap"), N_("does not lie between its bounds")),
        Check("any_of", ("amount", "floor", "cap"), N_("states neither amount nor bound")),
        Check(
            "at_most_one",
            ("marketing_channel_id", "expense_type"),
            N_("is a line of a marketing channel or of a kind of expense, not of both"),
        ),
        Check("if_true", ("is_locked", "amount"), N_("is locked, but states no amount to lock")),
    ),
)

DRIVERS = Table(
    name="drivers",
    label=N_("Cost drivers"),
    grain=N_("one entry per cost that follows an activity"),
    key=("driver_id",),
    fields=(
        key("driver_id", N_("Cost driver")),
        LABEL,
        LABEL_ZH,
        LINE,
        money("unit_cost", N_("Cost per unit"), required=True, sign=">=0"),
        choice(
            "per",
            N_("Per"),
            *("visit", "sample", "kilometre", "order", "lead", "person_month", "unit"),
            required=True,
        ),
        REGION,
    ),
)

RESERVES = Table(
    name="reserves",
    label=N_("Reserves"),
    grain=N_("one entry per amount that is kept back"),
    key=("reserve_id",),
    fields=(
        key("reserve_id", N_("Reserve")),
        LABEL,
        LABEL_ZH,
        money("amount", N_("Amount"), required=True, sign=">=0"),
        OWNER,
        text("purpose", N_("What it is for")),
        REASON,
        day("review_on", N_("Looked at again on")),
    ),
)

SALARIES = Table(
    name="salaries",
    label=N_("Salaries"),
    grain=N_("one entry per salary, or per group of people with the same one"),
    key=("salary_id",),
    fields=(
        key("salary_id", N_("Salary")),
        LABEL,
        LABEL_ZH,
        REP,
        REGION,
        whole("n_people", N_("People")),
        money("monthly_amount", N_("Amount a month, of one of them"), required=True, sign=">=0"),
        day("starts_on", N_("Starts on")),
        day("ends_on", N_("Ends on")),
        WHO,
        text("reason", N_("Reason")),
    ),
    checks=(Check("order_of_dates", ("starts_on", "ends_on"), N_("ends before it starts")),),
)

KEYS = Table(
    name="keys",
    label=N_("Allocation keys"),
    grain=N_("one entry per budget line and who bears it"),
    key=("line_id", "to"),
    fields=(
        LINE,
        choice(
            "to",
            N_("Who bears it"),
            *("product_group", "customer_class", "region", "rep"),
            required=True,
        ),
        choice(
            "by",
            N_("By what"),
            *("sales", "margin", "quantity", "visits", "orders", "hours"),
            required=True,
        ),
    ),
)

BUDGET_FILE = PlanFile(
    "budget",
    N_("Budget that people fix"),
    N_(
        "What may be spent in the year: the total, lines with bounds or locked, what one unit of an"
        " activity costs, salaries, the rate at which waiting for money costs, reserves, and by"
        " what key products, customer classes, regions or reps bear a cost."
    ),
    (
        Section(BUDGET, is_single=True),
        *(Section(one) for one in (LINES, DRIVERS, SALARIES, RESERVES, KEYS)),
    ),
    """\
[budget]
year = 2027
total = 9000000
credit_rate = 0.045
reason = "Five per cent of planned sales"
author = "Wang Min"
decided_on = 2026-11-02

[[lines]]
line_id = "B-FAIR"
label = "Trade fairs"
label_zh = "展会"
amount = 1200000
is_locked = true
reason = "Stands are booked"
owner = "Head of marketing"

[[lines]]
line_id = "B-VISITS"
label = "Visits"
label_zh = "拜访"
floor = 2000000
cap = 3500000

[[drivers]]
driver_id = "D-VISIT"
label = "A visit"
label_zh = "一次拜访"
line_id = "B-VISITS"
unit_cost = 180
per = "visit"

[[salaries]]
salary_id = "S-OFFICE"
label = "Sales office"
label_zh = "销售内勤"
n_people = 6
monthly_amount = 9000

[[reserves]]
reserve_id = "R-1"
label = "New segments"
label_zh = "新细分市场"
amount = 300000
owner = "Head of marketing"
purpose = "Samples and first visits in segments without customers"
reason = "Released when a segment has its third customer"
review_on = 2027-06-30

[[keys]]
line_id = "B-FAIR"
to = "product_group"
by = "sales"
""",
)

LIFT_TESTS = Table(
    name="lift_tests",
    label=N_("Tests of spending"),
    grain=N_("one entry per test in which spending was changed on purpose"),
    key=("test_id",),
    fields=(
        key("test_id", N_("Test")),
        needed(CHANNEL),
        REGION,
        day("starts_on", N_("Starts on"), required=True),
        day("ends_on", N_("Ends on"), required=True),
        money("spend_change", N_("Change of spending"), required=True),
        money("lift", N_("Change of sales"), required=True),
        money("standard_error", N_("Standard error of the change"), required=True, sign=">0"),
        text("source", N_("Source"), required=True),
    ),
    checks=(Check("order_of_dates", ("starts_on", "ends_on"), N_("ends before it starts")),),
)

LIFT_TESTS_FILE = PlanFile(
    "lift_tests",
    N_("Tests of spending"),
    N_(
        "What tests of marketing showed: where and when spending was changed, and by how much sales"
        " changed. The budget trusts them more than what the history of spending suggests."
    ),
    (Section(LIFT_TESTS),),
    """\
[[lift_tests]]
test_id = "L-1"
marketing_channel_id = "M2"
starts_on = 2026-03-01
ends_on = 2026-05-31
spend_change = 150000
lift = 420000
standard_error = 180000
source = "Two regions with a fair, two without"
""",
)
