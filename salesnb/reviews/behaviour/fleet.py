"""What all kinds of behaviour share: spans, exact tails, and who stands out among all actors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import betainc, ndtri
from scipy.stats import false_discovery_control

from salesnb.months import Month

Frames = Mapping[str, pd.DataFrame]
Array = np.ndarray
LIKELY = 0.5  # chance above which nobody can be called anything: rows are not kept
POWER = 0.8  # chance with which the smallest visible effect would have been seen
ACTORS = [
    *("actor_id", "reason", "since", "n_months", "observed", "expected", "excess", "amount"),
    *("n_found", "n_looked_at", "p_value", "p_left", "unit", "least", "explanation"),
]
NUMBERS = ["observed", "expected", "excess", "amount", "p_value", "p_left", "unit", "least"]
ROWS = [
    *("actor_id", "row_kind", "month", "day", "customer_id", "reference_id", "other_id"),
    *("observed", "expected", "amount", "mark"),
]


@dataclass(frozen=True)
class Found:
    """One kind of behaviour: a row per actor (`ACTORS`), and the rows behind them (`ROWS`).

    `reason` says why an actor could not be judged, '' where it was. `p_value` is the chance of as
    much by chance alone, `p_left` the same once what the tables explain is taken out. `excess` is
    observed less expected, `unit` its standard error, `least` what is let pass. Rows are those of
    actors whose `p_value` is at most `LIKELY`.
    """

    actors: pd.DataFrame
    rows: pd.DataFrame


def actors_of(columns: Mapping[str, object]) -> pd.DataFrame:
    """Return a frame of `ACTORS`; what is not given is empty."""
    found = pd.DataFrame(columns).reindex(columns=ACTORS)
    texts = {one: _text(found[one]) for one in ("reason", "since", "explanation")}
    counts = {one: found[one].fillna(0) for one in ("n_months", "n_found", "n_looked_at")}
    whole = {name: one.astype("int64") for name, one in counts.items()}
    numbers = {one: found[one].astype("float64") for one in NUMBERS}
    who = found["actor_id"].astype("str")
    return found.assign(actor_id=who, **texts, **whole, **numbers)


def rows_of(columns: Mapping[str, object]) -> pd.DataFrame:
    """Return a frame of `ROWS`; what is not given is empty."""
    found = pd.DataFrame(columns).reindex(columns=ROWS)
    texts = ("actor_id", "row_kind", "month", "customer_id", "reference_id", "other_id", "mark")
    named = {one: _text(found[one]) for one in texts}
    numbers = {one: found[one].astype("float64") for one in ("observed", "expected", "amount")}
    return found.assign(day=pd.to_datetime(found["day"]), **named, **numbers)


def _text(values: pd.Series) -> pd.Series:
    return values.astype("object").where(values.notna(), "").astype("str")


def at_least(found: Array, n: Array, chance: Array) -> Array:
    """Return the chance of `found` or more among `n` where each comes with `chance`.

    The binomial tail by the incomplete beta function, so that numbers need not be whole (those of
    orders that come in clusters count for less than they are).
    """
    found, n, chance = (np.asarray(one, float) for one in (found, n, chance))
    is_some = (found > 0) & (n > 0)
    safe = np.where(is_some, found, 1.0)
    rest = np.maximum(np.where(is_some, n - found + 1, 1.0), 1e-9)
    return np.where(is_some, betainc(safe, rest, np.clip(chance, 0.0, 1.0)), 1.0)


def months_before(months: pd.Series, month: Month) -> pd.Series:
    """Return how many months each (YYYY-MM) lies before `month`, 0 for itself."""
    known = {one: month.ordinal - Month.parse(str(one)).ordinal for one in months.unique()}
    return months.map(known).astype("int64")


def month_of(days: pd.Series) -> pd.Series:
    """Return the month of each day, written YYYY-MM."""
    number = (days.dt.year * 12 + days.dt.month - 1).to_numpy()
    known, place = np.unique(number, return_inverse=True)
    names = np.array([f"{one // 12:04d}-{one % 12 + 1:02d}" for one in known], dtype=object)
    return pd.Series(names[place], days.index, dtype="str")


def judged(actors: pd.DataFrame, rate: float) -> pd.DataFrame:
    """Return actors with `q_value`, `q_left`, `state` and `least_seen`.

    q values are those of Benjamini and Hochberg (J. of the Royal Statistical Society B 1995) over
    all who were judged. state: `suspect` (stands out by what nothing explains), `explained` (by
    what the tables explain), `clear`, `not_judged`. `least_seen`: the excess that would have stood
    out with a chance of `POWER`.
    """
    is_judged = actors["reason"] == ""
    q = {name: _adjusted(actors[name].where(is_judged)) for name in ("p_value", "p_left")}
    is_out = {name: (one <= rate).to_numpy() for name, one in q.items()}
    has_reason = actors["p_left"] > actors["p_value"]
    states = [
        ~is_judged.to_numpy(),
        is_out["p_left"],
        is_out["p_value"] & has_reason.to_numpy(),
    ]
    words = [np.array(one) for one in ("not_judged", "suspect", "explained")]
    state = np.select(states, words, np.array("clear"))
    asked = max(rate / max(int(is_judged.sum()), 1), _largest(actors["p_left"][is_out["p_left"]]))
    seen = actors["least"] + float(ndtri(POWER) - ndtri(asked)) * actors["unit"]
    return actors.assign(
        q_value=q["p_value"],
        q_left=q["p_left"],
        state=state,
        least_seen=seen.where(is_judged),
    )


def _adjusted(p: pd.Series) -> pd.Series:
    known = p.dropna()
    if known.empty:
        return p.astype(float)
    q = false_discovery_control(known.to_numpy().clip(0.0, 1.0), method="bh")
    return pd.Series(q, known.index).reindex(p.index)


def _largest(p: pd.Series) -> float:
    return float(p.max()) if len(p) else 0.0
