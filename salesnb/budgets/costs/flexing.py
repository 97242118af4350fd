"""The budget at the activity that there was: which variance is of volume, which of the rate?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.errors import UsageError
from salesnb.i18n import t

BUDGET = ["line_id", "month", "driver", "quantity", "unit_cost", "fixed", "variable", "amount"]
FLEXED = ["line_id", "month", "budget", "flexed", "actual", "volume_variance", "rate_variance"]
FLEXED += ["variance", "state"]
KNOWN, NO_QUANTITY, UNPLANNED = "known", "no_quantity", "not_budgeted"


def flexible(budget: pd.DataFrame) -> pd.DataFrame:
    """Return the budget by line and month with its fixed and its variable part (`BUDGET`).

    `budget`: line_id, month, driver, quantity, amount. What has a driver and a quantity varies with
    it, at amount / quantity a unit; the rest is fixed. Of several drivers the one with most money
    is named; their units are not added up, so that such a line is fixed.
    """
    rows = budget.assign(amount=budget["amount"].astype(float))
    drivers = rows[rows["amount"] != 0].groupby("line_id")["driver"].nunique()
    single = rows["line_id"].map(drivers).fillna(1) <= 1
    moves = single & (rows["driver"] != "") & (rows["quantity"].fillna(0.0) > 0)
    rows = rows.assign(
        quantity=rows["quantity"].where(moves, 0.0).fillna(0.0),
        driver=rows["driver"].where(moves, ""),
        variable=rows["amount"].where(moves, 0.0),
        fixed=rows["amount"].where(~moves, 0.0),
    )
    by = rows.groupby(["line_id", "month"], sort=True, observed=True)
    found = by[["quantity", "fixed", "variable", "amount"]].sum().round(6).reset_index()
    named = by["driver"].max().reset_index()["driver"]
    each = found["variable"] / found["quantity"].where(found["quantity"] > 0)
    return found.assign(driver=named, unit_cost=each)[BUDGET]


def flex(budget: pd.DataFrame, actual: pd.DataFrame) -> pd.DataFrame:
    """Return the budget at the actual activity, and what of the variance is volume, what rate.

    `budget` as `flexible` returns it; `actual`: line_id, month, amount and quantity (of the line's
    driver), of the months that are over. Only months that `actual` has are compared; a budgeted
    line without a row there spent nothing on nothing.

    flexed = fixed + unit_cost x actual quantity; volume variance = flexed - budget; rate variance =
    actual - flexed, above nought where a unit cost more than planned; together actual - budget.
    `state`: known, no_quantity (the actual quantity of a variable line is missing: no split), or
    not_budgeted (all of it is rate). Source: flexible budgeting, e.g. Horngren, Cost Accounting,
    chapter 7. Raises `UsageError` for negative quantities and for lines that stand twice.
    """
    _require(actual)
    key = ["line_id", "month"]
    own = budget[budget["month"].astype("str").isin(set(actual["month"].astype("str")))]
    texts = dict.fromkeys(key, "str")
    both = own.astype(texts).merge(
        actual[[*key, "amount", "quantity"]].astype(texts).assign(is_there=True),
        on=key,
        how="outer",
        suffixes=("", "_then"),
        sort=True,
    )
    spent = both["amount_then"].astype(float).fillna(0.0)
    then = both["quantity_then"].astype(float).where(both["is_there"].notna(), 0.0)
    varies = both["variable"].fillna(0.0) != 0
    moved = (both["unit_cost"] * then).where(varies, 0.0)
    flexed = both["fixed"].fillna(0.0) + moved
    planned = both["amount"].fillna(0.0)
    is_new = both["amount"].isna()
    state = np.where(is_new, UNPLANNED, np.where(varies & then.isna(), NO_QUANTITY, KNOWN))
    found = both[key].assign(budget=planned, flexed=flexed, actual=spent, state=state)
    found["volume_variance"] = flexed - planned
    found["rate_variance"] = spent - flexed
    found["variance"] = spent - planned
    return found[FLEXED]


def _require(actual: pd.DataFrame) -> None:
    """Raise `UsageError` where a line stands twice in a month or a quantity is negative."""
    twice = actual[actual.duplicated(["line_id", "month"])]
    below = actual[actual["quantity"].astype(float) < 0]
    found = [
        t("{line} stands twice in {month}", line=one.line_id, month=one.month)
        for one in twice.itertuples()
    ]
    found += [
        t(
            "{line} has a quantity below nought in {month}: {quantity}",
            line=one.line_id,
            month=one.month,
            quantity=one.quantity,
        )
        for one in below.itertuples()
    ]
    if found:
        raise UsageError("; ".join(found), fix=t("give one row per line and month, from nought on"))
