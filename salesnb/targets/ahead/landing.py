"""What is expected: of the whole, month by month, and of every node, with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.measures import growth
from salesnb.members import TOTAL
from salesnb.months import YEAR, Month
from salesnb.targets.ahead.outlook import Measure, Outlook
from salesnb.targets.ranges import AT_HIGH, AT_LOW, CONFIDENCE, QUANTILES

Array = NDArray[np.float64]
SHOWN_MONTHS = 36  # of the past, beside those ahead
RUNGS = ("short", "medium", "full")  # less than a year of history, one to two years, more
LANDING = ["measure", "span", "first", "last", "n_ahead", "so_far", "ahead", "expected", "low"]
LANDING += ["high", "before", "growth", "n_months", "rung", "confidence"]
MONTHS = ["measure", "month", "actual", "expected", "low", "high", "working_days"]
NODES = ["measure", "dimension", "node", "before", "expected", "low", "high", "growth"]
NODES += ["year", "n_months", "sold_share", "rung"]
FORECAST = ["measure", "dimension", "node", "month", "quantile", "amount", "expected", "rung"]
BASIS = ["scope", "first", "last", "n_whole", "n_measures", "n_nodes", "n_cells"]
BASIS += ["state", "n_sold", "last_on"]


def show_landing(outlook: Outlook, *, year_start: int = 1) -> dict[str, pd.DataFrame]:
    """Return the frames landing, months, nodes, forecast, basis and uncut.

    landing: per measure the months ahead (span `ahead`) and the year of the company that runs, or
    begins next (`year`): so_far, ahead, expected = both, low and high, before (the same months a
    year earlier), growth. months: the whole by month, past and ahead. nodes: every node's months
    ahead against the twelve before, but for the total. forecast: node x month x quantile. basis:
    one row, what it rests on; its state is known, short (less than three whole months) or stopped.
    uncut: dimensions left out, for their many cells.
    """
    measures = outlook.measures.values()
    return {
        "landing": _stacked((_landing(one, outlook, year_start) for one in measures), LANDING),
        "months": _stacked((_months(one, outlook) for one in measures), MONTHS),
        "nodes": _stacked((_nodes(one) for one in measures), NODES),
        "forecast": _stacked((_forecast(one) for one in measures), FORECAST),
        "basis": _basis(outlook),
        "uncut": _uncut(outlook),
    }


def every_month(outlook: Outlook) -> pd.DataFrame:
    """Return measure, month, actual and expected of the whole: all months known, and all ahead."""
    found = []
    for one in outlook.measures.values():
        past = pd.DataFrame({"month": one.series.months, "actual": one.values[0]})
        ahead = pd.DataFrame({"month": one.ahead, "expected": one.expected[0]})
        found.append(pd.concat([past, ahead], ignore_index=True).assign(measure=one.name))
    return _stacked(found, MONTHS[:4])


def rungs(values: Array) -> NDArray[np.str_]:
    """Return which history each row stands on: short, medium (from 12 months on), full (24)."""
    return np.array(RUNGS)[np.digitize((~np.isnan(values)).sum(axis=1), [YEAR, 2 * YEAR])]


def compared(values: Array, expected: Array) -> pd.DataFrame:
    """Return what is expected of each row against its own past.

    before: the last twelve months (missing where there are fewer); year: what is expected, as a
    year; growth of one to the other; n_months; sold_share: months with sales of the last two years'
    since the first sale; rung.
    """
    known, late = ~np.isnan(values), values[:, -2 * YEAR :]
    n_late = np.maximum((~np.isnan(late)).sum(axis=1), 1)
    before = np.nan_to_num(values[:, -YEAR:]).sum(axis=1)
    found = pd.DataFrame(
        {"before": before if values.shape[1] >= YEAR else np.nan}, range(len(values))
    )
    found["year"] = expected[:, :YEAR].sum(axis=1) * YEAR / min(expected.shape[1], YEAR)
    found["growth"] = growth(found["year"], found["before"])
    sold = (np.nan_to_num(late) != 0).sum(axis=1)
    return found.assign(n_months=known.sum(axis=1), sold_share=sold / n_late, rung=rungs(values))


def _landing(one: Measure, outlook: Outlook, year_start: int) -> pd.DataFrame:
    """Return the whole's months ahead, and its year."""
    month, known = outlook.month, dict(zip(one.series.months, one.values[0], strict=True))
    planned = dict(zip(one.ahead, one.expected[0], strict=True))
    next_year = month + 1
    first = next_year - (next_year.of_year(year_start) - 1)
    spans = {"ahead": (next_year, month + one.horizon), "year": (first, first + (YEAR - 1))}
    rows = []
    for span, (start, end) in spans.items():
        every = [str(m) for m in start.until(end)]
        if any(m not in known and m not in planned for m in every):
            continue  # the company's year reaches beyond the months ahead, or before the first
        so_far = sum(known[m] for m in every if m in known)
        n_ahead = sum(m not in known for m in every)
        late = sum(planned[m] for m in every if m in planned)
        low, high = ends_of_sum(one, late, n_ahead)
        before = [known.get(str(m - YEAR), np.nan) for m in start.until(end)]
        row = {"span": span, "first": every[0], "last": every[-1], "n_ahead": n_ahead}
        row |= {"so_far": so_far, "ahead": late, "expected": so_far + late}
        row |= {"low": so_far + low, "high": so_far + high, "before": sum(before)}
        rows.append({**row, "growth": growth(so_far + late, sum(before))})
    found = pd.DataFrame(rows)
    n_months = int((~np.isnan(one.values[0])).sum())
    stated = {"measure": one.name, "n_months": n_months, "rung": rungs(one.values[:1])[0]}
    return found.assign(**stated, confidence=CONFIDENCE)


