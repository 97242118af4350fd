"""How many new customers does the plan need, beside how many came so far?

A customer is new in the month of its first purchase. The first twelve months of the data are left
out: whoever buys there may have bought before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.special import betainc

from salesnb.members import NEW_CUSTOMER, TOTAL, UNASSIGNED
from salesnb.months import YEAR
from salesnb.targets.plan import asked
from salesnb.targets.plan.dimensions import DIMENSIONS
from salesnb.targets.plan.grid import Array, whole_over_time
from salesnb.targets.plan.years import PlanYear

MOST_MONTHS = 36  # of past months that are counted
LEAST_MONTHS = 6
LOW, HIGH = 0.1, 0.9
MOST = 100_000  # new customers that a range looks at
COLUMNS = {
    "new_customers": (
        "dimension node n_past past_months expected low high confidence sales per_customer implied"
        " target"
    ),
    "new_customer_months": "region_id rep_id month target",
}
PLACE = ["region_id", "rep_id"]


@dataclass(frozen=True)
class Won:
    """`cells`: region_id, rep_id, month, target, in whole customers; `frames` by name.

    `controls`: what is decided of them, as `asked.met` returns it.
    """

    cells: pd.DataFrame
    frames: Mapping[str, pd.DataFrame]
    controls: pd.DataFrame = field(default_factory=pd.DataFrame)


def plan_new(
    cells: pd.DataFrame,
    facts: Mapping[str, pd.DataFrame],
    decided: Mapping[str, pd.DataFrame],
    year: PlanYear,
) -> Won:
    """Return the new customers that the plan needs in its open months.

    `cells`: the plan (`DIMENSIONS`, `target`); `facts`: sales_cube, reps. Where the plan has sales
    of customers nobody knows yet, their number is these sales over what new customers of the last
    two years brought within the year in which they came; else it is the past rate. Without
    `LEAST_MONTHS` months to count, or months to plan, no frame has a row.
    """
    first = first_purchases(facts["sales_cube"])
    counted = _counted(facts["sales_cube"])
    if len(counted) < LEAST_MONTHS or not year.open:
        empty = {name: pd.DataFrame(columns=one.split()) for name, one in COLUMNS.items()}
        return Won(empty["new_customer_months"], empty)
    came = first[first["month"].isin(counted)]
    came = came.assign(rep_id=came["rep_id"].where(_at_work(came["rep_id"], facts), UNASSIGNED))
    each = per_customer(facts["sales_cube"], first)
    sold = cells[cells["customer_id"].astype("str") == NEW_CUSTOMER]
    sold = sold[sold["month"].astype("str").isin(year.open) & (sold["target"] > 0)]
    sold = sold.astype(dict.fromkeys(DIMENSIONS, "str"))
    table = _by_place(sold, came, each, year, len(counted))
    months, controls = _whole(table, facts, decided, year)
    frame = _frame(came, sold, months, each, year, len(counted))
    return Won(months, {"new_customers": frame, "new_customer_months": months}, controls)


def first_purchases(sales: pd.DataFrame) -> pd.DataFrame:
    """Return a row per customer: month of the first purchase, and where most of it was booked."""
    bought = sales[sales["n_purchases"] > 0]
    bought = bought[["customer_id", "month", *PLACE, "net_amount"]].astype(
        {"customer_id": "str", "month": "str", "region_id": "str", "rep_id": "str"}
    )
    bought = bought[bought["customer_id"] != UNASSIGNED]
    earliest = bought.groupby("customer_id")["month"].transform("min")
    first = bought[bought["month"] == earliest]
    by = first.groupby(["customer_id", "month", *PLACE])["net_amount"].sum().reset_index()
    order = by.sort_values(["customer_id", "net_amount"], kind="stable")
    return order.drop_duplicates("customer_id", keep="last").reset_index(drop=True)


def per_customer(sales: pd.DataFrame, first: pd.DataFrame) -> float:
    """Return what a new customer brought within the year in which it came; missing without any.

    The last two years, counted back from the last month: sales of each year to customers whose
    first purchase lies in it, over their number. Most came within the year, so it is no full one.
    """
    months = sorted(sales["month"].astype("str").unique())
    amount, n = 0.0, 0
    for end in (len(months), len(months) - YEAR):
        window = months[max(end - YEAR, YEAR) : max(end, 0)]
        new = first.loc[first["month"].isin(window), "customer_id"]
        rows = sales["month"].astype("str").isin(window) & sales["customer_id"].isin(set(new))
        amount += float(sales.loc[rows, "net_amount"].astype(float).sum())
        n += len(new)
    return amount / n if n and amount > 0 else np.nan


def expected_range(n_past: Array, past_months: int, months: int) -> tuple[Array, Array]:
    """Return the range (80 %) of a count of `months` after `n_past` in `past_months`.

    Counts are Poisson, their rate is known by the past alone (gamma, Jeffreys' prior): negative
    binomial. So a node with one new customer in a year has a wide range.
    """
    share = past_months / (past_months + months)
    size = np.atleast_1d(n_past).astype(float)[:, None] + 0.5
    most = min(MOST, int(size.max(initial=0.5) * months / past_months * 4 + 60))
    upto = betainc(size, np.arange(most) + 1.0, share)
    low, high = ((upto < level).sum(axis=1).astype(float) for level in (LOW, HIGH))
    return low, high


def _counted(sales: pd.DataFrame) -> list[str]:
    """Return the months whose new customers count: the last three years but the data's first."""
    return sorted(sales["month"].astype("str").unique())[YEAR:][-MOST_MONTHS:]


def _at_work(reps: pd.Series, facts: Mapping[str, pd.DataFrame]) -> pd.Series:
    known = facts["reps"]
    gone = known["left_on"].notna() if "left_on" in known else pd.Series(False, known.index)
    return reps.isin(set(known.loc[~gone, "rep_id"].astype("str")))


def _by_place(
    sold: pd.DataFrame, came: pd.DataFrame, each: float, year: PlanYear, n_months: int
) -> pd.DataFrame:
    """Return new customers by region and rep (rows) and open month (columns), not rounded."""
    if len(sold) and each == each:
        wide = sold.pivot_table("target", PLACE, "month", "sum", fill_value=0.0)
        return wide.reindex(columns=year.open, fill_value=0.0) / each
    counts = came.groupby(PLACE).size() / n_months
    return pd.DataFrame(dict.fromkeys(year.open, counts)).reindex(columns=year.open)


def _whole(
    table: pd.DataFrame,
    facts: Mapping[str, pd.DataFrame],
    decided: Mapping[str, pd.DataFrame],
    year: PlanYear,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return region_id, rep_id, month, target in whole customers, and the controls on them.

    Where these cannot be met, the number stays as it follows from the plan.
    """
    n = len(year.open)
    rows = table.index.to_frame(index=False)
    long = rows.loc[rows.index.repeat(n)].reset_index(drop=True)
    long["month"] = year.open * len(rows)
    exact = table.to_numpy(float).reshape(len(rows), n)
    whole = whole_over_time(exact, np.zeros(len(rows), dtype=np.int64)).reshape(-1)
    wanted = asked.of_year(decided.get("controls", pd.DataFrame()), year, "new_customers")
    long["new_customers"] = exact.reshape(-1) if len(wanted) else whole
    long = long.assign(product_id="", settlement_id="", sales_method_id="")
    long["customer_id"] = NEW_CUSTOMER
    met = asked.met(long, facts, decided, year, measure="new_customers", digits=0)
    found = met.cells.rename(columns={"new_customers": "target"})
    if (met.controls["state"] != "held").any():
        found["target"] = whole
    found = found.loc[found["target"] > 0, [*PLACE, "month", "target"]]
    return found.sort_values([*PLACE, "month"], ignore_index=True), met.controls


def _frame(
    came: pd.DataFrame,
    sold: pd.DataFrame,
    months: pd.DataFrame,
    each: float,
    year: PlanYear,
    n_months: int,
) -> pd.DataFrame:
    """Return the total, and each region and rep: the past with its range beside the plan."""
    parts = []
    counted = (("n_past", came.assign(n_past=1.0)), ("sales", sold), ("target", months))
    for by in (TOTAL, *PLACE):
        sums = {}
        for name, rows in counted:
            value = "target" if name == "sales" else name
            keyed = rows.assign(total=TOTAL)
            sums[name] = keyed.groupby(by)[value].sum().astype(float)
        part = pd.DataFrame(sums).fillna(0.0).rename_axis("node").reset_index()
        parts.append(part.assign(dimension=by.removesuffix("_id")))
    table = pd.concat(parts, ignore_index=True)
    counts = table["n_past"].to_numpy(float)
    table["expected"] = counts / n_months * len(year.open)
    table["low"], table["high"] = expected_range(counts, n_months, len(year.open))
    table["implied"] = np.where(table["sales"] > 0, table["sales"] / each, np.nan)
    table = table.assign(past_months=n_months, confidence=HIGH - LOW, per_customer=each)
    return table[COLUMNS["new_customers"].split()]
