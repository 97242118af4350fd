"""Cash of the next three months against the due-date rule and roll rates: drawn companies, real.

The invoicing of the months ahead is given to all rules alike; beside it, as it was planned then.
"""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from salesnb.methods.payment_ledger import Array, Ledger
from salesnb.months import Month
from salesnb.targets.cash import frames as cash_frames
from salesnb.targets.cash import known as cash_known
from salesnb.targets.cash.ahead import cash_ahead, month_ends
from salesnb.targets.cash.invoicing import planned_invoicing
from tests.targets.cash_peers import (
    CALENDAR,
    REAL,
    RULES,
    WORKS,
    book_of,
    facts_drawn,
    facts_real,
    shares_off,
)

SEEDS = range(1, 21)
LAST = Month(2026, 7)
ORIGINS = [LAST - back for back in range(18, -1, -1)]
REAL_ORIGINS = Month(2012, 10).until(Month(2013, 8))
JUDGED = [LAST - back for back in (9, 6, 3, 0)]  # month ends at which intervals are judged


def mean_error(sums: Array) -> tuple[float, float]:
    """Return the means over the steps of WAPE and bias."""
    return float((sums[0] / sums[2]).mean()), float((sums[1] / sums[2]).mean())


def plan_of(frame: pd.DataFrame, book: Ledger):
    return cash_known.planned_by(frame, book.methods)


def show(name: str, seen: Array, own: Array) -> None:
    """Print a rule's means over companies with standard errors, and how much lower ours is."""
    wape, n = seen[:, 0], len(seen)
    line = f"  {name:36} {wape.mean():.4f} ({wape.std(ddof=1) / n**0.5:.4f})"
    line += f"  {seen[:, 1].mean():+.3f}"
    if name != "payment times":
        gain = 1 - own[:, 0].mean() / wape.mean()
        left = [1 - np.delete(own[:, 0], i).mean() / np.delete(wape, i).mean() for i in range(n)]
        line += f"  payment times lower by {gain:.1%} ({np.std(left) * (n - 1) ** 0.5:.1%})"
    print(line, flush=True)


def measured(seed: int) -> dict[str, Array]:
    """Return of a drawn company WAPE and bias by rule, invoicing given and planned, and more."""
    facts = facts_drawn(seed)
    book = book_of(facts)
    plan = plan_of(planned_invoicing(facts["instalments"], month=LAST), book)
    found = {"covered": np.array(covered(facts, book))}
    for name, rule in RULES.items():
        given = shares_off(book, rule, ORIGINS)
        found[f"given|{name}"] = np.array(mean_error(given))
        planned = shares_off(book, rule, ORIGINS, planned=plan)
        found[f"planned|{name}"] = np.array(mean_error(planned))
        found[f"steps|{name}"] = given[0] / given[2]
    return found


def report(companies: list[dict[str, Array]]) -> None:
    """Print the means over drawn companies with their standard errors."""
    found = {name: np.array([one[name] for one in companies]) for name in companies[0]}
    print(f"{len(companies)} companies drawn, {len(ORIGINS)} month ends each")
    for kind in ("given", "planned"):
        print(f"invoicing {kind}: mean WAPE of months 1 to 3 (standard error), bias")
        for name in RULES:
            show(name, found[f"{kind}|{name}"], found[f"{kind}|payment times"])
    print("invoicing given: WAPE by month ahead")
    for name in RULES:
        print(f"  {name:36} {found[f'steps|{name}'].mean(axis=0).round(4)}")
    for place, kind in enumerate(("given", "planned")):
        rate = found["covered"][:, place]
        error = rate.std(ddof=1) / len(rate) ** 0.5
        print(f"80 % intervals, invoicing {kind}: cover {rate.mean():.3f} ({error:.3f})")


def covered(facts: dict[str, pd.DataFrame], book: Ledger) -> tuple[float, float]:
    """Return how often 80 % intervals of months 1 to 3 hold: invoicing given, and planned."""
    rates = []
    for is_given in (True, False):
        hits = []
        for month in JUDGED:
            ends = month_ends(month, 3)
            came = np.diff(book.cash(ends).sum(axis=0))
            plan = _given(book, month) if is_given else _planned(facts, month)
            seen = cash_known.look_at_cash(facts, plan, month=month, calendar=CALENDAR, ahead=3)
            rows = cash_frames.cash_months(seen, facts)
            total = rows[rows["dimension"] == "total"]
            hits.append((total["low"] <= came) & (came <= total["high"]))
        rates.append(float(np.mean(hits)))
    return rates[0], rates[1]


def _planned(facts: dict[str, pd.DataFrame], month: Month) -> pd.DataFrame:
    known = facts["instalments"][facts["instalments"]["issued_on"] <= pd.Timestamp(month.last)]
    return planned_invoicing(known, month=month)


def _given(book: Ledger, month: Month) -> pd.DataFrame:
    """Return what was invoiced in the next months, as a plan of this month alone."""
    amounts = book.invoiced(month_ends(month, 3))
    keys = [(m, str(month + 1 + i)) for m in book.methods for i in range(3)]
    frame = pd.DataFrame(keys, columns=["settlement_id", "month"])
    return frame.assign(amount=amounts.reshape(-1), origin=str(month))


def real() -> None:
    """Real receivables: cash of months 1 to 3, of what is open alone, and customer by customer."""
    if not REAL.exists():
        print("real receivables: the file is not there")
        return
    book = book_of(facts_real())
    print("real receivables, invoicing given: WAPE of months 1 to 3, mean, bias")
    for name, rule in RULES.items():
        sums = shares_off(book, rule, REAL_ORIGINS)
        print(f"  {name:36} {(sums[0] / sums[2]).round(4)} {mean_error(sums)[0]:.4f}", end=" ")
        print(f"{mean_error(sums)[1]:+.3f}")
    print("of what is open alone, the next month: WAPE, bias")
    for name, rule in RULES.items():
        errors, came = zip(*(_of_open(book, rule, month) for month in REAL_ORIGINS), strict=True)
        total = np.sum(came)
        print(f"  {name:36} {np.abs(errors).sum() / total:.4f} {np.sum(errors) / total:+.3f}")


def _of_open(book: Ledger, rule, month: Month) -> tuple[float, float]:
    """Return error and cash of the next month from what was open."""
    ends = month_ends(month, 1)
    nothing = np.zeros((len(book.methods), 1))
    counts = (book.issued[book.paid_of] <= ends[0]) & (book.paid_on > ends[0])
    came = book.paid[counts & (book.paid_on <= ends[1])].sum()
    return float(rule(book, month, nothing)[0] - came), float(came)


def main() -> None:
    report([measured(seed) for seed in SEEDS])
    real()
    facts = facts_drawn(0)
    book = book_of(facts)
    cpu = time.process_time()
    for _ in range(20):
        cash_ahead(book, LAST, WORKS)
    used = (time.process_time() - cpu) / 20 * 1000
    print(f"CPU ms of one run of {len(book.amount)} instalments: {used:.0f}")


if __name__ == "__main__":
    main()
