"""What is owed and how it is paid: instalments, receipts, allocations, write-offs, promises.

Whole cents throughout: the instalments of an invoice add up to it, receipts to what they pay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.demo.base.streams import stream
from salesnb.demo.customers import masters
from salesnb.demo.customers.traits import traits_of
from salesnb.demo.sales.lateness import days_late
from salesnb.demo.truths.truth import Truth

DAY = "timedelta64[D]"
DISPUTED_SHARE = 0.008  # of instalments
BANK_PAPER = ("acceptance_bill", "letter_of_credit")  # received first, money at maturity
INSTALMENTS = (
    "instalment_id invoice_id customer_id settlement_id issued_on due_on due_amount is_disputed"
)
RECEIPTS = "receipt_id customer_id received_on amount instrument matures_on is_bounced"


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
    cash = _paid_in(due[(due["paid_on"] <= end) & ~due["is_never"]])
    offsets = offsets[offsets["paid_on"] <= end]
    listed = owed.assign(due_amount=owed["cents"] / 100)
    return Ledgers(
        instalments=listed[INSTALMENTS.split()],
        receipts=_receipts(truth, cash, offsets),
        receipt_allocations=_allocations(cash, offsets),
        write_offs=_write_offs(truth, due),
        payment_promises=_promises(truth, due),
    )


def _instalments(truth: Truth, invoices: pd.DataFrame) -> pd.DataFrame:
    """Return due amounts per invoice; instalment terms split it in equal parts a month apart."""
    heads = _invoice_totals(invoices)
    is_credit = heads["kind"] == "credit_note"
    parts = np.where(is_credit, 1, _of_terms(truth, heads["settlement_id"], "n_instalments"))
    owed = heads.loc[np.repeat(heads.index.to_numpy(), parts)].reset_index(drop=True)
    part = owed.groupby("invoice_id", sort=False).cumcount().to_numpy()
    whole, rest = np.divmod(owed["cents"].to_numpy(), np.repeat(parts, parts))
    owed["cents"] = whole + (part < rest)
    days = _of_terms(truth, owed["settlement_id"], "nominal_days")
    wait = np.where(owed["kind"] == "credit_note", 0, days * (part + 1))
    owed["due_on"] = owed["issued_on"] + wait.astype(DAY)
    number = pd.Series(part + 1).astype(str)
    owed["instalment_id"] = "D" + owed["invoice_id"].str.removeprefix("I") + "-" + number
    owed["is_disputed"] = stream(truth.seed, "disputes").random(len(owed)) < DISPUTED_SHARE
    return owed


def _invoice_totals(invoices: pd.DataFrame) -> pd.DataFrame:
    """Return one row per invoice or credit note, in their order; `cents` is its total."""
    lines = invoices.assign(cents=(invoices["net_amount"] * 100).round().astype("int64"))
    grouped = lines.groupby("invoice_id", sort=False)
    heads = grouped[["customer_id", "settlement_id", "kind", "invoice_on"]].first()
    heads = heads.rename(columns={"invoice_on": "issued_on"})
    return heads.assign(cents=grouped["cents"].sum()).reset_index()


def _of_terms(truth: Truth, settlements: pd.Series, field: str) -> np.ndarray:
    """Return one field of each settlement's terms, such as `nominal_days`."""
    return settlements.map({x.id: getattr(x, field) for x in truth.cash.terms}).to_numpy()


def _payments(truth: Truth, owed: pd.DataFrame) -> pd.DataFrame:
    """Return when each positive instalment is paid, credits of its invoice taken off the last."""
    rng = stream(truth.seed, "payment times")
    bills = owed[owed["kind"] == "invoice"].copy()
    late = days_late(rng, truth, bills, mean_and_sd(truth, bills["settlement_id"]))
    bills["paid_on"] = bills["due_on"] + late.astype(DAY)
    is_left = rng.random(len(bills)) < truth.cash.bad_payer_default
    bills["is_never"] = bills["customer_id"].isin(bad_payers(truth)) & is_left
    credit = owed[owed["kind"] == "credit_note"]
    returned = credit["cents"].groupby(_credited_invoice(credit["invoice_id"])).sum()
    off = bills["invoice_id"].map(returned).fillna(0)
    is_last = ~bills.duplicated("invoice_id", keep="last")
    bills["open"] = bills["cents"] + np.where(is_last, off, 0).astype("int64")
    return bills


def mean_and_sd(truth: Truth, settlements: pd.Series) -> np.ndarray:
    """Return mean and spread of the days by which each settlement's instalments are paid late."""
    return np.stack([_of_terms(truth, settlements, f"late_{one}") for one in ("mean", "sd")])


def bad_payers(truth: Truth) -> list[str]:
    """Return the customers on credit that do not pay a share of what they owe.

    Who pays late is drawn more often: the score of each is its log odds with extreme-value noise.
    """
    ids = np.array(masters.customer_ids(truth))
    n = max(1, round(truth.cash.bad_payer_share * len(ids)))
    safe = {x.id for x in truth.cash.terms if x.kind in ("prepay", "cash", "letter_of_credit")}
    terms = dict(zip(ids, masters.customers(truth)["settlement_id"], strict=True))
    spared = truth.stories.customers()
    odds = truth.traits.default_by_lateness * np.log(traits_of(truth).lateness)
    score = odds + stream(truth.seed, "bad payers").gumbel(size=len(ids))
    drawn = ids[np.argsort(-score, kind="stable")]
    return sorted([c for c in drawn if c not in spared and terms[c] not in safe][:n])


