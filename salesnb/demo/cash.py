"""What is owed and how it is paid: instalments, receipts, allocations, write-offs, promises.

Whole cents throughout: the instalments of an invoice add up to it, receipts to what they pay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.demo import masters
from salesnb.demo.streams import stream
from salesnb.demo.truth import Truth

DAY = "timedelta64[D]"
BANK_PAPER = ("acceptance_bill", "letter_of_credit")  # received first, money at maturity


@dataclass(frozen=True)
class Ledgers:
    """The five tables of money owed and paid."""

    instalments: pd.DataFrame
    receipts: pd.DataFrame
    receipt_allocations: pd.DataFrame
    write_offs: pd.DataFrame
    payment_promises: pd.DataFrame


def ledgers(truth: Truth, invoices: pd.DataFrame) -> Ledgers:
    """Return all cash tables for the invoices, as known on the day of the export."""
    owed = _instalments(truth, invoices)
    due = _payments(truth, owed)
    offsets = _offsets(owed)
    end = np.datetime64(truth.exported_on)
    paid = due[(due["paid_on"] <= end) & ~due["is_never"]]
    receipts, allocations = _receipts(paid, offsets[offsets["paid_on"] <= end], truth)
    gone = due[due["is_never"]].copy()
    gone["written_off_on"] = gone["due_on"] + np.timedelta64(truth.cash.write_off_after_days, "D")
    gone = gone[gone["written_off_on"] <= end]
    write_offs = pd.DataFrame({
        "write_off_id": "W" + gone["instalment_id"].str[1:], "instalment_id": gone["instalment_id"],
        "written_off_on": gone["written_off_on"], "written_off_amount": gone["open"] / 100, "reason": "insolvent",
    })  # fmt: skip
    columns = [
        "instalment_id",
        "invoice_id",
        "customer_id",
        "settlement_id",
        "issued_on",
        "due_on",
        "due_amount",
        "is_disputed",
    ]
    listed = owed.assign(due_amount=owed["cents"] / 100)[columns]
    return Ledgers(listed, receipts, allocations, write_offs, _promises(truth, due))


def _instalments(truth: Truth, invoices: pd.DataFrame) -> pd.DataFrame:
    """Return due amounts per invoice; instalment terms split it in equal parts a month apart."""
    lines = invoices.assign(cents=(invoices["net_amount"] * 100).round().astype("int64"))
    heads = lines.groupby("invoice_id", sort=False).agg(
        customer_id=("customer_id", "first"), settlement_id=("settlement_id", "first"),
        kind=("kind", "first"), issued_on=("invoice_on", "first"), cents=("cents", "sum"),
    ).reset_index()  # fmt: skip
    terms = {x.id: x for x in truth.cash.terms}
    parts = heads["settlement_id"].map(lambda s: terms[s].n_instalments).to_numpy()
    parts = np.where(heads["kind"] == "credit_note", 1, parts)
    owed = heads.loc[np.repeat(heads.index.to_numpy(), parts)].reset_index(drop=True)
    part = owed.groupby("invoice_id", sort=False).cumcount().to_numpy()
    n = np.repeat(parts, parts)
    whole, rest = np.divmod(owed["cents"].to_numpy(), n)
    owed["cents"] = whole + (part < rest)
    days = owed["settlement_id"].map(lambda s: terms[s].nominal_days).to_numpy()
    wait = np.where(owed["kind"] == "credit_note", 0, days * (part + 1))
    owed["due_on"] = owed["issued_on"] + wait.astype(DAY)
    owed["instalment_id"] = (
        "D" + owed["invoice_id"].str.removeprefix("I") + "-" + pd.Series(part + 1).astype(str)
    )
    rng = stream(truth.seed, "disputes")
    owed["is_disputed"] = rng.random(len(owed)) < 0.008
    return owed


def _payments(truth: Truth, owed: pd.DataFrame) -> pd.DataFrame:
    """Return when each positive instalment is paid, credits of its invoice taken off the last."""
    rng = stream(truth.seed, "payment times")
    bills = owed[owed["kind"] == "invoice"].copy()
    terms = {x.id: x for x in truth.cash.terms}
    mean = bills["settlement_id"].map(lambda s: terms[s].late_mean).to_numpy(float)
    sd = bills["settlement_id"].map(lambda s: terms[s].late_sd).to_numpy(float)
    habit = dict(zip(masters.customer_ids(truth), stream(truth.seed, "payment habits").gamma(4, 0.25, truth.n_customers), strict=True))  # fmt: skip
    late = mean * bills["customer_id"].map(habit).to_numpy() + sd * np.abs(
        rng.normal(size=len(bills))
    )
    earliest = np.where(mean < 0, -3, 0)
    bills["paid_on"] = bills["due_on"] + np.maximum(np.round(late), earliest).astype(
        "int64"
    ).astype(DAY)
    bad = bad_payers(truth)
    bills["is_never"] = bills["customer_id"].isin(bad) & (
        rng.random(len(bills)) < truth.cash.bad_payer_default
    )
    credit = owed[owed["kind"] == "credit_note"]
    returned = credit["cents"].groupby(_credited_invoice(credit["invoice_id"])).sum()
    last = ~bills.duplicated("invoice_id", keep="last")
    bills["open"] = bills["cents"] + np.where(
        last, bills["invoice_id"].map(returned).fillna(0), 0
    ).astype("int64")
    return bills


def bad_payers(truth: Truth) -> list[str]:
    """Return the customers on credit that do not pay a share of what they owe."""
    ids = np.array(masters.customer_ids(truth))
    n = max(1, round(truth.cash.bad_payer_share * len(ids)))
    safe = {x.id for x in truth.cash.terms if x.kind in ("prepay", "cash", "letter_of_credit")}
    settled = dict(zip(ids, masters.customers(truth)["settlement_id"], strict=True))
    story = {truth.stories.lost_customer, truth.stories.stuffing_customer, truth.stories.diversion_customer}  # fmt: skip
    order = [
        c
        for c in stream(truth.seed, "bad payers").permutation(ids)
        if c not in story and settled[c] not in safe
    ]
    return sorted(order[:n])


def _credited_invoice(ids: pd.Series) -> pd.Series:
    return "I" + ids.str.removeprefix("CN").str.rsplit("-", n=1).str[0]


def _offsets(owed: pd.DataFrame) -> pd.DataFrame:
    """Return both sides of each credit note: it is set against its invoice's last instalment."""
    credit = owed[owed["kind"] == "credit_note"]
    last = (
        owed[owed["kind"] == "invoice"]
        .drop_duplicates("invoice_id", keep="last")
        .set_index("invoice_id")
    )
    against = _credited_invoice(credit["invoice_id"]).map(last["instalment_id"])
    base = {
        "customer_id": credit["customer_id"],
        "paid_on": credit["issued_on"],
        "receipt_id": "X" + credit["invoice_id"],
    }
    own = pd.DataFrame({**base, "instalment_id": credit["instalment_id"], "cents": credit["cents"]})
    other = pd.DataFrame({**base, "instalment_id": against, "cents": -credit["cents"]})
    return pd.concat([own, other], ignore_index=True)


