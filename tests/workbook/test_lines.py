"""Source lines behind cells, and a month's facts beside those of the month before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from salesnb.errors import SourceError, UsageError
from salesnb.paths import Company
from salesnb.snapshot.changes import differing
from salesnb.snapshot.close import close_month
from tests.sources.gate import company
from tests.workbook.small import FILES, MONTH, opened, saved

EARLIER = "2026-09"


def places(lines: pd.DataFrame) -> list[tuple[str, int, float]]:
    return list(lines[["file", "row", "net_amount"]].itertuples(index=False, name=None))


def test_a_reference_leads_to_source_lines_with_file_and_row(closed: Company) -> None:
    ref = saved(closed).cite("amount", dimension="region", node="R1", month=MONTH).ref
    book = opened(closed, "90_explore")
    lines = book.lines(str(ref))
    assert places(lines) == [("order_lines.csv", 3, 200.0)]
    assert lines["order_id"].tolist() == ["O2"] and lines["place"].tolist() == ["line 3"]
    assert lines.equals(book.lines(book.trace(str(ref))))


def test_lines_of_any_month_are_selected_by_their_columns(closed: Company) -> None:
    book = opened(closed)
    assert places(book.lines(month=EARLIER)) == [("order_lines.csv", 2, 100.0)]
    assert book.lines(product_group="Pumps")["order_id"].tolist() == ["O1", "O2"]
    assert book.lines(day="2026-10-06")["order_id"].tolist() == ["O3"]
    both = book.lines(customer_id=["C1", "C3"], month=MONTH)
    assert both["net_amount"].tolist() == [200.0, 5.0]


def test_a_selection_that_names_no_lines_is_refused(closed: Company) -> None:
    book = opened(closed)
    with pytest.raises(UsageError, match="did you mean 'customer_id'"):
        book.lines(customer="C1")
    with pytest.raises(UsageError, match="5 lines are selected, more than 3"):
        book.lines(most=3)
    with pytest.raises(UsageError, match="'customers' is no table of lines"):
        book.lines(table="customers")
    with pytest.raises(SourceError, match="invoice_lines did not come in"):
        book.lines(table="invoice_lines", month=MONTH)


def test_lines_of_exports_that_changed_are_refused_with_the_reason(closed: Company) -> None:
    book, file = opened(closed), closed.tables / "order_lines.csv"
    content = file.read_text(encoding="utf-8")
    file.write_text(content.replace("200.00", "201.00"), encoding="utf-8")
    with pytest.raises(SourceError, match=r"2026-10 was closed from: order_lines.csv is another"):
        book.lines(month=MONTH)
    file.unlink()
    with pytest.raises(SourceError, match=r"order_lines.csv is gone"):
        book.lines(month=MONTH)
    file.write_text(content, encoding="utf-8")
    (closed.tables / "reps.csv").write_text("rep_id,name\nR1,One\n", encoding="utf-8")
    with pytest.raises(SourceError, match="or a file of the exports is not as when 2026-10"):
        book.lines(month=MONTH)


def test_reading_lines_leaves_nothing_in_the_month(closed: Company) -> None:
    before = sorted(closed.month(opened(closed).month).root.rglob("*"))
    opened(closed).lines(month=EARLIER)
    assert sorted(closed.month(opened(closed).month).root.rglob("*")) == before


def test_a_master_is_told_as_it_was_a_month_earlier(closed: Company) -> None:
    book = opened(closed)
    assert book.frame_before("customers") is None
    assert book.changes_of_customers() is None, "not judged: September was not closed"
    now = FILES["customers.csv"]
    was = now.replace("C1,Mill,R1,true", "C1,Mill,R1,false") + "C4,Gone,R1,true\n"
    (closed.tables / "customers.csv").write_text(was, encoding="utf-8")
    close_month(closed, book.month - 1)
    earlier = book.frame_before("customers")
    assert earlier is not None and earlier["is_active"].tolist()[:2] == [False, False]
    assert book.frame("customers")["is_active"].tolist()[:2] == [True, False]
    changed = book.changes_of_customers()
    assert changed is not None and changed["changed_on"].isna().all()
    assert not book.dates_changes
    rows = changed[["customer_id", "field", "old_value", "new_value"]].to_numpy().tolist()
    assert rows == [["C1", "is_active", "False", "True"]]
    with pytest.raises(UsageError, match="does not declare reps under loads"):
        book.frame_before("reps")
    with pytest.raises(UsageError, match="does not declare regions under before"):
        book.frame_before("regions")
    (closed.month(book.month - 1).snapshot / "customers.parquet").unlink()
    assert book.frame_before("customers") is None, "a damaged month is not compared with"


def test_dated_changes_of_customers_are_those_of_the_month(closed: Company, tmp_path: Path) -> None:
    listed = (
        "customer_id,field,old_value,new_value,changed_on\n"
        "C1,region_id,R2,R1,2026-09-30\nC2,credit_limit,,5000,2026-10-15\n"
        "C1,credit_limit,9,10,2026-11-01\n"
    )
    shutil.rmtree(closed.root)
    one = company(closed.root, {**FILES, "customer_changes.csv": listed})
    (one.root / "company.toml").write_text('[company]\nname = "Small"\n', encoding="utf-8")
    book = opened(one)
    changed = book.changes_of_customers()
    assert changed is not None and book.dates_changes
    assert changed.astype(str).to_numpy().tolist() == [
        ["C2", "credit_limit", "", "5000", "2026-10-15"]
    ]


def test_two_months_are_compared_as_a_person_writes_values() -> None:
    before = pd.DataFrame(
        {
            "customer_id": ["A", "B"],
            "credit_limit": [5000.0, None],
            "since": pd.to_datetime(["2026-01-01", None]),
        }
    )
    now = before.assign(credit_limit=[5000.5, 7.0], since=pd.to_datetime([None, None]), new="x")
    found = differing(before, now)[["customer_id", "field", "old_value", "new_value"]]
    assert found.to_numpy().tolist() == [
        ["A", "credit_limit", "5000", "5000.5"],
        ["A", "since", "2026-01-01", ""],
        ["B", "credit_limit", "", "7"],
    ]
    assert differing(before, before).empty
