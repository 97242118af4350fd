"""Where in its file a row stands: the second pass, over faulty rows only."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

csv.field_size_limit(1 << 30)


def open_text(file: Path, encoding: str = "utf-8-sig") -> TextIO:
    """Open a text file, compressed or not, with its line ends as they are."""
    raw = gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb")  # noqa: SIM115
    return io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="")  # type: ignore[arg-type]


def records(text: TextIO, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not blank, with the physical line on which it starts."""
    reader = csv.reader(text, delimiter=delimiter)
    start = 1
    for record in reader:
        if record:
            yield start, record
        start = reader.line_num + 1


def find_records(
    file: Path, ordinals: Iterable[int], *, delimiter: str, encoding: str = "utf-8-sig"
) -> dict[int, tuple[int, list[str]]]:
    """Return physical line and values of data records (0 is the first after the header).

    Reads only as far as the last record that is asked for.
    """
    wanted = set(ordinals)
    found: dict[int, tuple[int, list[str]]] = {}
    if not wanted:
        return found
    last = max(wanted)
    with open_text(file, encoding) as text:
        for ordinal, (line, record) in enumerate(records(text, delimiter), start=-1):
            if ordinal in wanted:
                found[ordinal] = (line, record)
            if ordinal >= last:
                break
    return found


def broken_lines(
    file: Path, *, delimiter: str, encoding: str = "utf-8-sig", most: int
) -> tuple[list[tuple[int, int, str]], int, int]:
    """Return the first lines whose number of fields is not the header's, their count, the width.

    Each is (physical line, fields found, start of the record); 0 fields where quotes are broken,
    behind which nothing can be told.
    """
    shown: list[tuple[int, int, str]] = []
    count = width = line = 0
    with open_text(file, encoding) as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                record = next(reader, None)
            except csv.Error:
                return (
                    [*shown[: most - 1], (line, 0, _start(file, line, encoding))],
                    count + 1,
                    width,
                )
            if record is None:
                return shown, count, width
            width = width or len(record)
            if record and len(record) != width:
                count += 1
                if len(shown) < most:
                    start = delimiter.join(record).partition("\n")[0]
                    shown.append((line, len(record), start[:80]))


def _start(file: Path, line: int, encoding: str) -> str:
    """Return the beginning of a physical line."""
    with open_text(file, encoding) as text:
        return next(islice(text, line - 1, None), "").strip()[:80]
