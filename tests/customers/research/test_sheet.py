"""Our share, how replaceable we are, and what our products are worth: closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesnb.customers.research import keeps
from salesnb.customers.research.share import our_shares
from salesnb.customers.research.there import find_rivals, main_rivals
from salesnb.customers.research.worth import summed, value_in_use
from salesnb.errors import UsageError
from tests.customers.research.facts import MONTH, bought, customer, ground, judgements, row, values


def rival(id: str, share: float, day: str = "2026-10-31", **given: Any) -> dict[str, Any]:
    seen = {"customer_id": id, "competitor_id": "K1", "purchase_share": share, "observed_on": day}
    return {**seen, "advantage": "price", **given}


def shares(judged: list[dict[str, Any]] | None = None, **records: Any) -> pd.DataFrame:
    own = ground(customers=records.pop("customers", [customer("C1")]), **records)
    return our_shares(own.facts, own.base, judgements(judged), month=MONTH)


def test_what_rivals_leave_is_ours() -> None:
    found = shares(sales_cube=bought("C1", 30.0), customer_rivals=[rival("C1", 0.4)])
    one = row(found)
    assert one["share_basis"] == "rivals"
    assert one["our_share"] == pytest.approx(0.6)
    assert one["gap_amount"] == pytest.approx(360 / 0.6 - 360)
    assert one["our_share_low"] < 0.6 < one["our_share_high"]


def test_purchases_since_rivals_were_seen_move_the_share() -> None:
    then = [{**one, "month": f"2025-{i + 1:02d}"} for i, one in enumerate(bought("C1", 30.0))]
    old = rival("C1", 0.4, "2025-12-31")
    found = shares(sales_cube=[*then, *bought("C1", 15.0)[2:]], customer_rivals=[old])
    assert row(found, "C1")["our_share"] == pytest.approx(210 / (360 / 0.6))


def test_stated_purchases_stand_alone_or_beside_rivals() -> None:
    sold = bought("C1", 30.0)
    alone = shares(customers=[customer("C1", purchase_potential=900.0)], sales_cube=sold)
    assert row(alone, "C1")["share_basis"] == "potential"
    assert row(alone, "C1")["our_share"] == pytest.approx(0.4)
    both = shares(
        customers=[customer("C1", purchase_potential=900.0)],
        sales_cube=sold,
        customer_rivals=[rival("C1", 0.4)],
    )
    assert 0.4 < row(both, "C1")["our_share"] < 0.6
    assert row(both, "C1")["buys_error"] < row(alone, "C1")["buys_error"]


def test_what_was_seen_long_ago_is_wider() -> None:
    new, old = (
        row(shares(sales_cube=bought("C1", 30.0), customer_rivals=[rival("C1", 0.4, day)]))
        for day in ("2026-10-20", "2025-11-20")
    )
    older = ground(
        customers=[customer("C1")],
        sales_cube=bought("C1", 30.0),
        customer_rivals=[rival("C1", 0.4, "2025-11-20")],
    )
    stale = row(our_shares(older.facts, older.base, judgements(), month=MONTH, stale_days=90))
    assert new["buys_error"] < old["buys_error"] < stale["buys_error"]
    assert stale["is_stale"] and not old["is_stale"]


def test_a_judgement_stands_before_data_and_has_its_own_range() -> None:
    own = {"topic": "dependence", "customer_id": "C1", "value": 0.8, "low": 0.7, "high": 0.9}
    found = shares([own], sales_cube=bought("C1", 30.0), customer_rivals=[rival("C1", 0.4)])
    one = row(found)
    assert (one["share_basis"], one["is_stale"]) == ("judged", False)
    assert one["our_share"] == pytest.approx(0.8)
    assert one["our_share_high"] / one["our_share_low"] == pytest.approx(0.9 / 0.7)


def test_nothing_known_is_left_open() -> None:
    one = row(shares(sales_cube=bought("C1", 30.0)))
    assert one["share_basis"] == "none" and np.isnan(one["our_share"])


def replaced(judged: list[dict[str, Any]] | None = None, **records: Any) -> dict[str, Any]:
    own = ground(judged, customers=[customer("C1", onboarded_on="2016-10-31")], **records)
    held = {
        "shares": our_shares(own.facts, own.base, own.judged, month=MONTH),
        "rivals": main_rivals(
            find_rivals(own.facts, own.base, own.mix, month=MONTH)["rivals_there"]
        ).reindex(own.base.index),
        "mix": own.mix,
    }
    return row(keeps.replaceability(own.facts, own.base, held, own.judged, month=MONTH))


def test_the_index_is_the_mean_of_its_parts() -> None:
    agreed = {"customer_id": "C1", "product_id": "P1", "period_start": "2026-10-01"}
    sold = [*bought("C1", 30.0), *bought("C1", 10.0, product_id="P2", product_group="Seals")]
    one = replaced(sales_cube=sold, agreements=[agreed], customer_rivals=[rival("C1", 0.4)])
    assert one["supply"] == pytest.approx(0.4)
    assert one["lock_in"] == pytest.approx(0.25)
    assert one["switching"] == pytest.approx(0.0, abs=0.001)  # both groups, ten years
    assert one["quoting"] == pytest.approx(0.5)
    assert one["replaceability"] == pytest.approx((0.4 + 0.25 + 0.0 + 0.5) / 4, abs=0.001)


def test_unknown_parts_widen_it_and_one_part_gives_none() -> None:
    one = replaced(sales_cube=bought("C1", 30.0), customer_rivals=[rival("C1", 0.4)])
    assert np.isnan(one["lock_in"]) and one["n_parts"] == 3
    assert one["replaceability_high"] - one["replaceability_low"] > 0.25
    bare = replaced(sales_cube=bought("C1", 30.0))
    assert bare["n_parts"] == 1 and np.isnan(bare["replaceability"])


def test_a_judged_part_takes_the_place_of_what_data_say() -> None:
    own = {"topic": "switching", "customer_id": "C1", "value": 0.3}
    one = replaced([own], sales_cube=bought("C1", 30.0), customer_rivals=[rival("C1", 0.4)])
    assert one["switching"] == pytest.approx(0.7)


def test_a_rival_s_price_is_held_against_the_list_of_that_day() -> None:
    seen = {"observed_on": "2026-03-01", "competitor_id": "K1", "product_id": "P1"}
    own = ground(
        customers=[customer("C1")],
        sales_cube=bought("C1", 30.0),
        customer_rivals=[rival("C1", 0.4)],
        products=[{"product_id": "P1", "product_group": "Pumps", "list_price": 200.0}],
        product_prices=[
            {"product_id": "P1", "valid_from": "2025-01-01", "valid_to": None, "list_price": 100.0}
        ],
        price_observations=[{**seen, "observed_price": 93.0}],
    )
    there = find_rivals(own.facts, own.base, own.mix, month=MONTH)["rivals_there"]
    assert there["price_ratio"].item() == pytest.approx(0.93)


def test_rivals_of_lost_deals_have_the_reason_as_their_advantage() -> None:
    lost = {"opportunity_id": "D1", "customer_id": "C1", "stage": "lost", "amount": 50.0}
    deal = {**lost, "closed_on": "2026-05-05", "competitor_id": "K2", "loss_reason": "terms"}
    old = {**deal, "opportunity_id": "D0", "closed_on": "2020-05-05", "competitor_id": "K3"}
    own = ground(
        customers=[customer("C1")], sales_cube=bought("C1", 30.0), opportunities=[deal, old]
    )
    there = find_rivals(own.facts, own.base, own.mix, month=MONTH)["rivals_there"]
    (one,) = there.to_dict("records")
    assert (one["competitor_id"], one["advantage"], one["advantage_basis"]) == (
        "K2",
        "terms",
        "lost",
    )


def worth(stated: list[dict[str, Any]]) -> pd.DataFrame:
    own = ground(
        customers=[customer("C1"), customer("C2"), customer("C3", segment="Food")],
        sales_cube=[*bought("C1", 30.0), *bought("C2", 10.0), *bought("C3", 10.0)],
    )
    found = value_in_use(values(stated), own.facts["sales_cube"], own.base, month=MONTH)
    return found.assign(whole=summed(found, own.base).reindex(found["customer_id"]).to_numpy())


def test_a_segment_s_value_follows_the_size_of_the_user() -> None:
    found = worth(
        [{"segment": "Water", "product_group": "Pumps", "kind": "cost", "amount_a_year": 8.0}]
    )
    assert dict(zip(found["customer_id"], found["value"], strict=True)) == {"C1": 12.0, "C2": 4.0}


def test_an_entry_for_the_customer_takes_the_place_of_its_segment_s() -> None:
    entry = {"product_group": "Pumps", "kind": "cost"}
    found = worth(
        [
            {**entry, "segment": "Water", "amount_a_year": 8.0},
            {**entry, "customer_id": "C1", "amount_a_year": 5.0},
            {**entry, "customer_id": "C1", "amount_a_year": 2.0, "kind": "service"},
            {**entry, "customer_id": "C1", "amount_a_year": 9.0, "product_group": "Seals"},
        ]
    )
    own = found[found["customer_id"] == "C1"]
    assert sorted(own["value"]) == [2.0, 5.0] and own["whole"].iloc[0] == 7.0


def test_a_missing_column_is_named() -> None:
    own = ground(customers=[customer("C1")], sales_cube=bought("C1", 30.0))
    lacking = {
        **own.facts,
        "customer_rivals": own.facts["customer_rivals"].drop(columns="advantage"),
    }
    with pytest.raises(UsageError, match="customer_rivals has no column advantage"):
        find_rivals(lacking, own.base, own.mix, month=MONTH)
