"""The most likely parameters: damped scoring from several starts at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from salesnb.methods.response.posterior import Posterior

Array = NDArray[np.float64]
STEP = 1e-4  # of a parameter, for slopes
STEPS = 25  # at most
ENOUGH = 5e-3  # gain in the log posterior that ends the search
NEAR = 8.0  # log posterior below the best within which a mode counts
ALIKE = 0.2  # in every parameter: the same mode
PLACES = 3  # decimals of a mode that are kept
FIXED = 1e-3  # prior standard deviation up to which a parameter does not move
FAR = 1.5  # no parameter moves farther at a time


def find_modes(posterior: Posterior, starts: Array) -> tuple[Array, Array, Array]:
    """Return parameters (M, D), log posteriors (M,) and curvatures (M, D, D), the best first.

    From every start (M, D) the scoring step (expected curvature of the effects, plus the priors')
    is damped until the posterior rises.
    """
    theta, damp = starts.copy(), np.full(len(starts), 1e-2)
    logs, slopes, curve = _local(posterior, theta)
    live = np.ones(len(theta), dtype=bool)
    for _ in range(STEPS):
        own = np.flatnonzero(live)
        tried = theta[own] + _steps(slopes[own], curve[own], damp[own])
        found = posterior.logs(tried)
        better = found > logs[own]
        damp[own] = np.where(better, damp[own] / 4, damp[own] * 6)
        settled = (better & (found - logs[own] < ENOUGH)) | (damp[own] > 1e6)
        moved = own[better]
        theta[moved] = tried[better]
        live[own[settled]] = False
        if len(moved):
            logs[moved], slopes[moved], curve[moved] = _local(posterior, theta[moved])
        if not live.any():
            break
    theta, logs, curve = _cut(posterior, theta)
    order = np.argsort(-logs)
    return theta[order], logs[order], curve[order]


def _cut(posterior: Posterior, theta: Array) -> tuple[Array, Array, Array]:
    """Return the modes and curvatures with few digits.

    What is drawn around them follows every bit of them: the last ones differ with the number of
    threads and the kind of processor, and must not decide what a page says.
    """
    theta = np.where(posterior.prior[1] > FIXED, theta.round(PLACES), theta)
    logs, _, curve = _local(posterior, theta)
    root = np.exp(np.log(np.einsum("mdd->md", curve)).round(PLACES) / 2)
    scale = root[:, :, None] * root[:, None, :]
    size = theta.shape[1]
    alike = (curve / scale).round(PLACES) + np.eye(size) * size * 10.0**-PLACES
    return theta, logs, alike * scale


def _steps(slopes: Array, curve: Array, damp: Array) -> Array:
    diagonal = np.einsum("mdd->md", curve)
    damped = curve + np.einsum("md,de->mde", damp[:, None] * diagonal, np.eye(curve.shape[1]))
    step = np.linalg.solve(damped, slopes[..., None])[..., 0]
    longest = np.abs(step).max(axis=1, keepdims=True)
    return np.asarray(step * np.minimum(1, FAR / np.maximum(longest, 1e-12)))


def _local(posterior: Posterior, theta: Array) -> tuple[Array, Array, Array]:
    """Return log posterior, its slopes and the expected curvature at parameters (M, D)."""
    n, size = theta.shape
    sd = posterior.prior[1]
    step = np.minimum(STEP, 0.1 * sd)
    moved = theta[:, None] + np.concatenate([np.zeros((1, size)), np.diag(step)])
    logs, effects = posterior.traced(moved.reshape(-1, size))
    logs = logs.reshape(n, size + 1)
    effects = effects.reshape(n, size + 1, -1)
    slopes = (logs[:, 1:] - logs[:, :1]) / step
    jacobian = (effects[:, 1:] - effects[:, :1]) / step[None, :, None]
    noise = np.exp(theta[:, -1])
    common = posterior.linear.common.reshape(-1, posterior.linear.common.shape[2])
    gram = common.T @ common + posterior.linear.precision
    away = np.linalg.solve(np.linalg.cholesky(gram), (jacobian @ common).swapaxes(1, 2))
    seen = jacobian @ jacobian.swapaxes(1, 2) - away.swapaxes(1, 2) @ away
    curve = seen / noise[:, None, None] ** 2 + np.diag(1 / sd**2)
    curve[:, -1, -1] += 2 * posterior.linear.n_free
    return logs[:, 0], slopes, curve


def apart(modes: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
    """Return the modes that are near enough to the best, each once."""
    theta, logs, curve = modes
    kept: list[int] = []
    for i in np.flatnonzero(logs >= logs[0] - NEAR):
        if all(np.abs(theta[i] - theta[j]).max() > ALIKE for j in kept):
            kept.append(int(i))
    return theta[kept], logs[kept], curve[kept]
