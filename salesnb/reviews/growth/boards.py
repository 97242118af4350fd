"""The six growth boards: what each one counts, for which members, and why one is not shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.members import TOTAL
from salesnb.methods.carried_by_reps import are_used
from salesnb.methods.whole_months import whole_months
from salesnb.months import YEAR, Month
from salesnb.reviews.growth.series import Board, Calendar, Frames, calendar_of, wide

BOARDS = ("orders", "margin", "a_customers", "reps", "supply", "visits")
NOT_HELD = ("planned", "cancelled")
REGION, GROUP, CUSTOMER, REP = (
    {"region": "region_id"},
    {"product_group": "product_group"},
    {"customer": "customer_id"},
    {"rep": "rep_id"},
)


@dataclass(frozen=True)
class Asked:
    """The month, the months of a span that is compared with the year before, and the calendar."""

    month: Month
    window: int
    calendar: WorkCalendar


@dataclass(frozen=True)
class Found:
    """The boards that can be shown, and of each of the six why not ('' where it is shown).

    `last` is the last whole month of sales, '' without any; `since` the month of which classes of
    customers were first issued.
    """

    boards: dict[str, Board]
    states: dict[str, str]
    last: str
    since: str = ""


def find_boards(facts: Frames, asked: Asked, classes: Mapping[str, pd.DataFrame]) -> Found:
    """Return the boards of a company; `classes` are those of earlier months as issued, by month.

    `facts` are sales_cube, order_cube, sales_days, visits, agreements and reps. A board without
    data, without the month itself, or without a year before it is not shown.
    """
    whole = whole_months(facts["sales_days"], month=asked.month, calendar=asked.calendar)
    if not whole:
        return Found({}, dict.fromkeys(BOARDS, "no_lines"), "")
    base = str(Month.parse(whole[-1]) - YEAR)
    sales = facts["sales_cube"]
    of_sales = sales.groupby("month")["net_amount"].sum().reindex(whole).fillna(0.0)
    common = calendar_of(of_sales, asked.calendar)
    tried = {
        "orders": _orders(facts["order_cube"], whole, asked),
        "margin": _margin(sales, whole, common),
        "a_customers": _a_customers(sales, whole, common, classes.get(base)),
        "reps": _reps(sales, whole, common),
        "supply": _supply(sales, facts["agreements"], whole, common),
        "visits": _visits(facts["visits"], facts["reps"], asked),
    }
    states = {name: one if isinstance(one, str) else "" for name, one in tried.items()}
    boards = {name: one for name, one in tried.items() if isinstance(one, Board)}
    for name, one in boards.items():
        states[name] = _too_early(one, asked)
    kept = {name: one for name, one in boards.items() if not states[name]}
    return Found(kept, states, whole[-1], min(classes, default=""))


def _too_early(board: Board, asked: Asked) -> str:
    """Return why a board has nothing to compare: too short, or nothing in its last months."""
    if len(board.months) < YEAR + asked.window:
        return "too_short"
    return "" if board.values[(TOTAL, TOTAL)].tail(asked.window).any() else "silent"


def _orders(orders: pd.DataFrame, whole: list[str], asked: Asked) -> Board | str:
    """Return order intake; the first month with orders counts only where sales begin with it."""
    there = sorted(set(orders.loc[orders["net_amount"] != 0, "month"].astype("str")))
    months = [one for one in whole if there and one >= there[0]]
    if not months:
        return "no_orders"
    if len(months) < len(whole):
        months = months[1:]
    if there[-1] < whole[-1]:
        return "silent"
    values = wide(orders, "net_amount", REGION | GROUP | CUSTOMER, months)
    return _board("orders", values, asked)


def _board(name: str, values: pd.DataFrame, asked: Asked) -> Board:
    return Board(name, values, calendar_of(values[(TOTAL, TOTAL)], asked.calendar))


def _margin(sales: pd.DataFrame, whole: list[str], common: Calendar) -> Board | str:
    if not sales["costed_amount"].any():
        return "no_cost"
    lines = sales.assign(margin=sales["costed_amount"] - sales["cost_amount"])
    return Board("margin", wide(lines, "margin", REGION | GROUP, whole), common)


def _a_customers(
    sales: pd.DataFrame, whole: list[str], common: Calendar, classes: pd.DataFrame | None
) -> Board | str:
    """Return sales to those who were A in the base month: later ones would have grown into it."""
    if classes is None:
        return "no_classes"
    names = classes.loc[classes["customer_class"] == "A", "customer_id"].astype("str")
    lines = sales[sales["customer_id"].astype("str").isin(set(names))]
    if lines.empty:
        return "no_a"
    return Board("a_customers", wide(lines, "net_amount", CUSTOMER | REGION, whole), common)


def _reps(sales: pd.DataFrame, whole: list[str], common: Calendar) -> Board | str:
    if not are_used(sales):
        return "no_reps"
    return Board("reps", wide(sales, "net_amount", REP, whole), common)


def _supply(
    sales: pd.DataFrame, agreements: pd.DataFrame, whole: list[str], common: Calendar
) -> Board | str:
    """Return what customers with a standing agreement in the month were delivered."""
    if agreements.empty:
        return "no_agreements"
    lines = under_agreement(sales, agreements)
    if lines.empty:
        return "no_agreements"
    begins = str(lines["month"].min())
    months = [one for one in whole if one >= begins]
    kept = Calendar(common.moved[-len(months) :], common.season[-len(months) :])
    return Board("supply", wide(lines, "net_amount", CUSTOMER | REGION, months), kept)


def under_agreement(sales: pd.DataFrame, agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of customers in the months for which they have a standing agreement."""
    stated = agreements.assign(month=agreements["period_start"].dt.strftime("%Y-%m"))
    pairs = stated[["customer_id", "month"]].astype("str").drop_duplicates()
    keyed = sales.assign(month=sales["month"].astype("str"))
    return keyed.merge(pairs, on=["customer_id", "month"])


def _visits(visits: pd.DataFrame, reps: pd.DataFrame, asked: Asked) -> Board | str:
    held = held_visits(visits, asked.month)
    if held.empty:
        return "no_visits"
    days = held[["visit_date"]].set_axis(["day"], axis=1)
    whole = whole_months(days, month=asked.month, calendar=asked.calendar)
    if not whole or whole[-1] < str(asked.month):
        return "silent"
    regions = reps.set_index("rep_id")["region_id"] if len(reps) else pd.Series(dtype="object")
    placed = held.assign(region_id=held["rep_id"].map(regions).fillna(""), n=1.0)
    return _board("visits", wide(placed, "n", REP | REGION, whole), asked)


def held_visits(visits: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return the visits held up to a month, with it in column `month`."""
    held = ~visits["status"].isin(NOT_HELD) & (visits["visit_date"] <= pd.Timestamp(month.last))
    kept = visits[held]
    return kept.assign(month=kept["visit_date"].dt.strftime("%Y-%m"))
