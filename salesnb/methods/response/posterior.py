"""How likely parameters are, with everything that is linear integrated out.

A region's response, as a share of its size, is

    own level + own trend + month (season, festival, chance common to all) + controls
    + sum over channels of effect * (1 + pool * e) * saturation / saturation at the mean spend
    + noise,

with e standard normal by region and channel. Levels, trends, season and controls have flat priors,
the months' chance a normal one. Given the parameters of the channels all of these are integrated
out in closed form (restricted likelihood of a linear mixed model; variable projection of Golub and
Pereyra, 1973, is its mode), so that 4 parameters per channel and the noise are left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag, cho_solve, cholesky, solve_triangular

from salesnb.calendars import festival_exposure
from salesnb.methods.response.lifts import Lifts
from salesnb.methods.response.panel import Panel
from salesnb.methods.response.shapes import Shapes, carried
from salesnb.months import Month

Array = NDArray[np.float64]
NOISE = (np.log(0.1), 1.5)  # prior of the log of the noise, as a share of size
FLAT = 1e-6  # precision of a flat prior, in units of the noise's
FARTHEST = 10.0  # standard deviations from a prior's mean: beyond, likelihoods stay as there
LEAST_RATIO = 1e-4  # of the noise to what regions differ by: the sums stay invertible
MOST_EFFECT = 1e3  # of a channel at saturation, as a share of size: sums stay exact
CHUNK = 48  # parameters evaluated together: their arrays fit into the cache


@dataclass(frozen=True)
class Linear:
    """What is projected out: weights (R, T), projections (R, T, T), common columns (R, T, P).

    `precision` (P, P) is that of the common columns' effects, in units of the noise's.
    """

    weight: Array
    project: Array  # takes weights, own levels and trends along
    common: Array
    precision: Array
    n_free: int  # observations less flat effects


@dataclass(frozen=True)
class Posterior:
    """The panel, its shapes and what is linear; parameters are (B, 4 C + 1), the noise last."""

    panel: Panel
    shapes: Shapes
    linear: Linear
    pool: float
    lifts: Lifts

    @property
    def n_parameters(self) -> int:
        return 4 * self.shapes.n + 1

    @property
    def prior(self) -> tuple[Array, Array]:
        """Means and standard deviations of the parameters' priors."""
        means = np.append(self.shapes.mean.ravel(), NOISE[0])
        return means, np.append(self.shapes.sd.ravel(), NOISE[1])

    def split(self, theta: Array) -> tuple[Array, Array]:
        """Return the channels' parameters (..., C, 4) and the noise (...)."""
        own = theta[..., :-1].reshape(*theta.shape[:-1], self.shapes.n, 4)
        return own, np.exp(theta[..., -1])

    def works(self, theta: Array) -> Array:
        """Return what channels bring by region and month (B, R, T, C), as a share of size."""
        own, _ = self.split(theta)
        decay, half, shape, effect = self.shapes.parts(own)
        level = carried(self.panel.levels, decay)
        usual = self.shapes.saturation(np.ones_like(half), half, shape)
        worked = self.shapes.saturation(level, half[:, None, None], shape[:, None, None])
        most = np.minimum(effect / usual, MOST_EFFECT)
        worked *= most[:, None, None]
        return worked

    def logs(self, theta: Array) -> Array:
        """Return the log posterior of parameters (B, D), up to a constant."""
        return np.concatenate([self._evaluated(part)[0] for part in _chunks(theta)])

    def traced(self, theta: Array) -> tuple[Array, Array]:
        """Return the log posterior (B,) and the projected effects (B, R, T)."""
        found = [self._evaluated(part) for part in _chunks(theta)]
        return np.concatenate([one[0] for one in found]), np.concatenate([one[1] for one in found])

    def _evaluated(self, theta: Array) -> tuple[Array, Array]:
        linear, (mean, sd) = self.linear, self.prior
        prior = -0.5 * (((theta - mean) / sd) ** 2).sum(axis=1)
        theta = np.clip(theta, mean - FARTHEST * sd, mean + FARTHEST * sd)
        worked = np.matmul(linear.project, self.works(theta))
        total = worked.sum(axis=3)
        noise = np.exp(theta[:, -1])
        rest = self.response - total
        ratio = np.maximum(noise / self.pool, LEAST_RATIO)
        mixed = _mixed(worked, rest, linear.common, ratio)
        square, determinant = _integrated(mixed, linear)
        logs = -0.5 * (square / noise**2 + determinant) - linear.n_free * np.log(noise)
        logs += prior + self.lifts.logs(self, theta)
        return np.where(np.isnan(logs), -np.inf, logs), total

    @property
    def response(self) -> Array:
        """The response (R, T), weighted and projected."""
        known = np.nan_to_num(self.panel.relative)[..., None]
        return np.asarray(np.matmul(self.linear.project, known)[..., 0])

    def region_effects(self, theta: Array) -> tuple[Array, Array]:
        """Return means (R * C,) and Cholesky root of the covariance of e, given one theta (D,)."""
        linear, noise = self.linear, np.exp(theta[-1])
        worked = np.matmul(linear.project, self.works(theta[None]))[0]
        n_regions, _, n = worked.shape
        gram, right, cross = np.zeros((n_regions, n, n_regions, n)), [], []
        rest = self.response - worked.sum(axis=2)
        for i in range(n_regions):
            gram[i, :, i, :] = worked[i].T @ worked[i]
            right.append(worked[i].T @ rest[i])
            cross.append(worked[i].T @ linear.common[i])
        columns = np.concatenate(cross)
        root = cholesky(_gram(linear) + linear.precision, lower=True)
        away = solve_triangular(root, columns.T, lower=True)
        seen = np.einsum("rtp,rt->p", linear.common, rest)
        pull = np.concatenate(right) - away.T @ solve_triangular(root, seen, lower=True)
        size, scale = n_regions * n, self.pool / noise**2
        inner = gram.reshape(size, size) - away.T @ away
        factor = cholesky(np.eye(size) + self.pool * scale * inner, lower=True)
        covariance_root = solve_triangular(factor, np.eye(size), lower=True).T
        return cho_solve((factor, True), scale * pull), covariance_root

    def residuals(self, theta: Array) -> Array:
        """Return what is left of the response (R, T) at the mode of all linear effects but months'.

        As a share of size, weighted; own levels and trends are taken out, months' chance is not.
        """
        mean, _ = self.region_effects(theta)
        worked = np.matmul(self.linear.project, self.works(theta[None]))[0]
        factor = 1 + self.pool * mean.reshape(worked.shape[0], 1, worked.shape[2])
        return np.asarray(self.response - (worked * factor).sum(axis=2))

    def with_linear(self, linear: Linear) -> Posterior:
        return replace(self, linear=linear)


