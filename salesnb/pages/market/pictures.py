"""What 03_market draws."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from salesnb.contracts.results import Result
from salesnb.i18n import N_
from salesnb.pages.market.sentences import WHOLE
from salesnb.plots import kinds
from salesnb.plots.places import over_months, over_rows

AHEAD = 12  # months of the outlook


def shares(size: Result, ax: Axes | None = None) -> Axes:
    """Draw our share of each region with its range, beside our share of the whole."""
    every = size.where(dimension="region")
    regions = every.known("share")
    panel = over_rows(regions, "node", "share", ax=ax)
    if not regions.is_empty:
        panel.ranges("share_low", "share_high", "actual", lw=2)
        panel.dots("share", "actual")
        panel.cite("share", beyond="share_high")
        panel.level(size.row(**WHOLE)["share"], label=N_("our share in all"), ls="--")
        if (regions.frame["share_high"] > 1).any():
            panel.level(1.0, "bad", label=N_("all of the market"), ls=":")
        panel.ax.margins(x=0.15)
        panel.ax.set_xlim(left=0)
    return panel.finish(of=every, title=N_("Our share, with the range of the market's size"))


def sources(nodes: Result, ax: Axes | None = None) -> Axes:
    """Draw what each source says of each product group, with the range that it states."""
    groups = nodes.where(dimension="product_group").by("-amount")
    return kinds.intervals(groups, "node source", "amount", at=0, ax=ax)


def split(split: Result, ax: Axes | None = None) -> Axes:
    """Draw what the market and what our share added to the sales of each region."""
    every = split.where(span="latest", dimension="region")
    regions = every.keep(slice(kinds.MOST))
    panel = over_rows(regions, "node", "market share", ax=ax)
    if not regions.is_empty:
        panel.of(regions, panel.at + 0.2).bars("market", "before", width=0.36)
        ours = panel.of(regions, panel.at - 0.2)
        ours.bars("share", "variance", width=0.36, hatch="//", edgecolor="white")
        ours.cite("share", side=True)
        panel.level(0)
        panel.ax.margins(x=0.15)
    return panel.finish(
        of=every, title=N_("What changed our sales: the market, or our share of it")
    )


def path(path: Result, outlook: Result, ax: Axes | None = None) -> Axes:
    """Draw our share of every twelve months, its range, and where it goes."""
    known = path.known("share")
    ahead = outlook.where(measure="share").known("share_expected")
    room = 0 if ahead.is_empty else AHEAD
    panel = over_months(known, "share", last=len(known.frame), ahead=room, ax=ax)
    panel.band("share_low", "share_high", label=N_("range of the market's size"))
    measured = known.frame["is_measured"].to_numpy(bool)
    panel.keep(measured).line("share", "actual", label=N_("market measured"))
    if not measured.all():
        panel.keep(_carried(measured)).line(
            "share", "actual", label=N_("market carried on"), ls=":"
        )
    if not ahead.is_empty and not known.is_empty:
        last = panel.of(ahead, np.array([max(panel.places.values())]))
        last.ranges("share_low", "share_high", "plan")
        last.dots("share_expected", "plan", marker="D", label=N_("expected, 95 %"))
        last.cite("share_expected", ha="right", va="center", offset=(-7, 0))
    panel.ax.set_ylim(bottom=0)
    return panel.finish()


def _carried(measured: np.ndarray) -> np.ndarray:
    """Return which months the line of a market carried on has: those, and the ones beside them."""
    carried = ~measured
    return carried | np.append(carried[1:], False) | np.append(False, carried[:-1])


def strength(strength: Result, ax: Axes | None = None) -> Axes:
    """Draw brand and category development of each region side by side."""
    panel = over_rows(strength.by("-bdi"), "node", "bdi", ax=ax)
    if not strength.is_empty:
        panel.ranges("bdi", "cdi", "before", lw=1)
        panel.dots("cdi", "plan", label=N_("the market (category index)"), marker="s")
        panel.dots("bdi", "actual", label=N_("we (brand index)"))
        panel.cite("bdi", side=True, over=1)
        panel.level(1)
        panel.ax.margins(x=0.15)
    return panel.finish(values=N_("index; one is the average of all regions"))


def white(nodes: Result, ax: Axes | None = None) -> Axes:
    """Draw the white space of each region with its range, and what our usual share would bring."""
    every = nodes.where(dimension="region")
    regions = every.keep(slice(kinds.MOST))
    panel = over_rows(regions, "node", "white_space white_high", ax=ax)
    panel.bars("white_space", "neutral")
    panel.bars("at_usual_share", "actual", width=0.28)
    panel.ranges("white_low", "white_high", "before", lw=1.2)
    panel.cite("white_space", beyond="white_high")
    panel.ax.margins(x=0.15)
    return panel.finish(of=every, title=N_("White space: what the market could still buy from us"))
