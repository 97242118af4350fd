"""How late instalments are paid: by settlement, by customer, sooner after a visit to collect."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base.streams import stream
from salesnb.demo.customers import masters
from salesnb.demo.customers.traits import traits_of
from salesnb.demo.field import visits
from salesnb.demo.truths.truth import Truth

MONTH_DAYS = 30.4
KEY = 10**6  # above any day number: customers and days in one number


def days_late(
    rng: np.random.Generator, truth: Truth, bills: pd.DataFrame, terms: np.ndarray
) -> np.ndarray:
    """Return how many days after its due day each instalment is paid; prepayments come earlier.

    `terms` has the mean and the spread of each instalment's settlement. A delay after a visit to
    collect is the stated share shorter; all are longer by what such visits usually shorten, so
    that visiting leaves the level of the company alone.
    """
    mean, sd = terms.astype(float)
    place = pd.Index(masters.customer_ids(truth)).get_indexer(pd.Index(bills["customer_id"]))
    noise = sd * np.abs(rng.normal(size=len(bills)))
    late = mean * traits_of(truth).lateness[place] + noise
    shorter = truth.field_work.collect_shortens
    factor = 1 - shorter * is_visited(truth, place, bills["due_on"])
    usual = 1 - shorter * usually_visited(truth)[place]
    late = np.where(late > 0, late * factor / usual, late)
    return np.maximum(np.round(late), np.where(mean < 0, -3, 0)).astype("int64")


def usually_visited(truth: Truth) -> np.ndarray:
    """Return how probable a held visit to collect is within the window, by customer."""
    work = truth.field_work
    share = sum(aim.share for aim in work.aims if aim.id == work.collect_aim)
    held = visits.rates(truth) * (1 - truth.conduct.visit_cancelled_share) * share
    return 1 - np.exp(-held * work.collect_window / MONTH_DAYS)


def is_visited(truth: Truth, place: np.ndarray, due_on: pd.Series) -> np.ndarray:
    """Return which instalments a held, real visit to collect came before, within the window.

    `place` is that of the customer. Before the months of the table of visits they are drawn.
    """
    due = due_on.to_numpy().astype("datetime64[D]").astype("int64")
    first = np.datetime64(truth.months[-visits.VISIT_MONTHS].first).astype("int64")
    days = truth.field_work.collect_window
    made = visits.calendar(truth)
    made = made[made["is_real"] & (made["aim"] == truth.field_work.collect_aim)]
    who = pd.Index(masters.customer_ids(truth)).get_indexer(pd.Index(made["customer_id"]))
    day = made["visit_date"].to_numpy().astype("datetime64[D]").astype("int64")
    known = np.sort(who * KEY + day)
    until = np.searchsorted(known, place * KEY + due, side="right")
    since = np.searchsorted(known, place * KEY + due - days, side="right")
    drawn = stream(truth.seed, "early visits to collect").random(len(due))
    return np.where(due - days < first, drawn < usually_visited(truth)[place], until > since)
