"""What 14_growth says: each sentence on small rows, and what it draws.

Chinese pages of whole companies are read in `tests/reviews/growth/test_whole_page.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import matplotlib.pyplot as plt
import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.findings import Finding
from salesnb.i18n import use
from salesnb.pages import growth
from salesnb.pages.growth import boards, kpis, offsets, rates, steady, trends
from tests.pages.rows import page as page_of

CONTEXT = Context("CNY")
NAN = float("nan")
Record = Mapping[str, object]
BOARD: Record = {
    "board": "orders",
    "state": "shown",
    "last": "2026-10",
    "base_month": "2025-10",
    "span": 6,
    "now": 66e6,
    "before": 55e6,
    "growth": 0.2,
    "like": 0.19,
    "low": 0.1,
    "high": 0.28,
    "visible": 0.09,
    "verdict": "grows",
}
ROW: Record = {
    "board": "orders",
    "dimension": "region",
    "node": "N1",
    "now": 6e6,
    "before": 5e6,
    "growth": 0.2,
    "like": 0.19,
    "low": 0.1,
    "high": 0.28,
    "shrunk": 0.15,
    "shrunk_low": 0.08,
    "shrunk_high": 0.22,
    "contribution": 0.02,
    "flag": "",
}
VERDICT: Record = {
    "dimension": "region",
    "node": "N1",
    "verdict": "level",
    "since": "2026-03",
    "change": -0.4,
    "change_low": -0.5,
    "change_high": -0.3,
    "amount": -2e5,
    "month_change": 0.01,
    "month_state": "usual",
    "smallest_visible": 0.3,
    "n_months": 36,
}
FLEET: Record = {
    "scope": "total",
    "month": "2026-10",
    "n_series": 10,
    "n_judged": 9,
    "n_short": 1,
    "n_signals": 1,
    "n_false": 0.1,
    "rate": 0.1,
    "n_up": 0,
    "n_down": 1,
    "n_left": 1,
    "smallest": 0.4,
    "state": "judged",
}
HELD: Record = {
    "board": "orders",
    "dimension": "region",
    "n_members": 12,
    "n_times": 8,
    "gain": 0.3,
    "gain_low": 0.1,
    "gain_high": 0.5,
    "n_top": 4,
    "kept_raw": 0.3,
    "kept_shrunk": 0.5,
    "state": "better",
}
KPI: Record = {
    "kpi_id": "quota_reached",
    "owner": "Li",
    "goal": 0.6,
    "actual": 0.5,
    "verdict": "missed",
    "period": "2026-10",
}
OFFSET: Record = {
    "dimension": "rep",
    "month": "2026-10",
    "n_nodes": 38,
    "n_missed": 20,
    "missed": -1e6,
    "beaten": 9e5,
    "net": -1e5,
    "cancelled": 0.95,
    "expected": 0.6,
    "expected_low": 0.3,
    "expected_high": 0.9,
    "n_bets": 8.0,
    "state": "more",
    "worst": "R1",
    "worst_gap": -3e5,
    "best": "R2",
    "best_gap": 2e5,
}


def page(**records: list[Record] | Record) -> Results:
    filled = {"fleet": FLEET, "boards": BOARD} | records
    return page_of(growth.FRAMES, CONTEXT, **filled)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with use("en"):
        yield


def said(found: list[Finding]) -> str:
    text = "\n".join(one.plain() for one in found)
    assert "{" not in text and "nan" not in text and "–" not in text
    return text


@pytest.mark.parametrize("verdict", ["grows", "falls", "unclear"])
@pytest.mark.parametrize("board", ["orders", "visits"])
def test_each_verdict_on_a_board_is_said_with_its_range(verdict: str, board: str) -> None:
    shown = page(boards={**BOARD, "board": board, "verdict": verdict, "n_now": 5, "n_before": 4})
    text = said(boards.found(shown))
    assert "+10.0%" in text and "+28.0%" in text
    assert [one.status for one in boards.answer(shown)] == [boards.STATUS.get(verdict, "info")]


@pytest.mark.parametrize("state", [one for one in boards.STATE if one != "shown"])
def test_each_reason_for_no_board_is_said(state: str) -> None:
    row = {**BOARD, "board": "a_customers", "state": state, "since": "2026-09"}
    row |= {"shown_from": "2027-09", "like": NAN}
    shown = page(boards=[row])
    assert len(boards.found(shown)) == 1 and said(boards.found(shown))
    assert said(boards.answer(shown)) and boards.table(shown).is_empty
    assert boards.recent(shown) == []


def test_no_classes_at_all_promises_no_month() -> None:
    shown = page(boards=[{**BOARD, "board": "a_customers", "state": "no_classes", "like": NAN}])
    assert "2027" not in said(boards.found(shown))


def test_a_small_base_leads_no_list_without_being_called_small() -> None:
    small = {**ROW, "node": "N2", "like": 3.0, "low": -1.0, "high": 9.0, "flag": "small_base"}
    small |= {"shrunk": 0.16, "shrunk_low": -0.5, "shrunk_high": 0.9}
    text = said(rates.found(page(growth_rates=[ROW, small])))
    assert "+300.0%" in text and "N2" in text
    assert said([rates.alt(page(growth_rates=[ROW, small]))])


def test_a_fall_and_an_unusual_base_are_said() -> None:
    fell = {**ROW, "node": "N3", "shrunk": -0.3, "shrunk_low": -0.5, "shrunk_high": -0.1}
    base = {**ROW, "node": "N4", "flag": "low_base", "base_deviation": -0.6}
    high = {**ROW, "node": "N5", "flag": "high_base", "base_deviation": 0.6}
    found = rates.found(page(growth_rates=[fell, base, high]))
    said(found)
    assert {one.key for one in found} >= {"fell", "low_base", "high_base"}


@pytest.mark.parametrize("state", steady.STATE)
def test_each_outcome_of_the_held_out_check_is_said(state: str) -> None:
    row = {**HELD, "state": state} | ({"gain_low": NAN, "gain_high": NAN} if state == "few" else {})
    found = steady.found(page(held_out=row))
    said(found)
    assert ("held_worse" in {one.key for one in found}) == (state == "worse")


def test_without_spans_the_check_says_what_it_takes() -> None:
    assert len(steady.found(page())) == 1 and said(steady.found(page()))


@pytest.mark.parametrize("verdict", ["level", "trend", "variance", "outlier"])
@pytest.mark.parametrize("dimension", ["total", "region", "customer"])
def test_each_signal_is_said_with_money_and_month(verdict: str, dimension: str) -> None:
    node = "total" if dimension == "total" else "N1"
    shown = page(verdicts={**VERDICT, "verdict": verdict, "dimension": dimension, "node": node})
    found = trends.found(shown)
    text = said(found)
    assert "2026" in text
    falls = [one for one in found if one.key == "fallen"]
    assert bool(falls) == (verdict in ("level", "trend"))
    assert [one.status for one in falls] in ([], ["watch" if dimension == "customer" else "act"])


def test_a_series_in_common_cause_raises_nothing_and_says_what_would_be_seen() -> None:
    calm = {**VERDICT, "dimension": "total", "node": "total", "verdict": "common_cause"}
    calm |= {"since": "", "amount": -1e5}
    shown = page(verdicts=calm, fleet={**FLEET, "n_signals": 0, "n_short": 0, "n_left": 0})
    found = trends.found(shown)
    assert {one.status for one in found} == {"good", "info"} and "30.0%" in said(found)
    assert trends.table(shown).frame.equals(shown.verdicts.frame)


def test_a_last_month_far_from_its_new_level_is_called_a_month() -> None:
    for state in ("usual", "low"):
        shown = page(verdicts={**VERDICT, "month_change": -0.3, "month_state": state})
        assert "month" in {one.key for one in trends.found(shown)}
        said(trends.found(shown))
    shown = page(verdicts={**VERDICT, "month_change": -1.0, "month_state": "usual"})
    assert "month" not in {one.key for one in trends.found(shown)}


def test_where_not_even_the_loss_of_everything_would_be_seen_no_figure_is_said() -> None:
    calm = {**VERDICT, "dimension": "total", "node": "total", "verdict": "common_cause"}
    calm |= {"since": "", "amount": -1e5, "smallest_visible": NAN}
    shown = page(verdicts=calm, fleet={**FLEET, "smallest": NAN})
    assert said(trends.found(shown)).count("not even the loss of everything") == 2


def test_a_short_history_is_told_in_one_sentence() -> None:
    short = {**VERDICT, "verdict": "too_short", "since": "", "amount": NAN, "change": NAN}
    short |= {"smallest_visible": NAN, "dimension": "total", "node": "total", "n_months": 5}
    shown = page(verdicts=short, fleet={**FLEET, "state": "too_short", "n_left": 0})
    assert said(trends.answer(shown)) and said(trends.found(shown))


def test_a_recorded_baseline_is_told_with_its_reason() -> None:
    anew = {**VERDICT, "is_rebased": True, "rebase_reason": "Office closed"}
    text = said(trends.found(page(verdicts={**anew, "rebased_from": "2024-06"})))
    assert "Office closed" in text and "2024" in text


def test_key_figures_are_told_by_their_unit_and_changes_by_what_changed() -> None:
    dso = {**KPI, "kpi_id": "dso", "goal": NAN, "actual": NAN, "goal_days": 60, "actual_days": 70}
    cei = {**KPI, "kpi_id": "cei", "goal": NAN, "actual": NAN, "goal_number": 9, "actual_number": 8}
    new = {**KPI, "kpi_id": "wape", "verdict": "reached", "changed": "added"}
    goal = {**KPI, "kpi_id": "growth", "verdict": "reached", "changed": "goal", "goal_before": 0.1}
    out = {"kpi_id": "pace", "verdict": "removed", "changed": "removed", "goal_before": 1.0}
    none = {**KPI, "kpi_id": "market_share", "verdict": "no_goal", "goal": NAN}
    gap = {**KPI, "kpi_id": "reporting_discipline", "verdict": "not_measured", "actual": NAN}
    counts = {"scope": "total", "month": "2026-10", "n_kpis": 7, "n_reached": 2, "n_missed": 3}
    shown = page(kpis=[KPI, dso, cei, new, goal, out, none, gap], counts={**counts, "n_open": 2})
    found = kpis.found(shown)
    text = said(found)
    assert "50.0%" in text and "70.0" in text and "8" in text
    keys = [one.key for one in found]
    assert keys.count("kpi_missed") == 3
    assert {"kpi_goal", "kpi_added", "kpi_removed", "kpi_no_goal", "no_kpi"} <= set(keys)


def test_without_key_figures_one_sentence_says_where_they_go() -> None:
    assert "plan/kpis.toml" in said(kpis.found(page())) and kpis.answer(page()) == []


@pytest.mark.parametrize("state", offsets.STATE)
def test_what_cancelled_is_held_against_what_was_expected(state: str) -> None:
    row = {**OFFSET, "state": state}
    row |= {"expected": NAN, "n_bets": NAN} if state == "unknown" else {}
    found = offsets.found(page(offsets=row))
    assert "95.0%" in said(found)
    assert [one.status for one in found] == ["watch" if state == "less" else "info", "info"]
    assert len(offsets.found(page())) == 1


def test_the_answer_has_four_sentences_at_most_and_stands_on_any_page() -> None:
    full = page(
        verdicts=VERDICT,
        growth_rates=ROW,
        counts={"scope": "total", "month": "2026-10", "n_kpis": 1, "n_reached": 0},
    )
    assert len(growth.answer(full)) == 4
    assert 1 <= len(growth.answer(page(boards=[]))) <= 4


def test_pictures_are_drawn_with_rows_and_without() -> None:
    limits = [
        {"dimension": "region", "node": "N1", "month": f"2026-0{place}", "actual": 9.0}
        | {"adjusted": 9.0 + place, "centre": 10.0, "low": 5.0, "high": 15.0}
        for place in range(1, 10)
    ]
    full = page(verdicts=VERDICT, growth_rates=[ROW, {**ROW, "board": "margin"}], limits=limits)
    for shown in (full, page(boards=[])):
        for part in (trends, boards, rates):
            part.draw(shown)
            said([part.alt(shown)])
            plt.close("all")


def test_every_decision_names_a_finding_that_is_raised() -> None:
    raised = trends.found(page(verdicts=VERDICT)) + kpis.found(page(kpis=KPI))
    keys = {one.key for one in raised}
    assert {one.keys for one in growth.DECISIONS} <= keys
