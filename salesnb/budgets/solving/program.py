"""The plan over pieces as a mixed-integer program (HiGHS), made closer until the bound is near."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import csr_array, vstack

from salesnb.budgets.solving.asked import Group
from salesnb.budgets.solving.bends import Bends, Rows
from salesnb.budgets.solving.pieces import Limits, Pieces, first_pieces, refined, rounded, split
from salesnb.methods.saturation import Floats

ROUNDS = 30
LINEAR = 6  # linear programs between two choices of pieces
SECONDS = 60.0  # of wall time for one program
SLACK = 1e-8  # of the response by which tolerances of HiGHS may lower a bound
INFEASIBLE = 2  # status of HiGHS


@dataclass(frozen=True)
class Wanted:
    """What a program is asked: limits of the cells, the total, groups, the floor, the gap."""

    limits: Limits
    total: float
    groups: list[Group]
    floor: float = 0.0
    gap: float = 0.0

    def in_units_of(self, size: float, *, floor: float, gap: float) -> Wanted:
        """Return the same in units of so many, at the digits that the search sees."""
        ends = rounded(np.array([[one.low, one.high] for one in self.groups]) / size)
        groups = [
            Group(one.name, one.rows, float(low), float(high))
            for one, (low, high) in zip(self.groups, ends, strict=True)
        ]
        total = float(rounded(np.array([self.total / size]))[0])
        return Wanted(self.limits.in_units_of(size), total, groups, floor, gap)


@dataclass(frozen=True)
class Solved:
    """The best plan found (n,), the bound, and prices: of the total first, then of the groups."""

    spend: Floats
    bound: float
    prices: Floats = field(default_factory=lambda: np.zeros(0))
    is_possible: bool = True


def solve_pieces(curves: Bends, wanted: Wanted) -> Solved:
    """Return the best plan over pieces, whose lines are made closer round by round."""
    found = _Rounds(curves, wanted)
    for _ in range(ROUNDS):
        if not found.choose() or found.is_near(found.bound, wanted.gap):
            break
        found.tangents()
        if found.is_near(found.bound, wanted.gap):
            break
    if found.is_possible and not found.is_priced:
        found.tangents()
    return Solved(found.spend, found.bound + SLACK, found.prices, found.is_possible)


def is_possible(curves: Bends, wanted: Wanted) -> bool:
    """Return whether any plan meets limits, total and groups."""
    model = _Model(first_pieces(curves, wanted.limits), wanted)
    model.any_plan = True
    return bool(model.solve(0.5).x is not None)


class _Rounds:
    """Pieces that get closer lines: a program chooses pieces, linear programs place tangents."""

    def __init__(self, curves: Bends, wanted: Wanted) -> None:
        self.curves, self.wanted = curves, wanted
        self.pieces = first_pieces(curves, wanted.limits)
        self.spend = np.zeros(len(wanted.limits.low))
        self.net, self.value, self.bound = -np.inf, 0.0, np.inf
        self.prices = np.zeros(1 + len(wanted.groups))
        self.is_possible, self.is_priced = True, False
        self._chosen = self._x = np.zeros(0)
        self._place(None)

    def choose(self) -> bool:
        """Choose pieces and whole units anew; return whether a plan was found."""
        model = _Model(self.pieces, self.wanted)
        found = model.solve(self.wanted.gap / 3)
        self.is_possible = found.status != INFEASIBLE
        if found.x is None:
            return False
        self.bound = min(self.bound, -float(found.mip_dual_bound))
        self.is_priced &= not self._keep(model, found.x)
        self._chosen = self._x = found.x
        return True

    def tangents(self) -> None:
        """Place tangents for the pieces chosen, then cut those under a chord where plans lie."""
        if not len(self._chosen):
            return
        self._place(self._chosen)
        _, _, used, at = _Model(self.pieces, self.wanted).read(self._x)
        self.pieces = split(self.curves, self.pieces, self.wanted.limits, (used, at))

    def is_near(self, bound: float, gap: float) -> bool:
        return bound - self.net <= gap * max(abs(self.value), 1e-12)

    def _place(self, chosen: Floats | None) -> None:
        """Add tangents where linear programs lie: of the pieces chosen, or of a relaxation."""
        for _ in range(LINEAR):
            model = _Model(self.pieces, self.wanted)
            found = model.relax(chosen)
            if found.x is None:
                break
            used, at = model.places(found.x)
            self.pieces = refined(self.curves, self.pieces, self.wanted.limits, (used, at))
            if chosen is not None:
                self._x = found.x
                if self._keep(model, found.x):
                    self.prices, self.is_priced = model.prices(found), True
                if self.is_near(-float(found.fun), self.wanted.gap / 3):
                    break

    def _keep(self, model: _Model, x: Floats) -> bool:
        """Keep a plan if it is the best so far, by the curves themselves."""
        spend, active, _, _ = model.read(x)
        value = float(self.curves.value(spend).sum())
        beside = active * self.wanted.limits.fixed
        net = value - self.wanted.floor * float((spend + beside).sum())
        if net < self.net:
            return False
        self.spend, self.net, self.value = spend, net, value
        return True


class _Model:
    """Variables: spending, response and choice of each piece, then whole units of cells."""

    def __init__(self, pieces: Pieces, wanted: Wanted) -> None:
        self.pieces, self.wanted, self.any_plan = pieces, wanted, False
        self.units = np.flatnonzero(wanted.limits.unit > 0)
        self.width = 3 * len(pieces) + len(self.units)
        self.rows: list[csr_array] = []
        self.low: list[Floats] = []
        self.high: list[Floats] = []
        self._totals()
        self._choices()
        self._lines()

    def _add(self, parts: list[tuple[Rows, Rows, Floats]], bounds: tuple[Floats, Floats]) -> None:
        """Add rows: parts are (row, column, coefficient)."""
        row, column, value = (np.concatenate(one) for one in zip(*parts, strict=True))
        shape = (len(bounds[0]), self.width)
        self.rows.append(csr_array((value, (row, column)), shape=shape))
        self.low.append(bounds[0])
        self.high.append(bounds[1])

    def _totals(self) -> None:
        """The total first, then the groups: spending and what active cells cost beside it."""
        sums = [Group("", np.arange(len(self.wanted.limits.low)), 0.0, self.wanted.total)]
        sums += self.wanted.groups
        n, cell = len(self.pieces), self.pieces.cell
        fixed = self.wanted.limits.fixed[cell] * self.pieces.is_active
        parts = []
        for number, one in enumerate(sums):
            own = np.flatnonzero(np.isin(cell, one.rows))
            row = np.full(len(own), number)
            parts += [(row, own, np.ones(len(own))), (row, 2 * n + own, fixed[own])]
        self._add(
            parts, (np.array([one.low for one in sums]), np.array([one.high for one in sums]))
        )

    def _choices(self) -> None:
        """One piece per cell; spending between the ends of the piece; whole units."""
        pieces, n = self.pieces, len(self.pieces)
        all_, one = np.arange(n), np.ones(n)
        cells = len(self.wanted.limits.low)
        self._add([(pieces.cell, 2 * n + all_, one)], (np.ones(cells), np.ones(cells)))
        none, most, least = np.zeros(n), np.full(n, np.inf), np.full(n, -np.inf)
        self._add([(all_, all_, one), (all_, 2 * n + all_, -pieces.end)], (least, none))
        self._add([(all_, all_, one), (all_, 2 * n + all_, -pieces.start)], (none, most))
        if len(self.units):
            place = np.full(cells, -1)
            place[self.units] = np.arange(len(self.units))
            own = np.flatnonzero(place[pieces.cell] >= 0)
            spent = (place[pieces.cell[own]], own, np.ones(len(own)))
            number = np.arange(len(self.units))
            counted = (number, 3 * n + number, -self.wanted.limits.unit[self.units])
            zero = np.zeros(len(self.units))
            self._add([spent, counted], (zero, zero))

    def _lines(self) -> None:
        pieces, n = self.pieces, len(self.pieces)
        row, of = np.arange(len(pieces.line_of)), pieces.line_of
        parts = [
            (row, n + of, np.ones(len(of))),
            (row, of, -pieces.tilt),
            (row, 2 * n + of, -pieces.base),
        ]
        self._add(parts, (np.full(len(of), -np.inf), np.zeros(len(of))))

    @property
    def cost(self) -> Floats:
        pieces, floor = self.pieces, self.wanted.floor
        fixed = self.wanted.limits.fixed[pieces.cell] * pieces.is_active
        n = len(pieces)
        parts = [np.full(n, floor), np.full(n, -1.0), floor * fixed, np.zeros(len(self.units))]
        return np.concatenate(parts)

    def bounds(self) -> tuple[Floats, Floats]:
        n = len(self.pieces)
        alone = np.bincount(self.pieces.cell)[self.pieces.cell] == 1
        low = np.concatenate([np.zeros(2 * n), alone.astype(float), np.zeros(len(self.units))])
        high = np.concatenate(
            [np.full(2 * n, np.inf), np.ones(n), np.full(len(self.units), np.inf)]
        )
        return low, high

    def solve(self, gap: float) -> OptimizeResult:
        low, high = self.bounds()
        n = len(self.pieces)
        whole = np.concatenate([np.zeros(2 * n), np.ones(n), np.ones(len(self.units))])
        rows = LinearConstraint(
            vstack(self.rows), np.concatenate(self.low), np.concatenate(self.high)
        )
        options = {"mip_rel_gap": gap, "time_limit": SECONDS}
        bounds = Bounds(low, high)
        return milp(self.cost, integrality=whole, bounds=bounds, constraints=rows, options=options)

    def read(self, x: Floats) -> tuple[Floats, Floats, Rows, Floats]:
        """Return spending and activity of each cell, the pieces used and their spending."""
        n, cells = len(self.pieces), len(self.wanted.limits.low)
        used = np.flatnonzero(x[2 * n : 3 * n] > 0.5)
        at: Floats = np.clip(x[used], self.pieces.start[used], self.pieces.end[used])
        unit = self.wanted.limits.unit[self.pieces.cell[used]]
        at = np.where(unit > 0, np.rint(at / np.where(unit > 0, unit, 1)) * unit, at)
        spend = np.asarray(np.bincount(self.pieces.cell[used], at, cells), dtype=float)
        active = np.bincount(self.pieces.cell[used], self.pieces.is_active[used], cells)
        return spend, active.astype(float), used.astype(np.int64), at

    def places(self, x: Floats) -> tuple[Rows, Floats]:
        """Return the pieces of which any part is chosen, and where on them."""
        n = len(self.pieces)
        part = x[2 * n : 3 * n]
        used = np.flatnonzero(part > 1e-6)
        return used, np.clip(x[used] / part[used], self.pieces.start[used], self.pieces.end[used])

    def relax(self, chosen: Floats | None) -> OptimizeResult:
        """Solve with pieces and units as chosen, or with any part of them."""
        low, high = self.bounds()
        if chosen is not None:
            start = 2 * len(self.pieces)
            low[start:] = high[start:] = np.rint(chosen[start:])
        rows = vstack(self.rows, format="csr")
        least, most = np.concatenate(self.low), np.concatenate(self.high)
        upper, lower = np.isfinite(most), np.isfinite(least)
        table = vstack([rows[upper], -rows[lower]])
        sides = np.concatenate([most[upper], -least[lower]]) + (chosen is not None) * 1e-9
        bounds = np.stack([low, high], axis=1)
        return linprog(self.cost, A_ub=table, b_ub=sides, bounds=bounds)

    def prices(self, found: OptimizeResult) -> Floats:
        """Return what one more unit of the total and of each group's bound brings, choices kept."""
        least, most = np.concatenate(self.low), np.concatenate(self.high)
        upper, lower = np.isfinite(most), np.isfinite(least)
        above, below = np.zeros(len(most)), np.zeros(len(most))
        above[upper] = -found.ineqlin.marginals[: upper.sum()]
        below[lower] = -found.ineqlin.marginals[upper.sum() :]
        return (above - below)[: 1 + len(self.wanted.groups)]
