"""What people read in pack.xlsx where a table holds a code: the words of the pages."""

from __future__ import annotations

from collections.abc import Mapping

from salesnb.findings.sales import PART_WORDS
from salesnb.i18n import N_, language, translate
from salesnb.tables import intake, market, rivals, sales

_ENDS = {"before": N_("year before"), "now": N_("latest year")}
_DIMENSIONS = {"product_group": N_("Product group"), "region": N_("Region"), "rep": N_("Rep"), "sales_method": N_("Sales method")}  # fmt: skip
WORDS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("01_intake_coverage", "state"): intake.STATE_WORDS,
    ("01_intake_ledger", "reason"): intake.REASON_WORDS,
    ("02_sales_headlines", "measure"): sales.MEASURE_WORDS,
    ("02_sales_headlines", "span"): sales.SPAN_WORDS,
    ("02_sales_plan", "measure"): sales.MEASURE_WORDS,
    ("02_sales_plan", "span"): sales.SPAN_WORDS,
    ("02_sales_overview", "measure"): sales.MEASURE_WORDS,
    ("02_sales_ratios", "span"): sales.SPAN_WORDS,
    ("02_sales_regions", "state"): sales.MONTH_WORDS,
    ("02_sales_bridge_nodes", "node"): sales.NODE_WORDS,
    ("02_sales_effects", "effect"): sales.EFFECT_WORDS,
    ("02_sales_movement", "state"): sales.STATE_WORDS,
    ("02_sales_rhythm", "state"): sales.RHYTHM_WORDS,
    ("02_sales_concentration", "span"): _ENDS,
    ("02_sales_bridge", "part"): {**PART_WORDS, **_ENDS},
    ("02_sales_bridge", "dimension"): _DIMENSIONS,
    ("02_sales_bridge_nodes", "dimension"): _DIMENSIONS,
    ("02_sales_silent_parts", "dimension"): _DIMENSIONS,
    **market.CODES,
    **rivals.CODES,
}


def word(result: str, column: str, value: object) -> str:
    """Return a cell's text in the language in use: the word for a code, else the text itself."""
    text = str(value) if value else ""
    return translate(WORDS.get((result, column), {}).get(text, text), language())
