"""A panel knows where its rows stand, in which unit its values are, and what they are called."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from salesnb.errors import CitationError
from salesnb.i18n import use
from salesnb.plots.places import MONTHS, over_columns, over_months, over_rows
from salesnb.plots.style import PAPER
from tests.plots.small import (
    MONTHLY,
    bridge,
    cited,
    grid,
    legend,
    lost,
    monthly,
    nothing,
    regions,
    result_of,
    ticks,
)


@pytest.mark.parametrize(
    ("size", "english", "chinese"),
    [
        (10.0, (1.0, "CNY"), (1.0, "元")),
        (1e3, (1e3, "thousand CNY"), (1.0, "元")),
        (1e4, (1e3, "thousand CNY"), (1e4, "万元")),
        (1e6, (1e6, "million CNY"), (1e4, "万元")),
        (1e8, (1e6, "million CNY"), (1e8, "亿元")),
        (1e9, (1e9, "billion CNY"), (1e8, "亿元")),
    ],
)
def test_the_scale_of_money_follows_the_data_and_the_language(size, english, chinese) -> None:
    drawn = regions(size)
    panel = over_rows(drawn, "region_id", "amount")
    assert (panel.scale, panel.unit) == english
    shown = [amount * size / english[0] for amount in (9, 5, -2)]
    assert panel.values("amount").tolist() == pytest.approx(shown)
    with use("zh"):
        panel = over_rows(drawn, "region_id", "amount")
        expected = chinese if chinese[0] > 1 else (1.0, "CNY")
        assert (panel.scale, panel.unit) == expected


def test_one_scale_serves_all_columns_of_a_picture() -> None:
    panel = over_months(monthly(size=300.0), "amount target")
    assert (panel.scale, panel.unit) == (1e3, "thousand CNY")
    assert over_months(monthly(size=200.0), "target").unit == "CNY"


def test_shares_are_drawn_in_percent_and_numbers_in_their_unit() -> None:
    growth = over_rows(regions(), "region_id", "growth")
    assert growth.unit == "%" and growth.values("growth").tolist()[:2] == pytest.approx([10, -20])
    growth.dots("growth", "actual")
    assert growth.finish().get_xlabel() == "Growth (%)"
    hours = over_rows(regions(), "region_id", "hours")
    assert hours.scaled_to(1e9).unit == "h", "only money has scales"
    assert hours.finish().get_xlabel() == "Hours of visits (h)"


def test_the_axis_of_money_has_its_unit_alone_or_what_it_is_told() -> None:
    assert over_rows(regions(), "region_id", "amount").finish().get_xlabel() == "million CNY"
    drawn_axes = over_columns(regions(), "region_id", "amount").finish(values="Amount")
    assert drawn_axes.get_ylabel() == "Amount (million CNY)"


def test_a_sum_of_amounts_may_need_a_larger_scale_than_each() -> None:
    panel = over_rows(regions(100.0), "region_id", "amount")
    assert panel.unit == "CNY"
    assert panel.scaled_to(1e7).unit == "million CNY"


def test_rows_stand_from_the_top_and_months_from_the_left() -> None:
    rows = over_rows(regions(), "region_id", "amount")
    assert rows.at.tolist() == [2, 1, 0]
    assert ticks(rows.ax) == ["North", "South", "West"]
    assert rows.ax.get_ylim() == (-0.7, 2.7)
    assert [axis.get_gridlines()[0].get_visible() for axis in (rows.ax.xaxis, rows.ax.yaxis)] == [
        True,
        False,
    ]
    columns = over_columns(regions(), "region_id", "amount")
    assert columns.at.tolist() == [0, 1, 2]
    assert ticks(columns.ax, "x") == ["North", "South", "West"]


def test_members_and_months_are_called_as_in_the_language_of_the_page() -> None:
    with use("zh"):
        assert ticks(over_rows(regions(), "region_id", "amount").ax) == ["北部", "南部", "西部"]
        assert ticks(over_months(monthly(3), "amount").ax, "x")[0] == "2026年1月"
    assert ticks(over_months(monthly(3), "amount").ax, "x") == ["Jan 2026", "Feb 2026", "Mar 2026"]


def test_a_month_without_a_row_keeps_its_place() -> None:
    gap = result_of(MONTHLY, *[(m, 1.0, 1.0, 0.0, 2.0) for m in ("2025-11", "2026-02")])
    panel = over_months(gap, "amount")
    assert panel.at.tolist() == [0, 3]
    assert list(panel.places) == ["2025-11", "2025-12", "2026-01", "2026-02"]


def test_only_the_last_months_are_drawn_with_room_for_those_ahead() -> None:
    panel = over_months(monthly(50), "amount")
    assert len(panel.result.frame) == MONTHS and panel.at.tolist() == list(range(MONTHS))
    ahead = over_months(monthly(3), "amount", ahead=2)
    assert list(ahead.places)[-1] == "2026-05" and len(ahead.result.frame) == 3


@pytest.mark.parametrize(("n", "step"), [(6, 1), (15, 3), (36, 6), (72, 12)])
def test_the_last_month_is_labelled_and_so_are_those_at_even_steps_before_it(n, step) -> None:
    places = over_months(monthly(n), "amount", last=n).ax.get_xticks()
    assert places[-1] == n - 1 and set(np.diff(places)) == {step}


def test_a_column_that_holds_nothing_draws_nothing() -> None:
    unknown = result_of(MONTHLY, *[(m, 1.0, None, None, 2.0) for m in ("2026-01", "2026-02")])
    panel = over_months(unknown, "amount target")
    panel.line("target", "plan")
    panel.band("low", "high", label="range")
    assert not panel.ax.lines and not panel.ax.collections
    panel.line("amount", "actual")
    assert len(panel.ax.lines) == 1


def test_bars_begin_where_they_are_told_and_say_gains_and_losses_apart() -> None:
    panel = over_rows(regions(), "region_id", "amount")
    panel.bars("amount", "variance", start=1.0)
    bars = panel.ax.patches
    assert [bar.get_x() for bar in bars] == [1, 1, 1]
    assert [bar.get_width() for bar in bars] == [9, 5, -2]
    assert bars[0].get_facecolor() == bars[1].get_facecolor() != bars[2].get_facecolor()


def test_a_level_crosses_all_rows_at_its_value_in_the_unit_of_the_data() -> None:
    rows = over_rows(regions(), "region_id", "amount")
    rows.level(4e6, label="target")
    assert rows.ax.lines[0].get_xdata() == [4, 4] and legend(rows.ax) == ["target"]
    columns = over_columns(regions(), "region_id", "amount")
    columns.level(4e6)
    assert columns.ax.lines[0].get_ydata() == [4, 4]


def test_ranges_lie_along_the_axis_of_values() -> None:
    panel = over_months(monthly(2), "amount")
    panel.ranges("low", "high", "actual")
    ends = [segment.tolist() for segment in panel.ax.collections[0].get_segments()]
    assert ends == [[[0, 0.5], [0, 1.5]], [[1, 1.5], [1, 2.5]]]


def test_areas_are_in_proportion_to_their_weights() -> None:
    panel = over_months(monthly(3), "target")
    panel.areas("target", "amount", "actual", label="paid")
    (dots,) = panel.ax.collections
    drawn = dots.get_offsets().compressed().tolist()
    assert drawn == [0, 2, 1, 2], "a month without a value has no dot"
    assert dots.get_sizes()[1] == pytest.approx(2 * dots.get_sizes()[0])
    assert legend(panel.ax) == ["paid"]


def test_an_unknown_column_is_refused_with_the_nearest_name() -> None:
    for draw in ("line", "dots", "bars"):
        panel = over_months(monthly(), "amount")
        with pytest.raises(CitationError, match="did you mean 'amount'"):
            getattr(panel, draw)("amuont", "actual")


def test_bars_by_sign_have_an_entry_of_the_legend_for_either_sign() -> None:
    panel = over_rows(regions(), "region_id", "amount")
    panel.bars("amount", "variance", label="Result")
    assert legend(panel.ax) == ["Result, positive", "Result, negative"]
    assert [bar.get_width() for bar in panel.ax.patches] == [9, 5, -2]
    lone = over_rows(regions().take([0]), "region_id", "amount")
    lone.bars("amount", "variance")
    assert legend(lone.ax) == ["Amount, positive"]


def test_no_line_strikes_a_number_through() -> None:
    panel = over_rows(regions(), "region_id", "amount")
    panel.cite("amount")
    panel.level(9e6)
    assert {text.get_bbox_patch().get_facecolor()[:3] for text in panel.ax.texts} == {to_rgb(PAPER)}
    assert min(text.get_zorder() for text in panel.ax.texts) > panel.ax.lines[0].get_zorder()


def test_numbers_stand_beside_their_marks_each_with_its_cell() -> None:
    panel = over_rows(regions(), "region_id", "amount")
    panel.cite("amount", side=True)
    assert cited(panel.ax) == {
        "amount?region_id=N": "¥9.0M",
        "amount?region_id=S": "¥5.0M",
        "amount?region_id=W": "−¥2.0M",
    }
    assert [text.get_ha() for text in panel.ax.texts] == ["left", "left", "right"]
    assert [text.xy for text in panel.ax.texts] == [(9, 2), (5, 1), (-2, 0)]


def test_numbers_of_upright_pictures_stand_below_what_is_negative() -> None:
    panel = over_columns(regions(), "region_id", "amount")
    panel.cite("amount", side=True)
    assert [text.get_va() for text in panel.ax.texts] == ["bottom", "bottom", "top"]
    assert [text.xyann for text in panel.ax.texts] == [(0, 2), (0, 2), (0, -2)]


def test_a_number_may_stand_beyond_another_column_and_a_missing_one_nowhere() -> None:
    panel = over_months(monthly(2), "amount")
    panel.cite("target", beyond="high")
    assert [text.xy for text in panel.ax.texts] == [(0, 1.5)]


def test_a_panel_of_some_rows_keeps_unit_and_places() -> None:
    panel = over_rows(lost(), "competitor_id", "amount")
    part = panel.of(lost().where(reason="service"), panel.at[2:])
    assert part.unit == panel.unit and part.values("amount").tolist() == [2]


def test_a_legend_needs_two_entries_and_stands_below_a_picture_of_its_own() -> None:
    one = over_months(monthly(), "amount target")
    one.line("amount", "actual")
    assert one.finish().get_figure().legends == []
    two = over_months(monthly(), "amount target")
    two.line("amount", "actual")
    two.line("target", "plan", label="the plan")
    (drawn,) = two.finish().get_figure().legends
    assert [text.get_text() for text in drawn.get_texts()] == ["Amount", "the plan"]


def test_beside_other_pictures_the_legend_stays_inside_its_own() -> None:
    figure, axes = grid()
    panel = over_months(monthly(), "amount target", ax=axes[1])
    panel.line("amount", "actual")
    panel.line("target", "plan")
    assert panel.finish().get_legend() is not None
    assert figure.legends == []


def test_in_axes_that_the_caller_gave_the_legend_stays_too_if_they_are_alone() -> None:
    figure = Figure()
    panel = over_months(monthly(), "amount target", ax=figure.subplots())
    panel.line("amount", "actual")
    panel.line("target", "plan")
    assert panel.finish().get_legend() is not None
    assert figure.legends == []


def test_months_before_the_last_ones_are_said_to_be_left_out() -> None:
    cut = over_months(monthly(50), "amount")
    assert cut.finish().get_title("left") == "Sales\nonly the months from Mar 2027 on are drawn"
    assert over_months(monthly(MONTHS), "amount").finish().get_title("left") == "Sales"
    with use("zh"):
        said = over_months(monthly(50), "amount").finish().get_title("left")
    assert said.split("\n")[1] == "仅绘出2027年3月及以后的月份"


def test_the_title_is_that_of_the_result_unless_told() -> None:
    assert over_rows(regions(), "region_id", "amount").finish().get_title("left") == "Regions"
    drawn_axes = over_rows(regions(), "region_id", "amount").finish(title="Where we sell")
    assert drawn_axes.get_title("left") == "Where we sell"
    chosen = lost().where(competitor_id="K2")
    assert over_rows(chosen, "reason", "amount").finish().get_title("left") == "Deals lost (Two)"


def test_a_list_grows_with_its_rows_and_a_given_place_keeps_its_size() -> None:
    few = over_rows(regions(), "region_id", "amount").ax.get_figure()
    many = over_rows(lost(), "reason", "amount", high=3).ax.get_figure()
    assert isinstance(few, Figure) and isinstance(many, Figure)
    assert many.get_figheight() > few.get_figheight()
    figure, axes = grid()
    over_rows(regions(), "region_id", "amount", ax=axes[0])
    assert figure.get_size_inches().tolist() == [8, 6]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_without_rows_a_panel_says_so_under_its_title(lang: str) -> None:
    panels = (
        lambda: over_rows(nothing(regions()), "region_id", "amount"),
        lambda: over_columns(nothing(bridge()), "step", "amount"),
        lambda: over_months(nothing(monthly()), "amount"),
    )
    with use(lang):
        for panel in panels:
            ax = panel().finish()
            assert [t.get_text() for t in ax.texts] == ["no rows" if lang == "en" else "没有数据"]
            assert ax.get_title("left") and not ax.axison
