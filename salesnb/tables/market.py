"""Tables of 03_market."""

from __future__ import annotations

from collections.abc import Mapping

from salesnb import display
from salesnb.contracts.results import Result, result
from salesnb.i18n import N_, language, translate

DIMENSION_WORDS = {
    "total": N_("in all"),
    "segment": N_("segment"),
    "region": N_("region"),
    "product_group": N_("product group"),
}
CONFIDENCE_WORDS = {
    "high": N_("high"),
    "medium": N_("medium"),
    "low": N_("low"),
    "none": N_("none"),
}
MEASURE_WORDS = {
    "market": N_("Market"),
    "sales": N_("Our sales in it"),
    "share": N_("Our share"),
}
RUNG_WORDS = {
    "back_tested": N_("errors of earlier runs"),
    "from_growth": N_("noise of the growth seen"),
    "guess": N_("a guess"),
    "monthly": N_("monthly"),
    "interpolated": N_("monthly sales over a market between yearly sizes"),
    "yearly": N_("yearly"),
    "none": N_("none"),
}
BASE_WORDS = {
    "potential_index": N_("potential index"),
    "outlets": N_("registered outlets"),
}
READING_WORDS = {
    "strong": N_("strong"),
    "open": N_("weaker than demand allows"),
    "niche": N_("strong where demand is weak"),
    "weak": N_("weak, and so is demand"),
    "even": N_("about as strong as elsewhere"),
}
REASON_WORDS = {
    "currency": N_("another currency than the company's"),
    "no_amount": N_("no amount"),
    "period": N_("a period that is not one to twelve whole months"),
    "roll_up": N_("a sum over regions that stand there too"),
    "later": N_("a period that ends after the report month"),
}
SPAN_WORDS = {
    "latest": N_("twelve months up to the report month"),
    "measured": N_("newest measured year"),
}
REST_WORDS = {
    "market_sizes": N_("market sizes"),
    "customers": N_("what customers are said to buy"),
    "none": N_("none"),
}
CODES = {  # of the results, for those who read them without a page
    **{(f"03_market_{name}", "dimension"): DIMENSION_WORDS for name in ("size", "source_nodes", "split", "white_nodes")},
    **{(f"03_market_{name}", "measure"): MEASURE_WORDS for name in ("outlook", "turns", "looked_at")},
    **{(f"03_market_{name}", "rung"): RUNG_WORDS for name in ("outlook", "looked_at", "basis")},
    **{(name, "confidence"): CONFIDENCE_WORDS for name in ("03_market_sources", "03_market_size", "market_potential")},
    ("03_market_split", "span"): SPAN_WORDS,
    ("03_market_strength", "base_kind"): BASE_WORDS,
    ("03_market_strength", "reading"): READING_WORDS,
    ("03_market_set_aside", "reason"): REASON_WORDS,
    ("market_potential", "rests_on"): REST_WORDS,
}  # fmt: skip


def sources(made: Result, *, currency: str) -> None:
    """Show each source: what it says, up to when, how exact it is."""
    columns = ["source", "method", "year_end", "amount", "low", "high", "growth", "weight", "confidence"]  # fmt: skip
    display.table(made, columns=columns, currency=currency, formats_by_column={"growth": "growth"}, names=_words(CONFIDENCE_WORDS))  # fmt: skip


def set_aside(made: Result, *, currency: str) -> None:
    """Show why market sizes could not be used; nothing where all were."""
    if not made.is_empty:
        display.table(made, columns=["reason", "n_rows", "amount"], currency=currency, names=_words(REASON_WORDS))  # fmt: skip


def size(made: Result, *, dimension: str, currency: str, names: Mapping[str, str]) -> None:
    """Show size, growth and share of one dimension's nodes, the largest market first."""
    columns = ["node", "market", "growth", "yearly_growth", "sales", "share", "points", "confidence"]  # fmt: skip
    how = {"growth": "growth", "yearly_growth": "growth", "points": "points"}
    display.table(_of(made, dimension=dimension), columns=columns, currency=currency, formats_by_column=how, names=_words(CONFIDENCE_WORDS | DIMENSION_WORDS) | dict(names))  # fmt: skip


def split(made: Result, *, span: str, dimension: str, currency: str, names: Mapping[str, str]) -> None:  # fmt: skip
    """Show what market and share did to the sales of one dimension's nodes."""
    columns = ["node", "before", "market", "share", "outside", "now", "growth", "market_growth"]
    one = _of(made, span=span, dimension=dimension)
    keep = columns if one.frame["outside"].any() else [c for c in columns if c != "outside"]
    how = {"share": "money", "growth": "growth", "market_growth": "growth"}
    display.table(one, columns=keep, currency=currency, formats_by_column=how, names=_words(DIMENSION_WORDS) | dict(names))  # fmt: skip


def turns(made: Result) -> None:
    """Show the turning points that were found; nothing where there are none."""
    if not made.is_empty:
        columns = ["measure", "month", "earliest", "latest", "growth_before", "growth_after"]
        how = {"growth_before": "growth", "growth_after": "growth"}
        display.table(made, columns=columns, formats_by_column=how, names=_words(MEASURE_WORDS))


def outlook(made: Result, *, currency: str) -> None:
    """Show market and our sales of the next twelve months, and the share that follows."""
    if made.is_empty:
        return
    money = result(made.frame[made.frame["measure"] != "share"], made.contract, version=made.version)  # fmt: skip
    columns = ["measure", "now", "expected", "low", "high", "growth", "rung", "n_values", "n_origins"]  # fmt: skip
    display.table(money, columns=columns, currency=currency, formats_by_column={"growth": "growth"}, names=_words(MEASURE_WORDS | RUNG_WORDS))  # fmt: skip


def strength(made: Result, *, currency: str, names: Mapping[str, str]) -> None:
    """Show brand and category development of each region, and what to read from them."""
    if made.is_empty:
        return
    columns = ["node", "base", "market", "sales", "bdi", "cdi", "reading"]
    how = {"bdi": "factor", "cdi": "factor", "base": "number"}
    display.table(made, columns=columns, currency=currency, formats_by_column=how, names=_words(READING_WORDS | BASE_WORDS) | dict(names))  # fmt: skip


def openings(made: Result, *, currency: str, names: Mapping[str, str]) -> None:
    """Show the cells with the largest white space."""
    columns = ["place", "region_id", "segment", "product_group", "potential", "sales", "share", "white_space", "at_usual_share"]  # fmt: skip
    display.table(made, columns=columns, rows=12, currency=currency, names=dict(names))


def _of(made: Result, **where: object) -> Result:
    return result(made.rows(**where), made.contract, version=made.version)


def _words(words: dict[str, str]) -> dict[str, str]:
    return {key: translate(msgid, language()) for key, msgid in words.items()}
