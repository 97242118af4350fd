"""What reps' stories came to: orders moved, forecasts held back, discounts, targets, visits."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base.month_days import selling_days
from salesnb.demo.cases.case_sizes import Entry, amount_of, money, named, owned_lines, rows_of
from salesnb.demo.field.visits import calendar
from salesnb.demo.sales.orders import World
from salesnb.demo.truths.stories import InventedVisits, Leakage, Loading, Sandbagging, UnfairTarget
from salesnb.months import Month

Tables = dict[str, pd.DataFrame]


def loading(world: World, tables: Tables, case: Loading) -> Entry:
    """Orders of the rep's customers since, and the part moved into the last three working days."""
    start = Month.parse(case.start)
    own = owned_lines(world, tables["order_lines"], case.rep_id, start)
    days = {str(m): len(selling_days(m)) for m in start.until(world.truth.months[-1])}
    n_days = own["order_on"].dt.strftime("%Y-%m").map(days)
    moved = own["net_amount"] * case.share * (1 - 3 / n_days)
    return {
        **named(world.reps, "rep_id", case.rep_id),
        "from": case.start,
        "moved_share": case.share,
        "amount_since": amount_of(own),
        "amount_moved_expected": money(moved.sum()),
    }


def sandbagging(world: World, tables: Tables, case: Sandbagging) -> Entry:
    """What the rep committed to over all submissions, and what was held back."""
    own = rows_of(tables["forecast_submissions"], "rep_id", case.rep_id)
    commit = float(own["commit_amount"].sum())
    return {
        **named(world.reps, "rep_id", case.rep_id),
        "from": str(own["period_start"].min())[:7],
        "committed_share": case.share,
        "n_submissions": len(own),
        "amount_committed": money(commit),
        "amount_held_back": money(commit * (1 / case.share - 1)),
    }


def leakage(world: World, tables: Tables, case: Leakage) -> Entry:
    """The extra discount on every line of the rep's customers since."""
    start = Month.parse(case.start)
    own = owned_lines(world, tables["order_lines"], case.rep_id, start)
    return {
        **named(world.reps, "rep_id", case.rep_id),
        "from": case.start,
        "extra_discount": case.discount,
        "n_lines": len(own),
        "list_amount": money(own["list_amount"].sum()),
        "amount_given_away": money(own["list_amount"].sum() * case.discount),
    }


def unfair_target(world: World, tables: Tables, case: UnfairTarget) -> Entry:
    """The rep's targets of this year as first issued, and what nobody else was asked for."""
    year = world.truth.months[-1].year
    own = rows_of(first_sales_targets(tables["issued_targets"], year), "rep_id", case.rep_id)
    total = float(own["target_value"].sum())
    return {
        **named(world.reps, "rep_id", case.rep_id),
        "from": f"{year}-01",
        "factor": case.factor,
        "n_targets": len(own),
        "amount_of_targets": money(total),
        "amount_too_much": money(total * (1 - 1 / case.factor)),
    }


def first_sales_targets(targets: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the sales targets of reps and months of a year as they were first issued."""
    is_set = (targets["measure"] == "sales") & ~targets["is_rollup"] & (targets["version"] == 1)
    is_year = targets["period_start"].str.startswith(str(year))
    return targets[is_set & is_year & targets["rep_id"].notna()]


def invented_visits(world: World, tables: Tables, case: InventedVisits) -> Entry:
    """Visits reported since and those of them that were not made, with the hours claimed."""
    own = rows_of(tables["visits"], "rep_id", case.rep_id)
    own = own[own["status"].isin(["held", "unplanned"])]
    since = own[own["visit_date"] >= np.datetime64(Month.parse(case.start).first)]
    known = calendar(world.truth)
    made = known.loc[known["is_real"], "visit_id"]
    invented = since[~since["visit_id"].isin(made)]
    cost = world.reps.set_index("rep_id")["cost_per_hour"][case.rep_id]
    return {
        **named(world.reps, "rep_id", case.rep_id),
        "from": case.start,
        "share": case.share,
        "n_visits": len(since),
        "n_invented": len(invented),
        "hours_invented": round(float(invented["visit_hours"].sum()), 2),
        "amount_of_hours": money(invented["visit_hours"].sum() * cost),
    }
