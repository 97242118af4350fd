"""What 11_deals says and draws: of whole companies, of hostile ones, and on small rows."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.contracts.validated import result
from salesnb.deals import study
from salesnb.findings import Finding
from salesnb.i18n import use
from salesnb.pages import deals
from salesnb.pages.deals import chances, open_deals, persistence, plays, together, trusted
from tests.deals.planted import drawn, facts
from tests.deals.test_hostile import CASES, everything
from tests.deals.test_odds import PLAN
from tests.pages.rows import page as page_of

CONTEXT = Context("CNY")
SECTIONS = (open_deals, chances, together, persistence, plays)
MEASURED = {
    "scope": "total",
    "n_open": 9,
    "amount": 9e5,
    "weighted": 3e5,
    "n_slipped": 0,
    "n_stale": 0,
    "n_new": 0,
    "n_won": 0,
    "n_lost": 0,
    "n_no_close": 0,
    "n_no_amount": 0,
    "n_undated": 0,
    "n_back": 0,
    "has_stages": True,
    "has_touches": True,
    "needed": 2e5,
    "win_rate": 0.25,
    "win_low": 0.2,
    "win_high": 0.3,
    "slipping": 0.2,
}
PROMISED = {
    "scope": "total",
    "target": 1e6,
    "deal_share": 0.2,
    "needed": 2e5,
    "mean": 3e5,
    "safe": 1e5,
    "short_mean": 0.0,
    "short_safe": 1e5,
    "basis": "issued",
}


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def results(found: dict[str, pd.DataFrame]) -> Results:
    """Return the page of computed frames: they fit their declarations exactly."""
    assert {*found} == {*deals.FRAMES}
    return Results(
        {name: result(found[name], one, context=CONTEXT) for name, one in deals.FRAMES.items()}
    )


def all_said(page: Results) -> list[Finding]:
    said = list(deals.answer(page))
    for section in SECTIONS:
        said += section.found(page)
        if hasattr(section, "draw"):
            section.draw(page)
            said.append(section.alt(page))
        if hasattr(section, "tables"):
            section.tables(page)
    return said


def texts(found: list[Finding]) -> list[str]:
    plain = []
    for lang in ("en", "zh"):
        with use(lang):
            plain += [one.plain() for one in found]
    return plain


@pytest.mark.parametrize("name", CASES)
def test_hostile_companies_are_told_what_is_so(name: str) -> None:
    page = results(everything(facts(CASES[name])))
    said = texts(all_said(page))
    assert said and not any("–" in one or "nan" in one for one in said), said


def test_a_whole_company_is_told_in_both_languages() -> None:
    truth, held = drawn()
    ground = study.ground_of(held, month=truth.months[-1])
    found = study.show_pipeline(ground, None) | study.try_rule(ground)
    found |= study.judge_deals(ground, PLAN)
    found |= study.bring_together(ground, None, confidence=0.9)
    found |= study.plan_deals(ground, found, PLAN, {})
    said = texts(all_said(results(found)))
    assert not any("–" in one for one in said)
    assert any("a promise has to lie" in one for one in said)


def first(found: list[Finding], key: str) -> Finding:
    return next(one for one in found if one.key == key)


@pytest.mark.parametrize(("coverage", "status"), [(3.0, "watch"), (6.0, "good")])
def test_coverage_is_held_against_the_own_win_rate(coverage: float, status: str) -> None:
    row = {**MEASURED, "coverage": coverage, "required": 5.0}
    found = first(open_deals.found(page_of(deals.FRAMES, CONTEXT, measured=row)), "coverage")
    assert found.status == status and "it takes 5.00 times" in found.plain()


def test_without_a_win_rate_nobody_says_what_is_enough() -> None:
    row = {**MEASURED, "coverage": 3.0, "win_rate": float("nan")}
    found = first(open_deals.found(page_of(deals.FRAMES, CONTEXT, measured=row)), "coverage")
    assert found.status == "info" and "cannot be told" in found.plain()


@pytest.mark.parametrize(
    ("short_mean", "short_safe", "status"),
    [(1e5, 2e5, "act"), (0.0, 1e5, "watch"), (0.0, 0.0, "good")],
)
def test_the_plan_is_held_against_what_may_be_promised(
    short_mean: float, short_safe: float, status: str
) -> None:
    row = {**PROMISED, "short_mean": short_mean, "short_safe": short_safe}
    page = page_of(deals.FRAMES, CONTEXT, promised=row, luck={"scope": "total", "n_cohorts": 0})
    found = together._planned(page)[0]
    assert found.status == status and found.key == ("short" if status == "act" else "planned")


TESTED = {"within": 24, "ahead": 24, "n_months": 24, "n_deals": 300, "apart": 0.03, "gain": 0.1}
TESTED |= {"apart_by_chance": 0.04, "lean": 2.0, "lean_chance": 0.01, "verdict": "holds"}
TOP = {"within": 24, "low": 0.8, "high": 0.9, "n": 32, "n_deals": 16, "stated": 0.835}
TOP |= {"came_true": 0.688, "came_low": 0.41, "came_high": 0.89, "verdict": "ok"}


def held(tested: object, bins: object = TOP) -> dict[str, str]:
    page = page_of(deals.FRAMES, CONTEXT, tested=tested, reliability=bins)  # type: ignore[arg-type]
    said = trusted.found(page)
    texts(said)
    return {f"{one.status} {one.key}": one.plain() for one in said}


def test_chances_that_did_not_hold_are_called_so() -> None:
    said = held({**TESTED, "apart": 0.1, "verdict": "apart"})
    assert [*said] == ["watch held"] and "did not hold" in said["watch held"]


def test_where_chances_held_the_bin_furthest_apart_is_told_with_its_range() -> None:
    near = {**TOP, "low": 0.2, "high": 0.3, "stated": 0.25, "came_true": 0.24, "n_deals": 200}
    said = held(TESTED, [near, TOP])
    assert [*said] == ["good held", "info furthest"]
    assert "80.0% to 90.0%" in said["info furthest"] and "68.8%" in said["info furthest"]


def test_bins_that_are_off_and_chances_that_lean_are_told() -> None:
    part = {**TESTED, "verdict": "in_part"}
    assert [*held(part, {**TOP, "verdict": "off"})] == ["watch held", "watch off"]
    assert "nearer to the middle" in held(part)["watch lean"]
    assert "further from the middle" in held({**part, "lean": -3.0})["watch lean"]


def test_a_horizon_that_was_not_tested_is_said() -> None:
    said = held({**TESTED, "within": 12}, {**TOP, "within": 12})
    assert "tested are 12 months alone" in said["watch untested"]
    both = held([TESTED, {**TESTED, "within": 3, "apart": 0.09, "verdict": "apart"}])
    assert "within 3 months" in both["watch held"] and "watch untested" not in both


def test_decisions_are_said_by_a_sentence_of_the_room() -> None:
    keys = {key for one in deals.DECISIONS for key in one.keys.split()}
    assert keys == {"short", "slipped", "stop", "no_step", "step_passed"}
