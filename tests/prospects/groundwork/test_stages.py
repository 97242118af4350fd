"""Stages of markets by their rule, and what deciding later is worth: closed forms."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.prospects.groundwork.reserves import option_values, value_reserves
from salesnb.prospects.groundwork.stages import Rule, read_stages, rule_of
from tests.prospects.groundwork.companies import MONTH, Frames, cube, facts

NAN = float("nan")


def market(buyers: int, repeat: int, asked: int, region: str = "R1") -> Frames:
    """Return a region in the last year: who bought once, who in four months, who only asked."""
    rows = [("2026-01", f"{region}-{place}", region, 10.0) for place in range(buyers)]
    rows += [
        (f"2026-0{month}", f"{region}-{place}", region, 10.0)
        for place in range(repeat)
        for month in (3, 5, 7)
    ]
    rows += [("2022-01", "old", "R9", 1.0)]
    leads = pd.DataFrame({"created_on": ["2020-01-01", *["2026-02-01"] * asked]})
    leads["lead_id"] = [f"L{place}" for place in range(len(leads))]
    leads = leads.assign(region_id=region, status="valid", segment="Water")
    customers = pd.DataFrame({"customer_id": [one[1] for one in rows], "segment": "Water"})
    customers = customers.drop_duplicates("customer_id")
    return facts(leads=leads, sales_cube=cube(*rows), customers=customers)


def now(given: Frames, rule: Rule | None = None) -> pd.Series:
    rows = read_stages(given, rule or Rule(), MONTH)["stages_now"]
    return rows[(rows["dimension"] == "region") & (rows["node"] == "R1")].iloc[0]


@pytest.mark.parametrize(
    ("buyers", "repeat", "asked", "stage"),
    [
        (2, 0, 98, "awareness"),
        (50, 3, 50, "trial"),
        (50, 45, 50, "repeat"),
        (0, 0, 40, "awareness"),
    ],
)
def test_a_market_stands_where_the_rule_puts_it(
    buyers: int, repeat: int, asked: int, stage: str
) -> None:
    row = now(market(buyers, repeat, asked))
    assert row["stage"] == stage and row["n_known"] == buyers + asked


def test_another_rule_gives_another_stage() -> None:
    given = market(50, 45, 50)
    stated = pd.DataFrame(
        {"trial_from": [0.6], "author": ["Wang"], "decided_on": [pd.Timestamp("2026-01-02")]}
    )
    rule = rule_of(stated)
    assert (rule.trial_from, rule.repeat_from, rule.author) == (0.6, 0.5, "Wang")
    assert now(given, rule)["stage"] == "awareness" and rule_of(pd.DataFrame()) == Rule()


def test_few_firms_leave_it_open() -> None:
    assert not now(market(4, 3, 4))["is_sure"] and now(market(200, 190, 100))["is_sure"]


def test_a_change_of_stage_is_dated() -> None:
    given = market(50, 45, 50)
    sold = given["sales_cube"]
    early = cube(*((f"2025-0{m}", f"R1-{place}", "R1", 1.0) for place in range(5) for m in (2, 5)))
    given["sales_cube"] = pd.concat([sold, early], ignore_index=True)
    row = now(given)
    assert (row["moved"], row["since"], row["n_years"]) == ("up", "2026-10", 1)


def test_without_leads_or_a_whole_year_no_stage_is_told() -> None:
    given = market(50, 45, 0)
    given["leads"] = given["leads"].iloc[:0]
    assert read_stages(given, Rule(), MONTH)["stages_now"].empty
    assert read_stages(facts(), Rule(), MONTH)["stages_now"].empty


def test_leads_without_a_region_are_counted_and_stand_nowhere() -> None:
    given = market(50, 45, 20)
    given["leads"].loc[1:5, "region_id"] = None
    found = read_stages(given, Rule(), MONTH)
    assert found["stage_rule"]["n_no_region"].iloc[0] == 5 and now(given)["n_known"] == 65


def test_the_option_is_worth_what_it_saves_of_the_bad_case() -> None:
    one = tuple(np.array([float(x)]) for x in (100, 300, 20, 0.5, 1.0))
    gone, later, option = option_values(*one)
    assert (gone[0], later[0], option[0]) == (60.0, 100.0, 40.0)
    sure = option_values(*one[:3], np.array([1.0]), np.array([1.1]))
    assert sure[2][0] == pytest.approx(200 / 1.1 - 200)


def reserve(review_on: str | None = "2027-10-31", **options: float | str) -> pd.Series:
    reserves = pd.DataFrame(
        {"reserve_id": ["R-1"], "label": ["New"], "amount": [100.0], "review_on": [review_on]}
    )
    given = pd.DataFrame([{"reserve_id": "R-1", **options}]) if options else pd.DataFrame()
    return value_reserves(reserves, given, 0.05, MONTH).iloc[0]


def test_what_to_do_with_a_reserve() -> None:
    chance = {"chance": 0.5, "chance_low": 0.4, "chance_high": 0.6, "author": "Wang"}
    row = reserve(good_amount=300.0, poor_amount=20.0, **chance)
    assert row["answer"] == "wait" and row["years"] == pytest.approx(1.0, abs=0.01)
    assert row["option_low"] <= row["option"] <= row["option_high"]
    assert row["needed_chance"] == pytest.approx(80 / 280)
    assert reserve(good_amount=900.0, poor_amount=99.0, **chance)["answer"] == "spend"
    assert reserve(good_amount=90.0, poor_amount=20.0, **chance)["answer"] == "drop"
    wide = {"chance": 0.5, "chance_low": 0.05, "chance_high": 1.0, "author": "Wang"}
    assert reserve(good_amount=300.0, poor_amount=20.0, **wide)["answer"] == "cannot_tell"
    assert reserve()["answer"] == "no_inputs" and np.isnan(reserve()["option"])
    assert reserve("2026-10-31", good_amount=300.0, **chance)["is_due"]
    assert reserve(None, good_amount=300.0, **chance)["years"] == 1.0


def test_no_reserves_give_no_rows() -> None:
    empty = pd.DataFrame(columns=["reserve_id", "amount"])
    assert value_reserves(empty, pd.DataFrame(), 0.05, MONTH).empty
