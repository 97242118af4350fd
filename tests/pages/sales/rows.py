"""Small results of 02_sales: the demo's names, and rows with what sentences speak of."""

from __future__ import annotations

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.findings import Words
from salesnb.pages.sales import FRAMES
from tests.pages.rows import page

NAMES = {
    "customers": {"C1": Words("First Co.", "第一公司", kind="name")},
    "regions": {"S": Words("South", "南方", kind="name")},
    "sales_methods": {"D": Words("Direct", "直销", kind="name")},
}
CONTEXT = Context("CNY", NAMES)
VERDICT = {
    "scope": "total",
    "month": "2026-10",
    "basis": "invoice",
    "n_months": 40,
    "needed_months": 18,
    "rung": "full",
    "state": "ordinary",
    "seen_fall": 0.1,
}
GROWN = {"trend_growth": 0.12, "growth_low": 0.08, "growth_high": 0.18}
EXPECTED = {"expected": 1e6, "low": 9e5, "high": 1.1e6, "deviation": 0.0}
END = {
    "scope": "total",
    "newest_on": "2026-10-20",
    "working_days": 18,
    "days_in": 12,
    "per_day": 5e4,
}


def results_with(**records) -> Results:
    """Return the page's results with these rows; all others are empty."""
    return page(FRAMES, CONTEXT, **records)


def verdict(**given) -> Results:
    """Return a page whose month is judged as given."""
    row = {**VERDICT, **EXPECTED, "actual": 1e6, **GROWN, **given}
    return results_with(verdict=row, data_end=END)


def steps(before: float = 1000.0, **causes: float) -> list[dict[str, object]]:
    """Return the firm's bridge with some causes, the others nought."""
    parts = dict.fromkeys(("lost", "new", "price", "volume", "mix"), 0.0) | causes
    amounts = {"before": before, **parts, "now": before + sum(parts.values())}
    whole = {"dimension": "total", "node": "total"}
    return [{**whole, "part": part, "amount": amount} for part, amount in amounts.items()]
