"""Tables of 03b_rivals."""

from __future__ import annotations

from collections.abc import Mapping

from salesnb import display
from salesnb.contracts.results import Result, result
from salesnb.findings.rivals import ASPECT_WORDS, REASON_WORDS
from salesnb.i18n import N_, language, translate

STATE_WORDS = {
    "fresh": N_("watched"),
    "single": N_("one observation"),
    "gone": N_("not seen for too long"),
}
VERDICT_WORDS = {
    "better": N_("better than ours"),
    "worse": N_("not as good as ours"),
    "unclear": N_("no clear difference"),
    "no_scale": N_("no scale with ours on it"),
    "too_few": N_("too few to tell"),
}
BASIS_WORDS = {
    "seen": N_("our own prices seen"),
    "product": N_("the product's list price"),
    "group": N_("the product group's list prices"),
}
ASIDE_WORDS = {
    "currency": N_("another currency than the company's"),
    "no_reference": N_("no price of our own to compare with"),
    "far": N_("more than three times, or less than a third of, our price"),
}
DIMENSION_WORDS = {"product_group": N_("product group"), "region": N_("region")}
CODES = {  # of the results, for those who read them without a page
    ("03b_rivals_prices", "dimension"): DIMENSION_WORDS,
    ("03b_rivals_prices", "basis"): BASIS_WORDS,
    **{(f"03b_rivals_{name}", "state"): STATE_WORDS for name in ("prices", "aspects", "rivals")},
    ("03b_rivals_price_aside", "reason"): ASIDE_WORDS,
    ("03b_rivals_aspects", "aspect"): ASPECT_WORDS,
    ("03b_rivals_aspects", "verdict"): VERDICT_WORDS,
    ("03b_rivals_lost_reasons", "reason"): REASON_WORDS,
    ("03b_rivals_lost_rivals", "main_reason"): REASON_WORDS,
}
Names = Mapping[str, str]


def prices(made: Result, *, dimension: str, names: Names, rows: int = 12) -> None:
    """Show price panels, the cheapest against us first, each with n and age."""
    one = result(made.rows(dimension=dimension), made.contract, version=made.version)
    columns = ["competitor_id", "node", "index", "low", "high", "n", "age_days", "moved", "grade"]
    how = dict.fromkeys(["index", "low", "high"], "factor") | {"moved": "points"}
    display.table(one, columns=columns, rows=rows, formats_by_column=how, names=dict(names))


def price_changes(made: Result, *, names: Names) -> None:
    """Show the steps of competitors' prices; nothing where there are none."""
    if not made.is_empty:
        columns = ["competitor_id", "product_group", "month", "earliest", "latest", "size", "before", "after", "n_after"]  # fmt: skip
        how = {"size": "growth", "before": "factor", "after": "factor"}
        display.table(made, columns=columns, formats_by_column=how, names=dict(names))


def aspects(made: Result, *, names: Names) -> None:
    """Show quality, variety, service and terms of each competitor, each with n and age."""
    if not made.is_empty:
        columns = ["aspect", "competitor_id", "mean", "low", "high", "n", "age_days", "verdict", "grade"]  # fmt: skip
        how = dict.fromkeys(["mean", "low", "high"], "tenths")
        display.table(made, columns=columns, formats_by_column=how, names=_words(ASPECT_WORDS | VERDICT_WORDS) | dict(names))  # fmt: skip


def lost(made: Result, *, currency: str, names: Names) -> None:
    """Show the deals lost to each competitor, this year and the year before."""
    if not made.is_empty:
        columns = ["competitor_id", "n", "amount", "share", "n_before", "amount_before", "main_reason"]  # fmt: skip
        display.table(made, columns=columns, currency=currency, names=_words(REASON_WORDS) | dict(names))  # fmt: skip


def rivals(made: Result, *, currency: str, names: Names) -> None:
    """Show what is known of each competitor, how old it is, and what it took."""
    columns = ["competitor_id", "n_prices", "n_aspects", "age_days", "n_better", "n_worse", "n_lost", "amount_lost", "state"]  # fmt: skip
    display.table(made, columns=columns, currency=currency, names=_words(STATE_WORDS) | dict(names))


def _words(words: dict[str, str]) -> dict[str, str]:
    return {key: translate(msgid, language()) for key, msgid in words.items()}
