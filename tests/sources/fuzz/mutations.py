"""Changes of exports: of bytes, of structure, of values. Each is a function of its number alone."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from openpyxl import Workbook

from tests.sources.fuzz.companies import (
    KINDS,
    Grid,
    Kind,
    Sample,
    encoded,
    grid_of,
    saved,
    text_of,
    workbook_of,
    written,
)
from tests.sources.fuzz.spellings import VALUES, typed_values

VALUES_AT_ONCE = 12  # rows of a table of which one value each is changed
FAMILIES = ("bytes", "structure", "values")


@dataclass(frozen=True)
class Mutant:
    """A changed export: what was done to it, and how many mutations that counts as."""

    number: int
    what: str
    sample: Sample
    n_mutations: int = 1

    @property
    def title(self) -> str:
        """What a failing test prints: enough to make it again."""
        return f"mutant {self.number} ({self.sample.kind.name}): {self.what}"


def mutant(family: str, number: int) -> Mutant:
    """Return a family's mutant of that number, the same one at every run."""
    random = Random(f"{family} {number}")
    kind = KINDS[number % len(KINDS)]
    if family == "bytes":
        sound = written(kind, grid_of(kind))
        sample = Sample(kind, sound, sound)
        what, content = _changed_bytes(sample, random)
        return Mutant(number, what, replace(sample, content=content))
    if family == "structure":
        return _changed_structure(number, kind, random)
    return _changed_values(number, kind, random)


# bytes


def _changed_bytes(sample: Sample, random: Random) -> tuple[str, bytes]:
    """Change the file itself, or what lies packed in it."""
    is_packed = sample.kind.form == "xlsx" or sample.kind.file.endswith(".gz")
    if not is_packed or random.random() < 0.3:
        return _damaged(sample.content, random)
    if sample.kind.form == "xlsx":
        return _changed_part(sample.content, random)
    what, inner = _damaged(gzip.decompress(sample.content), random)
    return f"inside, {what}", gzip.compress(inner, mtime=0)


def _damaged(raw: bytes, random: Random) -> tuple[str, bytes]:
    change = random.choice(_DAMAGES)
    at = random.randrange(len(raw))
    return f"{change.__name__.strip('_')} at byte {at}", change(raw, at, random)


def _flipped(raw: bytes, at: int, random: Random) -> bytes:
    return raw[:at] + bytes([raw[at] ^ 1 << random.randrange(8)]) + raw[at + 1 :]


def _flipped_often(raw: bytes, at: int, random: Random) -> bytes:
    for _ in range(random.randrange(2, 9)):
        raw = _flipped(raw, random.randrange(len(raw)), random)
    return raw


def _cut_off(raw: bytes, at: int, random: Random) -> bytes:
    return raw[:at]


def _taken_out(raw: bytes, at: int, random: Random) -> bytes:
    return raw[:at] + raw[at + random.choice((1, 1, 2, 7, 40)) :]


def _twice(raw: bytes, at: int, random: Random) -> bytes:
    end = at + random.choice((1, 3, 20, 60))
    return raw[:end] + raw[at:]


def _put_in(raw: bytes, at: int, random: Random) -> bytes:
    return raw[:at] + random.choice(_PUT_IN) + raw[at:]


def _written_over(raw: bytes, at: int, random: Random) -> bytes:
    new = random.choice(_PUT_IN)
    return raw[:at] + new + raw[at + len(new) :]


_PUT_IN = (
    *(bytes([one]) for one in (0, 1, 7, 8, 11, 12, 26, 27, 28, 31, 127, 128, 133, 160, 255)),
    *(one.encode() for one in "\"\n\r,;\t|'\\-+.(#=%eE0 "),
    *(one.encode() for one in ("\ufeff", "\u200b", "\u2028", "\u0085", "\u202e", "\U0001f4b0")),
    *(b"\r\n", b"\n\n", b'""', b"\xff\xfe", b"\x00\x00", b"\xed\xa0\x80", b"\xc0\x80"),
)
_DAMAGES: Sequence[Callable[[bytes, int, Random], bytes]] = (
    *(_flipped, _flipped, _flipped_often, _cut_off, _taken_out, _taken_out),
    *(_twice, _put_in, _put_in, _put_in, _written_over),
)


