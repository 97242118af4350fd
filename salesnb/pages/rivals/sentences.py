"""What 03b_rivals says: who is cheaper, who moved, who is better at what, who takes our deals."""

from __future__ import annotations

from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_

CHEAPER = 0.05  # below what customers really pay us by this much: act
RECENT = 6  # months: an older step is known, and no news to act on
LOST_MORE = 0.10  # growth of lost amounts that calls for action
THIN = 0.5  # of the panels: with fewer seen in a month, the month says little
NO_RIVAL = ["(not stated)", "total"]


def answer(page: Results) -> list[Finding]:
    """Return the four sentences: price, steps of price, other advantages, deals lost."""
    stepped = steps(page.price_changes, page.news)
    return [price_level(page), stepped, advantage(page.aspects), lost(page.lost_rivals)]


def price_level(page: Results) -> Finding:
    """Say who is cheapest against what customers really pay us; else against our list."""
    known = page.prices.where(dimension="product_group").known("low")
    below = known.keep(known.frame["high"] < 1)
    if below.is_empty:
        return _none_below(known, page.news)
    paid = below.known("against_net").by("against_net")
    if paid.is_empty:
        text = N_(
            "What customers really pay us is not known where competitors are below our list; the"
            " cheapest there is {competitor_id} in {node}: {price_ratio} of our list price ({low}"
            " to {high}; {n} prices, the newest of {newest_on})."
        )
        return say("price", "watch", text, below.first)
    text = N_(
        "{competitor_id} in {node} is the cheapest against what our customers really pay:"
        " {against_net} of it. Its prices there are at {price_ratio} of our list ({low} to {high}),"
        " by {n} prices, the newest of {newest_on}."
    )
    is_urgent = paid.first["against_net"] < 1 - CHEAPER
    return say("price", "act" if is_urgent else "watch", text, paid.first)


def _none_below(known: Result, news: Result) -> Finding:
    """Say that no competitor is below our list, or why this cannot be told."""
    if known.is_empty:
        text = N_(
            "How competitors' prices stand to ours cannot be told: at least two of one competitor"
            " and product group are needed in price_observations."
        )
        return say("price", "info", text)
    lowest = known.by("low").first
    if lowest["low"] <= 1 - news.first["near"]:
        text = N_(
            "Whether a competitor is below our list cannot be told: {competitor_id} in {node}, for"
            " one, may be anywhere from {low} to {high} of it ({n} prices, the newest of"
            " {newest_on})."
        )
        return say("price", "info", text, lowest)
    text = N_(
        "No competitor whose prices can be judged is more than {near.near} below our list; the"
        " lowest range is that of {competitor_id} in {node}, {low} to {high} of it ({n} prices, the"
        " newest of {newest_on})."
    )
    return say("price", "good", text, lowest, near=news.first)


def accounts(rows: Result) -> list[Finding]:
    """Say what became of all prices seen; nothing where none was."""
    if rows.is_empty:
        return []
    ours, left, total = (rows.row(outcome=one) for one in ("ours", "left_out", "total"))
    text = N_(
        "Prices seen in twelve months: {total.n_year} = {n_year} of competitors, compared with ours"
        " + {ours.n_year} of our own + {left.n_year} left out; in all months: {total.n_ever} ="
        " {n_ever} + {ours.n_ever} + {left.n_ever}."
    )
    status: Status = "watch" if left["n_ever"] else "good"
    compared = rows.row(outcome="compared")
    return [say("accounts", status, text, compared, ours=ours, left=left, total=total)]


def steps(changes: Result, news: Result) -> Finding:
    """Say which competitor last changed its price, by how much, and when."""
    if not news.first.is_known("smallest_step"):
        text = N_(
            "Whether competitors changed prices cannot be told: too few months in which a price of"
            " one competitor and product group was seen."
        )
        return say("steps", "info", text)
    if changes.is_empty:
        text = N_(
            "No step in competitors' prices was found; one of {smallest_step} halfway through the"
            " months seen would most likely have been."
        )
        return say("steps", "good", text, news.first)
    row = foremost(changes).first
    text = N_(
        "{competitor_id} moved its price of {product_group} by {size} against our list, most"
        " likely in {month}; prices seen from then on ({n_after}) stand at {after} of our list."
    )
    is_cut, is_new = row["size"] < 0, row["months_ago"] <= RECENT
    return say("steps", "good" if not is_cut else "act" if is_new else "watch", text, row)


