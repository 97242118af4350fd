"""A plan beside the forecast: chances, periods, verdicts, and plans with little to test."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.months import Month
from salesnb.targets.chance.plan_nodes import plan_periods, read_plan
from salesnb.targets.chance.plan_tested import judge_plan
from salesnb.targets.chance.year_total import year_total
from tests.targets import plans
from tests.targets.plans import MONTH, YEAR


def judged_plan(sold=None, month: Month = MONTH, **changed):
    sold = plans.sales() if sold is None else sold
    known = plans.artefacts(sold) | changed
    return judge_plan(read_plan(plans.facts(sold), known, month=month))


def of_year(judged, dimension: str) -> pd.DataFrame:
    rows = judged.chances
    return rows[rows["dimension"] == dimension].set_index("node")


@pytest.fixture(scope="module")
def usual():
    return judged_plan()


def test_periods_are_the_year_its_quarters_and_the_first_open_months() -> None:
    found = plan_periods(YEAR, month=Month(2026, 2)).set_index("period")
    assert found["kind"].tolist() == ["year", *["quarter"] * 4, *["month"] * 3]
    assert found.loc["2026", ["open_from", "n_open"]].tolist() == ["2026-03", 10]
    assert found.loc["2026-Q1", "n_open"] == 1 and "2026-03" in found.index
    fiscal = plan_periods(["2026-04", "2027-03"], month=MONTH, year_start=4)
    assert fiscal.loc[0, ["period", "first", "last"]].tolist() == ["2026", "2026-04", "2027-03"]


def test_a_target_at_the_forecast_is_a_toss_and_one_far_above_is_out_of_reach(usual) -> None:
    even = of_year(usual, "rep")
    assert even["chance"].between(0.35, 0.65).all() and (even["band"] == "challenging").all()
    hard = dict.fromkeys(plans.reps(), 1.0) | {"R3": 1.6}
    sold = plans.sales()
    found = of_year(judged_plan(sold, **plans.artefacts(sold, over=hard)), "rep")
    assert found.loc["R3", "band"] == "out_of_reach"
    assert found.loc["R3", "gap"] == pytest.approx(0.6 * found.loc["R3", "expected"], rel=1e-6)


def test_the_total_is_surer_than_a_rep_and_is_the_sum_of_its_regions(usual) -> None:
    whole = of_year(usual, "total").loc["total"]
    width = (whole["high"] - whole["low"]) / whole["expected"]
    each = of_year(usual, "rep")
    assert width < ((each["high"] - each["low"]) / each["expected"]).min()
    regions = of_year(usual, "region")
    assert regions["target"].sum() == pytest.approx(whole["target"])
    assert regions["expected"].sum() == pytest.approx(whole["expected"])


def test_probabilities_stand_only_where_the_own_past_bears_them(usual) -> None:
    rows = usual.frames["attainability"]
    shown = rows["state"] == "shown"
    assert shown.any() and rows.loc[shown, "probability"].notna().all()
    assert rows.loc[~shown, "probability"].isna().all()
    verdicts = usual.frames["verdicts"].set_index(["kind", "dimension"])
    assert verdicts.loc[("month", "rep"), "state"] == "holds"
    late = plans.errors(plans.nodes(plans.sales()))
    late = late[late["origin"] >= "2024-03"]  # nineteen month ends: too few to test
    short = judged_plan(forecast_errors=late)
    assert (short.chances["state"] == "unproven").all()
    assert short.chances["probability"].isna().all() and (short.chances["band"] != "").all()


def test_a_year_is_shown_only_where_quarters_held(usual) -> None:
    found = usual.frames["verdicts"].set_index(["kind", "dimension"])
    years, quarters = found.loc["year"]["state"], found.loc["quarter"]["state"]
    rows = usual.chances.drop_duplicates("dimension").set_index("dimension")["state"]
    for dimension in years.index:
        both = years[dimension] == "holds" and quarters[dimension] == "holds"
        assert (rows[dimension] == "shown") == both
    assert found.loc[("year", "rep"), "n_independent"] < 2


def test_months_that_are_over_count_as_they_came() -> None:
    sold = plans.sales()
    known = plans.artefacts(sold)
    month = Month(2026, 6)
    forecast = known["forecast"].query("month > '2026-06'")
    judged = judged_plan(sold, month=month, **known | {"forecast": forecast})
    whole = of_year(judged, "total").loc["total"]
    assert whole["so_far"] == pytest.approx(whole["target"] / 2)
    assert whole["low"] > whole["so_far"]
    assert whole["expected"] == pytest.approx(whole["so_far"] + whole["target"] / 2)


def test_a_plan_that_is_over_has_nothing_to_test() -> None:
    judged = judged_plan(month=Month(2026, 12))
    rows = judged.frames["attainability"]
    assert (rows["state"] == "over").all() and judged.chances.empty
    assert (rows["expected"] == rows["target"]).all() and (rows["target"] > 0).all()


def test_without_targets_forecast_or_errors_there_are_frames_without_chances() -> None:
    sold = plans.sales()
    known = plans.artefacts(sold)
    empty = {name: frame.iloc[:0] for name, frame in known.items()}
    assert judged_plan(sold, **empty).frames["attainability"].empty
    blind = judged_plan(sold, forecast=empty["forecast"], forecast_errors=empty["forecast_errors"])
    assert (blind.chances["state"] == "not_expected").all()
    assert (blind.chances["band"] == "not_judged").all()
    first = judged_plan(sold, forecast_errors=empty["forecast_errors"])
    assert (first.chances["state"] == "no_range").all() and first.frames["verdicts"].empty


@pytest.mark.parametrize(("n_months", "state"), [(5, "no_range"), (6, "unproven")])
def test_a_range_takes_six_earlier_forecasts_of_as_many_months_here_as_for_the_total(
    n_months: int, state: str
) -> None:
    sold = plans.sales()
    off = plans.artefacts(sold)["forecast_errors"]
    ended = off.loc[off["step"] == 12, "origin"].drop_duplicates().sort_values()
    few = off[off["origin"].isin(ended.tail(n_months))]
    judged = judged_plan(sold, forecast_errors=few)
    whole = of_year(judged, "total").loc["total"]
    assert whole["state"] == state and np.isfinite(whole["low"]) == (state != "no_range")
    assert (year_total(judged.plan).cells is None) == (state == "no_range")
    assert np.isfinite(whole["expected"])


def test_one_customer_one_rep_and_negative_months() -> None:
    sold = plans.sales(1)
    sold.loc[::7, "net_amount"] *= -1
    known = plans.artefacts(sold)
    only = known["forecast"]["dimension"].isin(["total", "product_group"])
    off = known["forecast_errors"]
    judged = judged_plan(
        sold,
        forecast=known["forecast"][only],
        forecast_errors=off[off["dimension"].isin(["total", "product_group"])],
    )
    assert judged.main == "product_group"
    assert of_year(judged, "total").loc["total", "band"] != "not_judged"
    assert of_year(judged, "rep").loc["R0", "state"] == "not_expected"
    alone = known["forecast"]["dimension"] == "total"
    total = judged_plan(
        sold, forecast=known["forecast"][alone], forecast_errors=off[off.dimension == "total"]
    )
    assert total.main == "total" and np.isfinite(of_year(total, "total").loc["total", "chance"])


def test_a_node_without_a_target_is_not_called_easy(usual) -> None:
    sold = plans.sales()
    known = plans.artefacts(sold)
    targets = known["targets"][known["targets"]["rep_id"] != "R0"]
    row = of_year(judged_plan(sold, targets=targets), "rep")
    assert "R0" not in row.index or row.loc["R0", "state"] == "not_asked"
    assert row.drop("R0", errors="ignore")["chance"].notna().all()


def test_errors_of_a_year_beyond_what_is_known_grow_no_less_than_they_did(usual) -> None:
    near = judged_plan(month=Month(2025, 12))  # the same plan, its year beginning next month
    assert near.chances.empty or near.plan.steps("2026-01", "2026-12")[0] >= 1
    assert usual.plan.steps("2026-01", "2026-12") == (3, 14)
