"""Competitor panels: no average without n and age, none of what has not been seen for long."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.market import answers, evidence, own_prices
from salesnb.methods.shrinkage import group_means
from salesnb.months import Month
from tests.market.facts import DEALS, MONTH, SEEN, prices, rival_facts, rivals_of


def computed(seen=None, **more) -> dict[str, pd.DataFrame]:
    return rivals_of(rival_facts(seen, **more))


def panel(got, rival: str = "K1") -> pd.Series:
    rows = got["prices"]
    is_own = (rows["dimension"] == "product_group") & (rows["competitor_id"] == rival)
    return rows[is_own].iloc[0]


def spread(
    rival: str, level: float, *, n: int = 24, noise: float = 0.02, seed: int = 1
) -> list[tuple]:
    """Return a price per month of the two years up to the report month."""
    rng = np.random.default_rng(seed)
    days = [f"{MONTH - (n - 1 - i)}-10" for i in range(n)]
    sources = ["customer", "tender"] * n
    return [
        (day, rival, level * np.exp(rng.normal(0, noise)), source)
        for day, source in zip(days, sources, strict=False)
    ]


def test_the_index_is_their_price_over_our_list_with_n_age_and_interval() -> None:
    row = panel(computed(prices(("2026-11-30", "K1", 80.0), ("2026-12-21", "K1", 80.0 * 1.21))))
    assert row["index"] == pytest.approx(0.88)  # geometric
    assert (row["n"], row["age_days"], row["newest_on"]) == (2, 10, pd.Timestamp(2026, 12, 21))
    assert row["low"] < 0.88 < row["high"]
    assert row["against_net"] == pytest.approx(0.88 / 0.9, abs=1e-4)
    assert row["before"] == pytest.approx(0.80) and row["n_new"] == 1


def test_one_observation_is_shown_with_its_age_but_has_no_interval() -> None:
    row = panel(computed(prices(("2026-12-01", "K1", 80.0))))
    assert row["state"] == "single" and row["grade"] == "D" and np.isnan(row["low"])


def test_a_rival_that_vanished_has_a_last_day_and_no_average() -> None:
    got = computed(
        prices(("2025-03-05", "K2", 70.0), ("2025-02-05", "K2", 71.0), *spread("K1", 95.0))
    )
    row = panel(got, "K2")
    assert row["state"] == "gone" and np.isnan(row["index"]) and row["n"] == 0
    assert row["newest_on"] == pd.Timestamp(2025, 3, 5)
    assert got["news"]["n_gone"].item() == 1


def test_a_cut_is_found_in_its_month_and_the_level_is_that_since() -> None:
    rows = spread("K1", 95.0)
    rows = [(d, k, p * (0.85 if d >= "2026-03" else 1.0), s) for d, k, p, s in rows]
    got = computed(prices(*rows, *spread("K2", 97.0, seed=2)))
    (step,) = got["price_changes"].to_dict("records")
    assert (step["competitor_id"], step["month"]) == ("K1", "2026-03")
    assert step["size"] == pytest.approx(-0.15, abs=0.02)
    row = panel(got)
    assert row["since"] == "2026-03" and row["n"] == 10
    assert row["index"] == pytest.approx(0.95 * 0.85, abs=0.02)
    assert step["n_after"] == 10


def test_a_cut_in_a_month_that_nobody_saw_may_lie_in_that_month() -> None:
    rows = spread("K1", 95.0)
    rows = [
        (d, k, p * (0.85 if d >= "2026-03" else 1.0), s)
        for d, k, p, s in rows
        if d[:7] not in {"2026-02", "2026-03"}
    ]
    (step,) = computed(prices(*rows))["price_changes"].to_dict("records")
    assert (step["earliest"], step["month"], step["latest"]) == ("2026-02", "2026-04", "2026-04")


def test_our_own_price_rise_is_no_cut_of_theirs() -> None:
    rows = [(d, k, p * (1.1 if d >= "2026-01" else 1.0), s) for d, k, p, s in spread("K1", 95.0)]
    dated = pd.DataFrame(
        {
            "product_id": ["P1", "P1"],
            "valid_from": ["2020-01-01", "2026-01-01"],
            "valid_to": ["2026-01-01", None],
            "list_price": [100.0, 110.0],
        }
    )
    got = computed(prices(*rows), product_prices=dated)
    assert got["price_changes"].empty
    assert panel(got)["index"] == pytest.approx(0.95, abs=0.02)


def test_a_product_that_we_launch_is_no_move_of_theirs() -> None:
    products = pd.DataFrame(
        {
            "product_id": ["P1", "P9"],
            "product_group": ["Pumps"] * 2,
            "list_price": [100.0, 300.0],
            "launched_on": [None, "2026-01-01"],
            "delisted_on": [None, None],
        }
    )
    facts = rival_facts(products=products)
    months = ["2025-12", "2026-01"]
    listed = own_prices.list_prices(facts["products"], facts["product_prices"], months)
    chained = own_prices.chained(listed)
    assert chained[("Pumps", "2025-12")] == chained[("Pumps", "2026-01")] == 200.0


def test_our_own_prices_seen_in_the_market_come_first() -> None:
    rows = prices(
        ("2026-12-05", None, 50.0), ("2026-12-08", "K1", 45.0), ("2026-12-09", "K1", 45.0)
    )
    row = panel(computed(rows))
    assert row["basis"] == "seen" and row["index"] == pytest.approx(0.9)


def test_prices_in_another_currency_or_unit_are_left_out_and_counted() -> None:
    rows = prices(
        ("2026-12-05", "K1", 90.0),
        ("2026-12-06", "K1", 92.0),
        ("2026-12-07", "K1", 12.5),
        ("2026-12-08", "K1", 13.0),
        ("2026-12-09", "K1", 0.0),
        ("2026-12-10", None, 99.0),
        ("2026-12-11", "K1", 95.0),
    )
    rows.loc[[3, 5], "currency"] = (
        "USD"  # the second is a price of our own, which is none of theirs
    )
    rows.loc[6, ["product_id", "product_group"]] = None
    got = computed(rows)
    counts = got["price_aside"].set_index("reason")["n_rows"].to_dict()
    assert counts == {"currency": 1, "no_price": 1, "no_group": 1, "far": 1}
    assert panel(got)["n"] == 2


def test_without_any_observation_no_rival_is_known() -> None:
    got = computed()
    assert all(got[name].empty for name in ("prices", "aspects", "lost_rivals", "price_changes"))
    assert set(got["rivals"]["state"]) == {"gone"}


def judged(values: list[float], *, unit: str = "index", source: str = "customer") -> pd.DataFrame:
    rows = [
        (f"{MONTH - i}-15", "K1", "quality", v, unit, source, 0.7) for i, v in enumerate(values)
    ]
    return pd.DataFrame(rows, columns=SEEN)


@pytest.mark.parametrize(
    ("values", "unit", "verdict"),
    [
        ([110.0, 112, 111, 109, 110], "index", "better"),
        ([90.0, 92, 91, 89, 90], "index", "worse"),
        ([95.0, 108, 90, 111], "index", "unclear"),
        ([110.0], "index", "too_few"),
        ([4.0, 4.5, 4.2], "stars", "no_scale"),
    ],
)
def test_the_verdict_needs_a_scale_and_more_than_noise(values, unit, verdict) -> None:
    row = computed(competitor_observations=judged(values, unit=unit))["aspects"].iloc[0]
    assert row["verdict"] == verdict and row["n"] == len(values)


def test_deals_are_counted_by_rival_and_reason_in_twelve_months() -> None:
    deals = pd.DataFrame(
        [
            ("lost", "2026-05-01", 100.0, "K1", "price"),
            ("lost", "2025-12-31", 50.0, "K1", "price"),
            ("won", "2026-06-01", 900.0, None, None),
            ("lost", "2026-07-01", 30.0, None, None),
        ],
        columns=DEALS,
    )
    got = computed(opportunities=deals)
    rows = got["lost_rivals"].set_index("competitor_id")
    assert rows.loc["K1", ["n", "amount", "n_before", "amount_before"]].tolist() == [1, 100, 1, 50]
    assert got["lost_reasons"]["amount"].sum() == 130


def test_a_reason_stands_out_only_beyond_chance() -> None:
    def deals(n_terms: int) -> pd.DataFrame:
        rows = [
            ("lost", "2026-05-01", 10.0, "K1", "terms" if i < n_terms else "price")
            for i in range(40)
        ]
        rows += [
            ("lost", "2026-05-01", 10.0, "K2", "terms" if i < 8 else "price") for i in range(40)
        ]
        return pd.DataFrame(rows, columns=DEALS)

    assert not computed(opportunities=deals(11))["lost_reasons"]["stands_out"].any()
    (row,) = (
        computed(opportunities=deals(30))["lost_reasons"]
        .query("stands_out and reason == 'terms'")
        .to_dict("records")
    )
    assert row["competitor_id"] == "K1"


@pytest.mark.parametrize(
    ("n", "age", "sources", "half", "grade"),
    [
        (6, 10, 2, 0.03, "A"),
        (6, 70, 2, 0.03, "B"),
        (6, 10, 1, 0.03, "B"),
        (3, 10, 1, 0.3, "C"),
        (1, 1, 1, float("nan"), "D"),
        (9, 200, 3, 0.01, "D"),
    ],
)
def test_evidence_is_graded_by_amount_age_sides_and_width(n, age, sources, half, grade) -> None:
    assert evidence.grade(n, age, sources, half) == grade


def test_few_that_happen_to_agree_are_not_taken_for_certain() -> None:
    rng = np.random.default_rng(3)
    values = pd.Series([*rng.normal(0, 1, 60), 5.0, 5.0, 5.0, 7.0])
    groups = pd.Series([*np.repeat(list("abcdef"), 10), *"xxx", "y"])
    got = group_means(values, groups)
    assert got.loc["x", "high"] - got.loc["x", "low"] > 1.0
    assert np.isnan(got.loc["y", "low"]) and got.loc["y", "mean"] == 7.0


def test_months_are_what_last_month_knew() -> None:
    seen = rival_facts(prices(("2026-12-05", "K1", 1.0), ("2026-11-05", "K1", 1.0)))
    got = evidence.remembered(seen["price_observations"], Month(2026, 11))
    assert got["observed_on"].tolist() == [pd.Timestamp(2026, 11, 5)]


def test_a_price_without_its_product_is_as_uncertain_as_its_group_is_mixed() -> None:
    """Two products at 100 and 300: the mean of their logs is known within t(1) * sd / sqrt(2)."""
    products = pd.DataFrame(
        {
            "product_id": ["P1", "P9"],
            "product_group": ["Pumps"] * 2,
            "list_price": [100.0, 300.0],
            "launched_on": [None] * 2,
            "delisted_on": [None] * 2,
        }
    )
    facts = rival_facts(products=products)
    listed = own_prices.list_prices(facts["products"], facts["product_prices"], ["2026-12"])
    half = 12.706 * np.std(np.log([100.0, 300.0]), ddof=1) / np.sqrt(2)
    assert own_prices.mix(listed)["Pumps"] == pytest.approx(half, rel=1e-3)
    assert own_prices.mix(listed[listed["product_id"] == "P1"])["Pumps"] == 0.0
    rows = prices(("2026-12-01", "K1", 190.0), ("2026-12-09", "K1", 200.0))
    wide = panel(rivals_of(rival_facts(rows, products=products)))
    named = panel(rivals_of(rival_facts(rows.assign(product_id="P9"), products=products)))
    assert (wide["basis"], named["basis"]) == ("group", "product")
    assert wide["low"] < 0.01 and 0.4 < named["low"] < 0.65 < named["high"] < 0.95


def test_what_our_sales_did_after_a_step_is_held_against_the_year_before() -> None:
    months = [f"{year}-{n:02d}" for year in (2025, 2026) for n in range(1, 13)]
    sales = pd.DataFrame({"month": months, "product_group": "Pumps", "net_amount": 100.0})
    sales.loc[sales["month"] >= "2026-10", "net_amount"] = 90.0
    others = sales.assign(product_group="Valves", net_amount=[100.0] * 12 + [120.0] * 12)
    step = pd.DataFrame({"product_group": ["Pumps"], "month": ["2026-10"]})
    row = answers.with_our_sales(step, pd.concat([sales, others]), month=MONTH).iloc[0]
    assert row["months_ago"] == 2
    assert (row["our_growth"], row["other_growth"]) == pytest.approx((-0.1, 0.2))
    short = pd.concat([sales, others]).query("month >= '2026-01'")
    assert np.isnan(answers.with_our_sales(step, short, month=MONTH).iloc[0]["our_growth"])
