"""What the company decided: the files of `plan/`, with amounts taken from its tables.

The texts stand in `texts/*.toml` of this package, with `$names` where figures go. A file
that is not there (decisions taken up) stays the commented example.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

import numpy as np
import pandas as pd
import tomlkit

from salesnb.demo.plan.forecasts import plan_year
from salesnb.demo.plan.lift_tests import lift_test
from salesnb.demo.sales.orders import World

TEXTS = Path(__file__).with_name("texts")
FLOOR_REGION = "A-W"
ROUND = -5  # digits to which people round what they decide for the next year
MORE_NEXT, LESS_NEXT = 1.05, 0.95  # of this year's floor and cap, in the next year's
MORE_SPENT = 1.05  # than in the last twelve months, in the budget of the next year
N_MANAGERS = 4
SEARCH = "M3"  # the marketing channel whose cost follows its leads
JUDGED_CUSTOMERS = 5
CURVES = (  # of sales to a customer by visits: at none, at half, at half as much again, at most
    (0.55, 0.85, 1.10, 1.20),
    (0.70, 0.90, 1.05, 1.08),
    (0.40, 0.75, 1.18, 1.35),
    (0.80, 0.95, 1.02, 1.03),
    (0.60, 0.85, 1.12, 1.25),
)
ISSUED_REASON = "Last year and the growth asked of everybody 上年实绩加统一增长要求"
EXPENSES = {
    "travel": ("Travel", "差旅"),
    "meals": ("Meals", "招待"),
    "samples": ("Samples", "样品"),
}
Tables = Mapping[str, pd.DataFrame]


def plan_files(world: World, tables: Tables) -> dict[str, str]:
    """Return the text of each plan file that the company has decided, by file name."""
    stated = _people_and_days(world) | _amounts(world, tables)
    stated |= {
        "totals": _entries("controls", _totals(world, tables, stated)),
        "lift_tests": _entries("lift_tests", _tested(world, tables)),
        "judged": _entries("judgements", _judged(world, tables, stated)),
        "baselines": _entries("baselines", _rebased(world, stated)),
    }
    lines = _budget_lines(world, tables)
    reserve = round(sum(_most(line) for line in lines) * 0.03, -3)
    spent = sum(_most(line) for line in lines) + reserve
    stated |= {
        "lines": _entries("lines", lines),
        "reserve": int(reserve),
        "budget_total": int(np.ceil(spent / 1e4) * 1e4),
        "visit_cost": 180,
        "lead_cost": _per_lead(world, tables),
    }
    texts = {file.name: file.read_text(encoding="utf-8") for file in sorted(TEXTS.glob("*.toml"))}
    return {name: Template(text).substitute(stated) for name, text in texts.items()}


def _people_and_days(world: World) -> dict[str, Any]:
    """Return who decides and when: the four managers, the day of issue, a day of this month."""
    truth = world.truth
    last = truth.months[-1]
    heads = world.reps.head(N_MANAGERS)
    named = {
        f"m{place + 1}": f"{name} {name_zh}"
        for place, (name, name_zh) in enumerate(zip(heads["name"], heads["name_zh"], strict=True))
    }
    return {
        **named,
        "year": last.year,
        "next": plan_year(truth),
        "issued_on": f"{last.year - 1}-{truth.planning.issued_on}",
        "since": f"{last.year}-01-01",
        "today": f"{last}-20",
        "growth": truth.planning.growth_asked,
        "held_group": truth.planning.held_group,
        "capped": truth.planning.capped_settlement,
        "floor_region": FLOOR_REGION,
    }


def _amounts(world: World, tables: Tables) -> dict[str, int]:
    """Return what the plan of this year was held to, and what the next one must reach."""
    truth, orders = world.truth, tables["order_lines"]
    plan, year = truth.planning, truth.months[-1].year
    issued = _first_versions(tables["issued_targets"])
    held = issued[issued["product_group"] == plan.held_group]
    months = [f"{year}-{number:02d}-01" for number in plan.held_months]
    is_month = ~held["is_rollup"] & held["period_start"].isin(months)
    held_year = held.loc[is_month, "target_value"].sum()
    whole = issued[_is_year(issued, year)]
    regions = whole.set_index("region_id")["target_value"]
    capped = whole.loc[whole["settlement_id"] == plan.capped_settlement, "target_value"].sum()
    recent = orders[orders["order_on"] >= np.datetime64((truth.months[-1] - 11).first)]
    sold = recent["net_amount"].sum()
    floor = regions.get(FLOOR_REGION, 0.0)
    return {
        "held_year": int(held_year),
        "floor_year": _rounded_down(floor),
        "cap_year": int(capped),
        "total_next": int(round(sold * (1 + plan.growth_asked), ROUND)),
        "held_next": int(held_year),
        "floor_next": _rounded_down(floor * MORE_NEXT),
        "cap_next": _rounded_down(capped * LESS_NEXT),
    }


def _rounded_down(amount: float) -> int:
    unit = 10**-ROUND
    return int(amount // unit * unit)


def _first_versions(targets: pd.DataFrame) -> pd.DataFrame:
    return targets[(targets["measure"] == "sales") & (targets["version"] == 1)]


def _is_year(targets: pd.DataFrame, year: int) -> pd.Series:
    is_first = targets["period_start"] == f"{year}-01-01"
    return is_first & (targets["period_end"] == f"{year}-12-31")


def _company(targets: pd.DataFrame) -> pd.DataFrame:
    """Return the targets that name no dimension."""
    named = ["rep_id", "region_id", "product_group", "settlement_id", "sales_method_id"]
    return targets[targets[named].isna().all(axis=1)]


def _totals(world: World, tables: Tables, stated: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the totals of this year that are in force, and of months that were revised."""
    year = world.truth.months[-1].year
    whole = _company(tables["issued_targets"].query("measure == 'sales'"))
    reasons = {one.issued_on: one for one in world.truth.planning.revisions}
    in_force = whole[_is_year(whole, year)].tail(1)
    is_month = whole["period_start"].str[:7] == whole["period_end"].str[:7]
    is_revised = whole["issued_on"].isin(list(reasons)) & (whole["version"] > 1)
    months = whole[is_month & is_revised & whole["period_start"].str.startswith(str(year))]
    found = []
    rows: list[Any] = list(pd.concat([in_force, months]).itertuples())
    for row in rows:
        why = reasons.get(row.issued_on)
        is_year = row.period_start[:7] != row.period_end[:7]
        found.append(
            {
                "kind": "total",
                "period": row.period_start[: 4 if is_year else 7],
                "amount": int(row.target_value),
                "reason": f"{why.reason} {why.reason_zh}" if why else ISSUED_REASON,
                "author": stated["m1"],
                "decided_on": pd.Timestamp(row.issued_on).date(),
            }
        )
    return found


