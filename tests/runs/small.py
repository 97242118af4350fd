"""A tiny company and tiny workbooks, written by a test into a folder of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from hashlib import sha256
from io import StringIO
from pathlib import Path
from string import ascii_lowercase

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from salesnb.months import Month
from salesnb.paths import Company, open_company
from salesnb.runs.execute import Job
from salesnb.runs.month import Options, Outcome, run_month
from salesnb.runs.publishing import live_folder

MONTH = Month.parse("2026-10")
CUSTOMERS = "customer_id,name\nC1,North\nC2,South\n"
ORDERS = (
    "order_id,line_id,order_on,customer_id,quantity,net_amount\n"
    "O1,1,2026-10-05,C1,2,100.00\n"
    "O2,1,2026-10-06,C2,1,50.50\n"
)
MORE = ORDERS + "O3,1,2026-10-07,C1,1,1.00\n"
KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
PARAMETERS = (
    'company: str = "demo"  # company folder\n'
    'month: str = "2026-10"  # report month, YYYY-MM\n'
    'lang: str = "en"  # language of the page\n'
    "top: int = 3  # how many [1..9]"
)
OPENED = (
    "from salesnb.workbook import open_workbook\n"
    'book = open_workbook("{id}", company=company, month=month, lang=lang)'
)
# One artefact of one row, written with nothing but the standard way in.
SAVED = """import pandas as pd
from salesnb import artefacts
from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.validated import result
fields = (col.key("key", "Key"), col.money("value", "Value"))
contract = Frame("{name}", "Small", "one row", "key", fields)
frame = pd.DataFrame({{"key": ["a"], "value": [float({value})]}})
shown = result(frame, contract, context=book.context)
_ = artefacts.save([shown], artefacts.target_folder(book.folder))"""
SALES = 'book.frame("sales_cube")["net_amount"].sum() + top'
CITED = """from salesnb.findings import say
book.show(say("said", "good", "Sales are {{value}}.", shown.first))"""


def company(folder: Path, *, orders: str = ORDERS, languages: str = '["en"]') -> Company:
    """Write a company of two customers and a few orders, and open it."""
    tables = folder / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    (tables / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    (tables / "order_lines.csv").write_text(orders, encoding="utf-8")
    stated = f'[company]\nname = "Small"\nlanguages = {languages}\n'
    (folder / "company.toml").write_text(stated, encoding="utf-8")
    return open_company(folder)


def good(id: str, name: str, value: str = SALES) -> list[str]:
    """Return the cells of a workbook that saves one number and cites it."""
    return [OPENED.format(id=id), SAVED.format(name=name, value=value), CITED.format()]


def workbooks(folder: Path, cells: Mapping[str, Sequence[str]], **declared: str) -> Path:
    """Write workbooks (id -> code cells) and an index; `declared` are TOML lines by id."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for id, sources in cells.items():
        write_notebook(folder / f"{id}.ipynb", sources)
        more = declared.get(id, "")
        entries.append(
            f'[[workbook]]\nid = "{id}"\nquestion = "What of {id}?"\n{more}\n'
            f'[workbook.loads]\nsales_cube = ["month", "net_amount"]\n'
        )
    (folder / "index.toml").write_text("\n".join(entries), encoding="utf-8")
    return folder


def write_notebook(file: Path, sources: Sequence[str]) -> None:
    parameters = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    cells = [new_markdown_cell(f"# What of {file.stem}?"), parameters]
    for place, source in enumerate(sources, 1):
        cells += [new_markdown_cell(f"## Part {ascii_lowercase[place - 1]}"), new_code_cell(source)]
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place:02d}"
    nbformat.write(new_notebook(cells=cells, metadata=KERNEL), file)


def stand_in(job: Job, **_: object) -> bool:
    """Run a workbook as `run_job` does, but in this process: no kernel is started."""
    job.saved.mkdir(parents=True, exist_ok=True)
    book = nbformat.read(job.notebook, as_version=4)
    names: dict[str, object] = {}
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(StringIO()):
        patched.setenv("SALESNB_RUN", str(job.saved))
        patched.setenv("SALESNB_NOTEBOOKS", str(job.index))
        patched.setenv("SALESNB_SCENARIO", job.scenario)
        for cell in book.cells:
            if cell.cell_type == "code":
                exec(cell.source, names)
            if "parameters" in cell.metadata.get("tags", []):
                names.update(job.parameters)
    nbformat.write(book, job.executed)
    return False


def run(one: Company, notebooks: Path, **asked: object) -> Outcome:
    options = {"langs": ("en",), "jobs": 2, "notebooks": notebooks, **asked}
    return run_month(one, MONTH, Options(**options))  # type: ignore[arg-type]


def states(outcome: Outcome) -> dict[str, str]:
    """Return how each workbook ended, `unchanged` where it did not run again."""
    return {
        key: "unchanged" if one.get("unchanged") else one["state"]
        for key, one in outcome.workbooks.items()
    }


def bytes_below(folder: Path, *, without: Sequence[str] = ("run.json", ".lock")) -> dict[str, str]:
    """Return the digest of every file below a folder, by its path."""
    return {
        p.relative_to(folder).as_posix(): sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name not in without
    }


def opened_pack(report: Path) -> dict[str, str]:
    """Return the digests of what a reader sees: the index, and all that it links to."""
    index = report / "index.html"
    if not index.is_file():
        return {}
    pages = bytes_below(report / live_folder(report))
    return {"index.html": sha256(index.read_bytes()).hexdigest(), **pages}


def noted(one: Company) -> dict[str, dict[str, object]]:
    file = one.month(MONTH).run_json
    return dict(json.loads(file.read_text(encoding="utf-8"))["workbooks"])
