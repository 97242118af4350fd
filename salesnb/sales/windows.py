"""The two spans of months that are compared: the latest, and the same one a year before."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from salesnb.months import Month


@dataclass(frozen=True)
class Windows:
    """`now` are the `n` months up to the report month, `before` the same months a year earlier."""

    month: Month
    n: int

    @property
    def now(self) -> list[str]:
        return [str(m) for m in (self.month - (self.n - 1)).until(self.month)]

    @property
    def before(self) -> list[str]:
        return [str(m - 12) for m in (self.month - (self.n - 1)).until(self.month)]

    def split(self, facts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the rows of the two spans (`facts` has a column `month`)."""
        month = facts["month"]
        return facts[month.isin(self.before)], facts[month.isin(self.now)]

    def is_whole(self, facts: pd.DataFrame) -> bool:
        """Return whether the facts reach back to the first month of the earlier span.

        Where they do not, nothing may be compared with the earlier span: its sums are those of
        fewer months.
        """
        return len(facts) > 0 and str(facts["month"].min()) <= self.before[0]
