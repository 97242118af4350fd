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
    row = known.first
    if row["low"] > 1 - CLEARLY:
        text = N_(
            "No competitor is clearly cheaper than our list: the cheapest, {competitor_id} in"
            " {node}, stands at {index} of it ({low} to {high}; {n} prices, the newest {age_days}"
            " days old)."
        )
        return say("price", "good", text, row)
    if not row.is_known("against_net"):
        text = N_(
            "The cheapest against our list is {competitor_id} in {node}: {index} of our price"
            " ({low} to {high}; {n} prices, the newest {age_days} days old)."
        )
        return say("price", "watch", text, row)
    text = N_(
        "The cheapest against our list is {competitor_id} in {node}: {index} of our list price"
        " ({low} to {high}; {n} prices, the newest {age_days} days old), and {against_net} of what"
        " our customers really pay."
    )
    return say("price", "act" if row["against_net"] < 1 - CHEAPER else "watch", text, row)


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
    row = changes.by("-month").first
    is_cut, is_new = row["size"] < 0, row["months_ago"] <= RECENT
    status: Status = "good" if not is_cut else "act" if is_new else "watch"
    if not row.is_known("our_growth"):
        text = N_(
            "{competitor_id} moved its price of {product_group} by {size} in {month} (between"
            " {earliest} and {latest}); the {n_after} prices seen from then on stand at {after} of"
            " our list price."
        )
        return say("steps", status, text, row)
    text = N_(
        "{competitor_id} moved its price of {product_group} by {size} in {month} (between"
        " {earliest} and {latest}) and now stands at {after} of our list price. In the months after"
        " it, twelve at most, our sales of {product_group} changed by {our_growth} on the year"
        " before, those of all other groups by {other_growth}."
    )
    return say("steps", status, text, row)


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
        " {high}; {n} observations, the newest {age_days} days old)."
    )
    return say("advantage", "watch", text, better.first)


def lost(rivals: Result) -> Finding:
    """Say who took most of the deals that we lost, and whether that grows."""
    known = rivals.keep(rivals.frame["competitor_id"] != "(not stated)")
    if known.is_empty:
        text = N_("Who takes our deals cannot be told: export lost opportunities with competitors.")
        return say("lost", "info", text)
    row = known.first
    text = N_(
        "{competitor_id} took the largest amount from us in twelve months: {amount} in {n} deals,"
        " {share} of what we lost ({amount_before} in the year before). The reason given most often"
        " is {main_reason}, in {n_main} of them."
    )
    grown = row["amount"] > (1 + LOST_MORE) * row["amount_before"]
    return say("lost", "act" if grown else "watch", text, row)


def stands_out(reasons: Result) -> Finding:
    """Say whether a competitor wins by one reason more than the others do."""
    if reasons.is_empty:
        text = N_("No deal was lost to a named competitor in these twelve months.")
        return say("reason", "info", text)
    marked = reasons.where(stands_out=True)
    if marked.is_empty:
        text = N_("No competitor wins by one reason more often than chance would make it.")
        return say("reason", "info", text)
    text = N_(
        "{competitor_id} wins by {reason} more often than chance would make it: {share} of its {n}"
        " wins, against {usual_share} at the others."
    )
    return say("reason", "act", text, marked.first)


def month(page: Results) -> list[Finding]:
    """Say what the month added, and who has not been seen for long."""
    row = page.news.first
    text = N_(
        "This month brought {n_new_prices} prices and {n_new_aspects} other observations of"
        " competitors; {n_seen} of {n_panels} panels were seen."
    )
    is_thin = row["n_seen"] < THIN * row["n_panels"]
    found = [say("news", "watch" if is_thin else "good", text, row)]
    gone = [row for one in (page.prices, page.aspects) for row in one.where(state="gone")]
    if row["n_gone"] > 0:
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
