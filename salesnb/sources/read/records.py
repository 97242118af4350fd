"""The records of a text file one by one, where a broken one neither shifts nor hides others.

The engine reads sound files; this reads those that it refuses, and finds lines of single records.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TextIO

from salesnb.sources.read.encodings import CONTROLS, open_text
from salesnb.sources.textfile import TextFile

csv.field_size_limit(1 << 30)
_CONTROL = re.compile("[" + re.escape(CONTROLS.decode("ascii")) + "]")
_MOST_LINES = 500  # of one record; behind that an open quote counts as forgotten
_SHOWN = 80


@dataclass(frozen=True)
class Record:
    """A record that is not blank: the physical line on which it starts, its fields, its fault."""

    line: int
    fields: list[str]
    start: str = ""  # of its first line, where it has a fault
    fault: Literal["", "quotes", "control"] = ""


class _Lines:
    """The physical lines of a text with their numbers; lines can be given back."""

    def __init__(self, text: Iterable[str]) -> None:
        self._text = iter(text)
        self._held: deque[str] = deque()
        self.number = 0

    def take(self) -> str | None:
        """Return the next line, None at the end."""
        line = self._held.popleft() if self._held else next(self._text, None)
        self.number += line is not None
        return line

    def give_back(self, lines: list[str]) -> None:
        """Take lines back, in their order, to be read again."""
        self._held.extendleft(reversed(lines))
        self.number -= len(lines)


def records(
    text: Iterable[str], delimiter: str, *, width: int = 0, with_controls: bool = False
) -> Iterator[Record]:
    """Yield the records of a text that are not blank, sound and broken ones.

    A quote that is not closed, or a record over several lines without `width` fields (where that
    is given), breaks its first line only: the lines behind it are read on their own. Control
    characters break a line unless `with_controls`.
    """
    lines = _Lines(text)
    while (line := lines.take()) is not None:
        if not with_controls and _CONTROL.search(line):
            record = Record(lines.number, [], _start(line), "control")
        else:
            record = _record(line, lines, delimiter, width)
        if any(record.fields) or record.fault:
            yield record


def _record(line: str, lines: _Lines, delimiter: str, width: int) -> Record:
    number = lines.number
    if '"' not in line:
        return Record(number, line.rstrip("\r\n").split(delimiter))
    held = [line]
    fields = _quoted(held, lines, delimiter)
    if fields is None or (len(held) > 1 and width and len(fields) != width):
        lines.give_back(held[1:])
        return Record(number, [], _start(line), "quotes")
    return Record(number, fields)


def _quoted(held: list[str], lines: _Lines, delimiter: str) -> list[str] | None:
    """Return the fields of the lines in `held`, which grows until quotes are closed; None if not.

    A line with a quote inside an unquoted field (5" pipe) is sound.
    """
    while True:
        try:
            return next(csv.reader(held, delimiter=delimiter, strict=True))
        except csv.Error as error:
            if "unexpected end" not in str(error):
                return None
        if not _extended(held, lines):
            return None


def _extended(held: list[str], lines: _Lines) -> bool:
    """Append lines up to the next one with a quote; return whether there was one near enough."""
    while len(held) < _MOST_LINES and (line := lines.take()) is not None:
        held.append(line)
        if '"' in line:
            return True
    return False


def _start(line: str) -> str:
    return line.strip()[:_SHOWN]


def body(opened: TextIO, text: TextFile) -> Iterator[Record]:
    """Yield the records below the header of a file, with their physical lines."""
    lines = ("\n" if n < text.n_above else line for n, line in enumerate(opened))
    return islice(records(lines, text.delimiter, width=len(text.columns)), 1, None)


def find_records(text: TextFile, ordinals: Iterable[int]) -> dict[int, tuple[int, list[str]]]:
    """Return rows of a text file's table by their ordinal from 0: physical line and fields.

    Reads only as far as the last one that is asked for.
    """
    wanted = set(ordinals)
    found: dict[int, tuple[int, list[str]]] = {}
    if not wanted:
        return found
    with open_text(text.readable) as opened:
        rows = _plain(opened, text) if text.is_plain else _sound(opened, text)
        kept = (row for n, row in enumerate(rows) if n not in set(text.left_out))
        for ordinal, row in enumerate(islice(kept, max(wanted) + 1)):
            if ordinal in wanted:
                found[ordinal] = row
    return found


def _plain(opened: TextIO, text: TextFile) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a file that the engine reads as it is."""
    n_above = sum(1 for _ in islice(opened, text.n_above))
    reader = csv.reader(opened, delimiter=text.delimiter)
    next(reader)
    start = reader.line_num + 1
    for fields in reader:
        if any(fields):
            yield n_above + start, fields
        start = reader.line_num + 1


def _sound(opened: TextIO, text: TextFile) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a file that is read record by record, without the broken ones."""
    for record in body(opened, text):
        fields = None if record.fault else text.fitted(record.fields)
        if fields is not None:
            yield record.line, fields
