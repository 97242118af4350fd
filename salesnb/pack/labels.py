"""What the numbers of a page are called: the words of the panel that says where one comes from."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from salesnb.citations import Citation
from salesnb.contracts.results import Result
from salesnb.errors import SalesnbError
from salesnb.i18n import language, use

_REF = re.compile(r'data-ref="([^"]+)"')


def labels_of(page: str, source: Callable[[str, str], Result]) -> str:
    """Return, as JSON, the labels of every cell that a page cites, in the language in use.

    By artefact: `title`; `columns`, each with its heading; `keys`, each with its heading and the
    words of the values that stand in citations. A citation that cannot be looked up has none.
    """
    found: dict[str, dict[str, Any]] = {}
    lang = language()
    seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    for text in sorted(set(_REF.findall(page))):
        ref = Citation.parse(html.unescape(text))
        try:
            result = source(ref.artefact, ref.version)
            if ref.artefact not in found:
                found[ref.artefact] = {"title": _title(result, lang), "columns": {}, "keys": {}}
            labels = found[ref.artefact]
            if ref.column not in labels["columns"]:
                labels["columns"][ref.column] = _heading(result, ref.column, lang)
            if (ref.artefact, ref.where) not in seen:
                seen.add((ref.artefact, ref.where))
                _add_row(labels, result, ref)
        except (SalesnbError, KeyError):  # the checker says so, with the reason
            continue
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@lru_cache(maxsize=256)
def _title(result: Result, lang: str) -> str:
    with use(lang):
        return result.title


@lru_cache(maxsize=2048)
def _heading(result: Result, column: str, lang: str) -> str:
    """Return a heading, which is the same on all pages of a pack."""
    with use(lang):
        return result.heading(column)


def _add_row(labels: dict[str, Any], result: Result, ref: Citation) -> None:
    """Add what the key of a row is called, and the words of its values."""
    row = dict(ref.where)
    for column, value in ref.where:
        if column not in labels["keys"]:
            heading = _heading(result, column, language())
            labels["keys"][column] = {"heading": heading, "values": {}}
        values = labels["keys"][column]["values"]
        if value not in values or result.field(column).within:
            values[value] = str(result.words(column, value, row))
