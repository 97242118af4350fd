"""What cannot be drawn is refused in words: what was found, what is needed, what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from salesnb.errors import CitationError, SalesnbError, UsageError
from salesnb.plots import kinds
from tests.plots.small import bridge, levels, lost, monthly, path, prices, regions

FRAME = regions().frame
LINES = {"amount": "actual"}
STACK = "competitor_id reason"


def refused(draw: Callable[[], object]) -> str:
    with pytest.raises(SalesnbError) as found:
        draw()
    return str(found.value)


NO_RESULT = [
    lambda: kinds.bars(FRAME, "region_id", "amount"),
    lambda: kinds.columns(FRAME, "region_id", "amount"),
    lambda: kinds.series(FRAME, LINES),
    lambda: kinds.parts(FRAME, "region_id", LINES),
    lambda: kinds.intervals(FRAME, STACK, "amount"),
    lambda: kinds.estimates(FRAME, "region_id", "amount"),
    lambda: kinds.stacked(FRAME, STACK, "amount", wholes=FRAME),
    lambda: kinds.waterfall(FRAME, "region_id", "amount"),
    lambda: kinds.steps(path(), FRAME, "index", weight="n"),
    lambda: kinds.small_map(FRAME, "region_id", "amount"),
]


@pytest.mark.parametrize("draw", NO_RESULT)
def test_a_plain_frame_is_refused_by_every_kind(draw) -> None:
    assert refused(draw).startswith(
        "DataFrame where a result is needed; a picture draws what `book"
    )


NO_NUMBERS = [
    lambda: kinds.bars(regions(), "region_id", "region_id"),
    lambda: kinds.columns(regions(), "amount", "region_id"),
    lambda: kinds.parts(regions(), "region_id", {"region_id": "actual"}),
    lambda: kinds.estimates(regions(), "region_id", "region_id"),
    lambda: kinds.small_map(regions(), "region_id", "region_id"),
]


@pytest.mark.parametrize("draw", NO_NUMBERS)
def test_a_column_of_text_is_refused_where_numbers_are_needed(draw) -> None:
    assert refused(draw) == (
        "regions.region_id holds 'N', and numbers are needed; its columns of numbers are amount,"
        " growth, hours, latitude, longitude, sold, open"
    )


def test_other_kinds_refuse_text_too() -> None:
    assert "lost.reason holds 'price', and numbers" in refused(
        lambda: kinds.stacked(lost(), STACK, "reason", wholes=lost())
    )
    assert "bridge.step holds 'before', and numbers" in refused(
        lambda: kinds.waterfall(bridge(), "step", "step")
    )
    assert "monthly.month holds '2026-01', and numbers" in refused(
        lambda: kinds.series(monthly(), {"month": "actual"})
    )
    assert "path.competitor_id holds 'K1', and numbers" in refused(
        lambda: kinds.steps(path(), levels(), "index", weight="competitor_id")
    )


def test_values_of_a_column_are_refused_where_its_name_is_needed() -> None:
    found = refused(lambda: kinds.bars(regions(), "region_id", FRAME["amount"]))
    assert found.startswith(
        "Series where the name of a column is needed; its columns are region_id"
    )


def test_a_picture_over_months_needs_months() -> None:
    found = refused(lambda: kinds.series(regions(), LINES))
    assert found.startswith("regions has no column 'month'")


@pytest.mark.parametrize(
    "draw",
    [
        lambda: kinds.bars(regions(), "regio_id", "amount"),
        lambda: kinds.columns(regions(), "regio_id", "amount"),
        lambda: kinds.parts(regions(), "regio_id", {"sold": "good"}),
        lambda: kinds.intervals(prices(), "regio_id competitor_id", "index"),
        lambda: kinds.small_map(regions(), "regio_id", "amount"),
    ],
)
def test_an_unknown_column_of_rows_is_refused_with_the_nearest_name(draw) -> None:
    with pytest.raises(CitationError, match="did you mean 'region_id'"):
        draw()


COVERED = [
    lambda: kinds.bars(lost(), "competitor_id", "amount"),
    lambda: kinds.columns(lost(), "competitor_id", "amount"),
    lambda: kinds.parts(lost(), "competitor_id", {"amount": "good", "hours": "plan"}),
    lambda: kinds.estimates(prices(), "competitor_id", "index"),
    lambda: kinds.series(path(), {"index": "actual"}),
    lambda: kinds.waterfall(lost(), "competitor_id", "amount"),
    lambda: kinds.intervals(prices(), "competitor_id competitor_id", "index"),
]


@pytest.mark.parametrize("draw", COVERED)
def test_rows_that_would_cover_each_other_are_refused(draw) -> None:
    with pytest.raises(UsageError, match="rows would be drawn over each other"):
        draw()


def test_rows_that_would_cover_each_other_are_named_by_what_tells_them_apart() -> None:
    assert refused(lambda: kinds.bars(lost(), "competitor_id", "amount")) == (
        "lost: 2 rows would be drawn over each other: price, service; choose rows with"
        " `.where(...)` until each has a place of its own; a row is known by competitor_id, reason"
    )
    many = refused(lambda: kinds.bars(path(), "competitor_id", "index"))
    assert "Mar 2026, Apr 2026, May 2026, Jun 2026, …;" in many


def test_an_unknown_keyword_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UsageError, match="this picture takes no 'titel'; did you mean 'title'"):
        kinds.bars(regions(), "region_id", "amount", titel="Where")
    with pytest.raises(UsageError, match=r"takes no 'x'; besides its own parameters .* title, val"):
        kinds.series(monthly(), LINES, x="Where")
    for draw in NO_WORD:
        with pytest.raises(UsageError, match="takes no 'shaded'"):
            draw(shaded="range")


NO_WORD = [
    lambda **how: kinds.bars(regions(), "region_id", "amount", **how),
    lambda **how: kinds.waterfall(bridge(), "step", "amount", **how),
    lambda **how: kinds.small_map(regions(), "region_id", "amount", **how),
    lambda **how: kinds.steps(path(), levels(), "index", weight="n", **how),
]
