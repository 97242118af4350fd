"""What another visit brings in margin, and what it costs in hours."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.actions.effects.panel import Array, Facts, Panel, made
from salesnb.actions.effects.visiting import ALL
from salesnb.members import NOBODY
from salesnb.months import Month

YEAR = 12
LEAST_MINUTES, MOST_MINUTES = 5.0, 16 * 60.0  # that a day's span of visits may have per visit
WORTH = """n_year sales_a_month margin_share worth worth_low worth_high hours hour_cost cost spent
    covers"""


def value_visits(
    rows: pd.DataFrame, panel: Panel, classes: pd.Series, facts: Facts, *, month: Month
) -> pd.DataFrame:
    """Return rows of visits (log effects) with what a further one is worth and costs (`WORTH`).

    sales_a_month: of the last twelve months, of the customers visited in them, each as often as it
    was visited. worth: the effect on it times the margin. cost: hours of a visit with the way
    between visits, at the cost of its rep's hour; spent: that of the n_year visits of a year.
    covers: `yes`, `no`, `cannot_tell`, or '' where worth or cost is not known.
    """
    last = panel.visits[:, -YEAR:].sum(axis=1)
    monthly = panel.amounts[:, -YEAR:].sum(axis=1) / min(YEAR, len(panel.months))
    own = classes.reindex(panel.customers).fillna("").to_numpy(object)
    margins = _margins(facts["sales_cube"], panel, own, month=month)
    hours, price = hours_of_visit(facts, month=month), cost_of_hour(facts, month=month)
    found = []
    for row in rows.itertuples():
        who = np.ones(len(own), bool) if row.customer_class == ALL else own == row.customer_class
        weight = last * who
        base = float(weight @ monthly / weight.sum()) if weight.sum() > 0 else np.nan
        margin = margins.get(str(row.customer_class), np.nan)
        log = [getattr(row, f"effect{end}") for end in ("", "_low", "_high")]
        ends = [base * margin * np.expm1(one) for one in log]
        n, cost = float(weight.sum()), hours * price
        found.append([n, base, margin, *ends, hours, price, cost, n * cost, _covers(ends, cost)])
    return rows.assign(**dict(zip(WORTH.split(), map(list, zip(*found, strict=True)), strict=True)))


def hours_of_visit(facts: Facts, *, month: Month) -> float:
    """Return the hours that a visit takes with the way to the next, over twelve months.

    From the first start to the last end of each rep's days, over the visits of them; without
    times the stated hours of visits alone; missing without either.
    """
    held = made(facts["visits"], month)
    held = held[held["visit_date"] >= pd.Timestamp((month - (YEAR - 1)).first)]
    timed = held[held["started_at"].notna() & held["ended_at"].notna()]
    if len(timed):
        days = timed.groupby(["rep_id", timed["visit_date"].dt.normalize()], observed=True)
        span = (days["ended_at"].max() - days["started_at"].min()).dt.total_seconds() / 60
        each = span / days.size()
        good = each.between(LEAST_MINUTES, MOST_MINUTES)
        if good.any():
            return float(span[good].sum() / days.size()[good].sum() / 60)
    hours = held["visit_hours"].astype(float)
    return float(hours.mean()) if hours.notna().any() else float("nan")


def cost_of_hour(facts: Facts, *, month: Month) -> float:
    """Return the mean cost of a rep's hour, each rep as often as it visited in twelve months."""
    held = made(facts["visits"], month)
    held = held[held["visit_date"] >= pd.Timestamp((month - (YEAR - 1)).first)]
    cost = facts["reps"].drop_duplicates("rep_id").set_index("rep_id")["cost_per_hour"]
    own = held["rep_id"].astype(str).map(cost.astype(float))
    return float(own.mean()) if own.notna().any() else float("nan")


def _margins(cube: pd.DataFrame, panel: Panel, own: Array, *, month: Month) -> dict[str, float]:
    """Return margin as a share of sales by class over twelve months, missing without costs."""
    first = str(month - (YEAR - 1))
    part = cube[(cube["month"].astype(str) >= first) & ~cube["customer_id"].isin(NOBODY)]
    name = pd.Series(own, panel.customers.astype(str))
    by = part["customer_id"].astype(str).map(name).fillna("").to_numpy(object)
    sums = part[["costed_amount", "cost_amount"]].astype(float).groupby(by).sum()
    sums.loc[ALL] = sums.sum()
    share = 1 - sums["cost_amount"] / sums["costed_amount"].where(sums["costed_amount"] > 0)
    return {str(k): float(v) for k, v in share.items()}


def _covers(ends: list[float], cost: float) -> str:
    """Return whether a visit earns its cost, by the range of what it is worth."""
    _, low, high = ends
    if not (np.isfinite(low) and np.isfinite(cost)):
        return ""
    return "yes" if low > cost else "no" if high < cost else "cannot_tell"
