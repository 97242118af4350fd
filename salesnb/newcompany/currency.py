"""Which currency the exports are in: a look at columns of codes and at signs of amounts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from salesnb.money import CURRENCIES, currency_of, names_currencies
from salesnb.newcompany.exports import FoundTable
from salesnb.newcompany.samples import rows_of

_DIGITS = r"[-+]?[\d.,' ]+"
_AMOUNT = re.compile(
    rf"^\s*[-+(]?\s*(?:{CURRENCIES}\s*{_DIGITS}|{_DIGITS}\s*{CURRENCIES})\s*\)?\s*$"
)


def currency_in(exports: Path, found: Iterable[FoundTable]) -> str:
    """Return the currency that most rows of the exports name, '' where none does.

    Codes beside amounts count before signs: a sign may belong to several currencies.
    """
    codes: Counter[str] = Counter()
    signs: Counter[str] = Counter()
    for one in found:
        named = [
            place for place, name in enumerate(filter(None, one.columns)) if names_currencies(name)
        ]
        for row in rows_of(exports, one):
            codes.update(_known(row[place] for place in named if place < len(row)))
            signs.update(_known(_sign(cell) for cell in row))
    for counted in (codes, signs):
        if counted:
            return counted.most_common(1)[0][0]
    return ""


def _known(texts: Iterable[str]) -> list[str]:
    return [code for code in map(currency_of, texts) if code]


def _sign(cell: str) -> str:
    match = _AMOUNT.match(cell.upper())
    return (match[1] or match[2]) if match else ""
