"""Real markets through the normal company folder: gate, snapshot, workbook, sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesnb.contracts.page import Results
from salesnb.months import Month
from salesnb.pages.market import sentences as market_sentences
from salesnb.pages.rivals import sentences as rival_sentences
from salesnb.paths import open_company
from salesnb.snapshot import close_month
from salesnb.workbook import open_workbook
from tests.market import real
from tests.market.facts import rivals_of, situation_of

pytestmark = pytest.mark.long


def results(root: Path, book: str, month: str) -> Results:
    """Return what a workbook shows of a company, from its files on."""
    close_month(open_company(root), Month.parse(month))
    opened = open_workbook(book, company=str(root), month=month, lang="en")
    how: dict[str, Any] = {"month": opened.month, "currency": opened.currency}
    if book == "03b_rivals":
        return opened.results(rivals_of(opened.frames(), **how))
    return opened.results(situation_of(opened.frames(), calendar=opened.calendar, **how))


def test_australian_retail_has_size_growth_trend_and_outlook(tmp_path: Path) -> None:
    shown = results(real.australia(tmp_path / "au"), "03_market", "2018-12")
    seen = real.read("market_aus_retail", "aus_retail.csv.gz")
    year = seen[seen["Month"].str[:4] == "2018"]["Turnover"].sum() * 1e6
    total = shown.size.frame.query("dimension == 'total'").iloc[0]
    assert total["market"] == pytest.approx(year, rel=2e-3)  # series that ended are not in it
    assert shown.size.frame.query("dimension == 'region'")["node"].nunique() == 8
    row = shown.outlook.frame.query("measure == 'market'").iloc[0]
    assert row["rung"] == "back_tested" and row["n_origins"] == 24
    assert 0 < row["growth"] < 0.08 and row["low"] < row["expected"] < row["high"]
    looked = shown.looked_at.frame.set_index("measure")
    assert looked.loc["market", "rung"] == "monthly" and looked.loc["market", "n_values"] == 120
    said = {one.key: one.plain() for one in market_sentences.answer(shown)}
    assert "A$" in said["size"] and "cannot be told" in said["share"]


def test_the_outlook_made_a_year_earlier_holds_what_came(tmp_path: Path) -> None:
    root = real.australia(tmp_path / "au")
    then = results(root, "03_market", "2017-12")
    now = results(root, "03_market", "2018-12")
    year_before = then.outlook.frame.query("measure == 'market'").iloc[0]
    came = now.size.frame.query("dimension == 'total'")["market"].item()
    assert year_before["low"] <= came <= year_before["high"]
    assert year_before["expected"] == pytest.approx(came, rel=0.02)


def test_a_make_s_share_of_the_norwegian_car_market_is_the_published_one(tmp_path: Path) -> None:
    shown = results(real.norway(tmp_path / "no", us="Volvo"), "03_market", "2016-12")
    seen = real.read(
        "market_norway_cars", "norway_new_car_sales_by_make.csv.gz", keep_default_na=False
    )
    year = seen[seen["Year"] == 2016]
    own = year[year["Make"].str.strip() == "Volvo"]["Quantity"].sum()
    total = shown.size.frame.query("dimension == 'total'").iloc[0]
    assert total["sales"] == own and total["market"] == year["Quantity"].sum()
    split = shown.split.frame.query("span == 'latest' and dimension == 'total'").iloc[0]
    assert split["market"] + split["share"] == pytest.approx(split["change"], abs=0.005)
    assert shown.outlook.frame["measure"].tolist() == ["market", "sales", "share"]
    path = shown.path.frame
    assert path["is_measured"].all() and path["share"].between(0.02, 0.15).all()


def test_a_make_that_began_late_has_a_short_history_and_a_page(tmp_path: Path) -> None:
    shown = results(real.norway(tmp_path / "no", us="Tesla"), "03_market", "2014-12")
    share = shown.outlook.frame.query("measure == 'share'")
    assert shown.size.frame.query("dimension == 'total'")["share"].notna().all()
    assert share.empty or share["rung"].item() in {"guess", "from_growth", "back_tested"}


def test_orange_juice_prices_stand_where_the_panel_says(tmp_path: Path) -> None:
    shown = results(real.orange_juice(tmp_path / "oj"), "03b_rivals", "1991-12")
    seen = real.read("price_panel_orange_juice", "yx.csv.gz")
    rows = shown.prices.frame.query("dimension == 'product_group'").set_index("competitor_id")
    assert set(rows.index) == {"B1", "B4", "B7", "B10"}
    assert (rows["basis"] == "seen").all() and (rows["n"] > 30).all()
    mean = np.log(seen["price10"] / seen["price5"]).mean()
    assert np.log(rows.loc["B10", "price_ratio"]) == pytest.approx(mean, abs=0.12)
    assert rows.loc["B1", "price_ratio"] > 1 > rows.loc["B10", "price_ratio"]
    assert "Dominicks" in rival_sentences.price_level(shown).plain()
    assert isinstance(shown.price_changes.frame, pd.DataFrame)
