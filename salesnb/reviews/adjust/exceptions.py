"""Nodes of the year that will not reach their targets, and what would repair the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from salesnb.contracts.decided.written import in_one_line
from salesnb.months import YEAR
from salesnb.reviews.adjust.rest import expected_of, reach_of
from salesnb.reviews.causes.movement import PARTS

NODE = ["dimension", "node"]
KEYS = {"region": "region_id", "product_group": "product_group", "rep": "rep_id"}
CAUSES = (*PARTS, "unexplained")
EXCEPTIONS = [*NODE, "state", "year_target", "so_far", "ahead", "landing", "low", "high"]
EXCEPTIONS += ["release", "cause", "cause_amount", "line"]
BALANCE = ["dimension", "n_nodes", "n_exceptions", "release", "spare", "left", "state"]
DIGITS = 4  # of a target that is proposed


def find_exceptions(
    review: Mapping[str, pd.DataFrame],
    bridge: pd.DataFrame,
    expected: Mapping[str, pd.DataFrame],
    *,
    months: Sequence[str],
    year: str,
    confidence: float,
) -> dict[str, pd.DataFrame]:
    """Return exceptions and balance of the year's sales by region, product group and rep.

    `review` is what `review_attainment` returned, `bridge` the plan_bridge; `expected` has this
    month's forecast and forecast_errors where they are there; `months` are those of the company's
    `year` that are still to come. exceptions: a row per node that was missed so far by more than
    chance, or will be missed even at the favourable end of its range (state: missed, will_miss,
    both): year_target, so_far, ahead (what the forecast expects of the rest), landing and its
    range, release (what the year's target would come down by to be what is expected), cause (the
    part of the bridge that took most; blank where none did), and line (the control that holds the
    node to its landing). balance, per dimension that has a target and a forecast: spare is what
    nodes without an exception are to bring beyond their targets; state kept (that carries what is
    released, and the total stands) or released (left is what nobody carries).
    """
    rows = _landings(review, expected, months, confidence)
    rows["release"] = (rows["year_target"] - rows["landing"]).clip(lower=0.0).round(2)
    rows = rows.merge(_causes(bridge), on=NODE, how="left")
    is_one = rows["state"].ne("")
    spare = (rows["landing"] - rows["year_target"]).clip(lower=0.0).where(~is_one, 0.0)
    listed = rows[is_one].sort_values(["release", *NODE], ascending=[False, True, True])
    lines = [_line(row, year) for row in listed.to_dict("records")]
    listed = listed.assign(cause=listed["cause"].fillna(""), line=lines)
    return {
        "exceptions": listed[EXCEPTIONS].reset_index(drop=True),
        "balance": _balance(rows.assign(is_one=is_one, spare=spare)),
    }


def _landings(
    review: Mapping[str, pd.DataFrame],
    expected: Mapping[str, pd.DataFrame],
    months: Sequence[str],
    confidence: float,
) -> pd.DataFrame:
    """Return each node of the year with what it is expected to land at, and its state."""
    paces, held = review["paces"], review["attainments"]
    rows = paces[paces["measure"].eq("sales") & paces["dimension"].isin(list(KEYS))]
    rows = rows.loc[rows["n_planned"].eq(YEAR), [*NODE, "year_target", "so_far"]]
    rows = rows.merge(expected_of(expected.get("forecast"), months), on=NODE)
    reach = reach_of(expected.get("forecast_errors"), len(months), confidence)
    rows = rows.merge(reach, on=NODE, how="left")
    landing = (rows["so_far"] + rows["ahead"]).round(2)
    width = rows.pop("reach").round(2)
    rows = rows.assign(landing=landing, low=landing - width, high=landing + width)
    year = held[held["measure"].eq("sales") & held["span"].eq("year_to_date")]
    missed = pd.MultiIndex.from_frame(year.loc[year["verdict"].eq("missed"), NODE])
    is_missed = pd.MultiIndex.from_frame(rows[NODE]).isin(missed)
    will_miss = (rows["high"] < rows["year_target"]).to_numpy()
    is_short = (rows["landing"] < rows["year_target"]).to_numpy()
    states = [is_missed & will_miss, will_miss, is_missed & is_short]
    return rows.assign(state=np.select(states, ["both", "will_miss", "missed"], ""))


def _causes(bridge: pd.DataFrame) -> pd.DataFrame:
    """Return the part that took most from each node in the year so far."""
    rows = bridge[bridge["span"].eq("year_to_date") & bridge["part"].isin(CAUSES)]
    rows = rows[rows["amount"] < 0].sort_values("amount", kind="stable")
    first = rows.drop_duplicates(NODE).rename(columns={"part": "cause", "amount": "cause_amount"})
    return first[[*NODE, "cause", "cause_amount"]]


def _line(row: Mapping[Any, Any], year: str) -> str:
    """Return the control that holds a node to what it is expected to land at."""
    landing = float(row["landing"])
    if landing <= 0:
        return ""
    unit = 10.0 ** (np.floor(np.log10(landing)) - (DIGITS - 1))
    amount = round(float(np.round(landing / unit) * unit), 2)
    entry = {"kind": "hold", "period": year, KEYS[str(row["dimension"])]: str(row["node"])}
    whole = int(amount) if amount == int(amount) else amount
    return in_one_line(entry | {"amount": whole})


def _balance(rows: pd.DataFrame) -> pd.DataFrame:
    """Return whether the total stands where the exceptions are released."""
    parts = rows.assign(n_nodes=1, n_exceptions=rows["is_one"].astype("int64"))
    parts["release"] = parts["release"].where(parts["is_one"], 0.0)
    sums = parts.groupby("dimension")[["n_nodes", "n_exceptions", "release", "spare"]].sum()
    left = (sums["release"] - sums["spare"]).clip(lower=0.0).round(2)
    found = sums.assign(left=left, state=np.where(left > 0, "released", "kept")).reset_index()
    return found[BALANCE]
