"""A planted response is found again, whatever names, units and order; bad panels are refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesnb.errors import UsageError
from salesnb.methods.response.fitting import fit_response
from tests.methods.response.panels import CHANNELS, planted


def test_without_noise_the_parameters_are_found() -> None:
    made = planted(1, noise=1e-7)
    fit = fit_response(made.table, spend=CHANNELS, pool="full", draws=0, size=None)
    assert fit.shapes["decay"].to_numpy() == pytest.approx(made.decay, abs=0.01)
    assert fit.shapes["shape"].to_numpy() == pytest.approx(made.shape, abs=0.03)
    cells = fit.curves()
    spend = cells["present"].to_numpy()
    assert fit.drawn().slope(spend)[0] == pytest.approx(made.curves.slope(spend), rel=0.1)


def test_marginal_returns_are_found_and_come_with_intervals() -> None:
    made = planted(2)
    fit = fit_response(made.table, spend=CHANNELS, draws=60)
    spend = fit.curves()["present"].to_numpy()
    slope = made.curves.slope(spend).reshape(-1, 2)
    present = spend.reshape(-1, 2)
    true = (slope * present).sum(axis=0) / present.sum(axis=0)
    assert fit.margins["marginal"].to_numpy() == pytest.approx(true, rel=0.35)
    assert (fit.margins["marginal_low"] < fit.margins["marginal"]).all()
    assert (fit.margins["marginal"] < fit.margins["marginal_high"]).all()
    assert fit.drawn().scale.shape == (60, 12)
    assert fit.identified["is_identified"].all()


def test_names_order_and_units_change_nothing() -> None:
    table = planted(3).table
    one = fit_response(table, spend=CHANNELS, draws=0).curves()
    other = table.sample(frac=1, random_state=0)
    other[["M1", "M2", "amount"]] *= 1e-3
    two = fit_response(other, spend=CHANNELS, draws=0).curves()
    assert two["region_id"].tolist() == one["region_id"].tolist()
    for column, unit in (("scale", 1e3), ("half", 1e3), ("shape", 1), ("decay", 1)):
        assert two[column].to_numpy() * unit == pytest.approx(one[column].to_numpy(), rel=2e-2)


def test_the_same_seed_gives_the_same_draws() -> None:
    table = planted(4, n_regions=3).table
    one, two = (fit_response(table, spend=CHANNELS, draws=40, seed=5) for _ in range(2))
    pd.testing.assert_frame_equal(one.margins, two.margins)


@pytest.mark.parametrize("kind", ["power", "exponential", "logistic"])
def test_other_kinds_are_fitted(kind: str) -> None:
    fit = fit_response(planted(5, n_regions=4).table, spend=CHANNELS, kind=kind, draws=0)
    cells = fit.curves()
    assert set(cells["kind"]) == {kind}
    assert (fit.drawn().slope(cells["present"].to_numpy()) > 0).all()
    if kind == "power":
        assert (cells["shape"] <= 1).all()


def test_one_short_national_series_is_not_identified() -> None:
    made = planted(6, n_regions=1, n_months=36, noise=0.1)
    fit = fit_response(made.table, spend=CHANNELS, draws=60)
    assert not fit.identified["is_identified"].all()
    assert "one_region" in [limit.code for limit in fit.limits]


def lifted(table: pd.DataFrame, lift: float) -> pd.DataFrame:
    """Return a test that doubled the spend of half a year, by what it was seen to bring."""
    size = table.groupby("region_id")["amount"].mean().sum()
    row = {"marketing_channel_id": "M1", "region_id": None, "source": "test"}
    months = {"starts_on": "2023-04-01", "ends_on": "2023-09-30"}
    amounts = {"spend_change": size * 0.1, "lift": size * lift, "standard_error": size * 0.01}
    return pd.DataFrame([{**row, **months, **amounts}])


def test_a_lift_test_moves_the_effect_its_way() -> None:
    table = planted(7, n_regions=2, n_months=36, noise=0.1).table
    less, more = (
        fit_response(table, spend=CHANNELS, draws=60, pool="full", lift_tests=lifted(table, lift))
        for lift in (0.1, 0.6)
    )
    assert less.margins["marginal"][0] < 0.7 * more.margins["marginal"][0]
    assert less.margins["marginal_high"][0] < more.margins["marginal_high"][0]


def changed(**columns: Any) -> pd.DataFrame:
    return planted(8, n_regions=2, n_months=24).table.assign(**columns)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (changed(M1=-1.0), "spending is 0 or more"),
        (changed(M2=0.0), "M2 was never used"),
        (changed(M1=np.nan), "M1 is nan"),
        (changed(amount=np.nan), "not known in any month"),
        (changed(amount=0.0), "nought in all months"),
        (changed().drop(index=30), "lacks 1 months"),
        (pd.concat([changed(), changed().head(1)]), "twice"),
        (changed().drop(columns="M1"), "no column 'M1'"),
        (changed().iloc[:0], "no rows"),
        (changed(amount=np.inf), r"amount is inf in region R0, 2020-01 \(72 rows\): no number"),
        (changed(amount="n/a"), "amount is n/a in region R0"),
        (changed(region_id=["R0"] * 36 + [None] * 36), "region_id is blank in 36 rows"),
    ],
)
def test_a_bad_panel_is_refused(table: pd.DataFrame, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        fit_response(table, spend=CHANNELS, draws=0)


def test_a_region_whose_response_is_unknown_is_named() -> None:
    table = changed()
    table.loc[table["region_id"] == "R1", "amount"] = np.nan
    with pytest.raises(UsageError, match="not known in any month of region R1"):
        fit_response(table, spend=CHANNELS, draws=0)


def test_text_in_size_or_controls_and_a_channel_named_twice_are_refused() -> None:
    table = changed(market="big", price="high")
    with pytest.raises(UsageError, match=r"market is big.*price is high"):
        fit_response(table, spend=CHANNELS, size="market", controls=["price"], draws=0)
    with pytest.raises(UsageError, match="'M1' is named twice"):
        fit_response(table, spend=["M1", "M1"], draws=0)


def test_mixed_units_are_refused() -> None:
    table = changed()
    own = table["region_id"] == "R1"
    table.loc[own, "M1"] /= 10_000
    with pytest.raises(UsageError, match="two units of money"):
        fit_response(table, spend=CHANNELS, draws=0)


def test_more_parameters_than_data_are_refused() -> None:
    table = planted(9, n_regions=1, n_months=20).table
    with pytest.raises(UsageError, match="8 parameters"):
        fit_response(table, spend=CHANNELS, draws=0)
