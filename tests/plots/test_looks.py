"""A member looks the same wherever it is drawn, and never differs from another by colour alone."""

from __future__ import annotations

import matplotlib.colors
import pytest
from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.plots import kinds
from salesnb.plots.looks import HATCHES, MARKERS, MEMBERS, colour_of, looks
from tests.plots.small import LOST, PRICES, lost, prices, result_of

MIXED = Frame(
    name="mixed",
    title="Mixed",
    grain="one row per member",
    key="dimension node",
    fields=(
        col.code("dimension", "Dimension", {"region": "region", "competitor": "competitor"}),
        col.member("node", "Node", within="dimension"),
        col.text("note", "Note"),
    ),
)


def drawn_colour(handle: object) -> tuple[float, ...]:
    """Return the colour of a dot, or of the first of some bars."""
    bars = getattr(handle, "patches", None)
    drawn = bars[0].get_facecolor() if bars else handle.get_color()  # type: ignore[attr-defined]
    return tuple(matplotlib.colors.to_rgba(drawn))


def colours(ax: Axes) -> dict[str, tuple[float, ...]]:
    handles, labels = ax.get_legend_handles_labels()
    return {label: drawn_colour(one) for one, label in zip(handles, labels, strict=True)}


def test_a_member_has_its_place_among_all_of_its_master_table() -> None:
    alone = looks(result_of(LOST, ("K2", "price", 1.0, 1.0)), "competitor_id")
    together = looks(lost(), "competitor_id")
    assert alone["K2"] == together["K2"] != together["K1"]


def test_a_code_has_its_place_among_its_words() -> None:
    alone = looks(result_of(LOST, ("K1", "service", 1.0, 1.0)), "reason")
    assert alone["service"] == looks(lost(), "reason")["service"]
    assert list(looks(lost(), "reason")) == ["price", "service"]


def test_a_member_of_a_dimension_looks_as_in_its_own_master_table() -> None:
    mixed = result_of(MIXED, ("region", "S", "x"), ("competitor", "K2", "y"))
    of_regions = looks(mixed.where(dimension="region"), "node")
    assert of_regions["S"] == looks(prices(), "region_id")["S"]
    of_rivals = looks(mixed.where(dimension="competitor"), "node")
    assert of_rivals["K2"] == looks(prices(), "competitor_id")["K2"]


def test_texts_without_a_list_of_their_own_have_their_place_in_the_result() -> None:
    notes = looks(result_of(MIXED, ("region", "S", "b"), ("region", "N", "a")), "note")
    assert list(notes) == ["a", "b"] and notes["a"].colour != notes["b"].colour


def test_unknown_members_come_after_the_known_ones() -> None:
    found = looks(
        result_of(LOST, ("K9", "price", 1.0, 1.0), ("K1", "price", 1.0, 1.0)), "competitor_id"
    )
    assert found["K1"] == looks(lost(), "competitor_id")["K1"]
    assert len({look.colour for look in found.values()}) == 2


@pytest.mark.parametrize("part", ["colour", "marker", "hatch"])
def test_the_first_members_differ_in_colour_marker_and_hatch(part: str) -> None:
    rows = [("region", f"R{i}", f"note {i}") for i in range(len(MEMBERS))]
    found = looks(result_of(MIXED, *rows), "note").values()
    assert len({getattr(look, part) for look in found}) == len(MEMBERS)
    assert len(MEMBERS) == len(MARKERS) == len(HATCHES)


def test_no_member_wears_a_colour_that_means_good_or_bad() -> None:
    rows = [("region", f"R{i:02d}", f"note {i:02d}") for i in range(20)]
    found = {look.colour for look in looks(result_of(MIXED, *rows), "note").values()}
    assert not found & {colour_of("good"), colour_of("bad")}


def test_beyond_the_colours_a_member_differs_by_its_marker_and_hatch() -> None:
    rows = [("N", f"K{i:02d}", 1.0, 0.9, 1.1) for i in range(30)]
    found = looks(result_of(PRICES, *rows), "competitor_id").values()
    assert len({(look.colour, look.marker) for look in found}) == 30
    assert len({(look.colour, look.hatch) for look in found}) == 30


def test_a_member_has_one_colour_in_pictures_of_different_kinds() -> None:
    dots = colours(kinds.intervals(prices(), "region_id competitor_id", "index"))
    reasons = lost().where(competitor_id="K2")  # a row for each of them
    bars = colours(kinds.stacked(lost(), "reason competitor_id", "amount", wholes=reasons))
    assert dots == bars
    assert list(dots) == ["One", "Two"] and dots["One"] != dots["Two"]
