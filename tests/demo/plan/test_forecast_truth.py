"""Forecasts and commitments are made from what was known on their day, with stated habits."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from salesnb.demo import draw
from salesnb.demo.base.month_days import selling_days
from salesnb.demo.deals import deal_tables
from salesnb.demo.field import actions
from salesnb.demo.plan.forecasts import (
    N_MONTHS,
    commitments,
    customer_months,
    forecast_submissions,
    knowable,
)
from salesnb.demo.sales.orders import World, order_lines
from salesnb.demo.truths.stories import Stories
from salesnb.months import Month

SEEDS = range(1, 6)
SHARE = 0.75
SIZE = {"n_customers": 200, "n_reps": 20, "n_months": 40}


class Forecast(NamedTuple):
    """A company with its submissions: what was known of each, what was committed, what came."""

    world: World
    orders: pd.DataFrame
    submitted: pd.DataFrame
    months: pd.DataFrame  # rep_id, index, known, actual, commit, leave: logs but for leave


@cache
def company(seed: int, share: float = 1.0, leave_effect: float = 0.3) -> Forecast:
    stories = {"sandbagging": [share]} if share < 1 else {}
    truth = draw(seed, stories=stories, **SIZE).truth
    habit = replace(truth.forecasting, leave_effect=leave_effect)
    world = World(replace(truth, forecasting=habit), 1.0)
    orders = order_lines(world)
    dealt = deal_tables.opportunities_known(truth)
    away = actions.absences(truth)
    submitted = forecast_submissions(world, orders, dealt, away)
    return Forecast(world, orders, submitted, _months(world, orders, submitted, away))


def _months(
    world: World, orders: pd.DataFrame, submitted: pd.DataFrame, away: pd.DataFrame
) -> pd.DataFrame:
    truth, amounts = world.truth, customer_months(world, orders)
    leave = away[away["reason"] == "leave"]
    leave = leave.groupby(["rep_id", leave["absent_on"].dt.strftime("%Y-%m")])["day_part"].sum()
    parts = []
    for index in range(truth.n_months - N_MONTHS, truth.n_months):
        month = truth.months[index]
        sums = pd.Series(amounts[:, index]).groupby(world.owner_on(month)).sum()
        commit = submitted[submitted["period_start"] == month.first.isoformat()]
        part = pd.DataFrame({"known": knowable(world, amounts, index), "actual": sums})
        part["commit"] = commit.set_index("rep_id")["commit_amount"]
        days = leave.xs(str(month), level=1).reindex(part.index).fillna(0.0)
        part["leave"] = days / len(selling_days(month))
        parts.append(part.assign(index=index))
    table = pd.concat(parts).rename_axis("rep_id").reset_index()
    table = table[(table[["known", "actual", "commit"]] > 5000).all(axis=1)]
    return table.assign(**np.log(table[["known", "actual", "commit"]]))


def correlation(one: pd.Series, other: pd.Series) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def test_what_was_committed_says_nothing_of_what_nobody_could_know() -> None:
    """Its correlation with the actual's surprise is nought; made of the actual it would be high."""
    found, of_actuals, n = [], [], 0
    for seed in SEEDS:
        months = company(seed).months
        surprise = months["actual"] - months["known"]
        found.append(correlation(months["commit"] - months["known"], surprise))
        noise = np.random.default_rng(seed).normal(0, 0.12, len(months))
        of_actuals.append(correlation(surprise + noise, surprise))
        n += len(months)
    assert abs(np.mean(found)) < 3 / np.sqrt(n)
    assert min(of_actuals) > 0.8


def test_later_orders_change_no_submission_and_no_commitment() -> None:
    """Without the orders of the last two months, all that was submitted before them is the same."""
    world, orders, submitted, _ = company(1)
    until = world.truth.months[-2].first
    known = orders[orders["order_on"] < np.datetime64(until)]
    dealt = deal_tables.opportunities_known(world.truth)
    again = forecast_submissions(world, known, dealt, actions.absences(world.truth))
    same = [one[one["submitted_on"] < until.isoformat()] for one in (submitted, again)]
    assert len(same[0]) > 200
    pd.testing.assert_frame_equal(*same)


