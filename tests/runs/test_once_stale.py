"""A further language never says what is not of its own run: scenarios, settings, broken runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from salesnb import artefacts
from salesnb.contracts.decided import PLAN_FILES
from salesnb.errors import WorkbookError
from salesnb.paths import Company, open_company
from salesnb.runs import schedule
from salesnb.runs.execute import Job
from salesnb.runs.state import Outcome
from tests.runs.small import MONTH, MORE, company, run, stand_in, states
from tests.runs.test_once import OPENED, SHOWS, workbooks

LANGUAGES = '["en", "zh"]'
FISCAL = "fiscal_year_start = 4"
NODES = """import pandas as pd
with (book.company.root / "computed").open("a") as counted: counted.write("once ")
amount = 10.0 * top + book.frame("sales_cube")["net_amount"].sum()
rows = [("total", "total", "2026-10", amount), ("region", "R1", "2026-09", 0.3)]
frame = pd.DataFrame(rows, columns=["dimension", "node", "month", "amount"])
page = book.results({"nodes": frame})"""
# What a page says, and the setting that it says it under.
SAYS = """node, stated = page.nodes.frame.iloc[0], book.settings.company
with (book.company.root / "said").open("a") as said:
    said.write(f"{lang} {node.amount} {stated.fiscal_year_start}\\n")"""
PLAN, FIVE = "180.5 1", "200.5 1"
PLAN_LATE, FIVE_LATE, PLAN_FISCAL = "181.5 1", "201.5 1", "180.5 4"


class Killed(BaseException):
    """What ends a run at once."""


@pytest.fixture(autouse=True)
def _in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "run_job", stand_in)


class Pages:
    """A tiny company with one workbook, run again and again."""

    def __init__(self, folder: Path) -> None:
        self.root, self.books = folder / "small", folder / "books"
        company(self.root, languages=LANGUAGES)
        cells = [OPENED.format(id="02_once"), NODES, SHOWS, SAYS, "_ = book.save()"]
        declared = {"02_once": 'page = "tests.workbook.room"'}
        workbooks(self.books, {"02_once": cells}, **declared)

    @property
    def one(self) -> Company:
        return open_company(self.root)

    def run(self, *langs: str, **asked: Any) -> Outcome:
        """Run these languages, else both."""
        asked = {"langs": langs or ("en", "zh"), "jobs": 1, "fresh_kernels": True, **asked}
        return run(self.one, self.books, **asked)

    def new(self) -> tuple[int, list[str]]:
        """Return how often was computed since the last call, and what pages said."""
        files = [self.root / name for name in ("computed", "said")]
        texts = [file.read_text("utf-8") if file.is_file() else "" for file in files]
        for file in files:
            file.unlink(missing_ok=True)
        return texts[0].count("once"), texts[1].splitlines()

    def late(self) -> None:
        """Let one order more come in."""
        company(self.root, orders=MORE, languages=LANGUAGES)

    def state_fiscal_year(self) -> None:
        file = self.root / "company.toml"
        text = file.read_text("utf-8").replace("[company]", f"[company]\n{FISCAL}", 1)
        file.write_text(text, "utf-8")


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    return Pages(tmp_path)


def both(said: str) -> list[str]:
    return [f"en {said}", f"zh {said}"]


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[Job], None]) -> None:
    """Do something just before each workbook of the second language runs."""

    def acting(job: Job, **more: object) -> bool:
        if job.lang == "zh":
            act(job)
        return stand_in(job, **more)

    monkeypatch.setattr(schedule, "run_job", acting)


def test_a_scenario_and_the_plan_take_each_their_own_results(pages: Pages) -> None:
    pages.run()
    assert pages.new() == (1, both(PLAN))
    pages.run(parameters={"top": "5"})
    assert pages.new() == (1, both(FIVE))
    pages.late()
    pages.run(parameters={"top": "5"})
    assert pages.new() == (1, both(FIVE_LATE))
    pages.run()
    assert pages.new() == (1, both(PLAN_LATE))


def test_a_language_that_is_run_later_takes_what_still_holds_of_its_own_scenario(
    pages: Pages,
) -> None:
    pages.run("en")
    pages.run("en", parameters={"top": "5"})
    assert pages.new() == (2, [f"en {PLAN}", f"en {FIVE}"])
    pages.run(parameters={"top": "5"})
    pages.run()
    assert pages.new() == (0, [f"zh {FIVE}", f"zh {PLAN}"])


@pytest.mark.parametrize("langs", [("zh",), ("zh", "en")])
def test_drafts_of_other_facts_are_taken_by_no_language(
    pages: Pages, langs: tuple[str, ...]
) -> None:
    pages.run("en")
    pages.new()
    pages.late()
    pages.run(*langs)
    assert pages.new() == (1, [f"{lang} {PLAN_LATE}" for lang in langs])


def test_drafts_of_another_plan_or_other_settings_are_taken_by_no_language(pages: Pages) -> None:
    pages.run("en")
    (pages.root / "plan").mkdir()
    (pages.root / "plan" / "owners.toml").write_text(PLAN_FILES["owners"].example, "utf-8")
    pages.run("zh")
    assert pages.new() == (2, [f"en {PLAN}", f"zh {PLAN}"])
    pages.state_fiscal_year()
    pages.run()
    assert pages.new() == (1, both(PLAN_FISCAL))


def test_a_draft_that_a_broken_run_left_beside_them_is_not_taken(pages: Pages) -> None:
    """As after a kill between putting results in place and removing those no longer made."""
    pages.run("en")
    drafts = pages.one.month(MONTH).artefacts("draft")
    for file in list(drafts.glob("02_once_nodes.*")):
        (drafts / f"02_once_left{file.suffix}").write_bytes(file.read_bytes())
    assert "02_once_left" in artefacts.names(drafts)
    pages.run()
    assert "02_once_left" not in artefacts.names(drafts)


def test_a_setting_changed_between_the_languages_holds_from_the_next_run(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda _: pages.state_fiscal_year())
    pages.run()
    assert pages.new() == (1, both(PLAN))
    monkeypatch.setattr(schedule, "run_job", stand_in)
    pages.run()
    assert pages.new() == (1, both(PLAN_FISCAL))


def test_what_was_changed_under_the_run_is_not_taken(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The workbook is another by the time that its second language begins."""
    file = pages.books / "02_once.ipynb"

    def changing(job: Job, **more: object) -> bool:
        state = stand_in(job, **more)
        if job.lang == "en":
            text = file.read_text("utf-8")
            file.write_text(text.replace("top: int = 3", "top: int = 5"), "utf-8")
        return state

    monkeypatch.setattr(schedule, "run_job", changing)
    outcome = pages.run()
    assert pages.new() == (2, [f"en {PLAN}", f"zh {FIVE}"])
    assert states(outcome) == {"02_once/en": "done", "02_once/zh": "failed"}
    assert set(states(pages.run()).values()) == {"done"}
    assert pages.new() == (1, both(FIVE))


