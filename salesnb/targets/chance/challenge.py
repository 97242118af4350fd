"""Whether a plan is reasonable and challenging, node by node: bands, run-rates, room, hours.

Pure functions on plain frames; a node is whatever the caller plans for (rep, region, group, cell).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.methods.challenge_bands import BANDS, band
from salesnb.months import YEAR, Month

GRAINS = {"month": 1, "quarter": 3, "year": 12}
LEAST_NONZERO = 0.95  # of a node's past periods, for a probability of its own
FEWEST_PERIODS = {"month": 24, "quarter": 8, "year": 4}
BEYOND_BEST = 1.0  # times the best run ever: what has never been done
MOST_OF_POTENTIAL = 0.8  # of what the customers of a node could buy
PROPOSALS = {
    "out_of_reach": "lower_target",
    "very_hard": "support_or_lower",
    "easy": "raise_target",
    "beyond_best": "support_or_lower",
    "beyond_potential": "lower_target",
    "short_of_hours": "add_hours",
    "unfair": "level_quota",
}
CAUSES = tuple(PROPOSALS)


def judged_grains(amounts: pd.DataFrame) -> pd.DataFrame:
    """Return per node the finest period at which it can have a probability of its own.

    `amounts`: a row per node, a column per past month, oldest first. Columns: node_id,
    grain (month, quarter, year or too_sparse), nonzero_share (of the periods of that grain since
    the node's first sale; of years where it is too sparse), n_periods. Quarters and years are
    counted back from the last month.
    """
    rows = [
        _grain(str(node), one) for node, one in zip(amounts.index, amounts.to_numpy(), strict=True)
    ]
    return pd.DataFrame(rows, columns=["node_id", "grain", "nonzero_share", "n_periods"])


def _grain(node: str, amounts: np.ndarray) -> tuple[str, str, float, int]:
    sold = np.flatnonzero(amounts)
    own = amounts[sold[0] :] if len(sold) else amounts[:0]
    share, n = np.nan, 0
    for name, length in GRAINS.items():
        n = len(own) // length
        periods = own[len(own) - n * length :].reshape(n, length)
        share = float((periods != 0).any(axis=1).mean()) if n else np.nan
        if n >= FEWEST_PERIODS[name] and share >= LEAST_NONZERO:
            return node, name, share, n
    return node, "too_sparse", share, n


def run_rates(sales: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """Return what a plan asks per month against what a node ever did in as many months.

    `sales`: node_id, month, amount of all past months; `plan`: node_id, month, target of the
    months still to come, the same for all nodes and without gaps. The past is cut into runs of the
    same calendar months, so that a season is compared with itself; of a whole year every run of
    twelve months is one. Columns: node_id, n_months,
    asked, best (run ever), best_from (its first month), last (the newest run), over_best and
    over_last (asked over them); missing where a node has no such run.
    """
    wanted = sorted(plan["month"].unique())
    n, first = len(wanted), Month.parse(wanted[0])
    asked = plan.groupby("node_id")["target"].sum() / n
    wide = sales.pivot_table("amount", "node_id", "month", "sum", fill_value=0.0)
    amounts, past = wide.to_numpy(float), [str(month) for month in wide.columns]
    place = {month: i for i, month in enumerate(past)}
    is_year = n == YEAR and bool(past)
    runs = {}
    start = Month.parse(past[-1]) - (YEAR - 1) if is_year else first - YEAR
    while past and str(start) >= past[0]:
        months = [str(start + i) for i in range(n)]
        if months[-1] <= past[-1]:
            inside = [place[one] for one in months if one in place]  # without sales it is nought
            runs[str(start)] = amounts[:, inside].sum(axis=1) / n
        start = start - (1 if is_year else YEAR)
    table = pd.DataFrame(runs, index=wide.index).reindex(asked.index)
    has = table.notna().any(axis=1)
    found = pd.DataFrame({"n_months": n, "asked": asked, "best": table.max(axis=1)})
    found["best_from"] = table[has].idxmax(axis=1).reindex(asked.index) if has.any() else None
    found["last"] = table.iloc[:, 0] if len(runs) else np.nan
    found["over_best"] = found["asked"] / found["best"].where(found["best"] > 0)
    found["over_last"] = found["asked"] / found["last"].where(found["last"] > 0)
    return found.rename_axis("node_id").reset_index()


def headroom(nodes: pd.DataFrame) -> pd.DataFrame:
    """Return how much of a node's potential its target takes.

    `nodes`: node_id, target, potential (a year's purchases of all suppliers; missing where
    unknown). Added: potential_share, room (potential less target).
    """
    potential = nodes["potential"].where(nodes["potential"] > 0)
    return nodes.assign(
        potential_share=nodes["target"] / potential, room=potential - nodes["target"]
    )


def visit_hours(customers: pd.DataFrame, reps: pd.DataFrame, frequencies: dict) -> pd.DataFrame:
    """Return the hours that a rep's customers need in a month against those that there are.

    `customers`: customer_id, rep_id, visit_class, visit_hours (of one visit with its way); `reps`:
    rep_id, hours (for visits in a month; missing where unknown); `frequencies`: visits a month by
    class, 0 where a class is not visited. Columns: rep_id, n_customers, visits, hours_needed,
    hours, used_share. Raises ValueError for a class without a frequency.
    """
    unknown = sorted(set(customers["visit_class"]) - set(frequencies))
    if unknown:
        raise ValueError(f"no visit frequency for class {unknown[0]!r}; state one in the settings")
    visits = customers["visit_class"].map(frequencies).astype(float)
    each = customers.assign(visits=visits, hours_needed=visits * customers["visit_hours"])
    found = each.groupby("rep_id").agg(
        n_customers=("customer_id", "size"),
        visits=("visits", "sum"),
        hours_needed=("hours_needed", "sum"),
    )
    table = reps[["rep_id", "hours"]].merge(found, on="rep_id", how="left")
    counts = ["n_customers", "visits", "hours_needed"]
    table[counts] = table[counts].fillna(0.0)
    used = table["hours_needed"] / table["hours"].where(table["hours"] > 0)
    return table.assign(n_customers=table["n_customers"].astype("int64"), used_share=used)


def exceptions(nodes: pd.DataFrame) -> pd.DataFrame:
    """Return one row per node and cause for which its target should be looked at, most money first.

    `nodes`: node_id, target, mean (forecast), probability; optional are over_best,
    potential_share, used_share, quota_state: whatever is missing is not judged. Columns: node_id,
    cause, value (what shows it), limit, gap (target less forecast), proposal. The causes of one
    node stand together.
    """
    found = [_caused(nodes, cause) for cause in CAUSES]
    table = pd.concat([one for one in found if len(one)] or found[:1], ignore_index=True)
    order = table["cause"].map({cause: place for place, cause in enumerate(CAUSES)})
    table = table.assign(size=table["gap"].abs(), order=order)
    table = table.sort_values(
        ["size", "node_id", "order"], ascending=[False, True, True], kind="stable"
    )
    return table.drop(columns=["size", "order"]).reset_index(drop=True)


def _caused(nodes: pd.DataFrame, cause: str) -> pd.DataFrame:
    """Return the nodes of one cause."""
    value, limit, holds = _tests(nodes)[cause]
    rows = nodes[holds.fillna(False).astype(bool)]
    return pd.DataFrame(
        {
            "node_id": rows["node_id"],
            "cause": cause,
            "value": value.reindex(rows.index).astype(float),
            "limit": limit,
            "gap": rows["target"] - rows["mean"],
            "proposal": PROPOSALS[cause],
        }
    )


def _tests(nodes: pd.DataFrame) -> dict[str, tuple[pd.Series, float, pd.Series]]:
    """Return for each cause what shows it, its limit, and where it holds."""
    none = pd.Series(np.nan, index=nodes.index)
    p = nodes["probability"]
    is_in = band(p)
    best, used, part = (
        nodes.get(name, none).astype(float)
        for name in ("over_best", "used_share", "potential_share")
    )
    state = nodes.get("quota_state", pd.Series("", index=nodes.index))
    return {
        "out_of_reach": (p, BANDS["out_of_reach"], is_in == "out_of_reach"),
        "very_hard": (p, BANDS["very_hard"], is_in == "very_hard"),
        "easy": (p, BANDS["challenging"], is_in == "easy"),
        "beyond_best": (best, BEYOND_BEST, best > BEYOND_BEST),
        "beyond_potential": (part, MOST_OF_POTENTIAL, part > MOST_OF_POTENTIAL),
        "short_of_hours": (used, 1.0, used > 1.0),
        "unfair": (nodes.get("quota_factor", none).astype(float), 1.0, state == "too_high"),
    }
