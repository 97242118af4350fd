"""The page of 04b_groundwork on companies that lack something: whole sentences, both languages."""

from __future__ import annotations

from collections.abc import Callable

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.contracts.validated import result
from salesnb.findings import Finding
from salesnb.i18n import use
from salesnb.pages import groundwork as room
from salesnb.pages.groundwork import (
    buildup,
    influence,
    needs,
    reserves,
    speaking,
    stages,
    stopping,
)
from salesnb.prospects.groundwork import study
from tests.prospects.groundwork.companies import (
    BUDGET,
    JUDGEMENTS,
    MARKET,
    MONTH,
    Frames,
    cube,
    facts,
    marketing,
    months,
    ties,
)
from tests.prospects.groundwork.test_needs import DEALS, NEEDS
from tests.prospects.groundwork.test_stages import market
from tests.prospects.groundwork.test_winning import deals

RESERVE = {
    "reserve_id": ["R-1"],
    "label": ["New"],
    "label_zh": ["新"],
    "amount": [9.0],
    "owner": ["A"],
}


def gaps() -> Frames:
    given = marketing(9.0)
    silent = months(60)[20:23]
    spend = given["spend"][~given["spend"]["period_start"].isin(silent)]
    return facts(spend=spend, leads=given["leads"])


def unattributed() -> Frames:
    given = marketing(9.0)
    return facts(spend=given["spend"], leads=given["leads"].assign(marketing_channel_id=None))


def unknown_consent() -> Frames:
    rows = ties(("A", "C1", 0.5), ("B", "C1", 0.4)).assign(has_consent=None, to_kind="customer")
    return facts(contact_edges=rows, sales_cube=cube((str(MONTH), "C1", "R1", 900.0)))


def bodies_without_region() -> Frames:
    named = {"name": ["Water Authority"], "name_zh": ["水务局"]}
    bodies = pd.DataFrame({"organisation_id": ["O1"], **named})
    return facts(needs=NEEDS, opportunities=DEALS, organisations=bodies)


COMPANIES: dict[str, Callable[[], Frames]] = {
    "nothing": facts,
    "spending and leads": lambda: facts(**marketing(9.0)),
    "months missing": gaps,
    "leads without a channel": unattributed,
    "few leads": lambda: facts(**marketing(9.0, rate=0.05)),
    "one edge": lambda: facts(contact_edges=ties(("A", "B", 0.5))),
    "a self-loop": lambda: facts(contact_edges=ties(("A", "A", 0.5))),
    "a cycle": lambda: facts(contact_edges=ties(("A", "B", 0.5), ("B", "C", 0.5), ("C", "A", 0.5))),
    "no influence judged": lambda: facts(contact_edges=ties(("A", "B", float("nan")))),
    "unknown consent": unknown_consent,
    "deals with somebody behind them": lambda: deals(2.5, rival=-1.2),
    "no effect": lambda: deals(0.0),
    "needs alone": lambda: facts(needs=NEEDS, opportunities=DEALS),
    "a body without region": bodies_without_region,
    "a market": lambda: market(50, 3, 50),
}


def page(given: Frames, reserve: bool = False) -> Results:
    budget = BUDGET | ({"reserves": pd.DataFrame(RESERVE)} if reserve else {})
    frames = study.long_run(given, JUDGEMENTS, budget, month=MONTH, years=3)
    frames |= study.market_stages(given, MARKET, budget, month=MONTH)
    frames |= study.who_influences(given, month=MONTH, people=5)
    frames |= study.needs_and_tenders(given, month=MONTH, horizon=6)
    assert set(frames) == set(room.FRAMES)
    context = Context("CNY")
    return Results(
        {name: result(one, room.FRAMES[name], context=context) for name, one in frames.items()}
    )


def said(own: Results) -> list[Finding]:
    parts = (buildup, stages, reserves, influence, speaking, needs)
    sections = [one for part in parts for one in part.found(own)]
    return [*room.answer(own), *sections, stopping.alt(own)]


@pytest.mark.parametrize("name", COMPANIES)
def test_every_sentence_is_whole_in_both_languages(name: str) -> None:
    own = page(COMPANIES[name]())
    found = said(own)
    assert 1 <= len(room.answer(own)) <= 4
    for lang in ("en", "zh"):
        with use(lang):
            for one in found:
                text = one.plain()
                assert "{" not in text and "nan" not in text.lower(), text
                assert "–" not in text, (one.key, text)
    influence.tables(own)
    stopping.draw(own)
    plt.close("all")


def keys(name: str) -> set[str]:
    return {one.key for one in said(page(COMPANIES[name]()))}


def test_what_a_company_has_no_data_for_stands_not_in_the_answer() -> None:
    answer = room.answer(page(COMPANIES["needs alone"]()))
    assert {one.key for one in answer} == {"tenders"}
    alone = room.answer(page(COMPANIES["nothing"]()))
    assert [one.status for one in alone] == ["info"]


def test_each_lack_is_named() -> None:
    assert "no_network" in keys("a self-loop") and "no_needs" in keys("one edge")
    assert "nobody_to_cultivate" in keys("no influence judged")
    assert "gaps" in keys("months missing") and "no_build" in keys("leads without a channel")
    assert {"untold", "half_life"} & keys("few leads") == {"untold"}
    assert {"speaks_more", "rival_way"} <= keys("deals with somebody behind them")


def test_a_reserve_without_inputs_says_what_is_missing() -> None:
    found = reserves.found(page(facts(), reserve=True))
    assert [one.key for one in found] == ["reserve_blind"]
    assert "market.toml" in found[0].plain()
    assert [one.key for one in reserves.found(page(facts()))] == ["no_reserves"]
