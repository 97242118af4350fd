"""Cells added up over what nobody asks for, so that a plan can be fitted again at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from salesnb.contracts.decided.written import is_stated
from salesnb.targets.cube.cells import MONTH, VALUES, Parents
from salesnb.targets.cube.controls import ABOUT


def coarse(
    cells: pd.DataFrame,
    controls: pd.DataFrame,
    *,
    keep: Sequence[str] = (),
    above: Sequence[str] = (),
    parents: Parents,
) -> pd.DataFrame:
    """Return cells added up over the dimensions that neither controls nor `keep` tell apart.

    `cells` are the reference of a plan (`fit_plan`). A dimension in `keep` stays as it is, one in
    `above` is told by the member above each where `parents` has one and no control names a member
    below that, and one that controls name stays; the month always does. A plan fitted to these
    cells has the same sums as one fitted to the finer ones but for rounding, as no control presses
    on parts of them.
    """
    named = _named(controls)
    dimensions = [name for name in cells.columns if name not in VALUES]
    kept: dict[str, pd.Series] = {}
    for name in dimensions:
        if name == MONTH or name in keep:
            kept[name] = cells[name]
        elif name in above or name in named:
            own = parents.get(name, {})
            is_fine = bool(named.get(name, set()) & set(cells[name].astype("str").unique()))
            kept[name] = cells[name] if is_fine else _raised(cells[name], own)
    amounts = [name for name in VALUES if name in cells]
    filled = {
        name: cells[name].fillna(0.0) if name == "lowest" else cells[name] for name in amounts
    }
    table = pd.DataFrame(kept).assign(**filled)
    grouped = table.groupby(list(kept), observed=True, sort=True)[amounts]
    return grouped.sum(skipna=False).reset_index()


def _named(controls: pd.DataFrame) -> Mapping[str, set[str]]:
    """Return the members that controls name, by dimension."""
    names = [name for name in controls.columns if name not in ABOUT]
    found = {name: {str(one) for one in controls[name] if is_stated(one)} for name in names}
    return {name: members for name, members in found.items() if members}


def _raised(column: pd.Series, above: Mapping[str, str]) -> pd.Series:
    """Return the member above each member, or itself where there is none."""
    coded = column.astype("category")
    raised = {one: above.get(str(one)) or str(one) for one in coded.cat.categories}
    return coded.map(raised).astype("category")
