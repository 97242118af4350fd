"""The drafts of facts that are one row each and hold no items: receipts and leads."""

from __future__ import annotations

from salesnb.newcompany.columns import Columns, Draft, Part, key_of, name_blanks
from salesnb.newcompany.parts import BY_KEY, LEAD_DAYS, PAID, Fact
from salesnb.newcompany.sheets import Sheet, amount

_OF_LEADS = ("lead_source_id", "region_id", "rep_id")


def receipts_of(fact: Fact, draft: Draft) -> Part:
    """Return the part of receipts."""
    sheet = fact.lines
    part = Part("receipts", sheet, sheet.raw)
    part.columns["receipt_id"] = draft.take(sheet, "receipt")
    if customer := key_of(BY_KEY["customer_id"], sheet, part, draft):
        part.columns["customer_id"] = customer
        draft.take(sheet, "customer_name")  # the name beside the key says nothing more
    part.columns["received_on"] = draft.take(sheet, "received_on")
    part.columns["amount"] = amount(draft.take(sheet, *PAID))
    name_blanks(part, draft)
    return part


def leads_of(fact: Fact, draft: Draft) -> Part:
    """Return the part of leads; a firm that asks is no customer yet, so its name refers to none."""
    sheet = fact.lines
    part = Part("leads", sheet, sheet.raw)
    part.columns["lead_id"] = draft.take(sheet, "lead")
    part.columns["created_on"] = draft.take(sheet, *LEAD_DAYS)
    for key in _OF_LEADS:
        if column := key_of(BY_KEY[key], sheet, part, draft):
            part.columns[key] = column
    texts = {"company_name": "customer_name", "segment": "segment", "status": "lead_status"}
    part.columns |= _plain(sheet, draft, **texts)
    if sheet.has("customer_id") and "customers" in draft.company.masters:
        part.columns |= _plain(sheet, draft, customer_id="customer_id")
    name_blanks(part, draft)
    return part


def _plain(sheet: Sheet, draft: Draft, **columns: str) -> Columns:
    """Return columns with the one of a meaning each, without those that the sheet lacks."""
    return {name: own for name, one in columns.items() if (own := draft.take(sheet, one))}
