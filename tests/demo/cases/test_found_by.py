"""Each flagged story can be seen in what was known by the end of the month it must be found in."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from salesnb.demo import Truth
from salesnb.demo.truths.stories import PLANTED
from salesnb.months import Month
from tests.demo.cases.stories import SIGNS, Tables, tables_of
from tests.demo.cases.test_stories import SWITCH

DATED = {
    "order_lines": "order_on",
    "sell_out": "period_start",
    "price_observations": "observed_on",
    "visits": "visit_date",
    "forecast_submissions": "period_start",
}
LEAST = {"hidden_trend": 0.7, "bad_month": 0.7}  # one region's orders: chance may look like it


class Known(Tables):
    """The tables with the rows of up to a month; what is not dated stays."""

    def __init__(self, tables: Tables, month: Month) -> None:
        self.tables, self.last = tables, pd.Timestamp(month.last)

    def __getitem__(self, name: str) -> pd.DataFrame:
        table, column = self.tables[name], DATED.get(name)
        return table if column is None else table[pd.to_datetime(table[column]) <= self.last]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)


def found_by(name: str) -> Month:
    (field,) = SWITCH[name]
    (case,) = getattr(PLANTED, field)
    return Month.parse(case.found_by)


def share_found(seeds: range) -> dict[str, float]:
    hits: dict[str, list[bool]] = {name: [] for name in SIGNS}
    for seed in seeds:
        tables = tables_of(Truth(seed=seed))
        for name, sign in SIGNS.items():
            hits[name].append(sign.found(Known(tables, found_by(name))))
    return {name: float(np.mean(found)) for name, found in hits.items()}


def test_every_flagged_story_says_by_when_it_is_found() -> None:
    end = Truth().months[-1]
    for case in PLANTED.cases():
        if hasattr(case, "found_by"):
            start = getattr(case, "start", case.found_by)
            assert start <= case.found_by <= str(end)


@pytest.mark.long
def test_stories_are_found_by_their_month() -> None:
    found = share_found(range(1, 13))
    print(found)
    assert {n: share for n, share in found.items() if share < LEAST.get(n, 0.8)} == {}
