"""When does the money of a plan come in: by settlement method, then for every cell?

Linear in the plan: what `07_forecast` expects, plus what is invoiced above its forecast times the
shares that come in so many months after the invoice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.members import UNASSIGNED
from salesnb.months import YEAR
from salesnb.targets.plan.grid import Array, Grid, Ints
from salesnb.targets.plan.years import PlanYear

Flags = NDArray[np.bool_]
OWNER = ["customer_id", "settlement_id"]
MIX = ["region_id", "customer_id", "rep_id", "settlement_id", "sales_method_id"]
MIDDLE = 0.5  # the quantile of `collections_forecast` that is expected


@dataclass(frozen=True)
class Expected:
    """What is expected of cash by settlement method (rows) in the open months (columns).

    `forecast`: cash of `collections_forecast`, missing in months that it does not reach; `opened`:
    of it from what is open today; `between`: from what is invoiced before the plan begins;
    `invoiced`: the forecast of what is invoiced in the plan's months. `curves`: the share that
    comes in 0, 1, ... months after the invoice's. `with_curve`: methods with receipts of their own.
    """

    methods: list[str]
    months: list[str]
    forecast: Array
    opened: Array
    between: Array
    invoiced: Array
    curves: Array
    with_curve: Flags

    def received(self, planned: Array) -> Array:
        """Return the cash of planned invoicing (methods x months), none below nought."""
        moved = convolved(planned - self.invoiced, self.curves)
        alone = self.opened + self.between + convolved(planned, self.curves)
        return np.maximum(np.where(np.isnan(self.forecast), alone, self.forecast + moved), 0.0)


def convolved(invoiced: Array, curves: Array) -> Array:
    """Return when invoicing of months comes in: both have a row per method, from month 0 on."""
    n = invoiced.shape[1]
    found = np.zeros_like(invoiced, dtype=float)
    for after in range(min(n, curves.shape[1])):
        found[:, after:] += invoiced[:, : n - after] * curves[:, after, None]
    return found


def expected_cash(
    facts: Mapping[str, pd.DataFrame], year: PlanYear, methods: list[str]
) -> Expected:
    """Return what `07_forecast` expects, for the settlement methods of the plan and its own.

    `facts`: collections_forecast, collections_ahead, collections_open, receipt_shares.
    """
    every = sorted({*methods, *facts["receipt_shares"]["settlement_id"].astype("str")})
    span = [*year.between, *year.open]
    rolled = facts["collections_ahead"]
    rolled = rolled[rolled["dimension"] == "settlement"].rename(columns={"node": "settlement_id"})
    cash = facts["collections_forecast"]
    cash = cash[(cash["dimension"] == "settlement") & (cash["quantile"] == MIDDLE)]
    cash = cash.rename(columns={"node": "settlement_id"})
    curves, known = _curves(facts["receipt_shares"], rolled, every, len(span))
    invoiced = table(rolled, every, span, "invoiced")
    before = invoiced.copy()
    before[:, len(year.between) :] = 0.0
    start = len(year.between)
    forecast = table(cash, every, year.open, "amount")
    forecast[:, ~np.isin(year.open, cash["month"].astype("str"))] = np.nan
    return Expected(
        every,
        year.open,
        forecast,
        table(facts["collections_open"], every, year.open, "amount"),
        convolved(before, curves)[:, start:],
        invoiced[:, start:],
        curves,
        known,
    )


def table(frame: pd.DataFrame, rows: list[str], months: list[str], value: str) -> Array:
    """Return sums of `value` by settlement method (rows) and month (columns), 0 where none."""
    place = places_of(frame["settlement_id"], rows)
    at = places_of(frame["month"], months)
    inside = (place >= 0) & (at >= 0)
    amount = frame[value].fillna(0.0).to_numpy(float)[inside]
    n = len(months)
    flat: Array = np.bincount(place[inside] * n + at[inside], amount, len(rows) * n)  # type: ignore[assignment]
    return flat.reshape(len(rows), n)


def places_of(column: pd.Series, names: list[str]) -> Ints:
    """Return the place of each text of a column among names, -1 where it is none of them."""
    found: Ints = pd.Index(names).get_indexer(pd.Index(column.astype("str"))).astype(np.int64)
    return found


def _curves(
    shares: pd.DataFrame, rolled: pd.DataFrame, methods: list[str], n: int
) -> tuple[Array, Flags]:
    """Return the curves of methods, and which have one of their own.

    A method without receipts is taken to pay as all do together, weighted by what is invoiced.
    """
    place = places_of(shares["settlement_id"], methods)
    after = shares["months_after"].to_numpy(float).astype(np.int64)
    inside = after < n
    curves = np.zeros((len(methods), n))
    np.add.at(curves, (place[inside], after[inside]), shares["share"].to_numpy(float)[inside])
    known = np.isin(np.arange(len(methods)), place)
    invoiced = rolled.groupby(rolled["settlement_id"].astype("str"))["invoiced"].sum()
    weight = np.clip(invoiced.reindex(methods).fillna(0.0).to_numpy(float), 0, None) * known
    weight = weight if weight.any() else known.astype(float)
    curves[~known] = weight @ curves / max(weight.sum(), 1e-9)
    return curves, known


def tax_factor(receivables: pd.DataFrame, sales: pd.DataFrame) -> float:
    """Return what is invoiced of sales: 1 where the books have no tax, near 1.13 with VAT of 13 %.

    Invoices less credit notes over net sales, of the last twelve months that have both; 1 where
    fewer than six have.
    """
    owed = receivables["invoiced"].astype(float) + receivables["credited"].astype(float)
    invoiced = owed.groupby(receivables["month"].astype("str")).sum()
    sold = sales["net_amount"].astype(float).groupby(sales["month"].astype("str")).sum()
    both = pd.DataFrame({"invoiced": invoiced, "sold": sold}).dropna()
    both = both[both["invoiced"] != 0].iloc[-YEAR:]
    if len(both) < YEAR // 2 or both["sold"].sum() <= 0 or both["invoiced"].sum() <= 0:
        return 1.0
    return float(both["invoiced"].sum() / both["sold"].sum())


def owners(facts: Mapping[str, pd.DataFrame], pairs: pd.DataFrame) -> pd.DataFrame:
    """Return who has the cash of invoices before the plan: `MIX` and `weight`.

    The region, rep and sales method of a customer's sales of the last twelve months, by settlement
    method, in their parts; a pair of `pairs` (customer and method) without such sales goes where
    most of the customer's went, else to what `customers` says. The weights of a pair add up to its
    sales; `alone` marks pairs that are there for their open instalments only.
    """
    sales = facts["sales_cube"]
    last = sorted(sales["month"].astype("str").unique())[-YEAR:]
    recent = sales[sales["month"].isin(last)]
    mix = recent.groupby(MIX, observed=True)["net_amount"].sum().reset_index()
    mix = mix[mix["net_amount"] > 0].rename(columns={"net_amount": "weight"})
    mix = mix.astype(dict.fromkeys(MIX, "str")).assign(alone=False)
    known = pd.MultiIndex.from_frame(mix[OWNER])
    lacking = pairs[~pd.MultiIndex.from_frame(pairs[OWNER]).isin(known)]
    is_nobody = lacking["customer_id"] == UNASSIGNED
    lacking = lacking[~(is_nobody & lacking["settlement_id"].isin(mix["settlement_id"]))]
    if not len(lacking):
        return mix
    usual = mix.sort_values("weight", kind="stable").drop_duplicates("customer_id", keep="last")
    named = [one for one in MIX if one not in OWNER]
    stated = facts["customers"].reindex(columns=["customer_id", *named]).astype("str")
    rows = lacking[OWNER].merge(usual[["customer_id", *named]], on="customer_id", how="left")
    other = lacking[["customer_id"]].merge(stated, on="customer_id", how="left")
    for name in named:
        filled = rows[name].fillna(other[name].replace({"nan": None, "": None, "None": None}))
        rows[name] = filled.fillna(UNASSIGNED)
    return pd.concat([mix, rows.assign(weight=1.0, alone=True)], ignore_index=True)


@dataclass(frozen=True)
class Leaves:
    """The cash of cells: of the plan's own, then of invoices before it, by month.

    `planned`: rows of the grid; `earlier`: rows of `mix`; both in currency units, not rounded.
    `opened` is the part of `earlier` that is open today.
    """

    planned: Array
    mix: pd.DataFrame
    earlier: Array
    opened: Array


def leaves(
    grid: Grid, invoiced: Array, expected: Expected, facts: Mapping[str, pd.DataFrame]
) -> Leaves:
    """Return the cash of every cell in the open months, adding up to `expected` by method.

    `invoiced`: planned invoicing by row of the grid and open month. What the day of the month
    moves between a method's months is spread over its cells in proportion.
    """
    method = places(grid, expected.methods)
    planned = convolved(invoiced, expected.curves[method])
    whole = expected.received(summed(invoiced, method, len(expected.methods)))
    own = summed(planned, method, len(expected.methods)) + expected.between
    left = np.maximum(whole - expected.opened, 0.0)
    factor = np.where(own > 0, left / np.where(own > 0, own, 1.0), 0.0)
    opened = np.where(whole < expected.opened, whole / np.maximum(expected.opened, 1e-9), 1.0)
    rest = (
        whole
        - np.minimum(whole, expected.opened)
        - summed(planned * factor[method], method, len(expected.methods))
    )
    mix = owners(facts, _pairs(facts["collections_open"], expected, rest))
    mix = mix[mix["settlement_id"].isin(expected.methods)].reset_index(drop=True)
    of_open = _opened(mix, facts["collections_open"], expected)
    at = places_of(mix["settlement_id"], expected.methods)
    later = _parts(mix, at, len(expected.methods))[:, None] * rest[at]
    of_open = of_open * opened[at]
    return Leaves(planned * factor[method], mix, of_open + later, of_open)


def _pairs(opened: pd.DataFrame, expected: Expected, rest: Array) -> pd.DataFrame:
    """Return the customers and methods that need an owner: open ones, and methods with a rest.

    What is left of a method that nobody was sold by lately belongs to nobody.
    """
    pairs = opened[OWNER].astype("str").drop_duplicates()
    some = [one for one, row in zip(expected.methods, rest, strict=True) if row.any()]
    nobody = pd.DataFrame({"customer_id": UNASSIGNED, "settlement_id": some}, dtype="str")
    return pd.concat([pairs, nobody], ignore_index=True)


def places(grid: Grid, methods: list[str]) -> Ints:
    """Return the place of each row's settlement method among `methods`."""
    place, names = grid.place("settlement_id")
    return pd.Index(methods).get_indexer(pd.Index(names))[place].astype(np.int64)


