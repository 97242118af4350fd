"""A document whose commands are run: its fenced blocks, in their order.

| fence | what a reader does with it |
|---|---|
| `sh` | runs the one command in it |
| `text` | compares what the command before it printed |
| `text front` | compares the head of the report's front page: the verdict, the first decision |
| `toml FILE` | adds the lines to the end of the file |
| `diff FILE` | writes the lines that begin with + for those that begin with - |
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_FENCE = re.compile(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", re.M | re.S)
_CHANGING = (  # what differs from run to run and from machine to machine
    (re.compile(r" *│\n│ +│ +│ +│ (\S+) *│"), r"\1 │"),  # long seconds break a page's name
    (re.compile(r"pages-[0-9a-f]{8}"), "pages-########"),
    (re.compile(r"│ \d+\.\d +│"), "│ #.# │"),
    (re.compile(r"[━─]+"), "━"),  # a column is as wide as its seconds
    (re.compile(r" +"), " "),
)


@dataclass(frozen=True)
class Block:
    """A fenced block: its kind, the file or part that it names, its text, its line."""

    kind: str
    of: str
    text: str
    line: int

    @property
    def is_answer(self) -> bool:
        return self.kind == "text"

    @property
    def starts_run(self) -> bool:
        """Whether it is the command that runs the workbooks: what takes long begins here."""
        return self.kind == "sh" and self.text.startswith("salesnb run")


def blocks_of(document: str) -> list[Block]:
    """Return the fenced blocks of a document."""
    return [
        Block(found[1], found[2] or "", found[3], document.count("\n", 0, found.start()) + 1)
        for found in _FENCE.finditer(document)
    ]


def steady(text: str) -> str:
    """Return a printed text without seconds and without names that hold digests."""
    for changing, mark in _CHANGING:
        text = changing.sub(mark, text)
    return text


def differences(block: Block, printed: str) -> list[str]:
    """Return the lines in which an answer of a document and what was printed differ."""
    stated, now = (steady(one).splitlines() for one in (block.text, printed))
    n_lines = max(len(stated), len(now))
    pairs = zip(_padded(stated, n_lines), _padded(now, n_lines), strict=True)
    return [
        f"line {block.line + place}: the document says {one!r}, printed is {other!r}"
        for place, (one, other) in enumerate(pairs, 1)
        if one != other
    ]


def _padded(lines: list[str], n_lines: int) -> list[str]:
    return [*lines, *[""] * (n_lines - len(lines))]


def answered(document: str, answer: Callable[[Block], str]) -> str:
    """Return a document with the answers that its blocks give now, asked in their order.

    An answer that differs in nothing but seconds and digests stays as it is.
    """
    blocks = iter(blocks_of(document))

    def fenced(found: re.Match[str]) -> str:
        block = next(blocks)
        now = answer(block)
        if not block.is_answer or not differences(block, now):
            return found[0]
        head = found[0].split("\n", 1)[0]
        return f"{head}\n{now.rstrip()}\n```"

    return _FENCE.sub(fenced, document)
