"""Bands, grains, run-rates, room, hours and exceptions, on frames small enough to check by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.methods.challenge_bands import band
from salesnb.months import Month
from salesnb.targets.chance.challenge import (
    exceptions,
    headroom,
    judged_grains,
    run_rates,
    visit_hours,
)

MONTHS = [str(m) for m in Month(2021, 1).until(Month(2024, 12))]


def sold(amounts: dict[str, np.ndarray]) -> pd.DataFrame:
    rows = [
        {"node_id": node, "month": month, "amount": amount}
        for node, values in amounts.items()
        for month, amount in zip(MONTHS, values, strict=True)
    ]
    return pd.DataFrame(rows)


def wide(amounts: dict[str, np.ndarray]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(amounts, orient="index", columns=MONTHS)


def test_bands_of_probabilities_ends_included_below() -> None:
    p = pd.Series([0.0, 0.1, 0.35, 0.36, 0.75, 0.76, 1.0, np.nan])
    assert band(p).tolist() == [
        *["out_of_reach"] * 2,
        "very_hard",
        *["challenging"] * 2,
        *["easy"] * 2,
        "not_judged",
    ]


def test_a_node_is_judged_at_the_finest_grain_at_which_it_sells() -> None:
    each = np.arange(48)
    nodes = {
        "monthly": np.ones(48),
        "quarterly": (each % 3 == 1).astype(float),
        "yearly": (each % 12 == 5).astype(float),
        "rare": (each == 20).astype(float),
        "young": (each >= 40).astype(float),
        "never": np.zeros(48),
    }
    found = judged_grains(wide(nodes)).set_index("node_id")["grain"]
    assert found[["monthly", "quarterly"]].tolist() == ["month", "quarter"]
    assert found["yearly"] == "too_sparse"  # three whole years since its first sale
    assert (found[["rare", "young", "never"]] == "too_sparse").all()
    longer = nodes | {"yearly": (each % 12 == 0).astype(float)}
    assert judged_grains(wide(longer)).set_index("node_id").at["yearly", "grain"] == "year"


def test_a_month_of_its_own_needs_sales_in_nearly_all_months() -> None:
    each = np.arange(48)
    nodes = {"two lacking": (each % 24 != 5) * 1.0, "three lacking": (each % 16 != 5) * 1.0}
    found = judged_grains(wide(nodes)).set_index("node_id")
    assert found["grain"].to_dict() == {"two lacking": "month", "three lacking": "quarter"}
    assert found.at["two lacking", "nonzero_share"] == pytest.approx(46 / 48)


def test_a_run_is_compared_with_the_same_months_of_earlier_years() -> None:
    past = sold({"a": np.where(np.arange(48) % 12 < 3, 30.0, 5.0) + np.arange(48) // 12})
    months = ["2025-01", "2025-02", "2025-03"]
    plan = pd.DataFrame({"node_id": "a", "month": months, "target": [40.0, 40.0, 40.0]})
    (found,) = run_rates(past, plan).to_dict("records")
    assert found["asked"] == 40 and found["best"] == 33 and found["best_from"] == "2024-01"
    assert found["over_best"] == pytest.approx(40 / 33) == found["over_last"]


def test_a_node_without_a_past_has_no_run_rate() -> None:
    plan = pd.DataFrame({"node_id": ["a", "new"], "month": "2025-01", "target": [1.0, 2.0]})
    found = run_rates(sold({"a": np.ones(48)}), plan).set_index("node_id")
    assert found.at["a", "over_best"] == 1
    assert found.loc["new", ["best", "last", "over_best"]].isna().all()


def test_room_is_what_potential_leaves() -> None:
    nodes = pd.DataFrame({"node_id": ["a", "b"], "target": [80.0, 5], "potential": [100.0, np.nan]})
    found = headroom(nodes)
    assert found["potential_share"].iloc[0] == 0.8 and found["room"].iloc[0] == 20
    assert found[["potential_share", "room"]].iloc[1].isna().all()


def test_hours_needed_against_hours_there_are() -> None:
    customers = pd.DataFrame(
        {
            "customer_id": ["c1", "c2", "c3"],
            "rep_id": ["r1", "r1", "r1"],
            "visit_class": ["A", "B", "C"],
            "visit_hours": [3.0, 2.0, 2.0],
        }
    )
    reps = pd.DataFrame({"rep_id": ["r1", "r2", "r3"], "hours": [10.0, 10.0, np.nan]})
    found = visit_hours(customers, reps, {"A": 4, "B": 1, "C": 0}).set_index("rep_id")
    assert found.loc["r1", ["n_customers", "visits", "hours_needed"]].tolist() == [3, 5, 14]
    assert found.at["r1", "used_share"] == 1.4 and found.at["r2", "used_share"] == 0
    assert np.isnan(found.at["r3", "used_share"])
    with pytest.raises(ValueError, match="no visit frequency for class 'C'"):
        visit_hours(customers, reps, {"A": 4, "B": 1})


def test_exceptions_name_every_cause_with_its_proposal_most_money_first() -> None:
    nodes = pd.DataFrame(
        {
            "node_id": ["a", "b", "c", "d"],
            "target": [100.0, 400.0, 100.0, 50.0],
            "mean": [90.0, 200.0, 98.0, 60.0],
            "probability": [0.3, 0.05, 0.5, 0.9],
            "over_best": [1.2, 0.9, np.nan, 0.5],
            "used_share": [0.9, 1.1, np.nan, 0.2],
            "quota_state": ["too_high", "in_line", "in_line", "in_line"],
            "quota_factor": [1.3, 1.0, 1.0, 1.0],
        }
    )
    found = exceptions(nodes)
    assert list(zip(found["node_id"], found["cause"], strict=True)) == [
        ("b", "out_of_reach"),
        ("b", "short_of_hours"),
        ("a", "very_hard"),
        ("a", "beyond_best"),
        ("a", "unfair"),
        ("d", "easy"),
    ]
    assert found["value"].tolist() == [0.05, 1.1, 0.3, 1.2, 1.3, 0.9]
    assert found.loc[found["cause"] == "easy", "proposal"].item() == "raise_target"


def test_without_exceptions_there_are_no_rows() -> None:
    fine = pd.DataFrame({"node_id": ["a"], "target": [1.0], "mean": [1.0], "probability": [0.5]})
    assert exceptions(fine).empty and "proposal" in exceptions(fine)
