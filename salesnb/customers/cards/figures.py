"""The figures of the monthly review: shares of what is agreed, allowed, or was before.

Every function returns a row per customer of whom it knows something: figure, n (what it rests on:
purchases, lines, visits asked for) and basis (what it is measured against).
"""

from __future__ import annotations

import pandas as pd

from salesnb.customers.cards.ground import Ground
from salesnb.customers.cards.rubric import RUBRIC
from salesnb.measures import growth, ratio
from salesnb.months import YEAR

QUARTER = 3  # months over which sales, prices and visits are looked at: one month alone scatters
MADE = ("held", "unplanned")  # states of visits that took place
NOTHING = {"figure": "float64", "n": "float64", "basis": "object"}


def sales_figures(ground: Ground) -> pd.DataFrame:
    """Return what was sold ÷ what was to be sold.

    That is the target of the month as issued before, else what standing agreements of three months
    hold, else sales of the same three months a year earlier.
    """
    plan, agreed = _of_plan(ground), _of_agreement(ground)
    return plan.combine_first(agreed).combine_first(against_year_ago(ground))


def _of_plan(ground: Ground) -> pd.DataFrame:
    """Return sales of the month over the target that was issued before for it."""
    plan = ground.facts.get("targets_before")
    if plan is None:
        return _none()
    cells = plan[plan["month"] == str(ground.month)]
    asked = cells.groupby("customer_id")["sales"].sum()
    sold = _sums(ground.span("sales_cube", 1), "net_amount").reindex(asked.index).fillna(0.0)
    return _figures(ratio(sold, asked.where(asked > 0)), "target", n=RUBRIC["sales"].least)


def _of_agreement(ground: Ground) -> pd.DataFrame:
    """Return what was delivered of the standing agreements of three months, by value."""
    kept = agreements(ground)
    sums = kept.groupby("customer_id")[["agreed_amount", "kept_amount"]].sum()
    share = ratio(sums["kept_amount"], sums["agreed_amount"].where(sums["agreed_amount"] > 0))
    return _figures(share, "agreement", n=RUBRIC["sales"].least)


def agreements(ground: Ground) -> pd.DataFrame:
    """Return the standing agreements of three months: a row per customer and product.

    Columns: customer_id, product_id, agreed_quantity, delivered_quantity, agreed_amount,
    kept_amount (delivered, at most as agreed, at the agreed price), short_amount. Without an agreed
    price the mean price of what was sold of the product in twelve months stands in.
    """
    keys = ["customer_id", "product_id"]
    listed = ground.facts["agreements"]
    running = listed[listed["period_start"].dt.strftime("%Y-%m").isin(ground.months(QUARTER))]
    priced = running.assign(amount=running["agreed_quantity"] * _prices(ground, running))
    asked = priced.groupby(keys)[["agreed_quantity", "amount"]].sum(min_count=1)
    sold = ground.span("sales_cube", QUARTER).groupby(keys)["quantity"].sum()
    asked["delivered_quantity"] = sold.reindex(asked.index).fillna(0.0)
    part = ratio(asked["delivered_quantity"], asked["agreed_quantity"].where(lambda n: n > 0))
    asked["kept_amount"] = asked["amount"] * part.clip(lower=0.0, upper=1.0)
    asked["short_amount"] = asked["amount"] - asked["kept_amount"]
    return asked.rename(columns={"amount": "agreed_amount"}).reset_index()


def _prices(ground: Ground, running: pd.DataFrame) -> pd.Series:
    year = ground.span("sales_cube", YEAR).groupby("product_id")[["net_amount", "quantity"]].sum()
    mean = ratio(year["net_amount"], year["quantity"].where(year["quantity"] > 0))
    return running["agreed_price"].fillna(running["product_id"].map(mean))


def against_year_ago(ground: Ground) -> pd.DataFrame:
    return _compared(ground, QUARTER, basis="year_ago")


def growth_figures(ground: Ground) -> pd.DataFrame:
    """Return growth of twelve months on the twelve before."""
    found = _compared(ground, YEAR, basis="year_before")
    return found.assign(figure=found["figure"] - 1)


def _compared(ground: Ground, n: int, *, basis: str) -> pd.DataFrame:
    """Return sales of `n` months over those of the same months a year earlier.

    None where the facts do not reach back to the whole earlier span.
    """
    cube = ground.facts["sales_cube"]
    if cube.empty or cube["month"].min() > ground.months(n, ago=YEAR)[0]:
        return _none()
    now, before = ground.span("sales_cube", n), ground.span("sales_cube", n, ago=YEAR)
    base = _sums(before, "net_amount")
    base = base[base > 0]
    change = growth(_sums(now, "net_amount").reindex(base.index).fillna(0.0), base)
    rests = _sums(now, "n_purchases").add(_sums(before, "n_purchases"), fill_value=0.0)
    return _figures(change + 1, basis, n=rests.reindex(base.index))


