"""What reps forecast and commit to, each on one day and from what was known on that day."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from salesnb.demo.base.month_days import selling_days
from salesnb.demo.base.streams import stream
from salesnb.demo.sales.orders import World
from salesnb.demo.truths.truth import Truth
from salesnb.months import Month

N_MONTHS = 24  # for which forecasts were submitted, beside that for the next month
YEAR = 12
FORECASTS = "submitted_on rep_id period_start commit_amount best_amount pipeline_amount"
COMMITTED = """
    rep_id customer_id product_group period_start committed_on sales_amount cash_amount
"""


def forecast_submissions(
    world: World, orders: pd.DataFrame, dealt: pd.DataFrame, away: pd.DataFrame
) -> pd.DataFrame:
    """Return what each rep submitted on the last day of a month for the month after.

    The commit is what is known (see `knowable`), less for leave that is known, with the rep's
    habit and noise; some reps commit to a share of it only. Open deals (`dealt`) are added, by
    chance to the best case and in full to the pipeline.
    """
    truth = world.truth
    amounts = customer_months(world, orders)
    habits = habit_of_reps(truth)
    away = away.assign(absent_on=pd.to_datetime(away["absent_on"]))
    days = ("created_on", "closed_on")
    dealt = dealt.assign(**{day: pd.to_datetime(dealt[day]) for day in days})
    parts = []
    for index in range(truth.n_months - N_MONTHS, truth.n_months + 1):
        month = truth.months[0] + index
        known = knowable(world, amounts, index)
        noise = _noise(truth, month).reindex(known.index)
        present = 1 - truth.forecasting.leave_effect * _leave(away, month, known.index)
        commit = known * present * np.exp(habits.reindex(known.index) + noise)
        commit *= [stated_share(truth, rep) for rep in known.index]
        parts.append(_submitted(truth, month, commit, _open_deals(dealt, month, known.index)))
    return pd.concat(parts, ignore_index=True)[FORECASTS.split()]


def _submitted(truth: Truth, month: Month, commit: pd.Series, deals: pd.Series) -> pd.DataFrame:
    """Return one month's submissions; reps of whom nothing is expected submit none."""
    best = commit + truth.forecasting.deal_chance * deals
    table = pd.DataFrame({"commit_amount": commit, "best_amount": best}).assign(
        pipeline_amount=commit + deals
    )
    table = table.round(-2)[commit > 0].rename_axis("rep_id").reset_index()
    day, start = (month - 1).last.isoformat(), month.first.isoformat()
    return table.assign(submitted_on=day, period_start=start)


def customer_months(world: World, orders: pd.DataFrame) -> np.ndarray:
    """Return ordered amounts by customer (rows) and month of the company (columns)."""
    truth = world.truth
    who = orders["customer_id"].str[1:].astype("int64").to_numpy() - 1
    day = orders["order_on"].dt
    month = (day.year * YEAR + day.month - 1).to_numpy()
    first = truth.months[0]
    index = month - (first.year * YEAR + first.number - 1)
    place = who * truth.n_months + index
    sums = np.bincount(place, orders["net_amount"], truth.n_customers * truth.n_months)
    return sums.reshape(truth.n_customers, truth.n_months)


def knowable(world: World, amounts: np.ndarray, index: int) -> pd.Series:
    """Return what may be expected of each rep's month `index` on the last day before it.

    The same month a year ago, with the growth that reps reckon with, and the run rate of the last
    months in the company's season, of the customers whom the rep will look after.
    """
    habit = world.truth.forecasting
    total, run = amounts.sum(axis=0), habit.run_months
    same = amounts[:, index - YEAR] * (1 + habit.growth_expected)
    recent = amounts[:, index - run : index].mean(axis=1) * _season(total, index, run)
    expected = habit.last_year_weight * same + (1 - habit.last_year_weight) * recent
    owner = pd.Series(world.owner_on(world.truth.months[0] + index))
    sums = pd.Series(expected).groupby(owner).sum()
    return sums[sums.index != ""]


def _season(total: np.ndarray, index: int, run: int) -> float:
    """Return the company's month a year ago over the months before it; 1 where not known."""
    begin = index - YEAR - run
    before = total[max(begin, 0) : index - YEAR]
    return float(total[index - YEAR] / before.mean()) if len(before) and before.sum() else 1.0


def habit_of_reps(truth: Truth) -> pd.Series:
    """Return the log by which each rep usually commits to more (or less) than is known."""
    drawn = stream(truth.seed, "forecast habits").normal(size=truth.n_reps)
    return pd.Series(drawn * truth.forecasting.bias_sd, _ids(truth))


