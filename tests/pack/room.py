"""The room of the small month: what customers bought."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Chart, Frame

AMOUNTS = Frame(
    name="amounts",
    title="Value",
    grain="one customer",
    key="customer",
    fields=(
        col.text("customer", "Customer"),
        col.money("amount", "Value"),
        col.share("part", "Share"),
    ),
    chart=Chart("bar", "customer", "amount=actual"),
)
FRAMES = {AMOUNTS.name: AMOUNTS}
