"""Small results of every shape that a picture is drawn of, and what to read off a picture."""

from __future__ import annotations

import json

import matplotlib.colors
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Context, Result
from salesnb.contracts.validated import result
from salesnb.i18n.words import Words
from salesnb.plots.colours import COLOURS
from salesnb.plots.style import CITE

NAMES = {
    "regions": {
        "E": Words("East", "东部", kind="name"),
        "N": Words("North", "北部", kind="name"),
        "S": Words("South", "南部", kind="name"),
        "W": Words("West", "西部", kind="name"),
    },
    "competitors": {
        "K1": Words("One", "一号", kind="name"),
        "K2": Words("Two", "二号", kind="name"),
    },
}
CONTEXT = Context("CNY", NAMES)
REASON = {"price": "price", "quality": "quality", "service": "service"}
STEP = {"before": "year before", "price": "price", "quality": "quality", "now": "latest year"}
REGION = col.ident("region_id", "Region", of="regions")
RIVAL = col.ident("competitor_id", "Competitor", of="competitors")
MONTH = col.month("month", "Month")
AMOUNT = col.money("amount", "Amount")

MONTHLY = Frame(
    name="monthly",
    title="Sales",
    grain="one row per month",
    key="month",
    fields=(MONTH, AMOUNT, col.money("target", "Target"), *col.interval("money")),
)
REGIONS = Frame(
    name="regions",
    title="Regions",
    grain="one row per region",
    key="region_id",
    order="-amount",
    fields=(
        REGION,
        AMOUNT,
        col.share("growth", "Growth", shown="growth"),
        col.number("hours", "Hours of visits", unit="h", digits=1),
        col.number("latitude", "Latitude", digits=2),
        col.number("longitude", "Longitude", digits=2),
        col.money("sold", "Sold"),
        col.money("open", "Open"),
    ),
)
LOST = Frame(
    name="lost",
    title="Deals lost",
    grain="one row per competitor and reason",
    key="competitor_id reason",
    fields=(
        RIVAL,
        col.code("reason", "Reason", REASON),
        AMOUNT,
        col.number("hours", "Hours", unit="h", digits=0),
    ),
)
WHOLES = Frame(
    name="wholes",
    title="Lost to each",
    grain="one row per competitor",
    key="competitor_id",
    order="-amount",
    fields=(RIVAL, AMOUNT, col.number("hours", "Hours", unit="h", digits=0)),
)
PRICES = Frame(
    name="prices",
    title="Prices",
    grain="one row per region and competitor",
    key="region_id competitor_id",
    fields=(REGION, RIVAL, col.number("index", "Price over ours", digits=2), *col.interval()),
)
PATH = Frame(
    name="path",
    title="Prices by month",
    grain="one row per competitor and month",
    key="competitor_id month",
    fields=(RIVAL, MONTH, col.number("index", "Price over ours", digits=2), col.whole("n", "n")),
)
LEVELS = Frame(
    name="levels",
    title="Steps of prices",
    grain="one row per competitor and step",
    key="competitor_id month",
    fields=(
        RIVAL,
        MONTH,
        col.month("earliest", "Earliest"),
        col.month("latest", "Latest"),
        col.number("before", "Before", digits=2),
        col.number("after", "After", digits=2),
    ),
)
PAID = Frame(
    name="paid",
    title="Paid by month",
    grain="one row per competitor and month",
    key="competitor_id month",
    fields=(RIVAL, MONTH, AMOUNT, col.whole("n", "n")),
)
PAID_LEVELS = Frame(
    name="paid_levels",
    title="Steps of what is paid",
    grain="one row per competitor and step",
    key="competitor_id month",
    fields=(
        *LEVELS.fields[:4],
        col.money("before", "Before"),
        col.money("after", "After"),
    ),
)
BRIDGE = Frame(
    name="bridge",
    title="What changed",
    grain="one row per step",
    key="step",
    fields=(col.code("step", "Step", STEP), AMOUNT),
)


def result_of(frame: Frame, *rows: tuple) -> Result:
    """Return rows as a result of a company that counts in CNY."""
    return result(pd.DataFrame(list(rows), columns=frame.columns), frame, context=CONTEXT)


