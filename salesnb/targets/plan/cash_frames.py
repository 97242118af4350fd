"""The frames of a plan's cash: months, what is owed, whose it is, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.measures.receivables import receivables_closing
from salesnb.members import TOTAL
from salesnb.targets.plan.grid import Array, Grid, rows_of
from salesnb.targets.plan.moved import bills, moved_terms
from salesnb.targets.plan.receipts import Expected, places, summed
from salesnb.targets.plan.years import PlanYear

COLUMNS = {
    "cash_line": "month actual received forecast before in_bills matured matured_forecast banked",
    "cash_months": (
        "dimension node month opening invoiced received from_open from_before from_plan beyond"
        " forecast written_off closing"
    ),
    "cash_parts": (
        "dimension node sales received from_open from_before from_plan beyond received_share"
    ),
    "cash_whatif": (
        "scope from_id to_id moved_share moved_amount gain_amount gain_share discount_amount"
    ),
    "cash_asked": (
        "place kind period amount about author reason derived reached gap state conflict"
    ),
    "cash_basis": (
        "scope state first last sales invoiced received forecast change before opening closing"
        " from_open from_before from_plan beyond tax_factor stated_share unforeseen_from"
    ),
}
BY = ("settlement_id", "region_id", "rep_id", "customer_id")
SOURCES = ("from_open", "from_before", "from_plan", "beyond")


def nothing(name: str) -> pd.DataFrame:
    """Return a frame of this section without rows."""
    return pd.DataFrame(columns=COLUMNS[name].split())


@dataclass(frozen=True)
class PlannedCash:
    """All that the frames are taken from."""

    grid: Grid
    known: Expected
    factor: float
    cells: pd.DataFrame
    year: PlanYear
    digits: int

    def by_method(self, column: str = "collections") -> Array:
        """Return the sums of open months by method and month."""
        return self.sums("settlement_id", self.known.methods, column)

    def sums(self, dimension: str, members: list[str], column: str = "collections") -> Array:
        """Return the sums of a dimension's members by open month."""
        codes = self.cells[dimension].cat
        place = pd.Index(members).get_indexer(pd.Index(codes.categories.astype("str")))
        month = self.cells["month"].cat
        at = pd.Index(self.year.open).get_indexer(pd.Index(month.categories.astype("str")))
        row, step = place[codes.codes.to_numpy()], at[month.codes.to_numpy()]
        inside = (row >= 0) & (step >= 0)
        n = len(self.year.open)
        amount = self.cells[column].to_numpy(float)[inside]
        flat = np.bincount(row[inside] * n + step[inside], amount, len(members) * n)
        return np.round(flat.reshape(len(members), n), self.digits)