def test_noise_habits_and_leave_are_as_stated() -> None:
    """Logs of commit over known: spread within a rep, between reps, and the slope on leave."""
    noise, habits, slopes = [], [], []
    for seed in SEEDS:
        months = company(seed).months
        habit = company(seed).world.truth.forecasting
        log = months["commit"] - months["known"]
        within = log - log.groupby(months["rep_id"]).transform("mean")
        leave = months["leave"] - months.groupby("rep_id")["leave"].transform("mean")
        slope = (within * leave).sum() / (leave**2).sum()
        spread = (within - slope * leave).std()
        slopes.append((slope, spread / np.sqrt((leave**2).sum())))
        noise.append(spread)
        means = log.groupby(months["rep_id"]).mean()
        habits.append(means.var() - spread**2 / 24)
    estimates, errors = np.array(slopes).T
    error = np.sqrt((errors**2).sum()) / len(errors)
    assert estimates.mean() == pytest.approx(-habit.leave_effect, abs=3 * error)
    assert np.mean(noise) == pytest.approx(habit.noise_sd, rel=0.05)
    assert np.sqrt(np.mean(habits)) == pytest.approx(habit.bias_sd, rel=0.35)


def test_without_an_effect_of_leave_none_is_found() -> None:
    found = []
    for seed in SEEDS:
        months = company(seed, leave_effect=0.0).months
        log = months["commit"] - months["known"]
        within = log - log.groupby(months["rep_id"]).transform("mean")
        leave = months["leave"] - months.groupby("rep_id")["leave"].transform("mean")
        found.append((within * leave).sum() / np.sqrt((leave**2).sum()) / within.std())
    assert abs(np.mean(found)) < 3 / np.sqrt(len(found))


@pytest.mark.parametrize("share", [SHARE, 1.0])
def test_who_holds_back_commits_to_the_stated_share_of_what_is_known(share: float) -> None:
    """The case's rep against the others, over several companies; nothing is held back at 1."""
    gaps = []
    for seed in SEEDS:
        cases = company(seed, SHARE).world.truth.stories.sandbagging
        months = company(seed, share).months
        log = (months["commit"] - months["known"]).groupby(months["rep_id"]).mean()
        rep = cases[0].rep_id
        gaps.append(log[rep] - log.drop(rep).mean())
    habit = company(1).world.truth.forecasting
    error = np.sqrt(habit.bias_sd**2 + habit.noise_sd**2 / N_MONTHS) / np.sqrt(len(gaps))
    assert np.mean(gaps) == pytest.approx(np.log(share), abs=3 * error)


def test_best_case_and_pipeline_lie_above_the_commit_by_open_deals() -> None:
    table = company(1).submitted
    assert (table["best_amount"] >= table["commit_amount"]).all()
    assert (table["pipeline_amount"] >= table["best_amount"]).all()
    assert (table["pipeline_amount"] > table["commit_amount"]).mean() > 0.5


def test_commitments_cover_the_next_month_and_the_year_that_is_planned() -> None:
    world, orders, *_ = company(1, SHARE)
    table = commitments(world, orders)
    last = world.truth.months[-1]
    months = {Month.parse(day[:7]) for day in table["period_start"]}
    assert months == {last + 1, *Month(2027, 1).until(Month(2027, 12))}
    assert (table["committed_on"] == last.last.isoformat()).all()
    assert not table.duplicated(
        ["rep_id", "customer_id", "product_group", "period_start", "committed_on"]
    ).any()
    assert set(table["rep_id"]) <= set(world.owner_on(last + 1))
    (case,) = world.truth.stories.sandbagging
    plain = commitments(World(replace(world.truth, stories=Stories()), 1.0), orders)
    own = [one.loc[one["rep_id"] == case.rep_id, "sales_amount"].sum() for one in (table, plain)]
    if own[1]:
        assert own[0] / own[1] == pytest.approx(SHARE, abs=0.01)


@pytest.mark.parametrize(("first_month", "n_months"), [("2023-11", 36), ("2016-02", 120)])
def test_small_companies_of_any_period_forecast(first_month: str, n_months: int) -> None:
    plain = draw(2, n_customers=25, n_reps=4, n_months=n_months).truth
    truth = replace(plain, first_month=first_month)
    world = World(truth, 1.0)
    orders = order_lines(world)
    no_deals = pd.DataFrame(columns=["rep_id", "amount", "created_on", "closed_on"])
    table = forecast_submissions(world, orders, no_deals, actions.absences(truth))
    assert table["submitted_on"].nunique() == N_MONTHS + 1
    assert (table["commit_amount"] >= 0).all()
    assert len(commitments(world, orders)) > 0
