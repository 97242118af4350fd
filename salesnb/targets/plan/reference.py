"""What every cell of the plan is near to: the forecast, last year, and the market's potential."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.months import YEAR
from salesnb.targets.cube.blending import blended
from salesnb.targets.plan.dimensions import KEYS
from salesnb.targets.plan.history import History

Array = NDArray[np.float64]
# What is asked, forecast and gap, says most of where sales will be: it knows trend and season. Last
# year steadies rows that the forecast carries only by their share, potential moves some towards
# where the market is: with a tenth, it moves no row by more than a tenth.
WEIGHTS = {"forecast": 0.8, "history": 0.1, "potential": 0.1}
LEAST, MOST = 0.5, 2.0  # what potential makes of a row's forecast, before it is weighed
NODE = ["region_id", "segment", "product_group"]


@dataclass(frozen=True)
class Reference:
    """What the rows of a history are near to, month by month.

    `rows`: KEYS with `reference` and what of it came `from_history`, `from_forecast` and
    `from_potential`, for the open months together. `profile` (rows, open months): which part of a
    row lies in each month; each row adds up to 1. `has_potential`: the market's potential counts.
    """

    rows: pd.DataFrame
    profile: Array
    has_potential: bool


def refer(history: History, asked: Array | None, by_node: Array | None, level: float) -> Reference:
    """Return the reference of a history's rows, whose sum is `level`.

    `asked` (rows, open months) is what the forecast, raised to what is asked, has for them; without
    it last year alone counts, in equal months. `by_node` is the factor of each row by potential.
    """
    last_year = history.rows["amount"].to_numpy()[:, None] * history.goes_on / YEAR
    shaped = last_year if asked is None else asked
    sources = {"history": _shared(last_year.sum(axis=1), level)}
    if asked is not None:
        sources["forecast"] = _shared(asked.sum(axis=1), level)
        if by_node is not None:
            sources["potential"] = _shared(asked.sum(axis=1) * by_node, level)
    keys = history.rows[KEYS]
    frames = {name: keys.assign(amount=amount) for name, amount in sources.items()}
    rows = blended(frames, {one: WEIGHTS[one] for one in frames}, level="history")
    lacking = [f"from_{name}" for name in WEIGHTS if name not in sources]
    rows = rows.assign(**dict.fromkeys(lacking, 0.0)).drop(columns="cut")
    return Reference(rows, _profile(shaped), "potential" in sources)


def by_potential(
    history: History, expected: Array, facts: Mapping[str, pd.DataFrame]
) -> Array | None:
    """Return the factor of each row by the potential of its market; None where none is known.

    A row lies in the node of its region, its customer's segment and its product group. Where the
    node's part of all potential is larger than its part of the forecast the factor is above 1: the
    square root of the ratio, from a half to twice. Rows of nodes without potential have 1. `facts`
    are market_potential, customers and products.
    """
    known = facts.get("market_potential", pd.DataFrame())
    if known.empty or not known["potential"].gt(0).any():
        return None
    rows = history.rows[["region_id", "customer_id", "product_id"]].assign(
        segment=_named(history.rows["customer_id"], facts["customers"], "segment"),
        product_group=_named(history.rows["product_id"], facts["products"], "product_group"),
        expected=expected.sum(axis=1),
    )
    potential = known.groupby(NODE)["potential"].sum().rename("potential").reset_index()
    rows = rows.merge(potential, on=NODE, how="left", sort=False)
    node = rows.groupby(NODE, sort=False)["expected"].transform("sum")
    usual = rows.drop_duplicates(NODE).dropna(subset="potential")
    sold = node[usual.index].sum()
    if sold <= 0:
        return None
    ratio = rows["potential"] / usual["potential"].sum() * sold / node.where(node > 0)
    return np.asarray((ratio**0.5).clip(LEAST, MOST).fillna(1.0), dtype=float)


def _named(ids: pd.Series, master: pd.DataFrame, column: str) -> pd.Series:
    key = ids.name
    return ids.map(dict(zip(master[key], master[column], strict=True))).fillna("").astype("str")


def _shared(amount: Array, level: float) -> Array:
    return amount * (level / amount.sum()) if amount.sum() > 0 else amount


def _profile(amounts: Array) -> Array:
    """Return which part of its sum each row has in each month; rows of nought as the whole."""
    whole = amounts.sum(axis=0)
    even = np.full(amounts.shape[1], 1 / max(amounts.shape[1], 1))
    usual = whole / whole.sum() if whole.sum() > 0 else even
    sums = amounts.sum(axis=1, keepdims=True)
    return np.where(sums > 0, amounts / np.where(sums > 0, sums, 1.0), usual)
