"""Effort and ties: what do we spend, do visits and reports happen, who depends on whom?"""

from __future__ import annotations

import numpy as np

from salesnb.i18n import N_
from salesnb.measures.definition import Measure
from salesnb.measures.ratios import Numbers, known_pairs, ratio

FULL_TENURE = 60  # months


def expense_ratio(expense: Numbers, net_sales: Numbers) -> Numbers:
    """Return selling expense / net sales."""
    return ratio(expense, net_sales)


def flexed_budget(budget: Numbers, planned_activity: Numbers, actual_activity: Numbers) -> Numbers:
    """Return the budget at the activity that there was (visits, kilometres, samples)."""
    return ratio(budget, planned_activity) * actual_activity


def flexed_variance(
    actual: Numbers, budget: Numbers, planned_activity: Numbers, actual_activity: Numbers
) -> Numbers:
    """Return expense less the flexed budget: above 0 each unit of activity cost too much."""
    return actual - flexed_budget(budget, planned_activity, actual_activity)


def visit_compliance(n_done: Numbers, n_planned: Numbers) -> Numbers:
    """Return planned visits that were held / planned visits."""
    return ratio(n_done, n_planned)


def frequency_compliance(n_meeting: Numbers, n_customers: Numbers) -> Numbers:
    """Return customers visited as often as their class asks / customers."""
    return ratio(n_meeting, n_customers)


def productive_rate(n_met: Numbers, n_visits: Numbers) -> Numbers:
    """Return visits whose objective was met / visits held."""
    return ratio(n_met, n_visits)


def reporting_discipline(n_good: Numbers, n_expected: Numbers) -> Numbers:
    """Return reports that were on time and plausible / reports expected."""
    return ratio(n_good, n_expected)


def customers_dependence(our_sales_to_them: Numbers, their_purchases: Numbers) -> Numbers:
    """Return our share of a customer's purchases of our kind: how much do they depend on us?"""
    return ratio(our_sales_to_them, their_purchases)


def our_dependence(sales_to_customer: Numbers, our_sales: Numbers) -> Numbers:
    """Return a customer's share of our sales: how much do we depend on them?"""
    return ratio(sales_to_customer, our_sales)


def regularity(days_between_purchases: Numbers) -> float:
    """Return 1 / (1 + variation of the days between purchases): 1 is clockwork, 0.5 chance.

    Missing below two intervals.
    """
    (days,) = known_pairs(days_between_purchases)
    if days.size < 2 or not days.mean() > 0:
        return float("nan")
    return float(1 / (1 + days.std(ddof=1) / days.mean()))


def loyalty(regular: Numbers, tenure_months: Numbers) -> Numbers:
    """Return the mean of regularity and tenure, where five years and more count as 1."""
    return (regular + np.minimum(tenure_months / FULL_TENURE, 1.0)) / 2


MEASURES = (
    Measure("expense_ratio", N_("Expense ratio"), N_("selling expenses ÷ net sales"),
            "share", "down", expense_ratio),
    Measure("flexed_variance", N_("Expense against flexed budget"),
            N_("actual expense − budget at actual activity"),
            "money", "down", flexed_variance),
    Measure("visit_compliance", N_("Visit compliance"), N_("planned visits held ÷ planned visits"),
            "share", "up", visit_compliance, "field practice"),
    Measure("frequency_compliance", N_("Visit frequency compliance"),
            N_("customers visited as often as their class asks ÷ customers"),
            "share", "up", frequency_compliance, "field practice"),
    Measure("productive_rate", N_("Productive visits"),
            N_("visits with the objective met ÷ visits held"),
            "share", "up", productive_rate, "field practice"),
    Measure("reporting_discipline", N_("Reporting discipline"),
            N_("reports on time and plausible ÷ reports expected"),
            "share", "up", reporting_discipline),
    Measure("customers_dependence", N_("Customer's dependence on us"),
            N_("our sales to the customer ÷ the customer's purchases of our kind"),
            "share", "up", customers_dependence, "Farris, share of requirements"),
    Measure("our_dependence", N_("Our dependence on the customer"),
            N_("our sales to the customer ÷ our sales"),
            "share", "down", our_dependence),
    Measure("purchase_regularity", N_("Regularity of purchases"),
            N_("1 ÷ (1 + coefficient of variation of the days between purchases)"),
            "factor", "up", regularity),
    Measure("loyalty", N_("Loyalty"),
            N_("mean of the regularity of purchases and of tenure ÷ 60 months, at most 1"),
            "factor", "up", loyalty),
)  # fmt: skip
