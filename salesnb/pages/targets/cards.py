"""The card of a rep or large customer: one page on how its number came about."""

from __future__ import annotations

from collections.abc import Callable

from salesnb.contracts.cards import CardPart
from salesnb.contracts.results import Result, Row
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.pages.targets.evidence import ABOUT

NOT_ALONE = ("too_sparse", "too_many")  # states of 09_challenge: their region is judged
Sentences = Callable[[Result], list[Finding]]


def opening(rows: Result) -> list[Finding]:
    """Say a target, and what the same customers bought last year."""
    row = rows.first
    if not row.is_known("growth"):
        text = N_(
            "The target for {year} is {target}. What these customers bought last year gives nothing"
            " to compare it with."
        )
        return [say("number", "info", text, row)]
    text = N_(
        "The target for {year} is {target}, {growth} on the {before} that the same customers bought"
        " in the same months a year earlier, or the last such months known."
    )
    return [say("number", "info", text, row)]


def opening_of_customer(rows: Result) -> list[Finding]:
    """Say a large customer's target, and what it bought last year."""
    row = rows.first
    if not row.is_known("growth"):
        text = N_(
            "The target for {year} is {target}. What the customer bought last year gives nothing to"
            " compare it with."
        )
        return [say("number", "info", text, row)]
    text = N_(
        "The target for {year} is {target}, {growth} on the {before} that the customer bought in"
        " the same months a year earlier, or the last such months known."
    )
    return [say("number", "info", text, row)]


def compared(rows: Result) -> list[Finding]:
    """Say how much others are asked for, and what potential alone would have asked."""
    found = [_growth(rows.first)]
    text = N_(
        "The market's potential alone would have given {by_potential}; the target is"
        " {of_potential} times that, where the middle of the others is {others_of_potential} (place"
        " {of_potential_place} of {of_potential_of}, counted from the highest)."
    )
    known = rows.known("others_of_potential")
    return [*found, *(say("peers_potential", "info", text, row) for row in known)]


def _growth(row: Row) -> Finding:
    if not row.is_known("others_growth"):
        text = N_("Too few others with sales last year are known to compare what is asked with.")
        return say("peers", "info", text)
    text = N_(
        "The target asks for {growth} on last year; the middle of the others is {others_growth}"
        " (place {growth_place} of {growth_of}, counted from the one who is asked for most)."
    )
    return say("peers", "info", text, row)


def replied(rows: Result) -> list[Finding]:
    """Say what was committed to bottom-up, against target or last year of just the same cells."""
    row = rows.first
    is_one = row["first"] == row["last"]
    found = [say("reply", "info", _of_one_month(row) if is_one else _of_months(row), row)]
    text = N_(
        "For months that this plan does not hold {outside} more was committed to bottom-up; it is"
        " not part of the comparison."
    )
    more = rows.known("outside").take(slice(1))
    return [*found, *(say("reply_outside", "info", text, one) for one in more)]


def _of_months(row: Row) -> str:
    if row.is_known("target"):
        return N_(
            "From {first} to {last} {committed} was committed to bottom-up; the target for the same"
            " combinations of customer, product group and month is {target} (committed less"
            " target: {difference:money_change}). They carry {covered_share} of the whole target"
            " for these months."
        )
    if row.is_known("offered_growth"):
        return N_(
            "From {first} to {last} {committed} was committed to bottom-up, {offered_growth} on the"
            " {before} that the same customers bought of the same product groups in the same months"
            " a year earlier. The plan does not hold these months, so that there is no target to"
            " compare with."
        )
    return N_(
        "From {first} to {last} {committed} was committed to bottom-up. The plan does not hold"
        " these months, and sales of the same customers and product groups a year earlier give"
        " nothing to compare with."
    )


def _of_one_month(row: Row) -> str:
    if row.is_known("target"):
        return N_(
            "For {first} {committed} was committed to bottom-up; the target for the same"
            " combinations of customer and product group in this month is {target} (committed less"
            " target: {difference:money_change}). They carry {covered_share} of the whole target"
            " for this month."
        )
    if row.is_known("offered_growth"):
        return N_(
            "For {first} {committed} was committed to bottom-up, {offered_growth} on the {before}"
            " that the same customers bought of the same product groups in the same month a year"
            " earlier. The plan does not hold this month, so that there is no target to compare"
            " with."
        )
    return N_(
        "For {first} {committed} was committed to bottom-up. The plan does not hold this month, and"
        " sales of the same customers and product groups a year earlier give nothing to compare"
        " with."
    )


def chance(rows: Result) -> list[Finding]:
    """Say how likely the year's target is to be reached, by what may be said of it.

    Where no probability of the year is shown, its band, and the probability of a quarter; who is
    not judged alone has the band of the region, or of the firm.
    """
    whole = [row for row in rows if "-" not in row["period"]]
    likely = [row for row in whole if row.is_known("probability")]
    if likely:
        text = N_("The chance that the year's target is reached is {probability}.")
        return [say("chance", "info", text, likely[0])]
    quarter = N_("The chance that the target of {period} is reached is {probability}.")
    known = [row for row in rows if "-Q" in row["period"] and row.is_known("probability")]
    said = [say("chance_of_quarter", "info", quarter, row) for row in known[:1]]
    return [*(_band(row) for row in whole if row.is_known("band")), *said]


def _band(row: Row) -> Finding:
    if row["state"] in NOT_ALONE:
        text = N_(
            "It is not judged alone. How likely the year's target of the part of the firm that it"
            " belongs to is to be reached: {band}."
        )
    else:
        text = N_("How likely the year's target is to be reached: {band}.")
    return say("chance", "info", text, row)


def _card(subject: str, opens: Sentences, changed: CardPart) -> tuple[CardPart, ...]:
    steps = "last_year moved expected new_customers ambition pulled decided rounding target"
    amounts = "member before target growth collections"
    scope = "+".join(one.name for one in ABOUT)
    decisions = f"kind+{scope} period amount covered reason author+decided_on change"
    return (
        CardPart(subject, "evidence", says=opens, columns="before target growth", opens=True),
        CardPart(
            subject, "evidence", N_("How the number came about"), columns=steps, shape="steps"
        ),
        CardPart(
            subject, "evidence_parts", N_("What it is made of"), columns=amounts, groups="part"
        ),
        CardPart(subject, "evidence_peers", N_("Compared with others"), says=compared),
        CardPart(
            subject,
            "evidence_replies",
            N_("What was asked bottom-up"),
            says=replied,
            nothing=N_("Nothing was committed to for the months ahead."),
        ),
        CardPart(subject, "attainability", N_("How likely it is"), says=chance),
        changed,
        CardPart(
            subject,
            "evidence_controls",
            N_("Decisions that it stands under"),
            columns=decisions,
            nothing=N_("No decision in controls.toml is about any of it."),
        ),
    )


CHANGED = N_("What changed since the last issue")
NONE_BEFORE = N_("No plan of this year was issued before.")
OF_REP = CardPart(
    "rep",
    "changed_nodes",
    CHANGED,
    columns="before territory closed expected decided both now",
    shape="steps",
    nothing=NONE_BEFORE,
)
OF_CUSTOMER = CardPart(
    "customer",
    "changed_cells",
    CHANGED,
    columns="product_group before now change",
    nothing=N_("Nothing of it is among what moved most since a plan was issued, if one was."),
)
CARDS = (
    *_card("rep", opening, OF_REP),
    *_card("customer", opening_of_customer, OF_CUSTOMER),
)