def _receipts(
    paid: pd.DataFrame, offsets: pd.DataFrame, truth: Truth
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return receipts (one per customer and day, and one of nothing per offset) and allocations."""
    terms = {x.id: x for x in truth.cash.terms}
    cash = paid[paid["open"] != 0]
    day = cash["paid_on"].dt.strftime("%y%m%d")
    cash = cash.assign(receipt_id="B" + day + "-" + cash["customer_id"], cents=cash["open"])
    heads = cash.groupby("receipt_id").agg(
        customer_id=("customer_id", "first"), received_on=("paid_on", "first"), cents=("cents", "sum"), settlement=("settlement_id", "first")
    ).reset_index()  # fmt: skip
    kind = heads["settlement"].map(lambda s: terms[s].kind)
    is_paper = kind.isin(BANK_PAPER).to_numpy()
    instrument = kind.where(kind.isin((*BANK_PAPER, "cash")), "transfer")
    tenor = heads["settlement"].map(lambda s: terms[s].tenor_days).to_numpy().astype(DAY)
    matures = (heads["received_on"] + tenor).where(is_paper)
    table = pd.DataFrame({
        "receipt_id": heads["receipt_id"], "customer_id": heads["customer_id"], "received_on": heads["received_on"],
        "amount": heads["cents"] / 100, "instrument": instrument, "matures_on": matures, "is_bounced": False,
    })  # fmt: skip
    none = offsets.drop_duplicates("receipt_id")
    zero = pd.DataFrame({
        "receipt_id": none["receipt_id"], "customer_id": none["customer_id"], "received_on": none["paid_on"],
        "amount": 0.0, "instrument": "other", "matures_on": pd.NaT, "is_bounced": False,
    })  # fmt: skip
    both = pd.concat(
        [cash[["receipt_id", "instalment_id", "paid_on", "cents"]], offsets], ignore_index=True
    )
    allocations = pd.DataFrame({
        "receipt_id": both["receipt_id"], "instalment_id": both["instalment_id"],
        "allocated_on": both["paid_on"], "allocated_amount": both["cents"] / 100,
    })  # fmt: skip
    order = ["received_on", "receipt_id"]
    return (
        pd.concat([table, zero], ignore_index=True).sort_values(order, ignore_index=True),
        allocations.sort_values(["allocated_on", "receipt_id", "instalment_id"], ignore_index=True),
    )


def _promises(truth: Truth, due: pd.DataFrame) -> pd.DataFrame:
    """Return promises made ten days after the due day for a tenth of the late instalments."""
    rng = stream(truth.seed, "payment_promises")
    late = due[(due["paid_on"] - due["due_on"]).dt.days > 20]
    late = late[rng.random(len(late)) < truth.conduct.promise_share]
    made = late["due_on"] + np.timedelta64(10, "D")
    wait = rng.integers(5, 25, len(late)).astype(DAY)
    table = pd.DataFrame({
        "promise_id": "Q" + late["instalment_id"].str[1:], "instalment_id": late["instalment_id"],
        "promised_on": made, "promised_for": made + wait, "promised_amount": late["open"] / 100,
    })  # fmt: skip
    known = table["promised_on"] <= np.datetime64(truth.exported_on)
    return table[known & (table["promised_amount"] > 0)].reset_index(drop=True)
