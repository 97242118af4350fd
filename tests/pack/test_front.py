"""The index: headlines against target and last year, what is missing, what changed; in words."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from salesnb import artefacts
from salesnb.contracts import results_intake, results_sales
from salesnb.contracts.results import result
from salesnb.i18n import use
from salesnb.pack import headlines
from salesnb.pack.check import faults_of
from salesnb.pack.front import _missing

CONTRACTS = {c.name: c for c in (*results_intake.CONTRACTS, *results_sales.CONTRACTS)}


def save(folder: Path, name: str, *rows: dict[str, object]) -> None:
    contract = CONTRACTS[name]
    artefacts.save([result(pd.DataFrame(rows, columns=contract.columns), contract)], folder)


def headline(measure: str, value: float, growth: float) -> dict[str, object]:
    numbers = {"value": value, "before": 1.0, "change": 1.0, "growth": growth}
    return {"place": 1, "measure": measure, "span": "month", **numbers, "share": None, "share_before": None, "points": None}  # fmt: skip


def plain(tile: dict[str, object]) -> list[str]:
    return [re.sub("<[^>]+>", "", str(note)) for note in tile["notes"]]  # type: ignore[union-attr]


@pytest.fixture
def month(tmp_path: Path) -> Path:
    save(tmp_path, "02_sales_headlines", headline("sales", 900.0, 0.1), headline("collections", 800.0, 0.2))  # fmt: skip
    return tmp_path


def test_a_headline_says_its_target_and_last_year(month: Path) -> None:
    save(month, "02_sales_plan", {"place": 1, "measure": "sales", "span": "month", "target": 1000.0, "actual": 900.0, "gap": 100.0, "attainment": 0.9, "n_targets": 2, "n_months": 1})  # fmt: skip
    sales, cash = headlines.tiles(month, "draft", "CNY")
    assert plain(sales) == ["90.0% of target ¥1.0k", "+10.0% on a year ago"]
    assert plain(cash) == ["no target came in", "+20.0% on a year ago"]
    assert headlines.plan_words(month, "draft") == ""


def test_a_month_without_targets_says_so_once(month: Path) -> None:
    sales, _ = headlines.tiles(month, "draft", "CNY")
    assert plain(sales) == ["+10.0% on a year ago"]
    assert "No target for this month came in" in headlines.plan_words(month, "draft")
    with use("zh"):
        assert "没有收到当月目标" in headlines.plan_words(month, "draft")


def test_what_late_rows_changed_is_said_with_its_cells(tmp_path: Path) -> None:
    save(tmp_path, "01_intake_changes", {"against": "v1", "frame": "sales_cube", "month": "2026-08", "lines_before": 1, "lines_now": 2, "money_before": 100.0, "money_now": 150.0})  # fmt: skip
    (line,) = headlines.changed(tmp_path, "draft", "CNY")
    assert re.sub("<[^>]+>", "", line) == "Aug 2026, Sales: ¥100 → ¥150"
    changes = artefacts.load(tmp_path, "01_intake_changes")
    assert list(faults_of(line, lambda *_: changes)) == []


def test_missing_tables_name_their_tasks_and_owner(tmp_path: Path) -> None:
    save(tmp_path, "01_intake_missing", {"position": 1, "table": "visits", "label": "Visits", "owner": "Sales management", "n_tasks": 9, "n_unlocked": 3})  # fmt: skip
    (line,) = _missing(tmp_path, "draft")
    assert "Visits: " in line and ">9</data> tasks" in line and "Sales management" in line
