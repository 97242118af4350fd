"""What drives costs in the year that is budgeted: visits, orders, leads, people at work."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.budgets.costs.ground import Frames, Ground, frame_of, months_of
from salesnb.budgets.costs.planned import PlannedSales
from salesnb.members import NOBODY
from salesnb.months import Month

NOT_HELD = ("planned", "cancelled")
CELL = ["region_id", "rep_id", "month"]
BY_CUSTOMER = ["customer_id", "rep_id", "region_id", "customer_class"]
VISIT, ORDER, LEAD, PERSON, HOUR = "visit", "order", "lead", "person_month", "hour"


@dataclass(frozen=True)
class Activity:
    """`quantities`: per driver, `CELL` and quantity in the open months, none where unknown.

    `visits`: a row per customer with the visits of the open months; `orders`: a row per customer
    with the orders of the last twelve months. `growth`: of visits and of orders, per rep, the
    year's open months over the same ones before; under '' that of all. `homes`: reps' regions.
    """

    quantities: dict[str, pd.DataFrame]
    visits: pd.DataFrame
    orders: pd.DataFrame
    growth: dict[str, dict[str, float]]
    homes: dict[str, str]

    def grows(self, driver: str, reps: pd.Series) -> pd.Series:
        """Return the growth of a driver for each rep; that of all where the rep has none."""
        own = self.growth.get(driver, {})
        return reps.map(own).astype(float).fillna(own.get("", 1.0))


def plan_activity(facts: Frames, planned: PlannedSales, ground: Ground) -> Activity:
    """Return the activity of the year.

    A customer is visited as often as its class says (`visits_per_month` in company.toml), by the
    rep with most of its planned sales. Orders grow with a rep's planned sales; leads stay as in the
    last twelve months. `facts`: customers, reps, visits, order_days, leads, where they are there.
    """
    owners = _owners(planned.cells, facts, ground)
    often = owners["customer_class"].map(ground.rules.visits_per_month).astype(float).fillna(0.0)
    visits = owners.assign(quantity=often * len(ground.open))
    held = _held(facts, ground)
    at_visits = _visit_months(visits, facts, ground)
    growth = {
        VISIT: _ratio(at_visits.groupby("rep_id")["quantity"].sum(), held),
        ORDER: _sales_growth(planned, ground),
    }
    orders = _orders(facts, owners, ground)
    found = Activity({}, visits, orders.drop(columns="month"), growth, _homes(facts))
    found.quantities.update(
        {
            VISIT: at_visits,
            ORDER: _order_months(orders, found, ground),
            LEAD: _lead_months(facts, ground),
            PERSON: _people(facts, ground),
        }
    )
    return found


def _homes(facts: Frames) -> dict[str, str]:
    reps = frame_of(facts, "reps", "rep_id region_id")
    return dict(zip(reps["rep_id"], reps["region_id"], strict=True))


def _owners(cells: pd.DataFrame, facts: Frames, ground: Ground) -> pd.DataFrame:
    """Return who looks after each known customer in the open months: `BY_CUSTOMER`, sales."""
    ahead = cells[cells["month"].astype("str").isin(ground.open)]
    ahead = ahead.astype(dict.fromkeys(BY_CUSTOMER, "str"))
    known = set(frame_of(facts, "customers", "customer_id")["customer_id"])
    reps = set(_at_work(facts, ground)["rep_id"])
    own = ahead[ahead["customer_id"].isin(known) & ahead["rep_id"].isin(reps)]
    sums = own.groupby(BY_CUSTOMER)["sales"].sum().reset_index()
    order = sums[sums["sales"] > 0].sort_values(["customer_id", "sales"], kind="stable")
    return order.drop_duplicates("customer_id", keep="last").reset_index(drop=True)


def _at_work(facts: Frames, ground: Ground) -> pd.DataFrame:
    """Return the reps at work when the open months begin."""
    reps = frame_of(facts, "reps", "rep_id region_id hired_on left_on hours_per_month")
    first = pd.Timestamp(f"{(ground.open or ground.months)[0]}-01")
    left = pd.to_datetime(reps["left_on"])
    return reps[left.isna() | (left > first)]


def _visit_months(visits: pd.DataFrame, facts: Frames, ground: Ground) -> pd.DataFrame:
    """Return whole visits by rep and month, in proportion to working days, rounded along them."""
    days = [ground.calendar.working_days(Month.parse(one)) for one in ground.open]
    share = np.array(days, dtype=float) / max(sum(days), 1)
    rows = []
    for rep, total in visits.groupby("rep_id")["quantity"].sum().items():
        whole = np.diff(np.rint(np.cumsum(total * share)), prepend=0.0)
        rows += [("", rep, month, n) for month, n in zip(ground.open, whole, strict=True)]
    return pd.DataFrame(rows, columns=[*CELL, "quantity"]).astype({"quantity": float})


def _held(facts: Frames, ground: Ground) -> pd.Series:
    """Return the visits that each rep held in the open months' calendar months before."""
    table = frame_of(facts, "visits", "rep_id visit_date status")
    wanted = {ground.last_year(one) for one in ground.open}
    own = table[months_of(table["visit_date"]).isin(wanted) & ~table["status"].isin(NOT_HELD)]
    return own.groupby("rep_id").size().astype(float)


