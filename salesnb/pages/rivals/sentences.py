"""What 03b_rivals says: who is cheaper, who moved, who is better at what, who takes our deals."""

from __future__ import annotations

from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Case, Decision, Finding, Status, say, say_first
from salesnb.i18n import N_

CHEAPER = 0.05  # below what customers really pay us by this much: act
RECENT = 6  # months: an older step is known, and no news to act on
LOST_MORE = 0.10  # growth of lost amounts that calls for action
THIN = 0.5  # of the panels: with fewer seen in a month, the month says little
DECISIONS = (
    Decision(
        "steps price",
        N_("Match the price where our margin bears it, or let the business go."),
        N_("product management"),
        "lost_reasons.amount",
        N_("lost to it by price in twelve months"),
        {"reason": "price"},
        lever="win_back",
        asks="owner",
    ),
    Decision(
        "reason lost",
        N_("Ask the reps of the largest deals lost what would have won them."),
        N_("head of sales"),
        "rivals.amount_lost",
        N_("lost to it in twelve months"),
        lever="win_back",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Return the four sentences: price, steps of price, other advantages, deals lost."""
    stepped = steps(page.price_changes, page.news)
    return [price_level(page), stepped, advantage(page.aspects), lost(page.lost_rivals)]


def price_level(page: Results) -> Finding:
    """Say who is cheapest against what customers pay us, else our list; or that nobody is."""
    of_paid = N_("""{competitor_id} in {node} is the cheapest against what our customers really pay,
        at {against_net} of that and {price_ratio} of our list ({low} to {high}), by {n} prices, the
        newest of {newest_on}.""")
    of_list = N_("""What customers really pay us is not known where competitors are below our list;
        the cheapest there is {competitor_id} in {node}: {price_ratio} of our list price ({low}
        to {high}; {n} prices, the newest of {newest_on}).""")
    unsure = N_("""Whether a competitor is below our list cannot be told: {competitor_id} in
        {node}, for one, may be anywhere from {low} to {high} of it ({n} prices, the newest of
        {newest_on}).""")
    none = N_("""No competitor whose prices can be judged is more than {near.near} below our list;
        the lowest range is that of {competitor_id} in {node}, {low} to {high} of it ({n} prices,
        the newest of {newest_on}).""")
    unknown = N_("""How competitors' prices stand to ours cannot be told: at least two of one
        competitor and product group are needed in price_observations.""")
    near, known = page.news.first, page.prices.where(dimension="product_group").known("low")
    below, lowest = known.keep(known.frame["high"] < 1), known.by("low").take(slice(1))
    paid = below.known("against_net").by("against_net")
    urgent = paid.keep(paid.frame["against_net"] < 1 - CHEAPER)
    wide = lowest.keep(lowest.frame["low"] <= 1 - near["near"])
    cases: list[Case] = [(urgent, "act", of_paid), (paid, "watch", of_paid)]
    cases += [(below, "watch", of_list), (wide, "info", unsure), (lowest, "good", none)]
    return say_first("price", *cases, otherwise=unknown, near=near)


def accounts(rows: Result) -> list[Finding]:
    """Say what became of all prices seen; nothing where none was."""
    if rows.is_empty:
        return []
    text = N_("""Prices seen in twelve months: {total.n_year} = {n_year} of competitors, compared
        with ours + {ours.n_year} of our own + {left.n_year} left out; in all months: {total.n_ever}
        = {n_ever} + {ours.n_ever} + {left.n_ever}.""")
    outcomes = ("compared", "ours", "left_out", "total")
    compared, ours, left, total = (rows.row(outcome=one) for one in outcomes)
    status: Status = "watch" if left["n_ever"] else "good"
    return [say("accounts", status, text, compared, ours=ours, left=left, total=total)]


def left_out(rows: Result) -> list[Finding]:
    """Say how many judgements and lost deals were seen and count; nothing where none was."""
    texts = {
        "judgements": N_("""{kind}: {n_seen} = {n_counted} that count + {n_no_value} without a value
            + {n_no_rival} without a competitor."""),
        "deals": N_("""{kind}: {n_seen} = {n_counted} that count, of which {n_unnamed} name no
            competitor, + {n_no_day} without a closing day."""),
    }
    frame = rows.frame
    whole = (frame["n_seen"] == frame["n_counted"]) & (frame["n_unnamed"] < frame["n_seen"])
    empty = frame["n_seen"] == 0
    by_status: list[tuple[Status, Result]] = [
        ("good", rows.keep(whole & ~empty)),
        ("watch", rows.keep(~whole & ~empty)),
    ]
    return [
        say(f"seen_{row['kind']}", status, texts[row["kind"]], row)
        for status, some in by_status
        for row in some
    ]


def steps(changes: Result, news: Result) -> Finding:
    """Say which competitor last changed its price, by how much, and when."""
    moved = N_("""{competitor_id} moved its price of {product_group} by {size} against our list,
        most likely in {month}; prices seen from then on ({n_after}) stand at {after} of our
        list.""")
    none = N_("""No step in competitors' prices was found; one of {smallest_step} halfway through
        the months seen would most likely have been.""")
    unknown = N_("""Whether competitors changed prices cannot be told: too few months in which a
        price of one competitor and product group was seen.""")
    step = foremost(changes)
    cut = step.keep(step.frame["size"] < 0)
    urgent, judged = cut.keep(cut.frame["months_ago"] <= RECENT), news.known("smallest_step")
    cases: list[Case] = [(urgent, "act", moved), (cut, "watch", moved), (step, "good", moved)]
    return say_first("steps", *cases, (judged, "good", none), otherwise=unknown)


def since(changes: Result) -> list[Finding]:
    """Say what our sales did since the step that is told, where they are known for a year ago."""
    text = N_("""Since {competitor_id} moved its price (twelve months of it at most), our sales of
        {product_group} changed by {our_growth} on the year before, those of all other groups by
        {other_growth}.""")
    known = foremost(changes).known("our_growth other_growth")
    return [say("since", "info", text, row) for row in known]


def foremost(changes: Result) -> Result:
    """Return the newest step, that of a cut first while it is news."""
    rows = changes.frame
    cuts = changes.keep((rows["size"] < 0) & (rows["months_ago"] <= RECENT))
    return (changes if cuts.is_empty else cuts).by("-month").take(slice(1))


def advantage(aspects: Result) -> Finding:
    """Say in what competitors are clearly better than we are."""
    better = N_("""{competitor_id} is clearly better in {aspect}: {mean} where we are a hundred
        ({low} to {high}; {n} observations, the newest of {newest_on}).""")
    none = N_("""In none of the watched aspects is a competitor clearly better than we are; most
        differences are within what a few judgements can tell.""")
    unknown = N_("What competitors do better cannot be told: export competitor_observations.")
    ahead = aspects.where(verdict="better").by("-mean -competitor_id")
    cases: list[Case] = [(ahead, "watch", better), (aspects, "good", none)]
    return say_first("advantage", *cases, otherwise=unknown)


def lost(rivals: Result) -> Finding:
    """Say who took most of the deals that we lost, and whether that grows."""
    text = N_("""{competitor_id} took the largest amount from us in twelve months: {amount}, {share}
        of what we lost ({amount_year_before} in the year before).""")
    unknown = N_("""Who takes our deals cannot be told: opportunities lost in these twelve months
        with competitor and amount are needed.""")
    named = rivals.members("competitor_id")
    most = named.keep(named.frame["amount"] > 0).take(slice(1))
    is_more = most.frame["amount"] > (1 + LOST_MORE) * most.frame["amount_year_before"]
    more = most.keep(is_more & bool(rivals.frame["n_year_before"].any()))
    return say_first("lost", (more, "act", text), (most, "watch", text), otherwise=unknown)


def reasons(page: Results) -> list[Finding]:
    """Say why the rival that took most won, and whether one wins by a reason more than others."""
    why = N_("""The reason given most often for deals that {competitor_id} took from us is
        {main_reason} (deals: {n_main} of {n}).""")
    more = N_("""{competitor_id} wins by {reason} more often than chance would make it: {share} of
        its wins (deals: {n}), against {usual_share} at the others.""")
    none = N_("No competitor wins by one reason more often than chance would make it.")
    unknown = N_("By what competitors win cannot be compared: two with reasons are needed.")
    marked = page.lost_reasons.where(stands_out=True)
    judged = page.lost_reasons.members("competitor_id").known("chance")
    first = page.lost_rivals.members("competitor_id").known("main_reason").take(slice(1))
    cases: list[Case] = [(marked, "act", more), (judged, "info", none)]
    stands_out = say_first("reason", *cases, otherwise=unknown)
    return [*(say("why", "info", why, row) for row in first), stands_out]


def month(page: Results) -> list[Finding]:
    """Say what the month added, and who has not been seen for long."""
    seen = N_("""Seen of competitors this month: prices {n_new_prices}, other observations
        {n_new_aspects}. Of the panels (a competitor in a product group or an aspect) {n_seen} of
        {n_panels} were seen.""")
    none = N_("No price or offer of a competitor has been seen so far.")
    not_seen = N_("""Panels of competitors not seen for too long to say anything of today: {n_gone}.
        The oldest is of {oldest.competitor_id}, last seen on {oldest.newest_on}.""")
    some = page.news.keep(page.news.frame["n_panels"] > 0)
    thin = some.keep(some.frame["n_seen"] < THIN * some.frame["n_panels"])
    groups = page.prices.where(dimension="product_group", state="gone")
    gone = [*groups, *page.aspects.where(state="gone")]
    gone.sort(key=lambda row: (row["newest_on"], row["competitor_id"]))
    old = [say("gone", "watch", not_seen, page.news.first, oldest=one) for one in gone[:1]]
    return [say_first("news", (thin, "watch", seen), (some, "good", seen), otherwise=none), *old]
