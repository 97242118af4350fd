"""The law of large numbers: how far misses and windfalls offset each other."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.challenge import columns as c
from salesnb.plots.places import over_rows

MEMBERS = col.code("dimension", N_("Dimension"), c.MEMBERS)

BETS = Frame(
    name="bets",
    title=N_("How many independent bets the year rests on"),
    grain=N_("one row per dimension"),
    key="dimension",
    shows="dimension n_cells common n_bets missed missed_low missed_high spread_share alone_share",
    nothing="",
    fields=(
        MEMBERS,
        col.whole("n_cells", N_("Nodes")),
        col.number("common", N_("Correlation of their errors"), digits=4, shown="decimal"),
        col.number("shared", N_("Correlation within a group"), digits=4, shown="decimal"),
        col.number("n_bets", N_("Independent bets"), digits=3, shown="tenths"),
        col.whole("n_targets", N_("Targets")),
        col.number("attained", N_("Reached, expected"), digits=3, shown="tenths"),
        col.number("attained_low", N_("Reached, low"), digits=3, shown="tenths"),
        col.number("attained_high", N_("Reached, high"), digits=3, shown="tenths"),
        col.number("missed", N_("Missed, expected"), digits=3, shown="tenths"),
        col.number("missed_low", N_("Missed, low"), digits=3, shown="tenths"),
        col.number("missed_high", N_("Missed, high"), digits=3, shown="tenths"),
        col.share("missed_share", N_("Share missed")),
        col.share("largest_share", N_("Share of the largest")),
        col.share("spread_share", N_("Spread of the total")),
        col.share("alone_share", N_("Spread, were they independent")),
    ),
)

SAFE = Frame(
    name="safe",
    title=N_("The total that is safe"),
    grain=N_("one row"),
    key="scope",
    shows="period target expected confidence safe below below_share over_safe",
    nothing="",
    fields=(
        col.SCOPE,
        c.PERIOD,
        MEMBERS,
        col.whole("n_cells", N_("Nodes")),
        col.number("n_bets", N_("Independent bets"), digits=3, shown="tenths"),
        col.money("target", N_("Target of the open months"), shown=COLUMN),
        col.money("expected", N_("Expected of the open months"), shown=COLUMN),
        col.money("spread", N_("Standard deviation"), shown=COLUMN),
        col.share("confidence", N_("Confidence")),
        col.money("safe", N_("Safe total"), shown=COLUMN),
        col.money("below", N_("Below what is expected"), shown=COLUMN),
        col.share("below_share", N_("Below, as a share"), shown="growth"),
        col.money("alone_safe", N_("Safe total, were they independent"), shown=COLUMN),
        col.money("over_safe", N_("Target above the safe total"), shown=COLUMN),
        c.PROBABILITY,
    ),
)


def offset(page: Results) -> list[Finding]:
    """Say how many of the reps (else of the finest dimension) are expected to miss."""
    rows = page.bets.keep(page.bets.frame["n_targets"] > 1)
    if rows.is_empty:
        return []
    text = N_(
        "Of {n_targets} targets of {dimension}, {missed} are expected to be missed ({missed_low} to"
        " {missed_high} in four of five years), though the total may hold: what some miss others"
        " exceed. Their errors move together by {common}, so that the {n_cells} that are forecast"
        " count as {n_bets} independent bets."
    )
    return [say("offset", "info", text, rows.by("-n_cells").first)]


def safe(page: Results) -> list[Finding]:
    """Say which total is safe, against what is expected and what is asked."""
    found = []
    for row in page.safe:
        below = N_(
            "{safe} of the open months of {period} is reached with {confidence} confidence:"
            " {below} less than is expected ({expected}), and {over_safe} less than the target"
            " ({target})."
        )
        above = N_(
            "{safe} of the open months of {period} is reached with {confidence} confidence. That is"
            " no less than is expected ({expected}), as more came than was forecast before; it is"
            " {over_safe} less than the target ({target})."
        )
        held = N_(
            "The target of the open months of {period}, {target}, is safe: with {confidence}"
            " confidence {safe} or more comes in ({expected} is expected)."
        )
        if row["over_safe"] <= 0:
            found.append(say("safe", "good", held, row))
        else:
            found.append(say("safe", "watch", below if row["below"] > 0 else above, row))
    return found


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw how many targets are expected to be missed, of each dimension."""
    rows = page.bets.keep(page.bets.frame["n_targets"] > 1)
    panel = over_rows(rows, "dimension", "missed missed_high", ax=ax)
    if not rows.is_empty:
        panel.ranges("missed_low", "missed_high", "plan", lw=2)
        panel.dots("missed", "plan", marker="D")
        panel.dots("n_targets", "before", marker="s")
        panel.cite("missed", beyond="missed_high")
        panel.ax.margins(x=0.15)
        panel.ax.set_xlim(left=0)
    return panel.finish(of=rows, title=N_("Targets expected to be missed, of all there are"))
