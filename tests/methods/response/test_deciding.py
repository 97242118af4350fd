"""Money is moved where a gain is sure, and stays where none is worth it."""

from __future__ import annotations

import numpy as np
import pytest

from salesnb.methods.response.deciding import decide
from salesnb.methods.saturation import Curves


def drawn(spread: float, second: float = 1.0) -> Curves:
    rng = np.random.default_rng(0)
    scale = np.array([2.0, second]) * np.exp(spread * rng.normal(size=(400, 2)))
    return Curves(np.full(2, "exponential"), scale, np.ones((400, 2)), np.ones((400, 2)))


PRESENT, PROPOSED = np.array([0.5, 0.5]), np.array([0.8, 0.2])


def test_a_sure_gain_is_acted_on() -> None:
    found = decide(drawn(0.0), PRESENT, PROPOSED)
    one = drawn(0.0)
    gain = (one.value(PROPOSED) - one.value(PRESENT)).sum(axis=-1)[0]
    assert found.verdict == "act"
    assert (found.gain, found.low, found.high) == pytest.approx((gain, gain, gain))
    assert found.probability == 1


def test_a_gain_that_is_not_sure_is_shrunk_and_not_acted_on() -> None:
    found = decide(drawn(1.0, second=1.9), PRESENT, PROPOSED)
    assert found.verdict == "cannot_tell"
    assert found.low < 0 < found.high


def test_the_present_plan_stays() -> None:
    assert decide(drawn(0.5), PRESENT, PRESENT).verdict == "stay"
    assert decide(drawn(0.01, second=4.0), PRESENT, PROPOSED).verdict == "stay"
