"""From the chance levels of a fleet to its verdicts: kind, month, size, what could be seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

from salesnb.methods.break_scan import KINDS, SHARES, THREE
from salesnb.methods.fleet_chances import Array, Chances, Part, Places
from salesnb.methods.stable_scale import as_share, unsteadied

VERDICTS = ("common_cause", "level", "trend", "variance", "outlier", "too_short")
CONFIDENCE, POWER = 0.95, 0.8
_ROW = ["series", "verdict", "since", "change", "change_low", "change_high", "p_value", "q_value"]
_ROW += ["smallest_visible", "baseline", "baseline_from", "baseline_to", "scale"]
_NEW = list(SHARES).index("new")


@dataclass(frozen=True)
class Budget:
    """Which series are named: their q-values, and the false-discovery rate that is allowed."""

    q_value: Array
    false_discovery: float

    @property
    def named(self) -> NDArray[np.bool_]:
        return np.asarray(self.q_value <= self.false_discovery)

    @property
    def share(self) -> float:
        """The share of all that is named, one at least."""
        return max(int(self.named.sum()), 1) / max(len(self.q_value), 1)


def verdict_rows(chances: Chances, budget: Budget) -> pd.DataFrame:
    """Return one row per judged series: its verdict with all figures."""
    rows = []
    for part in chances.parts:
        named = budget.named[part.places]
        kinds = np.where(chances.is_spread(part), "variance", np.array(KINDS)[part.fit.group])
        verdict = np.where(named, kinds, "common_cause")
        frame = pd.DataFrame({"series": part.names, "verdict": verdict, "scale": part.scales})
        confidence = np.where(named, 1 - (1 - CONFIDENCE) * budget.share, CONFIDENCE)
        rows.append(
            frame.assign(
                **_dated(part, verdict),
                **_changes(part, verdict, confidence),
                p_value=chances.chance[part.places],
                q_value=budget.q_value[part.places],
                smallest_visible=_visible(part, budget.false_discovery * budget.share),
            )
        )
    return pd.concat(rows, ignore_index=True)[_ROW] if rows else pd.DataFrame(columns=_ROW)


def _alternative(part: Part, verdict: NDArray[np.str_]) -> Places:
    """Return the alternative that is told of each series: the last three months if none is."""
    return np.where(verdict == "common_cause", THREE, part.fit.best)


def _dated(part: Part, verdict: NDArray[np.str_]) -> dict[str, Array]:
    """Return since when, and from when to when the baseline."""
    months = np.array(part.group.months)
    at = part.fit.scan.places[_alternative(part, verdict)]
    place = np.where(verdict == "variance", part.spread.place, at)
    is_common = verdict == "common_cause"
    is_whole = is_common | (place == 0)  # nothing changed, or a trend all along
    return {
        "since": np.where(is_common, "", months[place]),
        "baseline_from": np.full(len(verdict), months[0]),
        "baseline_to": months[np.where(is_whole, len(months) - 1, place - 1)],
    }


def _changes(part: Part, verdict: NDArray[np.str_], confidence: Array) -> dict[str, Array]:
    """Return the baseline's level, and what is told as a share of it, with its interval."""
    fit, at = part.fit, _alternative(part, verdict)
    width = stdtrit(fit.scan.dimension - 1, (1 + confidence) / 2)
    size, error = fit.size(at), fit.noise(at) / fit.scan.lengths[at]
    by_spread = np.log1p(np.maximum(part.spread.change, -1 + 1e-12))
    level = fit.level(at)
    told = {"baseline": unsteadied(level, part.scales)}
    for name, sign in (("change", 0), ("change_low", -1), ("change_high", 1)):
        of_mean = as_share(level, size + sign * width * error, part.scales)
        of_spread = np.expm1(by_spread + sign * width * part.spread.error)
        told[name] = np.where(verdict == "variance", of_spread, of_mean)
    return told


def _visible(part: Part, cut: float) -> Array:
    """Return the fall, as a share, of the last three months that would be named with `POWER`.

    `cut` is the chance level below which series are named. Missing for a fall of more than all.
    """
    fit, scan = part.fit, part.fit.scan
    left = scan.paths[_NEW].left_at(cut * SHARES["new"])
    degrees = scan.dimension - 1
    distance = np.sqrt(degrees * (1 - left) / left) + stdtrit(degrees, POWER)
    size = distance * fit.noise(fit.best) / scan.lengths[THREE]
    fall = -as_share(fit.level(fit.best), -size, part.scales)
    return np.where(fall < 1, fall, np.nan)
