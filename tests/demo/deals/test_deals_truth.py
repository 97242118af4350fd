"""What is planted in deals stands in their tables, and is not there where it is switched off."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from salesnb.demo import Truth
from salesnb.demo.deals import beginnings, deal_tables, deals, tenders
from salesnb.demo.deals.courses import KINDS
from salesnb.demo.prospects import leads
from salesnb.demo.sales import demand
from tests.demo.deals.dealing import common_correlation, fitted, planted

SEEDS = range(1, 5)
TRUTH = Truth()


def winning(seed: int, **changed: object) -> Truth:
    return replace(TRUTH, seed=seed, winning=replace(TRUTH.winning, **changed))


def distances(truths: list[Truth]) -> pd.Series:
    """Return how far the mean estimate lies from what was planted, in standard errors."""
    fits = [fitted(one) for one in truths]
    mean = pd.concat([one.estimate for one in fits], axis=1).mean(axis=1)
    error = np.sqrt(sum(one.error**2 for one in fits)) / len(fits)
    return (mean - planted(truths[0])) / error


def is_within(far: pd.Series) -> bool:
    """Whether 18 distances are those of chance: together (1 in 1,000) and each (1 in 170)."""
    return bool((far**2).sum() < 42.3 and far.abs().max() < 3.6)


def test_what_wins_deals_is_found_in_the_tables() -> None:
    far = distances([winning(seed) for seed in SEEDS])
    assert is_within(far), far.round(1).to_dict()


def test_effects_that_stand_out_do_so_in_every_company() -> None:
    for seed in SEEDS:
        fit = fitted(winning(seed))
        z = fit.estimate / fit.error
        assert z["K2"] < -2.5 and z["service"] > 1.5, seed
        assert max(z[list(KINDS)]) > 2.5, seed


def test_nothing_wins_deals_where_nothing_was_planted() -> None:
    none = {
        "rivals": (0.0,) * 4,
        "levers": (0.0,) * 4,
        "touches": (0.0,) * 6,
        "late": 0.0,
        "by_amount": 0.0,
        "by_influence": 0.0,
    }
    far = distances([winning(seed, base=-1.0, **none) for seed in SEEDS])
    assert is_within(far), far.round(1).to_dict()


@pytest.mark.long
def test_messages_seem_to_work_in_one_company_of_twenty() -> None:
    found = 0
    for seed in range(100, 140):
        fit = fitted(winning(seed))
        found += abs(fit.estimate["message"]) > 1.96 * fit.error["message"]
    assert found <= 6  # of 40, at 5 %: more has a chance of 1 in 70


@pytest.mark.parametrize("correlation", [0.0, 0.1, 0.3])
def test_deals_of_a_month_go_together_as_planted(correlation: float) -> None:
    found = [common_correlation(winning(seed, correlation=correlation)) for seed in SEEDS]
    error = np.std(found, ddof=1) / np.sqrt(len(found))
    assert abs(np.mean(found) - correlation) < 3 * max(error, 0.008)


@pytest.mark.long
@pytest.mark.parametrize("correlation", [0.0, 0.1, 0.3])
def test_the_correlation_of_a_month_is_near_in_single_companies(correlation: float) -> None:
    found = [common_correlation(winning(s, correlation=correlation)) for s in range(100, 124)]
    assert np.abs(np.array(found) - correlation).mean() <= 0.05


@pytest.mark.long
def test_effects_lie_as_far_off_as_their_errors_say() -> None:
    """Over 24 companies: distances in standard errors have mean 0 and spread 1."""
    fits = [fitted(winning(seed)) for seed in range(100, 124)]
    far = pd.concat([(one.estimate - planted(TRUTH)) / one.error for one in fits], axis=1)
    assert (far.mean(axis=1) * np.sqrt(len(fits))).abs().max() < 3.6
    assert far.std(axis=1).mean() == pytest.approx(1.0, abs=0.1)


def first_expected(truth: Truth) -> pd.DataFrame:
    """Return deals that are not announced tenders, with the first expected and the true length."""
    course = deals.all_deals(truth).deals
    dealt = deal_tables.opportunities_known(truth).set_index("opportunity_id")
    changes = deal_tables.opportunity_changes(truth).query("field == 'expected_close_on'")
    before = changes.drop_duplicates("opportunity_id").set_index("opportunity_id")["old_value"]
    dealt["first"] = pd.to_datetime(before.reindex(dealt.index)).fillna(dealt["expected_close_on"])
    tendered = course.loc[course["is_tender"], "opportunity_id"]
    early = dealt["created_on"] < dealt["created_on"].max() - pd.Timedelta(days=540)
    own = dealt[early & dealt["closed_on"].notna() & ~dealt.index.isin(tendered)]
    return pd.DataFrame(
        {
            name: (own[on] - own["created_on"]).dt.days
            for name, on in (("said", "first"), ("true", "closed_on"))
        }
    )


def test_the_expected_close_is_hope_and_not_the_true_one_with_noise() -> None:
    length = pd.concat([first_expected(replace(TRUTH, seed=seed)) for seed in SEEDS])
    assert abs(length.corr().loc["said", "true"]) < 3 / np.sqrt(len(length))
    ratio = length["said"].mean() / length["true"].mean()
    hope = TRUTH.belief.length * np.exp(TRUTH.belief.length_sd**2 / 2)
    assert ratio == pytest.approx(hope, abs=0.03)


def test_late_deals_are_put_off_and_open_ones_never_lie_far_behind() -> None:
    changes = deal_tables.opportunity_changes(TRUTH).query("field == 'expected_close_on'")
    later = pd.to_datetime(changes["new_value"]) > pd.to_datetime(changes["old_value"])
    assert later.mean() > 0.8
    dealt = deal_tables.opportunities_known(TRUTH)
    is_open = dealt["closed_on"].isna()
    end = pd.Timestamp(TRUTH.exported_on)
    assert (dealt.loc[is_open, "expected_close_on"] >= end - pd.Timedelta(days=10)).all()


def test_nothing_was_written_after_the_export() -> None:
    end = pd.Timestamp(TRUTH.exported_on)
    dealt = deal_tables.opportunities_known(TRUTH)
    assert (dealt[["created_on", "closed_on"]].max() <= end).all()
    assert (deal_tables.opportunity_changes(TRUTH)["changed_on"] <= end).all()
    assert dealt["customer_id"].isna().equals(dealt["lead_id"].notna() & (dealt["stage"] != "won"))


def test_the_stated_chance_is_too_high_and_knows_nothing_of_the_outcome() -> None:
    over, corr, n = [], [], 0
    for seed in SEEDS:
        truth = replace(TRUTH, seed=seed)
        dealt = deal_tables.opportunities_known(truth)
        course = deals.all_deals(truth).deals.loc[dealt.index]
        closed = dealt["closed_on"].notna()
        won = (dealt["stage"] == "won")[closed]
        left = won - won.groupby((course["logit"][closed] * 4).round()).transform("mean")
        over.append(dealt["win_share"][closed].mean() - won.mean())
        corr.append(np.corrcoef(dealt["win_share"][closed], left)[0, 1])
        n += int(closed.sum())
    assert min(over) > 0.05 and max(over) < 0.2
    assert abs(np.mean(corr)) < 3 / np.sqrt(n)


@pytest.mark.parametrize("seed", SEEDS)
def test_won_leads_are_the_customers_who_begin_late(seed: int) -> None:
    truth = replace(TRUTH, seed=seed)
    first = beginnings.first_customers(truth)
    new = first[first["is_new"]]
    assert new["customer_id"].is_unique and 90 < len(new) < 230
    found = deals.leads(truth).iloc[first["lead"]].reset_index(drop=True)
    for column, own in (("company_name", "name"), ("company_name_zh", "name_zh")):
        assert (found[column] == first[own].to_numpy()).all()
    for column in ("region_id", "customer_id"):
        assert (found[column] == first[column].to_numpy()).all()
    alike = leads.drawn(truth)["segment"].to_numpy()[first["lead"]] == first["segment"]
    assert alike.mean() > 0.85
    months = np.array([m.last for m in truth.months], dtype="datetime64[D]")
    begins = new[new["start"] < truth.n_months]
    converted = found.loc[begins.index, "converted_on"].to_numpy().astype("datetime64[D]")
    assert (converted <= months[begins["start"]]).all()
    dealt = deal_tables.opportunities_known(truth).dropna(subset="lead_id")
    won = dealt[dealt["stage"] == "won"].set_index("lead_id")["customer_id"]
    assert won.to_dict() == found.set_index("lead_id")["customer_id"].to_dict()


def test_nobody_orders_before_being_won() -> None:
    orders = demand.expected_orders(TRUTH)
    begins = (orders > 0).argmax(axis=1)
    late = np.flatnonzero(begins > 0)
    new = beginnings.first_customers(TRUTH).query("is_new").set_index("customer")["start"]
    assert set(late) <= set(new.index)
    assert (new[new < TRUTH.n_months].to_dict()).items() == {
        int(k): int(begins[k]) for k in new.index if new[k] < TRUTH.n_months
    }.items()


def test_tenders_end_as_their_deals() -> None:
    found = tenders.needs(TRUTH).dropna(subset="opportunity_id")
    both = found.merge(deal_tables.opportunities_known(TRUTH), on="opportunity_id")
    assert len(both) == len(found) > 80
    closed = both["closed_on"].notna()
    assert (both["sales_method_id"] == "S3").all() and (both["kind"] == "tender").all()
    assert (both.loc[closed, "result"] == both.loc[closed, "stage"]).all()
    assert both.loc[~closed, "result"].isna().all()
    assert (both.loc[closed, "decides_on"] == both.loc[closed, "closed_on"]).all()
    assert (both["noted_on"] <= both["created_on"]).all()
    assert (both["region_id_x"] == both["region_id_y"]).all()
