"""Who has a card: one per customer, whatever became of it, the largest first."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.customers.cards.tiny import facts, ground, master, months, sold


def test_a_merged_customer_is_one_with_the_one_that_it_became() -> None:
    chain = master(
        {"customer_id": "A", "merged_into": "B"},
        {"customer_id": "B", "merged_into": "C"},
        {"customer_id": "C"},
    )
    cube = pd.concat([sold("A", months(1, ago=5), 7.0), sold("C", months(1), 5.0)])
    found = ground(facts(chain, cube)).holders
    assert found["customer_id"].tolist() == ["C"]
    assert found.loc[0, "year_amount"] == 12.0 and found.loc[0, "n_merged"] == 2


def test_the_largest_have_cards_and_the_others_stand_in_the_list() -> None:
    cube = pd.concat([sold(id, months(2), a) for id, a in (("A", 1.0), ("B", 3.0), ("C", 2.0))])
    found = ground(facts(master(), cube), most=2)
    assert found.carded.tolist() == ["B", "C"]
    assert found.holders["state"].tolist() == ["card", "card", "listed"]


@pytest.mark.parametrize(
    "other, state",
    [
        ({}, "silent"),
        ({"open_instalments": [{"customer_id": "A", "open_amount": 5.0}]}, "card"),
        ({"agreements": [{"customer_id": "A", "period_start": "2026-10-01"}]}, "card"),
    ],
)
def test_who_did_not_buy_for_long_has_a_card_while_something_is_open(
    other: dict, state: str
) -> None:
    cube = sold("A", months(1, ago=20), 9.0)
    found = ground(facts(master({"customer_id": "A"}), cube, **other)).holders
    assert found["state"].tolist() == [state]


def test_prospects_inactive_ones_and_nobody_have_none() -> None:
    people = master(
        {"customer_id": "P", "kind": "prospect"}, {"customer_id": "X", "is_active": False}
    )
    cube = pd.concat([sold("(unassigned)", months(1), 9.0), sold("N", months(1), 1.0)])
    assert ground(facts(people, cube)).holders["customer_id"].tolist() == ["N"]
