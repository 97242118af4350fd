"""The section on the total: its chance or its range, the ways to it, and what could not be told."""

from __future__ import annotations

import pytest

from salesnb.contracts.frames import declared
from salesnb.contracts.results import Context
from salesnb.i18n import use
from salesnb.methods.challenge_bands import BANDS
from salesnb.pages.targets import ways, ways_frames
from salesnb.targets.plan import odds as rests_on
from salesnb.targets.plan.triangle import BRINGS, GAPS, LADDER, OF_MARKET, OF_REPS, WAYS
from tests.pages.rows import page, rows

CONTEXT = Context("CNY")
FRAMES = declared(ways_frames)
ODDS = {
    "scope": "total",
    "first": "2027-01",
    "last": "2027-12",
    "total": 11.2e6,
    "is_decided": True,
    "probability": 0.5,
    "expected": 10.5e6,
    "low": 9e6,
    "high": 12e6,
    "confidence": 0.8,
    "middle": 10.6e6,
    "forecast_probability": 0.62,
    "over_forecast": 0.067,
    "gap": 0.7e6,
    "bias": 0.01,
    "n_origins": 13,
    "state": "shown",
    "tested_months": 1,
    "n_tested": 12,
    "error": 0.03,
    "n_open": 12,
}
UNKNOWN = {"probability": float("nan"), "forecast_probability": float("nan")}
WAY = {"way": "market", "amount": 10e6, "low": 9e6, "high": 11e6, "gap": 1.2e6}
MARKET = {"scope": "total", "share": 0.1, "growth": 0.05, "needed_share": 0.112}
REPS = {"scope": "total", "committed": 3e6, "over_forecast": 0.04, "covered_share": 0.28}
REPS |= {"n_reps": 3, "n_selling": 8, "n_customers": 20, "n_active": 90}


def odds(**changed: object):
    return rows(ways_frames.ODDS, ODDS | changed, context=CONTEXT)


@pytest.mark.parametrize(
    ("probability", "key", "status"),
    [
        (0.34, "total_hard", "act"),
        (0.35, "total", "info"),
        (0.75, "total", "info"),
        (0.76, "total_easy", "watch"),
    ],
)
def test_a_total_that_is_very_hard_or_easy_is_to_be_decided_on(probability, key, status) -> None:
    (said,) = ways.commitment(odds(probability=probability))
    assert (said.key, said.status) == (key, status)
    assert "¥11.2M, is 3" in said.plain() or "¥11.2M, is 7" in said.plain()
    assert "¥10.5M, has a chance of 62.0%" in said.plain()
    keys = {one for decision in ways.DECISIONS for one in decision.keys.split()}
    assert keys == {"total_hard", "total_easy"}


@pytest.mark.parametrize(
    ("total", "key"), [(12.5e6, "total_hard"), (8e6, "total_easy"), (11e6, "total")]
)
def test_without_a_probability_the_range_judges(total: float, key: str) -> None:
    (said,) = ways.commitment(odds(**UNKNOWN, total=total, state="unproven"))
    assert said.key == key and "¥9.0M to ¥12.0M, with 80.0% confidence" in said.plain()
    assert "chance" not in said.plain()


def test_without_a_range_nothing_is_claimed_and_a_year_that_is_over_says_nothing() -> None:
    none = {**UNKNOWN, "low": float("nan"), "high": float("nan")}
    (said,) = ways.commitment(odds(**none, state="no_range"))
    assert "cannot be told" in said.plain()
    assert ways.commitment(odds(state="over")) == [] == ways.proof(odds(state="over"))
    assert ways.commitment(odds(total=float("nan"), state="no_forecast")) == []


def test_amounts_are_said_with_what_they_cost() -> None:
    steps = [("p80", 9.6e6, 0.8), ("p50", 10.6e6, 0.5), ("p35", 11.2e6, 0.35)]
    ladder = rows(
        ways_frames.LADDER,
        *({"step": s, "amount": a, "probability": p} for s, a, p in steps),
        context=CONTEXT,
    )
    (said,) = ways.price(ladder)
    assert "¥9.6M has a chance of 80.0%" in said.plain() and "¥11.2M" in said.plain()
    assert ways.price(ladder.take([0])) == []


