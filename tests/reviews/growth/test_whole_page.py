"""The whole page of companies that lack something: frames as declared, sentences that are whole."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.contracts.validated import result
from salesnb.findings import Finding
from salesnb.i18n import use
from salesnb.pages import growth
from salesnb.pages.growth import boards, kpis, offsets, rates, steady, trends
from salesnb.reviews.growth import study
from tests.reviews.growth.companies import cube, facts, ground
from tests.reviews.growth.test_fleet import NONE
from tests.reviews.growth.test_kpis import plan

GROWTH = {"C1": 0.2, "C2": 0.0, "C3": -0.1, "C4": 0.4, "C5": 0.1}
CONTEXT = Context("CNY")


def page(found: dict[str, pd.DataFrame], *, window: int = 6, **goals: float) -> Results:
    base = ground(found, window=window)
    frames = study.judge_series(base, NONE) | study.show_boards(base, {})
    frames |= study.judge_kpis(base, plan(**goals)) | study.count_offsets(base, {}, {})
    return Results(
        {name: result(one, growth.FRAMES[name], context=CONTEXT) for name, one in frames.items()}
    )


def whole() -> dict[str, pd.DataFrame]:
    sales = cube(GROWTH, noise=0.1)
    return facts(sales, order_cube=sales)


def without_reps() -> dict[str, pd.DataFrame]:
    return facts(cube(GROWTH, noise=0.1).assign(rep_id="(unassigned)", product_group=""))


def of_months(n: int) -> dict[str, pd.DataFrame]:
    return facts(cube(GROWTH, noise=0.1, months=n))


def empty() -> dict[str, pd.DataFrame]:
    found = whole()
    return found | {
        name: found[name].iloc[:0] for name in ("sales_cube", "sales_days", "order_cube")
    }


def credit_notes_alone() -> dict[str, pd.DataFrame]:
    sales = cube(GROWTH, noise=0.1)
    sales.loc[sales["customer_id"] == "C3", "net_amount"] *= -0.01
    return facts(sales, order_cube=sales)


def sold_once() -> dict[str, pd.DataFrame]:
    sales = cube(GROWTH, noise=0.1)
    return facts(sales[(sales["customer_id"] != "C2") | (sales["month"] == "2024-03")])


COMPANIES = {
    "whole": whole,
    "without reps": without_reps,
    "one month": lambda: of_months(1),
    "eleven months": lambda: of_months(11),
    "thirteen months": lambda: of_months(13),
    "nothing": empty,
    "credit notes alone": credit_notes_alone,
    "a customer who bought once": sold_once,
}


@pytest.mark.parametrize("name", COMPANIES)
def test_each_company_gets_a_page_of_whole_sentences(name: str) -> None:
    shown = page(COMPANIES[name](), growth=0.1, dso=60.0)
    parts = (trends, boards, rates, steady, kpis, offsets)
    for lang in ("en", "zh") if name in ("whole", "one month") else ("en",):
        with use(lang):
            said: list[Finding] = [*growth.answer(shown), *boards.recent(shown)]
            said += [one for part in parts for one in part.found(shown)]
            said += [trends.alt(shown), boards.alt(shown), rates.alt(shown)]
            for one in said:
                text = one.plain()
                assert "{" not in text and "nan" not in text and "–" not in text, text
            assert 1 <= len(growth.answer(shown)) <= 4
    for part in (trends, boards, rates) if name in ("whole", "nothing") else ():
        part.draw(shown)
    plt.close("all")


@pytest.mark.parametrize("window", [1, 12])
def test_every_window_gives_a_page(window: int) -> None:
    shown = page(whole(), window=window)
    assert set(shown.boards.frame["span"]) == {window}
    assert len(growth.answer(shown)) >= 2
