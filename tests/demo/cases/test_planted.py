"""The sizes in `truth.toml` are what the tables hold, and what a company without a story lacks."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesnb.demo import Truth, generate, write_company
from salesnb.demo.cases.planted import kept_share, planted
from salesnb.demo.cases.planted_conduct import first_sales_targets
from salesnb.demo.sales.demand import expected_orders
from salesnb.demo.sales.orders import World, order_lines
from salesnb.demo.truths.truth import to_toml
from tests.demo.cases.stories import (
    CUT,
    DIVERTED,
    INVENTED,
    LOST,
    SANDBAGGED,
    TREND,
    UNFAIR,
    made_visits,
)

STORIES = """
    lost_customers rival_cuts stuffing loading sandbagging leakage diversion unfair_targets
    invented_visits hidden_trends
"""
TRUTH = Truth()


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return generate(TRUTH)


@pytest.fixture(scope="module")
def sizes(tables: dict[str, pd.DataFrame]) -> Mapping[str, Any]:
    return planted(World(TRUTH, 1.0), tables)


def without(**stories: Any) -> Truth:
    return replace(TRUTH, stories=replace(TRUTH.stories, **stories))


def test_every_parameter_stands_in_the_file() -> None:
    assert tomllib.loads(to_toml(TRUTH)) == _listed(asdict(TRUTH))


def _listed(value: object) -> object:
    if isinstance(value, dict):
        return {key: _listed(one) for key, one in value.items()}
    return [_listed(one) for one in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("name", STORIES.split())
def test_each_story_states_who_when_and_how_much(sizes: Mapping[str, Any], name: str) -> None:
    (entry,) = sizes[name]
    assert entry["from"] >= TRUTH.first_month
    assert any(key.endswith("_id") for key in entry)
    money = [value for key, value in entry.items() if key.startswith("amount")]
    assert money and all(value > 0 for value in money)


def test_a_story_switched_off_has_no_entry(tmp_path: Path) -> None:
    truth = without(lost_customers=(), leakage=(), invented_visits=())
    write_company(tmp_path / "c", scale=0.05, truth=truth)
    stated = tomllib.loads((tmp_path / "c" / "truth.toml").read_text(encoding="utf-8"))["planted"]
    assert set(STORIES.split()) - set(stated) == {
        "lost_customers",
        "leakage",
        "invented_visits",
    }


def test_leakage_is_what_the_same_company_without_it_earns_more(
    tables: dict[str, pd.DataFrame], sizes: Mapping[str, Any]
) -> None:
    """The random draws are the same, so only the planted discount differs: to a cent a line."""
    fair = order_lines(World(without(leakage=()), 1.0))["net_amount"]
    lost = fair - tables["order_lines"]["net_amount"]
    (entry,) = sizes["leakage"]
    assert (lost.abs() > 0.02).sum() <= entry["n_lines"]
    assert lost.sum() == pytest.approx(entry["amount_given_away"], abs=0.011 * entry["n_lines"])


def test_the_lost_orders_are_those_of_a_customer_who_stays(
    sizes: Mapping[str, Any],
) -> None:
    stays = order_lines(World(without(lost_customers=(replace(LOST, start="2099-01"),)), 1.0))
    own = stays[(stays["customer_id"] == LOST.customer_id) & (stays["order_on"] >= LOST.start)]
    amount = own["net_amount"].sum()
    noise = np.sqrt((own.groupby("order_id")["net_amount"].sum() ** 2).sum())  # compound Poisson
    assert abs(amount - sizes["lost_customers"][0]["amount_missing_expected"]) < 3 * noise


def test_the_rival_s_cut_leaves_the_stated_share_of_lines() -> None:
    """Over four seeds, drawn alike with and without the cut; the standard error is about 1 %."""
    ratio = []
    for seed in range(1, 5):
        counts = []
        for cuts in ((CUT,), ()):
            truth = replace(without(rival_cuts=cuts), seed=seed)
            world = World(truth, 1.0)
            lines = order_lines(world)
            group = world.products.set_index("product_id")["product_group"]
            here = lines["product_id"].map(group) == CUT.product_group
            counts.append((here & (lines["order_on"] >= CUT.start)).sum())
        expected = kept_share(World(replace(TRUTH, seed=seed), 1.0), CUT)
        ratio.append(counts[0] / counts[1] / expected)
    assert np.mean(ratio) == pytest.approx(1.0, abs=0.03)


def test_the_bad_month_takes_the_stated_share_of_expected_orders() -> None:
    here = World(TRUTH, 1.0).customers["region_id"] == TREND.region_id
    bad, fair = (
        expected_orders(t)[here.to_numpy(), -1].sum()
        for t in (TRUTH, without(hidden_trends=(replace(TREND, bad_month=""),)))
    )
    assert bad / fair == pytest.approx(np.exp(TREND.bad_month_log_effect))


def test_sizes_taken_from_single_rows(
    tables: dict[str, pd.DataFrame], sizes: Mapping[str, Any]
) -> None:
    targets, sold = tables["issued_targets"], tables["sell_out"]
    made = made_visits(tables, INVENTED.start)
    fake = made[(made["rep_id"] == INVENTED.rep_id) & made["is_impossible"]]
    assert sizes["invented_visits"][0]["n_invented"] == len(fake) > 0
    targets = first_sales_targets(targets, TRUTH.months[-1].year)
    own = targets.loc[targets["rep_id"] == UNFAIR.rep_id, "target_value"].sum()
    assert sizes["unfair_targets"][0]["amount_too_much"] == pytest.approx(
        own - own / UNFAIR.factor, abs=0.01
    )
    away = sold[
        (sold["customer_id"] == DIVERTED.customer_id) & (sold["region_id"] == DIVERTED.region_id)
    ]
    assert sizes["diversion"][0]["quantity_away"] == away["sell_out_quantity"].sum() > 0
    commits = tables["forecast_submissions"]
    own = commits.loc[commits["rep_id"] == SANDBAGGED.rep_id, "commit_amount"].sum()
    assert sizes["sandbagging"][0]["amount_held_back"] == pytest.approx(
        own / SANDBAGGED.share - own, abs=0.01
    )
