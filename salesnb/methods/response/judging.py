"""Curves from an expert's judgement, where data are short: four points per cell."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from salesnb.errors import UsageError

POINTS = ("zero", "half", "double", "saturated")  # response, as a multiple of the present one
SHAPES = (0.3, 6.0)  # that a judged curve may have


def judged_curves(points: pd.DataFrame) -> pd.DataFrame:
    """Return a Hill curve per cell through an expert's points, as `ResponseFit.curves()` has them.

    `points`: `region_id, marketing_channel_id, present` (money a month), `response` (at present,
    all of it), and the response as a multiple of the present one if nothing were spent (`zero`),
    `half` or `double` as much, or any amount (`saturated`); optional `decay`. The scale is what
    spending adds to `zero`; half-saturation and shape meet the present point and the two between
    as nearly as they can (largest miss in `judgement_miss`, as a multiple of the present response).

    Raises UsageError where points do not rise, or nothing is spent at present.
    """
    wrong = _faults(points)
    if wrong:
        raise UsageError(
            "judged curves cannot be drawn: " + "; ".join(wrong),
            fix="state zero <= half <= 1 <= double <= saturated, zero < 1 < saturated, and the"
            " present spend above 0",
        )
    rows = points.reset_index(drop=True)
    found = rows[["region_id", "marketing_channel_id"]].copy()
    fitted = np.array([_fit(*row) for row in rows[list(POINTS)].to_numpy(float)])
    present = rows["present"].to_numpy(float)
    reach = (rows["saturated"] - rows["zero"]).to_numpy(float)
    found["kind"] = "hill"
    found["scale"] = reach * rows["response"].to_numpy(float)
    found["half"] = fitted[:, 0] * present
    found["shape"] = fitted[:, 1]
    found["decay"] = rows["decay"].to_numpy(float) if "decay" in rows else 0.0
    found["present"] = present
    found["observed_low"] = found["observed_high"] = present
    found["judgement_miss"] = fitted[:, 2]
    return found


def _faults(points: pd.DataFrame) -> list[str]:
    lacking = [
        name
        for name in ("region_id", "marketing_channel_id", "present", "response", *POINTS)
        if name not in points
    ]
    if lacking:
        return [f"no column {', '.join(lacking)}"]
    found = []
    for row in points.to_dict("records"):
        zero, half, double, saturated = (float(row[name]) for name in POINTS)
        rises = 0 <= zero <= half <= 1 <= double <= saturated and zero < 1 < saturated
        if not (rises and float(row["present"]) > 0 and float(row["response"]) > 0):
            cell = f"{row['region_id']}, {row['marketing_channel_id']}"
            found.append(f"{cell}: {zero:g}, {half:g}, {double:g}, {saturated:g}")
    return found


def _fit(zero: float, half: float, double: float, saturated: float) -> tuple[float, float, float]:
    """Return half-saturation (of the present spend), shape and the largest miss."""
    levels = np.log([0.5, 1.0, 2.0])
    wanted = (np.array([half, 1.0, double]) - zero) / (saturated - zero)

    def misses(free: np.ndarray) -> np.ndarray:
        z = np.exp(free[1]) * (levels - free[0])
        return np.asarray(1 / (1 + np.exp(-z)) - wanted)

    low, high = np.log(SHAPES)
    odds = float(np.log(wanted[1] / (1 - wanted[1])))
    start = np.array([np.clip(-odds, -4.9, 4.9), 0.0])
    best = least_squares(misses, start, bounds=([-5, low], [5, high]))
    miss = float(np.abs(best.fun).max() * (saturated - zero))
    return float(np.exp(best.x[0])), float(np.exp(best.x[1])), miss
