"""Efficiency and force: what an hour and a visit bring, and how many there were, against plan."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.measures import ratio
from salesnb.measures.effort import visit_compliance
from salesnb.months import Month
from salesnb.reviews.heads.chance import ratios
from salesnb.reviews.heads.ground import HELD, NODE, Ground, in_months, named_by
from salesnb.reviews.heads.scores import against_firm

PLANNED = ("held", "cancelled", "planned")  # states of visits that were planned
EFFICIENCY = [*NODE, "n_held", "n_planned", "n_kept", "kept_share", "hours", "hours_available"]
EFFICIENCY += ["intensity", "sales", "margin", "per_hour", "per_hour_low", "per_hour_high"]
EFFICIENCY += ["sales_per_hour", "margin_per_hour", "sales_per_visit", "margin_per_visit"]
EFFICIENCY += ["visit_target", "visits_to_date", "visits_attained", "asked_per_visit"]
EFFICIENCY += ["brought_per_visit", "against_plan", "basis", "verdict"]


def judge_efficiency(ground: Ground, attainments: pd.DataFrame) -> pd.DataFrame:
    """Return efficiency and force by node (`EFFICIENCY`); no rows where no visit was held.

    hours are those spent in visits (as stated, else `hours_per_visit` of company.toml each);
    hours_available those of the reps for visits, less absences; intensity: hours / available.
    per_hour: margin an hour where costs are known, else sales (basis), with its range over months;
    verdict holds it against the firm's. Against plan, in the firm's year so far: visits_attained,
    and brought_per_visit (sales / visits) against asked_per_visit (the targets of both).
    Sales and margin of a region are those credited to the reps who live there.
    """
    visits = _visits(ground)
    if not visits["n_held"].sum() > 0:
        return pd.DataFrame(columns=EFFICIENCY)
    rows = pd.concat([visits, _sales(ground)], ignore_index=True).fillna(0.0)
    rows["region_id"] = named_by(rows["rep_id"], ground.region_of_rep)
    placed = ground.stacked(rows)
    sums = placed.groupby(NODE)[["n_held", "n_planned", "n_kept", "hours", "sales", "margin"]].sum()
    basis = "margin" if sums["margin"].any() else "sales"
    per_hour = ratios(placed, basis, "hours", unit="month")
    found = sums.join(_available(ground)).join(per_hour[["value", "error"]])
    found = found[found["n_held"] > 0]
    found["verdict"] = against_firm(found)
    reach = ground.z * found["error"]
    found = found.assign(
        basis=basis,
        per_hour=found["value"],
        per_hour_low=found["value"] - reach,
        per_hour_high=found["value"] + reach,
        kept_share=visit_compliance(found["n_kept"], found["n_planned"]),
        intensity=ratio(found["hours"], found["hours_available"]),
        sales_per_hour=ratio(found["sales"], found["hours"]),
        sales_per_visit=ratio(found["sales"], found["n_held"]),
    )
    margin = found["margin"] if basis == "margin" else found["margin"] * np.nan
    found["margin"] = margin
    found["margin_per_hour"] = ratio(margin, found["hours"])
    found["margin_per_visit"] = ratio(margin, found["n_held"])
    return found.join(_plan(attainments)).reset_index().reindex(columns=EFFICIENCY)


def _visits(ground: Ground) -> pd.DataFrame:
    """Return visits and hours by rep and month."""
    rows = in_months(ground.facts["visits"], "visit_date", ground)
    is_held, was_planned = rows["status"].isin(HELD), rows["status"].isin(PLANNED)
    hours = rows["visit_hours"].fillna(ground.settings.rules.hours_per_visit)
    counted = rows[["rep_id"]].assign(
        month=rows["visit_date"].dt.strftime("%Y-%m"),
        n_held=is_held,
        n_planned=was_planned,
        n_kept=is_held & was_planned,
        hours=hours.where(is_held, 0.0),
    )
    names = ["n_held", "n_planned", "n_kept", "hours"]
    return counted.groupby(["rep_id", "month"])[names].sum().astype(float).reset_index()


def _sales(ground: Ground) -> pd.DataFrame:
    """Return sales and margin credited to each rep by month."""
    cube = ground.sales
    rows = cube[["rep_id", "month"]].assign(
        sales=cube["net_amount"], margin=cube["costed_amount"] - cube["cost_amount"]
    )
    return rows.groupby(["rep_id", "month"])[["sales", "margin"]].sum().reset_index()


def _available(ground: Ground) -> pd.DataFrame:
    """Return the hours that reps had for visits, less absences, by node."""
    reps = ground.facts["reps"]
    hours = reps["hours_per_month"].fillna(ground.settings.rules.hours_per_rep).to_numpy(float)
    away = _away(ground).reindex(reps["rep_id"]).fillna(0.0)
    given = np.zeros(len(reps))
    for month in ground.months:
        one = Month.parse(month)
        end = pd.Timestamp(one.last)
        here = reps["hired_on"].isna() | (reps["hired_on"] <= end)
        here &= reps["left_on"].isna() | (reps["left_on"] > end)
        days = max(ground.calendar.working_days(one), 1)
        lost = away[month].to_numpy(float) if month in away else 0.0
        given += np.where(here, (hours * (1 - lost / days)).clip(min=0.0), 0.0)
    region = named_by(reps["rep_id"], ground.region_of_rep)
    rows = reps[["rep_id"]].assign(region_id=region, hours_available=given)
    found = ground.stacked(rows).groupby(NODE)[["hours_available"]].sum()
    return found.where(found > 0)


def _away(ground: Ground) -> pd.DataFrame:
    """Return the days of absence of each rep (rows) in each month (columns)."""
    rows = in_months(ground.facts["absences"], "absent_on", ground)
    month = rows["absent_on"].dt.strftime("%Y-%m")
    return rows["day_part"].fillna(1.0).groupby([rows["rep_id"], month]).sum().unstack()


def _plan(attainments: pd.DataFrame) -> pd.DataFrame:
    """Return what the firm's year so far asked of visits and of sales a visit, by node."""
    by = {
        one: attainments[attainments["measure"] == one].set_index(NODE)
        for one in ("visits", "sales")
    }
    visits, sales = by["visits"], by["sales"]
    rows = pd.DataFrame(
        {
            "visit_target": visits["target"],
            "visits_to_date": visits["held"],
            "visits_attained": visits["attainment"],
        }
    )
    rows["asked_per_visit"] = ratio(sales["target"].reindex(rows.index), rows["visit_target"])
    rows["brought_per_visit"] = ratio(sales["held"].reindex(rows.index), rows["visits_to_date"])
    rows["against_plan"] = ratio(rows["brought_per_visit"], rows["asked_per_visit"])
    return rows.replace([np.inf, -np.inf], np.nan)
