"""When is each open instalment paid? With what customers promised, and disputes, if given.

Where features of the case foretold the newest instalments better than the customers' curves alone,
beyond chance, they move each instalment's curve (`methods.payment_odds`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from salesnb.methods.payment_features import features
from salesnb.methods.payment_ledger import Array, Days, days
from salesnb.methods.payment_odds import PaymentOdds, payment_odds
from salesnb.targets.cash.ahead import CashAhead, month_ends

GRACE = 3  # days after the promised one within which a promise counts as kept
PROMISE_PRIOR = 10.0  # promises of no effect
DISPUTE_PRIOR = 10.0  # disputed instalments that are paid like others
HORIZON = 12  # months after which an instalment counts as unpaid
RANGE = (0.1, 0.5, 0.9)  # shares paid: the ends of an 80 % range of the day, and its middle
EVERY = 56  # days between the curves that past instalments are held against


@dataclass(frozen=True)
class OpenItems:
    """Open instalments by place in the ledger, with what is left to pay of each.

    `slower` is the factor on the hazard of disputed ones; `promised` the day (0 where none) and
    `promised_share` the share of the amount that comes on it for certain.
    """

    place: Days
    amount: Array
    slower: Array
    promised: Days
    promised_share: Array
    kept_share: float  # what a promise adds: 0 tells nothing, 1 is as good as paid
    odds: PaymentOdds | None = None  # where features move the curves
    moved: Array | None = None  # log odds of being unpaid, above those of the curve

    def paid_by(self, ahead: CashAhead, until: Days) -> Array:
        """Return the cash of each instalment up to the end of each day (items x days)."""
        return self.amount[:, None] * self.share_by(ahead, until)

    def share_by(self, ahead: CashAhead, until: Days) -> Array:
        """Return the share paid of each instalment up to the end of each day (items x days)."""
        due, columns = ahead.book.due[self.place][:, None], np.ones(len(until), dtype=np.int64)
        age = (ahead.origin - due) * columns.astype(float)
        then = np.maximum((until[None, :] - due).astype(float), age)
        usual = 1 - (1 - self._paid_after(ahead, age, then)) ** self.slower[:, None]
        sure = self.promised_share[:, None]
        return (1 - sure) * usual + sure * (until[None, :] >= self.promised[:, None])

    def frame(self, ahead: CashAhead) -> pd.DataFrame:
        """Return a row per open instalment: the artefact `payment_times`.

        instalment_id, customer_id, settlement_id, due_on, open_amount, days_past_due, expected_on
        (the day by which half of it is likely paid; missing where it is likelier open after twelve
        months), earliest_on and latest_on (a tenth, nine tenths: the 80 % range of the day),
        late_share (the chance that it is paid after its due day, or not at all; 1 where it is
        overdue), one_month_share, two_months_share, three_months_share, unpaid_share (after twelve
        months), expected_amount (of the next three months), is_moved (whether features of the case
        move its curve).
        """
        book, origin = ahead.book, ahead.origin
        ends = month_ends(ahead.month, HORIZON)
        shares = self.share_by(ahead, ends)
        due = book.due[self.place]
        late = np.where(due <= origin, (due < origin) * 1.0, 1 - self._at(ahead, due))
        earliest, expected, latest = (self._day_of(ahead, one) for one in RANGE)
        return pd.DataFrame(
            {
                "instalment_id": book.ids[self.place].astype("str"),
                "customer_id": np.array(book.customers, dtype=object)[book.customer[self.place]],
                "settlement_id": np.array(book.methods, dtype=object)[book.method[self.place]],
                "due_on": pd.to_datetime(due.astype("datetime64[D]")),
                "open_amount": np.round(self.amount, 2),
                "days_past_due": origin - due,
                "expected_on": expected,
                "earliest_on": earliest,
                "latest_on": latest,
                "late_share": late,
                "one_month_share": shares[:, 1],
                "two_months_share": shares[:, 2],
                "three_months_share": shares[:, 3],
                "unpaid_share": 1 - shares[:, -1],
                "expected_amount": np.round(self.amount * shares[:, 3], 2),
                "is_moved": self.odds is not None,
            }
        )

    def doubtful(self, ahead: CashAhead) -> float:
        """Return the amount that is not expected within twelve months."""
        last = month_ends(ahead.month, HORIZON)[-1:]
        paid = self.paid_by(ahead, last)
        return float(np.round(self.amount.sum() - paid.sum(), 2))

    def _day_of(self, ahead: CashAhead, share: float) -> pd.DatetimeIndex:
        """Return the first day by whose end a share is paid, by halving the year ahead."""
        origin, end = ahead.origin, int(month_ends(ahead.month, HORIZON)[-1])
        low, high = (np.full(len(self.place), day, dtype=np.int64) for day in (origin, end))
        is_paid = self._at(ahead, high) >= share
        while len(low) and (high - low > 1).any():
            middle = (low + high) // 2
            enough = self._at(ahead, middle) >= share
            low, high = np.where(enough, low, middle), np.where(enough, middle, high)
        found = high.astype("datetime64[D]")
        return pd.to_datetime(np.where(is_paid, found, np.datetime64("NaT")))

    def _at(self, ahead: CashAhead, day: Days) -> Array:
        """Return the share paid of each instalment by a day of its own, after the origin."""
        due = ahead.book.due[self.place]
        age = (ahead.origin - due).astype(float)[:, None]
        usual = self._paid_after(ahead, age, (day - due).astype(float)[:, None])[:, 0]
        usual = 1 - (1 - usual) ** self.slower
        return (1 - self.promised_share) * usual + self.promised_share * (day >= self.promised)

    def _paid_after(self, ahead: CashAhead, age: Array, then: Array) -> Array:
        """Return the share of what is unpaid at `age` that is paid by `then` (items x days)."""
        row = ahead.book.cell[self.place][:, None] + np.zeros(age.shape[1], dtype=np.int64)
        if self.odds is None or self.moved is None:
            return ahead.times.paid_after(row, age, then=then)
        return self.odds.paid_after(row, age, then=then, moved=self.moved[:, None])


def open_items(ahead: CashAhead, facts: Mapping[str, pd.DataFrame]) -> OpenItems:
    """Return the open instalments at the end of the month, with promises and disputes if given.

    `facts`: instalments (is_disputed, if there) and payment_promises, if there.
    """
    place, left = ahead.open_items()
    n = len(place)
    plain = OpenItems(place, left, np.ones(n), np.zeros(n, np.int64), np.zeros(n), 0.0)
    plain = _with_features(ahead, plain)
    disputed = _disputed(facts["instalments"])
    plain = replace(plain, slower=np.where(disputed[place], _slowness(ahead, disputed), 1.0))
    promises = facts.get("payment_promises")
    if promises is None or not len(promises) or not n:
        return plain
    return _with_promises(ahead, plain, promises)


def _with_features(ahead: CashAhead, items: OpenItems) -> OpenItems:
    """Return the items with what moves their curves, where that foretells better."""
    book, place = ahead.book, items.place
    if not len(place):
        return items
    odds = payment_odds(book, ahead.times, every=EVERY)
    if not odds.is_better:
        return items
    seen = features(book, place, np.full(len(place), ahead.origin + 1))
    return replace(items, odds=odds, moved=odds.moved(seen))


def _disputed(instalments: pd.DataFrame) -> Array:
    if "is_disputed" not in instalments:
        return np.zeros(len(instalments), dtype=bool)
    return instalments["is_disputed"].fillna(False).to_numpy(bool)


def _slowness(ahead: CashAhead, disputed: Array) -> float:
    """Return payments of disputed instalments over those expected, drawn to 1."""
    book, origin = ahead.book, ahead.origin
    mine = np.flatnonzero(disputed & book.is_known(origin) & (book.amount > 0))
    paid = book.is_paid(origin)
    came = np.bincount(book.paid_of[paid], book.paid[paid], len(book.amount))[mine]
    came = np.clip(came / book.amount[mine], 0, 1)
    settled = np.zeros(len(book.amount), dtype=np.int64)
    np.maximum.at(settled, book.paid_of[paid], book.paid_on[paid])
    until = np.where(came < 1, origin, settled[mine])
    expected = ahead.times.expected(book.cell[mine], (until - book.due[mine]).astype(float))
    return float((came.sum() + DISPUTE_PRIOR) / (expected.sum() + DISPUTE_PRIOR))


def _with_promises(ahead: CashAhead, items: OpenItems, promises: pd.DataFrame) -> OpenItems:
    """Return the items with the last promise for each that is still to come."""
    known = promises[days(promises["promised_on"]) <= ahead.origin]
    known = known.sort_values(["promised_on", "promise_id"], kind="stable")
    kept = kept_share(ahead, known)
    last = known.drop_duplicates("instalment_id", keep="last").set_index("instalment_id")
    ids = ahead.book.ids[items.place]
    day, amount = np.zeros(len(ids), np.int64), np.full(len(ids), np.nan)
    at = last.index.get_indexer(ids)
    day[at >= 0] = days(last["promised_for"])[at[at >= 0]]
    if "promised_amount" in last:
        amount[at >= 0] = last["promised_amount"].to_numpy(float)[at[at >= 0]]
    part = np.clip(np.where(np.isnan(amount), items.amount, amount) / items.amount, 0, 1)
    sure = np.where(day > ahead.origin, kept * part, 0.0)
    return replace(items, promised=day, promised_share=sure, kept_share=kept)


def kept_share(ahead: CashAhead, promises: pd.DataFrame) -> float:
    """Return what a promise adds to the chance of payment by its day: 0 nothing, 1 all.

    Of promises whose day is over: the share paid by then (and `GRACE` days) of what was open,
    less what the curves expected of it anyway, over what was left to gain; drawn to 0.
    """
    book, origin = ahead.book, ahead.origin
    place = book.ids.get_indexer(pd.Index(promises["instalment_id"]))
    made, until = days(promises["promised_on"]), days(promises["promised_for"]) + GRACE
    used = (place >= 0) & (until <= origin)
    place, made, until = place[used], made[used], until[used]
    before, after = _paid_until(ahead, place, made), _paid_until(ahead, place, until)
    was_open = (before < 1 - 1e-9) & (book.amount[place] > 0)
    if not was_open.any():
        return 0.0
    place, made, until = place[was_open], made[was_open], until[was_open]
    kept = (after - before)[was_open] / (1 - before[was_open])
    age = (made - book.due[place]).astype(float)
    then = (until - book.due[place]).astype(float)
    usual = ahead.times.paid_after(book.cell[place], age, then=then)
    gain = (kept.mean() - usual.mean()) / max(1 - usual.mean(), 1e-9)
    return float(np.clip(gain, 0, 1) * len(kept) / (len(kept) + PROMISE_PRIOR))


def _paid_until(ahead: CashAhead, place: Days, day: Days) -> Array:
    """Return the share of instalments paid by the end of a day of each."""
    book = ahead.book
    wanted = pd.Series(np.arange(len(place))).groupby(place).indices
    counts = np.isin(book.paid_of, place) & book.is_paid(ahead.origin)
    found = np.zeros(len(place))
    for of, on, paid in zip(
        book.paid_of[counts], book.paid_on[counts], book.paid[counts], strict=True
    ):
        rows = wanted[of]
        found[rows] += np.where(on <= day[rows], paid, 0.0)
    return np.clip(found / np.maximum(book.amount[place], 1e-9), 0, 1)
