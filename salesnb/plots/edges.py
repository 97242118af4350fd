"""What several plots share at their edges: the month axis, and a legend below."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.i18n import formats


def month_axis(ax: Axes, months: list[str]) -> None:
    """Label every half year (every year of a long series), or every month of a short one."""
    n = len(months)
    step = 12 if n > 60 else 6 if n > 15 else 1 if n <= 6 else 3
    places = list(range(n - 1, -1, -step))[::-1]
    ax.set_xticks(places, [formats.month(months[p]) for p in places])


def legend_below(ax: Axes, *, ncols: int = 4) -> None:
    """Put the legend below the axes, where it covers nothing."""
    handles, labels = ax.get_legend_handles_labels()
    ax.figure.legend(handles, labels, loc="outside lower left", ncols=ncols, fontsize=8)
