"""Late payment on real receivables, split by time: at issue, in days, and cash of six weeks.

All is learnt from invoices issued up to the end of June 2013; judged are the 536 issued later, and
the 88 open on 30 September 2013. Intervals are those of 2,000 draws of customers, with all their
invoices: invoices of one customer are not independent.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import numpy as np

from salesnb.methods.payment_features import FEATURES
from salesnb.methods.payment_ledger import Array, day
from salesnb.methods.payment_odds import PaymentOdds
from tests.methods.late_invoices import (
    CASH,
    SPLIT,
    Real,
    cash_of_six_weeks,
    learnt,
    measured,
    real,
    unpaid_at_issue,
    wape,
)
from tests.targets.cash_peers import REAL

DRAWS, SEED = 2000, 1
CUTS = [day(f"2013-{month:02}-01") - 1 for month in range(4, 12)]


def interval(whose: Array, of: Callable[[Array], dict[str, float]]) -> dict[str, tuple[float, ...]]:
    """Return each number with its 90 % interval over draws of customers."""
    rng = np.random.default_rng(SEED)
    places = [np.flatnonzero(whose == one) for one in np.unique(whose)]
    own, drawn = of(np.arange(len(whose))), []
    for _ in range(DRAWS):
        chosen = rng.integers(0, len(places), len(places))
        drawn.append(of(np.concatenate([places[one] for one in chosen])))
    ends = {name: np.quantile([one[name] for one in drawn], [0.05, 0.95]) for name in own}
    return {name: (own[name], *ends[name]) for name in own}


def show(name: str, rows: dict[str, tuple[float, ...]]) -> None:
    """Print one rule's numbers, each with its interval."""
    parts = [f"{key} {one:.4f} ({low:.4f} to {high:.4f})" for key, (one, low, high) in rows.items()]
    print(f"  {name:28} {'  '.join(parts)}", flush=True)


def _of_draw(unpaid: Array, late: Array, at: Array) -> dict[str, float]:
    return measured(unpaid[at], late[at])


def _wape_of_draw(came: Array, foretold: Array, at: Array) -> dict[str, float]:
    return {"wape": wape(came[at], foretold[at])}


def of_issue(seen: Real) -> None:
    """Print chances and days at issue: by the curves alone, and moved by features."""
    odds = learnt(seen, SPLIT)
    place = np.flatnonzero(seen.book.issued > SPLIT)
    late, whose = seen.late[place], seen.book.customer[place]
    plain = np.zeros_like(odds.weights)
    plain[1] = 1.0
    curves = PaymentOdds(odds.times, plain, odds.centre, odds.scale, odds.n_used)
    print(
        f"at issue, {len(place)} invoices, learnt from {odds.n_used}; gain {odds.gain:.4f}", end=" "
    )
    print(f"({odds.gain_error:.4f}) in log loss on the newest quarter of these")
    for name, one in (("customers' curves alone", curves), ("moved by features", odds)):
        unpaid = unpaid_at_issue(seen, one, place)
        show(name, interval(whose, partial(_of_draw, unpaid, late)))
    names = ("constant", "own curve", "common curve", *FEATURES, "paper bill")
    print(
        "  weights:", ", ".join(f"{n} {w:+.2f}" for n, w in zip(names, odds.weights, strict=True))
    )


def of_cash(seen: Real) -> None:
    """Print the error of six weeks' cash from open invoices, and its mean over month ends."""
    place = np.flatnonzero(seen.book.open_amounts(CASH) > 0)
    whose = seen.book.customer[place]
    came, *rules = cash_of_six_weeks(seen)
    names = ("moved by features", "due dates", "customers' curves alone")
    print(f"cash of six weeks, {len(place)} invoices open on 2013-09-30")
    for name, one in zip(names, rules, strict=True):
        show(name, interval(whose, partial(_wape_of_draw, came, one)))
    errors = []
    for cut in CUTS:
        came, *rules = cash_of_six_weeks(seen, cut)
        errors.append([wape(came, one) for one in rules])
    means = np.mean(errors, axis=0)
    print(f"  mean of {len(CUTS)} month ends:", dict(zip(names, means.round(4), strict=True)))


def main() -> None:
    if not REAL.exists():
        print("the real receivables are not there")
        return
    began, seen = time.process_time(), real()
    learnt(seen, SPLIT)
    print(f"learnt in {time.process_time() - began:.2f} CPU s")
    of_issue(seen)
    of_cash(seen)


if __name__ == "__main__":
    main()
