"""Where prospects are against where demand is: white space of the market, and who stands there."""

from __future__ import annotations

import pandas as pd

WAIT = ("new", "called", "open")
OPEN = ("listed", "noted", *WAIT, "valid", "filed", "deal")
AMOUNTS = ("potential", "sales", "white_space", "at_usual_share")
COUNTS = ["n_customers", "n_prospects", "n_listed", "n_waiting", "n_further", "n_incomplete"]


def cells(entries: pd.DataFrame, potential: pd.DataFrame, calls: pd.DataFrame) -> pd.DataFrame:
    """Return one row per region and segment with firms or potential.

    potential, sales, white_space and at_usual_share are those of `market_potential` (missing
    where it is not there); n_prospects are open ones: `n_listed` alone, `n_waiting` for a call,
    `n_further`; n_incomplete of them lack a telephone; expected_good is how many of those who wait
    will turn out good; white_each is the white space per open prospect.
    """
    state = entries["state"]
    flags = {
        "n_customers": state == "customer",
        "n_prospects": state.isin(OPEN),
        "n_listed": state.isin(["listed", "noted"]),
        "n_waiting": state.isin(WAIT),
        "n_further": state.isin(["valid", "filed", "deal"]),
        "n_incomplete": state.isin(OPEN) & (entries["phone_text"] == ""),
    }
    keys = ["region_id", "segment"]
    counts = entries[keys].assign(**{k: v.astype(int) for k, v in flags.items()})
    table = counts.groupby(keys)[COUNTS].sum()
    good = calls.groupby(keys)["chance"].sum() if len(calls) else pd.Series(dtype=float)
    table = table.join(_potential(potential, keys), how="outer")
    table[COUNTS] = table[COUNTS].fillna(0).astype("int64")
    table["expected_good"] = good.reindex(table.index).fillna(0.0) if len(good) else 0.0
    table = table.reset_index()
    return table.assign(white_each=_each(table))


def regions(by_cell: pd.DataFrame) -> pd.DataFrame:
    """Return the same by region; firms without one are left out, unknown potential is missing."""
    by_cell = by_cell[by_cell["region_id"] != ""]
    sums = by_cell.groupby("region_id")[[*COUNTS, "expected_good"]].sum()
    amounts = by_cell.groupby("region_id")[list(AMOUNTS)].sum(min_count=1)
    table = sums.join(amounts).reset_index()
    return table.assign(white_each=_each(table))


def gaps(by_cell: pd.DataFrame) -> pd.DataFrame:
    """Return the cells with white space, those with the most of it per open prospect first.

    A cell without a prospect comes before all others, by its white space.
    """
    own = by_cell[by_cell["white_space"] > 0]
    order = own.assign(each=own["white_space"] / own["n_prospects"].clip(lower=0.5))
    order = order.sort_values(["each", "region_id", "segment"], ascending=[False, True, True])
    return order.drop(columns="each").reset_index(drop=True)


def _potential(potential: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return potential, sales and white space by region and segment, of all product groups."""
    if potential.empty:
        index = pd.MultiIndex.from_arrays([[], []], names=keys)
        return pd.DataFrame(columns=list(AMOUNTS), index=index, dtype=float)
    known = potential[potential["potential"].notna()]
    by = known.astype(dict.fromkeys(keys, "str")).groupby(keys)
    return by[list(AMOUNTS)].sum()


def _each(table: pd.DataFrame) -> pd.Series:
    return table["white_space"] / table["n_prospects"].where(table["n_prospects"] > 0)
