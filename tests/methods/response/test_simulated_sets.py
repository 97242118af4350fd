"""Two public simulated sets fitted and allocated, as an example of how to bring weeks to months."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesnb.budgets.allocation import allocate
from salesnb.methods.response.deciding import decide
from salesnb.methods.response.fit import ResponseFit
from salesnb.methods.response.fitting import fit_response

ROBYN = ("tv_S", "ooh_S", "print_S", "search_S", "facebook_S")
MERIDIAN = ("AwarenessVideo_spend", "PerformanceDisplay_spend", "PerformanceNative_spend")


@pytest.fixture(scope="session")
def sets(shared_data: Path) -> Path:
    folder = shared_data / "marketing_response"
    if not folder.is_dir():
        pytest.skip("../shared/data/marketing_response is not there")
    return folder


def monthly(table: pd.DataFrame, region: str, day: str) -> pd.DataFrame:
    """Return sums by region and month, whole months only."""
    days = pd.to_datetime(table[day])
    rows = table.assign(month=days.dt.strftime("%Y-%m"))
    sums = rows.groupby([region, "month"], as_index=False).sum(numeric_only=True)
    return sums[~sums["month"].isin([days.min().strftime("%Y-%m"), days.max().strftime("%Y-%m")])]


def robyn(sets: Path) -> ResponseFit:
    weeks = pd.read_csv(sets / "robyn_dt_simulated_weekly.csv.gz").assign(region_id="all")
    panel = monthly(weeks, "region_id", "DATE")
    controls = ["competitor_sales_B"]
    return fit_response(
        panel, sales="revenue", spend=ROBYN, controls=controls, with_festival=False, draws=60
    )


def meridian(sets: Path) -> ResponseFit:
    weeks = pd.read_csv(sets / "meridian_geo_full_funnel_data.csv.gz")
    weeks["revenue"] = weeks["conversions"] * weeks["revenue_per_conversion"]
    panel = monthly(weeks, "geo", "time")
    return fit_response(
        panel,
        region="geo",
        sales="revenue",
        spend=MERIDIAN,
        controls=["BrandedGQV_control", "GenericGQV_control"],
        with_festival=False,
        draws=40,
    )


def test_robyns_national_set_is_fitted_and_says_what_it_does_not_know(sets: Path) -> None:
    fit = robyn(sets)
    assert fit.margins["marketing_channel_id"].tolist() == list(ROBYN)
    assert np.isfinite(fit.margins["marginal"]).all()
    assert "one_region" in [limit.code for limit in fit.limits]
    assert not fit.identified["is_identified"].all()


def test_meridians_regional_set_is_fitted(sets: Path) -> None:
    fit = meridian(sets)
    cells = fit.curves()
    assert len(cells) == 20 * len(MERIDIAN)
    assert fit.drawn().scale.shape == (40, len(cells))
    now = fit.drawn().value(cells["present"].to_numpy())
    assert (now > 0).all()
    assert np.isfinite(fit.margins[["marginal_low", "marginal", "marginal_high"]]).all(axis=None)


@pytest.mark.parametrize("fitted", [robyn, meridian])
def test_the_same_money_is_allocated_anew_and_judged(
    fitted: Callable[[Path], ResponseFit], sets: Path
) -> None:
    """Each cell within half and half as much again of its present money, by the drawn curves."""
    fit = fitted(sets)
    cells = fit.curves()
    bounded = cells.assign(lower=0.5 * cells["present"], upper=1.5 * cells["present"])
    present = cells["present"].to_numpy(float)
    plan = allocate(bounded, round(present.sum(), 2), draws=fit.drawn())
    spend = plan.plan["spend"].to_numpy(float)
    assert spend.sum() == pytest.approx(round(present.sum(), 2), abs=0.005)
    assert plan.response >= fit.drawn().value(present).mean(axis=0).sum() * (1 - 1e-9)
    assert plan.response <= plan.bound and plan.gap < 1e-4
    judged = decide(fit.drawn(), present, spend)
    assert judged.low <= judged.gain <= judged.high
    assert judged.verdict in ("act", "stay", "cannot_tell")
