"""What 09_challenge says of plans as they were issued, over drawn companies, by its own functions.

Unfair quotas found, ranges of reps' months that held, and how often right probabilities are called
wrong by the verdict of the own past.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.cases.planted_conduct import first_sales_targets
from salesnb.demo.drawing import draw
from salesnb.demo.plan.forecasts import customer_months
from salesnb.demo.plan.target_rule import Known, potentials
from salesnb.demo.plan.targets import issued_targets
from salesnb.demo.sales.orders import order_lines
from salesnb.methods.backtest import backtest
from salesnb.methods.calibration import Rate, rate
from salesnb.methods.forecasting import forecast_many
from salesnb.months import Month
from salesnb.targets.chance.own_past import TOTAL, past_statements, verdict
from salesnb.targets.chance.plan_nodes import read_plan
from salesnb.targets.chance.plan_tested import judge_plan
from salesnb.targets.chance.quotas import judge_quotas

N_COMPANIES = 40
N_PASTS = 200
YEAR = 2026
N_REPS, N_CUSTOMERS = 12, 80
STATED = 24  # origins of a past, with as many before them


def at_issue(seed: int) -> tuple[str, Month, dict[str, pd.DataFrame], np.ndarray, list[str]]:
    """Return the rep asked for too much, the month of issue, the frames, and what then came."""
    drawn = draw(seed, stories={"unfair_targets": 1}, n_reps=N_REPS, n_customers=N_CUSTOMERS)
    world = drawn.world
    orders = order_lines(world)
    known = Known(world, orders, YEAR)
    first = world.truth.months[0]
    n = known.months[0].ordinal - 1 - first.ordinal
    sold = customer_months(world, orders)
    by_rep = np.stack([sold[known.owner == i].sum(axis=0) for i in range(len(known.reps))])
    issued = first_sales_targets(issued_targets(world, orders), YEAR)
    issued = issued.assign(month=issued["period_start"].astype(str).str[:7])
    months = [str(one) for one in first.until(first + (n - 1))]
    frames = _frames(known.reps, by_rep[:, :n], months, issued)
    frames["customers"]["purchase_potential"] = known.of_reps(potentials(known))
    unfair = world.truth.stories.unfair_targets[0].rep_id
    return unfair, Month.parse(months[-1]), frames, by_rep[:, n:], known.reps


def _frames(
    reps: list[str], sold: np.ndarray, months: list[str], issued: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return facts and artefacts as 09_challenge reads them; each rep has one customer."""
    both = np.vstack([sold.sum(axis=0), sold])
    nodes = [("total", "total"), *(("rep", rep) for rep in reps)]
    ahead = (Month.parse(months[-1]) + 1).until(Month.parse(months[-1]) + 13)
    made, tested = forecast_many(both, len(ahead)), backtest(both, 12, origins=48)
    forecast, errors = [], []
    for i, (dimension, node) in enumerate(nodes):
        named = {"measure": "sales", "dimension": dimension, "node": node}
        expected = made[i] if i else made[1:].sum(axis=0)
        forecast.append(pd.DataFrame({"month": map(str, ahead), "expected": expected, **named}))
        for at, origin in enumerate(tested.origins):
            ended = np.isfinite(tested.actual[at, i])
            row = {"step": np.flatnonzero(ended) + 1, "origin": months[origin - 1], **named}
            row |= {"expected": tested.expected[at, i, ended], "usual": tested.size[at, i]}
            errors.append(pd.DataFrame({**row, "actual": tested.actual[at, i, ended]}))
    keys = {"product_id": "P", "region_id": "G"}
    cells = issued.groupby(["rep_id", "month"])["target_value"].sum().reset_index()
    targets = cells.rename(columns={"target_value": "sales"}).assign(**keys)
    cube = pd.DataFrame(sold.T, columns=reps).assign(month=months).melt("month")
    cube = cube.set_axis(["month", "rep_id", "net_amount"], axis=1)
    return {
        "targets": targets.assign(customer_id=targets["rep_id"]),
        "forecast": pd.concat(forecast, ignore_index=True),
        "forecast_errors": pd.concat(errors, ignore_index=True),
        "sales_cube": cube,
        "products": pd.DataFrame({"product_id": ["P"], "product_group": ["P"]}),
        "regions": pd.DataFrame({"region_id": ["G"], "parent_id": [""]}),
        "reps": pd.DataFrame({"rep_id": reps, "region_id": "G"}),
        "customers": pd.DataFrame({"customer_id": reps, "purchase_potential": np.nan}),
    }


def plans() -> None:
    """Print unfair quotas found, and which share of reps' first months lay in their range."""
    hits, wrong, inside, seeds, states = [], [], [], [], []
    for seed in range(N_COMPANIES):
        unfair, month, frames, came, reps = at_issue(seed)
        tested = judge_plan(read_plan(frames, frames, month=month))
        found = judge_quotas(tested, frames, frames["targets"])["fairness"].set_index("rep_id")
        hits.append(float(found.at[unfair, "state"] == "too_high"))
        others = found.drop(unfair)["state"]
        wrong.append(float(others.isin(["too_high", "too_low"]).mean()))
        held, kept = _held(tested.rows, month, came, reps)
        inside += held
        seeds += [seed] * len(held)
        states.append(kept)
    right, false = rate(np.array(hits)), rate(np.array(wrong))
    covered = rate(np.array(inside), times=np.array(seeds))
    print(f"{N_COMPANIES} companies of {N_REPS} reps: unfair quota found {_text(right)}", end="")
    print(f", others flagged {_text(false)}")
    print(f"80 % ranges of reps' first three months that held: {_text(covered)}, n {covered.n}")
    print(f"months of reps whose probability was shown: {np.mean(states):.2f} of companies")


def _held(
    rows: pd.DataFrame, month: Month, came: np.ndarray, reps: list[str]
) -> tuple[list[float], float]:
    own = rows[(rows["dimension"] == "rep") & (rows["kind"] == "month") & rows["low"].notna()]
    held = []
    for row in own.to_dict("records"):
        step = Month.parse(row["period"]).ordinal - month.ordinal - 1
        amount = came[reps.index(row["node"]), step]
        held.append(float(row["low"] <= amount <= row["high"]))
    return held, float((own["state"] == "shown").any())


def verdicts() -> None:
    """Print how often right probabilities fail the verdict: 12 cells that correlate by .2."""
    failed: dict[str, list[float]] = {"the total": [], "cells": []}
    for seed in range(N_PASTS):
        rng = np.random.default_rng([seed, 3])
        forecast = np.tile(rng.lognormal(12, 0.5, 12), (2 * STATED, 1))
        noise = np.sqrt(0.2) * rng.normal(size=(2 * STATED, 1))
        noise = noise + np.sqrt(0.8) * rng.normal(size=forecast.shape)
        said = past_statements(forecast * (1 + 0.2 * noise), forecast, forecast, lag=3)
        is_total = said["cell"] == TOTAL
        for name, part in (("the total", said[is_total]), ("cells", said[~is_total])):
            failed[name].append(float(verdict(part)["state"].item() == "fails"))
    for name, found in failed.items():
        print(f"right probabilities of {name} that fail: {_text(rate(np.array(found)))}")


def _text(one: Rate) -> str:
    return f"{one.value:.3f} ({one.error:.3f})"


def main() -> None:
    verdicts()
    plans()


if __name__ == "__main__":
    main()
