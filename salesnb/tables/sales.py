"""Tables of 02_sales."""

from __future__ import annotations

from dataclasses import replace

from salesnb import display
from salesnb.contracts.results import Result, result
from salesnb.contracts.results_sales import BETWEEN, OTHERS
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
MONTH_WORDS = {
    "below": N_("unusually low"),
    "above": N_("unusually high"),
    "ordinary": N_("ordinary"),
}
NODE_WORDS = {
    OTHERS: N_("all others"),
    BETWEEN: N_("shift between them"),
    "total": N_("total"),
    "(unassigned)": N_("unassigned"),
}
DIMENSION_WORDS = {  # the heading of the nodes, the title of the table
    "region": (N_("Region"), N_("What changed, region by region")),
    "product_group": (N_("Product group"), N_("What changed, product group by product group")),
    "rep": (N_("Rep"), N_("What changed, rep by rep")),
}
SMALL = 1e5
EFFECT_WORDS = {
    "festival_before": N_("two weeks before the Spring Festival"),
    "festival_during": N_("week of the Spring Festival"),
    "festival_after": N_("two weeks after the week of the Spring Festival"),
    "working_days": N_("working days (elasticity)"),
}


def overview(made: Result, *, currency: str) -> None:
    """Show the measures of money in the three spans, with their growth on a year ago."""
    columns = ["measure", "month", "month_growth", "year_to_date", "year_growth", "twelve_months", "twelve_growth"]  # fmt: skip
    how = dict.fromkeys(columns[2::2], "growth")
    display.table(made, columns=columns, currency=currency, formats_by_column=how, names=_words(MEASURE_WORDS))  # fmt: skip


def ratios(made: Result) -> None:
    """Show margin share, and orders and cash per 1 of sales; columns without any number go."""
    columns = ["margin_share", "margin_before", "margin_points", "book_to_bill", "collected_share"]
    there = [name for name in columns if made.frame[name].notna().any()]
    how = {"margin_points": "decimal", "book_to_bill": "factor", "collected_share": "factor"}
    if there:
        display.table(made, columns=["span", *there], formats_by_column=how, names=_words(SPAN_WORDS))  # fmt: skip


def effects(made: Result) -> None:
    """Show what the festival does to the months that hold its weeks, with 95 % intervals."""
    weeks = result(made.frame[made.frame["change"].notna()], made.contract, version=made.version)
    columns = ["effect", "change", "change_low", "change_high"]
    how = dict.fromkeys(columns[1:], "growth")
    display.table(weeks, columns=columns, formats_by_column=how, names=_words(EFFECT_WORDS))


def regions(made: Result, *, currency: str, names: dict[str, str]) -> None:
    """Show the regions whose month lies furthest from their own trend."""
    columns = ["node", "actual", "expected", "deviation", "state", "trend_growth", "growth_low", "growth_high"]  # fmt: skip
    how = dict.fromkeys(("deviation", *columns[5:]), "growth") | _money(made, "actual", "expected")
    display.table(made, columns=columns, rows=12, currency=currency, formats_by_column=how, names={**_words(MONTH_WORDS), **names})  # fmt: skip


def like_for_like(made: Result, *, currency: str) -> None:
    """Show what both years sold alike, and the working days of both."""
    if made.frame["growth"].isna().all():
        return
    columns = ["now", "before", "growth", "day_growth", "days_now", "days_before", "covered_share"]
    display.table(made, columns=columns, currency=currency, formats_by_column={"growth": "growth", "day_growth": "growth"})  # fmt: skip


def _money(made: Result, *columns: str) -> dict[str, str]:
    """Return the format of money columns that are read against each other: one unit for all.

    Small amounts keep their own unit: in thousands nothing would be left of them.
    """
    largest = made.frame[list(columns)].abs().max().max()
    return dict.fromkeys(columns, "money_column") if largest >= SMALL else {}


def cohorts(made: Result, *, currency: str) -> None:
    """Show customers by the year of their first purchase."""
    columns = ["cohort", "n_customers", "n_buying", "buying_share", "now", "share"]
    how = _money(made, "now")
    display.table(made, columns=columns, currency=currency, formats_by_column=how, bold={"cohort": "total"}, names=_words(STATE_WORDS))  # fmt: skip


def rhythm(made: Result, *, currency: str) -> None:
    """Show how many customers keep their rhythm of buying."""
    display.table(made, columns=["state", "n_customers", "year_amount"], currency=currency, bold={"state": "total"}, names=_words(RHYTHM_WORDS))  # fmt: skip


def overdue(made: Result, *, currency: str) -> None:
    """Show customers silent for longer than their rhythm allows, the largest first."""
    columns = ["place", "customer_id", _name(made), "last_month", "silent_months", "usual_months", "chance", "year_amount"]  # fmt: skip
    how = {"chance": "chance", **_money(made, "year_amount")}
    display.table(made, columns=columns, rows=10, currency=currency, formats_by_column=how)


def hours(made: Result, *, names: dict[str, str]) -> None:
    """Show the reps who spend the smallest part of their hours with customers."""
    columns = ["place", "rep_id", "available_hours", "n_visits", "visit_hours", "used_share"]
    display.table(made, columns=columns, rows=10, names=names)


def nodes(
    made: Result, *, dimension: str, currency: str, names: dict[str, str] | None = None
) -> None:
    """Show the bridge of one dimension's nodes, the largest changes first, down to the total."""
    heading, title = DIMENSION_WORDS[dimension]
    fields = tuple(
        replace(f, label=heading) if f.name == "node" else f for f in made.contract.fields
    )
    contract = replace(made.contract, fields=fields, label=title)
    one = result(made.rows(dimension=dimension), contract, version=made.version)
    columns = ["node", "before", "lost", "new", "price", "volume", "mix", "now", "growth"]
    how = {"growth": "growth", **_money(one, *columns[1:-1])} if not one.is_empty else {}
    display.table(one, columns=columns, currency=currency, formats_by_column=how, names={**(names or {}), **_words(NODE_WORDS)}, bold={"node": "total"})  # fmt: skip


def top_customers(made: Result, *, currency: str) -> None:
    """Show the largest customers of either year."""
    columns = ["place", "customer_id", _name(made), "now", "before", "change", "share", "margin_share"]  # fmt: skip
    there = [name for name in columns if name != "margin_share" or made.frame[name].notna().any()]
    how = _money(made, "now", "before", "change")
    display.table(made, columns=there, rows=10, currency=currency, formats_by_column=how)


def movement(made: Result, *, currency: str) -> None:
    """Show customers who stayed, left and came."""
    how = {} if made.is_empty else _money(made, "before", "now")
    display.table(made, columns=["state", "n_customers", "before", "now"], currency=currency, formats_by_column=how, bold={"state": "total"}, names=_words(STATE_WORDS))  # fmt: skip


def _name(made: Result) -> str:
    """Return the column with the names in the language in use."""
    return "name_zh" if language() == "zh" and (made.frame["name_zh"] != "").any() else "name"


def _words(words: dict[str, str]) -> dict[str, str]:
    return {key: translate(msgid, language()) for key, msgid in words.items()}
