"""What a month remembers: issued figures stay, and a run says what came late or was lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from salesnb.i18n import use
from salesnb.paths import open_company
from salesnb.runs import schedule
from salesnb.runs.news import news
from salesnb.snapshot.close import settle_month
from salesnb.snapshot.facts import open_snapshot
from tests.cases.case import copied
from tests.cli.commands import Said, salesnb
from tests.runs.small import MONTH, bytes_below, good, stand_in, workbooks

LATE = "the exports differ from what was issued: 1 line, 70.00; --reissue takes them in"


@dataclass(frozen=True)
class Month:
    """The month of the case, run by one workbook of which no kernel is started."""

    root: Path

    def run(self, *words: str) -> Said:
        return salesnb("run", self.root, "--month", "2026-10", "--lang", "en", *words)

    def come_late(self) -> None:
        """Put the export with one line more where the first one was."""
        shutil.copyfile(self.root / "late" / "order_lines.csv", self.export)

    @property
    def export(self) -> Path:
        return self.root / "tables" / "order_lines.csv"

    @property
    def snapshot(self) -> Path:
        return open_company(self.root).month(MONTH).snapshot

    @property
    def sales(self) -> float:
        cube = open_snapshot(open_company(self.root), MONTH).frame("sales_cube")
        return float(cube["net_amount"].sum())


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Month:
    """The month before its first run."""
    books = workbooks(tmp_path / "books", {"a_one": good("a_one", "a_one_sum")})
    monkeypatch.setenv("SALESNB_NOTEBOOKS", str(books))
    monkeypatch.setattr(schedule, "run_job", stand_in)
    return Month(copied("tiny", tmp_path))


@pytest.fixture
def issued(fresh: Month) -> Month:
    """The month as it was issued, v1."""
    said = fresh.run("--issue", "agreed")
    assert said.code == 0, said.out
    return fresh


def test_late_rows_on_an_issued_month_are_counted_and_taken_in_only_when_asked(
    issued: Month,
) -> None:
    issued.come_late()
    said = issued.run()
    assert said.code == 0 and LATE in said.out
    assert "no fact has changed since the last run" in said.out
    assert issued.sales == 250.0
    assert LATE in issued.run("--json").json["news"]
    again = issued.run("--reissue")
    assert "since the last run: 1 line, 70.00" in again.out and issued.sales == 320.0
    assert "the drafts hold what v1 does not: 1 line, 70.00" in again.out
    assert "the exports differ" not in again.out


def test_drafts_of_late_rows_can_be_compared_with_what_was_issued(issued: Month) -> None:
    issued.come_late()
    issued.run("--reissue")
    said = salesnb("diff", issued.root, "2026-10", "v1", "draft")
    assert said.code == 0 and "a_one_sum" in said.out and "253.00 → 323.00" in said.out


def test_issued_packs_and_facts_stay_as_long_as_their_version(issued: Month) -> None:
    folder = issued.snapshot.parent
    kept = {place: bytes_below(folder / place) for place in ("report/en/v1", "facts/v1")}
    assert all("index.html" in kept["report/en/v1"] or files for files in kept.values())
    issued.come_late()
    issued.run("--reissue")
    issued.run("--reissue", "--issue", "agreed again")
    assert {place: bytes_below(folder / place) for place in kept} == kept
    assert (folder / "report" / "en" / "v2" / "index.html").is_file()


@pytest.mark.parametrize("late", [False, True])
def test_a_snapshot_that_was_deleted_is_restored_as_issued(issued: Month, late: bool) -> None:
    before = bytes_below(issued.snapshot)
    if late:
        issued.come_late()
    shutil.rmtree(issued.snapshot)
    said = issued.run()
    assert said.code == 0 and "it was restored as issued in v1" in said.out
    assert bytes_below(issued.snapshot) == before
    assert (LATE in said.out) == late


@pytest.mark.parametrize("name", ["sales_cube.parquet", "manifest.json"])
@pytest.mark.parametrize("content", [None, b"", b"torn"])
def test_a_damaged_file_of_an_issued_snapshot_is_restored(
    issued: Month, name: str, content: bytes | None
) -> None:
    before = bytes_below(issued.snapshot)
    damage(issued.snapshot / name, content)
    said = issued.run()
    assert said.code == 0 and f"was lost or changed ({name})" in said.out
    assert bytes_below(issued.snapshot) == before


def damage(file: Path, content: bytes | None) -> None:
    """Remove a file, or write something else into it where it stands."""
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)


def test_issued_facts_that_nothing_gives_back_are_refused_never_other_figures(
    issued: Month,
) -> None:
    shutil.rmtree(issued.snapshot.parent / "facts")
    issued.come_late()
    (issued.snapshot / "sales_cube.parquet").unlink()
    said = issued.run()
    assert said.code == 1 and "the facts that v1 of 2026-10 was issued from are lost" in said.err
    assert "bring back months/2026-10/snapshot from a backup" in said.err
    assert issued.run("--reissue").code == 0 and issued.sales == 320.0


@pytest.mark.parametrize("content", [None, b"torn"])
def test_a_damaged_snapshot_is_closed_again(fresh: Month, content: bytes | None) -> None:
    assert "this is the first run of 2026-10" in fresh.run().out
    before = bytes_below(fresh.snapshot)
    damage(fresh.snapshot / "month_lines.parquet", content)
    said = fresh.run()
    assert "(month_lines.parquet); it was closed again from the exports" in said.out
    assert "cannot be told: its snapshot is lost" in said.out
    assert bytes_below(fresh.snapshot) == before
    shutil.rmtree(fresh.snapshot)
    assert "cannot be told: its snapshot is lost" in fresh.run().out


def test_drafts_of_a_damaged_snapshot_are_not_issued(fresh: Month) -> None:
    fresh.run()
    damage(fresh.snapshot / "sales_cube.parquet", b"torn")
    said = salesnb("issue", fresh.root, "--month", "2026-10", "--reason", "agreed")
    assert said.code == 1
    assert "of the snapshot of 2026-10 sales_cube.parquet is lost or changed" in said.err
    shutil.rmtree(fresh.snapshot)
    said = salesnb("issue", fresh.root, "--month", "2026-10", "--reason", "agreed")
    assert said.code == 1 and "manifest.json is lost or changed" in said.err
    assert fresh.run("--issue", "agreed").code == 0


def test_a_run_says_in_which_months_lines_and_money_have_changed(fresh: Month) -> None:
    fresh.run()
    with fresh.export.open("a", encoding="utf-8") as export:
        export.write("5,1,2026-09-30,B,1,0.05\n6,1,2026-10-30,B,-1,-20\n")
    said = fresh.run()
    assert "since the last run: 2 lines, −19.95 (2026-09: 1 line, 0.05;" in said.out
    assert "2026-10: 1 line, −20.00)" in said.out


def test_a_month_closed_before_that_changed_is_told_with_its_lines_and_money(
    fresh: Month,
) -> None:
    salesnb("run", fresh.root, "--month", "2026-09", "--lang", "en")
    with fresh.export.open("a", encoding="utf-8") as export:
        export.write("5,1,2026-09-30,B,1,0.05\n")
    assert "since 2026-09 was closed: 2026-09: 1 line, 0.05" in fresh.run().out


def test_exports_that_cannot_be_read_leave_an_issued_month_as_it_is(issued: Month) -> None:
    issued.export.write_text("order_id\nO1\n", encoding="utf-8")
    said = issued.run()
    assert said.code == 0 and issued.sales == 250.0
    assert "whether the exports differ from what was issued cannot be told" in said.out


@pytest.mark.parametrize("month", ["2027-03", "2025-01"])
def test_a_month_without_rows_is_told_with_the_months_that_have_some(
    fresh: Month, month: str
) -> None:
    message = f"no row is dated in {month}; the data run 2026-09 to 2026-10"
    assert message in salesnb("check", fresh.root, "--month", month).out
    assert message in salesnb("check", fresh.root, "--month", month, "--json").json["news"]
    assert message in salesnb("run", fresh.root, "--month", month, "--lang", "en").out
    assert "no row" not in salesnb("check", fresh.root, "--month", "2026-10").out


def test_what_a_killed_check_left_in_the_temporary_folder_goes(
    fresh: Month, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left, own = tmp_path / f"snb-{gone.pid}-abc", tmp_path / f"snb-{os.getpid()}-abc"
    for folder in (left, own):
        (folder / "spill").mkdir(parents=True)
    assert salesnb("check", fresh.root, "--month", "2026-10").code == 0
    assert not left.exists() and own.exists()


def test_late_rows_are_told_in_chinese(issued: Month) -> None:
    issued.come_late()
    with use("zh"):
        said = news(
            settle_month(open_company(issued.root), MONTH),
            open_company(issued.root),
            MONTH,
            is_first=False,
        )
    assert said == [
        "自上次运行以来数据没有变化",
        "导出数据与已发布的内容不同：1 行，70.00；用 --reissue 可纳入",
    ]
