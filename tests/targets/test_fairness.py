"""Quotas that follow one rule are fair; the one that does not is found, and no other."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.targets.chance.fairness import common_rule, fairness, fairness_of_plan


def quotas(seed: int = 1, n: int = 14, *, noise: float = 0.0) -> pd.DataFrame:
    """Return quotas of 110 % of four parts of what is expected and one of potential."""
    rng = np.random.default_rng(seed)
    expected, potential = rng.lognormal(13, 0.5, n), rng.lognormal(8, 0.6, n)
    share = potential * expected.sum() / potential.sum()
    target = 1.1 * (0.8 * expected + 0.2 * share) * np.exp(noise * rng.normal(size=n))
    names = [f"R{i:02d}" for i in range(n)]
    table = {"rep_id": names, "target": target, "expected": expected, "potential": potential}
    return pd.DataFrame({**table, "probability": 0.5})


def raised(table: pd.DataFrame, rep: str, factor: float) -> pd.DataFrame:
    own = np.where(table["rep_id"] == rep, factor, 1.0)
    return table.assign(target=table["target"] * own)


def test_the_rule_of_the_quotas_is_read_from_them_in_spite_of_one() -> None:
    table = raised(quotas(), "R03", 1.4)
    rule = common_rule(table)
    assert rule.growth == pytest.approx(0.1, abs=0.005)
    assert rule.potential_weight == pytest.approx(0.2, abs=0.01)


@pytest.mark.parametrize(("factor", "state"), [(1.25, "too_high"), (0.75, "too_low")])
def test_the_quota_that_does_not_follow_the_rule_is_found_and_no_other(
    factor: float, state: str
) -> None:
    found = fairness(raised(quotas(), "R03", factor)).set_index("rep_id")
    assert found.at["R03", "state"] == state
    assert found.at["R03", "factor"] == pytest.approx(factor, abs=0.02)
    assert (found.drop("R03")["state"] == "in_line").all()


def test_quotas_that_follow_last_year_are_not_held_against_the_forecast() -> None:
    rng = np.random.default_rng(3)
    table = raised(quotas(), "R03", 1.25)
    other = table["expected"] * np.exp(0.2 * rng.normal(size=len(table)))
    found = fairness(table.assign(last_year=table["expected"], expected=other)).set_index("rep_id")
    assert found.index[found["state"] == "too_high"].tolist() == ["R03"]
    assert (found["state"] == "in_line").sum() == len(table) - 1


def test_a_small_difference_is_not_unfair_and_nor_is_one_among_many() -> None:
    assert (fairness(raised(quotas(), "R03", 1.08))["state"] == "in_line").all()
    scattered = raised(quotas(noise=0.25), "R03", 1.2)
    assert fairness(scattered)["limit"].iloc[0] > 1.3


def test_without_potential_what_is_expected_alone_counts() -> None:
    table = quotas().assign(potential=np.nan)
    table["target"] = 1.2 * table["expected"]
    found = fairness(raised(table, "R05", 1.3)).set_index("rep_id")
    assert found.index[0] == "R05" and found.at["R05", "factor"] == pytest.approx(1.3)


def test_a_rep_without_history_and_a_team_of_three_are_not_judged() -> None:
    table = quotas()
    table.loc[2, "expected"] = 0.0
    found = fairness(table).set_index("rep_id")
    assert found.at["R02", "state"] == "not_judged"
    assert (found.drop("R02")["state"] == "in_line").all()
    few = fairness(quotas(n=3))
    assert (few["state"] == "not_judged").all() and few["factor"].isna().all()
    assert np.isnan(fairness_of_plan(quotas(n=3))["growth"].item())


def test_the_plan_in_one_row() -> None:
    table = quotas().assign(probability=np.linspace(0.3, 0.8, 14), potential=np.nan)
    table["target"] = table["expected"] ** 0.9
    found = fairness_of_plan(table).iloc[0]
    assert found["share_expected"] == pytest.approx(0.55) and found["is_healthy"]
    assert (found["low"], found["high"]) == (pytest.approx(0.35), pytest.approx(0.75))
    assert found["by_size"] == pytest.approx(2**-0.1 - 1)
    assert found["by_size_error"] == pytest.approx(0, abs=1e-9)
    assert np.isnan(found["by_potential"])
    assert not fairness_of_plan(table.assign(probability=0.9))["is_healthy"].item()
