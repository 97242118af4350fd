"""The visits of the planned month, which sheets are made for."""

from __future__ import annotations

import pandas as pd

from salesnb.members import NOBODY
from salesnb.months import Month

PLANNED = "visit_key rep_id customer_id slot visit_date"


def planned_visits(
    visits: pd.DataFrame, plan: pd.DataFrame | None, *, month: Month
) -> pd.DataFrame:
    """Return the visits of the month after `month` (`PLANNED`), by rep, day and customer.

    From the artefact `visit_plan` where it is there; else the visits that the company has planned
    for that month already, under their own identifiers. slot counts the visits of a rep to a
    customer in the month.
    """
    if plan is not None and len(plan):
        found = plan.assign(visit_date=pd.to_datetime(plan["visit_date"]))
        texts = ("visit_key", "rep_id", "customer_id")
        found = found.assign(**{name: found[name].astype(str) for name in texts})
        return _in_order(found)
    ahead = month + 1
    first, last = pd.Timestamp(ahead.first), pd.Timestamp(ahead.last)
    own = visits[(visits["status"] == "planned") & visits["visit_date"].between(first, last)]
    own = own[~own["customer_id"].isin(NOBODY) & ~own["rep_id"].isin(NOBODY)]
    own = own.sort_values(["visit_date", "visit_id"])
    slot = own.groupby(["rep_id", "customer_id"]).cumcount() + 1
    return _in_order(own.assign(visit_key=own["visit_id"], slot=slot))


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    order = ["rep_id", "visit_date", "visit_key"]
    return rows[PLANNED.split()].sort_values(order, ignore_index=True)
