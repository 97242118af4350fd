"""What 05c_cards says: how the month went, who should move, what was agreed, what cards lack."""

from __future__ import annotations

from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Case, Decision, Finding, Status, say, say_first
from salesnb.i18n import N_

MUCH_SHORT = 0.8  # of what was agreed delivered, below which it is to be acted on
NEAR_CHANCE = 0.15  # above chance, up to which a grade says next to nothing of the next one
DECISIONS = (
    Decision(
        "move_down",
        N_("Decide which customers move down, and tell their reps what that changes."),
        N_("head of sales"),
        "card_month.down_amount",
        N_("sales of twelve months of those proposed to move down"),
        lever="secure",
    ),
    Decision(
        "look",
        N_("Look at the customers whose review and class contradict each other."),
        N_("head of sales"),
        "card_month.look_amount",
        N_("their sales of twelve months"),
        lever="secure",
    ),
    Decision(
        "agreed",
        N_("Ask the customers furthest behind their standing agreements what holds them back."),
        N_("their reps"),
        "card_month.short_amount",
        N_("agreed for three months and not delivered"),
        lever="close_gap",
    ),
    Decision(
        "stale",
        N_("Have the stale cards confirmed on the next visit or call."),
        N_("sales administration"),
        "card_month.stale_amount",
        N_("sales of twelve months of these customers"),
        lever="secure",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Return how the month went, who should move, what was agreed, what cards lack."""
    month = page.card_month
    kept = [*agreed(page), *cards(month)]
    return [turned(month), *proposed(month), *kept]


def turned(month: Result) -> Finding:
    """Say how many customers could be judged, and where the month points."""
    none = N_("No customer has a card: nobody bought within the memory, owes or agreed anything.")
    unjudged = N_("""None of the {n_carded} customers with a card could be judged: fewer than
        {least_graded} of the five criteria are known of each.""")
    text = N_("""The month points up for {n_turn_up} customers ({turn_up_amount} of sales in twelve
        months) and down for {n_turn_down} ({turn_down_amount}), of {n_judged} that could be judged;
        of {n_unjudged} more with a card too little is known.""")
    some = month.frame["n_carded"] > 0
    judged = month.keep(month.frame["n_judged"] > 0)
    down = judged.keep(judged.frame["turn_down_amount"] > judged.frame["turn_up_amount"])
    cases: list[Case] = [(down, "watch", text), (judged, "good", text)]
    return say_first("month", *cases, (month.keep(some), "info", unjudged), otherwise=none)


def proposed(month: Result) -> list[Finding]:
    """Say who is proposed to move up or down, or whom it takes another month to tell."""
    row, found = month.first, []
    down = N_("""Customers proposed to move down: {n_down}, with {down_amount} of sales in twelve
        months.""")
    up = N_("Customers proposed to move up: {n_up}, with {up_amount} of sales in twelve months.")
    look = N_("""Customers whose review of the month and class limits contradict each other:
        {n_look} ({look_amount}); a person has to look.""")
    first = N_("""Further customers who would be proposed if the next months are alike: {n_first}; a
        proposal takes {months_running} months running.""")
    texts: list[tuple[str, Status, str, str]] = [
        ("move_down", "act", "n_down", down),
        ("move_up", "good", "n_up", up),
        ("look", "watch", "n_look", look),
    ]
    found = [say(key, status, text, row) for key, status, n, text in texts if row[n]]
    if not found and row["n_judged"]:
        none = N_("""Nobody is proposed to move: {n_first} customers would be if the next months are
            alike; a proposal takes {months_running} months running.""")
        return [say("nobody", "info", none, row)]
    return found + [say("first", "info", first, row) for _ in range(bool(row["n_first"]))]


def agreed(page: Results) -> list[Finding]:
    """Say how much of the standing agreements was delivered; nothing where there is none."""
    kept = page.card_month.known("kept_share")
    if kept.is_empty:
        return []
    row, short = kept.first, page.agreements.keep(page.agreements.frame["short_amount"] > 0)
    whole = N_("""All of what {n_agreed} customers agreed to take in three months ({agreed_amount})
        was delivered.""")
    part = N_("""Of {agreed_amount} that {n_agreed} customers agreed to take in three months
        {kept_share} was delivered; {short_amount} is short, with {n_short} of them. The largest
        single gap is {worst.product_id} at {worst.customer_id}: {worst.short_amount}.""")
    if short.is_empty:
        return [say("agreed", "good", whole, row)]
    status: Status = "act" if row["kept_share"] < MUCH_SHORT else "watch"
    return [say("agreed", status, part, row, worst=short.first)]


def cards(month: Result) -> list[Finding]:
    """Say how many cards are incomplete or stale, and which reviews are due."""
    text = N_("""{n_incomplete} of {n_carded} cards are incomplete (filled to less than
        {complete_from}), {n_stale} are stale (nobody saw or changed the customer for more than
        {stale_days} days); {n_due} reviews are due next month.""")
    undated = N_("""{n_incomplete} of {n_carded} cards are incomplete (filled to less than
        {complete_from}); how fresh they are is not known, without visits or dated changes. {n_due}
        reviews are due next month.""")
    some = month.keep(month.frame["n_carded"] > 0)
    found = []
    for row in some:
        is_dated = bool(row["n_dated"])
        status: Status = "watch" if row["n_stale"] or row["n_incomplete"] else "good"
        key = "stale" if row["n_stale"] else "cards"
        found.append(say(key, status, text if is_dated else undated, row))
    return found


def covered(month: Result) -> list[Finding]:
    """Say who has a card, and who has none."""
    text = N_("""{n_carded} of {n_customers} customers have a card, with {carded_share} of the sales
        of twelve months; {n_silent} have been silent for long and owe nothing, {n_listed} are
        beyond the most cards. Customers that were merged into others: {n_merged}.""")
    bare = N_("""{n_carded} of {n_customers} customers have a card; nothing was sold in twelve
        months.""")
    return [
        say("covered", "info", text if row.is_known("carded_share") else bare, row) for row in month
    ]


def graded(totals: Result) -> list[Finding]:
    """Say by which criterion most sales are weak."""
    weak = totals.keep(totals.frame["weak_amount"] > 0).by("-weak_amount")
    text = N_("""The criterion by which most sales are weak is {criterion}: {n_weak} of {n_graded}
        graded customers are, with {weak_amount} of sales in twelve months.""")
    none = N_("No customer that is graded is weak by any criterion.")
    if totals.is_empty:
        return [say("ungraded", "info", N_("No customer can be graded by any criterion."))]
    return [say_first("weak", (weak, "watch", text), otherwise=none)]


def steady(rows: Result) -> list[Finding]:
    """Say what a grade of three months is worth: how often it comes again, beside chance."""
    same = N_("""Of {n} customers graded by {criterion} three months ago as well, {same_share} have
        the same grade again; chance alone would give {chance_share}.""")
    found = []
    for row in rows:
        near = row["same_share"] - row["chance_share"] < NEAR_CHANCE
        found.append(say(f"steady_{row['criterion']}", "watch" if near else "info", same, row))
    return found


def lacking(page: Results) -> list[Finding]:
    """Say what cards lack most, and what the company keeps for nobody."""
    text = N_("""What cards lack most is {field}: {n} of them ({share}), with {amount} of sales in
        twelve months.""")
    none = N_("No card lacks anything that is kept for others.")
    found = [say_first("lacking", (page.missing_counts, "watch", text), otherwise=none)]
    kept = N_("Kept for no customer, and not counted as lacking: {field}.")
    return found + [say(f"unkept_{row['field']}", "info", kept, row) for row in page.unkept_fields]


def to_move(cards: Result) -> Result:
    """Return the customers that are proposed to move or to be looked at, the largest first."""
    return cards.keep(cards.frame["proposal"] != "keep").by("proposal -year_amount")


def pointing(cards: Result) -> Result:
    """Return the customers that the month points up or down without a proposal yet."""
    first = (cards.frame["reason"] == "first") & (cards.frame["proposal"] == "keep")
    return cards.keep(first).by("direction -year_amount")


def to_fill(cards: Result) -> Result:
    """Return the cards that are incomplete or stale, the largest customers first."""
    from_on = cards.frame["completeness"] < 0.8
    return cards.keep(cards.frame["is_carded"] & (from_on | cards.frame["is_stale"]))


def due(cards: Result) -> Result:
    """Return the customers whose review is due next month, proposals first."""
    return cards.keep(cards.frame["is_carded"] & cards.frame["is_due"])
