"""Is a new type of user emerging? A share that was small and rises, beyond what chance makes.

Each type's share of leads is held against ramps that begin in different months. New can be what was
`SMALL` in the first half of the months; the largest standardised rise over all such types and
beginnings is compared with the same maximum in companies without any rise, drawn with this
company's counts and looked through in the same way. So the claim is false in one of twenty, however
many types there are. More scatter than chance makes from month to month widens what must be seen.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.months import Month

Array = NDArray[np.float64]
WINDOW = 60  # months of leads that are looked at
EARLIEST, LATEST, EVERY = 30, 6, 3  # months back in which a rise may begin
LEAST_LEADS, LEAST_OF_TYPE = 60, 8
DRAWS, SEED = 999, 20
LEVEL = 0.05
SMALL = 0.5  # of an equal share of all types: less than that was new
RISE = 1.5  # by which the share must have risen
RECENT = 6  # months that tell the share now
POWER = 1.1  # standard errors more in each of two, to see a rise four times in five
FAR = 1e6  # standard errors: no type of a group was there to rise
ROUNDS = 40  # in which the smallest such rise is narrowed down
COLUMNS = [
    *("segment", "n_leads", "n_recent", "was_small", "share_before", "share_now", "since", "rise"),
    *("chance", "visible", "verdict"),
]


def monthly_types(leads: pd.DataFrame, *, month: Month, window: int = WINDOW) -> pd.DataFrame:
    """Return leads by segment and month of the window: segment, month, n, n_all, share.

    Months before the first lead with a segment are left out; leads without one do not count.
    """
    own = leads[leads["segment"] != ""]
    known = own["created_on"].dt.strftime("%Y-%m")
    months = [str(month - back) for back in range(window - 1, -1, -1)]
    first = known.min() if len(own) else ""
    months = [one for one in months if len(own) and one >= first]
    counts = pd.crosstab(known, own["segment"]).reindex(months, fill_value=0)
    counts.index.name, counts.columns.name = "month", "segment"
    table = counts.reset_index().melt("month", value_name="n") if counts.size else _no_months()
    table = table.sort_values(["month", "segment"], ignore_index=True)
    table["n_all"] = table["month"].map(counts.sum(axis=1)).astype("int64")
    table["share"] = table["n"] / table["n_all"].where(table["n_all"] > 0)
    return table


def _no_months() -> pd.DataFrame:
    return pd.DataFrame(columns=["month", "segment", "n"]).astype({"n": "int64"})


def emerging_types(by_month: pd.DataFrame, *, draws: int = DRAWS) -> pd.DataFrame:
    """Return one row per segment: how its share moved, and whether it is an emerging type.

    was_small (so that it can be new), since (month in which the rise begins that fits best),
    share_before it and in the last `RECENT` months, rise (standardised), chance (that no company
    without a rise shows one as large, over all types), visible (the share of these months to which
    it must rise from the share before to be told with 80 %, by all that the verdict asks; missing
    where no share would do), verdict: `emerging`, `grows` (large before), `none`, `few`. No rows
    where leads name no segment.
    """
    if by_month.empty:
        return pd.DataFrame(columns=COLUMNS)
    wide = by_month.pivot(index="month", columns="segment", values="n").fillna(0)
    counts = wide.to_numpy(float)
    total = counts.sum(axis=1)
    n_months = len(total)
    begins = np.arange(max(n_months - EARLIEST, 1), n_months - LATEST + 1, EVERY)
    is_known = (counts.sum(axis=0) >= LEAST_OF_TYPE) & (total.sum() >= LEAST_LEADS)
    if not len(begins) or not is_known.any() or len(wide.columns) < 2:
        return _unjudged(wide)
    ramps = _ramps(total, begins)
    scatter = float(_scatter(counts[None], total)[0])
    rises = _rises(counts[None], total, ramps)[0] / scatter
    best, highest = rises.argmax(axis=1), rises.max(axis=1)
    is_new = _was_small(counts[None], total)[0]
    of_new, of_others = _drawn_highest(counts, total, ramps, draws=draws, known=is_known)
    drawn = np.where(is_new, of_new[:, None], of_others[:, None])
    chance = (1 + (drawn >= highest).sum(axis=0)) / (draws + 1)
    asked = np.maximum(np.quantile(drawn, 1 - LEVEL, axis=0), 0.0)
    seen = _visible(counts, total, begins[best], asked, scatter)
    judged = pd.DataFrame({"rise": highest, "chance": chance, "visible": seen})
    judged = judged.where(pd.Series(is_known), np.nan)
    return _told(wide, begins[best], judged, is_new)


def _ramps(total: Array, begins: NDArray[np.int64]) -> Array:
    """Return rises from nought at each beginning to one in the last month, less their means."""
    at = np.arange(len(total))
    ramps = np.maximum(at - begins[:, None] + 1, 0) / (len(total) - begins[:, None])
    return ramps - (ramps @ total / total.sum())[:, None]


def _rises(counts: Array, total: Array, ramps: Array) -> Array:
    """Return the standardised rise of counts (draws, months, types): (draws, types, beginnings)."""
    share = counts.sum(axis=1) / total.sum()
    size = (ramps**2 @ total)[None, None, :]
    spread = np.sqrt(np.maximum(share * (1 - share), 1e-12)[:, :, None] * size)
    return np.einsum("dmt,bm->dtb", counts, ramps) / spread


def _scatter(counts: Array, total: Array) -> Array:
    """Return by how much months scatter more than chance makes, at least 1, over all types.

    `counts` are (draws, months, types); told from month to month, so that a rise is no scatter.
    """
    n = np.where(total > 0, total, np.nan)
    share = counts / n[None, :, None]
    usual = (counts.sum(axis=1) / total.sum())[:, None, :]
    steps = np.diff(share, axis=1) ** 2
    expected = usual * (1 - usual) * (1 / n[1:] + 1 / n[:-1])[None, :, None]
    ratio = np.nansum(steps, axis=(1, 2)) / np.nansum(expected, axis=(1, 2))
    return np.asarray(np.sqrt(np.maximum(ratio, 1.0)))


def _was_small(counts: Array, total: Array) -> NDArray[np.bool_]:
    """Return which types (draws, types) had less than `SMALL` of an equal share at first."""
    half = max(len(total) // 2, 1)
    before = counts[:, :half].sum(axis=1) / max(total[:half].sum(), 1.0)
    return np.asarray(before < SMALL / counts.shape[2])


def _drawn_highest(
    counts: Array, total: Array, ramps: Array, *, draws: int, known: NDArray[np.bool_]
) -> tuple[Array, Array]:
    """Return the largest rises in companies whose shares do not move: of small types, of others.

    Each is treated as the company is, its scatter and its choice of small types included.
    """
    rng = np.random.default_rng(SEED)
    share = counts.sum(axis=0) / counts.sum()
    made = rng.multinomial(total.astype("int64"), share, size=(draws, len(total))).astype(float)
    rises = _rises(made, total, ramps).max(axis=2) / _scatter(made, total)[:, None]
    is_new = _was_small(made, total)
    groups = (known & is_new, known & ~is_new)
    first, second = (np.where(one, rises, -FAR).max(axis=1) for one in groups)
    return np.asarray(first), np.asarray(second)


def _visible(
    counts: Array, total: Array, begins: NDArray[np.int64], asked: Array, scatter: float
) -> Array:
    """Return the share of the last months to which each type must rise to be told with 80 %.

    From its share before its best beginning, along a ramp: so far that its standardised rise
    exceeds `asked`, and what is counted now `RISE` times what was before, each with that power.
    """
    at = np.arange(len(total))
    rise = np.maximum(at - begins[:, None] + 1, 0) / (len(total) - begins[:, None])
    part = total / total.sum()
    size = (rise - (rise @ part)[:, None]) ** 2 @ total
    now = rise[:, -RECENT:] @ total[-RECENT:] / max(total[-RECENT:].sum(), 1.0)
    n_now, n_before = max(total[-RECENT:].sum(), 1.0), np.cumsum(total)[begins - 1]
    before = np.array([counts[:b, i].sum() for i, b in enumerate(begins)]) / n_before
    low, high = np.zeros(len(begins)), (1 - before) / np.maximum(now, 1e-9)
    for _ in range(ROUNDS):
        step = (low + high) / 2
        mean, recent = before + step * (rise @ part), before + step * now
        told = step * np.sqrt(size) >= scatter * (asked + POWER) * np.sqrt(mean * (1 - mean))
        noise = recent * (1 - recent) / n_now + RISE**2 * before * (1 - before) / n_before
        told &= recent - RISE * before >= scatter * POWER * np.sqrt(noise)
        low, high = np.where(told, low, step), np.where(told, step, high)
    return np.where(before + high * now < 1 - 1e-6, before + high * now, np.nan)


def _told(
    wide: pd.DataFrame, begins: NDArray[np.int64], judged: pd.DataFrame, is_new: NDArray[np.bool_]
) -> pd.DataFrame:
    """Return what is told of each type; `judged` has rise, chance and visible, missing of few."""
    counts, total = wide.to_numpy(float), wide.to_numpy(float).sum(axis=1)
    before = np.array([counts[:b, i].sum() / total[:b].sum() for i, b in enumerate(begins)])
    recent = counts[-RECENT:].sum(axis=0)
    now = recent / max(total[-RECENT:].sum(), 1.0)
    is_few = judged["rise"].isna().to_numpy()
    is_risen = (judged["chance"] <= LEVEL).to_numpy() & (now >= RISE * before)
    cases = [is_few, is_risen & ~is_new, is_risen]
    found = {
        "segment": wide.columns.to_numpy(object),
        "n_leads": counts.sum(axis=0).astype(int),
        "n_recent": recent.astype(int),
        "was_small": is_new,
        "share_before": before,
        "share_now": now,
        "since": wide.index.to_numpy(object)[begins],
        **{name: judged[name].to_numpy(float) for name in judged},
        "verdict": np.select(cases, ["few", "grows", "emerging"], "none"),
    }
    return pd.DataFrame(found, columns=COLUMNS)


def _unjudged(wide: pd.DataFrame) -> pd.DataFrame:
    """Return the types of too few leads, none of them judged."""
    table = pd.DataFrame({"segment": wide.columns.to_numpy(object)})
    table["n_leads"] = wide.sum(axis=0).to_numpy(int)
    table["n_recent"] = wide.iloc[-RECENT:].sum(axis=0).to_numpy(int)
    missing = ["share_before", "share_now", "rise", "chance", "visible"]
    table = table.assign(**dict.fromkeys(missing, np.nan), since="", verdict="few")
    return table.assign(was_small=False)[COLUMNS]
