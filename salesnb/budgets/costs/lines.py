"""The lines of a budget: those that people fixed, and one for whatever else money was spent on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.budgets.costs.activity import ORDER, VISIT
from salesnb.budgets.costs.ground import Frames, Ground, frame_of, within

MARKETING, ACTIVITY, FREIGHT, REBATE = "marketing", "activity", "freight", "rebate"
CREDIT, SALARY, RESERVE, OTHER = "credit", "salary", "reserve", "other"
TEXTS = ["label", "label_zh", "marketing_channel_id", "expense_type", "region_id", "owner"]
AMOUNTS = ["stated", "floor", "cap"]
LINES = ["line_id", "kind", *TEXTS, *AMOUNTS, "is_locked", "reason", "is_fixed", "follows"]
WORDS = {  # parts of names of expenses -> kind of line, the driver that they follow
    "freight shipping delivery logistics transport 运费 运输 物流 快递": (FREIGHT, ORDER),
    "salary salaries wages payroll 工资 薪 人工": (SALARY, ""),
    "travel trip hotel mileage meal entertain sample fuel": (ACTIVITY, VISIT),
    "差旅 出差 交通 住宿 招待 餐 样品 油费": (ACTIVITY, VISIT),
}


def kind_of(expense: str) -> tuple[str, str]:
    """Return the kind of line of an expense by its name, and the driver that it follows."""
    name = expense.lower()
    for words, found in WORDS.items():
        if any(word in name for word in words.split()):
            return found
    return OTHER, ""


def budget_lines(decided: Frames, spent: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return the lines of the year: `LINES`, `is_fixed` where they stand in plan/budget.toml.

    Whatever `spent` has that no line of the file names gets a line of its own, named after the
    marketing channel or the kind of expense. Lines of another year's file are left aside.
    """
    columns = f"line_id {' '.join(TEXTS)} amount floor cap is_locked reason"
    stated = frame_of(decided, "lines", columns) if ground.state == "in_force" else None
    fixed = _fixed(frame_of({}, "lines", columns) if stated is None else stated)
    own = fixed[fixed["region_id"] == ""]
    covered = set(own["marketing_channel_id"]) | set(own["expense_type"])
    found = []
    for column in ("marketing_channel_id", "expense_type"):
        for name in sorted({*spent[column], *fixed[column]} - covered - {""}):
            found.append({"line_id": _free(name, set(fixed["line_id"])), column: name})
    added = pd.DataFrame(found, columns=["line_id", "marketing_channel_id", "expense_type"])
    every = [one for one in (fixed, added.assign(is_fixed=False)) if len(one)]
    lines = pd.concat(every, ignore_index=True) if every else fixed
    return _described(lines)


def _fixed(stated: pd.DataFrame) -> pd.DataFrame:
    lines = stated.rename(columns={"amount": "stated"}).assign(is_fixed=True)
    return lines.astype(dict.fromkeys(AMOUNTS, float))


def _free(name: str, taken: set[str]) -> str:
    """Return the name as an identifier that no line of the file has."""
    return _free(f"{name}+", taken) if name in taken else name


def _described(lines: pd.DataFrame) -> pd.DataFrame:
    """Return lines with their kind and what they follow, texts empty where nothing is stated."""
    found = lines.reindex(columns=LINES)
    texts = [*TEXTS, "reason"]
    found[texts] = found[texts].astype("object").fillna("").astype("str")
    found["is_locked"] = found["is_locked"].astype("boolean").fillna(False).astype(bool)
    is_channel = found["marketing_channel_id"] != ""
    kinds = [kind_of(one) for one in found["expense_type"]]
    found["kind"] = np.where(is_channel, MARKETING, [kind for kind, _ in kinds])
    found["follows"] = np.where(is_channel, "", [follows for _, follows in kinds])
    return found.astype({"is_fixed": bool, **dict.fromkeys(AMOUNTS, float)})


def line_of(lines: pd.DataFrame, spent: pd.DataFrame, regions: pd.DataFrame) -> pd.Series:
    """Return the line under which each row of spending stands: the one that names its region first.

    A line of an area takes what was spent in the regions within it, by reps at home there.
    """
    found = pd.Series("", index=spent.index)
    where = spent["region_id"].where(spent["region_id"] != "", spent["home_id"])
    order = lines.assign(size=[_size(one, regions) for one in lines["region_id"]])
    for row in order.sort_values("size", kind="stable").to_dict("records"):
        is_own = found == ""
        for column in ("marketing_channel_id", "expense_type"):
            is_own &= spent[column] == row[column]
        if row["region_id"]:
            is_own &= where.isin(within(row["region_id"], regions))
        found[is_own] = row["line_id"]
    return found


def _size(region: str, regions: pd.DataFrame) -> int:
    """Return how many regions lie in one, more than any for a line without a region."""
    return len(within(region, regions)) if region else len(regions) + 1
