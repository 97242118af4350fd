"""Trend or just a month: which series of sales changed, since when, and what could be seen."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.members import TOTAL
from salesnb.pages.growth import columns as c
from salesnb.pages.growth.visible import fleet
from salesnb.plots import kinds

VERDICT = {
    "level": N_("new level"),
    "trend": N_("trend"),
    "variance": N_("another spread"),
    "outlier": N_("a single month"),
    "common_cause": N_("nothing beyond chance"),
    "too_short": N_("too short"),
}
MONTH = {
    "usual": N_("within chance"),
    "low": N_("beyond chance, low"),
    "high": N_("beyond chance, high"),
    "none": N_("not judged"),
}
CALM = ("common_cause", "too_short")
SAID = 3  # falls, and as many rises
NOTABLE = 0.15  # of a month: below, nobody asks whether it is a turn
GONE = -0.95  # of a month: nearly nothing was sold, and noise that wide can say nothing of it

VERDICTS = Frame(
    title=N_("Verdicts on series of sales"),
    key="dimension node",
    order="verdict -|amount| dimension",
    shows="dimension node verdict since change change_low change_high amount smallest_visible",
    rows=12,
    nothing="",
    fields=(
        c.DIMENSIONS,
        c.NODE,
        col.code("verdict", N_("Verdict"), VERDICT),
        col.month("since", N_("Since")),
        col.share("change", N_("Change"), shown="growth"),
        col.share("change_low", N_("Change, low"), shown="growth"),
        col.share("change_high", N_("Change, high"), shown="growth"),
        col.money("amount", N_("A month now, against the baseline"), shown="money_change"),
        col.share("month_change", N_("Last month, against the verdict"), shown="growth"),
        col.code("month_state", N_("Last month"), MONTH),
        col.number("p_value", N_("Chance level"), digits=6, shown="decimal"),
        col.number("q_value", N_("Chance level over all series"), digits=6, shown="decimal"),
        col.share("smallest_visible", N_("Smallest lasting fall that would be seen")),
        col.month("baseline_from", N_("Baseline from")),
        col.month("baseline_to", N_("Baseline to")),
        col.whole("n_months", N_("Months")),
        col.flag("is_rebased", N_("Baseline begun anew")),
        col.text("rebase_reason", N_("Recorded reason")),
        col.month("rebased_from", N_("Baseline anew from")),
        col.money("baseline", N_("Baseline"), shown=COLUMN),
        col.text("scale", N_("Scale")),
    ),
)

FLEET = Frame(
    title=N_("How many series were judged"),
    key="scope",
    shows="n_series n_judged n_short n_left n_signals n_false n_up n_down n_month",
    fields=(
        col.SCOPE,
        col.MONTH,
        col.whole("n_series", N_("Series")),
        col.whole("n_judged", N_("Judged")),
        col.whole("n_short", N_("Too short")),
        col.whole("n_signals", N_("Changes found")),
        col.number("n_false", N_("Of these by chance, expected"), digits=3, shown="tenths"),
        col.share("rate", N_("False-discovery rate")),
        col.whole("n_up", N_("Up")),
        col.whole("n_down", N_("Down")),
        col.whole("n_month", N_("Single months")),
        col.whole("n_left", N_("Reps who left")),
        col.share("smallest", N_("Smallest lasting fall that would be seen, middle series")),
        col.whole("n_rebased", N_("Baselines begun anew")),
        col.code("state", N_("State"), {"judged": N_("judged"), "too_short": N_("too short")}),
    ),
)

LIMITS = Frame(
    title=N_("Sales without season and calendar, against their baseline"),
    key="dimension node month",
    nothing="",
    fields=(
        c.DIMENSIONS,
        c.NODE,
        col.MONTH,
        col.money("actual", N_("Sales"), shown=COLUMN),
        col.money("adjusted", N_("Without season and calendar"), shown=COLUMN),
        col.money("centre", N_("Baseline"), shown=COLUMN),
        col.money("low", N_("Limit, low"), shown=COLUMN),
        col.money("high", N_("Limit, high"), shown=COLUMN),
        col.money("level", N_("By the verdict"), shown=COLUMN),
    ),
)

DECISIONS = (
    Decision(
        "fallen",
        N_(
            "Find the cause and answer it; where it is known and stays, record a new baseline in"
            " plan/judgements.toml with its reason."
        ),
        N_("head of sales"),
        "verdicts.amount",
        N_("a month, against the baseline"),
        lever="close_gap",
        asks="manager",
    ),
)


def signals(page: Results) -> Result:
    """Return the series that changed beyond chance, the largest in money first."""
    rows = page.verdicts
    return rows.keep((~rows.frame["verdict"].isin(CALM)).to_numpy()).by("-|amount|")


def answer(page: Results) -> list[Finding]:
    """Say how many series changed, of how many, and what is chance; then the largest fall."""
    said = fleet(page)
    down = signals(page)
    down = down.keep((down.frame["amount"] < 0).to_numpy())
    return [*said, *([] if down.is_empty else [_signal(down.first)])]


def found(page: Results) -> list[Finding]:
    """Say what moved: the fleet, the total, the largest signals, and what cannot be judged."""
    total = page.verdicts.where(dimension=TOTAL)
    said = [*fleet(page), *(_total(row) for row in total)]
    rows = signals(page)
    parts = rows.keep((rows.frame["dimension"] != TOTAL).to_numpy())
    down = parts.keep((parts.frame["amount"] < 0).to_numpy()).take(slice(SAID))
    up = parts.keep((parts.frame["amount"] >= 0).to_numpy()).take(slice(SAID))
    said += [_signal(row) for row in (*down, *up)]
    said += [_month(row) for row in parts if _is_notable(row)][:SAID]
    return [*said, *_unjudged(page), *_rebased(page)]


def _total(row: Row) -> Finding:
    if row["verdict"] == "too_short":
        text = N_("The total of sales is too short to be judged: {n_months} months.")
        return say("total", "info", text, row)
    if row["verdict"] == "common_cause":
        text = N_(
            "The total of sales shows nothing beyond chance: its last three months lie {change}"
            " ({change_low} to {change_high}) from the baseline; a lasting fall of"
            " {smallest_visible} would have been seen."
        )
        blind = N_(
            "The total of sales shows nothing beyond chance, and with months as uneven as these not"
            " even the loss of everything would have been seen."
        )
        return say("total", "info", text if row.is_known("smallest_visible") else blind, row)
    return _signal(row)


def _signal(row: Row) -> Finding:
    verdict, is_down = row["verdict"], row["amount"] < 0
    text = (_OF_TOTAL if row["dimension"] == TOTAL else _SIGNALS)[verdict]
    if verdict in ("level", "trend") and is_down:
        status: Status = "watch" if row["dimension"] == "customer" else "act"
        return say("fallen", status, text, row)
    status = "good" if verdict in ("level", "trend") else "watch"
    return say(f"moved_{verdict}", status, text, row)


_SIGNALS = {
    "level": N_(
        "Sales of {node} ({dimension}) have been at another level since {since}: {change}"
        " ({change_low} to {change_high}), {amount} a month."
    ),
    "trend": N_(
        "Sales of {node} ({dimension}) have followed a trend since {since}: {change} a month"
        " ({change_low} to {change_high}), by now {amount} a month."
    ),
    "variance": N_(
        "Sales of {node} ({dimension}) have varied otherwise since {since}: the spread of months"
        " changed by {change} ({change_low} to {change_high})."
    ),
    "outlier": N_(
        "The last month of {node} ({dimension}) stands alone: {change} ({change_low} to"
        " {change_high}), {amount}. One month is no turn; the next one tells."
    ),
}
_OF_TOTAL = {
    "level": N_(
        "Total sales have been at another level since {since}: {change} ({change_low} to"
        " {change_high}), {amount} a month."
    ),
    "trend": N_(
        "Total sales have followed a trend since {since}: {change} a month ({change_low} to"
        " {change_high}), by now {amount} a month."
    ),
    "variance": N_(
        "Total sales have varied otherwise since {since}: the spread of months changed by {change}"
        " ({change_low} to {change_high})."
    ),
    "outlier": N_(
        "The last month of total sales stands alone: {change} ({change_low} to {change_high}),"
        " {amount}. One month is no turn; the next one tells."
    ),
}


def _is_notable(row: Row) -> bool:
    is_gone = row["month_state"] == "usual" and row["month_change"] < GONE
    is_large = abs(row["month_change"]) >= NOTABLE
    return row["verdict"] in ("level", "trend") and is_large and not is_gone


def _month(row: Row) -> Finding:
    """Say that the last month of a series that moved is a month, not a turn."""
    usual = N_(
        "The last month of {node} lies {month_change} off this {verdict}: within chance, no turn."
    )
    beyond = N_(
        "The last month of {node} lies {month_change} off this {verdict}: unusual, but a single"
        " month is no turn."
    )
    return say("month", "info", usual if row["month_state"] == "usual" else beyond, row)


def _unjudged(page: Results) -> list[Finding]:
    row, text = page.fleet.first, N_("Not judged are reps who left: {n_left}.")
    return [say("left", "info", text, row)] if row["n_left"] else []


def _rebased(page: Results) -> list[Finding]:
    text = N_(
        "The baseline of {node} ({dimension}) begins anew in {rebased_from}; recorded reason:"
        " {rebase_reason}."
    )
    rows = page.verdicts.where(is_rebased=True).known("rebased_from")
    return [say("rebased", "info", text, row) for row in rows]


def table(page: Results) -> Result:
    """Return the series that changed; all of them where none did."""
    changed = signals(page)
    return page.verdicts if changed.is_empty else changed


def drawn(page: Results) -> Result:
    """Return the months of the largest signal, else of the total."""
    first = [row for row in signals(page) if row["dimension"] != TOTAL][:1]
    rows = page.limits
    if not first:
        return rows.where(dimension=TOTAL)
    return rows.where(dimension=first[0]["dimension"], node=first[0]["node"])


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw one series with the limits of its baseline."""
    rows, looks = drawn(page), {"adjusted": "actual", "centre": "before", "level": "plan"}
    words = {"title": rows.title, "shaded": N_("limits of the baseline")}
    return kinds.series(rows, looks, band="low high", last=36, ax=ax, **words)


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    for row in signals(page):
        if row["dimension"] != TOTAL:
            return _signal(row)
    for row in page.verdicts.where(dimension=TOTAL):
        return _total(row)
    return fleet(page)[0]