def _noise(truth: Truth, month: Month) -> pd.Series:
    drawn = stream(truth.seed, f"forecast_submissions {month}").normal(size=truth.n_reps)
    return pd.Series(drawn * truth.forecasting.noise_sd, _ids(truth))


def _ids(truth: Truth) -> list[str]:
    return [f"R{i + 1:02d}" for i in range(truth.n_reps)]


def _leave(away: pd.DataFrame, month: Month, reps: pd.Index) -> np.ndarray:
    """Return the share of a month's working days on which each rep is on leave known before it."""
    day = away["absent_on"]
    is_known = away["reason"] == "leave"
    if "recorded_on" in away:
        is_known &= pd.to_datetime(away["recorded_on"]) < np.datetime64(month.first)
    own = away[is_known & (day >= str(month.first)) & (day <= str(month.last))]
    days = own.groupby("rep_id")["day_part"].sum().reindex(reps).fillna(0.0)
    return np.minimum(days.to_numpy() / len(selling_days(month)), 1.0)


def _open_deals(dealt: pd.DataFrame, month: Month, reps: pd.Index) -> pd.Series:
    """Return the amount of each rep's deals that were open before the month began."""
    begin = np.datetime64(month.first)
    is_open = (dealt["created_on"] < begin) & ~(dealt["closed_on"] < begin)
    return dealt[is_open].groupby("rep_id")["amount"].sum().reindex(reps).fillna(0.0)


def stated_share(truth: Truth, rep: str) -> float:
    """Return the share of what a rep expects that the rep commits to."""
    shares = [case.share for case in truth.stories.sandbagging if case.rep_id == rep]
    return float(np.prod(shares))


def plan_year(truth: Truth) -> int:
    """Return the year that is planned in the last month: the next one."""
    return truth.months[-1].year + 1


def commitments(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return what reps commit to per large customer and product group, on the last day.

    For the next month from the last months' run rate, for the other months of the year that is
    planned from the last twelve months, in the company's season.
    """
    truth, day = world.truth, world.truth.months[-1].last.isoformat()
    parts = list(_commitments_of_months(world, orders))
    table = pd.concat(parts, ignore_index=True)
    owner = dict(
        zip(world.customers["customer_id"], world.owner_on(truth.months[-1] + 1), strict=True)
    )
    table["rep_id"] = table["customer_id"].map(owner)
    habit = np.exp(habit_of_reps(truth))
    of_rep = {rep: habit[rep] * stated_share(truth, rep) for rep in habit.index}
    table["sales_amount"] = (table["amount"] * table["rep_id"].map(of_rep)).round(-2)
    table["cash_amount"] = (table["sales_amount"] * truth.forecasting.cash_share).round(-2)
    table["committed_on"] = day
    is_real = (table["rep_id"] != "") & (table["sales_amount"] > 0)
    return table.loc[is_real, COMMITTED.split()].reset_index(drop=True)


def _commitments_of_months(world: World, orders: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield customer_id, product_group, period_start and amount, month by month."""
    truth, habit = world.truth, world.truth.forecasting
    last, run = truth.months[-1], habit.run_months
    total = customer_months(world, orders).sum(axis=0)
    cells = _cells(world, orders, last - (run - 1))
    usual = cells[cells / run >= habit.least_next_month] / run
    season = _season(total, truth.n_months, run)
    noise = stream(truth.seed, "commitments").lognormal(0, habit.cell_noise_sd, len(usual))
    yield _of_month(usual * noise * season, last + 1)
    year = _cells(world, orders, last - (YEAR - 1)) / YEAR
    year = year[year >= habit.least_in_year] * (1 + habit.growth_expected)
    noise = stream(truth.seed, "yearly commitments").lognormal(0, habit.cell_noise_sd, len(year))
    mean = total[-YEAR:].mean()
    january = Month(plan_year(truth), 1)
    for month in january.until(january + (YEAR - 1)):
        if month > last + 1:
            place = (month.ordinal - last.ordinal - 1) % YEAR - YEAR
            yield _of_month(year * noise * (total[place] / mean), month)


def _cells(world: World, orders: pd.DataFrame, since: Month) -> pd.Series:
    """Return orders since a month by customer and product group."""
    recent = orders[orders["order_on"] >= np.datetime64(since.first)]
    groups = world.products.set_index("product_id")["product_group"]
    group = recent["product_id"].map(groups).rename("product_group")
    return recent.groupby(["customer_id", group])["net_amount"].sum()


def _of_month(amounts: pd.Series, month: Month) -> pd.DataFrame:
    table = amounts.rename("amount").reset_index()
    return table.assign(period_start=month.first.isoformat())
