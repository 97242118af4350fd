"""What the cards alone show: master data, history, strategy, actions, risks, by customer."""

from dataclasses import replace

from salesnb.contracts import shorthand as col
from salesnb.contracts import words
from salesnb.contracts.frames import Frame
from salesnb.i18n import N_
from salesnb.pages.customer_cards import words as w

INFORMATION = Frame(
    title=N_("What is known of each customer"),
    key="customer_id",
    shows="customer_id kind segment region_id city rep_id completeness days_old last_month",
    fields=(
        col.CUSTOMER,
        col.code("kind", N_("Kind"), w.KIND),
        col.text("group_id", N_("Customer group")),
        w.SEGMENT,
        col.REGION,
        col.text("city", N_("City")),
        col.REP,
        col.SETTLEMENT,
        col.SALES_METHOD,
        col.day("onboarded_on", N_("Customer since")),
        col.money("credit_limit", N_("Credit limit")),
        col.money("security_amount", N_("Security held")),
        col.text("risk_rating", N_("Risk rating")),
        col.whole("n_employees", N_("Employees")),
        col.money("purchase_potential", N_("Purchases of our kind per year")),
        col.text("contact_name", N_("Contact")),
        col.text("phone", N_("Telephone")),
        col.text("opening_hours", N_("Opening hours")),
        col.month("first_month", N_("First purchase known")),
        col.month("last_month", N_("Last purchase")),
        col.share("completeness", N_("Card filled")),
        col.whole("days_old", N_("Days since seen or changed")),
        col.flag("is_stale", N_("Stale")),
    ),
)

HISTORY = Frame(
    title=N_("Sales of each customer, twelve months at a time"),
    key="customer_id until",
    order="customer_id -until",
    shows="customer_id until amount growth margin_share n_purchases",
    fields=(
        col.CUSTOMER,
        col.month("until", N_("Twelve months to")),
        col.money("amount", N_("Sales")),
        col.kpi("growth", "growth", label=N_("Growth")),
        col.share("margin_share", N_("Margin")),
        col.whole("n_purchases", N_("Lines bought")),
    ),
)

BOUGHT = Frame(
    title=N_("What each customer buys most of, in twelve months"),
    key="customer_id product_group",
    order="customer_id place",
    fields=(
        col.CUSTOMER,
        col.whole("place", N_("Place")),
        col.PRODUCT_GROUP,
        col.money("amount", N_("Sales")),
        col.money("before", N_("The twelve before")),
        col.share("share", N_("Share of the customer's")),
    ),
)

STRATEGY = Frame(
    title=N_("What is wanted of each customer, and what is offered"),
    key="customer_id",
    order="-year_amount",
    shows="customer_id customer_class year_amount our_share gap_amount target objective"
    " offer_group next_review_on",
    fields=(
        col.CUSTOMER,
        w.CUSTOMER_CLASS,
        col.share("class_share", N_("Chance that it is of that class")),
        replace(w.CUSTOMER_CLASS, name="earlier_class", label=N_("Class a month ago")),
        replace(w.CUSTOMER_CLASS, name="proposed_class", label=N_("Class that its limits propose")),
        col.flag("is_grey", N_("Between two classes")),
        col.text("deciding", N_("What decides the class")),
        w.YEAR_AMOUNT,
        col.money("potential", N_("Purchases of our kind per year")),
        col.share("our_share", N_("Our share of its purchases")),
        *col.interval("share", names="our_share_low our_share_high"),
        col.money("gap_amount", N_("Gap to its potential, a year")),
        col.money("target", N_("Target of the plan year")),
        col.kpi("target_growth", "growth", label=N_("Target on twelve months")),
        col.money("value_in_use", N_("Value that we bring, a year")),
        col.money("worth", N_("Worth of what can be won")),
        col.ident("main_rival", N_("Strongest rival"), of="competitors"),
        col.code("rival_advantage", N_("Its advantage"), words.ADVANTAGE),
        col.whole("n_known_by", N_("People of ours that know it")),
        col.code("advice", N_("Advice of the research"), w.ADVICE),
        col.code("objective", N_("Objective"), w.OBJECTIVE),
        col.money("objective_amount", N_("Amount of the objective")),
        col.code("lever", N_("By what"), words.LEVER),
        replace(col.PRODUCT_GROUP, name="offer_group", label=N_("Product group to offer")),
        col.share("offer_share", N_("Of its segment, buy it")),
        w.NEXT_REVIEW,
        w.CARDED,
    ),
)

ACTIONS = Frame(
    title=N_("What is to be done, customer by customer"),
    key="customer_id action",
    fields=(
        col.CUSTOMER,
        col.code("action", N_("Action"), w.ACTION),
        col.money("amount", N_("About")),
        col.whole("n", N_("How many")),
        col.REP,
        col.day("due_on", N_("Due by")),
    ),
)

RISKS = Frame(
    title=N_("What may go wrong, customer by customer"),
    key="customer_id risk",
    fields=(
        col.CUSTOMER,
        col.code("risk", N_("Risk"), w.RISK),
        col.money("amount", N_("At stake")),
        col.whole("n", N_("How many")),
        col.share("share", N_("Chance, or share")),
    ),
)
