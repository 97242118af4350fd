"""Tables of 02_sales."""

from __future__ import annotations

from salesnb import display
from salesnb.contracts.results import Result, result
from salesnb.i18n import N_

MEASURE_WORDS = {
    "sales": N_("Sales"),
    "margin": N_("Margin"),
    "order_intake": N_("Order intake"),
    "collections": N_("Collections"),
    "margin_share": N_("Margin share"),
}
SPAN_WORDS = {
    "month": N_("month"),
    "year_to_date": N_("year to date"),
    "twelve_months": N_("twelve months"),
}
STATE_WORDS = {
    "kept": N_("stayed"),
    "lost": N_("left"),
    "new": N_("new"),
    "returned": N_("returned"),
    "none": N_("returns only"),
    "total": N_("total"),
}


def headlines(made: Result, *, currency: str) -> None:
    """Show the measures of the three spans against a year ago."""
    columns = ["measure", "span", "value", "before", "growth", "share", "share_before"]
    shown = made if made.frame["share"].notna().any() else made
    keep = columns if made.frame["share"].notna().any() else columns[:-2]
    display.table(shown, columns=keep, currency=currency, formats_by_column={"growth": "growth"}, names=_words(MEASURE_WORDS | SPAN_WORDS))  # fmt: skip


def nodes(made: Result, *, dimension: str, currency: str, names: dict[str, str]) -> None:
    """Show the bridge of one dimension's nodes, the largest changes first."""
    one = result(made.rows(dimension=dimension), made.contract, version=made.version)
    columns = ["node", "before", "lost", "new", "price", "volume", "mix", "now", "growth"]
    display.table(one, columns=columns, currency=currency, rows=12, formats_by_column={"growth": "growth"}, names=names)  # fmt: skip


def top_customers(made: Result, *, currency: str) -> None:
    """Show the largest customers of either year."""
    columns = ["place", "customer_id", "name", "now", "before", "change", "share", "margin_share"]
    display.table(made, columns=columns, rows=10, currency=currency)


def movement(made: Result, *, currency: str) -> None:
    """Show customers who stayed, left and came."""
    display.table(made, columns=["state", "n_customers", "before", "now"], currency=currency, bold={"state": "total"}, names=_words(STATE_WORDS))  # fmt: skip


def _words(words: dict[str, str]) -> dict[str, str]:
    from salesnb.i18n import language, translate

    return {key: translate(msgid, language()) for key, msgid in words.items()}
