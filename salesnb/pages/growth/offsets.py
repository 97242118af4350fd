"""The law of large numbers: how much of the month's misses and windfalls cancelled."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Row
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.growth import columns as c

STATE = {
    "usual": N_("as expected"),
    "less": N_("less than expected"),
    "more": N_("more than expected"),
    "unknown": N_("not known"),
}

OFFSETS = Frame(
    title=N_("Misses and windfalls of the month against the issued forecast"),
    key="dimension",
    shows="dimension n_nodes n_missed missed beaten net cancelled expected state",
    nothing="",
    fields=(
        col.code("dimension", N_("Dimension"), c.MEMBERS),
        col.MONTH,
        col.whole("n_nodes", N_("Nodes")),
        col.whole("n_missed", N_("Below the forecast")),
        col.money("missed", N_("Misses"), shown=COLUMN),
        col.whole("n_beaten", N_("Above the forecast")),
        col.money("beaten", N_("Windfalls"), shown=COLUMN),
        col.money("net", N_("Net"), shown="money_change"),
        col.share("cancelled", N_("Cancelled")),
        col.share("expected", N_("Expected to cancel")),
        col.share("expected_low", N_("Expected, low")),
        col.share("expected_high", N_("Expected, high")),
        col.number("n_bets", N_("Independent bets"), digits=3, shown="tenths"),
        col.number("common", N_("Correlation of their errors"), digits=4, shown="decimal"),
        col.code("state", N_("Verdict"), STATE),
        col.member("worst", N_("Largest miss"), within="dimension"),
        col.money("worst_gap", N_("Largest miss, amount"), shown="money_change"),
        col.member("best", N_("Largest windfall"), within="dimension"),
        col.money("best_gap", N_("Largest windfall, amount"), shown="money_change"),
    ),
)


def found(page: Results) -> list[Finding]:
    """Say how much cancelled, by the dimension of most nodes, and what that says of the month."""
    rows = page.offsets.known("cancelled")
    if rows.is_empty:
        text = N_(
            "How far misses offset cannot be told this month: it takes the forecast of the month"
            " before, for four regions, product groups or reps."
        )
        return [say("offset", "info", text)]
    row = rows.by("-n_nodes").first
    return [_cancelled(row), _ends(row)]


def _cancelled(row: Row) -> Finding:
    known = N_(
        "Of {n_nodes} {dimension}, {n_missed} fell short of the forecast for {month} ({missed} in"
        " all), the others came out above it ({beaten}): {cancelled} of it cancelled, {net} is"
        " left. {n_bets} independent bets let {expected} be expected ({expected_low} to"
        " {expected_high} in four of five months): {state}."
    )
    bare = N_(
        "Of {n_nodes} {dimension}, {n_missed} fell short of the forecast for {month} ({missed} in"
        " all), the others came out above it ({beaten}): {cancelled} of it cancelled, {net} is"
        " left. How much was to be expected is not known: 09_challenge of an earlier month says it."
    )
    if row["state"] == "unknown":
        return say("offset", "info", bare, row)
    return say("offset", "watch" if row["state"] == "less" else "info", known, row)


def _ends(row: Row) -> Finding:
    text = N_(
        "The largest miss was {worst} ({worst_gap}), the largest windfall {best} ({best_gap}); a"
        " single one of them says little, their sum is what the month brought."
    )
    return say("offset_ends", "info", text, row)
