"""How likely a plan year's total is: what came in, and the distribution of the months to come.

The distribution of the months to come, and whether probabilities may be shown, are those that the
test of the plan uses (`chance.year_total`): one figure and one verdict. A forecast that lay on one
side of what came moves the distribution to that side, as far as that is more than chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from salesnb.members import TOTAL
from salesnb.months import Month
from salesnb.targets.chance.attainability import Sums
from salesnb.targets.chance.plan_nodes import Plan, plan_periods, read_outlook
from salesnb.targets.chance.plan_tested import CONFIDENCE
from salesnb.targets.chance.year_total import YearTotal, bias_of, year_total
from salesnb.targets.plan.years import PlanYear

SHOWN, FAILS, UNPROVEN = "shown", "fails", "unproven"
NO_RANGE, NO_FORECAST, OVER = "no_range", "no_forecast", "over"


@dataclass(frozen=True)
class Tested:
    """How like probabilities fared: periods of `length` months from `n_origins` earlier months.

    `by_chance` is what the error stays below in 19 of 20 pasts in which all is right.
    """

    length: int = 0
    n_origins: int = 0
    error: float = float("nan")
    by_chance: float = float("nan")


@dataclass(frozen=True)
class Bias:
    """What came over what was expected of as many months before, from `n_origins` months."""

    share: float = float("nan")
    n_origins: int = 0


@dataclass(frozen=True)
class Odds:
    """The distribution of a year's total, in currency units.

    `so_far` came in the months that are over, `ahead` is the forecast of the others (missing where
    one has none), `last_year` the same months a year earlier, of which `last_year_ahead` is
    forecast itself. `sums` is the distribution of the months ahead, None where none is known.
    `state`: shown; fails (like probabilities did not come true); unproven (too few earlier months
    to test them); no_range (too few to state a range); no_forecast; over (no month is left).
    """

    year: PlanYear
    so_far: float
    ahead: float
    last_year: float
    last_year_ahead: float
    state: str
    sums: Sums | None = None
    tested: Tested = Tested()
    bias: Bias = Bias()
    dimension: str = TOTAL

    @property
    def expected(self) -> float:
        """What the year brings if nothing changes."""
        return self.so_far + self.ahead

    @property
    def range(self) -> tuple[float, float]:
        """The ends between which the year lies with `CONFIDENCE`; missing without a range."""
        tail = (1 - CONFIDENCE) / 2
        return self._amount(1 - tail), self._amount(tail)

    def chance(self, total: float) -> float:
        """Return with which probability the year reaches a total; missing where none is shown."""
        if self.sums is None or self.state != SHOWN or not np.isfinite(total):
            return float("nan")
        return float(self.sums.reached([total - self.so_far])[0])

    def amount(self, probability: float) -> float:
        """Return the total that is reached with a probability; missing where none is shown."""
        return self._amount(probability) if self.state == SHOWN else float("nan")

    @property
    def middle(self) -> float:
        """The total that is as likely missed as reached; missing without a range."""
        return self._amount(0.5)

    def _amount(self, probability: float) -> float:
        if self.sums is None:
            return float("nan")
        return self.so_far + max(float(self.sums.safe(probability)[0]), 0.0)


def year_odds(facts: Mapping[str, pd.DataFrame], year: PlanYear, *, month: Month) -> Odds:
    """Return the distribution of the total sales of `year`, as known at the end of `month`.

    `facts` are sales_cube (month, net_amount), regions (region_id, parent_id), reps (rep_id,
    region_id) and, where there are any, the artefacts forecast and forecast_errors of 07_forecast.
    """
    by_month = facts["sales_cube"].groupby("month", observed=True)["net_amount"].sum()
    forecast = months_ahead(facts.get("forecast", pd.DataFrame()))
    known = {str(one): float(amount) for one, amount in by_month.items() if str(one) <= str(month)}
    so_far = sum(known.get(one, 0.0) for one in year.closed)
    ahead = float(forecast.reindex(year.open).sum(skipna=False)) if year.open else 0.0
    before = [one for one in year.before if one > str(month)]
    earlier = float(forecast.reindex(before).sum(skipna=False)) if before else 0.0
    begun = min(known, default=str(month + 1))
    past = [known.get(m, 0.0 if m > begun else np.nan) for m in year.before if m <= str(month)]
    odds = Odds(year, so_far, ahead, float(sum(past)) + earlier, earlier, OVER)
    if not year.open:
        return odds
    if not np.isfinite(ahead):
        return replace(odds, state=NO_FORECAST)
    periods = plan_periods(year.months, month=month, year_start=year.start)
    return _with_errors(odds, read_outlook(facts, facts, periods, month=month))


def months_ahead(forecast: pd.DataFrame) -> pd.Series:
    """Return what is expected of the firm by month."""
    if forecast.empty:
        return pd.Series(dtype=float)
    of_total = forecast[(forecast["measure"] == "sales") & (forecast["dimension"] == TOTAL)]
    return of_total.drop_duplicates("month").set_index("month")["expected"].astype(float)


def _with_errors(odds: Odds, plan: Plan) -> Odds:
    """Return the odds with the distribution of the open months, as far as the past shows it."""
    found = year_total(plan)
    if found.cells is None:
        return replace(odds, state=NO_RANGE)
    return replace(
        odds,
        state=found.state,
        sums=found.cells.whole(odds.ahead),
        tested=_tested(found),
        bias=Bias(*bias_of(plan)),
        dimension=found.main,
    )


def _tested(found: YearTotal) -> Tested:
    """Return how like probabilities fared."""
    row = found.verdict
    if row is None:
        return Tested()
    rest = (float(row[name]) for name in ("error", "by_chance"))
    return Tested(found.length, int(row["n_origins"]), *rest)
