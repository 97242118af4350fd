"""Judged curves go through the points that a Hill curve can meet."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.errors import UsageError
from salesnb.methods.response.judging import judged_curves
from salesnb.methods.saturation import Curves

CELL = {"region_id": "R1", "marketing_channel_id": "M1", "present": 200.0, "response": 1000.0}


def test_points_of_a_hill_curve_give_it_back() -> None:
    curve = Curves(np.array(["hill"]), np.array([600.0]), np.array([150.0]), np.array([1.4]))
    brought = {x: float(curve.value(np.array([x]))[0]) for x in (100.0, 200.0, 400.0)}
    base = 1000 - brought[200.0]
    points = {
        "zero": base / 1000,
        "half": (base + brought[100.0]) / 1000,
        "double": (base + brought[400.0]) / 1000,
        "saturated": (base + 600) / 1000,
    }
    found = judged_curves(pd.DataFrame([{**CELL, **points}])).iloc[0]
    assert (found["scale"], found["half"], found["shape"]) == pytest.approx((600, 150, 1.4))
    assert found["judgement_miss"] == pytest.approx(0, abs=1e-6)


def test_points_that_do_not_rise_are_refused() -> None:
    row = {**CELL, "zero": 0.8, "half": 0.7, "double": 1.2, "saturated": 1.5}
    with pytest.raises(UsageError, match=r"R1, M1: 0\.8, 0\.7, 1\.2, 1\.5"):
        judged_curves(pd.DataFrame([row]))
