"""The sales targets that were issued to reps before this year began."""

from __future__ import annotations

import pandas as pd

from salesnb.demo.orders import World
from salesnb.months import Month

GROWTH = 1.10  # asked of everybody
COLUMNS = """
    target_id measure period_start period_end rep_id target_value is_rollup issued_on
"""


def issued_targets(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return this year's monthly target per rep: last year plus a tenth, one unfairly high."""
    story = world.truth.stories
    january = Month(world.truth.months[-1].year, 1)
    this_year = {str(month - 12): month for month in january.until(january + 11)}
    rows = []
    sales = _sales_a_year_ago(world, orders, list(this_year))
    for rep, year_before, amount in sales.reset_index().itertuples(index=False):
        if not rep:
            continue
        month = this_year[year_before]
        factor = GROWTH * (story.unfair_factor if rep == story.unfair_rep else 1.0)
        period = (month.first.isoformat(), month.last.isoformat())
        value, issued = round(amount * factor, -3), f"{month.year - 1}-12-20"
        rows.append((f"T-{rep}-{month}", "sales", *period, rep, value, False, issued))
    return pd.DataFrame(rows, columns=COLUMNS.split())


def _sales_a_year_ago(world: World, orders: pd.DataFrame, months: list[str]) -> pd.Series:
    """Return orders by rep and month for some months, under the owners of the last month."""
    truth, ids = world.truth, world.customers["customer_id"]
    owner = dict(zip(ids, world.owner_on(truth.months[-1]), strict=True))
    month = orders["order_on"].dt.strftime("%Y-%m")
    own = orders[month.isin(months)]
    return own.groupby([own["customer_id"].map(owner), month[own.index]])["net_amount"].sum()
