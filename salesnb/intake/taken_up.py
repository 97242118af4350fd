"""What the month before asked to decide: taken up or not, by whom, past due or done."""

from __future__ import annotations

import pandas as pd

from salesnb.months import Month

STATES = ("open", "late", "unknown", "accepted", "done")


def what_was_taken_up(
    asked: pd.DataFrame, accepted: pd.DataFrame, *, month: Month
) -> dict[str, pd.DataFrame]:
    """Return what became of the decisions that the month before `month` asked for.

    `asked` has a row per decision (decision, action, amount), `accepted` one per entry of
    accepted.toml (month, decision, owner, due_on, done_on). A decision is `open` without an entry,
    `done` with a day on which it was done up to the end of `month`, else `late` when it was due by
    then, else `accepted`. An entry for a decision that was not asked for is `unknown`: its name
    may be misspelt.

    Frames: taken_up (decision, action, amount, state, owner, due_on) and taken_up_counts (month,
    n_asked and a count per state; one row, none where nothing was asked).
    """
    answers = accepted[accepted["month"] == str(month - 1)]
    rows = asked[["decision", "action", "amount"]].merge(
        answers[["decision", "owner", "due_on", "done_on"]], on="decision", how="outer"
    )
    rows["state"] = [_state(row, set(asked["decision"]), month) for _, row in rows.iterrows()]
    texts = {name: rows[name].astype("object").fillna("") for name in ("action", "owner")}
    rows = rows.assign(**texts)
    columns = ["decision", "action", "amount", "state", "owner", "due_on"]
    return {"taken_up": rows[columns], "taken_up_counts": _counts(rows, len(asked), month - 1)}


def _state(row: pd.Series, asked: set[str], month: Month) -> str:
    if row["decision"] not in asked:
        return "unknown"
    if pd.isna(row["due_on"]):
        return "open"
    end = pd.Timestamp(month.last)
    if pd.notna(row["done_on"]) and row["done_on"] <= end:
        return "done"
    return "late" if row["due_on"] <= end else "accepted"


def _counts(rows: pd.DataFrame, n_asked: int, asked_in: Month) -> pd.DataFrame:
    counted = {f"n_{state}": int((rows["state"] == state).sum()) for state in STATES}
    whole = pd.DataFrame([{"month": str(asked_in), "n_asked": n_asked, **counted}])
    return whole if n_asked else whole.head(0)
