"""The own rhythm of customers: closed forms, who is named, who is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.customers.retention.continued import continued, under_one_number
from salesnb.customers.retention.purchases import Purchases, known_on
from salesnb.customers.retention.rhythm import discoveries, judge_rhythm, silence_seen
from tests.customers.retention.facts import days_of, random_buyers, steady


def day(text: str) -> int:
    return int(np.datetime64(text, "D").astype(int))


def test_what_is_known_on_a_day() -> None:
    rows = [("2026-01-01", "A", 10.0), ("2026-01-01", "A", 5.0), ("2026-01-11", "A", 20.0)]
    rows += [("2026-01-31", "A", 30.0), ("2026-03-01", "A", 99.0), ("2026-02-01", "B", 7.0)]
    known = known_on(Purchases.of(days_of(rows)), day("2026-02-10"))
    assert known.n.tolist() == [3, 1]
    assert known.silent.tolist() == [10, 9]
    assert known.gap[0] == 15  # the middle of 10 and 20
    assert np.isnan(known.gap[1])
    assert known.overdue_ratio[0] == pytest.approx(10 / 15)
    assert known.year_amount.tolist() == [65, 7]


def test_credit_notes_are_no_purchase() -> None:
    known = known_on(
        Purchases.of(days_of([("2026-01-01", "A", 9.0), ("2026-01-05", "A", 0.0)])),
        day("2026-01-10"),
    )
    assert known.n.tolist() == [1]


def test_nobody_has_bought_yet() -> None:
    known = known_on(Purchases.of(days_of([("2026-03-01", "A", 9.0)])), day("2026-01-10"))
    assert known.n.tolist() == [0]
    assert np.isnan(known.silent[0])


def test_chance_of_a_silence_is_the_closed_form() -> None:
    """25 purchases within 720 days, then 60 days of silence: (1 + 60/720) ** -24."""
    bought = Purchases.of(days_of(steady("A", 30, first="2024-01-01", last="2025-12-21")))
    judged = judge_rhythm(bought, known_on(bought, day("2026-02-19")))
    assert judged.silence[0] == pytest.approx((1 + 60 / 720) ** -24)


def test_who_stops_is_named_and_who_goes_on_is_not() -> None:
    rows = [steady(f"S{i}", 20 + i, first="2024-01-01", last="2026-10-31") for i in range(20)]
    rows.append(steady("GONE", 10, first="2024-01-01", last="2026-06-30"))
    bought = Purchases.of(days_of(*rows))
    judged = judge_rhythm(bought, known_on(bought, day("2026-10-31")))
    state = dict(zip(bought.names, judged.state, strict=True))
    assert state["GONE"] == "stopped"
    assert {one for name, one in state.items() if name != "GONE"} == {"on_rhythm"}


def test_who_orders_half_as_often_is_fading() -> None:
    rows = [steady(f"S{i}", 20 + i, first="2024-01-01", last="2026-10-31") for i in range(20)]
    rows.append(steady("LESS", 5, first="2024-01-01", last="2026-04-30"))
    rows.append(steady("LESS", 15, first="2026-05-01", last="2026-10-31"))
    bought = Purchases.of(days_of(*rows))
    judged = judge_rhythm(bought, known_on(bought, day("2026-10-31")))
    assert dict(zip(bought.names, judged.state, strict=True))["LESS"] == "fading"


def test_a_season_of_all_names_nobody() -> None:
    """All customers order a third as often in the last half year: that is no one's own doing."""
    rows = []
    for i in range(20):
        rows.append(steady(f"S{i}", 5, first="2024-01-01", last="2026-04-30"))
        rows.append(steady(f"S{i}", 15, first="2026-05-01", last="2026-10-31"))
    bought = Purchases.of(days_of(*rows))
    assert not judge_rhythm(bought, known_on(bought, day("2026-10-31"))).is_slipping.any()


def test_few_purchases_are_not_judged_and_long_gone_are_no_news() -> None:
    bought = Purchases.of(
        days_of(
            steady("FEW", 100, first="2026-01-01", last="2026-08-01"),
            steady("OLD", 10, first="2023-01-01", last="2024-12-31"),
        )
    )
    judged = judge_rhythm(bought, known_on(bought, day("2026-10-31")))
    assert judged.state.tolist() == ["cannot_tell", "lost_before"]


