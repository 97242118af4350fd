"""What the open deals bring together: a distribution, not a sum of chances times amounts.

Misses and windfalls offset each other as far as deals are independent. How far they are not is
told from the months in which past deals closed: months in which more or fewer were won than chance
alone would make it. Deals that close in the same month share its luck.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from salesnb.deals.odds import Learnt, Odds
from salesnb.methods import common_factor
from salesnb.methods.common_factor import GRID, Shared
from salesnb.methods.penalised_logistic import Array

WINDOWS = (1, 3, 12)  # months ahead
DRAWS, SEED, BLOCK = 4000, 11, 200
BRINGS = """months n_deals amount mean low high spread safe below below_share alone_safe n_bets
    n_alone reached confidence"""


@dataclass(frozen=True)
class Pipeline:
    """Open deals with their amounts and chances to be won, and lost, in each month ahead."""

    amounts: Array
    won: Array
    lost: Array


def shared_luck(learnt: Learnt, rule: Odds) -> Shared:
    """Return how far deals that closed in one month came out alike, beyond what set them apart.

    Against the chances that the facts of the day before the close give (merit and age). Deals that
    were all won, or all lost, tell nothing of it.
    """
    closings = learnt.closings
    if closings["won"].nunique() < 2:
        return common_factor.shared_by_cohorts([], [], [])
    plain = rule.design.columns(closings)
    own, aged = rule.design.of_merit, np.isin(rule.design.names, ["age", "age_late"])
    chance = rule.merit.chance(np.column_stack([plain[:, own], plain[:, aged]]))
    month = closings["day"].to_numpy("datetime64[M]").astype("int64")
    return common_factor.shared_by_cohorts(closings["won"], chance, month)


def bring(pipeline: Pipeline, shared: Shared, *, confidence: float) -> pd.DataFrame:
    """Return what is won within `WINDOWS`: a row each, columns `BRINGS`.

    low and high hold 80 %; safe is reached with `confidence`, below lies that far under the mean;
    alone_safe were all deals independent; n_bets is how many equal independent deals would be as
    uncertain, n_alone were these; reached is the chance of reaching the mean. The correlation is
    drawn from what past months allow of it, so that not knowing it counts.
    """
    if not len(pipeline.amounts):
        return pd.DataFrame(columns=BRINGS.split())
    rng = np.random.default_rng(SEED)
    rho = rng.choice(GRID, DRAWS, p=shared.weights)
    z = rng.normal(size=(DRAWS, max(WINDOWS)))
    luck = np.sqrt(rho)[:, None] * z
    sums = _drawn(pipeline, luck, rho, rng)
    free = _drawn(pipeline, np.zeros_like(luck), np.zeros(DRAWS), rng)
    rows = [_window(pipeline, k, sums[i], free[i], confidence) for i, k in enumerate(WINDOWS)]
    return pd.DataFrame(rows, columns=BRINGS.split())


def _drawn(pipeline: Pipeline, luck: Array, rho: Array, rng: np.random.Generator) -> Array:
    """Return draws of what is won within each window (windows, draws), deals block by block."""
    months = max(WINDOWS)
    found = np.zeros((len(WINDOWS), len(luck)))
    over = pipeline.won[:, :months] + pipeline.lost[:, :months]
    until = np.cumsum(over, axis=1)
    wins = pipeline.won[:, :months] / np.maximum(over, 1e-12)
    latent = ndtri(np.clip(wins, 1e-6, 1 - 1e-6))
    for start in range(0, len(until), BLOCK):
        own = slice(start, start + BLOCK)
        u = rng.random((len(luck), len(until[own])))
        month = (u[:, :, None] >= until[own][None, :, :]).sum(axis=2)
        closes = month < months
        at = np.minimum(month, months - 1)
        base = latent[own][np.arange(u.shape[1])[None, :], at]
        moved = base + np.take_along_axis(luck, at, axis=1)
        chance = ndtr(moved / np.sqrt(1 - rho)[:, None])
        is_won = closes & (rng.random(u.shape) < chance)
        for i, window in enumerate(WINDOWS):
            found[i] += (is_won & (at < window)) @ pipeline.amounts[own]
    return found


def _window(
    pipeline: Pipeline, months: int, drawn: Array, alone: Array, confidence: float
) -> dict[str, float]:
    """Return a row of `BRINGS`; the mean is the exact one."""
    chance = pipeline.won[:, :months].sum(axis=1)
    mean = float(chance @ pipeline.amounts)
    amount = float(pipeline.amounts.sum())
    usual = mean / amount if amount > 0 else np.nan
    safe, free_safe = (float(np.quantile(one, 1 - confidence)) for one in (drawn, alone))
    spread = float(drawn.std())
    return {
        "months": months,
        "n_deals": len(pipeline.amounts),
        "amount": amount,
        "mean": mean,
        "low": float(np.quantile(drawn, 0.1)),
        "high": float(np.quantile(drawn, 0.9)),
        "spread": spread,
        "safe": safe,
        "below": mean - safe,
        "below_share": (mean - safe) / mean if mean > 0 else np.nan,
        "alone_safe": free_safe,
        "n_bets": common_factor.independent_bets(usual, mean, spread),
        "n_alone": common_factor.independent_bets(usual, mean, float(alone.std())),
        "reached": float((drawn >= mean).mean()),
        "confidence": confidence,
    }
