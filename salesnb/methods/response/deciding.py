"""Whether to move money: the gain of a plan over the present one, from draws of the curves.

A plan chosen because its gain looks highest looks better than it is (winner's curse), the more so
the less its gain is known: the gain is shrunk by gain^2 / (gain^2 + sd^2) of its draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salesnb.methods.saturation import Curves

Array = NDArray[np.float64]
SURE = 0.9  # probability of a gain from which money is moved
WORTH = 0.002  # of what is brought at present: less is not worth a move
INTERVAL = (0.1, 0.9)  # quantiles of draws: 80 % lie between


@dataclass(frozen=True)
class Decision:
    """What a plan gains a month over the present one, and what to do.

    `gain` is shrunk, `low` and `high` bound it with 80 %, `probability` is that of a gain above
    nought, `share` the gain over what is brought at present. `verdict`: `act` (a gain is likely
    enough and worth it), `stay` (what could be gained is not worth a move), `cannot_tell`.
    """

    gain: float
    low: float
    high: float
    probability: float
    share: float
    verdict: str


def decide(
    drawn: Curves,
    present: Array,
    proposed: Array,
    *,
    sure: float = SURE,
    worth: float = WORTH,
) -> Decision:
    """Return the gain of spending `proposed` instead of `present` (n,) a month, and the verdict.

    `drawn` are curves with parameters (S, n). The two plans may spend different totals: then the
    gain is that of the response, without the money.
    """
    now = drawn.value(np.asarray(present, dtype=float)).sum(axis=-1)
    gains = drawn.value(np.asarray(proposed, dtype=float)).sum(axis=-1) - now
    mean, sd = float(gains.mean()), float(gains.std())
    shrink = mean**2 / (mean**2 + sd**2) if mean else 0.0
    low, high = np.quantile(gains, INTERVAL) - (1 - shrink) * mean
    probability = float((gains > 0).mean())
    base = float(now.mean())
    share = shrink * mean / base if base > 0 else 0.0
    if probability >= sure and share >= worth:
        verdict = "act"
    elif high <= worth * base:
        verdict = "stay"
    else:
        verdict = "cannot_tell" if probability < sure else "stay"
    return Decision(shrink * mean, float(low), float(high), probability, share, verdict)
