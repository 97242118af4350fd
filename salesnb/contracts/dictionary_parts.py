"""The parts that pages of the data dictionary are made of: words for types, lists, tables."""

from __future__ import annotations

from collections.abc import Iterable

from salesnb.contracts.fields import FORMS, N_, Field
from salesnb.i18n import t

WORDS = {
    "id": N_("identifier"),
    "text": N_("text"),
    "date": N_("day"),
    "month": N_("calendar month"),
    "datetime": N_("day and time"),
    "money": N_("amount"),
    "price": N_("price per unit"),
    "quantity": N_("quantity"),
    "number": N_("number"),
    "integer": N_("integer"),
    "share": N_("share"),
    "flag": N_("yes or no"),
}
UNITS = {"days": N_("days"), "months": N_("months"), "h": N_("hours"), "min": N_("minutes")}


def kind(field: Field) -> str:
    unit = t(UNITS[field.unit]) if field.unit in UNITS else field.unit
    return (
        t("{type}, {unit}", type=t(WORDS[field.type]), unit=unit) if unit else t(WORDS[field.type])
    )


def allowed(field: Field) -> str:
    if field.choices:
        return codes(field.choices)
    if field.type == "share":
        return t("0 to 1")
    if field.most is not None:
        return t("0 to {most}", most=f"{field.most:g}")
    if field.form:
        return t(FORMS[field.form][1])
    return {">=0": "≥ 0", ">0": "> 0"}.get(field.sign, "")


def sentences(parts: Iterable[str]) -> str:
    """Return sentences in a row; after a full-width stop there is no blank."""
    return " ".join(parts).replace("。 ", "。")


def codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def grid(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    cells = [list(head), *[list(row) for row in rows]]
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    return "\n".join([lines[0], "|" + "---|" * len(cells[0]), *lines[1:]])
