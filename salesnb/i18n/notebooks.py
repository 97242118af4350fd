"""The prose of notebooks in another language: each markdown cell is one msgid."""

from __future__ import annotations

import copy
from typing import Any

from salesnb.i18n import translate


def translate_notebook(notebook: Any, lang: str) -> Any:
    """Return a copy of a notebook whose markdown cells are translated.

    A heading stays in the metadata of its cell as it was, for who looks for a section.
    """
    translated = copy.deepcopy(notebook)
    for cell in translated.cells:
        if cell.cell_type == "markdown":
            if cell.source.startswith("## "):
                cell.metadata["heading"] = cell.source.partition("\n")[0].lstrip("# ")
            cell.source = translate(cell.source, lang)
    return translated


def prose(notebook: Any) -> list[str]:
    """Return the msgids of a notebook: its markdown cells, in order."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown" and cell.source]
