"""Chances of deals, their correlation, effects and the rule to stop, over drawn companies.

`python -m benchmarks deals`: companies of `SEEDS`, which chose nothing (priors were chosen on seeds
1-24 and 101-130), with the demo's 600 customers, eight and six years of deals, three of touches.
The oracle
(`_oracle`) knows the truth and what had happened by the day, not what will. *Of the oracle's gain*:
(Brier of the base rate - ours) / (Brier of the base rate - the oracle's), of outcomes, and of the
oracle's own chances in their place, which have no luck in them. *Statements*: how often earlier
ones held within the company (`tested`). Stages: their ranges, held against the stays of six
companies' deals, as they turn out once all is over.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from benchmarks._deals import company, facts_of
from benchmarks._oracle import hours_ahead, hours_done, oracle
from salesnb.deals import effects, large_numbers, study, worth
from salesnb.deals.ground import Ground
from salesnb.deals.history import rebuild
from salesnb.deals.stages import show_stages, stays_of
from salesnb.demo.deals.deals import all_deals
from salesnb.demo.truths.truth import Truth
from salesnb.methods import calibration

SEEDS = range(1001, 1041)
CORRELATIONS = (0.0, 0.1, 0.3)
COSTS = (1.0, 10.0)  # times the cost of an hour
LATER = 1100  # days after the last month, by which all deals are over
ENDED = 6  # companies whose stays, once all is over, are what holds in general
NOTHING = "message"  # the kind of touch that does nothing


def chances(truth: Truth, ground: Ground) -> pd.DataFrame:
    """Return of each deal open at the end: our chance, the oracle's, and how it ends."""
    ends = all_deals(truth).deals.set_index("opportunity_id")["is_won"]
    came = ends.loc[ground.open["opportunity_id"]].to_numpy(float)
    known = oracle(truth, ground.open)
    return pd.DataFrame({"ours": ground.win_chance, "oracle": known, "came": came})


def gains(table: pd.DataFrame) -> tuple[float, float]:
    """Return the share of the oracle's gain over the base rate: of outcomes, without luck."""
    base = calibration.base_rate_brier(table["came"])
    ours, best = (calibration.brier(table[one], table["came"]) for one in ("ours", "oracle"))
    known, mean = table["oracle"], table["oracle"].mean()
    lost = float(((table["ours"] - known) ** 2).mean() / ((mean - known) ** 2).mean())
    return (base - ours) / (base - best), 1 - lost


def stopping(truth: Truth, ground: Ground) -> dict[float, tuple[float, float]]:
    """Return by cost of an hour what our rule and the oracle's earn of the open deals."""
    valued = worth.value_deals(ground)
    margin, cost = valued["margin"].to_numpy(float), valued["hour_cost"].to_numpy(float)
    table = chances(truth, ground)
    ahead, done = hours_ahead(truth, ground.open), hours_done(truth, ground.open, ground.end)
    found = {}
    for times in COSTS:
        earned = table["came"].to_numpy() * margin - done * cost * times
        ours = table["ours"] * margin > valued["hours_ahead"] * cost * times
        best = table["oracle"] * margin > ahead * cost * times
        found[times] = (float(earned[ours].sum()), float(earned[best].sum()))
    return found


def measure(seeds: Iterable[int], *, n_months: int = 96) -> None:
    """Print chances, effects and the stopping rule of drawn companies."""
    tables, claims, money, said, stays = [], [], [], [], []
    verdicts = []
    for seed in seeds:
        truth = company(seed, n_months=n_months)
        ground = study.ground_of(facts_of(truth), month=truth.months[-1])
        tables.append(chances(truth, ground).assign(seed=seed))
        claims.append(effects.study_effects(ground.history, ground.facts).assign(seed=seed))
        money.append(stopping(truth, ground))
        verdicts.append(study.try_rule(ground)["tested"])
        said.append(show_stages(ground))
        if len(stays) < ENDED:
            stays.append(ended_stays(truth))
    print(f"{len(tables)} companies of {n_months} months")
    _said_of_chances(tables)
    for within, own in pd.concat(verdicts).groupby("within"):
        counts = own["verdict"].value_counts().to_dict()
        print(f"  statements of {within} months: apart {own['apart'].mean():.3f}, {counts}")
    _said_of_stages(said, stays)
    for (family, item), own in pd.concat(claims).groupby(["family", "item"]):
        works, harms = ((own["verdict"] == one).mean() for one in ("works", "harms"))
        effect = own["effect"].mean()
        print(f"  {family} {item}: effect {effect:+.3f}, works {works:.3f}, harms {harms:.3f}")
    for times in COSTS:
        ours, best = (sum(one[times][k] for one in money) for k in (0, 1))
        cost = f"an hour at {times:.0f} times its cost"
        print(f"  stopping, {cost}: {ours / best:.3f} of the oracle's margin")


