"""Frames as areas take them."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.members import UNASSIGNED
from salesnb.snapshot.typed import with_groups


@pytest.mark.parametrize(
    ("groups", "found"),
    [
        ({"P1": "Pumps"}, ["Pumps", UNASSIGNED]),
        ({"P1": ""}, [UNASSIGNED] * 2),
        ({}, [UNASSIGNED] * 2),
    ],
)
def test_a_product_of_no_known_group_is_unassigned(
    groups: dict[str, str], found: list[str]
) -> None:
    lines = pd.DataFrame({"product_id": pd.Series(["P1", "P2"], dtype="str")})
    assert with_groups(lines, groups)["product_group"].tolist() == found
    assert with_groups(lines.iloc[:0], groups)["product_group"].tolist() == []
