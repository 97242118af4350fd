"""What the numbers of a page are called: the words of the panel that says where one comes from."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

from salesnb.citations import Citation
from salesnb.contracts.results import Result
from salesnb.errors import SalesnbError

_REF = re.compile(r'data-ref="([^"]+)"')


def labels_of(page: str, source: Callable[[str, str], Result]) -> str:
    """Return, as JSON, the labels of every cell that a page cites, in the language in use.

    By artefact: `title`; `columns`, each with its heading; `keys`, each with its heading and the
    words of the values that stand in citations. A citation that cannot be looked up has none.
    """
    found: dict[str, dict[str, Any]] = {}
    for text in sorted(set(_REF.findall(page))):
        ref = Citation.parse(html.unescape(text))
        try:
            result = source(ref.artefact, ref.version)
            _add(found.setdefault(ref.artefact, _empty(result)), result, ref)
        except (SalesnbError, KeyError):  # the checker says so, with the reason
            continue
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _empty(result: Result) -> dict[str, Any]:
    return {"title": result.title, "columns": {}, "keys": {}}


def _add(labels: dict[str, Any], result: Result, ref: Citation) -> None:
    labels["columns"].setdefault(ref.column, result.heading(ref.column))
    row = dict(ref.where)
    for column, value in ref.where:
        heading = result.heading(column)
        key = labels["keys"].setdefault(column, {"heading": heading, "values": {}})
        key["values"][value] = str(result.words(column, value, row))
