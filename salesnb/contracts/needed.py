"""What an area's function needs of the frames that it is handed, refused in one message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from salesnb.contracts import TABLES
from salesnb.errors import UsageError, closest
from salesnb.i18n import t

_DAYS = dict.fromkeys(("date", "datetime"), ("M", "datetimes"))
_NUMBERS = ("money", "price", "quantity", "number", "share", "integer")
_KINDS = {**_DAYS, **dict.fromkeys(_NUMBERS, ("fiu", "numbers"))}  # type -> kinds of dtype, name


def require_columns(frames: Mapping[str, pd.DataFrame], needed: Mapping[str, str]) -> None:
    """Refuse frames that lack a column, or hold text where a canonical table has days or numbers.

    `needed` names columns by frame, blank-separated. Raises one `UsageError` for all faults, with
    frame, column, what was found and what was expected.
    """
    faults = [fault for name, columns in needed.items() for fault in _faults(frames, name, columns)]
    if faults:
        fix = t("hand over what `book.frames()` returns, or name it under `loads` in index.toml")
        raise UsageError("; ".join(faults), fix=fix)


def _faults(frames: Mapping[str, pd.DataFrame], name: str, columns: str) -> Iterator[str]:
    if name not in frames:
        near = closest(name, frames)
        yield t("no frame {name}", name=name) + _nearest(near)
        return
    frame = frames[name]
    for column in columns.split():
        if column not in frame:
            lacks = t("{name} has no column {column}", name=name, column=column)
            yield lacks + _nearest(closest(column, map(str, frame.columns)))
        elif len(frame) and (expected := _unlike(frame[column], name, column)):
            found = t("found {dtype}, expected {kind}", dtype=frame[column].dtype, kind=expected)
            yield f"{name}.{column}: {found}"


def _nearest(near: str) -> str:
    return t(" (the nearest is {near})", near=near) if near else ""


def _unlike(values: pd.Series, name: str, column: str) -> str:
    """Return what a column of a canonical table should hold, '' where it does or any will do."""
    fields = {one.name: one.type for one in TABLES[name].fields} if name in TABLES else {}
    kinds, called = _KINDS.get(fields.get(column, ""), ("", ""))
    return called if kinds and values.dtype.kind not in kinds else ""
