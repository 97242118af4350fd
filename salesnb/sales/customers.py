"""Who sales rest on: concentration, who came and went, and growth like for like."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from salesnb.measures import growth, ratio
from salesnb.measures.effort import our_dependence
from salesnb.methods.price_volume_mix import buyers, cents
from salesnb.sales.position import LEAST_COSTED
from salesnb.sales.windows import Windows

NAN = float("nan")
STATES = ("kept", "lost", "new", "returned", "none")
REGULAR = 6  # months with a purchase, of twelve, from which on a customer is a regular one
FALL = 0.1  # of a year's purchases from which on a customer buys less
FALLS = ("lost", "stopped", "fell")


def concentration(sales: pd.DataFrame, *, windows: Windows, top: int) -> pd.DataFrame:
    """Return one row per span (now, before): how few customers sales rest on.

    Columns: span, n_top (how many count as large: `top`, or all where there are fewer),
    n_customers, top_share (of these), largest_share, hhi (sum of
    squared shares), effective_customers (1 / hhi: as many equal ones), gini. Who returned more than
    he bought counts as zero. The earlier span is left out where the facts do not reach back to it.
    """
    rows = []
    spans = dict(zip(("before", "now"), windows.split(sales), strict=True))
    if not windows.is_whole(sales):
        del spans["before"]
    for span, facts in spans.items():
        amounts = _amount(facts).reindex(buyers(facts)).clip(lower=0).to_numpy()
        rows.append({"span": span, "n_top": top, **_concentration(amounts, top)})
    return pd.DataFrame(rows)


def _concentration(amounts: np.ndarray, top: int) -> dict[str, float]:
    buying = np.sort(amounts)[::-1]
    total = buying.sum()
    if not total:
        names = ("top_share", "largest_share", "hhi", "effective_customers", "gini")
        return {"n_customers": len(buying), **dict.fromkeys(names, NAN)}
    shares = our_dependence(buying, total)
    n = len(shares)
    rising = shares[::-1]
    gini = float((2 * np.arange(1, n + 1) - n - 1) @ rising) / n
    hhi = float(shares @ shares)
    return {
        "n_top": min(top, n),
        "n_customers": n,
        "top_share": float(shares[:top].sum()),
        "largest_share": float(shares[0]),
        "hhi": hhi,
        "effective_customers": 1 / hhi,
        "gini": gini,
    }


def top_customers(sales: pd.DataFrame, *, windows: Windows, top: int) -> pd.DataFrame:
    """Return the largest customers of either span: sales now and before, change, share, margin.

    Margin is that of the lines with a cost, missing where they are less than `LEAST_COSTED`.
    Largest by the greater of the two spans (column larger), so that a lost giant is on the list.
    What was sold before, and the change, are missing where the facts do not reach back to the whole
    earlier span.
    """
    before, now = windows.split(sales)
    frame = pd.DataFrame({"now": _amount(now), "before": _amount(before)}).fillna(0.0)
    frame["margin_share"] = _margin_share(now).reindex(frame.index)
    largest = frame.assign(larger=frame[["now", "before"]].max(axis=1))
    largest = largest.rename_axis("customer_id").reset_index()
    largest = largest.sort_values(["larger", "customer_id"], ascending=[False, True]).head(top)
    if not windows.is_whole(sales):
        largest["before"] = NAN
    largest["share"] = our_dependence(largest["now"], frame["now"].sum())
    largest["change"] = largest["now"] - largest["before"]
    names = ["customer_id", "now", "before", "change", "larger", "share", "margin_share"]
    return largest[names]


def _amount(facts: pd.DataFrame) -> pd.Series:
    return facts["net_amount"].groupby(facts["customer_id"]).sum()


def _margin_share(facts: pd.DataFrame) -> pd.Series:
    if facts["cost_amount"].isna().all():
        return pd.Series(dtype="float64")
    known = facts.assign(costed=facts["costed_amount"].fillna(facts["net_amount"]))
    sums = known.groupby("customer_id")[["net_amount", "costed", "cost_amount"]].sum()
    share = ratio(sums["costed"] - sums["cost_amount"], sums["costed"])
    return share.where(ratio(sums["costed"], sums["net_amount"]) >= LEAST_COSTED)


def movement(sales: pd.DataFrame, *, windows: Windows) -> pd.DataFrame:
    """Return customers in and out: one row per state with customers and sales in both spans.

    States: kept, lost, new (never bought before the earlier span's end), returned (bought
    longer ago), none (credit notes alone), and total. A purchase is a line above zero. In
    cents-exact currency units. No rows where the facts do not reach back to the whole earlier span:
    who did not buy in its missing months cannot be known.
    """
    if not windows.is_whole(sales):
        return pd.DataFrame(columns=["state", "n_customers", "before", "now"])
    before, now = windows.split(sales)
    first_before = min(windows.before)
    known = buyers(sales[sales["month"] < first_before])
    both = pd.DataFrame({"before": _cents(before), "now": _cents(now)}).fillna(0).astype("int64")
    bought, buys, older = (both.index.isin(one) for one in (buyers(before), buyers(now), known))
    state = np.select(
        [bought & buys, bought & ~buys, ~bought & buys & older, ~bought & buys],
        ["kept", "lost", "returned", "new"],
        "none",
    )
    sums = both.assign(n=1).groupby(state)[["n", "before", "now"]].sum()
    sums = sums.reindex(list(STATES), fill_value=0)
    sums.loc["total"] = sums.sum()
    frame = sums.rename(columns={"n": "n_customers"}).rename_axis("state").reset_index()
    frame[["before", "now"]] /= 100
    return frame[frame["n_customers"] > 0]


def fallers(
    sales: pd.DataFrame, *, windows: Windows, stopped: Collection[str] = ()
) -> pd.DataFrame:
    """Return the regular customers of the earlier span who buy less in the later one.

    Columns: customer_id, before, now (purchases, before credit notes), change, state: lost (no
    purchase in the later span), stopped (named so), fell (by `FALL` at least). Regular is who
    bought in `REGULAR` months. No rows where the facts do not reach back to the whole earlier span.
    """
    before, now = windows.split(sales if windows.is_whole(sales) else sales.iloc[:0])
    months = before[before["n_purchases"] > 0].groupby("customer_id")["month"].nunique()
    spans = {"before": before, "now": now}
    sums = {s: x["purchase_amount"].groupby(x["customer_id"]).sum() for s, x in spans.items()}
    frame = pd.DataFrame(sums).fillna(0.0).loc[months.index[months >= REGULAR]]
    frame = frame[frame["now"] <= (1 - FALL) * frame["before"]]
    frame = frame.rename_axis("customer_id").reset_index()
    who, still = frame["customer_id"], buyers(now)
    state = np.select([~who.isin(still), who.isin(list(stopped))], ["lost", "stopped"], "fell")
    return frame.assign(change=frame["now"] - frame["before"], state=state)


def retention(moved: pd.DataFrame) -> pd.DataFrame:
    """Return retention of customers and of sales, one row.

    Columns: scope, kept_customers_share, gross_share (kept sales, growth cut off at the total),
    net_share (sales now of those who bought before / their sales before), lost_amount. All are
    missing where nobody is known to have bought before.
    """
    by_state = moved.set_index("state")
    n_before = sum(_get(by_state, s, "n_customers") for s in ("kept", "lost"))
    base = sum(_get(by_state, s, "before") for s in ("kept", "lost"))
    kept_before, kept_now = _get(by_state, "kept", "before"), _get(by_state, "kept", "now")
    found = {
        "kept_customers_share": ratio(_get(by_state, "kept", "n_customers"), n_before),
        "gross_share": ratio(kept_before, base),
        "net_share": ratio(kept_now, base),
        "lost_amount": base - kept_before if n_before else NAN,
    }
    return pd.DataFrame([{"scope": "total", **found}])


def _get(frame: pd.DataFrame, state: str, column: str) -> float:
    return float(frame[column].get(state, 0))


def _cents(facts: pd.DataFrame) -> pd.Series:
    return cents(facts["net_amount"]).groupby(facts["customer_id"]).sum()


def like_for_like(
    sales: pd.DataFrame, *, windows: Windows, days_now: int, days_before: int
) -> pd.DataFrame:
    """Return growth of what both spans sold to the same customers, in all and per working day.

    One row: scope, now, before, growth (missing when nothing is alike), day_growth, covered_share
    (share of today's sales that is alike). A pair of customer and product counts when it has a
    purchase in both spans; none does where the facts do not reach back to the earlier span.
    """
    before, now = windows.split(sales)
    sums = _pairs(before).add_suffix("_before").join(_pairs(now).add_suffix("_now"), how="outer")
    both = sums.fillna(0).rename(columns={"cents_before": "before", "cents_now": "now"})
    is_alike = (both["n_before"] > 0) & (both["n_now"] > 0) & windows.is_whole(sales)
    alike, total = both.loc[is_alike, ["before", "now"]].sum(), both["now"].sum()
    per_day = ratio(alike, pd.Series({"before": days_before, "now": days_now}))
    found = {
        "now": alike["now"] / 100,
        "before": alike["before"] / 100,
        "growth": growth(alike["now"], alike["before"]),
        "day_growth": growth(per_day["now"], per_day["before"]),
        "days_now": days_now,
        "days_before": days_before,
        "covered_share": ratio(alike["now"], total),
    }
    return pd.DataFrame([{"scope": "total", **found}])


def _pairs(facts: pd.DataFrame) -> pd.DataFrame:
    """Return cents and purchases of each customer and product."""
    frame = pd.DataFrame({"cents": cents(facts["net_amount"]), "n": facts["n_purchases"]})
    return frame.groupby([facts["customer_id"], facts["product_id"]]).sum()
