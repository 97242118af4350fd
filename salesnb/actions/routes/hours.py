"""When a customer is open: text such as `Mon-Fri 08:30-17:30; Sat 09:00-12:00`, read."""

from __future__ import annotations

import re
from functools import cache

NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CHINESE = "一二三四五六日"
_DAY = r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun|周[一二三四五六日])"
_CLOCK = r"([0-2]?\d):([0-5]\d)"
_SPAN = re.compile(rf"^{_DAY}(?: ?[-–] ?{_DAY})? {_CLOCK} ?[-–] ?{_CLOCK}$")

Week = tuple[tuple[int, float, float], ...]  # weekday (0 is Monday), opens, closes in minutes


def weekday(name: str) -> int:
    """Return the position of a weekday (`Mon` or `周一`), Monday is 0."""
    return CHINESE.index(name[1]) if name.startswith("周") else NAMES.index(name)


@cache
def opening_hours(text: str) -> Week | None:
    """Return the spans of the week in which a customer is open; None where the text says nothing.

    Of several spans of a day the longest counts. `Fri-Mon` goes over the week's end.
    """
    longest: dict[int, tuple[float, float]] = {}
    for part in filter(None, (one.strip() for one in re.split(r"[;；]", text))):
        read = _SPAN.match(part)
        if not read:
            return None
        first, last, *clock = read.groups()
        opens, closes = (60.0 * int(h) + int(m) for h, m in (clock[:2], clock[2:]))
        if closes <= opens:
            return None
        start = weekday(first)
        for step in range((weekday(last) - start) % 7 + 1 if last else 1):
            day = (start + step) % 7
            before = longest.get(day, (0.0, 0.0))
            if closes - opens > before[1] - before[0]:
                longest[day] = (opens, closes)
    return tuple((day, *span) for day, span in sorted(longest.items())) or None


def weekdays(text: str) -> frozenset[int]:
    """Return the weekdays that a text such as `Tue Thu` names, Monday is 0."""
    return frozenset(map(weekday, re.findall(_DAY, text)))
