"""By how much a visit to collect shortens what an instalment is paid late, from the tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo import Truth
from salesnb.demo.field import aims, visits
from salesnb.demo.sales import invoices
from salesnb.demo.sales.cash import ledgers
from salesnb.demo.sales.orders import World, order_lines

PAID_BY = 150  # days before the export by which instalments are due that are looked at


def paid_instalments(truth: Truth) -> pd.DataFrame:
    """Return the paid instalments on credit whose window lies within the table of visits.

    Columns: customer_id, late (days), is_visited (a held visit to collect within the window).
    """
    world = World(truth, 1.0)
    books = ledgers(truth, invoices.invoice_lines(truth, order_lines(world)))
    paid = books.receipt_allocations.query("allocated_amount > 0")
    paid_on = paid.groupby("instalment_id")["allocated_on"].max()
    owed = books.instalments.assign(paid_on=books.instalments["instalment_id"].map(paid_on))
    credit = [one.id for one in truth.cash.terms if one.kind not in ("prepay", "cash")]
    days = truth.field_work.collect_window
    first = pd.Timestamp(truth.months[-visits.VISIT_MONTHS].first) + pd.Timedelta(days=days)
    last = pd.Timestamp(truth.exported_on) - pd.Timedelta(days=PAID_BY)
    owed = owed[owed["settlement_id"].isin(credit) & owed["due_on"].between(first, last)]
    owed = owed[(owed["due_amount"] > 0) & owed["paid_on"].notna()]
    made = visits.visits(truth).merge(aims.visit_objectives(truth), on="visit_id")
    made = made[made["objective"].eq("collect") & made["status"].isin(["held", "unplanned"])]
    pairs = owed.merge(made[["customer_id", "visit_date"]], on="customer_id")
    ahead = (pairs["due_on"] - pairs["visit_date"]).dt.days
    seen = pairs.loc[(ahead >= 0) & (ahead < days), "instalment_id"]
    late = (owed["paid_on"] - owed["due_on"]).dt.days
    return owed.assign(late=late, is_visited=owed["instalment_id"].isin(seen))


def shortened(rows: pd.DataFrame) -> tuple[float, float]:
    """Return the share by which delays are shorter after a visit, and its standard error.

    A Poisson likelihood with a level of each customer; errors allow for any spread of delays.
    """
    cell = rows.groupby(["customer_id", "is_visited"])["late"].agg(["sum", "size"]).unstack()
    cell = cell.fillna(0)
    (days, helped), (n, n_helped) = (
        (cell[what, False].to_numpy(float), cell[what, True].to_numpy(float))
        for what in ("sum", "size")
    )
    total, ratio = days + helped, 1.0
    for _ in range(200):
        level = total / (n + ratio * n_helped)
        ratio = helped.sum() / (level * n_helped).sum()
    score = helped - ratio * n_helped * total / (n + ratio * n_helped)
    slope = (total * n_helped * n / (n + ratio * n_helped) ** 2).sum()
    return 1 - ratio, float(np.sqrt((score**2).sum()) / slope)
