"""Controls that cannot hold together, refused with a smallest set of them and the amounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.errors import ConflictError
from salesnb.i18n import N_, t
from salesnb.i18n.formats import write
from salesnb.methods import conflicts
from salesnb.methods.margins import Floats, Ints
from salesnb.methods.raking import Raked
from salesnb.targets.cube.cells import Cells
from salesnb.targets.cube.controls import Demands, Grouping, named, where_of

SHOWN = 12  # controls of a conflict that a message lists
DRIFTING = 1e-3  # part of the largest drift from which on a control counts as pressing
CONTROL = {
    "total": N_("a total of {amount} for {about}{why}"),
    "hold": N_("{amount} held for {about}{why}"),
    "floor": N_("at least {amount} for {about}{why}"),
    "cap": N_("at most {amount} for {about}{why}"),
}
FIX = N_("change or drop any one of these controls")


@dataclass
class Problem:
    """Controls over cells while a plan is sought."""

    controls: pd.DataFrame
    cells: Cells
    digits: int
    demands: Demands

    @property
    def unit(self) -> float:
        return 10.0**self.digits


def refuse_plain_ones(problem: Problem) -> None:
    """Raise `ConflictError` for what a look at single groups shows.

    A group whose bounds cross, or without cells; one whose cells cannot reach its bounds; margins
    that share dimensions and disagree about the sums of these.
    """
    demands = problem.demands
    for place in sorted(demands.empty):
        if demands.low[place] > 0:
            _refuse(problem, [place], float(demands.low[place]))
    for places in (*_crossing(demands), *_unreachable(problem)):
        _require_possible(problem, places)
    for places, gap in _disagreeing(problem):
        _require_possible(problem, places)
        _refuse(problem, places, gap)  # less than a linear program can tell from nothing


def refuse_contradictions(
    problem: Problem, raked: Raked, *, most: int = conflicts.MOST_ATOMS
) -> None:
    """Raise `ConflictError` where controls contradict each other; return where they do not.

    The controls whose factors still move are looked at first, then all; neither where they cut the
    cells into more than `most` parts.
    """
    pressing = _pressing(problem, raked)
    if pressing:
        _require_possible(problem, pressing, most=most)
    _require_possible(problem, list(range(len(problem.controls))), most=most)


def cell_bounds(problem: Problem) -> tuple[Floats, Floats]:
    """Return the bounds of single cells, those of controls on one cell included.

    An empty cell stays empty unless something lifts it.
    """
    low, high = problem.cells.low.copy(), problem.cells.high.copy()
    for one in problem.demands.groupings:
        least, most = one.bounds(problem.demands)
        single = np.append(one.n_cells == 1, False)[one.group]
        low[single] = np.maximum(low[single], least[one.group[single]])
        high[single] = np.minimum(high[single], most[one.group[single]])
    return low, np.where(problem.cells.reference > 0, high, np.minimum(problem.cells.low, high))


def _crossing(demands: Demands) -> Iterator[list[int]]:
    """Yield the controls of groups whose lower bound lies above the upper one."""
    for one in demands.groupings:
        least, most = one.bounds(demands)
        for group in np.flatnonzero(least > most):
            yield one.places[one.groups == group].tolist()


def _unreachable(problem: Problem) -> Iterator[list[int]]:
    """Yield the controls of groups that the bounds of their cells do not allow."""
    low, high = cell_bounds(problem)
    for one in problem.demands.groupings:
        least, most = one.bounds(problem.demands)
        n = one.n_groups + 1
        too_much = np.bincount(one.group, low, n)[:-1] > most
        too_little = np.bincount(one.group, high, n)[:-1] < least
        for group in np.flatnonzero((too_much | too_little) & (one.n_cells > 0)):
            inside = np.flatnonzero(one.group == group)
            own = one.places[one.groups == group].tolist()
            yield sorted({*own, *_on_single(problem.demands, inside)})


def _on_single(demands: Demands, cells: Ints) -> list[int]:
    """Return the controls that bind one of some cells alone."""
    found: list[int] = []
    for one in demands.groupings:
        groups = one.group[cells]
        groups = groups[groups < one.n_groups]
        single = groups[one.n_cells[groups] == 1]
        found += one.places[np.isin(one.groups, single)].tolist()
    return found


def _disagreeing(problem: Problem) -> Iterator[tuple[list[int], float]]:
    """Yield controls of two groupings whose sums differ for the dimensions that both have.

    With them by how many minor units.
    """
    demands = problem.demands
    whole = [one for one in demands.groupings if _is_partition(one, demands)]
    for number, first in enumerate(whole):
        for second in whole[number + 1 :]:
            yield from _apart(problem, first, second)


def _is_partition(one: Grouping, demands: Demands) -> bool:
    """Return whether each cell lies in a group that has one total."""
    least, most = one.bounds(demands)
    return bool((least == most).all() and (one.group < one.n_groups).all())


def _apart(
    problem: Problem, first: Grouping, second: Grouping
) -> Iterator[tuple[list[int], float]]:
    shared = [
        (name, min(level, dict(second.kind)[name]))
        for name, level in first.kind
        if name in dict(second.kind)
    ]
    sums, owners = [], []
    for one in (first, second):
        cell = np.zeros(one.n_groups, dtype=np.int64)
        cell[one.group] = np.arange(len(one.group))
        coarse = problem.demands.coarse(shared, cell)
        least, _ = one.bounds(problem.demands)
        sums.append(dict(zip(*_summed(coarse, least), strict=True)))
        owners.append((one, coarse))
    for key in sorted(sums[0].keys() | sums[1].keys()):
        gap = abs(sums[0].get(key, 0.0) - sums[1].get(key, 0.0))
        own = [one.places[coarse[one.groups] == key] for one, coarse in owners]
        if gap:
            yield sorted(np.concatenate(own).tolist()), gap


def _summed(keys: Ints, values: Floats) -> tuple[list[int], list[float]]:
    found, place = np.unique(keys, return_inverse=True)
    return found.tolist(), np.bincount(place, values).tolist()


def _pressing(problem: Problem, raked: Raked) -> list[int]:
    """Return the controls whose factors still move, and those on single cells among theirs."""
    demands = problem.demands
    largest = max((np.abs(one).max(initial=0.0) for one in raked.drift), default=0.0)
    if largest == 0:
        return []
    found: set[int] = set()
    drifts = iter(raked.drift)
    for one in demands.groupings:
        several = np.flatnonzero(one.n_cells > 1)
        if len(several):
            moving = several[np.abs(next(drifts)) >= DRIFTING * largest]
            found.update(one.places[np.isin(one.groups, moving)].tolist())
            inside = np.flatnonzero(np.isin(one.group, moving))
            found.update(_on_single(demands, inside))
    return sorted(found)


def _require_possible(
    problem: Problem, places: list[int], *, most: int = conflicts.MOST_ATOMS
) -> None:
    """Raise `ConflictError` where some controls contradict each other."""
    demands, cells = problem.demands, problem.cells
    wanted = {place: number for number, place in enumerate(places)}
    asked = [conflicts.Demand(0, 0, 0.0, np.inf)] * len(places)
    for number, one in enumerate(demands.groupings):
        for place, group in zip(one.places.tolist(), one.groups.tolist(), strict=True):
            if place in wanted:
                bounds = float(demands.low[place]), float(demands.high[place])
                asked[wanted[place]] = conflicts.Demand(number, group, *bounds)
    table = conflicts.Cells(
        cells.low,
        np.where(cells.reference > 0, cells.high, np.minimum(cells.low, cells.high)),
        [one.group for one in demands.groupings],
    )
    try:
        found = conflicts.conflict(table, asked, most=most)
    except OverflowError:
        return
    if found is not None:
        _refuse(problem, [places[one] for one in found.demands], found.gap)


def _refuse(problem: Problem, places: list[int], gap: float) -> None:
    """Raise what a person reads: the controls, with amounts and authors, and by how much."""
    shown = [_said(problem, place) for place in places[:SHOWN]]
    if len(places) > SHOWN:
        shown.append(t("{n} more", n=len(places) - SHOWN))
    missing = _amount(problem, gap)
    if len(places) == 1:
        text = t(
            "{control} cannot be met: its cells fall short of it or exceed it by {amount}",
            control=shown[0],
            amount=missing,
        )
        raise ConflictError(text, fix=t("change or drop it, or give it cells"), controls=places)
    text = t(
        "these controls cannot hold together, by {amount}: {controls}",
        amount=missing,
        controls="; ".join(shown),
    )
    raise ConflictError(text, fix=t(FIX), controls=places)


def _said(problem: Problem, place: int) -> str:
    control = problem.controls.iloc[place]
    about = named(where_of(control, problem.cells))
    says = [
        str(control[name])
        for name in ("author", "reason")
        if name in control.index and isinstance(control[name], str) and control[name]
    ]
    why = f" ({', '.join(says)})" if says else ""
    kind = str(control["kind"])
    wanted = problem.demands.high if kind == "cap" else problem.demands.low
    return t(CONTROL[kind], amount=_amount(problem, wanted[place]), about=about, why=why)


def _amount(problem: Problem, minor: float) -> str:
    value = float(minor) / problem.unit
    return write(value, "money_full" if problem.digits else "integer")
