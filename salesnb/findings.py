"""Computed sentences: a template, a status, and slots that cite their cells.

`say` fills a template from the rows that it speaks of: `{column}` is a cell of the first row,
`{other.column}` one of a named row, `{column:format}` a cell written in another way.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from salesnb.citations import Citation, Cited
from salesnb.contracts.results import Result, Row
from salesnb.errors import CitationError, closest
from salesnb.i18n import LANGUAGES, formats, language, translate, use
from salesnb.i18n.words import NAMES, Words

Status = Literal["good", "watch", "act", "info"]
SYMBOLS = {"good": "●", "watch": "▲", "act": "■", "info": "○"}
SLOT = re.compile(r"\{([A-Za-z_][\w.]*(?::\w+)?)\}")
Slot = Cited | Words
Case = tuple[Result, Status, str]  # rows, and what to say of the first one where there are any


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
        return self._filled({name: _html(slot) for name, slot in self.slots.items()}, escape=True)

    def _filled(self, slots: Mapping[str, str], *, escape: bool = False) -> str:
        template = translate(self.text, language())
        template = html.escape(template, quote=False) if escape else template
        return SLOT.sub(lambda found: slots[found[1]], template)


@dataclass(frozen=True)
class Decision:
    """What findings of one subject ask for; a room lists those that the front page may raise.

    `keys` are the findings, the first that is urgent speaks. `amount` is what is at stake: a cell
    as `frame.column`, in the row that the finding cites (or that `only` names); `about` says what
    it is (msgid, as are `action` and `owner`). `unless` are other matters, as
    `05b_research.slipping`, that say the same with more behind it: where one is raised, this is
    not.
    """

    keys: str
    action: str
    owner: str = ""
    amount: str = ""
    about: str = ""
    only: Mapping[str, str] = field(default_factory=dict)
    unless: str = ""
    lever: str = "find_out"
    asks: Literal["", "rep", "manager", "owner"] = ""


def say(key: str, status: Status, text: str, row: Row | None = None, /, **rows: Row) -> Finding:
    """Return a sentence whose slots are cells of `row`, or of the rows named in `rows`.

    Raises `CitationError` for a slot that no row has, with the closest column.
    """
    slots = {slot: _slot(slot, row, rows) for slot in SLOT.findall(text)}
    return Finding(key, status, text, slots)


def say_first(key: str, *cases: Case, otherwise: str, **rows: Row) -> Finding:
    """Return the sentence of the first case that has rows, filled from its first row.

    Where none has, `otherwise` says what cannot be told (status info). `rows` are as of `say`.
    """
    for found, status, text in cases:
        if not found.is_empty:
            return say(key, status, text, found.first, **rows)
    return say(key, "info", otherwise)


def _slot(slot: str, row: Row | None, rows: Mapping[str, Row]) -> Slot:
    place, _, fmt = slot.partition(":")
    name, dot, column = place.partition(".")
    chosen = rows.get(name) if dot else row
    if chosen is None:
        near = closest(name, rows) if dot else ""
        fix = f"did you mean {near!r}?" if near else "hand the row on to `say`"
        raise CitationError(f"{{{slot}}}: the sentence speaks of no such row", fix=fix)
    return chosen.slot(column if dot else name, fmt)


def once(found: Iterable[Finding]) -> list[Finding]:
    """Return sentences without those that were said before, word by word in both languages.

    What a page keeps must not depend on its language: names and rounded amounts may be the same
    in one of them only.
    """
    said: dict[tuple[str, ...], Finding] = {}
    for one in found:
        said.setdefault(_in_all_languages(one), one)
    return list(said.values())


def _in_all_languages(finding: Finding) -> tuple[str, ...]:
    texts = []
    for lang in LANGUAGES:
        with use(lang):
            texts.append(finding.plain())
    return tuple(texts)


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
            slots[name] = Words.from_record(one)
    return Finding(str(row["key"]), row["status"], str(row["text"]), slots)  # type: ignore[arg-type]


def _record(slot: Slot) -> dict[str, object]:
    if isinstance(slot, Cited):
        return {"value": slot.value, "ref": str(slot.ref), "fmt": slot.fmt, "unit": slot.unit}
    return slot.record()


def _plain(slot: Slot) -> str:
    if isinstance(slot, Cited):
        return formats.write(slot.value, slot.fmt, currency=slot.unit)
    return str(slot)


def _html(slot: Slot) -> str:
    if isinstance(slot, Cited):
        return data_element(slot)
    shown = html.escape(str(slot))
    return f'<span class="text">{shown}</span>' if slot.kind in NAMES else shown
