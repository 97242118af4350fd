"""Companies for tests of visits: empty frames of every table, what fills them, and whole pages."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from salesnb.actions import effects, field, sheets
from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.contracts.validated import result
from salesnb.demo.drawing import draw
from salesnb.demo.field import aims, field_facts, visits
from salesnb.demo.sales.orders import World, order_lines
from salesnb.demo.truths.truth import Truth
from salesnb.index import read_index
from salesnb.months import Month
from salesnb.pages import visits as room
from salesnb.paths import resource
from salesnb.snapshot.typed import empty, typed
from salesnb.visit_rules import VisitRules

MONTH = Month(2026, 10)
Frames = dict[str, pd.DataFrame]
WORDS: Frames = {
    "arguments": pd.DataFrame(),
    "values": pd.DataFrame(),
    "plays": pd.DataFrame(),
}


def facts(**given: pd.DataFrame) -> Frames:
    """Return the frames of a company that has these rows alone, with the columns loaded."""
    entry = read_index(resource("notebooks"))["12c_visits"]
    found = {}
    for name, columns in entry.loads.items():
        rows = given.get(name)
        groups = ["product_group"] if "product_id" in columns and name != "products" else []
        wanted = list(dict.fromkeys([*columns, *groups]))
        if rows is None:
            found[name] = empty(name, wanted)
            continue
        both = rows.assign(**{one: None for one in wanted if one not in rows})
        found[name] = typed(both[wanted], name)
    return found


def drawn(seed: int = 7101, *, n: int = 240, effect: float = 0.05, ready: float = 2.5) -> Truth:
    """Return a company whose visits and readiness do as much."""
    truth = draw(seed, n_months=48, n_customers=n, n_reps=12).truth
    brings = replace(truth.response, visit_effect=effect, visit_effect_most=6 * effect + 0.01)
    work = replace(truth.field_work, readiness_logit=ready)
    return replace(truth, response=brings, field_work=work)


def told(truth: Truth) -> Frames:
    """Return visits, aims and orders of a drawn company as a workbook gets them."""
    lines = order_lines(World(truth, 1.0))
    days = lines.assign(day=pd.to_datetime(lines["order_on"]).astype("datetime64[s]"))
    days = days.groupby(["customer_id", "day"], as_index=False).agg(
        n_orders=("order_id", "nunique"), net_amount=("net_amount", "sum")
    )
    cube = lines.assign(month=days_to_months(lines["order_on"]), costed_amount=lines["net_amount"])
    cube = cube.groupby(["month", "customer_id", "product_id"], as_index=False).agg(
        net_amount=("net_amount", "sum"), costed_amount=("costed_amount", "sum")
    )
    cube = cube.assign(cost_amount=0.75 * cube["net_amount"], n_purchases=1)
    stated = field_facts.with_checklists(truth, aims.visit_objectives(truth))
    return facts(
        visits=visits.visits(truth),
        visit_objectives=stated,
        order_days=days,
        sales_cube=cube,
    )


def days_to_months(days: pd.Series) -> pd.Series:
    """Return the month of each day as text."""
    return pd.to_datetime(days).dt.strftime("%Y-%m")


def page_of(given: Frames, words: Frames | None = None, *, month: Month = MONTH) -> Results:
    """Return the page of a company, as the workbook makes it."""
    rules = VisitRules()
    classed = effects.classes(given, None, rules, month=month)
    found = effects.which_pays(
        given, classed, effects.book_of(given), month=month, asked=effects.Asked()
    )
    found |= field.what_was_done(given, classed, rules.visits_per_month, month=month)
    found |= field.what_was_seen(given, month=month)
    ground = sheets.ground_of(given, None, classed, month=month)
    found |= sheets.write_sheets(ground, {}, WORDS | (words or {}), most=3)
    context = Context("CNY")
    assert set(found) == set(room.FRAMES)
    return Results({k: result(found[k], room.FRAMES[k], context=context) for k in found})


def visit_rows(*rows: tuple[str, str, str, str], **columns: object) -> pd.DataFrame:
    """Return visits: rep, customer, day and status; planned for that day."""
    table = pd.DataFrame(rows, columns=["rep_id", "customer_id", "visit_date", "status"])
    table["visit_id"] = [f"V{i:03d}" for i in range(len(table))]
    table["planned_on"] = table["visit_date"]
    return table.assign(**columns)


def aim_rows(ids: list[str], objective: str = "collect", **columns: object) -> pd.DataFrame:
    """Return an objective for each visit."""
    return pd.DataFrame({"visit_id": ids, "objective": objective}).assign(**columns)


def panel_orders(n: int, months: int, seed: int = 5) -> np.ndarray:
    """Return orders of customers by month without any pattern."""
    return np.random.default_rng(seed).poisson(1.5, (n, months)).astype(float)
