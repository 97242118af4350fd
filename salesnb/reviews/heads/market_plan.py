"""Market plan progress: earned value of milestones, customers visited, distribution."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.measures import ratio
from salesnb.members import TOTAL
from salesnb.reviews.heads.chance import as_part, ratios, shares, together
from salesnb.reviews.heads.ground import HELD, NODE, Ground, in_months, named_by
from salesnb.reviews.heads.takings import Judged

HEAD = "market"
VALUES = ["planned_value", "planned", "earned", "gap", "open_value"]
MILESTONES = ["milestone_id", "name", "name_zh", "region_id", "rep_id", "due_on", "done_on"]
MILESTONES += ["done_share", "planned_share", *VALUES, "state"]
PROGRESS = [*NODE, "n_milestones", "n_overdue", "planned", "earned", "spi"]
PROGRESS += ["n_customers", "n_visited", "visited", "visited_low", "visited_high"]
PROGRESS += ["n_outlets", "numeric", "numeric_low", "numeric_high", "weighted", "weighted_low"]
PROGRESS += ["weighted_high"]
LATE = ("overdue", "behind")


def judge_market_plan(ground: Ground) -> tuple[Judged, pd.DataFrame]:
    """Return progress by node (`PROGRESS`) with the head's parts, and the milestones.

    spi: earned / planned value up to the month's end (schedule performance index, PMI, Practice
    Standard for Earned Value Management); visited: buyers of the months judged who were visited in
    them; numeric distribution: outlets looked at in them that carry a product of ours, weighted:
    the same by size of the outlet, as company.toml weights it (Farris, Marketing Metrics). The
    last three are held against the firm's. What the facts do not tell is missing.
    """
    listed = list_milestones(ground)
    spi, counts = _earned(listed, ground)
    visited, customers = _visited(ground)
    numeric, weighted = _distribution(ground)
    parts = [as_part(spi, HEAD, "milestones")]
    for name, found in (("visited", visited), ("numeric", numeric), ("weighted", weighted)):
        firm = float(found["value"].get((TOTAL, TOTAL), np.nan))
        parts.append(as_part(found, HEAD, name, reference=firm, most=1.0))
    columns = {"spi": spi["value"], "n_outlets": numeric["n_units"]}
    for name, found in (("visited", visited), ("numeric", numeric), ("weighted", weighted)):
        reach = ground.z * found["error"]
        columns |= {name: found["value"]}
        columns |= {f"{name}_low": (found["value"] - reach).clip(lower=0)}
        columns |= {f"{name}_high": (found["value"] + reach).clip(upper=1)}
    table = pd.concat([counts, customers, pd.DataFrame(columns)], axis=1)
    rows = table.rename_axis(NODE).reset_index().reindex(columns=PROGRESS)
    return Judged(rows, together(parts)), listed


def list_milestones(ground: Ground) -> pd.DataFrame:
    """Return the milestones that were under way in the months judged (`MILESTONES`).

    planned_share: the part of the time from start to due day that is over (none before the due day
    where no start is stated); planned and earned: planned_value x planned_share and x done_share
    (1 once it is done). state: done, done_late, overdue, behind, on_course, ahead_of_start.
    """
    rows = ground.facts["milestones"]
    is_done = rows["done_on"].notna() & (rows["done_on"] <= ground.last)
    start = rows["starts_on"].fillna(rows["due_on"])
    kept = ~(is_done & (rows["done_on"] < ground.first))
    kept &= (start <= ground.last) | (rows["done_share"].fillna(0) > 0)
    rows, is_done, start = rows[kept], is_done[kept], start[kept]
    total = (rows["due_on"] - start).dt.days.clip(lower=1)
    gone = (ground.last - start).dt.days
    over = ground.last >= rows["due_on"]
    planned_share = (gone / total).clip(0, 1).where(~over, 1.0)
    done_share = rows["done_share"].fillna(0.0).clip(0, 1).where(~is_done, 1.0)
    found = rows.assign(planned_share=planned_share, done_share=done_share)
    found["done_on"] = rows["done_on"].where(is_done)
    found["planned"] = found["planned_value"] * planned_share
    found["earned"] = found["planned_value"] * done_share
    found["gap"] = found["earned"] - found["planned"]
    found["open_value"] = found["planned_value"] - found["earned"]
    tests = {
        "done_late": is_done & (rows["done_on"] > rows["due_on"]),
        "done": is_done,
        "overdue": over & (rows["due_on"] < ground.last),
        "ahead_of_start": (planned_share == 0) & (done_share == 0),
        "behind": done_share < planned_share,
    }
    found["state"] = np.select(
        [one.to_numpy(bool) for one in tests.values()], list(tests), "on_course"
    )
    return found.reindex(columns=MILESTONES)


def _earned(listed: pd.DataFrame, ground: Ground) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the index of the schedule by node, and counts and values behind it."""
    texts = {name: listed[name].astype("str").fillna("") for name in ("rep_id", "region_id")}
    own = listed.assign(n_overdue=listed["state"].eq("overdue"), **texts)
    home = named_by(own["rep_id"], ground.region_of_rep)
    own["region_id"] = own["region_id"].where(own["region_id"] != "", home)
    by = ground.stacked(own).groupby(NODE)
    counts = by[["n_overdue"]].sum().astype("float64").assign(n_milestones=by.size().astype(float))
    counts = counts.join(by[["planned", "earned"]].sum(min_count=1))
    spi = ratio(counts["earned"], counts["planned"])
    found = pd.DataFrame({"value": spi, "error": 0.0, "n_units": counts["n_milestones"]})
    return found.dropna(subset=["value"]), counts


def _visited(ground: Ground) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the share of buyers who were visited, by node, and the counts."""
    every = ground.facts["visits"]
    visits = in_months(every[every["status"].isin(HELD)], "visit_date", ground)
    bought = ground.sales[ground.sales["net_amount"] > 0]
    rows = pd.DataFrame({"customer_id": sorted(set(bought["customer_id"]))})
    seen = rows["customer_id"].isin(visits["customer_id"])
    rows = rows.assign(n_customers=1.0, n_visited=seen.astype(float))
    names = ["n_customers", "n_visited"]
    placed = ground.of_customers(rows if seen.any() else rows.iloc[:0], names)
    found = shares(placed, "n_visited", "n_customers")
    return found, placed.groupby(NODE)[names].sum()


def _distribution(ground: Ground) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return numeric and weighted distribution by region and in total."""
    looks = in_months(ground.facts["outlet_products"], "seen_on", ground)
    newest = looks.sort_values("seen_on", kind="stable").drop_duplicates(
        ["outlet_id", "product_id"], keep="last"
    )
    carried = newest["is_carried"].eq(True).fillna(False).groupby(newest["outlet_id"]).any()
    outlets = ground.facts["outlets"]
    outlets = outlets[outlets["outlet_id"].isin(carried.index)]
    rows = outlets[["outlet_id", "region_id"]].assign(
        n=1.0, n_carried=outlets["outlet_id"].map(carried).astype(float)
    )
    weights = ground.settings.scorecard.outlet_weights
    size = outlets["size_class"].map(weights).astype(float)
    rows["weight"] = size
    rows["carried_weight"] = size * rows["n_carried"]
    placed = ground.stacked(rows, rows.iloc[:0].assign(rep_id=""))
    sized = placed[placed["weight"].notna()]
    numeric = shares(placed, "n_carried", "n")
    return numeric, ratios(sized, "carried_weight", "weight", unit="outlet_id")
