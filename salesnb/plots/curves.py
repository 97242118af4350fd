"""What spending brings: a curve per member below each other, and the frontier of totals."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from salesnb.contracts.results import Result
from salesnb.i18n import N_, formats, language, t, translate
from salesnb.plots.looks import colour_of
from salesnb.plots.style import annotate, empty_panel, figure, styled

HIGH = 1.35  # inches of one curve
MOST = 8  # curves of a picture


@styled
def curves(points: Result, plan: Result, ax: Axes | None = None) -> Axes:
    """Draw each member's curve with its range, where it was observed, present and proposed.

    `points`: the key's first column, `factor` (times the base), `spend, brings, low, high,
    is_observed`; `plan`: a row per member with `same` (the base) and `proposed`. Return the first
    axes.
    """
    member = points.contract.keys[0]
    names = list(dict.fromkeys(points.frame[member]))[:MOST]
    if not names:
        return empty_panel(figure()[1] if ax is None else ax, points.title)
    fig, drawn = figure(7.2, 0.6 + HIGH * len(names), rows=len(names))
    axes = np.atleast_1d(drawn)
    largest = float(points.frame["high"].max())
    scale, unit = formats.axis_money(largest, points.context.currency)
    for name, own in zip(names, axes, strict=True):
        rows = points.where(**{member: name})
        _curve(own, rows, scale)
        _mark(own, rows, plan.where(**{member: name}), scale)
        own.set_title(str(rows.first.words(member)))
        own.set_ylabel(unit)
    label = points.heading("factor", with_unit=False)
    axes[-1].set_xlabel(label)
    handles, labels = axes[0].get_legend_handles_labels()
    fig.legend(handles, labels, loc="outside lower left", ncols=4, fontsize=8)
    return axes[0]


def _curve(ax: Axes, rows: Result, scale: float) -> None:
    """Draw the curve, thin where nothing was observed, with its range."""
    frame = rows.frame
    at, brings = frame["factor"].to_numpy(float), frame["brings"].to_numpy(float) / scale
    low, high = (frame[one].to_numpy(float) / scale for one in ("low", "high"))
    ax.fill_between(at, low, high, color=colour_of("neutral"), alpha=0.28, lw=0, label=t("range"))
    ax.plot(at, brings, color=colour_of("actual"), lw=0.9, ls=":")
    seen = frame["is_observed"].to_numpy(bool)
    how: dict[str, Any] = {"color": colour_of("actual"), "lw": 2, "label": t("observed so far")}
    ax.plot(np.where(seen, at, np.nan), brings, **how)
    ax.set_ylim(bottom=0)
    ax.set_xlim(0, float(at.max()))


def _mark(ax: Axes, rows: Result, plan: Result, scale: float) -> None:
    """Mark last year's shares and what is proposed."""
    frame = rows.frame
    at, brings = frame["factor"].to_numpy(float), frame["brings"].to_numpy(float) / scale
    for row in plan:
        factor = row["proposed"] / row["same"] if row["same"] else 1.0
        for place, look, marker, label in (
            (1.0, "before", "s", plan.heading("same", with_unit=False)),
            (factor, "plan", "D", plan.heading("proposed", with_unit=False)),
        ):
            value = float(np.interp(place, at, brings))
            ax.plot([place], [value], marker, color=colour_of(look), ms=6, ls="", label=label)
        value = float(np.interp(factor, at, brings))
        annotate(ax, row.cite("proposed"), (factor, value), va="top", offset=(0, -6))


@styled
def frontier(totals: Result, ax: Axes | None = None) -> Axes:
    """Draw what the best plan of each total brings, and the total of the plan.

    `totals`: `total, brings, one_more, is_present`, by rising totals.
    """
    ax = figure()[1] if ax is None else ax
    if totals.is_empty:
        return empty_panel(ax, totals.title)
    frame = totals.frame
    largest = float(frame[["total", "brings"]].max().max())
    scale, unit = formats.axis_money(largest, totals.context.currency)
    at, brings = frame["total"].to_numpy(float) / scale, frame["brings"].to_numpy(float) / scale
    ax.plot(at, brings, color=colour_of("actual"), lw=1.8, marker="o", ms=3)
    for row in totals:
        place = (row["total"] / scale, row["brings"] / scale)
        if row["is_present"]:
            ax.plot(*[[one] for one in place], "D", color=colour_of("plan"), ms=7)
        annotate(ax, row.cite("one_more"), place, va="bottom", offset=(0, 6))
    ax.margins(x=0.08, y=0.2)
    ax.set_xlabel(f"{totals.heading('total', with_unit=False)} ({unit})")
    ax.set_ylabel(f"{totals.heading('brings', with_unit=False)} ({unit})")
    ax.set_title(translate(TITLE, language()))
    return ax


TITLE = N_("What each total brings; the numbers are what one more unit of money brings there")
