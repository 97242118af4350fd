"""What changed on customers: the rows of the month, how many, and from what they are known."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.intake.customer_changes import what_changed_on_customers

COLUMNS = ["customer_id", "field", "old_value", "new_value", "changed_on"]


def changed(*rows: tuple[str, str], day: str | None = None) -> pd.DataFrame:
    listed = [(who, field, "1", "2", pd.Timestamp(day) if day else pd.NaT) for who, field in rows]
    return pd.DataFrame(listed, columns=COLUMNS)


def test_without_a_table_and_without_the_month_before_nothing_is_judged() -> None:
    found = what_changed_on_customers(None, is_dated=False)
    assert found["customer_changes"].empty
    row = found["customer_change_counts"].iloc[0]
    assert row["basis"] == "not_judged" and row["n_changes"] is None


@pytest.mark.parametrize(("day", "basis"), [("2026-10-05", "dated"), (None, "compared")])
def test_changes_are_counted_by_customer_and_kind(day: str | None, basis: str) -> None:
    rows = changed(("C1", "credit_limit"), ("C2", "credit_limit"), ("C2", "city"), day=day)
    found = what_changed_on_customers(rows, is_dated=day is not None)
    row = found["customer_change_counts"].iloc[0].to_dict()
    assert row == {
        "basis": basis,
        "n_changes": 3,
        "n_customers": 2,
        "field": "credit_limit",
        "n_of_field": 2,
    }
    assert len(found["customer_changes"]) == 3


@pytest.mark.parametrize(("is_dated", "basis"), [(True, "dated"), (False, "compared")])
def test_a_month_without_changes_says_what_was_looked_at(is_dated: bool, basis: str) -> None:
    """A table of dated changes without a row of the month was looked at, not two months."""
    found = what_changed_on_customers(changed(), is_dated=is_dated)
    row = found["customer_change_counts"].iloc[0]
    assert (row["basis"], row["n_changes"], row["n_customers"]) == (basis, 0, 0)
