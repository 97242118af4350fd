"""The six growth boards in one table, their members, and whether the rates can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from salesnb.measures import growth, ratio
from salesnb.members import NOBODY, TOTAL
from salesnb.months import YEAR, Month
from salesnb.reviews.growth.boards import BOARDS, Found, find_boards, under_agreement
from salesnb.reviews.growth.ground import Ground
from salesnb.reviews.growth.held_out import hold_out
from salesnb.reviews.growth.rates import RATES, rates

OVERVIEW = [
    *("board", "state", "last", "base_month", "span", "now", "before", "n_now", "n_before"),
    *("growth", "like", "low", "high", "visible", "recent", "recent_low", "recent_high"),
    *("n_members", "n_clear", "n_small", "n_zero", "known_share", "quantity_growth"),
    *("since", "shown_from", "verdict"),
]


def show_boards(ground: Ground, classes: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the frames boards, growth_rates and held_out.

    `classes` are those of customers as issued in earlier months, by month. boards: one row per
    board, shown or not (`OVERVIEW`); growth_rates: one row per board, dimension and member
    (`rates.RATES`); held_out: as `held_out.HELD`.
    """
    found = find_boards(ground, classes)
    gone = ground.gone
    each = {name: rates(board, ground.window, gone) for name, board in found.boards.items()}
    table = pd.concat(each.values()) if each else pd.DataFrame(columns=RATES)
    more = {"margin": _known_margin(ground, found), "supply": _supplied(ground, found)}
    rows = [_overview(name, found, ground, each.get(name)) | more.get(name, {}) for name in BOARDS]
    return {
        "boards": pd.DataFrame(rows).reindex(columns=OVERVIEW),
        "growth_rates": table,
        "held_out": hold_out(list(found.boards.values()), ground.window),
    }


def _overview(
    name: str, found: Found, ground: Ground, table: pd.DataFrame | None
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "board": name,
        "state": found.states[name] or "shown",
        "last": ground.last,
        "base_month": str(Month.parse(ground.last) - YEAR),
        "span": ground.window,
        "since": found.since,
        "shown_from": str(Month.parse(found.since) + YEAR) if found.since else "",
        "verdict": "none",
    }
    if table is None:
        return row
    total = table[table["dimension"] == TOTAL].iloc[0]
    members = table[(table["dimension"] != TOTAL) & ~table["node"].isin(NOBODY)]
    beyond = (members["shrunk_low"] > 0) | (members["shrunk_high"] < 0)
    kept = ("now", "before", "n_now", "n_before", "growth", "like", "low", "high")
    recent = ("recent", "recent_low", "recent_high")
    return row | {
        **{column: total[column] for column in (*kept, *recent)},
        "visible": total["high"] - total["like"],
        "n_members": len(members),
        "n_clear": int(beyond.sum()),
        "n_small": int((members["flag"] == "small_base").sum()),
        "n_zero": int((members["flag"] == "zero_base").sum()),
        "verdict": _verdict(total),
    }


def _verdict(row: pd.Series) -> str:
    """Return grows, falls, unclear (chance alone may make it) or none (nothing to compare)."""
    if np.isnan(row["low"]):
        return "none"
    return "grows" if row["low"] > 0 else "falls" if row["high"] < 0 else "unclear"


def _spans(ground: Ground) -> tuple[list[str], list[str]]:
    last = Month.parse(ground.last)
    months = (last - (ground.window - 1)).until(last)
    return [str(one) for one in months], [str(one - YEAR) for one in months]


def _known_margin(ground: Ground, found: Found) -> dict[str, Any]:
    """Return which share of sales of both spans has a cost, so that its margin is known."""
    if "margin" not in found.boards:
        return {}
    sales, (now, before) = ground.facts["sales_cube"], _spans(ground)
    kept = sales[sales["month"].isin([*now, *before])]
    return {"known_share": ratio(kept["costed_amount"].sum(), kept["net_amount"].sum())}


def _supplied(ground: Ground, found: Found) -> dict[str, Any]:
    """Return by how much the quantity delivered under agreements grew, as booked."""
    if "supply" not in found.boards:
        return {}
    lines = under_agreement(ground.facts["sales_cube"], ground.facts["agreements"])
    now, before = (
        float(lines.loc[lines["month"].isin(span), "quantity"].sum()) for span in _spans(ground)
    )
    return {"quantity_growth": growth(now, before)}
