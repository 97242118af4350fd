"""The planted lost customer of the demo is named by its month, and no customer of another story."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.customers.retention.purchases import Purchases, known_on
from salesnb.customers.retention.rhythm import judge_rhythm
from salesnb.demo import Truth
from salesnb.demo.sales.orders import World, order_lines
from salesnb.months import Month

TRUTH = Truth()
(LOST,) = TRUTH.stories.lost_customers
pytestmark = pytest.mark.long  # the orders of the company are drawn


@pytest.fixture(scope="module")
def bought() -> Purchases:
    lines = order_lines(World(TRUTH, 1.0))
    days = lines[["customer_id", "order_on", "net_amount"]]
    days = days.rename(columns={"order_on": "day", "net_amount": "purchase_amount"})
    return Purchases.of(pd.DataFrame(days))


def named(bought: Purchases, month: Month) -> set[str]:
    day = int(np.datetime64(month.last, "D").astype(int))
    judged = judge_rhythm(bought, known_on(bought, day))
    return set(bought.names[judged.is_slipping])


def test_the_lost_customer_is_named_by_its_month_and_not_before(bought: Purchases) -> None:
    assert LOST.customer_id in named(bought, Month.parse(LOST.found_by))
    assert LOST.customer_id not in named(bought, Month.parse(LOST.start) - 1)


def test_customers_of_other_stories_are_not_named(bought: Purchases) -> None:
    others = TRUTH.stories.customers() - {LOST.customer_id}
    assert not others & named(bought, TRUTH.months[-1])
