"""The front page of whole companies: with a plan, without one, without last year, reps or sales."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from salesnb.kernels.starting import Preloaded
from salesnb.runs import month as run_of_month
from salesnb.runs.leftovers import private_folder
from tests.cases import front_company
from tests.cases.case import copied
from tests.cli.commands import salesnb


@pytest.fixture(scope="module", autouse=True)
def kernels() -> Iterator[None]:
    """Fork the kernels of all tests here from one process: what they show is the page's matter."""
    with private_folder() as folder, pytest.MonkeyPatch.context() as patch:
        lent = Lent(folder)
        lent.start()
        patch.setattr(run_of_month, "Preloaded", lambda *_, **__: lent)
        yield
        Preloaded.stop(lent)


class Lent(Preloaded):
    """A preloaded process that outlives the runs which fork from it."""

    def stop(self) -> None:
        """Leave it to the next run."""


def front(root: Path, month: str, lang: str = "en", *more: str) -> str:
    """Run the sales page of a month and return the front page as text, a block to a line."""
    only = [part for book in ("02_sales", *more) for part in ("--only", book)]
    done = salesnb("run", root, "--month", month, "--lang", lang, *only)
    assert done.code == 0, done.out + done.err
    page = (root / "months" / month / "report" / lang / "index.html").read_text(encoding="utf-8")
    main = page[page.index("<main") : page.index("</main>")]
    main = re.sub(r"</(p|h1|h2|li|tr|section|caption)>", "\n", main)
    lines = (" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in main.splitlines())
    return "\n".join(re.sub(r" (?=[.,;:%)，。；：）])", "", line) for line in lines if line)


def test_a_company_with_a_plan_by_rep_is_held_against_it_by_firm_region_and_rep(
    tmp_path: Path,
) -> None:
    page = front(front_company.write(tmp_path / "c", plan="rep"), front_company.LAST)
    assert page.startswith("Sep 2026 met its plan: ¥2.1k sold, +7.0% against plan")
    assert "North 1,320 1,500 1,200 −180 −12.0% 11,520 13,500 10,440 −1,980 −14.7%" in page
    assert "One of 2 regions is below its plan: North by −¥2.0k; the others are +¥2.5k" in page
    assert "targets are set for 9 of its months only" in page
    assert "Nothing needs a decision this month." in page


def test_with_the_review_the_front_page_says_what_it_judged(tmp_path: Path) -> None:
    company = front_company.write(tmp_path / "c", plan="rep")
    page = front(company, front_company.LAST, "en", "13_review")
    assert page.startswith("Sep 2026 met its target: ¥2.1k sold, 107.0% of ¥2.0k, +12.6% on last")
    assert "against the target of ¥18.0k" in page


def test_the_chinese_page_says_the_same(tmp_path: Path) -> None:
    page = front(front_company.write(tmp_path / "c", plan="region"), front_company.LAST, "zh")
    assert page.startswith("2026年9月完成计划：销售 ¥2,140，较计划 +7.0%")
    assert "全公司 2,140 2,000 1,900 +140 +7.0%" in page
    above = re.sub(r"如何采纳 .*?author = &#34;\?&#34;", "", page.partition("页面")[0], flags=re.S)
    assert not re.search(r"[a-z]{5,}", above.replace("name", ""))


def test_a_plan_of_the_year_alone_judges_the_year_and_not_the_month(tmp_path: Path) -> None:
    page = front(front_company.write(tmp_path / "c", plan="year"), front_company.LAST)
    assert page.startswith("Sep 2026: ¥2.1k sold, no plan set, +12.6% on last year")
    assert "against its plan of ¥40.0k: even the high end falls short of it." in page
    assert "Against last year" in page and "Δ plan" not in page


def test_without_plan_reps_and_last_year_each_block_says_what_it_lacks(tmp_path: Path) -> None:
    root = front_company.write(tmp_path / "c", months=front_company.MONTHS[-2:], owned=False)
    page = front(root, front_company.LAST)
    assert "no plan set, last year not known, and too little history" in page.splitlines()[0]
    assert "Neither a plan nor last year's sales are known" in page.replace("&#39;", "'")
    assert "will land cannot be told: there are too few months of sales" in page
    assert "Regions" not in page and "Overdue" not in page


def test_a_month_that_sold_nothing_is_not_called_ordinary(tmp_path: Path) -> None:
    page = front(copied("sales-stopped", tmp_path), "2026-09")
    assert page.startswith("Nothing at all was sold in Sep 2026, or its export is not whole.")
    assert "cannot be told: nothing was sold in the month." in page
    assert not re.search(r"expected at ¥", page) and "● good" not in page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_smallest_company_has_a_front_page_without_empty_tables(
    tmp_path: Path, lang: str
) -> None:
    root = copied("tiny", tmp_path)
    front(root, "2026-10", lang)
    page = (root / "months/2026-10/report" / lang / "index.html").read_text(encoding="utf-8")
    assert "<table" not in page


@pytest.mark.long
def test_a_company_of_order_lines_alone_and_without_plan_files_runs_all_workbooks(
    tmp_path: Path,
) -> None:
    root = copied("tiny", tmp_path)
    assert not (root / "plan").exists()
    done = salesnb("run", root, "--month", "2026-10", "--lang", "en")
    assert done.code == 0, done.out + done.err
    assert "failed" not in done.out
    assert "01_intake" in done.out and "02_sales" in done.out
