"""Every task of a workbook that is there names a section that is there."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from salesnb.contracts.tasks import TASKS, Task
from salesnb.index import read_index

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
SERVED = [task for task in TASKS if task.workbook in read_index(NOTEBOOKS)]


def headings(workbook: str) -> set[str]:
    cells = nbformat.read(NOTEBOOKS / f"{workbook}.ipynb", as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return {line[3:] for line in text.splitlines() if line.startswith("## ")}


@pytest.mark.parametrize("task", SERVED, ids=lambda task: task.id)
def test_a_task_s_section_is_a_heading_of_its_workbook(task: Task) -> None:
    assert task.section in headings(task.workbook)


def test_index_and_registry_name_the_same_tasks() -> None:
    declared = {(id, task) for id, entry in read_index(NOTEBOOKS).items() for task in entry.tasks}
    assert declared == {(task.workbook, task.id) for task in SERVED}
