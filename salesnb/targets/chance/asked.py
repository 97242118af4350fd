"""What a plan asks for against the best that was done, what customers could buy, and hours."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.members import TOTAL, UNASSIGNED
from salesnb.methods.revenue_bands import revenue_bands
from salesnb.months import YEAR, Month
from salesnb.targets.chance.challenge import headroom, run_rates, visit_hours
from salesnb.targets.chance.plan_nodes import PARTITIONS, by_node, with_members
from salesnb.targets.chance.plan_tested import Tested

RATES = ["dimension", "node", "n_months", "asked", "best", "best_from", "last", "over_best"]
RATES += ["over_last", "beyond"]
BAND_COUNTS = ["dimension", "band", "n_nodes", "target", "target_share"]
ROOM = ["dimension", "node", "target", "potential", "potential_share", "room"]
HOURS = ["rep_id", "n_customers", "visits", "visit_hours", "hours_needed", "hours", "used_share"]


def compare_asked(
    tested: Tested,
    facts: Mapping[str, pd.DataFrame],
    artefacts: Mapping[str, pd.DataFrame],
    *,
    calendar: WorkCalendar,
    visits_per_month: Mapping[str, float],
    class_shares: Mapping[str, float],
    hours_per_visit: float,
) -> dict[str, pd.DataFrame]:
    """Return the frames band_counts, rates, room and hours.

    band_counts: targets of the year by dimension and band. rates: per node what the open months ask
    for a month against the best and the last run of the same calendar months (missing without one).
    room: regions and product groups whose potential is known (`market_potential`, a year's
    purchases of all suppliers): what of it the year's target takes. hours: per rep with targets the
    hours that visits to the rep's customers need in a month (`visits_per_month` by class; classes
    by what they are asked for until they are classified, `class_shares`; `hours_per_visit` with the
    way) against those there are, usual absences off.
    """
    return {
        "band_counts": _bands(tested),
        "rates": _rates(tested, facts),
        "room": _room(tested, artefacts.get("market_potential")),
        "hours": _hours(
            tested,
            facts,
            artefacts["targets"],
            calendar,
            (visits_per_month, class_shares, hours_per_visit),
        ),
    }


def _bands(tested: Tested) -> pd.DataFrame:
    """Return per dimension how many nodes' targets lie in which band, and their part."""
    rows = tested.chances
    rows = rows[rows["dimension"].isin(PARTITIONS) & (rows["state"] != "not_asked")]
    if rows.empty:
        return pd.DataFrame(columns=BAND_COUNTS)
    found = rows.groupby(["dimension", "band"])["target"].agg(["size", "sum"]).reset_index()
    found.columns = pd.Index(BAND_COUNTS[:4])
    whole = found.groupby("dimension")["target"].transform("sum")
    return found.assign(target_share=found["target"] / whole.where(whole != 0))


def _rates(tested: Tested, facts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return run-rates, what is asked above the best one (a month) as `beyond`."""
    plan, sales = tested.plan, facts["sales_cube"]
    if plan.year.empty or sales.empty:
        return pd.DataFrame(columns=RATES)
    past = by_node(with_members(sales, facts["products"], "net_amount"), plan.areas)
    first, last = plan.year.iloc[0][["open_from", "last"]]
    asked = plan.targets[plan.targets["month"].between(first, last)]
    found = []
    for name in (TOTAL, *PARTITIONS):
        own = asked[(asked["dimension"] == name) & (asked["node"] != UNASSIGNED)]
        months = [str(m) for m in Month.parse(first).until(Month.parse(last))]
        if len(own):
            wide = own.pivot_table("target", "node", "month", "sum", fill_value=0.0)
            every = wide.reindex(columns=months, fill_value=0.0).stack().reset_index()
            listed = every.set_axis(["node_id", "month", "target"], axis=1)
            before = past[past["dimension"] == name].rename(columns={"node": "node_id"})
            found.append(run_rates(before, listed).assign(dimension=name))
    if not found:
        return pd.DataFrame(columns=RATES)
    table = pd.concat(found, ignore_index=True).rename(columns={"node_id": "node"})
    table = table.assign(beyond=(table["asked"] - table["best"]).clip(lower=0))
    return table.assign(best_from=table["best_from"].fillna(""))[RATES]


def _room(tested: Tested, potential: pd.DataFrame | None) -> pd.DataFrame:
    """Return what of a year's potential the year's target takes, of regions and product groups."""
    rows = tested.chances
    if potential is None or potential.empty or rows.empty:
        return pd.DataFrame(columns=ROOM)
    found = []
    for name, column in (("region", "region_id"), ("product_group", "product_group")):
        known = potential.groupby(column)["potential"].sum(min_count=1)
        own = rows.loc[rows["dimension"] == name, ["dimension", "node", "target"]]
        found.append(headroom(own.assign(potential=own["node"].map(known))))
    table = pd.concat(found, ignore_index=True)
    return table[table["potential"].notna()][ROOM]


def _hours(
    tested: Tested,
    facts: Mapping[str, pd.DataFrame],
    targets: pd.DataFrame,
    calendar: WorkCalendar,
    rules: tuple[Mapping[str, float], Mapping[str, float], float],
) -> pd.DataFrame:
    """Return hours needed and there, per rep who carries targets of known customers."""
    frequencies, shares, hours = rules
    plan = tested.plan
    none_known = facts["reps"]["hours_per_month"].isna().all()
    if plan.year.empty or none_known or not frequencies:
        return pd.DataFrame(columns=HOURS)
    first, last = plan.year.iloc[0][["open_from", "last"]]
    inside = targets["month"].between(first, last) & targets["customer_id"].isin(
        set(facts["customers"]["customer_id"])
    )
    asked = targets[inside].groupby(["customer_id", "rep_id"])["sales"].sum().reset_index()
    of_customer = asked.groupby("customer_id")["sales"].sum()
    asked = asked[(asked["sales"] > 0) & asked["rep_id"].isin(set(facts["reps"]["rep_id"]))]
    asked = asked.sort_values("sales", ascending=False, kind="stable").drop_duplicates(
        "customer_id"
    )
    if asked.empty:
        return pd.DataFrame(columns=HOURS)
    asked["sales"] = asked["customer_id"].map(of_customer)
    each = asked.assign(visit_class=revenue_bands(asked["sales"], shares), visit_hours=hours)
    there = _available(facts, plan.month, calendar)
    reps = there[there["rep_id"].isin(set(asked["rep_id"]))]
    return visit_hours(each, reps, dict(frequencies)).assign(visit_hours=hours)[HOURS]


def _available(
    facts: Mapping[str, pd.DataFrame], month: Month, calendar: WorkCalendar
) -> pd.DataFrame:
    """Return the hours of each rep in a usual month: those stated less usual absences."""
    months = (month - (YEAR - 1)).until(month)
    working = sum(calendar.working_days(one) for one in months)
    absences = facts["absences"]
    day = pd.to_datetime(absences["absent_on"])
    late = absences[(day >= pd.Timestamp(months[0].first)) & (day <= pd.Timestamp(month.last))]
    away = late["day_part"].astype(float).fillna(1.0).groupby(late["rep_id"]).sum()
    reps = facts["reps"]
    share = 1 - reps["rep_id"].map(away).astype(float).fillna(0.0) / max(working, 1)
    hours = reps["hours_per_month"].astype(float) * share.clip(lower=0)
    return pd.DataFrame({"rep_id": reps["rep_id"], "hours": hours})
