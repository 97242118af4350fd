"""What our sales did when a rival changed its price."""

from __future__ import annotations

import pandas as pd

from salesnb.measures import growth
from salesnb.months import Month

LONGEST = 12  # months after a step: later ones say more of other things
ANSWERS = ["months_ago", "our_growth", "other_growth"]


def with_our_sales(steps: pd.DataFrame, sales: pd.DataFrame, *, month: Month) -> pd.DataFrame:
    """Return the steps with what our sales did in the months after each.

    `sales` has month, product_group and net_amount. Added are months_ago (0: in `month`),
    our_growth of the product group from the step on (at most LONGEST months) against the same
    months of the year before, and other_growth, that of all other groups in the same months.
    """
    by_month = sales.pivot_table(
        index="month", columns="product_group", values="net_amount", aggfunc="sum", observed=True
    )
    rows = [
        _answer(by_month, str(group), Month.parse(begun), month)
        for group, begun in zip(steps["product_group"], steps["month"], strict=True)
    ]
    return steps.join(pd.DataFrame(rows, columns=ANSWERS, index=steps.index))


def _answer(by_month: pd.DataFrame, group: str, begun: Month, month: Month) -> tuple[float, ...]:
    months_ago = month.ordinal - begun.ordinal
    after = [begun + i for i in range(min(months_ago + 1, LONGEST))]
    now, before = (_sums(by_month, [str(one - back) for one in after], group) for back in (0, 12))
    return float(months_ago), *(growth(*pair) for pair in zip(now, before, strict=True))


def _sums(by_month: pd.DataFrame, months: list[str], group: str) -> tuple[float, float]:
    """Return the sales of a group and of all others, missing unless every month has sales."""
    inside = by_month.reindex(months)
    if inside.isna().all(axis=1).any():
        return float("nan"), float("nan")
    ours = float(inside[group].sum()) if group in inside else 0.0
    return ours, float(inside.sum().sum()) - ours
