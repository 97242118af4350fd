"""Of which sources more leads are valid, or become customers, than of all the others together."""

from __future__ import annotations

from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.members import TOTAL

COMPARED = {
    "more": N_("above the others"),
    "less": N_("below the others"),
    "alike": N_("not beyond chance"),
    "": N_("not compared"),
}
LEAST = 20  # judged leads, or won ones, of all sources, to compare these


def of_sources(page: Results) -> Result:
    """Return the sources without their total."""
    return page.sources.keep((page.sources.frame["lead_source_id"] != TOTAL).to_numpy())


def found(page: Results) -> list[Finding]:
    """Say which sources give clearly more valid leads or customers than the others, and fewer."""
    return [*_valid(page), *_customers(page)]


def _valid(page: Results) -> list[Finding]:
    """Say which source gives clearly more valid leads than the others, and which fewer."""
    rows = of_sources(page).known("valid_share")
    is_judged = (
        page.basis.first["judged_by"] == "valid"
        and page.sources.where(lead_source_id=TOTAL).first["n_decided"] >= LEAST
    )
    if len(rows.frame) < 2 or not is_judged:
        return []
    return [_apart(page, rows, "valid", _VALID)]


def _customers(page: Results) -> list[Finding]:
    """Say of which source clearly more leads become customers, where leads are not judged."""
    rows = of_sources(page).known("customer_share")
    rows = rows.keep((rows.frame["n_leads"] > 0).to_numpy())
    is_judged = (
        page.basis.first["judged_by"] == "won"
        and page.sources.where(lead_source_id=TOTAL).first["n_won"] >= LEAST
    )
    if len(rows.frame) < 2 or not is_judged:
        return []
    return [_apart(page, rows, "customer", _CUSTOMER)]


def _apart(page: Results, rows: Result, name: str, texts: dict[str, str]) -> Finding:
    """Say of the best and of the worst of those that lie apart from all the others together."""
    more = rows.keep((rows.frame[f"{name}_verdict"] == "more").to_numpy()).by(f"-{name}_low")
    less = rows.keep((rows.frame[f"{name}_verdict"] == "less").to_numpy()).by(f"{name}_high")
    key, basis = "valid" if name == "valid" else "customers", page.basis.first
    if more.is_empty and less.is_empty:
        return say(key, "info", texts["alike"])
    if more.is_empty or less.is_empty:
        which = "less" if more.is_empty else "more"
        return say(key, "info", texts[which], (less if more.is_empty else more).first, basis=basis)
    return say(key, "info", texts["both"], more.first, least=less.first, basis=basis)


_VALID = {
    "both": N_(
        "Of leads from {lead_source_id} {valid_share} are valid ({valid_low} to {valid_high}), of"
        " all others {valid_rest}; of those from {least.lead_source_id} {least.valid_share}"
        " ({least.valid_low} to {least.valid_high}), of all others {least.valid_rest}."
    ),
    "more": N_(
        "Of leads from {lead_source_id} more are valid than of the others: {valid_share}"
        " ({valid_low} to {valid_high}), of all others {valid_rest}."
    ),
    "less": N_(
        "Of leads from {lead_source_id} fewer are valid than of the others: {valid_share}"
        " ({valid_low} to {valid_high}), of all others {valid_rest}."
    ),
    "alike": N_("How many leads are valid differs between sources by no more than chance makes."),
}
_CUSTOMER = {
    "both": N_(
        "Of leads from {lead_source_id} {customer_share} become customers within {basis.horizon}"
        " months ({customer_low} to {customer_high}), of all others {customer_rest}; of those from"
        " {least.lead_source_id} {least.customer_share} ({least.customer_low} to"
        " {least.customer_high}), of all others {least.customer_rest}."
    ),
    "more": N_(
        "Of leads from {lead_source_id} more become customers within {basis.horizon} months than of"
        " the others: {customer_share} ({customer_low} to {customer_high}), of all others"
        " {customer_rest}."
    ),
    "less": N_(
        "Of leads from {lead_source_id} fewer become customers within {basis.horizon} months than"
        " of the others: {customer_share} ({customer_low} to {customer_high}), of all others"
        " {customer_rest}."
    ),
    "alike": N_("How many leads become customers differs between sources by no more than chance."),
}
