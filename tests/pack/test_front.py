"""The index: headlines against target and last year, what is missing, what changed; in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from salesnb import artefacts
from salesnb.artefacts import Saved
from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Context, Result
from salesnb.contracts.validated import result
from salesnb.contracts.workbooks import FINDINGS
from salesnb.findings import Finding, as_record, say
from salesnb.i18n import use
from salesnb.index import Entry
from salesnb.pack import headlines
from salesnb.pack.check import faults_of
from salesnb.pack.front import Front, _missing, render_front
from salesnb.settings import parse_settings
from tests.contracts.small import nodes

MEASURE = {
    "sales": "Sales",
    "order_intake": "Order intake",
    "collections": "Collections",
    "margin_share": "Margin share",
}
SPAN = {"month": "month", "year_to_date": "year to date"}
KEY = (col.code("measure", "Measure", MEASURE), col.code("span", "Span", SPAN))
HEADLINES = Frame(
    name=headlines.HEADLINES,
    title="Headlines",
    grain="one row per measure and span",
    key="measure span",
    fields=(
        *KEY,
        col.money("value", "Value"),
        col.share("growth", "Growth", shown="growth"),
        col.share("share", "Share"),
        col.share("points", "Change of the share", shown="growth"),
    ),
)
PLAN = Frame(
    name=headlines.PLAN,
    title="Plan",
    grain="one row per measure and span",
    key="measure span",
    fields=(*KEY, col.money("target", "Target"), col.share("attainment", "Attainment")),
)
CHANGES = Frame(
    name=headlines.CHANGES,
    title="Changes",
    grain="one row per frame and month",
    key="frame month",
    fields=(
        col.code("frame", "Frame", {"sales_cube": "Sales"}),
        col.month("month", "Month"),
        col.money("money_before", "Before", shown="money_full"),
        col.money("money_now", "Now", shown="money_full"),
        col.money("money_change", "Change", shown="money_full"),
    ),
)
MISSING = Frame(
    name="01_intake_missing",
    title="Missing",
    grain="one row per table",
    key="table",
    order="-n_tasks",
    fields=(
        col.code("table", "Table", {"visits": "Visits"}),
        col.message("owner", "Owner"),
        col.whole("n_tasks", "Tasks"),
    ),
)
CONTEXT = Context("CNY")
SALES = {"measure": "sales", "span": "month", "value": 900.0, "growth": 0.1}
CASH = {"measure": "collections", "span": "month", "value": 800.0, "growth": 0.2}
MARGIN = {"measure": "margin_share", "span": "month", "share": 0.3, "points": -0.012}
TARGET = {"measure": "sales", "span": "month", "target": 1000.0, "attainment": 0.9}


def save(folder: Path, contract: Frame, *rows: Mapping[str, Any]) -> Result:
    cards_result = result(pd.DataFrame(rows, columns=contract.columns), contract, context=CONTEXT)
    artefacts.save([cards_result], folder)
    return cards_result


def plain(text: object) -> str:
    return re.sub("<[^>]+>", "", str(text))


def notes(tile: dict[str, Any]) -> list[str]:
    return [plain(note) for note in tile["notes"]]


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    save(tmp_path, HEADLINES, SALES, CASH)
    return Saved(tmp_path, "draft", CONTEXT)


def test_a_headline_says_its_target_and_last_year(saved: Saved) -> None:
    save(saved.folder, PLAN, TARGET)
    sales, cash = headlines.tiles(saved)
    assert (sales["label"], plain(sales["value"])) == ("Sales", "¥900")
    assert notes(sales) == ["90.0% of target ¥1.0k", "+10.0% on a year ago"]
    assert notes(cash) == ["no target set", "+20.0% on a year ago"]
    assert headlines.plan_words(saved) == ""


def test_a_headline_says_the_year_so_far(saved: Saved) -> None:
    save(saved.folder, HEADLINES, SALES, {**SALES, "span": "year_to_date", "value": 9000.0})
    (sales,) = headlines.tiles(saved)
    assert notes(sales) == ["+10.0% on a year ago", "year so far ¥9.0k"]


def test_a_share_is_held_against_last_year_in_points(saved: Saved) -> None:
    save(saved.folder, HEADLINES, MARGIN)
    (margin,) = headlines.tiles(saved)
    assert plain(margin["value"]) == "30.0%"
    assert notes(margin) == ["−1.2 points on a year ago"]


def test_a_measure_that_is_not_known_has_no_headline(saved: Saved) -> None:
    save(saved.folder, HEADLINES, SALES, {**CASH, "value": None})
    assert [tile["label"] for tile in headlines.tiles(saved)] == ["Sales"]


def test_a_month_without_headlines_has_none(tmp_path: Path) -> None:
    assert headlines.tiles(Saved(tmp_path, "draft", CONTEXT)) == []


def test_a_month_without_targets_says_so_once(saved: Saved) -> None:
    sales, _ = headlines.tiles(saved)
    assert notes(sales) == ["+10.0% on a year ago"]
    assert "No target for this month came in" in headlines.plan_words(saved)
    with use("zh"):
        assert "没有收到当月目标" in headlines.plan_words(saved)


def test_figures_without_target_and_last_year_claim_no_comparison(tmp_path: Path) -> None:
    save(tmp_path, HEADLINES, {**SALES, "growth": None})
    assert headlines.plan_words(Saved(tmp_path, "draft", CONTEXT)) == ""


def test_headlines_speak_chinese(saved: Saved) -> None:
    save(saved.folder, PLAN, TARGET)
    with use("zh"):
        sales, _ = headlines.tiles(saved)
        assert sales["label"] == "销售额"
        assert notes(sales) == ["完成目标 ¥1,000 的 90.0%", "同比 +10.0%"]


def test_what_late_rows_changed_is_said_with_its_cells(tmp_path: Path) -> None:
    row = {"frame": "sales_cube", "month": "2026-08", "money_before": 13.9e6, "money_now": 13.91e6}
    same = {**row, "month": "2026-09", "money_change": 0.0}
    changes = save(tmp_path, CHANGES, {**row, "money_change": 1e4}, same)
    line, other = headlines.changed(Saved(tmp_path, "draft", CONTEXT))
    assert plain(line) == "Aug 2026, Sales: +¥10.0k, now ¥13.9M", "not from ¥13.9M to ¥13.9M"
    assert plain(other) == "Sep 2026, Sales: other lines, the same money"
    assert list(faults_of(line, lambda *_: changes)) == []


def test_a_first_closing_and_an_unchanged_one_are_told_apart(tmp_path: Path) -> None:
    saved = Saved(tmp_path, "draft", CONTEXT)
    assert headlines.changed(saved) == ["This is the first closing: nothing to compare with."]
    save(tmp_path, CHANGES)
    assert headlines.changed(saved, is_first=True)[0].startswith("This is the first closing")
    assert headlines.changed(saved) == ["No month that was closed before has changed."]


def test_missing_tables_name_their_tasks_and_owner(tmp_path: Path) -> None:
    saved = Saved(tmp_path, "draft", CONTEXT)
    assert _missing(saved) == ["What is missing cannot be told: 01_intake did not run."]
    row = {"table": "visits", "owner": "Sales management", "n_tasks": 9}
    save(tmp_path, MISSING, row, *({**row, "table": f"t{i}", "n_tasks": i} for i in range(7)))
    lines = [plain(line) for line in _missing(saved)]
    assert lines[0].startswith("Visits: ") and lines[0].endswith(
        "wait for it: 9; usually kept by: Sales management."
    )
    assert len(lines) == 5, "the most useful ones"
    with use("zh"):
        assert plain(_missing(saved)[0]).startswith("拜访：有 9 项")


def keep(folder: Path, name: str, *said: Finding) -> None:
    rows = [as_record(one, place) for place, one in enumerate(said, start=1)]
    save(folder, replace(FINDINGS, name=name), *rows)


def front(folder: Path, **statuses: dict[str, str]) -> str:
    """Return the index page of two workbooks whose findings stand in a folder."""
    entries = {id: Entry(id=id, question=q) for id, q in (("02_a", "Value"), ("03_b", "Net sales"))}
    settings = parse_settings({"company": {"name": "Small"}})
    about = Front(entries, statuses, settings, "2026-10", "draft", "pages-1")
    cards_result = nodes()
    return render_front(
        about, Saved(folder, "draft", CONTEXT), source=lambda *_: cards_result, basis="order"
    )


def urgent(page: str) -> list[str]:
    decide = page.partition('class="decide"')[2].partition("</section>")[0]
    return [plain(said).strip() for said in re.findall(r"<div><p>(.*?)<a", decide, re.S)]


def test_a_finding_that_no_room_declares_needs_a_decision_if_it_is_to_be_acted_on(
    tmp_path: Path,
) -> None:
    row = nodes().first
    keep(
        tmp_path,
        "02_a_findings",
        say("seen", "watch", "Watch {amount}.", row),
        say("fine", "good", "Fine.", row),
    )
    keep(tmp_path, "03_b_findings", say("bad", "act", "Act on {amount}.", row))
    keep(tmp_path, "03_b_limits_findings", say("limit", "watch", "A limit.", row))
    page = front(tmp_path)
    assert urgent(page) == ["Act on ¥500."]
    assert 'href="pages-1/03_b.html"' in page.partition('class="decide"')[2]


def test_each_workbook_says_its_answer_and_how_it_ended(tmp_path: Path) -> None:
    keep(tmp_path, "02_a_findings", Finding("a", "good", "All is well."))
    page = front(tmp_path, **{"02_a": {"state": "done"}, "03_b": {"state": "skipped", "note": "x"}})
    books = re.findall(r"<li>(.*?)</li>", page.partition('class="books"')[2], re.S)
    assert 'href="pages-1/02_a.html"' in books[0] and "All is well." in books[0]
    assert plain(books[1]) == "Net sales03_b · left out: x" and "href" not in books[1]


def test_a_month_of_booked_orders_says_so(tmp_path: Path) -> None:
    assert "Sales on these pages are booked orders" in front(tmp_path)
