"""From the first trace to the first order: how many come on, how long it takes, who still waits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.months import Month
from salesnb.prospects.sources.shares import wilson
from salesnb.prospects.sources.waiting import curve
from salesnb.prospects.sources.worth import DAY_SECONDS, MONTH_DAYS

LEAST = 20  # who came, to tell by them who is late
LATE = 0.95  # of those who came had come by then


@dataclass(frozen=True)
class Step:
    """One step: from which day, to which, for whom, and on which day it became impossible."""

    name: str
    starts: tuple[str, ...]  # the first of these days that is known
    comes: str
    only: str = ""  # the flag that leads have who can take it
    ends: str = ""  # the flag of those who cannot any more, with the day in `ends_on`
    ends_on: str = ""


STEPS = (
    Step("called", ("created_on",), "called_on"),
    Step("valid", (), "is_valid"),
    Step("filed", ("decided_on",), "filed_on", only="is_valid"),
    Step("deal", ("filed_on", "decided_on", "created_on"), "deal_on", only="can_deal"),
    Step(
        "won", ("deal_on", "created_on"), "won_on", "can_win", ends="is_lost", ends_on="closed_on"
    ),
    Step("buys", ("won_on",), "first_order_on", only="is_new"),
)
COLUMNS = [
    *("step", "n_in", "n_came", "n_out", "n_waiting", "n_late", "n_backwards"),
    *("share", "low", "high", "half_days", "half_low", "half_high"),
]


def funnel(leads: pd.DataFrame, *, month: Month, horizon: int) -> pd.DataFrame:
    """Return one row per step that anybody has taken; `leads` are `journeys`.

    n_in could take it, n_came did, n_out cannot any more, n_waiting still may; n_late of them have
    waited longer than nearly all who came (`LATE`). `share` is that of those who come within
    `horizon` months of the step before, who wait being counted for as long as they have; half_days
    is the time by which half of those have come. A step dated before its start counts as taken at
    once and in `n_backwards`.
    """
    ready = leads.assign(
        won_on=leads["closed_on"].where(leads["is_won"]),
        can_deal=leads["is_valid"].fillna(True).astype(bool),
        can_win=leads["deal_on"].notna() if leads["deal_on"].notna().any() else True,
        is_new=~leads["is_known"],
    )
    rows = [_row(step, ready, month, horizon) for step in STEPS if _is_taken(step, ready)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _is_taken(step: Step, leads: pd.DataFrame) -> bool:
    if step.name == "valid":
        return bool((leads["is_valid"] == False).fillna(False).any())  # noqa: E712
    return bool(leads[step.comes].notna().any())


def _row(step: Step, leads: pd.DataFrame, month: Month, horizon: int) -> tuple:
    if step.name == "valid":
        return _validity(leads)
    own = leads[leads[step.only].fillna(False).astype(bool)] if step.only else leads
    start = own[list(step.starts)].bfill(axis=1).iloc[:, 0]
    own, start = own[start.notna()], start[start.notna()]
    came = own[step.comes]
    is_out = own[step.ends] & came.isna() if step.ends else pd.Series(False, index=own.index)
    ended = own[step.ends_on].where(is_out) if step.ends else came
    until = came.fillna(ended).fillna(pd.Timestamp(month.last))
    days = (until - start).dt.total_seconds().to_numpy(float) / DAY_SECONDS
    found = curve(days, np.select([came.notna(), is_out], [1, 2], 0))
    until_days = horizon * MONTH_DAYS
    n_came, n_out = int(came.notna().sum()), int(is_out.sum())
    n_back = int(((days < 0) & came.notna()).sum())
    waits = (came.isna() & ~is_out).to_numpy()
    late = waits & (n_came >= LEAST) & (days > np.quantile(np.maximum(days[came.notna()], 0), LATE))
    if step.name == "won" and leads["deal_on"].isna().all():
        late[:] = False  # who never answered is not forgotten
    counts = (len(own), n_came, n_out, int(waits.sum()), int(late.sum()), n_back)
    return (step.name, *counts, *found.at(until_days), *found.halfway(until_days))


def _validity(leads: pd.DataFrame) -> tuple:
    """Return the step that the call itself decides: without a time of its own."""
    known = leads[leads["is_valid"].notna()]
    n, of = int(known["is_valid"].astype(bool).sum()), len(known)
    called = leads["called_on"].notna() & leads["is_valid"].isna()
    low, high = wilson(np.array([float(n)]), np.array([float(of)]))
    counts = (of, n, of - n, int(called.sum()), 0, 0)
    return ("valid", *counts, n / of, float(low[0]), float(high[0]), np.nan, np.nan, np.nan)
