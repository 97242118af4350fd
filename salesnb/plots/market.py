"""Pictures of 03_market."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from salesnb.contracts.results import Result
from salesnb.findings import cite
from salesnb.i18n import t
from salesnb.plots.edges import legend_below, month_axis
from salesnb.plots.style import COLOURS, annotate, empty_panel, figure, new_axes, style

MILLION = 1e6
MARKERS = ("o", "s", "^", "D", "v", "P")
SERIES = ("actual", "plan", "good", "bad", "highlight", "neutral")
ROW = 0.3  # height of a row of a list, inches


def _list_axes(n: int, ax: Axes | None) -> Axes:
    """Return axes high enough for a list of `n` rows."""
    return figure(7.2, max(1.6, 0.9 + ROW * n))[1] if ax is None else ax


def _rows_axis(ax: Axes, labels: list[str]) -> np.ndarray:
    """Label the rows of a list, the first at the top; return their places."""
    places = np.arange(len(labels))[::-1].astype(float)
    ax.set_yticks(places, labels)
    ax.set_ylim(-0.7, max(len(labels), 1) - 0.3)
    ax.grid(axis="x")
    ax.grid(axis="y", visible=False)
    return places


def shares(
    result: Result,
    ax: Axes | None = None,
    *,
    dimension: str = "region",
    names: Mapping[str, str] | None = None,
) -> Axes:
    """Draw our share of each node with its range, beside our share of the whole."""
    with style():
        rows = result.rows(dimension=dimension).dropna(subset="share")
        ax = _list_axes(len(rows), ax)
        title = t("Our share, with the range of the market's size")
        if rows.empty:
            return empty_panel(ax, title)
        places = _rows_axis(ax, [(names or {}).get(n, n) for n in rows["node"]])
        low, mid, high = (100 * rows[c].to_numpy(float) for c in ("share_low", "share", "share_high"))  # fmt: skip
        ax.hlines(places, low, high, color=COLOURS["actual"], lw=2)
        ax.plot(mid, places, "o", color=COLOURS["actual"], ms=5)
        for node, place, at in zip(rows["node"], places, high, strict=True):
            annotate(ax, cite(result, "share", dimension=dimension, node=node), (at, place), ha="left", va="center", offset=(4, 0))  # fmt: skip
        whole = 100 * float(result.rows(dimension="total")["share"].iloc[0])
        ax.axvline(whole, color=COLOURS["before"], lw=1, ls="--", label=t("our share in all"))
        if high.max() > 100:
            ax.axvline(100, color=COLOURS["bad"], lw=1, ls=":", label=t("all of the market"))
        ax.set_xlim(0, high.max() * 1.15)
        ax.set_xlabel(t("% of the market"))
        ax.set_title(title)
        legend_below(ax)
    return ax


def sources(
    result: Result, ax: Axes | None = None, *, dimension: str = "segment", currency: str = ""
) -> Axes:
    """Draw what each source says of each node, with the range that it states."""
    with style():
        rows = result.rows(dimension=dimension)
        nodes = rows.groupby("node")["amount"].max().sort_values(ascending=False).index.tolist()
        ax = _list_axes(len(nodes) + 1, ax)
        title = t("The sources side by side")
        if rows.empty:
            return empty_panel(ax, title)
        places = dict(zip(nodes, _rows_axis(ax, nodes), strict=True))
        names = sorted(rows["source"].unique())
        for i, source in enumerate(names):
            own = rows[rows["source"] == source]
            at = own["node"].map(places).to_numpy(float) + 0.14 * ((len(names) - 1) / 2 - i)
            colour = COLOURS[SERIES[i % len(SERIES)]]
            ax.hlines(at, own["low"] / MILLION, own["high"] / MILLION, color=colour, lw=1.6)
            ax.plot(own["amount"] / MILLION, at, MARKERS[i % len(MARKERS)], color=colour, ms=5, label=source)  # fmt: skip
        ax.set_xlim(left=0)
        ax.set_xlabel(t("million {currency}", currency=currency))
        ax.set_title(title)
        legend_below(ax)
    return ax


def split(
    result: Result,
    ax: Axes | None = None,
    *,
    currency: str = "",
    names: Mapping[str, str] | None = None,
) -> Axes:
    """Draw what the market and what our share added to the sales of each region."""
    with style():
        rows = result.rows(span="latest", dimension="region").head(15)
        ax = _list_axes(len(rows), ax)
        title = t("What changed our sales: the market, or our share of it")
        if rows.empty:
            return empty_panel(ax, title)
        places = _rows_axis(ax, [(names or {}).get(n, n) for n in rows["node"]])
        market, share = (rows[c].to_numpy(float) / MILLION for c in ("market", "share"))
        ax.barh(places + 0.2, market, height=0.36, color=COLOURS["before"], label=t("market effect"))  # fmt: skip
        colours = [COLOURS["good"] if v >= 0 else COLOURS["bad"] for v in share]
        ax.barh(places - 0.2, share, height=0.36, color=colours, label=t("share effect"), hatch="//", edgecolor="white", lw=0)  # fmt: skip
        for node, place, value in zip(rows["node"], places, share, strict=True):
            side = {"ha": "left", "offset": (3, 0)} if value >= 0 else {"ha": "right", "offset": (-3, 0)}  # fmt: skip
            annotate(ax, cite(result, "share", currency=currency, span="latest", dimension="region", node=node), (value, place - 0.2), va="center", **side)  # fmt: skip
        ax.axvline(0, color=COLOURS["before"], lw=0.8)
        ax.margins(x=0.15)
        ax.set_xlabel(t("million {currency}", currency=currency))
        ax.set_title(title)
        legend_below(ax)
    return ax


def path(result: Result, outlook: Result, ax: Axes | None = None) -> Axes:
    """Draw our share of every twelve months, its range, and where it goes."""
    with style():
        ax = new_axes(ax)
        title = t("Our share of every twelve months")
        frame = result.frame.dropna(subset="share").reset_index(drop=True)
        if frame.empty:
            return empty_panel(ax, title)
        place = np.arange(len(frame))
        low, share, high = (100 * frame[c].to_numpy(float) for c in ("share_low", "share", "share_high"))  # fmt: skip
        ax.fill_between(place, low, high, color=COLOURS["neutral"], alpha=0.25, lw=0, label=t("range of the market's size"))  # fmt: skip
        known = frame["is_measured"].to_numpy(bool)
        ax.plot(place[known], share[known], color=COLOURS["actual"], lw=1.8, label=t("market measured"))  # fmt: skip
        if not known.all():
            begun = max(int(known.sum()) - 1, 0)
            ax.plot(place[begun:], share[begun:], color=COLOURS["actual"], lw=1.8, ls=":", label=t("market carried on"))  # fmt: skip
        months = frame["month"].tolist() + _ahead(ax, outlook, len(frame), frame["month"].iloc[-1])
        month_axis(ax, months)
        ax.set_ylim(bottom=0)
        ax.set_ylabel(t("% of the market"))
        ax.set_title(title)
        legend_below(ax)
    return ax


def _ahead(ax: Axes, outlook: Result, n: int, last: str) -> list[str]:
    """Draw the share expected in twelve months; return the months that it takes on the axis."""
    rows = outlook.rows(measure="share").dropna(subset="share_expected")
    if rows.empty:
        return []
    low, mid, high = (100 * float(rows[c].iloc[0]) for c in ("share_low", "share_expected", "share_high"))  # fmt: skip
    ax.errorbar([n + 11], [mid], yerr=[[mid - low], [high - mid]], fmt="D", ms=5, capsize=4, color=COLOURS["plan"], label=t("expected, 95 %"))  # fmt: skip
    annotate(ax, cite(outlook, "share_expected", measure="share"), (n + 11, mid), ha="right", va="center", offset=(-7, 0))  # fmt: skip
    return [str(m) for m in pd.period_range(last, periods=13, freq="M")[1:]]


def strength(
    result: Result, ax: Axes | None = None, *, names: Mapping[str, str] | None = None
) -> Axes:
    """Draw brand and category development of each region side by side."""
    with style():
        rows = result.frame.sort_values(["bdi", "node"], ascending=[False, True])
        ax = _list_axes(len(rows), ax)
        title = t("Our sales and the market's, per unit of potential")
        if rows.empty:
            return empty_panel(ax, title)
        places = _rows_axis(ax, [(names or {}).get(n, n) for n in rows["node"]])
        brand, category = rows["bdi"].to_numpy(float), rows["cdi"].to_numpy(float)
        ax.hlines(places, brand, category, color=COLOURS["before"], lw=1)
        ax.plot(category, places, "s", color=COLOURS["plan"], ms=6, label=t("the market (category index)"))  # fmt: skip
        ax.plot(brand, places, "o", color=COLOURS["actual"], ms=6, label=t("we (brand index)"))
        for node, place, value in zip(rows["node"], places, brand, strict=True):
            side = {"ha": "left", "offset": (6, 0)} if value >= 1 else {"ha": "right", "offset": (-6, 0)}  # fmt: skip
            annotate(ax, cite(result, "bdi", fmt="factor", node=node), (value, place), va="center", **side)  # fmt: skip
        ax.axvline(1, color=COLOURS["before"], lw=0.8)
        ax.margins(x=0.15)
        ax.set_xlabel(t("index; one is the average of all regions"))
        ax.set_title(title)
        legend_below(ax)
    return ax


def white(
    result: Result,
    ax: Axes | None = None,
    *,
    dimension: str = "region",
    currency: str = "",
    names: Mapping[str, str] | None = None,
) -> Axes:
    """Draw the white space of each node with its range, and what our usual share would bring."""
    with style():
        rows = result.rows(dimension=dimension).head(15)
        ax = _list_axes(len(rows), ax)
        title = t("White space: what the market could still buy from us")
        if rows.empty:
            return empty_panel(ax, title)
        places = _rows_axis(ax, [(names or {}).get(n, n) for n in rows["node"]])
        amount, usual = (rows[c].to_numpy(float) / MILLION for c in ("white_space", "at_usual_share"))  # fmt: skip
        low, high = (rows[c].to_numpy(float) / MILLION for c in ("white_low", "white_high"))
        ax.barh(places, amount, height=0.6, color=COLOURS["neutral"], label=t("white space"))
        ax.barh(places, usual, height=0.28, color=COLOURS["actual"], label=t("to gain at our usual share"))  # fmt: skip
        ends = np.where(np.isfinite(high), high, amount)
        ax.hlines(places, low, high, color=COLOURS["before"], lw=1.2)
        for node, place, at in zip(rows["node"], places, ends, strict=True):
            annotate(ax, cite(result, "white_space", currency=currency, dimension=dimension, node=node), (at, place), ha="left", va="center", offset=(4, 0))  # fmt: skip
        ax.set_xlim(0, max(float(ends.max()), 1e-9) * 1.18)
        ax.set_xlabel(t("million {currency}", currency=currency))
        ax.set_title(title)
        legend_below(ax)
    return ax
