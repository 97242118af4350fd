"""What the field work is planned and reviewed with: reps' days, checklists, reports, drivers.

Tables keep the rows and columns that their own modules give them; these functions add to them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo import masters
from salesnb.demo.month_days import selling_days
from salesnb.demo.streams import stream
from salesnb.demo.truth import Truth

FLAGS = ("has_information", "has_hook", "has_proof", "has_answers", "has_closing")
HOME_DAYS = ("Fri", "Mon", "Wed", None)
HALF_DAYS = ("Thu", "Tue Thu", None)
DAILY_MONTHS = 3  # of daily reports
SPEND_UNITS = {"M1": 1500.0, "M2": 7000.0, "M3": 6.0, "M4": 900.0}  # advert, day, click, guest
TEXTS = {
    "daily": "{n} visits; two quotes are open 走访{n}家；两份报价待答复",
    "weekly": "{n} visits; orders as planned 走访{n}家；订单按计划",
    "monthly": "{n} visits; overdue accounts named 走访{n}家；已列逾期账款",
    "inspection": "Stock and prices seen at {n} places 查看{n}处库存与价格",
    "registration": "{n} outlets registered anew 新登记{n}家网点",
}


def with_days(truth: Truth, reps: pd.DataFrame) -> pd.DataFrame:
    """Return the reps with the length of their day, home and half days, and speeds."""
    rng = stream(truth.seed, "reps days")
    n = len(reps)
    table = reps.assign(day_hours=rng.choice([7.5, 8.0, 8.5], n, p=[0.3, 0.5, 0.2]))
    table["home_days"] = rng.choice(np.array(HOME_DAYS, "object"), n)
    half = rng.choice(np.array(HALF_DAYS, "object"), n)
    table["half_days"] = pd.Series(half, table.index).where(table["home_days"].notna(), None)
    table["city_speed"] = rng.integers(22, 36, n).astype(float)
    table["road_speed"] = rng.integers(60, 81, n).astype(float)
    return table


def with_checklists(truth: Truth, objectives: pd.DataFrame) -> pd.DataFrame:
    """Return the objectives with a baseline and a checklist as full as the readiness says."""
    rng = stream(truth.seed, "visit_objectives checklists")
    ready = np.round(objectives["readiness"].to_numpy() * len(FLAGS))
    order = rng.random((len(objectives), len(FLAGS))).argsort(axis=1).argsort(axis=1)
    flags = {name: order[:, i] < ready for i, name in enumerate(FLAGS)}
    return objectives.assign(baseline=0.0, **flags)


def all_reports(truth: Truth, reports: pd.DataFrame) -> pd.DataFrame:
    """Return the reports and, after them, daily ones, inspections and registrations; with texts."""
    rng = stream(truth.seed, "reports further")
    more = _further(truth)
    n = len(more)
    came = more["due_on"] + pd.to_timedelta(rng.integers(-1, 2, n), unit="D")
    came = came.where(rng.random(n) < truth.conduct.report_received_share)
    more["received_on"] = came.where(came <= pd.Timestamp(truth.exported_on))
    more["n_visits"] = np.where(more["kind"] == "daily", rng.poisson(3, n), rng.poisson(6, n))
    more["is_plausible"] = rng.random(n) < 0.95
    more["report_id"] = [f"RP{len(reports) + i + 1:05d}" for i in range(n)]
    table = pd.concat([reports, more[list(reports.columns)]], ignore_index=True)
    kinds = zip(table["kind"], table["n_visits"], strict=True)
    said = pd.Series([TEXTS[kind].format(n=count) for kind, count in kinds], table.index)
    return table.assign(report_text=said.where(table["received_on"].notna(), None))


def _further(truth: Truth) -> pd.DataFrame:
    """Return reports due beside monthly and weekly ones: rep_id, kind, period_start, due_on."""
    people = masters.reps(truth)
    active = people.loc[people["left_on"].isna(), "rep_id"]
    rows = []
    for month in truth.months[-DAILY_MONTHS:]:
        rows += [(rep, "daily", day, 1) for day in selling_days(month) for rep in active]
    for i, month in enumerate(truth.months[-12:]):
        rows += [(rep, "inspection", month.first, 32) for rep in active]
        if i % 3 == 2:
            rows += [(rep, "registration", (month - 2).first, 95) for rep in active]
    table = pd.DataFrame(rows, columns=["rep_id", "kind", "period_start", "days"])
    table["period_start"] = pd.to_datetime(table["period_start"])
    return table.assign(due_on=table["period_start"] + pd.to_timedelta(table.pop("days"), unit="D"))


def with_drivers(truth: Truth, spend: pd.DataFrame) -> pd.DataFrame:
    """Return the spend with what it bought: adverts, days at fairs, clicks, guests."""
    rng = stream(truth.seed, "spend drivers")
    cost = spend["marketing_channel_id"].map(SPEND_UNITS).fillna(100.0)
    bought = spend["amount"] / cost / rng.lognormal(0, 0.1, len(spend))
    return spend.assign(driver_quantity=np.maximum(1.0, bought.round()))
