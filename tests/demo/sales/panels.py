"""Estimates whose functional form is the simulated company's own, from its exported tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.demo import Truth

LONG_SILENCE = 4.0  # usual gaps between orders after which a customer counts as gone


@dataclass(frozen=True)
class Estimate:
    """Estimates with their standard errors."""

    value: np.ndarray
    error: np.ndarray


def monthly(orders: pd.DataFrame, ids: list[str], truth: Truth) -> np.ndarray:
    """Return orders per customer (rows, as in `ids`) and month of the company (columns)."""
    heads = orders.drop_duplicates("order_id")
    month = heads["order_on"].dt.strftime("%Y-%m")
    counts = pd.crosstab(heads["customer_id"], month)
    months = [str(one) for one in truth.months]
    return counts.reindex(index=ids, columns=months, fill_value=0).to_numpy()


def is_buying(counts: np.ndarray) -> np.ndarray:
    """Return in which months a customer counts as one: from its first order to its last.

    Unless it is silent for no longer than some of its usual gaps at either end.
    """
    n = counts.shape[1]
    has = counts > 0
    first = np.where(has.any(axis=1), has.argmax(axis=1), n)
    last = np.where(has.any(axis=1), n - 1 - has[:, ::-1].argmax(axis=1), -1)
    gap = np.maximum(last - first + 1, 1) / np.maximum(counts.sum(axis=1), 0.5)
    first = np.where(first > LONG_SILENCE * gap, first, 0)
    last = np.where(n - 1 - last > LONG_SILENCE * gap, last, n - 1)
    month = np.arange(n)[None, :]
    return (month >= first[:, None]) & (month <= last[:, None])


def regional_effects(counts: np.ndarray, home: np.ndarray, works: np.ndarray) -> Estimate:
    """Return the log effects of channels on orders, by a Poisson panel of regions and months.

    `home` is the place of each customer's region, `works` how far each channel's stock works:
    region, month, channel. Each region and month has a level of its own; what a region could order
    is that of the customers that it has in the month, with a trend of its own. Errors allow for any
    correlation between the months of a region.
    """
    n_regions, n_months, n_channels = works.shape
    buying, sums = is_buying(counts), _by_region(counts, home, n_regions)
    region, month = (one.ravel() for one in np.indices((n_regions, n_months)))
    columns = [works.reshape(-1, n_channels), region[:, None] == np.arange(n_regions)]
    trends = columns[1] * (month[:, None] / n_months - 0.5)
    columns += [trends[:, 1:], month[:, None] == np.arange(1, n_months)]
    design = np.hstack(columns).astype(float)
    factor = np.ones((n_regions, n_months))
    beta = np.zeros(design.shape[1])
    for _ in range(3):
        usual = counts.sum(axis=1) / np.maximum((buying * factor[home]).sum(axis=1), 1e-9)
        level = _by_region(usual[:, None] * buying, home, n_regions)
        beta = poisson(design, sums.ravel(), np.log(level.ravel() + 1e-9), beta)
        factor = np.exp(design @ beta).reshape(factor.shape)
    expected = (factor * level).ravel()
    score = ((sums.ravel() - expected)[:, None] * design).reshape(n_regions, n_months, -1)
    inverse = np.linalg.pinv((design * expected[:, None]).T @ design)
    spread = inverse @ _clustered(score) @ inverse
    scale = len(design) / (len(design) - design.shape[1])
    error = np.sqrt(np.diag(spread) * scale)
    return Estimate(beta[:n_channels], error[:n_channels])


def _by_region(values: np.ndarray, home: np.ndarray, n_regions: int) -> np.ndarray:
    sums = np.zeros((n_regions, values.shape[1]))
    np.add.at(sums, home, values)
    return sums


def _clustered(score: np.ndarray) -> np.ndarray:
    """Return the covariance of the summed scores, regions being independent."""
    sums = score.sum(axis=1)
    return sums.T @ sums * len(sums) / (len(sums) - 1)


def poisson(
    design: np.ndarray, counts: np.ndarray, offset: np.ndarray, start: np.ndarray
) -> np.ndarray:
    """Return the coefficients of a Poisson regression with log link."""
    beta = start
    for _ in range(6):
        mean = np.exp(design @ beta + offset)
        wanted = mean * (design @ beta) + counts - mean
        normal = (design * mean[:, None]).T @ design
        beta = np.linalg.pinv(normal, hermitian=True) @ (design.T @ wanted)
    return beta
