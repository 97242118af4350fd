"""What 03_market says: how large the market is, how much is ours, what changed it, where it goes."""

from __future__ import annotations

import math
from collections.abc import Mapping

from salesnb.contracts.results import Result
from salesnb.findings import Finding, Slot, Status, Words, cite
from salesnb.findings.market_white import white_space
from salesnb.i18n import N_

TOTAL = {"dimension": "total", "node": "total"}
MANY_BEYOND = 0.10  # share of cells in which we sell more than there is that makes shares doubtful
SWITCH_ON = N_("How large the market is nobody can say here: export market_sizes (segment, region, product group, period, source, size, low, high), and this page shows share, growth and trend.")  # fmt: skip


def number(result: Result, column: str, **where: object) -> float:
    """Return the number of one cell."""
    return float(str(result.cell(column, **where)))


def answer(
    made: Mapping[str, Result], *, month: str, currency: str, names: Mapping[str, Words]
) -> list[Finding]:
    """Return the four sentences: size, share, what changed our sales, what is left to win."""
    return [
        size(made["size"], made["basis"], currency=currency),
        share(made),
        driver(made["split"], month=month, currency=currency),
        white_space(made["white_nodes"], made["market_potential"], currency=currency, names=names),
    ]


def size(sizes: Result, basis: Result, *, currency: str) -> Finding:
    """Say how large the market is, its range, and how it grew."""
    if sizes.is_empty:
        return Finding("size", "watch", SWITCH_ON)
    slots: dict[str, Slot] = {
        "month": Words(str(basis.cell("measured_until", scope="total")), is_month=True),
        **{name: cite(sizes, name, currency=currency, **TOTAL) for name in ("market", "low", "high")},
    }  # fmt: skip
    growth = number(sizes, "growth", **TOTAL)
    if math.isnan(growth):
        text = N_("The market we sell to was worth {market} in the twelve months up to {month} ({low} to {high}); no year before it is measured.")  # fmt: skip
        return Finding("size", "info", text, slots)
    slots["growth"] = cite(sizes, "growth", fmt="growth", **TOTAL)
    text = N_("The market we sell to was worth {market} in the twelve months up to {month} ({low} to {high}), {growth} on the year before.")  # fmt: skip
    return Finding("size", "good" if growth >= 0 else "watch", text, slots)


def share(made: Mapping[str, Result]) -> Finding:
    """Say which share is ours and how it moved; and where the sizes cannot be right."""
    sizes = made["size"]
    if sizes.is_empty or math.isnan(number(sizes, "share", **TOTAL)):
        return Finding("share", "info", N_("Our share cannot be told: our sales do not reach back over the measured year, or nothing is measured."))  # fmt: skip
    slots: dict[str, Slot] = {
        "share": cite(sizes, "share", **TOTAL),
        "low": cite(sizes, "share_low", **TOTAL),
        "high": cite(sizes, "share_high", **TOTAL),
    }
    if _is_doubtful(made):
        text = N_("By these sizes we hold {share} of it ({low} to {high}); but in {n} of {m} cells we sell more than the sources say the whole market buys. Read shares as an order, not as a level, until the sizes are checked.")  # fmt: skip
        whole = made["white_nodes"]
        beyond: dict[str, Slot] = {"n": cite(whole, "n_beyond", **TOTAL), "m": cite(whole, "n_cells", **TOTAL)}  # fmt: skip
        return Finding("share", "act", text, slots | beyond)
    points = number(sizes, "points", **TOTAL)
    if math.isnan(points):
        return Finding("share", "info", N_("We hold {share} of it ({low} to {high})."), slots)
    slots["points"] = cite(sizes, "points", fmt="points", **TOTAL)
    text = N_("We hold {share} of it ({low} to {high}), {points} percentage points on the year before.")  # fmt: skip
    return Finding("share", "good" if points >= 0 else "act", text, slots)


def _is_doubtful(made: Mapping[str, Result]) -> bool:
    whole = made["white_nodes"]
    return not whole.is_empty and number(whole, "beyond_share", **TOTAL) > MANY_BEYOND


