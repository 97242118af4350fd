"""The six growth boards: what each one counts, for which members, and why one is not shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from salesnb.members import TOTAL, UNASSIGNED
from salesnb.methods.carried_by_reps import are_used
from salesnb.months import YEAR, Month
from salesnb.reviews.growth.ground import Ground
from salesnb.reviews.growth.series import Board, wide

BOARDS = ("orders", "margin", "a_customers", "reps", "supply", "visits")
NOT_HELD = ("planned", "cancelled")
REGION, GROUP, CUSTOMER, REP = (
    {"region": "region_id"},
    {"product_group": "product_group"},
    {"customer": "customer_id"},
    {"rep": "rep_id"},
)


@dataclass(frozen=True)
class Found:
    """The boards that can be shown, and of each of the six why not ('' where it is shown).

    `since` is the month of which classes of customers were first issued, as far as is known.
    """

    boards: dict[str, Board]
    states: dict[str, str]
    since: str = ""


def find_boards(ground: Ground, classes: Mapping[str, pd.DataFrame]) -> Found:
    """Return the boards of a company; `classes` are those of earlier months as issued, by month.

    A board without data, without the last months, or without a year before them is not shown.
    """
    if not ground.whole:
        return Found({}, dict.fromkeys(BOARDS, "no_lines"))
    base = str(Month.parse(ground.last) - YEAR)
    tried = {
        "orders": _orders(ground),
        "margin": _margin(ground),
        "a_customers": _a_customers(ground, classes.get(base)),
        "reps": _reps(ground),
        "supply": _supply(ground),
        "visits": _visits(ground),
    }
    states = {name: one if isinstance(one, str) else "" for name, one in tried.items()}
    boards = {name: one for name, one in tried.items() if isinstance(one, Board)}
    for name, one in boards.items():
        states[name] = _too_early(one, ground.window)
    kept = {name: one for name, one in boards.items() if not states[name]}
    return Found(kept, states, min(classes, default=""))


def _too_early(board: Board, window: int) -> str:
    """Return why a board has nothing to compare: too short, or nothing in its last months."""
    if len(board.months) < YEAR + window:
        return "too_short"
    return "" if board.values[(TOTAL, TOTAL)].tail(window).any() else "silent"


def _orders(ground: Ground) -> Board | str:
    """Return order intake; the first month with orders counts only where sales begin with it."""
    orders, whole = ground.facts["order_cube"], ground.whole
    by_month = orders["net_amount"].abs().groupby(orders["month"]).sum()
    there = sorted(str(one) for one in by_month.index[by_month > 0])
    months = [one for one in whole if there and one >= there[0]]
    if not months:
        return "no_orders"
    if len(months) < len(whole):
        months = months[1:]
    if not months or there[-1] < whole[-1]:
        return "silent"
    values = wide(orders, "net_amount", REGION | GROUP | CUSTOMER, months)
    return Board("orders", values, ground.calendar_of(values[(TOTAL, TOTAL)]))


def _margin(ground: Ground) -> Board | str:
    sales = ground.facts["sales_cube"]
    if not sales["costed_amount"].any():
        return "no_cost"
    lines = sales.assign(margin=sales["costed_amount"] - sales["cost_amount"])
    return ground.board("margin", lines, REGION | GROUP, value="margin")


def _a_customers(ground: Ground, classes: pd.DataFrame | None) -> Board | str:
    """Return sales to those who were A in the base month: later ones would have grown into it."""
    if classes is None:
        return "no_classes"
    names = set(classes.loc[classes["customer_class"] == "A", "customer_id"].astype("str"))
    sales = ground.facts["sales_cube"]
    lines = sales[sales["customer_id"].astype("str").isin(names)]
    return "no_a" if lines.empty else ground.board("a_customers", lines, CUSTOMER | REGION)


def _reps(ground: Ground) -> Board | str:
    sales = ground.facts["sales_cube"]
    return ground.board("reps", sales, REP) if are_used(sales) else "no_reps"


def _supply(ground: Ground) -> Board | str:
    """Return what customers with a standing agreement in the month were delivered."""
    lines = under_agreement(ground.facts["sales_cube"], ground.facts["agreements"])
    lines = lines[lines["month"].isin(ground.whole)]
    return "no_agreements" if lines.empty else ground.board("supply", lines, CUSTOMER | REGION)


def under_agreement(sales: pd.DataFrame, agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of customers in the months for which they have a standing agreement."""
    if agreements.empty:
        return sales.iloc[:0]
    stated = agreements.assign(month=agreements["period_start"].dt.strftime("%Y-%m"))
    pairs = stated[["customer_id", "month"]].astype("str").drop_duplicates()
    keyed = sales.assign(month=sales["month"].astype("str"))
    return keyed.merge(pairs, on=["customer_id", "month"])


def _visits(ground: Ground) -> Board | str:
    held = held_visits(ground.facts["visits"], ground.month)
    if held.empty:
        return "no_visits"
    whole = ground.whole_months(held["visit_date"].drop_duplicates())
    if not whole or whole[-1] < str(ground.month):
        return "silent"
    reps = ground.facts["reps"]
    regions = dict(zip(reps["rep_id"], reps["region_id"], strict=True))
    places = held["rep_id"].map(regions).fillna("").replace("", UNASSIGNED)
    placed = held.assign(region_id=places, n=1.0)
    values = wide(placed, "n", REP | REGION, whole)
    return Board("visits", values, ground.calendar_of(values[(TOTAL, TOTAL)]))


def held_visits(visits: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return the visits held up to a month, with it in column `month`."""
    held = ~visits["status"].isin(NOT_HELD) & (visits["visit_date"] <= pd.Timestamp(month.last))
    kept = visits[held]
    return kept.assign(month=kept["visit_date"].dt.strftime("%Y-%m"))
