"""`salesnb lab`: JupyterLab over copies of the workbooks, with a layout for exploring.

The shipped workbooks are never opened themselves: copies stand in the company's `months/lab/`. A
copy that somebody has changed is kept as it is; an unchanged one follows the shipped workbook.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from salesnb.errors import UsageError
from salesnb.i18n import t
from salesnb.index import notebook_file, read_index
from salesnb.paths import Company, open_company

COPIED = ".copied.json"  # the digest of each copy as it was made


@dataclass(frozen=True)
class LaidOut:
    """The copies of the workbooks for one company."""

    company: Company
    folder: Path
    books: list[str]


def lay_out(company: str) -> LaidOut:
    """Copy the workbooks into the company's lab folder, set to the company and its last month."""
    where = open_company(company)
    folder = where.root / "months" / "lab"
    folder.mkdir(parents=True, exist_ok=True)
    books = list(read_index())
    note = folder / COPIED
    copied = json.loads(note.read_text(encoding="utf-8")) if note.is_file() else {}
    for book in books:
        text = _set_to(notebook_file(book), where)
        copy = folder / f"{book}.ipynb"
        if not copy.is_file() or _digest(copy.read_text(encoding="utf-8")) == copied.get(book):
            copy.write_text(text, encoding="utf-8")
            copied[book] = _digest(text)
    note.write_text(json.dumps(copied, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return LaidOut(where, folder, books)


def open_lab(laid_out: LaidOut, arguments: Sequence[str] = ()) -> int:
    """Open JupyterLab on the copies, all workbooks as tabs; return its exit code.

    The first is in front. `arguments` are handed to JupyterLab, as `--no-browser --port 9000`.
    """
    settings = laid_out.folder / ".jupyter"
    settings.mkdir(exist_ok=True)
    file = settings / "salesnb.jupyterlab-workspace"
    file.write_text(json.dumps(workspace(laid_out.books)), encoding="utf-8")
    environment = {
        **os.environ,
        "JUPYTERLAB_WORKSPACES_DIR": str(settings / "workspaces"),
        "SALESNB_COMPANIES": str(laid_out.company.root.parent),
    }
    lab = [sys.executable, "-m", "jupyter", "lab"]
    imported = [*lab, "workspaces", "import", str(file)]
    if subprocess.run(imported, env=environment, check=False).returncode:
        raise UsageError(
            t("JupyterLab cannot be started"), fix=t("salesnb doctor says what is missing")
        )
    start = [f"--notebook-dir={laid_out.folder}", "--LabApp.default_url=/lab/workspaces/salesnb"]
    return subprocess.run([*lab, *start, *arguments], env=environment, check=False).returncode


def workspace(books: list[str]) -> dict[str, object]:
    """Return the layout: a tab per workbook, the file browser and the table of contents beside."""
    tabs = [f"notebook:{book}.ipynb" for book in books]
    main = {"type": "tab-area", "currentIndex": 0, "widgets": tabs}
    beside = ["filebrowser", "@jupyterlab/toc:plugin"]
    layout = {
        "main": {"dock": main, "current": tabs[0] if tabs else ""},
        "left": {"collapsed": False, "current": beside[0], "widgets": beside},
        "right": {"collapsed": True, "widgets": []},
    }
    opened = {
        f"notebook:{book}.ipynb": {"data": {"path": f"{book}.ipynb", "factory": "Notebook"}}
        for book in books
    }
    return {"data": {"layout-restorer:data": layout, **opened}, "metadata": {"id": "salesnb"}}


def _set_to(notebook: Path, company: Company) -> str:
    """Return a workbook whose parameters name the company, and its last month where it has one."""
    content: dict[str, Any] = json.loads(notebook.read_text(encoding="utf-8"))
    months = company.months()
    stated = {"company": company.root.name, **({"month": str(months[-1])} if months else {})}
    for cell in content["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            cell["source"] = _stated("".join(cell["source"]), stated).splitlines(keepends=True)
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _stated(source: str, values: dict[str, str]) -> str:
    """Return the parameters cell with other values of some names."""
    lines = source.splitlines()
    for name, value in values.items():
        written = json.dumps(value, ensure_ascii=False).replace("\\", r"\\")
        found = re.compile(rf'({name}: str = )"[^"]*"(.*)')
        lines = [found.sub(rf"\g<1>{written}\g<2>", line) for line in lines]
    return "\n".join(lines)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
