"""What 05c_cards and the customers' cards show."""

from dataclasses import replace

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.i18n import N_
from salesnb.pages.customer_cards import words as w

GRADE_COLUMNS = (
    col.code("sales_grade", N_("Grade: sales"), w.GRADE),
    col.code("cash_grade", N_("Grade: cash"), w.GRADE),
    col.code("price_grade", N_("Grade: price discipline"), w.GRADE),
    col.code("growth_grade", N_("Grade: growth"), w.GRADE),
    col.code("risk_grade", N_("Grade: credit risk"), w.GRADE),
    col.code("effort_grade", N_("Grade: our effort"), w.GRADE),
)

CUSTOMER_CARDS = Frame(
    name="customer_cards",
    title=N_("Customers: the month's grades, and who is proposed to move"),
    key="customer_id",
    order="place",
    shows="customer_id customer_class year_amount growth n_good n_weak proposal reason rep_id",
    nothing=N_("Nobody is proposed to move."),
    fields=(
        col.CUSTOMER,
        col.whole("place", N_("Place by sales")),
        col.code("state", N_("State"), w.STATE),
        w.CUSTOMER_CLASS,
        col.REP,
        w.SEGMENT,
        col.REGION,
        w.YEAR_AMOUNT,
        col.kpi("growth", "growth", label=N_("Growth on the twelve before")),
        *GRADE_COLUMNS,
        col.whole("n_graded", N_("Graded, of the customer's five criteria")),
        col.whole("n_good", N_("Of its criteria: good")),
        col.whole("n_weak", N_("Of its criteria: weak")),
        col.code("direction", N_("The month points"), w.DIRECTION),
        col.whole("months_same", N_("Months running")),
        col.code("proposal", N_("Proposal"), w.PROPOSAL),
        col.code("reason", N_("Why"), w.REASON),
        replace(w.CUSTOMER_CLASS, name="proposed_class", label=N_("Class that its limits propose")),
        col.code("objective", N_("Objective"), w.OBJECTIVE),
        col.money("objective_amount", N_("Amount of the objective")),
        col.share("our_share", N_("Our share of its purchases")),
        col.money("gap_amount", N_("Gap to its potential, a year")),
        col.money("target", N_("Target of the plan year")),
        col.share("completeness", N_("Card filled")),
        col.whole("days_old", N_("Days since seen or changed")),
        col.flag("is_stale", N_("Stale")),
        w.NEXT_REVIEW,
        col.flag("is_due", N_("Review due next month")),
        col.whole("n_merged", N_("Merged into it")),
        w.CARDED,
    ),
)

REVIEW = Frame(
    title=N_("The month's review by the rubric"),
    key="customer_id criterion",
    fields=(
        col.CUSTOMER,
        w.CRITERIA,
        col.share("figure", N_("Figure")),
        col.code("basis", N_("What it is"), w.BASIS),
        col.whole("n", N_("Rests on: purchases, lines, visits")),
        w.GOOD_FROM,
        w.WEAK_FROM,
        w.GRADES,
    ),
)

RUBRIC = Frame(
    title=N_("The rubric: its limits are the same for everybody, every month"),
    key="criterion",
    shows="criterion measured good_from weak_from least is_more_better is_theirs",
    rows=6,
    fields=(
        w.CRITERIA,
        col.code("measured", N_("What is measured"), w.MEASURED),
        w.GOOD_FROM,
        w.WEAK_FROM,
        col.whole("least", N_("Rests on at least")),
        col.flag("is_more_better", N_("More is better")),
        col.flag("is_theirs", N_("Counts in a proposal")),
    ),
)

GRADE_COUNTS = Frame(
    title=N_("Grades of the month, by criterion"),
    key="criterion grade",
    fields=(w.CRITERIA, w.GRADES, w.N_CARDS, col.money("amount", w.YEAR_AMOUNT.label), w.OF_CARDS),
)

GRADE_TOTALS = Frame(
    title=N_("How many cards are graded, by criterion"),
    key="criterion",
    nothing=N_("No card could be graded by any criterion."),
    fields=(
        w.CRITERIA,
        col.whole("n_graded", N_("Cards: graded")),
        col.whole("n_good", N_("Cards: good")),
        col.whole("n_fair", N_("Cards: fair")),
        col.whole("n_weak", N_("Cards: weak")),
        col.whole("n_thin", N_("Cards: too little to grade")),
        col.whole("n_unknown", N_("Cards: nothing known")),
        col.money("weak_amount", N_("Sales of twelve months of the weak")),
    ),
)

