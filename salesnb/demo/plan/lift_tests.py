"""A test of spending in the last year: where a campaign ran, against regions in a pause.

What it brought follows from the planted response; what was measured differs from that by chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.demo.base.streams import stream
from salesnb.demo.customers import masters
from salesnb.demo.prospects import marketing
from salesnb.demo.sales.orders import World
from salesnb.months import Month

CHANNEL = "M2"
MONTHS = 3  # of the campaign
AFTER = 3  # months more in which its effect is counted
LEAST = 1.75  # spend over the usual one in these months: two of them or more in a campaign
ROUND = -3


@dataclass(frozen=True)
class LiftTest:
    """One test: what was spent more, what that brought, what was measured and how closely."""

    channel: str
    regions: list[str]
    first: Month
    last: Month
    spend_change: float
    lift: float  # as the response has it
    standard_error: float
    measured: float


def lift_test(world: World, orders: pd.DataFrame) -> LiftTest | None:
    """Return the test of the months of the last year with the most regions in a campaign.

    None where the channel was in no region in a campaign.
    """
    truth = world.truth
    amount = marketing.amounts(truth, marketing.spend(truth), CHANNEL)
    usual = {one[0]: one[3] for one in truth.response.channels}[CHANNEL]
    pause = usual * truth.campaigns.pause_level * marketing.scales(truth)[:, None]
    n = amount.shape[1]
    starts = range(n - 12, n - MONTHS - AFTER + 1)
    is_on = {s: _mean(amount, s) > LEAST * usual * marketing.scales(truth) for s in starts}
    start = max(starts, key=lambda s: is_on[s].sum())
    tested = is_on[start]
    if not tested.any():
        return None
    during = np.arange(n)[None, :]
    is_test = tested[:, None] & (during >= start) & (during < start + MONTHS)
    less = np.where(is_test, np.minimum(amount, pause), amount)
    lift, error = _lift(world, orders, (amount, less), (tested, start))
    drawn = lift + error * float(stream(truth.seed, "lift_tests").normal())
    regions = [one for one, is_in in zip(masters.leaf_regions(), tested, strict=True) if is_in]
    return LiftTest(
        CHANNEL,
        regions,
        truth.months[start],
        truth.months[start + MONTHS - 1],
        round(float((amount - less).sum()), ROUND),
        round(lift, 2),
        max(round(error, ROUND), 1000.0),
        round(drawn, ROUND),
    )


def _lift(
    world: World,
    orders: pd.DataFrame,
    spent: tuple[np.ndarray, np.ndarray],
    where: tuple[np.ndarray, int],
) -> tuple[float, float]:
    """Return what the spend brought in the tested regions, and how closely that can be measured.

    Orders are as they were; without the campaign they would have been lower by the response. The
    error is that of the sum of these orders, against as many in other regions.
    """
    truth, (tested, start) = world.truth, where
    works = [marketing.works(truth, CHANNEL, one) for one in spent]
    effect = dict(truth.response.order_effects).get(CHANNEL, 0.0)
    share = 1 - np.exp(-effect * (works[0] - works[1]))
    home = masters.customers(truth).set_index("customer_id")["region_id"]
    place = pd.Index(masters.leaf_regions()).get_indexer(pd.Index(orders["customer_id"].map(home)))
    day = orders["order_on"].to_numpy().astype("datetime64[M]").astype("int64")
    month = day + 1970 * 12 - truth.months[0].ordinal
    inside = tested[place] & (month >= start) & (month < start + MONTHS + AFTER)
    own = orders[inside]
    lift = float((own["net_amount"].to_numpy() * share[place[inside], month[inside]]).sum())
    by_order = own.groupby("order_id")["net_amount"].sum()
    return lift, float(np.sqrt(2 * (by_order**2).sum()))


def _mean(amount: np.ndarray, start: int) -> np.ndarray:
    return amount[:, start : start + MONTHS].mean(axis=1)
