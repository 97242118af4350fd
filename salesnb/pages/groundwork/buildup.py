"""What long work builds up: how long a channel goes on bringing leads."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Row
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.groundwork import columns as c
from salesnb.pages.groundwork import stopping

LACKING = {**c.BASIS, "": N_("nothing lacks")}
PRIOR = {
    "judgement": N_("judged in plan/judgements.toml"),
    "default": N_("nobody judged it: the stated default"),
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
        col.text("prior_author", N_("Whose judgement")),
        col.day("prior_on", N_("Judged on")),
        col.code("basis", N_("What tells it"), c.BASIS),
        col.number("overdispersion", N_("Spread of counts over chance"), digits=3, shown="decimal"),
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


def answer(page: Results) -> list[Finding]:
    """Say which long work pays, or what keeps it from being told."""
    said = stopping.answer(page) or _lacking(page)
    return said[:1]


def found(page: Results) -> list[Finding]:
    """Say which channels carry how long, what stopping costs, and what was judged."""
    row = page.build_basis.first
    if row["lacking"]:
        return _lacking(page)
    return [
        *_lives(page),
        *_untold(page),
        *stopping.found(page),
        *_priors(page),
        *_gone(row),
    ]


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
        " later ({low} to {high}); in twelve months {spent} was spent on it and {n_leads} leads"
        " came."
    )
    short = N_(
        "{marketing_channel_id} fades soonest: half of its leads have come after {half_life} months"
        " ({low} to {high})."
    )
    if told.is_empty:
        return []
    rows = told.by("-half_life")
    last = (
        rows.take(slice(len(rows.frame) - 1, None)) if len(rows.frame) > 1 else rows.take(slice(0))
    )
    said = [say("half_life", "info", text, rows.first)]
    return said + [say("fades", "info", short, row) for row in last]


def _untold(page: Results) -> list[Finding]:
    """Say of which channels the data do not tell how long they work, and why."""
    text = N_(
        "How long {marketing_channel_id} goes on working is not identified ({basis}; {n_leads_ever}"
        " leads in all): what stands is the judgement of {prior_months} months ({prior_low} to"
        " {prior_high})."
    )
    rows = page.channels
    rows = rows.keep((rows.frame["basis"] != "told").to_numpy()).by("-spent")
    return [say("untold", "watch", text, row) for row in rows.take(slice(SAID))]


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
        "Nobody judged how long the channels work: the data start from {prior_months} months, in"
        " the range {prior_low} to {prior_high}. An entry with topic half_life in"
        " plan/judgements.toml replaces that."
    )
    said = [say("judged_life", "info", text, row) for row in judged.take(slice(SAID))]
    rest = page.channels.where(prior_from="default")
    more = (
        [] if rest.is_empty else [say("usual_life", "info", usual if said else alone, rest.first)]
    )
    return said + more


def _gone(row: Row) -> list[Finding]:
    """Say which leads and months could not be counted."""
    said = []
    if row["n_unattributed"]:
        text = N_(
            "{n_unattributed} of {n_leads} leads name no channel: they count in no half-life."
        )
        said.append(say("uncounted", "info", text, row))
    if row["n_no_region"]:
        text = N_("{n_no_region} of {n_leads} leads name no region: they count in no half-life.")
        said.append(say("unplaced", "info", text, row))
    if row["n_gaps"]:
        text = N_(
            "{n_gaps} of {n_months} months are missing in the exports of spending or leads:"
            " spending is taken from the months around them, leads are left out."
        )
        said.append(say("gaps", "watch", text, row))
    return said
