"""Pictures of 03_market: what they draw, and what they say where there is nothing to draw."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from salesnb.contracts.results import Context
from salesnb.findings import Words
from salesnb.months import Month
from salesnb.pages.market import FRAMES, pictures
from salesnb.pages.market.sentences import WHOLE
from tests.pages.rows import page

REGIONS = {"N": Words("North", "北区", kind="name"), "S": Words("South", "南区", kind="name")}
CONTEXT = Context("CNY", {"regions": REGIONS})


def results_with(**records):
    return page(FRAMES, CONTEXT, **records)


def rows_of(ax: Axes) -> list[str]:
    """Return the labels of a list, from the top."""
    ticks = zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)
    return [label.get_text() for _, label in sorted(ticks, key=lambda one: -one[0])]


def numbers(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def legend(ax: Axes) -> list[str]:
    return ax.get_legend_handles_labels()[1]


def size(node: str, market: float, share: float, *, high: float) -> dict[str, object]:
    dimension = "total" if node == "total" else "region"
    row = {"dimension": dimension, "node": node, "market": market, "share": share}
    return {**row, "share_low": share / 2, "share_high": high}


def test_shares_stand_beside_the_whole_and_the_end_of_the_market() -> None:
    whole = size("total", 30.0, 0.2, high=0.4)
    small = [whole, size("S", 10.0, 0.1, high=0.3), size("N", 20.0, 0.25, high=0.5)]
    ax = pictures.shares(results_with(size=small).size)
    assert rows_of(ax) == ["North", "South"] and numbers(ax) == ["25.0%", "10.0%"]
    assert "our share in all" in legend(ax) and "all of the market" not in legend(ax)
    assert ax.get_xlim()[0] == 0 and ax.get_xlabel() == "Our share (%)"
    beyond = [whole, size("N", 20.0, 0.9, high=1.4)]
    assert "all of the market" in legend(pictures.shares(results_with(size=beyond).size))


def test_sources_have_a_row_per_product_group_the_largest_first() -> None:
    def measured(group: str, source: str, amount: float) -> dict[str, object]:
        row = {"dimension": "product_group", "node": group, "source": source}
        return {**row, "amount": amount, "low": amount * 0.9, "high": amount * 1.1}

    nodes = [
        measured("Pumps", "survey", 5e6),
        measured("Seals", "survey", 8e6),
        measured("Pumps", "list", 7e6),
    ]
    ax = pictures.sources(results_with(source_nodes=nodes).source_nodes)
    assert rows_of(ax) == ["Seals", "Pumps"] and legend(ax) == ["list", "survey"]
    assert ax.get_xlabel() == "million CNY" and ax.get_xlim()[0] <= 0
    assert ax.get_title(loc="left") == "The sources side by side (product group)"


def test_the_split_draws_two_bars_a_region_and_cites_what_our_share_did() -> None:
    def change(node: str, market: float, share: float) -> dict[str, object]:
        row = {"span": "latest", "dimension": "region", "node": node, "market": market}
        return {**row, "share": share, "change": market + share}

    rows = [change("S", 10.0, 20.0), change("N", 15.0, -60.0)]
    ax = pictures.split(results_with(split=rows).split)
    assert rows_of(ax) == ["North", "South"], "the largest change first, whatever its sign"
    assert numbers(ax) == ["−¥60", "¥20"]
    assert [text.get_ha() for text in ax.texts] == ["right", "left"]
    assert sorted(bar.get_width() for bar in ax.patches) == [-60, 10, 15, 20]


def test_the_path_is_dotted_beyond_what_is_measured_and_has_room_for_a_year() -> None:
    months = [str(month) for month in Month(2025, 1).until(Month(2026, 3))]
    path = [
        {"month": m, "share": 0.1, "share_low": 0.09, "share_high": 0.11, "is_measured": m < "2026"}
        for m in months
    ]
    ahead = {"measure": "share", "share_expected": 0.12, "share_low": 0.1, "share_high": 0.14}
    got = results_with(path=path, outlook=ahead)
    ax = pictures.path(got.path, got.outlook)
    lines = {line.get_label(): line for line in ax.lines}
    assert len(lines["market measured"].get_xdata()) == 12
    assert list(lines["market carried on"].get_xdata()) == [11, 12, 13, 14]
    assert lines["market carried on"].get_linestyle() == ":"
    assert list(lines["expected, 95 %"].get_xdata()) == [26] and numbers(ax) == ["12.0%"]
    assert ax.get_ylim()[0] == 0


def test_a_path_that_is_measured_throughout_has_one_line_and_no_room() -> None:
    months = [str(month) for month in Month(2025, 1).until(Month(2026, 3))]
    path = [{"month": month, "share": 0.1, "is_measured": True} for month in months]
    got = results_with(path=path)
    ax = pictures.path(got.path, got.outlook)
    assert legend(ax) == ["market measured"] and numbers(ax) == []


def test_strength_has_a_square_for_the_market_and_its_number_on_the_outer_side() -> None:
    rows = [{"node": "N", "bdi": 0.8, "cdi": 1.1}, {"node": "S", "bdi": 1.4, "cdi": 0.9}]
    ax = pictures.strength(results_with(strength=rows).strength)
    assert rows_of(ax) == ["South", "North"] and numbers(ax) == ["1.40", "0.80"]
    assert [text.get_ha() for text in ax.texts] == ["left", "right"]
    marks = {line.get_label(): line.get_marker() for line in ax.lines}
    assert marks["the market (category index)"] == "s" and marks["we (brand index)"] == "o"


def test_white_space_holds_what_the_usual_share_would_bring() -> None:
    row = {"dimension": "region", "node": "N", "white_space": 5e6, "at_usual_share": 1e6}
    nodes = [{**row, "white_low": 4e6, "white_high": 6e6}, {**row, **WHOLE}]
    ax = pictures.white(results_with(white_nodes=nodes).white_nodes)
    assert rows_of(ax) == ["North"] and numbers(ax) == ["¥5.0M"]
    assert [bar.get_width() for bar in ax.patches] == [5, 1]
    assert legend(ax) == ["White space", "To gain at our usual share"]
    assert np.isclose(ax.texts[0].xy[0], 6), "the number stands beyond the range"


def test_without_rows_each_picture_says_so() -> None:
    got = results_with()
    for ax in (
        pictures.shares(got.size),
        pictures.sources(got.source_nodes),
        pictures.split(got.split),
        pictures.path(got.path, got.outlook),
        pictures.strength(got.strength),
        pictures.white(got.white_nodes),
    ):
        assert "no rows" in numbers(ax) and ax.get_title(loc="left")
