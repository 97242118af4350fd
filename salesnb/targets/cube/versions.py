"""Two versions of a plan: which controls changed, which cells, who changed them, and the bridge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from salesnb.contracts.decided.written import is_stated
from salesnb.errors import ConflictError
from salesnb.targets.cube.controls import VALUES_OF, WHO
from salesnb.targets.cube.fitting import fit_plan


def changed_controls(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return a row per control that was added, dropped or given another amount.

    Controls are the same when kind, measure, period and all dimensions agree. Columns: these,
    `change` (added, dropped, changed), `amount_before`, `amount_after`, and author, reason and
    decided_on of the newer entry. Of several entries for the same control the last one counts.
    """
    keys = sorted({*before.columns, *after.columns} - {*VALUES_OF})
    first, second = (_keyed(one, keys) for one in (before, after))
    rows = []
    for key in dict.fromkeys([*first, *second]):
        old, new = first.get(key, {}), second.get(key, {})
        if old and new and _same(old.get("amount"), new.get("amount")):
            continue
        change = "changed" if old and new else "added" if new else "dropped"
        newest = new or old
        rows.append(
            {
                **dict(zip(keys, key, strict=True)),
                "change": change,
                "amount_before": old.get("amount"),
                "amount_after": new.get("amount"),
                **{name: newest.get(name) for name in WHO},
            }
        )
    columns = [*keys, "change", "amount_before", "amount_after", *WHO]
    return pd.DataFrame(rows, columns=columns)


def changed_cells(before: pd.DataFrame, after: pd.DataFrame, *, digits: int = 2) -> pd.DataFrame:
    """Return a row per cell whose target differs: dimensions, before, after, change.

    The largest change comes first. `before` and `after` have `target` and a column per dimension; a
    cell that one of them lacks is 0 there.
    """
    both = _side_by_side({"before": before, "after": after})
    both["change"] = (both["after"] - both["before"]).round(digits)
    moved = both[both["change"] != 0]
    order = moved["change"].abs().sort_values(ascending=False, kind="stable").index
    return moved.loc[order].reset_index(drop=True)


def bridge(versions: Mapping[str, pd.DataFrame], *, by: str, digits: int = 2) -> pd.DataFrame:
    """Return how each member of a dimension came from the first version to the last.

    `versions` are cells with `target`, in their order; a row per member and step: the first version
    with its amount, then each further one with what it changed. The amounts of a member add up to
    its target in the last version.
    """
    sums = {
        name: cells.astype({by: "str"}).groupby(by)["target"].sum()
        for name, cells in versions.items()
    }
    table = pd.DataFrame(sums).fillna(0.0).round(digits)
    steps = table.diff(axis=1)
    steps[steps.columns[0]] = table[table.columns[0]]
    long = steps.reset_index().melt(id_vars=by, var_name="step", value_name="amount")
    return long.assign(amount=long["amount"].round(digits))


def in_steps(
    reference: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame, **options: Any
) -> dict[str, pd.DataFrame]:
    """Return the cells under the controls before, then with one change after the other.

    Step names are `before` and the number of the change in `changed_controls`, from 1. A change
    that cannot hold before the next ones come is left to the next step, so that its own is missing.
    `options` are those of `fit_plan`.
    """
    keys = sorted({*before.columns, *after.columns} - {*VALUES_OF})
    second = _keyed(after, keys)
    now = _keyed(before, keys)
    found = {"before": fit_plan(reference, _as_frame(now), **options).cells}
    changes = changed_controls(before, after)
    for number, key in enumerate(changes[keys].itertuples(index=False, name=None), start=1):
        now.pop(key, None)
        if key in second:
            now[key] = second[key]
        try:
            found[str(number)] = fit_plan(reference, _as_frame(now), **options).cells
        except ConflictError:
            if number == len(changes):
                raise
    return found


def _keyed(controls: pd.DataFrame, keys: Sequence[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return controls by what tells them apart."""
    rows = controls.reindex(columns=sorted({*controls.columns, *keys})).to_dict("records")
    return {
        tuple(str(row[name]) if is_stated(row[name]) else "" for name in keys): {
            str(name): value for name, value in row.items()
        }
        for row in rows
    }


def _as_frame(controls: Mapping[tuple[Any, ...], dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(list(controls.values()))


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) or not (is_stated(one) or is_stated(other))


def _side_by_side(versions: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the cells of versions with a column of targets each, 0 where one lacks a cell."""
    first = next(iter(versions.values()))
    keys = [one for one in first.columns if one not in {"target", "reference", "fitted"}]
    sums = [
        cells.astype(dict.fromkeys(keys, "str")).groupby(keys)["target"].sum().rename(name)
        for name, cells in versions.items()
    ]
    return pd.concat(sums, axis=1).fillna(0.0).reset_index()
