"""Sales ahead: coherent, never below zero, with the calendar known; silent where they must be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.calendars import build, festival_exposure
from salesnb.methods.calendar_rule import CalendarRule
from salesnb.months import Month
from salesnb.sales.landing import landing
from salesnb.targets.ahead import nodes
from salesnb.targets.ahead.landing import every_month, show_landing
from salesnb.targets.ahead.outlook import look_ahead
from salesnb.targets.ahead.products import by_product, successors
from salesnb.targets.ahead.reach import months_to_plan
from salesnb.targets.ahead.track import judge_past
from salesnb.targets.ahead.weeks import by_week
from salesnb.targets.chance.past import past_errors
from tests.methods.planted import FESTIVAL, SEASON
from tests.sales.test_variances import targets

MONTH = Month(2026, 6)
CALENDAR = build(first_year=2020, last_year=2028)
PARTS = ("R1 G1 A P1", "R1 G2 A P2", "R2 G1 B P1", "R2 G2 B P3")


def facts(n: int = 48, *, stopped: int = 0) -> dict[str, pd.DataFrame]:
    """Return the cubes of two regions, groups and reps: seasons and a moving festival, no noise."""
    months = (MONTH - (n - 1)).until(MONTH - stopped)
    rows = []
    for i, part in enumerate(PARTS):
        region, group, rep, product = part.split()
        for m in months:
            exposure = np.array(list(festival_exposure(m).values()))
            size = 1000 * (i + 1) * np.exp(SEASON[m.number - 1] + exposure @ FESTIVAL)
            rows.append((str(m), region, group, rep, product, f"C{i}", "S1", round(size, 2)))
    columns = "month region_id product_group rep_id product_id customer_id sales_method_id"
    cube = pd.DataFrame(rows, columns=[*columns.split(), "net_amount"])
    days = [(pd.Timestamp(d), 100.0) for m in months for d in pd.date_range(m.first, m.last)]
    customers = pd.DataFrame(
        {"customer_id": ["C0", "C1", "C2", "C3"], "segment": ["X", "X", "", "Y"]}
    )
    return {
        "sales_cube": cube,
        "order_cube": cube.iloc[:0],
        "sales_days": pd.DataFrame(days, columns=["day", "net_amount"]),
        "customers": customers,
        "regions": pd.DataFrame({"region_id": ["R1", "R2"], "parent_id": ["", ""]}),
        "products": pd.DataFrame(
            {"product_id": ["P1", "P2", "P3"], "substitute_of": ["", "", "P2"]}
        ),
    }


@pytest.fixture(scope="module")
def known():
    return look_ahead(facts(), month=MONTH, calendar=CALENDAR)


def test_each_dimension_adds_up_to_the_total_in_every_month(known) -> None:
    sales = known.measures["sales"]
    dimension = sales.series.nodes["dimension"]
    total = sales.expected[(dimension == "total").to_numpy()][0]
    assert set(dimension) == {"total", "region", "product_group", "rep", "segment"}
    for one in set(dimension):
        assert sales.expected[(dimension == one).to_numpy()].sum(axis=0) == pytest.approx(total)
    assert sales.cells.sum(axis=0) == pytest.approx(total) and (sales.cells >= 0).all()


def test_a_moving_festival_and_the_season_are_met(known) -> None:
    frames = show_landing(known)
    months = frames["months"].set_index("month")["expected"].dropna()
    whole = 10_000
    for month, expected in months.items():
        one = Month.parse(str(month))
        moved = np.array(list(festival_exposure(one).values())) @ FESTIVAL
        assert expected == pytest.approx(whole * np.exp(SEASON[one.number - 1] + moved), rel=0.06)


def test_the_year_is_what_came_in_and_what_is_expected(known) -> None:
    landing = show_landing(known)["landing"].set_index("span")
    year = landing.loc["year"]
    assert (year["first"], year["last"], year["n_ahead"]) == ("2026-01", "2026-12", 6)
    assert year["expected"] == pytest.approx(year["so_far"] + year["ahead"])
    assert year["low"] <= year["expected"] <= year["high"]
    ahead = landing.loc["ahead"]
    assert (ahead["first"], ahead["last"]) == ("2026-07", "2027-06")
    assert abs(ahead["growth"]) < 0.03 and ahead["rung"] == "full"


def test_the_forecast_has_rising_quantiles_of_every_node_and_month(known) -> None:
    forecast = show_landing(known)["forecast"]
    by_cell = forecast.groupby(["dimension", "node", "month"])["amount"]
    assert (by_cell.diff().dropna() >= 0).all() and (by_cell.size() == 7).all()
    assert by_cell.ngroups == known.measures["sales"].series.n_nodes * 12
    assert not forecast.isna().any().any()


def test_the_past_is_judged_and_better_than_last_year(known) -> None:
    accuracy = judge_past(known)["accuracy"]
    row = accuracy[(accuracy["level"] == "total") & (accuracy["step"] == 12)].iloc[0]
    assert row["wape"] < row["last_year_wape"] and row["error_saved"] > 0.1
    assert 0 <= row["coverage"] <= 1 and row["n_origins"] == 24


def test_weeks_add_up_to_their_months(known) -> None:
    days = facts()["sales_days"]
    weeks = by_week(known, days)["weeks"]
    assert len(weeks) == 13 and weeks["first_day"].iloc[0] == "2026-07-01"
    months = show_landing(known)["months"].set_index("month")["expected"]
    whole = weeks[weeks["last_day"] < "2026-08-01"]["expected"].sum()
    worked = weeks[weeks["last_day"] < "2026-08-01"]["working_days"].sum()
    assert whole == pytest.approx(
        months["2026-07"] * worked / CALENDAR.working_days(Month(2026, 7))
    )
    assert (weeks["low"] <= weeks["expected"]).all() and (weeks["expected"] <= weeks["high"]).all()


def test_a_product_that_replaces_another_carries_on_its_sales(known) -> None:
    products = by_product(known, facts())["products"].set_index("product_id")
    assert products.loc["P3", "replaces"] == "P2" and "P2" not in products.index
    assert products.loc["P3", "before"] == pytest.approx(
        facts()["sales_cube"].query("product_id in ['P2', 'P3']")["net_amount"].tail(12).sum()
        * 1.5,
        rel=0.01,
    )
    total = known.measures["sales"].expected[0].sum()
    assert products["expected"].sum() == pytest.approx(total)
    chain = pd.DataFrame({"product_id": ["A", "B", "C"], "substitute_of": ["", "A", "B"]})
    assert successors(chain) == {"A": "C", "B": "C"}


def test_a_month_that_is_not_whole_is_forecast_too() -> None:
    cut = facts(30)
    cut["sales_days"] = cut["sales_days"][cut["sales_days"]["day"] <= pd.Timestamp("2026-06-08")]
    outlook = look_ahead(cut, month=MONTH, calendar=CALENDAR, horizon=3)
    sales = outlook.measures["sales"]
    assert outlook.whole[-1] == "2026-05" and sales.n_behind == 1
    assert sales.ahead == ["2026-06", "2026-07", "2026-08", "2026-09"]
    landing = show_landing(outlook)["landing"].set_index("span")
    assert landing.loc["ahead", "expected"] == pytest.approx(sales.expected[0, 1:].sum())


@pytest.mark.parametrize(("n", "stopped", "state"), [(2, 0, "short"), (30, 5, "stopped")])
def test_nothing_is_expected_where_nothing_can_be(n: int, stopped: int, state: str) -> None:
    outlook = look_ahead(facts(n, stopped=stopped), month=MONTH, calendar=CALENDAR)
    frames = show_landing(outlook) | judge_past(outlook) | by_week(outlook, facts()["sales_days"])
    frames |= by_product(outlook, facts())
    assert frames["basis"]["state"].tolist() == [state]
    assert all(frame.empty for name, frame in frames.items() if name != "basis")


def test_few_months_say_what_they_rest_on() -> None:
    outlook = look_ahead(facts(8), month=MONTH, calendar=CALENDAR)
    frames = show_landing(outlook)
    row = frames["landing"].iloc[0]
    assert row["rung"] == "short" and row["n_months"] == 8 and np.isnan(row["growth"])
    products = by_product(outlook, facts(8))["products"]
    assert products[["before", "growth", "change"]].isna().all(axis=None)
    assert frames["forecast"]["amount"].ge(0).all() and judge_past(outlook)["accuracy"].empty


def test_too_many_cells_leave_the_last_dimensions_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "MOST_CELLS", 2)
    series = nodes.gather(facts(24), "sales_cube", [str(m) for m in (MONTH - 23).until(MONTH)])
    assert "region" in set(series.nodes["dimension"])
    assert "product_group" in series.uncut
    assert series.values[0] == pytest.approx(series.values[series.n_nodes :].sum(axis=0))


@pytest.mark.parametrize("horizon", [3, 24])
def test_any_horizon_has_its_range(horizon: int) -> None:
    outlook = look_ahead(facts(30), month=MONTH, calendar=CALENDAR, horizon=horizon)
    frames = show_landing(outlook)
    row = frames["landing"].set_index("span").loc["ahead"]
    assert row["n_ahead"] == horizon == frames["months"]["expected"].notna().sum()
    assert 0 <= row["low"] < row["expected"] < row["high"]
    assert by_product(outlook, facts(30))["products"]["expected"].sum() == pytest.approx(
        row["expected"]
    )
    assert len(by_week(outlook, facts(30)["sales_days"])["weeks"]) == 13


@pytest.mark.parametrize(
    ("year", "start", "n"), [(2027, 1, 18), (None, 1, 6), (2027, 7, 24), (2026, 4, 9), (2025, 1, 4)]
)
def test_the_forecast_reaches_to_the_end_of_the_year_planned(
    year: int | None, start: int, n: int
) -> None:
    stated = pd.DataFrame({"year": [] if year is None else [year]})
    assert months_to_plan(stated, month=MONTH, year_start=start) == n


def test_what_is_forecast_beyond_the_page_leaves_the_page_as_it_is(known) -> None:
    far = look_ahead(facts(), month=MONTH, calendar=CALENDAR, reach=18)
    one, other = show_landing(known), show_landing(far)
    for name in ("landing", "months", "nodes"):
        pd.testing.assert_frame_equal(one[name], other[name])
    pd.testing.assert_frame_equal(
        by_product(known, facts())["products"], by_product(far, facts())["products"]
    )
    keys = ["measure", "dimension", "node", "month", "quantile"]
    both = one["forecast"].merge(other["forecast"], on=keys, how="left", suffixes=("", "_far"))
    assert both["amount_far"].to_numpy() == pytest.approx(both["amount"].to_numpy())
    assert other["forecast"]["month"].max() == "2027-12" == every_month(far)["month"].max()
    by_cell = other["forecast"].groupby(["dimension", "node", "month"])["amount"]
    assert (by_cell.size() == 7).all() and (by_cell.diff().dropna() >= 0).all()


def test_what_came_of_earlier_forecasts_is_kept_row_by_row(known) -> None:
    frames, sales = judge_past(known), known.measures["sales"]
    rows = frames["forecast_errors"]
    assert not rows.isna().any(axis=None) and set(rows["dimension"]) >= {"total", "region", "rep"}
    past = past_errors(rows, dimension="total", last=1)
    assert past.origins[-1] == str(MONTH - 1) and len(past.origins) == len(sales.past.origins)
    assert len(sales.past.origins) > len(sales.tested.origins) == 24
    came = sales.values[0, -1]
    assert past.actual[-1, 0] == pytest.approx(came, abs=0.01)
    late = np.s_[-24:]
    off = np.abs(past.actual - past.forecast)[late].sum() / past.actual[late].sum()
    judged = frames["accuracy"].query("level == 'total' and step == 1")["wape"].item()
    assert off == pytest.approx(judged, rel=1e-4)


def test_what_stopped_selling_stays_in_the_past_of_the_nodes_above_it() -> None:
    stopped = facts(48)
    cube = stopped["sales_cube"]
    is_gone = (cube["region_id"] == "R2") & (cube["product_group"] == "G1")
    late = cube["month"] > str(MONTH - 14)
    stopped["sales_cube"] = cube[~(is_gone & late)].reset_index(drop=True)
    outlook = look_ahead(stopped, month=MONTH, calendar=CALENDAR)
    series = outlook.measures["sales"].series
    sold = stopped["sales_cube"].groupby("month")["net_amount"].sum()
    assert series.values[0] == pytest.approx(sold.to_numpy())
    for dimension, column in (("region", "region_id"), ("rep", "rep_id")):
        own = (series.nodes["dimension"] == dimension).to_numpy()
        assert series.values[: series.n_nodes][own].sum(axis=0) == pytest.approx(sold.to_numpy())
        names = series.nodes.loc[own, "node"].tolist()
        assert names == sorted(stopped["sales_cube"][column].unique())
    assert "R2 G1" not in set(series.cells["region"] + " " + series.cells["product_group"])
    year = show_landing(outlook)["landing"].set_index("span").loc["year"]
    assert year["before"] == pytest.approx(sold[sold.index.str.startswith("2025")].sum())


def test_the_year_lands_where_the_page_on_sales_says_it_does(known) -> None:
    sold = facts()["sales_cube"].groupby("month")["net_amount"].sum()
    by_month = pd.DataFrame({"month": sold.index, "sales": sold.to_numpy()})
    how = {"month": MONTH, "calendar": CALENDAR, "whole": known.whole, "is_partial": False}
    there = landing(by_month, targets(), **how).iloc[0]
    here = show_landing(known)["landing"].set_index("span").loc["year"]
    for column in ("so_far", "ahead", "expected", "before"):
        assert here[column] == pytest.approx(there[column]), column
    assert there["low"] <= here["low"] <= here["high"] <= there["high"]


def test_the_forecast_of_the_total_is_its_own_and_parts_are_moved_to_it(known) -> None:
    one = known.measures["sales"]
    alone = CalendarRule(one.series.months, one.values[0], CALENDAR)(one.values[:1], 12)
    assert one.expected[:1] == pytest.approx(alone)
