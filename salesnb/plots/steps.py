"""When did a level change: the months of a series, with the levels before and since its step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Unpack

from matplotlib.axes import Axes

from salesnb.contracts.results import Result, Row
from salesnb.errors import ArtefactError
from salesnb.i18n import formats, t
from salesnb.plots.checks import require_columns, with_values
from salesnb.plots.looks import colour_of
from salesnb.plots.panel import Panel
from salesnb.plots.places import over_months
from salesnb.plots.style import empty_panel, figure, styled
from salesnb.plots.titles import Words, named

_EVERY = 12 * 100  # months: all of a series are drawn, also where some of them have no row


@styled
def steps(
    months: Result,
    levels: Result,
    value: str,
    *,
    weight: str,
    ax: Axes | None = None,
    **words: Unpack[Words],
) -> Axes:
    """Draw the months of the series whose level changed last, with the levels before and since.

    `levels` has the key of a series, and month, earliest, latest, before and after of each step:
    where it may lie is shaded. The area of a dot is by the column `weight`. Raises
    `ArtefactError` where a step lies outside of the months.
    """
    marks = words.pop("marks", "")
    require_columns(levels, "month earliest latest before after")
    if levels.is_empty:
        return empty_panel(figure()[1] if ax is None else ax, named(levels, **words))
    step = levels.by("-month").first
    of = {key: step[key] for key in levels.contract.keys if key != "month"}
    own = months.where(**of)
    drawn = with_values(own, f"{value} {weight}")
    panel = over_months(drawn, value, last=_EVERY, ax=ax)
    panel = replace(panel, columns=[value, weight])
    if panel.result.is_empty:
        return panel.finish(of=own, **words)
    panel.areas(value, weight, "actual", label=marks or _marks(own, value, weight))
    start, turn, end = (_place(panel, step, one) for one in ("earliest", "month", "latest"))
    shade: dict[str, Any] = {"color": colour_of("neutral"), "label": t("where the step may lie")}
    panel.ax.axvspan(start - 0.5, end + 0.5, alpha=0.25, lw=0, **shade)
    _draw_level(panel, step, "before", (0.0, turn - 0.5))
    _draw_level(panel, step, "after", (turn - 0.5, max(panel.places.values())))
    return panel.finish(of=own, **words)


def _draw_level(panel: Panel, step: Row, column: str, span: tuple[float, float]) -> None:
    """Draw a level as a line over its months, with its number; the legend has one of the two."""
    at = step[column] / panel.scale
    label = t("level before and since") if column == "before" else None
    panel.ax.plot(span, [at, at], color=colour_of("plan"), lw=1.8, ls="--", label=label)
    panel.note(step, column, sum(span) / 2, at)


def _marks(months: Result, value: str, weight: str) -> str:
    """Return what the dots are, where the caller does not say it."""
    names = {one: months.heading(one, with_unit=False) for one in (value, weight)}
    return t("{value}; area of a dot: {weight}", value=names[value], weight=names[weight])


def _place(panel: Panel, step: Row, column: str) -> float:
    if step[column] not in panel.places:
        month = formats.month(step[column])
        raise ArtefactError(
            t("{name}: no month {month}", name=panel.result.name, month=month),
            fix=t("a step lies among the months of its series"),
        )
    return panel.places[step[column]]
