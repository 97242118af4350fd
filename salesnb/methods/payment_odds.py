"""When is this very instalment paid? The customer's curve, moved by what is known of the case.

Log odds of being unpaid at an age = constant + a x those of the customer's own curve + b x those of
all customers' curve + weights x features known at issue (`payment_features`): proportional odds
(Bennett, Statistics in Medicine 1983) with the curves of `payment_time` as the baseline, whose
slope calibrates them (Cox, Biometrika 1958). Fitted by penalised likelihood to what became of past
instalments at the ages `AGES`; without evidence the weights stay at those of the curve as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from salesnb.methods.payment_features import FEATURES, features
from salesnb.methods.payment_ledger import Array, Days, Ledger
from salesnb.methods.payment_time import PaymentTimes, payment_times

AGES = (-15, -5, 0, 5, 15)  # days from the due day at which past instalments are looked at
FURTHEST = 9.0  # log odds beyond which a curve says no more
PENALTY, LEVEL_PENALTY, CURVE_PENALTY = 2.0, 0.1, 1.0
WARM_UP, MEMORY = 120, 400  # days of payments before the first that is looked at; days looked at
EVERY = 14  # days between the curves that past instalments are held against
HELD_OUT = 0.25  # of the instalments, the newest: on these the weights must do better
LEAST, MOST = 200, 3000  # instalments to learn from; of more, every second or third and so on
SURE = 1.645  # standard errors by which the newest must be foretold better: one-sided 5 %
STEPS, CLOSE = 40, 1e-9


@dataclass(frozen=True)
class PaymentOdds:
    """The curves of a day with what moves them; `weights`: constant, own, common, features."""

    times: PaymentTimes
    weights: Array
    centre: Array
    scale: Array
    n_used: int
    gain: float = 0.0  # in log loss of the newest instalments, by the weights of the older ones
    gain_error: float = np.inf  # its standard error

    @property
    def is_better(self) -> bool:
        """Whether features foretold the newest instalments better than curves, beyond chance."""
        return bool(self.gain > SURE * self.gain_error)

    def moved(self, seen: Array) -> Array:
        """Return by how much each case's log odds of being unpaid differ, from its features."""
        return self.weights[0] + ((seen - self.centre) / self.scale) @ self.weights[3:]

    def unpaid(self, row: Days, age: Array, *, moved: Array) -> Array:
        """Return the share unpaid at an age in days from the due day, at day's end."""
        own = log_odds(self.times, row, age)
        common = log_odds(self.times, np.full_like(row, self.times.common_row), age)
        return _expit(self.weights[1] * own + self.weights[2] * common + moved)

    def paid_after(self, row: Days, age: Array, *, then: Array, moved: Array) -> Array:
        """Return the share of what is unpaid at `age` that is paid by the age of `then`."""
        left = self.unpaid(row, then, moved=moved) / self.unpaid(row, age, moved=moved)
        return 1 - np.minimum(left, 1.0)


def log_odds(times: PaymentTimes, row: Days, age: Array) -> Array:
    """Return the log odds of being unpaid by the curves."""
    passed = np.maximum(times.hazard_sum(row, age), 1e-12)
    return np.clip(-np.log(np.expm1(passed)), -FURTHEST, FURTHEST)