def _changed_part(raw: bytes, random: Random) -> tuple[str, bytes]:
    """Change a part of a workbook and pack it again, so that its checksums fit."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    main = [name for name in parts if re.search(r"sheet1|sharedStrings|workbook\.xml|styles", name)]
    name = random.choice(main if random.random() < 0.9 else sorted(parts))
    if random.random() < 0.04:
        what, parts = "left out", {one: held for one, held in parts.items() if one != name}
    else:
        what, parts[name] = _damaged(parts[name], random)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in parts.items():
            archive.writestr(one, content)
    return f"{name}: {what}", held.getvalue()


# structure


def _changed_structure(number: int, kind: Kind, random: Random) -> Mutant:
    forms = [_GRIDS, _TEXTS if kind.form == "text" else _BOOKS if kind.form == "xlsx" else _GRIDS]
    change = random.choice(random.choice(forms))
    grid = grid_of(kind)
    if change in _GRIDS:
        change(grid, random)
        content = written(kind, grid)
    elif change in _TEXTS:
        content = encoded(kind, change(text_of(kind, grid), kind, random))
    else:
        book = workbook_of(kind, grid)
        change(book, random)
        content = saved(book)
    return Mutant(number, change.__name__.strip("_"), Sample(kind, content))


def _column(grid: Grid, random: Random) -> int:
    return random.randrange(len(grid.header))


def _line(grid: Grid, random: Random) -> int:
    return random.randrange(len(grid.rows))


def _column_left_out(grid: Grid, random: Random) -> None:
    j = _column(grid, random)
    for row in (grid.header, *grid.rows):
        del row[j]


def _column_twice(grid: Grid, random: Random) -> None:
    j = _column(grid, random)
    grid.header.append(f"{grid.header[j]} 2")
    for row in grid.rows:
        row.append(row[j])


def _column_renamed(grid: Grid, random: Random) -> None:
    j, name = (j := _column(grid, random)), str(grid.header[j])
    names = (name.upper(), f" {name} ", f"{name}s", name[:-1], "", f"{name}\n", f"'{name}'", "#row")
    grid.header[j] = random.choice(
        (*names, "_row", "#source_row", "x" * 3000, "a.b", 'a"b', "?*[1]")
    )


def _columns_exchanged(grid: Grid, random: Random) -> None:
    order = list(range(len(grid.header)))
    random.shuffle(order)
    grid.header[:] = [grid.header[j] for j in order]
    grid.rows[:] = [[row[j] for j in order] for row in grid.rows]


def _names_exchanged(grid: Grid, random: Random) -> None:
    i, j = random.sample(range(len(grid.header)), 2)
    grid.header[i], grid.header[j] = grid.header[j], grid.header[i]


def _row_shifted(grid: Grid, random: Random) -> None:
    grid.rows[_line(grid, random)].insert(random.randrange(3), "")


def _row_shifted_within(grid: Grid, random: Random) -> None:
    row = grid.rows[_line(grid, random)]
    row[:] = ["", *row[:-1]]


def _row_short(grid: Grid, random: Random) -> None:
    del grid.rows[_line(grid, random)][random.randrange(len(grid.header)) :]


def _row_long(grid: Grid, random: Random) -> None:
    grid.rows[_line(grid, random)].append(random.choice(("", " ", "x", "7")))


def _row_twice(grid: Grid, random: Random) -> None:
    grid.rows.insert(_line(grid, random), list(grid.rows[_line(grid, random)]))


def _row_blank(grid: Grid, random: Random) -> None:
    blank = random.choice(("", " ", "\u3000", None))
    grid.rows.insert(_line(grid, random), [blank] * len(grid.header))


def _header_again(grid: Grid, random: Random) -> None:
    grid.rows.insert(_line(grid, random), list(grid.header))


def _header_lower(grid: Grid, random: Random) -> None:
    above = [["Sales report"], ["", ""], ["Printed: 2026-11-01", "x"]][: random.randrange(1, 4)]
    grid.rows[:] = [*above[1:], list(grid.header), *grid.rows]
    grid.header[:] = above[0] + [""] * (len(grid.header) - 1)


def _no_header(grid: Grid, random: Random) -> None:
    grid.header[:] = [str(one) for one in grid.rows.pop(0)]


def _no_rows(grid: Grid, random: Random) -> None:
    grid.rows.clear()


def _total_below(grid: Grid, random: Random) -> None:
    word = random.choice(("Total", "合计", "Sum:", "Gesamt", "小计", "Totals", "TOTAL 2026"))
    amount = random.choice(("1819.17", "5", "", "1.540,05", "x", "-1"))
    grid.rows.insert(random.randrange(2, len(grid.rows) + 1), [word, "", "", "", "", amount])


def _note_below(grid: Grid, random: Random) -> None:
    notes = ("End of report", "6 rows", "Printed by: Li", "制表人：王", "------", "2026-10-07")
    grid.rows.append([random.choice(notes), *[""] * random.choice((0, len(grid.header) - 1))])


_GRIDS: Sequence[Callable[[Grid, Random], None]] = (
    *(_column_left_out, _column_twice, _column_renamed, _columns_exchanged, _names_exchanged),
    *(_row_shifted, _row_shifted_within, _row_short, _row_long, _row_twice, _row_blank),
    *(_header_again, _header_lower, _no_header, _no_rows, _total_below, _note_below),
)


def _quote_opened(text: str, kind: Kind, random: Random) -> str:
    cells = [one.start() for one in re.finditer(rf"[{kind.delimiter}\n]", text)]
    at = random.choice(cells) + random.choice((0, 1, 1, 2))
    return text[:at] + random.choice(('"', '"', '""', "'", '"x"y')) + text[at:]


def _delimiter_changed(text: str, kind: Kind, random: Random) -> str:
    new = random.choice([one for one in ",;\t|:^" if one != kind.delimiter])
    if random.random() < 0.5:
        return text.replace(kind.delimiter, new)
    lines = text.split(kind.line_end)
    n = random.randrange(len(lines))
    lines[n] = lines[n].replace(kind.delimiter, new)
    return kind.line_end.join(lines)


def _line_ends_mixed(text: str, kind: Kind, random: Random) -> str:
    ends = ("\n", "\r\n", "\r", "\n\n", "\r\r\n", "\v", "\f", "\u2028", "\x85")
    return "".join(f"{one}{random.choice(ends)}" for one in text.splitlines())


def _line_end_changed(text: str, kind: Kind, random: Random) -> str:
    return text.replace(kind.line_end, random.choice(("\r\n", "\r", "\n\n", "\r\r\n")))


def _delimiter_behind(text: str, kind: Kind, random: Random) -> str:
    return text.replace(kind.line_end, kind.delimiter * random.choice((1, 3)) + kind.line_end)


def _hint_above(text: str, kind: Kind, random: Random) -> str:
    return f"sep={random.choice((kind.delimiter, ';', ''))}{kind.line_end}{text}"


def _two_exports(text: str, kind: Kind, random: Random) -> str:
    return text + random.choice(("", kind.line_end, "\ufeff")) + text


def _all_quoted(text: str, kind: Kind, random: Random) -> str:
    def quoted(line: str) -> str:
        cells = (f'"{cell}"' for cell in line.split(kind.delimiter))
        return random.choice((kind.delimiter, f"{kind.delimiter} ")).join(cells)

    return kind.line_end.join(quoted(line) if line else "" for line in text.split(kind.line_end))


def _broken_in_cell(text: str, kind: Kind, random: Random) -> str:
    at = random.choice(
        [one.start() for one in re.finditer(kind.delimiter.replace("|", r"\|"), text)]
    )
    return (
        f'{text[: at + 1]}"two{random.choice((kind.line_end, chr(13), chr(10)))}lines"{text[at:]}'
    )


def _written_other(text: str, kind: Kind, random: Random) -> str:
    return text.translate({code: code + 0xFEE0 for code in range(0x30, 0x3A)})


_TEXTS: Sequence[Callable[[str, Kind, Random], str]] = (
    *(_quote_opened, _quote_opened, _delimiter_changed, _line_ends_mixed, _line_end_changed),
    *(_delimiter_behind, _hint_above, _two_exports, _all_quoted, _broken_in_cell, _written_other),
)


def _sheet_added(book: Workbook, random: Random) -> None:
    sheet = book.create_sheet(random.choice(("Filter", "order_lines", "data", "表")))
    for row in [["net_amount", "x"], [1, 2]][: random.randrange(3)]:
        sheet.append(row)


def _sheet_hidden(book: Workbook, random: Random) -> None:
    other = book.create_sheet("Notes")
    other["A1"] = random.choice((None, "note"))
    random.choice(book.worksheets).sheet_state = random.choice(("hidden", "veryHidden"))


def _cells_merged(book: Workbook, random: Random) -> None:
    sheet = book.active
    top, left = random.randrange(1, 7), random.randrange(1, 6)
    down, right = random.choice(((1, 0), (0, 1), (2, 0), (1, 1)))
    sheet.merge_cells(None, top, left, top + down, left + right)


def _cell_far_off(book: Workbook, random: Random) -> None:
    place = random.choice(((40, 3), (2, 40), (1048576, 1), (1, 16384), (1048576, 16384), (500, 90)))
    book.active.cell(*place, random.choice((" ", "x", 5, None)))


def _table_moved(book: Workbook, random: Random) -> None:
    down, right = random.randrange(4), random.randrange(4)
    book.active.move_range(f"A1:G{book.active.max_row}", rows=down, cols=right)


def _row_removed(book: Workbook, random: Random) -> None:
    book.active.delete_rows(random.randrange(1, 8))


def _sheet_renamed(book: Workbook, random: Random) -> None:
    book.active.title = random.choice(("O'Brien", "order_lines", "a!b", "表 1", "x" * 31, "#N"))


_BOOKS: Sequence[Callable[[Workbook, Random], None]] = (
    *(_sheet_added, _sheet_hidden, _cells_merged, _cell_far_off, _table_moved),
    *(_row_removed, _sheet_renamed),
)


# values


def _changed_values(number: int, kind: Kind, random: Random) -> Mutant:
    """Change one value in each of many rows, beside rows that stay sound."""
    grid = grid_of(kind, n_rows=VALUES_AT_ONCE + 6)
    changed = []
    is_typed = kind.form in ("parquet", "duckdb") and random.random() < 0.6
    whole = random.randrange(6)  # of a typed table one column is of another kind
    for row in random.sample(grid.rows, VALUES_AT_ONCE):
        if is_typed:
            continue
        j = random.choice((0, 1, 2, 2, 2, 3, 4, 4, 5, 5, 5, 5, 5))
        row[j] = VALUES[j](kind, random)
        changed.append(f"{grid.header[j]} {row[j]!r}")
    if is_typed:
        for row, value in zip(grid.rows, typed_values(len(grid.rows), random), strict=True):
            row[whole] = value
        changed = [f"{grid.header[whole]} {row[whole]!r}" for row in grid.rows]
    sample = Sample(kind, written(kind, grid), may_drop=random.random() < 0.7)
    return Mutant(number, "; ".join(changed), sample, len(changed))
