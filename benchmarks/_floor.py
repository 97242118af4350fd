"""All code cells of a folder's notebooks in one process, without kernels: the least it can cost."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output


def main(folder: Path) -> None:
    for file in sorted(folder.glob("*.ipynb")):
        shell = InteractiveShell()
        for cell in nbformat.read(file, as_version=4).cells:
            if cell.cell_type == "code":
                with capture_output():
                    done = shell.run_cell(cell.source, store_history=False)
                done.raise_error()


if __name__ == "__main__":
    os.environ["MPLBACKEND"] = "agg"
    main(Path(sys.argv[1]))
