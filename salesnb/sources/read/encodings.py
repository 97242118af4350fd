"""The encoding of a text file: what company.toml states, else UTF-8; and which one it may be."""

from __future__ import annotations

import codecs
import gzip
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from salesnb.i18n import joined, t
from salesnb.settings import FileSettings
from salesnb.sources.advice import state
from salesnb.sources.exports import Problem, file_problem

UTF8 = ("utf-8", "utf-8-sig")
CANDIDATES = ("gb18030", "cp1252")  # what exports that are not UTF-8 mostly are
LONGEST_LINE = 16_000_000  # bytes
CONTROLS = bytes({*range(32), 127} - {9, 10, 11, 12, 13, 26})  # no text file has them
_LOOK = 1 << 16
_CHUNK = 1 << 20
_SHOWN = 80
_NEAR = 20  # bytes
_SEPARATORS = (b",", b";", b"\t", b"|")
_LEAST_ZEROS = 0.1  # of the bytes of UTF-16: digits, delimiters and line ends each have one
_MARKS = {  # UTF-32 first: its mark begins like that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_WIDE = (  # size of a unit, its places with zeros in text of Latin letters and digits, and without
    ("utf-32-le", 4, (2, 3), 0),
    ("utf-32-be", 4, (0, 1), 3),
    ("utf-16-le", 2, (1,), 0),
    ("utf-16-be", 2, (0,), 1),
)
_PAIR = re.compile(rb"[\x81-\xfe][\xa1-\xfe]")  # a common Chinese character in GB18030
_HIGH = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True)
class Scan:
    """What one pass over the bytes of a text file found."""

    undecodable: bytes | None = None  # the first line that is no text in the encoding
    has_controls: bool = False
    long_line: bool = False  # a line is longer than `LONGEST_LINE`; nothing behind it was read


def open_bytes(file: Path) -> BinaryIO:
    """Open a file for reading, compressed or not."""
    return gzip.open(file, "rb") if file.suffix.lower() == ".gz" else file.open("rb")  # type: ignore[return-value]


def open_text(file: Path, encoding: str = "utf-8-sig") -> TextIO:
    """Open a text file, compressed or not, with its line ends as they are."""
    return io.TextIOWrapper(open_bytes(file), encoding=encoding, errors="replace", newline="")


def is_known(encoding: str) -> bool:
    """Return whether Python knows an encoding of that name."""
    try:
        return bool(io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    except LookupError:
        return False


def wide_encoding(start: bytes) -> str:
    """Return the UTF-16 or UTF-32 that the start of a file is written in, '' for none of them."""
    for mark, name in _MARKS.items():
        if start.startswith(mark):
            return name
    start = start[: len(start) - len(start) % 4]
    for name, size, zeros, place in _WIDE:
        has_none = bool(start) and _share(start, size, place) < _LEAST_ZEROS / 10
        if has_none and min(_share(start, size, one) for one in zeros) >= _LEAST_ZEROS:
            return name
    return ""


def contradicts(stated: str, found: str) -> bool:
    """Return whether a stated encoding (any, for '') is another than `wide_encoding` found."""
    family, _, order = found.rpartition("-") if found.endswith("e") else (found, "", "")
    plain = stated.lower().replace("_", "-")
    return bool(found) and plain not in {found, family if order != "be" else found}


def _share(start: bytes, size: int, place: int) -> float:
    """Return the share of units of a text that have a zero byte at a place."""
    there = start[place::size]
    return there.count(0) / len(there)


def scan(file: Path, encoding: str) -> Scan:
    """Read a file once: whether it is text in `encoding`, has control characters or endless lines.

    Stops at the first line that is too long, so that a file without line ends costs no memory.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    has_controls, since = False, 0
    for chunk in _chunks(file):
        cut = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        since = since + len(chunk) if cut < 0 else len(chunk) - cut - 1
        if since > LONGEST_LINE:
            return Scan(long_line=True)
        has_controls = has_controls or len(chunk.translate(None, CONTROLS)) < len(chunk)
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeError:  # also of UTF-16 without its mark, which is no UnicodeDecodeError
            return Scan(_bad_line(file, encoding), has_controls)
    return Scan(None, has_controls)


def _chunks(file: Path) -> Iterator[bytes]:
    """Yield the bytes of a file piece by piece, and an empty piece at its end."""
    with open_bytes(file) as opened:
        while chunk := opened.read(_CHUNK):
            yield chunk
    yield b""


def _bad_line(file: Path, encoding: str) -> bytes:
    """Return the start of the first line that cannot be decoded; of the file, if none by itself."""
    with open_bytes(file) as opened:
        for line in iter(lambda: opened.readline(LONGEST_LINE), b""):
            try:
                line.decode(encoding)
            except UnicodeError:
                return _from_first(line.strip())[:_SHOWN]
    return b""


def _from_first(line: bytes) -> bytes:
    """Return a line from the cell on that has its first byte above ASCII; whole if that is near."""
    at = next((place for place, byte in enumerate(line) if byte > 127), 0)
    return line if at < _NEAR else line[max(line.rfind(one, 0, at) for one in _SEPARATORS) + 1 :]


def first_bytes(file: Path) -> bytes:
    """Return the start of a file, as much as shows how it is encoded."""
    with open_bytes(file) as opened:
        return opened.read(_LOOK)


def unknown_encoding(file: Path, encoding: str) -> Problem:
    """Return the problem of an encoding that company.toml states and Python does not know."""
    message = t("{encoding!r} is no encoding that Python knows", encoding=encoding)
    fix = t("write utf-8, gb18030, utf-16 or another one in company.toml")
    return file_problem(file, "encoding", message, fix)


def wide_problem(file: Path, encoding: str, stated: FileSettings) -> Problem:
    """Return the problem of a UTF-16 or UTF-32 file for which none or another one is stated."""
    message = t("{encoding}, not UTF-8", encoding=encoding.upper()[:6])
    if stated.encoding:
        message = t("{encoding}, not {stated} as stated", encoding=encoding, stated=stated.encoding)
    return file_problem(file, "encoding", message, state(file.name, stated, encoding=encoding))


def undecodable_problem(file: Path, line: bytes, stated: FileSettings) -> Problem:
    """Return the problem of a file that is no text in its encoding, as others would read it."""
    readings = " / ".join(f"{name}: {reading}" for name, reading in readings_of(line))
    message = t("not UTF-8; two readings of the first such line: {readings}", readings=readings)
    if stated.encoding:
        message = t(
            "not text in {encoding} as stated; other readings: {readings}",
            encoding=stated.encoding,
            readings=readings,
        )
    likely, other = likely_first(line)
    lines = state(file.name, stated, encoding=likely)
    fix = joined("  # ", [lines, t("or {other}", other=f'"{other}"')])
    return file_problem(file, "encoding", message, fix)


def readings_of(line: bytes, n_characters: int = 40) -> tuple[tuple[str, str], ...]:
    """Return a line as each of the usual encodings would read it, with the encoding's name."""
    return tuple((name, line.decode(name, errors="replace")[:n_characters]) for name in CANDIDATES)


def likely_first(line: bytes) -> tuple[str, str]:
    """Return the usual encodings, the likelier one of a line first.

    The bytes of Chinese text that are not ASCII come in pairs, those of Western text mostly alone.
    """
    is_chinese = 4 * len(_PAIR.findall(line)) > len(_HIGH.findall(line))
    return CANDIDATES if is_chinese else CANDIDATES[::-1]
