"""Computed sentences: a template, a status, and slots that cite their cells.

One module per area builds findings from result frames; this one says what a finding is and
how it reads in HTML and in plain text.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from salesnb.citations import Citation, Cited
from salesnb.contracts.results import Result
from salesnb.i18n import formats, language, translate

Status = Literal["good", "watch", "act", "info"]
SYMBOLS = {"good": "●", "watch": "▲", "act": "■", "info": "○"}


@dataclass(frozen=True)
class Words:
    """A slot that is translated when it is shown: a label, a name in two languages, a month."""

    en: str
    zh: str = ""
    is_month: bool = False
    is_month_name: bool = False
    is_name: bool = False

    def __str__(self) -> str:
        if self.is_month:
            return formats.month(self.en)
        if self.is_month_name:
            return formats.month_name(int(self.en[-2:]))
        if self.is_name:
            return self.zh if language() == "zh" and self.zh else self.en
        return translate(self.en, language())


Slot = Cited | Words


@dataclass(frozen=True)
class Finding:
    """One sentence of a page: `text` is a msgid with `{slots}`."""

    key: str
    status: Status
    text: str
    slots: Mapping[str, Slot] = field(default_factory=dict)

    def plain(self) -> str:
        """Return the sentence as text in the language in use."""
        return self._filled({name: _plain(slot) for name, slot in self.slots.items()})

    def html(self) -> str:
        """Return the sentence as HTML: text escaped, numbers with their citation."""
        template = html.escape(translate(self.text, language()), quote=False)
        return template.format(**{name: _html(slot) for name, slot in self.slots.items()})

    def _filled(self, slots: Mapping[str, str]) -> str:
        return translate(self.text, language()).format(**slots)


def cite(
    result: Result, column: str, /, *, fmt: str = "", currency: str = "", **where: object
) -> Cited:
    """Return the number of one cell with its citation; raise `CitationError` when not one row."""
    value = result.cell(column, **where)
    kind = result.field(column)
    key = result.rows(**where)[list(result.contract.key)].iloc[0]
    address = tuple((name, str(key[name])) for name in result.contract.key)
    unit = currency if kind.type in {"money", "price"} else kind.unit
    wanted = fmt or formats.FOR_TYPE[kind.type]
    return Cited(
        float(str(value)), Citation(result.name, result.version, column, address), wanted, unit
    )


def data_element(number: Cited, *, text: str | None = None) -> str:
    """Return a number as an HTML element that carries its citation, format and raw value."""
    shown = formats.write(number.value, number.fmt, currency=number.unit) if text is None else text
    ref = html.escape(str(number.ref), quote=True)
    unit = f' data-unit="{html.escape(number.unit, quote=True)}"' if number.unit else ""
    return (
        f'<data class="n" value="{number.value!r}" data-fmt="{number.fmt}"{unit} data-ref="{ref}" '
        f'title="{ref}">{html.escape(shown)}</data>'
    )


def as_record(finding: Finding, place: int) -> dict[str, object]:
    """Return a finding as a row that is the same in every language (slots as JSON)."""
    slots = {name: _record(slot) for name, slot in sorted(finding.slots.items())}
    return {
        "place": place,
        "key": finding.key,
        "status": finding.status,
        "text": finding.text,
        "slots": json.dumps(slots, ensure_ascii=False, sort_keys=True),
    }


def from_record(row: Mapping[str, object], *, version: str) -> Finding:
    """Return the finding that `as_record` wrote, its citations at `version`."""
    slots: dict[str, Slot] = {}
    for name, one in json.loads(str(row["slots"])).items():
        if "ref" in one:
            ref = Citation.parse(one["ref"]).at(version)
            slots[name] = Cited(one["value"], ref, one["fmt"], one["unit"])
        else:
            slots[name] = Words(**one)
    return Finding(str(row["key"]), row["status"], str(row["text"]), slots)  # type: ignore[arg-type]


def _record(slot: Slot) -> dict[str, object]:
    if isinstance(slot, Cited):
        return {"value": slot.value, "ref": str(slot.ref), "fmt": slot.fmt, "unit": slot.unit}
    return {name: getattr(slot, name) for name in ("en", "zh", "is_month", "is_month_name", "is_name")}  # fmt: skip


def _plain(slot: Slot) -> str:
    if isinstance(slot, Cited):
        return formats.write(slot.value, slot.fmt, currency=slot.unit)
    return str(slot)


def _html(slot: Slot) -> str:
    if isinstance(slot, Cited):
        return data_element(slot)
    shown = html.escape(str(slot))
    return f'<span class="text">{shown}</span>' if slot.is_name or slot.is_month_name else shown
