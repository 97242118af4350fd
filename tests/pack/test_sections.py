"""Sections for which a company has no data are left out of its page and named in one line."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from salesnb.contracts.page import Section
from salesnb.contracts.results import Context
from salesnb.i18n import use
from salesnb.i18n.notebooks import translate_notebook
from salesnb.index import read_index
from salesnb.pack.sections import leave_out
from salesnb.pages import frames_of, sections_of
from salesnb.paths import resource
from tests.pages.rows import page as small

SIZES, ROOM = "market sizes", "salesnb.pages.market"


def page(*headings: str) -> nbformat.NotebookNode:
    cells = [new_markdown_cell("# Page"), new_code_cell("load()")]
    for one in headings:
        cells += [
            new_markdown_cell(f"## {one}\n\nProse of {one}."),
            new_code_cell(f"show({one!r})"),
        ]
    return new_notebook(cells=cells)


def texts(notebook: nbformat.NotebookNode) -> str:
    return "\n".join(cell.source for cell in notebook.cells)


def test_an_empty_section_goes_with_its_prose_and_is_named_at_the_end_of_the_answer() -> None:
    notebook = page("Answer", "Size", "Sources", "Trend", "Limits")
    leave_out(notebook, {"Size": SIZES, "Sources": SIZES})
    shown = texts(notebook)
    line = 'Not shown, for lack of data: "Size", "Sources" (it takes market sizes).'
    assert shown.index("show('Answer')") < shown.index(line) < shown.index("## Trend")
    assert "Prose of Size" not in shown and "show('Sources')" not in shown
    assert "## Limits" in shown


def test_the_limits_go_too_where_nothing_but_the_answer_stands() -> None:
    notebook = page("Answer", "Size", "Limits")
    leave_out(notebook, {"Size": SIZES})
    assert "## Limits" not in texts(notebook)
    assert notebook.cells[-1].source == "show('Limits')", "its code saves the results"


def test_a_page_without_empty_sections_stays_as_it_is() -> None:
    notebook = page("Answer", "Size", "Limits")
    before = texts(notebook)
    leave_out(notebook, {})
    leave_out(notebook, {"Elsewhere": SIZES})
    assert texts(notebook) == before


def test_a_section_is_found_by_its_english_heading_on_a_chinese_page() -> None:
    file = Path(resource("notebooks")) / "03_market.ipynb"
    with use("zh"):
        notebook = translate_notebook(nbformat.read(file, as_version=4), "zh")
        leave_out(notebook, {one.heading: "x" for one in sections_of(ROOM)})
        shown = texts(notebook)
    assert "因缺少数据未显示：“市场有多大" in shown and "## 市场有多大" not in shown


@pytest.mark.parametrize(
    ("needs", "stands"),
    [("size", False), ("size turns", False), ("basis", True), ("basis.measured_until", False)],
)
def test_a_section_stands_where_one_of_its_results_has_something(needs: str, stands: bool) -> None:
    basis = {"scope": "total", "measured_until": ""}
    results = small(frames_of(ROOM), Context("CNY"), basis=basis, size=[], turns=[])
    assert Section("", needs, "").stands(lambda name: getattr(results, name)) is stands


@pytest.mark.parametrize("book", [e.id for e in read_index().values() if sections_of(e.page)])
def test_sections_are_headings_of_the_notebook_and_need_results_that_are_declared(
    book: str,
) -> None:
    entry = read_index()[book]
    source = nbformat.read(Path(resource("notebooks")) / f"{book}.ipynb", as_version=4)
    heads = {c.source.partition("\n")[0] for c in source.cells if c.cell_type == "markdown"}
    frames = frames_of(entry.page)
    for one in sections_of(entry.page):
        assert f"## {one.heading}" in heads
        for name, _, column in (need.partition(".") for need in one.needs.split()):
            assert not column or column in frames[name].columns
