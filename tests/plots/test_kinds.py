"""Each kind of picture: labels, limits, artists, units; in its own axes alone; without rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.axes import Axes

from salesnb.contracts.results import Result
from salesnb.errors import ArtefactError, UsageError
from salesnb.i18n import use
from salesnb.plots import kinds
from tests.plots.small import (
    LEVELS,
    LOST,
    PAID,
    PAID_LEVELS,
    WHOLES,
    bridge,
    cited,
    colour,
    grid,
    legend,
    levels,
    lost,
    monthly,
    nothing,
    path,
    prices,
    regions,
    result_of,
    ticks,
)

LINES = {"amount": "actual", "target": "plan"}
PARTS = {"sold": "good", "open": "plan"}
MONTHS_OF_STEPS = ["2026-01", "2026-02", "2026-03", "2026-04"]


def drawn_series(result: Result, **how) -> Axes:
    return kinds.series(result, LINES, **how)


def drawn_intervals(result: Result, **how) -> Axes:
    return kinds.intervals(result, "region_id competitor_id", "index", **how)


def drawn_estimates(result: Result, **how) -> Axes:
    return kinds.estimates(result, "month", "amount", **how)


def drawn_bars(result: Result, **how) -> Axes:
    return kinds.bars(result, "region_id", "amount", **how)


def drawn_columns(result: Result, **how) -> Axes:
    return kinds.columns(result, "region_id", "amount", **how)


def wholes(parts: Result) -> Result:
    """Return what each competitor took in all, the largest first."""
    sums = parts.frame.groupby("competitor_id")[["amount", "hours"]].sum()
    return result_of(WHOLES, *sums.reset_index().itertuples(index=False))


def drawn_stacked(result: Result, **how) -> Axes:
    return kinds.stacked(result, "competitor_id reason", "amount", wholes=wholes(result), **how)


def drawn_parts(result: Result, **how) -> Axes:
    return kinds.parts(result, "region_id", PARTS, **how)


def drawn_steps(result: Result, **how) -> Axes:
    return kinds.steps(path(), result, "index", weight="n", **how)


def drawn_waterfall(result: Result, **how) -> Axes:
    return kinds.waterfall(result, "step", "amount", **how)


def drawn_map(result: Result, **how) -> Axes:
    return kinds.small_map(result, "region_id", "amount", **how)


EVERY: list[tuple[Callable[..., Axes], Callable[[], Result]]] = [
    (drawn_series, monthly),
    (drawn_intervals, prices),
    (drawn_estimates, monthly),
    (drawn_bars, regions),
    (drawn_columns, regions),
    (drawn_stacked, lost),
    (drawn_parts, regions),
    (drawn_steps, levels),
    (drawn_waterfall, bridge),
    (drawn_map, regions),
]
each_kind = pytest.mark.parametrize(
    ("draw", "rows"), EVERY, ids=lambda one: one.__name__.removeprefix("drawn_")
)


@each_kind
def test_a_picture_in_a_grid_leaves_its_neighbours_and_the_figure_alone(draw, rows) -> None:
    figure, axes = grid()
    others = [ax for i, ax in enumerate(axes) if i != 2]
    before = [(ax.get_xlim(), ax.get_ylim(), len(ax.get_children())) for ax in others]
    assert draw(rows(), ax=axes[2]) is axes[2]
    assert [(ax.get_xlim(), ax.get_ylim(), len(ax.get_children())) for ax in others] == before
    assert figure.get_size_inches().tolist() == [8, 6] and len(figure.axes) == 4
    assert not figure.legends and not figure.texts


@each_kind
def test_the_same_is_drawn_in_a_grid_as_alone(draw, rows) -> None:
    alone, beside = draw(rows()), draw(rows(), ax=grid()[1][1])
    for one in ("get_xlabel", "get_ylabel", "get_xlim", "get_ylim"):
        assert getattr(alone, one)() == pytest.approx(getattr(beside, one)())
    assert [t.get_text() for t in alone.texts] == [t.get_text() for t in beside.texts]
    assert [len(x) for x in (alone.lines, alone.patches, alone.collections)] == [
        len(x) for x in (beside.lines, beside.patches, beside.collections)
    ]


@each_kind
def test_without_rows_a_picture_says_so_under_its_title(draw, rows) -> None:
    ax = draw(nothing(rows()), title="What we look at")
    assert [t.get_text() for t in ax.texts] == ["no rows"]
    assert ax.get_title("left") == "What we look at" and not ax.axison
    assert not ax.patches and not any(len(one.get_paths()) for one in ax.collections)


@each_kind
def test_the_title_is_that_of_the_result_unless_told(draw, rows) -> None:
    own = path().title if draw is drawn_steps else rows().title
    assert draw(rows()).get_title("left").startswith(own)
    assert draw(rows(), title="Another").get_title("left").split("\n")[0] == "Another"


@pytest.mark.parametrize(
    ("draw", "rows", "english", "chinese"),
    [
        (drawn_series, monthly, "million CNY", "万元"),
        (drawn_columns, regions, "million CNY", "万元"),
        (drawn_waterfall, bridge, "million CNY, axis cut off below", "万元（纵轴下端截断）"),
    ],
)
def test_upright_pictures_have_the_unit_of_money_at_the_left(draw, rows, english, chinese) -> None:
    assert draw(rows()).get_ylabel() == english
    with use("zh"):
        assert draw(rows()).get_ylabel() == chinese


@pytest.mark.parametrize("draw", [drawn_bars, drawn_parts, drawn_stacked])
def test_lists_have_the_unit_of_money_below(draw) -> None:
    rows = lost if draw is drawn_stacked else regions
    assert draw(rows()).get_xlabel() == "million CNY"
    assert draw(rows(), values="Amount").get_xlabel() == "Amount (million CNY)"
    with use("zh"):
        assert draw(rows()).get_xlabel() == "万元"


def test_series_draws_a_line_for_each_column_over_the_months_where_it_is_known() -> None:
    ax = drawn_series(monthly(), band="low high", shaded="range")
    assert legend(ax) == ["range", "Amount", "Target"]
    assert [len(line.get_xdata()) for line in ax.lines] == [8, 7]
    assert ax.lines[0].get_ydata().tolist() == pytest.approx(range(1, 9))
    assert [line.get_linestyle() for line in ax.lines] == ["-", "--"]
    assert ax.get_ylim()[0] == 0, "amounts stand on the ground"
    assert len(ax.collections) == 1
    assert len(drawn_series(monthly(50), last=12).lines[0].get_xdata()) == 12


def test_series_goes_below_the_ground_where_the_data_do() -> None:
    lossy = monthly()
    lossy.frame.loc[0, "amount"] = -3e6
    assert drawn_series(lossy).get_ylim()[0] <= -3


def test_intervals_draws_a_dot_with_its_range_for_each_member_in_each_row() -> None:
    ax = drawn_intervals(prices(), at=1)
    assert ticks(ax) == ["North", "South"]
    assert legend(ax) == ["One", "Two"]
    dots = [line for line in ax.lines if line.get_marker() not in {"", "None"}]
    assert [line.get_xdata().tolist() for line in dots] == [[0.9], [1.1, 1.2]]
    assert dots[0].get_color() != dots[1].get_color()
    assert dots[0].get_marker() != dots[1].get_marker()
    ranges = [np.round(s[:, 0], 2).tolist() for c in ax.collections for s in c.get_segments()]
    assert ranges == [[0.8, 1.0], [1.0, 1.2], [1.1, 1.3]]
    assert dots[0].get_ydata()[0] > dots[1].get_ydata()[0], "members do not cover each other"
    assert [line.get_xdata() for line in ax.lines if line not in dots] == [[1, 1]]
    assert ax.get_xlabel() == "Price over ours"


def test_estimates_stand_side_by_side_with_their_ranges_against_a_level() -> None:
    ax = drawn_estimates(monthly(3), at=2e6)
    assert ticks(ax, "x") == ["Jan 2026", "Feb 2026", "Mar 2026"]
    dots, level = ax.lines
    assert dots.get_ydata().tolist() == [1, 2, 3] and list(level.get_ydata()) == [2, 2]
    ends = [segment[:, 1].tolist() for segment in ax.collections[0].get_segments()]
    assert ends == [[0.5, 1.5], [1.5, 2.5], [2.5, 3.5]]
    assert ax.get_ylabel() == "million CNY"


def test_bars_are_labelled_and_stand_in_the_order_of_the_result() -> None:
    ax = drawn_bars(regions())
    assert ticks(ax) == ["North", "South", "West"]
    assert [bar.get_width() for bar in ax.patches] == [9, 5, -2]
    assert list(cited(ax).values()) == ["¥9.0M", "¥5.0M", "−¥2.0M"]
    assert ax.get_xlim()[0] < -3 and ax.get_xlim()[1] > 10, "there is room for the numbers"
    assert {bar.get_facecolor() for bar in ax.patches} == {colour("actual")}


def test_bars_by_sign_and_of_shares() -> None:
    ax = kinds.bars(regions(), "region_id", "growth", look="variance")
    assert ticks(ax) == ["North", "South"]
    assert ax.get_title("left") == "Regions\nno value: West", "what is left out is said"
    assert legend(ax) == ["Growth, positive", "Growth, negative"]
    assert [bar.get_facecolor() for bar in ax.patches] == [colour("good"), colour("bad")]
    assert ax.get_xlabel() == "Growth (%)"
    assert list(cited(ax).values()) == ["+10.0%", "−20.0%"]


def test_bars_are_no_more_than_can_be_read_and_the_title_says_which() -> None:
    ax = kinds.bars(monthly(40), "month", "amount")
    assert len(ax.patches) == kinds.MOST == len(ax.get_yticks())
    assert ax.get_title("left") == "Sales\nonly the first by Month are drawn"
    whole = kinds.bars(monthly(12), "month", "amount")
    styles = [
        (one.get_fontsize(), one.get_fontweight()) for one in (ax._left_title, whole._left_title)
    ]
    assert styles[0] == styles[1]


def test_columns_stand_side_by_side_and_the_first_may_look_different() -> None:
    ax = drawn_columns(regions(), look="before actual")
    assert ticks(ax, "x") == ["North", "South", "West"]
    assert [bar.get_height() for bar in ax.patches] == [9, 5, -2]
    assert [bar.get_facecolor() for bar in ax.patches][:2] == [colour("before"), colour("actual")]
    assert list(cited(ax).values()) == ["¥9.0M", "¥5.0M", "−¥2.0M"]
    assert ax.get_ylim()[1] > 9


def test_numbers_stand_outside_of_columns_and_stacks_that_are_negative() -> None:
    below = {t.get_text(): t.get_va() for t in drawn_columns(regions()).texts}
    assert below == {"¥9.0M": "bottom", "¥5.0M": "bottom", "−¥2.0M": "top"}
    loss = result_of(LOST, ("K1", "price", -1e6, 0.0), ("K2", "price", 3e6, 0.0))
    beside = {t.get_text(): t.get_ha() for t in drawn_stacked(loss).texts}
    assert beside == {"¥3.0M": "left", "−¥1.0M": "right"}


@pytest.mark.parametrize("ax", [lambda: drawn_columns(regions(0.0)), lambda: nought_steps()])
def test_noughts_alone_are_no_picture_and_it_says_so(ax: Callable[[], Axes]) -> None:
    assert [t.get_text() for t in ax().texts] == ["all values are nought"]


def nought_steps() -> Axes:
    return drawn_waterfall(bridge(0.0, 0.0, 0.0))


def test_other_than_two_columns_are_refused_where_two_are_named() -> None:
    with pytest.raises(UsageError, match=r"'low': not two columns; .* as in \"low high\""):
        kinds.intervals(prices(), "region_id competitor_id", "index low")
    with pytest.raises(UsageError, match=r"'region_id': not two columns"):
        kinds.intervals(prices(), "region_id", "index")


def test_an_unknown_look_is_refused_with_the_nearest_name() -> None:
    wrong = [
        lambda: drawn_bars(regions(), look="actuall"),
        lambda: drawn_columns(regions(), look="before actuall"),
        lambda: kinds.series(monthly(), {"amount": "actuall"}),
        lambda: kinds.parts(regions(), "region_id", {"sold": "actuall"}),
    ]
    for draw in wrong:
        with pytest.raises(UsageError, match="no look 'actuall'; did you mean 'actual'"):
            draw()
    with pytest.raises(UsageError, match="the looks are actual, plan, before"):
        drawn_bars(regions(), look="x")


def test_stacked_bars_add_up_with_the_largest_at_the_top() -> None:
    ax = drawn_stacked(lost())
    assert ticks(ax) == ["Two", "One"]
    assert legend(ax) == ["price", "service"]
    spans = {(bar.get_y() > 0.5, bar.get_x(), bar.get_width()) for bar in ax.patches}
    assert spans == {(True, 0, 3), (True, 3, 2), (False, 0, 1)}
    assert len({bar.get_hatch() for bars in ax.containers for bar in bars}) == 2
    assert list(cited(ax).values()) == ["¥5.0M", "¥1.0M"], "the whole stands at the end of a bar"
    assert ax.get_title("left") == "Deals lost"


def test_stacked_bars_stand_in_the_order_of_their_wholes() -> None:
    taken = wholes(lost()).by("amount")
    ax = kinds.stacked(lost(), "competitor_id reason", "amount", wholes=taken)
    assert ticks(ax) == ["One", "Two"]


def test_a_part_without_its_whole_is_refused() -> None:
    some = wholes(lost()).take([0])
    with pytest.raises(ArtefactError, match="a row for each competitor_id"):
        kinds.stacked(lost(), "competitor_id reason", "amount", wholes=some)


def test_a_stack_has_the_unit_of_its_numbers() -> None:
    ax = kinds.stacked(lost(), "competitor_id reason", "hours", wholes=wholes(lost()))
    assert ax.get_xlabel() == "Hours (h)"
    assert max(bar.get_x() + bar.get_width() for bar in ax.patches) == 25


def test_bars_made_of_parts_have_a_scale_for_their_sum() -> None:
    each = result_of(LOST, ("K1", "price", 1.5e6, 0.0), ("K1", "service", 1.5e6, 0.0))
    assert drawn_stacked(each).get_xlabel() == "million CNY"
    halves = regions().keep([True, False, False])
    halves.frame[["sold", "open"]] = 1.5e6
    assert drawn_parts(halves).get_xlabel() == "million CNY"
    assert max(bar.get_x() + bar.get_width() for bar in drawn_parts(halves).patches) == 3


def test_parts_follow_each_other_and_cite_what_is_not_nought() -> None:
    ax = drawn_parts(regions())
    assert ticks(ax) == ["North", "South", "West"]
    assert legend(ax) == ["Sold", "Open"]
    sold, still_open = ax.containers
    assert [bar.get_width() for bar in sold] == [6, 5, 1]
    assert [bar.get_x() for bar in still_open] == [6, 5, 1]
    assert sold[0].get_facecolor() == colour("good")
    assert sold[0].get_hatch() != still_open[0].get_hatch()
    found = cited(ax)
    assert found["sold?region_id=N"] == "¥6.0M" and "open?region_id=S" not in found
    assert len(found) == 5
    middle = next(t.xy for t in ax.texts if t.get_text() == "¥3.0M")
    assert middle == (7.5, 2)


def test_a_row_of_which_a_part_is_not_known_is_named_and_has_no_bar() -> None:
    some = regions()
    some.frame.loc[1, "sold"] = np.nan
    ax = drawn_parts(some)
    assert ticks(ax) == ["North", "West"], "an unknown part is no nought"
    assert ax.get_title("left") == "Regions\nno value: South"
    some.frame["sold"] = np.nan
    assert [t.get_text() for t in drawn_parts(some).texts] == ["no row has a value"]


def test_a_series_that_is_cut_says_from_which_month_on_it_is_drawn() -> None:
    assert drawn_series(monthly(50)).get_title("left").split("\n")[1:] == [
        "only the months from Mar 2027 on are drawn"
    ]
    assert drawn_series(monthly(36)).get_title("left") == "Sales"


def test_steps_shade_where_the_step_may_lie_and_draw_the_levels_around_it() -> None:
    ax = drawn_steps(levels())
    assert ax.get_title("left") == "Prices by month (One)"
    assert ticks(ax, "x")[0] == "Mar 2026" and len(ax.get_xticks()) == 6
    (dots,) = ax.collections
    assert len(dots.get_offsets()) == 6, "only the months of the competitor that moved last"
    areas = dots.get_sizes()
    assert areas[1:] / areas[0] == pytest.approx([2, 3, 4, 5, 6]), "areas are by the weight"
    before, after = ax.lines
    assert list(before.get_ydata()) == [1.0, 1.0] and list(after.get_ydata()) == [0.8, 0.8]
    assert list(before.get_xdata()) == [0, 2.5] and list(after.get_xdata()) == [2.5, 5]
    (shaded,) = ax.patches
    assert (shaded.get_x(), shaded.get_x() + shaded.get_width()) == (1.5, 3.5)
    key = "competitor_id=K1&month=2026-06"
    assert cited(ax) == {f"before?{key}": "1.0", f"after?{key}": "0.8"}
    dots_are = "Price over ours; area of a dot: N"
    assert legend(ax) == [dots_are, "where the step may lie", "level before and since"]
    assert ax.get_ylabel() == "Price over ours"


def test_what_the_dots_of_steps_are_is_said_by_the_caller() -> None:
    assert legend(drawn_steps(levels(), marks="mean of the month"))[0] == "mean of the month"


def test_steps_of_money_have_one_scale_for_months_and_levels() -> None:
    months = [(one, 2e6 if one < "2026-03" else 1e6, 1) for one in MONTHS_OF_STEPS]
    paid = result_of(PAID, *(("K1", *row) for row in months))
    step = result_of(PAID_LEVELS, ("K1", "2026-03", "2026-03", "2026-03", 2e6, 1e6))
    ax = kinds.steps(paid, step, "amount", weight="n")
    assert ax.get_ylabel() == "million CNY"
    assert ax.collections[0].get_offsets()[:, 1].tolist() == [2, 2, 1, 1]
    assert [list(line.get_ydata()) for line in ax.lines] == [[2, 2], [1, 1]]


def test_steps_draw_every_month_of_a_series_that_has_gaps() -> None:
    some = path().keep(path().frame["month"].isin(["2026-03", "2026-06", "2026-08"]))
    ax = kinds.steps(some.where(competitor_id="K1"), levels(), "index", weight="n")
    assert ax.collections[0].get_offsets()[:, 0].tolist() == [0, 3, 5]
    assert ax.get_title("left").count("\n") == 0, "nothing is left out"


def test_months_of_steps_without_a_weight_are_named() -> None:
    some = path()
    some.frame.loc[0, "n"] = np.nan
    ax = kinds.steps(some, levels(), "index", weight="n")
    assert len(ax.collections[0].get_offsets()) == 5
    assert ax.get_title("left").split("\n")[1] == "no value: Mar 2026"


def test_a_step_outside_of_its_months_is_refused() -> None:
    late = result_of(LEVELS, ("K1", "2027-06", "2027-05", "2027-06", 1.0, 0.8))
    with pytest.raises(ArtefactError, match="path: no month May 2027"):
        drawn_steps(late)


def test_steps_of_a_series_without_months_say_that_there_are_none() -> None:
    unseen = result_of(LEVELS, ("K9", "2026-06", "2026-05", "2026-06", 1.0, 0.8))
    assert [t.get_text() for t in drawn_steps(unseen).texts] == ["no rows"]


def test_a_waterfall_without_its_ends_says_so() -> None:
    with pytest.raises(ArtefactError, match="from `before` to `now`"):
        drawn_waterfall(bridge().keep(bridge().frame["step"] != "before"))


def test_a_waterfall_without_an_amount_names_its_step() -> None:
    some = bridge()
    some.frame.loc[some.frame["step"] == "price", "amount"] = np.nan
    ax = drawn_waterfall(some)
    assert ticks(ax, "x") == ["year before", "quality", "latest year"]
    assert ax.get_title("left") == "What changed\nno value: price"
    some.frame.loc[some.frame["step"] == "before", "amount"] = np.nan
    ax = drawn_waterfall(some)
    assert [t.get_text() for t in ax.texts] == ["the amount at its start or its end is not known"]
    assert "year before" in ax.get_title("left")


def test_the_axis_of_values_is_called_as_told_in_bridges_and_maps_too() -> None:
    ax = drawn_waterfall(bridge(before=5e6, price=-4e6, quality=90e6), values="Amount")
    assert ax.get_ylabel() == "Amount (million CNY)"
    assert drawn_map(regions(), values="Amount").get_xlabel().endswith("area of a dot: Amount")


def test_a_waterfall_leads_from_gains_to_losses_between_its_ends() -> None:
    ax = drawn_waterfall(bridge())
    assert ticks(ax, "x") == ["year before", "quality", "price", "latest year"]
    spans = [(round(bar.get_y(), 6), round(bar.get_height(), 6)) for bar in ax.patches]
    assert spans == [(0, 100), (100, 3), (103, -2), (0, 101)]
    looks = ["before", "good", "bad", "actual"]
    assert [bar.get_facecolor() for bar in ax.patches] == [colour(look) for look in looks]
    assert list(cited(ax).values()) == ["¥100.0M", "¥3.0M", "−¥2.0M", "¥101.0M"]
    low, high = ax.get_ylim()
    assert 90 < low < 100 and high > 103, "small steps are seen beside large ends"


def test_a_waterfall_of_large_steps_is_not_cut_off() -> None:
    ax = drawn_waterfall(bridge(before=5e6, price=-4e6, quality=90e6))
    assert ax.get_ylim()[0] == 0 and ax.get_ylabel() == "million CNY"


def test_a_map_draws_members_where_they_lie_with_the_area_of_their_value() -> None:
    ax = drawn_map(regions())
    above, below = ax.collections
    assert above.get_offsets().tolist() == [[116, 40], [110, 30]]
    assert below.get_offsets().tolist() == [[100, 35]]
    sizes = [*above.get_sizes(), *below.get_sizes()]
    assert sizes[1] / sizes[0] == pytest.approx(5 / 9)
    assert sizes[2] / sizes[0] == pytest.approx(2 / 9)
    assert tuple(below.get_facecolors()[0][:3]) == colour("bad")[:3]
    assert legend(ax) == ["Amount, positive", "Amount, negative"]
    names = [t.get_text() for t in ax.texts if not str(t.get_gid()).startswith("cite:")]
    assert names == ["North", "South", "West"]
    assert list(cited(ax).values()) == ["¥9.0M", "¥5.0M", "−¥2.0M"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == (
        "longitude (°); area of a dot: Amount (CNY)",
        "latitude (°)",
    )


def test_a_map_of_positive_values_has_one_colour_and_no_legend() -> None:
    ax = drawn_map(regions().take([0, 1]))
    assert len(ax.collections) == 1 and ax.get_legend() is None
    assert tuple(ax.collections[0].get_facecolors()[0][:3]) == colour("actual")[:3]


def test_members_without_a_place_stand_in_the_title_of_a_map() -> None:
    some = regions()
    some.frame.loc[1, "latitude"] = np.nan
    ax = drawn_map(some)
    assert ax.get_title("left") == "Regions\nno value: South"
    some.frame["latitude"] = np.nan
    assert [t.get_text() for t in drawn_map(some).texts] == ["no row has a value"]
