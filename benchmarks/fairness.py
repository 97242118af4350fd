"""Unfair quotas found from the plan as issued, over drawn companies, each with one such rep."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.cases.planted_conduct import first_sales_targets
from salesnb.demo.drawing import draw
from salesnb.demo.plan.forecasts import customer_months
from salesnb.demo.plan.target_rule import Known, potentials
from salesnb.demo.plan.targets import issued_targets
from salesnb.demo.sales.orders import order_lines
from salesnb.methods.calibration import rate
from salesnb.methods.error_shapes import levels, shares_of_level
from salesnb.methods.forecasting import forecast_many
from salesnb.targets.chance import attainability as by
from salesnb.targets.chance.fairness import fairness, fairness_of_plan

N_COMPANIES = 40
YEAR = 2026
FIRST_ORIGIN = 36
NEGOTIATED = (0.0, 0.05)
BASES = {
    "last year": {"last": "expected"},
    "forecast": {"forecast": "expected"},
    "forecast or last year": {"forecast": "expected", "last": "last_year"},
}
SIZES = {"12 reps, 80 customers": (12, 80), "20 reps, 200 customers": (20, 200)}


def known_at_issue(seed: int, n_reps: int, n_customers: int) -> tuple[str, pd.DataFrame]:
    """Return the rep asked for too much, and the quotas beside what was known when issued."""
    wanted = {"unfair_targets": 1}
    drawn = draw(seed, stories=wanted, n_reps=n_reps, n_customers=n_customers)
    world = drawn.world
    orders = order_lines(world)
    known = Known(world, orders, YEAR)
    n_known = known.months[0].ordinal - 1 - world.truth.months[0].ordinal
    sold = customer_months(world, orders)[:, :n_known]
    by_rep = np.stack([sold[known.owner == place].sum(axis=0) for place in range(len(known.reps))])
    last, potential = by_rep[:, -12:].sum(axis=1), known.of_reps(potentials(known))
    targets = first_sales_targets(issued_targets(world, orders), YEAR)
    asked = targets.groupby("rep_id")["target_value"].sum().reindex(known.reps)
    mean, p = _probabilities(by_rep, asked.to_numpy(float))
    columns = {"target": asked.to_numpy(), "last": last, "forecast": mean, "potential": potential}
    table = pd.DataFrame({"rep_id": known.reps, **columns, "probability": p})
    return world.truth.stories.unfair_targets[0].rep_id, table


def _probabilities(sold: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the year's forecast, a month ahead, and the probability of each quota."""
    n = sold.shape[1]
    made = np.stack([forecast_many(sold[:, :o], 13) for o in range(FIRST_ORIGIN, n + 1)])
    year = made[:, :, 1:].sum(axis=2)
    origins = range(FIRST_ORIGIN, n + 1)
    usual = np.stack([sold[:, o - 12 : o].sum(axis=1) for o in origins])
    n_known = n - FIRST_ORIGIN - 12
    came = np.stack([sold[:, o + 1 : o + 13].sum(axis=1) for o in list(origins)[:n_known]])
    errors = shares_of_level(came, year[:n_known], usual[:n_known])
    cells = by.joint(year[-1], errors, levels(year[-1], usual[-1]), n_independent=n_known / 12)
    return year[-1], by.cell_probabilities(cells, target)


def main() -> None:
    for name, size in SIZES.items():
        plans = [known_at_issue(seed, *size) for seed in range(N_COMPANIES)]
        for sd in NEGOTIATED:
            print(f"{name}, {N_COMPANIES} companies, quotas changed at random by {sd:.0%} (sd)")
            for basis, columns in BASES.items():
                _judge(basis, [(rep, _changed(table, sd)) for rep, table in plans], columns)
        _show(plans)


def _changed(table: pd.DataFrame, sd: float) -> pd.DataFrame:
    """Return quotas that were changed at random after they were worked out."""
    drawn = np.random.default_rng(int(table["target"].sum())).normal(size=len(table))
    return table.assign(target=table["target"] * np.exp(sd * drawn))


def _judge(basis: str, plans: list[tuple[str, pd.DataFrame]], columns: dict[str, str]) -> None:
    """Print how often the unfair quota is found, and which share of the others is flagged."""
    found, wrong, high = [], [], []
    for rep, table in plans:
        judged = fairness(table.rename(columns=columns)).set_index("rep_id")
        found.append(judged.at[rep, "state"] == "too_high")
        others = judged.drop(rep)["state"]
        wrong.append(others.isin(["too_high", "too_low"]).mean())
        high.append((others == "too_high").mean())
    hits, false, above = (rate(np.array(one, dtype=float)) for one in (found, wrong, high))
    print(
        f"  against {basis}: found {hits.value:.3f} ({hits.error:.3f}), others flagged "
        f"{false.value:.3f} ({false.error:.3f}), as too high {above.value:.3f}",
        flush=True,
    )


def _show(plans: list[tuple[str, pd.DataFrame]]) -> None:
    rows = [fairness_of_plan(table.assign(expected=table["last"])) for _, table in plans]
    whole = pd.concat(rows)
    unlikeliest = np.mean([t.loc[t["probability"].idxmin(), "rep_id"] == rep for rep, t in plans])
    print(
        f"  rule read: growth {whole['growth'].mean():.3f}, potential "
        f"{whole['potential_weight'].mean():.3f}; share expected to reach 100 % "
        f"{whole['share_expected'].mean():.2f}; least likely quota is the unfair one "
        f"{unlikeliest:.2f}"
    )


if __name__ == "__main__":
    main()
