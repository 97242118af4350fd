"""Months as exports write them: in headers, where each has a column, and in cells."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FEWEST = 3  # columns that are months, from which on a table has its months side by side
_NAMES = (  # of the twelve months: English, German; short forms are their first three letters
    *("january januar jaenner", "february februar", "march maerz märz", "april", "may mai"),
    *("june juni", "july juli", "august", "september", "october oktober", "november"),
    "december dezember",
)
_HAN = [
    "一月",
    "二月",
    "三月",
    "四月",
    "五月",
    "六月",
    "七月",
    "八月",
    "九月",
    "十月",
    "十一月",
    "十二月",
]
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_NUMBER = r"(?P<month>0?[1-9]|1[0-2])"
_HEADERS = (
    re.compile(rf"{_YEAR}[-/. _]?(?P<month>0[1-9]|1[0-2]|[1-9])"),
    re.compile(rf"{_YEAR}年{_NUMBER}月?份?"),
    re.compile(rf"{_NUMBER}[-/. ]{_YEAR}"),
    re.compile(rf"(?:{_YEAR}年?)?{_NUMBER}月份?"),
    re.compile(rf"(?:{_YEAR}[- ]?)?m(?:onth)?[- ]?{_NUMBER}"),
)
_WORD = re.compile(rf"(?P<word>[a-zäö]{{3,}})\.?(?:[-/ ]*{_YEAR})?")
FORMS = (  # how a cell writes its month -> the day on which it begins, of `{month}` and `{year}`
    (r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?.*", "month_start(day({month}))"),
    (r"0?1\.\d{1,2}\.\d{4}", "day({month}, '%d.%m.%Y')"),
    (r"0?1/\d{1,2}/\d{4}", "day({month}, '%d/%m/%Y')"),
    (r"\d{1,2}/0?1/\d{4}", "day({month}, '%m/%d/%Y')"),
    (r"\d{4}-\d{1,2}", "day(concat({month}, '-01'))"),
    (r"\d{4}/\d{1,2}", "day(concat({month}, '/01'))"),
    (r"\d{6}", "day(concat({month}, '01'))"),
    (r"\d{4}年\d{1,2}月", "day(concat({month}, '1日'))"),
    (r"\d{1,2}\.\d{4}", "day(concat('1.', {month}), '%d.%m.%Y')"),
    (r"\d{1,2}/\d{4}", "day(concat('1/', {month}), '%d/%m/%Y')"),
    (r"[A-Za-zäö]{3,}\.? \d{4}", "day(concat('1 ', {month}))"),
)
WITH_YEAR = (  # the same where the year stands in a column of its own
    (r"\d{1,2}", "day(concat({year}, '-', {month}, '-01'))"),
    (r"\d{1,2}月", "day(concat({year}, '年', {month}, '1日'))"),
    (r"[A-Za-zäö]{3,}\.?", "day(concat('1 ', {month}, ' ', {year}))"),
)


def months_of(columns: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return the columns that are months, each with its year (0 if unknown) and its number.

    Empty where they are too few to be months side by side, or a month stands twice.
    """
    found = {name: month for name in columns if (month := month_of(name))}
    is_clear = len(set(found.values())) == len(found) and len(found) >= _FEWEST
    return found if is_clear else {}


def month_of(header: str) -> tuple[int, int] | None:
    """Return year (0 where it is not named) and number of a month, None for another text."""
    text = header.strip().casefold()
    for form in _HEADERS:
        if match := form.fullmatch(text):
            return int(match["year"] or 0), int(match["month"])
    if text in _HAN:
        return 0, _HAN.index(text) + 1
    match = _WORD.fullmatch(text)
    number = _named(match["word"]) if match else 0
    return (int(match["year"] or 0), number) if match and number else None


def year_in(name: str) -> int:
    """Return the one year that the name of a file or sheet holds, 0 for none or several."""
    years = {int(one) for one in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", name)}
    return years.pop() if len(years) == 1 else 0


def beginning(cells: list[str], *, month: str, year: str = "") -> str:
    """Return the expression of the day on which the months of some cells begin, '' for none.

    `month` and `year` are the columns as they stand inside an expression.
    """
    forms = WITH_YEAR if year else FORMS
    for form, day in forms:
        if cells and all(re.fullmatch(form, one) for one in cells):
            return day.format(month=month, year=year)
    return ""


def _named(word: str) -> int:
    """Return the number of a month by its name or the first three letters of it, else 0."""
    for number, names in enumerate(_NAMES, start=1):
        for name in names.split():
            if word == name or (len(word) in (3, 4) and name.startswith(word)):
                return number
    return 0
