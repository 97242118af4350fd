"""Curves as the search sees them: convex up to a bend, concave from there on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from salesnb.methods.saturation import Curves, Floats
from salesnb.methods.saturation_inverse import spend_at

Rows = NDArray[np.int64]
Stretch = tuple[float, float, bool]  # start, end, whether it is concave


class Bends(Protocol):
    """Curves of n cells, each convex up to its bend and concave from there on."""

    @property
    def bend(self) -> Floats: ...  # (n,); infinite for what is straight

    def value(self, spend: Floats) -> Floats: ...

    def slope(self, spend: Floats) -> Floats: ...

    def spend_at(self, price: float) -> Floats: ...  # the most spending that still brings it

    def pick(self, rows: Rows) -> Bends: ...

    def stretches(self, row: int, low: float, high: float) -> list[Stretch]: ...


@dataclass(frozen=True)
class Known:
    """Curves with one set of parameters per cell."""

    curves: Curves

    @cached_property
    def bend(self) -> Floats:
        curves = self.curves
        is_straight = (curves.kind == "power") & (curves.shape >= 1)
        return np.where(is_straight, np.inf, curves.inflection())

    def value(self, spend: Floats) -> Floats:
        return self.curves.value(spend)

    def slope(self, spend: Floats) -> Floats:
        return self.curves.slope(spend)

    def spend_at(self, price: float) -> Floats:
        return spend_at(self.curves, price)

    def pick(self, rows: Rows) -> Known:
        one = self.curves
        return Known(Curves(one.kind[rows], one.scale[rows], one.half[rows], one.shape[rows]))

    def stretches(self, row: int, low: float, high: float) -> list[Stretch]:
        return cut([float(self.bend[row])], [False, True], (low, high))


def cut(places: list[float], concave: list[bool], ends: tuple[float, float]) -> list[Stretch]:
    """Return the stretches between two ends, cut at places; concave before and after each."""
    low, high = ends
    borders = [low, *(min(max(one, low), high) for one in places), high]
    found = [
        (left, right, is_concave)
        for left, right, is_concave in zip(borders[:-1], borders[1:], concave, strict=True)
        if right > left
    ]
    return found or [(low, high, True)]
