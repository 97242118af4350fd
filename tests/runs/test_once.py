"""Results are computed once for all languages of a run, wherever that changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from salesnb.index import notebook_file, read_index
from salesnb.paths import resource
from salesnb.runs import schedule
from salesnb.runs.once import put_back, take_results
from tests.runs.small import (
    MORE,
    OPENED,
    PARAMETERS,
    bytes_below,
    company,
    run,
    stand_in,
    states,
    workbooks,
)

COMPUTING = "from areas import sums\nfacts = book.frames()\npage = book.results(sums(facts, top))"
LATER = "shown = page.nodes\nbook.show(shown, book.month, top)"
SHIPPED = [
    *(notebook_file(name) for name, entry in read_index().items() if entry.pack),
    resource("templates", "page", "workbook.ipynb"),
]
NODES = """import pandas as pd
with (book.company.root / "computed").open("a") as counted: counted.write("once ")
more = len(book.frame("sales_cube"))
rows = [("total", "total", "2026-10", 10.0 * top + more), ("region", "R1", "2026-09", 0.1 + 0.2)]
frame = pd.DataFrame(rows, columns=["dimension", "node", "month", "amount"])
page = book.results({"nodes": frame})"""
SHOWS = """from salesnb.findings import say
book.show(say("all", "good", "In all {amount}.", page.nodes.first), page.nodes)"""


def notebook(*sources: str) -> Any:
    cells = [new_markdown_cell("# Which?"), new_code_cell(PARAMETERS)]
    cells[1].metadata["tags"] = ["parameters"]
    return new_notebook(cells=[*cells, *map(new_code_cell, sources)])


def is_taken(*sources: str) -> bool:
    return take_results(notebook(*sources), notebook(*sources))


def test_the_cell_that_computes_is_taken_and_stands_in_the_page_as_it_was() -> None:
    one = notebook(OPENED, COMPUTING, LATER)
    assert take_results(one, notebook(OPENED, COMPUTING, LATER))
    assert [cell.source for cell in one.cells[2:]] == [
        OPENED,
        "page = book.results_as_saved()",
        LATER,
    ]
    put_back(one)
    assert [cell.source for cell in one.cells[2:]] == [OPENED, COMPUTING, LATER]
    assert not any("stands" in cell.metadata for cell in one.cells)


@pytest.mark.parametrize(
    "computing",
    [
        COMPUTING + "\nbook.show(page.nodes)",
        "page, more = book.results(sums), 1",
        "page = book.results(sums(lang))",
        "top = 5\n" + COMPUTING,
        "book.month = 1\n" + COMPUTING,
        "from areas import shown\n" + COMPUTING,
        "def shown(): return 1\n" + COMPUTING,
        "shown['x'] = 1\n" + COMPUTING,
        "shown.append(1)\n" + COMPUTING,
        "%time sums()\n" + COMPUTING,
    ],
)
def test_a_cell_is_run_that_does_more_than_compute(computing: str) -> None:
    assert is_taken(OPENED, COMPUTING, LATER)
    assert not is_taken(OPENED, computing, LATER)


def test_a_cell_is_run_that_showed_something_or_that_is_not_the_only_one() -> None:
    one, executed = notebook(COMPUTING, LATER), notebook(COMPUTING, LATER)
    executed.cells[2]["outputs"] = [new_output("stream", name="stderr", text="late rows")]
    assert not take_results(one, executed)
    assert not take_results(one, notebook(COMPUTING.replace("top", "2"), LATER))
    assert not is_taken(COMPUTING, "more = book.results(sums(page))", LATER)
    assert not is_taken(COMPUTING, "book.show(facts)")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_workbook_is_computed_once(path: Path) -> None:
    """A cell that shows may use nothing of the computing cell but its results: see `runs.once`."""
    one = nbformat.read(path, as_version=4)
    assert take_results(one, nbformat.read(path, as_version=4))


def counting(folder: Path, name: str = "02_once") -> Path:
    """A workbook that notes in the company's folder each time that it computes."""
    cells = [OPENED.format(id=name), NODES, SHOWS, "_ = book.save()"]
    return workbooks(folder, {name: cells}, **{name: 'page = "tests.workbook.room"'})


def test_a_page_comes_out_the_same_whichever_language_is_first_and_is_computed_once(
    tmp_path: Path,
) -> None:
    found = []
    for langs in (("en", "zh"), ("zh", "en")):
        root = tmp_path / langs[0]
        one = company(root / "small", languages='["en", "zh"]')
        outcome = run(one, counting(root / "books"), langs=langs, jobs=1)
        assert set(states(outcome).values()) == {"done"}, outcome.workbooks
        assert (one.root / "computed").read_text("utf-8") == "once "
        found.append(bytes_below(one.root))
    assert found[0] == found[1]
    assert any(name.endswith("zh/02_once.ipynb") for name in found[0])


def test_only_what_the_first_language_holds_now_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that is there from an earlier run is; other parameters and other facts are not."""
    monkeypatch.setattr(schedule, "run_job", stand_in)
    one = company(tmp_path / "small", languages='["en", "zh"]')
    books, alone = counting(tmp_path / "books"), {"fresh_kernels": True}
    both = {"langs": ("en", "zh"), **alone}
    run(one, books, **alone)
    assert states(run(one, books, **both)) == {"02_once/en": "unchanged", "02_once/zh": "done"}
    assert (one.root / "computed").read_text("utf-8") == "once "
    run(one, books, parameters={"top": "5"}, **both)
    assert (one.root / "computed").read_text("utf-8") == "once " * 2
    company(tmp_path / "small", orders=MORE, languages='["en", "zh"]')
    run(one, books, **both)
    assert (one.root / "computed").read_text("utf-8") == "once " * 3
