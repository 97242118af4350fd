"""A company of two regions and two product groups, closed, and the workbooks that read it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from salesnb import artefacts
from salesnb.contracts.results import Result
from salesnb.months import Month
from salesnb.paths import Company, open_company
from salesnb.snapshot.close import close_month
from salesnb.workbook import Workbook, open_workbook
from tests.sources.gate import company

MONTH = "2026-10"
FILES = {
    "regions.csv": "region_id,name,name_zh\nR1,Shore,海岸\nR2,Hills,\n",
    "products.csv": (
        "product_id,name,product_group,product_group_zh,launched_on\n"
        "P1,Pump,Pumps,泵,2020-01-01\nP2,Valve,Valves,,\nP3,Spare,,,\n"
    ),
    "customers.csv": (
        "customer_id,name,region_id,is_active\nC1,Mill,R1,true\nC2,Dairy,R2,false\nC3,Farm,,\n"
    ),
    "order_lines.csv": (
        "order_id,line_id,order_on,customer_id,product_id,quantity,net_amount\n"
        "O1,1,2026-09-05,C1,P1,1,100.00\nO2,1,2026-10-05,C1,P1,2,200.00\n"
        "O3,1,2026-10-06,C2,P2,1,50.50\nO4,1,2026-10-07,C2,P3,1,10.00\n"
        "O5,1,2026-10-08,C3,,1,5.00\n"
    ),
}
INDEX = """
[[workbook]]
id = "02_small"
question = "Value"
page = "tests.workbook.room"
earlier = [{name = "plan", months = 2}]
before = ["customers"]
writes = ["plan"]
[workbook.loads]
sales_cube = ["month", "region_id", "product_id", "customer_id", "net_amount", "n_lines"]
products = ["product_id", "product_group", "launched_on"]
customers = ["customer_id", "is_active"]
regions = ["region_id", "name"]
leads = ["lead_id", "created_on", "is_valid", "expected_amount"]

[[workbook]]
id = "90_explore"
question = "What else?"
page = "tests.workbook.room"
pack = false
uses = ["plan"]
[workbook.loads]
sales_cube = ["month", "region_id", "net_amount"]
"""
ROWS = [
    ("region", "R1", "2026-10", 200.0),
    ("region", "R1", "2026-09", 100.0),
    ("product_group", "Pumps", "2026-10", 200.0),
    ("total", "total", "2026-10", 265.5),
]
PLAN = pd.DataFrame({"region_id": ["R1"], "target": [250.0]})


@pytest.fixture(scope="session")
def once_closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the company, closed, and of its workbooks; tests take copies."""
    root = tmp_path_factory.mktemp("closed")
    (root / "notebooks").mkdir()
    (root / "notebooks" / "index.toml").write_text(INDEX, encoding="utf-8")
    one = company(root / "small", FILES)
    stated = '[company]\nname = "Small"\ncurrency = "CNY"\n'
    (one.root / "company.toml").write_text(stated, encoding="utf-8")
    close_month(open_company(one.root), Month.parse(MONTH))
    return root


@pytest.fixture
def closed(once_closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    """A company of the test's own whose October is closed, and its workbooks."""
    shutil.copytree(once_closed, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("SALESNB_NOTEBOOKS", str(tmp_path / "notebooks"))
    return open_company(tmp_path / "small")


def opened(one: Company, id: str = "02_small", *, month: str = MONTH, lang: str = "en") -> Workbook:
    return open_workbook(id, company=str(one.root), month=month, lang=lang)


def nodes() -> pd.DataFrame:
    return pd.DataFrame(ROWS, columns=["dimension", "node", "month", "amount"])


def saved(one: Company, version: str = "draft") -> Result:
    """Save the results of the small workbook as a run does; return the first."""
    book = opened(one)
    folder = book.folder.artefacts(version)
    folder.mkdir(parents=True)
    results = book.results({"nodes": nodes(), "plan": PLAN})
    artefacts.save([results.nodes, results.plan], folder)
    return results.nodes
