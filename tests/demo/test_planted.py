"""The sizes in `truth.toml` are what the tables hold, and what a company without a story lacks."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesnb.demo import Truth, generate, write_company
from salesnb.demo.demand import expected_orders
from salesnb.demo.orders import World, order_lines
from salesnb.demo.planted import kept_share, planted
from salesnb.demo.truth import to_toml

STORIES = """
    lost_customer rival_price_cut stuffing month_end_loading sandbagging price_leakage diversion
    unfair_target invented_visits hidden_trend
"""
TRUTH = Truth()


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return generate(TRUTH)


@pytest.fixture(scope="module")
def sizes(tables: dict[str, pd.DataFrame]) -> Mapping[str, Mapping[str, Any]]:
    return planted(World(TRUTH, 1.0), tables)


def without(**stories: Any) -> Truth:
    return replace(TRUTH, stories=replace(TRUTH.stories, **stories))


def leaves(tree: object, at: str = "") -> dict[str, object]:
    if is_dataclass(tree):
        parts = [leaves(getattr(tree, f.name), f"{at}.{f.name}") for f in fields(tree)]
        return {key: value for part in parts for key, value in part.items()}
    return {at: tree}


def test_every_parameter_stands_in_the_file(tmp_path: Path) -> None:
    stated = tomllib.loads(to_toml(TRUTH))
    for path, value in leaves(TRUTH).items():
        node: Any = stated
        for part in path.strip(".").split("."):
            node = node[part]
        if path != ".cash.terms":
            assert node == (_listed(value)), path
    assert len(stated["cash"]["terms"]) == 7


def _listed(value: object) -> object:
    return [_listed(one) for one in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("name", STORIES.split())
def test_each_story_states_who_when_and_how_much(
    sizes: Mapping[str, Mapping[str, Any]], name: str
) -> None:
    entry = sizes[name]
    assert entry["from"] >= TRUTH.first_month
    assert any(key.endswith("_id") for key in entry)
    money = [value for key, value in entry.items() if key.startswith("amount")]
    assert money and all(value > 0 for value in money)


def test_a_story_switched_off_has_no_entry(tmp_path: Path) -> None:
    truth = without(lost_customer="", leakage_rep="", invented_rep="")
    write_company(tmp_path / "c", scale=0.05, truth=truth)
    stated = tomllib.loads((tmp_path / "c" / "truth.toml").read_text(encoding="utf-8"))["planted"]
    assert set(STORIES.split()) - set(stated) == {
        "lost_customer",
        "price_leakage",
        "invented_visits",
    }


def test_leakage_is_what_the_same_company_without_it_earns_more(
    tables: dict[str, pd.DataFrame], sizes: Mapping[str, Mapping[str, Any]]
) -> None:
    """The random draws are the same, so only the planted discount differs: to a cent a line."""
    fair = order_lines(World(without(leakage_rep=""), 1.0))["net_amount"]
    lost = fair - tables["order_lines"]["net_amount"]
    entry = sizes["price_leakage"]
    assert (lost.abs() > 0.02).sum() <= entry["n_lines"]
    assert lost.sum() == pytest.approx(entry["amount_given_away"], abs=0.011 * entry["n_lines"])


def test_the_lost_orders_are_those_of_a_customer_who_stays(
    sizes: Mapping[str, Mapping[str, Any]],
) -> None:
    stays = order_lines(World(without(lost_from="2099-01"), 1.0))
    own = stays[
        (stays["customer_id"] == TRUTH.stories.lost_customer)
        & (stays["order_on"] >= TRUTH.stories.lost_from)
    ]
    amount = own["net_amount"].sum()
    noise = np.sqrt((own.groupby("order_id")["net_amount"].sum() ** 2).sum())  # compound Poisson
    assert abs(amount - sizes["lost_customer"]["amount_missing_expected"]) < 3 * noise


def test_the_rival_s_cut_leaves_the_stated_share_of_lines() -> None:
    """Over four seeds, drawn alike with and without the cut; the standard error is about 1 %."""
    ratio = []
    for seed in range(1, 5):
        counts = []
        for rival in ("K2", ""):
            truth = replace(without(rival=rival), seed=seed)
            world = World(truth, 1.0)
            lines = order_lines(world)
            group = world.products.set_index("product_id")["product_group"]
            here = lines["product_id"].map(group) == truth.stories.rival_group
            counts.append((here & (lines["order_on"] >= truth.stories.rival_cut_from)).sum())
        expected = kept_share(World(replace(TRUTH, seed=seed), 1.0))
        ratio.append(counts[0] / counts[1] / expected)
    assert np.mean(ratio) == pytest.approx(1.0, abs=0.03)


def test_the_bad_month_takes_the_stated_share_of_expected_orders() -> None:
    here = World(TRUTH, 1.0).customers["region_id"] == TRUTH.stories.good_trend_region
    bad, fair = (
        expected_orders(t)[here.to_numpy(), -1].sum() for t in (TRUTH, without(bad_month=""))
    )
    assert bad / fair == pytest.approx(np.exp(TRUTH.stories.bad_month_effect))


def test_sizes_taken_from_single_rows(
    tables: dict[str, pd.DataFrame], sizes: Mapping[str, Mapping[str, Any]]
) -> None:
    story = TRUTH.stories
    visits, targets, sold = tables["visits"], tables["issued_targets"], tables["sell_out"]
    fake = visits[(visits["rep_id"] == story.invented_rep) & (visits["result"] == "ok")]
    assert sizes["invented_visits"]["n_invented"] == len(fake) > 0
    own = targets.loc[targets["rep_id"] == story.unfair_rep, "target_value"].sum()
    assert sizes["unfair_target"]["amount_too_much"] == pytest.approx(
        own - own / story.unfair_factor, abs=0.01
    )
    away = sold[
        (sold["customer_id"] == story.diversion_customer)
        & (sold["region_id"] == story.diversion_region)
    ]
    assert sizes["diversion"]["quantity_away"] == away["sell_out_quantity"].sum() > 0
    commits = tables["forecast_submissions"]
    own = commits.loc[commits["rep_id"] == story.sandbagging_rep, "commit_amount"].sum()
    assert sizes["sandbagging"]["amount_held_back"] == pytest.approx(
        own / story.sandbagging_share - own, abs=0.01
    )
