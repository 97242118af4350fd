"""Deals and forecasts: is there enough in the pipeline, and how good were forecasts?"""

from __future__ import annotations

import numpy as np

from salesnb.i18n import N_
from salesnb.measures.definition import Measure
from salesnb.measures.ratios import Numbers, known_pairs, ratio


def weighted_pipeline(amounts: Numbers, win_shares: Numbers) -> float:
    """Return the sum of amount x chance over deals; deals that lack either are left out."""
    amount, chance = known_pairs(amounts, win_shares)
    return float(amount @ chance)


def pipeline_coverage(open_pipeline: Numbers, remaining_quota: Numbers) -> Numbers:
    """Return open deals that close in the period / quota that is left; missing once it is met."""
    return ratio(open_pipeline, remaining_quota)


def required_coverage(win_rate: Numbers, slipped_share: Numbers = 0.0) -> Numbers:
    """Return the coverage that a quota needs at one's own win rate and share of slipping deals."""
    return ratio(1.0, win_rate * (1 - slipped_share))


def sales_velocity(
    n_deals: Numbers, average_deal: Numbers, win_rate: Numbers, cycle_days: Numbers
) -> Numbers:
    """Return what the open deals bring per day."""
    return ratio(n_deals * average_deal * win_rate, cycle_days)


def wape(forecast: Numbers, actual: Numbers) -> float:
    """Return the sum of absolute errors / sum of absolute actuals."""
    expected, came = known_pairs(forecast, actual)
    return float(ratio(float(np.abs(expected - came).sum()), float(np.abs(came).sum())))


def bias(forecast: Numbers, actual: Numbers) -> float:
    """Return the sum of errors / sum of actuals: above 0 the forecasts were too high."""
    expected, came = known_pairs(forecast, actual)
    return float(ratio(float((expected - came).sum()), float(came.sum())))


def value_added(error_of_naive: Numbers, error_of_step: Numbers) -> Numbers:
    """Return the error of the naive forecast less that of a step: above 0 the step helps."""
    return error_of_naive - error_of_step


def interval_coverage(actual: Numbers, low: Numbers, high: Numbers) -> float:
    """Return the share of actuals inside their interval; missing without any."""
    came, least, most = known_pairs(actual, low, high)
    return float(np.mean((came >= least) & (came <= most))) if came.size else float("nan")


_COVERAGE = "winsabove.pages.dev/glossary/pipeline-coverage-ratio"
_VELOCITY = "skills.sh/openclaw/skills/revenue-operations"
_ACCURACY = "skills.sh forecast-accuracy-review"

MEASURES = (
    Measure("weighted_pipeline", N_("Weighted pipeline"),
            N_("sum over open deals of amount × chance of winning"),
            "money", "up", weighted_pipeline, "frappe/crm#798"),
    Measure("pipeline_coverage", N_("Pipeline coverage"),
            N_("open deals closing in the period ÷ remaining quota"),
            "factor", "up", pipeline_coverage, _COVERAGE),
    Measure("required_coverage", N_("Required coverage"),
            N_("1 ÷ (win rate × (1 − share of deals that slip))"),
            "factor", "down", required_coverage, "metrickittools.com"),
    Measure("sales_velocity", N_("Sales velocity"),
            N_("open deals × average deal × win rate ÷ days of the sales cycle"),
            "money per day", "up", sales_velocity, _VELOCITY),
    Measure("wape", N_("Forecast error (WAPE)"), N_("sum of |forecast − actual| ÷ sum of |actual|"),
            "share", "down", wape, _ACCURACY),
    Measure("forecast_bias", N_("Forecast bias"), N_("sum of (forecast − actual) ÷ sum of actual"),
            "growth", "band", bias, _ACCURACY),
    Measure("forecast_value_added", N_("Forecast value added"),
            N_("error of the naive forecast − error of this one"),
            "growth", "up", value_added, _ACCURACY),
    Measure("interval_coverage", N_("Coverage of the interval"),
            N_("actuals inside their interval ÷ actuals"),
            "share", "band", interval_coverage, _ACCURACY),
)  # fmt: skip
