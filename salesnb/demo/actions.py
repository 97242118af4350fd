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
OBJECTIVES = (
    "more_orders unbought_items new_products new_business educate collect complaint information"
)
USUAL_EXPENSE = {"travel": 2600.0, "meals": 900.0, "samples": 500.0}  # of a rep in a month
FORECASTS = "submitted_on rep_id period_start commit_amount best_amount pipeline_amount"
LEAST_COMMITTED = 8000  # smaller monthly sales of a customer and group are not committed to


def visits(world: World) -> pd.DataFrame:
    """Return the visits of the last two years; one rep invents a share of them."""
    truth = world.truth
    counts = visit_counts(truth)
    parts = [
        _month_visits(world, i, counts[:, i])
        for i in range(truth.n_months - VISIT_MONTHS, truth.n_months)
    ]
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "visit_id", [f"V{i + 1:06d}" for i in range(len(table))])
    return table


def _month_visits(world: World, index: int, counts: np.ndarray) -> pd.DataFrame:
    """Return the visits of one month; `counts` has one number of visits per customer."""
    truth, month = world.truth, world.truth.months[index]
    rng = stream(truth.seed, f"visits {month}")
    owner = world.owner_on(month)
    who = np.repeat(np.arange(len(counts)), np.where(owner == "", 0, counts))
    days = np.array(selling_days(month), dtype="datetime64[D]")
    n = len(who)
    day = days[rng.integers(0, len(days), n)]
    buyers = world.customers.iloc[who]
    table = pd.DataFrame(
        {
            "rep_id": owner[who],
            "customer_id": buyers["customer_id"].to_numpy(),
            "planned_on": day,
            "visit_date": day,
            "visit_hours": np.round(np.clip(rng.gamma(6, 0.25, n), 0.3, 5), 2),
            "check_in_latitude": buyers["latitude"].to_numpy() + rng.normal(0, 0.001, n),
            "check_in_longitude": buyers["longitude"].to_numpy() + rng.normal(0, 0.001, n),
        }
    )
    invented = _invented(rng, truth, month, table)
    cancelled = rng.random(n) < truth.conduct.visit_cancelled_share
    table["status"] = np.where(cancelled, "cancelled", "held")
    said = rng.choice(["order", "follow up", "no decision"], n)
    table["result"] = np.where(invented, "ok", said)
    return table.round({"check_in_latitude": 4, "check_in_longitude": 4}).sort_values(
        ["visit_date", "rep_id", "customer_id"], ignore_index=True
    )


def _invented(
    rng: np.random.Generator, truth: Truth, month: Month, visits: pd.DataFrame
) -> np.ndarray:
    """Return which visits one rep invents, and write the rep's base and an even hour into them."""
    story = truth.stories
    if not story.invented_rep or month < Month.parse(story.invented_from):
        return np.zeros(len(visits), bool)
    is_own = (visits["rep_id"] == story.invented_rep).to_numpy()
    invented = is_own & (rng.random(len(visits)) < story.invented_share)
    base = masters.reps(truth).set_index("rep_id").loc[story.invented_rep]
    visits.loc[invented, "check_in_latitude"] = base["base_latitude"]
    visits.loc[invented, "check_in_longitude"] = base["base_longitude"]
    visits.loc[invented, "visit_hours"] = 1.0
    return invented


def visit_objectives(truth: Truth, held: pd.DataFrame) -> pd.DataFrame:
    """Return one objective per visit; readiness raises the chance of meeting it."""
    habit = truth.conduct
    rng = stream(truth.seed, "visit_objectives")
    n = len(held)
    readiness = rng.beta(4, 2, n).round(2)
    met = rng.random(n) < habit.objective_met_least + habit.objective_met_by_readiness * readiness
    return pd.DataFrame(
        {
            "visit_id": held["visit_id"],
            "objective": rng.choice(OBJECTIVES.split(), n),
            "target": 1.0,
            "result": met.astype(float),
            "is_met": met,
            "readiness": readiness,
        }
    )


def absences(truth: Truth) -> pd.DataFrame:
    """Return days and half days away: about one and a half a month."""
    rng = stream(truth.seed, "absences")
    rows = []
    for month in truth.months[-VISIT_MONTHS:]:
        days = selling_days(month)
        for rep in masters.reps(truth)["rep_id"]:
            n_away = min(len(days), rng.poisson(truth.conduct.absences_per_month))
            for place in rng.choice(len(days), n_away, replace=False):
                part, reason = rng.choice([0.5, 1.0]), rng.choice(["leave", "sick", "training"])
                rows.append((rep, days[place].isoformat(), part, reason))
    table = pd.DataFrame(rows, columns=["rep_id", "absent_on", "day_part", "reason"])
    return table.sort_values(["rep_id", "absent_on"], ignore_index=True)