def since(changes: Result) -> list[Finding]:
    """Say what our sales did since the step that is told, where they are known for a year ago."""
    text = N_(
        "Since {competitor_id} moved its price (twelve months of it at most), our sales of"
        " {product_group} changed by {our_growth} on the year before, those of all other groups by"
        " {other_growth}."
    )
    known = foremost(changes).known("our_growth other_growth")
    return [say("since", "info", text, row) for row in known]


def foremost(changes: Result) -> Result:
    """Return the newest step, that of a cut first while it is news."""
    rows = changes.frame
    cuts = changes.keep((rows["size"] < 0) & (rows["months_ago"] <= RECENT))
    return (changes if cuts.is_empty else cuts).by("-month").take(slice(1))


def advantage(aspects: Result) -> Finding:
    """Say in what competitors are clearly better than we are."""
    if aspects.is_empty:
        text = N_("What competitors do better cannot be told: export competitor_observations.")
        return say("advantage", "info", text)
    better = aspects.where(verdict="better").by("-mean -competitor_id")
    if better.is_empty:
        text = N_(
            "In none of the watched aspects is a competitor clearly better than we are; most"
            " differences are within what a few judgements can tell."
        )
        return say("advantage", "good", text)
    text = N_(
        "{competitor_id} is clearly better in {aspect}: {mean} where we are a hundred ({low} to"
        " {high}; {n} observations, the newest of {newest_on})."
    )
    return say("advantage", "watch", text, better.first)


def lost(rivals: Result) -> Finding:
    """Say who took most of the deals that we lost, and whether that grows."""
    named = _named(rivals)
    known = named.keep(named.frame["amount"] > 0)
    if known.is_empty:
        text = N_(
            "Who takes our deals cannot be told: opportunities lost in these twelve months with"
            " competitor and amount are needed."
        )
        return say("lost", "info", text)
    row = known.first
    text = N_(
        "{competitor_id} took the largest amount from us in twelve months: {amount}, {share} of"
        " what we lost ({amount_year_before} in the year before)."
    )
    is_more = row["amount"] > (1 + LOST_MORE) * row["amount_year_before"]
    is_compared = rivals.frame["n_year_before"].any()
    return say("lost", "act" if is_more and is_compared else "watch", text, row)


def reasons(page: Results) -> list[Finding]:
    """Say why the rival that took most won, and whether one wins by a reason more than others."""
    text = N_(
        "The reason given most often for deals that {competitor_id} took from us is {main_reason}"
        " (deals: {n_main} of {n})."
    )
    known = _named(page.lost_rivals).known("main_reason").take(slice(1))
    return [*(say("why", "info", text, row) for row in known), _stands_out(page.lost_reasons)]


def _stands_out(reasons: Result) -> Finding:
    """Say whether a competitor wins by one reason more than the others do."""
    marked = reasons.where(stands_out=True)
    if not marked.is_empty:
        text = N_(
            "{competitor_id} wins by {reason} more often than chance would make it: {share} of its"
            " wins (deals: {n}), against {usual_share} at the others."
        )
        return say("reason", "act", text, marked.first)
    text = N_("No competitor wins by one reason more often than chance would make it.")
    if _named(reasons).known("chance").is_empty:
        text = N_("By what competitors win cannot be compared: two with reasons are needed.")
    return say("reason", "info", text)


def _named(deals: Result) -> Result:
    """Return the rows of named competitors."""
    return deals.keep(~deals.frame["competitor_id"].isin(NO_RIVAL))


def month(page: Results) -> list[Finding]:
    """Say what the month added, and who has not been seen for long."""
    row = page.news.first
    if row["n_panels"] == 0:
        return [say("news", "info", N_("No price or offer of a competitor has been seen so far."))]
    text = N_(
        "Seen of competitors this month: prices {n_new_prices}, other observations"
        " {n_new_aspects}. Of the panels (a competitor in a product group or an aspect) {n_seen} of"
        " {n_panels} were seen."
    )
    is_thin = row["n_seen"] < THIN * row["n_panels"]
    found = [say("news", "watch" if is_thin else "good", text, row)]
    groups = page.prices.where(dimension="product_group", state="gone")
    gone = [*groups, *page.aspects.where(state="gone")]
    if gone:
        oldest = min(gone, key=lambda one: (one["newest_on"], one["competitor_id"]))
        text = N_(
            "Panels of competitors not seen for too long to say anything of today: {n_gone}. The"
            " oldest is of {oldest.competitor_id}, last seen on {oldest.newest_on}."
        )
        found.append(say("gone", "watch", text, row, oldest=oldest))
    return found
