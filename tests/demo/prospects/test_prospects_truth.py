"""What is planted in leads, lists, channels and segments stands in their tables."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from salesnb.demo import Truth
from salesnb.demo.base import names
from salesnb.demo.customers import masters
from salesnb.demo.deals import beginnings, deals, listings
from salesnb.demo.prospects import leads, marketing, ties
from salesnb.demo.truths.stories import Stories
from tests.demo.deals.dealing import Fit, logistic

SEEDS = range(1, 5)
TRUTH = Truth()


def prospects(seed: int, **changed: object) -> Truth:
    return replace(TRUTH, seed=seed, prospects=replace(TRUTH.prospects, **changed))


def known_before(truth: Truth) -> tuple[pd.DataFrame, np.ndarray]:
    """Return what the table says of each called lead before its call, and whether it was valid."""
    table = deals.leads(truth)
    table = table[table["called_on"].notna()].reset_index(drop=True)
    index = {row[0]: row[7] for row in names.REGIONS}
    found = {"valid_base": pd.Series(1.0, table.index)}
    found |= {one.id: table["lead_source_id"] == one.id for one in truth.prospects.sources[1:]}
    found |= {one: table["segment"] == one for one in masters.SEGMENTS[1:]}
    found["valid_with_phone"] = table["phone"].notna()
    found["valid_with_address"] = table["address"].notna()
    found["valid_by_size"] = np.log(table["potential_amount"]) - truth.prospects.potential_mean
    found["valid_by_region"] = table["region_id"].map(index) - 9
    return pd.DataFrame(found).astype(float), table["is_valid"].to_numpy(bool)


def planted(truth: Truth) -> pd.Series:
    known = truth.prospects
    first, *others = known.sources
    values = {"valid_base": known.valid_base + first.valid + known.valid_by_segment[0]}
    values |= {one.id: one.valid - first.valid for one in others}
    rest = zip(masters.SEGMENTS[1:], known.valid_by_segment[1:], strict=True)
    values |= {name: effect - known.valid_by_segment[0] for name, effect in rest}
    values |= {name: getattr(known, name) for name in ("valid_with_phone", "valid_with_address")}
    values |= {name: getattr(known, name) for name in ("valid_by_size", "valid_by_region")}
    return pd.Series(values)


def fitted(truth: Truth) -> Fit:
    design, is_valid = known_before(truth)
    return logistic(design, is_valid, np.zeros(design.shape[1]), np.zeros(len(design)))


def distances(truths: list[Truth]) -> pd.Series:
    fits = [fitted(one) for one in truths]
    mean = pd.concat([one.estimate for one in fits], axis=1).mean(axis=1)
    error = np.sqrt(sum(one.error**2 for one in fits)) / len(fits)
    return (mean - planted(truths[0])) / error


def test_what_makes_leads_valid_is_found_in_the_tables() -> None:
    far = distances([prospects(seed) for seed in SEEDS])
    assert far.abs().max() < 3.2, far.round(1).to_dict()


def test_nothing_makes_leads_valid_where_nothing_was_planted() -> None:
    flat = tuple(replace(one, valid=0.0) for one in TRUTH.prospects.sources)
    none = {
        "sources": flat,
        "valid_base": -1.5,
        "valid_by_segment": (0.0,) * 6,
        "valid_with_phone": 0.0,
        "valid_with_address": 0.0,
        "valid_by_size": 0.0,
        "valid_by_region": 0.0,
    }
    far = distances([prospects(seed, **none) for seed in SEEDS])
    assert far.abs().max() < 3.2, far.round(1).to_dict()


def caught(score: np.ndarray, is_valid: np.ndarray) -> float:
    """Return the share of what is valid among the fifth with the highest score."""
    best = np.argsort(-score, kind="stable")[: len(score) // 5]
    return float(is_valid[best].sum() / is_valid.sum())


def test_a_fifth_of_the_calls_catches_most_of_what_is_valid() -> None:
    """With the true chances, and with chances learned from the first two thirds of the calls."""
    best, learned = [], []
    for seed in SEEDS:
        truth = prospects(seed)
        design, is_valid = known_before(truth)
        drawn = leads.drawn(truth)
        chance = drawn.loc[drawn["called_on"] <= pd.Timestamp(truth.exported_on), "valid_chance"]
        best.append(caught(chance.to_numpy(), is_valid))
        n = 2 * len(design) // 3
        ridge = np.full(design.shape[1], 0.1)
        fit = logistic(design[:n], is_valid[:n], ridge, np.zeros(n))
        learned.append(caught((design[n:] @ fit.estimate).to_numpy(), is_valid[n:]))
    assert np.mean(best) >= 0.65 and min(best) >= 0.60
    assert np.mean(learned) >= 0.60


def test_sources_yield_and_cost_what_was_planted() -> None:
    table = pd.concat([deals.leads(prospects(seed)) for seed in SEEDS])
    chance = pd.concat([leads.drawn(prospects(seed))["valid_chance"] for seed in SEEDS])
    called = table["called_on"].notna().to_numpy()
    table, chance = table[called], chance[called]
    for one in TRUTH.prospects.sources:
        own = (table["lead_source_id"] == one.id).to_numpy()
        p = chance[own]
        error = np.sqrt((p * (1 - p)).sum()) / len(p)
        assert abs(table["is_valid"][own].mean() - p.mean()) < 3.5 * error, one.id
        assert table["cost_amount"][own].median() == pytest.approx(one.cost, rel=0.05)


def test_nothing_is_known_of_leads_that_were_not_called() -> None:
    table = deals.leads(TRUTH)
    new = table["called_on"].isna()
    assert new.any() and table.loc[new, "is_valid"].isna().all()
    assert (table["status"] == "new").equals(new)
    assert set(table["status"]) <= {"new", "valid", "invalid", "filed", "converted"}
    for before, after in (
        ("created_on", "called_on"),
        ("called_on", "filed_on"),
        ("filed_on", "converted_on"),
    ):
        both = table[before].notna() & table[after].notna()
        assert (table.loc[both, before] <= table.loc[both, after]).all()


def half_life(truth: Truth) -> float:
    """Return the half-life in months that fits the association's leads best; its level is free."""
    found = deals.leads(truth)
    own = found[found["marketing_channel_id"] == truth.prospects.association]
    cells = pd.crosstab(own["region_id"], own["created_on"].dt.strftime("%Y-%m-01"))
    months = [m.first.isoformat() for m in truth.months]
    count = cells.reindex(index=masters.leaf_regions(), columns=months).fillna(0).to_numpy()
    spent = marketing.spend(truth)
    channels = {row[0]: row for row in truth.response.channels}
    steps, fit = np.geomspace(4, 70, 32), []
    for months_to_half in steps:
        row = list(channels[truth.prospects.association])
        row[4] = 0.5 ** (1 / months_to_half)
        other = replace(truth, response=replace(truth.response, channels=(tuple(row),)))
        shape = marketing.expected_leads(other, spent)[truth.prospects.association]
        level = count.sum() / shape.sum()
        fit.append((count * np.log(np.maximum(level * shape, 1e-12))).sum() - level * shape.sum())
    return float(steps[int(np.argmax(fit))])


