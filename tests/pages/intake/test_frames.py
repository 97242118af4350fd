"""How the tables of 01_intake are ordered and what people read in them."""

from __future__ import annotations

import pandas as pd

from salesnb.contracts.results import Context, Result
from salesnb.contracts.validated import result
from salesnb.display.show import table_bundle
from salesnb.i18n import use
from salesnb.i18n.words import Words
from salesnb.intake.customer_changes import what_changed_on_customers
from salesnb.pages.intake import FRAMES


def result_of(name: str, rows: list[tuple]) -> Result:
    frame = pd.DataFrame(rows, columns=FRAMES[name].columns)
    return result(frame, FRAMES[name], context=Context("CNY"))


def text(shown: object) -> str:
    return table_bundle(shown)[1]  # type: ignore[arg-type]


LEFT_OUT = [
    ("receipts", "after_the_month", 2, 900.0),
    ("order_lines", "rounding", 0, -0.004),
    ("visits", "duplicate_row", 1, 0.0),
    ("receipts", "duplicate_row", 1, -20.0),
    ("invoice_lines", "duplicate_row", 3, 50.0),
    ("invoice_lines", "a_rule_of_tomorrow", 1, 5.0),
]


def test_what_was_left_out_stands_by_reason_with_the_most_money_first() -> None:
    ledger = result_of("ledger", LEFT_OUT).frame
    first = ["invoice_lines", "receipts", "visits", "order_lines", "receipts"]
    assert ledger["table"].tolist()[:5] == first
    assert ledger["reason"].iloc[-1] == "a_rule_of_tomorrow"


def test_money_of_the_ledger_is_written_to_its_last_digit() -> None:
    shown = text(result_of("ledger", LEFT_OUT))
    assert "−0.004000" in shown and "900.00" in shown and "Money (CNY)" in shown
    assert "whole rows that stood twice" in shown
    with use("zh"):
        assert "整行重复" in text(result_of("ledger", LEFT_OUT))


def test_fewest_days_left_stand_first_and_master_data_last() -> None:
    day = pd.Timestamp("2026-10-01")
    rows = [
        ("regions", 4, pd.NaT, None, 31, None, False),
        ("market_sizes", 9, day, 300, 400, 100, False),
        ("visits", 9, day, 30, 31, 1, False),
        ("receipts", 9, day, 41, 31, -10, True),
    ]
    fresh = result_of("freshness", rows)
    assert fresh.frame["table"].tolist() == ["receipts", "visits", "market_sizes", "regions"]
    assert fresh.known("days_behind").frame["table"].tolist()[-1] == "market_sizes"


def test_tables_stand_in_the_order_of_their_contracts_under_their_own_names() -> None:
    rows = [(name, f"{name}.csv", 1, "utf-8") for name in ("visits", "reps", "order_lines")]
    files = result_of("files", rows)
    assert files.frame["table"].tolist() == ["reps", "order_lines", "visits"]
    with use("zh"):
        assert "拜访" in text(files) and "order_lines" in text(files)


def test_the_emptiest_column_stands_first_with_its_name_in_words() -> None:
    rows = [("reps", "hired_on", "Hired on", 9, 0.9), ("leads", "rep_id", "Rep", 9, 0.1)]
    gaps = result_of("completeness", rows)
    assert gaps.frame["column"].tolist() == ["rep_id", "hired_on"]
    with use("zh"):
        assert "业务员" in text(gaps)


def test_a_missing_table_shows_its_name_in_exports_and_who_has_it() -> None:
    rows = [("visits", "visits", "Salespeople", 9, 2), ("leads", "leads", "Marketing", 3, 3)]
    missing = result_of("missing", rows)
    assert missing.frame["table"].tolist() == ["leads", "visits"]
    with use("zh"):
        assert all(word in text(missing) for word in ("visits", "拜访", "业务员"))


def test_tasks_without_data_are_listed_in_words_under_a_title_that_says_so() -> None:
    rows = [
        ("actions", "rep_plan", "unmanaged", "visits", "", "12_actions", "", False),
        ("plan_basis", "company_status", "stale", "", "order_lines", "02_sales", "", True),
    ]
    tasks = result_of("coverage", rows)
    shown = text(tasks.where(state="unmanaged"))
    assert shown.startswith("Tasks of managing sales (Without data)")
    assert "visits" in shown and "order_lines" not in shown
    assert table_bundle(tasks.where(state="managed")) == ("", "")


def test_the_total_of_the_areas_stands_last_in_bold() -> None:
    day = pd.Timestamp("2026-10-30")
    rows = [("total", 3, 46, 4, 22, day, ""), ("sales", 2, 2, 3, 20, day, "")]
    html, plain = table_bundle(result_of("areas", rows))
    assert plain.index("Orders and invoices") < plain.index("All tables")
    assert "<b>" in html and html.count("<b>") == 6


def test_late_changes_say_what_they_are_compared_with() -> None:
    row = ("previous_month", "sales_cube", "2026-08", 1, 2, 100.0, 150.0, 50.0)
    shown = text(result_of("changes", [row]))
    assert "the month before" in shown and "Sales" in shown and "Aug 2026" in shown
    assert "150.00" in shown


def test_a_month_closed_before_there_were_cells_says_so() -> None:
    assert "before days of orders and cells of prices were kept" in text(result_of("cells", []))
    rows = [("price_cells", "order_lines", "month rep_id", "customer_id", 7, 5)]
    assert "Cells of prices" in text(result_of("cells", rows))


def test_what_changed_on_a_customer_is_told_by_names_where_there_are_names() -> None:
    names = {"regions": {"R1": Words("North", kind="text")}}
    rows = [("C1", "region_id", "", "R1", None), ("C1", "credit_limit", "5000", "R1", None)]
    changed = pd.DataFrame(
        rows, columns=["customer_id", "field", "old_value", "new_value", "changed_on"]
    )
    frame = what_changed_on_customers(changed, is_dated=False)["customer_changes"]
    shown = text(result(frame, FRAMES["customer_changes"], context=Context("CNY", names)))
    assert "North" in shown and "R1" in shown and "5000" in shown
