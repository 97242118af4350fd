"""What pictures have in common: lines that break at gaps, dots by weight, bars by sign, legends."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from salesnb.i18n import t

HALF = 0.3  # half of the width of a month that stands alone in a band


def unbroken(at: np.ndarray) -> list[np.ndarray]:
    """Return the indices of places, in order, part by part: a gap lies between two parts.

    A gap is a step longer than the usual one of these places (their lower median), so that yearly
    values in a picture over months are no gaps.
    """
    order = np.argsort(at, kind="stable")
    steps = np.diff(at[order])
    if not steps.size:
        return [order] if order.size else []
    usual = np.sort(steps)[(steps.size - 1) // 2]
    return np.split(order, np.flatnonzero(steps > usual) + 1)


def with_breaks(at: np.ndarray, *values: np.ndarray) -> list[np.ndarray]:
    """Return places and their values in order, each with NaN where a gap lies."""
    parts = unbroken(at)
    return [_joined([one[part] for part in parts]) for one in (at, *values)]


def lone(at: np.ndarray) -> list[int]:
    """Return where in `with_breaks` the places stand that have a gap at either side."""
    found, start = [], 0
    for part in unbroken(at):
        found += [start] if len(part) == 1 else []
        start += len(part) + 1
    return found


def with_width(at: np.ndarray, *values: np.ndarray) -> list[np.ndarray]:
    """Return places and values as `with_breaks`, a place between gaps `HALF` wide to either side.

    So that it is seen in a band.
    """
    parts, sides = unbroken(at), np.array([-HALF, HALF])
    places = [at[one] if len(one) > 1 else at[one] + sides for one in parts]
    spread = [[v[one] if len(one) > 1 else np.repeat(v[one], 2) for one in parts] for v in values]
    return [_joined(one) for one in (places, *spread)]


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    """Return parts as one array with NaN between them."""
    spaced = [piece for part in parts for piece in (part, [np.nan])]
    return np.concatenate([np.asarray(one, dtype=float) for one in spaced[:-1]])


def dot_areas(weights: np.ndarray, *, largest: float) -> np.ndarray:
    """Return areas of dots that are in proportion to weights, but for the smallest: it is seen."""
    whole = float(np.nanmax(np.abs(weights), initial=0.0)) or 1.0
    return np.maximum(4.0, largest * np.abs(weights) / whole)


def by_sign(values: np.ndarray, heading: str) -> list[tuple[np.ndarray, str, str]]:
    """Return, for each sign that values have, which have it, its look and its words."""
    signs = [
        (values >= 0, "good", t("{value}, positive", value=heading)),
        (values < 0, "bad", t("{value}, negative", value=heading)),
    ]
    return [one for one in signs if one[0].any()]


def put_legend(ax: Axes, *, is_alone: bool) -> None:
    """Put the legend of two or more entries below a picture whose figure is its own (`is_alone`).

    In axes that a caller gave it stays inside them, where it covers least.
    """
    handles, labels = ax.get_legend_handles_labels()
    if len(labels) < 2:
        return
    root = ax.get_figure(root=True)
    if is_alone and root is not None:
        root.legend(handles, labels, loc="outside lower left", ncols=4, fontsize=8)
    else:
        ax.legend(handles, labels, loc="best", fontsize=7)
