"""Text files that the engine refuses: sound records copied, broken lines and footers recorded."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from salesnb.i18n import t
from salesnb.sources.exports import (
    BROKEN_LINE,
    SHOWN_PER_RULE,
    Problem,
    Problems,
    table_name,
)
from salesnb.sources.read.encodings import open_text
from salesnb.sources.read.footers import is_footer, is_total
from salesnb.sources.read.records import Record, body
from salesnb.sources.textfile import TextFile

_SHOWN = 80


@dataclass
class _Sorter:
    """The broken records of one file; the last ones are held until it is known what follows."""

    text: TextFile
    shown: list[Problem] = field(default_factory=list)
    n_broken: int = 0
    held: deque[Record] = field(default_factory=deque)

    def sound(self, records: Iterator[Record]) -> Iterator[list[str]]:
        """Yield the fields of the sound records, and count the others."""
        for record in records:
            fields = None if record.fault else self.text.fitted(record.fields)
            if fields is None:
                self.hold(record)
                continue
            while self.held:
                self.count(self.held.popleft())
            yield fields

    def hold(self, record: Record) -> None:
        """Keep a record that may stand below the table; the first of many does not."""
        self.held.append(record)
        if len(self.held) > SHOWN_PER_RULE:
            self.count(self.held.popleft())

    def count(self, record: Record) -> None:
        """Count a broken record, and show it when it is among the first."""
        self.n_broken += 1
        if len(self.shown) < SHOWN_PER_RULE:
            self.shown.append(broken_line(self.text, record))

    def below(self) -> list[Record]:
        """Return the notes and totals that stand below the table; count what is neither."""
        found = []
        for record in self.held:
            if not record.fault and (is_footer(record.fields) or is_total(record.fields)):
                found.append(record)
            else:
                self.count(record)
        return found


def rewrite(text: TextFile, copy: Path, problems: Problems) -> list[Record]:
    """Copy the sound records of a file, without its header, as CSV in UTF-8; record broken ones.

    Returns the records below the table that seem to be notes or totals.
    """
    sorter = _Sorter(text)
    with (
        open_text(text.readable) as source,
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        csv.writer(target, lineterminator="\n").writerows(sorter.sound(body(source, text)))
    below = sorter.below()
    if sorter.shown:
        problems.add_rule(sorter.shown, n_rows=sorter.n_broken)
    return below


def broken_line(text: TextFile, record: Record) -> Problem:
    """Return the problem of a record that cannot be a row of its table."""
    fix = t("check quotes and delimiters on that line")
    if record.fault == "quotes":
        message = t("a quote is not closed, or something stands behind its end")
    elif record.fault == "control":
        message = t("a control character, which no text has")
        fix = t("the file may be damaged: export it again, or take the character out")
    else:
        message = t(
            "{found} fields where the header has {width}",
            found=len(record.fields),
            width=len(text.columns),
        )
    start = record.start or text.delimiter.join(record.fields).partition("\n")[0][:_SHOWN]
    about = ("error", table_name(text.original), text.original.name, BROKEN_LINE)
    return Problem(*about, message, fix, t("line {n}", n=record.line), value=start)
