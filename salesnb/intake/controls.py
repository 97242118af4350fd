"""Which management tasks are managed this month, and what the others lack: a workbook, or data."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from salesnb.contracts.tasks import GROUPS, Task

MANAGED, UNSERVED, STALE, UNMANAGED = "managed", "unserved", "stale", "unmanaged"
STATES = (MANAGED, UNSERVED, STALE, UNMANAGED)


def table_states(freshness: pd.DataFrame) -> dict[str, str]:
    """Return, for each table, whether it has rows and is fresh: managed, stale or unmanaged.

    `freshness` has one row per canonical table: table, n_rows, is_stale.
    """
    state = pd.Series(MANAGED, index=freshness["table"])
    state[freshness["is_stale"].to_numpy(bool)] = STALE
    state[freshness["n_rows"].to_numpy() == 0] = UNMANAGED
    return {str(table): str(value) for table, value in state.items()}


def scorecard(
    freshness: pd.DataFrame,
    *,
    shipped: Collection[str],
    groups: Mapping[str, Sequence[Task]] = GROUPS,
) -> pd.DataFrame:
    """Return one row per management task: is it managed this month, and if not, what is missing?

    A task is `managed` when each table that it needs (or one of its alternatives) has fresh rows
    and a workbook of this installation (`shipped`) works with them, `unserved` when its data are
    fresh but no workbook is there yet, `stale` when its data are older than the company allows,
    else `unmanaged`: there are none. `is_served` says whether its workbook is there.

    Columns: group, task_id, state, missing_tables, stale_tables, workbook, section (msgid),
    is_served.
    """
    states = table_states(freshness)
    rows = [
        _score(task, group, states, shipped) for group, tasks in groups.items() for task in tasks
    ]
    return pd.DataFrame(rows)


def group_counts(card: pd.DataFrame) -> pd.DataFrame:
    """Return one row per group of tasks: how many are in each state, and the shares.

    Columns: group, n_tasks, n_managed, n_unserved, n_stale, n_unmanaged, managed_share,
    fresh_share (managed or unserved); the last row, group `total`, is their sum.
    """
    counts = (
        card.groupby(["group", "state"], sort=False)["task_id"]
        .count()
        .unstack(fill_value=0)
        .reindex(columns=list(STATES), fill_value=0)
    )
    counts.loc["total"] = counts.sum()
    counts.columns = pd.Index([f"n_{name}" for name in counts.columns])
    counts.insert(0, "n_tasks", counts.sum(axis=1))
    counts["managed_share"] = counts["n_managed"] / counts["n_tasks"]
    counts["fresh_share"] = (counts["n_managed"] + counts["n_unserved"]) / counts["n_tasks"]
    return counts.reset_index(names="group")


def missing_tables(card: pd.DataFrame) -> pd.DataFrame:
    """Return one row per missing table: how many tasks of installed workbooks would it help?

    `n_unlocked` counts the tasks that lack this table and nothing else.
    """
    is_lacking = (card["state"] == UNMANAGED) & card["is_served"].astype(bool)
    lacking = card.loc[is_lacking, ["task_id", "missing_tables"]]
    wanted = lacking.assign(table=lacking["missing_tables"].str.split(", ")).explode("table")
    wanted["is_only"] = ~wanted["task_id"].duplicated(keep=False)
    grouped = wanted.groupby("table", as_index=False)
    return grouped.agg(n_tasks=("task_id", "count"), n_unlocked=("is_only", "sum"))


def _score(
    task: Task, group: str, states: Mapping[str, str], shipped: Collection[str]
) -> dict[str, object]:
    best = [_best(alternatives, states) for alternatives in task.tables]
    missing = [need for need, state in best if state == UNMANAGED]
    stale = [need for need, state in best if state == STALE]
    is_served = task.workbook in shipped
    fresh = MANAGED if is_served else UNSERVED
    return {
        "group": group,
        "task_id": task.id,
        "state": UNMANAGED if missing else STALE if stale else fresh,
        "missing_tables": ", ".join(missing),
        "stale_tables": ", ".join(stale),
        "workbook": task.workbook,
        "section": task.section,
        "is_served": is_served,
    }


def _best(alternatives: str, states: Mapping[str, str]) -> tuple[str, str]:
    """Return the alternative in the best state (the first of equals) and that state."""
    order = [MANAGED, STALE, UNMANAGED]
    found = [(name, states.get(name, UNMANAGED)) for name in alternatives.split("|")]
    return min(found, key=lambda pair: order.index(pair[1]))
