"""What spending brings: carry-over and saturation per marketing channel, from a panel of regions.

Shapes (carry-over, half-saturation, form) are shared by the regions, which differ in how much they
respond, drawn to the channel's mean. One national series of three years does not identify curves;
ten regions do. `margins` says first what one more unit brings: this is known far better than the
total, which rests on what would be sold without any spending.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.errors import UsageError
from salesnb.methods.response.fit import ResponseFit, gather
from salesnb.methods.response.lifts import read_lifts
from salesnb.methods.response.modes import apart, find_modes
from salesnb.methods.response.panel import Columns, Panel, read_panel
from salesnb.methods.response.posterior import Linear, Posterior, linear_part
from salesnb.methods.response.sampling import draw_posterior
from salesnb.methods.response.shapes import shapes_of

Array = NDArray[np.float64]
POOLS = {"partial": 0.3, "full": 0.01, "none": 2.0}  # sd of regions' effects, of the channel's
SURE_CHANCE = 2.0  # standard errors above nought that months' chance in common must have
SCREENED, STARTS = 64, 3
LEAST_NOISE = 1e-9  # as a share of size
PRIOR_ROWS = 12.0  # that the common noise counts for beside a region's own


def fit_response(
    panel: pd.DataFrame,
    *,
    region: str = "region_id",
    month: str = "month",
    sales: str = "amount",
    spend: Sequence[str] = (),
    size: str | None = None,
    controls: Sequence[str] = (),
    kind: str | Mapping[str, str] = "hill",
    pool: str = "partial",
    priors: Mapping[str, Mapping[str, tuple[float, float]]] | None = None,
    lift_tests: pd.DataFrame | None = None,
    with_festival: bool = True,
    draws: int = 200,
    seed: int = 0,
) -> ResponseFit:
    """Return the response to spending, fitted to a frame with a row per region and month.

    - `month`: YYYY-MM or a date in it; every region has every month from the first to the last.
    - `sales`: the response (money or leads a month), blank where not known: such months are the
      history of what carries over.
    - `spend`: a column per marketing channel, money spent in the month.
    - `size`: what a region's curve scales with (default: its mean response).
    - `controls`: further columns that move the response (working days, price, visits), at will.
      Season, trend and level of each region and Spring Festival are taken out without being named.
    - `kind`: of the curves (`saturation.KINDS`), one or by channel.
    - `pool`: `partial`, `full` (regions alike per size) or `none` (each for itself).
    - `priors`: medians and standard deviations by channel (or "*") and part, as `shapes.USUAL`.
    - `lift_tests`: see `lifts.read_lifts`.
    - `draws`: from the posterior; 0 gives no intervals.

    Raises UsageError for a panel that cannot be fitted, naming all that is wrong.
    """
    columns = Columns(region, month, sales, tuple(spend), size, tuple(controls))
    read = read_panel(panel, columns)
    shapes = shapes_of(read.channels, kind, priors)
    if pool not in POOLS:
        raise UsageError(f"pool = {pool!r}: not known", fix=f"take one of {', '.join(POOLS)}")
    linear = linear_part(
        read, noises=np.ones(len(read.regions)), chance=0.0, with_festival=with_festival
    )
    _enough(read, linear.n_free)
    posterior = Posterior(read, shapes, linear, POOLS[pool], read_lifts(lift_tests, read))
    rng = np.random.default_rng(seed)
    modes = find_modes(posterior, _starts(posterior, rng))
    posterior = posterior.with_linear(_weighted(posterior, modes[0][0], with_festival))
    modes = find_modes(posterior, apart(modes)[0])
    drawn = modes[0][:1]
    if draws:
        drawn = draw_posterior(posterior, modes, draws=draws, rng=rng)
    return gather(posterior, modes[0][0], drawn, rng)


def _enough(panel: Panel, n_free: int) -> None:
    needed = 4 * len(panel.channels)
    if n_free <= needed:
        known = int(panel.known.sum())
        raise UsageError(
            f"{known} months and regions with a known response leave {max(n_free, 0)} beside"
            f" season, levels and trends; {len(panel.channels)} channels have {needed} parameters",
            fix="fit fewer channels, longer history or more regions",
        )


def _starts(posterior: Posterior, rng: np.random.Generator) -> Array:
    """Return the likeliest of draws from the prior, and its middle."""
    mean, sd = posterior.prior
    tried = mean + sd * rng.normal(size=(SCREENED, len(mean)))
    tried[:, -1] = mean[-1]
    best = np.argsort(-posterior.logs(tried))[: STARTS - 1]
    return np.concatenate([mean[None], tried[best]])


def _weighted(posterior: Posterior, theta: Array, with_festival: bool) -> Linear:
    """Return the linear part with noises of regions and months' chance as the residuals show."""
    panel = posterior.panel
    known = panel.known
    left = np.where(known, posterior.residuals(theta), np.nan)
    n = known.sum(axis=1)
    own = np.nansum(left**2, axis=1) / np.maximum(n - 2, 1)
    usual = max(float((own * n).sum() / n.sum()), LEAST_NOISE**2)
    noises = np.sqrt((own * n + usual * PRIOR_ROWS) / (n + PRIOR_ROWS) / usual)
    standard = left / noises[:, None] / np.sqrt(usual)
    return linear_part(panel, noises=noises, chance=_chance(standard), with_festival=with_festival)


def _chance(standard: Array) -> float:
    """Return the sd of what months have in common, of standardised residuals (R, T), or 0."""
    n = (~np.isnan(standard)).sum(axis=0)
    seen = n > 1
    if not seen.any():
        return 0.0
    means = np.nansum(standard[:, seen], axis=0) / n[seen]
    alone = 1 / n[seen]
    found = float((means**2 - alone).mean())
    error = float(np.sqrt(2 * (alone**2).mean() / seen.sum()))
    return float(np.sqrt(found)) if found > SURE_CHANCE * error else 0.0
