"""What the year will not reach: landings by hand, the control, and whether the total stands."""

from __future__ import annotations

import tomllib

import numpy as np
import pandas as pd
import pytest

from salesnb.reviews.adjust.exceptions import find_exceptions
from salesnb.reviews.adjust.rest import expected_of, reach_of

AHEAD = ["2026-11", "2026-12"]
ORIGINS = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]


def paces(**nodes: tuple[float, float]) -> pd.DataFrame:
    rows = [("sales", "region", node, 12.0, *values) for node, values in nodes.items()]
    columns = ["measure", "dimension", "node", "n_planned", "year_target", "so_far"]
    return pd.DataFrame(rows, columns=columns)


def verdicts(**nodes: str) -> pd.DataFrame:
    rows = [("sales", "region", node, "year_to_date", one) for node, one in nodes.items()]
    return pd.DataFrame(rows, columns=["measure", "dimension", "node", "span", "verdict"])


def forecast(**nodes: float) -> pd.DataFrame:
    rows = [("sales", "region", node, month, one) for node, one in nodes.items() for month in AHEAD]
    return pd.DataFrame(rows, columns=["measure", "dimension", "node", "month", "expected"])


def errors(step_misses: tuple[float, ...] = (10.0, -4.0), **nodes: float) -> pd.DataFrame:
    """Return earlier forecasts: each origin missed by these amounts, of a usual 100."""
    rows = [
        ("sales", "region", node, origin, step + 1, 100.0, 100.0 + scale * miss, 100.0)
        for node, scale in nodes.items()
        for origin in ORIGINS
        for step, miss in enumerate(step_misses)
    ]
    columns = ["measure", "dimension", "node", "origin", "step", "expected", "actual", "usual"]
    return pd.DataFrame(rows, columns=columns)


def bridge(**nodes: dict[str, float]) -> pd.DataFrame:
    rows = [
        ("year_to_date", "region", node, part, amount)
        for node, parts in nodes.items()
        for part, amount in parts.items()
    ]
    return pd.DataFrame(rows, columns=["span", "dimension", "node", "part", "amount"])


NOTHING = pd.DataFrame(columns=["span", "dimension", "node", "part", "amount"])


def found(
    targets: pd.DataFrame,
    expected: dict[str, pd.DataFrame],
    *,
    judged: pd.DataFrame | None = None,
    why: pd.DataFrame = NOTHING,
) -> dict[str, pd.DataFrame]:
    review = {"paces": targets, "attainments": verdicts() if judged is None else judged}
    return find_exceptions(review, why, expected, months=AHEAD, year="2026", confidence=0.95)


def test_the_reach_of_two_months_is_what_earlier_sums_missed_by() -> None:
    """Each origin missed by +10 and -4, in sum 6 of a usual 100."""
    reach = reach_of(errors(N1=1.0), 2, 0.95).iloc[0]["reach"]
    assert reach == pytest.approx(1.959964 * 6)
    assert reach_of(errors(N1=1.0).query("origin > '2025-03'"), 2, 0.95).empty  # nine origins
    assert reach_of(errors(N1=1.0), 3, 0.95).empty  # no origin looked three months ahead


def test_a_node_without_all_months_is_not_expected() -> None:
    rows = forecast(N1=50.0, N2=50.0).drop(index=0)
    assert expected_of(rows, AHEAD)[["node", "ahead"]].values.tolist() == [["N2", 100.0]]


def test_who_is_below_even_at_the_favourable_end_is_an_exception() -> None:
    """N1 lands at 900 + 100, within 12: short of 1,013 but not of 1,011."""
    given = {"forecast": forecast(N1=50.0, N2=50.0), "forecast_errors": errors(N1=1.0, N2=1.0)}
    rows = found(paces(N1=(1013.0, 900.0), N2=(1011.0, 900.0)), given)["exceptions"]
    assert rows[["node", "state", "landing", "release"]].values.tolist() == [
        ["N1", "will_miss", 1000.0, 13.0]
    ]


def test_who_missed_so_far_is_one_where_the_rest_does_not_make_it_up() -> None:
    given = {"forecast": forecast(N1=50.0, N2=80.0)}
    judged = verdicts(N1="missed", N2="missed")
    rows = found(paces(N1=(1010.0, 900.0), N2=(1010.0, 900.0)), given, judged=judged)["exceptions"]
    assert rows[["node", "state"]].values.tolist() == [["N1", "missed"]]
    assert np.isnan(rows.iloc[0]["high"])  # no earlier forecasts: no range


def test_the_cause_is_the_part_that_took_most_and_the_line_is_toml() -> None:
    given = {"forecast": forecast(N1=50.0), "forecast_errors": errors(N1=0.1)}
    why = bridge(N1={"plan_v1": 900.0, "price": -30.0, "lost": -50.0, "new": 20.0, "revision": -90})
    row = found(paces(N1=(1200.0, 900.0)), given, why=why)["exceptions"].iloc[0]
    assert (row["cause"], row["cause_amount"]) == ("lost", -50.0)
    entry = tomllib.loads("\n".join(row["line"].split(", ")))
    assert entry == {"kind": "hold", "period": "2026", "region_id": "N1", "amount": 1000}


@pytest.mark.parametrize(
    ("spare", "left", "state"), [(300.0, 0.0, "kept"), (60.0, 140.0, "released")]
)
def test_the_total_stands_where_the_others_bring_more(
    spare: float, left: float, state: str
) -> None:
    """N1 misses its year by 200; N2 is expected `spare` beyond its own."""
    given = {"forecast": forecast(N1=50.0, N2=50.0), "forecast_errors": errors(N1=0.1, N2=0.1)}
    targets = paces(N1=(1200.0, 900.0), N2=(1000.0 - spare, 900.0))
    row = found(targets, given)["balance"].iloc[0]
    assert row[["n_nodes", "n_exceptions", "release", "spare"]].tolist() == [2, 1, 200.0, spare]
    assert (row["left"], row["state"]) == (left, state)


def test_without_a_forecast_or_months_left_nothing_is_proposed() -> None:
    rows = found(paces(N1=(1200.0, 900.0)), {})
    assert rows["exceptions"].empty and rows["balance"].empty
