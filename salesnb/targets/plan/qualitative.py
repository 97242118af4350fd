"""Targets that no amount states: what each was graded, whose are overdue, and in all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from salesnb.members import TOTAL
from salesnb.months import Month

BEST = 4  # the highest grade
SOON = 92  # days ahead from which on a target without a grade counts as due soon
GOALS = ["target_id", "goal", "goal_zh", "owner", "due_on", "shows", "kpi_id", "state", "grade"]
GOALS += ["reached", "grade_text", "done_share", "proof", "done_on", "days_overdue"]
OWNERS = ["owner", "n_targets", "n_graded", "n_open", "n_overdue", "reached"]
BASIS = ["scope", "n_targets", "n_settled", "n_unstated"]


def judge_goals(
    stated: pd.DataFrame, milestones: pd.DataFrame, *, month: Month, year_start: int = 1
) -> dict[str, pd.DataFrame]:
    """Return targets that no amount states, with the grade known at the month's end: three frames.

    `stated` are the entries of [[qualitative]] in controls.toml, `milestones` the table that
    grades them, by identifier. `goals`: a row per target that is due in the month's fiscal year or
    later, or has no grade; `state` is graded, overdue, soon or later, `reached` the grade as a part
    of the highest, missing where there is none. A milestone that is done after the month's end has
    no grade yet. `goal_owners`: per owner, and in all, how many there are and what the graded ones
    reached on average. `goals_basis`: one row, with how many targets of earlier years are settled
    and how many milestones of kind qualitative nobody stated as a target.
    """
    ends = pd.Timestamp(month.last)
    graded = _graded(stated, milestones, ends)
    begins = pd.Timestamp((month - (month.of_year(year_start) - 1)).first)
    is_kept = (graded["due_on"] >= begins) | graded["grade"].isna()
    goals = _with_states(graded[is_kept], ends)
    unstated = _unstated(stated, milestones)
    row = (TOTAL, len(goals), int((~is_kept).sum()), unstated)
    basis = pd.DataFrame([row] if len(goals) or unstated else [], columns=BASIS)
    return {"goals": goals, "goal_owners": _by_owner(goals), "goals_basis": basis}


def _graded(stated: pd.DataFrame, milestones: pd.DataFrame, ends: pd.Timestamp) -> pd.DataFrame:
    """Return the entries with what the milestones of the same identifier report by then."""
    reported = ["grade", "done_share", "evidence", "done_on"]
    known = milestones.reindex(columns=["milestone_id", *reported])
    known = known.rename(columns={"milestone_id": "target_id", "evidence": "proof"})
    entries = stated.rename(columns={"evidence": "shows"}).astype({"target_id": "str"})
    found = entries.merge(known.astype({"target_id": "str"}), on="target_id", how="left")
    found["done_on"] = pd.to_datetime(found["done_on"])
    found["due_on"] = pd.to_datetime(found["due_on"])
    is_later = found["done_on"] > ends
    found["grade"] = found["grade"].astype("float64").mask(is_later)
    found["done_on"] = found["done_on"].mask(is_later)
    has_proof = found["proof"].notna() & ~is_later
    found["proof"] = found["proof"].astype("object").where(has_proof, "").astype("str")
    return found


def _with_states(graded: pd.DataFrame, ends: pd.Timestamp) -> pd.DataFrame:
    """Return targets with their state, and the words of their grade."""
    found = graded.reset_index(drop=True)
    late = (ends - found["due_on"]).dt.days
    has_grade = found["grade"].notna()
    found["state"] = np.select(
        [has_grade, late >= 0, late > -SOON], ["graded", "overdue", "soon"], "later"
    )
    found["reached"] = found["grade"] / BEST
    found["grade_text"] = [_words(row) for row in found.to_dict("records")]
    found["days_overdue"] = late.where(found["state"] == "overdue")
    for name in ("due_on", "done_on"):
        found[name] = found[name].dt.strftime("%Y-%m-%d").fillna("")
    return found.reindex(columns=GOALS)


def _words(row: Mapping[Any, Any]) -> str:
    """Return what the grade of a target means, '' without one."""
    grade = row["grade"]
    return str(row[f"grade_{int(grade)}"]) if isinstance(grade, float) and grade == grade else ""


def _by_owner(goals: pd.DataFrame) -> pd.DataFrame:
    """Return how many targets each owner has, and what the graded ones reached; the total last."""
    if goals.empty:
        return pd.DataFrame(columns=OWNERS)
    every = pd.concat([goals, goals.assign(owner=TOTAL)])
    found = every.groupby("owner", sort=False).agg(
        n_targets=("target_id", "size"),
        n_graded=("grade", "count"),
        n_overdue=("state", lambda state: int((state == "overdue").sum())),
        reached=("reached", "mean"),
    )
    found["n_open"] = found["n_targets"] - found["n_graded"]
    return found.reset_index().reindex(columns=OWNERS)


def _unstated(stated: pd.DataFrame, milestones: pd.DataFrame) -> int:
    """Return how many qualitative milestones are no target of controls.toml."""
    if "kind" not in milestones:
        return 0
    is_one = milestones["kind"].astype("str") == "qualitative"
    known = milestones["milestone_id"].astype("str").isin(stated["target_id"].astype("str"))
    return int((is_one & ~known).sum())