def _expit(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def payment_odds(
    book: Ledger, times: PaymentTimes, *, more: Array | None = None, every: int = EVERY
) -> PaymentOdds:
    """Return what moves the curves of `times`, told from instalments issued before its origin.

    `more`: further columns known at issue, a row per instalment of the book. Nothing later than
    the origin is read. With fewer than `LEAST` instalments nothing is learnt.
    """
    past = _past(book, times.origin)
    if len(past) < LEAST:
        flat = np.zeros(len(FEATURES) + (0 if more is None else more.shape[1]))
        return PaymentOdds(times, _as_it_is(3 + len(flat)), flat, flat + 1, len(past))
    cases = _cases(book, past, times.origin, more=more, every=every)
    newest = len(past) - int(HELD_OUT * len(past))
    day = int(np.maximum(book.issued, book.known)[past[newest]])
    old = cases.part(slice(newest), _is_over(book, past[:newest], day - 1))
    gained = _gained(old, cases.part(slice(newest, None)))
    error = gained.std() / max(len(gained), 1) ** 0.5 if len(gained) else np.inf
    gain = float(gained.mean()) if len(gained) else 0.0
    return PaymentOdds(times, *_fitted(cases), len(past), gain, float(error))


def _as_it_is(n: int) -> Array:
    """Return the weights of the customer's own curve alone."""
    return np.eye(n)[1]


def _gained(old: _Cases, new: _Cases) -> Array:
    """Return by how much less log loss each new case has by the weights of the old ones."""
    weights, centre, scale = _fitted(old)
    plain = _as_it_is(len(weights))
    return new.losses(plain, centre, scale) - new.losses(weights, centre, scale)


def at_issue(book: Ledger, place: Days, *, more: Array | None = None) -> Array:
    """Return features of instalments as on the day on which they came into the books."""
    known = np.maximum(book.issued, book.known)[place]
    seen = features(book, place, known)
    return seen if more is None else np.concatenate([seen, more[place]], axis=1)


@dataclass(frozen=True)
class _Cases:
    """Past instalments: features, curves' log odds (own and common x cases x ages), outcomes."""

    seen: Array
    curves: Array
    unpaid: Array  # share, cases x ages
    is_over: Array  # whether the age is reached

    def design(self, centre: Array, scale: Array) -> tuple[Array, Array]:
        """Return the rows of the regression and their outcomes, a row per case and age."""
        case, age = np.nonzero(self.is_over)
        seen = ((self.seen - centre) / scale)[case]
        own, common = self.curves[0][case, age], self.curves[1][case, age]
        rows = np.column_stack([np.ones(len(case)), own, common, seen])
        return rows, self.unpaid[case, age]

    def losses(self, weights: Array, centre: Array, scale: Array) -> Array:
        """Return the mean log loss of each case that has reached an age."""
        rows, outcome = self.design(centre, scale)
        p = np.clip(_expit(rows @ weights), 1e-6, 1 - 1e-6)
        loss = -(outcome * np.log(p) + (1 - outcome) * np.log(1 - p))
        case, n = np.nonzero(self.is_over)[0], self.is_over.sum(axis=1)
        return (np.bincount(case, loss, len(n)) / np.maximum(n, 1))[n > 0]

    def part(self, which: slice, is_over: Array | None = None) -> _Cases:
        """Return some of the cases; `is_over` as it was known on an earlier day."""
        over = self.is_over[which] if is_over is None else is_over
        return _Cases(self.seen[which], self.curves[:, which], self.unpaid[which], over)


def _cases(book: Ledger, past: Days, origin: int, *, more: Array | None, every: int) -> _Cases:
    """Return past instalments with what was known at issue, and what became of them."""
    seen = at_issue(book, past, more=more)
    curves = _past_curves(book, past, every=every)
    return _Cases(seen, curves, _unpaid(book, past, origin), _is_over(book, past, origin))


def _fitted(cases: _Cases) -> tuple[Array, Array, Array]:
    """Return the weights of largest penalised likelihood, by Newton's method."""
    centre, scale = cases.seen.mean(axis=0), cases.seen.std(axis=0) + 1e-9
    rows, outcome = cases.design(centre, scale)
    start = np.zeros(rows.shape[1])
    start[1] = 1.0
    penalty = np.full(len(start), PENALTY)
    penalty[:3] = LEVEL_PENALTY, CURVE_PENALTY, CURVE_PENALTY
    weights, each = start.copy(), 1 / len(AGES)
    for _ in range(STEPS):
        p = _expit(rows @ weights)
        slope = each * rows.T @ (outcome - p) - penalty * (weights - start)
        bend = (rows * (each * p * (1 - p))[:, None]).T @ rows + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        weights = weights + step
        if np.abs(step).max() < CLOSE:
            break
    return weights, centre, scale


def _past(book: Ledger, origin: int) -> Days:
    """Return the instalments to learn from, in the order of their issue."""
    first = int(book.paid_on.min(initial=origin)) + WARM_UP
    known = np.maximum(book.issued, book.known)
    counts = (known <= origin) & (book.amount > 0)
    counts &= known > max(first, origin - MEMORY)
    place = np.flatnonzero(counts)
    place = place[np.argsort(known[place], kind="stable")]
    return place[:: max(-(-len(place) // MOST), 1)]


def _past_curves(book: Ledger, place: Days, *, every: int) -> Array:
    """Return log odds by the curves known before each case's issue (2 x cases x ages)."""
    known = np.maximum(book.issued, book.known)[place]
    first = int(known.min())
    block = (known - first) // every
    found = np.zeros((2, len(place), len(AGES)))
    ages = np.array(AGES, dtype=float)[None, :]
    for one in np.unique(block):
        mine = np.flatnonzero(block == one)
        times = payment_times(book, first + int(one) * every - 1)
        row = np.repeat(book.cell[place[mine]][:, None], len(AGES), axis=1)
        age = np.repeat(ages, len(mine), axis=0)
        found[0, mine] = log_odds(times, row, age)
        found[1, mine] = log_odds(times, np.full_like(row, times.common_row), age)
    return found


def _unpaid(book: Ledger, place: Days, origin: int) -> Array:
    """Return the share unpaid of each case at each age, as known at the origin."""
    unpaid = np.ones((len(place), len(AGES)))
    where = np.full(len(book.amount), -1, dtype=np.int64)
    where[place] = np.arange(len(place))
    counts = (where[book.paid_of] >= 0) & book.is_paid(origin)
    of, on = book.paid_of[counts], book.paid_on[counts]
    share = book.paid[counts] / book.amount[of]
    for i, age in enumerate(AGES):
        by_then = on <= book.due[of] + age
        unpaid[:, i] -= np.bincount(where[of][by_then], share[by_then], len(place))
    return np.clip(unpaid, 0, 1)


def _is_over(book: Ledger, place: Days, origin: int) -> Array:
    """Return which ages each case had reached at the origin."""
    return book.due[place][:, None] + np.array(AGES)[None, :] <= origin
