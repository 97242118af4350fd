"""Size, share, effects and white space on frames small enough to check by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.months import Month
from tests.market.facts import facts, months, sales, situation_of, year

FIRST = Month(2024, 1)


def computed(*args, **more) -> dict[str, pd.DataFrame]:
    return situation_of(facts(*args, **more))


def test_share_is_sales_over_the_market_of_the_same_months() -> None:
    got = computed([year(2400, of=2025), year(2520, of=2026)], sales(21.0, first=FIRST))
    total = got["size"].query("dimension == 'total'").iloc[0]
    assert total["market"] == pytest.approx(2520)
    assert total["sales"] == 252 and total["share"] == pytest.approx(0.1)
    assert total["points"] == pytest.approx(252 / 2520 - 252 / 2400)
    assert total["growth"] == pytest.approx(0.05)
    assert total["share_low"] < total["share"] < total["share_high"]


def test_market_and_share_effect_are_those_worked_out_by_hand() -> None:
    cube = pd.concat(
        [sales(10.0, first=Month(2025, 1), last=Month(2025, 12)), sales(15.0, first=Month(2026, 1))]
    )
    got = computed([year(1200, of=2025), year(1320, of=2026)], cube)
    row = got["split"].query("span == 'latest' and dimension == 'total'").iloc[0]
    assert (row["before"], row["now"], row["change"]) == (120, 180, 60)
    assert row["market"] == 12  # 120 x 10 %
    assert row["share"] == 48
    assert row["outside"] == 0


def test_parts_close_and_nodes_add_up_to_the_cent() -> None:
    rng = np.random.default_rng(1)
    sizes = [
        year(rng.uniform(500, 900), of=y, region=r, group=g)
        for y in (2024, 2025, 2026)
        for r in "NS"
        for g in ("Pumps", "Seals")
    ]
    cube = pd.concat(
        [
            sales(
                rng.uniform(5, 40),
                first=Month(2025, 1),
                region=r,
                product=p,
                customer=c,
                growth=0.013,
            )
            for r in ("N", "NX", "S")
            for p in ("P1", "P2")
            for c in ("C1", "C2")
        ]
    )
    frame = computed(sizes, cube)["split"].copy()
    parts = ["before", "market", "share", "outside", "now"]
    whole = (frame[parts] * 100).round().astype(int)
    assert (whole[parts[:-1]].sum(axis=1) == whole["now"]).all()
    latest = whole[frame["span"] == "latest"].groupby(frame["dimension"]).sum()
    assert (latest == latest.loc["total"]).all().all()
    assert latest.loc["total", "outside"] != 0  # the segment Water is not measured


def test_sales_of_a_part_of_a_measured_region_count_there() -> None:
    got = computed([year(1000, of=2026)], sales(10.0, first=FIRST, region="NX"))
    assert got["coverage"]["inside"].item() == 120
    assert got["size"].query("node == 'N'")["sales"].item() == 120


def test_what_no_source_measures_stands_apart() -> None:
    cube = pd.concat([sales(10.0, first=FIRST), sales(5.0, first=FIRST, customer="C2", region="S")])
    got = computed([year(1000, of=2026)], cube)
    assert got["coverage"]["outside"].item() == 60
    assert got["coverage"]["outside_share"].item() == pytest.approx(1 / 3)
    assert got["size"].query("dimension == 'total'")["sales"].item() == 120


def test_two_sources_stand_side_by_side_and_the_narrower_weighs_more() -> None:
    rows = [
        year(a, of=y, source=s, width=w)
        for y in (2025, 2026)
        for s, a, w in (("association", 1000, 0.1), ("survey", 1200, 0.3))
    ]
    got = computed(rows, sales(10.0, first=FIRST))
    table = got["sources"].set_index("source")
    assert table.loc["association", "weight"] > table.loc["survey", "weight"] > 0
    assert table.loc["survey", "over_least"] == pytest.approx(0.2)
    total = got["size"].query("dimension == 'total'").iloc[0]
    assert 1000 < total["market"] < 1100
    assert (total["high"] - total["low"]) / total["market"] > 0.2  # wider than the better source


def test_a_source_that_ends_earlier_does_not_shift_the_level() -> None:
    rows = [year(1000 * 1.05**i, of=2023 + i, source="association") for i in range(4)]
    rows += [year(1300 * 1.05**i, of=2023 + i, source="survey") for i in range(3)]
    got = computed(rows, sales(10.0, first=FIRST))
    total = got["size"].query("dimension == 'total'").iloc[0]
    assert total["growth"] == pytest.approx(0.05, abs=0.002)


def test_sources_in_two_currencies_are_not_averaged() -> None:
    rows = [
        year(7000, of=2026, source="association"),
        year(1000, of=2026, source="foreign report", width=0.3),
    ]
    got = computed(rows, sales(10.0, first=FIRST))
    assert got["size"].query("dimension == 'total'")["market"].item() == pytest.approx(7000)
    assert got["basis"]["n_used"].item() == 1
    assert got["sources"].set_index("source")["is_comparable"].to_dict() == {
        "association": True,
        "foreign report": False,
    }


def test_a_stated_foreign_currency_is_set_aside_and_counted() -> None:
    rows = [year(7000, of=2026), year(900, of=2026, source="foreign report", currency="USD")]
    got = computed(rows, sales(10.0, first=FIRST))
    assert got["set_aside"][["reason", "n_rows"]].values.tolist() == [["currency", 1.0]]
    assert got["basis"]["n_sources"].item() == 1
    assert got["basis"]["n_aside"].item() == 1


def test_a_market_smaller_than_our_sales_is_an_alarm_not_a_share() -> None:
    got = computed([year(100, of=2026)], sales(20.0, first=FIRST))
    total = got["size"].query("dimension == 'total'").iloc[0]
    assert total["is_beyond"] and total["share"] == pytest.approx(2.4)
    white = got["market_potential"].iloc[0]
    assert white["white_space"] == 0 and white["excess"] == pytest.approx(140)
    assert got["white_nodes"].query("dimension == 'total'")["beyond_share"].item() == 1


def test_a_sum_over_regions_is_not_counted_twice() -> None:
    rows = [year(1000, of=2026), year(400, of=2026, region="NX"), year(50, of=2026, region="S")]
    got = computed(rows, sales(10.0, first=FIRST))
    assert got["size"].query("dimension == 'total'")["market"].item() == pytest.approx(450)
    assert got["set_aside"]["reason"].tolist() == ["roll_up"]


def test_sizes_whose_words_we_do_not_use_are_looked_at_together() -> None:
    rows = [
        year(600, of=2026, segment="Retail", group="all"),
        year(400, of=2026, segment="Trade", group="all"),
    ]
    got = computed(rows, sales(10.0, first=FIRST))
    assert got["size"].query("dimension == 'total'")["share"].item() == pytest.approx(0.12)
    assert got["basis"]["collapsed"].item() == "segment, product_group"


def test_without_market_sizes_only_our_sales_are_known() -> None:
    got = computed([], sales(10.0, first=FIRST))
    assert all(got[name].empty for name in ("size", "sources", "split", "path", "white_nodes"))
    assert got["outlook"]["measure"].tolist() == []
    assert got["coverage"]["sales"].item() == 120
    assert got["market_potential"]["rests_on"].tolist() == ["none"]


def test_without_market_sizes_white_space_rests_on_the_customers() -> None:
    customers = facts([])["customers"].assign(purchase_potential=[300.0, 50.0])
    got = computed([], sales(10.0, first=FIRST), customers=customers)
    rows = got["market_potential"].set_index("region_id")
    assert rows.loc["N", "white_space"] == 180 and rows.loc["S", "white_space"] == 50
    assert set(rows["rests_on"]) == {"customers"}
    assert set(got["white_nodes"]["dimension"]) == {"total", "segment", "region", "product_group"}


def test_without_sales_the_market_half_still_stands() -> None:
    got = computed([year(1000 * 1.04**i, of=2021 + i) for i in range(6)])
    total = got["size"].query("dimension == 'total'").iloc[0]
    assert total["yearly_growth"] == pytest.approx(0.04) and np.isnan(total["share"])
    assert got["outlook"]["measure"].tolist() == ["market"]


def test_one_observation_gives_a_size_and_no_growth() -> None:
    got = computed([year(1000, of=2026, width=None)], sales(10.0, first=FIRST))
    total = got["size"].query("dimension == 'total'").iloc[0]
    assert np.isnan(total["growth"]) and total["confidence"] == "low"
    row = got["outlook"].query("measure == 'market'").iloc[0]
    assert row["rung"] == "guess" and row["high"] / row["low"] > 1.4


def test_yearly_sizes_are_too_few_for_a_turn() -> None:
    got = computed([year(1000, of=y) for y in range(2021, 2027)], sales(10.0, first=Month(2021, 1)))
    looked = got["looked_at"].set_index("measure")
    assert looked.loc["market", "rung"] == "yearly" and not looked.loc["market", "is_long_enough"]
    assert looked.loc["share", "rung"] == "interpolated" and looked.loc["share", "is_long_enough"]


def test_the_market_beyond_its_last_year_is_carried_on_and_wider() -> None:
    rows = [year(1000 * 1.05 ** (y - 2021), of=y) for y in range(2021, 2026)]
    got = computed(rows, sales(10.0, first=Month(2023, 1)))
    path = got["path"].set_index("month")
    assert path.loc["2026-12", "market"] == pytest.approx(1000 * 1.05**5, abs=0.01)
    assert not path.loc["2026-12", "is_measured"] and path.loc["2025-12", "is_measured"]
    assert got["basis"]["months_beyond"].item() == 12


def test_a_bend_of_a_monthly_market_is_dated() -> None:
    rng = np.random.default_rng(5)
    first = Month(2021, 1)
    rows = months(100.0, first=first, n=72)
    path = np.concatenate([0.004 * np.arange(40), 0.16 - 0.012 * np.arange(1, 33)])
    rows = [
        (*r[:7], r[7] * np.exp(path[i] + rng.normal(0, 0.01)), *r[8:]) for i, r in enumerate(rows)
    ]
    got = computed(rows, sales(1.0, first=first))
    turn = got["turns"].query("measure == 'market'").iloc[0]
    assert turn["earliest"] <= str(first + 40) <= turn["latest"]
    assert turn["growth_before"] > 0 > turn["growth_after"]
    assert got["outlook"].query("measure == 'market'")["rung"].item() == "back_tested"


def test_brand_and_category_development_are_per_unit_of_potential() -> None:
    rows = [year(900, of=2026), year(300, of=2026, region="S")]
    cube = pd.concat([sales(1.0, first=FIRST), sales(3.0, first=FIRST, region="S")])
    frame = computed(rows, cube)["strength"].set_index("node")
    assert frame.loc["N", "cdi"] == pytest.approx((900 / 2) / (1200 / 3))
    assert frame.loc["S", "bdi"] == pytest.approx(3 / (4 / 3))
    assert frame.loc["N", "reading"] == "open" and frame.loc["S", "reading"] == "niche"


def test_white_space_is_never_netted_between_cells() -> None:
    rows = [year(600, of=2026), year(60, of=2026, region="S")]
    cube = pd.concat([sales(10.0, first=FIRST), sales(10.0, first=FIRST, region="S")])
    got = computed(rows, cube)
    nodes = got["white_nodes"].query("dimension == 'total'").iloc[0]
    assert nodes["white_space"] == pytest.approx(480) and nodes["excess"] == pytest.approx(60)
    cells = got["market_potential"].copy()
    assert cells["potential"].sum() - cells["sales"].sum() == pytest.approx(480 - 60)
    assert got["openings"]["region_id"].tolist() == ["N"]


def test_ten_months_of_sales_are_called_short_and_split_nothing() -> None:
    rows = [year(1000 * 1.04**i, of=2021 + i) for i in range(6)]
    got = computed(rows, sales(10.0, first=Month(2026, 3), growth=0.01))
    assert got["split"].empty
    assert got["outlook"].query("measure == 'sales'")["rung"].item() == "from_growth"
    assert got["looked_at"].query("measure == 'share'")["rung"].item() == "none"
    assert got["size"]["share"].isna().all()
