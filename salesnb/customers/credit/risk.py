"""What could be lost to credit: the sections of 06_risk, each one call on the month's facts.

`facts` are the month's frames by name, and artefacts of other workbooks where they are there
(`payment_times`, `customer_classes`). Without receipts nobody knows what was paid: then no frame
but `credit_basis` has a row, so that nobody is said to owe what he may have paid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from salesnb.customers.credit import ageing, balances, days, foretold, worklist
from salesnb.customers.credit import behaviour as behaving
from salesnb.customers.credit import exposure as exposed
from salesnb.customers.credit import limits as limiting
from salesnb.errors import UsageError
from salesnb.i18n import t
from salesnb.members import TOTAL, UNASSIGNED
from salesnb.methods.payment_ledger import Ledger, ledger
from salesnb.months import Month

Frames = dict[str, pd.DataFrame]
FACTS = Mapping[str, pd.DataFrame]


def ledger_of(facts: FACTS) -> Ledger:
    """Return instalments with all payments: allocations as exported, and those matched."""
    stated = facts["receipt_allocations"].rename(
        columns={"allocated_on": "paid_on", "allocated_amount": "amount"}
    )
    found = facts["receipt_matches"].rename(columns={"received_on": "paid_on"})
    columns = ["instalment_id", "paid_on", "amount"]
    parts = [frame[columns] for frame in (stated, found) if len(frame)]
    paid = pd.concat(parts, ignore_index=True) if parts else stated[columns]
    return ledger(facts["instalments"], paid, facts["write_offs"])


def is_known(facts: FACTS) -> bool:
    """Return whether it is known what was paid."""
    return len(facts["receivables"]) > 0 and len(facts["instalments"]) > 0


def what_is_owed(
    facts: FACTS, book: Ledger, *, month: Month, edges: Sequence[int], dso_months: int
) -> Frames:
    """Return the roll-forward, ageing by customer, rep and region, and days of sales.

    `credit_basis`, `roll_forward`, `customer_balances`, `ageing`, `overdue_nodes`,
    `days_of_sales`, `days_measures`. Raises `UsageError` where balances do not tie or buckets do
    not rise.
    """
    ageing.require_buckets(edges)
    basis = credit_basis(facts)
    balances.require_tied(facts["receivables"])
    customers = facts["customers"]
    on = pd.Timestamp(month.last)
    shares = ageing.rep_shares(facts["customer_reps"], customers, on=on)
    still = facts["open_instalments"] if is_known(facts) else facts["open_instalments"].iloc[:0]
    owed = ageing.by_node(still, customers, shares)
    moved = days.days_of_sales(book, month=month, dso_months=dso_months)
    moved = moved if is_known(facts) else moved.iloc[:0]
    rolled = balances.roll_forward(facts["receivables"], month=month)
    return {
        "credit_basis": basis,
        "roll_forward": rolled if is_known(facts) else rolled.iloc[:0],
        "customer_balances": balances.customer_balances(facts["receivables"], month=month),
        "ageing": ageing.ageing(owed, edges=edges),
        "overdue_nodes": ageing.overdue_by_node(owed),
        "days_of_sales": moved,
        "days_measures": days.against_a_year_ago(moved),
    }


def credit_basis(facts: FACTS) -> pd.DataFrame:
    """Return one row on what the page rests on.

    scope, state (`judged`, `no_receipts` or `no_instalments`), n_open, open_amount, n_matched and
    matched_amount (receipts that came without an allocation), has_orders, has_times (whether
    `payment_times` of this month are there), has_classes.
    """
    lacks = "no_receipts" if len(facts["instalments"]) else "no_instalments"
    still, found = facts["open_instalments"], facts["receipt_matches"]
    row = {
        "scope": TOTAL,
        "state": "judged" if is_known(facts) else lacks,
        "n_open": len(still),
        "open_amount": still["open_amount"].sum() if is_known(facts) else np.nan,
        "n_matched": found["receipt_id"].nunique(),
        "matched_amount": found["amount"].sum(),
        "has_orders": len(facts["open_orders"]) > 0,
        "has_times": "payment_times" in facts,
        "has_classes": "customer_classes" in facts,
    }
    return pd.DataFrame([row])


def whom_to_call(
    facts: FACTS, book: Ledger, judgements: pd.DataFrame, *, month: Month, ahead: int
) -> Frames:
    """Return `collection_worklist`, `collection_reps`, `collection_total` and `late_check`.

    `ahead` (1 to 3) months from now is when money counts as late. Without `payment_times` the list
    has no rows.
    """
    if ahead not in worklist.AHEAD:
        text = t("{name} {value}: not 1, 2 or 3 months", name="ahead", value=ahead)
        raise UsageError(text, fix=t("write 1, 2 or 3"))
    times = facts.get("payment_times", pd.DataFrame())
    checked = foretold.foretold(book, month=month, ahead=ahead)
    if not is_known(facts) or times.empty:
        listed = pd.DataFrame(columns=worklist.COLUMNS)
    else:
        owners = _owners(facts, month)
        promised = _promised(facts["payment_promises"])
        listed = worklist.worklist(
            times, owners, promised, judgements, month=month, ahead=ahead
        ).fillna({"rep_id": UNASSIGNED})
    return {
        "collection_worklist": listed,
        "collection_reps": worklist.by_rep(listed),
        "collection_total": _total(listed, month + ahead),
        "late_check": checked,
    }


def _total(listed: pd.DataFrame, until: Month) -> pd.DataFrame:
    """Return one row: what is likely to be late, of how much, and what calls would bring."""
    late = listed[listed["expected_late_money"] > 0]
    first = late.head(20)
    row = {
        "scope": TOTAL,
        "until": str(until),
        "n_late": len(late),
        "open_amount": listed["open_amount"].sum(),
        "late_money": late["expected_late_money"].sum(),
        "n_first": len(first),
        "first_money": first["expected_late_money"].sum(),
        "call_gain": late["call_gain"].sum(min_count=1),
        "author": next((one for one in late["author"] if one), ""),
    }
    return pd.DataFrame([row] if len(listed) else [], columns=list(row))


def _promised(promises: pd.DataFrame) -> pd.DataFrame:
    """Return instalment_id, promised_for: the day that was promised last for each."""
    rows = promises.sort_values(["promised_on", "promise_id"], kind="stable")
    last = rows.drop_duplicates("instalment_id", keep="last")
    return last[["instalment_id", "promised_for"]].astype({"instalment_id": "str"})


def _owners(facts: FACTS, month: Month) -> pd.DataFrame:
    """Return customer_id, rep_id: who has most of the credit of each customer."""
    on = pd.Timestamp(month.last)
    shares = ageing.rep_shares(facts["customer_reps"], facts["customers"], on=on)
    first = shares.sort_values(["share", "rep_id"], ascending=[False, True], kind="stable")
    return first.drop_duplicates("customer_id")[["customer_id", "rep_id"]]


def what_may_be_lost(facts: FACTS, book: Ledger, *, month: Month, terms: limiting.Terms) -> Frames:
    """Return `credit_limits` by customer, `order_warnings` and `credit_total`, one row.

    Raises `UsageError` for limits and securities below zero.
    """
    limiting.require_limits(facts["customers"])
    if not is_known(facts):
        columns = {"credit_limits": LIMITS, "credit_total": TOTALS, "order_warnings": ORDERS}
        return {name: pd.DataFrame(columns=listed) for name, listed in columns.items()}
    on = pd.Timestamp(month.last)
    at_risk = exposed.exposures(
        facts["open_instalments"], facts["open_orders"], facts["receipts"], on=on
    )
    tenors = _tenors(facts["settlement_terms"])
    behaves = behaving.behaviour(book, origin=days.last_day(month), tenors=tenors)
    behaves = behaves.merge(_unpaid(facts.get("payment_times")), on="customer_id", how="left")
    found = limiting.limits(at_risk, behaves, _stated(facts), terms=terms)
    warned = found.loc[found["warning"] != "", ORDERS].reset_index(drop=True)
    total = credit_total(found, terms)
    return {"credit_limits": found, "credit_total": total, "order_warnings": warned}


def _tenors(terms: pd.DataFrame) -> dict[str, float]:
    """Return after how many days the paper of each settlement method is money."""
    known = terms[terms["tenor_days"].notna() & terms["kind"].isin(exposed.PAPER)]
    return dict(zip(known["settlement_id"], known["tenor_days"].astype(float), strict=True))


def _stated(facts: FACTS) -> pd.DataFrame:
    """Return customers with what is stated of their credit, and their class where there is one."""
    columns = ["customer_id", "credit_limit", "security_amount"]
    own = facts["customers"][columns].astype({"customer_id": "str"})
    own = own.astype({"credit_limit": "float64", "security_amount": "float64"})
    if "customer_classes" not in facts:
        return own.assign(customer_class="")
    classes = facts["customer_classes"][["customer_id", "customer_class"]]
    return own.merge(classes.astype("str"), on="customer_id", how="left")


def _unpaid(times: pd.DataFrame | None) -> pd.DataFrame:
    """Return customer_id, unpaid_share: of what is open, what is not expected in twelve months."""
    if times is None or times.empty:
        return pd.DataFrame({"customer_id": pd.Series(dtype="str"), "unpaid_share": []})
    lost = times["open_amount"] * times["unpaid_share"]
    rows = pd.DataFrame({"lost": lost, "whole": times["open_amount"]})
    sums = rows.groupby(times["customer_id"].astype("str")).sum()
    share = sums["lost"] / sums["whole"].where(sums["whole"] > 0)
    return share.rename("unpaid_share").rename_axis("customer_id").reset_index()


LIMITS = limiting.COLUMNS
ORDERS = [
    "customer_id",
    "customer_class",
    "orders",
    "exposure",
    "credit_limit",
    "overdue",
    "overdue_days",
    "weight",
    "tolerance",
    "warning",
]
TOTALS = [
    "scope",
    "exposure",
    "receivables",
    "deposits",
    "orders",
    "bills",
    "secured",
    "n_limits",
    "n_without",
    "headroom_amount",
    "n_over",
    "excess_amount",
    "expected_loss",
    "loss_share",
    "room",
    "n_warned",
    "warned_orders",
    "n_lower",
    "lower_amount",
    "n_higher",
    "higher_amount",
]


def credit_total(found: pd.DataFrame, terms: limiting.Terms) -> pd.DataFrame:
    """Return one row: exposure, room and excess against limits, expected loss, warnings.

    n_lower, n_higher: limits that are more than twice what is suggested, or less than half of it;
    lower_amount, higher_amount: by how much in all.
    """
    left, limit, advice = found["room_left"], found["credit_limit"], found["suggested_limit"]
    warned = found[found["warning"] != ""]
    lower, higher = limit > 2 * advice, limit < advice / 2
    row = {
        "scope": TOTAL,
        **found[["exposure", "receivables", "deposits", "orders", "bills"]].sum(),
        "secured": found["security_amount"].sum(),
        "n_limits": limit.notna().sum(),
        "n_without": (limit.isna() & (found["exposure"] > 0)).sum(),
        "headroom_amount": left.clip(lower=0).sum(min_count=1),
        "n_over": (left < 0).sum(),
        "excess_amount": -left.clip(upper=0).sum(min_count=1),
        "expected_loss": found["expected_loss"].sum(),
        "loss_share": terms.loss_share,
        "room": terms.room,
        "n_warned": len(warned),
        "warned_orders": warned["orders"].sum(),
        "n_lower": lower.sum(),
        "lower_amount": (limit - advice)[lower].sum(),
        "n_higher": higher.sum(),
        "higher_amount": (advice - limit)[higher].sum(),
    }
    return pd.DataFrame([row])[TOTALS]
