"""Can stated probabilities be trusted? What came true of those of the firm's own past."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.pages.challenge import columns as c
from salesnb.plots.places import over_columns

VERDICT = {
    "holds": N_("they held"),
    "fails": N_("they did not hold"),
    "too_short": N_("too short to tell"),
}
SCOPE = {"nodes": N_("regions, product groups and reps"), "total": N_("total")}
BIN = {
    "b0": N_("0 to 0.1"),
    "b1": N_("0.1 to 0.2"),
    "b2": N_("0.2 to 0.3"),
    "b3": N_("0.3 to 0.4"),
    "b4": N_("0.4 to 0.5"),
    "b5": N_("0.5 to 0.6"),
    "b6": N_("0.6 to 0.7"),
    "b7": N_("0.7 to 0.8"),
    "b8": N_("0.8 to 0.9"),
    "b9": N_("0.9 to 1"),
}

HELD: dict[str, tuple[str, Status]] = {
    "holds": (
        N_(
            "Of the total, probabilities of a {kind} held in our own past: from {n_origins} earlier"
            " months (as good as {n_independent} that do not overlap) they were off by {error} on"
            " average (Brier score {brier}, base rate {base_rate}); chance alone is off by up to"
            " {by_chance}."
        ),
        "good",
    ),
    "fails": (
        N_(
            "Of the total, probabilities of a {kind} did not hold in our own past: from {n_origins}"
            " earlier months (as good as {n_independent} that do not overlap) they were off by"
            " {error} on average (Brier score {brier}, base rate {base_rate}); chance alone is off"
            " by up to {by_chance}. None is shown."
        ),
        "watch",
    ),
    "too_short": (
        N_(
            "Of the total, probabilities of a {kind} could be tested from {n_origins} earlier"
            " months only: too few to tell. None is shown."
        ),
        "info",
    ),
}
FEW = N_(
    "Of the total, probabilities of a {kind} can hardly be tested by themselves: the {n_origins}"
    " earlier months that can be judged are as good as {n_independent} that do not overlap. They"
    " are shown only where those of a quarter held."
)
FEWEST_INDEPENDENT = 4.0  # periods that do not overlap, for a verdict of their own

VERDICTS = Frame(
    name="verdicts",
    title=N_("Whether probabilities stated in our own past came true"),
    grain=N_("one row per length of period and dimension"),
    key="kind dimension",
    shows="kind dimension n_origins n_independent error by_chance brier base_rate state",
    nothing="",
    fields=(
        c.KINDS,
        c.DIMENSIONS,
        col.whole("n", N_("Statements")),
        col.whole("n_origins", N_("Earlier months stated from")),
        col.number("n_independent", N_("That do not overlap"), digits=2, shown="tenths"),
        col.share("error", N_("Calibration error")),
        col.share("by_chance", N_("By chance up to")),
        col.number("brier", N_("Brier score"), digits=4, shown="decimal"),
        col.number("base_rate", N_("Brier score of the base rate"), digits=4, shown="decimal"),
        col.code("state", N_("Verdict"), VERDICT),
    ),
)

RELIABILITY = Frame(
    name="reliability",
    title=N_("Stated probabilities against what came true"),
    grain=N_("one row per length of period, scope and tenth of the probabilities"),
    key="kind scope bin",
    nothing="",
    fields=(
        c.KINDS,
        col.code("scope", N_("Scope"), SCOPE),
        col.code("bin", N_("Probability stated"), BIN),
        col.whole("n", N_("Statements")),
        col.whole("n_origins", N_("Earlier months stated from")),
        col.share("stated", N_("Stated, on average")),
        col.share("came_true", N_("Came true")),
        col.share("low", N_("Came true, low (95 %)")),
        col.share("high", N_("Came true, high (95 %)")),
    ),
)


def found(page: Results) -> list[Finding]:
    """Say for the total and for nodes whether stated probabilities held, length by length."""
    rows = page.verdicts
    if rows.is_empty:
        text = N_(
            "Whether probabilities hold cannot be tested yet: it takes two years of months and some"
            " more. Bands are shown, no probabilities."
        )
        return [say("trust", "watch", text)]
    of_total = rows.where(dimension="total")
    of_nodes = rows.keep(rows.frame["dimension"] != "total")
    return [*(_held(row) for row in of_total), *_nodes(of_nodes)]


def _held(row: Row) -> Finding:
    text, status = HELD[row["state"]]
    if row["state"] == "holds" and row["n_independent"] < FEWEST_INDEPENDENT:
        text, status = FEW, "info"
    return say("trust", status, text, row)


def _nodes(rows: Result) -> list[Finding]:
    """Say which of the nodes' probabilities failed worst, else which are the farthest off."""
    judged = rows.keep(rows.frame["state"] != "too_short")
    if judged.is_empty:
        return []
    failed = judged.where(state="fails")
    if failed.is_empty:
        text = N_(
            "Of regions, product groups and reps all probabilities that could be tested held; those"
            " farthest off are of a {kind} by {dimension}: {error} on average, from {n_origins}"
            " earlier months."
        )
        return [say("trust_nodes", "good", text, judged.by("-error").first)]
    text = N_(
        "By {dimension}, probabilities of a {kind} did not hold in our own past: they were off by"
        " {error} on average, from {n_origins} earlier months. None is shown."
    )
    return [say("trust_nodes", "watch", text, row) for row in failed.by("-error")]


def drawn_kind(reliability: Result) -> str:
    """Return the longest period that was judged."""
    there = set(reliability.frame["kind"])
    return next((one for one in ("quarter", "month", "year") if one in there), "month")


def draw(reliability: Result, ax: Axes | None = None) -> Axes:
    """Draw what came true against what was stated, with its range; the line is what should be."""
    rows = reliability.where(kind=drawn_kind(reliability), scope="nodes").by("stated")
    panel = over_columns(rows, "bin", "came_true", ax=ax)
    if not rows.is_empty:
        panel.ranges("low", "high", "actual")
        panel.dots("came_true", "actual")
        panel.dots("stated", "plan", marker="_", ms=16, mew=2)
        panel.cite("n", beyond="high")
        panel.ax.set_ylim(0, 112)
        panel.ax.tick_params(axis="x", labelrotation=30)
    return panel.finish(of=rows, title=N_("Probabilities stated, and what came true"))
