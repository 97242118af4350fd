"""Why customers are classified at all: time, money, product fit, concentration, lead, capacity.

Time and money, and the capacity of reps where it is stated, bound the classes and have a price; of
product fit, concentration and lead it is shown how far the classes serve them, and what serving
them further would cost: the least that further A customers cost beyond what they secure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.customers.classes.boundaries import Boundaries, Limits
from salesnb.customers.classes.service import EXPENSES, Service
from salesnb.customers.criteria.assessed import Assessed
from salesnb.customers.criteria.history import Frames
from salesnb.customers.criteria.scales import CRITERIA
from salesnb.months import Month

COLUMNS = ["limit", "unit", "bound", "used", "price", "point_cost", "state"]
INFLUENCE = CRITERIA.index("influence")
NAN = float("nan")
POINT = 0.01  # of a share: what one more costs is shown
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Classed:
    """Customers with their classes: worth, class by place, and what their classes take and give."""

    assessed: Assessed
    value: Floats
    place: NDArray[np.int8]
    service: Service
    limits: Limits
    bounds: Boundaries

    @property
    def losses(self) -> Floats:
        """What each customer's visits would cost beyond what they secure, were it an A."""
        served, place = self.service, self.place
        price = served.cost + served.hours * self.bounds.hour_price
        price = price + served.money * self.bounds.money_price
        gain = self.value * (served.secured[0] - served.secured[place])
        return np.asarray(np.maximum(price[0] - price[place] - gain, 0.0))

    def point_cost(self, adds: Floats) -> float:
        """Return what one more percentage point of a share costs a year, the cheapest first.

        `adds`: what each customer adds to the share as an A. NaN where all together add less.
        """
        may = (self.place > 0) & (adds > 0)
        gains, losses = adds[may], self.losses[may]
        order = np.argsort(losses / gains, kind="stable")
        reached, cost = np.cumsum(gains[order]), np.cumsum(losses[order])
        if not len(order) or reached[-1] < POINT:
            return NAN
        return float(np.interp(POINT, [0.0, *reached], [0.0, *cost]))


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
    reps = reps.reindex(columns=["rep_id", "hours_per_month", "left_on"])
    left = pd.to_datetime(reps["left_on"])
    there = reps[~(left <= pd.Timestamp(month.last))]
    return there.set_index(there["rep_id"].astype("str"))["hours_per_month"].astype(float)


def show_limits(facts: Frames, found: Classed) -> pd.DataFrame:
    """Return a row per limit: its bound and how much of it the classes use, in its unit, and what
    one more unit of it would bring in a year (0 where there is enough); of shares, `point_cost`:
    what one more percentage point would cost. Bounds that nobody states are missing, and so is what
    the facts cannot tell.
    """
    limits, bounds, service = found.limits, found.bounds, found.service
    counts = np.bincount(found.place, minlength=3).astype(float)
    hours, money = float(counts @ service.hours), float(counts @ service.money)
    rows = [
        _row("time", "hours", limits.hours, hours, bounds.hour_price),
        _row("money", "money", limits.money, money, bounds.money_price),
        _share("fit", found, *_fit(facts, found)),
        _share("concentration", found, *_concentration(found)),
        _share("lead", found, *_lead(found)),
        _row("capacity", "share", 1.0, _load(facts, found), NAN),
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(
    limit: str, unit: str, bound: float, reached: float, price: float, point_cost: float = NAN
) -> list[object]:
    state = "none" if not np.isfinite(bound) else "enough"
    if np.isnan(reached):
        state = "cannot_tell"
    elif np.isfinite(bound) and reached > bound * 1.0001:
        state = "short"
    elif price > 0:
        state = "binds"
    stated = bound if np.isfinite(bound) else NAN
    return [limit, unit, stated, reached, price, point_cost, state]


def _share(limit: str, found: Classed, reached: float, adds: Floats) -> list[object]:
    """Return the row of a share, `adds` being what each customer adds to it as an A."""
    return _row(limit, "share", np.inf, reached, NAN, found.point_cost(adds))


def _concentration(found: Classed) -> tuple[float, Floats]:
    """Return the part of the expected money that A customers bring, and each one's part."""
    return _part_of_a(found, np.nan_to_num(found.assessed.expected.value))


def _part_of_a(found: Classed, amounts: Floats) -> tuple[float, Floats]:
    total = float(amounts.sum())
    if total <= 0:
        return NAN, np.zeros(len(amounts))
    return float(amounts[found.place == 0].sum()) / total, amounts / total


def _fit(facts: Frames, found: Classed) -> tuple[float, Floats]:
    """Return the part of the A customers' money that lies in segments where we are strong.

    Strong: our share of the segment's market is above that of all segments (market_potential). What
    a further A adds to the part is taken to the first order.
    """
    money = np.nan_to_num(found.assessed.expected.value)
    nothing = NAN, np.zeros(len(money))
    sizes, known = (facts.get(one, pd.DataFrame()) for one in ("market_potential", "customers"))
    if not len(sizes) or not len(known) or "segment" not in known:
        return nothing
    by = sizes.groupby(sizes["segment"].astype("str"))[["sales", "potential"]].sum()
    usual = by["sales"].sum() / by["potential"].sum()
    strong = by.index[by["sales"] > usual * by["potential"]]
    segment = known.set_index(known["customer_id"].astype("str"))["segment"].astype("str")
    own = segment.reindex(found.assessed.ids).isin(strong).to_numpy()
    total = float(money[found.place == 0].sum())
    if total <= 0:
        return nothing
    reached = float(money[own & (found.place == 0)].sum()) / total
    return reached, (own - reached) * money / total


def _lead(found: Classed) -> tuple[float, Floats]:
    """Return the part of all known influence that A customers have, and each one's part."""
    return _part_of_a(found, np.nan_to_num(found.assessed.value[:, INFLUENCE]))


def _load(facts: Frames, found: Classed) -> float:
    """Return the hours that the busiest rep's customers take, over the hours that the rep has."""
    hours = _rep_hours(facts, found.assessed.history.month)
    owners = found.assessed.owners.to_numpy(object)
    needed = pd.Series(found.service.hours[found.place]).groupby(owners).sum()
    load = (needed / hours.where(hours > 0)).dropna()
    return float(load.max()) if len(load) else NAN
