"""What a picture says of itself."""

from __future__ import annotations

from typing import TypedDict, Unpack

from salesnb.contracts.results import Result
from salesnb.i18n import language, translate


class Words(TypedDict, total=False):
    """What a picture says of itself, msgids: without them its result and columns say it."""

    title: str
    values: str  # what stands at the axis of values


def named(result: Result, **words: Unpack[Words]) -> str:
    """Return a picture's title in the language in use: a msgid, else the result's own."""
    title = words.get("title", "")
    return translate(title, language()) if title else result.title
