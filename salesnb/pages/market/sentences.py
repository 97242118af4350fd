"""What 03_market says: how large the market is, how much is ours, what moved it, where it goes."""

from __future__ import annotations

from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_

WHOLE = {"dimension": "total", "node": "total"}
MANY_BEYOND = 0.10  # share of cells in which we sell more than there is: then shares are doubtful
OUTSIDE = 0.005  # of our sales in no measured cell: less is not worth a sentence
AGREE = 0.10  # sources that differ by less than this agree well enough
SWITCH_ON = N_("""How large the market is cannot be told: export market_sizes (segment, region,
    product group, period, source, size, low, high), and this page shows share, growth and
    trend.""")


def answer(page: Results) -> list[Finding]:
    """Return size, share, what changed our sales, and what is left to win, as far as known."""
    found = [size(page)]
    if not page.size.is_empty:
        found += [share(page), driver(page.split)]
    return found + ([] if page.white_nodes.is_empty else [white_space(page)])


def size(page: Results) -> Finding:
    """Say how large the market is, its range, and how it grew."""
    if page.size.is_empty:
        return say("size", "watch", SWITCH_ON)
    row = page.size.row(**WHOLE)
    if not row.is_known("growth"):
        text = N_("""The market that we sell to was worth {market} in the twelve months up to
            {basis.measured_until} ({low} to {high}); no year before is measured.""")
        return say("size", "info", text, row, basis=page.basis.first)
    text = N_("""The market that we sell to was worth {market} in the twelve months up to
        {basis.measured_until} ({low} to {high}), {growth} on the year before.""")
    status: Status = "good" if row["growth"] >= 0 else "watch"
    return say("size", status, text, row, basis=page.basis.first)


def share(page: Results) -> Finding:
    """Say which share is ours and how it moved; and where the sizes cannot be right."""
    known = page.size.where(**WHOLE).known("share")
    if known.is_empty:
        text = N_("Our share cannot be told: it needs a whole measured year, and our sales of it.")
        return say("share", "info", text)
    row, basis, cells = known.first, page.basis.first, page.white_nodes.where(**WHOLE)
    if (cells.frame["beyond_share"] > MANY_BEYOND).any():
        text = N_("""In {cells.n_beyond} of {cells.n_cells} cells we sell more than the sources say
            the whole market buys. Until the sizes are checked, our shares ({share} in all,
            {share_low} to {share_high}) can be ranked, but not taken at face value.""")
        return say("share", "act", text, row, cells=cells.first)
    if not row.is_known("points"):
        text = N_("""We held {share} of the market in the twelve months up to {basis.measured_until}
            ({share_low} to {share_high}).""")
        return say("share", "info", text, row, basis=basis)
    text = N_("""We held {share} of the market in the twelve months up to {basis.measured_until}
        ({share_low} to {share_high}), {points} percentage points on the year before.""")
    return say("share", "good" if row["points"] >= 0 else "act", text, row, basis=basis)


def driver(split: Result) -> Finding:
    """Say how much of the change of our sales came with the market, and how much from our share."""
    latest = split.where(span="latest", **WHOLE)
    if latest.is_empty:
        text = N_("""Whether the market or our share changed our sales cannot be told: two years of
            both are needed.""")
        return say("driver", "info", text)
    row = latest.first
    status: Status = "good" if row["share"] >= 0 else "act"
    if row["outside"]:
        text = N_("""Our sales of the twelve months up to {until} changed by {change}: {market} came
            with the market, {share} from our share of it, {outside} lies outside what is
            measured.""")
        return say("driver", status, text, row)
    text = N_("""Our sales of the twelve months up to {until} changed by {change}: {market} came
        with the market, {share} from our share of it.""")
    return say("driver", status, text, row)


def white_space(page: Results) -> Finding:
    """Say how much the market could still buy from us, where most of it lies, what it rests on."""
    nodes = page.white_nodes
    if nodes.is_empty:
        text = N_("""What is left to win cannot be told: export market_sizes, or the customers'
            purchases of our kind (purchase_potential).""")
        return say("white", "info", text)
    row, most = nodes.row(**WHOLE), nodes.where(dimension="region").first
    if "market_sizes" not in set(page.market_potential.frame["rests_on"]):
        text = N_("""Our customers are said to buy {white_space} more of our kind elsewhere, most of
            it in {most.node} ({most.white_space}). So says the customer table; the market beyond
            our customers is not in it.""")
        return say("white", "watch", text, row, most=most)
    text = N_("""White space, what the market could still buy from us, is {white_space} ({white_low}
        to {white_high}), most of it in {most.node} ({most.white_space}). At the share that we hold
        of each product group in all, {at_usual_share} of it would be ours.""")
    return say("white", "info", text, row, most=most)


