"""Response curves: gain captured, error and coverage of returns, CPU, and when money is moved."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

import numpy as np

from benchmarks._spending import CHANNELS, Setting, Simulated, best_plan, simulated
from salesnb.methods.response.deciding import Decision, decide
from salesnb.methods.response.fit import ResponseFit
from salesnb.methods.response.fitting import fit_response

N_SEEDS = int(os.environ.get("SALESNB_SEEDS", "40"))
N_TIMED = 10  # panels whose fit without draws is timed
FIRST_SEED = int(os.environ.get("SALESNB_FIRST_SEED", "0"))
SETTINGS = {
    "as modelled": Setting(),
    "carry-over of another form": Setting(peaks_later=True),
    "half-saturation .4, noise .06": Setting(half=(0.4, 0.4)),
    "half-saturation .4, noise .12": Setting(half=(0.4, 0.4), noise=0.12),
    "one series, 36 months": Setting(n_regions=1, n_months=36),
}


@dataclass(frozen=True)
class Outcome:
    """What one panel's fit is worth: shares of what spending brings at present, by channel."""

    gain: float  # true, of the plan
    best: float  # true, of the best plan
    decision: Decision
    identified: float  # share of channels
    marginal_error: np.ndarray
    marginal_inside: np.ndarray
    total_error: np.ndarray
    total_inside: np.ndarray
    fit_cpu: float
    draws_cpu: float

    @property
    def captured(self) -> float:
        return self.gain / self.best


def outcome(seed: int, setting: Setting) -> Outcome:
    """Return what is found of one simulated panel."""
    panel = simulated(seed, setting)
    started = time.process_time()
    if seed - FIRST_SEED < N_TIMED:
        fit_response(panel.table, spend=CHANNELS, draws=0)
    fitted = time.process_time()
    fit = fit_response(panel.table, spend=CHANNELS, draws=200)
    ended = time.process_time()
    plan = best_plan(fit.drawn(), panel.present)
    now = float(panel.curves.value(panel.present).sum())
    best = best_plan(panel.curves, panel.present)
    gain, most = ((float(panel.curves.value(one).sum()) - now) / now for one in (plan, best))
    errors = returns(fit, panel)
    return Outcome(
        gain=gain,
        best=most,
        decision=decide(fit.drawn(), panel.present, plan),
        identified=float(fit.identified["is_identified"].mean()),
        fit_cpu=fitted - started,
        draws_cpu=ended - fitted,
        **errors,
    )


def returns(fit: ResponseFit, panel: Simulated) -> dict[str, np.ndarray]:
    """Return relative errors and coverage of the channels' marginal and total returns."""
    wide = (-1, len(CHANNELS))
    spend = panel.present.reshape(wide)
    slope = panel.curves.slope(panel.present).reshape(wide)
    value = panel.curves.value(panel.present).reshape(wide)
    true = {
        "marginal": (slope * spend).sum(axis=0) / spend.sum(axis=0),
        "total": value.sum(axis=0) / spend.sum(axis=0),
    }
    found = {}
    for name, known in true.items():
        low, high = (fit.margins[f"{name}_{end}"].to_numpy(float) for end in ("low", "high"))
        found[f"{name}_error"] = np.abs(fit.margins[name].to_numpy(float) / known - 1)
        found[f"{name}_inside"] = (low <= known) & (known <= high)
    return found


def print_setting(name: str, found: list[Outcome]) -> None:
    """Print one setting's medians, rates with standard errors over panels, and decisions."""
    print(f"\n{name} ({len(found)} panels)")
    for label, values in {
        "best gain": [one.best for one in found],
        "captured": [one.captured for one in found],
        "marginal return, error": [np.median(one.marginal_error) for one in found],
        "total return, error": [np.median(one.total_error) for one in found],
        "fit, CPU s": [one.fit_cpu for one in found[:N_TIMED]],
        "with 200 draws, CPU s": [one.draws_cpu for one in found],
    }.items():
        print(f"  {label:32} median {np.median(values):.3f} ({_median_error(values):.3f})")
    for label, rows in {
        "marginal return, 80 % covers": [one.marginal_inside.mean() for one in found],
        "total return, 80 % covers": [one.total_inside.mean() for one in found],
        "channels identified": [one.identified for one in found],
    }.items():
        print(f"  {label:32} {_rate(rows)}")
    acts = np.array([one.decision.verdict == "act" for one in found])
    lose = np.array([one.gain < 0 for one in found])
    large = np.array([one.best >= 0.05 for one in found])
    print(f"  {'plan would lose: not acted on':32} {_rate(~acts[lose])} of {lose.sum()}")
    print(f"  {'best plan gains 5 %: acted on':32} {_rate(acts[large])} of {large.sum()}")
    print(f"  {'acted on':32} {_rate(acts)}")
    if acts.any():
        said = np.array([one.decision.share for one in found])[acts]
        came = np.array([one.gain for one in found])[acts]
        print(f"  {'of those: gain said, came':32} {said.mean():.4f} {came.mean():.4f}")
        print(f"  {'of those: lost money':32} {_rate(came < 0)}")


def _rate(values: list[float] | np.ndarray) -> str:
    if not len(values):
        return "-"
    found = np.asarray(values, dtype=float)
    return f"{found.mean():.3f} ({found.std() / np.sqrt(len(found)):.3f})"


def _median_error(values: list[float]) -> float:
    """Return the standard error of a median, by the bootstrap."""
    rng = np.random.default_rng(0)
    drawn = rng.choice(np.asarray(values, dtype=float), (400, len(values)))
    return float(np.median(drawn, axis=1).std())


def main() -> None:
    for name, setting in SETTINGS.items():
        seeds = range(FIRST_SEED, FIRST_SEED + N_SEEDS)
        print_setting(name, [outcome(seed, setting) for seed in seeds])


if __name__ == "__main__":
    main()
