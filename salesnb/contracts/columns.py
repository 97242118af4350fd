"""Columns of results as contracted: each type coerced, rounded and refused in one place."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from salesnb.contracts.fields import Field
from salesnb.errors import ArtefactError

SHOWN = 5  # values that a message shows
DIGITS = {"money": 2, "price": 4, "quantity": 3, "number": 6, "share": 6}
WHOLE = 1e-6  # an integer may be this far off: floats of sums
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def as_contracted(values: pd.Series, field: Field, *, frame: str) -> pd.Series:
    """Return a column with the type and digits of its field.

    Raises `ArtefactError` naming frame, column and what was found.
    """
    try:
        typed = _COERCE[field.type](values, field)
    except (TypeError, ValueError) as error:
        raise ArtefactError(
            f"{frame}/{field.name}: not {field.type} ({error})",
            fix=f"give {field.type} values",
        ) from error
    if typed.dtype.kind == "f" and np.isinf(typed.to_numpy()).any():
        raise ArtefactError(
            f"{frame}/{field.name}: infinite in row {first_of(np.isinf(typed.to_numpy()))}",
            fix="divide with measures.ratio, which leaves a number missing that has no meaning",
        )
    return typed if isinstance(typed.index, pd.RangeIndex) else typed.reset_index(drop=True)


def first_of(flags: np.ndarray) -> str:
    """Return the positions of the first flagged rows, as text."""
    return ", ".join(str(place) for place in np.flatnonzero(flags)[:SHOWN])


def _numbers(values: pd.Series) -> np.ndarray:
    """Return a column as numbers; ValueError or TypeError for what is none."""
    if values.dtype in ("float64", "int64"):
        return values.to_numpy("float64")
    return pd.to_numeric(values).astype("float64").to_numpy()


def _as_number(values: pd.Series, field: Field) -> pd.Series:
    digits = field.digits if field.digits is not None else DIGITS[field.type]
    return pd.Series(_numbers(values).round(digits) + 0.0)  # no negative zero: it prints as -0


def _as_whole(values: pd.Series, field: Field) -> pd.Series:
    numbers = _numbers(values)
    whole = numbers.round()
    broken = np.abs(numbers - whole) > WHOLE
    if broken.any():
        raise ValueError(f"found {numbers[broken][:SHOWN].tolist()}")
    return pd.Series(whole + 0.0)


def _as_text(values: pd.Series, field: Field) -> pd.Series:
    if isinstance(values.dtype, pd.StringDtype):
        text = values.astype("str").fillna("")
    elif isinstance(values.dtype, pd.CategoricalDtype):
        known = pd.Index([str(one) for one in values.cat.categories] + [""], dtype="str")
        text = pd.Series(known.take(values.cat.codes.to_numpy()), index=values.index)
    else:
        text = values.astype("object").map(lambda v: "" if pd.isna(v) else str(v)).astype("str")
    if field.choices:
        _refuse(text[~text.isin([*field.choices, ""])], f"one of {', '.join(field.choices)}")
    return text


def _as_day(values: pd.Series, field: Field) -> pd.Series:
    return pd.to_datetime(values).dt.strftime("%Y-%m-%d").fillna("").astype("str")


def _as_month(values: pd.Series, field: Field) -> pd.Series:
    if values.dtype.kind == "M":
        values = values.dt.strftime("%Y-%m")
    text = _as_text(values, field)
    _refuse(text[~text.str.fullmatch(MONTH) & (text != "")], "YYYY-MM")
    return text


def _as_flag(values: pd.Series, field: Field) -> pd.Series:
    if values.isna().any():
        raise ValueError(f"a flag is missing in row {first_of(values.isna().to_numpy())}")
    _refuse(values[~values.isin([True, False])], "true or false")
    return values.astype(bool)


def _refuse(wrong: pd.Series, expected: str) -> None:
    if len(wrong):
        raise ValueError(f"found {wrong.head(SHOWN).tolist()}, expected {expected}")


_COERCE: dict[str, Callable[[pd.Series, Field], pd.Series]] = {
    **dict.fromkeys(("money", "price", "quantity", "number", "share"), _as_number),
    **dict.fromkeys(("id", "text", "datetime"), _as_text),
    "integer": _as_whole,
    "month": _as_month,
    "date": _as_day,
    "flag": _as_flag,
}
