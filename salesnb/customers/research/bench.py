"""The bench behind the A customers: who is nearest to each of them, and could replace it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from salesnb.customers.research import looking_up

MOST_A, MOST_POOL = 300, 5000  # customers that are compared; those with the largest amounts
FAR = 0.5  # a distance above which two customers are not alike enough
CLASS_A = "A"
BENCH = "customer_id place substitute_id distance headroom win_chance brings"


class Chances(NamedTuple):
    """What a substitute could buy more from us a year, and how likely we win it, by customer."""

    headroom: pd.Series
    win_chance: pd.Series


def find_bench(
    base: pd.DataFrame, mix: pd.DataFrame, chances: Chances, *, substitutes: int = 3
) -> dict[str, pd.DataFrame]:
    """Return the substitutes of each A customer, and how far they would make up for it.

    `base` as of `customers_now`, `mix` as of `base.mix`. No substitute stands behind two A
    customers: `substitutes` each are given out so that the sum of the distances is least
    (Hungarian method, Kuhn 1955), none further than `FAR`. Distances are those of `distances`.

    Frames: bench (customer_id of the A customer, place, substitute_id, distance, headroom,
    win_chance, brings = headroom x win_chance), cover (a row per A customer: amount, n_substitutes,
    brings, cover = brings / amount, is_covered) and bench_totals (one row: class_basis, n_a,
    n_pool, n_left_out, n_covered, n_without, amount, amount_uncovered).
    """
    leads = base[(base["customer_class"] == CLASS_A) & base["is_active"]]
    pool = base[(base["customer_class"] != CLASS_A) & base["is_active"]]
    most = pool.assign(headroom=chances.headroom.reindex(pool.index))
    most = most.sort_values("headroom", ascending=False, kind="stable")
    asked, offered = leads.head(MOST_A), pool.loc[most.head(MOST_POOL).index.sort_values()]
    between = distances(asked, offered, mix)
    bench = _as_rows(between, asked.index, offered.index, substitutes)
    for name, values in zip(("headroom", "win_chance"), chances, strict=True):
        bench[name] = looking_up.numbers(bench["substitute_id"], values)
    bench["brings"] = bench["headroom"] * bench["win_chance"]
    cover = _cover(bench, asked)
    totals = _totals(cover, base, n_pool=len(offered), n_left_out=len(leads) - len(asked))
    return {"bench": bench[BENCH.split()], "cover": cover, "bench_totals": totals}


def distances(left: pd.DataFrame, right: pd.DataFrame, mix: pd.DataFrame) -> np.ndarray:
    """Return how unlike customers are, 0 to 1, rows of `left` against rows of `right`.

    Gower's distance (Biometrics 1971): the mean of what is known of both of
    needs (half the sum of the differences of their shares of product groups), segment and kind
    (0 the same, 1 not), region (0 the same, one half within an area, 1 else) and potential (the
    difference of logs over its range). A pair of which nothing is known has NaN.
    """
    parts = [
        _needs(left, right, mix),
        _differ(left["segment"], right["segment"]),
        _differ(left["kind"], right["kind"]),
        _region(left, right),
        _size(left, right),
    ]
    known = np.stack(parts)
    counted = (~np.isnan(known)).sum(axis=0)
    sums = np.nansum(known, axis=0)
    return np.where(counted > 0, sums / np.maximum(counted, 1), np.nan)


def assign(cost: np.ndarray, places: int, *, far: float = FAR) -> list[tuple[int, int]]:
    """Return pairs of row and column at the least sum of `cost`, none above `far`.

    Each row gets `places` columns at most, each column one row at most. NaN is never a pair.
    """
    n, m = cost.shape
    if not n or not m or places < 1:
        return []
    refused = 10.0 * n * places  # dearer than any set of allowed pairs
    allowed = np.where(np.isnan(cost) | (cost > far), refused, cost)
    rows, columns = linear_sum_assignment(np.repeat(allowed, places, axis=0))
    pairs = [(int(i) // places, int(j)) for i, j in zip(rows, columns, strict=True)]
    return [(i, j) for i, j in pairs if allowed[i, j] < refused]


def _as_rows(between: np.ndarray, rows: pd.Index, columns: pd.Index, places: int) -> pd.DataFrame:
    pairs = assign(between, places)
    found = pd.DataFrame(
        [(rows[i], columns[j], between[i, j]) for i, j in pairs],
        columns=["customer_id", "substitute_id", "distance"],
    ).astype({"customer_id": "str", "substitute_id": "str", "distance": float})
    found = found.sort_values(["customer_id", "distance", "substitute_id"], ignore_index=True)
    return found.assign(place=found.groupby("customer_id").cumcount() + 1)


def _cover(bench: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """Return a row per A customer: what its substitutes would bring over what it buys."""
    grouped = bench.groupby("customer_id")
    cover = asked[["amount"]].copy()
    cover["n_substitutes"] = grouped.size().reindex(cover.index).fillna(0).astype(int)
    cover["nearest_id"] = grouped["substitute_id"].first().reindex(cover.index).fillna("")
    brings = grouped["brings"].sum(min_count=1).reindex(cover.index)
    cover["brings"] = brings.where(cover["n_substitutes"] > 0, 0.0)
    cover["cover"] = cover["brings"] / cover["amount"].where(cover["amount"] > 0)
    cover["is_covered"] = cover["cover"] >= 1
    return cover.rename_axis("customer_id").reset_index()


def _totals(
    cover: pd.DataFrame, base: pd.DataFrame, *, n_pool: int, n_left_out: int
) -> pd.DataFrame:
    bare = cover[cover["cover"].notna() & ~cover["is_covered"]]
    return pd.DataFrame(
        [
            {
                "scope": "total",
                "class_basis": str(base["class_basis"].iloc[0]) if len(base) else "largest",
                "n_a": len(cover),
                "n_pool": n_pool,
                "n_left_out": n_left_out,
                "n_covered": int(cover["is_covered"].sum()),
                "n_unknown": int(cover["cover"].isna().sum()),
                "n_without": int((cover["n_substitutes"] == 0).sum()),
                "amount": float(cover["amount"].sum()),
                "amount_uncovered": float(bare["amount"].sum()),
                "brings": float(cover["brings"].sum()),
                "cover": _whole_cover(cover),
            }
        ]
    )


def _whole_cover(cover: pd.DataFrame) -> float:
    """Return what all substitutes would bring over what the A customers buy of whom it is known."""
    known = cover[cover["cover"].notna()]
    whole = float(known["amount"].sum())
    if whole <= 0 or not (known["n_substitutes"] > 0).any():
        return float("nan")
    return float(known["brings"].sum()) / whole


def _needs(left: pd.DataFrame, right: pd.DataFrame, mix: pd.DataFrame) -> np.ndarray:
    one = mix.reindex(left.index).to_numpy(float)
    other = mix.reindex(right.index).to_numpy(float)
    sums = np.zeros((len(left), len(right)))
    for group in range(mix.shape[1]):
        sums += np.abs(one[:, None, group] - other[None, :, group])
    return sums / 2 if mix.shape[1] else np.full_like(sums, np.nan)


def _differ(left: pd.Series, right: pd.Series) -> np.ndarray:
    one, other = left.to_numpy(object)[:, None], right.to_numpy(object)[None, :]
    known = (one != "") & (other != "")
    return np.where(known, (one != other).astype(float), np.nan)


def _region(left: pd.DataFrame, right: pd.DataFrame) -> np.ndarray:
    same, near = (_differ(left[one], right[one]) for one in ("region_id", "area"))
    return np.where(np.isnan(same), np.nan, np.where(same == 0, 0.0, np.where(near == 0, 0.5, 1.0)))


def _size(left: pd.DataFrame, right: pd.DataFrame) -> np.ndarray:
    one, other = (
        np.log(frame["potential"].where(frame["potential"] > 0)) for frame in (left, right)
    )
    both = pd.concat([one, other])
    spread = float(both.max() - both.min()) if both.notna().any() else 0.0
    gap = np.abs(one.to_numpy(float)[:, None] - other.to_numpy(float)[None, :])
    return gap / spread if spread > 0 else gap * 0.0
