"""Three ways to a total: the market at today's share, the forecast, what reps commit to."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.months import Month
from salesnb.targets.plan import deciding
from salesnb.targets.plan.bottom_up import reps_way
from salesnb.targets.plan.odds import year_odds
from salesnb.targets.plan.top_down import growths, market_way, share_moves
from salesnb.targets.plan.triangle import OF_MARKET, OF_REPS, Aim, show_ways
from tests.targets.test_year_odds import MONTH, ahead, facts, year

PRODUCTS = pd.DataFrame({"product_id": ["p", "q"], "product_group": ["G", "H"]})
REGIONS = pd.DataFrame({"region_id": ["R0"], "parent_id": [""]})


def sizes(yearly: dict[int, float], *, region: str = "R0", segment: str = "S") -> pd.DataFrame:
    """Return a market by year and quarter, of one source."""
    rows = [
        (segment, region, "G", pd.Timestamp(y, 3 * q + 1, 1), y, q, amount / 4)
        for y, amount in yearly.items()
        for q in range(4)
    ]
    names = ["segment", "region_id", "product_group", "period_start", "y", "q", "size_amount"]
    table = pd.DataFrame(rows, columns=names)
    end = table["period_start"] + pd.offsets.MonthEnd(3)
    return table.assign(period_end=end, source="a", currency="").drop(columns=["y", "q"])


def potential(**changed: object) -> pd.DataFrame:
    row = {"region_id": "R0", "segment": "S", "product_group": "G", "rests_on": "market_sizes"}
    row |= {"potential": 1000.0, "low": 800.0, "high": 1300.0, "sales": 100.0}
    outside = row | {"region_id": "R9", "rests_on": "none", "potential": np.nan, "sales": 25.0}
    return pd.DataFrame([row | changed, outside]).assign(measured_until="2025-12")


def test_sales_in_the_measured_market_grow_as_their_region_and_segment_does() -> None:
    grown = pd.concat(
        [
            sizes({y: 1000 * 1.10 ** (y - 2020) for y in range(2020, 2026)}),
            sizes({y: 1000 * 1.02 ** (y - 2020) for y in range(2020, 2026)}, region="R1"),
        ]
    )
    whole, own = growths(grown)
    assert len(whole) == 5 and own.loc[("R0", "S"), "mean"] == pytest.approx(np.log(1.10))
    way = market_way(potential(), grown, pd.Series([100.0] * 24), years=1.0)
    assert way is not None
    expected = np.exp((5 * np.log(1.10) + 2 * whole.mean()) / 7)
    assert way.inside == pytest.approx(100 * expected)
    assert way.market == pytest.approx(1000 * expected) and way.share == pytest.approx(0.1)
    assert way.outside == 25 and way.low < way.inside < way.high
    assert way.market_low == pytest.approx(800 * expected)


def test_a_market_measured_once_does_not_grow_and_without_one_there_is_no_way() -> None:
    once = market_way(potential(), sizes({2025: 1000}), pd.Series([10.0] * 24), years=1.0)
    assert once is not None and once.inside == 100 and np.isnan(once.growth)
    customers = potential(rests_on="customers")
    assert market_way(customers, sizes({2025: 1000}), pd.Series([1.0] * 24), years=1.0) is None
    other = sizes({2024: 1000, 2025: 2000}).assign(currency="USD")
    abroad = market_way(potential(), other, pd.Series([10.0] * 24), years=1.0, currency="CNY")
    assert abroad is not None and np.isnan(abroad.growth)


def test_the_range_is_wide_where_our_share_moved() -> None:
    steady = pd.Series([100.0] * 60)
    moving = pd.Series(np.repeat([100.0, 160, 90, 170, 100], 12))
    assert share_moves(steady, 0.0) < 0.08 < share_moves(moving, 0.0)
    assert share_moves(pd.Series([1.0] * 5), 0.0) == pytest.approx(0.10)


def commitments(*rows: tuple[object, ...]) -> pd.DataFrame:
    names = ["rep_id", "customer_id", "product_group", "month", "committed_on", "sales_amount"]
    table = pd.DataFrame(rows, columns=names)
    table["period_start"] = pd.to_datetime(table.pop("month") + "-01")
    return table.assign(committed_on=pd.to_datetime(table["committed_on"]))


def cube() -> pd.DataFrame:
    months = [str(MONTH - i) for i in range(24)]
    rows = [(m, c, "p", r, a) for m in months for c, r, a in (("A", "r1", 30.0), ("B", "r2", 70.0))]
    return pd.DataFrame(
        rows, columns=["month", "customer_id", "product_id", "rep_id", "net_amount"]
    )


def test_the_latest_commitment_counts_and_the_rest_stands_at_the_forecast() -> None:
    said = commitments(
        ("r1", "A", "G", "2027-01", "2026-09-30", 999.0),
        ("r1", "A", "G", "2027-01", "2026-10-31", 50.0),
        ("r1", "A", "G", "2027-02", "2026-10-31", 60.0),
        ("r1", "A", "G", "2026-11", "2026-10-31", 777.0),
    )
    expected = pd.Series(dict.fromkeys(year().open, 100.0))
    way = reps_way(said, cube(), expected, year(), groups={"p": "G"})
    assert way is not None and way.committed == 110 and way.n_commitments == 2
    assert way.usual == pytest.approx(2 * 30) and way.uncovered == pytest.approx(1200 - 60)
    assert way.covered_share == pytest.approx(0.05)
    assert (way.n_customers, way.n_active, way.n_reps, way.n_selling) == (1, 2, 1, 2)
    assert way.n_months == 2 and way.newest == "2026-10-31"
    assert reps_way(said.iloc[3:], cube(), expected, year(), groups={"p": "G"}) is None
    assert reps_way(said.iloc[:0], cube(), expected, year(), groups={"p": "G"}) is None


def test_a_commitment_without_customer_or_group_is_about_all_that_the_rep_sells() -> None:
    """Quotas of reps: the whole counts, and what the same rep says of parts of it does not."""
    said = commitments(
        ("r2", "", "", "2027-01", "2026-10-31", 80.0),
        ("r2", "B", "G", "2027-01", "2026-10-31", 55.0),
        ("r1", "", "G", "2027-01", "2026-10-31", 25.0),
        ("r1", "A", "", "2027-02", "2026-10-31", 40.0),
        ("r1", "A", "G", "2027-02", "2026-10-31", 35.0),
    )
    said.loc[0, "customer_id"] = None
    expected = pd.Series(dict.fromkeys(year().open, 100.0))
    way = reps_way(said, cube(), expected, year(), groups={"p": "G"})
    assert way is not None and way.committed == 80 + 25 + 40 and way.n_commitments == 3
    assert way.usual == pytest.approx(100 + 30) and way.n_customers == 2


def targets(amount: float = 900.0, version: int = 1, month: str = "") -> pd.DataFrame:
    months = [month] if month else year().months
    table = pd.DataFrame({"period_start": pd.to_datetime([f"{m}-01" for m in months])})
    table["period_end"] = table["period_start"] + pd.offsets.MonthEnd(1)
    names = ["region_id", "customer_id", "product_id", "product_group"]
    names += ["settlement_id", "sales_method_id"]
    table = table.assign(**dict.fromkeys(names, ""), rep_id="r1", measure="sales")
    return table.assign(target_value=amount, is_rollup=False, version=version)


def everything(**changed: object) -> dict[str, pd.DataFrame]:
    market = sizes({y: 1000 * 1.05 ** (y - 2020) for y in range(2020, 2026)})
    there = facts(sales_cube=cube()) | {
        "products": PRODUCTS,
        "regions": REGIONS,
        "market_potential": potential(),
        "market_sizes": market,
        "commitments": commitments(("r1", "A", "G", "2027-01", "2026-10-31", 50.0)),
        "issued_targets": pd.concat([targets(), targets(1000.0, 2, "2027-03")]),
    }
    return there | changed


def shown(known, decided, year, **options) -> dict[str, pd.DataFrame]:
    return show_ways(known, decided, year_odds(known, year, month=year.known), **options)


def controls(amount: float = 10_000.0) -> dict[str, pd.DataFrame]:
    row = {"kind": "total", "period": "2027", "amount": amount, "measure": "sales"}
    return {"controls": pd.DataFrame([row | dict.fromkeys(deciding.NAMED, "")])}


def test_all_ways_stand_side_by_side_with_their_gap_to_the_decided_total() -> None:
    found = shown(everything(), controls(), year())
    ways = found["ways"].set_index("way")
    assert list(ways.index) == ["market", "forecast", "bottom_up", "issued", "decided"]
    assert ways.loc["forecast", "amount"] == pytest.approx(9600)
    assert ways.loc["issued", "amount"] == 11 * 900 + 1000
    assert ways["gap"].to_numpy() == pytest.approx(10_000 - ways["amount"].to_numpy())
    parts = ways["own"] + ways["at_forecast"]
    assert parts.to_numpy() == pytest.approx(ways["amount"].to_numpy())
    outside = 25 / 125 * 9600
    assert ways.loc["market", "at_forecast"] == pytest.approx(outside)
    needed = found["market_way"].iloc[0]
    assert needed["needed_share"] * needed["market"] + outside == pytest.approx(10_000)
    assert len(found["gaps"]) == 10 and found["absent"].empty


def test_the_ladder_rises_in_amount_and_falls_in_probability() -> None:
    ladder = shown(everything(), controls(), year())["ladder"]
    assert {"decided", "last_year_more", "p80", "p20"} <= set(ladder["step"])
    assert ladder["amount"].is_monotonic_increasing
    assert ladder["probability"].is_monotonic_decreasing
    assert ladder.set_index("step").loc["p35", "probability"] == 0.35


def test_without_a_decided_total_the_plan_aims_above_the_forecast() -> None:
    found = shown(everything(), {}, year(), aim=Aim(0.05))
    odds = found["odds"].iloc[0]
    assert not odds["is_decided"] and odds["total"] == pytest.approx(1.05 * 9600)
    assert list(found["ways"]["way"])[-1] == "aim"


def test_ways_without_data_are_left_out_and_the_table_that_brings_them_is_named() -> None:
    bare = {"sales_cube": cube(), "products": PRODUCTS, "regions": REGIONS}
    found = shown(bare, {}, year(), aim=Aim(0.05))
    assert found["ways"].empty and found["ladder"]["step"].tolist() == []
    named = dict(zip(found["absent"]["way"], found["absent"]["table"], strict=True))
    assert named["market"] == "market_sizes" and named["bottom_up"] == "commitments"
    assert "forecast" in named and found["odds"]["state"].item() == "no_forecast"
    assert found["market_way"].empty and list(found["market_way"]) == OF_MARKET
    assert found["reps_way"].empty and list(found["reps_way"]) == OF_REPS
    decided = shown(bare, controls(), year())
    assert decided["ways"]["way"].tolist() == ["decided"]


def test_months_that_are_over_stay_as_they_were_in_every_way() -> None:
    later = Month(2027, 6)
    sales = pd.concat([cube(), cube().assign(month=[f"2027-0{1 + i % 6}" for i in range(48)])])
    late = ahead(14).pipe(lambda rows: rows[rows["month"] > str(later)])
    known = everything(sales_cube=sales, forecast=late)
    known["commitments"] = commitments(("r1", "A", "G", "2027-09", "2027-06-30", 50.0))
    ways = shown(known, controls(), year(later))["ways"].set_index("way")
    so_far = float(sales.loc[sales["month"] >= "2027-01", "net_amount"].sum())
    assert ways.loc["forecast", "amount"] == pytest.approx(so_far + 6 * 800)
    assert ways.loc["market", "own"] > so_far and ways.loc["bottom_up", "own"] == so_far + 50


def test_a_first_month_of_sales_gives_no_way_but_no_error() -> None:
    young = everything(sales_cube=cube().head(2), forecast=ahead(0))
    young["market_potential"] = potential().iloc[:0]
    found = shown(young, controls(), year())
    assert "market" not in set(found["ways"]["way"])
    assert found["odds"]["last_year"].isna().all()
