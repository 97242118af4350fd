"""In which line of a TOML file an entry or a value stands, so that a message can name it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]  # ("controls", 0, "amount"): the first entry's amount

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADING = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]\]?")
_VALUE = re.compile(rf"\s*({_DOTTED})\s*=(.*)", re.S)
_SCANNED = re.compile(r'"""|\'\'\'|"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*|[\[\]{}]')


def positions(text: str) -> dict[Path, int]:
    """Return the line, counted from 1, of every heading and key of a TOML text that is valid.

    Entries of `[[name]]` are numbered from 0. Keys within a value (an inline table, a list) are
    not told apart: they stand where their value begins.
    """
    found: dict[Path, int] = {}
    counts: dict[str, int] = {}
    inside: Path = ()
    for line, statement in _statements(text):
        if heading := _HEADING.match(statement):
            inside = _section(heading[1] == "[[", _parts(heading[2]), counts)
            found.setdefault(inside, line)
        elif value := _VALUE.match(statement):
            found.setdefault((*inside, *_parts(value[1])), line)
    return found


def line_of(path: Path, known: Mapping[Path, int]) -> int:
    """Return the line of a value, or of what holds it; of a list its first entry, else 1."""
    for length in range(len(path), 0, -1):
        for held in (path[:length], (*path[:length], 0)):
            if held in known:
                return known[held]
    return 1


def _section(is_repeated: bool, parts: Path, counts: dict[str, int]) -> Path:
    """Return the path of a heading; a repeated one counts its entries."""
    name = ".".join(map(str, parts))
    if is_repeated:
        counts[name] = counts.get(name, -1) + 1
    return (*parts, counts[name]) if name in counts else parts


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield the first line and the text of every heading and `key = value`, comments left out."""
    begun, depth, quote, held = 0, 0, "", ""
    for number, line in enumerate(text.splitlines(), start=1):
        begun = begun if depth or quote else number
        held = held + "\n" + line if depth or quote else line
        depth, quote = _open_after(line, depth, quote)
        if not depth and not quote:
            yield begun, held


def _open_after(line: str, depth: int, quote: str) -> tuple[int, str]:
    """Return how many brackets, and which long quotation, are still open after a line."""
    place = 0
    while place < len(line):
        if quote:
            end = line.find(quote, place)
            if end < 0:
                return depth, quote
            place, quote = end + 3, ""
            continue
        found = _SCANNED.search(line, place)
        if found is None:
            break
        place, mark = found.end(), found[0]
        if mark in ('"""', "'''"):
            quote = mark
        elif mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
    return max(depth, 0), quote


def _parts(dotted: str) -> Path:
    return tuple(one.strip("\"'") for one in re.findall(_KEY, dotted))
