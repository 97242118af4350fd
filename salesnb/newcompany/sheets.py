"""What the columns of each foreign table mean, by the words of their headers and their values."""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from keyword import iskeyword
from pathlib import Path
from unicodedata import normalize

from salesnb.newcompany.exports import FoundTable
from salesnb.newcompany.months import months_of
from salesnb.newcompany.samples import rows_of
from salesnb.newcompany.words import (
    DAYS,
    NUMBERS,
    SPELLINGS,
    kind_of,
    names_targets,
    plain,
    scale_of,
)
from salesnb.sources.read.candidates import Candidate
from salesnb.sources.read.footers import is_footer

HEAD = "head"  # the name under which a mapping joins the heads of documents
MOST = 0.8  # of the filled values must be days or numbers where these are meant
_DAY = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?([ T].*)?|(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})( .*)?"
    r"|(19|20)\d{6}"
)
_NUMBER = re.compile(
    r"[^\w]*[A-Z]{0,3} ?[-+(]?\d[\d.,' \u00a0]*\)?[-%]? ?[^\d]{0,3}", re.IGNORECASE
)
_COMMA = re.compile(r"[^\d]*(\d{1,3}(\.\d{3})+|\d+),\d{1,2}(\D|$)|[^\d]*\d{1,3}(\.\d{3})+,\d+")
_POINT = re.compile(r"[^\d]*(\d{1,3}(,\d{3})+|\d+)\.\d{1,2}(\D|$)")
_OF_KIND = {
    "customers": "customer",
    "products": "product",
    "reps": "rep",
    "regions": "region",
    "settlement_terms": "settlement",
}


