"""Corridors, realisation and dispersion against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.customers.prices.corridor import find_corridors, judged_cells
from salesnb.customers.prices.dispersion import between_share, find_dispersion, spread
from salesnb.customers.prices.ground import ground_of
from salesnb.customers.prices.realisation import find_realisation
from tests.customers.prices.cells import MONTH, Frames, cells, facts, steady

GOODS = [{"product_id": "P1", "product_group": "Pumps", "list_price": 100.0, "floor_price": 80.0}]


def lines(*offs: float, month: str = str(MONTH)) -> list[dict]:
    return [{"month": month, "customer": f"C{i}", "off": off} for i, off in enumerate(offs)]


def corridor(frames: Frames) -> pd.DataFrame:
    ground = ground_of(frames, month=MONTH)
    return find_corridors(frames, ground, judged_cells(ground))


def test_a_stated_floor_and_list_price_are_the_ends_of_the_corridor() -> None:
    found = corridor(facts(cells(lines(0.1, 0.25), floor=0.8), products=GOODS))
    assert found["corridor_low"].tolist() == [80.0] * len(found)
    assert found["corridor_high"].tolist() == [100.0] * len(found)
    assert set(found["low_basis"]) == {"stated"}
    assert found["n_below"].sum() == 1 and found["amount"].sum() == pytest.approx(5.0)


def test_without_a_floor_the_usual_prices_are_tukey_s_fences() -> None:
    offs = [0.08, 0.09, 0.10, 0.11, 0.12] * 4
    frames = facts(cells(lines(*offs, 0.5)), products=[{"product_id": "P1"}])
    names = [f"C{i}" for i in range(len(offs) + 1)]
    frames["customer_classes"] = pd.DataFrame({"customer_id": names, "customer_class": "A"})
    ground = ground_of(frames, month=MONTH)
    judged = judged_cells(ground)
    ratios = 1 - np.array([*offs, 0.5])
    first, last = np.quantile(ratios, [0.25, 0.75])
    low = first - 1.5 * (last - first)
    assert judged["low"].iloc[0] == pytest.approx(low)
    assert judged["n_below"].sum() == 1
    assert judged["amount"].sum() == pytest.approx((low - 0.5) * 100)


def test_realisation_and_compliance_are_those_of_the_lines() -> None:
    before = lines(0.0, 0.1, month=str(MONTH - 12))
    frames = facts(cells([*lines(0.1, 0.3), *before], floor=0.8), products=GOODS)
    total = find_realisation(ground_of(frames, month=MONTH)).set_index("dimension").loc["total"]
    assert total["price_realisation"] == pytest.approx(0.8)
    assert total["before"] == pytest.approx(0.95)
    assert total["change"] == pytest.approx(-0.15)
    assert (total["price_compliance"], total["n_below"]) == (0.5, 1)
    assert total["below_amount"] == pytest.approx(10.0)


def test_an_approved_line_below_floor_is_explained() -> None:
    rows = cells(lines(0.1, 0.3), floor=0.8)
    own = rows.iloc[1:].assign(is_approved=pd.Series(True, rows.index[1:], dtype="boolean"))
    total = find_realisation(ground_of(facts(rows, own), month=MONTH)).iloc[0]
    assert total["explained_amount"] == pytest.approx(total["below_amount"]) == 10.0


def test_equal_prices_have_no_dispersion_and_two_regions_can_hold_all_of_it() -> None:
    weight, region = np.ones(4), np.array(["N", "N", "S", "S"])
    assert spread(np.zeros(4), weight) == 0
    assert np.isnan(between_share(np.zeros(4), weight, region))
    apart = np.log([9.0, 9.0, 11.0, 11.0])
    assert between_share(apart, weight, region) == pytest.approx(1.0)
    mixed = np.log([9.0, 11.0, 9.0, 11.0])
    assert between_share(mixed, weight, region) == pytest.approx(0.0)
    assert np.isnan(between_share(apart, weight, np.array(["N"] * 4)))


def test_one_region_is_not_held_against_others() -> None:
    ground = ground_of(facts(cells(list(steady(12)))), month=MONTH)
    row = find_dispersion(judged_cells(ground)).iloc[0]
    assert np.isnan(row["between_share"]) and row["lowest_region"] == ""
    assert row["spread"] == pytest.approx(0.011, abs=0.002)
