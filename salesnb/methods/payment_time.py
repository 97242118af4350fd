"""When is an invoice paid? The hazard of payment by days from the due day, for every customer.

Time is discrete; what is open on the origin is censored there, so that slow payers count as long
as they have not paid. The unit is a share of an instalment: part payments are parts of an event.
What is written off stays at risk and is never paid (a hazard of the subdistribution: Fine and Gray,
Journal of the American Statistical Association 1999).

The curve of a customer starts from that of its settlement method, and this from that of all
methods (a beta-Stacy prior: Walker and Muliere, Annals of Statistics 1997): without censoring the
result is the mean of prior curve and own payments, weighted by `CUSTOMER` and their number. Before
that a customer's days are moved by its usual lateness against the method's, so that the curves of
punctual and of slow payers have one shape. Payments lose half their weight in `HALF_LIFE` days, and
all hazards are multiplied by one factor that says how the last `SPEED_DAYS` days went against
them: habits of all customers drift together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from salesnb.methods.payment_ledger import Array, Days, Ledger

EDGES: Array = np.r_[np.arange(-401, -100, 7), np.arange(-100, 61), np.arange(75, 421, 15)].astype(
    float
)  # of ages in days from the due day: daily around it, coarser far from it
N_AGES = len(EDGES) - 1
_BINS = np.searchsorted(EDGES, np.arange(EDGES[0], EDGES[-1]), side="right") - 1  # by whole age
DAILY = np.arange(int(EDGES[0]) - 1, int(EDGES[-1]))  # days from the due day, all that differ
MOST_HAZARD = 1 - 1e-12
HALF_LIFE = 480.0  # days
METHOD, CUSTOMER, LATENESS = 20.0, 6.0, 4.0  # instalments that the prior of each stands for
LEAST_PRIOR = 2.0  # at high ages, where the prior curve leaves little
LATE_WITHIN = 60.0  # days around the due day within which lateness is averaged
SPEED_DAYS = 90
SPEED_PRIOR = 44.0  # payments: a drift of 15 % either way is usual


@dataclass(frozen=True)
class PaymentTimes:
    """Curves of payment as known on a day; a row per cell, then per method, last all together."""

    origin: int
    hazard_sums: Array  # rows x edges: minus log of the share unpaid
    expected_sums: Array  # rows x edges: sums of the hazards
    shift: Array  # days by which a cell pays later than its method
    n_cells: int
    n_paid: float  # instalments paid, part payments as parts
    speed: float  # of the last days, against the curves' own
    is_alike: bool = False  # whether all rows have one curve

    def method_row(self, method: int | Days) -> int | Days:
        """Return the row of a settlement method as such."""
        return self.n_cells + method

    @property
    def common_row(self) -> int:
        """The row of all methods together: for one without any history."""
        return len(self.hazard_sums) - 1

    def hazard_sum(self, row: Days, age: Array) -> Array:
        """Return minus the log of the share unpaid `age` days after the due day, at day's end."""
        return self._at(self.hazard_sums, row, age)

    def expected(self, row: Days, age: Array) -> Array:
        """Return how many payments an instalment at risk up to an age stands for, at day's end.

        The sum of hazards (the compensator): over many instalments payments less this are zero.
        """
        return self._at(self.expected_sums, row, age)

    def _at(self, sums: Array, row: Days, age: Array) -> Array:
        at = np.clip(age + 1 - self.shift[row], EDGES[0], EDGES[-1])
        bin_ = _BINS[np.minimum((at - EDGES[0]).astype(np.int64), len(_BINS) - 1)]
        part = (at - EDGES[bin_]) / (EDGES[bin_ + 1] - EDGES[bin_])
        low, high = sums[row, bin_], sums[row, bin_ + 1]
        return low + part * (high - low)

    def paid_share(self, row: Days, age: Array) -> Array:
        """Return the share paid by the end of the day `age` days after the due day."""
        return -np.expm1(-self.hazard_sum(row, age))

    def daily(self, rows: Days) -> Array:
        """Return the share paid by the end of each day of `DAILY`, without shift (rows x days)."""
        at = np.clip(DAILY + 1.0, EDGES[0], EDGES[-1])
        bin_ = np.minimum(np.searchsorted(EDGES, at, side="right") - 1, N_AGES - 1)
        part = (at - EDGES[bin_]) / (EDGES[bin_ + 1] - EDGES[bin_])
        low, high = self.hazard_sums[rows][:, bin_], self.hazard_sums[rows][:, bin_ + 1]
        return -np.expm1(-(low + part * (high - low)))

    def paid_after(self, row: Days, age: Array, *, then: Array) -> Array:
        """Return the share of what is unpaid at `age` that is paid by the age of `then`."""
        return -np.expm1(self.hazard_sum(row, age) - self.hazard_sum(row, then))