@dataclass(frozen=True)
class Sheet:
    """One or more foreign tables of the same columns: what each column means.

    `raw` is what a mapping writes behind `from`; `meanings` name the column of each meaning of
    `newcompany_words`; `cells` are the texts of a column in the first rows.
    """

    raw: str
    found: tuple[FoundTable, ...]
    meanings: dict[str, str]
    cells: dict[str, list[str]] = field(repr=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that have a name."""
        return tuple(name for name in self.found[0].columns if name)

    @property
    def kind(self) -> str:
        """What the name of the file or sheet says that its rows are."""
        return kind_of(self.found[0].name)

    @property
    def says_targets(self) -> bool:
        """Whether the name of the file or sheet says that its rows are targets."""
        return names_targets(self.found[0].name)

    def has(self, *meanings: str) -> bool:
        """Return whether one of the meanings has a column."""
        return any(one in self.meanings for one in meanings)

    def column(self, *meanings: str) -> str:
        """Return the column of the first meaning that has one, '' where none has."""
        return next((self.meanings[one] for one in meanings if one in self.meanings), "")

    def n_blank(self, column: str) -> int:
        """Return in how many of the rows looked at nothing stands in a column."""
        return self.cells[column].count("")

    def is_unique(self, *columns: str) -> bool:
        """Return whether no value, or combination of values, stands in two rows looked at."""
        rows = [
            row for row in zip(*(self.cells[name] for name in columns), strict=True) if any(row)
        ]
        return len(set(rows)) == len(rows)

    def decides(self, key: str, column: str) -> bool:
        """Return whether all rows looked at with one value of a key agree in another column."""
        pairs = set(zip(self.cells[key], self.cells[column], strict=True))
        return len({one for one, _ in pairs}) == len(pairs)

    def settings(self) -> dict[str, object]:
        """Return what company.toml must state of numbers and days as they are written here."""
        stated: dict[str, object] = {}
        columns = [*self._columns_of(NUMBERS), *months_of(self.columns)]
        numbers = [text for name in columns for text in filled(self.cells[name])]
        if any(map(_COMMA.match, numbers)) and not any(map(_POINT.match, numbers)):
            stated["decimal_mark"] = ","
        if order := self.date_order():
            stated["date_order"] = order
        return stated

    def date_order(self) -> str:
        """Return `dmy` or `mdy` where days are written so, '' where the year comes first.

        Where no value tells day from month, a point between them says that the day comes first.
        """
        days = [text for name in self._columns_of(DAYS) for text in filled(self.cells[name])]
        local = [match for match in map(_DAY.fullmatch, days) if match and match[2]]
        if not local:
            return ""
        if any(int(one[3]) > 12 for one in local):
            return "mdy"
        is_clear = any(int(one[2]) > 12 for one in local) or "." in local[0][0]
        return "dmy" if is_clear else "unclear"

    def _columns_of(self, meanings: tuple[str, ...]) -> list[str]:
        return [column for meaning, column in self.meanings.items() if meaning in meanings]


def sheets(exports: Path, found: Iterable[FoundTable]) -> list[Sheet]:
    """Return the foreign tables with the meanings of their columns; equal ones as one."""
    every = list(found)
    alike: dict[tuple[str, ...], list[FoundTable]] = defaultdict(list)
    for one in every:
        alike[one.columns].append(one)
    groups = [same for group in alike.values() for same in _of_one_name(group)]
    names = [one.name for one in every]
    return [_sheet(exports, group, names) for group in groups]


def _of_one_name(group: list[FoundTable]) -> list[list[FoundTable]]:
    """Return the tables of equal columns by their name without its digits."""
    by_name: dict[str, list[FoundTable]] = defaultdict(list)
    for one in group:
        by_name[re.sub(r"[\d\W_年月季期]+", "", one.name)].append(one)
    return list(by_name.values())


def _sheet(exports: Path, group: list[FoundTable], names: list[str]) -> Sheet:
    columns = [name for name in group[0].columns if name]
    rows = [row for one in group for row in rows_of(exports, one) if not _is_total(columns, row)]
    cells = {name: [row[place].strip() for row in rows] for place, name in enumerate(columns)}
    meanings = _meanings(columns, cells, kind_of(group[0].name))
    return Sheet(_pattern(group, names), tuple(group), meanings, cells)


def _is_total(columns: list[str], row: list[str]) -> bool:
    """Return whether a row looks like a total or a note, which the gate sets aside."""
    cells = {name: cell.strip() for name, cell in zip(columns, row, strict=False)}
    return is_footer(row) or Candidate(0, cells).may_be_total


def filled(cells: list[str]) -> list[str]:
    """Return the cells in which something stands."""
    return [text for text in cells if text]


def _pattern(group: list[FoundTable], names: list[str]) -> str:
    """Return the name of a table, or the pattern of the names of several that no other has."""
    if len(group) == 1:
        return group[0].name
    start = os.path.commonprefix([one.name for one in group]).rstrip("0123456789")  # noqa: RUF071
    theirs = [one for one in names if fnmatchcase(one, f"{start}*")]
    return f"{start}*" if start and len(theirs) == len(group) else group[0].name


def _meanings(columns: list[str], cells: dict[str, list[str]], kind: str) -> dict[str, str]:
    """Return the column of each meaning: the clearest wording whose values are of that kind."""
    wordings = []
    for column in columns:
        meaning, place = SPELLINGS.get(plain(column), ("", 0))
        own = _OF_KIND.get(kind, "")
        if meaning in ("bare_id", "bare_name"):
            meaning = f"{own}_{meaning.removeprefix('bare_')}" if own else ""
        if meaning and _can_be(meaning, filled(cells[column])):
            wordings.append((not filled(cells[column]), place, meaning, column))
    chosen: dict[str, str] = {}
    for _, _, meaning, column in sorted(wordings, key=lambda one: one[:2]):
        chosen.setdefault(meaning, column)
    return {
        meaning: column for column in columns for meaning in chosen if chosen[meaning] == column
    }


def _can_be(meaning: str, values: list[str]) -> bool:
    """Return whether values can be days or numbers, where the meaning asks for them."""
    form = _DAY if meaning in DAYS else _NUMBER if meaning in NUMBERS else None
    if form is None or not values:
        return True
    return sum(bool(form.fullmatch(text)) for text in values) >= MOST * len(values)


def amount(name: str) -> str:
    """Return a column of numbers in single units: 金额(万元) times 10000, another as it is."""
    return term(name) if scale_of(name) else name


def term(name: str) -> str:
    """Return a column of numbers in single units, as it stands inside an expression."""
    factor = scale_of(name)
    return f"{written(name)} * {factor}" if factor else written(name)


def written(name: str) -> str:
    """Return the name of a column as it stands inside an expression."""
    own = name.removeprefix(f"{HEAD}.")
    is_plain = own.isidentifier() and not iskeyword(own) and own == normalize("NFKC", own)
    return name if is_plain else f"col({json.dumps(name, ensure_ascii=False)})"
