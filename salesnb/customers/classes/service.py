"""What a class is for: visits, hours and money that its customers get, and what that secures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.customers.classes.scoring import CLASSES
from salesnb.customers.criteria.history import Frames
from salesnb.customers.criteria.reaching import held_visits
from salesnb.methods.visit_curve import AT_HALF, AT_NONE, secured_by
from salesnb.months import YEAR, Month
from salesnb.settings import BusinessRules

Floats = NDArray[np.float64]
EXPENSES = ("travel", "meals", "samples")  # that follow visits
ON_HAND = ("at_none", "at_half")


@dataclass(frozen=True)
class Service:
    """What one customer of class A, B and C takes and gives, as arrays of three.

    `visits` a month, `hours` a month, `money` a year (visits' expenses), `secured`: part of its
    worth that so many visits secure, today's visits being 1. `hour_cost` is what an hour costs.
    `todays` visits a month and customer; `n_judged` curves of visits were judged.
    """

    visits: Floats
    hours: Floats
    money: Floats
    secured: Floats
    hour_cost: float
    todays: float
    n_judged: int

    @property
    def cost(self) -> Floats:
        """The cost of a year by class: hours and expenses."""
        return np.asarray(self.hours * YEAR * self.hour_cost + self.money)


def service_of(
    facts: Frames,
    judged: pd.DataFrame,
    rules: BusinessRules,
    *,
    month: Month,
    hours_a: float = 0.0,
) -> Service:
    """Return the service of each class.

    Visits a month and hours a visit are those of company.toml (`visits_per_month`,
    `hours_per_visit`); `hours_a` are the hours of a visit to an A customer where they are others.
    An hour costs what `reps` state, a visit's expenses are those of the last twelve months over the
    visits held; both are nought where they are not known. What visits secure is the mean of the
    curves judged under the topic "visits", else 60 % without visits and 85 % with half of today's.
    """
    visits = np.array([rules.visits_per_month.get(one, 0.0) for one in CLASSES])
    each = np.array([hours_a or rules.hours_per_visit, *[rules.hours_per_visit] * 2])
    held, served = _held(facts, month)
    todays = held / YEAR / served if served else float(visits[1])
    curves = judged[(judged["topic"] == "visits") & judged["at_none"].notna()]
    ends = [float(curves[one].mean()) for one in ON_HAND] if len(curves) else [AT_NONE, AT_HALF]
    secured = secured_by(visits / todays if todays > 0 else visits, *ends)
    money = visits * YEAR * _expenses_a_visit(facts, month, held)
    return Service(visits, visits * each, money, secured, _hour_cost(facts), todays, len(curves))


def _held(facts: Frames, month: Month) -> tuple[float, int]:
    """Return the visits held in twelve months, and to how many customers."""
    visits = facts.get("visits", pd.DataFrame())
    if not len(visits):
        return 0.0, 0
    held = held_visits(visits, month)
    return float(len(held)), int(held["customer_id"].nunique())


def _expenses_a_visit(facts: Frames, month: Month, held: float) -> float:
    spent = facts.get("expenses", pd.DataFrame())
    if not len(spent) or not held:
        return 0.0
    first, last = pd.Timestamp((month - (YEAR - 1)).first), pd.Timestamp(month.last)
    day = pd.to_datetime(spent["period_start"])
    own = spent[(day >= first) & (day <= last) & spent["expense_type"].isin(EXPENSES)]
    return float(own["amount"].sum()) / held


def _hour_cost(facts: Frames) -> float:
    reps = facts.get("reps", pd.DataFrame())
    if not len(reps) or "cost_per_hour" not in reps:
        return 0.0
    cost = reps["cost_per_hour"].astype(float)
    return float(cost.mean()) if cost.notna().any() else 0.0


def hours_held(facts: Frames, rules: BusinessRules, month: Month) -> float:
    """Return the hours a month that visits took in the last twelve months; NaN without visits."""
    held, served = _held(facts, month)
    return held / YEAR * rules.hours_per_visit if served else float("nan")
