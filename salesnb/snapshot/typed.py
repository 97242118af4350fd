"""Frames as areas take them: text keys, days as datetimes, product groups; empty ones typed too."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from salesnb.contracts import TABLES
from salesnb.members import UNASSIGNED

_DAY = re.compile(r"day|.*_on")
_TEXT = re.compile(r"month|.*_id|table|file|column|reason|rule|message|encoding|severity|fix|value")
_KINDS = {
    **dict.fromkeys(("id", "text", "month"), "text"),
    **dict.fromkeys(("date", "datetime"), "day"),
    "flag": "flag",
}


def typed(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a snapshot's frame with text as `str` ('' where missing) and days as datetimes.

    Numbers are floats or integers as they were, a missing one NaN; a missing day is NaT. Flags are
    true, false or NA, so that `~` and masks mean what they say.
    """
    typed_columns = {str(c): _column(frame[c], _kind(name, str(c), frame[c])) for c in frame}
    return pd.DataFrame(typed_columns, copy=False)


def empty(name: str, columns: Sequence[str]) -> pd.DataFrame:
    """Return a frame without rows whose columns have the types that they would have with rows."""
    nothing = pd.Series(dtype="object")
    return pd.DataFrame({c: _column(nothing, _kind(name, c, nothing)) for c in columns})


def with_groups(frame: pd.DataFrame, groups: Mapping[str, str]) -> pd.DataFrame:
    """Return lines with the product group of each product; `(unassigned)` where none is known."""
    found = frame["product_id"].map(dict(groups)).astype("object").fillna("").astype("str")
    return frame.assign(product_group=found.where(found != "", UNASSIGNED))


def _kind(table: str, column: str, values: pd.Series) -> str:
    """Return text, day, flag or number: by the contract, else by how the column is held."""
    if table in TABLES and column in TABLES[table].names:
        return _KINDS.get(TABLES[table].field(column).type, "number")
    if _DAY.fullmatch(column):
        return "day"
    is_text = isinstance(values.dtype, pd.CategoricalDtype) or _TEXT.fullmatch(column)
    return "text" if is_text else "number"


def _column(values: pd.Series, kind: str) -> pd.Series:
    if kind == "text":
        return _texts(values)
    if kind == "day":
        return pd.to_datetime(values)
    if kind == "flag":
        return values.astype("boolean")
    return values.astype("float64") if kind == "number" and values.dtype == object else values


def _texts(values: pd.Series) -> pd.Series:
    """Return text, read once per different value where it is held as a dictionary."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        known = pd.Index(np.append(values.cat.categories.to_numpy(object), ""), dtype="str")
        return pd.Series(known.take(values.cat.codes.to_numpy()), index=values.index)
    return values.astype("object").where(values.notna(), "").astype("str")
