"""What cash comes of the plan: month by month, whose it is, and what other terms would bring."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Chart, Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.targets import columns as c
from salesnb.pages.targets import terms
from salesnb.plots import kinds

STATE = {
    "known": N_("held against the forecast"),
    "beyond": N_("plan reaches beyond the forecast"),
}
DIMENSION = {
    "total": N_("total"),
    "settlement": N_("settlement method"),
    "region": N_("region"),
    "rep": N_("rep"),
    "customer": N_("customer"),
}
SMALL = 0.005  # of the forecast: a plan this near to it brings as much
DIMENSIONS = col.code("dimension", N_("Dimension"), DIMENSION)
NODES = col.member(
    "node",
    N_("Node"),
    within="dimension",
    words={**c.UNASSIGNED, **c.NEW_CUSTOMER, "total": N_("total")},
)
SOURCES = (
    col.money("from_open", N_("Of what is open today"), shown=COLUMN),
    col.money("from_before", N_("Of invoices up to the plan"), shown=COLUMN),
    col.money("from_plan", N_("Of the plan's invoices"), shown=COLUMN),
    col.money("beyond", N_("Asked beyond that"), shown=COLUMN),
)
RECEIVED = col.money("received", N_("Received by plan"), shown=COLUMN)
FORECAST = col.money("forecast", N_("By forecast"), shown=COLUMN)

BASIS = Frame(
    name="cash_basis",
    title=N_("What the cash of the plan rests on"),
    grain=N_("one row"),
    key="scope",
    nothing="",
    fields=(
        col.SCOPE,
        col.code("state", N_("State"), STATE),
        col.month("first", N_("From")),
        col.month("last", N_("To")),
        col.money("sales", N_("Sales planned")),
        col.money("invoiced", N_("Invoiced, less credit notes")),
        RECEIVED,
        FORECAST,
        col.money("change", N_("Plan less forecast"), shown="money_change"),
        col.money("before", N_("Received in the last twelve months")),
        col.money("opening", N_("Owed at the start")),
        col.kpi("closing", "receivables_closing"),
        *SOURCES,
        col.number("tax_factor", N_("Invoiced of sales"), digits=4, shown="factor"),
        col.share("stated_share", N_("Invoices of methods that were paid before")),
        col.month("unforeseen_from", N_("No forecast from")),
    ),
)

LINE = Frame(
    name="cash_line",
    title=N_("Cash by month: by plan, by forecast, and of bills"),
    key="month",
    shows="month actual received forecast before in_bills matured matured_forecast banked",
    optional="actual in_bills matured matured_forecast banked",
    nothing="",
    chart=Chart("line", "month", "received=plan forecast=before"),
    fields=(
        col.MONTH,
        col.money("actual", N_("Received"), shown=COLUMN),
        RECEIVED,
        FORECAST,
        col.money("before", N_("A year earlier"), shown=COLUMN),
        col.money("in_bills", N_("Of it in bills"), shown=COLUMN),
        col.money("matured", N_("Bills maturing"), shown=COLUMN),
        col.money("matured_forecast", N_("Bills maturing by forecast"), shown=COLUMN),
        col.money("banked", N_("On the account"), shown=COLUMN),
    ),
)

MONTHS = Frame(
    name="cash_months",
    title=N_("What customers owe under the plan, month by month"),
    grain=N_("one row per settlement method and month"),
    key="dimension node month",
    shows="month opening invoiced received written_off closing",
    nothing="",
    fields=(
        DIMENSIONS,
        NODES,
        col.MONTH,
        col.money("opening", N_("Owed at the start"), shown=COLUMN),
        col.money("invoiced", N_("Invoiced, less credit notes"), shown=COLUMN),
        RECEIVED,
        *SOURCES,
        FORECAST,
        col.money("written_off", N_("Written off"), shown=COLUMN),
        col.kpi("closing", "receivables_closing"),
    ),
)

PARTS = Frame(
    name="cash_parts",
    title=N_("Who brings the cash of the plan"),
    key="dimension node",
    order="dimension -received",
    shows="node sales received from_open from_before from_plan beyond received_share",
    optional="beyond",
    rows=10,
    nothing="",
    fields=(
        DIMENSIONS,
        NODES,
        col.money("sales", N_("Sales planned"), shown=COLUMN),
        RECEIVED,
        *SOURCES,
        col.share("received_share", N_("Part")),
    ),
)


def unknown(basis: Result) -> list[Finding]:
    """Say that the cash of the plan cannot be told."""
    text = N_(
        "What cash comes of the plan cannot be told: it takes instalments and receipts, and a"
        " forecast of cash from them."
    )
    return [say("cash_plan", "info", text)] if basis.is_empty else []


def total(basis: Result) -> list[Finding]:
    """Say how much cash the plan brings, beside its sales and beside the forecast."""
    if basis.is_empty:
        return []
    row = basis.first
    if row["state"] != "known":
        text = N_(
            "{first} to {last}: the plan's sales of {sales} (net of tax and returns) bring cash of"
            " {received}. No forecast of cash reaches beyond {unforeseen_from}, so that what it"
            " brings more than one cannot be told."
        )
        return [say("cash_plan", "info", text, row)]
    near = abs(row["change"]) <= SMALL * abs(row["forecast"])
    text = N_(
        "{first} to {last}: the plan's sales of {sales} (net of tax and returns) bring cash of"
        " {received}, {change} on what is to be expected if nothing changes ({forecast})."
    )
    same = N_(
        "{first} to {last}: the plan's sales of {sales} (net of tax and returns) bring cash of"
        " {received}, nearly what is to be expected if nothing changes ({forecast})."
    )
    status: Status = "info" if near else "good" if row["change"] > 0 else "watch"
    return [say("cash_plan", status, same if near else text, row)]


def sources(basis: Result) -> list[Finding]:
    """Say where the cash comes from, and how what customers owe moves."""
    text = N_(
        "Of the plan's cash {from_plan} comes of its own invoices, {from_open} of what is open"
        " today and {from_before} of what is invoiced until it begins; what customers owe goes from"
        " {opening} to {closing}."
    )
    return [say("cash_sources", "info", text, row) for row in basis]


def bills(line: Result) -> list[Finding]:
    """Say in which month bank paper brings least and most money."""
    rows = line.known("matured")
    if len(rows.frame) < 2:
        return []
    text = N_(
        "Bank paper that matures brings least money in {least.month} ({least.matured}) and most in"
        " {most.month} ({most.matured})."
    )
    by_size = list(rows.by("matured"))
    return [say("cash_bills", "info", text, least=by_size[0], most=by_size[-1])]


def assumed(basis: Result) -> list[Finding]:
    """Say what of the plan's invoices rests on methods that nobody paid by yet, and on tax."""
    found = []
    for row in basis:
        if row["stated_share"] < 1 - 1e-6:
            text = N_(
                "{stated_share} of the plan's invoices are on settlement methods whose payments are"
                " known; the others are taken to be paid as all are together."
            )
            found.append(say("cash_assumed", "watch", text, row))
        if abs(row["tax_factor"] - 1) > 0.02:
            text = N_(
                "Sales targets are net of tax; {tax_factor} of them was invoiced over the last"
                " twelve months, and the plan's invoices are taken to be as much."
            )
            found.append(say("cash_tax", "info", text, row))
    return found


