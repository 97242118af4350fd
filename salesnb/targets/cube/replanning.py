"""A plan in the middle of its year, and what a change of its controls would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from salesnb.contracts.decided.written import as_lines, is_stated
from salesnb.errors import UsageError
from salesnb.i18n import t
from salesnb.months import Month
from salesnb.targets.cube.cells import VALUES
from salesnb.targets.cube.controls import ABOUT, VALUES_OF
from salesnb.targets.cube.fitting import Plan, fit_plan

Change = Mapping[str, Any]  # an entry of controls.toml


@dataclass(frozen=True)
class Trial:
    """A plan under changed controls.

    `controls`: all that then hold. `replaced`: the rows of the former controls whose place a change
    takes; they go from controls.toml when it comes in. `lines`: the changes as they stand there.
    """

    plan: Plan
    controls: pd.DataFrame
    replaced: list[int]
    lines: str


def lock_closed(
    reference: pd.DataFrame, actual: pd.DataFrame, *, last_closed: Month
) -> pd.DataFrame:
    """Return a reference whose months up to `last_closed` do not move from what was reached.

    `actual` has the dimensions of the reference and `amount`. A closed cell without an actual is 0;
    an actual without a cell becomes one. So a control on the year leaves for the open months what
    the closed ones did not reach. Raises `UsageError` for an actual below 0 (a plan has none): such
    cells are to be added up with others first.
    """
    keys = [name for name in reference.columns if name not in VALUES]
    so_far = actual[actual["month"].astype("str") <= str(last_closed)]
    so_far = so_far.astype(dict.fromkeys(keys, "str"))
    reached = so_far.groupby(keys)["amount"].sum().reset_index()
    if (reached["amount"] < 0).any():
        first = reached[reached["amount"] < 0].iloc[0]
        cell = ", ".join(f"{name} = {first[name]}" for name in keys)
        raise UsageError(
            t("{cell}: the actual is below 0", cell=cell),
            fix=t("add the cell up with others before it is locked"),
        )
    plain = reference.astype(dict.fromkeys(keys, "str"))
    is_open = plain["month"] > str(last_closed)
    closed = plain[~is_open][keys].merge(reached, on=keys, how="outer")
    amount = closed["amount"].fillna(0.0)
    locked = closed[keys].assign(reference=amount, lowest=amount, highest=amount)
    return pd.concat([locked, plain[is_open]], ignore_index=True)


def try_controls(
    reference: pd.DataFrame,
    controls: pd.DataFrame,
    changes: Sequence[Change],
    **options: Any,
) -> Trial:
    """Return the plan that changed controls would give, and the lines for controls.toml.

    Each change is an entry of controls.toml with reason, author and decided_on; it takes the place
    of the control of the same kind on the same cells, or comes beside the others. `options` are
    those of `fit_plan`, which also says what is refused. Raises `UsageError` for a change that does
    not say who decided it, why and when.
    """
    lines = control_lines(changes)
    changed, replaced = with_changes(controls, changes)
    return Trial(fit_plan(reference, changed, **options), changed, replaced, lines)


def with_changes(
    controls: pd.DataFrame, changes: Sequence[Change]
) -> tuple[pd.DataFrame, list[int]]:
    """Return controls with the changes, and the rows whose place these take."""
    about = {_about(change) for change in changes}
    rows = controls.reset_index(drop=True)
    replaced = [place for place, row in enumerate(rows.to_dict("records")) if _about(row) in about]
    added = pd.DataFrame([_in_order(change) for change in changes])
    kept = rows.drop(index=replaced)
    parts = [one for one in (kept, added) if len(one)]
    return pd.concat(parts, ignore_index=True) if parts else rows, replaced


def control_lines(changes: Sequence[Change]) -> str:
    """Return changes as they stand in controls.toml.

    Raises `UsageError` for a change that lacks kind, reason, author or the day of the decision.
    """
    for change in changes:
        lacking = [one for one in ("kind", "reason", "author", "decided_on") if not change.get(one)]
        if lacking:
            raise UsageError(t("the change lacks {columns}", columns=", ".join(lacking)))
    return as_lines("controls", *map(_in_order, changes))


def _about(entry: Mapping[Any, Any]) -> tuple[tuple[str, str], ...]:
    """Return what tells a control from others: its kind, measure, period and cells."""
    names = [name for name in entry if name not in VALUES_OF]
    return tuple(sorted((str(name), str(entry[name])) for name in names if is_stated(entry[name])))


def _in_order(change: Change) -> dict[str, Any]:
    """Return the values that a change states, in the order of controls.toml."""
    first = ("kind", "period", "measure", "amount")
    cells = [one for one in change if one not in ABOUT]
    names = [one for one in (*first, *cells, "reason", "author", "decided_on") if one in change]
    return {name: change[name] for name in names if is_stated(change[name])}