def cash_frames(
    now: PlannedCash, facts: Mapping[str, pd.DataFrame], controls: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return the frames of the section."""
    rolled = _months(now, facts)
    line = _line(now, facts, rolled)
    parts = _parts(now)
    return {
        "cash_line": line[COLUMNS["cash_line"].split()],
        "cash_months": rolled[COLUMNS["cash_months"].split()],
        "cash_parts": parts[COLUMNS["cash_parts"].split()],
        "cash_whatif": moved_terms(now.known, _invoiced(now), facts["settlement_terms"]),
        "cash_asked": controls.reindex(columns=COLUMNS["cash_asked"].split()),
        "cash_basis": _basis(now, facts, line, rolled)[COLUMNS["cash_basis"].split()],
    }


def _invoiced(now: PlannedCash) -> Array:
    """Return planned invoicing by method and open month."""
    method = places(now.grid, now.known.methods)
    return summed(now.grid.values * now.factor, method, len(now.known.methods))


def _months(now: PlannedCash, facts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the roll-forward of the plan: opening + invoiced - received - written off = closing.

    Planned invoicing is net of credit notes, and no write-offs are foreseen (0). The opening of
    the first month is what 07_forecast expects to be owed then.
    """
    invoiced, received = np.round(_invoiced(now), now.digits), now.by_method()
    values = {
        "invoiced": invoiced,
        "received": received,
        "derived": now.by_method("derived"),
        "from_open": now.by_method("from_open"),
        "from_before": now.by_method("from_before"),
        "forecast": now.known.forecast,
    }
    values = {name: np.vstack([one.sum(axis=0), one]) for name, one in values.items()}
    start = _openings(facts["collections_ahead"], now)
    gone = np.cumsum(values["invoiced"] - values["received"], axis=1)
    opening = np.round(np.hstack([start[:, None], (start[:, None] + gone)[:, :-1]]), now.digits)
    nodes = pd.DataFrame(
        {
            "dimension": [TOTAL, *["settlement"] * len(now.known.methods)],
            "node": [TOTAL, *now.known.methods],
        }
    )
    table = rows_of(nodes, now.year.open, opening, "opening").astype({"month": "str"})
    for name, one in values.items():
        table[name] = one.reshape(-1).round(now.digits)
    table = _with_sources(table, now.digits)
    table["written_off"] = 0.0
    owed = (table["opening"], table["invoiced"], 0.0, table["received"], table["written_off"])
    table["closing"] = receivables_closing(*owed)  # type: ignore[arg-type]
    table["closing"] = table["closing"].round(now.digits)
    used = table[["opening", "invoiced", "received", "closing"]].abs().sum(axis=1)
    some = used.groupby(table["node"]).transform("sum") > 0
    return table[some].reset_index(drop=True)


def _openings(rolled: pd.DataFrame, now: PlannedCash) -> Array:
    """Return what is owed when the open months begin: the total, then each method's."""
    first = now.year.open[0]
    here = rolled[rolled["month"].astype("str") == first].set_index("node")["opening"]
    if here.empty:  # the forecast ends before: what it last knows is owed
        last = rolled[rolled["month"] == rolled["month"].max()]
        here = last.set_index("node").eval("opening + invoiced - received")
    return here.reindex([TOTAL, *now.known.methods]).fillna(0.0).to_numpy(float)


def _line(
    now: PlannedCash, facts: Mapping[str, pd.DataFrame], rolled: pd.DataFrame
) -> pd.DataFrame:
    """Return the firm's cash month by month: what came in, the plan, the forecast, and bills.

    In closed months only `actual` is known. `banked` is the money on the account: received, less
    what is received in bills, plus what matures.
    """
    total = rolled[rolled["dimension"] == TOTAL][["month", "received", "forecast"]]
    line = pd.DataFrame({"month": now.year.months}).merge(total, on="month", how="left")
    cube = facts["collections_cube"]
    came = cube["amount"].astype(float).groupby(cube["month"].astype("str")).sum().round(now.digits)
    line["actual"] = line["month"].map(came).where(line["month"].isin(now.year.closed))
    line["before"] = pd.Series(now.year.before).map(came).to_numpy(float)
    paper = bills(now.known, now.by_method(), facts)
    return line.merge(paper, on="month", how="left")


def _parts(now: PlannedCash) -> pd.DataFrame:
    """Return who brings the cash of the open months: by settlement method, region, rep, customer.

    `sales` are the targets of the same months; each dimension adds up to the same sums.
    """
    found = []
    for dimension in BY:
        members = [str(one) for one in now.cells[dimension].cat.categories]
        sums = {
            name: now.sums(dimension, members, name).sum(axis=1)
            for name in ("collections", "derived", "from_open", "from_before")
        }
        sales = now.grid.by(dimension).sum(axis=1).reindex(members).fillna(0.0).to_numpy(float)
        rows = pd.DataFrame({"node": members, "sales": sales, **sums})
        found.append(rows.assign(dimension=dimension.removesuffix("_id")))
    table = pd.concat(found, ignore_index=True).rename(columns={"collections": "received"})
    table = table[(table["sales"] != 0) | (table["received"] != 0)]
    table = _with_sources(table, now.digits)
    whole = table.groupby("dimension")["received"].transform("sum")
    table["received_share"] = table["received"] / whole.where(whole != 0)
    return table.round({"sales": now.digits}).reset_index(drop=True)


def _with_sources(table: pd.DataFrame, digits: int) -> pd.DataFrame:
    """Return sums with `from_plan` (of the plan's invoices) and `beyond` (asked above that)."""
    own = table["derived"] - table["from_open"] - table["from_before"]
    beyond = table["received"] - table["derived"]
    return table.assign(from_plan=own.round(digits), beyond=beyond.round(digits))


def _last_year(collected: pd.DataFrame) -> float:
    """Return the cash of the last twelve months known; missing where fewer are."""
    months = sorted(collected["month"].astype("str").unique())[-12:]
    last = collected[collected["month"].astype("str").isin(months)]
    return float(last["amount"].sum()) if len(months) == 12 else np.nan


def _basis(
    now: PlannedCash, facts: Mapping[str, pd.DataFrame], line: pd.DataFrame, rolled: pd.DataFrame
) -> pd.DataFrame:
    """Return one row: the plan's cash beside its sales, the forecast and the year before."""
    total = rolled[rolled["dimension"] == TOTAL]
    opened = line[line["month"].isin(now.year.open)]
    is_known = bool(opened["forecast"].notna().all())
    forecast = float(opened["forecast"].sum()) if is_known else np.nan
    received = float(opened["received"].sum())
    planned = _invoiced(now).sum(axis=1)
    beyond = opened.loc[opened["forecast"].isna(), "month"]
    row = {
        "scope": TOTAL,
        "state": "known" if is_known else "beyond",
        "first": now.year.open[0],
        "last": now.year.open[-1],
        "sales": float(now.grid.values.sum()),
        "invoiced": float(total["invoiced"].sum()),
        "received": received,
        "forecast": forecast,
        "change": received - forecast,
        "before": _last_year(facts["collections_cube"]) if len(now.year.open) == 12 else np.nan,
        "opening": float(total["opening"].iloc[0]),
        "closing": float(total["closing"].iloc[-1]),
        **{name: float(total[name].sum()) for name in SOURCES},
        "tax_factor": now.factor,
        "stated_share": float(planned[now.known.with_curve].sum() / max(planned.sum(), 1e-9)),
        "unforeseen_from": beyond.iloc[0] if len(beyond) else "",
    }
    return pd.DataFrame([row])