def reports(truth: Truth) -> pd.DataFrame:
    """Return the monthly and weekly reports that were due over the last year."""
    rng = stream(truth.seed, "reports")
    table = _due_reports(truth)
    n = len(table)
    due = table["due_on"]
    came = due + pd.to_timedelta(rng.integers(-3, 4, n), unit="D")
    came = came.where(rng.random(n) < truth.conduct.report_received_share)
    table["received_on"] = came.where(came <= pd.Timestamp(truth.exported_on))
    table["n_visits"] = rng.poisson(6, n)
    table["is_plausible"] = rng.random(n) < 0.95
    table.insert(0, "report_id", [f"RP{i + 1:05d}" for i in range(n)])
    return table


def _due_reports(truth: Truth) -> pd.DataFrame:
    """Return one row per report that is asked for: rep_id, kind, period_start, due_on."""
    people = masters.reps(truth)
    active = people.loc[people["left_on"].isna(), "rep_id"]
    rows = []
    for month in truth.months[-12:]:
        for kind, starts in (("monthly", [month.first]), ("weekly", selling_days(month)[::5])):
            rows += [(rep, kind, start) for start in starts for rep in active]
    table = pd.DataFrame(rows, columns=["rep_id", "kind", "period_start"])
    start = pd.to_datetime(table["period_start"])
    days = np.where(table["kind"] == "monthly", 32, 7)
    return table.assign(period_start=start, due_on=start + pd.to_timedelta(days, unit="D"))


def expenses(truth: Truth) -> pd.DataFrame:
    """Return travel, meals and samples per rep and month over three years."""
    rng = stream(truth.seed, "expenses")
    months = [m.first.isoformat() for m in truth.months[-36:]]
    reps = masters.reps(truth)["rep_id"]
    index = pd.MultiIndex.from_product([reps, list(USUAL_EXPENSE), months])
    table = index.to_frame(index=False, name=["rep_id", "expense_type", "period_start"])
    base = table["expense_type"].map(USUAL_EXPENSE).to_numpy()
    table["amount"] = (base * rng.lognormal(0, 0.25, len(table))).round(2)
    table["budget_amount"] = base
    return table


def commitments(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return what reps commit to for the next month, per large customer and product group."""
    truth = world.truth
    rng = stream(truth.seed, "commitments")
    month = truth.months[-1]
    usual = _monthly_sales(world, orders)
    table = usual[usual > LEAST_COMMITTED].reset_index()
    owner = dict(zip(world.customers["customer_id"], world.owner_on(month), strict=True))
    table.insert(0, "rep_id", table["customer_id"].map(owner))
    factor = table["rep_id"].map(lambda rep: _stated_share(truth, rep))
    amount = (table.pop("net_amount") * factor * rng.lognormal(0, 0.15, len(table))).round(-2)
    table["period_start"] = (month + 1).first.isoformat()
    table["committed_on"] = month.last.isoformat()
    table["sales_amount"] = amount
    table["cash_amount"] = (amount * 0.9).round(-2)
    return table[table["rep_id"] != ""].reset_index(drop=True)


def _monthly_sales(world: World, orders: pd.DataFrame) -> pd.Series:
    """Return the mean monthly orders of the last quarter by customer and product group."""
    recent = orders[orders["order_on"] >= np.datetime64((world.truth.months[-1] - 2).first)]
    groups = world.products.set_index("product_id")["product_group"]
    recent = recent.assign(product_group=recent["product_id"].map(groups))
    return recent.groupby(["customer_id", "product_group"])["net_amount"].sum() / 3


def _stated_share(truth: Truth, rep: str) -> float:
    """Return the share of what a rep expects that the rep commits to."""
    story = truth.stories
    return story.sandbagging_share if rep == story.sandbagging_rep else 1.0


def forecast_submissions(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return each rep's monthly commit over two years; one rep commits too little on purpose."""
    truth = world.truth
    rng = stream(truth.seed, "forecast_submissions")
    rows = []
    for month in truth.months[-VISIT_MONTHS:]:
        for rep, amount in _orders_by_rep(world, orders, month).items():
            noise = rng.lognormal(0, truth.conduct.commit_noise)
            commit = amount * _stated_share(truth, str(rep)) * noise
            steps = (round(commit * factor, -2) for factor in (1.0, 1.15, 1.6))
            rows.append(((month - 1).last.isoformat(), rep, month.first.isoformat(), *steps))
    return pd.DataFrame(rows, columns=FORECASTS.split())


def _orders_by_rep(world: World, orders: pd.DataFrame, month: Month) -> pd.Series:
    """Return the orders of a month by the rep who owned the customer then."""
    owner = dict(zip(world.customers["customer_id"], world.owner_on(month), strict=True))
    day = orders["order_on"]
    here = orders[(day >= np.datetime64(month.first)) & (day <= np.datetime64(month.last))]
    sums = here.groupby(here["customer_id"].map(owner))["net_amount"].sum()
    return sums[sums.index != ""]
