"""Who sales rest on: concentration, who came and went, and growth like for like."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.sales.windows import Windows, cents


def concentration(sales: pd.DataFrame, *, windows: Windows, top: int) -> pd.DataFrame:
    """Return one row per span (now, before): how few customers sales rest on.

    Columns: span, n_top, n_customers, top_share (of the `top` largest), largest_share, hhi (sum of
    squared shares), effective_customers (1 / hhi: as many equal ones), gini. Customers with net
    returns count as zero.
    """
    rows = []
    for span, facts in zip(("before", "now"), windows.split(sales), strict=True):
        amounts = facts["net_amount"].groupby(facts["customer_id"].astype("str")).sum()
        rows.append(
            {"span": span, "n_top": top, **_concentration(amounts.clip(lower=0).to_numpy(), top)}
        )
    return pd.DataFrame(rows)


def _concentration(amounts: np.ndarray, top: int) -> dict[str, float]:
    buying = np.sort(amounts[amounts > 0])[::-1]
    total = buying.sum()
    nan = float("nan")
    if not total:
        return {"n_customers": 0, "top_share": nan, "largest_share": nan, "hhi": nan, "effective_customers": nan, "gini": nan}  # fmt: skip
    shares = buying / total
    n = len(shares)
    rising = shares[::-1]
    gini = float((2 * np.arange(1, n + 1) - n - 1) @ rising) / n
    hhi = float(shares @ shares)
    return {
        "n_customers": n,
        "top_share": float(shares[:top].sum()),
        "largest_share": float(shares[0]),
        "hhi": hhi,
        "effective_customers": 1 / hhi,
        "gini": gini,
    }


def top_customers(sales: pd.DataFrame, *, windows: Windows, top: int) -> pd.DataFrame:
    """Return the largest customers of either span: sales now and before, change, share, margin.

    Largest by the greater of the two spans, so that a lost giant is on the list.
    """
    before, now = windows.split(sales)
    frame = pd.DataFrame({"now": _amount(now), "before": _amount(before)}).fillna(0.0)
    frame["margin_share"] = _margin_share(now).reindex(frame.index)
    largest = frame.assign(size=frame[["now", "before"]].max(axis=1))
    largest = largest.rename_axis("customer_id").reset_index()
    largest = largest.sort_values(["size", "customer_id"], ascending=[False, True]).head(top)
    total = frame["now"].sum()
    largest["share"] = largest["now"] / total if total > 0 else float("nan")
    largest["change"] = largest["now"] - largest["before"]
    largest["place"] = range(1, len(largest) + 1)
    return largest[["place", "customer_id", "now", "before", "change", "share", "margin_share"]]


def _amount(facts: pd.DataFrame) -> pd.Series:
    return facts["net_amount"].groupby(facts["customer_id"].astype("str")).sum()


def _margin_share(facts: pd.DataFrame) -> pd.Series:
    if facts["cost_amount"].isna().all():
        return pd.Series(dtype="float64")
    customer = facts["customer_id"].astype("str")
    sums = facts[["net_amount", "cost_amount"]].groupby(customer).sum()
    sold = sums["net_amount"].where(sums["net_amount"] > 0)
    return (sums["net_amount"] - sums["cost_amount"]) / sold


def movement(sales: pd.DataFrame, *, windows: Windows) -> pd.DataFrame:
    """Return customers in and out: one row per state with customers and sales in both spans.

    States: kept, lost, new (never bought before the earlier span's end), returned (bought
    longer ago), and total. In cents-exact currency units.
    """
    before, now = windows.split(sales)
    first_before = min(windows.before)
    old = sales[sales["month"].astype("str") < first_before]
    known = set(old["customer_id"].astype("str")) if len(old) else set()
    both = pd.DataFrame({"before": _cents(before), "now": _cents(now)}).fillna(0).astype("int64")
    bought, buys = both["before"] > 0, both["now"] > 0
    older = both.index.isin(list(known))
    state = np.select(
        [bought & buys, bought & ~buys, ~bought & buys & older, ~bought & buys],
        ["kept", "lost", "returned", "new"],
        "none",
    )
    sums = both.assign(n=1).groupby(state)[["n", "before", "now"]].sum()
    sums = sums.reindex(["kept", "lost", "new", "returned", "none"], fill_value=0)
    sums.loc["total"] = sums.sum()
    frame = sums.rename(columns={"n": "n_customers"}).rename_axis("state").reset_index()
    frame[["before", "now"]] /= 100
    frame["place"] = range(len(frame))
    return frame[(frame["n_customers"] > 0)][["place", "state", "n_customers", "before", "now"]]


def retention(moved: pd.DataFrame) -> pd.DataFrame:
    """Return retention of customers and of sales, one row.

    Columns: scope, kept_customers_share, gross_share (kept sales, growth cut off at the total),
    net_share (sales now of those who bought before / their sales before).
    """
    by_state = moved.set_index("state")
    n_before = sum(_get(by_state, s, "n_customers") for s in ("kept", "lost"))
    base = sum(_get(by_state, s, "before") for s in ("kept", "lost"))
    kept_before, kept_now = _get(by_state, "kept", "before"), _get(by_state, "kept", "now")
    nan = float("nan")
    return pd.DataFrame([{
        "scope": "total",
        "kept_customers_share": _get(by_state, "kept", "n_customers") / n_before if n_before else nan,
        "gross_share": kept_before / base if base > 0 else nan,
        "net_share": kept_now / base if base > 0 else nan,
        "lost_amount": base - kept_before,
    }])  # fmt: skip


def _get(frame: pd.DataFrame, state: str, column: str) -> float:
    return float(frame[column].get(state, 0))


def _cents(facts: pd.DataFrame) -> pd.Series:
    return cents(facts["net_amount"]).groupby(facts["customer_id"].astype("str")).sum()


def like_for_like(
    sales: pd.DataFrame, *, windows: Windows, days_now: int, days_before: int
) -> pd.DataFrame:
    """Return growth of what both spans sold to the same customers, in all and per working day.

    One row: scope, now, before, growth (missing when nothing is alike), day_growth, covered_share
    (share of today's sales that is alike). A pair of customer and product counts when it has
    positive sales in both spans.
    """
    before, now = windows.split(sales)
    keys = ["customer_id", "product_id"]
    sums = [
        cents(x["net_amount"]).groupby([x[k].astype("str") for k in keys]).sum()
        for x in (before, now)
    ]
    both = pd.DataFrame({"before": sums[0], "now": sums[1]}).fillna(0)
    alike = both[(both["before"] > 0) & (both["now"] > 0)].sum()
    nan = float("nan")
    growth = alike["now"] / alike["before"] - 1 if alike["before"] > 0 else nan
    per_day = (1 + growth) * days_before / days_now - 1 if days_now else nan
    total = both["now"].sum()
    return pd.DataFrame([{
        "scope": "total", "now": alike["now"] / 100, "before": alike["before"] / 100, "growth": growth,
        "day_growth": per_day, "days_now": days_now, "days_before": days_before,
        "covered_share": alike["now"] / total if total > 0 else nan,
    }])  # fmt: skip
