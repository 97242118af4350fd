"""What was written into deals on which day: stage, amount, expected close, owner.

Every entry rests on what was known on its day. Entries: deal (place), day, hour, field, value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.demo.base.streams import stream
from salesnb.demo.base.workdays import DAY, between, on_workday
from salesnb.demo.deals.courses import Courses, members, staff
from salesnb.demo.truths.truth import Truth

STAGES = ("prospecting", "qualified", "proposal", "negotiation")
MOST_SLIPS = 16


@dataclass(frozen=True)
class Histories:
    """What each deal began with, one column per field, and every entry that changed it."""

    first: pd.DataFrame
    changes: pd.DataFrame


@dataclass(frozen=True)
class _Days:
    """When deals were begun, closed and first negotiated (NaT where they never were)."""

    created: np.ndarray
    closed: np.ndarray
    near: np.ndarray


def histories(truth: Truth, course: Courses) -> Histories:
    """Return the histories of deals to their end, also what is written after the export."""
    rng = stream(truth.seed, "deal histories")
    deals = course.deals
    created, closed = (
        deals[name].to_numpy().astype("datetime64[D]") for name in ("created_on", "closed_on")
    )
    stages = _stages(rng, truth, deals, (created, closed))
    negotiated = stages[stages["value"] == "negotiation"].set_index("deal")["day"]
    near = negotiated.reindex(range(len(deals))).to_numpy().astype("datetime64[D]")
    days = _Days(created, closed, near)
    amount, resized = _amounts(rng, truth, deals, days)
    owner, handed = _owners(rng, truth, deals, days)
    expected, slipped = _closes(rng, truth, days, deals["is_tender"].to_numpy())
    first = {"stage": STAGES[0], "amount": amount, "expected_close_on": expected, "rep_id": owner}
    changes = [stages, resized, slipped, handed]
    return Histories(pd.DataFrame(first), pd.concat(changes, ignore_index=True))


def _entries(field: str, deal: np.ndarray, day: np.ndarray, value: object) -> pd.DataFrame:
    days = np.asarray(day).astype("datetime64[s]")
    return pd.DataFrame({"deal": deal, "day": days, "field": field, "value": value})


def _stages(
    rng: np.random.Generator, truth: Truth, deals: pd.DataFrame, span: tuple[np.ndarray, np.ndarray]
) -> pd.DataFrame:
    """Return the steps of each deal: one after the other if won, lost after one to four."""
    created, closed = span
    n, most = len(deals), len(STAGES)
    lost = 1 + rng.choice(most, n, p=truth.deals.lost_after)
    n_steps = np.where(deals["is_won"], most, lost)
    step = np.arange(1, most + 1)
    part = np.where(step < n_steps[:, None], rng.random((n, most)), 1.0)
    part.sort(axis=1)
    length = (closed - created).astype("int64")
    day = created[:, None] + np.floor(part * length[:, None]).astype("int64").astype(DAY)
    day = on_workday(day, roll="backward")
    deal, place = np.nonzero(step <= n_steps[:, None])
    is_last = place + 1 == n_steps[deal]
    value = np.array([*STAGES[1:], ""], dtype="object")[place]
    value = np.where(is_last, np.where(deals["is_won"].to_numpy()[deal], "won", "lost"), value)
    table = _entries("stage", deal, day[deal, place], value)
    return table.assign(hour=11 + place)


def _amounts(
    rng: np.random.Generator, truth: Truth, deals: pd.DataFrame, days: _Days
) -> tuple[list[str], pd.DataFrame]:
    """Return the first amount of each deal as text, and the changes that lead to its last one."""
    belief, n = truth.belief, len(deals)
    last = deals["amount"].to_numpy()
    n_changes = rng.choice(len(belief.amount_changes), n, p=belief.amount_changes)
    over = rng.lognormal(belief.amount_over, belief.amount_over_sd, (n, 2))
    before = np.maximum(1000.0, (last[:, None] * over).round(-3))
    first = np.where(n_changes > 0, before[:, 0], last)
    second = np.where(n_changes > 1, before[:, 1], last)
    start = on_workday(days.created + np.timedelta64(1, "D"))
    day = np.sort([between(rng, start, days.closed) for _ in range(2)], axis=0)
    parts = []
    for k, (old, new) in enumerate(((first, second), (second, last))):
        at = np.flatnonzero((k < n_changes) & (old != new))
        text = [f"{one:.2f}" for one in new[at]]
        parts.append(_entries("amount", at, day[k][at], text).assign(hour=9 + k))
    return [f"{one:.2f}" for one in first], pd.concat(parts)


def _owners(
    rng: np.random.Generator, truth: Truth, deals: pd.DataFrame, days: _Days
) -> tuple[np.ndarray, pd.DataFrame]:
    """Return the first owner of each deal, and the few that were handed over."""
    last = deals["rep_id"].to_numpy("object")
    drawn = members(staff(truth), deals["region_id"], rng.integers(0, 10_000, len(deals)))
    first = np.where(rng.random(len(deals)) < truth.belief.handed_share, drawn, last)
    at = np.flatnonzero(first != last)
    start = on_workday(days.created + np.timedelta64(1, "D"))
    day = between(rng, start, days.closed)
    return first, _entries("rep_id", at, day[at], last[at]).assign(hour=8)


def _closes(
    rng: np.random.Generator, truth: Truth, days: _Days, is_announced: np.ndarray
) -> tuple[np.ndarray, pd.DataFrame]:
    """Return when each deal was first expected to close, and each time that was put off.

    Reps expect a share of the usual length, put a passed date off, and look again when they begin
    to negotiate. None of it rests on the day on which the deal will close; only that of a public
    tender is announced.
    """
    belief, deals, n = truth.belief, truth.deals, len(days.created)
    usual = belief.length * (deals.cycle_least + deals.cycle_shape * deals.cycle_scale)
    wait = np.round(usual * rng.lognormal(0, belief.length_sd, n)).astype("int64")
    first = on_workday(days.created + np.maximum(wait, 3).astype(DAY))
    first = np.where(is_announced, days.closed, first)
    expected, changed = first.copy(), days.created.copy()
    parts = []
    for _ in range(MOST_SLIPS):
        day = on_workday(expected + rng.integers(-3, 6, n).astype(DAY))
        day = np.maximum(day, on_workday(changed + np.timedelta64(1, "D")))
        is_near = (days.near > changed) & (days.near < day)
        day = np.where(is_near, days.near, day)
        mean = np.where(is_near, belief.near_days, belief.slip_days)
        later = on_workday(day + (5 + rng.exponential(mean - 5)).astype("int64").astype(DAY))
        at = np.flatnonzero((day < days.closed) & ~is_announced & (later != expected))
        text = np.datetime_as_string(later[at], unit="D")
        parts.append(_entries("expected_close_on", at, day[at], text))
        expected, changed = later, day
    return np.datetime_as_string(first, unit="D"), pd.concat(parts).assign(hour=8)
