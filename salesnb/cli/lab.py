"""`salesnb lab`: JupyterLab over a copy of the workbooks, with a layout for exploring."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from salesnb.index import read_index
from salesnb.paths import open_company, resource


def open_lab(company: str) -> None:
    """Open JupyterLab on the notebooks folder, with all workbooks as tabs, the first in front."""
    where = open_company(company)
    folder = resource("notebooks")
    layout = where.root / "months" / ".lab"
    layout.mkdir(parents=True, exist_ok=True)
    file = layout / "salesnb.jupyterlab-workspace"
    file.write_text(json.dumps(workspace(list(read_index()))), encoding="utf-8")
    environment = {**os.environ, "JUPYTERLAB_WORKSPACES_DIR": str(layout / "workspaces"), "SALESNB_COMPANIES": str(where.root.parent)}  # fmt: skip
    lab = [sys.executable, "-m", "jupyter", "lab"]
    subprocess.run([*lab, "workspaces", "import", str(file)], env=environment, check=True)
    subprocess.run([*lab, f"--notebook-dir={folder}", "--LabApp.default_url=/lab/workspaces/salesnb"], env=environment, check=False)  # fmt: skip


def workspace(books: list[str]) -> dict[str, object]:
    """Return the layout: every workbook a tab, the file browser and the table of contents beside."""
    tabs = [f"notebook:{book}.ipynb" for book in books]
    main = {"type": "tab-area", "currentIndex": 0, "widgets": tabs}
    layout = {
        "main": {"dock": main, "current": tabs[0] if tabs else ""},
        "left": {"collapsed": False, "current": "filebrowser", "widgets": ["filebrowser", "@jupyterlab/toc:plugin"]},
        "right": {"collapsed": True, "widgets": []},
    }  # fmt: skip
    opened = {
        tab: {"data": {"path": tab.removeprefix("notebook:"), "factory": "Notebook"}}
        for tab in tabs
    }
    return {"data": {"layout-restorer:data": layout, **opened}, "metadata": {"id": "salesnb"}}
