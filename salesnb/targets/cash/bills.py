"""What do acceptance bills and letters of credit bring, and when does the money come?

A bill is received (it settles what is owed) and brings money when it matures, a fixed time later.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.methods.payment_ledger import Array, Days, days
from salesnb.targets.cash.ahead import CashAhead, month_ends
from salesnb.targets.cash.open_items import OpenItems

PAPER = ("acceptance_bill", "letter_of_credit")
COLUMNS = ["month", "received_in_bills", "maturing_held", "maturing_new", "matured", "banked"]


def tenors(facts: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """Return after how many days the paper of each settlement method matures."""
    terms = facts["settlement_terms"]
    if not {"kind", "tenor_days"} <= set(terms):
        return {}
    paper = terms[terms["kind"].isin(PAPER) & terms["tenor_days"].notna()]
    return dict(zip(paper["settlement_id"], paper["tenor_days"].astype(int), strict=True))


def money_at_maturity(
    ahead: CashAhead, invoicing: Array, items: OpenItems, facts: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Return by month what bills bring; no rows where neither terms nor receipts name any.

    month, received_in_bills (paper that customers hand over), maturing_held (of bills in hand),
    maturing_new (of bills still to come), matured (both), banked (cash received, less in bills,
    plus what matures: the money on the account). `facts`: settlement_terms and receipts
    (received_on, amount, instrument, matures_on, is_bounced), if there.
    """
    waits = {name: wait for name, wait in tenors(facts).items() if name in ahead.curves.methods}
    ends = month_ends(ahead.month, invoicing.shape[1])
    held = _held(facts.get("receipts"), ahead.origin, ends)
    if not waits and not held.any():
        return pd.DataFrame(columns=COLUMNS)
    received = np.diff(_received(ahead, invoicing, items, ends), axis=1)
    in_bills, new = np.zeros(len(held)), np.zeros(len(held))
    for name, wait in waits.items():
        row = ahead.curves.methods.index(name)
        early = np.maximum(ends - wait, ahead.origin)
        in_bills += received[row]
        new += np.diff(_received(ahead, invoicing, items, early)[row])
    months = [str(ahead.month + 1 + i) for i in range(len(held))]
    parts = (x.round(2) for x in (in_bills, held, new))
    table = pd.DataFrame(dict(zip(COLUMNS[1:4], parts, strict=True)))
    table["matured"] = (table["maturing_held"] + table["maturing_new"]).round(2)
    table["banked"] = (received.sum(axis=0) - table["received_in_bills"] + table["matured"]).round(
        2
    )
    return table.assign(month=months)[COLUMNS]


def _received(ahead: CashAhead, invoicing: Array, items: OpenItems, until: Days) -> Array:
    opened = ahead.by_method(items.place, items.paid_by(ahead, until))
    return opened + ahead.from_new(invoicing, until)


def _held(receipts: pd.DataFrame | None, origin: int, ends: Days) -> Array:
    """Return what bills in hand at the origin bring in each month; bounced ones bring nothing."""
    nothing = np.zeros(len(ends) - 1)
    if receipts is None or not {"matures_on", "instrument"} <= set(receipts) or not len(receipts):
        return nothing
    paper = receipts[receipts["matures_on"].notna()]
    paper = paper[paper["instrument"].isin(PAPER)]
    if "is_bounced" in paper:
        paper = paper[~paper["is_bounced"].fillna(False).astype(bool)]
    here = paper[days(paper["received_on"]) <= origin]
    place = np.searchsorted(ends, days(here["matures_on"])) - 1
    inside = (place >= 0) & (place < len(nothing))
    return nothing + np.bincount(
        place[inside], here["amount"].to_numpy(float)[inside], len(nothing)
    )
