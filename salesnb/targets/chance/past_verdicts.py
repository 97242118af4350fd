"""Whether probabilities of months, quarters and years held in the firm's own past, by dimension."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from salesnb.members import TOTAL
from salesnb.methods.calibration import rate, reliability
from salesnb.targets.chance.own_past import past_statements, verdict
from salesnb.targets.chance.period_errors import errors_of_period, moving_groups
from salesnb.targets.chance.plan_nodes import Plan

UNPROVEN = "unproven"
SHOWN = {"holds": "shown", "fails": "fails", "too_short": UNPROVEN}
VERDICTS = ["kind", "dimension", "n", "n_origins", "n_independent", "error", "by_chance", "brier"]
VERDICTS += ["base_rate", "state"]
RELIABILITY = ["kind", "scope", "bin", "n", "n_origins", "stated", "came_true", "low", "high"]
BINS = 10
SURE = 1.96


def statements(plan: Plan, dimensions: list[str], kind: str) -> pd.DataFrame:
    """Return what would have been stated of the first open period of a kind at earlier origins.

    `length` is how many open months the period has.
    """
    own = plan.periods[(plan.periods["kind"] == kind) & (plan.periods["n_open"] > 0)]
    found = []
    for period in own.head(1).to_dict("records"):
        for one in dimensions:
            past = errors_of_period(plan, one, period)[0].known()
            if len(past.nodes):
                groups = moving_groups(plan, one, past.nodes["node"].tolist())
                said = past_statements(
                    past.actual,
                    past.forecast,
                    past.usual,
                    length=past.length,
                    lag=past.lag,
                    groups=groups,
                )
                found.append(said.assign(dimension=one, length=past.length))
    columns = ["origin", "cell", "factor", "stated", "came_true", "dimension", "length"]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)


def verdicts(said: Mapping[str, pd.DataFrame], main: str) -> pd.DataFrame:
    """Return the verdict of each kind of period, on the total and on the nodes of a dimension."""
    rows = []
    for kind, table in said.items():
        of_total = (table["dimension"] == main) & (table["cell"] == -1)
        parts = {TOTAL: table[of_total]}
        of_nodes = table[table["cell"] != -1]
        parts |= {str(one): rest for one, rest in of_nodes.groupby("dimension", sort=False)}
        rows += [
            verdict(part, length=int(part["length"].max()) if len(part) else 1).assign(
                kind=kind, dimension=name
            )
            for name, part in parts.items()
        ]
    found = pd.concat([one for one in rows if one["n"].iloc[0]] or rows[:1], ignore_index=True)
    return found.loc[found["n"] > 0, VERDICTS]


def states(judged: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return what may be said of each kind of period and dimension."""
    keys = zip(judged["kind"].astype(str), judged["dimension"].astype(str), strict=True)
    return {key: state_of(rests_on(judged, *key)) for key in keys}


def rests_on(judged: pd.DataFrame, kind: str, dimension: str) -> dict[Any, Any] | None:
    """Return the verdict that decides on a kind of period and dimension; None where none can.

    Few years do not overlap: a year's probabilities are shown where its own test does not speak
    against them and those of quarters held.
    """
    own = judged[judged["dimension"] == dimension].set_index("kind", drop=False).to_dict("index")
    found = own.get(kind)
    if kind != "year" or found is None or found["state"] != "holds":
        return found
    quarter = own.get("quarter")
    return found if quarter is not None and quarter["state"] == "holds" else quarter


def state_of(verdict: Mapping[Any, Any] | None) -> str:
    """Return what may be said after a verdict: shown, fails or unproven."""
    return UNPROVEN if verdict is None else SHOWN[verdict["state"]]


def reliabilities(said: Mapping[str, pd.DataFrame], main: str) -> pd.DataFrame:
    """Return per kind of period and scope (nodes, total) the bins of stated probabilities."""
    rows = []
    for kind, table in said.items():
        of_total = table[(table["dimension"] == main) & (table["cell"] == -1)]
        for scope, part in (("nodes", table[table["cell"] != -1]), (TOTAL, of_total)):
            if len(part):
                rows.append(_binned(part).assign(kind=kind, scope=scope))
    return pd.concat(rows)[RELIABILITY] if rows else pd.DataFrame(columns=RELIABILITY)


def _binned(part: pd.DataFrame) -> pd.DataFrame:
    """Return the bins of some statements; errors count origins, as one origin's luck is shared."""
    table = reliability(part["stated"], part["came_true"], n_bins=BINS)
    place = np.minimum((part["stated"].to_numpy(float) * BINS).astype(int), BINS - 1)
    rates = [
        rate(part["came_true"].to_numpy(float)[place == one], times=part["origin"][place == one])
        for one in (table["low"] * BINS).round().astype(int)
    ]
    off = SURE * np.array([one.error for one in rates])
    return table.assign(
        bin=[f"b{round(low * BINS)}" for low in table["low"]],
        n_origins=[one.n_times for one in rates],
        low=np.clip(table["came_true"] - off, 0, 1),
        high=np.clip(table["came_true"] + off, 0, 1),
    )
