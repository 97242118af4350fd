"""Earlier forecasts are read back as they were judged: sums of months, none that goes on yet."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.targets.chance.own_past import past_statements
from salesnb.targets.chance.past import past_errors


def kept(*, n: int = 6, steps: int = 3) -> pd.DataFrame:
    """Return rows of two reps and the total, forecast from `n` months; the newest has not ended."""
    rows = []
    for i in range(n):
        for k, (dimension, node) in enumerate((("total", "total"), ("rep", "B"), ("rep", "A"))):
            for step in range(1, min(steps, n - i) + 1):
                expected = 100.0 * (k + 1) + 10 * i + step
                row = (
                    "sales",
                    dimension,
                    node,
                    f"2026-{i + 1:02d}",
                    step,
                    expected,
                    7.0 * step,
                    9.0,
                )
                rows.append(row)
    columns = ["measure", "dimension", "node", "origin", "step", "expected", "actual", "usual"]
    return pd.DataFrame(rows, columns=columns)


def test_months_of_one_origin_are_summed_node_by_node() -> None:
    past = past_errors(kept(), dimension="rep", first=2, last=3)
    assert past.nodes.to_numpy().tolist() == [["rep", "A"], ["rep", "B"]]
    assert past.origins == ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]
    assert past.forecast[0].tolist() == [302.0 + 303, 202.0 + 203]
    assert past.actual[0].tolist() == [35.0, 35.0] and past.usual[0].tolist() == [18.0, 18.0]
    assert (past.length, past.lag) == (2, 3)


def test_a_period_that_has_not_ended_is_missing() -> None:
    past = past_errors(kept(), first=1, last=3)
    ended = np.isfinite(past.actual).all(axis=1)
    assert ended.tolist() == [True] * 4 + [False] * 2
    assert np.isnan(past.forecast[~ended]).all()


def test_the_order_of_rows_and_their_types_change_nothing() -> None:
    rows = kept()
    mixed = rows.sample(frac=1.0, random_state=3).astype({"node": "category", "origin": "category"})
    one, other = past_errors(rows), past_errors(mixed)
    assert one.nodes.equals(other.nodes) and one.origins == other.origins
    np.testing.assert_array_equal(one.forecast, other.forecast)


def test_months_without_an_origin_keep_their_place() -> None:
    rows = kept()
    past = past_errors(rows[rows["origin"] != "2026-03"], last=1)
    assert len(past.origins) == 6 and np.isnan(past.actual[2]).all()


def test_nodes_that_began_later_are_told_apart() -> None:
    rows = kept()
    late = rows[(rows["node"] != "B") | (rows["origin"] >= "2026-03")]
    past = past_errors(late, dimension="rep", last=3)
    assert np.isnan(past.actual[0, 1]) and past.known().nodes["node"].tolist() == ["A"]


def test_without_rows_there_is_nothing_and_steps_are_checked() -> None:
    none = past_errors(kept(), measure="orders")
    assert none.actual.shape == (0, 0) and none.origins == []
    assert past_statements(none.actual, none.forecast, none.usual).empty
    with pytest.raises(ValueError, match="from 1 on; found 2 to 1"):
        past_errors(kept(), first=2, last=1)
