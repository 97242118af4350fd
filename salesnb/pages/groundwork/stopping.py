"""What stopping a channel would save and lose, and whether its leads pay for it."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.groundwork import columns as c
from salesnb.plots import kinds

VERDICT = {
    "keep": N_("keep: its leads pay for it"),
    "cannot_tell": N_("cannot be told"),
    "not_by_leads": N_("its leads alone do not pay for it"),
    "judged": N_("rests on a judgement alone"),
    "no_worth": N_("what a lead brings is not known"),
}
SAID = 3

STOPPING = Frame(
    title=N_("What stopping would save and lose"),
    key="marketing_channel_id",
    order="-net",
    shows="marketing_channel_id saved leads_lost margin_lost net net_low net_high chance verdict",
    nothing="",
    fields=(
        c.CHANNEL,
        col.money("saved", N_("Saved, present value"), shown=COLUMN),
        col.number("leads_lost", N_("Leads lost"), digits=1, shown="days"),
        col.number("leads_low", N_("Leads lost, low"), digits=1, shown="days"),
        col.number("leads_high", N_("Leads lost, high"), digits=1, shown="days"),
        col.number("leads_after", N_("Of these after the years stopped"), digits=1, shown="days"),
        col.whole("n_mature", N_("Leads a year old and more")),
        col.whole("n_bought", N_("Of these bought")),
        col.share("share_bought", N_("Leads that buy")),
        col.money("margin_lost", N_("Margin lost, present value"), shown=COLUMN),
        col.money("margin_low", N_("Margin lost, low"), shown=COLUMN),
        col.money("margin_high", N_("Margin lost, high"), shown=COLUMN),
        col.money("net", N_("Lost less saved"), shown=COLUMN),
        col.money("net_low", N_("Lost less saved, low"), shown=COLUMN),
        col.money("net_high", N_("Lost less saved, high"), shown=COLUMN),
        col.number("chance", N_("Chance that keeping pays"), digits=4, shown="chance"),
        col.code("basis", N_("What tells it"), c.BASIS),
        col.code("verdict", N_("Verdict"), VERDICT),
        col.money("spent", N_("Spent in twelve months"), shown=COLUMN),
        col.money("planned", N_("Least in plan/budget.toml"), shown=COLUMN),
        col.flag("is_secured", N_("Held by the budget")),
    ),
)
LEADS_AHEAD = Frame(
    title=N_("Leads a month if the work goes on, and if it stops"),
    key="marketing_channel_id month",
    nothing="",
    fields=(
        c.CHANNEL,
        col.MONTH,
        col.number("kept", N_("Kept on"), digits=3, shown="tenths"),
        col.number("kept_low", N_("Kept on, low"), digits=3, shown="tenths"),
        col.number("kept_high", N_("Kept on, high"), digits=3, shown="tenths"),
        col.number("stopped", N_("Stopped"), digits=3, shown="tenths"),
        col.number("stopped_low", N_("Stopped, low"), digits=3, shown="tenths"),
        col.number("stopped_high", N_("Stopped, high"), digits=3, shown="tenths"),
    ),
)
DECISIONS = (
    Decision(
        "keep",
        N_(
            "Keep the work on: hold its line in plan/budget.toml with a floor at what was spent,"
            " and judge it by years, not by this year's leads."
        ),
        N_("head of marketing"),
        "stopping.margin_lost",
        N_("margin lost if the work stops"),
        lever="secure",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say which work pays by its leads; else of which it cannot be told."""
    return _kept(page) or _untold(page)


def found(page: Results) -> list[Finding]:
    """Say which work pays by its leads, of which it cannot be told, and which does not."""
    return [*answer(page), *(_untold(page) if _kept(page) else []), *_by_leads(page)]