def answer(page: Results) -> list[Finding]:
    """Say what cash the plan brings, or that it cannot be told; and what is asked beyond it."""
    return [*(unknown(page.cash_basis) or total(page.cash_basis)), *terms.asked(page.cash_asked)]


def found(page: Results) -> list[Finding]:
    """Say all that the section on cash has to say."""
    return [
        *answer(page),
        *sources(page.cash_basis),
        *bills(page.cash_line),
        *terms.whatif(page.cash_whatif),
        *assumed(page.cash_basis),
    ]


def headline(page: Results) -> Finding:
    """Say the plan's cash, as the picture's text."""
    return answer(page)[0]


def tables(page: Results) -> list[Result]:
    """Return the months of the whole company, and who brings the cash; the rest is in Excel."""
    parts = [page.cash_parts.where(dimension=one) for one in ("settlement", "rep")]
    return [page.cash_line, page.cash_months.where(dimension="total"), *parts]


def draw_cash(line: Result, ax: Axes | None = None) -> Axes:
    """Draw cash by month: by plan and by forecast, and the money that bills bring."""
    return kinds.series(
        line,
        {"actual": "actual", "received": "plan", "forecast": "before", "matured": "neutral"},
        ax=ax,
        title=N_("Cash by month: by plan, by forecast, and of bills"),
    )
