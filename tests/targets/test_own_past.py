"""What would have been stated in the past is held against what came; bad probabilities are told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.targets.chance.own_past import TOTAL, past_statements, verdict


def past(seed: int, *, n: int = 60, later: float = 1.0) -> tuple[np.ndarray, ...]:
    """Return actuals, forecasts and usual sizes of 30 cells; `later` scales the newest errors."""
    rng = np.random.default_rng(seed)
    forecast = np.tile(rng.lognormal(5, 1, 30), (n, 1))
    noise = 0.1 * (0.4 * rng.normal(size=(n, 1)) + rng.normal(size=(n, 30)))
    noise[-24:] *= later
    return forecast * (1 + noise), forecast, forecast


def test_right_probabilities_hold() -> None:
    found = past_statements(*past(1))
    assert found["origin"].nunique() == 24 and len(found) == 24 * 7 * 31
    judged = verdict(found[found["cell"] != TOTAL]).iloc[0]
    assert judged["state"] == "holds" and judged["error"] < 0.06
    assert judged["brier"] < judged["base_rate"]


def test_errors_that_became_much_larger_are_told() -> None:
    found = past_statements(*past(2, later=8.0))
    early = found[found["origin"] < found["origin"].min() + 12]
    judged = verdict(early[early["cell"] != TOTAL]).iloc[0]
    assert judged["state"] == "fails" and judged["error"] > judged["by_chance"]


def test_only_what_was_known_then_is_used() -> None:
    actual, forecast, usual = past(3)
    before = past_statements(actual, forecast, usual, lag=3)
    changed = actual.copy()
    changed[-3:] *= 5  # had not ended at the last origin
    after = past_statements(changed, forecast, usual, lag=3)
    last = before["origin"].max()
    pair = (one.loc[one["origin"] == last, "stated"] for one in (before, after))
    assert next(pair).tolist() == pytest.approx(next(pair).tolist())


def test_periods_that_have_not_ended_and_a_short_past_give_no_statement() -> None:
    actual, forecast, usual = past(4, n=20)
    actual[-2:] = np.nan
    found = past_statements(actual, forecast, usual)
    assert found["origin"].max() == 17 and found["origin"].min() == 12
    assert verdict(found)["state"].item() == "too_short"
    none = past_statements(actual[:5], forecast[:5], usual[:5])
    assert none.empty and verdict(none)["state"].item() == "too_short"
    assert isinstance(none, pd.DataFrame)