@dataclass(frozen=True)
class _Seen:
    """What is known of payments on a day: events (shares, by age), and what is still open."""

    cell: Days
    age: Array
    weight: Array
    open_cell: Days
    open_age: Array
    open_weight: Array


def payment_times(book: Ledger, origin: int) -> PaymentTimes:
    """Return the curves of payment as they were known at the end of the day `origin`.

    Nothing later than the origin is read. Credits and instalments of nothing are left aside.
    Without any payment all hazards are zero: `n_paid` says so.
    """
    seen = _seen(book, origin)
    still = np.zeros(len(book.method_of))
    common, methods, cells = _hazards(book, seen, still, prior=LATENESS)
    shift = np.round(_mean_lateness(cells) - _mean_lateness(methods)[book.method_of])
    common, methods, cells = _hazards(book, seen, shift, prior=CUSTOMER)
    rows = np.concatenate([cells, methods, common[None]])
    every = np.concatenate([shift, np.zeros(len(methods) + 1)])
    found = PaymentTimes(
        origin=origin,
        hazard_sums=_from_zero(-np.log1p(-rows)),
        expected_sums=_from_zero(rows),
        shift=every,
        n_cells=len(cells),
        n_paid=float(seen.weight.sum()),
        speed=1.0,
    )
    speed = _speed(book, found)
    return replace(found, hazard_sums=found.hazard_sums * speed, speed=speed)


def _from_zero(values: Array) -> Array:
    """Return sums along the ages, from zero at the first edge."""
    return np.pad(values.cumsum(axis=1), ((0, 0), (1, 0)))


def due_day_times(book: Ledger, origin: int) -> PaymentTimes:
    """Return the curves of a world in which everybody pays on the due day.

    What is overdue is paid at once. The rule of thumb that forecasts are held against.
    """
    n_rows = len(book.method_of) + len(book.methods) + 1
    steps = np.where(EDGES[:-1] >= 0, -np.log1p(-MOST_HAZARD) * np.diff(EDGES), 0.0)
    sums = np.tile(np.concatenate([[0.0], steps.cumsum()]), (n_rows, 1))
    shift, n_cells = np.zeros(n_rows), len(book.method_of)
    return PaymentTimes(origin, sums, sums, shift, n_cells, 0.0, 1.0, is_alike=True)


def _shares(book: Ledger, origin: int) -> tuple[Days, Array, Days, Array]:
    """Return of payments their instalment, share and day, and what is unpaid of each instalment."""
    known = book.is_known(origin) & (book.amount > 0)
    counts = book.is_paid(origin) & known[book.paid_of] & (book.paid > 0)
    of, day = book.paid_of[counts], book.paid_on[counts]
    share = np.minimum(book.paid[counts] / book.amount[of], 1)
    total = np.bincount(of, share, len(book.amount))
    share = share / np.maximum(total, 1)[of]
    return of, share, day, np.where(known, np.maximum(1 - total, 0), 0.0)


def _seen(book: Ledger, origin: int) -> _Seen:
    of, share, day, unpaid = _shares(book, origin)
    weights = np.minimum(0.5 ** ((origin - book.due) / HALF_LIFE), 1.0)
    left = np.flatnonzero(unpaid > 1e-9)
    return _Seen(
        cell=book.cell[of],
        age=(day - book.due[of]).astype(float),
        weight=share * weights[of],
        open_cell=book.cell[left],
        open_age=(origin + 1 - book.due[left]).astype(float),
        open_weight=unpaid[left] * weights[left],
    )


