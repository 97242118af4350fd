"""Tables of 02_sales."""

from __future__ import annotations

from salesnb import display
from salesnb.contracts.results import Result, result
from salesnb.i18n import N_, language, translate

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
RHYTHM_WORDS = {
    "on_rhythm": N_("buying as usual"),
    "overdue": N_("silent for too long"),
    "cannot_tell": N_("too few purchases to tell"),
    "total": N_("total"),
}
EFFECT_WORDS = {
    "festival_before": N_("two weeks before the Spring Festival"),
    "festival_during": N_("week of the Spring Festival"),
    "festival_after": N_("two weeks after it"),
    "working_days": N_("working days (elasticity)"),
}


def headlines(made: Result, *, currency: str) -> None:
    """Show the measures of the three spans against a year ago."""
    columns = ["measure", "span", "value", "before", "growth", "share", "share_before"]
    keep = columns if made.frame["share"].notna().any() else columns[:-2]
    display.table(made, columns=keep, currency=currency, formats_by_column={"growth": "growth"}, names=_words(MEASURE_WORDS | SPAN_WORDS))  # fmt: skip


def effects(made: Result) -> None:
    """Show what festival and working days do, with their intervals."""
    columns = ["effect", "change", "change_low", "change_high", "estimate", "low", "high"]
    how = dict.fromkeys(columns[1:4], "growth") | dict.fromkeys(columns[4:], "decimal")
    display.table(made, columns=columns, formats_by_column=how, names=_words(EFFECT_WORDS))


def like_for_like(made: Result, *, currency: str) -> None:
    """Show what both years sold alike, and the working days of both."""
    columns = ["now", "before", "growth", "day_growth", "days_now", "days_before", "covered_share"]
    display.table(made, columns=columns, currency=currency, formats_by_column={"growth": "growth", "day_growth": "growth"})  # fmt: skip


def cohorts(made: Result, *, currency: str) -> None:
    """Show customers by the year of their first purchase."""
    columns = ["cohort", "n_customers", "n_buying", "buying_share", "now", "share"]
    display.table(made, columns=columns, currency=currency, bold={"cohort": "total"}, names=_words(STATE_WORDS))  # fmt: skip


def rhythm(made: Result, *, currency: str) -> None:
    """Show how many customers keep their rhythm of buying."""
    display.table(made, columns=["state", "n_customers", "year_amount"], currency=currency, bold={"state": "total"}, names=_words(RHYTHM_WORDS))  # fmt: skip


def overdue(made: Result, *, currency: str) -> None:
    """Show customers silent for longer than their rhythm allows, the largest first."""
    name = "name_zh" if language() == "zh" and (made.frame["name_zh"] != "").any() else "name"
    columns = ["place", "customer_id", name, "last_month", "silent_months", "usual_months", "n_purchases", "year_amount"]  # fmt: skip
    display.table(made, columns=columns, rows=10, currency=currency)


def hours(made: Result, *, names: dict[str, str]) -> None:
    """Show the reps who spend the smallest part of their hours with customers."""
    columns = ["place", "rep_id", "available_hours", "n_visits", "visit_hours", "used_share"]
    display.table(made, columns=columns, rows=10, names=names)


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
    return {key: translate(msgid, language()) for key, msgid in words.items()}
