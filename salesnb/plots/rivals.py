"""Pictures of 03b_rivals."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from salesnb.contracts.results import Result
from salesnb.findings import cite
from salesnb.findings.rivals import ASPECT_WORDS, REASON_WORDS
from salesnb.i18n import language, t, translate
from salesnb.plots.edges import legend_below, month_axis
from salesnb.plots.market import MARKERS, MILLION, SERIES
from salesnb.plots.style import COLOURS, annotate, empty_panel, figure, new_axes, style

Names = Mapping[str, str]
ROW = 0.55
HATCHES = ("", "//", "..", "xx", "--", "++")


def _looks(ids: list[str]) -> dict[str, tuple[str, str]]:
    """Return colour and marker of each competitor, the same in every picture."""
    return {
        id: (COLOURS[SERIES[i % len(SERIES)]], MARKERS[i % len(MARKERS)])
        for i, id in enumerate(sorted(ids))
    }


def _dots(
    ax: Axes, rows: pd.DataFrame, columns: tuple[str, str], labels: dict[str, str], names: Names
) -> None:
    """Draw one dot with its range per competitor in each row of a list.

    `columns` are the one that names the row and the one that holds the value.
    """
    row, value = columns
    nodes = list(labels)
    at = {node: len(nodes) - 1.0 - i for i, node in enumerate(nodes)}
    looks = _looks(rows["competitor_id"].unique().tolist())
    for i, (id, (colour, marker)) in enumerate(looks.items()):
        own = rows[rows["competitor_id"] == id]
        y = own[row].map(at).to_numpy(float) + 0.16 * ((len(looks) - 1) / 2 - i)
        ax.hlines(y, own["low"], own["high"], color=colour, lw=1.5)
        ax.plot(own[value], y, marker, color=colour, ms=5, label=names.get(id, id))
    ax.set_yticks(list(at.values()), list(labels.values()))
    ax.set_ylim(-0.6, len(nodes) - 0.4)
    ax.grid(axis="x")
    ax.grid(axis="y", visible=False)
    legend_below(ax)


def prices(result: Result, ax: Axes | None = None, *, names: Names) -> Axes:
    """Draw each competitor's price over ours by product group, with its range."""
    with style():
        rows = result.rows(dimension="product_group").dropna(subset="index")
        groups = sorted(rows["node"].unique())
        ax = figure(7.2, max(1.8, 1.1 + ROW * len(groups)))[1] if ax is None else ax
        title = t("Competitors' prices over our list prices")
        if rows.empty:
            return empty_panel(ax, title)
        _dots(ax, rows, ("node", "index"), {group: group for group in groups}, names)
        ax.axvline(1, color=COLOURS["before"], lw=1)
        ax.set_xlabel(t("price over our list price (one: equal)"))
        ax.set_title(title)
    return ax


def price_path(months: Result, changes: Result, ax: Axes | None = None, *, names: Names) -> Axes:
    """Draw the months of the competitor whose price changed last, and the levels before and since."""
    with style():
        ax = new_axes(ax)
        if changes.is_empty:
            return empty_panel(ax, t("No step of a competitor's price"))
        one = changes.frame.sort_values(["month", "competitor_id", "product_group"]).iloc[-1]
        rows = months.rows(competitor_id=one["competitor_id"], product_group=one["product_group"])
        every = [str(m) for m in pd.period_range(rows["month"].min(), rows["month"].max(), freq="M")]  # fmt: skip
        place = {month: i for i, month in enumerate(every)}
        at = rows["month"].map(place).to_numpy(float)
        ax.scatter(at, rows["index"], s=10 * rows["n"], color=COLOURS["actual"], label=t("mean of the month (larger: more prices)"))  # fmt: skip
        turn = place[one["month"]]
        ax.axvspan(place[one["earliest"]] - 0.5, place[one["latest"]] + 0.5, color=COLOURS["neutral"], alpha=0.25, lw=0, label=t("where the step may lie"))  # fmt: skip
        where = {name: one[name] for name in ("competitor_id", "product_group", "month")}
        for column, start, stop in (("before", 0, turn - 0.5), ("after", turn - 0.5, len(every) - 1)):  # fmt: skip
            ax.plot([start, stop], [one[column]] * 2, color=COLOURS["plan"], lw=1.8, ls="--")
            annotate(ax, cite(changes, column, fmt="factor", **where), ((start + stop) / 2, one[column]))  # fmt: skip
        month_axis(ax, every)
        ax.set_ylabel(t("price over our list price"))
        ax.set_title(t("{name}, {group}", name=names.get(one["competitor_id"], one["competitor_id"]), group=one["product_group"]))  # fmt: skip
        legend_below(ax)
    return ax


def aspects(result: Result, ax: Axes | None = None, *, names: Names) -> Axes:
    """Draw each competitor's quality, variety, service and terms where we are 100."""
    with style():
        rows = result.rows(unit="index").dropna(subset="mean")
        labels = {a: translate(ASPECT_WORDS.get(a, a), language()) for a in sorted(rows["aspect"].unique())}  # fmt: skip
        ax = figure(7.2, max(1.8, 1.2 + ROW * len(labels)))[1] if ax is None else ax
        title = t("Competitors' quality, variety, service and terms")
        if rows.empty:
            return empty_panel(ax, title)
        _dots(ax, rows, ("aspect", "mean"), labels, names)
        ax.axvline(100, color=COLOURS["before"], lw=1)
        ax.set_xlabel(t("index; at a hundred as good as ours"))
        ax.set_title(title)
    return ax


def lost(result: Result, ax: Axes | None = None, *, currency: str = "", names: Names) -> Axes:
    """Draw what each competitor took, by the reason of the loss."""
    with style():
        rows = result.frame
        sums = rows.groupby("competitor_id")["amount"].sum().sort_values()
        ax = figure(7.2, max(1.8, 1.2 + 0.45 * len(sums)))[1] if ax is None else ax
        title = t("Deals lost in twelve months, by reason")
        if rows.empty:
            return empty_panel(ax, title)
        left = np.zeros(len(sums))
        for i, reason in enumerate(sorted(rows["reason"].unique())):
            own = rows[rows["reason"] == reason].set_index("competitor_id")["amount"]
            width = own.reindex(sums.index).fillna(0.0).to_numpy(float) / MILLION
            ax.barh(np.arange(len(sums)), width, left=left, height=0.6, color=COLOURS[SERIES[i % len(SERIES)]], hatch=HATCHES[i % len(HATCHES)], edgecolor="white", lw=0, label=translate(REASON_WORDS.get(reason, reason), language()))  # fmt: skip
            left += width
        ax.set_yticks(range(len(sums)), [names.get(id, id) for id in sums.index])
        ax.grid(axis="x")
        ax.grid(axis="y", visible=False)
        ax.set_xlabel(t("million {currency}", currency=currency))
        ax.set_title(title)
        legend_below(ax)
    return ax
