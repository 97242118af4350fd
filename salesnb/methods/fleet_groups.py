"""The series of a fleet that can be judged, those of the same months together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.errors import UsageError
from salesnb.methods.stable_scale import Codes, scale_of, steadied, without_outliers
from salesnb.months import YEAR, Month

Array = NDArray[np.float64]
Rebased = tuple[str, str]  # first month of the new baseline, recorded reason
LEAST_MONTHS = 18
MOST_MISSING = 1 / 6  # of the months of a series
_STEP = 3  # beyond two years, months are told by threes: fewer lengths, each computed once


@dataclass(frozen=True)
class Group:
    """Series of the same months, on the scale of each (months x series), outliers drawn in.

    `beyond` is by how much the last month of each was.
    """

    months: tuple[str, ...]
    names: tuple[str, ...]
    values: Array
    beyond: Array
    scales: Codes


def judgeable(adjusted: pd.DataFrame, rebased: Mapping[str, Rebased]) -> pd.DataFrame:
    """Return the series without the months before their new baselines.

    Raises UsageError, with all faults at once, for months that do not follow one another, names
    that appear twice, and a re-baselining of an unknown series, at no month of it or for no reason.
    """
    faults = [*_faults_of_months(adjusted), *_faults_of_baselines(adjusted, rebased)]
    if faults:
        raise UsageError("; ".join(faults), fix="correct the series or the recorded baselines")
    frame = adjusted.astype(float)
    first = pd.Series({name: month for name, (month, _) in rebased.items()}, dtype=object)
    begins = first.reindex(frame.columns).fillna("").to_numpy(dtype=str)
    return frame.where(frame.index.to_numpy(dtype=str)[:, None] >= begins[None, :])


def _faults_of_months(adjusted: pd.DataFrame) -> list[str]:
    months = [Month.parse(str(one)) for one in adjusted.index]
    faults = [
        f"{after} follows {before}: every month stands once, in order"
        for before, after in pairwise(months)
        if after != before + 1
    ]
    twice = adjusted.columns[adjusted.columns.duplicated()].unique()
    return [*faults[:1], *[f"series {one!r} appears twice" for one in twice]]


def _faults_of_baselines(adjusted: pd.DataFrame, rebased: Mapping[str, Rebased]) -> list[str]:
    faults = []
    for name, (month, reason) in rebased.items():
        if name not in adjusted.columns:
            faults.append(f"new baseline of {name!r}: no such series")
        if month not in adjusted.index:
            faults.append(f"new baseline of {name!r}: {month!r} is no month of the series")
        if not reason.strip():
            faults.append(f"new baseline of {name!r}: no reason recorded")
    return faults


def groups_of(frame: pd.DataFrame, least_months: int) -> list[Group]:
    """Return the series that can be judged, by the month that they begin with."""
    known = frame.notna().to_numpy()
    n = len(frame)
    first = n - np.logical_or.accumulate(known, axis=0).sum(axis=0)
    length = n - first
    length = np.where(length > 2 * YEAR, length - length % _STEP, length)
    whole = known.sum(axis=0) >= (1 - MOST_MISSING) * (n - first)
    goes_on = known[-1:].any(axis=0)
    fit = (length >= max(least_months, LEAST_MONTHS)) & whole & goes_on
    lengths = np.unique(length[fit])
    return [_group(frame.iloc[n - one :, fit & (length == one)]) for one in lengths]


def _group(frame: pd.DataFrame) -> Group:
    filled = frame.interpolate(limit_area="inside") if frame.isna().any(axis=None) else frame
    filled = filled.bfill()
    values = filled.to_numpy(dtype=float)
    scales = scale_of(values)
    steady = steadied(values, scales)
    drawn = without_outliers(steady)
    names = tuple(str(one) for one in frame.columns)
    months = tuple(str(one) for one in frame.index)
    return Group(months, names, drawn, steady[-1] - drawn[-1], scales)
