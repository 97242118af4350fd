"""What waiting for money costs, visits by class, reserves, and the budget that is saved."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.budget import costs
from salesnb.pages.budget.columns import NOBODY

WAITS = {
    "balances": N_("receivables that the plan leaves"),
    "nominal": N_("nominal days"),
    "none": N_("not known"),
}
REVIEW = {
    "due": N_("its day is over"),
    "later": N_("later"),
    "unseen": N_("no day stated"),
}
SOURCE = {
    "actual": N_("spent"),
    "history": N_("last twelve months"),
    "plan": N_("driver of `plan/budget.toml`"),
    "stated": N_("stated"),
}
LINE_ID = col.text("line_id", N_("Budget line"))
DRIVER = col.code("driver", N_("Driver"), costs.DRIVER)
UNITS = col.number("quantity", N_("Units"), digits=6)
UNIT_COST = col.number("unit_cost", N_("Cost of a unit"), digits=6)
AMOUNT = col.money("amount", N_("Amount"), shown=COLUMN)

CREDIT_METHODS = Frame(
    name="credit_methods",
    title=N_("What waiting for money costs, by settlement method"),
    key="settlement_id",
    order="-cost",
    total="settlement_id",
    shows="settlement_id sales receivables days tenor_days cost paper_cost cost_share change",
    optional="tenor_days paper_cost change",
    nothing="",
    fields=(
        col.ident(
            "settlement_id", N_("Settlement method"), of="settlement_terms", words={**NOBODY}
        ),
        col.money("sales", N_("Sales planned"), shown=COLUMN),
        col.money("receivables", N_("Owed on average"), shown=COLUMN),
        col.number("days", N_("Days until paid"), digits=2, shown="days"),
        col.number("tenor_days", N_("Days of its paper"), digits=0, shown="days"),
        col.money("cost", N_("Cost"), shown=COLUMN),
        col.money("paper_cost", N_("Of it until paper matures"), shown=COLUMN),
        col.share("cost_share", N_("Of its sales")),
        col.money("before", N_("Last twelve months"), shown=COLUMN),
        col.money("change", N_("Change"), shown="money_change"),
        col.code("source", N_("Rests on"), WAITS),
    ),
)

COST_VISITS = Frame(
    name="cost_visits",
    title=N_("What visits cost, by customer class"),
    key="customer_class",
    nothing="",
    fields=(
        col.code("customer_class", N_("Customer class"), NOBODY),
        col.whole("n_customers", N_("Customers")),
        col.number("visits_per_month", N_("Visits a month"), digits=2, shown="decimal"),
        col.number("visits", N_("Visits"), digits=2, shown="integer"),
        col.money("unit_cost", N_("Cost of a visit")),
        AMOUNT,
    ),
)

RESERVES = Frame(
    name="reserves",
    title=N_("What is kept back, for what, and when it is looked at again"),
    key="reserve_id",
    order="-amount",
    shows="label amount owner purpose reason review_on state",
    nothing="",
    fields=(
        col.key("reserve_id", N_("Reserve")),
        col.text("label", N_("Name")),
        col.text("label_zh", N_("Name in Chinese")),
        AMOUNT,
        col.text("owner", N_("Who answers for it")),
        col.text("purpose", N_("What it is for")),
        col.text("reason", N_("Reason")),
        col.day("review_on", N_("Looked at again on")),
        col.code("state", N_("Review"), REVIEW),
    ),
)

BUDGET = Frame(
    name="budget",
    title=N_("The budget"),
    grain=N_("one row per line, region, rep, month, driver and source"),
    key="line_id region_id rep_id month driver source",
    nothing="",
    fields=(
        LINE_ID,
        col.code("kind", N_("Kind"), costs.KIND),
        col.ident(
            "marketing_channel_id", N_("Marketing channel"), of="marketing_channels", words=NOBODY
        ),
        col.text("expense_type", N_("Type of expense")),
        col.ident("region_id", N_("Region"), of="regions", words=NOBODY),
        col.ident("rep_id", N_("Rep"), of="reps", words=NOBODY),
        col.MONTH,
        DRIVER,
        UNITS,
        UNIT_COST,
        AMOUNT,
        col.code("source", N_("Known by"), SOURCE),
    ),
)

FLEXED_BUDGET = Frame(
    name="flexed_budget",
    title=N_("What of the budget moves with its driver"),
    grain=N_("one row per line and month"),
    key="line_id month",
    nothing="",
    fields=(
        LINE_ID,
        col.MONTH,
        DRIVER,
        UNITS,
        UNIT_COST,
        col.money("fixed", N_("Fixed")),
        col.money("variable", N_("Moves with the driver")),
        AMOUNT,
    ),
)

DECISIONS = (
    Decision(
        "reserve_due",
        N_("Release or keep the reserve, and state the next day of review in plan/budget.toml."),
        N_("who answers for the reserve"),
        "reserves.amount",
        N_("kept back"),
        lever="set_right",
    ),
)


def waiting(page: Results) -> list[Finding]:
    """Say what waiting for money costs, at what rate, and by which method most."""
    found = []
    for row in page.cost_basis.keep(page.cost_basis.frame["credit"] > 0):
        stated = N_("Waiting for money costs {credit} in {year}, at {credit_rate} a year.")
        assumed = N_(
            "Waiting for money costs {credit} in {year}, at an assumed {credit_rate} a year:"
            " plan/budget.toml states no credit_rate."
        )
        is_stated = bool(row["is_rate_stated"])
        text, status = (stated, "info") if is_stated else (assumed, "watch")
        found.append(say("credit", status, text, row))  # type: ignore[arg-type]
    return [*found, *_dearest(page.credit_methods)]


def _dearest(methods: Result) -> list[Finding]:
    """Say which settlement method costs most, and of which it is the largest part of sales."""
    text = N_(
        "{settlement_id} costs most of it, {cost}, {cost_share} of its sales: money is out"
        " {days} until it is paid."
    )
    paper = N_(
        "{settlement_id} costs most of it, {cost}, {cost_share} of its sales; {paper_cost} of that"
        " until its paper matures, {tenor_days} days after it comes in."
    )
    rows = methods.known("cost cost_share days").by("-cost")
    if rows.is_empty:
        return []
    row = rows.first
    return [say("credit_method", "info", paper if row["paper_cost"] > 0 else text, row)]


def kept(reserves: Result) -> list[Finding]:
    """Say which reserves are to be looked at again, and which have no day for it."""
    due = N_("The reserve {label} of {amount} was to be looked at again on {review_on} ({owner}).")
    unseen = N_("The reserve {label} of {amount} has no day on which it is looked at ({owner}).")
    return [
        *(say("reserve_due", "act", due, row) for row in reserves.where(state="due")),
        *(say("reserve_unseen", "watch", unseen, row) for row in reserves.where(state="unseen")),
    ]


def found(page: Results) -> list[Finding]:
    """Say what credit costs, and which reserves ask for attention."""
    return [*waiting(page), *kept(page.reserves)]


def tables(page: Results) -> list[Result]:
    """Return credit by method, visits by class and reserves, as far as there are any."""
    every = (page.credit_methods, page.cost_visits, page.reserves)
    return [one for one in every if not one.is_empty]