def _ratio(ahead: pd.Series, before: pd.Series) -> dict[str, float]:
    """Return ahead over before by rep, under '' of all; nothing where there was nothing before."""
    if not before.sum() > 0 or not ahead.sum() > 0:
        return {}
    own = ahead.reindex(before.index).fillna(0.0)[before > 0] / before[before > 0]
    return {**{str(rep): float(v) for rep, v in own.items()}, "": float(ahead.sum() / before.sum())}


def _sales_growth(planned: PlannedSales, ground: Ground) -> dict[str, float]:
    wanted = {ground.last_year(one) for one in ground.open}
    ahead, before = (
        one[one["month"].astype("str").isin(months)].groupby("rep_id", observed=True)["sales"].sum()
        for one, months in ((planned.cells, ground.open), (planned.sold, wanted))
    )
    return _ratio(ahead.clip(lower=0.0), before.clip(lower=0.0))


def _orders(facts: Frames, owners: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return the orders of the last twelve months by customer and month, whoever looks after it."""
    table = frame_of(facts, "order_days", "day customer_id rep_id n_orders")
    table = table.assign(month=months_of(table["day"]).astype("str"))
    own = table[table["month"].isin(ground.before)].astype({"n_orders": float})
    sums = own.groupby(["customer_id", "month"])["n_orders"].sum().rename("quantity").reset_index()
    return sums.merge(owners[BY_CUSTOMER], on="customer_id")[[*BY_CUSTOMER, "month", "quantity"]]


def _order_months(orders: pd.DataFrame, activity: Activity, ground: Ground) -> pd.DataFrame:
    """Return the orders of open months: those of the same months before, grown with sales."""
    place = {ground.last_year(one): one for one in ground.open}
    own = orders[orders["month"].isin(place)]
    sums = own.assign(month=own["month"].map(place)).groupby(["rep_id", "month"])["quantity"].sum()
    found = sums.reset_index().assign(region_id="")
    found["quantity"] = (found["quantity"] * activity.grows(ORDER, found["rep_id"])).round(3)
    return found[[*CELL, "quantity"]]


def _lead_months(facts: Frames, ground: Ground) -> pd.DataFrame:
    """Return the leads of the same months before, by marketing channel and region."""
    table = frame_of(facts, "leads", "marketing_channel_id region_id created_on")
    place = {ground.last_year(one): one for one in ground.open}
    month = months_of(table["created_on"]).map(place)
    own = table.assign(month=month, rep_id="")[month.notna().to_numpy()]
    keys = ["marketing_channel_id", *CELL]
    return own.groupby(keys).size().astype(float).rename("quantity").reset_index()


def _people(facts: Frames, ground: Ground) -> pd.DataFrame:
    """Return one for each rep and open month in which the rep is at work."""
    reps = _at_work(facts, ground)
    rows = []
    for rep, hired, left in zip(
        reps["rep_id"],
        pd.to_datetime(reps["hired_on"]),
        pd.to_datetime(reps["left_on"]),
        strict=True,
    ):
        for month in ground.open:
            first, last = pd.Timestamp(f"{month}-01"), pd.Timestamp(Month.parse(month).last)
            if not (hired > last or left <= first):
                rows.append(("", rep, month, 1.0))
    return pd.DataFrame(rows, columns=[*CELL, "quantity"])


def is_nobody(names: pd.Series) -> pd.Series:
    """Return where no rep or customer is named."""
    return names.isin(NOBODY)
