"""Money is exact: half a cent goes away from zero, and parts add up to the whole."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesnb.money import split_minor, to_minor


@pytest.mark.parametrize(
    ("amount", "minor"),
    [
        ("2.675", 268),
        ("-2.675", -268),
        ("2.5", 250),
        ("0.005", 1),
        ("0.0049999", 0),
        ("1e3", 100000),
    ],
)
def test_half_a_cent_goes_away_from_zero(amount: str, minor: int) -> None:
    assert to_minor(Decimal(amount)) == minor


def test_currency_without_cents() -> None:
    assert to_minor("1234.5", digits=0) == 1235


def test_largest_remainder_goes_first_and_ties_go_to_the_earlier_part() -> None:
    assert split_minor(100, [1, 1, 1]).tolist() == [34, 33, 33]
    assert split_minor(-100, [1, 1, 1]).tolist() == [-34, -33, -33]
    assert split_minor(10, [0.6, 0, 0.4]).tolist() == [6, 0, 4]


@given(st.integers(-(10**12), 10**12), st.lists(st.floats(0, 1e6), min_size=1, max_size=8))
def test_parts_always_add_up_and_stray_by_less_than_one_unit(
    total: int, weights: list[float]
) -> None:
    if sum(weights) <= 0:
        with pytest.raises(ValueError, match="positive sum"):
            split_minor(total, weights)
        return
    parts = split_minor(total, weights)
    assert parts.sum() == total
    exact = total * np.array(weights) / sum(weights)
    assert (abs(parts - exact) <= 1 + 1e-3).all()
