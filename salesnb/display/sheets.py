"""A result as columns of a sheet: numbers as numbers, codes in words, sentences as they read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from salesnb.contracts.fields import Field
from salesnb.contracts.results import Result
from salesnb.findings import from_record
from salesnb.i18n import formats, t

TEXT, SLOTS = "text", "slots"  # of a kept sentence: `findings.as_record`
MOST_CELLS = 400_000  # of a sheet: a longer one costs seconds to write, and nobody reads it


def fits_a_sheet(result: Result, n_rows: int) -> bool:
    """Return whether `n_rows` rows of a result stand in pack.xlsx; else only as a file."""
    return n_rows * len(result.contract.fields) <= MOST_CELLS


@dataclass(frozen=True)
class SheetColumn:
    """One column of a sheet: the result's column that it shows, heading, kind and values."""

    name: str
    heading: str
    kind: str  # a number's type, "flag" or "text"
    values: list[Any]


def sheet_columns(result: Result) -> list[SheetColumn]:
    """Return the columns of a result in order, headings told apart."""
    found: list[SheetColumn] = []
    taken: set[str] = set()
    is_said = {TEXT, SLOTS} <= set(result.contract.columns)
    for field, heading in zip(result.contract.fields, _told_apart(result), strict=True):
        if _is_chinese_of_another(result, field) or (field.name == SLOTS and is_said):
            continue
        if field.name == TEXT and is_said:
            found.append(SheetColumn(field.name, heading, "text", _sentences(result)))
            continue
        for one in _of_field(result, field, heading):
            free = _free(one.heading, taken)
            found.append(SheetColumn(one.name, free, one.kind, one.values))
            taken.add(free.lower())
    return found


def _sentences(result: Result) -> list[str]:
    """Return the kept sentences of a result as they are read."""
    kept = ({"key": "", "status": "info", **row.values} for row in result)
    return [from_record(one, version=result.version).plain() for one in kept]


def _told_apart(result: Result) -> list[str]:
    """Return the headings; those of one text name the column that they follow, if that helps."""
    names = [field.name for field in result.contract.fields]
    every = [result.heading(name) for name in names]
    of, found = "", []
    for name, heading in zip(names, every, strict=True):
        is_shared = every.count(heading) > 1
        of = of if is_shared else result.heading(name, with_unit=False)
        found.append(f"{heading} ({of})" if is_shared and of else heading)
    return [one if found.count(one) == 1 else own for one, own in zip(found, every, strict=True)]


def _is_chinese_of_another(result: Result, field: Field) -> bool:
    """Return whether a column holds another's words in Chinese, which that one shows."""
    told = field.name.removesuffix("_zh")
    return told != field.name and told in result.contract.columns


def place_of(columns: list[SheetColumn], name: str, *, in_words: bool = False) -> int:
    """Return where a column of the result stands; with `in_words` that of its names, if any."""
    places = [i for i, one in enumerate(columns) if one.name == name]
    return places[-1 if in_words else 0]


def _of_field(result: Result, field: Field, heading: str) -> list[SheetColumn]:
    """Return a field's column under its heading; identifiers are followed by their names.

    What stands for no member, as the total, is read in words in both.
    """
    values = result.frame[field.name].tolist()
    if field.type in formats.FOR_TYPE or field.type == "flag":
        return [SheetColumn(field.name, heading, field.type, values)]
    words = _words(result, field, values)
    if not (field.master or field.within) or words == values:
        return [SheetColumn(field.name, heading, "text", _spoken(field, values, words))]
    named = t("{column}: name", column=heading)
    own = [word if id in field.words else id for id, word in zip(values, words, strict=True)]
    ids = SheetColumn(field.name, heading, "text", own)
    return [ids, SheetColumn(field.name, named, "text", words)]


def _words(result: Result, field: Field, values: list[Any]) -> list[str]:
    """Return a column in words, row by row; each text is looked up once.

    What it reads as depends on the text, on its Chinese and on the dimension that it is within.
    """
    beside = [one for one in (f"{field.name}_zh", field.within) if one in result.frame]
    others = [result.frame[one].tolist() for one in beside]
    keys = list(zip(values, *others, strict=True))
    read = {
        key: str(result.words(field.name, key[0], dict(zip(beside, key[1:], strict=True))))
        for key in dict.fromkeys(keys)
    }
    return [read[key] for key in keys]


def _spoken(field: Field, values: list[Any], words: list[str]) -> list[Any]:
    """Return a text column as people read it; months stay as they sort."""
    return values if field.type == "month" else words


def _free(heading: str, taken: set[str]) -> str:
    name, n = heading, 2
    while name.lower() in taken:
        name, n = f"{heading} {n}", n + 1
    return name
