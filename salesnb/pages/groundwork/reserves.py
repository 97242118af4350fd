"""What is held back for later growth, and what deciding later is worth."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Row
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN

ANSWER = {
    "wait": N_("wait: deciding later is worth more"),
    "spend": N_("spend now"),
    "drop": N_("neither now nor later pays"),
    "cannot_tell": N_("cannot be told"),
    "no_inputs": N_("inputs are missing"),
}

RESERVES = Frame(
    title=N_("Reserves, and what deciding later is worth"),
    key="reserve_id",
    order="-amount",
    shows="label amount good_amount poor_amount chance now later option answer",
    nothing=N_("No reserve stands in plan/budget.toml."),
    fields=(
        col.key("reserve_id", N_("Reserve")),
        col.text("label", N_("Name")),
        col.text("label_zh", N_("Name in Chinese")),
        col.money("amount", N_("Held back"), shown=COLUMN),
        col.text("owner", N_("Who answers for it")),
        col.text("purpose", N_("What it is for")),
        col.day("review_on", N_("Looked at again on")),
        col.number("years", N_("Years until then"), digits=3, shown="decimal"),
        col.share("rate", N_("Cost of money a year")),
        col.money("good_amount", N_("Brings if the market comes"), shown=COLUMN),
        col.money("poor_amount", N_("Brings if not"), shown=COLUMN),
        col.share("chance", N_("Chance that it comes")),
        col.share("chance_low", N_("Chance, low")),
        col.share("chance_high", N_("Chance, high")),
        col.money("now", N_("Worth if spent now"), shown=COLUMN),
        col.money("later", N_("Worth if decided later"), shown=COLUMN),
        col.money("option", N_("Waiting is worth"), shown=COLUMN),
        col.money("option_low", N_("Waiting, low"), shown=COLUMN),
        col.money("option_high", N_("Waiting, high"), shown=COLUMN),
        col.share("needed_chance", N_("Chance from which spending now pays")),
        col.text("author", N_("Whose judgement")),
        col.day("judged_on", N_("Judged on")),
        col.text("learns", N_("What will tell")),
        col.flag("is_due", N_("Day has come")),
        col.code("answer", N_("Answer"), ANSWER),
    ),
)
DECISIONS = (
    Decision(
        "reserve_due reserve_drop reserve_spend",
        N_(
            "Decide on the reserve: release it or take it back, and write its amount, day and"
            " reason into plan/budget.toml."
        ),
        N_("head of sales"),
        "reserves.amount",
        N_("held back"),
        lever="move_means",
    ),
)


def found(page: Results) -> list[Finding]:
    """Say of each reserve what waiting is worth, and what to do."""
    said = [_reserve(row) for row in page.reserves]
    if said:
        return said
    text = N_("Nothing is held back for later growth: plan/budget.toml names no reserves.")
    return [say("no_reserves", "info", text)]


def _reserve(row: Row) -> Finding:
    if row["answer"] == "no_inputs":
        text = N_(
            "{amount} is held back for {label}. What it may bring is not stated: an entry in"
            " [[options]] of plan/market.toml with the margin that it brings and the chance would"
            " tell whether to wait."
        )
        return say("reserve_blind", "watch", text, row)
    if row["is_due"]:
        text = N_(
            "The {amount} held back for {label} were to be looked at on {review_on}. Spent now they"
            " are worth {now}, at a chance of {chance} as {author} judged it."
        )
        return say("reserve_due", "act", text, row)
    key, status, text = _ANSWERS[row["answer"]]
    return say(key, status, text, row)


_ANSWERS: dict[str, tuple[str, Status, str]] = {
    "wait": (
        "reserve_wait",
        "good",
        N_(
            "Keep the {amount} for {label} back until {review_on}: spent now they are worth {now},"
            " decided then {later}, so that waiting is worth {option} ({option_low} to"
            " {option_high}). {author} judged the chance at {chance}; spending now pays from"
            " {needed_chance} on."
        ),
    ),
    "spend": (
        "reserve_spend",
        "act",
        N_(
            "Spend the {amount} held back for {label} now: they are worth {now} now and {later} if"
            " decided on {review_on}, at a chance of {chance} as {author} judged it."
        ),
    ),
    "drop": (
        "reserve_drop",
        "act",
        N_(
            "The {amount} held back for {label} pay neither now nor later: what they bring, as"
            " {author} judged it, is {good_amount} at best."
        ),
    ),
    "cannot_tell": (
        "reserve_open",
        "info",
        N_(
            "Whether the {amount} held back for {label} should wait cannot be told: waiting is"
            " worth {option}, in the range {option_low} to {option_high}, as the chance is between"
            " {chance_low} and {chance_high} ({author})."
        ),
    ),
}
