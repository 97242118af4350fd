"""What became of last month's work: done, or left over for this one."""

from __future__ import annotations

import pandas as pd

from salesnb.actions.ground import Ground, looked_up
from salesnb.actions.hours.response import held_in
from salesnb.actions.hours.work import COLLECT, DEAL, KINDS, PROSPECT, VISIT

FOLLOWED = ["kind", "n_planned", "n_done", "n_left", "done_share", "hours_left", "rests_on"]
ISSUED, TABLE = "issued_plan", "visits"
# Without this artefact of the month nothing tells whether such work was done.
TOLD_BY = {COLLECT: "collection_worklist", DEAL: "deal_forecast", PROSPECT: "prospects"}


def follow(ground: Ground, before: pd.DataFrame | None) -> tuple[pd.DataFrame, pd.Series]:
    """Return what became of last month's work by kind (`FOLLOWED`), and what is left over.

    `before`: `action_plan` as issued a month before, one row per piece of work and turn. Left over:
    the number of times by action_id. Visits are those that the table has as planned for the
    month, since these the reps were given; those of the issued plan where it has none.
    """
    rows = _planned(ground, before)
    if rows.empty:
        return pd.DataFrame(columns=FOLLOWED), pd.Series(dtype=int)
    done = _done(ground, rows)
    rows = rows.assign(done=done, left=rows["times"] - done)
    sums = rows.assign(hours_left=rows["left"] * rows["hours"]).groupby("kind")
    table = sums[["times", "done", "left", "hours_left"]].sum()
    names = {"times": "n_planned", "done": "n_done", "left": "n_left"}
    table = table.assign(rests_on=sums["rests_on"].first()).rename(columns=names)
    table = table.reindex([one for one in KINDS if one in table.index]).reset_index()
    left = rows[rows["left"] > 0].set_index("action_id")["left"].astype(int)
    return table.assign(done_share=table["n_done"] / table["n_planned"])[FOLLOWED], left


def _planned(ground: Ground, before: pd.DataFrame | None) -> pd.DataFrame:
    """Return last month's work, a row each with its times, hours of one, and what it rests on."""
    own = _planned_visits(ground).assign(rests_on=TABLE)
    if before is None or before.empty:
        return own
    rows = before.groupby(["action_id", "kind"], as_index=False).agg(
        customer_id=("customer_id", "first"),
        subject=("subject", "first"),
        times=("turn", "size"),
        hours=("hours", "first"),
    )
    told = [kind for kind, name in TOLD_BY.items() if name in ground.used]
    told += [VISIT] if own.empty else []
    issued = rows[rows["kind"].isin(told)].assign(rests_on=ISSUED)
    return pd.concat([one for one in (own, issued) if len(one)] or [own], ignore_index=True)


def _done(ground: Ground, rows: pd.DataFrame) -> pd.Series:
    """Return how often each piece of work was done in the closed month, at most as planned.

    A visit is done when one was held (of those that the table has as planned, one of these); a call
    for money when nothing of the customer is overdue; a deal when it closed or was touched; a
    prospect when it no longer waits for a call.
    """
    held = held_in(ground.facts["visits"], [str(ground.month)])
    as_planned = held[held["planned_on"].notna() & (held["status"] != "unplanned")]
    own, every = (
        looked_up(rows["customer_id"], one.groupby(one["customer_id"].astype("str")).size())
        for one in (as_planned, held)
    )
    visits = own.where(rows["rests_on"] == TABLE, every)
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
    """Return the visits of the closed month that the table has as planned before."""
    visits = ground.facts["visits"]
    month = pd.to_datetime(visits["visit_date"]).dt.strftime("%Y-%m")
    kept = (month == str(ground.month)) & visits["planned_on"].notna()
    kept &= visits["status"] != "unplanned"
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
