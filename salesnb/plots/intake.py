"""Pictures of 01_intake."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from salesnb.contracts.results import Result
from salesnb.findings import cite
from salesnb.i18n import language, t, translate
from salesnb.plots.style import COLOURS, annotate, empty_panel, new_axes, style

_STATES = (("n_managed", "good", ""), ("n_unserved", "neutral", "\\\\"), ("n_stale", "plan", "//"), ("n_unmanaged", "before", ".."))  # fmt: skip


def coverage(result: Result, ax: Axes | None = None) -> Axes:
    """Draw, per area of management, how many tasks are managed, and what the others lack."""
    with style():
        ax = new_axes(ax)
        title = t("Tasks of managing sales: managed or not")
        rows = result.frame[result.frame["group"] != "total"].iloc[::-1]
        if rows.empty:
            return empty_panel(ax, title)
        place = np.arange(len(rows), dtype=float)
        left = np.zeros(len(rows))
        for name, colour, hatch in _STATES:
            values = rows[name].to_numpy()
            ax.barh(place, values, left=left, color=COLOURS[colour], hatch=hatch, edgecolor="white", lw=0.4, label=translate(result.field(name).label, language()))  # fmt: skip
            for y, group, value, start in zip(place, rows["group"], values, left, strict=True):
                if value:
                    annotate(ax, cite(result, name, group=group), (start + value / 2, y), va="center", offset=(0, 0), bbox={"fc": COLOURS[colour], "ec": "none", "pad": 1}, color="black")  # fmt: skip
            left = left + values
        ax.set_yticks(place, [translate(label, language()) for label in rows["label"]])
        ax.set_xlabel(t("tasks"))
        ax.grid(axis="y", visible=False)
        ax.grid(axis="x", visible=True)
        ax.set_title(title)
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=4, fontsize=8)
    return ax
