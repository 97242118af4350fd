"""What 03b_rivals says: who is cheaper, who moved, who is better at what, who takes our deals."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.contracts.results import Result
from salesnb.findings import Finding, Slot, Words, cite
from salesnb.i18n import N_

CLEARLY = 0.02  # a price within this of ours is about equal
LOST_MORE = 0.10  # growth of lost amounts that calls for action
Names = Mapping[str, Words]
ASPECT_WORDS = {
    "quality": N_("quality"),
    "price": N_("price"),
    "variety": N_("variety"),
    "service": N_("service"),
    "terms": N_("terms"),
}


REASON_WORDS = ASPECT_WORDS | {"no budget": N_("no budget"), "delivery": N_("delivery")}


def answer(made: Mapping[str, Result], *, currency: str, names: Names) -> list[Finding]:
    """Return the four sentences: price, steps of price, other advantages, deals lost."""
    return [
        price_level(made["prices"], names=names),
        steps(made["price_changes"], made["prices"], names=names),
        advantage(made["aspects"], names=names),
        lost(made["lost_rivals"], currency=currency, names=names),
    ]


def _name(names: Names, id: str) -> Words:
    return names.get(id, Words(id, is_name=True))


def price_level(prices: Result, *, names: Names) -> Finding:
    """Say who is cheapest against our list price, and whether that holds against what we get."""
    rows = prices.rows(dimension="product_group").dropna(subset="low")
    if rows.empty:
        return Finding("price", "info", N_("How competitors' prices stand to ours cannot be told: price_observations with a competitor, a product group and a price seen are needed, two of each at least."))  # fmt: skip
    first = rows.sort_values(["index", "competitor_id", "node"]).iloc[0]
    where = {"dimension": "product_group", "competitor_id": first["competitor_id"], "node": first["node"]}  # fmt: skip
    slots: dict[str, Slot] = {
        "rival": _name(names, first["competitor_id"]),
        "group": Words(str(first["node"]), is_name=True),
        **{name: cite(prices, name, fmt="factor", **where) for name in ("index", "low", "high")},
        "n": cite(prices, "n", **where),
        "age": cite(prices, "age_days", **where),
    }
    if first["low"] > 1 - CLEARLY:
        return Finding("price", "good", N_("No competitor is clearly cheaper than our list: the cheapest, {rival} in {group}, stands at {index} of it ({low} to {high}; {n} prices, the newest {age} days old)."), slots)  # fmt: skip
    if pd.isna(first["against_net"]):
        text = N_("The cheapest against our list is {rival} in {group}: {index} of our price ({low} to {high}; {n} prices, the newest {age} days old).")  # fmt: skip
        return Finding("price", "watch", text, slots)
    slots["net"] = cite(prices, "against_net", fmt="factor", **where)
    text = N_("The cheapest against our list is {rival} in {group}: {index} of our list price ({low} to {high}; {n} prices, the newest {age} days old), and {net} of what our customers really pay.")  # fmt: skip
    return Finding("price", "act" if first["against_net"] < 1 - 0.05 else "watch", text, slots)


def steps(changes: Result, prices: Result, *, names: Names) -> Finding:
    """Say which competitor last changed its price, by how much, and when."""
    if prices.is_empty:
        return Finding("steps", "info", N_("Whether a competitor changed its prices cannot be told: no price of any was seen."))  # fmt: skip
    if changes.is_empty:
        return Finding("steps", "good", N_("No competitor changed the level of its prices against ours in the time that was watched: what moves is within the noise of single prices."))  # fmt: skip
    one = changes.frame.sort_values(["month", "competitor_id", "product_group"]).iloc[-1]
    where = {name: one[name] for name in ("competitor_id", "product_group", "month")}
    slots: dict[str, Slot] = {
        "rival": _name(names, one["competitor_id"]),
        "group": Words(str(one["product_group"]), is_name=True),
        "size": cite(changes, "size", fmt="growth", **where),
        **{name: Words(str(one[name]), is_month=True) for name in ("month", "earliest", "latest")},
        "n": cite(changes, "n_after", **where),
    }
    if one["size"] < 0:
        text = N_("{rival} moved its price of {group} against ours by {size} in {month} (between {earliest} and {latest}); the cut has held in {n} prices seen since.")  # fmt: skip
        return Finding("steps", "act", text, slots)
    text = N_("{rival} moved its price of {group} against ours by {size} in {month} (between {earliest} and {latest}); the rise has held in {n} prices seen since.")  # fmt: skip
    return Finding("steps", "good", text, slots)


def advantage(aspects: Result, *, names: Names) -> Finding:
    """Say in what competitors are clearly better than we are."""
    if aspects.is_empty:
        return Finding("advantage", "info", N_("How competitors' quality, variety, service and terms stand to ours cannot be told: export competitor_observations."))  # fmt: skip
    better = aspects.rows(verdict="better").sort_values(["mean", "competitor_id"])
    if better.empty:
        return Finding("advantage", "good", N_("In none of the watched aspects is a competitor clearly better than we are; most differences are within what a few judgements can tell."))  # fmt: skip
    one = better.iloc[-1]
    where = {name: one[name] for name in ("competitor_id", "aspect", "unit")}
    slots: dict[str, Slot] = {
        "rival": _name(names, one["competitor_id"]),
        "aspect": Words(ASPECT_WORDS.get(one["aspect"], one["aspect"])),
        **{name: cite(aspects, name, fmt="tenths", **where) for name in ("mean", "low", "high")},
        "n": cite(aspects, "n", **where),
        "age": cite(aspects, "age_days", **where),
    }
    text = N_("{rival} is clearly better in {aspect}: {mean} where we are a hundred ({low} to {high}; {n} observations, the newest {age} days old).")  # fmt: skip
    return Finding("advantage", "watch", text, slots)


def lost(rivals: Result, *, currency: str, names: Names) -> Finding:
    """Say who took most of the deals that we lost, and whether that grows."""
    known = rivals.frame[rivals.frame["competitor_id"] != "(not stated)"]
    if known.empty:
        return Finding("lost", "info", N_("Which competitor takes our deals cannot be told: opportunities that were lost, with the competitor and the reason, are needed."))  # fmt: skip
    id = known["competitor_id"].iloc[0]
    where = {"competitor_id": id}
    slots: dict[str, Slot] = {
        "rival": _name(names, id),
        "n": cite(rivals, "n", **where),
        "amount": cite(rivals, "amount", currency=currency, **where),
        "share": cite(rivals, "share", **where),
        "before": cite(rivals, "amount_before", currency=currency, **where),
        "reason": Words(_reason(str(known["main_reason"].iloc[0]))),
    }
    text = N_("{rival} took most from us in twelve months: {n} deals of {amount}, {share} of what we lost ({before} in the year before), mostly by {reason}.")  # fmt: skip
    grown = known["amount"].iloc[0] > (1 + LOST_MORE) * known["amount_before"].iloc[0]
    return Finding("lost", "act" if grown else "watch", text, slots)


def _reason(reason: str) -> str:
    return REASON_WORDS.get(reason, reason)


def stands_out(reasons: Result, *, names: Names) -> Finding:
    """Say whether a competitor wins by one reason more than the others do."""
    if reasons.is_empty:
        return Finding("reason", "info", N_("No deal was lost to a named competitor in these twelve months."))  # fmt: skip
    marked = reasons.rows(stands_out=True)
    if marked.empty:
        return Finding("reason", "info", N_("No competitor wins by one reason more often than the others do; the differences between them are no larger than chance makes."))  # fmt: skip
    one = marked.iloc[0]
    where = {name: one[name] for name in ("competitor_id", "reason")}
    slots: dict[str, Slot] = {
        "rival": _name(names, one["competitor_id"]),
        "reason": Words(_reason(str(one["reason"]))),
        "share": cite(reasons, "share", **where),
        "usual": cite(reasons, "usual_share", **where),
        "n": cite(reasons, "n", **where),
    }
    return Finding("reason", "act", N_("{rival} wins by {reason} more often than chance would make it: {share} of its {n} wins, against {usual} at the others."), slots)  # fmt: skip


def month(news: Result, prices: Result, aspects: Result, *, names: Names) -> list[Finding]:
    """Say what the month added, and who has not been seen for long."""
    slots: dict[str, Slot] = {name: cite(news, name, scope="total") for name in ("n_new_prices", "n_new_aspects", "n_seen", "n_panels", "n_gone")}  # fmt: skip
    is_thin = float(str(news.cell("n_seen", scope="total"))) < 0.5 * float(str(news.cell("n_panels", scope="total")))  # fmt: skip
    text = N_("This month brought {n_new_prices} prices and {n_new_aspects} other observations; {n_seen} of {n_panels} panels were seen.")  # fmt: skip
    found = [Finding("news", "watch" if is_thin else "good", text, {k: slots[k] for k in ("n_new_prices", "n_new_aspects", "n_seen", "n_panels")})]  # fmt: skip
    if float(str(news.cell("n_gone", scope="total"))) > 0:
        found.append(_gone(prices, aspects, slots["n_gone"], names))
    return found


def _gone(prices: Result, aspects: Result, n: Slot, names: Names) -> Finding:
    """Name the competitor that has not been seen for longest."""
    columns = ["competitor_id", "newest_on"]
    both = [one.frame.loc[one.frame["state"] == "gone", columns] for one in (prices, aspects)]
    oldest = pd.concat(both).sort_values(columns[::-1]).iloc[0]
    slots: dict[str, Slot] = {
        "n": n,
        "rival": _name(names, oldest["competitor_id"]),
        "day": Words(str(oldest["newest_on"])),
    }
    return Finding("gone", "watch", N_("Panels without an observation for too long to say anything of today: {n}; they show no average. The oldest is of {rival}, last seen on {day}."), slots)  # fmt: skip


def aside(made: Result) -> list[Finding]:
    """Say how many prices could not be compared, and why; nothing where all could."""
    return [
        Finding("aside", "watch", _ASIDE[reason], {"n": cite(made, "n_rows", reason=reason)})
        for reason in made.frame["reason"]
    ]


_ASIDE = {
    "currency": N_("Prices in another currency, left out: {n}. Convert them in the mapping."),
    "no_reference": N_("Prices with nothing of ours to be compared with, left out: {n}. No product of that group is on sale, or it has no list price."),
    "far": N_("Prices more than three times ours, or less than a third, left out: {n}. Another unit, another currency, or another product."),
}  # fmt: skip
