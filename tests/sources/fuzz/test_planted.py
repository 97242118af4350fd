"""The fuzz can fail: each fault that it is there for, planted into the gate, is seen by it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from salesnb.paths import Company
from salesnb.snapshot import close
from salesnb.snapshot import gate as walk
from salesnb.sources import amounts
from salesnb.sources.check import gate, locate
from salesnb.sources.read import csvfiles
from tests.sources.fuzz.closed import faults_of_closing
from tests.sources.fuzz.companies import KINDS, Sample, grid_of, written
from tests.sources.fuzz.judged import faults

CSV = KINDS[0]


def sample(*changes: tuple[int, int, str], may_drop: bool = False) -> Sample:
    """Return orders in which the cells at (row, column) hold other texts."""
    grid = grid_of(CSV)
    for i, j, text in changes:
        grid.rows[i][j] = text
    return Sample(CSV, written(CSV, grid), may_drop=may_drop)


def wrapped(function: Callable[..., Any], then: Callable[[Any], Any]) -> Callable[..., Any]:
    """Return a function that hands its result to another one first."""
    return lambda *args, **named: then(function(*args, **named))


def the_fault(one: Sample, folder: Path) -> str:
    """Return the only fault that is seen."""
    (found,) = faults(one, folder / "c")
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_sound_exports_of_every_kind_have_no_fault(kind: Any, tmp_path: Path) -> None:
    assert faults(Sample(kind, written(kind, grid_of(kind))), tmp_path / "c") == []


def test_an_amount_read_as_another_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = sample((1, 5, "10€50"))
    assert faults(one, tmp_path / "c") == []
    monkeypatch.setattr(amounts, "pattern", lambda how: r"\d")
    found = "\n".join(faults(one, tmp_path / "c"))
    assert "a person reads" in found and "1.05E+3" in found


def test_a_row_that_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def store(con: Any, text: Any, name: str, **named: Any) -> None:
        stored(con, text, name, **named)
        con.raw_sql(f'DELETE FROM "{name}" WHERE rowid = 2')

    stored = csvfiles._store
    monkeypatch.setattr(csvfiles, "_store", store)
    found = "\n".join(faults(sample(), tmp_path / "c"))
    assert "rows: kept 5, set aside 0, a person reads 6" in found and "amounts: kept" in found


def test_a_day_read_as_another_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def changed(clean: gate.CleanTables) -> gate.CleanTables:
        table = clean.tables["order_lines"]
        later = table.mutate(order_on=table.order_on + _one_day())
        clean.tables["order_lines"] = later
        return clean

    monkeypatch.setattr(walk, "check_tables", wrapped(gate.check_tables, changed))
    assert "nobody reads it so" in faults(sample(), tmp_path / "c")[0]


def _one_day() -> Any:
    import ibis

    return ibis.interval(days=1)


@pytest.mark.parametrize("may_drop", [False, True])
def test_a_value_in_another_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, may_drop: bool
) -> None:
    one = sample((2, 2, "yesterday"), may_drop=may_drop)
    assert faults(one, tmp_path / "c") == []
    monkeypatch.setattr(
        locate,
        "find_records",
        wrapped(locate.find_records, lambda found: {n: (r[0] + 1, r[1]) for n, r in found.items()}),
    )
    assert the_fault(one, tmp_path).startswith("not what stands in that line")


def test_a_value_without_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate.Location, "where", "")
    assert the_fault(sample((2, 2, "x")), tmp_path).startswith("a value without its place")


def test_an_exception(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise ValueError("planted")

    monkeypatch.setattr(gate, "report_signs", broken)
    assert "ValueError: planted" in the_fault(sample(), tmp_path)


def test_a_file_left_in_the_company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def leaves(company: Company, *args: Any, **named: Any) -> Any:
        (company.root / "half.parquet").write_bytes(b"PAR1")
        return opened(company, *args, **named)

    opened = walk.engine_for
    monkeypatch.setattr(walk, "engine_for", leaves)
    assert the_fault(sample(), tmp_path) == "the company's folder is not as it was"


def test_a_snapshot_written_by_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults_of_closing(sample(), tmp_path / "c") == []

    def half(new: Path, target: Path) -> None:
        replaced(new, target)
        (target / "sales_cube.parquet").write_bytes(b"PAR1")

    replaced = close.replace_snapshot
    monkeypatch.setattr(close, "replace_snapshot", half)
    assert faults_of_closing(sample(), tmp_path / "c") == ["damaged: sales_cube.parquet"]
