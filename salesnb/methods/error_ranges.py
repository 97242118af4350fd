"""How far from a forecast the truth may lie: quantiles earned by the errors of earlier origins.

Errors are shares of a row's size. Their spread per step is pooled over rows of one class (of like
size or history); a row's own spread is held to its class's by as much as it has few independent
errors. The shape (skew, tails) is that of all standardised errors of the class together. Where they
lay on one side, so does the range: its middle moves by their mean, by as much as that rests on
independent errors. The forecast itself stays.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from salesnb.methods.backtest import Backtest

Array = NDArray[np.float64]
HELD = 4.0  # independent errors that a class counts for
FEWEST = 30  # standardised errors that make a shape of their own; else Student's
ASSUMED = 0.25  # spread of a month, as a share of size, where no error was ever seen
GROWS = 6.0  # months after which the assumed variance has doubled
MOST_ASIDE = 0.6  # of a spread: the range's middle lies no farther from the forecast
MOST_STANDARD = 4.0  # standardised errors are cut there: no quantile rests on one month


def error_quantiles(
    tested: Backtest,
    classes: Sequence[Hashable],
    *,
    expected: Array,
    size: Array,
    quantiles: Sequence[float],
) -> Array:
    """Return (n, ahead, len(quantiles)) values that the truth stays below with those chances.

    `expected` (n, ahead) and `size` (n) are the forecast's and the rows' mean size now; steps
    beyond those tested go on growing. Rows of a
    class without any error use those of all rows; where there are none a stated spread is assumed.
    """
    asked = np.asarray(quantiles, dtype=float)
    found = np.empty((*expected.shape, len(asked)))
    named = np.array([str(one) for one in classes])
    for name in dict.fromkeys(named):
        own = named == name
        like = tested.rows(own)
        if np.isnan(like.scaled).all():
            like = tested
        spread, number = _spreads(tested.rows(own), like, expected.shape[1])
        shape = _shape(like, asked, number)
        moved = spread[:, :, None] * shape * size[own][:, None, None]
        found[own] = expected[own][:, :, None] + moved
    return found


def sum_quantiles(
    tested: Backtest,
    classes: Sequence[Hashable],
    *,
    expected: Array,
    size: Array,
    quantiles: Sequence[float],
) -> Array:
    """Return (n, len(quantiles)) values that the sum of all steps of `expected` stays below.

    Steps of one sum are as sure together as sums of as many (no more than are tested) were before.
    """
    n = expected.shape[1]
    found = error_quantiles(
        tested.summed(min(n, tested.expected.shape[2])),
        classes,
        expected=expected.sum(axis=1, keepdims=True),
        size=size * n,
        quantiles=quantiles,
    )
    return np.asarray(found[:, 0])


def covered(
    tested: Backtest, classes: Sequence[Hashable], *, confidence: float, fewest: int = 12
) -> Array:
    """Return (K, n, ahead): whether the interval stated at each origin held, 1 or 0.

    Each interval comes from the errors known at its origin alone; NaN where fewer than `fewest`
    origins lay before, or the truth is not known.
    """
    held = np.full(tested.actual.shape, np.nan)
    ends = ((1 - confidence) / 2, (1 + confidence) / 2)
    for place, column in enumerate(tested.origins):
        if place < fewest:
            continue
        low, high = np.moveaxis(
            error_quantiles(
                tested.as_known(int(column)),
                classes,
                expected=tested.expected[place],
                size=tested.size[place],
                quantiles=ends,
            ),
            2,
            0,
        )
        actual = tested.actual[place]
        inside = (low <= actual) & (actual <= high)
        held[place] = np.where(np.isnan(actual) | np.isnan(low), np.nan, inside)
    return held


def _spreads(own: Backtest, like: Backtest, ahead: int) -> tuple[Array, float]:
    """Return each row's spread per step (n, ahead), and how many independent errors it rests on."""
    tested = own.expected.shape[2]
    common = _rising(_mean_square(like.scaled, (0, 1)), max(ahead, tested))
    if np.isnan(common).any():
        flat = ASSUMED * np.sqrt(1 + np.arange(1, ahead + 1) / GROWS)
        return np.repeat(flat[None, :], own.size.shape[1], axis=0), 2.0
    steps = np.arange(1, tested + 1)
    squares = own.scaled**2 / common[:tested]
    independent = ((~np.isnan(squares)).sum(axis=0) / steps).mean(axis=1)
    mean = np.nan_to_num(_mean_square(np.sqrt(squares), (0, 2)), nan=1.0)
    ratio = (independent * mean + HELD) / (independent + HELD)
    total = float(((~np.isnan(like.scaled)).sum(axis=(0, 1)) / steps).mean())
    return np.sqrt(ratio[:, None] * common[None, :ahead]), max(total, 2.0)


def _mean_square(values: Array, axes: tuple[int, ...]) -> Array:
    number = (~np.isnan(values)).sum(axis=axes)
    total = np.nansum(values**2, axis=axes)
    return np.asarray(np.where(number > 0, total / np.maximum(number, 1), np.nan))


def _rising(squares: Array, ahead: int) -> Array:
    """Return mean squares that never fall from step to step; unknown late ones go on growing."""
    if not ahead or np.isnan(squares[0]):
        return np.full(ahead, np.nan)
    seen = np.flatnonzero(~np.isnan(squares))[-1]
    steps = np.arange(1, ahead + 1)
    padded = np.concatenate([squares, np.full(max(ahead - len(squares), 0), np.nan)])[:ahead]
    filled = np.where(steps - 1 <= seen, padded, squares[seen] * steps / (seen + 1))
    return np.maximum(np.maximum.accumulate(filled), 1e-12)


def _shape(like: Backtest, asked: Array, number: float) -> Array:
    """Return the quantiles of standardised errors, wider where few are independent.

    They lie around the errors' own mean, drawn to nought as few of them are independent; the mean
    square stays one.
    """
    errors = like.scaled
    standard = errors / np.sqrt(_rising(_mean_square(errors, (0, 1)), errors.shape[2]))
    standard = np.clip(standard[~np.isnan(standard)], -MOST_STANDARD, MOST_STANDARD)
    if not len(standard):
        return np.asarray(stdtrit(number, asked))
    independent = number / like.length
    middle = float(standard.mean()) * independent / (independent + HELD)
    around = _around(standard, asked, number)
    middle = min(max(middle, -MOST_ASIDE), MOST_ASIDE)
    return np.asarray(middle + around * np.sqrt(1 - middle**2))


def _around(standard: Array, asked: Array, number: float) -> Array:
    """Return the quantiles around the mean, of mean square one: Student's where errors are few."""
    if len(standard) < FEWEST:
        return np.asarray(stdtrit(number, asked))
    widened = stdtrit(number, 0.9) / ndtri(0.9)
    around = standard - standard.mean()
    around = around / max(float(np.sqrt((around**2).mean())), 1e-12)
    return np.asarray(np.quantile(around, asked) * widened)
