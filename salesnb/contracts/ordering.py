"""The order of a result's rows: as declared, then by key, so that it is always the same."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.contracts.fields import Field
from salesnb.contracts.frames import TOTAL, Frame

_SUMS = " sums"  # no column has such a name


def ordered(frame: pd.DataFrame, contract: Frame) -> pd.DataFrame:
    """Return rows in the declared order, then by key; codes in the order of their words.

    A missing number stands last, whichever way its column is sorted, and so do identifiers that
    have words of their own: a rest, a total. `|change|` sorts by size, whatever the sign. The row
    of sums of a list with one key stands last.
    """
    names = [*contract.ordered_by, *contract.keys]
    fields = {one.name: one for one in contract.fields}
    by: dict[str, pd.Series] = {}
    rises: dict[str, bool] = {}
    if contract.keys == [contract.total]:
        by[_SUMS], rises[_SUMS] = frame[contract.total] == TOTAL, True
    for name in names:
        column = name.strip("-|")
        if column not in by:
            values = frame[column].abs() if "|" in name else frame[column]
            rises[column] = not name.startswith("-")
            is_worded = bool(fields[column].words)
            by[column] = _ranked(values, fields[column], rises[column]) if is_worded else values
    keys = pd.DataFrame(by, index=frame.index)
    rows = keys.sort_values(list(by), ascending=list(rises.values()), kind="stable").index
    return frame.loc[rows].reset_index(drop=True)


def _ranked(values: pd.Series, field: Field, rises: bool) -> pd.Series:
    """Return a sort key: codes as their words stand; identifiers by text, those with words last."""
    worded = list(field.words)
    codes, known = pd.factorize(values)
    others = sorted(set(known) - set(worded))
    if field.type != "id":
        order = [*worded, *others]
    else:
        order = [*others, *worded] if rises else [*reversed(worded), *others]
    place = {text: number for number, text in enumerate(order)}
    return pd.Series(np.array([place[one] for one in known], dtype=int)[codes], index=values.index)
