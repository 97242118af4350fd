"""Targets that no amount states: what is reached of those of the year, and who owes the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

GOALS = ["target_id", "goal", "goal_zh", "owner", "due_on", "state", "grade", "reached"]
GOALS += ["grade_text", "proof", "days_overdue"]
OWNERS = ["owner", "n_goals", "n_graded", "n_overdue", "n_open", "reached"]
HIGHEST = 4  # grade


def goals_of(facts: Mapping[str, pd.DataFrame], months: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Return goals and goal_owners of the targets that fall due within `months`.

    `facts` has 08_targets_goals where 08_targets was run: targets with due day, grade by their
    rubric (0 to 4) and the evidence reported. goals: those targets. goal_owners: per owner, and in
    all, how many there are, graded, overdue without a grade, not due yet; reached is the mean grade
    of those that were due, of the highest, one without a grade counting nought.
    """
    known = facts.get("08_targets_goals", pd.DataFrame(columns=GOALS))
    due = pd.to_datetime(known["due_on"]).dt.strftime("%Y-%m")
    rows = known.loc[due.isin(months).to_numpy(), GOALS].reset_index(drop=True)
    if rows.empty:
        return {"goals": rows, "goal_owners": pd.DataFrame(columns=OWNERS)}
    is_graded, is_overdue = rows["state"].eq("graded"), rows["state"].eq("overdue")
    parts = rows[["owner"]].assign(
        n_goals=1,
        n_graded=is_graded.astype("int64"),
        n_overdue=is_overdue.astype("int64"),
        n_open=(~is_graded & ~is_overdue).astype("int64"),
        grades=rows["grade"].where(is_graded, 0.0).astype("float64"),
    )
    sums = pd.concat([parts, parts.assign(owner="total")]).groupby("owner").sum().reset_index()
    judged = sums["n_graded"] + sums["n_overdue"]
    reached = (sums["grades"] / (HIGHEST * judged.where(judged > 0))).astype("float64")
    return {"goals": rows, "goal_owners": sums.assign(reached=reached)[OWNERS]}
