"""What a picture is given, held against what it draws: a result, numbers, a row for each place."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from salesnb.contracts.results import Result
from salesnb.errors import UsageError
from salesnb.i18n import formats, t
from salesnb.plots.titles import called

_NAMED = 4  # rows that are named, of those that would cover each other


def with_values(result: Result, columns: str) -> Result:
    """Return the rows of a result in which none of the columns of numbers is missing.

    Raises `UsageError` as `require_numbers` does.
    """
    require_numbers(result, columns)
    return result.known(columns)


def require_numbers(result: Result, columns: str) -> None:
    """Raise `UsageError` unless this is a result and the columns that a text names hold numbers.

    An unknown column is a `CitationError` with the nearest name.
    """
    require_columns(result, columns)
    for column in columns.split():
        if result.field(column).type not in formats.FOR_TYPE:
            numbers = [one.name for one in result.contract.fields if one.type in formats.FOR_TYPE]
            raise UsageError(
                t("{place} holds {held}, and numbers are needed", **_found(result, column)),
                fix=t("its columns of numbers are {names}", names=", ".join(numbers)),
            )


def require_months(result: Result, column: str) -> None:
    """Raise `UsageError` unless this is a result and a column of it holds months."""
    require_columns(result, column)
    if result.field(column).type != "month":
        raise UsageError(
            t("{place} holds {held}, and months are needed", **_found(result, column)),
            fix=t("name its column of months"),
        )


def require_columns(result: Result, columns: str) -> None:
    """Raise `UsageError` unless this is a result and a text names its columns.

    An unknown column is a `CitationError` with the nearest name.
    """
    if not isinstance(result, Result):
        raise UsageError(
            t("{found} where a result is needed", found=type(result).__name__),
            fix=t("a picture draws what `book.result(...)` or `book.saved(...)` returns"),
        )
    if not isinstance(columns, str):
        raise UsageError(
            t("{found} where the name of a column is needed", found=type(columns).__name__),
            fix=t("its columns are {names}", names=", ".join(result.contract.columns)),
        )
    for column in columns.split():
        result.field(column)


def require_apart(result: Result, at: Iterable[object]) -> None:
    """Raise `UsageError` where rows have one place `at`: they would be drawn over each other."""
    places = pd.Series(np.asarray(at))
    covered = result.keep((places.duplicated(keep=False) & places.notna()).to_numpy())
    if covered.is_empty:
        return
    names = [called(row) for row in covered.take(slice(_NAMED))]
    n = len(covered.frame)
    raise UsageError(
        t(
            "{name}: {n} rows would be drawn over each other: {rows}",
            name=result.name,
            n=n,
            rows=", ".join([*names, "…"] if n > _NAMED else names),
        ),
        fix=t(
            "choose rows with `.where(...)` until each has a place of its own; a row is known by"
            " {keys}",
            keys=", ".join(result.contract.keys),
        ),
    )


def _found(result: Result, column: str) -> dict[str, str]:
    """Return which column it is, and what it holds: its first value, where any, else its type."""
    known = [value for value in result.frame[column] if value == value and value != ""]
    held = repr(str(known[0])) if known else result.field(column).type
    return {"place": f"{result.name}.{column}", "held": held}