def test_work_with_associations_has_its_half_life() -> None:
    found = np.log([half_life(prospects(seed)) for seed in SEEDS])
    error = np.std(found, ddof=1) / np.sqrt(len(found))
    assert abs(found.mean() - np.log(18)) < 3 * error
    assert error < 0.2


@pytest.mark.long
def test_the_half_life_is_found_within_a_factor_of_two_in_most_companies() -> None:
    found = np.array([half_life(prospects(seed)) for seed in range(100, 124)])
    assert ((found > 9) & (found < 36)).mean() >= 0.9
    assert abs(np.log(found).mean() - np.log(18)) < 0.15


def slope(truth: Truth) -> tuple[float, float]:
    """Return the monthly change of the log odds of the emerging segment, and its error."""
    found = deals.leads(truth)
    month = found["created_on"].dt.year * 12 + found["created_on"].dt.month - 1
    start = truth.months[-1].ordinal - truth.prospects.emerging_months + 1
    design = pd.DataFrame({"base": 1.0, "month": np.maximum(month - start, 0)})
    is_own = (found["segment"] == truth.prospects.emerging).to_numpy()
    fit = logistic(design, is_own, np.zeros(2), np.zeros(len(design)))
    return fit.estimate["month"], fit.error["month"]


@pytest.mark.parametrize("growth", [0.08, 0.0])
def test_the_emerging_segment_grows_as_planted_or_not_at_all(growth: float) -> None:
    found = [slope(prospects(seed, emerging_growth=growth)) for seed in SEEDS]
    error = np.sqrt(sum(e**2 for _, e in found)) / len(found)
    assert abs(np.mean([one for one, _ in found]) - growth) < 3 * error
    assert error < 0.02


def plain(table: pd.DataFrame) -> pd.Series:
    """Return the Chinese names of listings without endings, at usual width."""
    text = table["name_zh"].fillna(table["name"])
    narrow = text.map(lambda one: unicodedata.normalize("NFKC", one))
    return narrow.str.replace(r"(有限责任公司|有限公司|公司)$", "", regex=True)


