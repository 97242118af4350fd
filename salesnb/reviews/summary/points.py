"""The few points for next month: what the month raised, by gap times leverage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.months import YEAR, Month
from salesnb.reviews.summary.answerable import People, who_answers
from salesnb.reviews.summary.checked import subject_of

MOST = 5
WORTH = 0.01  # of a month's sales, in amount times leverage: what is smaller is no point


def rank_raised(raised: pd.DataFrame, leverage: Mapping[str, float]) -> pd.DataFrame:
    """Return what the month raised with share, value and place, the first to be done first.

    `leverage` is the share of what is at stake that a month's work can be expected to move, by what
    the work does (`lever`); value is the amount at stake, without its sign, times that share. What
    is to be acted on stands before what is to be watched; within both the largest value comes
    first, and what has no amount last.
    """
    share = raised["lever"].map(dict(leverage)).astype(float)
    value = raised["amount"].astype(float).abs() * share
    rows = raised.assign(share=share, value=value, is_watched=raised["status"].ne("act"))
    order = ["is_watched", "value", "decision"]
    rows = rows.sort_values(order, ascending=[True, False, True], na_position="last")
    rows = rows.drop(columns="is_watched").reset_index(drop=True)
    return rows.assign(place=np.arange(1, len(rows) + 1))


def with_owners(ranked: pd.DataFrame, people: People, due_on: dt.date) -> pd.DataFrame:
    """Return what was raised with owner_id and owner (`who_answers`), the day it is due, subject.

    subject: whom it speaks of, where it asks somebody of theirs; blank where it asks the firm.
    """
    rows = ranked.assign(**who_answers(ranked, people), due_on=pd.Timestamp(due_on))
    rows["subject"] = subject_of(ranked)
    return rows.astype({"due_on": "datetime64[ns]"})


def next_points(ranked: pd.DataFrame, sales: pd.DataFrame, *, month: Month) -> pd.DataFrame:
    """Return the first `MOST` of what was raised that are worth it, as `with_owners` has them.

    `sales` are month and net_amount. What brings less than `WORTH` of a month's sales (on average,
    of the year up to `month`) is no point; what has no amount may be one.
    """
    year = [str(month - back) for back in range(YEAR)]
    own = sales[sales["month"].isin(year)]
    usual = own["net_amount"].sum() / max(own["month"].nunique(), 1)
    rows = ranked[~(ranked["value"] < WORTH * usual)].head(MOST)
    return rows.assign(place=np.arange(1, len(rows) + 1)).reset_index(drop=True)


def due_day(month: Month, day: int, calendar: WorkCalendar) -> dt.date:
    """Return by when points of `month` are due: the last working day up to `day` of the next one.

    Where none lies in that month before it, the day itself.
    """
    following = month + 1
    last = following.first.replace(day=min(day, following.n_days))
    days = (last - dt.timedelta(days=back) for back in range(last.day))
    return next((one for one in days if calendar.is_working(one)), last)
