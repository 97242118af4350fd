"""Every command on a small company: what it prints, its JSON, its exit code."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from salesnb.cli import lab
from salesnb.runs import locks
from tests.cli.commands import Said, salesnb
from tests.runs.small import MONTH, OPENED, SALES, company, good, workbooks

FAILS = [OPENED.format(id="b_fails"), "raise ValueError('no price for [C1]')"]


@dataclass(frozen=True)
class Stand:
    """A company, its workbooks, and what its first run said."""

    root: Path
    books: Path
    first: Said


def books(folder: Path, *, failing: bool = False, sales: str = SALES) -> Path:
    """Write three workbooks: one to run, one that can be made to fail, one that lacks a table."""
    cells = {
        "a_one": good("a_one", "a_one_sum", sales),
        "b_fails": FAILS if failing else good("b_fails", "b_fails_sum"),
        "c_lacks": good("c_lacks", "c_lacks_sum"),
    }
    return workbooks(folder, cells, c_lacks='needs = ["visits"]')


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    folder = tmp_path_factory.mktemp("commands")
    root = company(folder / "small").root
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SALESNB_NOTEBOOKS", str(books(folder / "books")))
        first = salesnb("run", root, "--month", "2026-10", "--issue", "agreed")
    yield Stand(root, folder / "books", first)


@pytest.fixture(autouse=True)
def small_workbooks(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALESNB_NOTEBOOKS", str(stand.books))


def run(stand: Stand, *words: object) -> Said:
    return salesnb("run", stand.root, "--month", "2026-10", *words)


def test_a_run_says_per_workbook_how_it_ended_and_where_its_page_is(stand: Stand) -> None:
    said = stand.first
    assert said.code == 0, said.out
    rows = [line for line in said.out.splitlines() if "│" in line]
    assert [row.split()[1] for row in rows] == ["a_one/en", "b_fails/en", "c_lacks/en"]
    assert "en/pages-" in rows[0] and rows[0].split()[-2].endswith("/a_one.html")
    index = stand.root / "months" / "2026-10" / "report" / "en" / "index.html"
    assert f"Report pack (en): {index}" in said.out and index.is_file()
    assert "c_lacks/en: would be switched on by: Visits (visits)" in said.out
    assert "issued as v1" in said.out


def test_a_rerun_for_machines_is_one_object(stand: Stand) -> None:
    said = run(stand, "--json")
    assert said.code == 0 and not said.err
    assert set(said.json) == {
        "failed",
        "workbooks",
        "packs",
        "issued",
        "fresh_kernels",
        "news",
    }
    one = said.json["workbooks"]["a_one/en"]
    assert set(one) == {
        "state",
        "note",
        "fix",
        "seconds",
        "unchanged",
        "started_again",
        "page",
    }
    assert one["unchanged"] and Path(one["page"]).is_file()
    assert said.json["workbooks"]["c_lacks/en"]["state"] == "skipped"


def test_a_failing_workbook_is_told_and_the_exit_code_says_so(stand: Stand) -> None:
    books(stand.books, failing=True)
    said = run(stand, "--issue", "again")
    assert said.code == 1
    assert "b_fails/en: b_fails failed under “Part b”: ValueError: no price for [C1]" in said.out
    partial = stand.root / "months" / "2026-10" / "executed" / "en" / "b_fails.failed.ipynb"
    assert str(partial) in said.out and partial.is_file()
    assert "Not issued: a workbook failed" in said.out
    failed = run(stand, "--json")
    assert failed.code == 1 and failed.json["failed"] == 1
    refused = salesnb("issue", stand.root, "--month", "2026-10", "--reason", "anyway")
    assert refused.code == 1 and "b_fails/en failed in the last run" in refused.err
    books(stand.books)
    assert run(stand, "--only", "b_fails").code == 0


def test_issue_and_diff_say_what_changed(stand: Stand) -> None:
    books(stand.books, sales="153.5 + 1")
    assert run(stand).code == 0
    said = salesnb("issue", stand.root, "--month", "2026-10", "--reason", "top 4", "--json")
    assert said.code == 0 and said.json["version"] == "v2" and said.json["new"]
    again = salesnb("issue", stand.root, "--month", "2026-10", "--reason", "top 4")
    assert "v2 stands: nothing has changed since" in again.out
    differs = salesnb("diff", stand.root, "2026-10", "v1", "v2", "--json").json["differences"]
    sums = {row["name"]: row["total_new"] - row["total_old"] for row in differs}
    assert sums["a_one_sum"] == 1.0
    (one,) = [row for row in differs if row["name"] == "a_one_sum"]
    assert one["moved"] == 1.0
    said = salesnb("diff", stand.root, "2026-10", "v1", "v2").out
    assert "a_one_sum" in said
    assert "v1: agreed\nv2: top 4\n" in said
    same = salesnb("diff", stand.root, "2026-10", "v2", "draft")
    assert same.code == 0 and "v2 and draft are the same" in same.out


def test_a_held_month_says_who_holds_it(stand: Stand) -> None:
    lock = stand.root / "months" / str(MONTH) / ".lock"
    with locks.hold(lock, started="2026-11-05T08:00:00+08:00"):
        said = run(stand)
    assert said.code == 1
    assert "another run holds 2026-10: process" in said.err and "since 2026-11-05T08:00" in said.err
    assert "wait for it, or end it" in said.err


def test_show_lists_the_results_that_a_page_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SALESNB_NOTEBOOKS", raising=False)
    assert "bridge_nodes" in salesnb("show", "02_sales").out
    assert "price_changes" in salesnb("show", "03b_rivals", "--json").json["results"]


def test_show_lists_parameters_tables_and_artefacts(stand: Stand) -> None:
    said = salesnb("show", "a_one")
    assert "how many [1..9]" in said.out and "loads: sales_cube" in said.out
    shown = salesnb("show", "c_lacks", "--json").json
    assert shown["needs"] == ["visits"]
    top = next(one for one in shown["parameters"] if one["name"] == "top")
    assert top == {
        "name": "top",
        "type": "int",
        "default": 3,
        "allowed": "1..9",
        "help": top["help"],
    }


def test_check_lists_faults_or_tables(stand: Stand, tmp_path: Path) -> None:
    good_one = salesnb("check", stand.root, "--month", "2026-10")
    assert good_one.code == 0 and "The exports can be used." in good_one.out
    bad = company(
        tmp_path / "bad",
        orders="order_id,line_id,order_on,customer_id,quantity,net_amount\nO1,1,10月7日,C9,1,5\n",
    )
    said = salesnb("check", bad.root, "--month", "2026-10")
    assert said.code == 1
    assert "order_lines.csv line 2 order_on" in said.out and "'C9'" in said.out
    assert not (bad.root / "months").exists()
    stopped = salesnb("run", bad.root, "--month", "2026-10", "--json")
    assert stopped.code == 1 and stopped.json["error"]["kind"] == "DataError"
    assert len(stopped.json["problems"]) == 2


def test_new_makes_a_company_that_says_what_it_found(stand: Stand, tmp_path: Path) -> None:
    new = salesnb("new", tmp_path / "mine", "--tables", stand.root / "tables", "--json")
    assert new.code == 0
    found = {one["table"]: one["encoding"] for one in new.json["tables"]}
    assert found == {"customers": "utf-8", "order_lines": "utf-8"}
    again = salesnb("new", tmp_path / "other", "--tables", stand.root / "tables")
    assert again.code == 0 and f"Next: salesnb check {tmp_path / 'other'}" in again.out
    assert salesnb("check", tmp_path / "mine", "--month", "2026-10").code == 0


def test_doctor_names_every_part(stand: Stand) -> None:
    said = salesnb("doctor", "--json")
    assert said.code == 0 and said.json["passed"]
    assert {"engine", "font", "kernels", "notebooks"} <= {x["check"] for x in said.json["checks"]}


def test_lab_lays_out_copies_and_keeps_changed_ones(stand: Stand) -> None:
    laid_out = Path(salesnb("lab", stand.root, "--json").json["folder"])
    copy = laid_out / "a_one.ipynb"
    assert f'company: str = \\"{stand.root.name}\\"' in copy.read_text(encoding="utf-8")
    changed = json.loads(copy.read_text(encoding="utf-8"))
    changed["cells"].pop()
    copy.write_text(json.dumps(changed), encoding="utf-8")
    salesnb("lab", stand.root, "--json")
    assert json.loads(copy.read_text(encoding="utf-8")) == changed


def test_what_stands_after_two_dashes_goes_to_jupyterlab_and_its_exit_code_comes_back(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 3 if "--no-browser" in command else 0)

    monkeypatch.setattr(lab.subprocess, "run", run)
    said = salesnb("lab", stand.root, "--", "--no-browser", "--port", "9000")
    assert said.code == 3
    assert commands[-1][-3:] == ["--no-browser", "--port", "9000"]


def test_a_folder_of_ones_own_workbooks_runs_in_the_month(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SALESNB_NOTEBOOKS", raising=False)
    own, root = books(tmp_path / "own"), company(tmp_path / "small").root
    words = ("run", root, "--month", "2026-10", "--only", "a_one", "--notebooks")
    assert salesnb(*words, own).code == 0
    (page,) = (root / "months" / "2026-10" / "report" / "en").rglob("a_one.html")
    assert "What of a_one?" in page.read_text(encoding="utf-8")
    said = salesnb(*words, tmp_path / "nowhere")
    assert said.code == 2 and "does not exist" in said.err


def test_several_companies_run_and_one_that_fails_leaves_the_others(
    stand: Stand, tmp_path: Path
) -> None:
    fine = company(tmp_path / "fine").root
    bad = company(tmp_path / "bad", orders="order_id\nO1\n").root
    words = ("run", bad, tmp_path / "nobody", fine, "--month", "2026-10", "--only", "a_one")
    said = salesnb(*words, "--json")
    assert said.code == 1 and said.json["failed"] == 2
    first, second, third = said.json["companies"]
    assert first["error"]["kind"] == "DataError" and first["problems"] and not first["done"]
    assert second["error"]["kind"] == "CompanyError"
    assert third["done"] and third["workbooks"]["a_one/en"]["state"] == "done"
    assert Path(third["packs"]["en"]).is_file()
    answer = salesnb(*words)
    assert answer.code == 1 and "make one with: salesnb new" in answer.out
    assert str(Path(third["packs"]["en"])) in answer.out
    assert salesnb("run", fine, stand.root, "--month", "2026-10").code == 0
