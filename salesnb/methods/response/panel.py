"""The panel that a response is fitted to: read from a frame, checked, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.errors import UsageError
from salesnb.months import Month

Array = NDArray[np.float64]
UNIT_JUMP = 300.0  # between neighbouring amounts: two units of money in one column
UNIT_SHARE = 0.05  # of the amounts on the rarer side, for it not to be single odd ones
NAMED = 3  # of a kind are named in a message


@dataclass(frozen=True)
class Panel:
    """Regions (R), months (T, history included), channels (C) and controls (K) as arrays.

    `response` (R, T) is NaN where it is not known; `size` (R,) is in units of the response.
    """

    regions: tuple[str, ...]
    months: tuple[Month, ...]
    channels: tuple[str, ...]
    response: Array
    spend: Array  # (R, T, C)
    size: Array
    controls: Array  # (R, T, K)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Where the response is known (R, T)."""
        return ~np.isnan(self.response)

    @property
    def unit(self) -> Array:
        """Mean spend per month and unit of size (C,): the level 1 of a channel."""
        return np.asarray(self.spend.sum(axis=(0, 1)) / self.size.sum() / len(self.months))

    @property
    def levels(self) -> Array:
        """Spend as multiples of `unit` (R, T, C)."""
        return np.asarray(self.spend / self.size[:, None, None] / self.unit)

    @property
    def relative(self) -> Array:
        """Response as a share of the region's size (R, T)."""
        return np.asarray(self.response / self.size[:, None])

    def recent(self, n: int = 12) -> Array:
        """Return the mean spend per month of the last months (R, C)."""
        return np.asarray(self.spend[:, -n:].mean(axis=1))


@dataclass(frozen=True)
class Columns:
    """The names of the panel's columns."""

    region: str
    month: str
    sales: str
    spend: tuple[str, ...]
    size: str | None
    controls: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        size = (self.size,) if self.size else ()
        return (self.region, self.month, self.sales, *self.spend, *size, *self.controls)

    @property
    def measured(self) -> tuple[str, ...]:
        """The columns of numbers beside spending."""
        size = (self.size,) if self.size else ()
        return (self.sales, *size, *self.controls)


def read_panel(table: pd.DataFrame, columns: Columns) -> Panel:
    """Return the panel of a frame with a row per region and month.

    Raises UsageError, with all that is wrong at once: columns or months missing, regions without
    a name, rows twice, spend below nought or missing, a channel never used or named twice, two
    units of money in one column, a response that is never known or always nought, text where a
    number belongs, a size that is not above nought.
    """
    missing = [name for name in columns.all if name not in table.columns]
    _refuse([f"the panel has no column {name!r}" for name in missing])
    twice = {name for name in columns.spend if columns.spend.count(name) > 1}
    _refuse([f"the column of spending {name!r} is named twice" for name in sorted(twice)])
    if not columns.spend:
        _refuse(["no column of spending is named"])
    if table.empty:
        _refuse(["the panel has no rows"])
    unnamed = int(table[columns.region].isna().sum())
    _refuse([f"{columns.region} is blank in {unnamed} rows"] if unnamed else [])
    rows = table.assign(_month=[_month(value) for value in table[columns.month]])
    _refuse(_gaps(rows, columns))
    rows = rows.sort_values([columns.region, "_month"], kind="stable")
    _refuse([*_faulty_spend(rows, columns), *_no_numbers(rows, columns)])
    rows = rows.assign(**{name: pd.to_numeric(rows[name]) for name in columns.measured})
    _refuse(_faulty_response(rows, columns))
    return _arrays(rows, columns)


def _month(value: object) -> int:
    return Month.parse(str(value)[:7]).ordinal


def _refuse(problems: Sequence[str]) -> None:
    if problems:
        raise UsageError(
            "spending and response cannot be fitted: " + "; ".join(problems),
            fix="give a row per region and month with what was spent in it, 0 where nothing was",
        )


def _gaps(rows: pd.DataFrame, columns: Columns) -> list[str]:
    """Name rows that are there twice and months that a region lacks."""
    twice = rows[rows.duplicated([columns.region, "_month"])]
    found = [
        f"region {region} has {_text(month)} twice"
        for region, month in twice[[columns.region, "_month"]].head(NAMED).itertuples(index=False)
    ]
    every = range(rows["_month"].min(), rows["_month"].max() + 1)
    for region, own in rows.groupby(columns.region, sort=True)["_month"]:
        lacking = sorted(set(every) - set(own))
        if lacking:
            named = ", ".join(_text(month) for month in lacking[:NAMED])
            found.append(f"region {region} lacks {len(lacking)} months ({named})")
    return found


