"""All that 11_deals computes: a function per section, in the order of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import pandas as pd

from salesnb.deals import effects as past
from salesnb.deals import large_numbers, persistence, pipeline, plays, stages, tested, worth
from salesnb.deals.ground import Ground, ground_of
from salesnb.members import TOTAL

__all__ = ["bring_together", "ground_of", "judge_deals", "plan_deals", "show_pipeline", "try_rule"]
Frames = dict[str, pd.DataFrame]
WINDOWS = {1: "next_month", 3: "quarter", 12: "year"}
FORECAST = """opportunity_id customer_id lead_id rep_id region_id product_group stage amount
    weighted win_chance won_quarter months_left closes_in created_on expected_close_on
    months_open n_touches slip n_slips margin margin_basis expected_margin hours_so_far
    hours_ahead hour_cost effort worth most_hours lever advice better_lever lever_gain
    too_early too_late step next_step next_step_on next_play next_play_zh"""

COPIED = "customer_id lead_id region_id product_group lever next_step created_on next_step_on"
PROMISED = """target deal_share needed mean safe low high short_mean short_safe new_needed basis
    issued_month"""


class Issued(Protocol):
    """A plan that was issued before, with its month."""

    @property
    def month(self) -> object: ...

    @property
    def frame(self) -> pd.DataFrame: ...


def show_pipeline(ground: Ground, issued: Issued | None) -> Frames:
    """Return `measured`, `accounted` and `stages`: what is open, and whether it is enough."""
    targets = _targets(ground, issued)
    return {
        "measured": _whole(pipeline.measure(ground, targets)),
        "accounted": pipeline.account(ground),
        "stages": stages.show_stages(ground),
    }


def try_rule(ground: Ground) -> Frames:
    """Return `tested` and `reliability`: whether earlier statements of the same rule came true."""
    return tested.judge(tested.state_earlier(ground.learnt))


def judge_deals(ground: Ground, decided: pd.DataFrame) -> Frames:
    """Return `deal_forecast` (a row per open deal), `late`, `effects` and `advised`.

    `decided`: the plays of `plan/plays.toml`.
    """
    effects = past.study_effects(ground.history, ground.facts)
    valued = worth.value_deals(ground)
    advice = persistence.advise(ground, valued, effects)
    forecast = _forecast(ground, valued, advice, decided)
    return {
        "deal_forecast": forecast,
        "late": persistence.late_wins(ground),
        "effects": effects,
        "advised": _advised(forecast),
    }


def _forecast(
    ground: Ground, valued: pd.DataFrame, advice: pd.DataFrame, decided: pd.DataFrame
) -> pd.DataFrame:
    rows = ground.open
    own = ground.history.deals.reindex(rows["opportunity_id"])
    found = rows.drop(columns=["lever", "product_group"], errors="ignore").assign(
        win_chance=ground.win_chance,
        weighted=rows["amount"] * ground.win_chance,
        won_quarter=ground.won[:, :3].sum(axis=1),
        months_left=ground.months_left,
        closes_in=_closes_in(ground),
        months_open=rows["age"],
        slip=pipeline.slipped(ground),
        step=plays.step_states(ground),
    )
    for column in COPIED.split():
        found[column] = own[column].to_numpy()
    parts = [valued.drop(columns="opportunity_id"), advice.drop(columns="opportunity_id")]
    parts.append(plays.next_plays(ground, decided, advice["better_lever"]))
    both = pd.concat([found, *(one.reset_index(drop=True) for one in parts)], axis=1)
    return both[FORECAST.split()]


def _closes_in(ground: Ground) -> list[str]:
    """Return the month by which each open deal is likelier closed than not ('' beyond the last)."""
    by = np.cumsum(ground.won + ground.lost, axis=1) >= 0.5
    first = np.where(by.any(axis=1), by.argmax(axis=1) + 1, 0) if by.size else np.array([], int)
    return [str(ground.month + int(k)) if k else "" for k in first]


def _advised(forecast: pd.DataFrame) -> pd.DataFrame:
    """Return what is advised, counted: deals, amounts, and what both mistakes would cost."""
    sums = ["amount", "expected_margin", "effort", "worth", "lever_gain", "too_early", "too_late"]
    grouped = forecast.groupby("advice")
    return grouped[sums].sum().assign(n_deals=grouped.size()).reset_index()


def bring_together(ground: Ground, issued: Issued | None, *, confidence: float) -> Frames:
    """Return `brings` (what open deals bring by window), `luck` and `promised` (next to the plan).

    `issued`: the plan as it was last issued, None without one.
    """
    shared = large_numbers.shared_luck(ground.learnt, ground.rule)
    amounts = np.nan_to_num(ground.open["amount"].to_numpy(float))
    held = large_numbers.Pipeline(amounts, ground.won, ground.lost)
    brings = large_numbers.bring(held, shared, confidence=confidence)
    brings = brings.assign(window=brings["months"].map(WINDOWS))
    luck = {"correlation": shared.value, "low": shared.low, "high": shared.high}
    luck |= {"n_cohorts": shared.n_cohorts, "n_closed": len(ground.learnt.closings)}
    return {
        "brings": brings,
        "luck": _whole(pd.DataFrame([luck])),
        "promised": _whole(_promised(ground, issued, brings)),
    }


def _promised(ground: Ground, issued: Issued | None, brings: pd.DataFrame) -> pd.DataFrame:
    """Return what deals must bring by the plan in the quarter ahead, beside what they do bring."""
    columns = PROMISED.split()
    quarter = brings[brings["months"] == pipeline.QUARTER]
    measured = pipeline.measure(ground, _targets(ground, issued)).iloc[0]
    if quarter.empty or not np.isfinite(measured["needed"]):
        return pd.DataFrame(columns=columns)
    own = quarter.iloc[0]
    row = {name: measured[name] for name in ("target", "deal_share", "needed")}
    row |= {name: own[name] for name in ("mean", "safe", "low", "high")}
    row["short_mean"] = max(row["needed"] - row["mean"], 0.0)
    row["short_safe"] = max(row["needed"] - row["safe"], 0.0)
    row["new_needed"] = row["short_mean"] / row["needed"]
    row["basis"] = "issued" if issued is not None else "stated"
    row["issued_month"] = str(issued.month) if issued is not None else ""
    return pd.DataFrame([row], columns=columns)


def plan_deals(
    ground: Ground,
    judged: Frames,
    decided: pd.DataFrame,
    issued: Mapping[str, pd.DataFrame],
) -> Frames:
    """Return `plays`, `steps`, `depending` and `dependence`: how deals are moved on, and by whom.

    `issued`: `customer_research` of earlier months, as issued.
    """
    depending, dependence = plays.depend(ground, issued)
    return {
        "plays": plays.show_plays(ground, decided, judged["effects"]),
        "steps": plays.count_steps(ground),
        "depending": depending,
        "dependence": _whole(dependence),
    }


def _whole(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of one row with its key."""
    return frame.assign(scope=TOTAL)


def _targets(ground: Ground, issued: Issued | None) -> dict[str, float]:
    frame = None if issued is None else issued.frame
    return pipeline.targets_ahead(frame, ground.facts["issued_targets"], ground.month)
