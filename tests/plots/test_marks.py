"""Lines and bands break where months are missing, judged by the usual step of the series."""

from __future__ import annotations

import numpy as np
import pytest

from salesnb.plots.marks import lone, unbroken, with_breaks, with_width
from salesnb.plots.places import over_months
from tests.plots.small import MONTHLY, result_of


def parts(*at: float) -> list[list[float]]:
    places = np.array(at, dtype=float)
    return [places[one].tolist() for one in unbroken(places)]


@pytest.mark.parametrize(
    ("at", "found"),
    [
        ((0, 1, 2), [[0, 1, 2]]),
        ((0, 1, 3, 4), [[0, 1], [3, 4]]),
        ((0, 12, 24, 36), [[0, 12, 24, 36]]),  # years
        ((0, 3, 6, 12, 15), [[0, 3, 6], [12, 15]]),  # quarters, one of them missing
        ((0, 12, 24, 26), [[0, 12, 24, 26]]),  # years, and the one that runs
        ((0, 1, 2, 14), [[0, 1, 2], [14]]),
        ((5,), [[5]]),
        ((0, 7), [[0, 7]]),  # of two places nobody knows the usual step
        ((), []),
        ((2, 0, 1), [[0, 1, 2]]),
    ],
)
def test_a_gap_is_longer_than_the_usual_step_of_a_series(at, found) -> None:
    assert parts(*at) == found


def test_a_place_between_two_gaps_is_known() -> None:
    at = np.array([0.0, 1.0, 4.0, 7.0, 8.0])
    (joined,) = with_breaks(at)
    assert [joined[one] for one in lone(at)] == [4]
    wide, values = with_width(at, at * 10)
    assert wide[~np.isnan(wide)].tolist() == [0, 1, 3.7, 4.3, 7, 8]
    assert values[~np.isnan(values)].tolist() == [0, 10, 40, 40, 70, 80]


def drawn(*months: str, unknown: tuple[str, ...] = ()):
    """Return a line of amounts, and a band, over some months, of which some have no amount."""
    rows = [(m, np.nan if m in unknown else 1.0, 1.0, 0.0, 2.0) for m in months]
    panel = over_months(result_of(MONTHLY, *rows), "amount")
    panel.line("amount", "actual")
    panel.band("low", "high", label="range")
    return panel.ax


def spans(ax) -> list[tuple[float, float]]:
    """Return from where to where the parts of the band go."""
    paths = ax.collections[0].get_paths()
    return [(one.vertices[:, 0].min(), one.vertices[:, 0].max()) for one in paths]


def test_lines_and_bands_do_not_run_over_missing_months() -> None:
    ax = drawn("2026-01", "2026-02", "2026-05", "2026-06")
    x = ax.lines[0].get_xdata()
    assert np.isnan(x).tolist() == [False, False, True, False, False]
    assert spans(ax) == [(0, 1), (4, 5)]


def test_a_month_whose_value_is_not_known_breaks_the_line_as_one_without_a_row() -> None:
    ax = drawn("2026-01", "2026-02", "2026-03", "2026-04", "2026-05", unknown=("2026-03",))
    assert np.isnan(ax.lines[0].get_xdata()).tolist() == [False, False, True, False, False]


def test_yearly_values_are_joined_in_a_picture_over_months() -> None:
    ax = drawn("2023-12", "2024-12", "2025-12")
    assert ax.lines[0].get_xdata().tolist() == [0, 12, 24] and spans(ax) == [(0, 24)]


def test_a_month_between_two_gaps_is_seen_as_a_dot_and_a_short_piece_of_the_band() -> None:
    ax = drawn("2026-01", "2026-02", "2026-05", "2026-08", "2026-09")
    (line,) = ax.lines
    assert line.get_marker() == "o"
    assert [line.get_xdata()[one] for one in line.get_markevery()] == [4]
    assert (3.7, 4.3) in spans(ax)


def test_a_line_without_lone_months_has_no_dots() -> None:
    assert drawn("2026-01", "2026-02").lines[0].get_marker() in {"", "None"}
