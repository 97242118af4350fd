"""The plan cube: cells nearest to a reference that meet every control to the minor unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.methods.margins import Floats, Ints, Margin
from salesnb.methods.raking import Raked, rake
from salesnb.methods.support import left_empty
from salesnb.methods.whole import whole_numbers
from salesnb.targets.cube.cells import VALUES, Parents, cells_of
from salesnb.targets.cube.contradictions import (
    Problem,
    cell_bounds,
    refuse_contradictions,
    refuse_plain_ones,
)
from salesnb.targets.cube.controls import demands_of

NONE: Parents = {}
FEW_ATOMS = 20_000  # where the sums are met and only whole numbers are not


@dataclass(frozen=True)
class Plan:
    """A fitted plan.

    `cells`: the rows of the reference in their order, with `fitted` (before rounding) and `target`,
    both in the unit of the reference; every control holds for the sums of `target`. `controls`: the
    rows of the controls in their order with `reached` (the sum of the targets), `residual` (what it
    lacks, or has too much below 0; 0 where it holds) and `stretch` (by which factor the control
    multiplied its cells; 1 where it did not press). `is_exact`: no control has a residual.
    """

    cells: pd.DataFrame
    controls: pd.DataFrame

    @property
    def is_exact(self) -> bool:
        return not bool(self.controls["residual"].any())


def fit_plan(
    reference: pd.DataFrame,
    controls: pd.DataFrame,
    *,
    parents: Mapping[str, Mapping[str, str]] = NONE,
    digits: int = 2,
    year_start: int = 1,
) -> Plan:
    """Return the plan nearest to `reference` that meets every control.

    `reference` has a row per leaf cell: a column per dimension (members as text or categories;
    `month` as YYYY-MM where there are months), `reference` (0 or more; a cell of 0 stays 0 unless
    `lowest` lifts it) and, if wanted, `lowest` and `highest` (missing: none; equal: the cell does
    not move). `controls` has a row per control as in controls.toml: `kind` (total, hold, floor,
    cap), `amount` (missing for a hold: its sum in the reference), `period` and a column per
    dimension that any of them names ('' or missing: all members), beside reason and author.
    `parents` gives per dimension the member above each member: a control on a member above holds
    for the sum of those below. `digits` is how many decimals an amount has: 2 for money in cents,
    0 for whole pieces. `year_start` is the month in which the fiscal year begins.

    Nearest in the sense of Kullback and Leibler: between its bounds each cell is its reference
    times one factor per control that it lies in. Targets are whole minor units; where several
    margins cross and no whole table was found, controls miss by a minor unit, rarely by a few, and
    `Plan.controls` says by how many. The same cells and controls give the same plan, in whatever
    order they come; a plan fitted again stays as it is.

    Raises `UsageError` for frames that cannot be read so (all faults of the controls at once), and
    `ConflictError` for controls that cannot hold together: it names a smallest set of them, without
    any of which the others can hold.
    """
    cells = cells_of(reference, parents=parents, digits=digits, year_start=year_start)
    controls = controls.reset_index(drop=True)
    problem = Problem(controls, cells, digits, demands_of(controls, cells, digits=digits))
    refuse_plain_ones(problem)
    low, high = cell_bounds(problem)
    margins = margins_of(problem)
    raked = rake(cells.reference, margins, low, high)
    if not raked.is_met:
        refuse_contradictions(problem, raked)
        high = np.where(left_empty(cells.reference, margins, low, high), low, high)
        raked = rake(cells.reference, margins, low, high)
    whole = whole_numbers(raked.values, margins, low, high)
    if not whole.is_exact:
        refuse_contradictions(problem, raked, most=FEW_ATOMS)
    return _plan(reference, problem, raked, whole.values)


def margins_of(problem: Problem) -> list[Margin]:
    """Return controls as margins, a margin per grouping, in their order.

    Controls on a single cell bind the cell: groupings of nothing else have no margin.
    """
    margins = []
    for one in problem.demands.groupings:
        least, most = one.bounds(problem.demands)
        several = np.flatnonzero(one.n_cells > 1)
        if len(several):
            margins.append(_margin(one.group, several, least, most))
    return margins


def _margin(group: Ints, several: Ints, least: Floats, most: Floats) -> Margin:
    """Return the margin of some of the groups, of few cells where it leaves most cells out."""
    number = np.full(len(least) + 1, len(several), dtype=np.int64)
    number[several] = np.arange(len(several))
    group = number[group]
    inside = np.flatnonzero(group < len(several))
    if len(inside) * 2 > len(group):
        return Margin(group, least[several], most[several])
    return Margin(group[inside], least[several], most[several], inside)


def _plan(reference: pd.DataFrame, problem: Problem, raked: Raked, whole: Ints) -> Plan:
    """Return the plan as frames, in the order in which cells and controls came."""
    cells, unit = problem.cells, 10.0**problem.digits
    dimensions = [name for name in reference.columns if name not in VALUES]
    table = reference[[*dimensions, "reference"]].reset_index(drop=True)
    for name, values in (("fitted", raked.values), ("target", whole)):
        placed = np.empty(len(cells))
        placed[cells.rows] = values
        table[name] = placed / unit
    return Plan(table, _held(problem, raked, whole))


def _held(problem: Problem, raked: Raked, whole: Ints) -> pd.DataFrame:
    """Return what each control reached; `raked.factors` are those of `margins_of`, in its order."""
    unit, demands = 10.0**problem.digits, problem.demands
    reached = np.zeros(len(problem.controls))
    stretch = np.ones(len(problem.controls))
    several = [one for one in demands.groupings if (one.n_cells > 1).any()]
    factors = {id(one): own for one, own in zip(several, raked.factors, strict=True)}
    for one in demands.groupings:
        sums = np.bincount(one.group, whole, one.n_groups + 1)
        reached[one.places] = sums[one.groups]
        own = np.ones(one.n_groups)
        if id(one) in factors:
            own[one.n_cells > 1] = factors[id(one)]
        stretch[one.places] = own[one.groups]
    lacks = np.maximum(demands.low - reached, 0) + np.minimum(demands.high - reached, 0)
    return problem.controls.assign(reached=reached / unit, residual=lacks / unit, stretch=stretch)
