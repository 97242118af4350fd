"""Where A ends and B ends: as much of the team's time and money as a customer's worth repays.

Each customer gets the class whose service brings most: worth x secured less what hours and money
cost, at their price. The price is what they cost, and more where not all can be had: the least one
at which hours and money suffice (Lagrange multipliers; the customers' problem is a multiple-choice
knapsack whose relaxation has at most two customers between classes). For given prices a class is
bounded by a worth, the same for all customers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from salesnb.customers.classes.service import Service
from salesnb.errors import UsageError
from salesnb.i18n import t

Floats = NDArray[np.float64]
KEPT = 0.15  # by which a boundary may drift before it is written anew
STEPS = 60
OVER = 1.02  # of the hours or money: more than that is more than there is


@dataclass(frozen=True)
class Limits:
    """What there is: `hours` a month for visits, `money` a year for visits' expenses, and the
    customers whom one rep can serve as A (`most_a` for all reps); infinite where nobody says.
    """

    hours: float = np.inf
    money: float = np.inf
    most_a: float = np.inf


@dataclass(frozen=True)
class Boundaries:
    """Worths (money a year) from which a customer is an A, a B (`cuts`), and what limits them.

    `hour_price`, `money_price`, `a_price`: what one more hour a month (over a year), one more unit
    of money, one more A customer would bring; 0 where there is enough. `is_kept`: as they stood
    before.
    """

    cuts: tuple[float, float]
    hour_price: float
    money_price: float
    a_price: float
    is_kept: bool = False


def find_boundaries(
    value: Floats,
    service: Service,
    limits: Limits,
    before: tuple[float, float] | None = None,
) -> Boundaries:
    """Return the boundaries of worths (n,) under what there is.

    Those of the month `before` stay while they lie within 15 % of the new ones and hours and money
    suffice for them. Raises `UsageError` for negative limits, or a service in which a better class
    takes no more.
    """
    _refuse(service, limits)
    ordered = np.sort(np.maximum(value, 0.0))
    hour_price, money_price = _prices(ordered, service, limits)
    cuts = _cuts(service, hour_price, money_price)
    cuts, a_price = _within_capacity(ordered, service, cuts, limits.most_a, hour_price)
    cuts = (_two_digits(cuts[0]), _two_digits(cuts[1]))
    found = Boundaries(cuts, hour_price, money_price, a_price)
    if before is None or not _still_holds(ordered, service, limits, (before, cuts)):
        return found
    return replace(found, cuts=before, is_kept=True)


def _refuse(service: Service, limits: Limits) -> None:
    low = min(limits.hours, limits.money, limits.most_a)
    if low < 0 or np.isnan(low):
        text = t("hours, money or customers of class A are limited to {limit}", limit=f"{low:g}")
        raise UsageError(text, fix=t("state limits of 0 or more"))
    gains, visits = service.secured, service.hours
    if not (np.diff(visits) < 0).all() or not (np.diff(gains) < 0).all():
        stated = ", ".join(f"{one:g}" for one in visits)
        raise UsageError(
            t("customers of class A, B and C take {hours} hours a month", hours=stated),
            fix=t("state more visits for A than for B, and for B than for C"),
        )


def _cuts(service: Service, hour_price: float, money_price: float) -> tuple[float, float]:
    """Return the boundaries at prices of an hour a month and a unit of money, above their cost."""
    price = service.cost + service.hours * hour_price + service.money * money_price
    steps, gains = -np.diff(price), -np.diff(service.secured)
    first, second = steps / gains
    if first < second:  # B never pays: A from where it beats C
        first = second = (price[0] - price[2]) / (service.secured[0] - service.secured[2])
    return float(first), float(second)


def used(ordered: Floats, service: Service, cuts: tuple[float, float]) -> tuple[float, float]:
    """Return the hours a month and the money a year that the classes take (sorted worths)."""
    n = len(ordered)
    from_a, from_b = (int(np.searchsorted(ordered, cut)) for cut in cuts)
    counts = np.array([n - from_a, from_a - from_b, from_b], dtype=float)
    return float(counts @ service.hours), float(counts @ service.money)


def _prices(ordered: Floats, service: Service, limits: Limits) -> tuple[float, float]:
    """Return the least prices above cost at which hours and money suffice."""

    def hours_at(money_price: float) -> float:
        return _least(
            lambda price: used(ordered, service, _cuts(service, price, money_price))[0],
            limits.hours,
            _highest(ordered, service.hours, service.secured),
        )

    def money_used(price: float) -> float:
        return used(ordered, service, _cuts(service, hours_at(price), price))[1]

    most = _highest(ordered, service.money, service.secured)
    money_price = _least(money_used, limits.money, most)
    return hours_at(money_price), money_price


def _highest(ordered: Floats, takes: Floats, secured: Floats) -> float:
    """Return a price at which everybody is a C."""
    least = float(-np.diff(takes).max())
    most = float(ordered[-1]) if len(ordered) else 0.0
    return 1.001 * most * float(secured[0] - secured[2]) / least if least > 0 else 0.0


def _least(taken: Callable[[float], float], limit: float, most: float) -> float:
    """Return the least price at which no more is taken than there is, at most `most`."""
    if taken(0.0) <= limit:
        return 0.0
    low, high = 0.0, most
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if taken(middle) <= limit else (middle, high)
    return high


def _within_capacity(
    ordered: Floats,
    service: Service,
    cuts: tuple[float, float],
    most_a: float,
    hour_price: float,
) -> tuple[tuple[float, float], float]:
    """Return boundaries with no more A customers than can be served, and what one more brings."""
    n_a = len(ordered) - int(np.searchsorted(ordered, cuts[0]))
    if n_a <= most_a:
        return cuts, 0.0
    next_one = float(ordered[len(ordered) - 1 - int(most_a)])
    gain = next_one * float(service.secured[0] - service.secured[1])
    takes = service.cost + service.hours * hour_price
    first = next_one * (1 + 1e-9)
    return (first, min(cuts[1], first)), max(0.0, gain - float(takes[0] - takes[1]))


def _still_holds(
    ordered: Floats,
    service: Service,
    limits: Limits,
    both: tuple[tuple[float, float], tuple[float, float]],
) -> bool:
    """Return whether the boundaries of before (the first of both) are still good enough."""
    before, now = both
    near = all(abs(old - new) <= KEPT * new for old, new in zip(before, now, strict=True))
    hours, money = used(ordered, service, before)
    n_a = len(ordered) - int(np.searchsorted(ordered, before[0]))
    enough = hours <= OVER * limits.hours and money <= OVER * limits.money
    return bool(near and enough and n_a <= OVER * limits.most_a)


def _two_digits(amount: float) -> float:
    """Return an amount rounded up to two digits: never more customers than there is time for."""
    if not amount > 0 or not np.isfinite(amount):
        return max(float(amount), 0.0)
    step = 10.0 ** (np.floor(np.log10(amount)) - 1)
    return float(np.ceil(amount / step - 1e-9) * step)