STEADINESS = Frame(
    title=N_("How often a grade of three months ago still holds"),
    key="criterion",
    nothing="",
    fields=(
        w.CRITERIA,
        col.whole("n", N_("Customers graded both times")),
        col.share("same_share", N_("The same grade again")),
        col.share("chance_share", N_("By chance alone")),
    ),
)

MISSING_COUNTS = Frame(
    title=N_("What cards lack"),
    key="field",
    order="-n",
    nothing=N_("No card lacks anything that is kept for others."),
    fields=(
        col.code("field", N_("Column of customers"), w.FIELD),
        w.N_CARDS,
        w.OF_CARDS,
        col.money("amount", w.YEAR_AMOUNT.label),
    ),
)

MISSING_FIELDS = Frame(
    title=N_("What each card lacks"),
    key="customer_id field",
    nothing="",
    fields=(col.CUSTOMER, col.code("field", N_("Not filled in"), w.FIELD)),
)

UNKEPT_FIELDS = Frame(
    title=N_("What is kept for no customer"),
    key="field",
    nothing="",
    fields=(col.code("field", N_("Column of customers"), w.FIELD),),
)

AGREEMENTS = Frame(
    title=N_("Standing agreements of three months, and what was delivered"),
    key="customer_id product_id",
    order="-short_amount",
    nothing="",
    fields=(
        col.CUSTOMER,
        col.PRODUCT,
        col.quantity("agreed_quantity", N_("Quantity: agreed")),
        col.quantity("delivered_quantity", N_("Quantity: delivered")),
        col.money("agreed_amount", N_("Amount: agreed")),
        col.money("kept_amount", N_("Amount: of it delivered")),
        col.money("short_amount", N_("Amount: short")),
    ),
)

_N = [
    ("n_customers", N_("Customers")),
    ("n_carded", N_("Customers with a card")),
    ("n_listed", N_("Customers beyond the most cards")),
    ("n_silent", N_("Customers silent for long")),
    ("n_merged", N_("Customers that were merged into others")),
    ("n_judged", N_("Cards judged")),
    ("n_unjudged", N_("Cards on which too little is known")),
    ("least_graded", N_("Criteria that a judgement needs")),
    ("months_running", N_("Months running that a proposal needs")),
    ("n_turn_up", N_("Cards that point up")),
    ("n_turn_down", N_("Cards that point down")),
    ("n_up", N_("Proposed to move up")),
    ("n_down", N_("Proposed to move down")),
    ("n_look", N_("To be looked at")),
    ("n_first", N_("Would be proposed, if it goes on")),
    ("n_agreed", N_("Customers with a standing agreement")),
    ("n_short", N_("Customers that got less than agreed")),
    ("n_incomplete", N_("Cards that are incomplete")),
    ("n_dated", N_("Cards of which it is known when they were seen or changed")),
    ("n_stale", N_("Cards that are stale")),
    ("stale_days", N_("Days after which a card is stale")),
    ("n_due", N_("Reviews due next month")),
    ("n_unclassed", N_("Cards without a class")),
    ("n_months", N_("Months of sales known")),
]
_AMOUNTS = [
    ("carded_amount", N_("Sales of those with a card")),
    ("turn_up_amount", N_("Sales of those that point up")),
    ("turn_down_amount", N_("Sales of those that point down")),
    ("up_amount", N_("Sales of those proposed to move up")),
    ("down_amount", N_("Sales of those proposed to move down")),
    ("look_amount", N_("Sales of those to be looked at")),
    ("first_amount", N_("Sales of those that would be proposed")),
    ("agreed_amount", N_("Agreed for three months")),
    ("short_amount", N_("Agreed and not delivered")),
    ("incomplete_amount", N_("Sales of incomplete cards")),
    ("stale_amount", N_("Sales of stale cards")),
    ("due_amount", N_("Sales of those whose review is due")),
]
_SHARES = [
    ("carded_share", N_("Part of all sales")),
    ("kept_share", N_("Delivered of what was agreed")),
    ("completeness", N_("Filled, on average")),
    ("complete_from", N_("Filled from which on a card is complete")),
]

CARD_MONTH = Frame(
    title=N_("The cards of the month"),
    key="scope",
    fields=(
        col.SCOPE,
        *(col.whole(name, label) for name, label in _N),
        *(col.money(name, label) for name, label in _AMOUNTS),
        *(col.share(name, label) for name, label in _SHARES),
    ),
)