@pytest.mark.parametrize("is_late", [False, True])
def test_a_run_killed_in_its_second_language_leaves_nothing_stale(
    pages: Pages, monkeypatch: pytest.MonkeyPatch, is_late: bool
) -> None:
    def killed(_: Job) -> None:
        raise Killed

    meanwhile(monkeypatch, killed)
    with pytest.raises(Killed):
        pages.run()
    assert pages.new() == (1, [f"en {PLAN}"])
    monkeypatch.setattr(schedule, "run_job", stand_in)
    if is_late:
        pages.late()
    outcome = pages.run()
    assert outcome.n_failed == 0
    assert pages.new() == ((1, both(PLAN_LATE)) if is_late else (0, [f"zh {PLAN}"]))


def test_a_page_that_failed_in_the_first_language_is_computed_in_the_second(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages.run()
    pages.late()
    pages.new()

    def failing(job: Job, **more: object) -> bool:
        if job.lang == "en":
            raise WorkbookError("its process died twice", fix="run again")
        return stand_in(job, **more)

    monkeypatch.setattr(schedule, "run_job", failing)
    outcome = pages.run()
    assert states(outcome) == {"02_once/en": "failed", "02_once/zh": "done"}
    assert pages.new() == (1, [f"zh {PLAN_LATE}"])
    monkeypatch.setattr(schedule, "run_job", stand_in)
    assert states(pages.run()) == {"02_once/en": "done", "02_once/zh": "unchanged"}
    assert pages.new() == (1, [f"en {PLAN_LATE}"])
