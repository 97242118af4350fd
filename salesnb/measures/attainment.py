"""Targets and growth: are we where we said, do we grow, and are quotas well set?"""

from __future__ import annotations

import numpy as np

from salesnb.i18n import N_
from salesnb.measures.definition import Measure
from salesnb.measures.ratios import Numbers, growth, known_pairs, ratio

NEAR = 0.2  # of the quota, above it or below


def attainment(actual: Numbers, target: Numbers) -> Numbers:
    """Return actual / target: which part of the target was reached?"""
    return ratio(actual, target)


def variance(actual: Numbers, target: Numbers) -> Numbers:
    """Return actual - target: by how much was the target missed (below 0) or beaten?"""
    return actual - target


def pace(actual_to_date: Numbers, target_to_date: Numbers) -> Numbers:
    """Return the year's sum so far / what the plan asks for so far: are we on course?"""
    return ratio(actual_to_date, target_to_date)


def required_run_rate(target: Numbers, actual_to_date: Numbers, days_left: Numbers) -> Numbers:
    """Return what every working day left must bring; missing when no day is left."""
    return ratio(target - actual_to_date, days_left)


def contribution(change: Numbers, base_total: Numbers) -> Numbers:
    """Return each part's change / the base of the whole: how much of the growth is its own?"""
    return ratio(change, base_total)


def reached_share(attainments: Numbers) -> float:
    """Return the share of reps at or above their quota; missing without reps."""
    (known,) = known_pairs(attainments)
    return float(np.mean(known >= 1)) if known.size else float("nan")


def near_share(attainments: Numbers) -> float:
    """Return the share of reps whose attainment lies within a fifth of the quota."""
    (known,) = known_pairs(attainments)
    return float(np.mean(np.abs(known - 1) <= NEAR + 1e-9)) if known.size else float("nan")


def skewness(attainments: Numbers) -> float:
    """Return the skewness of attainments; missing below three reps or without spread."""
    (known,) = known_pairs(attainments)
    spread = known.std() if known.size >= 3 else 0.0
    n = known.size
    if not spread > 1e-12:
        return float("nan")
    simple = float(np.mean(((known - known.mean()) / spread) ** 3))
    return simple * float(np.sqrt(n * (n - 1))) / (n - 2)


def bimodality(attainments: Numbers) -> float:
    """Return Sarle's coefficient: above 5/9 (even spread) two groups of reps are likely.

    Missing below four reps or without spread.
    """
    (known,) = known_pairs(attainments)
    n, spread = known.size, known.std() if known.size >= 4 else 0.0
    if not spread > 1e-12:
        return float("nan")
    simple = float(np.mean(((known - known.mean()) / spread) ** 4)) - 3
    excess = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * simple + 6)
    return (skewness(known) ** 2 + 1) / (excess + 3 * (n - 1) ** 2 / ((n - 2) * (n - 3)))


def size_correlation(attainments: Numbers, size: Numbers) -> float:
    """Return the correlation of attainment with the size of the territory; fair quotas give 0."""
    reached, big = known_pairs(attainments, size)
    if reached.size < 3 or not (reached.std() > 1e-12 and big.std() > 1e-12):
        return float("nan")
    return float(np.corrcoef(reached, big)[0, 1])


_ALEXANDER = "alexandergroup.com/insights/how-to-analyze-your-quota-distributions"
_QUOTA = "cortadogroup, cygnalgroup.com, aurochssolutions.com"

MEASURES = (
    Measure("attainment", N_("Attainment"), N_("actual ÷ target"),
            "share", "up", attainment, _ALEXANDER),
    Measure("variance", N_("Variance from target"), N_("actual − target"),
            "money", "up", variance),
    Measure("pace", N_("Pace"), N_("actual of the year so far ÷ target of the year so far"),
            "share", "up", pace),
    Measure("required_run_rate", N_("Required run-rate"),
            N_("(target − actual so far) ÷ working days left"),
            "money per day", "down", required_run_rate),
    Measure("growth", N_("Growth"),
            N_("(this period − the same period a year ago) ÷ the same period a year ago;"
               " undefined on a base of zero or below"),
            "growth", "up", growth),
    Measure("growth_contribution", N_("Contribution to growth"),
            N_("change of the part ÷ base of the whole"),
            "growth", "up", contribution),
    Measure("quota_reached", N_("Reps at or above quota"),
            N_("reps with attainment of at least 100 % ÷ reps"),
            "share", "band", reached_share, _QUOTA, (0.55, 0.65)),
    Measure("quota_near", N_("Reps near quota"), N_("reps with attainment of 80 % to 120 % ÷ reps"),
            "share", "up", near_share, _QUOTA),
    Measure("quota_skew", N_("Skewness of attainment"),
            N_("third standardised moment of the reps' attainment, corrected for their number"),
            "factor", "band", skewness, _QUOTA),
    Measure("quota_bimodality", N_("Bimodality of attainment"),
            N_("(skewness² + 1) ÷ kurtosis, corrected for the number of reps; above 0.556 two"
               " groups are likely"),
            "factor", "down", bimodality, _QUOTA),
    Measure("quota_size_correlation", N_("Attainment and size of territory"),
            N_("correlation of attainment with the size of the territory"),
            "factor", "band", size_correlation, _QUOTA),
)  # fmt: skip
