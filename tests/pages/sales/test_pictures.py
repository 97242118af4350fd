"""Pictures of 02_sales: what they draw, and what they say where there is nothing to draw."""

from __future__ import annotations

import pytest

from salesnb.i18n import use
from salesnb.pages.sales import bridge, position, trend
from salesnb.plots import kinds
from tests.pages.sales.rows import results_with, steps

MONTHS = [f"{2023 + i // 12}-{i % 12 + 1:02d}" for i in range(40)]


def cited(ax) -> list[str]:
    return [one.get_text() for one in ax.texts]


def ticks(ax) -> list[str]:
    return [label.get_text() for label in ax.get_xticklabels()]


def legend(ax) -> list[str]:
    return ax.get_legend_handles_labels()[1]


def test_measures_are_lines_of_two_years_and_one_that_is_not_exported_is_left_out() -> None:
    rows = [{"month": m, "sales": 3e6, "collections": 2e6} for m in MONTHS]
    ax = position.draw_measures(results_with(monthly=rows).monthly)
    assert legend(ax) == ["Sales", "Collections"]
    assert {len(line.get_xdata()) for line in ax.lines} == {24}
    assert len({line.get_linestyle() for line in ax.lines}) == 2, "never by colour alone"
    assert ax.get_ylabel() == "million CNY" and ax.get_ylim()[0] == 0


def test_the_trend_goes_on_where_sales_end_and_the_band_is_ahead_alone() -> None:
    known = [{"month": m, "actual": 3e6, "adjusted": 3e6} for m in MONTHS[:38]]
    rows = [*known, *({"month": m} for m in MONTHS[38:])]
    rows = [{**row, "trend": 3e6, "low": 2e6, "high": 4e6} for row in rows]
    ax = trend.draw_trend(results_with(trend=rows).trend)
    assert legend(ax) == ["Sales", "Adjusted sales", "Trend", "expected, 95 %"]
    assert [len(line.get_xdata()) for line in ax.lines] == [34, 34, 36]
    (band,) = ax.collections
    (shape,) = band.get_paths()
    assert {x for x, _ in shape.vertices} == {34.0, 35.0}
    assert ax.get_ylim()[0] == 0


def test_the_season_has_a_dot_and_a_range_per_month_around_zero() -> None:
    rows = [{"number": n, "change": 0.01 * n} for n in range(1, 13)]
    rows = [{**row, "change_low": -0.1, "change_high": 0.2} for row in rows]
    page = results_with(season=rows)
    change = "change change_low change_high"
    ax = kinds.estimates(page.season, "number", change, at=0)
    assert ticks(ax)[0] == "Jan" and len(ticks(ax)) == 12
    dots, level = ax.lines
    assert dots.get_ydata()[11] == pytest.approx(12) and set(level.get_ydata()) == {0.0}
    (ranges,) = ax.collections
    assert [y for _, y in ranges.get_segments()[0]] == pytest.approx([-10, 20])
    assert ax.get_ylabel() == "Change (%)"
    with use("zh"):
        assert ticks(kinds.estimates(page.season, "number", change, at=0))[0] == "1月"


def test_the_bridge_leads_from_gains_to_losses_and_labels_every_step() -> None:
    page = results_with(bridge=steps(1e6, volume=8e4, lost=-1e4, new=5e4))
    ax = kinds.waterfall(page.bridge.where(**bridge.WHOLE), "part", "amount")
    said = "year before,volume,new customers,prices,mix,lost customers,latest year"
    assert [label.replace("\n", " ") for label in ticks(ax)] == said.split(",")
    assert cited(ax) == ["¥1.0M", "¥80.0k", "¥50.0k", "¥0", "¥0", "−¥10.0k", "¥1.1M"]
    assert "axis cut off below" in ax.get_ylabel() and ax.get_ylim()[0] > 0


def test_without_rows_every_picture_says_so() -> None:
    page = results_with()
    drawn = [
        position.draw_measures(page.monthly),
        trend.draw_trend(page.trend),
        kinds.estimates(page.season, "number", "change change_low change_high", at=0),
        kinds.waterfall(page.bridge.where(**bridge.WHOLE), "part", "amount"),
    ]
    assert [cited(ax) for ax in drawn] == [["no rows"]] * 4
