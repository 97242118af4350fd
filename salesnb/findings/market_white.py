"""What 03_market says of white space, of strength, of where market and share go."""

from __future__ import annotations

import math
from collections.abc import Mapping

from salesnb.contracts.results import Result
from salesnb.findings import Finding, Slot, Words, cite
from salesnb.i18n import N_

TOTAL = {"dimension": "total", "node": "total"}


def _number(result: Result, column: str, **where: object) -> float:
    return float(str(result.cell(column, **where)))


def white_space(
    nodes: Result, potential: Result, *, currency: str, names: Mapping[str, Words]
) -> Finding:
    """Say how much the market could still buy from us, where most of it lies, what it rests on."""
    if nodes.is_empty:
        return Finding("white", "info", N_("What is left to win cannot be told: export market_sizes, or the customers' purchases of our kind (purchase_potential)."))  # fmt: skip
    first = nodes.rows(dimension="region").iloc[0]
    slots: dict[str, Slot] = {
        "white": cite(nodes, "white_space", currency=currency, **TOTAL),
        "region": names.get(first["node"], Words(first["node"], is_name=True)),
        "most": cite(nodes, "white_space", currency=currency, dimension="region", node=first["node"]),
    }  # fmt: skip
    if set(potential.frame["rests_on"]) <= {"customers", "none"}:
        text = N_("Our customers are said to buy {white} more of our kind elsewhere, most of it in {region} ({most}). That rests on what the customer table says; the market beyond our customers is not in it.")  # fmt: skip
        return Finding("white", "watch", text, slots)
    slots |= {end: cite(nodes, f"white_{end}", currency=currency, **TOTAL) for end in ("low", "high")}  # fmt: skip
    slots["usual"] = cite(nodes, "at_usual_share", currency=currency, **TOTAL)
    text = N_("White space is {white} ({low} to {high}), most of it in {region} ({most}). At the share that we hold of each product group in all, {usual} of it would be ours.")  # fmt: skip
    return Finding("white", "info", text, slots)


def strong(strength: Result, *, names: Mapping[str, Words]) -> Finding:
    """Say where we are weaker than demand allows."""
    if strength.is_empty:
        return Finding("strength", "info", N_("Where we are strong cannot be compared: regions need a potential index, or registered outlets, beside market sizes and sales."))  # fmt: skip
    weak = strength.rows(reading="open").sort_values(["bdi", "node"])
    if weak.empty:
        return Finding("strength", "good", N_("In no region are we clearly weaker than its demand allows."))  # fmt: skip
    node = weak["node"].iloc[0]
    slots: dict[str, Slot] = {
        "region": names.get(node, Words(node, is_name=True)),
        "bdi": cite(strength, "bdi", fmt="factor", node=node),
        "cdi": cite(strength, "cdi", fmt="factor", node=node),
    }
    text = N_("We are weakest against demand in {region}: per unit of potential we sell {bdi} times our average, while the market buys {cdi} times its own.")  # fmt: skip
    return Finding("strength", "watch", text, slots)


def outlook(made: Result, basis: Result, *, currency: str) -> Finding:
    """Say where the market goes in twelve months, and how that is known."""
    if made.rows(measure="market").empty:
        return Finding("outlook", "info", N_("Where the market goes cannot be told: no year of it is measured."))  # fmt: skip
    where = {"measure": "market"}
    slots: dict[str, Slot] = {
        **{name: cite(made, name, currency=currency, **where) for name in ("expected", "low", "high")},
        "growth": cite(made, "growth", fmt="growth", **where),
        "n": cite(made, "n_values", **where),
        "beyond": cite(basis, "months_beyond", scope="total"),
    }  # fmt: skip
    rung = str(made.cell("rung", **where))
    if rung == "from_growth" and not _number(basis, "months_beyond", scope="total"):
        return Finding("outlook", "info", _MEASURED_TO_NOW, slots)
    return Finding("outlook", "info", _OUTLOOK[rung], slots)


