"""Companies that lack nearly everything: each section still says something true, or has no rows."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from salesnb.deals import study
from tests.deals.planted import MARCH, deal, facts

PLAYS = pd.DataFrame(columns=["play_id", "name", "name_zh", "phase", "lever", "stage"]).astype(str)


def everything(held: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    ground = study.ground_of(held, month=MARCH)
    found = study.show_pipeline(ground, None) | study.try_rule(ground)
    found |= study.judge_deals(ground, PLAYS)
    found |= study.bring_together(ground, None, confidence=0.8)
    return found | study.plan_deals(ground, found, PLAYS, {})


def closed(n: int, stage: str) -> list[dict[str, object]]:
    days = pd.date_range("2025-06-03", periods=n, freq="7D").strftime("%Y-%m-%d")
    made = "2025-05-02"
    return [
        deal(f"W{i}", created_on=made, closed_on=day, stage=stage) for i, day in enumerate(days)
    ]


FIVE = [
    *(deal(f"D{i}") for i in range(3)),
    deal("D3", stage="won", closed_on="2026-02-11"),
    deal("D4", stage="lost", closed_on="2026-03-12"),
]
CASES = {
    "no deals": [],
    "five deals": FIVE,
    "no close date": [deal(f"D{i}", expected_close_on=None) for i in range(6)],
    "no amount": [deal(f"D{i}", amount=None, margin_amount=None) for i in range(6)],
    "all won": [deal("D0"), *closed(30, "won")],
    "none won": [deal("D0"), *closed(30, "lost")],
    "nothing open": closed(30, "won"),
    "all closed without a day": [deal(f"D{i}", stage="lost") for i in range(5)],
}


@pytest.mark.parametrize("name", CASES)
def test_every_section_survives(name):
    found = everything(facts(CASES[name]))
    forecast = found["deal_forecast"]
    assert forecast["win_chance"].between(0, 1).all()
    assert len(forecast) == found["measured"]["n_open"].iloc[0]
    assert found["effects"].empty and found["tested"].empty


def test_amounts_written_at_the_close_tell_no_chances_where_no_change_is_dated():
    deals = [
        *closed(30, "won"),
        *(
            {**one, "amount": 0.0, "opportunity_id": f"L{i}", "stage": "lost"}
            for i, one in enumerate(closed(30, "won"))
        ),
    ]
    forecast = everything(facts([deal("D0", amount=0.0), deal("D1"), *deals]))["deal_forecast"]
    assert forecast["win_chance"].nunique() == 1


def test_a_column_written_in_as_deals_are_won_tells_no_chances():
    """An eighth of the deals is won and has method and lever: few enough to hide among all."""
    bare = {"lever": "", "sales_method_id": ""}
    lost = [
        one | bare | {"opportunity_id": f"L{i}{k}"}
        for k in range(3)
        for i, one in enumerate(closed(28, "lost"))
    ]
    won = [one | bare for one in closed(12, "won")]
    told = [one | {"lever": "service", "sales_method_id": "M1"} for one in won]
    marked, plain = (
        everything(facts([deal("D0", **bare), *some, *lost]))["deal_forecast"]["win_chance"]
        for some in (told, won)
    )
    assert marked.tolist() == pytest.approx(plain.tolist())


def test_deals_that_all_ended_alike_tell_nothing_of_shared_luck():
    assert everything(facts(CASES["all won"]))["luck"]["n_cohorts"].tolist() == [0]


def test_deals_without_amounts_came_in_without_an_amount():
    new = [deal("N", amount=None, created_on="2026-03-05"), *closed(5, "won")]
    row = everything(facts(new))["measured"].iloc[0]
    assert row["n_new"] == 1 and np.isnan(row["new_amount"]) and row["lost_amount"] == 0


def test_few_deals_say_little_more_than_their_share():
    forecast = everything(facts(FIVE))["deal_forecast"]
    assert forecast["win_chance"].between(0.3, 0.7).all()
    assert np.isnan(everything(facts(FIVE))["measured"]["win_rate"].iloc[0])


def test_all_won_is_likely_and_none_won_unlikely_but_neither_is_certain():
    chance = {
        name: everything(facts(CASES[name]))["deal_forecast"]["win_chance"].iloc[0]
        for name in ("all won", "none won")
    }
    assert 0.85 < chance["all won"] < 1 and 0 < chance["none won"] < 0.15


def test_without_touches_effort_is_not_known_and_nothing_is_advised():
    forecast = everything(facts(FIVE))["deal_forecast"]
    assert forecast["effort"].isna().all() and (forecast["advice"] == "not_judged").all()
    assert forecast["expected_margin"].notna().all()


def test_without_amounts_nothing_is_expected_of_them():
    found = everything(facts(CASES["no amount"]))
    assert found["brings"]["mean"].eq(0).all()
    assert found["measured"]["n_no_amount"].tolist() == [6]
    assert found["deal_forecast"]["margin"].isna().all()