def summed(values: Array, group: Ints, n: int) -> Array:
    """Return the sums of rows by group."""
    sums = [np.bincount(group, values[:, i], n) for i in range(values.shape[1])]
    return np.stack(sums, axis=1) if sums else np.zeros((n, 0))


def _parts(mix: pd.DataFrame, method: Ints, n: int) -> Array:
    """Return each row's part of its method's sales of the last twelve months.

    Rows that only open instalments brought have none, unless the method has no others.
    """
    weight = mix["weight"].to_numpy(float) * ~mix["alone"].to_numpy(bool)
    sums = np.bincount(method, weight, n)
    weight = np.where(sums[method] > 0, weight, 1.0)
    return weight / np.bincount(method, weight, n)[method]


def _opened(mix: pd.DataFrame, opened: pd.DataFrame, expected: Expected) -> Array:
    """Return the cash of open instalments by row of `mix` and month."""
    pairs, row = np.unique(_pair(mix), return_inverse=True)
    share = mix["weight"].to_numpy(float)
    share = share / np.bincount(row, share, len(pairs))[row]
    at = places_of(opened["month"], expected.months)
    place = np.searchsorted(pairs, _pair(opened))
    inside, n = at >= 0, len(expected.months)
    amount = opened["amount"].to_numpy(float)[inside]
    flat = np.bincount(place[inside] * n + at[inside], amount, len(pairs) * n)
    return share[:, None] * flat.reshape(len(pairs), n)[row]


def _pair(frame: pd.DataFrame) -> np.ndarray:
    """Return customer and settlement method as one text per row."""
    both = frame["customer_id"].astype("str") + "\n" + frame["settlement_id"].astype("str")
    return both.to_numpy(dtype=object)
