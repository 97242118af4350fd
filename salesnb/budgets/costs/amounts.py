"""What each line of the budget costs: by driver, as stated, or as in the last twelve months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from salesnb.budgets.costs.activity import CELL, LEAD, Activity
from salesnb.budgets.costs.ground import Frames, Ground, frame_of, within
from salesnb.budgets.costs.lines import MARKETING
from salesnb.money import split_minor
from salesnb.months import YEAR

CELLS = ["line_id", *CELL, "driver", "quantity", "minor", "source"]
ACTUAL, HISTORY, PLAN, STATED = "actual", "history", "plan", "stated"
LOCKED, FIXED, DRIVEN, AT_FLOOR, AT_CAP = "locked", "stated", "driven", "at_floor", "at_cap"
SAME, BOUND, NOTHING, OVER = "as_before", "bound", "nothing", "over_spent"
MEASURED = {"sample", "kilometre", "unit"}  # drivers whose quantity only the history knows
STATES = "state derived last last_quantity"


@dataclass(frozen=True)
class Given:
    """What amounts are worked out from: drivers of the plan file, activity, regions, coverage."""

    drivers: pd.DataFrame
    activity: Activity
    regions: pd.DataFrame
    n_months: dict[str, int]


@dataclass(frozen=True)
class Cost:
    """A line's cells (`CELLS`, `minor` in whole minor units), and how it came about (`STATES`)."""

    cells: pd.DataFrame
    row: dict[str, Any]


def given(facts: Frames, decided: Frames, activity: Activity, *, n_months: dict[str, int]) -> Given:
    """Return what amounts are worked out from; the drivers are those of plan/budget.toml."""
    drivers = frame_of(decided, "drivers", "line_id per unit_cost region_id")
    regions = frame_of(facts, "regions", "region_id parent_id")
    return Given(drivers, activity, regions, n_months)


def cost_of(line: dict[str, Any], spent: pd.DataFrame, known: Given, ground: Ground) -> Cost:
    """Return what a line costs in the year; `spent` are its rows of the last twelve months.

    Closed months stand at what was spent. The open ones cost what the plan's drivers make of the
    year's activity, else what the units of the last twelve months cost, else as much as then; a
    stated amount of the line holds for the year, and floor and cap bound it.
    """
    over = spent[spent["month"].isin(ground.closed)]
    over = _cells(over.assign(driver="", minor=_minor(over["amount"], ground), source=ACTUAL))
    ahead, way = _ahead(line, spent, known, ground)
    done, derived = int(over["minor"].sum()), int(ahead["minor"].sum())
    wanted, state = _bounded(line, derived + done, way, ground)
    if wanted < done:
        wanted, state = done, OVER
    source = STATED if state in {LOCKED, FIXED, BOUND} else way
    if wanted - done != derived:
        ahead = _scaled(ahead, wanted - done, line, ground)
    ahead = ahead.assign(source=source if source != SAME else HISTORY)
    cells = pd.concat([one for one in (over, ahead) if len(one)] or [ahead], ignore_index=True)
    n = known.n_months[_table(line)]
    row = {
        "state": state,
        "derived": (derived + done) / ground.unit if way != NOTHING else np.nan,
        "last": float(spent["amount"].sum()) * (YEAR / n if n else 1.0),
        "last_quantity": float(spent["quantity"].sum(min_count=1)) * (YEAR / n if n else 1.0),
    }
    return Cost(cells.assign(line_id=line["line_id"])[CELLS], row)


def _bounded(line: dict[str, Any], derived: int, way: str, ground: Ground) -> tuple[int, str]:
    """Return what the line is to cost in the year, in minor units, and why."""
    stated, floor, cap = (line[one] for one in ("stated", "floor", "cap"))
    if not np.isnan(stated):
        return ground.minor(stated), LOCKED if line["is_locked"] else FIXED
    if way == NOTHING and not (np.isnan(floor) and np.isnan(cap)):
        return ground.minor(cap if np.isnan(floor) else floor), BOUND
    if not np.isnan(floor) and derived < ground.minor(floor):
        return ground.minor(floor), AT_FLOOR
    if not np.isnan(cap) and derived > ground.minor(cap):
        return ground.minor(cap), AT_CAP
    return derived, {PLAN: DRIVEN, HISTORY: DRIVEN}.get(way, way)


