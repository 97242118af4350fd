"""Where each unit of a total lies: with a target, without one, with nobody, sent back."""

from __future__ import annotations

import pandas as pd

from salesnb.members import TOTAL, UNASSIGNED
from salesnb.reviews.attainment.came_in import SCALES

BY = ["measure", "span", "dimension"]
LINES = ("planned", "unplanned", "unassigned", "returns", "total")


def tied_lines(held: pd.DataFrame) -> pd.DataFrame:
    """Return what came in by line: one row per measure, span, dimension and line that has any.

    `held` as `hold_spans` returns it. Lines: planned (nodes with a target), unplanned (nodes
    without one), unassigned (what names nobody); of sales these three count what was bought, and
    returns stand in a line of their own, where the facts tell them; total, the sum of the lines.
    Columns: measure, span, dimension, line, n_nodes, actual, target, ledger (the measure's whole,
    on the line total only) and difference (total - ledger; 0 to the minor unit).
    """
    named = held["node"].ne(UNASSIGNED)
    kind = held["target"].notna().map({True: "planned", False: "unplanned"})
    rows = held.assign(line=kind.where(named, "unassigned"))
    back = rows["returns"].fillna(0.0)
    parts = rows.assign(actual=rows["actual"] - back, n_nodes=1)
    returns = parts[back != 0].assign(line="returns", actual=back, target=float("nan"))
    every = pd.concat([parts, returns, rows.assign(line="total", n_nodes=1)], ignore_index=True)
    sums = every.groupby([*BY, "line"], as_index=False).agg(
        n_nodes=("n_nodes", "sum"),
        actual=("actual", "sum"),
        target=("target", lambda one: one.sum(min_count=1)),
    )
    sums["actual"] = _exact(sums["actual"], sums["measure"])
    whole = held[held["dimension"] == TOTAL].set_index(["measure", "span"])["actual"]
    keys = pd.MultiIndex.from_frame(sums[["measure", "span"]])
    ledger = pd.Series(whole.reindex(keys).to_numpy(), sums.index)
    sums["ledger"] = ledger.where(sums["line"] == "total")
    sums["difference"] = _exact(sums["actual"] - sums["ledger"], sums["measure"])
    order = {line: place for place, line in enumerate(LINES)}
    placed = sums.assign(place=sums["line"].map(order)).sort_values([*BY, "place"])
    return placed.drop(columns="place").reset_index(drop=True)


def _exact(amounts: pd.Series, measure: pd.Series) -> pd.Series:
    """Return amounts without the dust of floats."""
    scale = measure.map(SCALES)
    return (amounts * scale).round() / scale
