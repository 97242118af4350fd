"""What the planted response of sales to spending comes to: marginal returns, tests of spending."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from salesnb.demo.cases.case_sizes import Entry
from salesnb.demo.plan.lift_tests import lift_test
from salesnb.demo.sales.orders import World
from salesnb.demo.sales.returns import marginal_returns

DIGITS = {
    "spend_a_month": 2,
    "orders_a_month": 2,
    "more_orders_per_unit": 6,
    "more_leads_per_unit": 9,
}


def planted_response(
    world: World, tables: dict[str, pd.DataFrame]
) -> dict[str, Entry | Sequence[Entry]]:
    """Return a list per channel of marginal returns by region, and the tests of spending.

    What a test brought is the model's expectation, not what was measured.
    """
    orders = tables["order_lines"]
    found: dict[str, Entry | Sequence[Entry]] = {
        "marginal_returns": [
            {"marketing_channel_id": str(channel), **_lists(rows)}
            for channel, rows in marginal_returns(world.truth, orders).groupby(
                "marketing_channel_id"
            )
        ]
    }
    test = lift_test(world, orders)
    if test is not None:
        entry: Entry = {
            "test_id": "L-1",
            "marketing_channel_id": test.channel,
            "regions": test.regions,
            "from": str(test.first),
            "to": str(test.last),
            "spend_change": test.spend_change,
            "lift_expected": test.lift,
        }
        found["lift_tests"] = [entry]
    return found


def _lists(rows: pd.DataFrame) -> Entry:
    """Return the columns of rows as lists, one value per region."""
    own = rows.drop(columns="marketing_channel_id").round(DIGITS)
    return {str(name): own[name].tolist() for name in own}
