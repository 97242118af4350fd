"""Tasks of planning: the basis of the plan and its decomposition."""

from __future__ import annotations

from salesnb.contracts.tasks.task import Task
from salesnb.i18n import N_

SALES = "invoice_lines|order_lines"

PLAN_BASIS = (
    Task(
        "market_situation",
        N_("Know the market's size, growth and our share of it"),
        "03_market",
        (SALES, "market_sizes"),
        N_("How large is the market, and how much of it is ours?"),
    ),
    Task(
        "company_status",
        N_("Know where the firm's own sales, margin and receivables stand"),
        "02_sales",
        (SALES,),
        N_("What changed?"),
    ),
    Task(
        "sales_target",
        N_("Set sales targets from market, forecast and commitments"),
        "08_targets",
        (SALES, "market_sizes", "commitments"),
        N_("What do we commit to?"),
    ),
    Task(
        "collections_target",
        N_("Set collection targets from what is owed and what will be sold"),
        "08_targets",
        ("instalments", "receipt_allocations", "settlement_terms"),
        N_("What cash comes of it?"),
        more=("open_orders",),
    ),
    Task(
        "qualitative_targets",
        N_("Give each qualitative target an owner, a date and a proof"),
        "08_targets",
        ("milestones",),
        N_("What else is asked?"),
    ),
    Task(
        "budget_needs",
        N_("Derive the selling budget from the targets' drivers"),
        "10_budget",
        ("expenses", "spend"),
        N_("What does the plan cost?"),
    ),
    Task(
        "budget_allocation",
        N_("Put the next unit of budget where it returns most"),
        "10_budget",
        ("spend", "marketing_channels"),
        N_("Where should the money go, and when?"),
    ),
    Task(
        "assignments",
        N_("Name who does what by when for every target"),
        "12_actions",
        ("customer_reps",),
        N_("Who answers for which target?"),
    ),
    Task(
        "control_coverage",
        N_("Know which tasks of selling are managed and which are not"),
        "01_intake",
        (SALES,),
        N_("What is managed, and what is not"),
    ),
)

DECOMPOSITION = (
    Task(
        "split_by_product",
        N_("Split the target over product varieties"),
        "08_targets",
        (SALES, "products"),
        N_("Who carries which part?"),
    ),
    Task(
        "split_by_region",
        N_("Split the target over regions by potential, not only by history"),
        "08_targets",
        (SALES, "regions", "market_sizes"),
        N_("Who carries which part?"),
    ),
    Task(
        "split_by_customer",
        N_("Split the target over customers and new customers"),
        "08_targets",
        (SALES, "customers"),
        N_("Who carries which part?"),
    ),
    Task(
        "split_by_rep",
        N_("Split the target over salespeople with dated credit"),
        "08_targets",
        (SALES, "customer_reps", "reps"),
        N_("Who carries which part?"),
    ),
    Task(
        "split_by_settlement",
        N_("Split the target over settlement methods"),
        "08_targets",
        (SALES, "settlement_terms"),
        N_("Who carries which part?"),
    ),
    Task(
        "split_by_sales_method",
        N_("Split the target over sales methods"),
        "08_targets",
        (SALES, "sales_methods"),
        N_("Who carries which part?"),
    ),
    Task(
        "split_by_time",
        N_("Split the target over months, weeks and days with moving holidays"),
        "08_targets",
        (SALES,),
        N_("When?"),
    ),
    Task(
        "persuasion",
        N_("Show each person how the number came about"),
        "08_targets",
        (SALES, "customer_reps", "commitments"),
        N_("What changed, and how did each number come about?"),
    ),
    Task(
        "challenge",
        N_("Test whether targets are reasonable and challenging"),
        "09_challenge",
        (SALES,),
        N_("Is it challenging?"),
    ),
    Task(
        "adjustment",
        N_("Find what is off plan and correct the plan in time"),
        "13_review",
        (SALES,),
        N_("What will not be reached, and what repairs the plan?"),
    ),
    Task(
        "risks_and_openings",
        N_("See crises and openings early, ranked in money"),
        "13_review",
        (SALES, "competitor_observations"),
        N_("What threatens, and what was won?"),
    ),
    Task(
        "efficiency_and_intensity",
        N_("Keep effort efficient and strong enough in every cell"),
        "13b_performance",
        (SALES, "visits"),
        N_("What does an hour bring, and is it enough?"),
    ),
)
