"""Small results for tests of pages: the columns that matter, all others missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Context, Result
from salesnb.contracts.validated import result

_EMPTY: dict[int, Result] = {}  # by contract, which its result keeps alive
TEXT = {"id", "text", "month", "date", "datetime"}


def rows(contract: Frame, *records: Mapping[str, object], context: Context | None = None) -> Result:
    """Return a result of these rows; columns that they do not name hold nothing."""
    if not records:
        return replace(_empty(contract), context=context or Context())
    unknown = {name for one in records for name in one} - {*contract.columns}
    assert not unknown, f"{contract.name} has no {unknown}"
    filled = pd.DataFrame(
        {
            one.name: pd.Series([record.get(one.name, nothing(one.type)) for record in records])
            for one in contract.fields
        }
    )
    return result(filled, contract, context=context)


def _empty(contract: Frame) -> Result:
    """Return a result without rows, made once for all pages: most of a page's frames have none."""
    if id(contract) not in _EMPTY:
        columns = {one.name: pd.Series([]) for one in contract.fields}
        _EMPTY[id(contract)] = result(pd.DataFrame(columns), contract)
    return _EMPTY[id(contract)]


def nothing(kind: str) -> object:
    """Return what a column of this type holds where nothing is known."""
    return "" if kind in TEXT else False if kind == "flag" else float("nan")


def page(
    declared: Mapping[str, Frame],
    context: Context,
    /,
    **records: list[Mapping[str, object]] | Mapping[str, object],
) -> Results:
    """Return all results of a page: of each frame its rows, or one row; the others are empty."""
    unknown = {*records} - {*declared}
    assert not unknown, f"no frames {unknown}"
    filled = {}
    for name, contract in declared.items():
        own = records.get(name, [])
        listed = own if isinstance(own, list) else [own]
        filled[name] = rows(contract, *listed, context=context)
    return Results(filled)
