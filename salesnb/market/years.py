"""The market in any twelve months: between measured years by interpolation, beyond them carried on.

Over whole years seasons cancel, so twelve months of a market lie on a smooth path: between two
measured year ends its log is a straight line, after the last one it goes on like the forecast of
the whole market. What is carried on is marked, and its range is wider.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from salesnb.market.cells import CELL
from salesnb.market.sizing import Sizing
from salesnb.methods.series_forecast import Forecast, forecast_periods
from salesnb.months import Month

NAN = float("nan")
YEARS_AHEAD = 4
SIZES = ["amount", "low", "high"]
Total = tuple[float, float, float]


@dataclass(frozen=True)
class Years:
    """The whole market's twelve months up to any month.

    `totals` are those of the measured years (`ends`); `ahead` is their forecast by year.
    """

    ends: tuple[str, ...]
    totals: np.ndarray
    ahead: Forecast | None
    sizing: Sizing
    _totals: dict[Month, Total] = field(default_factory=dict, repr=False, compare=False)
    _pairs: dict[str, tuple[pd.DataFrame, pd.DataFrame]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def of(cls, sizing: Sizing) -> Years:
        ends = tuple(sizing.years)
        totals = np.array([sizing.year(end)["amount"].sum() for end in ends])
        usable = len(totals) and (totals > 0).all()
        forecast = forecast_periods(totals, ahead=YEARS_AHEAD) if usable else None
        return cls(ends, totals, forecast, sizing)

    @property
    def rung(self) -> str:
        """How far the growth beyond the last measured year can be trusted."""
        return "none" if self.ahead is None else self.ahead.rung

    def beyond(self, last: Month) -> int:
        """Return how many months `last` lies after the last measured year end (0 within)."""
        return max(last.ordinal - Month.parse(self.ends[-1]).ordinal, 0) if self.ends else 0

    def is_known(self, last: Month) -> bool:
        """Return whether the twelve months up to `last` can be told at all."""
        if self.ahead is None or not self.ends:
            return False
        return Month.parse(self.ends[0]) <= last <= Month.parse(self.ends[-1]) + 12 * YEARS_AHEAD

    def factor(self, last: Month) -> tuple[float, float]:
        """Return the whole market's growth from the last measured year to the twelve months up to
        `last`, and half the width of its 95 % range, in logs."""
        steps = self.beyond(last) / 12
        if steps == 0 or self.ahead is None:
            return 1.0, 0.0
        frame = self.ahead.frame
        known = np.log(self.totals[-1])
        place = np.arange(len(frame) + 1)
        logs = np.concatenate([[known], np.log(frame["expected"])])
        halves = np.concatenate([[0.0], np.log(frame["high"] / frame["low"]) / 2])
        grown = float(np.interp(steps, place, logs)) - known
        return float(np.exp(grown)), float(np.interp(steps, place, halves))

    def cells(self, last: Month) -> pd.DataFrame:
        """Return each cell's twelve months up to `last`: the cell, amount, low, high, sources.

        Cells go on like the whole market. Empty where nothing is known.
        """
        if not self.is_known(last):
            return self.sizing.together.iloc[:0].drop(columns="year_end")
        if self.beyond(last):
            frame = self.sizing.year(self.ends[-1]).drop(columns="year_end")
            grown, half = self.factor(last)
            wider = {"amount": grown, "low": grown * np.exp(-half), "high": grown * np.exp(half)}
            return frame.assign(**{column: frame[column] * by for column, by in wider.items()})
        return self._between(last)

    def total(self, last: Month) -> Total:
        """Return amount, low and high of the whole market's twelve months up to `last`."""
        if last not in self._totals:
            cells = self.cells(last)
            sums = [NAN] * len(SIZES) if cells.empty else [cells[one].sum() for one in SIZES]
            amount, low, high = map(float, sums)
            self._totals[last] = amount, low, high
        return self._totals[last]

    def _between(self, last: Month) -> pd.DataFrame:
        later = next(end for end in self.ends if Month.parse(end) >= last)
        months = Month.parse(later).ordinal - last.ordinal
        if not months:
            return self.sizing.year(later).drop(columns="year_end")
        after, before = self._pair(later)
        share, sizes = months / 12, after[SIZES]
        known = (before > 0) & (sizes > 0)
        mixed = sizes ** (1 - share) * before.where(known, 1.0) ** share
        return after.assign(**mixed.where(known, sizes))

    def _pair(self, later: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the cells of a measured year, and their sizes of the year before, row by row."""
        if later not in self._pairs:
            after = self.sizing.year(later).drop(columns="year_end").set_index(CELL)
            before = self.sizing.year(str(Month.parse(later) - 12)).set_index(CELL)[SIZES]
            aligned = before.reindex(after.index).reset_index(drop=True)
            self._pairs[later] = after.reset_index(), aligned
        return self._pairs[later]