def _hazards(
    book: Ledger, seen: _Seen, shift: Array, *, prior: float
) -> tuple[Array, Array, Array]:
    """Return the hazards by age of all, of each method and of each cell."""
    paid, at_risk = _counts(seen, shift)
    n = len(book.methods)
    of_method, risk_of_method = (_sums(x, book.method_of, n) for x in (paid, at_risk))
    common = of_method.sum(axis=0) / np.maximum(risk_of_method.sum(axis=0), 1e-9)
    common = np.minimum(common, MOST_HAZARD)
    alike = np.zeros(n, dtype=np.int64)
    methods = _posterior(of_method, risk_of_method, common[None], METHOD, of=alike)
    return common, methods, _posterior(paid, at_risk, methods, prior, of=book.method_of)


def _counts(seen: _Seen, shift: Array) -> tuple[Array, Array]:
    """Return by cell and age what was paid, and what could have been (cells x ages)."""
    n_cells = len(shift)
    bins = np.searchsorted(EDGES, seen.age - shift[seen.cell], side="right") - 1
    bins = np.clip(bins, 0, N_AGES - 1)
    paid = np.bincount(seen.cell * N_AGES + bins, seen.weight, n_cells * N_AGES)
    paid = paid.reshape(n_cells, N_AGES)
    passed = np.searchsorted(EDGES, seen.open_age - shift[seen.open_cell], side="right") - 1
    passed = np.clip(passed, 0, N_AGES)
    size = N_AGES + 1
    left = np.bincount(seen.open_cell * size + passed, seen.open_weight, n_cells * size)
    later = left.reshape(n_cells, size)[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    return paid, paid[:, ::-1].cumsum(axis=1)[:, ::-1] + later


def _sums(rows: Array, groups: Days, n_groups: int) -> Array:
    sums = [rows[groups == group].sum(axis=0) for group in range(n_groups)]
    return np.stack(sums) if sums else np.zeros((0, N_AGES))


def _unpaid(hazards: Array) -> Array:
    """Return the share unpaid at each edge of the ages."""
    left = np.exp(np.log1p(-hazards).cumsum(axis=1))
    return np.concatenate([np.ones((len(hazards), 1)), left], axis=1)


def _posterior(paid: Array, at_risk: Array, prior: Array, weight: float, *, of: Days) -> Array:
    """Return hazards of few payments with a prior curve that stands for `weight` instalments.

    `of` says which row of `prior` belongs to each row.
    """
    strength = np.maximum(weight * _unpaid(prior)[:, :-1], LEAST_PRIOR)
    expected = (strength * prior)[of] + paid
    return np.minimum(expected / (strength[of] + at_risk), MOST_HAZARD)


def _mean_lateness(hazards: Array) -> Array:
    """Return the mean days after the due day, those beyond `LATE_WITHIN` counted as that many."""
    unpaid = _unpaid(hazards)
    middles = np.clip((EDGES[1:] + EDGES[:-1]) / 2, -LATE_WITHIN, LATE_WITHIN)
    return -np.diff(unpaid, axis=1) @ middles + unpaid[:, -1] * LATE_WITHIN


def _speed(book: Ledger, times: PaymentTimes) -> float:
    """Return payments of the last days over those that the curves expected, drawn to 1."""
    origin, start = times.origin, times.origin - SPEED_DAYS
    of, share, day, unpaid = _shares(book, origin)
    lately = day > start
    of, share, day = of[lately], share[lately], day[lately]
    left = np.flatnonzero(unpaid > 1e-9)
    expected = share @ _passed(book, times, of, start, day)
    expected += unpaid[left] @ _passed(book, times, left, start, np.full(len(left), origin))
    return float((share.sum() + SPEED_PRIOR) / (expected + SPEED_PRIOR))


def _passed(book: Ledger, times: PaymentTimes, of: Days, start: int, until: Days) -> Array:
    """Return the payments expected of instalments from the day `start` to each day of `until`."""
    row, due = book.cell[of], book.due[of]
    before = times.expected(row, (start - due).astype(float))
    return times.expected(row, (until - due).astype(float)) - before