def driver(split: Result, *, month: str, currency: str) -> Finding:
    """Say how much of the change of our sales came with the market, and how much from our share."""
    where = {"span": "latest", **TOTAL}
    if split.rows(**where).empty:
        return Finding("driver", "info", N_("Whether the market or our share changed our sales cannot be told: two years of both are needed."))  # fmt: skip
    slots: dict[str, Slot] = {
        "month": Words(month, is_month=True),
        **{name: cite(split, name, currency=currency, **where) for name in ("change", "market", "share")},
    }  # fmt: skip
    outside = number(split, "outside", **where)
    gained = number(split, "share", **where)
    status: Status = "good" if gained >= 0 else "act"
    if outside:
        slots["outside"] = cite(split, "outside", currency=currency, **where)
        text = N_("Our sales of the twelve months up to {month} changed by {change}: {market} came with the market, {share} from our share of it, {outside} lies outside what is measured.")  # fmt: skip
        return Finding("driver", status, text, slots)
    text = N_("Our sales of the twelve months up to {month} changed by {change}: {market} came with the market, {share} from our share of it.")  # fmt: skip
    return Finding("driver", status, text, slots)


def sources(made: Mapping[str, Result], *, currency: str) -> list[Finding]:
    """Say whether the sources agree, what none of them measures, and what could not be used."""
    found = [_agreement(made["sources"], made["basis"], currency=currency)]
    outside = number(made["coverage"], "outside_share", scope="total")
    if not made["size"].is_empty and outside > 0.005:
        where = {"scope": "total"}
        part = {"outside": cite(made["coverage"], "outside", currency=currency, **where), "share": cite(made["coverage"], "outside_share", **where)}  # fmt: skip
        found.append(Finding("outside", "watch", N_("{outside} of our twelve months ({share}) lies in segments, regions or product groups that no source measures; it counts in no share."), part))  # fmt: skip
    collapsed = str(made["basis"].cell("collapsed", scope="total"))
    if collapsed:
        found.append(Finding("collapsed", "info", COLLAPSED[collapsed]))
    aside = made["basis"]
    if number(aside, "n_aside", scope="total") > 0:
        found.append(Finding("aside", "watch", N_("Rows of market sizes that could not be used: {n}; the table says why."), {"n": cite(aside, "n_aside", scope="total")}))  # fmt: skip
    return found


COLLAPSED = {
    "segment": N_("The segments of the sizes are not those of our customers, so that the page looks at all of them together."),
    "product_group": N_("The product groups of the sizes are not those of our products, so that the page looks at all of them together."),
    "segment, product_group": N_("Segments and product groups of the sizes are not those of our own tables, so that the page looks at all of them together."),
}  # fmt: skip


def _agreement(sources: Result, basis: Result, *, currency: str) -> Finding:
    if sources.is_empty:
        return Finding("sources", "watch", SWITCH_ON)
    if len(sources.frame) == 1:
        slots: dict[str, Slot] = {"source": Words(str(sources.frame["source"].iloc[0]), is_name=True)}  # fmt: skip
        return Finding("sources", "watch", N_("One source only ({source}): nothing here checks it. A second one, however rough, would show how far to trust it."), slots)  # fmt: skip
    where = {"source": sources.frame.sort_values(["over_least", "source"])["source"].iloc[-1]}
    least = {"source": sources.frame.sort_values(["over_least", "source"])["source"].iloc[0]}
    slots = {
        "high": Words(str(where["source"]), is_name=True), "low": Words(str(least["source"]), is_name=True),
        "over": cite(sources, "over_least", **where), "amount": cite(sources, "common", currency=currency, **least),
    }  # fmt: skip
    if number(basis, "n_used", scope="total") < len(sources.frame):
        text = N_("{high} says {over} more than the {amount} of {low}: too far apart to be the same thing in the same currency. Only the source with the narrowest range is used; convert or correct the other in the mapping.")  # fmt: skip
        return Finding("sources", "act", text, slots)
    status: Status = "good" if number(sources, "over_least", **where) <= 0.10 else "watch"
    text = N_("The sources disagree: {high} says {over} more than the {amount} of {low}. The page uses their mean, weighted by how exact each is; its range counts the disagreement in.")  # fmt: skip
    return Finding("sources", status, text, slots)
