"""Information and strategy: what is filled, how old it is, what is wanted and offered."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from salesnb.customers.cards import study
from tests.customers.cards.tiny import facts, ground, master, months, sold


def cards(own: dict[str, pd.DataFrame], stale_days: int = 365) -> dict[str, pd.DataFrame]:
    base = ground(own)
    known = study.describe(base, stale_days=stale_days)
    return known | study.agree(base, known)


def one(frame: pd.DataFrame, id: str = "A") -> dict[str, Any]:
    return dict(frame.set_index("customer_id").loc[id])


def test_only_what_the_company_keeps_is_asked_for_and_distributors_are_asked_for_more() -> None:
    people = master(
        {"customer_id": "A", "name": "a", "kind": "end_user", "phone": "1"},
        {"customer_id": "B", "name": "b", "kind": "end_user"},
        {"customer_id": "D", "name": "d", "kind": "distributor", "phone": "2", "n_outlets": 3},
        {"customer_id": "E", "name": "e", "kind": "distributor", "phone": "2"},
    )
    cube = pd.concat([sold(id, months(1), 1.0) for id in "ABDE"])
    found = cards(facts(people, cube))
    filled = found["information"].set_index("customer_id")["completeness"]
    assert filled[list("ABDE")].tolist() == pytest.approx([1, 2 / 3, 1, 3 / 4])
    lacking = found["missing_fields"].sort_values("customer_id")
    assert lacking.to_numpy().tolist() == [["B", "phone"], ["E", "n_outlets"]]
    assert "city" in set(found["unkept_fields"]["field"])


def test_a_card_is_as_old_as_the_last_visit_or_change() -> None:
    seen = {"visits": [{"customer_id": "A", "visit_date": "2026-10-21", "status": "held"}]}
    people = master({"customer_id": "A"}, {"customer_id": "B", "onboarded_on": "2025-10-31"})
    cube = pd.concat([sold("A", months(1), 1.0), sold("B", months(1), 1.0)])
    found = cards(facts(people, cube, **seen), stale_days=300)["information"]
    assert (one(found)["days_old"], one(found)["is_stale"]) == (10, False)
    assert (one(found, "B")["days_old"], one(found, "B")["is_stale"]) == (365, True)
    unknown = cards(facts(people, cube))["information"]
    assert unknown["days_old"].isna().all() and not unknown["is_stale"].any()


def test_share_and_gap_come_from_research_else_from_the_master_data() -> None:
    people = master({"customer_id": "A", "purchase_potential": 400.0})
    own = facts(people, sold("A", months(10), 10.0))
    row = one(cards(own)["strategy"])
    assert (row["our_share"], row["gap_amount"]) == (pytest.approx(0.25), pytest.approx(300))
    research = pd.DataFrame([{"customer_id": "A", "our_share": 0.5, "gap_amount": 90.0}])
    row = one(cards(own | {"customer_research": research})["strategy"])
    assert (row["our_share"], row["gap_amount"]) == (0.5, 90)


@pytest.mark.parametrize(
    "other, expected",
    [
        ({}, ("keep", 20.0)),
        ({"targets": {"sales": 33.0}}, ("reach", 33.0)),
        ({"customer_research": {"advice": "pursue", "gap_amount": 7.0}}, ("grow", 7.0)),
        ({"customer_research": {"advice": "drop"}}, ("let_go", 20.0)),
        ({"customer_retention": {"is_slipping": True, "at_stake": 5.0}}, ("win_back", 5.0)),
    ],
)
def test_the_objective_follows_from_what_is_known(
    other: dict[str, dict[str, Any]], expected: tuple[str, float]
) -> None:
    used = {name: pd.DataFrame([{"customer_id": "A", **row}]) for name, row in other.items()}
    own = facts(master({"customer_id": "A"}), sold("A", months(2), 10.0))
    row = one(cards(own | used)["strategy"])
    assert (row["objective"], row["objective_amount"]) == expected


def test_what_is_past_due_is_collected_before_anything_else() -> None:
    owed = [{"customer_id": "A", "open_amount": 9.0, "days_past_due": 40}]
    own = facts(
        master({"customer_id": "A", "credit_limit": 6.0}),
        sold("A", months(2), 10.0),
        open_instalments=owed,
        collections_cube=[{"amount": 1.0}],
    )
    found = cards(own)
    assert one(found["strategy"])["objective"] == "collect"
    assert dict(zip(found["risks"]["risk"], found["risks"]["amount"], strict=True)) == {
        "overdue": 9.0,
        "over_limit": 3.0,
    }
    action = found["actions"].set_index("action").loc["collect"]
    assert (action["amount"], action["rep_id"], str(action["due_on"].date())) == (
        9.0,
        "R1",
        "2026-11-15",
    )


def test_what_its_like_buy_and_it_does_not_is_offered() -> None:
    people = master(*({"customer_id": f"C{n}", "segment": "Water"} for n in range(7)))
    cube = pd.concat([sold(f"C{n}", months(1), 10.0) for n in range(7)])
    more = pd.concat([sold(f"C{n}", months(1), 10.0).assign(product_id="P2") for n in range(3)])
    groups = [{"product_id": "P1", "product_group": "Valves"}]
    groups += [{"product_id": "P2", "product_group": "Seals"}]
    found = cards(facts(people, pd.concat([cube, more]), products=groups))["strategy"]
    offers = found.set_index("customer_id")
    assert offers.loc["C6", "offer_group"] == "Seals"
    assert offers.loc["C6", "offer_share"] == pytest.approx(3 / 7)
    assert (offers.loc[["C0", "C1", "C2"], "offer_group"] == "").all()
