"""What became of last month's work: done, or left over for this one."""

from __future__ import annotations

import pandas as pd

from salesnb.actions.ground import Ground, looked_up
from salesnb.actions.hours.response import held_in
from salesnb.actions.hours.work import COLLECT, DEAL, KINDS, PROSPECT, VISIT

FOLLOWED = ["kind", "n_planned", "n_done", "n_left", "done_share", "hours_left"]
ISSUED, TABLE, NONE = "issued_plan", "visits", "none"


def follow(ground: Ground, before: pd.DataFrame | None) -> tuple[pd.DataFrame, pd.Series, str]:
    """Return what became of last month's work by kind (`FOLLOWED`), what is left over, and by what.

    `before`: `action_plan` as issued a month before, one row per piece of work and turn. Left over:
    the number of times by action_id. Without a plan, planned visits of the table that were not held
    in the month count (basis visits), else nothing can be told (none).
    """
    if before is not None and len(before):
        rows = before.groupby(["action_id", "kind"], as_index=False).agg(
            customer_id=("customer_id", "first"),
            subject=("subject", "first"),
            times=("turn", "size"),
            hours=("hours", "first"),
        )
        basis = ISSUED
    else:
        rows, basis = _planned_visits(ground), TABLE
    if rows.empty:
        return pd.DataFrame(columns=FOLLOWED), pd.Series(dtype=int), NONE
    done = _done(ground, rows)
    rows = rows.assign(done=done, left=rows["times"] - done)
    sums = rows.assign(hours_left=rows["left"] * rows["hours"]).groupby("kind")
    table = sums[["times", "done", "left", "hours_left"]].sum().reindex(KINDS).dropna()
    table = table.reset_index().set_axis(
        ["kind", "n_planned", "n_done", "n_left", "hours_left"], axis=1
    )
    table["done_share"] = table["n_done"] / table["n_planned"]
    counts = dict.fromkeys(["n_planned", "n_done", "n_left"], int)
    left = rows[rows["left"] > 0].set_index("action_id")["left"].astype(int)
    return table.astype(counts)[FOLLOWED], left, basis


def _done(ground: Ground, rows: pd.DataFrame) -> pd.Series:
    """Return how often each piece of work was done in the closed month, at most as planned.

    A visit is done when one was held; a call for money when nothing of the customer is overdue; a
    deal when it closed or was touched; a prospect when it no longer waits for a call.
    """
    held = held_in(ground.facts["visits"], [str(ground.month)])
    visited = held.groupby(held["customer_id"].astype("str")).size()
    visits = looked_up(rows["customer_id"], visited)
    found = visits.where(rows["kind"] == VISIT, 0)
    waiting = {
        COLLECT: _overdue(ground),
        DEAL: _untouched(ground),
        PROSPECT: _uncalled(ground),
    }
    for kind, open_ones in waiting.items():
        is_done = (rows["kind"] == kind) & ~rows["subject"].isin(open_ones)
        found = found.where(~is_done, 1)
    return found.clip(upper=rows["times"]).astype(int)


def _overdue(ground: Ground) -> set[str]:
    rows = ground.used_frame("collection_worklist", "customer_id days_past_due")
    return set(rows.loc[rows["days_past_due"].astype(float) > 0, "customer_id"].astype("str"))


def _untouched(ground: Ground) -> set[str]:
    touches = ground.facts["touches"]
    month = pd.to_datetime(touches["touched_on"]).dt.strftime("%Y-%m")
    touched = set(touches.loc[month == str(ground.month), "opportunity_id"].astype("str"))
    rows = ground.used_frame("deal_forecast", "opportunity_id")
    return set(rows["opportunity_id"].astype("str")) - touched


def _uncalled(ground: Ground) -> set[str]:
    rows = ground.used_frame("prospects", "prospect_id place")
    return set(rows.loc[rows["place"].notna(), "prospect_id"].astype("str"))


def _planned_visits(ground: Ground) -> pd.DataFrame:
    """Return the visits that the table has as planned or cancelled in the closed month."""
    visits = ground.facts["visits"]
    month = pd.to_datetime(visits["visit_date"]).dt.strftime("%Y-%m")
    kept = (month == str(ground.month)) & (visits["status"] != "unplanned")
    n = visits[kept].groupby(visits.loc[kept, "customer_id"].astype("str")).size()
    return pd.DataFrame(
        {
            "action_id": VISIT + ":" + n.index.astype("str"),
            "kind": VISIT,
            "customer_id": n.index.astype("str"),
            "subject": n.index.astype("str"),
            "times": n.to_numpy(int),
            "hours": ground.rules.hours_per_visit,
        }
    )
