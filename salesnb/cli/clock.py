"""The one place that reads a clock: what is called now, and the month before today."""

from __future__ import annotations

import datetime as dt

from salesnb.errors import UsageError
from salesnb.i18n import t
from salesnb.months import Month


def resolve_month(text: str) -> Month:
    """Return the month; `previous` is the month before today, and nothing below reads a clock."""
    if text == "previous":
        return Month.of(dt.datetime.now().astimezone().date()) - 1
    try:
        return Month.parse(text)
    except UsageError as error:
        wrong = t("month = {text!r}: not a month", text=text)
        raise UsageError(wrong, fix=t("write it as 2026-10")) from error


def now() -> str:
    """Return the time of day for run.json and the lock."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")
