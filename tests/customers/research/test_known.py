"""Who knows whom: familiarity and visits, who left, and the bus factor."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from salesnb.customers.research.known import find_familiarity
from tests.customers.research.facts import MONTH, bought, customer, ground

NO_BENCH = pd.DataFrame({"substitute_id": pd.Series(dtype="str")})
REPS = [{"rep_id": one} for one in ("R1", "R2")] + [{"rep_id": "R3", "left_on": "2026-05-01"}]


def stated(customer_id: str, rep: str, familiarity: float | None, **given: Any) -> dict[str, Any]:
    row = {"customer_id": customer_id, "rep_id": rep, "valid_from": "2020-01-01", "role": "owner"}
    return {**row, "credit_share": 1.0, "familiarity": familiarity, **given}


def visited(customer_id: str, rep: str, n: int, status: str = "held") -> list[dict[str, Any]]:
    row = {"customer_id": customer_id, "rep_id": rep, "status": status}
    return [{**row, "visit_date": f"2026-09-{day + 1:02d}"} for day in range(n)]


def familiarity(known_by: int = 2, **records: Any) -> dict[str, pd.DataFrame]:
    own = ground(
        customers=[customer("C1"), customer("C2")],
        sales_cube=[*bought("C1", 100.0), *bought("C2", 90.0)],
        reps=REPS,
        **records,
    )
    base = own.base.assign(customer_class="A")
    return find_familiarity(own.facts, base, NO_BENCH, month=MONTH, known_by=known_by)


def n_known(found: dict[str, pd.DataFrame]) -> dict[str, float]:
    return dict(zip(found["known"]["customer_id"], found["known"]["n_known_by"], strict=True))


def test_half_the_scale_or_three_visits_make_it_known() -> None:
    credit = [stated("C1", "R1", 5), stated("C2", "R1", 2)]
    assert n_known(familiarity(customer_reps=credit)) == {"C1": 1, "C2": 0}
    often = familiarity(customer_reps=credit, visits=visited("C2", "R2", 3))
    assert n_known(often) == {"C1": 1, "C2": 1}
    seldom = [*visited("C2", "R2", 2), *visited("C2", "R2", 5, "planned")]
    assert n_known(familiarity(customer_reps=credit, visits=seldom)) == {"C1": 1, "C2": 0}


def test_who_left_knows_nobody() -> None:
    found = familiarity(customer_reps=[stated("C1", "R3", 5), stated("C2", "R1", 5)])
    assert n_known(found) == {"C1": 0, "C2": 1}
    assert found["known_totals"]["n_a_unknown"].item() == 1


def test_without_stated_familiarity_half_a_year_in_charge_counts() -> None:
    fresh = stated("C2", "R2", None, valid_from="2026-08-01")
    assert n_known(familiarity(customer_reps=[stated("C1", "R1", None), fresh])) == {
        "C1": 1,
        "C2": 0,
    }


def test_the_one_who_alone_knows_the_larger_half_is_the_bus_factor() -> None:
    found = familiarity(customer_reps=[stated("C1", "R1", 5), stated("C2", "R2", 5)])
    assert found["bus"]["rep_id"].tolist() == ["R1"]
    assert found["bus"]["share_lost"].item() == pytest.approx(100 / 190)
    both = [stated("C1", "R1", 5), stated("C2", "R2", 5)]
    both += [stated("C1", "R2", 5, role="deputy"), stated("C2", "R1", 5, role="deputy")]
    assert familiarity(customer_reps=both)["bus"]["share_lost"].tolist() == [0.0, 1.0]


def test_nobody_in_charge_and_no_visit_says_so() -> None:
    found = familiarity()
    assert found["known_totals"]["basis"].item() == "none"
    assert found["known_by"]["n_known_by"].isna().all()