def _ahead(
    line: dict[str, Any], spent: pd.DataFrame, known: Given, ground: Ground
) -> tuple[pd.DataFrame, str]:
    """Return the cells of the open months before bounds, and which way they came about."""
    before = _same_months(spent, ground, known.n_months[_table(line)])
    own = known.drivers[known.drivers["line_id"] == line["line_id"]]
    parts = [_driven(line, one, before, known, ground) for one in own.to_dict("records")]
    found = [one for one in parts if len(one)]
    if found and len(found) == len(parts):
        return pd.concat(found, ignore_index=True), PLAN
    if not before["amount"].sum() > 0:
        return _cells(before.iloc[:0].assign(driver="", minor=0, source=HISTORY)), NOTHING
    if line["follows"] and before["quantity"].fillna(0.0).sum() > 0:
        return _at_unit_cost(line["follows"], before, known.activity, ground), HISTORY
    minor = _minor(before["amount"].clip(lower=0.0), ground)
    return _cells(before.assign(driver="", minor=minor, source=HISTORY)), SAME


def _table(line: dict[str, Any]) -> str:
    return "spend" if line["kind"] == MARKETING else "expenses"


def _same_months(spent: pd.DataFrame, ground: Ground, n_covered: int) -> pd.DataFrame:
    """Return spending of the last twelve months in the open months of the same calendar month.

    Where the table covers only some of them, these stand for all.
    """
    place = {ground.last_year(one): one for one in ground.open}
    covered = set(place) & set(ground.before[YEAR - n_covered :])
    own = spent[spent["month"].isin(place)]
    factor = len(place) / len(covered) if covered else 0.0
    amounts = own[["amount", "quantity"]] * factor
    return own.assign(month=own["month"].map(place), **amounts)


def _at_unit_cost(
    driver: str, before: pd.DataFrame, activity: Activity, ground: Ground
) -> pd.DataFrame:
    """Return cells at what a unit cost before, by rep where its own is known, with growth.

    In all there are the units of before times the driver's growth: what falls to reps who spent
    nothing before is spread over the others.
    """
    sums = before.groupby("rep_id")[["amount", "quantity"]].sum().clip(lower=0.0)
    whole = sums["amount"].sum() / sums["quantity"].sum()
    each = (sums["amount"] / sums["quantity"].where(sums["quantity"] > 0)).fillna(whole)
    grown = before["quantity"].fillna(0.0) * activity.grows(driver, before["rep_id"])
    due = before["quantity"].sum() * activity.growth.get(driver, {}).get("", 1.0)
    grown = grown * (due / grown.sum() if grown.sum() > 0 else 0.0)
    cells = before.assign(driver=driver, quantity=grown.round(3), source=HISTORY)
    amount = cells["quantity"] * cells["rep_id"].map(each.to_dict()).astype(float)
    return _cells(cells.assign(minor=_minor(amount, ground)))


def _driven(
    line: dict[str, Any],
    driver: dict[str, Any],
    before: pd.DataFrame,
    known: Given,
    ground: Ground,
) -> pd.DataFrame:
    """Return the cells of one driver of the plan: quantity times the cost that it states."""
    per = str(driver["per"])
    found = _quantity(line, per, before, known)
    where = str(driver["region_id"]) or str(line["region_id"])
    if where:
        regions = within(where, known.regions)
        place = found["region_id"].where(found["region_id"] != "", found["home_id"])
        found = found[place.isin(regions)]
    amount = found["quantity"] * float(driver["unit_cost"])
    found = found.assign(driver=per, minor=_minor(amount, ground), source=PLAN)
    return _cells(found[found["quantity"] > 0])


def _quantity(line: dict[str, Any], per: str, before: pd.DataFrame, known: Given) -> pd.DataFrame:
    """Return how many units of a driver the year takes: `CELL`, home_id, quantity."""
    if per in MEASURED:
        grown = before["quantity"].fillna(0.0)
        if line["follows"]:
            grown = grown * known.activity.grows(line["follows"], before["rep_id"])
        return before.assign(quantity=grown.round(3))
    found = known.activity.quantities.get(per, before.iloc[:0])
    if per == LEAD and line["marketing_channel_id"]:
        found = found[found["marketing_channel_id"] == line["marketing_channel_id"]]
    homes = known.activity.homes
    return found.assign(home_id=found["rep_id"].map(homes).fillna("").astype("str"))


def _scaled(cells: pd.DataFrame, wanted: int, line: dict[str, Any], ground: Ground) -> pd.DataFrame:
    """Return cells that add up to what is wanted, in proportion; over the open months if none."""
    if not len(cells) or not cells["minor"].sum() > 0:
        if not ground.open:
            return cells
        rows = pd.DataFrame({"month": ground.open}).assign(
            region_id=line["region_id"], rep_id="", driver="", quantity=np.nan, source=STATED
        )
        return _cells(rows.assign(minor=split_minor(wanted, np.ones(len(rows)))))
    return cells.assign(minor=split_minor(wanted, cells["minor"].clip(lower=0)))


def _minor(amounts: pd.Series, ground: Ground) -> pd.Series:
    return (amounts * ground.unit).round().astype("int64")


def _cells(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(line_id="")[CELLS].reset_index(drop=True)
