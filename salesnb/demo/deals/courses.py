"""What becomes of deals: how long they take, what is done in them, and whether they are won.

A course is the truth of a deal to its end, also after the export. What people knew and wrote
down of it is in `deal_histories`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.demo.base import names
from salesnb.demo.base.streams import stream
from salesnb.demo.base.workdays import DAY, between, on_workday
from salesnb.demo.customers import masters
from salesnb.demo.truths.truth import Truth

RIVALS = ("", *(rival for rival, *_ in names.COMPETITORS))
LEVERS = ("profit", "service", "help", "other")
KINDS = ("call", "visit", "message", "meeting", "sample", "offer")
MONTH_DAYS = 30.4
AUTHORITY_REGIONS = {row[5] for row in names.ORGANISATIONS if row[3] == "authority"}


@dataclass(frozen=True)
class Courses:
    """Deals to their end, and the touches in them.

    `deals`: created_on, closed_on, region_id, lead and customer (places, -1 without), log_size,
    source_win, influence, amount, rival and lever (places in RIVALS, LEVERS), product_group,
    sales_method_id, is_tender, rep_id, logit (without the month's shock), is_won.
    `touches`: deal (place), kind (place in KINDS), day.
    """

    deals: pd.DataFrame
    touches: pd.DataFrame


def courses(name: str, truth: Truth, started: pd.DataFrame) -> Courses:
    """Return how deals went that began with `started`, drawn from the stream `name`.

    `started` has created_on, region_id, lead, customer, log_size, source_win and influence.
    """
    rng = stream(truth.seed, name)
    table = _met(rng, truth, started.reset_index(drop=True))
    touched = _touches(rng, truth, table)
    counts = touch_counts(touched, len(table))
    table["logit"] = logits(truth, table, counts, table["closed_on"].to_numpy())
    table["logit"] += table["rep_id"].map(skills(truth)).to_numpy()
    shock = shocks(truth)[month_places(truth, table["closed_on"].to_numpy())]
    noise = rng.logistic(0, 1, len(table))
    return Courses(table.assign(is_won=table["logit"] + shock + noise > 0), touched)


def _met(rng: np.random.Generator, truth: Truth, started: pd.DataFrame) -> pd.DataFrame:
    """Return deals with their length, size, rep, rival, lever and how they are sold."""
    table, n, deals = started.copy(), len(started), truth.deals
    days = np.round(rng.gamma(deals.cycle_shape, deals.cycle_scale, n)).astype("int64")
    created = table["created_on"].to_numpy().astype("datetime64[D]")
    closed = on_workday(created + (days + deals.cycle_least).astype(DAY))
    table["closed_on"] = closed.astype("datetime64[s]")
    usual = deals.amount_log_mean + deals.amount_by_size * table["log_size"]
    amount = np.exp(usual + rng.normal(0, deals.amount_log_sd, n))
    table["amount"] = np.maximum(1000.0, amount.round(-3))
    table["rep_id"] = members(staff(truth), table["region_id"], rng.integers(0, 10_000, n))
    table["rival"] = rng.choice(len(RIVALS), n, p=deals.rival_shares)
    table["lever"] = rng.choice(len(LEVERS), n, p=deals.lever_shares)
    is_tender = rng.random(n) < deals.tender_share
    table["sales_method_id"] = np.where(is_tender, "S3", "S1")
    is_public = table["region_id"].isin(AUTHORITY_REGIONS).to_numpy()
    table["is_tender"] = is_tender & is_public & (rng.random(n) < deals.tender_known)
    table["product_group"] = rng.choice([group for group, *_ in names.PRODUCT_GROUPS], n)
    return table


def staff(truth: Truth) -> dict[str, list[str]]:
    """Return the reps who are still there by city; all of them where a city has none."""
    people = masters.reps(truth)
    here = people[people["left_on"].isna()]
    teams = here.groupby("region_id")["rep_id"].agg(list).to_dict()
    return {one: teams.get(one, here["rep_id"].tolist()) for one in masters.leaf_regions()}


def members(teams: dict[str, list[str]], regions: pd.Series, places: np.ndarray) -> list[str]:
    """Return one rep of the team of each region, by a place that may exceed the team."""
    pairs = zip(regions, places.tolist(), strict=True)
    return [teams[region][k % len(teams[region])] for region, k in pairs]


def _touches(rng: np.random.Generator, truth: Truth, deals: pd.DataFrame) -> pd.DataFrame:
    """Return the touches of deals: more in long ones, and in those worked on more."""
    win, n = truth.winning, len(deals)
    created, closed = (
        deals[name].to_numpy().astype("datetime64[D]") for name in ("created_on", "closed_on")
    )
    months = (closed - created).astype("int64") / MONTH_DAYS
    work = rng.gamma(win.touch_spread, 1 / win.touch_spread, n)
    counts = rng.poisson((months * work)[:, None] * np.array(win.touch_rates))
    deal, kind = np.nonzero(counts)
    again = counts[deal, kind]
    deal, kind = np.repeat(deal, again), np.repeat(kind, again)
    day = between(rng, created[deal], closed[deal])
    return pd.DataFrame({"deal": deal, "kind": kind, "day": day.astype("datetime64[s]")})


def touch_counts(touches: pd.DataFrame, n_deals: int) -> np.ndarray:
    """Return the number of touches of each deal (rows) and kind (columns)."""
    cell = touches["deal"].to_numpy() * len(KINDS) + touches["kind"].to_numpy()
    counts = np.bincount(cell.astype("int64"), minlength=n_deals * len(KINDS))
    return counts.reshape(n_deals, len(KINDS))


def effective(truth: Truth, counts: np.ndarray) -> np.ndarray:
    """Return what numbers of touches count for, with saturation."""
    most = truth.winning.touch_saturation
    return most * (1 - np.exp(-counts / most))


def logits(truth: Truth, deals: pd.DataFrame, counts: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Return the logit of winning if deals closed on `days` after `counts` touches.

    Without the rep's skill and the month's shock.
    """
    win = truth.winning
    created = deals["created_on"].to_numpy().astype("datetime64[D]")
    age = (np.asarray(days, "datetime64[D]") - created).astype("int64") / MONTH_DAYS
    size = np.log(deals["amount"].to_numpy()) - truth.deals.amount_log_mean
    return (
        win.base
        + win.of_lead * (deals["lead"].to_numpy() >= 0)
        + deals["source_win"].to_numpy()
        + np.array([0.0, *win.rivals])[deals["rival"]]
        + np.array(win.levers)[deals["lever"]]
        + effective(truth, counts) @ np.array(win.touches)
        + win.late * np.maximum(age - win.late_after, 0)
        + win.by_amount * size
        + win.by_influence * deals["influence"].to_numpy()
    )


def skills(truth: Truth) -> dict[str, float]:
    """Return the skill of each rep: what a rep adds to the logit of winning."""
    reps = masters.reps(truth)["rep_id"]
    drawn = stream(truth.seed, "rep skill").normal(0, truth.winning.skill_sd, len(reps))
    return dict(zip(reps, drawn.tolist(), strict=True))


def shocks(truth: Truth) -> np.ndarray:
    """Return the shock of each month to all deals closing in it, five years beyond the last one.

    Its variance makes the latent variables of two deals of a month correlate as planted.
    """
    share = truth.winning.correlation
    sd = np.sqrt(share / (1 - share) * np.pi**2 / 3)
    return stream(truth.seed, "deal shocks").normal(0, sd, truth.n_months + 60)


def month_places(truth: Truth, days: np.ndarray) -> np.ndarray:
    """Return the place of the month of each day: 0 is the company's first."""
    month = np.asarray(days, "datetime64[M]").astype("int64") + 1970 * 12
    return np.minimum(month - truth.months[0].ordinal, truth.n_months + 59)
