"""Which targets should be looked at: causes, proposals, amounts, and the line that accepts them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from salesnb.contracts.decided.written import in_one_line
from salesnb.members import UNASSIGNED
from salesnb.methods.challenge_bands import BANDS
from salesnb.targets.chance.challenge import MOST_OF_POTENTIAL, exceptions
from salesnb.targets.chance.plan_tested import Tested

EXCEPTIONS = ["dimension", "node", "cause", "period", "target", "expected", "probability", "value"]
EXCEPTIONS += ["limit", "proposal", "proposed", "change", "line"]
AT = {
    "out_of_reach": BANDS["very_hard"],
    "very_hard": BANDS["very_hard"],
    "easy": BANDS["challenging"],
}
LOWER = ("lower_target", "support_or_lower", "level_quota")
KEYS = {"region": "region_id", "product_group": "product_group", "rep": "rep_id"}
DIGITS = 4
OF_CHANCE = ("out_of_reach", "very_hard", "easy")

KNOWN = ["node_id", "dimension", "node", "period", "target", "so_far", "mean", "shown", "chance"]
KNOWN += ["n_open", "best", "potential", "by_rule"]


def list_exceptions(
    tested: Tested, asked: Mapping[str, pd.DataFrame], fair: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Return the frame exceptions: a row per node of the year and cause, most money first.

    `asked` holds rates, room and hours, `fair` fairness. proposed is the target that would mend it
    (at the edge of `challenging`, at the best run, at four fifths of the potential, by the rule of
    all), but never less than what is expected; change is that less the target; missing where hours
    are short. A target beyond the best run is none to look at where what is expected lies beyond
    it too, or where it is challenging or easier. line is the control that puts it into
    controls.toml: a cap where the target comes down, a floor where it goes up.
    """
    rows = tested.chances
    rows = rows[rows["dimension"].isin(list(KEYS)) & (rows["node"] != UNASSIGNED)]
    rows = rows[(rows["state"] != "not_asked") & (rows["target"] != 0)]
    if rows.empty:
        return {"exceptions": pd.DataFrame(columns=EXCEPTIONS)}
    nodes = _nodes(rows, asked, fair)
    found = exceptions(nodes)
    table = found.merge(nodes[KNOWN], on="node_id")
    table = table.rename(columns={"mean": "expected", "shown": "probability"})
    table["proposed"] = _proposed(tested, table)
    table["change"] = table["proposed"] - table["target"]
    helps = np.where(table["proposal"].isin(LOWER), table["change"] < 0, table["change"] > 0)
    table = table[(helps | table["proposed"].isna()) & ~_is_growth(table)]
    is_chance = table["cause"].isin(OF_CHANCE)
    table["value"] = table["value"].where(~is_chance, table["probability"])
    size = table["change"].abs().fillna(0.0)
    table = table.assign(size=size, most=size.groupby(table["node_id"]).transform("max"))
    table = table.sort_values(["most", "node_id", "size"], ascending=[False, True, False])
    table["line"] = [_line(row) for row in table.to_dict("records")]
    return {"exceptions": table[EXCEPTIONS].reset_index(drop=True)}


def _nodes(
    rows: pd.DataFrame, asked: Mapping[str, pd.DataFrame], fair: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Return what is known of each node of the year, as `challenge.exceptions` takes it."""
    keys = ["dimension", "node"]
    table = rows.rename(columns={"expected": "mean", "probability": "shown"})
    table = table.assign(
        probability=table["chance"], node_id=table["dimension"] + "|" + table["node"]
    )
    rates = asked["rates"][[*keys, "over_best", "best", "n_months"]]
    room = asked["room"][[*keys, "potential_share", "potential"]]
    hours = asked["hours"].assign(dimension="rep", node=asked["hours"]["rep_id"])
    quotas = fair["fairness"].rename(columns={"state": "quota_state", "factor": "quota_factor"})
    quotas = quotas.assign(dimension="rep", node=quotas["rep_id"])
    table = table.merge(rates, on=keys, how="left").merge(room, on=keys, how="left")
    table = table.merge(hours[[*keys, "used_share"]], on=keys, how="left")
    judged = quotas[[*keys, "quota_state", "quota_factor", "by_rule"]]
    table = table.merge(judged, on=keys, how="left")
    return table.rename(columns={"n_months": "n_open"})


def _proposed(tested: Tested, table: pd.DataFrame) -> pd.Series:
    """Return the target of the year that each cause proposes."""
    so_far, n = table["so_far"], table["n_open"]
    by = {
        "beyond_best": so_far + table["best"] * n,
        "beyond_potential": MOST_OF_POTENTIAL * table["potential"],
        "unfair": so_far + table["by_rule"],
        "short_of_hours": pd.Series(np.nan, index=table.index),
    }
    for one, chance in AT.items():
        by[one] = so_far + _reached_with(tested, table, chance)
    cause = table["cause"].to_numpy(object)
    picked = [by[one].iloc[i] for i, one in enumerate(cause)]
    found = _rounded(pd.Series(picked, index=table.index, dtype=float))
    least = table["expected"].astype(float)
    return found.where(~(found < least), _rounded(least, np.ceil))


def _is_growth(table: pd.DataFrame) -> pd.Series:
    """Return which rows are beyond the best run only because a growing node is asked to grow."""
    is_expected = table["expected"] - table["so_far"] >= table["best"] * table["n_open"]
    is_within = table["chance"] > BANDS["very_hard"]
    return (table["cause"] == "beyond_best") & (is_expected | is_within)


def _rounded(amounts: pd.Series, whole: Callable[..., Any] = np.round) -> pd.Series:
    """Return amounts of four digits that count: nobody decides on single units of millions."""
    size = amounts.abs().where(amounts != 0)
    unit = 10.0 ** (np.floor(np.log10(size)) - (DIGITS - 1))
    return (whole(amounts / unit) * unit).where(size.notna(), amounts).round(2)


def _reached_with(tested: Tested, table: pd.DataFrame, chance: float) -> pd.Series:
    """Return what the open months of each node bring with a chance."""
    known: dict[tuple[str, str], float] = {}
    for (dimension, period), cells in tested.cells.items():
        if period in set(table["period"]):
            shape = cells.joint.shape
            from_normal = shape.at(np.array([ndtri(1 - chance)]))[0]
            values = cells.joint.mean + from_normal * cells.joint.sd
            known |= {(dimension, node): v for node, v in zip(cells.nodes, values, strict=True)}
    pairs = zip(table["dimension"], table["node"], strict=True)
    return pd.Series([known.get(pair, np.nan) for pair in pairs], index=table.index)


def _line(row: Mapping[Any, Any]) -> str:
    """Return the control of controls.toml that accepts a proposal; '' where no target mends it."""
    proposed = float(row["proposed"])
    if not np.isfinite(proposed) or proposed < 0:
        return ""
    kind = "cap" if row["proposal"] in LOWER else "floor"
    node = {KEYS[str(row["dimension"])]: str(row["node"])}
    amount = int(proposed) if proposed == int(proposed) else proposed
    return in_one_line({"kind": kind, "period": row["period"]} | node | {"amount": amount})
