"""What the open deals bring together, how much of it may be promised, next to the plan."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.plots import kinds

WINDOW = {
    "next_month": N_("in the next month"),
    "quarter": N_("in three months"),
    "year": N_("in twelve months"),
}

BRINGS = Frame(
    title=N_("What the open deals bring"),
    key="window",
    order="window",
    shows="window mean low high safe below_share alone_safe n_bets n_alone",
    nothing="",
    fields=(
        col.code("window", N_("Window"), WINDOW),
        col.whole("months", N_("Months")),
        col.whole("n_deals", N_("Open deals")),
        col.money("amount", N_("Amount"), shown=COLUMN),
        col.money("mean", N_("Expected"), shown=COLUMN),
        col.money("low", N_("Eight in ten, low"), shown=COLUMN),
        col.money("high", N_("Eight in ten, high"), shown=COLUMN),
        col.money("spread", N_("Spread"), shown=COLUMN),
        col.money("safe", N_("May be promised"), shown=COLUMN),
        col.money("below", N_("Below what is expected"), shown=COLUMN),
        col.share("below_share", N_("Below, of it")),
        col.money("alone_safe", N_("May be promised, were deals independent"), shown=COLUMN),
        col.number(
            "n_bets", N_("As uncertain as so many independent deals"), digits=2, shown="tenths"
        ),
        col.number("n_alone", N_("As many, were deals independent"), digits=2, shown="tenths"),
        col.share("reached", N_("Chance of what is expected")),
        col.share("confidence", N_("Kept with a chance of")),
    ),
)

LUCK = Frame(
    title=N_("How far deals that close in one month move together"),
    key="scope",
    shows="correlation low high n_cohorts n_closed",
    nothing="",
    fields=(
        col.SCOPE,
        col.number("correlation", N_("Correlation"), digits=4, shown="factor"),
        col.number("low", N_("Correlation, low"), digits=4, shown="factor"),
        col.number("high", N_("Correlation, high"), digits=4, shown="factor"),
        col.whole("n_cohorts", N_("Months seen")),
        col.whole("n_closed", N_("Closed deals")),
    ),
)

PROMISED = Frame(
    title=N_("Next to the plan: three months"),
    key="scope",
    shows="target deal_share needed mean safe short_mean short_safe basis",
    nothing="",
    fields=(
        col.SCOPE,
        col.money("target", N_("Sales planned"), shown=COLUMN),
        col.share("deal_share", N_("Deals won, of sales of twelve months")),
        col.money("needed", N_("Deals must bring"), shown=COLUMN),
        col.money("mean", N_("Open deals are expected to bring"), shown=COLUMN),
        col.money("safe", N_("May be promised"), shown=COLUMN),
        col.money("low", N_("Eight in ten, low"), shown=COLUMN),
        col.money("high", N_("Eight in ten, high"), shown=COLUMN),
        col.money("short_mean", N_("Short by, expected"), shown=COLUMN),
        col.money("short_safe", N_("Short by, of what may be promised"), shown=COLUMN),
        col.share("new_needed", N_("Short, of what is needed")),
        col.code(
            "basis",
            N_("Plan"),
            {"issued": N_("as last issued"), "stated": N_("as stated outside")},
        ),
        col.month("issued_month", N_("Issued for")),
    ),
)

DECISIONS = (
    Decision(
        "short",
        N_("Promise no more than what may be promised, and find deals for the rest."),
        N_("head of sales"),
        "promised.short_mean",
        N_("that open deals are expected to fall short of the plan's share in three months"),
        lever="close_gap",
        asks="manager",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say what may be promised for the quarter, and whether the plan asks for more."""
    return [*_unheld(page), *_promise(page)[:1], *_planned(page)]


def found(page: Results) -> list[Finding]:
    """Say what may be promised, how many independent deals it rests on, and the plan."""
    return [*_unheld(page), *_promise(page), *_moving(page), *_planned(page)]


