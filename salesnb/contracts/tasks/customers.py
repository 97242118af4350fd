"""Tasks of managing customers: enthusiasm, credit, capability, price, cards, classes."""

from __future__ import annotations

from salesnb.contracts.tasks.plan import SALES
from salesnb.contracts.tasks.task import Task
from salesnb.i18n import N_

CUSTOMERS = (
    Task(
        "customer_enthusiasm",
        N_("Know what customers earn with us and expect from us"),
        "05b_research",
        (SALES, "customers", "sell_out"),
        N_("What do customers earn with us, and how engaged are they?"),
        more=("rebate_terms",),
    ),
    Task(
        "credit_risk",
        N_("Set credit limits by behaviour and exposure"),
        "06_risk",
        ("instalments", "receipt_allocations", "customers"),
        N_("What may be lost, and which limits suit?"),
        more=("open_orders",),
    ),
    Task(
        "customer_capability",
        N_("Know what customers are able to sell"),
        "05b_research",
        ("customers", "sell_out"),
        N_("Can customers carry what the plan asks of them?"),
    ),
    Task(
        "price_control",
        N_("Guard prices against leakage and diversion"),
        "06b_prices",
        (SALES, "products", "price_observations"),
        N_("Who gives more discount than before?"),
    ),
    Task(
        "information_card",
        N_("Keep an information card per customer"),
        "05c_cards",
        ("customers",),
        N_("Which cards are incomplete or stale?"),
    ),
    Task(
        "strategy_card",
        N_("Keep a strategy card per customer"),
        "05c_cards",
        (SALES, "customers"),
        N_("What was agreed, and was it kept?"),
        more=("customer_rivals",),
    ),
    Task(
        "monthly_review_card",
        N_("Review each customer every month by a fixed rubric"),
        "05c_cards",
        (SALES, "customers"),
        N_("How did the month go, by the rubric?"),
    ),
)

RESEARCH = (
    Task(
        "where_customers_are",
        N_("Know where potential customers are"),
        "03_market",
        ("market_sizes", "regions"),
        N_("Where could we sell more?"),
    ),
    Task(
        "source_yield",
        N_("Know which sources yield customer information"),
        "04_prospects",
        ("leads", "lead_sources"),
        N_("What does each source bring?"),
        more=("listings",),
    ),
    Task(
        "new_user_types",
        N_("Find new users and new types of users"),
        "04_prospects",
        ("leads", "customers"),
        N_("Is a new type of user emerging?"),
    ),
    Task(
        "lead_screening",
        N_("Screen leads by telephone, validate and file them"),
        "04_prospects",
        ("leads",),
        N_("Whom to call next?"),
        more=("touches",),
    ),
    Task(
        "irreplaceability",
        N_("Know how hard we are to replace at each customer"),
        "05b_research",
        (SALES, "competitor_observations|customer_rivals"),
        N_("What keeps a customer with us, and who else is there?"),
    ),
    Task(
        "incumbent_advantages",
        N_("Know the present supplier's advantages per customer"),
        "05b_research",
        ("opportunities", "competitor_observations|customer_rivals"),
        N_("What keeps a customer with us, and who else is there?"),
    ),
    Task(
        "deal_worth",
        N_("Judge whether a deal closes, its worth and the effort it deserves"),
        "11_deals",
        ("opportunities",),
        N_("Which deals will be won, and what is each worth?"),
        more=("touches",),
    ),
    Task(
        "deal_levers",
        N_("Choose the lever that moves a deal: profit, service, help"),
        "11_deals",
        ("opportunities", "opportunity_changes"),
        N_("What moves a deal on?"),
    ),
    Task(
        "customer_value",
        N_("Put a customer's value from us in money"),
        "05b_research",
        (SALES, "customers"),
        N_("What keeps a customer with us, and who else is there?"),
        more=("rebate_terms",),
    ),
    Task(
        "customer_selection",
        N_("Decide which customers to pursue, nurture or drop"),
        "05b_research",
        (SALES, "customers"),
        N_("Whom to pursue, nurture or drop?"),
    ),
)

CLASSES = (
    Task(
        "class_limits",
        N_("Share limited time and money out by customer class"),
        "05_customers",
        (SALES, "customers", "reps"),
        N_("Where do the boundaries come from?"),
    ),
    Task(
        "class_criteria",
        N_("Classify customers by seven documented criteria"),
        "05_customers",
        (SALES, "customers"),
        N_("By what are they judged, and what counts how much?"),
        more=("customer_rivals",),
    ),
    Task(
        "class_bench",
        N_("Know every A customer and its nearest substitutes"),
        "05b_research",
        (SALES, "customers", "customer_reps"),
        N_("Could we replace our A customers, and who of us knows them?"),
    ),
    Task(
        "key_figures",
        N_("Choose few yearly and monthly key figures and freeze them"),
        "14_growth",
        (SALES,),
        N_("Do the key figures of the year hold?"),
    ),
    Task(
        "large_numbers",
        N_("Let misses and windfalls offset, knowing how far they do"),
        "09_challenge",
        (SALES,),
        N_("How far do misses offset?"),
    ),
    Task(
        "growth_rates",
        N_("Steer by growth rates: orders, profit, A customers, people, supply, visits"),
        "14_growth",
        (SALES,),
        N_("What grows?"),
    ),
)
