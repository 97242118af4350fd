"""What moving money gains: the moves, the gain with its range, and the verdict."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.budget import columns as c
from salesnb.plots.places import over_rows

VERDICT = {
    "act": N_("move money"),
    "stay": N_("stay as it is"),
    "cannot_tell": N_("cannot be told: stay as it is"),
    "judged": N_("judged only: test it first"),
    "fixed": N_("nothing may move"),
}
SAID = 3
DRAWN = 10  # moves, as many as the table has

MONEY_GAIN = Frame(
    name="money_gain",
    title=N_("What moving money gains"),
    grain=N_("one row"),
    key="scope",
    shows="total brings gain low high probability least_seen moved verdict",
    nothing="",
    fields=(
        col.SCOPE,
        col.money("total", N_("Money of the year"), shown=COLUMN),
        col.money("brings", N_("Last year's shares bring"), shown=COLUMN),
        col.money("gain", N_("Gain of the best plan"), shown=COLUMN),
        col.share("gain_share", N_("Gain, as a share"), shown="growth"),
        col.money("low", N_("Gain, low"), shown=COLUMN),
        col.money("high", N_("Gain, high"), shown=COLUMN),
        c.PROBABILITY,
        c.CONFIDENCE,
        col.money("least_seen", N_("Least gain that would be sure"), shown=COLUMN),
        col.money("moved", N_("Money moved"), shown=COLUMN),
        col.share("bound_gap", N_("Left on the table at most"), digits=8),
        col.code("verdict", N_("Verdict"), VERDICT),
    ),
)

MONEY_MOVES = Frame(
    name="money_moves",
    title=N_("Moves of money, most gain first"),
    grain=N_("one row per move from a cell to another"),
    key="place",
    shows=("place from_region from_channel to_region to_channel amount gain low probability"),
    rows=10,
    nothing=N_("No money is moved."),
    fields=(
        col.whole("place", N_("Place")),
        col.ident("from_region", N_("From region"), of="regions"),
        col.ident("from_channel", N_("From channel"), of="marketing_channels"),
        col.ident("to_region", N_("To region"), of="regions"),
        col.ident("to_channel", N_("To channel"), of="marketing_channels"),
        col.money("amount", N_("Amount"), shown=COLUMN),
        col.money("gain", N_("Gain a year"), shown=COLUMN),
        col.money("low", N_("Gain, low"), shown=COLUMN),
        col.money("high", N_("Gain, high"), shown=COLUMN),
        c.PROBABILITY,
    ),
)

SAYS: dict[str, tuple[Status, str]] = {
    "money_act": (
        "act",
        N_(
            "Moving {moved} of the {total} gains {gain} of {basis.counted} a year over last"
            " year's shares ({low} to {high} in four of five cases; probability of a gain"
            " {probability}, {confidence} is asked)."
        ),
    ),
    "money_stay": (
        "good",
        N_(
            "The {total} should stay where it is: the best plan would gain {gain} of"
            " {basis.counted} a year ({low} to {high} in four of five cases), which is not"
            " worth moving money for."
        ),
    ),
    "money_cannot_tell": (
        "info",
        N_(
            "Whether moving money gains cannot be told, so that the {total} stays where it"
            " is: the best plan gains {gain} of {basis.counted} a year ({low} to {high} in"
            " four of five cases) with a probability of {probability}, and {confidence} is"
            " asked. Only a gain of {least_seen} or more would have been sure."
        ),
    ),
    "money_judged": (
        "info",
        N_(
            "By what people judged of marketing channels, moving {moved} of the {total} would"
            " gain {gain} of {basis.counted} a year. Nothing says how sure that is: the money"
            " stays where it is until a test shows it."
        ),
    ),
    "money_fixed": (
        "info",
        N_(
            "No money may move: every marketing channel is locked, or the data do not tell"
            " what it brings."
        ),
    ),
}

DECISIONS = (
    Decision(
        "money_act",
        N_(
            "Move the money: put amount, floor and cap of each marketing channel into"
            " plan/budget.toml as the plan by channel has them."
        ),
        N_("head of marketing"),
        "money_gain.gain",
        N_("gain of the best plan"),
        lever="move_means",
    ),
)


def verdict(page: Results) -> list[Finding]:
    """Say whether money should move, what that gains with its range, and how sure it is."""
    rows = page.money_gain
    return [] if rows.is_empty else [_verdict(rows.first, page)]


def _verdict(row: Row, page: Results) -> Finding:
    basis = page.spend_basis.first
    key = f"money_{row['verdict']}"
    status, text = SAYS[key]
    return say(key, status, text, row, basis=basis)


def moves(page: Results) -> list[Finding]:
    """Say the three moves that gain most, where money should move."""
    gain = page.money_gain.where(verdict="act")
    text = N_(
        "Move {amount} from {from_channel} in {from_region} to {to_channel} in {to_region}: {gain}"
        " more a year ({low} to {high} in four of five cases, probability {probability})."
    )
    rows = page.money_moves.keep(slice(0 if gain.is_empty else SAID))
    return [say("move", "info", text, row) for row in rows]


def stays(page: Results) -> list[Finding]:
    """Say which channels are not moved, and why."""
    locked = N_(
        "{marketing_channel_id} is not moved ({state}): {spend.proposed} in the year, after"
        " {spend.before} in the last twelve months."
    )
    plan = page.channel_plan.members("marketing_channel_id")
    fixed = page.channel_returns.keep(page.channel_returns.frame["state"].isin(FIXED))
    return [
        say("stays", "info", locked, row, spend=_of(plan, row))
        for row in fixed
        if not plan.where(marketing_channel_id=row["marketing_channel_id"]).is_empty
    ]


FIXED = ("locked", "unknown")


def _of(plan: Result, row: Row) -> Row:
    return plan.where(marketing_channel_id=row["marketing_channel_id"]).first


def found(page: Results) -> list[Finding]:
    """Say the verdict, and what is not moved."""
    return [*verdict(page), *stays(page)]


def alt(page: Results) -> Finding:
    """Say what the picture of moves shows."""
    nothing = say("money_moves", "info", N_("No move of money can be proposed."))
    return next(iter(verdict(page)), nothing)


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the gain of the first moves with their ranges."""
    drawn = page.money_moves.keep(slice(DRAWN))
    panel = over_rows(drawn, "place", "gain low high", ax=ax)
    if not drawn.is_empty:
        panel.ranges("low", "high", "actual", lw=2)
        panel.dots("gain", "actual", marker="D")
        panel.cite("gain", beyond="high")
        panel.level(0.0)
        panel.ax.margins(x=0.15)
    return panel.finish(of=drawn, title=N_("Gain of the moves that gain most, with its range"))
