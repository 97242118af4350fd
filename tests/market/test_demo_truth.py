"""What was planted in the demo company is what 03_market and 03b_rivals find there."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesnb.demo import Truth
from salesnb.demo.base import names
from salesnb.demo.customers import masters
from salesnb.demo.facts import market
from salesnb.market.price_steps import find_steps
from salesnb.market.prices import comparable, price_panels
from salesnb.months import Month
from salesnb.pages import frames_of
from salesnb.sales.position import headlines, monthly
from tests.market.facts import price_facts, rivals_of, situation_of

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"
MONTH = Month(2026, 10)
Z95 = 1.96


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return tomllib.loads((DEMO / "truth.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def company(closed_demo: Path) -> Path:
    return closed_demo


def opened(company: Path, book: str) -> Any:
    from salesnb.workbook import open_workbook

    return open_workbook(book, company=str(company), month=str(MONTH), lang="en")


@pytest.fixture(scope="module")
def sections(company: Path) -> dict[str, pd.DataFrame]:
    book = opened(company, "03_market")
    return situation_of(book.frames(), month=MONTH, calendar=book.calendar)


@pytest.fixture(scope="module")
def seen(company: Path) -> dict[str, pd.DataFrame]:
    return rivals_of(opened(company, "03b_rivals").frames(), month=MONTH)


def true_sizes(truth: dict[str, Any], years: float) -> pd.Series:
    """Return the true market of twelve months per region, `years` after the first year."""
    outside, weights = truth["market"], {row[0]: row[7] for row in names.REGIONS if row[4] == 2}
    size = outside["amount_per_potential"] * (1 + outside["growth"]) ** years
    return pd.Series(weights, dtype=float) * size * sum(masters.SEGMENT_WEIGHTS.values())


def test_every_frame_meets_its_contract(company: Path, sections: Any, seen: Any) -> None:
    for id, frames in (("03_market", sections), ("03b_rivals", seen)):
        book = opened(company, id)
        declared = set(frames_of(book.entry.page))
        assert set(dir(book.results(frames))) == declared >= {*book.entry.writes}


def test_the_share_path_lies_within_its_range_in_every_month(sections: Any, truth: Any) -> None:
    path = sections["path"]
    first = Month.parse(path["month"].iloc[0])
    for row in path.to_dict("records"):
        years = (Month.parse(row["month"]).ordinal - Month(2020, 12).ordinal) / 12
        true = row["sales"] / true_sizes(truth, years).sum()
        assert row["share_low"] <= true <= row["share_high"], row["month"]
    assert first <= Month(2021, 12)


def test_the_market_s_growth_is_recovered(sections: Any, truth: Any) -> None:
    grown = sections["size"].query("dimension == 'total'")["yearly_growth"].item()
    assert grown == pytest.approx(truth["market"]["growth"], abs=0.005)
    row = sections["outlook"].query("measure == 'market'").iloc[0]
    ahead = row["expected"] / row["now"] - 1
    assert ahead == pytest.approx(truth["market"]["growth"], abs=0.01)


def test_potential_lies_within_its_range_by_region_and_cell(sections: Any, truth: Any) -> None:
    years = (MONTH.ordinal - Month(2020, 12).ordinal) / 12
    by_region = true_sizes(truth, years)
    cells = sections["market_potential"]
    weight = pd.Series(masters.SEGMENT_WEIGHTS) / sum(masters.SEGMENT_WEIGHTS.values())
    share = cells["segment"].map(weight) / len(market.GROUPS)
    true = cells["region_id"].map(by_region) * share
    inside = ((cells["low"] <= true) & (true <= cells["high"])).mean()
    assert inside >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / len(cells))
    sums = cells.groupby("region_id")[["low", "high"]].sum()
    true_sums = by_region.reindex(sums.index)
    assert ((sums["low"] <= true_sums) & (true_sums <= sums["high"])).all()


def test_the_sources_differ_as_they_were_made_to(sections: Any, truth: Any) -> None:
    over = sections["sources"].set_index("source").loc["survey", "over_least"]
    assert over == pytest.approx(truth["market"]["survey_bias"] - 1, abs=0.02)


def test_totals_are_those_of_the_sales_page(company: Path, sections: Any) -> None:
    cube = opened(company, "02_sales").frame("sales_cube")
    empty = pd.DataFrame({"month": [], "net_amount": [], "amount": []})
    figures = headlines(monthly(cube, empty, empty, month=MONTH), month=MONTH)
    page = figures.query("measure == 'sales' and span == 'twelve_months'").iloc[0]
    row = sections["split"].query("span == 'latest' and dimension == 'total'").iloc[0]
    for here, there in (("now", "value"), ("before", "before"), ("change", "change")):
        assert round(row[here] * 100) == round(page[there] * 100)
    parts = row[["before", "market", "share", "outside"]].sum()
    assert round(parts * 100) == round(row["now"] * 100)


def test_the_price_cut_is_the_only_step_and_has_its_size(seen: Any, truth: Any) -> None:
    (story,) = truth["stories"]["rival_cuts"]
    (step,) = seen["price_changes"].to_dict("records")
    assert (step["competitor_id"], step["product_group"]) == (
        story["competitor_id"],
        story["product_group"],
    )
    late = Month.parse(step["month"]).ordinal - Month.parse(story["start"]).ordinal
    assert abs(late) <= 1
    assert step["earliest"] <= story["start"] <= step["latest"]
    noise = truth["market"]["rival_price_noise"] * np.sqrt(
        1 / step["n_before"] + 1 / step["n_after"]
    )
    assert np.log1p(step["size"]) == pytest.approx(np.log1p(story["price_change"]), abs=2.5 * noise)


def test_other_rivals_stand_where_they_were_put(seen: Any, truth: Any) -> None:
    (story,) = truth["stories"]["rival_cuts"]
    rows = seen["prices"].query("dimension == 'product_group'")
    cut = (rows["competitor_id"] == story["competitor_id"]) & (
        rows["node"] == story["product_group"]
    )
    kept = rows[~cut]
    inside = (kept["low"] <= 0.93) & (kept["high"] >= 0.93)
    assert len(kept) == 31 and inside.sum() >= 26  # at 95 %: fewer has a chance of 1 in 250
    assert (kept["basis"] == "product").all()


@pytest.mark.long
def test_price_levels_hold_the_planted_one_as_often_as_their_ranges_say() -> None:
    inside = []
    for seed in range(16):
        truth = replace(Truth(), seed=seed)
        rows, _ = comparable(price_facts(truth), month=MONTH, currency="CNY")
        levels = price_panels(rows, find_steps(rows)[1], {}, month=MONTH)
        levels = levels[levels["dimension"] == "product_group"].dropna(subset="low")
        steady = levels[levels["competitor_id"] != truth.stories.rival_cuts[0].competitor_id]
        inside += ((steady["low"] <= 0.93) & (steady["high"] >= 0.93)).tolist()
    assert len(inside) > 350
    assert 0.92 <= np.mean(inside) <= 0.98


@pytest.mark.long
def test_the_cut_is_found_in_its_month_in_most_companies() -> None:
    off = []
    for seed in range(12):
        truth = replace(Truth(), seed=seed)
        rows, _ = comparable(price_facts(truth), month=MONTH, currency="CNY")
        steps, _ = find_steps(rows)
        (story,) = truth.stories.rival_cuts
        own = steps[
            (steps["competitor_id"] == story.competitor_id)
            & (steps["product_group"] == story.product_group)
        ]
        cut = Month.parse(story.start).ordinal
        off.append(min((abs(Month.parse(m).ordinal - cut) for m in own["month"]), default=99))
    assert max(off) < 99  # always found
    assert np.mean(np.array(off) == 0) >= 0.6
    assert np.mean(np.array(off) <= 1) >= 0.9
