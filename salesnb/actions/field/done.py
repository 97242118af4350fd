"""Plan against done of a month: which planned visits were held, and who was reached."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.actions.effects.panel import MADE, Facts
from salesnb.members import NOBODY, TOTAL
from salesnb.months import Month

DONE = """node n_planned n_held n_on_day n_moved n_cancelled n_open n_unplanned n_made adherence
    on_day n_measured n_met met_share hours margin hours_per_margin"""
COVERAGE = (
    "customer_class visits_per_month months n_customers n_reached reached n_made n_due served"
)
COUNTS = "n_planned n_held n_on_day n_moved n_cancelled n_open n_unplanned n_made n_measured n_met"
PER_MARGIN = 10_000.0  # of margin, for which hours are stated
FEWEST_PER_MONTH = 1 / 12  # visits below which a customer is due once a year


def plan_and_done(facts: Facts, aims: pd.DataFrame, *, month: Month) -> pd.DataFrame:
    """Return planned and made visits of the month, a row for all and one per rep (`DONE`).

    adherence: held of planned; on_day: on the planned day, of planned. n_open: still planned after
    the month's end. met_share: aims met of aims measured. hours: from the first start to the last
    end of each day, in visits alone where times are not known; hours_per_margin: per `PER_MARGIN`
    of the margin of the rep's sales of the month. No rows where nothing was planned or made.
    """
    rows = of_month(facts["visits"], month)
    if rows.empty:
        return pd.DataFrame(columns=DONE.split())
    counted = _counted(rows)
    sums = counted.groupby("rep_id")[COUNTS.split()[:8]].sum()
    own = aims[aims["visit_id"].isin(rows["visit_id"]) & aims["met"].notna()]
    sums["n_measured"] = own.groupby("rep_id").size().reindex(sums.index).fillna(0)
    sums["n_met"] = own.groupby("rep_id")["met"].sum().reindex(sums.index).fillna(0)
    sums["hours"] = _hours(rows).reindex(sums.index)
    sums["margin"] = _margin(facts["sales_cube"], month).reindex(sums.index)
    total = sums.sum(min_count=1).to_frame(TOTAL).T
    both = pd.concat([total, sums]).rename_axis("node").reset_index()
    earned = both["margin"].where(both["margin"] > 0)
    return both.assign(
        adherence=_share(both["n_held"], both["n_planned"]),
        on_day=_share(both["n_on_day"], both["n_planned"]),
        met_share=_share(both["n_met"], both["n_measured"]),
        hours_per_margin=both["hours"] / earned * PER_MARGIN,
    )[DONE.split()].astype(dict.fromkeys(COUNTS.split(), "int64"))


def coverage(
    facts: Facts, classed: pd.Series, often: Mapping[str, float], *, month: Month
) -> pd.DataFrame:
    """Return who was reached by class (`COVERAGE`).

    `often`: visits a month by class. A customer is reached where it was visited within the months
    in which a visit is due: this one, or the last `months` where less than one a month is due.
    n_due: visits due in the month; served: visits made of those due, at most all of each customer.
    """
    visits = facts["visits"]
    held = visits[visits["status"].isin([*MADE, ""])]
    held = held[held["visit_date"] <= pd.Timestamp(month.last)]
    found = []
    for name in sorted(set(classed) - {""}):
        asked = float(often.get(name, 0.0))
        if asked <= 0:
            continue
        ids = classed.index[classed == name]
        months = round(1 / max(asked, FEWEST_PER_MONTH)) if asked < 1 else 1
        own = held[held["customer_id"].isin(ids)]
        since = own[own["visit_date"] >= pd.Timestamp((month - (months - 1)).first)]
        now = own[own["visit_date"] >= pd.Timestamp(month.first)]
        each = np.minimum(since.groupby("customer_id").size(), max(asked * months, 1))
        found.append(
            {
                "customer_class": name,
                "visits_per_month": asked,
                "months": months,
                "n_customers": len(ids),
                "n_reached": since["customer_id"].nunique(),
                "reached": since["customer_id"].nunique() / len(ids),
                "n_made": len(now),
                "n_due": asked * len(ids),
                "served": float(each.sum()) / max(asked * months, 1) / len(ids),
            }
        )
    return pd.DataFrame(found, columns=COVERAGE.split())


def of_month(visits: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return visits planned for a day of the month or made in it, by reps who are named."""
    first, last = pd.Timestamp(month.first), pd.Timestamp(month.last)
    planned = visits["planned_on"].between(first, last)
    held = visits["visit_date"].between(first, last)
    rows = visits[(planned | held) & ~visits["rep_id"].isin(NOBODY)]
    return rows.assign(was_planned=planned[rows.index], is_here=held[rows.index])


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    """Return visits with what each counts for."""
    is_made = rows["status"].isin([*MADE, ""]) & rows["is_here"]
    held = rows["was_planned"] & rows["status"].isin([*MADE, ""])
    on_day = held & (rows["planned_on"] == rows["visit_date"])
    flags = {
        "n_planned": rows["was_planned"],
        "n_held": held,
        "n_on_day": on_day,
        "n_moved": held & ~on_day,
        "n_cancelled": rows["was_planned"] & (rows["status"] == "cancelled"),
        "n_open": rows["was_planned"] & (rows["status"] == "planned"),
        "n_unplanned": is_made & rows["planned_on"].isna(),
        "n_made": is_made,
    }
    return rows[["rep_id"]].assign(**{name: one.astype("int64") for name, one in flags.items()})


def _hours(rows: pd.DataFrame) -> pd.Series:
    """Return the hours of each rep in the field."""
    own = rows[rows["status"].isin([*MADE, ""]) & rows["is_here"]]
    timed = own[own["started_at"].notna() & own["ended_at"].notna()]
    days = timed.groupby(["rep_id", timed["visit_date"].dt.normalize()], observed=True)
    span = (days["ended_at"].max() - days["started_at"].min()).dt.total_seconds() / 3600
    hours = span.groupby("rep_id").sum()
    rest = own[~own.index.isin(timed.index)]
    stated = rest.groupby("rep_id")["visit_hours"].sum(min_count=1)
    return hours.add(stated, fill_value=0.0)


def _margin(cube: pd.DataFrame, month: Month) -> pd.Series:
    """Return the margin of each rep's sales of the month, on what has a cost."""
    own = cube[cube["month"].astype(str) == str(month)]
    sums = own.groupby("rep_id")[["costed_amount", "cost_amount"]].sum()
    return (sums["costed_amount"] - sums["cost_amount"]).where(sums["costed_amount"] > 0)


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    return (part / whole.where(whole > 0)).astype(float)
