"""What reps do: visits with objectives, absences, reports, expenses, commitments, forecasts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo import masters
from salesnb.demo.demand import selling_days, visit_counts
from salesnb.demo.orders import World
from salesnb.demo.streams import stream
from salesnb.demo.truth import Truth
from salesnb.months import Month

VISIT_MONTHS = 24
OBJECTIVES = ("more_orders", "unbought_items", "new_products", "new_business", "educate", "collect", "complaint", "information")  # fmt: skip


def visits(world: World) -> pd.DataFrame:
    """Return the visits of the last two years; one rep invents a share of them."""
    truth = world.truth
    counts = visit_counts(truth)
    parts = [_month_visits(world, i, counts[:, i]) for i in range(truth.n_months - VISIT_MONTHS, truth.n_months)]  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "visit_id", [f"V{i + 1:06d}" for i in range(len(table))])
    return table


def _month_visits(world: World, index: int, counts: np.ndarray) -> pd.DataFrame:
    truth, month = world.truth, world.truth.months[index]
    rng = stream(truth.seed, f"visits {month}")
    owner = world.owner_on(month)
    who = np.repeat(np.arange(len(counts)), np.where(owner == "", 0, counts))
    days = np.array(selling_days(month), dtype="datetime64[D]")
    n = len(who)
    day = days[rng.integers(0, len(days), n)]
    hours = np.round(np.clip(rng.gamma(6, 0.25, n), 0.3, 5), 2)
    buyers = world.customers
    lat = buyers["latitude"].to_numpy()[who] + rng.normal(0, 0.001, n)
    lon = buyers["longitude"].to_numpy()[who] + rng.normal(0, 0.001, n)
    story = truth.stories
    invented = np.zeros(n, bool)
    if story.invented_rep and month >= Month.parse(story.invented_from):
        invented = (owner[who] == story.invented_rep) & (rng.random(n) < story.invented_share)
        base = masters.reps(truth).set_index("rep_id").loc[story.invented_rep]
        lat[invented], lon[invented] = base["base_latitude"], base["base_longitude"]
        hours[invented] = 1.0
    return pd.DataFrame({
        "rep_id": owner[who], "customer_id": buyers["customer_id"].to_numpy()[who], "planned_on": day, "visit_date": day,
        "status": np.where(rng.random(n) < truth.conduct.visit_cancelled_share, "cancelled", "held"), "check_in_latitude": lat.round(4),
        "check_in_longitude": lon.round(4), "visit_hours": hours,
        "result": np.where(invented, "ok", rng.choice(["order", "follow up", "no decision"], n)),
    }).sort_values(["visit_date", "rep_id", "customer_id"], ignore_index=True)  # fmt: skip


def visit_objectives(truth: Truth, held: pd.DataFrame) -> pd.DataFrame:
    """Return one objective per visit; readiness raises the chance of meeting it."""
    habit = truth.conduct
    rng = stream(truth.seed, "visit_objectives")
    n = len(held)
    readiness = rng.beta(4, 2, n).round(2)
    met = rng.random(n) < habit.objective_met_least + habit.objective_met_by_readiness * readiness
    return pd.DataFrame({"visit_id": held["visit_id"], "objective": rng.choice(OBJECTIVES, n), "target": 1.0, "result": met.astype(float), "is_met": met, "readiness": readiness})  # fmt: skip


def absences(truth: Truth) -> pd.DataFrame:
    """Return days and half days away: about one and a half a month."""
    rng = stream(truth.seed, "absences")
    rows = []
    for month in truth.months[-VISIT_MONTHS:]:
        days = selling_days(month)
        for rep in masters.reps(truth)["rep_id"]:
            for place in rng.choice(
                len(days),
                min(len(days), rng.poisson(truth.conduct.absences_per_month)),
                replace=False,
            ):
                rows.append((rep, days[place].isoformat(), rng.choice([0.5, 1.0]), rng.choice(["leave", "sick", "training"])))  # fmt: skip
    table = pd.DataFrame(rows, columns=["rep_id", "absent_on", "day_part", "reason"])
    return table.sort_values(["rep_id", "absent_on"], ignore_index=True)


def reports(truth: Truth) -> pd.DataFrame:
    """Return the monthly and weekly reports that were due over the last year."""
    rng = stream(truth.seed, "reports")
    people = masters.reps(truth)
    active = people.loc[people["left_on"].isna(), "rep_id"]
    rows = []
    for month in truth.months[-12:]:
        for kind, starts in (("monthly", [month.first]), ("weekly", selling_days(month)[::5])):
            rows += [(rep, kind, start) for start in starts for rep in active]
    table = pd.DataFrame(rows, columns=["rep_id", "kind", "period_start"])
    n = len(table)
    start = pd.to_datetime(table["period_start"])
    due = start + pd.to_timedelta(np.where(table["kind"] == "monthly", 32, 7), unit="D")
    received = (due + pd.to_timedelta(rng.integers(-3, 4, n), unit="D")).where(
        rng.random(n) < truth.conduct.report_received_share
    )
    export = pd.Timestamp(truth.exported_on)
    table = table.assign(period_start=start, due_on=due, received_on=received.where(received <= export), n_visits=rng.poisson(6, n), is_plausible=rng.random(n) < 0.95)  # fmt: skip
    table.insert(0, "report_id", [f"RP{i + 1:05d}" for i in range(n)])
    return table


def expenses(truth: Truth) -> pd.DataFrame:
    """Return travel, meals and samples per rep and month over three years."""
    rng = stream(truth.seed, "expenses")
    months = [m.first.isoformat() for m in truth.months[-36:]]
    reps = masters.reps(truth)["rep_id"]
    index = pd.MultiIndex.from_product([reps, ["travel", "meals", "samples"], months])
    table = index.to_frame(index=False, name=["rep_id", "expense_type", "period_start"])
    base = (
        table["expense_type"].map({"travel": 2600.0, "meals": 900.0, "samples": 500.0}).to_numpy()
    )
    table["amount"] = (base * rng.lognormal(0, 0.25, len(table))).round(2)
    table["budget_amount"] = base
    return table


def commitments(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return what reps commit to for the next month, per large customer and product group."""
    truth = world.truth
    rng = stream(truth.seed, "commitments")
    month = truth.months[-1]
    recent = orders[orders["order_on"] >= np.datetime64((month - 2).first)]
    groups = world.products.set_index("product_id")["product_group"]
    sums = recent.assign(product_group=recent["product_id"].map(groups)).groupby(["customer_id", "product_group"])["net_amount"].sum() / 3  # fmt: skip
    table = sums[sums > 8000].reset_index()
    owner = dict(zip(world.customers["customer_id"], world.owner_on(month), strict=True))
    table.insert(0, "rep_id", table["customer_id"].map(owner))
    factor = np.where(
        table["rep_id"] == truth.stories.sandbagging_rep, truth.stories.sandbagging_share, 1.0
    )
    amount = (table.pop("net_amount") * factor * rng.lognormal(0, 0.15, len(table))).round(-2)
    table = table.assign(period_start=(month + 1).first.isoformat(), committed_on=month.last.isoformat(), sales_amount=amount, cash_amount=(amount * 0.9).round(-2))  # fmt: skip
    return table[table["rep_id"] != ""].reset_index(drop=True)


def forecast_submissions(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return each rep's monthly commit over two years; one rep commits too little on purpose."""
    truth = world.truth
    rng = stream(truth.seed, "forecast_submissions")
    rows = []
    for index in range(truth.n_months - VISIT_MONTHS, truth.n_months):
        month = truth.months[index]
        owner = dict(zip(world.customers["customer_id"], world.owner_on(month), strict=True))
        here = orders[(orders["order_on"] >= np.datetime64(month.first)) & (orders["order_on"] <= np.datetime64(month.last))]  # fmt: skip
        real = here.groupby(here["customer_id"].map(owner))["net_amount"].sum()
        for rep, amount in real.items():
            if rep:
                share = (
                    truth.stories.sandbagging_share if rep == truth.stories.sandbagging_rep else 1.0
                )
                commit = amount * share * rng.lognormal(0, truth.conduct.commit_noise)
                rows.append(((month - 1).last.isoformat(), rep, month.first.isoformat(), round(commit, -2), round(commit * 1.15, -2), round(commit * 1.6, -2)))  # fmt: skip
    return pd.DataFrame(rows, columns=["submitted_on", "rep_id", "period_start", "commit_amount", "best_amount", "pipeline_amount"])  # fmt: skip
