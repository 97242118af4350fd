"""What 01_intake draws: tasks by state, counted, labelled and cited."""

from __future__ import annotations

import pandas as pd

from salesnb.contracts.results import Result
from salesnb.contracts.validated import result
from salesnb.i18n import use
from salesnb.pages.intake import FRAMES
from salesnb.pages.intake.pictures import coverage
from salesnb.plots.style import CITE

ROWS = [
    ("plan_basis", 9, 3, 6, 0, 0, 0.33, 1.0),
    ("deals", 4, 0, 1, 1, 2, 0.0, 0.25),
    ("total", 13, 3, 7, 1, 2, 0.23, 0.77),
]


def groups(rows: list[tuple]) -> Result:
    frame = FRAMES["coverage_groups"]
    return result(pd.DataFrame(rows, columns=frame.columns), frame)


def test_each_area_of_management_is_a_bar_of_its_tasks() -> None:
    ax = coverage(groups(ROWS))
    assert [one.get_text() for one in ax.get_yticklabels()] == [
        "Basis of the plan",
        "Planning deals",
    ]
    assert ax.get_yticks()[0] > ax.get_yticks()[1], "the first stands at the top"
    assert ax.get_xlabel() == "tasks"
    ends = [bars[1].get_x() + bars[1].get_width() for bars in ax.containers]
    assert ends == [0, 1, 2, 4]
    assert len({bars[0].get_facecolor() for bars in ax.containers}) == 4
    assert len({bars[0].get_hatch() for bars in ax.containers}) == 4


def test_each_count_but_nought_is_written_and_cites_its_cell() -> None:
    ax = coverage(groups(ROWS))
    cited = [text for text in ax.texts if str(text.get_gid()).startswith(CITE)]
    assert sorted(text.get_text() for text in cited) == ["1", "1", "2", "3", "6"]
    assert all("coverage_groups@draft/n_" in str(text.get_gid()) for text in cited)


def test_the_picture_speaks_chinese() -> None:
    with use("zh"):
        ax = coverage(groups(ROWS))
        labels = ax.get_legend_handles_labels()[1]
        assert ax.get_title("left") == "销售管理任务：管了没有"
    assert labels == ["已管理", "数据最新，尚无工作簿", "数据陈旧", "没有数据"]


def test_without_groups_the_picture_says_that_there_are_no_rows() -> None:
    ax = coverage(groups([]))
    assert [text.get_text() for text in ax.texts] == ["no rows"]
