"""Who is slipping away, what is at stake, and how far that held before: sentences, picture."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.plots import kinds

LARGE = 0.02  # of a year's sales, at stake: act

DECISIONS = (
    Decision(
        "slipping",
        N_(
            "See these customers, the largest first, before they are given up; write what they say"
            " into plan/judgements.toml (topic loyalty)."
        ),
        N_("their reps"),
        "retention_basis.at_stake",
        N_("at stake in twelve months"),
        lever="keep_customer",
    ),
    Decision(
        "slipping_unpriced",
        N_(
            "See these customers, the largest first, before they are given up; write what they say"
            " into plan/judgements.toml (topic loyalty)."
        ),
        N_("their reps"),
        "retention_basis.year_amount",
        N_("bought in the twelve months up to their last purchase"),
        lever="keep_customer",
    ),
)
NOTHING = N_("Who is slipping away cannot be told: purchases by customer and day are not known.")


def verdict(page: Results) -> Finding:
    """Say who is slipping away and what is at stake, as far as that held before."""
    if page.retention_basis.is_empty:
        return say("slipping_unknown", "info", NOTHING)
    row = page.retention_basis.first
    if not _may_name(row):
        return _only_order(page, row)
    if not row["n_slipping"]:
        return say("slipping_none", "good", NOBODY, row)
    largest = page.slipping.where(is_slipping=True).by("-year_amount").first
    if not row.is_known("at_stake"):
        return say("slipping_unpriced", "watch", UNPRICED, row, largest=largest)
    status: Status = "act" if row["stake_share"] >= LARGE else "watch"
    return say("slipping", status, SLIPPING_AWAY, row, largest=largest)


SLIPPING_AWAY = N_(
    "Customers slipping away: {n_slipping}. They bought {year_amount} in the twelve months up to"
    " their last purchases; {at_stake} of that is at stake in the next twelve ({stake_low} to"
    " {stake_high}), {stake_share} of what all customers buy. The largest, {largest.customer_id},"
    " bought {largest.year_amount} a year and has not ordered for {largest.silent_days} days, where"
    " its usual pause is {largest.usual_gap_days}."
)
UNPRICED = N_(
    "Customers slipping away: {n_slipping}. They bought {year_amount} in the twelve months up to"
    " their last purchases; how much of it is lost is not stated, for earlier statements of the"
    " kind are too few or were too far off. The largest, {largest.customer_id}, bought"
    " {largest.year_amount} a year and has not ordered for {largest.silent_days} days, where its"
    " usual pause is {largest.usual_gap_days}."
)
NOBODY = N_(
    "No customer has been silent, or ordered less often, beyond what chance explains; customers"
    " judged: {n_judged}. One who orders every {usual_gap_days} days would be noticed after"
    " {seen_after_days:days} days of silence."
)


def _may_name(row: Row) -> bool:
    return row["chance_verdict"] == "holds" and row["named_verdict"] in ("holds", "few")


def _only_order(page: Results, row: Row) -> Finding:
    """Say why nobody is called slipping, and who has been silent for most of its usual pauses."""
    is_short = row["chance_verdict"] == "too_short"
    late = page.customer_retention.known("overdue_ratio")
    late = late.keep(late.frame["state"] != "lost_before").by("-overdue_ratio")
    if late.is_empty:
        return say("slipping_unknown", "info", TOO_SHORT)
    text = TOO_SHORT_ORDER if is_short else DID_NOT_HOLD
    return say("slipping_unknown", "info" if is_short else "watch", text, late.first)


TOO_SHORT = N_(
    "Who is slipping away is not stated: the history is too short to check it on earlier months."
)
TOO_SHORT_ORDER = N_(
    "Who is slipping away is not stated: the history is too short to check it on earlier months. By"
    " its own pauses {customer_id} has been silent longest: {silent_days} days, {overdue_ratio}"
    " times its usual pause."
)
DID_NOT_HOLD = N_(
    "Who is slipping away is not stated: what would have been said at earlier months did not come"
    " true. By its own pauses {customer_id} has been silent longest: {silent_days} days,"
    " {overdue_ratio} times its usual pause."
)


def found(page: Results) -> list[Finding]:
    """Say who is slipping away, what held before, who may be so by chance, who goes on."""
    if page.retention_basis.is_empty:
        return [verdict(page)]
    row = page.retention_basis.first
    return [verdict(page), *_margin(row), *_held(page, row), *_chance(page, row), *_went_on(page)]


def _margin(row: Row) -> list[Finding]:
    text = N_("At their own margins that is a margin of {margin_at_stake} a year.")
    is_said = _may_name(row) and row["n_slipping"] and row.is_known("margin_at_stake")
    return [say("slipping_margin", "info", text, row)] if is_said else []


def _held(page: Results, row: Row) -> list[Finding]:
    """Say what came of what would have been stated at earlier months."""
    if row["chance_verdict"] == "too_short":
        return []
    chosen = page.retention_models.where(is_chosen=True).first
    text = N_(
        "Checked on earlier month ends: a chance of an order within {row.ahead} months of"
        " {stated_share} was stated on average, and {came_share} of the customers ordered"
        " ({n} statements)."
    )
    said = [say("chance_held", _status(row["chance_verdict"]), text, chosen, row=row)]
    if row["n_named_before"]:
        text = N_(
            "Of {n_named_before} customers who would have been named at earlier month ends,"
            " {n_fell_before} ordered less than half as often in the months after."
        )
        said.append(say("named_held", _status(row["named_verdict"]), text, row))
    money = page.retention_models.where(is_chosen_amount=True).known("amount_off")
    text = N_(
        "Sales of a year, stated for all customers together a year or more ago, were off by"
        " {amount_off}: {amount_came} came."
    )
    return said + [say("sales_held", _status(row["amount_verdict"]), text, one) for one in money]


def _status(verdict: object) -> Status:
    return "good" if verdict == "holds" else "watch" if verdict == "does_not_hold" else "info"


def _chance(page: Results, row: Row) -> list[Finding]:
    """Say whose silence may be chance, and whose pace is not known."""
    said = []
    text = N_(
        "Customers whose next order is overdue, which may be chance: {n_overdue}; of {n_judged} who"
        " are judged about {n_overdue_by_chance} would be so by chance alone."
    )
    if row["n_overdue"] and _may_name(row):
        said.append(say("overdue", "info", text, row))
    text = N_("Customers with too few purchases to have a pace: {n_customers} ({year_amount}).")
    unknown = page.retention_states.where(state="cannot_tell")
    return said + [say("no_pace", "info", text, one) for one in unknown]


def _went_on(page: Results) -> list[Finding]:
    text = N_(
        "{customer_id} goes on as {goes_on_as} ({how}) and is not counted as lost; the list has all"
        " who do."
    )
    return [say("went_on", "info", text, one) for one in page.continued.take(slice(1))]


def tables(page: Results) -> list[Result]:
    """Return who to see, then what was checked; nothing that has no rows."""
    checks = (page.retention_origins, page.retention_models, page.continued)
    listed = [page.slipping, *checks]
    return [one for one in listed if not one.is_empty]


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw what is at stake at the first customers; else how overdue the first ones are."""
    known = page.slipping.known("at_stake")
    if known.is_empty:
        late = page.customer_retention.known("overdue_ratio")
        late = late.keep(late.frame["state"] != "lost_before").by("-overdue_ratio")
        return kinds.bars(late.take(slice(10)), "customer_id", "overdue_ratio", ax=ax)
    return kinds.bars(known.by("-at_stake").take(slice(10)), "customer_id", "at_stake", ax=ax)
