"""A plan in the middle of its year, and what a change of its controls would do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import tomlkit

from salesnb.errors import UsageError
from salesnb.i18n import t
from salesnb.months import Month
from salesnb.targets.cube.cells import VALUES
from salesnb.targets.cube.controls import ABOUT, VALUES_OF, is_stated
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
    for change in changes:
        lacking = [one for one in ("kind", "reason", "author", "decided_on") if not change.get(one)]
        if lacking:
            raise UsageError(t("the change lacks {columns}", columns=", ".join(lacking)))
    about = {_about(change) for change in changes}
    rows = controls.reset_index(drop=True)
    replaced = [place for place, row in enumerate(rows.to_dict("records")) if _about(row) in about]
    added = pd.DataFrame([_stated(change) for change in changes])
    changed = pd.concat([rows.drop(index=replaced), added], ignore_index=True)
    lines = "\n".join(
        tomlkit.dumps({"controls": [_stated(change)]}).strip() + "\n" for change in changes
    )
    return Trial(fit_plan(reference, changed, **options), changed, replaced, lines)


def _about(entry: Mapping[Any, Any]) -> tuple[tuple[str, str], ...]:
    """Return what tells a control from others: its kind, measure, period and cells."""
    names = [name for name in entry if name not in VALUES_OF]
    return tuple(sorted((str(name), str(entry[name])) for name in names if is_stated(entry[name])))


def _stated(change: Change) -> dict[str, Any]:
    """Return the values that a change states, in the order of controls.toml."""
    first = [one for one in ("kind", "period", "measure", "amount") if one in change]
    cells = [one for one in change if one not in ABOUT]
    last = ["reason", "author", "decided_on"]
    stated = {name: change[name] for name in (*first, *cells, *last) if is_stated(change[name])}
    day = stated["decided_on"]
    return {**stated, "decided_on": day.date() if isinstance(day, dt.datetime) else day}
