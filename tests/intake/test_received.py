"""Each section of 01_intake from tiny accounts: what came in, ties, is fresh, is managed."""

from __future__ import annotations

import pandas as pd

from salesnb.contracts.tasks import TASKS
from salesnb.contracts.validated import result
from salesnb.intake import received
from salesnb.intake.customer_changes import what_changed_on_customers
from salesnb.pages.intake import FRAMES
from salesnb.snapshot import typed
from tests.intake.facts import ALLOWED, CHANGED, TOTALS, closing_facts


def sections(facts: dict[str, pd.DataFrame], totals=TOTALS) -> dict[str, pd.DataFrame]:
    found = received.what_came_in(facts) | received.what_ties(facts, totals)
    found |= received.what_is_fresh(facts, allowed_days=ALLOWED)
    found |= received.what_is_managed(found["freshness"], shipped={"02_sales"})
    found |= what_changed_on_customers(None, is_dated=False)
    return found | received.summarise(facts, found)


def test_the_sections_together_are_the_frames_that_the_page_declares() -> None:
    found = sections(closing_facts())
    assert set(found) == set(FRAMES)
    for name, frame in found.items():
        result(frame, FRAMES[name])


def test_a_month_without_any_rows_gives_the_same_frames() -> None:
    columns = {name: list(frame) for name, frame in closing_facts().items()}
    facts = {name: typed.empty(name, names) for name, names in columns.items()}
    found = {name: result(frame, FRAMES[name]) for name, frame in sections(facts, {}).items()}
    assert found["coverage_groups"].row(group="total")["n_unmanaged"] == 80
    assert found["summary"].first["unowned_share"] == 0
    assert found["areas"].row(area="total")["newest_on"] == ""


def test_warnings_count_what_was_let_pass_once_per_table_and_rule() -> None:
    found = received.warnings(closing_facts()["problems"]).set_index(["table", "rule"])
    assert found["n_rows"].to_dict() == {
        ("invoice_lines", "duplicate_row"): 3,
        ("reps", "unknown_column"): 1,
    }
    assert found.loc[("invoice_lines", "duplicate_row"), "message"] == "stands twice"


def test_a_fault_of_no_table_is_a_warning_too() -> None:
    problems = [("warning", "", "unknown_file", "was not read", 1.0)]
    assert received.warnings(closing_facts(problems=problems)["problems"])["n_rows"].sum() == 1


def test_money_left_out_stands_beside_what_was_kept() -> None:
    tied = received.what_ties(closing_facts(), TOTALS)
    invoiced = tied["ties"].set_index("table").loc["invoice_lines"]
    assert invoiced[["source_money", "kept_money", "ledger_money"]].tolist() == [120.5, 90.0, 30.5]
    assert invoiced["difference"] == 0
    assert tied["ledger"]["money"].tolist() == [30.5, -0.25]
    assert list(tied["changes"]) == [*CHANGED, "money_change"]


def test_only_tables_with_rows_are_fresh_or_stale_and_gaps_have_labels() -> None:
    found = received.what_is_fresh(closing_facts(), allowed_days=ALLOWED)
    fresh = found["freshness"].set_index("table")
    assert fresh["is_stale"].to_dict() == {
        "reps": False,
        "order_lines": False,
        "invoice_lines": True,
    }
    assert found["completeness"][["column", "label"]].values.tolist() == [["hired_on", "Hired on"]]


def test_a_missing_table_says_who_usually_has_it() -> None:
    fresh = received.what_is_fresh(closing_facts(), allowed_days=ALLOWED)["freshness"]
    found = received.what_is_managed(fresh, shipped={task.workbook for task in TASKS})
    wanted = found["missing"].set_index("table").loc["visits"]
    assert wanted["exported_as"] == "visits" and wanted["owner"] == "Salespeople"


def test_the_summary_takes_sales_from_invoices_and_counts_what_nobody_owns() -> None:
    row = sections(closing_facts())["summary"].iloc[0]
    assert row[["n_files", "n_tables", "n_stale", "n_rows"]].tolist() == [4, 3, 1, 22]
    assert row[["kept_money", "later_money", "left_out_money"]].tolist() == [90.0, 30.5, 0.0]
    assert row["difference"] == 0.0 and row["first_month"] == row["last_month"] == "2026-10"
    assert row["n_warnings"] == 4
    assert row["unowned_money"] == 30.0 and row["unowned_share"] == 30.0 / 90.0
    assert row["uses_reps"] and row["without_reps_money"] == 0.0


def test_only_sales_that_reps_could_carry_count_as_without_one() -> None:
    facts = closing_facts()
    cube = facts["sales_cube"]
    methods = pd.DataFrame({"sales_method_id": ["web"], "kind": ["online"]})
    is_nobodys = cube["rep_id"] == "(unassigned)"
    online = cube.assign(sales_method_id=cube["sales_method_id"].mask(is_nobodys, "web"))
    row = sections({**facts, "sales_cube": online, "sales_methods": methods})["summary"].iloc[0]
    assert (row["unowned_money"], row["without_reps_money"], row["unowned_share"]) == (0, 30.0, 0)
    alone = cube.assign(rep_id="(unassigned)")
    row = sections({**facts, "sales_cube": alone})["summary"].iloc[0]
    assert not row["uses_reps"] and row["unowned_money"] == 0.0 == row["unowned_share"]


def test_cells_are_listed_with_what_was_given_up() -> None:
    cells = received.what_came_in(closing_facts())["cells"]
    assert cells[["grain", "given_up"]].to_numpy().tolist() == [["day rep_id", "customer_id"]]
