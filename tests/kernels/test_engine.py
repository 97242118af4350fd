"""A workbook's executed notebook is saved once its cells have run, whatever came of them."""

from __future__ import annotations

from pathlib import Path

import nbformat
import papermill
import pytest
from papermill import engines
from papermill.exceptions import PapermillExecutionError

from salesnb.kernels.engine import NAME
from salesnb.kernels.manager import PrivateKernelManager


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many cells had run at each time that the engine saved the notebook."""
    counts: list[int] = []
    write = engines.write_ipynb

    def counted(notebook: nbformat.NotebookNode, path: str) -> None:
        counts.append(sum(cell.execution_count is not None for cell in notebook.cells))
        write(notebook, path)

    monkeypatch.setattr(engines, "write_ipynb", counted)
    return counts


def run(folder: Path, *sources: str) -> Path:
    """Run the cells of a notebook by the engine; return where the executed one is."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "in.ipynb")
    papermill.execute_notebook(
        str(folder / "in.ipynb"),
        str(folder / "out.ipynb"),
        engine_name=NAME,
        kernel_name="python3",
        progress_bar=False,
        kernel_manager_class=PrivateKernelManager,
    )
    return folder / "out.ipynb"


def test_it_is_saved_before_the_first_cell_and_after_the_last(
    tmp_path: Path, saved: list[int]
) -> None:
    executed = nbformat.read(run(tmp_path, "1 + 1", "2 + 2", "print(3)"), as_version=4)
    assert saved == [0, 3]
    assert [cell.execution_count for cell in executed.cells] == [1, 2, 3]
    assert executed.cells[1].outputs[0].data["text/plain"] == "4"


def test_what_ran_before_a_cell_that_failed_is_saved(tmp_path: Path, saved: list[int]) -> None:
    with pytest.raises(PapermillExecutionError, match="ZeroDivisionError"):
        run(tmp_path, "1 + 1", "1 / 0", "2 + 2")
    executed = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    outputs = [cell.outputs for cell in executed.cells if cell.cell_type == "code"]
    assert saved == [0, 2]
    assert outputs[-3][0].data["text/plain"] == "2"
    assert outputs[-2][0].ename == "ZeroDivisionError"
    assert not outputs[-1]


def test_what_ran_before_the_kernel_died_is_saved(tmp_path: Path, saved: list[int]) -> None:
    with pytest.raises(Exception, match="died"):
        run(tmp_path, "1 + 1", "import os; os._exit(9)")
    executed = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert len(saved) == 2
    assert executed.cells[0].outputs[0].data["text/plain"] == "2"