def cash_figures(ground: Ground) -> pd.DataFrame:
    """Return the share of what a customer owes that is past due; nought where it owes nothing.

    None for a company of which no payments are known: all it sold would look owed.
    """
    if not ground.facts["collections_cube"]["amount"].any():
        return _none()
    owed = ground.facts["open_instalments"]
    owed = owed[owed["open_amount"] > 0]
    late = _sums(owed[owed["days_past_due"] > 0], "open_amount")
    whole = _sums(owed, "open_amount")
    paid = ground.facts["receivables"]["customer_id"].unique()
    ids = whole.index.union(pd.Index(paid))
    share = ratio(late.reindex(whole.index).fillna(0.0), whole).reindex(ids).fillna(0.0)
    return _figures(share, "owed", n=1.0)


def price_figures(ground: Ground) -> pd.DataFrame:
    """Return the lines of three months at or above the floor price ÷ lines that have one.

    The basis says where `price_breaches` knows a breach of the month that nothing explains.
    """
    cells = ground.span("price_cells", QUARTER)
    sums = cells.groupby("customer_id")[["n_floored", "n_below_floor"]].sum()
    lines = sums["n_floored"].where(sums["n_floored"] > 0)
    found = _figures(1 - ratio(sums["n_below_floor"], lines), "floor", n=sums["n_floored"])
    breached = found.index.isin(unexplained(ground)["customer_id"])
    return found.assign(basis=found["basis"].mask(breached, "breach"))


def unexplained(ground: Ground) -> pd.DataFrame:
    """Return the breaches of price of the month that nothing explains: customer_id, amount."""
    known = ground.facts.get("price_breaches")
    if known is None or known.empty:
        return pd.DataFrame({"customer_id": [], "amount": []})
    is_open = (known["month"].astype("str") == str(ground.month)) & ~known["is_explained"].eq(True)
    return known.loc[is_open, ["customer_id", "amount"]]


def risk_figures(ground: Ground) -> pd.DataFrame:
    """Return what is owed ÷ the credit limit, as 06_risk says, else by the master data."""
    known = ground.of_customer("credit_limits", "utilisation")["utilisation"].astype("float64")
    return _figures(known.fillna(utilisation(ground)), "limit", n=1.0)


def utilisation(ground: Ground) -> pd.Series:
    """Return what a customer owes ÷ its credit limit in the master data, where it has one."""
    if not ground.facts["collections_cube"]["amount"].any():
        return pd.Series(index=ground.customers, dtype="float64")
    owed = _sums(ground.facts["open_instalments"], "open_amount").reindex(ground.customers)
    limit = ground.facts["customers"].set_index("customer_id")["credit_limit"]
    limit = limit.reindex(ground.customers)
    return ratio(owed.fillna(0.0).clip(lower=0.0), limit.where(limit > 0))


def effort_figures(ground: Ground) -> pd.DataFrame:
    """Return visits of three months ÷ those that the class asks for, else those planned."""
    visits = ground.facts["visits"]
    if visits.empty:
        return _none()
    months = ground.months(QUARTER)
    is_made = visits["status"].isin(MADE) & visits["visit_date"].dt.strftime("%Y-%m").isin(months)
    held = visits[is_made].groupby("customer_id").size().astype("float64")
    asked = ground.of_customer("customer_classes", "visits_per_month")["visits_per_month"]
    is_planned = visits["planned_on"].dt.strftime("%Y-%m").isin(months)
    planned = visits[is_planned].groupby("customer_id").size().astype("float64")
    if asked.notna().any():
        asked, basis = asked.astype("float64") * QUARTER, "class"
    else:
        asked, basis = planned.reindex(ground.customers), "planned"
    made = held.reindex(asked.index).fillna(0.0)
    return _figures(ratio(made, asked.where(asked > 0)), basis, n=asked.round())


def _sums(frame: pd.DataFrame, column: str) -> pd.Series:
    return frame.groupby("customer_id")[column].sum().astype("float64")


def _figures(figure: pd.Series, basis: str, *, n: pd.Series | float) -> pd.DataFrame:
    known = figure.astype("float64").dropna()
    rests = n.reindex(known.index) if isinstance(n, pd.Series) else n
    found = pd.DataFrame({"figure": known, "n": rests, "basis": basis}, index=known.index)
    return found.astype(NOTHING)


def _none() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in NOTHING.items()})


FIGURES = {
    "sales": sales_figures,
    "cash": cash_figures,
    "price": price_figures,
    "growth": growth_figures,
    "risk": risk_figures,
    "effort": effort_figures,
}
