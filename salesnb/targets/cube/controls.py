"""Controls that people decide, as demands on sums of cells."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from salesnb.contracts.decided.written import is_stated
from salesnb.errors import UsageError, closest
from salesnb.i18n import t
from salesnb.methods.margins import Floats, Ints
from salesnb.money import to_minor
from salesnb.periods import Period
from salesnb.targets.cube.cells import MONTH, MOST, Cells

KINDS = ("total", "hold", "floor", "cap")
WHO = ("author", "reason", "decided_on")
VALUES_OF = ("amount", *WHO)  # what does not tell a control from others
ABOUT = ("kind", "measure", "period", *VALUES_OF)
Where = tuple[tuple[str, str], ...]  # (dimension, member), the period under "month"


@dataclass(frozen=True)
class Grouping:
    """Controls on the same dimensions at the same levels: their groups do not overlap.

    `group` is the group of every cell (`n_groups`: in none), `places` the rows of the controls
    and `groups` the group of each.
    """

    kind: tuple[tuple[str, int], ...]  # dimensions and levels
    group: Ints
    n_groups: int
    places: Ints
    groups: Ints

    @cached_property
    def n_cells(self) -> Ints:
        """How many cells lie in each group."""
        return np.bincount(self.group, minlength=self.n_groups + 1)[:-1]

    def bounds(self, demands: Demands) -> tuple[Floats, Floats]:
        """Return the bounds of each group: those of all its controls together."""
        low, high = np.zeros(self.n_groups), np.full(self.n_groups, np.inf)
        np.maximum.at(low, self.groups, demands.low[self.places])
        np.minimum.at(high, self.groups, demands.high[self.places])
        return low, high


@dataclass(frozen=True)
class Demands:
    """All controls over the cells: groupings, and between which sums each control allows.

    `low`, `high` by row of the controls, in whole minor units. `empty` are the rows of controls
    on which no cell lies.
    """

    groupings: list[Grouping]
    low: Floats
    high: Floats
    cells: Cells
    empty: list[int] = field(default_factory=list)

    def coarse(self, kind: Sequence[tuple[str, int]], chosen: Ints) -> Ints:
        """Return for some cells one number for their members of some dimensions and levels."""
        return _keys(self.cells, kind, chosen)


def demands_of(controls: pd.DataFrame, cells: Cells, *, digits: int) -> Demands:
    """Return controls as demands. Raises `UsageError` that lists every fault of every control.

    A hold without an amount keeps its group at the sum of the reference.
    """
    lacking = [name for name in ("kind", "amount") if name not in controls]
    if lacking:
        raise UsageError(t("the controls have no column {name}", name=lacking[0]))
    where = [
        _where(dict(zip(controls.columns, row, strict=True)), cells)
        for row in controls.itertuples(index=False)
    ]
    levels = {name: _levels(cells, name) for name in cells.codes}
    faults = list(_faults(controls, where, cells, levels))
    if faults:
        raise UsageError("\n".join(faults), fix=t("correct these entries of controls.toml"))
    low, high = _bounds(controls, digits)
    found = Demands(_groupings(where, cells, levels), low, high, cells)
    for one in found.groupings:
        sums = np.bincount(one.group, cells.reference, one.n_groups + 1)
        found.empty.extend(one.places[one.n_cells[one.groups] == 0].tolist())
        kept = np.isnan(low[one.places])
        low[one.places[kept]] = high[one.places[kept]] = np.rint(sums[one.groups[kept]])
    return found


def named(where: Where) -> str:
    """Return what a control is about, as a message says it."""
    parts = [member if name == MONTH else f"{name} = {member}" for name, member in where]
    return ", ".join(parts) if parts else t("the whole plan")


def where_of(control: pd.Series, cells: Cells) -> Where:
    """Return what a control is about."""
    return _where({str(name): value for name, value in control.items()}, cells)


def _where(control: dict[str, object], cells: Cells) -> Where:
    """Return the members that a control names, dimension by dimension, its period last."""
    names = [name for name in control if name not in ABOUT]
    found = [(name, str(control[name])) for name in sorted(names) if is_stated(control[name])]
    period = control.get("period", "")
    return (*found, (MONTH, str(period))) if is_stated(period) else tuple(found)


def _number(amount: Any) -> float:
    """Return an amount as a number; one that is none is missing, which is refused."""
    try:
        return float(amount)
    except (TypeError, ValueError):
        return math.nan


def _levels(cells: Cells, dimension: str) -> dict[str, tuple[int, int]]:
    """Return of each member, and of those above, its level from the top and its number there."""
    found: dict[str, tuple[int, int]] = {}
    counts: dict[int, int] = {}
    for path in cells.paths(dimension):
        for level, member in enumerate(path):
            if member not in found:
                found[member] = (level, counts.get(level, 0))
                counts[level] = counts.get(level, 0) + 1
    return found


def _faults(
    controls: pd.DataFrame,
    where: list[Where],
    cells: Cells,
    levels: dict[str, dict[str, tuple[int, int]]],
) -> Iterator[str]:
    """Yield what is wrong with single controls."""
    kinds, amounts = controls["kind"].tolist(), controls["amount"].tolist()
    for place, (kind, amount, about) in enumerate(zip(kinds, amounts, where, strict=True)):
        label = t("control {n} ({kind}, {about})", n=place + 1, kind=kind, about=named(about))
        if kind not in KINDS:
            yield t("{control}: {kind} is no kind of control", control=label, kind=kind)
        if not is_stated(amount) and kind != "hold":
            yield t("{control}: the amount is missing", control=label)
        elif is_stated(amount) and not 0 <= _number(amount) < MOST:
            yield t("{control}: {amount} is no amount of 0 or more", control=label, amount=amount)
        for name, member in about:
            for text in _unknown(name, member, cells, levels):
                yield f"{label}: {text}"


def _unknown(
    name: str, member: str, cells: Cells, levels: dict[str, dict[str, tuple[int, int]]]
) -> Iterator[str]:
    """Yield why a control cannot name a member."""
    if name not in levels:
        yield t("the cells have no {dimension}", dimension=name)
    elif name == MONTH:
        yield from _period_faults(member, cells)
    elif member not in levels[name]:
        near = closest(member, levels[name])
        yield (
            t(
                "no cell has {name} = {member} (did you mean {near}?)",
                name=name,
                member=member,
                near=near,
            )
            if near
            else t("no cell has {name} = {member}", name=name, member=member)
        )


def _period_faults(text: str, cells: Cells) -> Iterator[str]:
    try:
        period = Period.parse(text, year_start=cells.year_start)
    except UsageError as fault:
        yield str(fault)
        return
    known = set(cells.members[MONTH])
    lacking = [str(one) for one in period.months if str(one) not in known]
    if lacking:
        yield t("the cells lack {months} of {period}", months=", ".join(lacking), period=text)


def _bounds(controls: pd.DataFrame, digits: int) -> tuple[Floats, Floats]:
    """Return between which sums controls allow, in whole minor units; missing: as the reference."""
    low, high = np.zeros(len(controls)), np.full(len(controls), np.inf)
    kinds, amounts = controls["kind"].tolist(), controls["amount"].tolist()
    for place, (kind, amount) in enumerate(zip(kinds, amounts, strict=True)):
        minor = to_minor(repr(float(amount)), digits=digits) if is_stated(amount) else math.nan
        if kind != "cap":
            low[place] = minor
        if kind != "floor":
            high[place] = minor
    return low, high


def _groupings(
    where: list[Where], cells: Cells, levels: dict[str, dict[str, tuple[int, int]]]
) -> list[Grouping]:
    """Return controls by the dimensions and levels that they name."""
    alike: dict[tuple[tuple[str, int], ...], list[int]] = {}
    for place, about in enumerate(where):
        kind = tuple((name, levels[name][member][0]) for name, member in about)
        alike.setdefault(kind, []).append(place)
    found = []
    for kind, places in sorted(alike.items()):
        key = _keys(cells, kind, slice(None))
        wanted = np.zeros(len(places), dtype=np.int64)
        for at, (name, level) in enumerate(kind):
            own = [levels[name][where[place][at][1]][1] for place in places]
            wanted = wanted * _size(levels[name], level) + np.array(own) + 1
        groups, numbered = np.unique(wanted, return_inverse=True)
        spot = np.searchsorted(groups, key).clip(max=len(groups) - 1)
        group = np.where(groups[spot] == key, spot, len(groups))
        found.append(Grouping(kind, group, len(groups), np.array(places), numbered))
    return found


def _keys(cells: Cells, kind: Sequence[tuple[str, int]], chosen: Ints | slice) -> Ints:
    """Return one number per chosen cell for the members of some dimensions at some levels."""
    key = np.zeros(len(cells.rows[chosen]), dtype=np.int64)
    for name, level in kind:
        numbers = _levels(cells, name)
        own = np.array(
            [numbers[path[level]][1] if len(path) > level else -1 for path in cells.paths(name)]
        )
        key = key * _size(numbers, level) + own[cells.codes[name][chosen]] + 1
    return key


def _size(numbers: dict[str, tuple[int, int]], level: int) -> int:
    return 1 + sum(one[0] == level for one in numbers.values())
