"""Dangers and chances, ranked in money, each with what would confirm it."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.members import TOTAL
from salesnb.pages.review import columns as c

KIND = {
    "share": N_("share of the market"),
    "rival_price": N_("a rival's price"),
    "silent": N_("customer fallen silent"),
    "white_space": N_("first purchases of a group"),
    "came_back": N_("customers who came back"),
    "orders": N_("order intake"),
}
CONFIRM = {
    "share": N_("whether the next quarter's share moves the same way, and deals lost there"),
    "rival_price": N_("the next price seen, and the group's orders"),
    "silent": N_("a call that asks whether the need ended or a rival supplies it"),
    "white_space": N_("a second purchase of the same group"),
    "came_back": N_("a second purchase"),
    "orders": N_("invoices of the next three months"),
}
SENSE = {"danger": N_("danger"), "chance": N_("chance")}
SAID = 3  # of either sense
WORTH = 0.005  # of the month's sales, from which on a sentence is said

SIGNALS = Frame(
    title=N_("Dangers and chances"),
    key="kind dimension node",
    order="sense -is_clear -|amount|",
    shows="sense kind node amount chance_amount n_rows confirm",
    groups="sense",
    rows=24,
    nothing=N_("Nothing threatens or favours sales beyond what chance makes."),
    fields=(
        col.code("sense", N_("Sense"), SENSE),
        col.code("kind", N_("What it is"), KIND),
        c.DIMENSIONS,
        c.NODE,
        col.money("amount", N_("In money"), shown="money_change"),
        col.money("chance_amount", N_("Chance makes up to")),
        col.flag("is_clear", N_("Beyond chance")),
        col.whole("n_rows", N_("Rows behind it")),
        col.money("before", N_("The same a year earlier")),
        col.ident("rival", N_("Competitor"), of="competitors"),
        col.code("confirm", N_("What would confirm it"), CONFIRM),
    ),
)

DECISIONS = (
    Decision(
        "danger_share danger_rival_price danger_orders",
        N_("Find out whether it is so by what the list names, before it shows in sales."),
        N_("head of sales"),
        "signals.amount",
        N_("at stake"),
        lever="win_back",
        asks="owner",
    ),
)


def table(page: Results) -> Result:
    """Return what is counted, or larger than chance makes it; all where nothing is."""
    rows = clear(page)
    return page.signals if rows.is_empty else rows


def clear(page: Results) -> Result:
    """Return what is counted, or larger than chance makes it, and worth a sentence."""
    month = page.attained.where(measure="sales", dimension=TOTAL, span="month").first
    rows = page.signals.where(is_clear=True)
    is_worth = rows.frame["amount"].abs() >= WORTH * abs(month["actual"])
    return rows.keep(is_worth.to_numpy())


def answer(page: Results) -> list[Finding]:
    """Say the largest danger."""
    return [_signal(row) for row in clear(page).where(sense="danger").take(slice(1))]


def found(page: Results) -> list[Finding]:
    """Say the largest dangers and chances, then how many moves are no more than chance."""
    said = [
        _signal(row)
        for sense in SENSE
        for row in _first_of_kinds(clear(page).where(sense=sense))[:SAID]
    ]
    unclear = page.signals.where(is_clear=False).by("-|amount|")
    if unclear.is_empty:
        return said
    text = N_(
        "No more than chance makes are, among others: {kind}, {node}, {amount}; {chance_amount}"
        " either way would be seen."
    )
    return [*said, say("unclear", "info", text, unclear.first)]


def _first_of_kinds(rows: Result) -> list[Row]:
    """Return the largest row of each kind, most money first."""
    found: dict[str, Row] = {}
    for row in rows.by("-|amount|"):
        found.setdefault(row["kind"], row)
    return list(found.values())


def _signal(row: Row) -> Finding:
    is_danger = row["sense"] == "danger"
    key = f"{row['sense']}_{row['kind']}"
    return say(key, "watch" if is_danger else "good", _TEXTS[key], row)


_TEXTS = {
    "danger_share": N_(
        "Share lost in {node} ({dimension}): it cost {amount} of twelve months' sales, more than"
        " the {chance_amount} that chance makes. What would confirm it: {confirm}."
    ),
    "danger_rival_price": N_(
        "Since {rival} cut its price in {node}, that group's sales of twelve months lie {amount}"
        " behind what they would be with the growth of all other groups. What would confirm it:"
        " {confirm}."
    ),
    "danger_silent": N_(
        "{node} has almost surely stopped buying: {amount} a year. What would confirm it:"
        " {confirm}."
    ),
    "danger_orders": N_(
        "Orders of the last three months are {amount} against what usually goes with such sales;"
        " {chance_amount} would be chance. What would confirm it: {confirm}."
    ),
    "chance_share": N_(
        "Share won in {node} ({dimension}): it brought {amount} of twelve months' sales, more than"
        " the {chance_amount} that chance makes. What would confirm it: {confirm}."
    ),
    "chance_rival_price": N_(
        "Since {rival} raised its price in {node}, that group's sales of twelve months lie {amount}"
        " above what they would be with the growth of all other groups. What would confirm it:"
        " {confirm}."
    ),
    "chance_white_space": N_(
        "Known customers bought {node} for the first time: {amount} in three months (customers:"
        " {n_rows}). What would confirm it: {confirm}."
    ),
    "chance_came_back": N_(
        "Customers came back who had bought nothing for a year: {amount} in three months"
        " (customers: {n_rows}). What would confirm it: {confirm}."
    ),
    "chance_orders": N_(
        "Orders of the last three months are {amount} against what usually goes with such sales;"
        " {chance_amount} would be chance. What would confirm it: {confirm}."
    ),
}
