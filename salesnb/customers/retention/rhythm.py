"""Who has been silent, or orders less often, than chance explains at the customer's own pace.

Silence: if purchases came at random at a customer's own pace, unknown but for its n purchases
within a span of s days, a silence of t days or more would have the chance (1 + t/s)^-(n-1) (the
predictive distribution of an exponential pause with the prior 1/rate). Fading: of its purchases in
eighteen months as few or fewer fell into the last six, if each had fallen there with the share that
all customers' purchases did (binomial); what moves all of them alike, a season, cancels. Of all who
are named, `FALSE_SHARE` at most are expected to be so by chance (Benjamini and Hochberg, Journal of
the Royal Statistical Society B, 1995).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from salesnb.customers.retention.purchases import Array, Known, Purchases

FALSE_SHARE = 0.1  # of those named, at most expected to be named by chance
FEWEST, SPAN = 6, 180  # purchases and days that a pace takes
RECENT = 365  # days: who bought nothing for longer was lost before
HALF, BEFORE = 182, 547  # days: of the last six months, of the eighteen that end now
LATE = 0.05  # chance of so long a silence, up to which it is called overdue: it may be chance
STATES = ("stopped", "fading", "overdue", "on_rhythm", "cannot_tell", "lost_before")
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Rhythm:
    """What is said of each customer on a day, in the order of its purchases' names."""

    known: Known
    state: NDArray[np.str_]
    silence: Array  # chance of so long a silence
    fewer: Array  # chance of so few purchases in the last six months
    judged: Mask

    @property
    def is_slipping(self) -> Mask:
        return np.isin(self.state, ("stopped", "fading"))

    @property
    def by_chance(self) -> float:
        """How many of the named are expected to be so by chance, at most."""
        return FALSE_SHARE * float(self.is_slipping.sum())


def judge_rhythm(bought: Purchases, known: Known) -> Rhythm:
    """Return the rhythm of every customer on the day of `known`, by what was known then."""
    recent = (known.n > 0) & (known.silent <= RECENT)
    judged = recent & (known.n_usual >= FEWEST) & (known.span >= SPAN)
    with np.errstate(invalid="ignore", divide="ignore"):
        base = 1 + np.nan_to_num(known.silent) / np.maximum(known.span, 1)
        silence = np.where(judged, base ** -(known.n_usual - 1.0), np.nan)
    fewer = np.where(judged, _fewer(bought, known, judged), np.nan)
    stopped = discoveries(silence, FALSE_SHARE)
    fading = discoveries(np.where(stopped, np.nan, fewer), FALSE_SHARE)
    late = silence <= LATE
    state = np.select(
        [~(known.n > 0), ~recent, stopped, fading, ~judged, late],
        ["", "lost_before", "stopped", "fading", "cannot_tell", "overdue"],
        "on_rhythm",
    )
    return Rhythm(known, state, silence, fewer, judged)


def _fewer(bought: Purchases, known: Known, judged: Mask) -> Array:
    now, _ = bought.counted(known.day - HALF, known.day)
    before, _ = bought.counted(known.day - BEFORE, known.day - HALF)
    both = now + before
    share = now[judged].sum() / max(both[judged].sum(), 1)
    return np.where(known.first <= known.day - BEFORE, binom.cdf(now, both, share), 1.0)


def discoveries(chance: Array, false_share: float) -> Mask:
    """Return whose chance is so small that of all named `false_share` at most are so by chance.

    Missing chances are not tested.
    """
    tested = np.flatnonzero(~np.isnan(chance))
    found = np.zeros(len(chance), dtype=bool)
    order = tested[np.argsort(chance[tested], kind="stable")]
    allowed = false_share * np.arange(1, len(order) + 1) / max(len(order), 1)
    passed = np.flatnonzero(chance[order] <= allowed)
    found[order[: passed[-1] + 1] if len(passed) else order[:0]] = True
    return found


def silence_seen(n_judged: int, gap: float) -> float:
    """Return after how many days the silence of one customer would have been named.

    Of one who bought every `gap` days for two years; missing where nobody is judged.
    """
    if not n_judged or not gap > 0:
        return float("nan")
    n = max(round(730 / gap), 2)
    return float((n - 1) * gap * ((n_judged / FALSE_SHARE) ** (1 / (n - 1)) - 1))
