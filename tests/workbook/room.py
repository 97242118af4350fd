"""The room of a small workbook: sales by node and month."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame

DIMENSION = {"region": "Region", "product_group": "Product group", "total": "Total"}
NODES = Frame(
    name="nodes",
    title="Value",
    grain="one row per node and month",
    key="dimension node month",
    order="-amount",
    fields=(
        col.code("dimension", "Dimension", DIMENSION),
        col.member("node", "Node", within="dimension", words={"total": "Total"}),
        col.month("month", "Month"),
        col.money("amount", "Value"),
    ),
)
PLAN = Frame(
    name="plan",
    title="Plan",
    grain="one row per region",
    key="region_id",
    fields=(col.ident("region_id", "Region", of="regions"), col.money("target", "Target")),
)
FRAMES = {one.name: one for one in (NODES, PLAN)}
