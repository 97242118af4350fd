"""Cash: what part of the money comes in, how fast, and how much of it is late?

Amounts of one period and one currency; credit notes and returns are negative.
"""

from __future__ import annotations

import numpy as np

from salesnb.i18n import N_
from salesnb.measures.definition import Measure
from salesnb.measures.ratios import Numbers, ratio


def collections_to_sales(receipts: Numbers, sales: Numbers) -> Numbers:
    """Return receipts / sales of the same period: the usual collection rate."""
    return ratio(receipts, sales)


def collections_to_owed(opening: Numbers, sales: Numbers, closing: Numbers) -> Numbers:
    """Return the part of all that was owed in the period which came in (or was given up)."""
    return ratio(opening + sales - closing, opening + sales)


def due_collection_rate(received_on_due: Numbers, due: Numbers) -> Numbers:
    """Return receipts on instalments that fell due in the period / those instalments."""
    return ratio(received_on_due, due)


def dso(closing: Numbers, credit_sales: Numbers, days: Numbers) -> Numbers:
    """Return days of sales outstanding: how many days' credit sales do customers owe?"""
    return ratio(closing, credit_sales) * days


def count_back_dso(closing: Numbers, credit_sales: Numbers, days: Numbers) -> Numbers:
    """Return DSO counted back: how many of the last days do the receivables fill?

    `credit_sales` has the months along its last axis, earliest first, and `days` their lengths;
    `closing` is a number, or one per row. The last month's sales are taken off the receivables
    first; a month without sales is passed over with all its days. Missing when receivables are
    below zero or larger than all the sales given.
    """
    sales = np.clip(np.asarray(credit_sales, dtype=float), 0, None)[..., ::-1]
    owed = np.asarray(closing, dtype=float)
    left = np.clip(owed[..., None] - (np.cumsum(sales, axis=-1) - sales), 0, None)
    filled = np.where(left >= sales, left > 0, ratio(left, np.where(sales > 0, sales, 1.0)))
    counted = (filled * np.asarray(days, dtype=float)[..., ::-1]).sum(axis=-1)
    is_known = (owed >= 0) & (owed <= sales.sum(axis=-1))
    found = np.where(is_known, counted, np.nan)
    return found if found.ndim else float(found)


def true_dso(ages: Numbers, open_amounts: Numbers, sales_of_month: Numbers) -> float:
    """Return true DSO: the sum over open invoices of age x amount / net credit sales of its month.

    One value per open invoice; missing when an invoice's month has no sales above zero.
    """
    return float(np.asarray(ratio(ages * open_amounts, sales_of_month)).sum())


def best_possible_dso(current: Numbers, credit_sales: Numbers, days: Numbers) -> Numbers:
    """Return the DSO if nobody paid late: receivables that are not yet due only."""
    return dso(current, credit_sales, days)


def average_days_delinquent(dso_days: Numbers, best_days: Numbers) -> Numbers:
    """Return DSO less best possible DSO: how many days does paying late cost?"""
    return dso_days - best_days


def collection_effectiveness(
    opening: Numbers,
    credit_sales: Numbers,
    closing: Numbers,
    closing_current: Numbers,
    *,
    months: int = 1,
) -> Numbers:
    """Return the CEI, 100 when all that was due came in.

    `credit_sales` are those of the whole period of `months`; `closing_current` is the part of
    the closing receivables that is not yet due.
    """
    owed = opening + credit_sales / months
    return ratio(owed - closing, owed - closing_current) * 100


def overdue_ratio(overdue: Numbers, receivables: Numbers) -> Numbers:
    """Return overdue / all receivables."""
    return ratio(overdue, receivables)


def roll_rate(next_bucket: Numbers, bucket_before: Numbers) -> Numbers:
    """Return the part of one bucket of days past due that is a bucket later a month after."""
    return ratio(next_bucket, bucket_before)


def receivables_closing(
    opening: Numbers, invoiced: Numbers, credited: Numbers, received: Numbers, written_off: Numbers
) -> Numbers:
    """Return what is owed at the end: opening + invoiced - credit notes - received - written off.

    Credit notes count as they stand in the books, below zero.
    """
    return opening + invoiced + credited - received - written_off


def exposure(receivables: Numbers, uninvoiced_orders: Numbers, uncleared_bills: Numbers) -> Numbers:
    """Return all that is at risk with a customer: owed, ordered, and paid in bills not cleared."""
    return receivables + uninvoiced_orders + uncleared_bills


def utilisation(exposed: Numbers, limit: Numbers) -> Numbers:
    """Return exposure / credit limit; missing without a limit."""
    return ratio(exposed, limit)


_ORACLE = "community.oracle.com/mosc/discussion/4521441"
_DSO = "deltarecovery.com/newsletters/news_mar05.htm"

MEASURES = (
    Measure("collection_rate_sales", N_("Collection rate (on sales)"),
            N_("receipts ÷ sales of the period"),
            "share", "up", collections_to_sales),
    Measure("collection_rate_owed", N_("Collection rate (on all owed)"),
            N_("(opening receivables + sales − closing receivables) ÷ (opening receivables +"
               " sales)"),
            "share", "up", collections_to_owed, "jscc.net/j/38460.html"),
    Measure("due_collection_rate", N_("Due-collection rate"),
            N_("receipts on instalments due in the period ÷ instalments due in the period"),
            "share", "up", due_collection_rate),
    Measure("dso", N_("Days of sales outstanding"), N_("closing receivables ÷ credit sales × days"),
            "days", "down", dso, _DSO),
    Measure("dso_count_back", N_("Days of sales outstanding, counted back"),
            N_("days of the latest months whose credit sales the receivables fill"),
            "days", "down", count_back_dso, _DSO),
    Measure("dso_true", N_("True days of sales outstanding"),
            N_("sum over open invoices of age × amount ÷ net credit sales of the invoice's month"),
            "days", "down", true_dso, _ORACLE),
    Measure("dso_best_possible", N_("Best possible days of sales outstanding"),
            N_("receivables not yet due ÷ credit sales × days"),
            "days", "down", best_possible_dso, "creditmanagementsource.com"),
    Measure("average_days_delinquent", N_("Average days delinquent"),
            N_("days of sales outstanding − best possible days of sales outstanding"),
            "days", "down", average_days_delinquent, "creditmanagementsource.com"),
    Measure("cei", N_("Collection effectiveness index"),
            N_("(opening receivables + credit sales ÷ months − closing receivables) ÷ (opening"
               " receivables + credit sales ÷ months − closing receivables not yet due) × 100"),
            "index", "up", collection_effectiveness, _ORACLE),
    Measure("overdue_ratio", N_("Overdue ratio"), N_("overdue receivables ÷ receivables"),
            "share", "down", overdue_ratio),
    Measure("roll_rate", N_("Roll rate"),
            N_("amount that moved to the next bucket ÷ amount of the bucket a month ago"),
            "share", "down", roll_rate),
    Measure("receivables_closing", N_("Receivables at the end"),
            N_("opening + invoiced − credit notes − received − written off"),
            "money", "down", receivables_closing),
    Measure("credit_exposure", N_("Credit exposure"),
            N_("receivables + orders not yet invoiced + bills not yet cleared"),
            "money", "down", exposure),
    Measure("credit_utilisation", N_("Use of the credit limit"),
            N_("credit exposure ÷ credit limit"),
            "share", "down", utilisation),
)  # fmt: skip
