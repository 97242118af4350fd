"""The draft of deals: their stages in our words, and those that a person must put into words."""

from __future__ import annotations

from salesnb.i18n import t
from salesnb.newcompany.columns import Draft, Part, name_blanks, refer
from salesnb.newcompany.parts import Fact
from salesnb.newcompany.sheets import amount, filled
from salesnb.newcompany.words import STAGES, stage_of

_COLUMNS = {
    "product_group": ("product_group",),
    "created_on": ("created_on", "order_on"),
    "closed_on": ("closed_on",),
}


def deals_of(fact: Fact, draft: Draft) -> Part:
    """Return the part of deals, one row each."""
    sheet = fact.lines
    part = Part("opportunities", sheet, sheet.raw)
    part.columns["opportunity_id"] = draft.take(sheet, "opportunity")
    refer(part, fact, draft)
    for name, meanings in _COLUMNS.items():
        if column := draft.take(sheet, *meanings):
            part.columns[name] = column
    part.columns["stage"] = _stage(fact, draft)
    if value := draft.take(sheet, "deal_amount", "net_amount"):
        part.columns["amount"] = amount(value)
    name_blanks(part, draft)
    return part


def _stage(fact: Fact, draft: Draft) -> dict[str, object]:
    """Return the column of stages with a word of ours for each value that tells one."""
    column = draft.take(fact.lines, "stage")
    values = sorted(set(filled(fact.lines.cells[column])))
    unknown = [value for value in values if not stage_of(value)]
    if unknown:
        text = t(
            "{raw}: say under `stage` what {values} is: prospecting, qualified, proposal, "
            "negotiation, won or lost",
            raw=fact.lines.raw,
            values=", ".join(unknown),
        )
        draft.open.append(text)
    usual = [stage.title() for stage in STAGES if any(one.istitle() for one in values)]
    known = {one: stage_of(one) for one in dict.fromkeys([*values, *usual]) if stage_of(one)}
    return {"column": column, "values": known}
