"""Numbers that know where they come from: one cell of one artefact.

A citation is written `02_sales_bridge@v1/amount?node=total&part=price`. Pages carry it beside the
number, so that a program can look the cell up and compare.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode

from salesnb.errors import CitationError

KEPT = 65_536  # texts that are kept: those of a pack's cards are asked for again and again


@dataclass(frozen=True)
class Citation:
    """The address of one cell: artefact, version, column, and the key that names the row."""

    artefact: str
    version: str
    column: str
    where: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return f"{self.artefact}@{self.version}/{_quoted(self.column)}?{_key(self.where)}"

    @classmethod
    def parse(cls, text: str) -> Citation:
        """Return the citation that `text` writes; raise `CitationError` for anything else."""
        head, _, key = text.partition("?")
        return Citation(*_column(head), _row(key))

    def at(self, version: str) -> Citation:
        """Return the same cell of another version."""
        return Citation(self.artefact, version, self.column, self.where)


@lru_cache(KEPT)
def _column(head: str) -> tuple[str, str, str]:
    """Return artefact, version and column; the cells of a column have them in common."""
    place, slash, column = head.rpartition("/")
    artefact, at, version = place.rpartition("@")
    if not (slash and at and artefact and version and column):
        raise CitationError(f"{head!r} is not a citation", fix="artefact@version/column?key=value")
    return artefact, version, column


@lru_cache(KEPT)
def _row(key: str) -> tuple[tuple[str, str], ...]:
    """Return the key that names a row; the cells of a row have it in common."""
    return tuple(parse_qsl(key, keep_blank_values=True))


@lru_cache(KEPT)
def _key(where: tuple[tuple[str, str], ...]) -> str:
    return urlencode(where, quote_via=quote)


@lru_cache(KEPT)
def _quoted(column: str) -> str:
    return quote(column)


@dataclass(frozen=True)
class Cited:
    """A number with its citation and the way in which it is written (see `i18n.formats`)."""

    value: float
    ref: Citation
    fmt: str
    unit: str = ""

    def __float__(self) -> float:
        return float(self.value)
