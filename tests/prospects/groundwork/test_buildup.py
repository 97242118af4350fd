"""Half-lives, worth of leads and what stopping costs: planted, not identified, and lacking data."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from salesnb.prospects.groundwork.brand import HALF_LIFE, Counts, Prior, find_brand
from salesnb.prospects.groundwork.buildup import build_up
from salesnb.prospects.groundwork.judged import DEFAULT, judgement_of
from salesnb.prospects.groundwork.panel import read_panel
from tests.prospects.groundwork.companies import (
    BUDGET,
    JUDGEMENTS,
    MONTH,
    Frames,
    cube,
    facts,
    marketing,
    months,
)


def built(given: Frames, judged: pd.DataFrame = JUDGEMENTS, lines: object = None) -> Frames:
    kept = BUDGET["lines"] if lines is None else lines
    return build_up(facts(**given), judged, kept, month=MONTH, horizon=24, rate=0.05)


def test_a_planted_half_life_lies_in_its_range() -> None:
    row = built(marketing(9.0))["channels"].iloc[0]
    assert row["basis"] == "told" and row["low"] <= 9.0 <= row["high"]
    assert row["high"] / row["low"] < 6 and row["overdispersion"] < 1.2


def test_the_unit_of_money_changes_nothing() -> None:
    given = marketing(6.0, n_months=48)
    counts = read_panel(facts(**given), MONTH).counts("M1")
    cents = Counts(counts.spend * 100, counts.leads, counts.size, counts.season, counts.known)
    one, other = find_brand(counts, DEFAULT), find_brand(cents, DEFAULT)
    assert one.half_lives == pytest.approx(other.half_lives, rel=1e-4)


def test_spending_that_never_changes_leaves_the_judgement_as_it_is() -> None:
    rng = np.random.default_rng(1)
    shape = (10, 48)
    leads, known = rng.poisson(2.0, shape).astype(float), np.ones(48, dtype=bool)
    still = Counts(np.ones(shape), leads, np.ones(10), np.ones(48), known)
    found = find_brand(still, Prior(12.0, 4.0, 36.0))
    assert np.std(found.draws[:, HALF_LIFE]) == pytest.approx(np.log(9) / 3.92, rel=0.25)


def test_leads_that_do_not_follow_the_spending_tell_nothing() -> None:
    given = marketing(9.0)
    rng = np.random.default_rng(2)
    leads = given["leads"].assign(created_on=rng.choice(months(60), len(given["leads"])))
    row = built(given | {"leads": leads})["channels"].iloc[0]
    assert row["basis"] in ("no_effect", "not_identified") and np.isnan(row["half_life"])


def test_no_spending_or_no_leads_is_refused_by_the_fit() -> None:
    none = Counts(np.zeros((2, 24)), np.ones((2, 24)), np.ones(2), np.ones(24), np.ones(24, bool))
    with pytest.raises(ValueError, match="spending and leads"):
        find_brand(none, DEFAULT)


def test_few_leads_leave_the_judgement_alone_and_no_verdict() -> None:
    given = marketing(9.0, rate=0.05)
    judged = pd.DataFrame(
        {
            "topic": ["half_life", "half_life", "visits"],
            "marketing_channel_id": ["M1", "M1", "M1"],
            "value": [10.0, 14.0, np.nan],
            "low": [np.nan, 7.0, np.nan],
            "high": [np.nan, 28.0, np.nan],
            "author": ["Li", "Wang", "Chen"],
            "judged_on": ["2025-01-05", "2026-01-05", "2026-02-05"],
        }
    )
    found = built(given, judged)
    row, stop = found["channels"].iloc[0], found["stopping"]
    assert row["basis"] == "too_few" and row["prior_author"] == "Wang"
    assert row[["prior_months", "prior_low", "prior_high"]].tolist() == [14.0, 7.0, 28.0]
    assert set(stop["verdict"]) <= {"judged", "no_worth"}


def test_a_judgement_without_bounds_is_a_wide_one() -> None:
    judged = pd.DataFrame(
        {
            "topic": ["half_life"],
            "marketing_channel_id": ["M1"],
            "value": [10.0],
            "low": [np.nan],
            "high": [np.nan],
            "author": ["Li"],
            "judged_on": ["2025-01-05"],
        }
    )
    assert judgement_of(judged, "M1").prior == Prior(10.0, 2.0, 50.0)
    assert judgement_of(judged, "M2").prior == DEFAULT and not judgement_of(judged, "M2").author


def test_stopping_is_held_against_what_its_leads_bring() -> None:
    given = marketing(9.0)
    leads = given["leads"].assign(customer_id=None)
    old = leads.index[leads["created_on"] < "2024-10-01"][::10]
    leads.loc[old, "customer_id"] = [f"C{place:03d}" for place in range(len(old))]
    rows = [
        (str(one)[:7], customer, "R00", 50_000.0)
        for customer, day in leads.loc[old, ["customer_id", "created_on"]].itertuples(index=False)
        for one in pd.period_range(day[:7], periods=6, freq="M")
    ]
    others = [(str(MONTH), "C999", "R00", 9_000.0)]
    given |= {"leads": leads, "sales_cube": cube(*rows, *others)}
    lines = pd.DataFrame({"marketing_channel_id": ["M1"], "amount": [np.nan], "floor": [10.0]})
    stop = built(given, lines=lines)["stopping"].iloc[0]
    assert stop["verdict"] == "keep" and stop["chance"] > 0.99 and not stop["is_secured"]
    assert stop["leads_low"] < stop["leads_lost"] < stop["leads_high"]
    assert stop["net"] == pytest.approx(stop["margin_lost"] - stop["saved"])
    basis = built(given)["build_basis"].iloc[0]
    assert basis["worth"] == pytest.approx(300_000, rel=0.01)
    assert basis["margin_share"] == pytest.approx(0.25) and basis["counted"] == "sales"


def test_what_is_lost_grows_with_the_half_life() -> None:
    def after(life: float) -> float:
        given = marketing(life, n_months=72, rate=6.0)
        return float(built(given)["stopping"]["leads_after"].iloc[0])

    assert after(15.0) > 2 * after(1.5)


def test_months_missing_in_the_exports_are_bridged_and_counted() -> None:
    given = marketing(9.0)
    gone = given["spend"]["period_start"].isin(months(60)[20:23])
    silent = given["leads"]["created_on"].isin(months(60)[30:32])
    found = built({"spend": given["spend"][~gone], "leads": given["leads"][~silent]})
    assert found["build_basis"]["n_gaps"].iloc[0] == 5
    row = found["channels"].iloc[0]
    assert row["basis"] == "told" and row["low"] <= 9.0 <= row["high"]


def since(given: Frames, first: str) -> Frames:
    """Return what was spent and came from a month on."""
    spend, leads = given["spend"], given["leads"]
    kept = spend["period_start"] >= first, leads["created_on"] >= first
    return {"spend": spend[kept[0]], "leads": leads[kept[1]]}


CHANGES: dict[str, Callable[[Frames], Frames]] = {
    "no_spend": lambda given: {"leads": given["leads"]},
    "no_leads": lambda given: {"spend": given["spend"]},
    "unattributed": lambda given: (
        given | {"leads": given["leads"].assign(marketing_channel_id=None)}
    ),
    "few_months": lambda given: since(given, "2025-12"),
}


@pytest.mark.parametrize("lacking", CHANGES)
def test_what_lacks_is_named(lacking: str) -> None:
    found = built(CHANGES[lacking](marketing(9.0)))
    assert found["build_basis"]["lacking"].iloc[0] == lacking
    assert found["stopping"].empty and found["channels"]["half_life"].isna().all()


def test_leads_without_region_or_channel_are_counted() -> None:
    given = marketing(9.0)
    leads = given["leads"].copy()
    leads.loc[leads.index[:7], "region_id"] = None
    leads.loc[leads.index[10:15], "marketing_channel_id"] = None
    basis = built(given | {"leads": leads})["build_basis"].iloc[0]
    assert (basis["n_no_region"], basis["n_unattributed"]) == (7, 5)


def test_a_season_is_found_where_there_is_one_and_chance_is_none() -> None:
    rng = np.random.default_rng(8)
    days = np.array(months(72))
    month = np.array([int(one[5:7]) for one in days])

    def season(strength: float) -> np.ndarray:
        factor = 1 + strength * np.cos(2 * np.pi * month / 12)
        leads = pd.DataFrame({"created_on": np.repeat(days, rng.poisson(60 * factor))})
        leads = leads.assign(region_id="R00", marketing_channel_id="M1")
        leads["lead_id"] = [f"L{place}" for place in range(len(leads))]
        spend = marketing(9.0, n_months=72)["spend"]
        return read_panel(facts(spend=spend, leads=leads), MONTH).season / factor

    assert season(0.5) == pytest.approx(np.ones(72), abs=0.12)
    assert season(0.0) == pytest.approx(np.ones(72), abs=0.04)
