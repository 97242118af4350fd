"""A task is managed only when all that it needs is there, fresh, and used by a workbook."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.contracts.tasks import GROUP_LABELS, GROUPS, TASKS, Task
from salesnb.intake import controls

TINY = {
    "first": (
        Task("both", "Both", "01_a", ("visits", "reps"), "Section"),
        Task("either", "Either", "02_b", ("x|visits",)),
    ),
    "second": (
        Task("none", "None", "03_c", ("ghosts",)),
        Task("two", "Two", "03_c", ("ghosts", "x")),
    ),
}


def fresh(**tables: tuple[int, bool]) -> pd.DataFrame:
    rows = [(name, n, stale) for name, (n, stale) in tables.items()]
    return pd.DataFrame(rows, columns=["table", "n_rows", "is_stale"])


def states(frame: pd.DataFrame) -> dict[str, str]:
    card = controls.scorecard(frame, shipped={"01_a"}, groups=TINY)
    return dict(zip(card["task_id"], card["state"], strict=True))


def test_all_tables_fresh_is_managed_where_a_workbook_serves_it() -> None:
    found = states(fresh(visits=(5, False), reps=(2, False)))
    assert found == {
        "both": "managed",
        "either": "unserved",
        "none": "unmanaged",
        "two": "unmanaged",
    }


def test_one_stale_table_makes_the_task_stale_and_one_missing_unmanaged() -> None:
    assert states(fresh(visits=(5, True), reps=(2, False)))["both"] == "stale"
    assert states(fresh(visits=(5, True)))["both"] == "unmanaged"


def test_an_empty_table_is_missing_and_a_fresh_alternative_wins_over_a_stale_one() -> None:
    assert states(fresh(visits=(0, False), reps=(2, False)))["both"] == "unmanaged"
    assert states(fresh(x=(1, True), visits=(1, False)))["either"] == "unserved"


def test_the_card_names_what_is_missing_and_who_would_serve_it() -> None:
    card = controls.scorecard(fresh(x=(1, False)), shipped={"01_a"}, groups=TINY)
    row = card.set_index("task_id").loc["both"]
    assert row["missing_tables"] == "visits, reps"
    assert row["is_served"]
    assert not card.set_index("task_id").loc["none", "is_served"]


def test_group_counts_add_up_to_their_total() -> None:
    card = controls.scorecard(fresh(visits=(1, False), reps=(1, True)), shipped=(), groups=TINY)
    counts = controls.group_counts(card).set_index("group")
    total = counts.loc["total"]
    assert total[["n_managed", "n_unserved", "n_stale", "n_unmanaged"]].tolist() == [0, 1, 1, 2]
    assert total["n_tasks"] == 4
    assert counts.loc["first", "fresh_share"] == pytest.approx(0.5)
    assert counts.loc["first", "managed_share"] == 0


def test_a_table_unlocks_only_the_tasks_that_lack_nothing_else() -> None:
    every = {task.workbook for tasks in TINY.values() for task in tasks}
    card = controls.scorecard(fresh(), shipped=every, groups=TINY)
    wanted = controls.missing_tables(card).set_index("table")
    assert wanted["n_tasks"].to_dict() == {"ghosts": 2, "reps": 1, "visits": 1, "x": 2}
    assert wanted["n_unlocked"].to_dict() == {"ghosts": 1, "reps": 0, "visits": 0, "x": 1}


def test_no_table_is_asked_for_that_no_installed_workbook_reads() -> None:
    assert controls.missing_tables(controls.scorecard(fresh(), shipped=(), groups=TINY)).empty
    card = controls.scorecard(fresh(), shipped={"01_a"}, groups=TINY)
    assert set(controls.missing_tables(card)["table"]) == {"visits", "reps"}


def test_the_registry_has_the_eighty_tasks_once_each() -> None:
    assert len(TASKS) == len({task.id for task in TASKS}) == 80
    assert {len(group) for group in GROUPS.values()} == {4, 5, 6, 7, 9, 10, 11, 12}


def test_every_group_of_tasks_has_a_label() -> None:
    assert list(GROUP_LABELS) == list(GROUPS)