def _kept(page: Results) -> list[Finding]:
    """Say which work pays by its leads, and whether the budget holds it."""
    rows = page.stopping.where(verdict="keep").by("-margin_lost")
    held = N_(
        "Stopping {marketing_channel_id} for {basis.horizon} months would save {saved} and lose"
        " {leads_lost} leads ({leads_low} to {leads_high}), {leads_after} of them only after these"
        " months: {margin_lost} of margin ({margin_low} to {margin_high}). plan/budget.toml holds"
        " {planned} for it."
    )
    loose = N_(
        "Stopping {marketing_channel_id} for {basis.horizon} months would save {saved} and lose"
        " {leads_lost} leads ({leads_low} to {leads_high}), {leads_after} of them only after these"
        " months: {margin_lost} of margin ({margin_low} to {margin_high}). Of the {spent} spent in"
        " twelve months plan/budget.toml holds only {planned}."
    )
    none = N_(
        "Stopping {marketing_channel_id} for {basis.horizon} months would save {saved} and lose"
        " {leads_lost} leads ({leads_low} to {leads_high}), {leads_after} of them only after these"
        " months: {margin_lost} of margin ({margin_low} to {margin_high}). No line of"
        " plan/budget.toml names it."
    )
    basis, said = page.build_basis.first, []
    for row in rows.take(slice(SAID)):
        text = held if row["is_secured"] else loose if row.is_known("planned") else none
        said.append(say("keep", "good" if row["is_secured"] else "act", text, row, basis=basis))
    return said


def _untold(page: Results) -> list[Finding]:
    """Say where it cannot be told whether leads pay for the work, and what rests on judgement."""
    text = N_(
        "Whether the leads of {marketing_channel_id} pay for it cannot be told: stopping it for"
        " {basis.horizon} months saves {saved} and loses {margin_lost} of margin, in the range"
        " {margin_low} to {margin_high}; keeping pays with a chance of {chance}."
    )
    judged = N_(
        "For {marketing_channel_id} the data cannot tell how long it works ({basis}): by judgement"
        " alone, stopping it for {basis.horizon} months would save {saved} and lose {margin_lost}"
        " of margin ({margin_low} to {margin_high}). No verdict is passed."
    )
    bare = N_(
        "Stopping {marketing_channel_id} for {basis.horizon} months would save {saved} and lose"
        " {leads_lost} leads ({leads_low} to {leads_high}); what a lead brings in margin is not"
        " known."
    )
    basis, said = page.build_basis.first, []
    for verdict, words in (("cannot_tell", text), ("judged", judged), ("no_worth", bare)):
        rows = page.stopping.where(verdict=verdict).by("-saved")
        said += [say(verdict, "watch", words, row, basis=basis) for row in rows.take(slice(SAID))]
    return said


def _by_leads(page: Results) -> list[Finding]:
    """Say which channels cannot live by their leads alone."""
    rows = page.stopping.where(verdict="not_by_leads").by("-saved")
    text = N_(
        "The leads of {marketing_channel_id} alone do not pay for it: stopping it for"
        " {basis.horizon} months saves {saved} and loses {margin_lost} of margin ({margin_low} to"
        " {margin_high}). What it moves in the orders of customers is judged in 10_budget and not"
        " counted here."
    )
    basis = page.build_basis.first
    return [say("by_leads", "info", text, row, basis=basis) for row in rows.take(slice(SAID))]


def drawn(page: Results) -> Result:
    """Return the months ahead of the work that lasts longest."""
    rows = page.channels.where(basis="told").by("-half_life")
    known = page.leads_ahead.frame["marketing_channel_id"].unique()
    for row in rows:
        if row["marketing_channel_id"] in known:
            return page.leads_ahead.where(marketing_channel_id=row["marketing_channel_id"])
    return page.leads_ahead.take(slice(0))


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the leads of the longest work, kept on and stopped."""
    rows, looks = drawn(page), {"kept": "plan", "stopped": "actual"}
    words = {"title": rows.title, "shaded": N_("range of 95 % if it stops")}
    return kinds.series(rows, looks, band="stopped_low stopped_high", last=60, ax=ax, **words)


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    rows = drawn(page)
    if rows.is_empty:
        return say(
            "ahead", "info", N_("No picture: how long the work goes on working is not known.")
        )
    text = N_(
        "Leads a month of {marketing_channel_id}: in {month} {kept} if the work goes on, {stopped}"
        " if it stops now ({stopped_low} to {stopped_high})."
    )
    return say("ahead", "info", text, rows.by("-month").first)
