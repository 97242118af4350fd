"""A small result by hand: sales of regions and product groups, with names, codes and a total."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Context, Result
from salesnb.contracts.validated import result
from salesnb.i18n.words import Words

NAMES = {
    "regions": {"1": Words("Shore", "海岸", kind="name")},
    "competitors": {"1": Words("Rival One", "对手一", kind="name")},
}
CONTEXT = Context("CNY", NAMES)
DIMENSION = {"region": "Region", "product_group": "Product group"}
STATE = {"low": "poor", "high": "good"}
FIELDS = (
    col.code("dimension", "Dimension", DIMENSION),
    col.member("node", "Node", within="dimension", words={"total": "Total"}),
    col.ident("competitor_id", "competitor", of="competitors"),
    col.code("state", "State", STATE),
    col.text("note", "Note"),
    col.month("month", "Month"),
    col.money("amount", "Net sales"),
    col.share("growth", "Growth", shown="growth"),
    col.whole("age_days", "Age", unit="days"),
    col.flag("is_new", "New"),
)
NODES = Frame(
    name="02_small_nodes",
    title="Where do we stand?",
    grain="one row per node",
    key="dimension node",
    order="dimension -amount",
    total="node",
    fields=FIELDS,
)
ROWS = [
    ("product_group", "low", "1", "high", "low", "2026-09", 100.0, 0.1, 3, True),
    ("region", "2", "9", "low", "", "2026-10", 200.0, np.nan, 4, False),
    ("region", "1", "1", "high", "high", "2026-10", 300.0, 0.25, np.nan, False),
    ("region", "total", "", "", "sum", "", 500.0, 0.2, 7, False),
]


def nodes(contract: Frame = NODES, rows: list[tuple[Any, ...]] = ROWS, **changed: Any) -> Result:
    """Return the small result; `changed` are columns with other values."""
    frame = pd.DataFrame(rows, columns=contract.columns).assign(**changed)
    return result(frame, contract, context=CONTEXT)
