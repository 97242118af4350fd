"""A month whose data end early, or lack a part, judges no point, with targets or without."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.reviews.summary.study import is_in_doubt


@pytest.mark.parametrize(
    ("is_partial", "state", "share", "in_doubt"),
    [
        (False, "ordinary", 0.5, False),
        (True, "ordinary", 0.5, True),
        (False, "below", 0.5, True),
        (False, "below", 0.01, False),  # too small a part to explain it
    ],
)
def test_the_month_is_in_doubt_as_the_sales_page_says(
    is_partial: bool, state: str, share: float, in_doubt: bool
) -> None:
    facts = {
        "02_sales_data_end": pd.DataFrame({"is_partial": [is_partial]}),
        "02_sales_verdict": pd.DataFrame({"state": [state]}),
        "02_sales_silent_parts": pd.DataFrame({"year_share": [share]}),
    }
    assert is_in_doubt(facts) == in_doubt


def test_without_the_sales_page_nothing_is_in_doubt() -> None:
    assert not is_in_doubt({})
