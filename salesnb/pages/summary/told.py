"""What happened, why, and what it means for the year: sentences of other pages, in one order.

Each line of a list names sentences that say the same with more or less behind it, by workbook and
key (`*` for any ending); the first that was said this month is told, unless it only says what
cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from salesnb.citations import Cited
from salesnb.contracts import workbooks
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Finding, as_record, from_record
from salesnb.i18n import N_

Said = Mapping[str, Sequence[Finding]]  # findings by workbook

REVIEW = "13_review"
WHAT = """
    13_review.held_sales_month 02_sales.level
    02_sales.expectation
    13_review.held_sales_year_to_date
    13_review.held_collections_month 02_sales.last_month
    13_review.missed_region 02_sales.hidden_region
    13_review.missed_rep 02_sales.hidden_rep
"""
WHY = """
    13_review.why_month 02_sales.driver
    13_review.where_*
    03_market.driver
    14_growth.fleet
    14_growth.fallen
    13_review.danger_*
    13_review.chance_*
"""
YEAR = """
    02_sales.lands 07_forecast.year
    13_review.pace_sales
    13_review.exception
    07_forecast.cash
    14_growth.kpis
"""


def _frame(title: str) -> Frame:
    return replace(workbooks.FINDINGS, name="", title=title, shows="text", nothing="")


HAPPENED = _frame(N_("What happened"))
CAUSES = _frame(N_("Why"))
AHEAD = _frame(N_("What it means for the year"))


def told(said: Said, *, is_in_doubt: bool = False) -> dict[str, pd.DataFrame]:
    """Return the sentences of each part as rows: happened, causes, ahead.

    Nothing explains a month whose data are in doubt.
    """
    if is_in_doubt:
        said = {**said, REVIEW: [one for one in said.get(REVIEW, ()) if _stands(one)]}
    parts = {"happened": WHAT, "causes": WHY, "ahead": YEAR}
    return {name: _rows(_chosen(said, wanted)) for name, wanted in parts.items()}


def _stands(one: Finding) -> bool:
    return not one.key.startswith(("why_", "where_"))


def _rows(chosen: Iterator[Finding]) -> pd.DataFrame:
    rows = [as_record(one, place) for place, one in enumerate(chosen, start=1)]
    return pd.DataFrame(rows, columns=workbooks.FINDINGS.columns)


def _chosen(said: Said, wanted: str) -> Iterator[Finding]:
    for line in wanted.split("\n"):
        found = (one for name in line.split() for one in _named(said, name))
        yield from list(found)[:1]


def _named(said: Said, name: str) -> Iterator[Finding]:
    """Yield what a workbook said under a key, renamed so that the workbook is seen."""
    book, _, key = name.partition(".")
    start = key.removesuffix("*")
    for one in said.get(book, ()):
        is_meant = one.key == key or (start != key and one.key.startswith(start))
        if is_meant and _is_known(one):
            yield replace(one, key=f"{book}.{one.key}")


def _is_known(one: Finding) -> bool:
    """Return whether a sentence says something: it has numbers, and none of them is missing."""
    numbers = [slot.value for slot in one.slots.values() if isinstance(slot, Cited)]
    return bool(numbers) and all(value == value for value in numbers)


def sentences(rows: Result) -> list[Finding]:
    """Return kept sentences as they were said."""
    return [from_record(row.values, version=rows.version) for row in rows]


def answer(page: Results) -> list[Finding]:
    """Say what the month was, what moved it most, and where the year lands."""
    return [one for rows in (page.happened, page.causes, page.ahead) for one in sentences(rows)[:1]]
