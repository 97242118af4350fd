"""Who looks after each customer when the plan begins: dated shares, without those who have left."""

from __future__ import annotations

import pandas as pd

from salesnb.members import UNASSIGNED

NO_CREDIT = "overlay"  # the role that carries no credit


def owners_on(customer_reps: pd.DataFrame, reps: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return the shares of credit that hold on `day`: customer_id, owner, share, summing to 1.

    A rep who has left by then is `(unassigned)`: the customer waits for somebody. Customers for
    whom nothing is stated for that day are not there.
    """
    begun = ~(customer_reps["valid_from"] > day)
    goes_on = ~(customer_reps["valid_to"] <= day)
    counts = customer_reps["role"].ne(NO_CREDIT) & customer_reps["credit_share"].gt(0)
    held = customer_reps[begun & goes_on & counts]
    held = held.assign(owner=present(held["rep_id"], reps, day), share=held["credit_share"])
    summed = held.groupby(["customer_id", "owner"], sort=True)["share"].sum().reset_index()
    whole = summed.groupby("customer_id")["share"].transform("sum")
    return summed.assign(share=summed["share"] / whole)


def present(rep: pd.Series, reps: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """Return the reps, `(unassigned)` in place of those who have left by `day`."""
    gone = set(reps.loc[reps["left_on"] <= day, "rep_id"])
    return rep.where(~rep.isin(gone), UNASSIGNED)


def credited(
    cells: pd.DataFrame, owners: pd.DataFrame, reps: pd.DataFrame, day: pd.Timestamp
) -> pd.DataFrame:
    """Return cells credited to the owners of their customers; `amounts` are split by share.

    `cells` have `customer_id`, `rep_id` and `amount`. The rep that they came with stays as
    `came_with`; it stays the rep, too, where the customer has no owner on that day.
    """
    joined = cells.merge(owners, on="customer_id", how="left", sort=False)
    known = joined["owner"].notna()
    stays = present(joined["rep_id"], reps, day)
    share = joined["share"].fillna(1.0)
    return joined.assign(
        came_with=joined["rep_id"],
        rep_id=joined["owner"].where(known, stays).astype("str"),
        amount=joined["amount"] * share,
    ).drop(columns=["owner", "share"])
