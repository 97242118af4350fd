"""From a number of a page to its cell, and to the rows of facts behind that cell."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.citations import Citation
from salesnb.contracts.validated import result
from salesnb.errors import ArtefactError, CitationError
from salesnb.i18n import use
from salesnb.paths import Company
from salesnb.tracing import Trace, trace
from tests.workbook.room import NODES
from tests.workbook.small import MONTH, opened, saved


def traced(one: Company, **key: str) -> Trace:
    ref = saved(one).cite("amount", **key).ref
    return opened(one, "90_explore").trace(str(ref))


def orders(found: Trace, frame: str = "sales_cube") -> list[float]:
    return sorted(found.rows[frame]["net_amount"])


def test_a_regions_number_leads_to_the_rows_of_that_region_and_month(closed: Company) -> None:
    found = traced(closed, dimension="region", node="R1", month=MONTH)
    assert found.value == 200.0
    assert orders(found) == [200.0]
    assert found.rows["regions"]["name"].tolist() == ["Shore"]
    assert found.cell.frame["node"].tolist() == ["R1"]


def test_another_months_number_leads_to_the_rows_of_that_month(closed: Company) -> None:
    found = traced(closed, dimension="region", node="R1", month="2026-09")
    assert orders(found) == [100.0]


def test_a_product_groups_number_leads_to_the_lines_of_its_products(closed: Company) -> None:
    found = traced(closed, dimension="product_group", node="Pumps", month=MONTH)
    assert orders(found) == [200.0]
    assert found.rows["products"]["product_id"].tolist() == ["P1"]
    assert "regions" not in found.rows


def test_the_result_of_a_member_leads_to_its_rows(closed: Company) -> None:
    saved(closed)
    found = opened(closed).trace("plan@draft/target?region_id=R1")
    assert (found.value, found.row["region_id"]) == (250.0, "R1")
    assert sorted(found.rows["sales_cube"]["net_amount"]) == [100.0, 200.0]


def test_a_number_of_the_whole_firm_has_its_month_alone(closed: Company) -> None:
    found = traced(closed, dimension="total", node="total", month=MONTH)
    assert sum(orders(found)) == found.value == 265.5


@pytest.mark.parametrize("key", ["dimension=total&node=total", "dimension=region&node=total"])
def test_a_total_that_names_no_month_has_no_rows(key: str) -> None:
    firm = pd.DataFrame(
        [("total", "total", "", 1.0), ("region", "total", "", 1.0)], columns=NODES.columns
    )
    cube = pd.DataFrame({"region_id": ["R1"], "month": [MONTH], "net_amount": [1.0]})
    ref = Citation.parse(f"nodes@draft/amount?{key}")
    found = trace(ref, result(firm, NODES), {"sales_cube": cube})
    assert found.value == 1.0 and found.rows == {}
    assert "none can be named" in repr(found)


def test_a_trace_says_what_was_found(closed: Company) -> None:
    found = traced(closed, dimension="region", node="R1", month=MONTH)
    assert repr(found) == (
        "Value (Region, Shore, Oct 2026), Value (CNY): 200.0; "
        "rows behind it: sales_cube: 1, regions: 1"
    )
    with use("zh"):
        assert "海岸" in repr(found) and "rows" not in repr(found)


@pytest.mark.parametrize(
    ("reference", "error", "message"),
    [
        ("02_small_nodes", CitationError, "is not a citation"),
        ("02_smal_x@draft/amount?node=R1", CitationError, "no workbook writes.*'02_small'"),
        ("quite_another@draft/amount?node=R1", CitationError, "copy it from the page"),
        ("02_small_nodes@draft/amont?node=R1", CitationError, "did you mean 'amount'"),
        ("02_small_nodes@draft/amount?node=R1", CitationError, "2 rows, not one"),
        ("02_small_nodes@draft/amount?nodes=R1", CitationError, "did you mean 'node'"),
        ("02_small_node@draft/amount?node=R1", ArtefactError, "02_small_node is not there"),
        ("02_small_nodes@v1/amount?node=R1", ArtefactError, "is not there in v1"),
    ],
)
def test_a_reference_that_names_no_cell_is_refused(
    closed: Company, reference: str, error: type[Exception], message: str
) -> None:
    saved(closed)
    with pytest.raises(error, match=message):
        opened(closed).trace(reference)
