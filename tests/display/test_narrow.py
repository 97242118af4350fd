"""A picture at the width of a phone: the same numbers, names that do not run into each other."""

from __future__ import annotations

import itertools
import re

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from salesnb.display.drawings import as_svg, with_glyphs_of
from salesnb.display.narrow import WIDTH, letters, narrow
from salesnb.display.show import show
from salesnb.findings import Finding
from salesnb.plots import kinds
from salesnb.plots.style import figure
from tests.display.cells import Cells, Shown
from tests.plots.small import regions


def picture(names: list[str], title: str = "") -> tuple[Figure, Axes]:
    fig, ax = figure()
    ax.bar(range(len(names)), [1] * len(names))
    ax.set_xticks(range(len(names)), names)
    ax.set_title(title, loc="left")
    return fig, ax


def narrowed(fig: Figure) -> Figure:
    found = narrow(fig)
    assert found is not None
    found.draw_without_rendering()
    return found


def test_names_below_the_axis_do_not_run_into_each_other() -> None:
    for names in (
        [f"January {year}" for year in range(2020, 2027)],
        ["customers who stopped", "new customers", "year before", "latest year", "mix", "prices"],
    ):
        (ax,) = narrowed(picture(names)[0]).axes
        boxes = [one.get_window_extent() for one in ax.get_xticklabels() if one.get_text()]
        turned = ax.get_xticklabels()[0].get_rotation() == 60
        assert turned or not any(a.overlaps(b) for a, b in itertools.pairwise(boxes))
        assert ax.get_xticklabels()[-1].get_text().split()[0] in names[-1]


def test_names_of_rows_that_take_several_lines_do_not_run_into_each_other() -> None:
    fig, ax = figure()
    names = ["market at today's share", "forecast if nothing changes", "reps' commitments"] * 3
    fig.set_size_inches(8, 1.8)
    ax.barh(range(len(names)), [1] * len(names))
    ax.set_yticks(range(len(names)), names)
    (row,) = narrowed(fig).axes
    boxes = [one.get_window_extent() for one in row.get_yticklabels()]
    assert not any(a.overlaps(b) for a, b in itertools.pairwise(boxes))


@pytest.mark.parametrize("title", ["What each month of the year adds or takes " * 2, "销售额" * 20])
def test_a_title_keeps_within_the_picture(title: str) -> None:
    found = narrowed(picture(["a"], title)[0])
    assert found.get_size_inches()[0] == pytest.approx(WIDTH)
    (ax,) = found.axes
    assert ax._left_title.get_window_extent().x1 <= found.bbox.x1  # type: ignore[attr-defined]
    assert "".join(ax.get_title(loc="left").split()) == "".join(title.split())


def test_the_picture_itself_stays_as_it_was() -> None:
    fig, _ = picture(["a", "b"], "A")
    before = as_svg(fig)
    narrow(fig)
    assert as_svg(fig) == before and as_svg(narrowed(fig)) == as_svg(narrowed(fig))


def test_pictures_side_by_side_or_without_room_are_not_drawn_again() -> None:
    assert narrow(figure(columns=2)[0]) is None
    fig, ax = picture(["a"])
    ax.set_yticks([0, 1], ["a" * 80, "b" * 80])
    assert narrow(fig) is None


def test_a_month_s_report_has_both_with_the_same_cited_numbers(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    for run in ("", "somewhere"):
        monkeypatch.setenv("SALESNB_RUN", run)
        show(kinds.bars(regions(), "region_id", "amount"), alt=Finding("alt", "info", "Bars."))
    alone, both = shown.html
    assert "narrow" not in alone and both.count("<svg") == 2 * alone.count("<svg")
    assert '<div class="narrow" hidden>' in both
    numbers = [[g for g in Cells(one).of("g") if "data-ref" in g] for one in (alone, both)]
    assert numbers[0] and numbers[1] == 2 * numbers[0]


def test_the_second_drawing_takes_its_letters_from_the_first() -> None:
    fig, _ = picture(["alpha", "beta"], "A title")
    wide, second = as_svg(fig), as_svg(narrowed(fig))
    shared = with_glyphs_of(second, wide)
    assert len(shared) < 0.7 * len(second)
    own = set(re.findall(r'\bid="([^"]+)"', shared))
    used = set(re.findall(r'href="#([^"]+)"', shared))
    assert used <= own | set(re.findall(r'\bid="([^"]+)"', wide)) and not own >= used


def test_a_chinese_character_is_two_letters_wide() -> None:
    assert letters("销售 a") == 6