def ends_of_sum(one: Measure, ahead: float, n: int) -> tuple[float, float]:
    """Return low and high of what is expected of the whole, by the range of `n` months' sum."""
    if not n:
        return 0.0, 0.0
    ends = one.summed(n)[0]
    middle = float(one.expected[0, one.n_behind :][:n].sum())
    ratio = ahead / middle if middle else 1.0
    return float(ends[AT_LOW]) * ratio, float(ends[AT_HIGH]) * ratio


def _months(one: Measure, outlook: Outlook) -> pd.DataFrame:
    """Return the whole by month: its past, and what is expected of the months shown."""
    past = pd.DataFrame({"month": one.series.months, "actual": one.values[0]}).tail(SHOWN_MONTHS)
    low, high = one.quantiles()[0][:, [AT_LOW, AT_HIGH]].T
    ahead = pd.DataFrame(
        {"month": one.ahead, "expected": one.expected[0], "low": low, "high": high}
    )
    both = pd.concat([past, ahead.iloc[: one.shown.stop]], ignore_index=True)
    days = [outlook.calendar.working_days(Month.parse(m)) for m in both["month"]]
    return both.assign(measure=one.name, working_days=days)


def _nodes(one: Measure) -> pd.DataFrame:
    """Return the months ahead of each node below the total, against the year before them."""
    low, high = one.summed(one.horizon)[:, [AT_LOW, AT_HIGH]].T
    expected = one.expected[:, one.shown]
    stated = {"measure": one.name, "expected": expected.sum(axis=1), "low": low, "high": high}
    frame = pd.concat([one.series.nodes, compared(one.values, expected)], axis=1).assign(**stated)
    return frame[frame["dimension"] != TOTAL]


def _forecast(one: Measure) -> pd.DataFrame:
    """Return node x month x quantile."""
    amounts = one.quantiles()
    n, ahead, k = amounts.shape
    every = one.series.nodes.loc[np.repeat(np.arange(n), ahead * k)].reset_index(drop=True)
    return every.assign(
        measure=one.name,
        month=np.tile(np.repeat(one.ahead, k), n),
        quantile=np.tile(QUANTILES, n * ahead),
        amount=amounts.ravel(),
        expected=np.repeat(one.expected.ravel(), k),
        rung=np.repeat(rungs(one.values), ahead * k),
    )


def _basis(outlook: Outlook) -> pd.DataFrame:
    """Return one row: which whole months there are, and what was made of them."""
    whole, first = outlook.whole, next(iter(outlook.measures.values()), None)
    state = "known" if first else "stopped" if len(whole) > 2 else "short"
    row = {"scope": "total", "first": whole[0] if whole else "", "n_whole": len(whole)}
    row |= {"last": whole[-1] if whole else "", "n_measures": len(outlook.measures)}
    row |= {"n_nodes": first.series.n_nodes if first else 0, "state": state}
    row |= {"n_cells": len(first.series.cells) if first else 0}
    row |= {"n_sold": outlook.n_sold, "last_on": outlook.last_on}
    return pd.DataFrame([row])[BASIS]


def _uncut(outlook: Outlook) -> pd.DataFrame:
    """Return the dimensions that were left out, and how many members each has."""
    first = next(iter(outlook.measures.values()), None)
    rows = list(first.series.uncut.items()) if first else []
    return pd.DataFrame(rows, columns=["dimension", "n_members"])


def _stacked(frames: Iterable[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    """Return the frames below each other, with these columns; none where there are no frames."""
    listed = [one for one in frames if len(one)]
    if not listed:
        return pd.DataFrame(columns=columns)
    return pd.concat(listed, ignore_index=True).reindex(columns=columns)