def _credited_invoice(ids: pd.Series) -> pd.Series:
    """Return the invoices that credit notes belong to, by the credit notes' ids."""
    return "I" + ids.str.removeprefix("CN").str.rsplit("-", n=1).str[0]


def _offsets(owed: pd.DataFrame) -> pd.DataFrame:
    """Return both sides of each credit note: it is set against its invoice's last instalment."""
    credit = owed[owed["kind"] == "credit_note"]
    bills = owed[owed["kind"] == "invoice"].drop_duplicates("invoice_id", keep="last")
    last = bills.set_index("invoice_id")["instalment_id"]
    own = pd.DataFrame(
        {
            "customer_id": credit["customer_id"],
            "paid_on": credit["issued_on"],
            "receipt_id": "X" + credit["invoice_id"],
            "instalment_id": credit["instalment_id"],
            "cents": credit["cents"],
        }
    )
    against = _credited_invoice(credit["invoice_id"]).map(last)
    other = own.assign(instalment_id=against, cents=-credit["cents"])
    return pd.concat([own, other], ignore_index=True)


def _paid_in(paid: pd.DataFrame) -> pd.DataFrame:
    """Return the instalments that money came in for: one receipt per customer and day."""
    cash = paid[paid["open"] != 0]
    receipt = "B" + cash["paid_on"].dt.strftime("%y%m%d") + "-" + cash["customer_id"]
    return cash.assign(receipt_id=receipt, cents=cash["open"])


def _receipts(truth: Truth, cash: pd.DataFrame, offsets: pd.DataFrame) -> pd.DataFrame:
    """Return the receipts: what customers paid, and one of nothing per credit note set off."""
    grouped = cash.groupby("receipt_id")
    heads = grouped[["customer_id", "paid_on", "settlement_id"]].first()
    heads = heads.assign(amount=grouped["cents"].sum() / 100, is_bounced=False).reset_index()
    heads = heads.rename(columns={"paid_on": "received_on"})
    kind = pd.Series(_of_terms(truth, heads["settlement_id"], "kind"), heads.index)
    heads["instrument"] = kind.where(kind.isin((*BANK_PAPER, "cash")), "transfer")
    tenor = _of_terms(truth, heads["settlement_id"], "tenor_days").astype(DAY)
    heads["matures_on"] = (heads["received_on"] + tenor).where(kind.isin(BANK_PAPER))
    none = offsets.drop_duplicates("receipt_id").rename(columns={"paid_on": "received_on"})
    none = none.assign(amount=0.0, instrument="other", is_bounced=False)
    none["matures_on"] = pd.NaT
    columns = RECEIPTS.split()
    both = pd.concat([heads[columns], none[columns]], ignore_index=True)
    return both.sort_values(["received_on", "receipt_id"], ignore_index=True)


def _allocations(cash: pd.DataFrame, offsets: pd.DataFrame) -> pd.DataFrame:
    """Return which receipt paid how much of which instalment."""
    columns = ["receipt_id", "instalment_id", "paid_on", "cents"]
    both = pd.concat([cash[columns], offsets[columns]], ignore_index=True)
    both["allocated_amount"] = both.pop("cents") / 100
    both = both.rename(columns={"paid_on": "allocated_on"})
    return both.sort_values(["allocated_on", "receipt_id", "instalment_id"], ignore_index=True)


def _write_offs(truth: Truth, due: pd.DataFrame) -> pd.DataFrame:
    """Return what is given up: instalments never paid, after the days that the company waits."""
    gone = due[due["is_never"]]
    day = gone["due_on"] + np.timedelta64(truth.cash.write_off_after_days, "D")
    table = pd.DataFrame(
        {
            "write_off_id": "W" + gone["instalment_id"].str[1:],
            "instalment_id": gone["instalment_id"],
            "written_off_on": day,
            "written_off_amount": gone["open"] / 100,
            "reason": "insolvent",
        }
    )
    return table[table["written_off_on"] <= np.datetime64(truth.exported_on)]


def _promises(truth: Truth, due: pd.DataFrame) -> pd.DataFrame:
    """Return promises made ten days after the due day for a tenth of the late instalments."""
    rng = stream(truth.seed, "payment_promises")
    late = due[(due["paid_on"] - due["due_on"]).dt.days > 20]
    late = late[rng.random(len(late)) < truth.conduct.promise_share]
    promised_on = late["due_on"] + np.timedelta64(10, "D")
    wait = rng.integers(5, 25, len(late)).astype(DAY)
    table = pd.DataFrame(
        {
            "promise_id": "Q" + late["instalment_id"].str[1:],
            "instalment_id": late["instalment_id"],
            "promised_on": promised_on,
            "promised_for": promised_on + wait,
            "promised_amount": late["open"] / 100,
        }
    )
    known = table["promised_on"] <= np.datetime64(truth.exported_on)
    return table[known & (table["promised_amount"] > 0)].reset_index(drop=True)
