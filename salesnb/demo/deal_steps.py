"""How deals moved on: the lever, the next step, who competes, and what of them was changed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from salesnb.demo import masters, names
from salesnb.demo.streams import stream
from salesnb.demo.truth import Truth

DAY = "timedelta64[D]"
LEVERS = ("profit", "service", "help", "other")
RIVAL_KNOWN = 0.7  # share of won and open deals of which the main competitor is known
NEXT_STEPS = {
    "prospecting": ("Find out who decides 了解决策人", "First meeting 首次拜访"),
    "qualified": ("Send samples 寄送样品", "Visit with an engineer 与工程师同访"),
    "proposal": ("Answer on terms 答复付款条件", "Present the savings 讲解节省测算"),
    "negotiation": ("Final price talk 最终价格谈判", "Review of the contract 合同评审"),
}
CHANGES = "opportunity_id changed_at changed_on field old_value new_value rep_id"
SLIPS = (0.55, 0.27, 0.13, 0.05)  # chance of none, one, two, three changes of the expected close
RESIZED = (0.65, 0.27, 0.08)  # ... of the amount
HANDED = 0.06  # share of deals that had another owner before


def with_steps(truth: Truth, deals: pd.DataFrame) -> pd.DataFrame:
    """Return the deals with lever, next step of open ones, and rivals of won and open ones.

    The lever is planted: `truth.deals` states how often each moved deals that were won or lost.
    """
    rng = stream(truth.seed, "deal steps")
    n, stage = len(deals), deals["stage"].to_numpy()
    table = deals.copy()
    won, lost = (rng.choice(LEVERS, n, p=p) for p in _lever_shares(truth))
    table["lever"] = np.where(stage == "won", won, lost)
    rival = rng.choice([one for one, *_ in names.COMPETITORS], n)
    is_known = rng.random(n) < RIVAL_KNOWN
    found = pd.Series(rival, table.index).where(is_known, None)
    table["competitor_id"] = table["competitor_id"].where(stage == "lost", found)
    place = rng.integers(0, 2, n)
    said = [
        NEXT_STEPS[s][k] if s in NEXT_STEPS else None for s, k in zip(stage, place, strict=True)
    ]
    table["next_step"] = said
    day = np.datetime64(truth.exported_on) + rng.integers(-10, 30, n).astype(DAY)
    planned = np.maximum(day, table["created_on"].to_numpy().astype("datetime64[D]"))
    table["next_step_on"] = pd.Series(planned, table.index).where(table["next_step"].notna())
    return table


def _lever_shares(truth: Truth) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return truth.deals.lever_shares_won, truth.deals.lever_shares_lost


def further_changes(truth: Truth, deals: pd.DataFrame) -> pd.DataFrame:
    """Return changes of amount, expected close and owner, each ending at the deal's present state.

    They lie between a deal's creation and its close, or the export where it is open.
    """
    rng = stream(truth.seed, "opportunity_changes further")
    staff = _staff(truth)
    rows: list[tuple] = []
    end = np.datetime64(truth.exported_on)
    last = deals["closed_on"].fillna(end)
    columns = ["opportunity_id", "created_on", "amount", "expected_close_on", "rep_id", "region_id"]
    dealt: list[Any] = list(deals[columns].itertuples(index=False))
    for deal, until in zip(dealt, last, strict=True):
        histories = {
            "amount": _amounts(rng, deal.amount),
            "expected_close_on": _closes(rng, deal.created_on, deal.expected_close_on),
            "rep_id": _owners(rng, deal.rep_id, staff[deal.region_id]),
        }
        for field, values in histories.items():
            rows += _dated(rng, deal, until, (field, values))
    table = pd.DataFrame(rows, columns=CHANGES.split())
    return table.sort_values(["opportunity_id", "changed_at", "field"], ignore_index=True)


def _staff(truth: Truth) -> dict[str, list[str]]:
    people = masters.reps(truth)
    here = people[people["left_on"].isna()]
    return {str(region): own["rep_id"].tolist() for region, own in here.groupby("region_id")}


def _amounts(rng: np.random.Generator, now: float) -> list[str]:
    """Return the amounts of a deal, first to last; the last is the present one."""
    factors = rng.lognormal(0.1, 0.3, int(rng.choice(len(RESIZED), p=RESIZED)))
    return [*(f"{round(now * one, -2):.2f}" for one in factors), f"{now:.2f}"]


def _closes(rng: np.random.Generator, created: pd.Timestamp, now: pd.Timestamp) -> list[str]:
    """Return the days on which a deal was expected to close; each change puts it off."""
    steps = rng.integers(7, 40, int(rng.choice(len(SLIPS), p=SLIPS)))
    before = [now - pd.Timedelta(days=int(days)) for days in np.cumsum(steps)[::-1]]
    return [f"{min(max(one, created), now):%Y-%m-%d}" for one in [*before, now]]


def _owners(rng: np.random.Generator, now: str, team: list[str]) -> list[str]:
    """Return who worked on a deal, first to last; mostly one rep all the time."""
    others = [one for one in team if one != now]
    is_handed = bool(others) and rng.random() < HANDED
    return [others[int(rng.integers(len(others)))], now] if is_handed else [now]


def _dated(
    rng: np.random.Generator,
    deal: Any,
    until: pd.Timestamp,
    history: tuple[str, list[str]],
) -> list[tuple]:
    """Return the changes between neighbouring values of a field, on days of their own."""
    field, values = history
    pairs = [(old, new) for old, new in pairwise(values) if old != new]
    length = max((until - deal.created_on).days, 1)
    if len(pairs) > length:
        pairs = pairs[-length:]
    days = np.sort(rng.choice(length, len(pairs), replace=False)) + 1
    found = []
    for (old, new), after in zip(pairs, days, strict=True):
        day = min(deal.created_on + pd.Timedelta(days=int(after)), until)
        at = f"{day:%Y-%m-%d} 09:00:00"
        found.append((deal.opportunity_id, at, day, field, old, new, deal.rep_id))
    return found
