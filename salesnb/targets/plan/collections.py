"""What cash comes of a plan, for every cell, and what it leaves customers owing?

Sales targets are net of tax and of returns; what is invoiced of them is theirs times what was
invoiced of sales over the last twelve months, so that tax is in the cash where the books have it.
Two lines: cash received (it ties to receivables, and is the target), and money at maturity of the
bank paper that is received. All amounts are in currency units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.targets.plan import asked
from salesnb.targets.plan.cash_frames import COLUMNS, PlannedCash, cash_frames, nothing
from salesnb.targets.plan.dimensions import DIMENSIONS, KEYS
from salesnb.targets.plan.grid import Grid, grid_of, rows_of, together, whole_along
from salesnb.targets.plan.receipts import (
    Leaves,
    expected_cash,
    leaves,
    places,
    places_of,
    tax_factor,
)
from salesnb.targets.plan.years import PlanYear

NEEDED = ("collections_forecast", "collections_ahead", "receipt_shares")  # with rows


@dataclass(frozen=True)
class CashPlan:
    """`cells`: `DIMENSIONS` and `collections`; cash of invoices before the plan has no product.

    `frames`: the result frames by name; without rows where the cash to come is not known.
    """

    cells: pd.DataFrame
    frames: Mapping[str, pd.DataFrame]


def plan_cash(
    cells: pd.DataFrame,
    facts: Mapping[str, pd.DataFrame],
    decided: Mapping[str, pd.DataFrame],
    year: PlanYear,
    *,
    digits: int = 2,
) -> CashPlan:
    """Return the cash of the cells of a plan (`DIMENSIONS`, `target`), to the minor unit.

    `facts`: sales_cube, receivables, collections_cube, settlement_terms, customers, regions,
    products, and of `07_forecast` `NEEDED` and collections_open (without rows where nothing is
    open). Closed months have the cash that came in. A control on collections in
    `decided["controls"]` is met, or refused as `asked.met` says.
    """
    is_known = all(len(facts.get(name, ())) for name in NEEDED)
    if not len(cells) or not is_known or not year.open:
        return CashPlan(_no_cells(), {name: nothing(name) for name in COLUMNS})
    grid = grid_of(cells, year.open)
    known = expected_cash(facts, year, grid.place("settlement_id")[1])
    factor = tax_factor(facts["receivables"], facts["sales_cube"])
    found = leaves(grid, grid.values * factor, known, facts)
    derived = _rounded(grid, found, known.methods, digits)
    closed = _closed(facts["collections_cube"], year)
    met = asked.met(
        together(derived, closed), facts, decided, year, measure="collections", digits=digits
    )
    now = PlannedCash(grid, known, factor, met.cells, year, digits)
    return CashPlan(met.cells[[*DIMENSIONS, "collections"]], cash_frames(now, facts, met.controls))


def _no_cells() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="str") for name in DIMENSIONS}).assign(
        collections=pd.Series(dtype=float)
    )


def _rounded(grid: Grid, found: Leaves, methods: list[str], digits: int) -> pd.DataFrame:
    """Return the cash of cells in whole minor units, and what of it has which source.

    A method's cells of a month add up to its cash of the month: of each source rounded once.
    """
    unit = 10.0**digits
    at = places_of(found.mix["settlement_id"], methods)
    method = np.concatenate([places(grid, methods), at])
    later = found.earlier - found.opened
    parts = (found.planned, found.opened, later)
    first, last = np.zeros_like(found.planned), np.zeros_like(later)
    stacked = (np.vstack([parts[0], last]), *(np.vstack([first, one]) for one in parts[1:]))
    planned, opened, before = (whole_along(one * unit, method) / unit for one in stacked)
    keys = _keys(grid, found.mix)
    cells = rows_of(keys, grid.months, np.round(planned + opened + before, digits), "collections")
    cells["from_open"], cells["from_before"] = opened.reshape(-1), before.reshape(-1)
    return cells[cells["collections"] != 0].reset_index(drop=True)


def _keys(grid: Grid, mix: pd.DataFrame) -> pd.DataFrame:
    """Return the members of the grid's rows, then of those of invoices before the plan."""
    found = {}
    for name in KEYS:
        place, names = grid.place(name)
        own = mix[name].to_numpy(dtype=object) if name in mix else np.full(len(mix), "", object)
        every = sorted({*names, *own})
        ranks = pd.Index(every)
        codes = np.concatenate([ranks.get_indexer(pd.Index(names))[place], ranks.get_indexer(own)])
        found[name] = pd.Categorical.from_codes(codes.astype(np.int64), categories=ranks)
    return pd.DataFrame(found)


def _closed(collected: pd.DataFrame, year: PlanYear) -> pd.DataFrame:
    """Return the cash that came in in closed months; nobody knows of which product or region."""
    came = collected[collected["month"].astype("str").isin(year.closed)]
    keys = ["customer_id", "rep_id", "settlement_id", "month"]
    came = came.astype(dict.fromkeys(keys, "str")).groupby(keys)["amount"].sum().reset_index()
    rows = came.rename(columns={"amount": "collections"})
    rows = rows.assign(product_id="", region_id="", sales_method_id="")
    rows = rows.assign(from_open=0.0, from_before=0.0)
    return rows[[*DIMENSIONS, "collections", "from_open", "from_before"]]
