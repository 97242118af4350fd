"""Whom to call first: open instalments by the money that is likely to be late if nobody does."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.months import Month

AHEAD = {1: "one_month_share", 2: "two_months_share", 3: "three_months_share"}
CALLS = "collection_call"  # the topic of judgements on what a call brings
COLUMNS = [
    "instalment_id",
    "customer_id",
    "rep_id",
    "due_on",
    "open_amount",
    "days_past_due",
    "p_late",
    "expected_on",
    "latest_on",
    "unpaid_share",
    "promised_for",
    "expected_late_money",
    "call_gain",
    "author",
    "rank",
]


def worklist(
    payment_times: pd.DataFrame,
    owners: pd.DataFrame,
    promises: pd.DataFrame,
    judgements: pd.DataFrame,
    *,
    month: Month,
    ahead: int,
) -> pd.DataFrame:
    """Return open instalments in the order in which to call: most money late first.

    expected_late_money = what is left to pay x the chance that it is past due and unpaid `ahead`
    months from now. `owners`: customer_id, rep_id; `promises`: instalment_id, promised_for;
    `judgements` with topic `collection_call`: value, the share of that money which a call brings
    in, of a customer, else of a rep or all; call_gain is missing where nobody judged it.
    p_late is the chance that it is paid after its due day (1 where it is overdue).
    """
    rows = payment_times.astype({"customer_id": "str", "instalment_id": "str"})
    until = pd.Timestamp((month + ahead).last)
    unpaid = (1 - rows[AHEAD[ahead]]).clip(lower=0)
    is_due = pd.to_datetime(rows["due_on"]) < until
    rows["expected_late_money"] = (rows["open_amount"] * unpaid).where(is_due, 0.0).round(2)
    rows = rows.merge(owners, on="customer_id", how="left")
    rows = rows.merge(promises, on="instalment_id", how="left")
    rows = rows.rename(columns={"late_share": "p_late"})
    share, author = _judged(rows, judgements)
    rows["call_gain"] = (rows["expected_late_money"] * share).round(2)
    rows["author"] = author
    order = ["expected_late_money", "open_amount", "instalment_id"]
    rows = rows.sort_values(order, ascending=[False, False, True], kind="stable")
    return rows.assign(rank=np.arange(1, len(rows) + 1))[COLUMNS].reset_index(drop=True)


def _judged(rows: pd.DataFrame, judgements: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return what a call brings of each instalment's late money, and who judged it."""
    share = pd.Series(np.nan, index=rows.index)
    author = pd.Series("", index=rows.index)
    own = judgements[judgements["topic"] == CALLS]
    for one in own.sort_values(["customer_id", "rep_id"]).to_dict("records"):
        mine = pd.Series(True, index=rows.index)
        for column in ("customer_id", "rep_id"):
            if isinstance(one[column], str) and one[column]:
                mine &= rows[column] == one[column]
        share = share.mask(mine, one["value"])
        author = author.mask(mine, str(one["author"]))
    return share.clip(0, 1), author


def by_rep(listed: pd.DataFrame) -> pd.DataFrame:
    """Return what each rep has to collect: rep_id, n_instalments, open_amount, late money."""
    late = listed[listed["expected_late_money"] > 0]
    grouped = late.groupby("rep_id")
    found = grouped[["open_amount", "expected_late_money"]].sum().round(2)
    found.insert(0, "n_instalments", grouped["instalment_id"].count())
    return found.reset_index()
