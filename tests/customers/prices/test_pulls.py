"""Buyers that outgrow their region where goods cost more elsewhere: a hint, and for whom none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.customers.prices.ground import ground_of
from salesnb.customers.prices.pulls import find_pulls
from tests.customers.prices.cells import MONTH, cells, facts

NAMES = [f"C{i:02d}" for i in range(16)]


def pulls(*, before: float, now: float) -> pd.DataFrame:
    """Return the pulls of a company whose C00 bought so much a month a year ago and buys now."""
    rng = np.random.default_rng(4)
    rows = [
        {
            "month": str(MONTH - back),
            "customer": name,
            "list": (100 if name != "C00" else now if back < 6 else before) * rng.uniform(0.9, 1.1),
        }
        for back in range(24)
        for name in NAMES
    ]
    frames = facts(cells(rows), customers=[{"customer_id": n, "region_id": "N"} for n in NAMES])
    own = pd.DataFrame({"customer_id": NAMES, "region_id": "N", "ratio": 0.85})
    away = pd.DataFrame({"customer_id": [f"D{i}" for i in range(12)], "region_id": "S"})
    prices = pd.concat([own, away.assign(ratio=0.95)]).assign(product_group="G", worth=100.0)
    return find_pulls(frames, ground_of(frames, month=MONTH), prices, set())


def test_who_outgrows_its_region_where_goods_cost_more_elsewhere_is_named() -> None:
    found = pulls(before=100, now=300)
    assert found[["customer_id", "region_id"]].to_numpy().tolist() == [["C00", "S"]]
    assert found["growth"].item() == pytest.approx(2.0, rel=0.1)


def test_who_bought_next_to_nothing_a_year_ago_has_no_growth() -> None:
    assert pulls(before=0.2, now=300).empty
