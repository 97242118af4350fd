"""Frames that an area cannot work with are refused in one message that says what to do."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.contracts.needed import require_columns
from salesnb.errors import UsageError
from salesnb.i18n import use

SEEN = pd.DataFrame({"observed_on": pd.to_datetime(["2026-10-01"]), "observed_price": [9.0]})
NEEDS = {"price_observations": "observed_on observed_price"}


def refused(frame: pd.DataFrame, name: str = "price_observations") -> str:
    with pytest.raises(UsageError) as caught:
        require_columns({name: frame}, NEEDS)
    return str(caught.value)


def test_frames_with_all_columns_pass_in_any_order_and_with_more() -> None:
    require_columns({"price_observations": SEEN.assign(more=1)[::-1]}, NEEDS)


def test_a_missing_frame_and_a_missing_column_are_told_with_the_nearest_name() -> None:
    assert "no frame price_observations (the nearest is price_observation)" in refused(
        SEEN, "price_observation"
    )
    said = refused(SEEN.rename(columns={"observed_on": "observed_no"}))
    assert "price_observations has no column observed_on (the nearest is observed_no)" in said
    assert "`book.frames()`" in said and "index.toml" in said


def test_all_faults_are_told_at_once() -> None:
    said = refused(SEEN[[]])
    assert "no column observed_on" in said and "no column observed_price" in said


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [("observed_on", ["2026-10-01"], "datetimes"), ("observed_price", ["9"], "numbers")],
)
def test_text_where_days_or_numbers_are_needed_is_told_with_what_was_found(
    column: str, values: list[str], expected: str
) -> None:
    said = refused(SEEN.assign(**{column: pd.Series(values, dtype="str")}))
    assert f"price_observations.{column}: found str, expected {expected}" in said
    with use("zh"):
        assert "observed" in refused(SEEN.assign(**{column: values}))


def test_an_empty_frame_and_a_frame_that_is_no_canonical_table_may_hold_anything() -> None:
    require_columns({"price_observations": SEEN.astype("object")[:0]}, NEEDS)
    require_columns(
        {"sales_cube": pd.DataFrame({"net_amount": ["x"]})}, {"sales_cube": "net_amount"}
    )