def _entries(section: str, entries: list[dict[str, Any]]) -> str:
    """Return entries as TOML, one heading each; nothing where there are none."""
    return "\n" + tomlkit.dumps({section: entries}).strip() + "\n" if entries else ""


def _tested(world: World, tables: Tables) -> list[dict[str, Any]]:
    """Return the tests of spending that were made."""
    test = lift_test(world, tables["order_lines"])
    if test is None:
        return []
    where = f"{len(test.regions)} regions with a campaign, the others without"
    where_zh = f"{len(test.regions)}个地区有投放，其他地区没有"
    return [
        {
            "test_id": "L-1",
            "marketing_channel_id": test.channel,
            "starts_on": test.first.first,
            "ends_on": test.last.last,
            "spend_change": int(test.spend_change),
            "lift": int(test.measured),
            "standard_error": int(test.standard_error),
            "source": f"{where} {where_zh}",
        }
    ]


def _judged(world: World, tables: Tables, stated: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return response curves of the largest customers and of channels, and three potentials."""
    orders = tables["order_lines"]
    recent = orders[orders["order_on"] >= np.datetime64((world.truth.months[-1] - 11).first)]
    sums = recent.groupby("customer_id")["net_amount"].sum().sort_values(ascending=False)
    when = {"judged_on": pd.Timestamp(stated["today"]).date()}
    names = ("at_none", "at_half", "at_more", "at_most")
    found = []
    for place, customer in enumerate(sums.index[:JUDGED_CUSTOMERS]):
        curve = dict(zip(names, CURVES[place], strict=True))
        who = {"author": stated[f"m{place % N_MANAGERS + 1}"], **when}
        found.append({"topic": "visits", "customer_id": customer, **curve, **who})
    channels = tables["marketing_channels"]["marketing_channel_id"]
    for place, channel in enumerate(channels):
        curve = dict(zip(names, CURVES[(place + 1) % len(CURVES)], strict=True))
        who = {"author": stated["m2"], **when}
        found.append({"topic": "marketing", "marketing_channel_id": channel, **curve, **who})
    potential = world.customers.set_index("customer_id")["purchase_potential"]
    for customer in sums.index[:3]:
        value = round(np.nanmax([potential[customer], sums[customer] * 1.2]), -4)
        band = {"value": int(value), "low": int(value * 0.8), "high": int(value * 1.3)}
        who = {"unit": "CNY", "author": stated["m1"], **when}
        found.append({"topic": "purchase_potential", "customer_id": customer, **band, **who})
    return found


def _rebased(world: World, stated: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the product group whose sales are judged from the launch of a product on."""
    change = world.truth.assortment
    group = world.products.set_index("product_id").loc[change.launched, "product_group"]
    entry = {"product_group": str(group), "begins": change.launched_on[:7]}
    reason = f"{change.launched} launched 新品 {change.launched} 上市"
    day = pd.Timestamp(stated["today"]).date()
    return [{**entry, "reason": reason, "author": stated["m2"], "judged_on": day}]


def _most(line: Mapping[str, Any]) -> float:
    return float(line.get("amount", line.get("cap", 0)))


def _budget_lines(world: World, tables: Tables) -> list[dict[str, Any]]:
    """Return a line per marketing channel and kind of expense: one locked, others bounded."""
    since = (world.truth.months[-1] - 11).first.isoformat()
    channels = tables["marketing_channels"]
    spent = _of_a_year(tables["spend"], "marketing_channel_id", since)
    found = []
    head = "Head of marketing 市场总监"
    for place, row in enumerate(channels.itertuples()):
        amount = round(spent.get(row.marketing_channel_id, 0.0) * MORE_SPENT, -3)
        line = {
            "line_id": f"B-{row.marketing_channel_id}",
            "label": row.name,
            "label_zh": row.name_zh,
            "marketing_channel_id": row.marketing_channel_id,
            "owner": head,
        }
        found.append(line | _bounds(int(amount), is_locked=place == 1))
    paid = _of_a_year(tables["expenses"], "expense_type", since)
    for kind, (label, label_zh) in EXPENSES.items():
        amount = int(round(paid.get(kind, 0.0) * MORE_SPENT, -3))
        line = {"line_id": f"B-{kind}", "label": label, "label_zh": label_zh}
        found.append({**line, "expense_type": kind, **_bounds(amount, is_locked=False)})
    return found


def _per_lead(world: World, tables: Tables) -> int:
    """Return what a lead from search cost in the last twelve months, to a hundred."""
    since = (world.truth.months[-1] - 11).first.isoformat()
    spent = _of_a_year(tables["spend"], "marketing_channel_id", since).get(SEARCH, 0.0)
    leads = tables["leads"]
    is_own = leads["marketing_channel_id"] == SEARCH
    n = int((is_own & (leads["created_on"].astype(str) >= since)).sum())
    return int(round(float(spent) / max(n, 1), -2))


def _bounds(amount: int, *, is_locked: bool) -> dict[str, Any]:
    if is_locked:
        return {"amount": amount, "is_locked": True, "reason": "Stands are booked 展位已订"}
    return {"floor": round(amount * 0.7), "cap": round(amount * 1.3)}


def _of_a_year(table: pd.DataFrame, column: str, since: str) -> Mapping[Any, float]:
    """Return the amount of the last twelve months by a column."""
    recent = table[table["period_start"].astype(str) >= since]
    return recent.groupby(column)["amount"].sum().to_dict()