def ended_stays(truth: Truth) -> pd.DataFrame:
    """Return all stays in stages as they turn out once all deals are over."""
    later = replace(truth, exported_days_after=LATER)
    end = pd.Timestamp(truth.months[-1].last) + pd.Timedelta(days=LATER)
    whole = stays_of(rebuild(facts_of(later), end), days=200 * 365)
    return whole[whole["is_over"]]


def _said_of_stages(said: list[pd.DataFrame], whole: list[pd.DataFrame]) -> None:
    """Print how often ranges of what goes on hold the share of all companies, and usual days."""
    both, told = pd.concat(whole), pd.concat(said).dropna(subset=["moved_on", "usual_days"])
    for stage, own in told.groupby("stage", sort=False):
        stays = both[both["stage"] == stage]
        share, half = stays["is_ahead"].mean(), stays["days"].median()
        slow = stays["days"].quantile(0.75)
        holds = own["moved_low"].le(share) & own["moved_high"].ge(share)
        print(
            f"  {stage}: goes on {share:.3f}, ranges of 90 % hold it in {holds.mean():.3f}", end=""
        )
        for name, true in (("usual_days", half), ("slow_days", slow)):
            days = own[name].dropna()
            print(f"; {name} {true:.0f}, found {days.mean():.1f} (sd {days.std():.1f})", end="")
        print()


def _said_of_chances(tables: list[pd.DataFrame]) -> None:
    both = pd.concat(tables, ignore_index=True)
    outcome, clean = gains(both)
    each = np.array([gains(one)[1] for one in tables])
    error = each.std(ddof=1) / len(each) ** 0.5
    apart, best = (calibration.calibration_error(both[k], both["came"]) for k in ("ours", "oracle"))
    print(f"  {len(both)} open deals, won {both['came'].mean():.3f}")
    print(f"  of the oracle's gain: {outcome:.3f} of outcomes, {clean:.3f} without luck", end="")
    print(f" (standard error over companies {error:.3f})")
    print(f"  calibration error {apart:.3f} (the oracle's {best:.3f})")


def correlations(seeds: Iterable[int]) -> None:
    """Print how well the correlation of deals that close in one month is found."""
    for planted in CORRELATIONS:
        found = []
        for seed in seeds:
            truth = company(seed, correlation=planted)
            ground = study.ground_of(facts_of(truth), month=truth.months[-1])
            shared = large_numbers.shared_luck(ground.learnt, ground.rule)
            found.append((shared.value, shared.low <= planted <= shared.high))
        values = np.array([value for value, _ in found])
        error = np.abs(values - planted)
        spread = error.std(ddof=1) / len(error) ** 0.5
        inside = np.mean([hit for _, hit in found])
        print(f"  correlation {planted}: found {values.mean():.3f}", end=", ")
        print(
            f"mean absolute error {error.mean():.3f} (se {spread:.3f}), in the range {inside:.2f}"
        )


def main() -> None:
    started = time.process_time()
    few = int(sys.argv[2]) if len(sys.argv) > 2 else len(SEEDS)
    measure(list(SEEDS)[:few])
    measure(list(SEEDS)[:few], n_months=72)
    correlations(list(SEEDS)[:few])
    print(f"{time.process_time() - started:.0f} CPU s")


if __name__ == "__main__":
    main()