def sources(page: Results) -> list[Finding]:
    """Say whether the sources agree, what none of them measures, and what could not be used."""
    found, basis, coverage = [agreement(page)], page.basis.first, page.coverage.first
    if not page.size.is_empty and coverage["outside_share"] > OUTSIDE:
        text = N_("""{outside} of our sales of twelve months ({outside_share}) lies in segments,
            regions or product groups that no source measures, and counts in no share.""")
        found.append(say("outside", "watch", text, coverage))
    if basis["collapsed"]:
        text = N_("""The {collapsed} of the market sizes are not those of our own tables, so that
            this page looks at all of them together.""")
        found.append(say("collapsed", "info", text, basis))
    text = N_("Rows of market sizes that could not be used: {n_rows}; {reason}.")
    return [*found, *(say("aside", "watch", text, row) for row in page.set_aside)]


def agreement(page: Results) -> Finding:
    """Say how far the sources of the market's size lie apart."""
    by_level = page.sources.by("over_least")
    if by_level.is_empty:
        return say("sources", "watch", SWITCH_ON)
    least, most = by_level.first, list(by_level)[-1]
    if len(by_level.frame) == 1:
        text = N_("""One source only ({source}) says how large the market is, and nothing here
            checks it. A second one, however rough, would show how far to trust it.""")
        return say("sources", "watch", text, least)
    if page.basis.first["n_used"] < len(by_level.frame):
        text = N_("""Sources are too far apart to measure the same in the same currency: {source}
            says {over_least} more than the {least.common} of {least.source}. This page uses only
            the source with the narrowest range; convert or correct the other in the mapping.""")
        return say("sources", "act", text, most, least=least)
    text = N_("""Sources put the market at different sizes: {source} says {over_least} more than the
        {least.common} of {least.source}. This page uses their mean, weighted by how exact each is;
        its range counts the disagreement in.""")
    return say(
        "sources", "good" if most["over_least"] <= AGREE else "watch", text, most, least=least
    )


def strong(strength: Result) -> Finding:
    """Say where we are weaker than demand allows."""
    if strength.is_empty:
        text = N_("""Where we are strong cannot be compared: regions need a potential index, or
            registered outlets, beside market sizes and sales.""")
        return say("strength", "info", text)
    weak = strength.where(reading="open").by("bdi")
    if weak.is_empty:
        text = N_("In no region are we clearly weaker than its demand allows.")
        return say("strength", "good", text)
    text = N_("""We are weakest against demand in {node}: per unit of potential we sell {bdi} times
        our average there, while the market buys {cdi} times its own.""")
    return say("strength", "watch", text, weak.first)


def outlook(page: Results) -> list[Finding]:
    """Say where the market goes in twelve months, how that is known, and from when on."""
    market, basis = page.outlook.where(measure="market"), page.basis.first
    if market.is_empty:
        text = N_("Where the market goes cannot be told: no year of it is measured.")
        return [say("outlook", "info", text)]
    text = N_("""If nothing changes, the market comes to {expected} in the next twelve months ({low}
        to {high}), {growth} on the last twelve; the range counts in how exactly today's size is
        known, and rests on {rung} (values: {n_values}).""")
    found = [say("outlook", "info", text, market.first)]
    if basis["months_beyond"] > 0:
        text = N_("""The market is measured until {measured_until}; its last {months_beyond} months
            are carried on from there.""")
        found.append(say("carried_on", "info", text, basis))
    return found


def share_ahead(outlook: Result) -> Finding:
    """Say where our share goes in twelve months."""
    known = outlook.where(measure="share").known("share_now")
    if known.is_empty:
        text = N_("""Where our share goes cannot be told: it needs the market's size and a year of
            our own sales.""")
        return say("share_ahead", "info", text)
    row = known.first
    if row["share_low"] <= row["share_now"] <= row["share_high"]:
        text = N_("""Our share is expected at {share_expected} in twelve months ({share_low} to
            {share_high}, if today's size of the market is right); that it stays at {share_now} is
            well within the range.""")
        return say("share_ahead", "info", text, row)
    text = N_("""Our share is expected to go from {share_now} to {share_expected} in twelve months
        ({share_low} to {share_high}, if today's size of the market is right), which is more than
        chance.""")
    return say("share_ahead", "watch", text, row)


def turning(page: Results) -> list[Finding]:
    """Say, for market and share, whether their growth turned, when, and how sure that is."""
    return [_turn(row, page.turns.where(measure=row["measure"])) for row in page.looked_at]


def _turn(looked: Row, turns: Result) -> Finding:
    key = f"turn_{looked['measure']}"
    if not looked["is_long_enough"]:
        text = N_("""{measure}: too few values to find a turning point ({n_values}, where {needed}
            are needed). Only sizes by month or quarter would show one in time.""")
        return say(key, "info", text, looked)
    if turns.is_empty:
        text = N_("""{measure} had no turning point from {first} to {last} ({n_values} values); its
            relative change was {yearly_growth} a year throughout. In {false_alarms} of such series
            a turn would be reported where there is none.""")
        return say(key, "good", text, looked)
    row = turns.by("-month").first
    text = N_("""{measure} turned in {month} (between {earliest} and {latest}): its relative change
        was {growth_before} a year before, and {growth_after} since. In {looked.false_alarms} of
        such series a turn would be reported where there is none.""")
    is_worse = row["growth_after"] < row["growth_before"]
    return say(key, "act" if is_worse else "good", text, row, looked=looked)
