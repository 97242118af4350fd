"""A company of any size: its lines are written part by part and never held together.

A part is one month of a layer; a layer is the same company with a share of the orders, drawn
from streams of its own. Layers add up to the scale, and memory is that of one part.
"""

from __future__ import annotations

import math
from pathlib import Path

from salesnb.demo.company import independent
from salesnb.demo.exports.files import write_parquet, write_table
from salesnb.demo.sales import invoices, orders
from salesnb.demo.sales.orders import World
from salesnb.demo.truths.truth import Truth

LAYER = 200.0  # scale of a layer at most: about 210,000 lines a month
LEVEL = 3  # of compression: quick


def write_large(folder: Path, truth: Truth, scale: float, *, layer: float = LAYER) -> None:
    """Write the tables that stand on their own, and the lines in files per month and layer.

    Tables made from the lines (cash, sell-out, targets, agreements) are left out.
    """
    n_layers = math.ceil(scale / layer)
    world = World(truth, scale / n_layers)
    for name, table in independent(world).items():
        write_table(folder, name, table)
    for name in ("order_lines", "invoice_lines"):
        (folder / name).mkdir()
    for number in range(n_layers):
        for index in range(truth.n_months):
            _write_part(folder, world, index, layer=number)


def _write_part(folder: Path, world: World, index: int, *, layer: int) -> None:
    """Write one month of one layer: its orders, and the invoices that follow from them."""
    month = world.truth.months[index]
    ordered = orders.month_lines(world, index, layer=layer)
    billed = invoices.invoice_lines(world.truth, ordered, name=f"invoice_lines {month} {layer}")
    for name, table in (("order_lines", ordered), ("invoice_lines", billed)):
        write_parquet(folder / name / f"{month}-{layer:04d}.parquet", name, table, level=LEVEL)
