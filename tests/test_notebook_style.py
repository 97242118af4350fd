"""The house rules of workbooks: each fault names notebook, cell, rule and how to fix it."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
TEMPLATE = (
    FOLDER.parent / "templates" / "page" / "workbook.ipynb"
)  # what a new workbook starts from
EXPLORE = {"00_explore"}  # by name: no other workbook is let off
STATEMENTS = (
    ast.FunctionDef,
    ast.ClassDef,
    ast.AsyncFunctionDef,
    ast.For,
    ast.While,
    ast.Try,
    ast.Lambda,
)
COMPREHENSIONS = (ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)
SHAPING = {"groupby", "merge", "pivot", "pivot_table", "join", "apply"}
OF_A_PAGE = (  # rules that only make sense where a page is read in the report
    "no answer",
    "no limits",
    "the last cell does not save",
    *(f"`.{one}`" for one in SHAPING),
)
PARAMETER = re.compile(r'\w+: (str|int|float|bool) = ("[^"#=]*"|[\w.+-]+)  # [^#=]+')
FIRST = ('company: str = "demo"', 'month: str = "2026-10"', "lang: str = ")
PATH = re.compile(r"[/\\]\w+[/\\]|\.(csv|parquet|xlsx|json)\b")
NUMBER = re.compile(r"[¥€$]\s?\d|\d[\d,.]*\s?(%|万|亿|million)")


def _faults(notebook: Any, *, explores: bool = False) -> Iterator[tuple[int, str, str]]:
    """Yield cell number, rule and how to fix it; a workbook that explores has no page to keep."""
    cells = notebook.cells
    found = [*_whole(cells)]
    for number, cell in enumerate(cells, 1):
        found += [(number, *fault) for fault in _cell(cell)]
    yield from (one for one in found if not (explores and one[1].startswith(OF_A_PAGE)))


def _whole(cells: list[Any]) -> Iterator[tuple[int, str, str]]:
    first = cells[0].source
    if not 12 <= len(cells) <= 24:
        yield len(cells), f"{len(cells)} cells, not 12 to 24", "split the question or join cells"
    if not (first.startswith("# ") and first.splitlines()[0].endswith("?")):
        yield 1, "the title is no question", "begin with `# ...?`"
    if "parameters" not in cells[1].metadata.get("tags", []):
        yield 2, "no parameters cell", "make the second cell the one tagged `parameters`"
    if not any(cell.source.startswith("## Answer") for cell in cells[:8]):
        yield 8, "no answer within the first eight cells", "move `## Answer` up"
    if not any(cell.source.startswith("## Limits") for cell in cells[-4:]):
        yield len(cells), "no limits at the end", "add `## Limits ...` before the last cell"
    if ".save()" not in cells[-1].source:
        yield len(cells), "the last cell does not save", "end with `book.save()`"
    if len({cell.id for cell in cells}) != len(cells):
        yield 1, "two cells share an id", "give each cell its own id"
    code = [i for i, cell in enumerate(cells) if cell.cell_type == "code" and i > 1]
    n_with_prose = sum(cells[i - 1].cell_type == "markdown" for i in code)
    if n_with_prose < 0.8 * len(code):
        yield (
            code[0] + 1,
            f"prose before {n_with_prose} of {len(code)} code cells",
            "say what each is for",
        )


def _cell(cell: Any) -> Iterator[tuple[str, str]]:
    if cell.cell_type == "markdown":
        if NUMBER.search(cell.source):
            yield "a result typed into prose", "let a finding say it"
        return
    if "parameters" in cell.metadata.get("tags", []):
        yield from _parameters(cell.source)
        return
    yield from _code(cell.source)


def _parameters(source: str) -> Iterator[tuple[str, str]]:
    lines = source.splitlines()
    for line, start in zip(lines, FIRST, strict=False):
        if not line.startswith(start):
            yield f"parameter {line!r}", f"begin with `{start}...`"
    for line in lines:
        if not PARAMETER.fullmatch(line):
            yield f"parameter {line!r}", "write `name: type = value  # what it means`"


def _code(source: str) -> Iterator[tuple[str, str]]:
    lines = [line for line in source.splitlines() if line.strip()]
    if len(lines) > 10:
        yield f"{len(lines)} lines of code, not at most 10", "move logic into the package"
    if any(line.lstrip().startswith(("%", "!")) for line in lines):
        yield "a magic", "call a function"
        return
    if any(line.rstrip().endswith(";") for line in lines):
        yield "a `;` at the end of a line", "leave it out"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, STATEMENTS + COMPREHENSIONS):
            yield f"a {type(node).__name__}", "move it into the package"
        if isinstance(node, ast.Attribute) and node.attr in SHAPING:
            yield f"`.{node.attr}`", "let an area return the frame"
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and PATH.search(text):
            yield f"a path {text!r}", "name the company and the month"


def _listing(name: str, notebook: Any) -> str:
    faults = _faults(notebook, explores=name in EXPLORE)
    return "\n".join(f"{name} cell {n}: {rule}; {fix}" for n, rule, fix in faults)


def test_there_are_workbooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", [*NOTEBOOKS, TEMPLATE], ids=lambda p: p.stem)
def test_a_workbook_keeps_the_house_rules(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    text = text.replace("QUESTION", "Which?") if path == TEMPLATE else text
    listing = _listing(path.stem, nbformat.reads(text, as_version=4))
    assert not listing, listing


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_title_and_decision_are_those_of_the_index(path: Path) -> None:
    index = tomllib.loads((FOLDER / "index.toml").read_text(encoding="utf-8"))
    (entry,) = [e for e in index["workbook"] if e["id"] == path.stem]
    title = nbformat.read(path, as_version=4).cells[0].source
    assert title.startswith(f"# {entry['question']}\n")
    assert entry["decision"].rstrip(".").lower() in title.lower()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_workbook_is_committed_with_its_outputs(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    shown = [cell for cell in cells if cell.cell_type == "code" and cell.outputs]
    assert len(shown) >= 4, f"{path.stem}: run it on the demo month and save it with outputs"
    for cell in shown:
        for output in cell.outputs:
            assert output.output_type not in {"error", "stream"}, f"{path.stem}: {output}"


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("def f():\n    return 1", "a FunctionDef"),
        ("for x in y:\n    x", "a For"),
        ("total = [x for x in y]", "a ListComp"),
        ('sales.groupby("month")', "`.groupby`"),
        ('read("tables/x.csv")', "a path"),
        ("%time f()", "a magic"),
        ("show();", "a `;`"),
        ("\n".join(["f()"] * 11), "11 lines of code"),
    ],
)
def test_a_fault_in_code_is_found(source: str, rule: str) -> None:
    found = list(_code(source))
    assert found and found[0][0].startswith(rule)


@pytest.mark.parametrize(
    "line",
    [
        'company: str = "a=b"  # folder',
        "n: int = 3",
        'month: str = "x"  # a # b',
        "n = 3  # months",
    ],
)
def test_a_parameter_that_inspection_would_lose_is_found(line: str) -> None:
    assert any("what it means" in fix for _, fix in _parameters(line))


def test_a_number_typed_into_prose_is_found() -> None:
    cell = nbformat.v4.new_markdown_cell("Sales grew by 12.5 %.")
    assert [rule for rule, _ in _cell(cell)] == ["a result typed into prose"]


def test_only_a_workbook_outside_the_pack_is_let_off_the_rules_of_a_page() -> None:
    index = tomllib.loads((FOLDER / "index.toml").read_text(encoding="utf-8"))
    assert {one["id"] for one in index["workbook"] if not one.get("pack", True)} == EXPLORE
