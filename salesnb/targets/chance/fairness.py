"""Whether quotas are fair: who is asked for more than others, given what is expected of them.

Two questions that are kept apart: how likely each quota is to be reached (`attainability`), and
whether the same rule was used for all. The rule is read from the quotas themselves: a share of what
is expected (by the forecast, or from last year's sales, whichever they follow), a share of the
potential, times the same growth for everybody. A quota is called unfair where it lies farther from
that rule than the others do, and farther than anybody would leave without a quarrel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

Array = NDArray[np.float64]
FEWEST = 5  # quotas from which on a common rule can be read
LEAST_FACTOR = 1.10  # over the rule: smaller differences are nobody's quarrel
CONFIDENCE = 0.95
LEAST_SPREAD = 0.02  # of the logs of quotas around the rule
WEIGHTS = np.linspace(0.0, 1.0, 41)  # of the potential that are tried
HEALTHY = (0.50, 0.65)  # share of quotas reached that is usual where quotas are set well


@dataclass(frozen=True)
class Rule:
    """What quotas have in common: growth over a blend of a basis and a share of potential."""

    basis: str  # expected or last_year
    growth: float
    potential_weight: float
    spread: float  # standard deviation of the logs of quotas around it

    def quotas(self, table: pd.DataFrame) -> Array:
        """Return the quota that the rule gives each row of a table of quotas."""
        return (1 + self.growth) * _blend(table, self.basis, self.potential_weight)


def common_rule(quotas: pd.DataFrame) -> Rule:
    """Return the rule that most quotas follow; robust, so that single ones do not bend it.

    `quotas` as for `fairness`, with targets and expectations above zero.
    """
    logs = np.log(quotas["target"].to_numpy(float))
    tried = [(basis, float(weight)) for basis in _bases(quotas) for weight in WEIGHTS]
    gaps = [logs - np.log(_blend(quotas, *one)) for one in tried]
    spreads = [_spread(gap) for gap in gaps]
    best = int(np.argmin(spreads))
    growth = float(np.expm1(np.median(gaps[best])))
    return Rule(tried[best][0], growth, tried[best][1], max(spreads[best], LEAST_SPREAD))


def fairness(quotas: pd.DataFrame) -> pd.DataFrame:
    """Return one row per quota of how it compares with the rule of all, the heaviest first.

    `quotas`: rep_id, target, expected (by the forecast), last_year (sales; optional), potential
    (missing where unknown). Added: by_rule (the quota that the rule would give), factor (target
    over it), limit (from which factor on it is called unfair), state: too_high, too_low, in_line,
    not_judged (nothing expected or asked, or too few quotas).
    """
    table = quotas.reset_index(drop=True)
    can = (table["target"] > 0) & (table["expected"] > 0)
    found = table.assign(by_rule=np.nan, factor=np.nan, limit=np.nan, state="not_judged")
    if can.sum() >= FEWEST:
        rule = common_rule(table[can])
        limit = _limit(rule, int(can.sum()))
        found.loc[can, "by_rule"] = rule.quotas(table[can])
        found["factor"] = found["target"] / found["by_rule"]
        found.loc[can, "limit"] = limit
        found["state"] = np.select(
            [~can, found["factor"] >= limit, found["factor"] <= 1 / limit],
            ["not_judged", "too_high", "too_low"],
            "in_line",
        )
    return found.sort_values("factor", ascending=False, kind="stable").reset_index(drop=True)


def fairness_of_plan(quotas: pd.DataFrame) -> pd.DataFrame:
    """Return one row about all quotas: `quotas` as for `fairness`, with `probability`.

    Columns: n, n_judged, basis, growth and potential_weight (of the rule), share_expected (of
    quotas that are reached, on average), is_healthy (lies where it usually does), low and high
    (probabilities that one in ten quotas stays below, and is above), by_size and by_potential
    (change of a quota's factor over expectation when size, or potential per size, doubles; 0 is
    fair) with their standard errors. What cannot be told is missing.
    """
    p = quotas["probability"].to_numpy(float)
    p = p[np.isfinite(p)]
    can = quotas[(quotas["target"] > 0) & (quotas["expected"] > 0)]
    target, expected, potential = (
        can[name].to_numpy(float) for name in ("target", "expected", "potential")
    )
    is_judged = len(can) >= FEWEST
    rule = common_rule(can) if is_judged else Rule("", np.nan, np.nan, np.nan)
    asked = np.log(target / expected)
    share = float(p.mean()) if len(p) else np.nan
    low, high = np.quantile(p, [0.1, 0.9]) if len(p) else (np.nan, np.nan)
    by_size = _doubling(asked, np.log2(expected))
    per_size = np.log2(np.where(potential > 0, potential, np.nan) / expected)
    by_potential = _doubling(asked, per_size)
    row = {
        "n": len(quotas),
        "n_judged": len(can) if is_judged else 0,
        "basis": rule.basis,
        "growth": rule.growth,
        "potential_weight": rule.potential_weight,
        "share_expected": share,
        "is_healthy": HEALTHY[0] <= share <= HEALTHY[1],
        "low": float(low),
        "high": float(high),
        "by_size": by_size[0],
        "by_size_error": by_size[1],
        "by_potential": by_potential[0],
        "by_potential_error": by_potential[1],
    }
    return pd.DataFrame([row])


def _bases(quotas: pd.DataFrame) -> list[str]:
    """Return what quotas may follow: columns that are above zero for all of them."""
    known = [name for name in ("expected", "last_year") if name in quotas]
    return [name for name in known if (quotas[name] > 0).all()]


def _blend(quotas: pd.DataFrame, basis: str, weight: float) -> Array:
    """Return a basis and the share of potential, blended; the share in the basis' unit.

    Whose potential is unknown has the basis alone.
    """
    base, potential = (quotas[name].to_numpy(float) for name in (basis, "potential"))
    known = np.isfinite(potential) & (potential > 0)
    if not known.any():
        return base
    per = base[known].sum() / potential[known].sum()
    share = np.where(known, np.where(known, potential, 0.0) * per, base)
    return np.asarray((1 - weight) * base + weight * share, dtype=float)


def _spread(gaps: Array) -> float:
    """Return the robust standard deviation of logs (by the median distance from the median)."""
    return float(1.4826 * np.median(np.abs(gaps - np.median(gaps))))


def _limit(rule: Rule, n: int) -> float:
    """Return the factor over the rule from which on a quota differs from those of the others."""
    chance = stdtrit(n - 2, (1 + CONFIDENCE) / 2) * rule.spread
    return float(max(LEAST_FACTOR, np.exp(chance)))


def _doubling(asked: Array, of: Array) -> tuple[float, float]:
    """Return by which share what is asked changes when something doubles, with standard error.

    The slope is the median over all pairs (Theil and Sen), its error that of a jackknife.
    """
    known = np.isfinite(of) & np.isfinite(asked)
    y, x = asked[known], of[known]
    if len(x) < FEWEST or np.ptp(x) == 0:
        return float("nan"), float("nan")
    slope = _median_slope(y, x)
    left = np.array([_median_slope(np.delete(y, i), np.delete(x, i)) for i in range(len(x))])
    error = np.sqrt((len(x) - 1) * ((left - left.mean()) ** 2).mean())
    return float(np.expm1(slope)), float(np.exp(slope) * error)


def _median_slope(y: Array, x: Array) -> float:
    i, j = np.triu_indices(len(x), 1)
    apart = x[i] - x[j]
    return float(np.median((y[i] - y[j])[apart != 0] / apart[apart != 0]))
