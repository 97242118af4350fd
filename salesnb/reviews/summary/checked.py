"""What became of last month's points: who took them up, and what is still at stake."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from salesnb.months import Month

STATES = ("open", "late", "unknown", "accepted", "done")
OUTCOMES = ("gone", "less", "more", "no_amount", "not_judged")
CHECKED = ["place", "decision", "action", "before", "now", "change", "outcome", "state", "owner"]
CHECKED += ["due_on"]
SUMS = ["before", "now", "change"]


def check_points(
    asked: pd.DataFrame,
    accepted: pd.DataFrame,
    raised: pd.DataFrame,
    spoke: Collection[str],
    *,
    month: Month,
) -> dict[str, pd.DataFrame]:
    """Return what became of the points that the month before `month` asked for.

    `asked` has a row per point (place, decision, action, amount), `accepted` one per entry of
    accepted.toml (month, decision, owner, due_on, done_on), `raised` one per matter of this month
    (decision, amount), `spoke` the workbooks that said something this month.

    state: `open` without an entry, `done` with a day on which it was done up to the end of `month`,
    else `late` when it was due by then, else `accepted`. An entry for a decision that was not asked
    for is `unknown`: its name may be misspelt. outcome: `gone` (no longer raised, nought is at
    stake), `less` or `more` (less at stake than before, or not less), `no_amount` (raised again,
    and an amount is not known), `not_judged` (its workbook says nothing this month).

    Frames: checked (`CHECKED`; now is at stake today, change is now less before) and checked_counts
    (month, n_asked, a count per state and per outcome, n_not_compared (no_amount and not_judged),
    and the sums of those whose amounts are known; one row, none where nothing was asked).
    """
    answers = accepted[accepted["month"] == str(month - 1)]
    answers = answers[["decision", "owner", "due_on", "done_on"]]
    rows = asked[["place", "decision", "action", "amount"]].merge(
        answers, on="decision", how="outer"
    )
    today = raised[["decision", "amount"]].rename(columns={"amount": "now"})
    rows = rows.rename(columns={"amount": "before"}).merge(
        today.assign(is_raised=True), on="decision", how="left"
    )
    rows["is_raised"] = rows["is_raised"].eq(True)
    rows = rows.sort_values(["place", "decision"], kind="stable").reset_index(drop=True)
    rows["place"] = range(1, len(rows) + 1)
    rows["state"] = [_state(row, set(asked["decision"]), month) for _, row in rows.iterrows()]
    rows["outcome"] = [_outcome(row, spoke) for _, row in rows.iterrows()]
    rows["now"] = rows["now"].mask(rows["outcome"] == "gone", 0.0).abs()
    rows["before"] = rows["before"].astype(float).abs()
    rows["change"] = rows["now"] - rows["before"]
    texts = {name: rows[name].astype("object").fillna("") for name in ("action", "owner")}
    rows = rows.assign(**texts)[CHECKED]
    return {"checked": rows, "checked_counts": _counts(rows, len(asked), month - 1)}


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
    if row["state"] == "unknown":
        return "not_judged"
    if not row["is_raised"]:
        return "gone" if row["decision"].partition(".")[0] in spoke else "not_judged"
    if pd.isna(row["before"]) or pd.isna(row["now"]):
        return "no_amount"
    return "less" if abs(row["now"]) < abs(row["before"]) else "more"


def _counts(rows: pd.DataFrame, n_asked: int, asked_in: Month) -> pd.DataFrame:
    counted = {f"n_{state}": int((rows["state"] == state).sum()) for state in STATES}
    own = rows[rows["state"] != "unknown"]
    counted |= {f"n_{one}": int((own["outcome"] == one).sum()) for one in OUTCOMES}
    counted["n_not_compared"] = counted["n_no_amount"] + counted["n_not_judged"]
    known = own[own["change"].notna()]
    sums = {name: float(known[name].sum()) if len(known) else float("nan") for name in SUMS}
    whole = pd.DataFrame([{"month": str(asked_in), "n_asked": n_asked, **counted, **sums}])
    return whole if n_asked else whole.head(0)
