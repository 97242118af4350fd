"""Stale tables are named, gaps are ranked, and money that does not tie shows as a difference."""

from __future__ import annotations

import pandas as pd

from salesnb.contracts import TABLES as TABLES_BY_NAME
from salesnb.intake import freshness, ties
from salesnb.intake.areas import areas
from salesnb.intake.received import files_of_tables

TABLES = pd.DataFrame(
    {
        "table": ["visits", "regions", "receipts", "needs"],
        "n_rows": [10, 4, 7, 0],
        "newest_on": pd.to_datetime(["2026-10-30", None, "2026-09-20", None]),
        "days_behind": [1.0, None, 41.0, None],
    }
)


def test_a_table_is_stale_past_its_own_allowance() -> None:
    judged = freshness.judge_freshness(TABLES, allowed_days={"default": 31, "visits": 0})
    assert judged.set_index("table")["is_stale"].to_dict() == {
        "visits": True,
        "regions": False,
        "receipts": True,
        "needs": False,
    }


def test_days_left_count_down_to_the_allowance_and_master_data_have_none() -> None:
    judged = freshness.judge_freshness(TABLES, allowed_days={"default": 31, "visits": 0})
    assert judged["days_left"].tolist()[0::2] == [-1, -10]
    assert judged["days_left"].isna().tolist() == [False, True, False, True]


def test_a_column_partly_filled_is_a_gap_and_one_that_is_not_exported_is_none() -> None:
    columns = pd.DataFrame(
        {
            "table": ["a", "a", "b", "b", "reps"],
            "column": ["full", "half", "absent", "tenth", "left_on"],
            "n_rows": [10, 10, 10, 10, 10],
            "filled_share": [1.0, 0.5, 0.0, 0.1, 0.2],
        }
    )
    assert freshness.least_complete(columns)["column"].tolist() == ["half", "tenth"]


def test_columns_whose_blank_says_something_are_optional_columns_of_contracts() -> None:
    for name in freshness.BLANK_SAYS:
        table, column = name.split(".")
        assert not TABLES_BY_NAME[table].field(column).required, name


def test_areas_count_what_came_in_and_name_what_did_not() -> None:
    files = pd.DataFrame(
        {
            "table": ["order_lines", "order_lines", "reps"],
            "file": ["a.csv", "b.csv", "r.csv"],
            "rows": [11, 11, 2],  # a table made of two files is counted once
        }
    )
    fresh = pd.DataFrame(
        {
            "table": ["order_lines", "invoice_lines", "reps"],
            "n_rows": [11, 0, 2],
            "newest_on": pd.to_datetime(["2026-10-30", None, None]),
        }
    )
    by_area = areas(files, fresh).set_index("area")
    sales = by_area.loc["sales"]
    assert sales[["n_known", "n_tables", "n_files", "n_rows"]].tolist() == [3, 1, 2, 11]
    assert sales["absent"] == "invoice_lines, open_orders"
    assert sales["newest_on"] == pd.Timestamp("2026-10-30")
    assert pd.isna(by_area.loc["market", "newest_on"])
    assert by_area.loc["total", ["n_tables", "n_files", "n_rows"]].tolist() == [2, 3, 13]
    assert by_area.loc["total", "n_known"] == by_area["n_known"].drop("total").sum()


def test_a_table_made_of_several_files_is_one_row_and_counted_once() -> None:
    files = pd.DataFrame(
        [
            ("order_lines", "Head.csv", 7, "utf-8"),
            ("order_lines", "Lines.csv", 7, "utf-8"),
            ("reps", "Reps.csv", 2, "gb18030"),
        ],
        columns=["table", "file", "rows", "encoding"],
    )
    listed = files_of_tables(files).to_dict("records")
    assert listed == [
        {"table": "order_lines", "file": "Head.csv, Lines.csv", "n_rows": 7, "encoding": "utf-8"},
        {"table": "reps", "file": "Reps.csv", "n_rows": 2, "encoding": "gb18030"},
    ]


def test_source_less_ways_out_less_kept_is_zero_or_shows() -> None:
    totals = pd.DataFrame(
        {
            "table": ["invoice_lines", "receipts"],
            "source_rows": [10, 3],
            "source_money": [1000.005, 50.0],
            "kept_money": [900.0, 49.0],
        }
    )
    ledger = pd.DataFrame(
        {
            "table": ["invoice_lines"] * 3,
            "reason": ["duplicate", "rounding", "rounding of cost_amount"],
            "rows": [2, 0, 0],
            "money": [100.0, 0.005, -80.1092],
        }
    )
    tied = ties.reconcile(totals, ledger).set_index("table")
    assert tied["difference"].to_dict() == {"invoice_lines": 0.0, "receipts": 1.0}
    assert tied.loc["invoice_lines", "ledger_rows"] == 2
