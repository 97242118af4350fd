"""False alarms where nothing was planted: stopped customers, months, months after a collapse."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import beta

from salesnb.months import Month
from salesnb.sales.overdue import rhythm
from salesnb.sales.trend import verdict
from tests.methods.planted import CALENDAR, planted

N_SEEDS = 200
N_CUSTOMERS = 200
LAST = Month(2026, 10)
HISTORIES = (18, 24, 36)
COLLAPSED = 0.02  # of its sales that a collapsed month has left
BEFORE = 5  # months between the collapsed month and the report month


def falsely_stopped(seed: int, n: int) -> int:
    """Return how many customers are said to have stopped of whom all go on as ever.

    Each buys in a month by chance alone, with a probability of his own, over `n` months.
    """
    rng = np.random.default_rng(seed)
    months = [str(m) for m in (LAST - (n - 1)).until(LAST)]
    often = rng.uniform(0.1, 0.9, N_CUSTOMERS)
    who, when = np.nonzero(rng.random((N_CUSTOMERS, n)) < often[:, None])
    purchases = pd.DataFrame(
        {
            "month": np.array(months)[when],
            "customer_id": [f"C{i}" for i in who],
            "purchase_amount": 100.0,
            "n_purchases": 1,
        }
    )
    found = rhythm(purchases, last_whole=LAST, memory_months=24)
    return int((found["state"] == "stopped").sum())


def is_alarm(seed: int, n: int, *, collapsed: bool = False) -> bool:
    """Return whether an ordinary month after `n` - 1 months is judged unusual.

    The report month is another month of the year from seed to seed.
    """
    series, first = planted(seed, n=n, ahead=12), seed % 12
    values, months = series.values[first : first + n].copy(), series.months[first : first + n]
    if collapsed:
        values[n - 1 - BEFORE] *= COLLAPSED
    by_month = pd.DataFrame({"month": months, "sales": values})
    judged = verdict(by_month, whole=months, has_lines=True, working_days=CALENDAR.working_days)
    return bool(judged["state"].iloc[0] in {"below", "above"})


def bounds(hits: int, n: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a rate (Clopper and Pearson)."""
    low = beta.ppf(0.025, hits, n - hits + 1) if hits else 0.0
    high = beta.ppf(0.975, hits + 1, n - hits) if hits < n else 1.0
    return float(low), float(high)


def main() -> None:
    for n in (36, 60):
        named = np.array([falsely_stopped(seed, n) for seed in range(N_SEEDS)])
        low, high = bounds(int((named > 0).sum()), N_SEEDS)
        error = named.std(ddof=1) / N_SEEDS**0.5
        print(f"stopped, {n} months: {named.mean():.3f} ({error:.3f}) of {N_CUSTOMERS} a company;")
        print(f"  companies with one: {(named > 0).mean():.3f} ({low:.3f} to {high:.3f})")
    for collapsed in (False, True):
        for n in HISTORIES:
            hits = sum(is_alarm(seed, n, collapsed=collapsed) for seed in range(N_SEEDS))
            low, high = bounds(hits, N_SEEDS)
            what = "after a collapse" if collapsed else "ordinary"
            rate = f"{hits / N_SEEDS:.3f} ({low:.3f} to {high:.3f})"
            print(f"month unusual, {what}, {n} months: {rate}", flush=True)


if __name__ == "__main__":
    main()
