"""Tasks of steering what salespeople do."""

from __future__ import annotations

from salesnb.contracts.tasks.plan import SALES
from salesnb.contracts.tasks.task import Task
from salesnb.i18n import N_

ACTIONS = (
    Task(
        "valuable_work",
        N_("Spend hours where they earn most"),
        "12_actions",
        (SALES, "visits", "reps"),
        N_("What are the hours best spent on?"),
    ),
    Task(
        "monthly_sales_plan",
        N_("Give each salesperson a monthly sales plan"),
        "12_actions",
        (SALES, "customer_reps"),
        N_("Who answers for which target?"),
    ),
    Task(
        "monthly_action_plan",
        N_("Give each salesperson a monthly action plan within the hours there are"),
        "12_actions",
        ("reps", "visits"),
        N_("How often is each customer visited?"),
    ),
    Task(
        "weekly_plan",
        N_("Turn the month into feasible weeks"),
        "12_actions",
        ("reps", "visits"),
        N_("What is done in which week?"),
    ),
    Task(
        "daily_report",
        N_("Take in daily reports and check that they are plausible"),
        "12c_visits",
        ("reports", "visits"),
        N_("Which reports came, and can they be believed?"),
    ),
    Task(
        "monthly_summary",
        N_("Summarise the month from the data"),
        "15_summary",
        (SALES,),
        section="What happened?",
    ),
    Task(
        "next_points",
        N_("Fix at most five points for next month and check them"),
        "15_summary",
        (SALES,),
        section="What to do next month",
    ),
    Task(
        "rolling_forecast",
        N_("Keep a rolling forecast and its record of accuracy"),
        "07_forecast",
        (SALES,),
        N_("How good is it?"),
        more=("open_orders",),
    ),
    Task(
        "competing_products",
        N_("Compare competing products by price, quality, variety and terms"),
        "03b_rivals",
        ("competitors", "competitor_observations"),
        N_("What do we know, and what is new this month?"),
    ),
    Task(
        "field_inspection",
        N_("Record inspections of the market in the field"),
        "12c_visits",
        ("inspections", "outlets"),
        N_("What was seen in the market, and what is registered?"),
    ),
    Task(
        "visit_routes",
        N_("Plan fixed-point routes by frequency, spacing and distance"),
        "12b_routes",
        ("customers", "reps"),
        N_("What does the week look like?"),
        more=("customer_reps", "absences", "travel_times"),
    ),
    Task(
        "market_registration",
        N_("Register outlets and customers region by region"),
        "12c_visits",
        ("outlets", "regions"),
        N_("What was seen in the market, and what is registered?"),
        more=("outlet_states", "outlet_products"),
    ),
)

VISITING = (
    Task(
        "visit_sales_objectives",
        N_("Give each visit a sales objective and measure the result"),
        "12c_visits",
        ("visits", "visit_objectives"),
        N_("What is each visit of the planned month for?"),
    ),
    Task(
        "visit_marketing_objectives",
        N_("Use visits to collect, to settle complaints and to learn"),
        "12c_visits",
        ("visits", "instalments", "complaints"),
        N_("What is each visit of the planned month for?"),
    ),
    Task(
        "visit_preparation",
        N_("Prepare information, benefit, proof, objections and closing"),
        "12c_visits",
        ("visits", "customers"),
        N_("With what is each visit prepared?"),
    ),
    Task(
        "readiness",
        N_("Check readiness before a visit, and whether it pays"),
        "12c_visits",
        ("visits", "visit_objectives"),
        N_("Does preparation tell, and which action pays?"),
    ),
)
