"""Substitutes: who is alike, that nobody stands behind two, and what they make up for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.customers.research.bench import Chances, assign, distances, find_bench


def base(**classes: str) -> pd.DataFrame:
    """Return customers of these classes that are alike; A's buy 100."""
    frame = pd.DataFrame({"customer_class": classes}).rename_axis("customer_id")
    frame["amount"] = np.where(frame["customer_class"] == "A", 100.0, 10.0)
    return frame.assign(
        is_active=True,
        kind="end_user",
        segment="Water",
        region_id="R1",
        area="A1",
        potential=50.0,
        class_basis="classes",
    )


NO_MIX = pd.DataFrame()


def test_two_substitutes_cover_what_their_chances_and_headroom_make() -> None:
    chances = Chances(pd.Series({"X": 60.0, "Y": 50.0}), pd.Series({"X": 0.5, "Y": 0.4}))
    found = find_bench(base(L="A", X="B", Y="B"), NO_MIX, chances, substitutes=3)
    (row,) = found["cover"].to_dict("records")
    assert (row["brings"], row["cover"], row["n_substitutes"]) == (50.0, 0.5, 2)
    assert found["bench_totals"]["cover"].item() == pytest.approx(0.5)


def test_no_customer_stands_behind_two() -> None:
    everyone = base(L="A", M="A", X="B", Y="C", Z="")
    chances = Chances(pd.Series(dtype=float), pd.Series(dtype=float))
    bench = find_bench(everyone, NO_MIX, chances, substitutes=2)["bench"]
    assert len(bench) == 3 and bench["substitute_id"].is_unique


def test_pairs_have_the_least_sum_and_none_is_far() -> None:
    cost = np.array([[0.1, 0.2, 0.9], [0.1, 0.45, np.nan]])
    assert sorted(assign(cost, 1)) == [(0, 1), (1, 0)]
    assert sorted(assign(cost, 3)) == sorted(assign(cost, 2))
    assert assign(np.array([[0.6, np.nan]]), 1) == []
    assert assign(np.zeros((0, 3)), 2) == []


def test_the_same_are_at_nought_and_the_utterly_other_at_one() -> None:
    one = base(L="A")
    same = one.rename(index={"L": "X"})
    other = same.assign(segment="Food", kind="distributor", region_id="R9", area="A9")
    other = other.rename(index={"X": "Y"}).assign(potential=500.0)
    both = pd.concat([same, other])
    mix = pd.DataFrame({"Pumps": [1.0, 1.0, 0.0], "Seals": [0.0, 0.0, 1.0]}, index=["L", "X", "Y"])
    assert distances(one, both, mix).tolist() == [[0.0, 1.0]]
    near = other.assign(region_id="R2", area="A1")
    assert distances(one, near, mix).tolist() == [[pytest.approx(0.9)]]


def test_what_is_unknown_of_one_is_not_compared() -> None:
    one = base(L="A").assign(segment="", potential=np.nan)
    assert distances(one, base(X="B"), NO_MIX).tolist() == [[0.0]]
    nothing = one.assign(kind="", region_id="", area="")
    assert np.isnan(distances(nothing, base(X="B"), NO_MIX)).all()


def test_without_a_customers_nothing_is_asked() -> None:
    found = find_bench(base(X="B"), NO_MIX, Chances(pd.Series(dtype=float), pd.Series(dtype=float)))
    assert found["bench"].empty and found["cover"].empty
    assert found["bench_totals"]["n_a"].item() == 0