def _chunks(theta: Array) -> list[Array]:
    return [theta[at : at + CHUNK] for at in range(0, len(theta), CHUNK)]


@dataclass(frozen=True)
class _Mixed:
    """Sums with the regions' own effects integrated out; B parameters, P common columns."""

    squares: Array  # (B,) of the rest
    seen: Array  # (B, P) rest by common columns
    taken: Array  # (B, R * C, P) to be taken from the Gram matrix of the common columns
    determinant: Array  # (B,)


def _mixed(worked: Array, rest: Array, common: Array, ratio: Array) -> _Mixed:
    n_draws, n_regions, _, n = worked.shape
    turned = np.swapaxes(worked, 2, 3)
    inner = np.matmul(turned, worked) + np.eye(n) * (ratio**2)[:, None, None, None]
    root = np.linalg.cholesky(inner)
    inverse = np.linalg.inv(root)
    right = np.matmul(inverse, turned)
    solved = np.concatenate([np.matmul(right, common), np.matmul(right, rest[..., None])], axis=3)
    own, away = (
        solved[..., -1].reshape(n_draws, -1),
        solved[..., :-1].reshape(n_draws, -1, common.shape[2]),
    )
    logs = np.log(np.diagonal(root, axis1=2, axis2=3)).sum(axis=(1, 2))
    seen = np.einsum("brt,rtp->bp", rest, common, optimize=True)
    return _Mixed(
        squares=(rest**2).sum(axis=(1, 2)) - (own**2).sum(axis=1),
        seen=seen - np.matmul(own[:, None], away)[:, 0],
        taken=away,
        determinant=2 * (logs - n_regions * n * np.log(ratio)),
    )


