"""What is known of outlets beside their registration: size, past states, products carried."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base.streams import stream
from salesnb.demo.sales.orders import World
from salesnb.demo.truths.truth import Truth

DAY = "timedelta64[D]"
SIZES = {"small": 0.5, "medium": 0.35, "large": 0.15}
CHANGED = 0.35  # share of outlets whose status was another one before
BEFORE = {
    "customer": "prospect",
    "prospect": "buys from rival",
    "buys from rival": "prospect",
    "closed": "buys from rival",
}
CARRIED = {"customer": 0.55, "prospect": 0.08, "buys from rival": 0.05}  # of products looked for
N_LOOKED_FOR = 8  # products at each visit


def with_size(truth: Truth, outlets: pd.DataFrame) -> pd.DataFrame:
    """Return the outlets with their size."""
    rng = stream(truth.seed, "outlets size")
    return outlets.assign(size_class=rng.choice(list(SIZES), len(outlets), p=list(SIZES.values())))


def outlet_states(truth: Truth, outlets: pd.DataFrame) -> pd.DataFrame:
    """Return the dated states of outlets since they were registered; the last is the present."""
    rng = stream(truth.seed, "outlet_states")
    last = np.datetime64(truth.months[-1].last)
    rows: list[tuple] = []
    columns = ["outlet_id", "status", "registered_on"]
    for outlet, status, registered in outlets[columns].itertuples(index=False, name=None):
        start = np.datetime64(registered, "D")
        length = int((last - start).astype(int))
        if length > 1 and rng.random() < CHANGED:
            turn = start + rng.integers(1, length, 1).astype(DAY)[0]
            rows += [(outlet, BEFORE[status], start, turn), (outlet, status, turn, None)]
        else:
            rows.append((outlet, status, start, None))
    return pd.DataFrame(rows, columns=["outlet_id", "status", "valid_from", "valid_to"])


def outlet_products(world: World, outlets: pd.DataFrame) -> pd.DataFrame:
    """Return which of our products were carried where, looked for once in the last year."""
    truth = world.truth
    rng = stream(truth.seed, "outlet_products")
    start, end = np.datetime64(truth.months[-12].first), np.datetime64(truth.months[-1].last)
    gone = {truth.assortment.delisted}
    listed = [one for one in world.products["product_id"] if one not in gone]
    rows = []
    for outlet, status in outlets[["outlet_id", "status"]].itertuples(index=False, name=None):
        day = start + rng.integers(0, (end - start).astype(int) + 1, 1).astype(DAY)[0]
        for product in sorted(rng.choice(listed, N_LOOKED_FOR, replace=False)):
            is_carried = bool(rng.random() < CARRIED.get(status, 0.0))
            rows.append((outlet, product, day, is_carried))
    return pd.DataFrame(rows, columns=["outlet_id", "product_id", "seen_on", "is_carried"])
