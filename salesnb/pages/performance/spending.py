"""Expense control: what was spent beyond the budget, by volume and by the price of a unit."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Row, TableView
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.members import TOTAL
from salesnb.pages.performance import columns as c

ALL = "all"
RESTS_ON = {
    "budget": N_("issued budget"),
    "usual_price": N_("budget of the expenses, at the usual price of a unit"),
    "amount": N_("budget of the expenses, quantities not known"),
}
SPENDING = Frame(
    title=N_("Expenses against the flexed budget"),
    key="dimension node expense_type",
    order="dimension expense_type -rate_variance",
    shows="node spent budget volume_variance rate_variance rate rate_low rate_high per_visit",
    optional="per_visit rate_low rate_high",
    nothing="",
    fields=(
        c.DIMENSIONS,
        c.NODE,
        col.ident("expense_type", N_("Type of expense"), words={ALL: N_("all types")}),
        col.money("spent", N_("Spent"), shown=COLUMN),
        col.money("budget", N_("Budget"), shown=COLUMN),
        col.money("flexed", N_("Budget at the actual activity"), shown=COLUMN),
        col.money("volume_variance", N_("By volume"), shown="money_change"),
        col.money("rate_variance", N_("By the price of a unit"), shown="money_change"),
        col.share("rate", N_("Above the flexed budget"), shown="growth"),
        col.share("rate_low", N_("Above it, low"), shown="growth"),
        col.share("rate_high", N_("Above it, high"), shown="growth"),
        col.whole("n_months", N_("Months")),
        col.code("rests_on", N_("Rests on"), RESTS_ON),
        col.money("sales", N_("Sales"), shown=COLUMN),
        col.kpi("expense_ratio", "expense_ratio"),
        col.number("n_visits", N_("Visits held"), digits=0, shown="days"),
        col.money("per_visit", N_("Expense a visit")),
    ),
)
DECISIONS = (
    Decision(
        "dearer",
        N_(
            "Ask what made a unit dearer; agree on a price, or change the budget in"
            " plan/budget.toml."
        ),
        N_("head of sales"),
        "spending.rate_variance",
        N_("spent beyond the budget at the activity that there was"),
        lever="stop_giving",
    ),
)


def found(page: Results) -> list[Finding]:
    """Say what was spent against the flexed budget, which type is dearest, and who differs."""
    rows = page.spending.where(dimension=TOTAL, expense_type=ALL)
    if rows.is_empty:
        return _none(page)
    row = rows.first
    return [_whole(row), _basis(row), *_ratio(row), *_types(page), *c.differing(page, "expenses")]


def _none(page: Results) -> list[Finding]:
    row = page.heads.where(head="expenses").first
    text = N_(
        "Expense control is not judged: {state}. The table expenses (amount, budget_amount,"
        " driver_quantity), or an issued budget, would tell."
    )
    return [say("spending", "info", text, row)]


def _whole(row: Row) -> Finding:
    split = N_(
        "{spent} was spent on a budget of {budget}. At the activity that there was the budget is"
        " {flexed}: {volume_variance} is volume, {rate_variance} the price of a unit ({rate}, in"
        " the range {rate_low} to {rate_high})."
    )
    bare = N_(
        "{spent} was spent on a budget of {budget}. At the activity that there was the budget is"
        " {flexed}: {volume_variance} is volume, {rate_variance} the price of a unit; whether that"
        " is more than chance cannot be told from so few months."
    )
    if not row.is_known("rate_low"):
        return say("spending", "info", bare, row)
    is_dear = row["rate_low"] > 0
    status: Status = "act" if is_dear else "good" if row["rate_high"] < 0 else "info"
    return say("dearer" if is_dear else "spending", status, split, row)


def _basis(row: Row) -> Finding:
    """Say what the budget rests on."""
    texts = {
        "budget": N_("The budget is the one issued before each month began."),
        "usual_price": N_(
            "No budget with quantities was issued before these months: it is what the expenses"
            " state, its quantity worked out at what a unit cost the firm in the year before."
        ),
        "amount": N_(
            "Quantities behind the expenses are not known, so that volume and price of a unit"
            " cannot be told apart: all of the variance counts as price."
        ),
    }
    return say("basis", "info", texts[row["rests_on"]], row)


def _ratio(row: Row) -> list[Finding]:
    text = N_("Expenses are {expense_ratio} of sales, {per_visit} a visit held.")
    bare = N_("Expenses are {expense_ratio} of sales.")
    if not row.is_known("expense_ratio"):
        return []
    return [say("expense_ratio", "info", text if row.is_known("per_visit") else bare, row)]


def _types(page: Results) -> list[Finding]:
    """Say which type of expense went farthest beyond the flexed budget."""
    rows = page.spending.where(dimension=TOTAL)
    rows = rows.keep((rows.frame["expense_type"] != ALL).to_numpy()).known("rate")
    if len(rows.frame) < 2 or rows.by("-rate_variance").first["rate_variance"] <= 0:
        return []
    text = N_(
        "Farthest above the flexed budget lies {expense_type}: {rate_variance} ({rate}) of"
        " {flexed}."
    )
    return [say("dearest", "info", text, rows.by("-rate_variance").first)]


def tables(page: Results) -> list[TableView]:
    """Return expenses of reps; the types of the firm and regions (folded)."""
    rows = page.spending.where(expense_type=ALL)
    reps, types = c.first_with_rows(rows), page.spending.where(dimension=TOTAL)
    if reps.is_empty:
        return []
    columns = "expense_type spent budget flexed volume_variance rate_variance rate rests_on"
    return [reps.table(), types.table(columns, folded=True)]
