"""What 03b_rivals says: who is cheaper, who moved, who is better at what, who takes our deals."""

from __future__ import annotations

from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_

CLEARLY = 0.02  # a price within this of ours is about equal
CHEAPER = 0.05  # below what customers really pay us by this much: act
RECENT = 6  # months: an older step is known, and no news to act on
LOST_MORE = 0.10  # growth of lost amounts that calls for action
THIN = 0.5  # of the panels: with fewer seen in a month, the month says little
NO_RIVAL = ["(not stated)", "total"]


def answer(page: Results) -> list[Finding]:
    """Return the four sentences: price, steps of price, other advantages, deals lost."""
    return [
        price_level(page.prices),
        steps(page.price_changes, page.news),
        advantage(page.aspects),
        lost(page.lost_rivals),
    ]


def price_level(prices: Result) -> Finding:
    """Say who is cheapest against our list price, and whether that holds against what we get."""
    known = prices.where(dimension="product_group").known("low")
    if known.is_empty:
        text = N_(
            "How competitors' prices stand to ours cannot be told: price_observations with a"
            " competitor, a product group and a price seen are needed, two of each at least."
        )
        return say("price", "info", text)
    below = known.keep(known.frame["high"] < 1)
    if below.is_empty:
        return _none_below(known)
    cheapest, paid = below.first, below.known("against_net").by("against_net")
    if paid.is_empty:
        text = N_(
            "The cheapest against our list is {competitor_id} in {node}: {index} of our price"
            " ({low} to {high}; {n} prices, the newest of {newest_on})."
        )
        return say("price", "watch", text, cheapest)
    is_urgent = paid.first["against_net"] < 1 - CHEAPER
    if is_urgent and not cheapest["against_net"] < 1 - CHEAPER:
        text = N_(
            "Against what our customers really pay, {competitor_id} in {node} is the cheapest:"
            " {against_net} of it, and {index} of our list price ({low} to {high}; {n} prices, the"
            " newest of {newest_on})."
        )
        return say("price", "act", text, paid.first)
    row = cheapest if cheapest.is_known("against_net") else paid.first
    text = N_(
        "The cheapest against our list is {competitor_id} in {node}: {index} of our list price"
        " ({low} to {high}; {n} prices, the newest of {newest_on}), and {against_net} of what our"
        " customers really pay."
    )
    return say("price", "act" if is_urgent else "watch", text, row)


def _none_below(known: Result) -> Finding:
    """Say that no competitor is below our list, or that this cannot be told."""
    lowest = known.by("low").first
    if lowest["low"] <= 1 - CLEARLY:
        text = N_(
            "Whether a competitor is below our list cannot be told: {competitor_id} in {node}, for"
            " one, stands at {index} of it, between {low} and {high} ({n} prices, the newest of"
            " {newest_on})."
        )
        return say("price", "info", text, lowest)
    text = N_(
        "No competitor whose prices can be judged stands more than two per cent below our list: the"
        " cheapest, {competitor_id} in {node}, stands at {index} of it ({low} to {high}; {n}"
        " prices, the newest of {newest_on})."
    )
    return say("price", "good", text, known.first)


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
    is_cut, is_new = row["size"] < 0, row["months_ago"] <= RECENT
    status: Status = "good" if not is_cut else "act" if is_new else "watch"
    if not row.is_known("our_growth"):
        text = N_(
            "{competitor_id} moved its price of {product_group} by {size} against our list, most"
            " likely in {month}; prices seen from then on ({n_after}) stand at {after} of our list."
        )
    elif row["earliest"] == row["latest"]:
        text = N_(
            "{competitor_id} moved its price of {product_group} by {size} against our list in"
            " {month}; prices seen from then on stand at {after} of it. Since, for twelve months at"
            " most, our sales of {product_group} changed by {our_growth} on the year before, those"
            " of all other groups by {other_growth}."
        )
    else:
        text = N_(
            "{competitor_id} moved its price of {product_group} by {size} against our list, most"
            " likely in {month} ({earliest} to {latest}); prices seen from then on stand at {after}"
            " of it. Since, for twelve months at most, our sales of {product_group} changed by"
            " {our_growth} on the year before, those of all other groups by {other_growth}."
        )
    return say("steps", status, text, row)


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
    frame = rivals.frame
    known = rivals.keep(~frame["competitor_id"].isin(NO_RIVAL) & (frame["amount"] > 0))
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
    if row.is_known("main_reason"):
        text = N_(
            "{competitor_id} took the largest amount from us in twelve months: {amount}, {share} of"
            " what we lost ({amount_year_before} in the year before). The reason given most often"
            " is {main_reason} ({n_main} of {n} deals)."
        )
    grown = row["amount"] > (1 + LOST_MORE) * row["amount_year_before"]
    return say("lost", "act" if grown and frame["n_year_before"].any() else "watch", text, row)


def stands_out(reasons: Result) -> Finding:
    """Say whether a competitor wins by one reason more than the others do."""
    named = reasons.keep(~reasons.frame["competitor_id"].isin(NO_RIVAL))
    if named.is_empty:
        text = N_("No deal was lost to a named competitor in these twelve months.")
        return say("reason", "info", text)
    marked = named.where(stands_out=True)
    if marked.is_empty:
        text = N_("No competitor wins by one reason more often than chance would make it.")
        if named.known("chance").is_empty:
            text = N_(
                "By what they win cannot be compared: two competitors with reasons are needed."
            )
        return say("reason", "info", text)
    text = N_(
        "{competitor_id} wins by {reason} more often than chance would make it: {share} of its"
        " wins (deals: {n}), against {usual_share} at the others."
    )
    return say("reason", "act", text, marked.first)


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


def aside(aside: Result) -> list[Finding]:
    """Say how many prices could not be compared, and why; nothing where all could."""
    text = N_("Competitors' prices of twelve months left out: {n_rows}; {reason}.")
    return [say("aside", "watch", text, row) for row in aside]
