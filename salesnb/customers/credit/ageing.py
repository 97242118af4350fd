"""How old is what customers owe? By instalment from its due day, in buckets that are free."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from salesnb.errors import UsageError
from salesnb.i18n import t
from salesnb.members import TOTAL, UNASSIGNED
from salesnb.methods.payment_ledger import Array

NOT_DUE = "not due"
COLUMNS = ["dimension", "node", "bucket", "from_days", "n_instalments", "open_amount"]
SUMS = ["dimension", "node", "open_amount", "not_due", "overdue", "overdue_share", "oldest"]
SHARE_UNITS = 1_000_000


def require_buckets(edges: Sequence[int]) -> None:
    """Raise `UsageError` unless the ends of buckets are whole days that rise from 0."""
    if not edges or edges[0] != 0 or any(b <= a for a, b in pairwise(edges)):
        raise UsageError(
            t("buckets {edges}: days past due must rise from 0", edges=list(edges)),
            fix=t(
                "write {line} under {section} in company.toml",
                line="overdue_days = [0, 30, 60, 90]",
                section="[rules]",
            ),
        )


def labels(edges: Sequence[int]) -> list[str]:
    """Return what the buckets are called: not due, 1–30, ..., > 90."""
    inner = [f"{a + 1}–{b}" for a, b in pairwise(edges)]
    return [NOT_DUE, *inner, f"> {edges[-1]}"]


def ageing(owed: pd.DataFrame, *, edges: Sequence[int]) -> pd.DataFrame:
    """Return what is owed by dimension, node and bucket of days past due.

    `owed` has dimension, node, days_past_due, open_amount (see `by_node`). A bucket ends at each of
    `edges`; what is due today is not overdue. Rows: dimension, node, bucket, from_days (its first
    day), n_instalments, open_amount; credits reduce their bucket. Every node has every bucket, so
    that they add up to what it owes.
    """
    require_buckets(edges)
    names = labels(edges)
    bucket = np.searchsorted(np.array(edges), owed["days_past_due"].to_numpy(), side="left")
    rows = owed.assign(bucket=bucket)
    grouped = rows.groupby(["dimension", "node", "bucket"])["open_amount"]
    found = pd.DataFrame({"n_instalments": grouped.count(), "open_amount": grouped.sum().round(2)})
    nodes = owed[["dimension", "node"]].drop_duplicates()
    every = nodes.merge(pd.DataFrame({"bucket": range(len(names))}), how="cross")
    full = every.merge(found.reset_index(), how="left").fillna({"n_instalments": 0})
    starts = np.array([0, *(edge + 1 for edge in edges)])
    full["from_days"] = starts[full["bucket"].to_numpy(int)]
    full["bucket"] = np.array(names, dtype=object)[full["bucket"].to_numpy(int)]
    return full.fillna({"open_amount": 0.0})[COLUMNS]


def overdue_by_node(owed: pd.DataFrame) -> pd.DataFrame:
    """Return one row per dimension and node: owed, not due, overdue, and days of the oldest.

    dimension, node, open_amount, not_due, overdue, overdue_share, oldest (days past due).
    """
    late = owed["days_past_due"] > 0
    rows = owed.assign(
        overdue=owed["open_amount"].where(late, 0.0),
        oldest=owed["days_past_due"].where(late & (owed["open_amount"] > 0)),
    )
    grouped = rows.groupby(["dimension", "node"])
    found = grouped[["open_amount", "overdue"]].sum().round(2)
    found["oldest"] = grouped["oldest"].max()
    found["not_due"] = (found["open_amount"] - found["overdue"]).round(2)
    base = found["open_amount"].where(found["open_amount"] > 0)
    found["overdue_share"] = found["overdue"] / base
    return found.reset_index()[SUMS]


def by_node(
    open_instalments: pd.DataFrame, customers: pd.DataFrame, shares: pd.DataFrame
) -> pd.DataFrame:
    """Return open instalments under the firm, their customer, region and reps.

    `customers`: customer_id, region_id, rep_id; `shares`: customer_id, rep_id, share (see
    `rep_shares`): a customer's instalment is split among its reps to the cent, and goes to the
    customer's own rep, or `(unassigned)`, where none is named. Returns dimension, node,
    instalment_id, days_past_due, open_amount.
    """
    rows = open_instalments[["instalment_id", "customer_id", "days_past_due", "open_amount"]]
    rows = rows.astype({"customer_id": "str"}).reset_index(drop=True)
    known = customers.astype({"customer_id": "str"}).set_index("customer_id")
    region = rows["customer_id"].map(known["region_id"].astype("object"))
    region = region.where(region.notna() & (region != ""), UNASSIGNED)
    parts = [
        rows.assign(dimension=TOTAL, node=TOTAL),
        rows.assign(dimension="customer", node=rows["customer_id"]),
        rows.assign(dimension="region", node=region),
        split_among_reps(rows, shares).rename(columns={"rep_id": "node"}).assign(dimension="rep"),
    ]
    columns = ["dimension", "node", "instalment_id", "days_past_due", "open_amount"]
    return pd.concat([part[columns] for part in parts], ignore_index=True)


def split_among_reps(rows: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Return rows once for each rep of their customer, amounts split to the cent."""
    order = shares.sort_values(["customer_id", "rep_id"], kind="stable")
    total = order.groupby("customer_id")["share"].transform("sum")
    after = order.groupby("customer_id")["share"].cumsum() / total
    before = after - order["share"] / total
    placed = order.assign(before=before.clip(lower=0), after=after)
    joined = rows.merge(placed.drop(columns="share"), on="customer_id", how="left")
    before, after = joined["before"].fillna(0.0), joined["after"].fillna(1.0)
    cents = (joined["open_amount"] * 100).round()
    amount = (_rounded(cents, after) - _rounded(cents, before)) / 100
    return joined.assign(open_amount=amount, rep_id=joined["rep_id"].fillna(UNASSIGNED))


def _rounded(cents: pd.Series, share: pd.Series) -> Array:
    part = np.round(share.to_numpy(float) * SHARE_UNITS) / SHARE_UNITS
    return np.round(cents.to_numpy(float) * part)


def rep_shares(
    customer_reps: pd.DataFrame, customers: pd.DataFrame, *, on: pd.Timestamp
) -> pd.DataFrame:
    """Return customer_id, rep_id, share: who has the credit of a customer on a day.

    Dated shares first (overlay reps carry none), then the rep that `customers` names.
    """
    rows = customer_reps
    if len(rows):
        valid = (rows["valid_from"] <= on) & (rows["valid_to"].isna() | (rows["valid_to"] > on))
        counts = valid & (rows["role"].fillna("owner") != "overlay") & (rows["credit_share"] > 0)
        rows = rows[counts].rename(columns={"credit_share": "share"})
    rows = rows.astype({"customer_id": "str", "rep_id": "str"})
    rows = rows[[c for c in ("customer_id", "rep_id", "share") if c in rows]]
    own = customers[customers["rep_id"].notna()].astype({"customer_id": "str", "rep_id": "str"})
    own = own[(own["rep_id"] != "") & ~own["customer_id"].isin(rows["customer_id"])]
    both = [one for one in (rows, own[["customer_id", "rep_id"]].assign(share=1.0)) if len(one)]
    if not both:
        return pd.DataFrame({"customer_id": [], "rep_id": [], "share": []}).astype(
            {"customer_id": "str", "rep_id": "str", "share": "float64"}
        )
    found = pd.concat(both, ignore_index=True).astype({"share": "float64"})
    return found.groupby(["customer_id", "rep_id"])["share"].sum().reset_index()
