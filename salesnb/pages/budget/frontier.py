"""What more and less money brings, what binds, and what one more unit of it would bring."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.budget import columns as c
from salesnb.plots.curves import frontier

KIND = {
    "total": N_("the total"),
    "floor": N_("its floor"),
    "cap": N_("its cap"),
    "locked": N_("locked"),
    "unknown": N_("not identified"),
}
WHAT = {
    "as_decided": N_("as decided"),
    "total": N_("another total"),
    "floors": N_("other floors"),
    "horizon": N_("counted within other months"),
}
CASE = {"low": N_("low"), "base": N_("base"), "high": N_("high")}
TOTALS = col.money("total", N_("Money of the year"), shown=COLUMN)
AFTER = col.money("after", N_("Left after the money"), shown=COLUMN)
ONE_MORE = c.per_unit("one_more", N_("One more unit brings"))

FRONTIER = Frame(
    name="frontier",
    title=N_("What the best plan of each total brings"),
    grain=N_("one row per total"),
    key="factor",
    shows="total brings after one_more is_present",
    nothing="",
    fields=(
        col.number("factor", N_("Times the total"), digits=2, shown="decimal"),
        TOTALS,
        c.BRINGS,
        AFTER,
        ONE_MORE,
        col.flag("is_present", N_("The total of the plan")),
    ),
)

BINDING = Frame(
    name="binding",
    title=N_("What binds, and what one more unit of it would bring"),
    key="marketing_channel_id",
    nothing="",
    fields=(
        c.CHANNEL,
        col.code("kind", N_("What binds"), KIND),
        col.money("amount", N_("Amount"), shown=COLUMN),
        ONE_MORE,
        c.per_unit("beyond", N_("More than elsewhere")),
    ),
)

MONEY_TRIALS = Frame(
    name="money_trials",
    title=N_("What the money would do otherwise"),
    grain=N_("one row per case that was tried"),
    key="what case",
    shows="what case total floors horizon brings after gain probability",
    nothing=N_("Nothing can be tried: there is no response to spending."),
    fields=(
        col.code("what", N_("Tried"), WHAT),
        col.code("case", N_("Case"), CASE),
        TOTALS,
        col.number("floors", N_("Times the floors"), digits=2, shown="tenths"),
        col.whole("horizon", N_("Counted within"), unit=N_("months")),
        c.BRINGS,
        AFTER,
        col.money("gain", N_("Gain over last year's shares"), shown=COLUMN),
        c.PROBABILITY,
        ONE_MORE,
        col.flag("is_short", N_("Floors exceed the total")),
    ),
)


def found(page: Results) -> list[Finding]:
    """Say what one more unit of the total brings, and what holds most money back."""
    rows = page.binding.where(kind="total").known("one_more")
    if rows.is_empty:
        return []
    more = N_(
        "One more unit of money brings {one_more} of {basis.counted}: it pays for itself, the total"
        " of {amount} is what limits."
    )
    less = N_(
        "One more unit of money brings {one_more} of {basis.counted}: it does not pay for itself,"
        " and less than {amount} would do."
    )
    of_sales = N_(
        "One more unit of money brings {one_more} of {basis.counted}; whether that pays for itself"
        " depends on their margin, which is not known."
    )
    row, basis = rows.first, page.spend_basis.first
    in_margin = basis["counted"] == "margin"
    pays = row["one_more"] > 1
    text = (more if pays else less) if in_margin else of_sales
    status: Status = "watch" if in_margin and not pays else "info"
    return [say("one_more", status, text, row, basis=basis), *_binding(page)]


def _binding(page: Results) -> list[Finding]:
    """Say which lock, floor or cap costs most at the margin."""
    rows = page.binding.members("marketing_channel_id").known("beyond")
    capped = rows.keep(((rows.frame["beyond"] > 0) & (rows.frame["kind"] != "floor")).to_numpy())
    floored = rows.keep(((rows.frame["beyond"] < 0) & (rows.frame["kind"] != "cap")).to_numpy())
    raised = N_(
        "{marketing_channel_id} is held at {amount} ({kind}): one more unit there would bring"
        " {one_more}, {beyond} more than where money goes else."
    )
    lowered = N_(
        "{marketing_channel_id} is held at {amount} ({kind}): its last unit brings {one_more};"
        " elsewhere it would bring more (difference {beyond})."
    )
    said = (
        [say("held_down", "info", raised, capped.by("-beyond").first)] if len(capped.frame) else []
    )
    said += (
        [say("held_up", "info", lowered, floored.by("beyond").first)] if len(floored.frame) else []
    )
    return said


def short(page: Results) -> list[Finding]:
    """Say which of the cases that were tried cannot hold."""
    text = N_(
        "With {floors} times the floors and {total} in all, the floors exceed the money: that case"
        " cannot hold."
    )
    return [say("trial_short", "info", text, row) for row in page.money_trials.where(is_short=True)]


def alt(page: Results) -> Finding:
    """Say what the picture of the frontier shows."""
    nothing = say("frontier", "info", N_("What more money brings cannot be told."))
    return next(iter(found(page)), nothing)


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw what each total brings, with the total of the plan."""
    return frontier(page.frontier, ax)
