"""How one text file is read: what `read` found out, and what finding its lines again needs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class TextFile:
    """How a text file is read: from which copy in UTF-8, with which delimiter and columns.

    `columns` are all of the file, `nameless` those without a name in the header.
    """

    original: Path
    readable: Path  # the original, or its copy in UTF-8
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    nameless: tuple[str, ...] = ()
    n_above: int = 0  # physical lines above the header
    is_plain: bool = True  # read as it is; else record by record, without what is broken
    left_out: tuple[int, ...] = ()  # sound records that are no rows of the table (totals)

    def fitted(self, fields: list[str]) -> list[str] | None:
        """Return the fields of a record, one per column; None where it has too many or too few.

        Blank fields behind the last column count as none, columns without a name may be absent.
        """
        width = len(self.columns)
        if len(fields) == width:
            return fields
        if len(fields) > width:
            return None if any(fields[width:]) else fields[:width]
        lacking = self.columns[len(fields) :]
        return fields + [""] * len(lacking) if set(lacking) <= set(self.nameless) else None