def monthly(n: int = 8, size: float = 1e6) -> Result:
    """Return months with amounts of 1, 2, 3, ... of a size; the last one has no target."""
    months = [str(m) for m in pd.period_range("2026-01", periods=n, freq="M")]
    rows = [
        (m, i * size, 2 * size if i < n else np.nan, (i - 0.5) * size, (i + 0.5) * size)
        for i, m in enumerate(months, start=1)
    ]
    return result_of(MONTHLY, *rows)


def regions(size: float = 1e6) -> Result:
    """Return three of the four regions, the largest first."""
    return result_of(
        REGIONS,
        ("N", 9 * size, 0.1, 30.0, 40.0, 116.0, 6 * size, 3 * size),
        ("S", 5 * size, -0.2, 12.5, 30.0, 110.0, 5 * size, 0.0),
        ("W", -2 * size, np.nan, 0.0, 35.0, 100.0, 1 * size, 1 * size),
    )


def lost() -> Result:
    """Return what two competitors took, by reason."""
    return result_of(
        LOST,
        ("K1", "price", 1e6, 10.0),
        ("K2", "price", 3e6, 20.0),
        ("K2", "service", 2e6, 5.0),
    )


def prices() -> Result:
    """Return prices of two competitors in two regions, one of them not known."""
    return result_of(
        PRICES,
        ("N", "K1", 0.9, 0.8, 1.0),
        ("N", "K2", 1.1, 1.0, 1.2),
        ("S", "K2", 1.2, 1.1, 1.3),
        ("S", "K1", np.nan, np.nan, np.nan),
    )


def path() -> Result:
    """Return a competitor's prices of six months, and one month of another."""
    months = [str(m) for m in pd.period_range("2026-03", periods=6, freq="M")]
    rows = [("K1", m, 1.0 if i < 3 else 0.8, i + 1) for i, m in enumerate(months)]
    return result_of(PATH, *rows, ("K2", "2026-03", 1.5, 2))


def levels() -> Result:
    """Return the steps in them, the later one of the first competitor."""
    return result_of(
        LEVELS,
        ("K1", "2026-06", "2026-05", "2026-06", 1.0, 0.8),
        ("K2", "2026-04", "2026-04", "2026-04", 1.4, 1.5),
    )


def bridge(before: float = 100e6, price: float = -2e6, quality: float = 3e6) -> Result:
    """Return how two steps lead from one year to the next."""
    now = before + price + quality
    rows = [("now", now), ("price", price), ("quality", quality), ("before", before)]
    return result_of(BRIDGE, *rows)


def nothing(of: Result) -> Result:
    """Return a result without rows."""
    return of.take(slice(0))


def grid() -> tuple[Figure, list[Axes]]:
    """Return a figure of four empty axes."""
    figure = Figure(figsize=(8, 6))
    return figure, list(figure.subplots(2, 2).flat)


def ticks(ax: Axes, axis: str = "y") -> list[str]:
    """Return the labels of an axis, from the top of a list or from the left."""
    labels = getattr(ax, f"get_{axis}ticklabels")()
    places = getattr(ax, f"get_{axis}ticks")()
    pairs = sorted(zip(places, labels, strict=True), key=lambda one: one[0], reverse=axis == "y")
    return [label.get_text() for _, label in pairs]


def cited(ax: Axes) -> dict[str, str]:
    """Return the text of each number that carries its citation, by column and key."""
    ids = {t: str(t.get_gid()) for t in ax.texts if str(t.get_gid()).startswith(CITE)}
    return {json.loads(id[len(CITE) :])[0].partition("/")[2]: t.get_text() for t, id in ids.items()}


def legend(ax: Axes) -> list[str]:
    """Return what the legend of the picture lists."""
    return list(ax.get_legend_handles_labels()[1])


def colour(look: str) -> tuple[float, ...]:
    """Return a colour of the house as matplotlib holds it."""
    return tuple(matplotlib.colors.to_rgba(COLOURS[look]))
