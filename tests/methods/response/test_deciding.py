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


def test_a_gain_is_shrunk_by_what_is_known_of_it_and_its_interval_with_it() -> None:
    """A gain of which mean and deviation are alike is worth half of its mean."""
    one = drawn(1.0, second=1.9)
    gains = (one.value(PROPOSED) - one.value(PRESENT)).sum(axis=-1)
    mean, kept = gains.mean(), gains.mean() ** 2 / (gains.mean() ** 2 + gains.var())
    found = decide(one, PRESENT, PROPOSED)
    assert 0 < kept < 0.9
    assert found.gain == pytest.approx(mean * kept)
    assert found.share == pytest.approx(mean * kept / one.value(PRESENT).sum(axis=-1).mean())
    low, high = np.quantile(gains, (0.1, 0.9))
    assert (found.low, found.high) == pytest.approx(
        (low - mean * (1 - kept), high - mean * (1 - kept))
    )


def test_a_gain_that_is_sure_but_not_worth_a_move_stays() -> None:
    """The gain is a hundredth: sure, but below what is asked, at its most as in the mean."""
    near = PRESENT + np.array([0.02, -0.02])
    share = decide(drawn(0.0), PRESENT, near).share
    assert decide(drawn(0.0), PRESENT, near, worth=share * 0.99).verdict == "act"
    assert decide(drawn(0.0), PRESENT, near, worth=share * 1.01).verdict == "stay"
    spread = decide(drawn(0.2), PRESENT, near, worth=0.0)
    assert spread.probability >= 0.9 and spread.verdict == "act"
    base = drawn(0.2).value(PRESENT).sum(axis=-1).mean()
    between = (spread.share + spread.high / base) / 2
    assert decide(drawn(0.2), PRESENT, near, worth=between).verdict == "stay"


def test_a_gain_that_could_be_worth_it_but_is_not_sure_cannot_be_told() -> None:
    found = decide(drawn(0.6, second=1.9), PRESENT, PROPOSED)
    assert found.probability < 0.9
    base = drawn(0.6, second=1.9).value(PRESENT).sum(axis=-1).mean()
    least, most = 0.9 * found.high / base, 1.1 * found.high / base
    assert decide(drawn(0.6, second=1.9), PRESENT, PROPOSED, worth=least).verdict == "cannot_tell"
    assert decide(drawn(0.6, second=1.9), PRESENT, PROPOSED, worth=most).verdict == "stay"
