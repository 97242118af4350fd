"""Where stated chances came true: bin by bin with ranges, and whether they lean to the extremes.

A deal that was stated of in several months comes out much alike in all of them, so ranges count
deals: a bin of n statements, m of which are of each deal, is worth n squared over the sum of the
squares of m. Over the mean of all bins few high chances weigh little, so each bin is judged by
itself, and beside them the sum of (came - stated) x (1 - 2 stated), which is positive where high
chances come true too seldom and low ones too often (Spiegelhalter, Statistics in Medicine 1986).
All of these are one family (Holm, Scandinavian Journal of Statistics 1979).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import betainc
from scipy.stats import beta

from salesnb.methods import calibration

Array = NDArray[np.float64]
WRONG = 0.05  # chance that anything of a family is called off without being so
TAILS = (0.025, 0.975)
BINS = """within low high n n_deals stated came_true came_low came_high verdict"""


def by_bins(stated: pd.DataFrame) -> tuple[pd.DataFrame, Array]:
    """Return a row per bin of statements (columns `BINS`, verdict '' yet), and their chances.

    The chance of a bin is that of so large a gap, were what was stated true.
    """
    said, came = (stated[one].to_numpy(float) for one in ("stated", "came_true"))
    table = calibration.reliability(said, came)
    place = np.minimum((said * calibration.N_BINS).astype(int), calibration.N_BINS - 1)
    per_deal = stated.groupby([place, stated["opportunity_id"].to_numpy()]).size()
    squares = (per_deal**2).groupby(level=0).sum().to_numpy(float)
    n = table["n"].to_numpy(float) ** 2 / squares
    hits = table["came_true"].to_numpy(float) * n
    low, high = _exact(hits, n)
    table = table.assign(n_deals=per_deal.groupby(level=0).size().to_numpy())
    table = table.assign(came_low=low, came_high=high, within=stated["within"].iloc[0], verdict="")
    return table[BINS.split()], _chance(hits, n, table["stated"].to_numpy(float))


def _exact(hits: Array, n: Array) -> tuple[Array, Array]:
    """Return the ends of the exact 95 % interval of a share (Clopper and Pearson)."""
    below, missed = np.maximum(hits, 1e-9), np.maximum(n - hits, 1e-9)
    low = np.where(hits > 1e-9, beta.ppf(TAILS[0], below, missed + 1), 0.0)
    return low, np.where(n - hits > 1e-9, beta.ppf(TAILS[1], below + 1, missed), 1.0)


def _chance(hits: Array, n: Array, stated: Array) -> Array:
    below, missed = np.maximum(hits, 1e-9), np.maximum(n - hits, 1e-9)
    more = np.where(hits > 1e-9, betainc(below, missed + 1, stated), 1.0)
    fewer = np.where(n - hits > 1e-9, 1 - betainc(below + 1, missed, stated), 1.0)
    return np.asarray(np.minimum(2 * np.minimum(more, fewer), 1.0))


def by_luck(stated: pd.DataFrame, *, draws: int = 500, seed: int = 11) -> tuple[float, Array]:
    """Return how far apart luck alone puts stated and true chances, 19 times in 20; and leans.

    The leans (draws,) are those of `lean`. Each deal has one luck, whatever the month.
    """
    rng = np.random.default_rng(seed)
    said = stated["stated"].to_numpy(float)
    deal = pd.factorize(stated["opportunity_id"])[0]
    place = np.minimum((said * calibration.N_BINS).astype(int), calibration.N_BINS - 1)
    is_in = (place[:, None] == np.arange(calibration.N_BINS)).astype(float)
    luck = rng.random((draws, int(deal.max()) + 1))[:, deal]
    gaps = (luck < said) - said
    apart = np.abs(gaps @ is_in).sum(axis=1) / len(said)
    return float(np.quantile(apart, 0.95)), np.asarray(gaps @ (1 - 2 * said))


def lean(stated: pd.DataFrame, leans: Array) -> tuple[float, float]:
    """Return by how many errors chances lean to the extremes (below 0: to the middle); its chance.

    The error is the spread of `leans`, drawn by luck alone.
    """
    said, came = (stated[one].to_numpy(float) for one in ("stated", "came_true"))
    found = float(((came - said) * (1 - 2 * said)).sum())
    error = float(leans.std())
    n_as_far = int((np.abs(leans) >= abs(found)).sum())
    return found / error if error > 0 else 0.0, (1 + n_as_far) / (1 + len(leans))


def off(chances: Array) -> NDArray[np.bool_]:
    """Return which of a family lie off by more than luck (Holm)."""
    order = np.argsort(chances, kind="stable")
    asked = WRONG / np.arange(len(chances), 0, -1)
    is_off = np.logical_and.accumulate(chances[order] <= asked)
    found = np.zeros(len(chances), dtype=bool)
    found[order] = is_off
    return found
