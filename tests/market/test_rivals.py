"""Competitor panels: no average without n and age, none of what has not been seen for long."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.errors import UsageError
from salesnb.i18n import formats
from salesnb.market import aspects, evidence, rivals
from salesnb.methods.shrinkage import group_means
from salesnb.months import Month
from tests.market.facts import DEALS, MONTH, SEEN, prices, rival_facts, rivals_seen


def test_without_any_observation_no_rival_is_known() -> None:
    got = rivals_seen()
    assert all(got[name].empty for name in ("prices", "aspects", "lost_rivals", "price_changes"))
    assert got["rivals"]["state"].tolist() == ["gone", "gone", ""], "a total has no state"


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
    row = rivals_seen(competitor_observations=judged(values, unit=unit))["aspects"].iloc[0]
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
    got = rivals_seen(opportunities=deals)
    rows = got["lost_rivals"].set_index("competitor_id")
    assert rows.loc["K1", ["n", "amount", "n_year_before", "amount_year_before"]].tolist() == [
        1,
        100,
        1,
        50,
    ]
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

    assert not rivals_seen(opportunities=deals(11))["lost_reasons"]["stands_out"].any()
    (row,) = (
        rivals_seen(opportunities=deals(30))["lost_reasons"]
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


def deals(*rows: tuple[str, str | None, str | None, float]) -> pd.DataFrame:
    """Return deals lost: day, rival, reason, amount."""
    return pd.DataFrame(
        [("lost", day, amount, rival, reason) for day, rival, reason, amount in rows], columns=DEALS
    )


def test_the_total_of_lost_deals_is_the_sum_of_all_also_of_those_to_nobody_named() -> None:
    lost = deals(
        ("2026-05-01", "K1", "price", 100.0),
        ("2026-05-02", "K2", "terms", 40.0),
        ("2026-05-03", None, None, 60.0),
        ("2025-05-03", "K2", "price", 70.0),
    )
    rows = rivals_seen(opportunities=lost)["lost_rivals"].set_index("competitor_id")
    total, parts = rows.loc["total"], rows.drop(index="total")
    for column in ("n", "amount", "n_year_before", "amount_year_before", "share"):
        assert total[column] == pytest.approx(parts[column].sum()), column
    assert total["amount"] == 200.0 and parts.at["K1", "share"] == 0.5
    assert parts.at["K1", "main_reason"] == "price" and pd.isna(parts.at["(not stated)", "n_main"])


def test_a_rival_known_from_lost_deals_alone_is_in_the_overview() -> None:
    lost = deals(("2026-05-01", "K9", "price", 100.0), ("2026-05-03", None, None, 60.0))
    rows = rivals_seen(opportunities=lost)["rivals"].set_index("competitor_id")
    assert rows.index.tolist() == ["K1", "K2", "K9", "total"]
    assert rows.at["K9", "amount_lost"] == rows.at["total", "amount_lost"] == 100.0


def test_the_total_of_the_overview_is_the_sum_of_its_rows_and_as_new_as_the_newest() -> None:
    seen = prices(("2026-11-05", "K1", 90.0), ("2026-12-05", "K2", 91.0), ("2026-12-06", "K2", 9e9))
    lost = deals(("2026-05-01", "K1", "price", 100.0), ("2026-05-02", "K2", "terms", 40.0))
    known = {"opportunities": lost, "competitor_observations": judged([110.0, 111.0, 112.0])}
    rows = rivals_seen(seen, **known)["rivals"].set_index("competitor_id")
    total, parts = rows.loc["total"], rows.drop(index="total")
    for column in ("n_prices", "n_aspects", "n_better", "n_worse", "n_lost", "amount_lost"):
        assert total[column] == parts[column].sum(), column
    assert (total["n_prices"], total["n_lost"], total["amount_lost"]) == (2, 2, 140.0)
    assert total["newest_on"] == parts["newest_on"].max() and total["age_days"] == 16


def test_what_is_judged_after_the_month_is_not_known_yet() -> None:
    later = judged([140.0]).assign(observed_on="2027-01-05")
    once, twice = judged([110.0, 112.0]), pd.concat([judged([110.0, 112.0]), later])
    first, second = (rivals_seen(competitor_observations=one) for one in (once, twice))
    pd.testing.assert_frame_equal(first["aspects"], second["aspects"])


def test_what_was_not_stated_never_stands_out() -> None:
    lost = deals(
        *[("2026-05-01", "K1", None, 1.0)] * 30,
        *[("2026-05-01", "K2", "price", 1.0)] * 30,
        *[("2026-05-01", None, "terms", 1.0)] * 30,
    )
    rows = rivals_seen(opportunities=lost)["lost_reasons"]
    assert rows[rows["stands_out"]]["competitor_id"].tolist() == ["K2"]
    only = rivals_seen(opportunities=lost.iloc[30:60])["lost_reasons"]
    assert only["chance"].isna().all(), "one rival alone has no others to be held against"


def test_the_overview_counts_prices_of_twelve_months_and_the_newest_of_all() -> None:
    seen = prices(
        ("2025-12-31", "K1", 90.0), ("2026-01-01", "K1", 90.0), ("2026-12-05", "K1", 91.0)
    )
    row = rivals_seen(seen)["rivals"].set_index("competitor_id").loc["K1"]
    assert row["n_prices"] == 2 and row["newest_on"] == pd.Timestamp(2026, 12, 5)
    assert row["age_days"] == 26 and row["state"] == "fresh"


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (99.96, 108.0, "unclear"),
        (100.049, 108.0, "unclear"),
        (100.05, 108.0, "better"),
        (92.0, 99.95, "unclear"),
        (92.0, 99.9494, "worse"),
    ],
)
def test_a_verdict_never_contradicts_the_range_as_it_is_shown(low, high, verdict) -> None:
    row = {"unit": "index", "low": low, "high": high, "mean": (low + high) / 2, "n": 9}
    table = pd.DataFrame([{**row, "age_days": 1, "n_sources": 2}])
    assert aspects.judged(table)["verdict"].item() == verdict
    ends = [formats.write(end, "tenths") for end in (low, high)]
    leaves_out = float(ends[0]) > 100 or float(ends[1]) < 100
    assert leaves_out == (verdict != "unclear"), ends


def test_judgements_and_lost_deals_that_do_not_count_are_counted_by_their_reason() -> None:
    seen = judged([110.0, 108, np.nan, np.nan])
    seen = pd.concat([seen, seen.assign(competitor_id=None)])  # nobody named, two without a value
    old = judged([100.0]).assign(observed_on="2020-01-01")
    deals = [
        ("lost", "2026-05-01", 100.0, "K1", "price"),
        ("lost", "2026-06-01", None, "K1", "price"),
        ("lost", None, 50.0, "K2", "price"),
        ("lost", "2019-05-01", None, "K2", "price"),
        ("won", None, None, None, None),
    ]
    lost = pd.DataFrame(deals, columns=DEALS)
    got = rivals_seen(competitor_observations=pd.concat([seen, old]), opportunities=lost)
    rows = got["left_out"].set_index("kind")
    counts = ["n_seen", "n_counted", "n_no_amount", "n_no_rival", "n_no_value", "n_no_day"]
    assert rows.loc["judgements", counts].tolist() == [8, 2, 0, 4, 2, 0]
    assert rows.loc["deals", counts].tolist() == [3, 2, 1, 0, 0, 1]
    assert got["aspects"]["n"].sum() == rows.at["judgements", "n_counted"]
    total = got["lost_rivals"].set_index("competitor_id").at["total", "n"]
    assert total == rows.at["deals", "n_counted"]


def without(table: str, column: str) -> dict[str, pd.DataFrame]:
    facts = rival_facts()
    return {**facts, table: facts[table].drop(columns=column)}


@pytest.mark.parametrize(
    ("section", "table", "column"),
    [
        (rivals.judge_aspects, "competitor_observations", "confidence"),
        (rivals.count_lost_deals, "opportunities", "loss_reason"),
        (
            lambda facts, month: rivals.bring_together(facts, {}, month=month),
            "competitors",
            "competitor_id",
        ),
    ],
)
def test_a_frame_that_lacks_a_column_is_refused_by_name(section, table: str, column: str) -> None:
    with pytest.raises(UsageError, match=f"{table} has no column {column}"):
        section(without(table, column), month=MONTH)


def test_ranges_of_judgements_hold_for_all_panels_together_and_those_of_prices_each_alone() -> None:
    rows = pd.DataFrame({"panel": list("aaabbbc"), "value": [1.0, 2, 3, 5, 6, 8, 9]})
    alone, together = (
        evidence.means(rows, "value", ["panel"], shared=shared) for shared in (False, True)
    )
    of_two = group_means(rows["value"], rows["panel"], shared_by=2)
    assert together["low"].tolist()[:2] == of_two["low"].tolist()[:2], "one alone has no range"
    assert (together["low"] < alone["low"]).tolist() == [True, True, False]
    seen = pd.concat([judged([90.0, 95, 99]), judged([101.0, 104, 109]).assign(competitor_id="K2")])
    got = rivals_seen(competitor_observations=seen)["aspects"].set_index("competitor_id")
    names = pd.Series(["K1"] * 3 + ["K2"] * 3)
    both = group_means(seen["value"], names, shared_by=2)
    assert got["low"].tolist() == pytest.approx(both["low"].tolist())