def test_random_buyers_are_seldom_named() -> None:
    """Without anybody leaving, a page names somebody in about one of ten cases."""
    alarms = []
    for seed in range(40):
        bought = Purchases.of(days_of(random_buyers(np.random.default_rng(seed), 40)))
        judged = judge_rhythm(bought, known_on(bought, day("2026-10-31")))
        alarms.append(bool((judged.state == "stopped").any()))
    assert np.mean(alarms) <= 0.1 + 3 * (0.1 * 0.9 / 40) ** 0.5


def test_discoveries_are_those_of_benjamini_and_hochberg() -> None:
    """Their example (1995): of 15 tests four are discovered at 0.05."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
    p += [0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    found = discoveries(np.array([*p[::-1], np.nan]), 0.05)
    assert found.sum() == 4
    assert found[11:15].all()


def test_silence_that_would_be_seen() -> None:
    assert silence_seen(400, 30.0) == pytest.approx(23 * 30 * (4000 ** (1 / 23) - 1), rel=1e-9)
    assert np.isnan(silence_seen(0, 30.0))


def test_merged_customers_go_on_under_the_other_number() -> None:
    days = days_of([("2026-01-01", "A", 1.0), ("2026-02-01", "B", 2.0), ("2026-02-02", "C", 3.0)])
    master = pd.DataFrame({"customer_id": list("ABC"), "merged_into": ["B", "C", ""]})
    onward = continued(days, master)
    assert dict(zip(onward["customer_id"], onward["goes_on_as"], strict=True)) == {
        "A": "C",
        "B": "C",
    }
    assert set(under_one_number(days, onward)["customer_id"]) == {"C"}


def test_renamed_customers_are_told_by_their_telephone_or_name() -> None:
    days = days_of(
        steady("OLD", 10, first="2024-01-01", last="2026-05-01"),
        steady("NEW", 10, first="2026-05-10", last="2026-10-20"),
        steady("TWIN", 10, first="2024-01-01", last="2026-10-20"),
    )
    master = pd.DataFrame(
        {
            "customer_id": ["OLD", "NEW", "TWIN"],
            "name": ["Apex Co.", "Apex Holding", "Apex Co."],
            "phone": ["139 1234-5678", "13912345678", ""],
        }
    )
    onward = continued(days, master)
    assert onward[["customer_id", "goes_on_as", "how"]].to_numpy().tolist() == [
        ["OLD", "NEW", "same_phone"]
    ]


def test_namesakes_of_different_cities_are_not_one_customer() -> None:
    days = days_of(
        steady("OLD", 10, first="2024-01-01", last="2026-05-01"),
        steady("NEW", 10, first="2026-05-10", last="2026-10-20"),
    )
    master = pd.DataFrame({"customer_id": ["OLD", "NEW"], "name": ["Ana Diaz", "ana diaz"]})
    assert continued(days, master.assign(city=["Lyon", "LYON"]))["how"].tolist() == ["same_name"]
    assert continued(days, master.assign(city=["Lyon", "Nice"])).empty
    assert continued(days, master.assign(city="Lyon", region_id=["R1", "R2"])).empty


def test_a_name_that_many_bear_names_nobody() -> None:
    days = days_of(
        steady("OLD", 10, first="2024-01-01", last="2026-05-01"),
        *(steady(f"N{i}", 10, first="2026-05-10", last="2026-10-20") for i in range(4)),
    )
    names = sorted(days["customer_id"].unique())
    master = pd.DataFrame({"customer_id": names, "name": ["Cash sale"] * 5})
    assert continued(days, master).empty


def test_customers_merged_in_a_circle_end_somewhere() -> None:
    days = days_of([("2026-01-01", "A", 1.0), ("2026-02-01", "B", 2.0)])
    master = pd.DataFrame({"customer_id": list("AB"), "merged_into": ["B", "A"]})
    assert set(under_one_number(days, continued(days, master))["customer_id"]) <= {"A", "B"}