def pairs_of(truth: Truth) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return pairs of listings with one name in one city, and pairs of one firm."""
    table = listings.listings(truth)
    table["firm"] = table["listing_id"].map(listings.firms_behind(truth))
    table["plain"] = plain(table)
    digits = table["phone"].map(lambda one: one and unicodedata.normalize("NFKC", one))
    table["digits"] = digits.str.replace("-", "")
    own = table[["listing_id", "firm", "digits", "plain", "region_id"]]
    parts = []
    for keys in (["plain", "region_id"], ["firm"]):
        both = own.merge(own, on=keys, suffixes=("", "_of_other"))
        parts.append(both[both["listing_id"] < both["listing_id_of_other"]])
    return parts[0], parts[1]


def test_lists_overlap_as_planted_with_namesakes_and_lost_telephones() -> None:
    namesakes, without = [], []
    for seed in SEEDS:
        alike, same = pairs_of(replace(TRUTH, seed=seed))
        namesakes.append((alike["firm"] != alike["firm_of_other"]).mean())
        without.append(1 - (same["digits"] == same["digits_of_other"]).mean())
    assert np.mean(namesakes) == pytest.approx(TRUTH.lists.namesake_share, abs=0.01)
    kept = (1 - TRUTH.lists.phone_missing) ** 2 * (
        (1 - TRUTH.lists.phone_moved) ** 2 + TRUTH.lists.phone_moved**2
    )
    assert np.mean(without) == pytest.approx(1 - kept, abs=0.02) == pytest.approx(0.2, abs=0.02)


def test_lists_cover_what_they_were_made_to() -> None:
    table = listings.listings(TRUTH)
    n_firms = round(TRUTH.lists.firms_per_customer * TRUTH.n_customers)
    count = table["lead_source_id"].value_counts()
    for (source, *_), share in zip(names.LEAD_SOURCES, TRUTH.lists.coverage, strict=True):
        error = np.sqrt(share * (1 - share) * n_firms)
        assert -3 * error < count[source] - share * n_firms < 3 * error + 0.12 * n_firms
    firm = table["listing_id"].map(listings.firms_behind(TRUTH))
    assert not table.assign(firm=firm).duplicated(["firm", "lead_source_id"]).any()
    wide = table["phone"].dropna().str.contains("[０-９]")
    assert wide.mean() == pytest.approx(TRUTH.lists.full_width_share, abs=0.05)


def test_firms_are_called_differently() -> None:
    place = {row[0]: row for row in names.REGIONS}["R-SH"]
    assert len({names.firm(i, place) for i in range(6000)}) == 6000
    near = {names.firm(i, place)[0].split()[-2] for i in range(30)}
    assert len(near) >= 8


def test_firms_of_leads_and_of_customers_stand_in_the_lists() -> None:
    table = listings.listings(TRUTH)
    found = deals.leads(TRUTH)
    called = set(plain(table))
    endless = set(found["company_name_zh"].str.removesuffix("公司"))
    own = set(masters.customers(TRUTH)["name_zh"].str.removesuffix("公司"))
    assert len(called & endless) > 100 and len(called & own) > 30


def test_those_who_speak_for_us_are_known_before_the_lead() -> None:
    speaking = ties.on_leads(TRUTH)
    found = leads.drawn(TRUTH)["created_on"].to_numpy()[speaking["lead"]]
    assert (speaking["known_since"].to_numpy() < found).all()
    share = len(speaking) / len(leads.drawn(TRUTH))
    assert share == pytest.approx(TRUTH.ties.lead_share, abs=0.02)


SMALL = (
    Truth(seed=3, n_customers=20, n_reps=4, n_months=36, stories=Stories()),
    Truth(seed=4, n_customers=60, n_reps=12, n_months=96, first_month="2018-11"),
    Truth(seed=5, n_customers=30, n_reps=6, n_months=120, first_month="2010-03", stories=Stories()),
)


@pytest.mark.parametrize("truth", SMALL, ids=["20", "60", "30"])
def test_small_companies_have_leads_and_deals_by_their_size(truth: Truth) -> None:
    dealt = deals.opportunities(truth)
    per_month = len(deals.leads(truth)) / truth.n_months / truth.n_customers
    usual = len(deals.leads(TRUTH)) / TRUTH.n_months / TRUTH.n_customers
    assert per_month == pytest.approx(usual, rel=0.35)
    assert len(dealt) / truth.n_months / truth.n_customers == pytest.approx(0.053, rel=0.5)
    first = beginnings.first_customers(truth)
    assert first.loc[first["is_new"], "customer_id"].is_unique
    assert len(listings.listings(truth)) > 15
    known = set(masters.reps(truth)["rep_id"])
    assert set(deals.all_deals(truth).deals["rep_id"]) <= known


def test_a_company_without_leads_has_customers_of_old_only() -> None:
    channels = tuple((*row[:-1], 0.0) for row in TRUTH.response.channels)
    none = replace(TRUTH.response, lead_base=0.0, channels=channels)
    truth = replace(TRUTH, n_customers=60, response=none)
    assert deals.leads(truth).empty and (beginnings.starts(truth) == 0).all()
    assert deals.opportunities(truth)["customer_id"].notna().all()
    assert len(listings.listings(truth)) > 50
