"""What is asked of an allocation, read from the frames of the caller, in whole minor units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.budgets.solving.bends import Rows
from salesnb.errors import UsageError
from salesnb.i18n import t
from salesnb.methods.saturation import KINDS, Curves, Floats

MONEY = ""  # the resource of cells that name none
NEAR = 1e-6  # of a minor unit: an amount this near to a whole number is that number
MOST = 2.0**53  # minor units: greater ones are not counted one by one
Total = float | Mapping[str, float]
AMOUNTS = (
    *("lower", "upper", "present", "unit", "least_if_active", "fixed_cost"),
    *("observed_low", "observed_high"),
)
PARAMETERS = ["scale", "half", "shape"]


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
    amounts = {name: _numbers(cells, name) for name in AMOUNTS}
    curves = _curves(cells) if draws is None else draws
    names = cells["cell_id"] if "cell_id" in cells else cells.index.to_series()
    resource = _resources(cells)
    totals = _totals(total, resource)
    faults = [*_curve_faults(cells, draws), *_cell_faults(cells, amounts, minor)]
    faults += [*_total_faults(total, resource, minor), *_group_faults(cells, groups, resource)]
    if names.duplicated().any():
        faults.append(t("cell {name} stands twice", name=names[names.duplicated()].iloc[0]))
    if faults:
        raise UsageError("\n".join(faults), fix=t("correct the cells of the allocation"))
    locked = _locked(cells)
    low = np.ceil(np.nan_to_num(amounts["lower"]) * minor - NEAR) + 0.0
    high = np.floor(np.nan_to_num(amounts["upper"], nan=np.inf) * minor + NEAR)
    present = np.rint(amounts["present"] * minor)
    return Asked(
        [str(one) for one in names],
        curves,
        minor,
        np.where(locked, present, low),
        np.where(locked, present, high),
        present,
        np.rint(np.nan_to_num(amounts["unit"]) * minor),
        np.ceil(np.nan_to_num(amounts["least_if_active"]) * minor - NEAR) + 0.0,
        np.rint(np.nan_to_num(amounts["fixed_cost"]) * minor),
        locked,
        resource,
        {name: np.floor(value * minor + NEAR) for name, value in totals.items()},
        _groups(cells, groups, minor),
        (amounts["observed_low"] * minor, amounts["observed_high"] * minor),
    )


def _numbers(cells: pd.DataFrame, name: str) -> Floats:
    """Return a column as numbers, missing where it is or where there is none."""
    if name not in cells:
        return np.full(len(cells), np.nan)
    return pd.to_numeric(cells[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def _curves(cells: pd.DataFrame) -> Curves:
    scale, half, shape = (_numbers(cells, name) for name in PARAMETERS)
    kinds = cells["kind"] if "kind" in cells else pd.Series("", index=cells.index)
    shape = np.where(kinds.to_numpy() == "exponential", np.nan_to_num(shape, nan=1.0), shape)
    return Curves(kinds.astype("str").to_numpy(dtype=str), scale, half, shape)


def _resources(cells: pd.DataFrame) -> NDArray[np.str_]:
    if "resource" not in cells:
        return np.full(len(cells), MONEY, dtype=str)
    return cells["resource"].astype("object").fillna(MONEY).astype(str).to_numpy(dtype=str)


def _totals(total: Total, resource: NDArray[np.str_]) -> dict[str, float]:
    if isinstance(total, Mapping):
        return {str(name): float(value) for name, value in total.items()}
    return {MONEY: float(total)}


def _locked(cells: pd.DataFrame) -> NDArray[np.bool_]:
    if "is_locked" not in cells:
        return np.zeros(len(cells), dtype=bool)
    return cells["is_locked"].astype("boolean").fillna(value=False).to_numpy(dtype=bool)


def _curve_faults(cells: pd.DataFrame, draws: Curves | None) -> Iterator[str]:
    lacking = [name for name in ("kind", "scale", "half") if name not in cells and draws is None]
    if lacking:
        yield t("the cells have no column {name}", name=", ".join(lacking))
        return
    curves = draws if draws is not None else _curves(cells)
    if draws is not None and draws.half.shape[-1:] != (len(cells),):
        n = draws.half.shape[-1] if draws.half.ndim else 0
        yield t("the draws have {n} cells, the frame has {rows}", n=n, rows=len(cells))
        return
    yield from _each(
        cells, ~np.isin(curves.kind, KINDS), t("kind is none of {kinds}", kinds=", ".join(KINDS))
    )
    is_power = np.asarray(curves.kind) == "power"
    wrong = (
        (~(curves.scale >= 0) | ~np.isfinite(curves.scale), t("scale is no number of 0 or more")),
        (~(curves.half > 0) | ~np.isfinite(curves.half), t("half is no number above 0")),
        (~(curves.shape > 0) | ~np.isfinite(curves.shape), t("shape is no number above 0")),
        (is_power & (curves.shape > 1), t("shape of a power curve is above 1")),
    )
    for is_wrong, text in wrong:
        yield from _each(cells, np.atleast_2d(np.asarray(is_wrong)).any(axis=0), text)


def _cell_faults(cells: pd.DataFrame, amounts: Mapping[str, Floats], minor: float) -> Iterator[str]:
    for name, values in amounts.items():
        stated = cells[name].notna().to_numpy() if name in cells else np.zeros(len(cells), bool)
        text = t("{column} is no number of 0 or more", column=name)
        yield from _each(cells, stated & ~((values >= 0) & (values * minor < MOST)), text)
    with np.errstate(invalid="ignore"):
        unit, locked = amounts["unit"] * minor, _locked(cells)
        low, high = amounts["lower"], amounts["upper"]
        wrong = (
            (low > high, t("the lower bound lies above the upper one")),
            (amounts["least_if_active"] > high, t("least_if_active lies above the upper bound")),
            ((unit == 0) | (np.abs(unit - np.rint(unit)) > NEAR), t("unit is no whole amount")),
            (_no_unit(unit, low * minor, high * minor), t("no whole units lie between the bounds")),
            (locked & np.isnan(amounts["present"]), t("the cell is locked without a present plan")),
        )
    for is_wrong, text in wrong:
        yield from _each(cells, is_wrong, text)


def _no_unit(unit: Floats, low: Floats, high: Floats) -> NDArray[np.bool_]:
    """Return where no multiple of a unit lies between bounds; missing bounds are none."""
    least = np.ceil(np.nan_to_num(low) / unit - NEAR)
    return np.asarray(least > np.floor(high / unit + NEAR))


def _each(cells: pd.DataFrame, wrong: object, text: str) -> Iterator[str]:
    """Yield a fault with how many cells have it and the first of them."""
    is_wrong = np.asarray(wrong, dtype=bool)
    if is_wrong.any():
        names = cells["cell_id"] if "cell_id" in cells else cells.index.to_series()
        first = names.iloc[int(np.flatnonzero(is_wrong)[0])]
        yield t(
            "{fault}: {n} cells, the first is {cell}", fault=text, n=int(is_wrong.sum()), cell=first
        )


def _total_faults(total: Total, resource: NDArray[np.str_], minor: float) -> Iterator[str]:
    totals = _totals(total, resource)
    for name in sorted(set(resource) - set(totals)):
        known = ", ".join(one or t("money") for one in totals)
        yield t(
            "no total for {resource}; there are: {known}", resource=name or t("money"), known=known
        )
    for name, value in totals.items():
        if not 0 <= value * minor < MOST:
            yield t(
                "the total of {resource} is no number of 0 or more", resource=name or t("money")
            )


def _group_faults(
    cells: pd.DataFrame, groups: pd.DataFrame | None, resource: NDArray[np.str_]
) -> Iterator[str]:
    if groups is None:
        return
    lacking = [name for name in ("group",) if name not in groups]
    if lacking or not ({"lowest", "highest"} & set(groups.columns)):
        yield t("the groups need the columns {columns}", columns="group, lowest, highest")
        return
    for column, name, low, high in _stated(groups):
        inside = _inside(cells, column, name)
        if not len(inside):
            yield t("no cell lies in group {name} of column {column}", name=name, column=column)
        elif len(set(resource[inside])) > 1:
            yield t("group {name} has cells of several resources", name=name)
        if not low <= high or low < 0:
            yield t("no amount lies between the bounds of group {name}", name=name)


def _stated(groups: pd.DataFrame) -> Iterator[tuple[str, str, float, float]]:
    """Yield of each group its column of the cells, its name and its bounds."""
    columns = groups["column"] if "column" in groups else pd.Series("group", index=groups.index)
    low = np.nan_to_num(_numbers(groups, "lowest"))
    high = np.nan_to_num(_numbers(groups, "highest"), nan=np.inf)
    for column, name, least, most in zip(columns, groups["group"], low, high, strict=True):
        yield str(column), str(name), float(least), float(most)


def _inside(cells: pd.DataFrame, column: str, name: str) -> Rows:
    if column not in cells:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero((cells[column].astype(str) == name).to_numpy())


def _groups(cells: pd.DataFrame, groups: pd.DataFrame | None, minor: float) -> list[Group]:
    if groups is None:
        return []
    return [
        Group(
            name if column == "group" else f"{column} = {name}",
            _inside(cells, column, name),
            float(np.ceil(low * minor - NEAR)),
            float(np.floor(high * minor + NEAR)),
        )
        for column, name, low, high in _stated(groups)
    ]
