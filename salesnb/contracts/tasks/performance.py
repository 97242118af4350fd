"""Tasks of reviewing performance, and of researching the market while doing so."""

from __future__ import annotations

from salesnb.contracts.tasks.plan import SALES
from salesnb.contracts.tasks.task import Task
from salesnb.i18n import N_

PERFORMANCE = (
    Task(
        "review_sales_and_cash",
        N_("Review sales and collections against plan"),
        "13_review",
        (SALES, "receipt_allocations"),
        N_("What do the totals hide?"),
    ),
    Task(
        "review_reporting",
        N_("Review whether reports came, on time and plausible"),
        "13b_performance",
        ("reports",),
        N_("Do reports come, in time and plausible?"),
    ),
    Task(
        "review_expenses",
        N_("Review selling expenses against a flexed budget"),
        "13b_performance",
        ("expenses",),
        N_("Are expenses under control?"),
    ),
    Task(
        "review_compliance",
        N_("Review breaches of price, credit, territory and approval rules"),
        "13b_performance",
        (SALES, "approvals"),
        N_("Are the rules kept?"),
    ),
    Task(
        "review_market_plan",
        N_("Review progress of the market plan"),
        "13b_performance",
        ("milestones",),
        N_("Where does the market plan stand?"),
        more=("outlet_states", "outlet_products"),
    ),
    Task(
        "own_performance",
        N_("Study the firm's own performance like for like"),
        "02_sales",
        (SALES,),
        N_("Who do sales rest on?"),
    ),
    Task(
        "rival_quality",
        N_("Watch competitors' quality"),
        "03b_rivals",
        ("competitors", "competitor_observations"),
        N_("What else do they do better?"),
    ),
    Task(
        "rival_prices",
        N_("Watch competitors' prices"),
        "03b_rivals",
        ("competitors", "price_observations"),
        N_("How do their prices stand to ours?"),
    ),
    Task(
        "rival_varieties",
        N_("Watch competitors' varieties"),
        "03b_rivals",
        ("competitors", "competitor_observations"),
        N_("What else do they do better?"),
    ),
    Task(
        "market_trend",
        N_("Watch the market's trend and turning points"),
        "03_market",
        ("market_sizes",),
        N_("Where do market and share go?"),
    ),
    Task(
        "customer_changes",
        N_("Notice what changed at customers since last month"),
        "05b_research",
        ("customers",),
        N_("What changed on customers since last month?"),
    ),
)

DEVELOPMENT = (
    Task(
        "industry_advertising",
        N_("Know how long advertising works and what it brings"),
        "10_budget",
        ("spend",),
        N_("What does each marketing channel bring?"),
        more=("leads",),
    ),
    Task(
        "prospect_directory",
        N_("Keep a classified directory of potential customers"),
        "04_prospects",
        ("leads|listings",),
        N_("Whom do we know, and is each firm there once?"),
    ),
    Task(
        "authority_needs",
        N_("Collect needs from authorities and associations"),
        "04b_groundwork",
        ("needs",),
        "Which tenders are decided next, and who works on them?",
        more=("organisations", "touches"),
    ),
    Task(
        "influencers",
        N_("Know the people and organisations with influence"),
        "04b_groundwork",
        ("contact_edges",),
        "Who influences whom, and whom do we cultivate?",
        more=("organisations",),
    ),
    Task(
        "market_ripening",
        N_("Ripen the market over years"),
        "04b_groundwork",
        ("leads", "invoice_lines|order_lines"),
        "At what stage do the markets stand?",
        more=("spend",),
    ),
)

DEALS = (
    Task(
        "deal_plan",
        N_("Plan each deal before, during and after the sale"),
        "11_deals",
        ("opportunities", "opportunity_changes"),
        N_("What moves a deal on?"),
        more=("deal_sales",),
    ),
    Task(
        "customer_dependence",
        N_("See whether our value makes customers depend on us"),
        "11_deals",
        (SALES, "opportunities"),
        N_("What moves a deal on?"),
        more=("deal_sales",),
    ),
    Task(
        "persistence",
        N_("Know when to go on and when to stop"),
        "11_deals",
        ("opportunities", "visits|touches"),
        N_("Go on, change the lever, or stop?"),
    ),
    Task(
        "trend_or_month",
        N_("Tell a trend from one bad month"),
        "14_growth",
        (SALES,),
        N_("Is it a trend, or just a month?"),
    ),
)
