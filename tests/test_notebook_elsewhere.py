"""A workbook opened by hand runs from top to bottom on a company of one's own, one line changed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ("01_intake", "02_sales")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a company folder elsewhere: orders, customers and products, no month closed yet."""
    folder = tmp_path_factory.mktemp("elsewhere") / "Own company"
    (folder / "tables").mkdir(parents=True)
    for name in ("customers.csv", "products.csv", "order_lines.parquet"):
        shutil.copy(ROOT / "data" / "demo" / "tables" / name, folder / "tables")
    (folder / "company.toml").write_text(
        '[company]\nname = "Own"\ncurrency = "EUR"\ncountry = "DE"\nlanguages = ["en"]\n',
        encoding="utf-8",
    )
    return folder


def _run(name: str, company: str, month: str) -> str:
    """Run a workbook as JupyterLab does, its company changed; return all that it shows as text."""
    book = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    parameters = book.cells[1]
    assert parameters.source.startswith('company: str = "demo"')
    parameters["source"] = parameters.source.replace('"demo"', repr(company), 1).replace(
        '"2026-10"', repr(month), 1
    )
    here = {k: v for k, v in os.environ.items() if not k.startswith("SALESNB_")}
    here["OMP_NUM_THREADS"] = "1"
    resources = {"metadata": {"path": str(ROOT / "notebooks")}}
    NotebookClient(book, timeout=300, resources=resources).execute(env=here)
    outputs = [o for cell in book.cells if cell.cell_type == "code" for o in cell.outputs]
    assert not [o for o in outputs if o.output_type in {"stream", "error"}], outputs
    return "\n".join(o.data["text/plain"] for o in outputs if "data" in o)


@pytest.mark.long
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_workbook_runs_on_a_company_elsewhere_after_one_cell_is_changed(
    name: str, own: Path
) -> None:
    shown = _run(name, str(own), "2024-07")
    assert "€" in shown
    assert not (own / "months" / "2024-07" / "artefacts").exists()  # exploring issues nothing
