"""How often customers and months are falsely named, and how often a collapsed month is found."""

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
COLLAPSED = (0.02, 0.5, 0.8)  # of its sales that a collapsed month has left
BEFORE = 5  # months between an earlier collapsed month and the report month


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


def state_of_month(seed: int, n: int, *, left: float = 1.0, before: int = 0) -> str:
    """Return what is said of the last of `n` months: "below", "edge_below", "ordinary" and so on.

    `left` is the share of its sales that the month `before` months earlier has left (1: nothing is
    planted). The report month is another month of the year from seed to seed.
    """
    series, first = planted(seed, n=n, ahead=12), seed % 12
    values, months = series.values[first : first + n].copy(), series.months[first : first + n]
    values[n - 1 - before] *= left
    by_month = pd.DataFrame({"month": months, "sales": values})
    judged = verdict(by_month, whole=months, has_lines=True, working_days=CALENDAR.working_days)
    return str(judged["state"].iloc[0])


def bounds(hits: int, n: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a rate (Clopper and Pearson)."""
    low = beta.ppf(0.025, hits, n - hits + 1) if hits else 0.0
    high = beta.ppf(0.975, hits + 1, n - hits) if hits < n else 1.0
    return float(low), float(high)


def show_rate(what: str, hits: int) -> None:
    """Print a rate over all seeds with its interval."""
    low, high = bounds(hits, N_SEEDS)
    print(f"{what}: {hits / N_SEEDS:.3f} ({low:.3f} to {high:.3f})", flush=True)


def show_stopped(n: int) -> None:
    """Print how many customers are falsely said to have stopped, `n` months being known."""
    named = np.array([falsely_stopped(seed, n) for seed in range(N_SEEDS)])
    error = named.std(ddof=1) / N_SEEDS**0.5
    print(f"stopped, {n} months: {named.mean():.3f} ({error:.3f}) of {N_CUSTOMERS} a company")
    show_rate("  companies with one", int((named > 0).sum()))


def show_months(what: str, n: int, **planted_as: float) -> None:
    """Print how often a month is called below and above its range, `n` months being known."""
    states = [state_of_month(seed, n, **planted_as) for seed in range(N_SEEDS)]  # type: ignore[arg-type]
    for named in ("below", "above", "edge_below", "edge_above"):
        show_rate(f"{what}, {n} months, {named}", states.count(named))


def main() -> None:
    for n in (36, 60):
        show_stopped(n)
    for n in HISTORIES:
        show_months("nothing planted", n)
        for left in COLLAPSED:
            show_months(f"collapsed to {left}", n, left=left)
        show_months("after a collapse", n, left=COLLAPSED[0], before=BEFORE)


if __name__ == "__main__":
    main()
