"""Whether shrunk rates foretold this company's own next spans better than raw ones did."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

from salesnb.members import TOTAL
from salesnb.methods.credibility import shrink
from salesnb.months import YEAR
from salesnb.reviews.growth.rates import Spans, somebody, spans
from salesnb.reviews.growth.series import Board

Array = NDArray[np.float64]
LEAST_MEMBERS = 8  # of a dimension: among fewer there is no list to be led by small bases
LEAST_TIMES = 3
MOST_TIMES = 12
TOP = 10
HELD = [
    *("board", "dimension", "n_members", "n_times", "n_rates", "error_raw", "error_shrunk"),
    *("gain", "gain_low", "gain_high", "n_top", "kept_raw", "kept_shrunk", "state"),
]


def hold_out(boards: Sequence[Board], window: int) -> pd.DataFrame:
    """Return one row per board and dimension of enough members, `HELD`.

    At the end of each earlier span, one after the other, rates are worked out from what was known
    then, and held against the members' growth in the span after it, whose noise they do not share.
    error_raw and error_shrunk are roots of mean squared errors; gain is the share by which the
    squared error of shrunk rates is lower, with its 95 % range over the times; kept_raw and
    kept_shrunk which share of the first ten (or third) stood there again a span later.
    """
    rows = []
    for board in boards:
        sizes = {one: board.of(one).sum() for one in board.members["dimension"].unique()}
        large = [one for one, n in sizes.items() if one != TOTAL and n >= LEAST_MEMBERS]
        known = _spans(board, window) if large else []
        rows += [_tested(board, dimension, known) for dimension in large]
    return pd.DataFrame([one for one in rows if one["n_times"]], columns=HELD)


def _spans(board: Board, window: int) -> list[Spans]:
    """Return the spans of a board one after the other, at most as many as are looked at."""
    first, last = YEAR + window - 1, len(board.months) - 1
    ends = [*range(last, first - 1, -window)][: MOST_TIMES + 1][::-1]
    return [spans(board, at, window) for at in ends]


def _tested(board: Board, dimension: str, known: list[Spans]) -> dict[str, object]:
    kept = board.of(dimension) & somebody(board)
    times = [_one(now, after, kept) for now, after in pairwise(known)]
    times = [one for one in times if one["n"]]
    row = {"board": board.name, "dimension": dimension, "n_members": int(kept.sum())}
    return row | _summed(times)


def _one(now: Spans, after: Spans, kept: NDArray[np.bool_]) -> dict[str, float]:
    """Return the squared errors of one time, and how many of the first stood there again."""
    is_known = kept & ~np.isnan(now.rate) & ~np.isnan(after.rate)
    n = int(is_known.sum())
    if n < LEAST_MEMBERS:
        return {"n": 0}
    raw, came = now.rate[is_known], after.rate[is_known]
    shrunk = shrink(raw, now.variance[is_known]).estimate
    again = shrink(came, after.variance[is_known]).estimate
    top = min(TOP, n // 3)
    return {
        "n": n,
        "raw": float(((raw - came) ** 2).sum()),
        "shrunk": float(((shrunk - came) ** 2).sum()),
        "top": top,
        "kept_raw": _again(raw, came, top) / top,
        "kept_shrunk": _again(shrunk, again, top) / top,
    }


def _again(before: Array, after: Array, top: int) -> int:
    first, then = (set(np.argsort(-one, kind="stable")[:top].tolist()) for one in (before, after))
    return len(first & then)


def _summed(times: list[dict[str, float]]) -> dict[str, object]:
    """Return the errors over all times; the range of the gain counts times, not members."""
    if not times:
        return {"n_times": 0}
    table = pd.DataFrame(times)
    n = float(table["n"].sum())
    raw, shrunk = float(table["raw"].sum()), float(table["shrunk"].sum())
    gain = 1 - shrunk / raw if raw > 0 else np.nan
    low, high = _range(table, gain)
    return {
        "n_times": len(table),
        "n_rates": int(n),
        "error_raw": np.sqrt(raw / n),
        "error_shrunk": np.sqrt(shrunk / n),
        "gain": gain,
        "gain_low": low,
        "gain_high": high,
        "n_top": int(table["top"].median()),
        "kept_raw": float(table["kept_raw"].mean()),
        "kept_shrunk": float(table["kept_shrunk"].mean()),
        "state": _state(low, high),
    }


def _range(table: pd.DataFrame, gain: float) -> tuple[float, float]:
    """Return the range of a ratio of sums over times (delta method, Student's t)."""
    n = len(table)
    if n < LEAST_TIMES or not table["raw"].sum() > 0:
        return np.nan, np.nan
    left = (table["raw"] - table["shrunk"] - gain * table["raw"]) / table["raw"].mean()
    half = float(stdtrit(n - 1, 0.975)) * float(np.sqrt((left**2).sum() / (n - 1) / n))
    return gain - half, gain + half


def _state(low: float, high: float) -> str:
    """Return `better`, `worse`, `even` (the range holds nought) or `few` (too few times)."""
    if np.isnan(low):
        return "few"
    return "better" if low > 0 else "worse" if high < 0 else "even"