def _text(ordinal: int) -> str:
    return str(Month(ordinal // 12, ordinal % 12 + 1))


def _faulty_spend(rows: pd.DataFrame, columns: Columns) -> list[str]:
    found = []
    for name in columns.spend:
        amounts = pd.to_numeric(rows[name], errors="coerce").to_numpy(float)
        bad = ~np.isfinite(amounts) | (amounts < 0)
        if bad.any():
            first = rows.loc[bad, [columns.region, columns.month]].iloc[0]
            value = rows.loc[bad, name].iloc[0]
            found.append(
                f"{name} is {value} in region {first.iloc[0]}, {first.iloc[1]} ({bad.sum()} rows):"
                " spending is 0 or more"
            )
        elif not amounts.any():
            found.append(f"{name} was never used (0 in all rows)")
        else:
            found.extend(_mixed_units(name, amounts))
    return found


def _no_numbers(rows: pd.DataFrame, columns: Columns) -> list[str]:
    """Name columns beside spending in which something stands that is no finite number."""
    found = []
    for name in columns.measured:
        amounts = pd.to_numeric(rows[name], errors="coerce").to_numpy(float)
        bad = rows[name].notna().to_numpy() & ~np.isfinite(amounts)
        if bad.any():
            first = rows.loc[bad, [columns.region, columns.month, name]].iloc[0]
            found.append(
                f"{name} is {first.iloc[2]} in region {first.iloc[0]}, {first.iloc[1]}"
                f" ({bad.sum()} rows): no number"
            )
    return found


def _mixed_units(name: str, amounts: Array) -> list[str]:
    """Say where amounts fall into two groups that no change of plan explains."""
    ranked = np.sort(amounts[amounts > 0])
    steps = ranked[1:] / ranked[:-1]
    least = max(1, int(np.ceil(UNIT_SHARE * len(ranked))))
    inner = steps[least - 1 : len(steps) - least + 1]
    if not len(inner) or inner.max() < UNIT_JUMP:
        return []
    place = int(np.argmax(inner)) + least - 1
    low, high = ranked[place], ranked[place + 1]
    return [f"{name} jumps from {low:,.6g} to {high:,.6g}: two units of money seem mixed"]


def _faulty_response(rows: pd.DataFrame, columns: Columns) -> list[str]:
    known = rows[columns.sales]
    if not known.notna().any():
        return [f"{columns.sales} is not known in any month"]
    is_known = known.notna().groupby(rows[columns.region]).any()
    if not is_known.all():
        where = ", ".join(str(name) for name in is_known.index[~is_known][:NAMED])
        return [f"{columns.sales} is not known in any month of region {where}"]
    sums = known.groupby(rows[columns.region]).sum()
    if (sums <= 0).any():
        where = ", ".join(str(name) for name in sums.index[sums <= 0][:NAMED])
        return [f"{columns.sales} is nought in all months of region {where}"]
    found = _mixed_units(columns.sales, known.dropna().to_numpy(float))
    if columns.size is not None and not (rows[columns.size] > 0).all():
        found.append(f"{columns.size} is not above nought everywhere")
    for name in columns.controls:
        if rows.loc[known.notna(), name].isna().any():
            found.append(f"the control {name} is missing in some months")
    return found


def _arrays(rows: pd.DataFrame, columns: Columns) -> Panel:
    regions = tuple(str(name) for name in rows[columns.region].unique())
    n = len(regions)
    ordinals = rows["_month"].to_numpy()[: len(rows) // n]

    def cube(names: Sequence[str]) -> Array:
        values = rows[list(names)].to_numpy(float).reshape(n, len(ordinals), len(names))
        return np.asarray(values)

    response = cube([columns.sales])[..., 0]
    means = np.nanmean(response, axis=1)
    size = means
    if columns.size is not None:
        size = cube([columns.size])[..., 0].mean(axis=1)
        size = size * means.sum() / size.sum()
    months = tuple(Month(int(at) // 12, int(at) % 12 + 1) for at in ordinals)
    spend, controls = cube(columns.spend), np.nan_to_num(cube(columns.controls))
    return Panel(regions, months, tuple(columns.spend), response, spend, size, controls)