def _promise(page: Results) -> list[Finding]:
    said = []
    for row in page.brings.where(window="quarter"):
        if not row["mean"]:
            text = N_("The open deals have no amounts, so nothing can be promised of them.")
            return [say("promise", "info", text)]
        text = N_(
            "Of the open deals {mean} is expected in three months ({low} to {high}, eight times in"
            " ten). With a chance of {confidence} at least {safe} comes: a promise has to lie"
            " {below_share} below what is expected, which itself is reached in {reached} of cases."
        )
        none = N_(
            "Of the open deals {mean} is expected in three months, but with a chance of"
            " {confidence} nothing may be promised."
        )
        single = N_(
            "Of the open deals {mean} is expected in three months. One large deal decides: it is"
            " won or it is not, so no sum between may be promised."
        )
        above = single if row["safe"] >= row["mean"] else text
        said.append(say("promise", "info", above if row["safe"] else none, row))
        if row.is_known("n_bets"):
            text = N_(
                "The open deals ({n_deals}) are as uncertain as {n_bets} equal ones that have"
                " nothing to do with each other; were they independent, as {n_alone}, and"
                " {alone_safe} might be promised. A few large deals count more than their"
                " number."
            )
            said.append(say("bets", "info", text, row))
    return said


def _unheld(page: Results) -> list[Finding]:
    """Say where chances did not hold, so that no sum of them may be promised as it stands."""
    text = N_(
        "What open deals bring rests on chances that did not hold in earlier months ({apart} apart"
        " on average): take the sums below for their size, and promise less."
    )
    rows = page.tested.where(verdict="apart").by("within").take(slice(1))
    return [say("unheld", "watch", text, row) for row in rows]


def _moving(page: Results) -> list[Finding]:
    row = page.luck.first
    seen = N_(
        "Deals that close in one month share its luck: their outcomes correlate by {correlation}"
        " ({low} to {high}), told from {n_closed} closed deals of {n_cohorts} months."
    )
    usual = N_(
        "How far deals of one month share its luck cannot be told from {n_closed} closed deals; a"
        " correlation of {correlation} ({low} to {high}) is assumed."
    )
    return [say("luck", "info", seen if row["n_cohorts"] else usual, row)]


def _planned(page: Results) -> list[Finding]:
    if page.promised.is_empty:
        text = N_(
            "What deals must bring cannot be told: it takes targets of the next three months, and"
            " sales and won deals of the last twelve."
        )
        return [say("planned", "info", text)] if len(page.deal_forecast.frame) else []
    row = page.promised.first
    short, may = row["short_mean"] > 0, row["short_safe"] > 0
    text = (
        N_(
            "The plan ({basis}) asks for sales of {target} in three months; at the share of deals"
            " in sales ({deal_share}) deals must bring {needed}. The open ones are expected to"
            " bring {short_mean} less: it takes new ones, won within the quarter."
        )
        if short
        else N_(
            "The plan ({basis}) asks for sales of {target} in three months, of which deals must"
            " bring {needed}; the open ones are expected to bring {mean}, but no more than {safe}"
            " may be promised."
        )
        if may
        else N_(
            "The plan ({basis}) asks for sales of {target} in three months, of which deals must"
            " bring {needed}; so much may be promised of the open ones ({safe})."
        )
    )
    status: Status = "act" if short else "watch" if may else "good"
    return [say("short" if short else "planned", status, text, row)]


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw what is expected of the open deals in each window, with its range."""
    return kinds.estimates(
        page.brings, "window", "mean low high", ax=ax, title=N_("Open deals are expected to bring")
    )


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    if page.brings.is_empty:
        return say("drawn", "info", N_("No deal is open at the month's end."))
    last = list(page.brings)[-1]
    text = N_("The open deals are expected to bring {mean} {window} ({low} to {high}).")
    return say("drawn", "info", text, last)
