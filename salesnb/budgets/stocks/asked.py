"""What is asked of a plan by month, read from the caller's frames, in whole minor units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.budgets.given import (
    curves_of,
    is_locked,
    names_of,
    numbers,
    whole_least,
    whole_most,
)
from salesnb.budgets.stocks.faults import faults_of
from salesnb.budgets.stocks.limits import Limit, limits_of
from salesnb.errors import UsageError
from salesnb.i18n import t
from salesnb.methods.margins import Floats
from salesnb.methods.saturation import Curves

PER_MONTH = ("lower", "upper", "present")


@dataclass(frozen=True)
class Question:
    """The frames and figures of a caller, see `allocate_months`."""

    cells: pd.DataFrame
    total: float
    months: Sequence[str]
    month_lowest: Sequence[float] | None
    month_highest: Sequence[float] | None
    groups: pd.DataFrame | None
    cell_months: pd.DataFrame | None
    weight: Sequence[float] | None
    tail: int
    digits: int


@dataclass(frozen=True)
class Asked:
    """Cells in the order of their rows, months in order. Amounts in whole minor units.

    `low`, `high`, `present` (n, T), high infinite where there is none and present missing; bounds
    are rounded inwards. `limits`: what sums have to keep to; the first is the total.
    """

    names: list[str]
    months: list[str]
    curves: Curves
    decay: Floats
    stock: Floats
    weight: Floats
    low: Floats
    high: Floats
    present: Floats
    is_locked: NDArray[np.bool_]
    limits: list[Limit]
    digits: int
    observed: tuple[Floats, Floats]

    @property
    def minor(self) -> float:
        """Minor units in a unit of the frame."""
        return 10.0**self.digits

    @property
    def has_present(self) -> bool:
        return bool(np.isfinite(self.present).all())


def read(question: Question) -> Asked:
    """Return what is asked. Raises `UsageError` with all faults at once."""
    faults = list(faults_of(question))
    if faults:
        raise UsageError("\n".join(faults), fix=t("correct the cells of the allocation"))
    cells, minor = question.cells, 10.0**question.digits
    low, high, present = _by_month(question)
    locked = is_locked(cells)[:, None] & np.isfinite(present)
    present = np.rint(present * minor)
    low = whole_least(low, minor)
    high = whole_most(high, minor)
    weight = np.ones(len(question.months) + question.tail)
    return Asked(
        names_of(cells),
        [str(one) for one in question.months],
        curves_of(cells),
        numbers(cells, "decay"),
        _stock(cells) * minor,
        weight if question.weight is None else np.asarray(question.weight, dtype=float),
        np.where(locked, present, low),
        np.where(locked, present, high),
        present,
        locked,
        limits_of(question, minor),
        question.digits,
        (numbers(cells, "observed_low") * minor, numbers(cells, "observed_high") * minor),
    )


def _stock(cells: pd.DataFrame) -> Floats:
    """Return what is effective at the start: where it is not stated, as if the present went on."""
    stated = numbers(cells, "stock")
    return np.where(np.isnan(stated), np.nan_to_num(numbers(cells, "present")), stated)


def _by_month(question: Question) -> Iterator[Floats]:
    """Yield lower, upper and present (n, T): of the cell, else of its months."""
    cells, months = question.cells, [str(one) for one in question.months]
    place = {name: row for row, name in enumerate(names_of(cells))}
    for name in PER_MONTH:
        found = np.repeat(numbers(cells, name)[:, None], len(months), axis=1)
        if question.cell_months is not None and name in question.cell_months:
            own = question.cell_months
            values = numbers(own, name)
            rows = own["cell_id"].astype(str).map(place).to_numpy()[~np.isnan(values)]
            columns = [months.index(str(one)) for one in own["month"][~np.isnan(values)]]
            found[rows.astype(int), columns] = values[~np.isnan(values)]
        yield found
