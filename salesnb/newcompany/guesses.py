"""What a foreign table may be: the canonical table and columns with the closest names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from salesnb.contracts import TABLES
from salesnb.contracts.fields import Table
from salesnb.i18n import t, translate
from salesnb.newcompany.exports import FoundTable

LEAST = 0.5  # a guess is shown from this likeness on
NEAR = 0.8  # a column counts as the same from this likeness on
FEWEST = 2  # columns that must be found
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_a-zA-Z]+")
_OURS = {
    "account": "customer",
    "client": "customer",
    "reseller": "customer",
    "store": "customer",
    "item": "product",
    "sku": "product",
    "article": "product",
    "employee": "rep",
    "salesperson": "rep",
    "seller": "rep",
    "agent": "rep",
    "territory": "region",
    "area": "region",
    "district": "region",
    "qty": "quantity",
    "units": "quantity",
    "revenue": "net amount",
    "number": "id",
    "no": "id",
    "key": "id",
    "code": "id",
    "date": "on",
    "detail": "line",
    "details": "lines",
}

_SAID_BY = {"open_orders": "open|backlog|book|未", "deal_sales": "deal|opportunit|商机"}


@dataclass(frozen=True)
class Guess:
    """One foreign table: the canonical table that it may be, its columns, what is not found."""

    raw: str
    table: str
    columns: dict[str, str]  # canonical column -> raw column
    lacking: tuple[str, ...]  # required columns without a counterpart
    likeness: float

    def __str__(self) -> str:
        """Say in one line what the table may be, and what it lacks for that."""
        pairs = ", ".join(f"{name} = {raw}" for name, raw in self.columns.items())
        said = t("{raw} may be {table}: {columns}", raw=self.raw, table=self.table, columns=pairs)
        if not self.lacking:
            return said
        return said + t("; required and not found: {names}", names=", ".join(self.lacking))


def guesses(found: Iterable[FoundTable]) -> Iterator[Guess]:
    """Yield for each foreign table the canonical one that it is most like, if any is near."""
    for one in found:
        every = (_guess(one, table) for table in TABLES.values() if _may_be(one.name, table.name))
        near = [guess for guess in every if len(guess.columns) >= FEWEST]
        best = max(near, key=lambda guess: guess.likeness, default=None)
        if best is not None and best.likeness >= LEAST:
            yield best


def _may_be(raw: str, table: str) -> bool:
    """Return whether a name speaks of a table at all: a plain list of orders is no order book."""
    said = _SAID_BY.get(table)
    return said is None or bool(re.search(said, raw, re.IGNORECASE))


def _guess(found: FoundTable, table: Table) -> Guess:
    columns = _columns(found.columns, table)
    required = [one.name for one in table.fields if one.required]
    lacking = tuple(name for name in required if name not in columns)
    there = 1 - len(lacking) / len(required) if required else 0.0
    used = len(columns) / max(len(found.columns), 1)
    likeness = 0.4 * _alike(found.name, table.name, table.label) + 0.4 * there + 0.2 * used
    return Guess(found.name, table.name, columns, lacking, round(likeness, 3))


def _columns(raw: tuple[str, ...], table: Table) -> dict[str, str]:
    """Return canonical columns with the raw column nearest in name; each raw one is used once."""
    pairs = sorted(
        (
            (_alike(name, field.name, field.label, of=table.name), field.name, name)
            for field in table.fields
            for name in raw
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    chosen: dict[str, str] = {}
    for likeness, field, name in pairs:
        if likeness >= NEAR and field not in chosen and name not in chosen.values():
            chosen[field] = name
    order = [field.name for field in table.fields if field.name in chosen]
    return {name: chosen[name] for name in order}


def _alike(raw: str, name: str, label: str, *, of: str = "") -> float:
    """Return how alike a raw name is to a canonical name or its label in either language.

    `of` is the table of a column: `ProductName` is the name of products.
    """
    others = [name, label, translate(label, "zh")]
    if of:
        others.append(f"{of.removesuffix('s')}_{name}")
    own = _bare(raw)
    return max(_likeness(own, other) for other in {_bare(one) for one in others})


@cache
def _likeness(one: str, other: str) -> float:
    """Return the share of letters that two words have in common and in order, 0 where few."""
    matcher = SequenceMatcher(None, one, other)
    near = matcher.real_quick_ratio() >= LEAST and matcher.quick_ratio() >= LEAST
    return matcher.ratio() if near else 0.0


@cache
def _bare(name: str) -> str:
    """Return the words of a name in our vocabulary, without case, signs and plural."""
    words = [word.lower() for word in _WORD.findall(name)]
    return "".join(_OURS.get(word, word).removesuffix("s") for word in words).replace(" ", "")
