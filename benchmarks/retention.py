"""Who is slipping away: BG/NBD on CDNOW, a million customers, planted losses and false alarms.

Companies are drawn anew, one per seed: their planted lost customer must be named by its month, and
of those named at earlier month ends it is counted who had truly left (the planted truth) and who
then ordered less than half as often.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from salesnb.customers.retention.chances import state_all
from salesnb.customers.retention.purchases import YEAR, Purchases, known_on
from salesnb.customers.retention.rhythm import judge_rhythm
from salesnb.demo import Truth
from salesnb.demo.deals.lives import alive
from salesnb.demo.sales.orders import World, order_lines
from salesnb.methods.buying.back_window import described, fit_back_window
from salesnb.methods.buying.bgnbd import fit_bgnbd
from salesnb.methods.buying.gamma_gamma import fit_gamma_gamma
from salesnb.methods.buying.ranking import auc
from salesnb.methods.buying.summaries import purchase_summary
from salesnb.methods.calibration import brier, calibration_error
from salesnb.months import Month

N_SEEDS = int(os.environ.get("N_SEEDS", "40"))
AHEAD = 92  # days
DATA = Path(os.environ.get("SALESNB_DATA", "../shared/data")) / "cdnow"


def show(name: str, values: list[float]) -> None:
    """Print a mean with its standard error over companies."""
    seen = np.array(values, dtype=float)
    seen = seen[np.isfinite(seen)]
    print(f"  {name:64} {seen.mean():.4f}  {seen.std(ddof=1) / len(seen) ** 0.5:.4f}")


def published() -> None:
    """Are the published parameters found, and how well is the hold-out told?"""
    if not DATA.is_dir():
        print("  the CDNOW sample is not there")
        return
    stated = pd.read_csv(DATA / "cdnow_customers_summary.csv")
    begin = time.process_time()
    model = fit_bgnbd(stated["frequency"], stated["recency"], stated["T"])
    print(f"  BG/NBD {model} in {time.process_time() - begin:.3f} CPU s")
    bought = pd.read_csv(
        DATA / "CDNOW_sample.txt",
        sep=r"\s+",
        names=["master", "customer_id", "date", "n", "amount"],
        dtype={"customer_id": str, "date": str},
    )
    bought = bought.assign(day=pd.to_datetime(bought["date"]))
    now = purchase_summary(bought, end="1997-09-30")
    again = now[now["n_repeat"] > 0]
    print(f"  {fit_gamma_gamma(again['n_repeat'], again['mean_amount'])}")
    came = _came(bought, now, "1997-09-30", "1998-06-30")
    known = [now[one] for one in ("n_repeat", "last_age", "age")]
    expected = model.expected(*known, ahead=39)
    chance = model.chance_of_order(*known, ahead=39)
    before = purchase_summary(bought, end="1997-06-30")
    outcome = _came(bought, before, "1997-06-30", "1997-09-30")
    back = fit_back_window(described(before), outcome, kind="poisson").stated(described(now))
    for name, total, score in (
        ("BG/NBD", expected.sum(), chance),
        ("back window", back.sum() * 273 / 92, back),
    ):
        print(f"  {name}: {total:.0f} of {came.sum():.0f} purchases, AUC {auc(score, came):.3f}")
    gone = auc(1 - model.p_alive(*known), came == 0)
    print(f"  p_alive ranks who does not come back with AUC {gone:.3f}")


def _came(bought: pd.DataFrame, of: pd.DataFrame, first: str, last: str) -> np.ndarray:
    inside = bought[(bought["day"] > first) & (bought["day"] <= last)]
    n = inside.groupby("customer_id")["day"].nunique()
    return n.reindex(of["customer_id"]).fillna(0).to_numpy(float)


def million() -> None:
    """What do a million customers cost?"""
    n, rng = 1_000_000, np.random.default_rng(0)
    rate, leaves = rng.gamma(0.25, 1 / 4.5, n), rng.beta(0.8, 2.5, n)
    age = rng.integers(27 * 7, 39 * 7, n) / 7
    x, last, now, stays = np.zeros(n), np.zeros(n), np.zeros(n), np.ones(n, dtype=bool)
    while stays.any():
        own = np.flatnonzero(stays)
        now[own] += rng.exponential(1 / rate[own])
        stays[own[now[own] >= age[own]]] = False
        own = own[now[own] < age[own]]
        x[own], last[own] = x[own] + 1, np.ceil(now[own] * 7) / 7
        stays[own] = rng.random(len(own)) > leaves[own]
    begin = time.process_time()
    model = fit_bgnbd(x, np.minimum(last, age), age)
    print(f"  a million customers: {time.process_time() - begin:.2f} CPU s, {model}")


def companies() -> None:
    """Are planted losses found by their month, and how many alarms are false?"""
    rows = [_company(seed) for seed in range(N_SEEDS)]
    for name in rows[0]:
        show(name, [one[name] for one in rows])


def _company(seed: int) -> dict[str, float]:
    truth = replace(Truth(), seed=seed)
    lines = order_lines(World(truth, 1.0))
    days = pd.DataFrame(
        {
            "customer_id": lines["customer_id"].astype(str),
            "day": lines["order_on"],
            "purchase_amount": lines["net_amount"].clip(lower=0),
        }
    )
    bought, there = Purchases.of(days), alive(truth)
    places = np.array([int(name[1:]) - 1 for name in bought.names])
    tallies = [
        _at(bought, there[places][:, place], truth.months[place])
        for place in range(47, truth.n_months - 3, 3)
    ]
    sums = pd.DataFrame(tallies).sum()
    named, gone = sums["named"], sums["recent gone"]
    return {
        "planted lost customer named by its month": _is_found(bought, truth),
        "named at month ends of two years": named,
        "of the named, truly gone": sums["named gone"] / named if named else np.nan,
        "of the named, then ordered less than half as often": (
            sums["named fell"] / named if named else np.nan
        ),
        "of the gone (12 orders a year, 3 to 12 months), named": (
            sums["seen gone"] / gone if gone else np.nan
        ),
        "Brier of chances of an order": sums["brier"] / len(tallies),
        "calibration error of chances": sums["apart"] / len(tallies),
        "at stake, stated over lost": (
            sums["stated"] / sums["lost"] if sums["lost"] > 0 else np.nan
        ),
    }


def _is_found(bought: Purchases, truth: Truth) -> float:
    (story,) = truth.stories.lost_customers
    day = _last(Month.parse(story.found_by))
    judged = judge_rhythm(bought, known_on(bought, day))
    return float(judged.is_slipping[list(bought.names).index(story.customer_id)])


def _last(month: Month) -> int:
    return int(np.datetime64(month.last, "D").astype(np.int64))


def _at(bought: Purchases, there: np.ndarray, month: Month) -> dict[str, float]:
    """Return the tally of one month end: who is named, who had left, what came."""
    day = _last(month)
    known = known_on(bought, day)
    judged = judge_rhythm(bought, known)
    stated = state_all(bought, known, ahead=AHEAD)["bg_nbd"]
    n, _ = bought.counted(day, day + AHEAD)
    _, year = bought.counted(day, day + YEAR)
    gone, named = there == 0, judged.is_slipping
    recent = (known.n > 0) & (known.silent <= YEAR)
    often = gone & (known.n_year >= 12) & (known.silent >= 90) & recent
    is_over = day + YEAR <= bought.day.max()
    stake = np.maximum(known.year_amount - stated.amount, 0)
    return {
        "named": named.sum(),
        "named gone": (named & gone).sum(),
        "named fell": (named & (n < known.n_year * AHEAD / YEAR / 2)).sum(),
        "recent gone": often.sum(),
        "seen gone": (often & named).sum(),
        "brier": brier(stated.chance[recent], n[recent] > 0),
        "apart": calibration_error(stated.chance[recent], n[recent] > 0),
        "stated": stake[named].sum() if is_over else 0.0,
        "lost": (known.year_amount - year)[named].sum() if is_over else 0.0,
    }


if __name__ == "__main__":
    published()
    million()
    companies()
