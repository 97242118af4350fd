"""What would have been said at earlier months, beside what then came: the check of every value."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from salesnb.customers.retention.chances import MODELS, state_all
from salesnb.customers.retention.purchases import YEAR, Purchases, known_on
from salesnb.customers.retention.rhythm import RECENT, judge_rhythm
from salesnb.months import Month

HISTORY = 365  # days that lie before the first month from which anything is stated
BACK = (1, 2, 3, 4)  # windows back
YEARS_BACK = (12, 18, 24)  # months back: what a whole year then brought is known
AS_BEFORE = "as_before"  # the rule that has no model: as in the same span before
RULES = (*MODELS, AS_BEFORE)
COLUMNS = [
    "origin",
    "customer_id",
    "state",
    "is_slipping",
    "ordered",
    "fell",
    "year_amount",
    "year_came",
    *(f"{what}_{rule}" for rule in RULES for what in ("chance", "amount")),
]


def earlier_statements(bought: Purchases, *, month: Month, ahead: int) -> pd.DataFrame:
    """Return what would have been stated at earlier months, and what came: `COLUMNS`.

    One row per origin (months back) and customer who had bought within a year then. `ahead`:
    months of the window. `ordered`: at least one purchase within it; `fell`: less than half as many
    as the year before makes expect; `year_came`: sales of the twelve months after the origin,
    missing where they are not over yet. Without a year of history before an origin it has no rows.
    """
    if not len(bought.day):
        return pd.DataFrame(columns=COLUMNS)
    first = int(bought.day.min()) + HISTORY
    found = [
        _of_origin(bought, month, back, ahead)
        for back in origins(ahead)
        if _last_day(month - back) >= first
    ]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COLUMNS)


def origins(ahead: int) -> Sequence[int]:
    """Return how many months back something is stated, the newest first."""
    return sorted({ahead * n for n in BACK} | {one for one in YEARS_BACK if one >= ahead})


def _of_origin(bought: Purchases, month: Month, back: int, ahead: int) -> pd.DataFrame:
    day, end = _last_day(month - back), _last_day(month - back + ahead)
    known = known_on(bought, day)
    judged = judge_rhythm(bought, known)
    stated = state_all(bought, known, ahead=end - day)
    n, _ = bought.counted(day, end)
    _, year = bought.counted(day, day + YEAR)
    is_over = day + YEAR <= _last_day(month)
    before, _ = bought.counted(day - (end - day), day)
    _, last_year = bought.counted(day - YEAR, day)
    table = {
        "origin": back,
        "customer_id": bought.names,
        "state": judged.state,
        "is_slipping": judged.is_slipping,
        "ordered": n > 0,
        "fell": n < known.n_year * (end - day) / YEAR / 2,
        "year_amount": known.year_amount,
        "year_came": year if is_over else np.full(len(year), np.nan),
        f"chance_{AS_BEFORE}": (before > 0).astype(float),
        f"amount_{AS_BEFORE}": last_year,
    }
    table |= {f"chance_{name}": one.chance for name, one in stated.items()}
    table |= {f"amount_{name}": one.amount for name, one in stated.items()}
    recent = (known.n > 0) & (known.silent <= RECENT)
    return pd.DataFrame(table)[recent][COLUMNS]


def _last_day(month: Month) -> int:
    return int(np.datetime64(month.last, "D").astype(np.int64))
