"""The reports that were due from reps: visits as they were made, but for a few that claim more."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base.month_days import selling_days
from salesnb.demo.base.streams import stream
from salesnb.demo.customers import masters
from salesnb.demo.field import visits
from salesnb.demo.truths.truth import Truth

REPORTED_MONTHS = 12
DAILY_MONTHS = 3  # of daily reports
DUE_AFTER = {"monthly": 32, "weekly": 7, "daily": 1, "inspection": 32, "registration": 95}  # days
LENGTH = {"monthly": 1, "inspection": 1, "registration": 3}  # months; a week, a day
TEXTS = {
    "daily": "{n} visits; two quotes are open 走访{n}家；两份报价待答复",
    "weekly": "{n} visits; orders as planned 走访{n}家；订单按计划",
    "monthly": "{n} visits; overdue accounts named 走访{n}家；已列逾期账款",
    "inspection": "Stock and prices seen at {seen} places 查看{seen}处库存与价格",
    "registration": "{seen} outlets registered anew 新登记{seen}家网点",
}
COLUMNS = """
    report_id rep_id kind period_start due_on received_on n_visits is_plausible report_text
"""
HIDDEN = "n_real is_false"  # what the exports do not say
DAY = "timedelta64[D]"


def reports(truth: Truth) -> pd.DataFrame:
    """Return the reports that were due over the last year; daily ones over the last months."""
    return conduct(truth)[COLUMNS.split()]


def conduct(truth: Truth) -> pd.DataFrame:
    """Return the reports with the number of real visits, and which ones claim more than held.

    Whoever reports visits that were never made counts them here too: such a report claims what
    the table of visits says, and more than was real.
    """
    rng = stream(truth.seed, "reports")
    table, habit = _due(truth), truth.conduct
    n = len(table)
    came = table["due_on"] + rng.integers(-3, 4, n).astype(DAY)
    came = came.where(rng.random(n) < habit.report_received_share)
    table["received_on"] = came.where(came <= pd.Timestamp(truth.exported_on))
    told, table["n_real"] = _visits_made(truth, table)
    table["is_false"] = rng.random(n) < habit.report_false_share
    more = np.maximum(1, np.round(told * habit.report_false_more)).astype("int64")
    said = told + np.where(table["is_false"], more, 0)
    doubted = np.where(table["is_false"], habit.report_false_found, habit.report_true_doubted)
    is_plausible = pd.Series(rng.random(n) >= doubted, table.index)
    seen = rng.poisson(6, n)
    kinds = zip(table["kind"], said, seen, strict=True)
    text = [TEXTS[kind].format(n=count, seen=places) for kind, count, places in kinds]
    came_in = table["received_on"].notna()
    table["report_id"] = [f"RP{i + 1:05d}" for i in range(n)]
    return table.assign(
        n_visits=pd.Series(said, table.index).astype("Int64").where(came_in),
        is_plausible=is_plausible.astype("boolean").where(came_in),
        report_text=pd.Series(text, table.index).where(came_in, None),
    )


def _visits_made(truth: Truth, table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return how many visits the rep of each report has in its period, and how many are real."""
    made = visits.calendar(truth)
    made = made[made["status"].isin(["held", "unplanned"])]
    found = []
    for rows in (made, made[made["is_real"]]):
        key = _key(truth, rows["rep_id"], rows["visit_date"])
        known = np.sort(key)
        ends = _key(truth, table["rep_id"], table["period_end"])
        starts = _key(truth, table["rep_id"], table["period_start"])
        found.append(np.searchsorted(known, ends) - np.searchsorted(known, starts))
    return found[0], found[1]


def _key(truth: Truth, reps: pd.Series, days: pd.Series) -> np.ndarray:
    """Return reps and days in one number, in the order of both."""
    place = pd.Index(masters.reps(truth)["rep_id"]).get_indexer(pd.Index(reps))
    return place * 10**6 + days.to_numpy().astype("datetime64[D]").astype("int64")


def _due(truth: Truth) -> pd.DataFrame:
    """Return one row per report that is asked for: rep_id, kind, period and due day.

    `period_end` is the first day after the period.
    """
    people = masters.reps(truth)
    active = people.loc[people["left_on"].isna(), "rep_id"]
    rows: list[tuple] = []
    for i, month in enumerate(truth.months[-REPORTED_MONTHS:]):
        days = selling_days(month)
        starts = {"monthly": [month.first], "weekly": days[::5], "inspection": [month.first]}
        starts["daily"] = days if i >= REPORTED_MONTHS - DAILY_MONTHS else []
        starts["registration"] = [(month - 2).first] if i % 3 == 2 else []
        rows += [(rep, k, day) for k, all_ in starts.items() for day in all_ for rep in active]
    table = pd.DataFrame(rows, columns=["rep_id", "kind", "period_start"])
    start = pd.to_datetime(table["period_start"])
    days_after = table["kind"].map(DUE_AFTER).to_numpy().astype(DAY)
    months = table["kind"].map(LENGTH).fillna(0).to_numpy().astype("timedelta64[M]")
    later = start.to_numpy().astype("datetime64[M]") + months
    end = np.where(table["kind"].isin(LENGTH), later.astype("datetime64[s]"), start + days_after)
    return table.assign(period_start=start, period_end=end, due_on=start + days_after)
