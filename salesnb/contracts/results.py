"""Result frames: what pages show and artefacts hold, validated against a contract.

A `Result` is the only thing that plots, tables and findings receive. Its frame has exactly the
contracted columns, unique keys, rounded numbers and a total order, so that the same inputs
give the same bytes and every number has one address: column and key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.contracts.fields import Field
from salesnb.errors import ArtefactError, CitationError, closest

SHOWN = 5  # rows that a message shows
DIGITS = {"money": 2, "price": 4, "quantity": 3, "number": 6, "share": 6}
WHOLE = 1e-6  # an integer may be this far off: floats of sums
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class ResultContract:
    """What a result frame is: name, label and grain (msgids), key, fields, order."""

    name: str
    label: str
    grain: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    ordered_by: tuple[str, ...] = ()  # before the key; () means by key alone

    def __post_init__(self) -> None:
        unknown = {*self.key, *self.ordered_by} - set(self.columns)
        if unknown or not self.key:
            raise ValueError(f"{self.name}: key and order must be columns, not {sorted(unknown)}")

    @property
    def columns(self) -> list[str]:
        return [field.name for field in self.fields]


@dataclass(frozen=True, eq=False)
class Result:
    """A validated frame with its contract and the version that it is cited under."""

    contract: ResultContract
    frame: pd.DataFrame
    version: str = "draft"

    @property
    def name(self) -> str:
        return self.contract.name

    @property
    def is_empty(self) -> bool:
        return self.frame.empty

    def field(self, column: str) -> Field:
        """Return the field of a column; raise `CitationError` with the closest name."""
        for field in self.contract.fields:
            if field.name == column:
                return field
        near = closest(column, self.contract.columns)
        raise CitationError(
            f"{self.name} has no column {column!r}", fix=f"did you mean {near!r}?" if near else ""
        )

    def rows(self, /, **where: object) -> pd.DataFrame:
        """Return the rows whose columns equal `where`, in order."""
        chosen = np.ones(len(self.frame), dtype=bool)
        for column, value in where.items():
            self.field(column)
            chosen &= (self.frame[column] == value).to_numpy()
        return self.frame.loc[chosen]

    def cell(self, column: str, /, **where: object) -> object:
        """Return the value of the one row that `where` means, else raise `CitationError`."""
        self.field(column)
        found = self.rows(**where)
        if len(found) != 1:
            raise CitationError(
                f"{self.name}/{column} where {where}: {len(found)} rows, not one",
                fix=f"its key is {', '.join(self.contract.key)}; the nearest rows are {self._near(where)}",
            )
        return found[column].iloc[0]

    def _near(self, where: Mapping[str, object]) -> list[dict[Hashable, object]]:
        """Return the keys of the rows that meet most of `where`, at most five."""
        met = np.zeros(len(self.frame), dtype=int)
        for column, value in where.items():
            met += (self.frame[column] == value).to_numpy()
        nearest = np.argsort(-met, kind="stable")[:SHOWN]
        return self.frame[list(self.contract.key)].iloc[nearest].to_dict("records")


def result(frame: pd.DataFrame, contract: ResultContract, *, version: str = "draft") -> Result:
    """Return `frame` as a result: columns, types, key and digits as contracted, in total order.

    Raises `ArtefactError` naming result, column, what was found and what was expected.
    """
    _require_columns(frame, contract)
    _require_known_key(frame, contract)
    typed = pd.DataFrame(
        {field.name: _typed(frame[field.name], field, contract) for field in contract.fields}
    )
    _require_key(typed, contract)
    ordered = typed.sort_values([*contract.ordered_by, *contract.key], kind="stable")
    return Result(contract, ordered.reset_index(drop=True), version)


def _require_columns(frame: pd.DataFrame, contract: ResultContract) -> None:
    found, expected = list(frame.columns), contract.columns
    if sorted(map(str, found)) == sorted(expected):
        return
    missing = [name for name in expected if name not in found]
    extra = [str(name) for name in found if name not in expected]
    parts = [
        f"{word} {', '.join(names)}"
        for word, names in (("lacks", missing), ("also has", extra))
        if names
    ]
    raise ArtefactError(
        f"{contract.name} {' and '.join(parts) or 'has a column twice'}",
        fix="give the contracted columns",
    )


def _typed(values: pd.Series, field: Field, contract: ResultContract) -> pd.Series:
    try:
        typed = _COERCE[field.type](values, field)
    except (TypeError, ValueError) as error:
        raise ArtefactError(
            f"{contract.name}/{field.name}: not {field.type} ({error})",
            fix=f"give {field.type} values",
        ) from error
    if typed.dtype.kind == "f" and np.isinf(typed.to_numpy()).any():
        raise ArtefactError(
            f"{contract.name}/{field.name}: infinite in row {_first(np.isinf(typed.to_numpy()))}",
            fix="divide with measures.ratio, which leaves a number missing that has no meaning",
        )
    return typed.reset_index(drop=True)


def _first(flags: np.ndarray) -> str:
    """Return the positions of the first flagged rows, as text."""
    return ", ".join(str(place) for place in np.flatnonzero(flags)[:SHOWN])


def _as_number(values: pd.Series, field: Field) -> pd.Series:
    digits = field.digits if field.digits is not None else DIGITS[field.type]
    numbers = pd.to_numeric(values).astype("float64")
    return numbers.round(digits) + 0.0  # no negative zero: it would print as -0


def _as_whole(values: pd.Series, field: Field) -> pd.Series:
    numbers = pd.to_numeric(values).astype("float64")
    broken = (numbers - numbers.round()).abs() > WHOLE
    if broken.any():
        raise ValueError(f"found {numbers[broken].head(SHOWN).tolist()}")
    return numbers.round() + 0.0


def _as_text(values: pd.Series, field: Field) -> pd.Series:
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


def _refuse(wrong: pd.Series, expected: str) -> None:
    if len(wrong):
        raise ValueError(f"found {wrong.head(SHOWN).tolist()}, expected {expected}")


def _as_flag(values: pd.Series, field: Field) -> pd.Series:
    if values.isna().any():
        raise ValueError(f"a flag is missing in row {_first(values.isna().to_numpy())}")
    _refuse(values[~values.isin([True, False])], "true or false")
    return values.astype(bool)


_COERCE: dict[str, Callable[[pd.Series, Field], pd.Series]] = {
    **dict.fromkeys(("money", "price", "quantity", "number", "share"), _as_number),
    **dict.fromkeys(("id", "text", "datetime"), _as_text),
    "integer": _as_whole,
    "month": _as_month,
    "date": _as_day,
    "flag": _as_flag,
}


def _require_known_key(frame: pd.DataFrame, contract: ResultContract) -> None:
    for name in contract.key:
        missing = frame[name].isna().to_numpy()
        if missing.any():
            raise ArtefactError(
                f"{contract.name}/{name}: the key is missing in row {_first(missing)}",
                fix="name the rest '(unassigned)', or leave the rows out and say so",
            )


def _require_key(frame: pd.DataFrame, contract: ResultContract) -> None:
    key = list(contract.key)
    doubled = frame.duplicated(key, keep=False)
    if doubled.any():
        twice = frame.loc[doubled, key].head(SHOWN).to_dict("records")
        raise ArtefactError(
            f"{contract.name}: {twice} stands more than once", fix=f"its grain is {contract.grain}"
        )