_MEASURED_TO_NOW = N_("If nothing changes, the market comes to {expected} in the next twelve months ({low} to {high}), {growth} on the last. That rests on {n} values, too few to test the rule on its past.")  # fmt: skip
_OUTLOOK = {
    "back_tested": N_("If nothing changes, the market comes to {expected} in the next twelve months ({low} to {high}), {growth} on the last; the range is that of errors of earlier runs on the same {n} months."),
    "from_growth": N_("If nothing changes, the market comes to {expected} in the next twelve months ({low} to {high}), {growth} on the last. That rests on {n} values, too few to test the rule on its past; the last {beyond} months of the market are carried on, not measured."),
    "guess": N_("If nothing changes, the market comes to about {expected} in the next twelve months ({low} to {high}), {growth} on the last: with {n} measured years this is hardly more than a guess."),
}  # fmt: skip


def share_ahead(made: Result) -> Finding:
    """Say where our share goes in twelve months."""
    where = {"measure": "share"}
    if made.rows(**where).empty or math.isnan(_number(made, "share_now", **where)):
        return Finding("share_ahead", "info", N_("Where our share goes cannot be told: it needs the market's size and a year of our own sales."))  # fmt: skip
    names = {"now": "share_now", "expected": "share_expected", "low": "share_low", "high": "share_high"}  # fmt: skip
    slots: dict[str, Slot] = {key: cite(made, column, **where) for key, column in names.items()}
    is_clear = not _number(made, "share_low", **where) <= _number(made, "share_now", **where) <= _number(made, "share_high", **where)  # fmt: skip
    if is_clear:
        return Finding("share_ahead", "watch", N_("Our share goes from {now} to {expected} in twelve months ({low} to {high}): more than chance."), slots)  # fmt: skip
    return Finding("share_ahead", "info", N_("Our share is expected at {expected} in twelve months ({low} to {high}); that it stays at {now} is well within the range."), slots)  # fmt: skip


def turning(turns: Result, looked: Result) -> list[Finding]:
    """Say, for market and share, whether their growth turned, when, and how sure that is."""
    return [_turned(turns, looked, measure) for measure in ("market", "share")]


MEASURES = {"market": N_("The market"), "share": N_("Our share")}


def _turned(turns: Result, looked: Result, measure: str) -> Finding:
    where = {"measure": measure}
    slots: dict[str, Slot] = {
        "what": Words(MEASURES[measure]),
        "n": cite(looked, "n_values", **where),
        "needed": cite(looked, "needed", **where),
    }
    key = f"turn_{measure}"
    if not bool(looked.cell("is_long_enough", **where)):
        return Finding(key, "info", N_("{what}: {n} values are too few to find a turning point; {needed} are needed. Only sizes by month or quarter would show one in time."), slots)  # fmt: skip
    slots["alarm"] = cite(looked, "false_alarms", **where)
    found = turns.rows(**where)
    if found.empty:
        slots["growth"] = cite(looked, "yearly_growth", fmt="growth", **where)
        text = N_("{what}: no turning point in {n} months; it moved by {growth} of itself a year throughout. (About {alarm} of straight paths would be called bent.)")  # fmt: skip
        return Finding(key, "good", text, slots)
    at = {"measure": measure, "month": found["month"].iloc[-1]}
    slots |= {name: Words(str(turns.cell(name, **at)), is_month=True) for name in ("month", "earliest", "latest")}  # fmt: skip
    slots["before"] = cite(turns, "growth_before", fmt="growth", **at)
    slots["after"] = cite(turns, "growth_after", fmt="growth", **at)
    text = N_("{what} turned in {month} (between {earliest} and {latest}): from {before} a year to {after}. (About {alarm} of straight paths would be called bent.)")  # fmt: skip
    is_worse = _number(turns, "growth_after", **at) < _number(turns, "growth_before", **at)
    return Finding(key, "act" if is_worse else "good", text, slots)
