"""A run of a month: order, failures, what runs again, the same bytes."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import pytest
from papermill.iorw import local_file_io_cwd, papermill_io

from salesnb import artefacts
from salesnb.errors import UsageError
from salesnb.months import Month
from salesnb.pack.check import check_pack
from salesnb.runs.issue import issue_month
from salesnb.runs.month import Options, run_month
from tests.runs.small import (
    MONTH,
    MORE,
    OPENED,
    SAVED,
    bytes_below,
    company,
    good,
    opened_pack,
    run,
    states,
    workbooks,
)

UP = 'writes = ["up_sum"]'
DOWN = 'reads = ["up_sum"]\nwrites = ["down_sum"]'
TWICE = 'book.reads("up_sum").frame["value"].iloc[0] * 2'


def chain(folder: Path, *, up: list[str] | None = None) -> Path:
    """Two workbooks, the later named first, and one that depends on nothing."""
    cells = {
        "b_down": good("b_down", "down_sum", TWICE),
        "c_up": good("c_up", "up_sum") if up is None else up,
        "d_alone": good("d_alone", "d_alone_sum", "1.5"),
    }
    return workbooks(folder, cells, b_down=DOWN, c_up=UP)


def test_a_month_runs_in_order_and_only_what_changed_runs_again(tmp_path: Path) -> None:
    one, books = company(tmp_path / "small"), chain(tmp_path / "books")
    outcome = run(one, books)
    assert set(states(outcome).values()) == {"done"}, outcome.workbooks
    drafts = one.month(MONTH).artefacts("draft")
    values = {n: artefacts.load(drafts, n).frame["value"].iloc[0] for n in ("up_sum", "down_sum")}
    assert values == {"up_sum": 153.5, "down_sum": 307.0}
    assert check_pack(one, MONTH, "en").empty
    assert outcome.pages["b_down/en"].is_file()
    assert not list(one.month(MONTH).root.glob(".run*"))
    assert set(states(run(one, books)).values()) == {"unchanged"}
    chain(tmp_path / "books", up=good("c_up", "up_sum", "1 + top"))
    changed = states(run(one, books))
    assert changed == {"b_down/en": "done", "c_up/en": "done", "d_alone/en": "unchanged"}
    company(tmp_path / "small", orders=MORE)
    assert states(run(one, books, only=("c_up",))) == {"c_up/en": "done"}


def test_a_failing_workbook_stops_its_dependents_only(tmp_path: Path) -> None:
    one = company(tmp_path / "small")
    books = chain(tmp_path / "books")
    run(one, books)
    before = opened_pack(one.month(MONTH).report("en"))
    chain(
        tmp_path / "books", up=[OPENED.format(id="c_up"), 'raise ValueError("no price\\nat all")']
    )
    outcome = run(one, books)
    assert states(outcome) == {
        "b_down/en": "waiting",
        "c_up/en": "failed",
        "d_alone/en": "unchanged",
    }
    assert outcome.n_failed == 2
    failed = outcome.workbooks["c_up/en"]
    assert failed["note"] == "c_up failed under “Part b”: ValueError: no price"
    partial = one.month(MONTH).root / "executed" / "en" / "c_up.failed.ipynb"
    assert str(partial) in failed["fix"] and partial.is_file()
    assert outcome.workbooks["b_down/en"]["note"] == "c_up must be done first"
    assert artefacts.names(one.month(MONTH).artefacts("draft")) == ["d_alone_sum", "open_decisions"]
    report = one.month(MONTH).report("en")
    assert opened_pack(report) == before, "a whole pack is not replaced by one with failed pages"
    assert outcome.packs["en"] == report / "partial" / "index.html"
    assert [page.name for page in outcome.pages.values()] == ["d_alone.html"]
    assert outcome.pages["d_alone/en"].parent.parent == report / "partial"
    chain(tmp_path / "books")
    assert set(states(run(one, books)).values()) == {"done", "unchanged"}
    assert not partial.exists() and not (report / "partial").exists()
    assert check_pack(one, MONTH, "en").empty


def test_a_workbook_that_sums_up_waits_for_all_and_does_without_those_that_failed(
    tmp_path: Path,
) -> None:
    one = company(tmp_path / "small")
    said = "import pandas as pd\nfound = {name: len(own) for name, own in book.said().items()}\n"
    told = f"{said}print(found)"
    cells = {
        "a_sums": [OPENED.format(id="a_sums"), told],
        "b_fails": [OPENED.format(id="b_fails"), 'raise ValueError("no price")'],
        "c_says": [*good("c_says", "c_says_sum"), "book.save()"],
    }
    books = workbooks(tmp_path / "books", cells, a_sums="sums_up = true")
    outcome = run(one, books)
    assert states(outcome) == {
        "b_fails/en": "failed",
        "c_says/en": "done",
        "a_sums/en": "done",
    }
    executed = one.month(MONTH).root / "executed" / "en" / "a_sums.ipynb"
    assert "{'b_fails': 0, 'c_says': 1}" in executed.read_text(encoding="utf-8")
    assert states(run(one, books))["a_sums/en"] == "unchanged"
    cells["c_says"][2] = cells["c_says"][2].replace("Sales are", "Sales were")
    books = workbooks(tmp_path / "books", cells, a_sums="sums_up = true")
    assert states(run(one, books))["a_sums/en"] == "done", "what is said has changed"


def test_a_dead_kernel_is_one_workbooks_failure(tmp_path: Path) -> None:
    one = company(tmp_path / "small")
    dying = [OPENED.format(id="a_dies"), "import os", "os._exit(9)"]
    books = workbooks(
        tmp_path / "books", {"a_dies": dying, "b_lives": good("b_lives", "b_lives_sum")}
    )
    outcome = run(one, books)
    assert states(outcome) == {"a_dies/en": "failed", "b_lives/en": "done"}
    note = outcome.workbooks["a_dies/en"]["note"]
    assert note.startswith("a_dies failed under “Part c”: its process died")


def test_only_does_not_build_on_what_is_out_of_date(tmp_path: Path) -> None:
    one = company(tmp_path / "small")
    books = chain(tmp_path / "books")
    assert states(run(one, books, only=("b_down",))) == {"b_down/en": "waiting"}
    run(one, books)
    assert states(run(one, books, only=("b_down",))) == {"b_down/en": "unchanged"}
    company(tmp_path / "small", orders=MORE)
    outcome = run(one, books, only=("b_down",))
    assert outcome.workbooks["b_down/en"]["note"] == "c_up must be done first"


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    """In two places, two at a time and one at a time, with a warning: only run.json may differ."""
    warns = 'import sys, warnings\nprint("a")\nwarnings.warn("late rows", stacklevel=1)\nprint("b")'
    cells = {
        "a_one": [*good("a_one", "a_one_sum"), warns],
        "b_two": good("b_two", "b_two_sum", "2"),
    }
    found = []
    for place, jobs in (("here", 1), ("there", 2)):
        books = workbooks(tmp_path / place / "books", cells)
        one = company(tmp_path / place / "small")
        run(one, books, jobs=jobs)
        found.append(bytes_below(one.root))
    assert found[0] == found[1]
    assert any(name.endswith("a_one.html") for name in found[0])
    page = next((tmp_path / "here").rglob("a_one.ipynb"), None)
    executed = one.month(MONTH).root / "executed" / "en" / "a_one.ipynb"
    assert page and "<cell>:3: UserWarning: late rows" in executed.read_text(encoding="utf-8")


def test_results_left_by_an_earlier_form_of_a_workbook_go(tmp_path: Path) -> None:
    one = company(tmp_path / "small")
    twice = [
        OPENED.format(id="a_one"),
        *(SAVED.format(name=n, value="1") for n in ("a_one_x", "a_one_y")),
    ]
    books = workbooks(tmp_path / "books", {"a_one": twice})
    run(one, books)
    drafts = one.month(MONTH).artefacts("draft")
    assert artefacts.names(drafts) == ["a_one_x", "a_one_y", "open_decisions"]
    workbooks(tmp_path / "books", {"a_one": twice[:2]})
    run(one, books)
    assert sorted(p.name for p in drafts.iterdir()) == [
        "a_one_x.json",
        "a_one_x.parquet",
        "open_decisions.json",
        "open_decisions.parquet",
    ]


def test_a_changed_draft_or_page_is_made_again(tmp_path: Path) -> None:
    one = company(tmp_path / "small")
    books = workbooks(tmp_path / "books", {"a_one": good("a_one", "a_one_sum")})
    outcome = run(one, books)
    before = bytes_below(one.month(MONTH).root)
    (one.month(MONTH).artefacts("draft") / "a_one_sum.json").write_text("{}", encoding="utf-8")
    assert states(run(one, books)) == {"a_one/en": "done"}
    assert bytes_below(one.month(MONTH).root) == before
    outcome.pages["a_one/en"].unlink()
    assert states(again := run(one, books)) == {"a_one/en": "unchanged"}
    assert again.pages["a_one/en"].is_file()


def test_results_that_depend_on_the_language_are_refused(tmp_path: Path) -> None:
    one = company(tmp_path / "small", languages='["en", "zh"]')
    books = workbooks(
        tmp_path / "books",
        {"a_one": good("a_one", "a_one_sum", "len(lang + 'zh') + (lang == 'zh')")},
    )
    outcome = run(one, books, langs=("en", "zh"))
    assert states(outcome) == {"a_one/en": "done", "a_one/zh": "failed"}
    assert "a_one_sum" in outcome.workbooks["a_one/zh"]["note"]


def test_what_was_issued_is_read_later_and_what_was_not_is_a_draft(tmp_path: Path) -> None:
    one = company(tmp_path / "small")
    books = workbooks(
        tmp_path / "books", {"a_one": good("a_one", "plan")}, a_one='writes = ["plan"]'
    )
    run(one, books)
    assert artefacts.as_issued(one, "plan", MONTH).version == "draft"  # type: ignore[union-attr]
    issue_month(one, MONTH, reason="agreed", started="", notebooks=books)
    workbooks(
        tmp_path / "books", {"a_one": good("a_one", "plan", "9.5")}, a_one='writes = ["plan"]'
    )
    run(one, books)
    issued = artefacts.as_issued(one, "plan", MONTH)
    assert issued is not None and issued.version == "v1"
    assert issued.frame["value"].iloc[0] == 153.5
    shutil.copytree(one.month(MONTH).artefacts("draft"), one.month(MONTH).artefacts("v2"))
    (one.month(MONTH).artefacts("v2") / "plan.parquet").unlink()
    assert artefacts.as_issued(one, "plan", MONTH) is None
    assert artefacts.as_issued(one, "plan", Month.parse("2026-09")) is None


def test_run_json_says_what_a_rerun_needs(tmp_path: Path) -> None:
    one = company(tmp_path / "small")
    books = workbooks(tmp_path / "books", {"a_one": good("a_one", "a_one_sum")})
    run(one, books, parameters={"top": "5"}, started="2026-11-05T08:00:00+08:00")
    scenario = one.in_scenario("top = 5", MONTH).month(MONTH)
    text = scenario.run_json.read_text(encoding="utf-8")
    noted = json.loads(text)
    assert noted["started"] == "2026-11-05T08:00:00+08:00" and noted["langs"] == ["en"]
    assert noted["workbooks"]["a_one/en"]["parameters"] == {"top": 5}
    assert str(tmp_path) not in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_left_out_workbook_says_what_would_switch_it_on(tmp_path: Path, lang: str) -> None:
    one = company(tmp_path / "small")
    books = workbooks(
        tmp_path / "books", {"a_one": good("a_one", "a_one_sum")}, a_one='needs = ["visits"]'
    )
    outcome = run(one, books, langs=(lang,))
    assert states(outcome) == {f"a_one/{lang}": "skipped"}
    assert "visits" in outcome.workbooks[f"a_one/{lang}"]["note"]
    assert ("启用" in outcome.workbooks[f"a_one/{lang}"]["note"]) == (lang == "zh")


def test_an_artefact_that_nobody_writes_is_told_before_anything_starts(tmp_path: Path) -> None:
    one = company(tmp_path / "small")
    cells = {"a_one": good("a_one", "plan"), "b_two": good("b_two", "b_two_sum")}
    books = workbooks(
        tmp_path / "books", cells, a_one='writes = ["plan"]', b_two='reads = ["plans"]'
    )
    with pytest.raises(UsageError, match=r"b_two reads plans.*did you mean 'plan'"):
        run(one, books)
    assert not (one.root / "months").exists()


def test_progress_is_told_by_cells_and_time_counts_from_the_start_not_the_queue(
    tmp_path: Path,
) -> None:
    one = company(tmp_path / "small")
    slow = [OPENED.format(id="a_slow"), "import time\ntime.sleep(2)"]
    books = workbooks(
        tmp_path / "books", {"a_slow": slow, "b_quick": [OPENED.format(id="b_quick")]}
    )
    reports: list[tuple[str, str, float]] = []
    options = Options(("en",), jobs=1, notebooks=books, fresh_kernels=True)
    began = time.monotonic()
    outcome = run_month(
        one, MONTH, options, report=lambda *said: reports.append((said[0], *said[2:]))
    )
    assert [book for book, state, _ in reports if state == "done"] == ["a_slow", "b_quick"]
    shares = [share for book, state, share in reports if book == "a_slow" and state == "running"]
    assert shares[0] == 0 and shares == sorted(shares) and len(shares) >= 3
    assert reports.index(("b_quick", "running", 0.0)) > reports.index(
        ("a_slow", "running", shares[-1])
    )
    whole = time.monotonic() - began
    assert sum(book["seconds"] for book in outcome.workbooks.values()) < whole


def test_runs_that_overlap_leave_no_folder_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, own = company(tmp_path / "small"), chain(tmp_path / "books")
    first, gone = tmp_path / "first", tmp_path / "gone"
    for folder in (first, gone):
        folder.mkdir()
    monkeypatch.chdir(gone)
    run(one, own, jobs=2)
    monkeypatch.chdir(first)
    gone.rmdir()
    handlers = [handler for _, handler in papermill_io._handlers if hasattr(handler, "_cwd")]
    with local_file_io_cwd():
        assert handlers and all(handler._cwd is None for handler in handlers)
    chain(tmp_path / "books", up=good("c_up", "up_sum", "1 + top"))
    assert "failed" not in states(run(one, own, jobs=2)).values()