def _gram(linear: Linear) -> Array:
    return np.asarray(np.tensordot(linear.common, linear.common, axes=((0, 1), (0, 1))))


def _integrated(mixed: _Mixed, linear: Linear) -> tuple[Array, Array]:
    """Return the generalised square (B,) and the log determinant with common effects gone."""
    away = mixed.taken
    gram = _gram(linear) + linear.precision - np.matmul(np.swapaxes(away, 1, 2), away)
    root = np.linalg.cholesky(gram)
    solved = np.linalg.solve(root, mixed.seen[..., None])[..., 0]
    logs = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    return mixed.squares - (solved**2).sum(axis=1), mixed.determinant + 2 * logs


def linear_part(panel: Panel, *, noises: Array, chance: float, with_festival: bool) -> Linear:
    """Return what is projected out, for relative noises of regions (R,) around one.

    `chance` is the standard deviation of the months' common chance in units of the noise, 0 for
    none.
    """
    n = len(panel.months)
    weight = panel.known / noises[:, None]
    steps = (np.arange(n) - (n - 1) / 2) / n
    own = np.stack([np.ones(n), steps], axis=1)
    project = np.stack([_projection(w, own) for w in weight])
    calendar = np.column_stack([own, _calendar(panel.months, with_festival)])
    basis = np.linalg.qr(calendar[panel.known.any(axis=0)])[0]
    months, precision = _months(panel, calendar, chance)
    common = np.concatenate(
        [np.broadcast_to(months, (len(weight), *months.shape)), _standard(panel)], 2
    )
    n_controls = panel.controls.shape[2]
    precision = block_diag(precision, FLAT * np.eye(n_controls))
    common = np.matmul(project, common)
    flat = min(2, n) * len(weight) + basis.shape[1] - 2 + n_controls
    return Linear(weight, project, common, precision, int(panel.known.sum()) - flat)


def _months(panel: Panel, calendar: Array, chance: float) -> tuple[Array, Array]:
    """Return columns of the months (T, P) and their precision, season and trend being flat.

    With a chance of their own every month seen has a column, else the calendar's are enough.
    """
    seen = np.flatnonzero(panel.known.any(axis=0))
    n = len(panel.months)
    basis = np.linalg.qr(calendar[seen])[0]
    if not chance:
        columns = np.zeros((n, basis.shape[1]))
        columns[seen] = basis
        return columns, FLAT * np.eye(basis.shape[1])
    own = np.eye(len(seen))
    return np.eye(n)[:, seen], FLAT * own + (own - basis @ basis.T) / chance**2


def _projection(weight: Array, own: Array) -> Array:
    """Return the matrix that weights a region's months and takes its level and trend out."""
    columns = weight[:, None] * own
    basis = np.linalg.qr(columns)[0]
    return np.asarray((np.eye(len(weight)) - basis @ basis.T) * weight)


def _calendar(months: tuple[Month, ...], with_festival: bool) -> Array:
    """Return season dummies and the festival's windows, a row per month."""
    number = np.array([month.number for month in months])
    season = (number[:, None] == np.arange(2, 13)).astype(float)
    if not with_festival:
        return season
    windows = np.array([list(festival_exposure(month).values()) for month in months])
    return np.column_stack([season, windows])


def _standard(panel: Panel) -> Array:
    """Return the controls with mean nought and variance one over all regions and months."""
    values = panel.controls - panel.controls.mean(axis=(0, 1))
    spread = values.std(axis=(0, 1))
    return np.asarray(values / np.where(spread > 0, spread, 1.0))
