"""What whoever knew a simulated company's truth would say of its open deals on a day."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import expit

from salesnb.demo.deals.courses import KINDS, MONTH_DAYS, effective, skills
from salesnb.demo.deals.deals import all_deals
from salesnb.demo.deals.touches import USUAL_HOURS
from salesnb.demo.truths.truth import Truth

STAGES = ("prospecting", "qualified", "proposal", "negotiation")
DRAWS = 300


def oracle(truth: Truth, seen: pd.DataFrame, *, seed: int = 0) -> np.ndarray:
    """Return the chance that each deal is won, given what had happened by the day and the truth.

    `seen`: opportunity_id, age in months, stage, touches by kind. How long it takes, what is still
    done in it and the shock of its closing month are not known to anybody on the day; they are
    drawn from the truth, given how old the deal is, how much was done in it and its stage.
    """
    rng = np.random.default_rng(seed)
    course = all_deals(truth)
    own = course.deals.set_index("opportunity_id").loc[seen["opportunity_id"]]
    age = seen["age"].to_numpy(float) * MONTH_DAYS
    length = _lengths(rng, truth, age)
    months = length / MONTH_DAYS
    counts = seen[[f"touches_{kind}" for kind in KINDS]].to_numpy(float)
    win = truth.winning
    rates = np.array(win.touch_rates)
    work = rng.gamma(
        win.touch_spread + counts.sum(axis=1),
        1 / (win.touch_spread + rates.sum() * age / MONTH_DAYS),
        (DRAWS, len(own)),
    )
    ahead = rng.poisson((np.maximum(months - age / MONTH_DAYS, 0) * work)[..., None] * rates)
    done = effective(truth, counts + ahead) @ np.array(win.touches)
    size = np.log(own["amount"].to_numpy()) - truth.deals.amount_log_mean
    logit = (
        win.base
        + win.of_lead * (own["lead"].to_numpy() >= 0)
        + own["source_win"].to_numpy()
        + np.array([0.0, *win.rivals])[own["rival"]]
        + np.array(win.levers)[own["lever"]]
        + done
        + win.late * np.maximum(months - win.late_after, 0)
        + win.by_amount * size
        + win.by_influence * own["influence"].to_numpy()
        + own["rep_id"].map(skills(truth)).to_numpy()
    )
    sd = np.sqrt(win.correlation / (1 - win.correlation) * np.pi**2 / 3)
    chance = expit(logit + rng.normal(0, sd, logit.shape))
    return _given_stage(truth, chance, age / length, seen["stage"])


def _lengths(rng: np.random.Generator, truth: Truth, age: np.ndarray) -> np.ndarray:
    """Return draws of each deal's whole length in days, given that it was open at its age."""
    from scipy.stats import gamma

    deals = truth.deals
    passed = gamma.cdf(
        np.maximum(age - deals.cycle_least, 0), deals.cycle_shape, 0, deals.cycle_scale
    )
    u = passed + (1 - passed) * rng.random((DRAWS, len(age)))
    found = gamma.ppf(u, deals.cycle_shape, 0, deals.cycle_scale) + deals.cycle_least
    return np.maximum(found, age + 0.5)


def _given_stage(
    truth: Truth, chance: np.ndarray, part: np.ndarray, stages: pd.Series
) -> np.ndarray:
    """Return the mean chance, each draw weighted by how well it explains the stage reached."""
    from scipy.stats import binom

    k, part = np.array([STAGES.index(one) for one in stages]), np.clip(part, 0.001, 0.999)
    if_won = binom.pmf(k, len(STAGES) - 1, part)
    after = zip(range(len(STAGES)), truth.deals.lost_after, strict=True)
    if_lost = sum(share * binom.pmf(k, n, part) for n, share in after)
    won, lost = (chance * if_won).mean(axis=0), ((1 - chance) * if_lost).mean(axis=0)
    return np.asarray(won / (won + lost))


def hours_ahead(truth: Truth, seen: pd.DataFrame, *, seed: int = 1) -> np.ndarray:
    """Return the hours that each deal is expected to take yet, by whoever knows the truth."""
    rng = np.random.default_rng(seed)
    win = truth.winning
    age = seen["age"].to_numpy(float)
    left = np.maximum(_lengths(rng, truth, age * MONTH_DAYS) / MONTH_DAYS - age, 0)
    counts = seen[[f"touches_{kind}" for kind in KINDS]].sum(axis=1).to_numpy(float)
    rate = np.array(win.touch_rates)
    work = (win.touch_spread + counts) / (win.touch_spread + rate.sum() * age)
    a_month = sum(r * USUAL_HOURS[kind] for r, kind in zip(rate, KINDS, strict=True))
    return np.asarray(left.mean(axis=0) * work * a_month)


def hours_done(truth: Truth, seen: pd.DataFrame, day: pd.Timestamp) -> np.ndarray:
    """Return the hours that each deal took after a day, to its end."""
    course = all_deals(truth)
    place = pd.Index(course.deals["opportunity_id"]).get_indexer(pd.Index(seen["opportunity_id"]))
    own = course.touches[course.touches["day"] > day]
    hours = own["kind"].map(dict(enumerate(USUAL_HOURS[kind] for kind in KINDS)))
    return hours.groupby(own["deal"]).sum().reindex(place).fillna(0.0).to_numpy(float)
