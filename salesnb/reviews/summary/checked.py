"""What became of last month's points: who took them up, and what is still at stake."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from salesnb.months import Month
from salesnb.reviews.summary.answerable import MEMBERS

STATES = ("open", "late", "unknown", "accepted", "done")
OUTCOMES = ("gone", "less", "more", "no_amount", "not_judged")
CHECKED = ["place", "decision", "action", "before", "now", "change", "outcome", "state", "owner"]
CHECKED += ["due_on"]
OLDER = ["month", "decision", "state", "owner", "due_on"]


def check_points(
    asked: pd.DataFrame,
    accepted: pd.DataFrame,
    raised: pd.DataFrame,
    spoke: Collection[str],
    *,
    month: Month,
) -> dict[str, pd.DataFrame]:
    """Return what became of the points that the month before `month` asked for.

    `asked` has a row per point (place, decision, action, amount, subject), `accepted` one per entry
    of accepted.toml (month, decision, owner, due_on, done_on), `raised` one per matter of this
    month (keys, amount and whom it speaks of), `spoke` the workbooks that could judge this month.

    state: `open` without an entry, `done` with a day on which it was done up to the end of `month`,
    else `late` when it was due by then, else `accepted`. An entry for a decision that was not asked
    for is `unknown`: its name may be misspelt. outcome: `gone` (no longer raised, nought is at
    stake), `less` or `more` (less at stake than before, or not less), `no_amount` (raised again,
    and an amount is not known), `not_judged` (its workbook cannot judge this month, or the same is
    raised of somebody else).

    Frames: checked (`CHECKED`; now is at stake today, change is now less before), checked_counts
    (month, n_asked, a count per state and per outcome, n_not_compared (no_amount and not_judged);
    one row, none without points and entries), and older (`OLDER`): what was taken up of months
    before and is not done, late or not yet due.
    """
    answers = accepted[accepted["month"] == str(month - 1)]
    rows = _with_answers(asked, answers).merge(_today(raised), on="decision", how="left")
    rows["is_raised"] = rows["is_raised"].eq(True)
    rows["state"] = [_state(row, set(asked["decision"]), month) for _, row in rows.iterrows()]
    rows["outcome"] = [_outcome(row, spoke) for _, row in rows.iterrows()]
    rows["now"] = rows["now"].where(rows["outcome"].isin(["less", "more"]))
    rows["now"] = rows["now"].mask(rows["outcome"] == "gone", 0.0)
    rows["change"] = rows["now"] - rows["before"]
    texts = {name: rows[name].astype("object").fillna("") for name in ("action", "owner")}
    rows = rows.assign(**texts)[CHECKED]
    older = accepted[accepted["month"] < str(month - 1)]
    states = [_state(row, set(older["decision"]), month) for _, row in older.iterrows()]
    older = older.assign(state=states)
    return {
        "checked": rows,
        "checked_counts": _counts(rows, len(asked), month - 1),
        "older": older.loc[older["state"] != "done", OLDER],
    }


def _with_answers(asked: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the points, and behind them the entries that answer none, with their place."""
    points = asked[["place", "decision", "action", "amount", "subject"]]
    answers = answers[["decision", "owner", "due_on", "done_on"]]
    rows = points.merge(answers, on="decision", how="outer")
    rows = rows.sort_values(["place", "decision"], kind="stable").reset_index(drop=True)
    before = rows.pop("amount").astype(float).abs()
    return rows.assign(place=range(1, len(rows) + 1), before=before)


def _today(raised: pd.DataFrame) -> pd.DataFrame:
    """Return what is raised today under each of its names: decision, now, of_today, is_raised."""
    rows = raised[["keys", "amount"]].assign(of_today=subject_of(raised), is_raised=True)
    rows["decision"] = rows["keys"].str.split()
    rows = rows.explode("decision").astype({"decision": "str"})
    rows = rows.drop_duplicates("decision").rename(columns={"amount": "now"})
    return rows.astype({"now": "float64"})[["decision", "now", "of_today", "is_raised"]]


def subject_of(raised: pd.DataFrame) -> pd.Series:
    """Return of whom a matter asks that somebody answers for one of them; blank for all others."""
    named = pd.Series("", raised.index, dtype="str")
    for name in MEMBERS:
        named = named + " " + raised[name].astype("str")
    return named.str.strip().where(raised["asks"].ne(""), "")


def _state(row: pd.Series, asked: set[str], month: Month) -> str:
    if row["decision"] not in asked:
        return "unknown"
    if pd.isna(row["due_on"]):
        return "open"
    end = pd.Timestamp(month.last)
    if pd.notna(row["done_on"]) and row["done_on"] <= end:
        return "done"
    return "late" if row["due_on"] <= end else "accepted"


def _outcome(row: pd.Series, spoke: Collection[str]) -> str:
    if row["state"] == "unknown" or row["decision"].partition(".")[0] not in spoke:
        return "not_judged"
    if not row["is_raised"]:
        return "gone"
    if row["subject"] and row["subject"] != row["of_today"]:
        return "not_judged"
    if pd.isna(row["before"]) or pd.isna(row["now"]):
        return "no_amount"
    return "less" if row["now"] < row["before"] else "more"


def _counts(rows: pd.DataFrame, n_asked: int, asked_in: Month) -> pd.DataFrame:
    counted = {f"n_{state}": int((rows["state"] == state).sum()) for state in STATES}
    own = rows[rows["state"] != "unknown"]
    counted |= {f"n_{one}": int((own["outcome"] == one).sum()) for one in OUTCOMES}
    counted["n_not_compared"] = counted["n_no_amount"] + counted["n_not_judged"]
    whole = pd.DataFrame([{"month": str(asked_in), "n_asked": n_asked, **counted}])
    return whole if len(rows) else whole.head(0)
