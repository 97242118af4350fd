"""Words by which rows are known that are no data: totals, counts of rows, notes below a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

TOTAL = (  # read alike by Python and by the engine
    r"(?i)[ \t*=#<>(\[【-]*((grand |report |overall |sub[- ]?|sous-)?(totals?|sum|summe"
    r"|zwischensumme|endsumme|gesamt(summe|betrag|ergebnis)?|somme|suma|totale|totaal)([^a-z].*)?"
    r"|(本[页月]|累)?([合总小共總][ 　]*[计計]|汇总|总和)([^a-z].*)?)"
)
_TOTAL = re.compile(TOTAL)
_COUNT = re.compile(
    r"(?i)\W*(\d[\d., ]*\s*(rows?|records?|lines?|entries|items|zeilen|datensätze|einträge|lignes"
    r"|[行条笔项])(\W.*)?|(rows?|records?|lines?|entries|count|anzahl|zeilen"
    r"|记录数|条数|行数|总数)\W*\d+|共\s*\d+\s*[行条笔项]\w*)\W*"
)
_NOTE = re.compile(
    r"(?i)\W*((end of|ende|exported|printed|generated|created|report|source|page|seite|as of|stand"
    r"|erstellt|gedruckt|exportiert|quelle|note|notes|hinweis|copyright|confidential|filters?)\b.*"
    r"|(制表|审核|打印|导出|报表|以上|备注|注|说明|数据来源|复核|经办|统计).*)",
    re.DOTALL,
)
_LABELLED = re.compile(r"[^:：]*[^\W\d][^:：]*(:\s+|：\s*)\S.*", re.DOTALL)  # "User: Li"
_LINE = re.compile(r"[\W_]+")  # dashes, stars


def is_total(fields: Sequence[str]) -> bool:
    """Return whether the first cell that is not blank is a word for a total, or begins with it."""
    first = next((one.strip() for one in fields if one.strip()), "")
    return bool(_TOTAL.fullmatch(first))


def is_footer(fields: Sequence[str]) -> bool:
    """Return whether a row holds nothing but one cell with a note, or with the number of rows.

    A single cell that could be the start of a row that was cut off is none.
    """
    there = [one.strip() for one in fields if one.strip()]
    if len(there) != 1:
        return False
    patterns = (_COUNT, _NOTE, _LABELLED, _LINE, _TOTAL)
    return any(pattern.fullmatch(there[0]) for pattern in patterns)
