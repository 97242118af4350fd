"""Numbers that know where they come from: one cell of one artefact.

A citation is written `02_sales_bridge@v1/amount?node=total&part=price`. Pages carry it beside the
number, so that a program can look the cell up and compare.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode

from salesnb.errors import CitationError


@dataclass(frozen=True)
class Citation:
    """The address of one cell: artefact, version, column, and the key that names the row."""

    artefact: str
    version: str
    column: str
    where: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        key = urlencode(self.where, quote_via=quote)
        return f"{self.artefact}@{self.version}/{quote(self.column)}?{key}"

    @classmethod
    def parse(cls, text: str) -> Citation:
        """Return the citation that `text` writes; raise `CitationError` for anything else."""
        head, _, key = text.partition("?")
        place, slash, column = head.rpartition("/")
        artefact, at, version = place.rpartition("@")
        if not (slash and at and artefact and version and column):
            raise CitationError(
                f"{text!r} is not a citation", fix="artefact@version/column?key=value"
            )
        return cls(artefact, version, column, tuple(parse_qsl(key, keep_blank_values=True)))

    def at(self, version: str) -> Citation:
        """Return the same cell of another version."""
        return Citation(self.artefact, version, self.column, self.where)


@dataclass(frozen=True)
class Cited:
    """A number with its citation and the way in which it is written (see `i18n.formats`)."""

    value: float
    ref: Citation
    fmt: str
    unit: str = ""

    def __float__(self) -> float:
        return float(self.value)
