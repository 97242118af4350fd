"""From a number of the report back to the cell that holds it and the facts behind that cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from salesnb.citations import Citation
from salesnb.contracts.results import Result, Row
from salesnb.contracts.shorthand import DIMENSIONS
from salesnb.errors import CitationError, closest
from salesnb.i18n import t
from salesnb.index import Entry, writer_of


@dataclass(frozen=True, eq=False)
class Trace:
    """A number of the report: its cell, and the rows of the snapshot behind it, by frame.

    `where` are the columns of facts that the cell's key names, with their values.
    """

    row: Row
    column: str
    rows: Mapping[str, pd.DataFrame]
    where: Mapping[str, str] = field(default_factory=dict)

    @property
    def value(self) -> object:
        """The number itself."""
        return self.row[self.column]

    @property
    def cell(self) -> Result:
        """The row of the result in which it stands."""
        keys = self.row.result.contract.keys
        return self.row.result.where(**{key: self.row[key] for key in keys})

    def __repr__(self) -> str:
        found = ", ".join(f"{name}: {len(rows)}" for name, rows in self.rows.items())
        heading, title = self.row.result.heading(self.column), self.cell.title
        return t(
            "{title}, {heading}: {value}; rows behind it: {found}",
            title=title,
            heading=heading,
            value=self.value,
            found=found or t("none can be named"),
        )


def owner_of(ref: Citation, entries: Mapping[str, Entry]) -> Entry:
    """Return the workbook that wrote the result which a citation names.

    Raises `CitationError` with the closest workbook.
    """
    if writer := writer_of(ref.artefact, entries):
        return entries[writer]
    near = closest(ref.artefact, entries)
    raise CitationError(
        t("no workbook writes {name!r}", name=ref.artefact),
        fix=t("did you mean {near!r}?", near=near) if near else t("copy it from the page"),
    )


def trace(ref: Citation, result: Result, facts: Mapping[str, pd.DataFrame]) -> Trace:
    """Return the cell of a citation, and the rows of `facts` that its key names.

    A member of a dimension names the rows of that region, product group, ...; a month those of the
    month. Frames in which no part of the key is a column are left out, and so are all where the
    cell is one of the whole firm.
    """
    result.field(ref.column)
    row = result.cited(ref)
    wanted = _columns(result, ref)
    found = {name: _rows(frame, wanted) for name, frame in facts.items()}
    rows = {name: one for name, one in found.items() if len(one)}
    return Trace(row, ref.column, rows, wanted)


def _columns(result: Result, ref: Citation) -> dict[str, str]:
    """Return the columns of facts that the key of a citation means, with their values."""
    where, found = dict(ref.where), {}
    for name, value in ref.where:
        dimension = where.get(result.field(name).within, "")
        column = f"{dimension}_id" if dimension in DIMENSIONS else dimension or name
        found[column] = value
    return found


def _rows(frame: pd.DataFrame, wanted: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows that have the values of all wanted columns which the frame has."""
    there = {column: value for column, value in wanted.items() if column in frame}
    if not there:
        return frame.iloc[:0]
    kept = pd.Series(True, index=frame.index)
    for column, value in there.items():
        kept &= frame[column].astype("str") == value
    return frame[kept]
