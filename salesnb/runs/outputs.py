"""Run the workbooks where they stand and save them with the outputs that nbval compares.

`python -m salesnb.runs.outputs [02_sales ...]`, against the months that `make chain` built; the
sources and the ids of the cells stay, as do the parameters: the demo company's month, in English.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from salesnb.kernels.stack import ONE_THREAD
from salesnb.runs.execute import settled


def save_outputs(notebook: Path) -> None:
    """Run a workbook top to bottom and save it in place with its outputs, free of times.

    Raises `nbclient.exceptions.CellExecutionError` where a cell fails; the file then stays as is.
    """
    import nbformat
    from nbclient import NotebookClient

    book = nbformat.read(notebook, as_version=4)
    NotebookClient(
        book, timeout=600, resources={"metadata": {"path": str(notebook.parent)}}
    ).execute()
    for cell in book.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell["outputs"] = settled(cell.outputs)
    book["metadata"] = _plain(book.metadata)
    nbformat.write(book, notebook)


def _plain(metadata: Any) -> dict[str, object]:
    """Return what a workbook says of its kernel, without the version that ran it."""
    return {"kernelspec": dict(metadata["kernelspec"]), "language_info": {"name": "python"}}


def main(names: Sequence[str]) -> int:
    """Save the named workbooks, or all, with their outputs."""
    from salesnb.paths import resource

    os.environ.update(dict.fromkeys(ONE_THREAD.split(), "1"), SALESNB_BATCH="1")  # as in a run
    every = sorted(Path(resource("notebooks")).glob("*.ipynb"))
    chosen = [path for path in every if not names or path.stem in names]
    for path in chosen:
        save_outputs(path)
        print(path.name)
    return 0 if chosen else 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
