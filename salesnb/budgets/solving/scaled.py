"""One resource's cells without unit and order: the search sees the same numbers in any of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from salesnb.budgets.solving.asked import Asked, Group
from salesnb.budgets.solving.bends import Bends, Known, Rows
from salesnb.budgets.solving.drawn import Mean, mean_of
from salesnb.budgets.solving.pieces import rounded
from salesnb.methods.saturation import Curves, Floats

SLACK = 1e-11  # part of a bound that the digits of the search may hide


@dataclass(frozen=True)
class Scaled:
    """The free cells of one resource: `rows` of the frame in an order of their own.

    Spending in `size` minor units (the average of the total), response in `worth`.
    """

    rows: Rows
    curves: Bends
    low: Floats
    high: Floats
    total: float
    size: float
    worth: float

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def bends_again(self) -> bool:
        """Whether some curve is not convex up to one place and concave from there on."""
        return isinstance(self.curves, Mean) and bool((self.curves.bends > 1).any())

    @property
    def hidden(self) -> float:
        """By how much of its unit the search may see too little of the response."""
        return SLACK + (float(self.curves.error.sum()) if isinstance(self.curves, Mean) else 0.0)

    def groups(self, asked: Asked, groups: list[Group]) -> list[Group]:
        """Return what groups leave to the free cells, by place, in minor units."""
        found = []
        for one in groups:
            fixed = one.rows[~np.isin(one.rows, self.rows)]
            spent = float((asked.low + asked.costs(asked.low))[fixed].sum())
            place = np.flatnonzero(np.isin(self.rows, one.rows))
            found.append(Group(one.name, place, max(one.low - spent, 0.0), one.high - spent))
        return found


def scale(asked: Asked, rows: Rows, total: float) -> Scaled:
    """Return cells that may move (`rows`) under the total that is left to them, in minor units."""
    low = asked.low[rows]
    high = np.maximum(np.minimum(asked.high[rows], total - low.sum() + low), low)
    size = max(total / max(len(rows), 1), 1.0)
    own = _in_minor(asked, rows)
    worth = float(_value(own, high).sum()) or 1.0
    looks = [_value(own, part * high) / worth for part in (1.0, 0.5, 0.25, 0.125)]
    names = np.array([asked.names[one] for one in rows], dtype=object)
    keys = [*looks, high / size, low / size, asked.unit[rows] / size, asked.least[rows] / size]
    by_name = np.argsort(names, kind="stable")
    order = by_name[
        np.lexsort([rounded(key)[by_name] for key in [*keys, asked.fixed[rows] / size]])
    ]
    curves = _scaled(own, order, size, worth)
    low, high = rounded(low[order] / size), rounded(high[order] / size)
    bends = Known(curves) if curves.half.ndim == 1 else mean_of(curves, high)
    return Scaled(rows[order], bends, low, high, total / size, size, worth)


def ordered(asked: Asked, scaled: Scaled) -> Curves:
    """Return the curves or draws of cells as the search sees them."""
    own = _in_minor(asked, scaled.rows)
    return _scaled(own, np.arange(len(scaled)), scaled.size, scaled.worth)


def _in_minor(asked: Asked, rows: Rows) -> Curves:
    curves = asked.curves
    parts = (curves.scale[..., rows], curves.half[..., rows] * asked.minor, curves.shape[..., rows])
    return Curves(np.asarray(curves.kind)[rows], *parts)


def _value(curves: Curves, spend: Floats) -> Floats:
    found = curves.value(spend)
    return found if found.ndim == 1 else found.mean(axis=0)


def _scaled(curves: Curves, order: Rows, size: float, worth: float) -> Curves:
    return Curves(
        curves.kind[order],
        rounded(curves.scale[..., order] / worth),
        rounded(curves.half[..., order] / size),
        curves.shape[..., order],
    )
