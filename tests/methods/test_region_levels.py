"""Areas above regions: the levels of trees of any depth."""

from __future__ import annotations

import pandas as pd

from salesnb.methods.region_levels import areas_by_level


def tree(**parents: str) -> pd.DataFrame:
    return pd.DataFrame({"region_id": list(parents), "parent_id": list(parents.values())})


def test_a_region_higher_than_a_level_stands_for_itself() -> None:
    found = areas_by_level(tree(N="", S="", N1="N", N2="N"))
    assert found == {"level_1": {"N": "N", "S": "S", "N1": "N", "N2": "N"}}


def test_a_single_region_above_all_is_no_level() -> None:
    found = areas_by_level(tree(all="", N="all", S="all", N1="N"))
    assert found["level_1"] == {"all": "all", "N": "N", "S": "S", "N1": "N"}
    assert list(found) == ["level_1"]


def test_regions_without_any_above_have_no_level_and_a_circle_ends() -> None:
    assert areas_by_level(tree(N="", S="")) == {}
    assert areas_by_level(tree(N="S", S="N"))["level_1"] == {"N": "S", "S": "N"}
