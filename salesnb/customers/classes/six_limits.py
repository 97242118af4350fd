"""Why customers are classified at all: time, money, product fit, concentration, lead, capacity.

Time and money, and the capacity of reps where it is stated, bound the classes and have a price; of
the others it is shown how far the classes serve them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.customers.classes.boundaries import Boundaries, Limits
from salesnb.customers.classes.service import EXPENSES, Service
from salesnb.customers.criteria.assessed import Assessed
from salesnb.customers.criteria.history import Frames
from salesnb.customers.criteria.scales import CRITERIA
from salesnb.months import Month

COLUMNS = ["limit", "unit", "bound", "used", "price", "state"]
INFLUENCE = CRITERIA.index("influence")
NAN = float("nan")


def limits_of(
    facts: Frames, budget: pd.DataFrame, month: Month, hours: float, *, hours_per_rep: float
) -> Limits:
    """Return what there is: `hours` a month, else the selling hours of the reps at work, and the
    money that plan/budget.toml gives to travel, meals and samples (amount, else cap); else none.

    A rep of whom nobody states the hours has `hours_per_rep`; without reps no hours are known.
    """
    lines = budget[budget["expense_type"].isin(EXPENSES)] if len(budget) else budget
    given = lines["amount"].fillna(lines["cap"]) if len(lines) else pd.Series(dtype=float)
    is_whole = len(given) > 0 and bool(given.notna().all())
    money = float(given.sum()) if is_whole else np.inf
    own = _rep_hours(facts, month)
    team = float(own.fillna(hours_per_rep).sum()) if len(own) else np.inf
    return Limits(hours=hours or team, money=money)


def n_assumed(facts: Frames, month: Month, hours: float) -> int:
    """Return of how many reps the hours are assumed: of none where `hours` are stated for all."""
    return 0 if hours else int(_rep_hours(facts, month).isna().sum())


def _rep_hours(facts: Frames, month: Month) -> pd.Series:
    """Return the hours a month of the reps at work, missing where nobody states them."""
    reps = facts.get("reps", pd.DataFrame())
    if not len(reps):
        return pd.Series(dtype=float)
    reps = reps.reindex(columns=[*{*reps.columns, "hours_per_month", "left_on"}])
    left = pd.to_datetime(reps["left_on"])
    there = reps[~(left <= pd.Timestamp(month.last))]
    return there.set_index(there["rep_id"].astype("str"))["hours_per_month"].astype(float)


def show_limits(
    facts: Frames,
    assessed: Assessed,
    place: NDArray[np.int8],
    service: Service,
    given: tuple[Limits, Boundaries],
) -> pd.DataFrame:
    """Return a row per limit: its bound and how much of it the classes use, in its unit, and what
    one more unit of it would bring in a year (0 where there is enough). Bounds that nobody states
    are missing, and so is what the facts cannot tell.
    """
    limits, bounds = given
    counts = np.bincount(place, minlength=3).astype(float)
    rows = [
        _row("time", "hours", limits.hours, float(counts @ service.hours), bounds.hour_price),
        _row("money", "money", limits.money, float(counts @ service.money), bounds.money_price),
        _row("fit", "share", np.inf, _fit(facts, assessed, place), NAN),
        _row("concentration", "share", np.inf, _part(assessed, place == 0), NAN),
        _row("lead", "share", np.inf, _lead(assessed, place), NAN),
        _row("capacity", "share", 1.0, _load(facts, assessed, place, service), NAN),
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(limit: str, unit: str, bound: float, reached: float, price: float) -> list[object]:
    state = "none" if not np.isfinite(bound) else "enough"
    if np.isnan(reached):
        state = "cannot_tell"
    elif np.isfinite(bound) and reached > bound * 1.0001:
        state = "short"
    elif price > 0:
        state = "binds"
    return [limit, unit, bound if np.isfinite(bound) else NAN, reached, price, state]


def _part(assessed: Assessed, chosen: NDArray[np.bool_]) -> float:
    money = np.nan_to_num(assessed.expected.value)
    return float(money[chosen].sum() / money.sum()) if money.sum() > 0 else NAN


def _fit(facts: Frames, assessed: Assessed, place: NDArray[np.int8]) -> float:
    """Return the part of the A customers' money that lies in segments where we are strong.

    Strong: our share of the segment's market is above that of all segments (market_potential).
    """
    sizes, known = (facts.get(one, pd.DataFrame()) for one in ("market_potential", "customers"))
    if not len(sizes) or not len(known) or "segment" not in known:
        return NAN
    by = sizes.groupby(sizes["segment"].astype("str"))[["sales", "potential"]].sum()
    usual = by["sales"].sum() / by["potential"].sum()
    strong = by.index[by["sales"] > usual * by["potential"]]
    segment = known.set_index(known["customer_id"].astype("str"))["segment"].astype("str")
    own = segment.reindex(assessed.ids).isin(strong).to_numpy()
    money = np.nan_to_num(assessed.expected.value) * (place == 0)
    return float(money[own].sum() / money.sum()) if money.sum() > 0 else NAN


def _lead(assessed: Assessed, place: NDArray[np.int8]) -> float:
    """Return the part of all known influence that A customers have."""
    value = np.nan_to_num(assessed.value[:, INFLUENCE])
    return float(value[place == 0].sum() / value.sum()) if value.sum() > 0 else NAN


def _load(facts: Frames, assessed: Assessed, place: NDArray[np.int8], service: Service) -> float:
    """Return the hours that the busiest rep's customers take, over the hours that the rep has."""
    hours = _rep_hours(facts, assessed.history.month)
    needed = pd.Series(service.hours[place]).groupby(assessed.owners.to_numpy(object)).sum()
    load = (needed / hours.where(hours > 0)).dropna()
    return float(load.max()) if len(load) else NAN
