"""What the cells of an XLSX file hold beyond the values that a reader gives: one pass over its XML.

A reader of values makes an error cell blank, and a formula that no program has computed too; it
reads a number of more than 15 digits as a float, and reserves memory for all cells between the
first and the last one. So the XML of each sheet is looked at before its values are read.
"""

from __future__ import annotations

import errno
import re
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from salesnb.i18n import t
from salesnb.sources.read.damaged import FileFault, require_zip

Address = tuple[int, int]  # row from 1, column from 0
EXACT_DIGITS = 15  # digits of a number that Excel keeps
_DENSE = 5_000_000  # cells between the first and the last one that are always read
_WIDE = 1000  # columns between the first and the last one that are always read
_SPARSE = 20  # times as many cells as hold something: more are not read
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([Ee]\+?\d{1,3})?")
_LARGEST = 10**30


@dataclass
class SheetCells:
    """What a sheet's XML says: `texts` of cells that a reader of values gets wrong, and the size.

    `texts` holds error values (#REF!), formulas without a value (=D2*E2), and numbers of more
    than 15 digits as they are written.
    """

    texts: dict[Address, str] = field(default_factory=dict)
    n_cells: int = 0  # that hold something
    first: Address = (1 << 21, 1 << 15)
    last: Address = (0, 0)  # the last row and the last column
    lowest: Address = (0, 0)  # the first cell of the last row
    rightmost: Address = (0, 0)  # the first cell of the last column
    _zeros: dict[int, dict[Address, str]] = field(default_factory=dict)  # formulas, by column
    _computed: set[int] = field(default_factory=set)  # columns of formulas with another value

    def add(self, at: Address, kind: str, formula: str | None, value: str | None) -> None:
        """Take in one cell: its type as XLSX calls it, its formula, its value."""
        if formula is None and not value:
            return
        self._take_place(at)
        if kind == "e":
            self.texts[at] = value or "#ERROR"
        elif formula is not None and kind == "n":
            self._add_formula(at, "=" + (formula or "..."), value)
        if kind == "n" and value and len(value) > EXACT_DIGITS:
            self._add_long(at, value)

    def _take_place(self, at: Address) -> None:
        self.n_cells += 1
        row, column = at
        self.first = (min(self.first[0], row), min(self.first[1], column))
        if row > self.last[0]:
            self.lowest = at
        if column > self.last[1]:
            self.rightmost = at
        self.last = (max(self.last[0], row), max(self.last[1], column))

    def _add_formula(self, at: Address, formula: str, value: str | None) -> None:
        if not value:
            self.texts[at] = formula
        elif value == "0":
            self._zeros.setdefault(at[1], {})[at] = formula
        else:
            self._computed.add(at[1])

    def _add_long(self, at: Address, value: str) -> None:
        if _NUMBER.fullmatch(value):
            number = Decimal(value)
            is_whole = number == number.to_integral_value()
            if is_whole and 10**EXACT_DIGITS <= abs(number) < _LARGEST:
                self.texts[at] = str(int(number))

    def take_zeros_as_uncomputed(self) -> None:
        """Where all formulas of a column hold 0, take them as formulas without a value.

        Libraries write 0 beside a formula that they do not compute.
        """
        for column, formulas in self._zeros.items():
            if column not in self._computed:
                self.texts |= formulas

    def require_dense(self) -> None:
        """Raise `FileFault` for a stray cell so far off that all before it fill the memory."""
        if not self.n_cells:
            return
        width = self.last[1] - self.first[1] + 1
        size = (self.last[0] - self.first[0] + 1) * width
        if (size > _DENSE or width > _WIDE) and size > _SPARSE * self.n_cells:
            far = dict.fromkeys([address(self.lowest), address(self.rightmost)])
            raise FileFault(
                t("a cell far from the table: {cells}", cells=", ".join(far)),
                t("delete the rows and columns behind the table in Excel, and save it"),
            )


@dataclass(frozen=True)
class Book:
    """The sheets of a workbook that a person sees and those that are hidden, by name; its dates."""

    cells: dict[str, SheetCells]
    hidden: tuple[str, ...]
    excel_epoch: int  # 1904 where the workbook counts its days from that year, else 1900


def scan(file: Path) -> Book:
    """Return what the XML of a workbook says; raise `FileFault` or what `damaged.DAMAGED` lists."""
    require_zip(file)
    try:
        return _scanned(file)
    except OSError as failure:
        if failure.errno != errno.EINVAL:  # a place that no file has: its directory is damaged
            raise
        raise FileFault(str(failure)) from None


def _scanned(file: Path) -> Book:
    with zipfile.ZipFile(file) as archive:
        parts = set(archive.namelist())
        for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
            if part not in parts:
                raise FileFault(t("no workbook of Excel: {part} is missing", part=part))
        if any(one.flag_bits & 1 for one in archive.infolist()):
            raise FileFault(t("the archive is protected by a password"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        sheets = {one.get("name", ""): one for one in book.iter() if _local(one.tag) == "sheet"}
        cells = {}
        for name, sheet in sheets.items():
            link = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
            part = _part(targets.get(link, ""))
            if part not in parts:
                raise FileFault(t("of sheet {name!r} {part} is missing", name=name, part=part))
            if "/worksheets/" in part:
                cells[name] = _cells(archive, part)
    if _flag(book, "calcPr", "fullCalcOnLoad"):
        for one in cells.values():
            one.take_zeros_as_uncomputed()
    hidden = tuple(name for name, one in sheets.items() if one.get("state", "visible") != "visible")
    return Book(cells, hidden, 1904 if _flag(book, "workbookPr", "date1904") else 1900)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def _part(target: str) -> str:
    """Return the archive's name of a part that workbook.xml.rels names."""
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _flag(book: ElementTree.Element, tag: str, name: str) -> bool:
    found = (one.get(name, "0") for one in book.iter() if _local(one.tag) == tag)
    return next(found, "0") in {"1", "true"}


def _cells(archive: zipfile.ZipFile, part: str) -> SheetCells:
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    with archive.open(part) as source:
        parser.ParseFile(source)
    return reader.cells


class _Reader:
    """Hands each cell of a sheet's XML to a `SheetCells`."""

    def __init__(self) -> None:
        self.cells = SheetCells()
        self._at: Address = (0, -1)
        self._kind = "n"
        self._formula: str | None = None
        self._value: str | None = None
        self._held: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            stated = attributes.get("r")
            self._at = parse_address(stated) if stated else (self._at[0], self._at[1] + 1)
            self._kind = attributes.get("t", "n")
            self._formula = self._value = None
        elif name == "row":
            self._at = (int(attributes.get("r", self._at[0] + 1)), -1)
        elif name in ("v", "f", "is"):
            self._held = []

    def text(self, text: str) -> None:
        if self._held is not None:
            self._held.append(text)

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self.cells.add(self._at, self._kind, self._formula, self._value)
        elif name in ("v", "f", "is") and self._held is not None:
            text, self._held = "".join(self._held), None
            if name == "f":
                self._formula = text
            else:
                self._value = text


def column_letter(index: int) -> str:
    """Return the letters of a sheet's column, 0 being A."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(at: Address) -> str:
    """Return a cell's address as Excel writes it, as `B7`."""
    return f"{column_letter(at[1])}{at[0]}"


def parse_address(text: str) -> Address:
    """Return the cell of an address; raise `FileFault` for what is none."""
    match = _REFERENCE.fullmatch(text)
    if match is None:
        raise FileFault(t("{text!r} is no address of a cell", text=text))
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column - 1