def test_a_bias_is_said_on_either_side_but_not_a_small_one() -> None:
    (low,) = ways.bias(odds(bias=0.17))
    (high,) = ways.bias(odds(bias=-0.08))
    assert "too low: what came was +17.0% against" in low.plain() and low.status == "watch"
    assert "too high: what came was −8.0%" in high.plain()
    assert "no lower than" in high.plain() and "Chances count that" in low.plain()
    (other,) = ways.bias(odds(bias=0.17, middle=10.4e6))
    assert "no higher than" in other.plain()
    assert ways.bias(odds(bias=0.02)) == [] == ways.bias(odds(bias=0.3, middle=float("nan")))


@pytest.mark.parametrize("state", [one for one in ways_frames.STATE if one != "over"])
def test_every_state_says_what_chances_rest_on_or_why_there_are_none(state: str) -> None:
    (said,) = ways.proof(odds(state=state))
    assert ("off by 3.0%" in said.plain()) == (state in {"shown", "fails"})
    with use("zh"):
        assert said.plain() != said.text
    assert said.status != "good" or state == "shown"


def test_an_error_that_luck_explains_is_said_to_be_so() -> None:
    (said,) = ways.proof(odds(state="shown", error=0.2, by_chance=0.25))
    assert "luck alone explains up to 25.0%" in said.plain() and said.status == "info"
    (said,) = ways.proof(odds(state="shown", error=0.03, by_chance=0.02))
    assert "luck" not in said.plain() and said.status == "good"


def test_each_way_says_what_it_rests_on() -> None:
    found = page(
        FRAMES,
        CONTEXT,
        odds=ODDS,
        ways=[WAY, WAY | {"way": "bottom_up"}, WAY | {"way": "issued"}],
        market_way=MARKET | {"outside_share": 0.2},
        reps_way=REPS,
    )
    said = {one.key: one.plain() for one in ways.found(found)}
    assert "share of 10.0%" in said["market_way"] and "+5.0% a year" in said["market_way"]
    assert "takes 11.2% of that market" in said["needed_share"]
    assert "20.0% of our sales" in said["outside_market"]
    assert "(3 of 8 reps, for 20 of 90 customers)" in said["reps_way"]
    assert "covers 28.0%" in said["reps_way"] and "+¥1.2M" in said["issued_before"]
    flat = page(FRAMES, CONTEXT, odds=ODDS, ways=WAY, market_way=MARKET | {"growth": float("nan")})
    assert "One year of it is measured" in ways.by_market(flat)[0].plain()


def test_ways_that_are_not_there_name_their_table() -> None:
    missing = rows(
        ways_frames.ABSENT, *({"way": way, "table": table} for way, table in BRINGS.items())
    )
    said = [one.plain() for one in ways.absent(missing)]
    assert len(said) == 3 and all(t in s for t, s in zip(BRINGS.values(), said, strict=True))
    empty = page(FRAMES, CONTEXT)
    assert ways.found(empty) == [] and "No way leads" in ways.headline(empty).plain()


def test_the_picture_draws_each_way_and_the_total() -> None:
    found = page(FRAMES, CONTEXT, odds=ODDS, ways=[WAY, WAY | {"way": "decided", "gap": 0.0}])
    ax = ways.draw_ways(found)
    assert [one.get_text() for one in ax.get_yticklabels()] == [
        "market at today's share",
        "decided total",
    ]
    assert {"¥10.0M"} <= {one.get_text() for one in ax.texts}
    assert ways.draw_ways(page(FRAMES, CONTEXT)) is not None


def test_frames_have_the_columns_and_codes_that_the_area_makes() -> None:
    assert ways_frames.WAYS.columns == WAYS and ways_frames.GAPS.columns == GAPS
    assert ways_frames.LADDER.columns == LADDER
    assert ways_frames.MARKET_WAY.columns == OF_MARKET
    assert ways_frames.REPS_WAY.columns == OF_REPS
    assert set(BANDS) < set(ways_frames.BAND)
    states = {rests_on.SHOWN, rests_on.FAILS, rests_on.UNPROVEN}
    states |= {rests_on.NO_RANGE, rests_on.NO_FORECAST, rests_on.OVER}
    assert states == set(ways_frames.STATE)
