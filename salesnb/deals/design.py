"""How what is known of deals becomes columns: numbers scaled, levels with a column each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.deals import seen as seen_on
from salesnb.deals.history import OPEN_STAGES
from salesnb.methods.penalised_logistic import Array

FEWEST_LEVEL = 5  # deals from which a level has a weight of its own
FURTHEST = 5.0  # standard deviations at which a number says no more
OF_TIME = ("to_close", "is_passed", "no_close", "slips", "in_stage")
OF_AGE = ("age", "age_late", "behind", *(f"age_{one}" for one in OPEN_STAGES))
VARIANCES = {  # of the weights of a kind of fact, before any deal is seen
    "size": 0.1,
    "time": 0.02,
    "age": 0.25,
    "touches": 0.03,
    "stage": 0.5,
    "lever": 0.15,
    "competitor_id": 0.15,
    "rep_id": 0.06,
    "lead_source_id": 0.08,
    "sales_method_id": 0.08,
    "step": 0.5,
    "merit": 4.0,
}
MERITS = ("size", "touches", *(one for one in seen_on.LEVELS if one != "stage"))


@dataclass(frozen=True)
class Design:
    """How rows become columns: centre and scale of numbers, levels that have a column each."""

    numbers: list[str]
    centre: Array
    scale: Array
    levels: dict[str, list[str]]

    def columns(self, rows: pd.DataFrame) -> Array:
        """Return the columns of rows (n, k); touches that are not told stand at their mean."""
        numbers = (_numbers(rows, self.numbers) - self.centre) / self.scale
        untold = rows["untold"].to_numpy(float) > 0
        numbers[np.ix_(untold, np.array(self.kinds[: len(self.numbers)]) == "touches")] = 0.0
        parts = [np.clip(numbers, -FURTHEST, FURTHEST)]
        for name, known in self.levels.items():
            values = rows[name].to_numpy(object)
            parts.append((values[:, None] == np.array(known, dtype=object)[None, :]).astype(float))
        return np.concatenate(parts, axis=1)

    @property
    def kinds(self) -> list[str]:
        """Return the kind of fact that each column is of, as `VARIANCES` names them."""
        numbers = [_kind(name) for name in self.numbers]
        return numbers + [name for name, known in self.levels.items() for _ in known]

    @property
    def names(self) -> list[str]:
        """Return what each column is called: a number's name, or name=level."""
        named = [f"{name}={one}" for name, known in self.levels.items() for one in known]
        return [*self.numbers, *named]

    @property
    def of_merit(self) -> NDArray[np.bool_]:
        """Return which columns say what a deal is and what was done, not how far it is."""
        return np.isin(self.kinds, MERITS)


def design_of(rows: pd.DataFrame) -> Design:
    """Return the design that rows call for: what never varies has no column."""
    counted = [c for c in seen_on.touch_columns() if rows[c].gt(0).any()]
    by_stage = [c for c in rows if c in OF_AGE and c not in seen_on.NUMBERS.split()]
    numbers = [c for c in [*seen_on.NUMBERS.split(), *by_stage] if rows[c].nunique() > 1] + counted
    values = _numbers(rows, numbers)
    untold = rows["untold"].to_numpy() > 0
    of_touches = np.array([_kind(name) == "touches" for name in numbers], dtype=bool)
    values[np.ix_(untold, of_touches)] = np.nan
    some: NDArray[np.bool_] = np.isfinite(values).sum(axis=0) > 0
    numbers = [name for name, is_known in zip(numbers, some, strict=True) if is_known]
    values = values[:, some]
    scale = np.nanstd(values, axis=0) if numbers else np.ones(0)
    centre = np.nanmean(values, axis=0) if numbers else np.zeros(0)
    levels = {name: known for name in seen_on.LEVELS if len(known := _levels(rows, name)) > 1}
    return Design(numbers, centre, np.where(scale > 1e-9, scale, 1.0), levels)


def _levels(rows: pd.DataFrame, name: str) -> list[str]:
    n_deals = rows.groupby(name)["opportunity_id"].nunique()
    return [str(one) for one in n_deals.index[n_deals >= FEWEST_LEVEL]]


def _kind(name: str) -> str:
    if name == "touched" or name in seen_on.touch_columns():
        return "touches"
    return "time" if name in OF_TIME else "age" if name in OF_AGE else "size"


def _numbers(rows: pd.DataFrame, names: list[str]) -> Array:
    """Return the number columns; counts of touches saturate."""
    values = rows[names].to_numpy(float).copy()
    counted = np.array([name in seen_on.touch_columns() for name in names], dtype=bool)
    values[:, counted] = seen_on.saturated(values[:, counted])
    return values
