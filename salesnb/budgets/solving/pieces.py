"""Curves cut into pieces: points, stretches under a chord, and concave ones under tangents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from salesnb.budgets.solving.bends import Bends, Rows
from salesnb.methods.saturation import Floats

FIRST = (0.001, 0.01, 0.03, 0.08, 0.16, 0.3, 0.5, 0.75, 1.0)  # tangents of a stretch, as parts


DIGITS = 12  # of the numbers that the search sees: fewer than units of money can blur


def rounded(values: Floats) -> Floats:
    """Return numbers at `DIGITS` significant digits."""
    with np.errstate(divide="ignore", invalid="ignore"):
        power = 10.0 ** (DIGITS - 1 - np.floor(np.log10(np.abs(values))))
        found = np.rint(values * power) / power
    return np.where(np.isfinite(found), found, values)


@dataclass(frozen=True)
class Limits:
    """What each cell may spend (n,): 0 in `unit` is any amount, in `least` any above the bound."""

    low: Floats
    high: Floats
    unit: Floats
    least: Floats
    fixed: Floats

    def in_units_of(self, size: float) -> Limits:
        parts = (self.low, self.high, self.unit, self.least, self.fixed)
        return Limits(*(rounded(one / size) for one in parts))


@dataclass(frozen=True)
class Pieces:
    """Pieces (p,): their cell, their ends, whether they are concave and whether they cost `fixed`.

    `lines` are (piece, slope, value at 0): the response on a piece lies below all of its lines.
    """

    cell: Rows
    start: Floats
    end: Floats
    is_concave: Rows
    is_active: Rows
    line_of: Rows
    tilt: Floats
    base: Floats

    def __len__(self) -> int:
        return len(self.cell)


def first_pieces(curves: Bends, limits: Limits) -> Pieces:
    """Return the pieces of all cells with a few lines over each."""
    rows = [row for cell in range(len(limits.low)) for row in _cut(curves, limits, cell)]
    cell, start, end, concave, active = (np.array(one) for one in zip(*rows, strict=True))
    none = np.zeros(0)
    found = Pieces(cell, start, end, concave, active, none.astype(int), none, none)
    found = with_chords(curves, found, np.flatnonzero(concave == 0))
    at = np.flatnonzero(concave == 1)
    for part in FIRST:
        places = start[at] + part * (end[at] - start[at])
        found = with_lines(curves, found, limits, at, places)
    return found


def _cut(curves: Bends, limits: Limits, cell: int) -> Iterator[tuple[int, float, float, int, int]]:
    """Yield the pieces of one cell."""
    low, high, unit = limits.low[cell], limits.high[cell], limits.unit[cell]
    start = max(low, limits.least[cell])
    if low <= 0 and (limits.least[cell] > 0 or limits.fixed[cell] > 0):
        yield cell, 0.0, 0.0, 0, 0
    for first, last, is_concave in curves.stretches(cell, start, high):
        left, right = first, last
        if unit > 0 and not is_concave:
            right = min(np.floor(last / unit + 1e-9) * unit, high)
            if right > left:
                yield cell, left, right, 0, 1
            left, right = max(right, left), min(right + unit, high)
        elif unit > 0:
            left = min(np.ceil(first / unit - 1e-9) * unit, high)
        yield cell, left, right, int(is_concave), 1


def with_chords(curves: Bends, pieces: Pieces, at: Rows) -> Pieces:
    """Return pieces with the chord of some of them."""
    own = curves.pick(pieces.cell[at])
    start, end = pieces.start[at], pieces.end[at]
    first, last = own.value(start), own.value(end)
    wide = end > start
    tilt = np.where(wide, (last - first) / np.where(wide, end - start, 1.0), 0.0)
    return _added(pieces, at, tilt, first - tilt * start)


def with_lines(curves: Bends, pieces: Pieces, limits: Limits, at: Rows, places: Floats) -> Pieces:
    """Return pieces with a line over each of some: the tangent, or with units the secants."""
    own, unit = curves.pick(pieces.cell[at]), limits.unit[pieces.cell[at]]
    slope = own.slope(places)
    is_free = (unit <= 0) & np.isfinite(slope)
    base = np.where(is_free, own.value(places) - np.where(is_free, slope, 0.0) * places, 0.0)
    found = _added(pieces, at[is_free], slope[is_free], base[is_free])
    step = np.where(unit > 0, unit, 1.0)
    near = np.floor(places / step + 1e-9) * step
    for left in (near - step, near):
        start, end = np.maximum(left, pieces.start[at]), np.minimum(left + step, pieces.end[at])
        is_step = (unit > 0) & (end > start + 1e-9 * step)
        tilt = (own.value(end) - own.value(start)) / np.where(is_step, end - start, 1.0)
        level = own.value(start) - tilt * start
        found = _added(found, at[is_step], tilt[is_step], level[is_step])
    single = at[(pieces.end[at] <= pieces.start[at])]
    return _added(found, single, np.zeros(len(single)), own.value(places)[np.isin(at, single)])


def _added(pieces: Pieces, at: Rows, tilt: Floats, base: Floats) -> Pieces:
    return Pieces(
        pieces.cell,
        pieces.start,
        pieces.end,
        pieces.is_concave,
        pieces.is_active,
        np.concatenate([pieces.line_of, at]),
        np.concatenate([pieces.tilt, tilt]),
        np.concatenate([pieces.base, base]),
    )


def refined(curves: Bends, pieces: Pieces, limits: Limits, places: tuple[Rows, Floats]) -> Pieces:
    """Return pieces with lines over places: the piece and the spending of each."""
    used, at = places
    concave = pieces.is_concave[used] == 1
    return with_lines(curves, pieces, limits, used[concave], at[concave])


def split(curves: Bends, pieces: Pieces, limits: Limits, places: tuple[Rows, Floats]) -> Pieces:
    """Return pieces, those under a chord cut in two where a plan lies inside them."""
    used, spend = places
    wide = pieces.end[used] - pieces.start[used]
    part = np.minimum(spend - pieces.start[used], pieces.end[used] - spend)
    inside = (pieces.is_concave[used] == 0) & (part > 1e-7 * np.maximum(wide, 1e-9))
    found = pieces
    for row, at in zip(used[inside], spend[inside], strict=True):
        found = _split(curves, found, int(row), float(at), limits)
    return found


def _split(curves: Bends, pieces: Pieces, row: int, at: float, limits: Limits) -> Pieces:
    """Return pieces with one that lies under a chord cut in two."""
    unit = limits.unit[pieces.cell[row]]
    at = np.rint(at / unit) * unit if unit > 0 else at
    if not pieces.start[row] < at < pieces.end[row]:
        return pieces
    keep = pieces.line_of != row
    end = pieces.end.copy()
    end[row] = at
    found = Pieces(
        np.append(pieces.cell, pieces.cell[row]),
        np.append(pieces.start, at),
        np.append(end, pieces.end[row]),
        np.append(pieces.is_concave, 0),
        np.append(pieces.is_active, pieces.is_active[row]),
        pieces.line_of[keep],
        pieces.tilt[keep],
        pieces.base[keep],
    )
    return with_chords(curves, found, np.array([row, len(pieces)]))
