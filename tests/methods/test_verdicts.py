"""Verdicts: closed forms where the truth is known, and a small fleet's rates."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesnb.errors import UsageError
from salesnb.methods.break_scan import Noise, Scan
from salesnb.methods.fleet_calendar import adjusted_fleet
from salesnb.methods.verdicts import COLUMNS, judge_fleet, judge_raw, limits_of
from salesnb.months import Month
from tests.methods.fleets import CALENDAR, Nature, fleet, is_false, xmr_alarms
from tests.methods.planted import planted

LAST = Month(2026, 10)


def months(n: int) -> list[str]:
    return [str(m) for m in (LAST - (n - 1)).until(LAST)]


def noise(n: int, count: int, *, seed: int = 1, sd: float = 0.1) -> Any:
    """Return series around 100 with independent noise in logs."""
    drawn = np.random.default_rng([seed, n]).normal(0, sd, (n, count))
    return pd.DataFrame(100 * np.exp(drawn), months(n), [f"s{i}" for i in range(count)])


def judged(series: pd.DataFrame, **how: Any) -> Any:
    return judge_fleet(series, **how).set_index("series")


@pytest.mark.parametrize("shape", [Noise(), Noise(0.4, 0.8)])
@pytest.mark.parametrize("n", [24, 60])
def test_chance_levels_of_known_noise_are_bounds_and_not_far_from_the_truth(
    n: int, shape: Noise
) -> None:
    scan = Scan(tuple(months(n)), shape)
    drawn = np.linalg.inv(scan.whitening) @ np.random.default_rng(n).normal(size=(n, 20000))
    chance = scan.fit(drawn, np.zeros(20000)).chance
    for level in (0.1, 0.01):
        rate, error = (chance <= level).mean(), (level / 20000) ** 0.5
        assert 0.4 * level < rate < level + 4 * error


def test_q_values_are_those_of_the_textbook() -> None:
    found = judged(noise(36, 20)).sort_values("p_value")
    chance = found["p_value"].to_numpy(float)
    steps = [min(chance[k:] * 20 / np.arange(k + 1, 21)) for k in range(20)]
    assert found["q_value"].to_numpy(float) == pytest.approx(np.minimum(steps, 1.0))


@pytest.mark.parametrize("n", [24, 36, 60])
def test_a_step_is_found_in_its_month_with_its_size_and_baseline(n: int) -> None:
    series = noise(n, 20)
    series.iloc[-8:, 3] *= 0.6
    row = judged(series).loc["s3"]
    since = Month.parse(row["since"])
    assert row["verdict"] == "level"
    assert abs(since.ordinal - (LAST - 7).ordinal) <= 1
    assert row["change_low"] < -0.4 < row["change_high"] < 0
    assert row["baseline_from"] == months(n)[0]
    assert row["baseline_to"] == str(since - 1)
    assert row["baseline"] == pytest.approx(100, rel=0.1)


def test_a_growing_series_has_a_trend_with_its_slope() -> None:
    series = noise(48, 20, sd=0.05)
    series["s3"] *= 1.02 ** np.arange(48)
    row = judged(series).loc["s3"]
    assert row["verdict"] == "trend"
    assert row["change_low"] < 0.02 < row["change_high"]


def test_a_wider_spread_is_one_of_variance() -> None:
    series = noise(60, 20, sd=0.05)
    series.iloc[-18:, 3] = 100 * (series.iloc[-18:, 3] / 100) ** 4
    row = judged(series).loc["s3"]
    assert row["verdict"] == "variance"
    assert row["change_low"] < 3 < row["change_high"]


def test_one_month_far_off_is_an_outlier_and_afterwards_forgotten() -> None:
    series = noise(36, 20)
    series.iloc[-1, 3] *= 0.3
    row = judged(series).loc["s3"]
    assert (row["verdict"], row["since"]) == ("outlier", str(LAST))
    assert row["change"] == pytest.approx(-0.7, abs=0.1)
    later = noise(36, 20)
    later.iloc[-3, 3] *= 0.3
    assert judged(later).loc["s3", "verdict"] == "common_cause"


def test_a_common_cause_says_how_the_last_three_months_lie_and_what_could_be_seen() -> None:
    series = noise(36, 50)
    found = judged(series)
    normal = found[found["verdict"] == "common_cause"]
    assert len(normal) >= 48
    assert (normal["change_low"] < normal["change"]).all()
    assert (normal["change"] < normal["change_high"]).all()
    covered = (normal["change_low"] < 0) & (normal["change_high"] > 0)
    assert covered.mean() > 0.8  # 95 % are expected
    assert normal["since"].eq("").all()
    assert normal["smallest_visible"].between(0.1, 0.5).all()
    assert normal["baseline_to"].eq(str(LAST)).all()


def test_the_smallest_visible_fall_is_seen_about_as_often_as_is_said() -> None:
    hits = []
    for seed in range(3):
        size = 0.25
        for _ in range(2):
            series = noise(36, 200, seed=seed)
            series.iloc[-3:, :20] *= 1 - size
            found = judged(series)
            size = float(found["smallest_visible"].median())
        hits += found["verdict"].iloc[:20].isin(["level", "trend"]).tolist()
    assert 0.6 < np.mean(hits) < 0.97  # .8 is stated, of 60


def test_scale_and_names_change_nothing() -> None:
    series = noise(36, 20)
    series.iloc[-6:, 3] *= 1.5
    plain, scaled = judged(series), judged(series * 1000)
    same = ["verdict", "since", "baseline_from", "baseline_to"]
    pd.testing.assert_frame_equal(plain[same], scaled[same])
    step = plain.loc["s3"]
    assert scaled.loc["s3", "change"] == pytest.approx(step["change"], rel=0.02)
    turned = judged(series.iloc[:, ::-1])
    assert turned.loc["s3", "p_value"] == pytest.approx(step["p_value"])


def test_more_quiet_series_change_the_q_value_and_hardly_the_p_value() -> None:
    series = noise(36, 20)
    series.iloc[-6:, 3] *= 1.5
    more = pd.concat([series, noise(36, 200, seed=2).add_prefix("more ")], axis=1)
    few, many = judged(series).loc["s3"], judged(more).loc["s3"]
    assert many["q_value"] > few["q_value"]
    assert 0.1 < many["p_value"] / few["p_value"] < 10


def test_series_that_nobody_can_judge_are_too_short() -> None:
    series = noise(36, 5)
    series.iloc[:20, 0] = np.nan  # sixteen months
    series.iloc[-1, 1] = np.nan  # the last month
    series.iloc[5:30:2, 2] = np.nan  # more than a sixth
    series.iloc[10:12, 3] = np.nan  # two of 36: judged
    found = judged(series)
    assert found["verdict"].tolist()[:3] == ["too_short"] * 3
    assert found.loc["s0", ["p_value", "change", "smallest_visible"]].isna().all()
    assert found.loc["s3", "p_value"] > 0.001
    assert found["n_months"].tolist() == [16, 35, 23, 34, 36]


def test_a_constant_series_and_one_of_zeros_are_common_cause() -> None:
    series = noise(30, 3)
    series["s0"], series["s1"] = 7.0, 0.0
    found = judged(series)
    assert found["verdict"].tolist() == ["common_cause"] * 3
    assert found.loc[["s0", "s1"], "p_value"].tolist() == pytest.approx([1.0, 1.0])


def test_zeros_negatives_and_counts_are_judged_on_their_scales() -> None:
    rng = np.random.default_rng(3)
    counts = rng.poisson(9, (36, 40)).astype(float)
    counts[:, 0] = 0.0
    counts[-6:, 1] = rng.poisson(25, 6)
    signed = rng.normal(0, 5, (36, 20))
    series = pd.DataFrame(np.hstack([counts, signed]), months(36), [f"s{i}" for i in range(60)])
    found = judged(series)
    assert found.loc["s1", "verdict"] in ("level", "trend")
    assert found["scale"].iloc[40:].eq("plain").all()
    assert found["verdict"].ne("common_cause").sum() <= 3  # one is planted


def test_a_new_baseline_needs_a_reason_and_is_told() -> None:
    series = noise(48, 10)
    series.iloc[20:, 0] *= 1.6
    before = judged(series).loc["s0"]
    known = {"s0": (months(48)[20], "branch took over two counties")}
    after = judged(series, rebased=known).loc["s0"]
    assert (before["verdict"], before["is_rebased"]) == ("level", False)
    assert (after["verdict"], after["is_rebased"]) == ("common_cause", True)
    assert (after["baseline_from"], after["n_months"]) == (months(48)[21], 28)
    assert after["rebase_reason"] == "branch took over two counties"
    with pytest.raises(UsageError, match=r"no reason.*no such series"):
        judge_fleet(series, rebased={"s0": (months(48)[20], " "), "x": (months(48)[20], "y")})


def test_months_must_follow_one_another() -> None:
    with pytest.raises(UsageError, match="every month stands once"):
        judge_fleet(noise(30, 3).drop(index=months(30)[7]))


def test_nothing_to_judge_gives_an_empty_frame() -> None:
    assert judge_fleet(pd.DataFrame(index=months(30))).columns.tolist() == COLUMNS
    assert judged(noise(12, 2))["verdict"].tolist() == ["too_short"] * 2


def test_a_fleet_named_by_chance_is_rare_and_the_festival_raises_no_alarm() -> None:
    """Of those named in 6 fleets .1 at most are expected to be false, with an error of .04."""
    rates, festival = [], 0
    for seed in range(6):
        drawn = fleet(4 * seed, n=36, count=150)
        found = judge_fleet(adjusted_fleet(drawn.raw, calendar=CALENDAR))
        table = drawn.truth.join(found.drop(columns="series"))
        rates.append(is_false(table).sum() / max(table["verdict"].ne("common_cause").sum(), 1))
        festival += int(is_false(table).sum()) * (drawn.raw.index[-1][-2:] in ("01", "02", "03"))
    assert np.mean(rates) < 0.22
    assert festival <= 3


def test_one_ordinary_bad_month_is_called_normal() -> None:
    states = []
    for seed in range(3):
        drawn = fleet(50 + seed, n=36, nature=Nature(dips=0.4))
        found = judge_fleet(adjusted_fleet(drawn.raw, calendar=CALENDAR))
        states += found.loc[(drawn.truth["dip"] == 0).to_numpy(), "verdict"].tolist()
    assert np.mean([one == "common_cause" for one in states]) > 0.9  # .97 of some 180


def test_the_total_with_a_season_of_its_own_raises_few_alarms() -> None:
    named = 0
    for seed in range(6):
        series = planted(seed, n=36)
        raw = pd.DataFrame({"total": series.known[1]}, series.known[0])
        found = judge_raw(raw / np.exp(0.005 * np.arange(36))[:, None], calendar=CALENDAR)
        named += found["verdict"].iloc[0] != "common_cause"
    assert named <= 3  # one is expected


def test_the_four_rules_alarm_in_a_quarter_of_quiet_series_years() -> None:
    drawn = np.random.default_rng(4).normal(size=(36, 4000))
    alarms, beyond = xmr_alarms(drawn, n_new=12)
    assert alarms.mean() == pytest.approx(0.25, abs=0.05)
    assert beyond.mean() == pytest.approx(0.09, abs=0.03)


def test_the_lines_of_a_chart_are_those_of_the_baseline_and_of_the_verdict() -> None:
    series = noise(36, 20)
    series.iloc[-8:, 3] *= 0.6
    series["s4"] *= 1.03 ** np.arange(36)
    series.iloc[:20, 5] = np.nan
    found = judged(series)
    lines = limits_of(series["s3"], found.loc["s3"].to_dict())
    assert lines["month"].tolist() == months(36)
    assert lines["centre"].nunique() == 1
    assert lines["centre"].iloc[0] == pytest.approx(100, rel=0.05)
    assert (lines["low"] < lines["centre"]).all()
    assert lines["low"].iloc[0] == pytest.approx(100 * np.exp(-0.3), rel=0.15)
    assert lines["level"].iloc[-1] / lines["level"].iloc[0] == pytest.approx(
        1 + found.loc["s3", "change"]
    )
    growing = limits_of(series["s4"], found.loc["s4"].to_dict())
    assert growing["level"].iloc[-1] / growing["level"].iloc[0] == pytest.approx(1.03**35, rel=0.1)
    assert (growing["value"] / growing["centre"] - 1).abs().mean() < 0.15
    short = limits_of(series["s5"], found.loc["s5"].to_dict())
    assert len(short) == 16
    assert short["low"].notna().all()
