"""Sales, margin, order intake and collections: month by month, and in the headline spans."""

from __future__ import annotations

import pandas as pd

from salesnb.measures import growth, ratio
from salesnb.months import Month
from salesnb.sales.windows import Windows

MEASURES = ("sales", "margin", "order_intake", "collections")
LEAST_COSTED = 0.5  # share of sales whose lines have a cost below which a margin says nothing
WHOLE_COSTED = 0.98  # from this share on their margin counts as the firm's
SPANS = {  # and what their growth is called
    "month": "month_growth",
    "year_to_date": "year_growth",
    "twelve_months": "twelve_growth",
}


def monthly(
    sales: pd.DataFrame, orders: pd.DataFrame, cash: pd.DataFrame, *, month: Month
) -> pd.DataFrame:
    """Return one row per month from the first sale to `month`, none left out.

    Columns: month, sales, margin, order_intake, collections; costed_sales and costed_margin are
    those of the lines that have a cost. A measure that the company does not export (no cost, no
    orders, no receipts) is missing, not zero; a month without rows is zero. Margin is missing in
    months in which less than `WHOLE_COSTED` of sales has a cost.
    """
    booked = sales["month"]
    first = Month.parse(booked.min()) if len(booked) else month
    index = [str(m) for m in first.until(month)]
    has_cost = len(sales) > 0 and sales["cost_amount"].notna().any()
    costed = sales["costed_amount"].fillna(sales["net_amount"])  # months closed before lack it
    gross = costed - sales["cost_amount"].fillna(0)
    parts = {
        "sales": sales["net_amount"].groupby(booked).sum(),
        "costed_sales": costed.groupby(booked).sum() if has_cost else None,
        "costed_margin": gross.groupby(booked).sum() if has_cost else None,
        "order_intake": _by_month(orders, "net_amount"),
        "collections": _by_month(cash, "amount"),
    }
    frame = pd.DataFrame({"month": index})
    for name, values in parts.items():
        frame[name] = (
            float("nan") if values is None else values.reindex(index).fillna(0.0).to_numpy()
        )
    is_whole = (frame["sales"] - frame["costed_sales"]).abs() <= frame["sales"].abs() * (
        1 - WHOLE_COSTED
    )
    frame.insert(2, "margin", frame["costed_margin"].where(is_whole))
    return frame


def headlines(by_month: pd.DataFrame, *, month: Month, year_start: int = 1) -> pd.DataFrame:
    """Return one row per measure and span: value, the year before, change and growth.

    Spans: month, year_to_date (from calendar month `year_start` on), twelve_months. A value is
    missing where the facts do not hold its whole span, growth where they do not hold the earlier
    one, or that is not positive. Margin share rows have measure `margin_share`: it is that of
    the lines with a cost, missing where they are less than `LEAST_COSTED` of sales, beside
    uncosted_share, the share of sales without one.
    """
    spans = {"month": 1, "year_to_date": month.of_year(year_start), "twelve_months": 12}
    rows = []
    for span, n in spans.items():
        windows = Windows(month, n)
        before, now = windows.split(by_month)
        for measure in MEASURES:
            if by_month[measure].notna().any():
                rows.append(
                    _row(measure, span, _whole(now, measure, n), _whole(before, measure, n))
                )
        if by_month["costed_margin"].notna().any():
            shares = [_margin_share(x, n) for x in (now, before)]
            row = _row("margin_share", span, *shares, is_share=True)
            rows.append({**row, "uncosted_share": 1 - _costed_share(now, n)})
    return pd.DataFrame(rows)


def _margin_share(facts: pd.DataFrame, n: int) -> float:
    """Return the margin of the lines with a cost over their sales; missing where they are few."""
    if not _costed_share(facts, n) >= LEAST_COSTED:
        return float("nan")
    return float(ratio(_whole(facts, "costed_margin", n), _whole(facts, "costed_sales", n)))


def _costed_share(facts: pd.DataFrame, n: int) -> float:
    return float(ratio(_whole(facts, "costed_sales", n), _whole(facts, "sales", n)))


def _whole(facts: pd.DataFrame, measure: str, n: int) -> float:
    """Return the sum of a measure over `n` months; missing where one of them is not there."""
    return float(facts[measure].sum(skipna=False)) if len(facts) == n else float("nan")


def overview(figures: pd.DataFrame) -> pd.DataFrame:
    """Return `headlines` with one row per measure of money and a column per span, with its growth.

    Columns: measure, month, month_growth, year_to_date, year_growth, twelve_months,
    twelve_growth.
    """
    money = figures[figures["measure"] != "margin_share"]
    table = pd.DataFrame({"measure": [m for m in MEASURES if m in set(money["measure"])]})
    for span, grown in SPANS.items():
        one = money[money["span"] == span].set_index("measure").reindex(table["measure"])
        table[span] = one["value"].to_numpy()
        table[grown] = one["growth"].to_numpy()
    return table


def ratios(figures: pd.DataFrame) -> pd.DataFrame:
    """Return what stands behind sales, one row per span in which any of it is known.

    Columns: span, margin_share, margin_before (a year ago), margin_points (change in percentage
    points), uncosted_share (of sales, without a cost), book_to_bill (order intake / sales),
    collected_share (collections / sales); missing where a measure is.
    """
    cells = figures.set_index(["measure", "span"])["value"].unstack("measure")
    value = cells.reindex(index=list(SPANS), columns=list(MEASURES))
    is_margin = figures["measure"] == "margin_share"
    margin = figures[is_margin].set_index("span").reindex(list(SPANS))
    found = {
        "margin_share": margin["share"],
        "margin_before": margin["share_before"],
        "margin_points": 100 * margin["points"],
        "uncosted_share": margin["uncosted_share"],
        "book_to_bill": ratio(value["order_intake"], value["sales"]),
        "collected_share": ratio(value["collections"], value["sales"]),
    }
    return pd.DataFrame(found).dropna(how="all").rename_axis("span").reset_index()


def _row(measure: str, span: str, value: float, before: float, *, is_share: bool = False) -> dict:
    change = value - before
    nan = float("nan")
    return {
        "measure": measure,
        "span": span,
        "value": nan if is_share else value,
        "before": nan if is_share else before,
        "change": nan if is_share else change,
        "growth": nan if is_share else growth(value, before),
        "share": value if is_share else nan,
        "share_before": before if is_share else nan,
        "points": change if is_share else nan,
        "uncosted_share": nan,
    }


def _by_month(facts: pd.DataFrame, amount: str) -> pd.Series | None:
    if facts.empty:
        return None
    return facts[amount].groupby(facts["month"]).sum()
