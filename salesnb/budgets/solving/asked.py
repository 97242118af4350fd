"""What is asked of an allocation, read from the frames of the caller, in whole minor units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.budgets.given import (
    MOST,
    NEAR,
    amount_faults,
    bound_faults,
    bounds_of,
    curve_faults,
    curves_of,
    each_fault,
    inside,
    is_locked,
    numbers,
    whole_least,
    whole_most,
)
from salesnb.budgets.solving.bends import Rows
from salesnb.errors import UsageError
from salesnb.i18n import t
from salesnb.methods.saturation import Curves, Floats

MONEY = ""  # the resource of cells that name none
Total = float | Mapping[str, float]
AMOUNTS = (
    *("lower", "upper", "present", "unit", "least_if_active", "fixed_cost"),
    *("observed_low", "observed_high"),
)


@dataclass(frozen=True)
class Group:
    """Cells whose spending together lies between two amounts, in minor units."""

    name: str
    rows: Rows
    low: float
    high: float


@dataclass(frozen=True)
class Asked:
    """Cells in the order of their rows. Amounts in whole minor units, bounds rounded inwards.

    `unit` is 0 where any amount may be spent, `least` 0 where a cell may spend as little as it
    likes, `observed` is missing where nothing is known.
    """

    names: list[str]
    curves: Curves
    minor: float  # minor units in a unit of the frame
    low: Floats
    high: Floats
    present: Floats
    unit: Floats
    least: Floats
    fixed: Floats
    is_locked: NDArray[np.bool_]
    resource: NDArray[np.str_]
    totals: Mapping[str, float]
    groups: list[Group]
    observed: tuple[Floats, Floats]

    def __len__(self) -> int:
        return len(self.names)

    @property
    def has_present(self) -> bool:
        return len(self.names) > 0 and bool(np.isfinite(self.present).all())

    def costs(self, spend: Floats) -> Floats:
        """Return what cells spend beside a plan because they spend anything."""
        return np.where(spend > 0, self.fixed, 0.0)

    def is_allowed(self, rows: Rows, spend: Floats) -> bool:
        """Return whether a plan of all cells of one resource meets everything that is asked."""
        whole = np.zeros(len(self))
        whole[rows] = spend
        money = whole + self.costs(whole)
        unit = np.where((self.unit > 0) & ~self.is_locked, self.unit, 1.0)
        apart = np.abs(whole / unit - np.rint(whole / unit)) > NEAR
        small = (whole > 0) & (whole < self.least) & ~self.is_locked
        wrong = (whole < self.low) | (whole > self.high) | apart | small
        sums = [(one.low, money[one.rows].sum(), one.high) for one in self.groups]
        inside = [low <= here <= high for low, here, high in sums]
        within = money[rows].sum() <= self.totals[str(self.resource[rows[0]])]
        own = [np.isin(one.rows, rows).any() for one in self.groups]
        held = all(fits for fits, is_own in zip(inside, own, strict=True) if is_own)
        return bool(within and held and not wrong[rows].any())


def read_cells(
    cells: pd.DataFrame,
    total: Total,
    *,
    groups: pd.DataFrame | None,
    draws: Curves | None,
    digits: int,
) -> Asked:
    """Return what is asked (see `allocate`). Raises `UsageError` with all faults at once."""
    minor = 10.0**digits
    amounts = {name: numbers(cells, name) for name in AMOUNTS}
    curves = curves_of(cells) if draws is None else draws
    names = cells["cell_id"] if "cell_id" in cells else cells.index.to_series()
    resource = _resources(cells)
    totals = _totals(total, resource)
    faults = [] if len(cells) else [t("there are no cells over which the total could be spread")]
    faults += [*_curve_faults(cells, draws), *_cell_faults(cells, amounts, minor)]
    faults += [*_total_faults(total, resource, minor), *_group_faults(cells, groups, resource)]
    if names.duplicated().any():
        faults.append(t("cell {name} stands twice", name=names[names.duplicated()].iloc[0]))
    if faults:
        raise UsageError("\n".join(faults), fix=t("correct the cells of the allocation"))
    locked = is_locked(cells)
    low = whole_least(amounts["lower"], minor)
    high = whole_most(amounts["upper"], minor)
    present = np.rint(amounts["present"] * minor)
    return Asked(
        [str(one) for one in names],
        curves,
        minor,
        np.where(locked, present, low),
        np.where(locked, present, high),
        present,
        np.rint(np.nan_to_num(amounts["unit"]) * minor),
        whole_least(amounts["least_if_active"], minor),
        np.rint(np.nan_to_num(amounts["fixed_cost"]) * minor),
        locked,
        resource,
        {name: np.floor(value * minor + NEAR) for name, value in totals.items()},
        _groups(cells, groups, minor),
        (amounts["observed_low"] * minor, amounts["observed_high"] * minor),
    )


def _resources(cells: pd.DataFrame) -> NDArray[np.str_]:
    if "resource" not in cells:
        return np.full(len(cells), MONEY, dtype=str)
    return cells["resource"].astype("object").fillna(MONEY).astype(str).to_numpy(dtype=str)


def _totals(total: Total, resource: NDArray[np.str_]) -> dict[str, float]:
    totals = total if isinstance(total, Mapping) else {MONEY: total}
    values = pd.to_numeric(pd.Series(totals.values(), dtype="object"), errors="coerce")
    return dict(zip(map(str, totals), values.astype(float), strict=True))


def _curve_faults(cells: pd.DataFrame, draws: Curves | None) -> Iterator[str]:
    lacking = [name for name in ("kind", "scale", "half") if name not in cells and draws is None]
    if lacking:
        yield t("the cells have no column {name}", name=", ".join(lacking))
        return
    curves = draws if draws is not None else curves_of(cells)
    if draws is not None and draws.half.shape[-1:] != (len(cells),):
        n = draws.half.shape[-1] if draws.half.ndim else 0
        yield t("the draws have {n} cells, the frame has {rows}", n=n, rows=len(cells))
        return
    yield from curve_faults(cells, curves)


def _cell_faults(cells: pd.DataFrame, amounts: Mapping[str, Floats], minor: float) -> Iterator[str]:
    yield from amount_faults(cells, AMOUNTS, minor)
    with np.errstate(invalid="ignore"):
        unit, low, high = amounts["unit"] * minor, amounts["lower"], amounts["upper"]
        apart, least = np.abs(unit - np.rint(unit)) > NEAR, amounts["least_if_active"]
        unplanned = is_locked(cells) & np.isnan(amounts["present"])
        wrong = (
            (low > high, "lower upper", t("the lower bound lies above the upper one")),
            (
                least > high,
                "least_if_active upper",
                t("least_if_active lies above the upper bound"),
            ),
            ((unit == 0) | apart, "unit", t("unit is no whole amount")),
            (
                _no_unit(unit, low * minor, high * minor),
                "unit lower upper",
                t("no whole units lie between the bounds"),
            ),
            (unplanned, "", t("the cell is locked without a present plan")),
        )
    for is_wrong, columns, text in wrong:
        yield from each_fault(cells, is_wrong, text, columns)


def _no_unit(unit: Floats, low: Floats, high: Floats) -> NDArray[np.bool_]:
    """Return where no multiple of a unit lies between bounds; missing bounds are none."""
    least = np.ceil(np.nan_to_num(low) / unit - NEAR)
    return np.asarray(least > np.floor(high / unit + NEAR))


def _total_faults(total: Total, resource: NDArray[np.str_], minor: float) -> Iterator[str]:
    totals = _totals(total, resource)
    for name in sorted(set(resource) - set(totals)):
        known = ", ".join(one or t("money") for one in totals)
        yield t(
            "no total for {resource}; there are: {known}", resource=name or t("money"), known=known
        )
    given = total.values() if isinstance(total, Mapping) else [total]
    for name, value in zip(totals, given, strict=True):
        if not 0 <= totals[name] * minor < MOST:
            yield t(
                "the total of {resource} is no number of 0 or more, or too great: {value}",
                resource=name or t("money"),
                value=value,
            )


def _group_faults(
    cells: pd.DataFrame, groups: pd.DataFrame | None, resource: NDArray[np.str_]
) -> Iterator[str]:
    if groups is None:
        return
    if "group" not in groups or not ({"lowest", "highest"} & set(groups.columns)):
        yield t("the groups need the columns {columns}", columns="group, lowest, highest")
        return
    for column, name, _, _ in bounds_of(groups):
        rows = np.flatnonzero(inside(cells, column, name))
        if not len(rows):
            yield t("no cell lies in group {name} of column {column}", name=name, column=column)
        elif len(set(resource[rows])) > 1:
            yield t("group {name} has cells of several resources", name=name)
    yield from bound_faults(groups)


def _groups(cells: pd.DataFrame, groups: pd.DataFrame | None, minor: float) -> list[Group]:
    if groups is None:
        return []
    return [
        Group(
            name if column == "group" else f"{column} = {name}",
            np.flatnonzero(inside(cells, column, name)),
            float(whole_least(low, minor)),
            float(whole_most(high, minor)),
        )
        for column, name, low, high in bounds_of(groups)
    ]
