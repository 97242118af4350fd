"""What long work builds up: how long each channel goes on bringing leads, and what stopping costs."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.groundwork import columns as c
from salesnb.plots import kinds

BASIS = {
    "told": N_("told by the data"),
    "not_identified": N_("not identified: the data cannot tell it"),
    "no_effect": N_("not identified: leads do not follow the spending"),
    "too_few": N_("too few leads"),
    "no_leads": N_("no leads known"),
    "unattributed": N_("leads do not name their channel"),
    "few_months": N_("too few months"),
    "no_spend": N_("no spending known"),
}
LACKING = {**BASIS, "": N_("nothing lacks")}
PRIOR = {
    "judgement": N_("judged in plan/judgements.toml"),
    "default": N_("nobody judged it: the stated default"),
}
VERDICT = {
    "keep": N_("keep: its leads pay for it"),
    "cannot_tell": N_("cannot be told"),
    "not_by_leads": N_("its leads alone do not pay for it"),
    "judged": N_("rests on a judgement alone"),
    "no_worth": N_("what a lead brings is not known"),
}
COUNTED = {
    "sales": N_("sales to customers that came of leads"),
    "deals": N_("amounts of deals won"),
    "none": N_("nothing known"),
}
SAID = 3

CHANNELS = Frame(
    title=N_("How long spending goes on bringing leads"),
    key="marketing_channel_id",
    order="-half_life",
    shows="marketing_channel_id spent n_leads half_life low high prior_months prior_from basis",
    nothing="",
    fields=(
        c.CHANNEL,
        col.money("spent", N_("Spent in twelve months"), shown=COLUMN),
        col.whole("n_leads", N_("Leads in twelve months")),
        col.whole("n_leads_ever", N_("Leads in all")),
        col.number("half_life", N_("Half-life, months"), digits=2, shown="tenths"),
        col.number("low", N_("Range of 95 %: low"), digits=2, shown="tenths"),
        col.number("high", N_("Range of 95 %: high"), digits=2, shown="tenths"),
        col.number("prior_months", N_("Judged, months"), digits=2, shown="tenths"),
        col.number("prior_low", N_("Judged, low"), digits=2, shown="tenths"),
        col.number("prior_high", N_("Judged, high"), digits=2, shown="tenths"),
        col.code("prior_from", N_("Judgement"), PRIOR),
        col.text("prior_author", N_("Judged by")),
        col.day("prior_on", N_("Judged on")),
        col.code("basis", N_("What tells it"), BASIS),
        col.number("overdispersion", N_("Spread of counts over chance"), digits=3, shown="decimal"),
    ),
)
STOPPING = Frame(
    title=N_("What stopping would save and lose"),
    key="marketing_channel_id",
    order="-net",
    shows="marketing_channel_id saved leads_lost share_bought margin_lost net net_low net_high verdict",
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
        col.code("basis", N_("What tells it"), BASIS),
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
BUILD_BASIS = Frame(
    title=N_("What went into half-lives and the worth of leads"),
    key="scope",
    shows="n_months n_gaps n_leads n_unattributed n_no_region n_customers worth margin_share rate",
    fields=(
        col.SCOPE,
        col.code("lacking", N_("What lacks"), LACKING),
        col.whole("n_months", N_("Months with spending")),
        col.whole("n_gaps", N_("Months missing in the exports")),
        col.whole("n_leads", N_("Leads")),
        col.whole("n_unattributed", N_("Leads without a channel")),
        col.whole("n_no_region", N_("Leads without a region")),
        col.whole("n_customers", N_("Customers that came of leads")),
        col.code("counted", N_("Worth counted on"), COUNTED),
        col.money("worth", N_("What a customer brought buys")),
        col.money("worth_low", N_("What it buys, low")),
        col.money("worth_high", N_("What it buys, high")),
        col.share("margin_share", N_("Margin")),
        col.whole("span", N_("Months of purchases counted")),
        col.whole("horizon", N_("Months stopped or kept on")),
        col.whole("tail", N_("Months after them that still count")),
        col.share("rate", N_("Cost of money a year")),
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
    """Say which long work pays, or what keeps it from being told."""
    said = _kept(page) or _untold(page) or _lacking(page)
    return said[:1]


def found(page: Results) -> list[Finding]:
    """Say which channels carry how long, what stopping costs, and what was judged."""
    row = page.build_basis.first
    if row["lacking"]:
        return _lacking(page)
    return [*_lives(page), *_kept(page), *_untold(page), *_by_leads(page), *_priors(page), *_gone(row)]


def _lacking(page: Results) -> list[Finding]:
    row = page.build_basis.first
    text = N_(
        "How long spending goes on working is not known: {lacking}. The tables spend (channel,"
        " region, month, amount) and leads (created on, channel, region) over two years would tell."
    )
    return [say("no_build", "info", text, row)] if row["lacking"] else []


def _lives(page: Results) -> list[Finding]:
    """Say how long the channels that last longest and shortest go on bringing leads."""
    told = page.channels.where(basis="told")
    text = N_(
        "Half of what a month of {marketing_channel_id} brings is still to come {half_life} months"
        " later ({low} to {high}); in twelve months {spent} was spent on it and {n_leads} leads came."
    )
    short = N_(
        "{marketing_channel_id} fades soonest: half of its leads have come after {half_life} months"
        " ({low} to {high})."
    )
    if told.is_empty:
        return []
    rows = told.by("-half_life")
    last = rows.take(slice(len(rows.frame) - 1, None)) if len(rows.frame) > 1 else rows.take(slice(0))
    said = [say("half_life", "info", text, rows.first)]
    return said + [say("fades", "info", short, row) for row in last]


def _kept(page: Results) -> list[Finding]:
    """Say which work pays by its leads, and whether the budget holds it."""
    rows = page.stopping.where(verdict="keep").by("-margin_lost")
    held = N_(
        "Stopping {marketing_channel_id} for {basis.horizon} months would save {saved} and lose"
        " {leads_lost} leads ({leads_low} to {leads_high}) and {margin_lost} of margin ({margin_low}"
        " to {margin_high}), much of it only after these months. plan/budget.toml holds {planned}"
        " for it."
    )
    loose = N_(
        "Stopping {marketing_channel_id} for {basis.horizon} months would save {saved} and lose"
        " {leads_lost} leads ({leads_low} to {leads_high}) and {margin_lost} of margin ({margin_low}"
        " to {margin_high}), much of it only after these months. Of the {spent} spent in twelve"
        " months plan/budget.toml holds only {planned}."
    )
    none = N_(
        "Stopping {marketing_channel_id} for {basis.horizon} months would save {saved} and lose"
        " {leads_lost} leads ({leads_low} to {leads_high}) and {margin_lost} of margin ({margin_low}"
        " to {margin_high}), much of it only after these months. No line of plan/budget.toml names it."
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
        " alone, stopping it for {basis.horizon} months would save {saved} and lose {margin_lost} of"
        " margin ({margin_low} to {margin_high}). No verdict is passed."
    )
    bare = N_(
        "Stopping {marketing_channel_id} for {basis.horizon} months would save {saved} and lose"
        " {leads_lost} leads ({leads_low} to {leads_high}); what a lead brings in margin is not known."
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


def _priors(page: Results) -> list[Finding]:
    """Say what was held of half-lives before the data, and by whom."""
    judged = page.channels.where(prior_from="judgement")
    text = N_(
        "{prior_author} judged on {prior_on} that half of what {marketing_channel_id} brings comes"
        " within {prior_months} months ({prior_low} to {prior_high}); the data start from there."
    )
    usual = N_(
        "Nobody judged the half-lives of the other channels: the data start from {prior_months}"
        " months, in the range {prior_low} to {prior_high}. An entry with topic half_life in"
        " plan/judgements.toml replaces that."
    )
    alone = N_(
        "Nobody judged how long the channels work: the data start from {prior_months} months, in the"
        " range {prior_low} to {prior_high}. An entry with topic half_life in plan/judgements.toml"
        " replaces that."
    )
    said = [say("judged_life", "info", text, row) for row in judged.take(slice(SAID))]
    rest = page.channels.where(prior_from="default")
    more = [] if rest.is_empty else [say("usual_life", "info", usual if said else alone, rest.first)]
    return said + more


def _gone(row: Row) -> list[Finding]:
    """Say which leads and months could not be counted."""
    said = []
    if row["n_unattributed"] or row["n_no_region"]:
        text = N_(
            "Of {n_leads} leads {n_unattributed} name no channel and {n_no_region} no region: they"
            " count in no half-life."
        )
        said.append(say("uncounted", "info", text, row))
    if row["n_gaps"]:
        text = N_(
            "{n_gaps} of {n_months} months are missing in the exports of spending or leads: spending"
            " is taken from the months around them, leads are left out."
        )
        said.append(say("gaps", "watch", text, row))
    return said


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
        return say("ahead", "info", N_("No picture: how long the work goes on working is not known."))
    text = N_(
        "Leads a month of {marketing_channel_id}: in {month} {kept} if the work goes on, {stopped} if"
        " it stops now ({stopped_low} to {stopped_high})."
    )
    return say("ahead", "info", text, rows.by("-month").first)
