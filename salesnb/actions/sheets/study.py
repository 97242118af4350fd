"""All of the sheets in 12c_visits: which aims the visits of the planned month have, and why."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.actions.effects.measured import measured
from salesnb.actions.effects.panel import Facts, panel_of
from salesnb.actions.sheets import chosen, marketing, planned, reach, said, selling
from salesnb.actions.sheets.ground import Ground
from salesnb.members import TOTAL
from salesnb.months import Month

Frames = dict[str, pd.DataFrame]
YEAR = 12
WEEK_DAYS = 7
AIMS = "objective n_visits n_customers amount worth n_reachable"
CHECKLIST = "item n_ready n_open"
OF_VISIT = "visit_key customer_id visit_date place objective"
WORDS = f"{OF_VISIT} product_group {said.TEXTS} value_a_year"
WAYS = f"{OF_VISIT} bring hook closing play play_zh"


def ground_of(
    facts: Facts, plan: pd.DataFrame | None, classed: pd.Series, *, month: Month
) -> Ground:
    """Return what sheets are filled from; `plan`: `visit_plan` or None."""
    visits = planned.planned_visits(facts["visits"], plan, month=month)
    known = reach.reach_of(measured(facts, month=month), panel_of(facts, month=month), classed)
    return Ground(facts, month, visits, classed, known)


def words_of(*files: Mapping[str, pd.DataFrame]) -> Frames:
    """Return the sections of the plan files that words come from: arguments, values, plays."""
    return {name: rows for one in files for name, rows in one.items()}


def write_sheets(
    ground: Ground,
    used: Mapping[str, pd.DataFrame],
    decided: Mapping[str, pd.DataFrame],
    *,
    most: int,
) -> Frames:
    """Return `visit_sheets` and what the page shows of them.

    `used`: artefacts that are there (customer_research, month_plan, missing fields); `decided`:
    arguments, values and plays of the plan files; `most`: aims of a visit. Also `aims_asked` (by
    objective), `reached_before`, `owed`, `complaining`, `questions`, `lacking`, `checklist`, `week`
    with `week_words` and `week_ways`, and `sheets_basis`.
    """
    facts = ground.facts
    owed, complaining = marketing.owed(ground, facts), marketing.complaints(ground, facts)
    asked = marketing.questions(ground, facts, used.get("05c_cards_missing_fields"))
    aims = chosen.together(
        [
            selling.more_orders(ground, used.get("month_plan")),
            selling.unbought(ground),
            selling.new_products(ground, facts),
            selling.wider(ground, facts, used.get("customer_research")),
            selling.teaching(ground),
            marketing.collect(ground, owed),
            marketing.settle(ground, complaining),
            marketing.learn(ground, asked),
        ]
    )
    urgent = [(owed, "collect"), (complaining, "complaint")]
    first = [one.loc[one["is_first"], ["customer_id"]].assign(objective=o) for one, o in urgent]
    ranked = chosen.rank(ground, aims, pd.concat(first), _margin(facts, ground.month))
    plain = chosen.spread(ground, ranked, most)
    sheets = said.with_words(
        ground, plain, decided["arguments"], decided["values"], decided["plays"]
    )
    return {
        "visit_sheets": sheets,
        "aims_asked": _by_objective(sheets),
        "reached_before": ground.reach.shares,
        "owed": owed,
        "complaining": complaining,
        "questions": asked,
        "lacking": said.lacking(sheets),
        "checklist": _checklist(ground, sheets),
        **_week(sheets),
        "sheets_basis": _basis(ground, sheets, used),
    }


def _by_objective(sheets: pd.DataFrame) -> pd.DataFrame:
    """Return how many visits have each objective, and what it is worth (`AIMS`).

    Amount and worth count a customer's aim once, however many visits follow it up.
    """
    once = sheets.drop_duplicates(["customer_id", "objective"])
    found = pd.DataFrame(
        {
            "n_visits": sheets.groupby("objective")["visit_key"].nunique(),
            "n_customers": once.groupby("objective").size(),
            "amount": once.groupby("objective")["amount"].sum(),
            "worth": once.groupby("objective")["worth"].sum(),
            "n_reachable": (sheets["reach"] == reach.YES).groupby(sheets["objective"]).sum(),
        }
    )
    return found.rename_axis("objective").reset_index()[AIMS.split()]


def _checklist(ground: Ground, sheets: pd.DataFrame) -> pd.DataFrame:
    """Return the five points of readiness: visits ready by the data, and those left (`CHECKLIST`).

    The plan is complete where every sales aim about a product group has proof and answer. What
    only people can tell (appearance, samples, commitment) is open for all.
    """
    n = len(ground.visits)
    by = sheets.groupby("visit_key")
    clear = by[["is_clear", "is_exact", "is_measurable"]].all().all(axis=1).sum()
    sells = sheets["objective"].isin(chosen.SALES_AIMS) & (sheets["product_group"] != "")
    ready = (~sells | (sheets["has_proof"] & sheets["has_answers"])).groupby(sheets["visit_key"])
    known = {"aim_clear": int(clear), "plan_complete": int(ready.all().sum())}
    rows = [(item, known[item], n - known[item]) for item in known]
    rows += [(item, 0, n) for item in ("appearance", "samples", "commitment")]
    return pd.DataFrame(rows if n else [], columns=CHECKLIST.split())


def _week(sheets: pd.DataFrame) -> Frames:
    """Return the first week of the rep whose visits of it are worth most, for the page.

    `week`: its aims; `week_words`: those with an argument; `week_ways`: how each is gone about.
    """
    first = sheets["visit_date"].min()
    until = first + pd.Timedelta(days=WEEK_DAYS - 1 - first.weekday()) if len(sheets) else first
    own = sheets[sheets["visit_date"] <= until]
    worth = own.groupby("rep_id")["worth"].sum()
    own = own[own["rep_id"] == (worth.idxmax() if len(worth) else "")].reset_index(drop=True)
    argued = own[own["benefit"] != ""].reset_index(drop=True)
    return {
        "week": own,
        "week_words": argued[WORDS.split()],
        "week_ways": own[WAYS.split()],
    }


def _basis(ground: Ground, sheets: pd.DataFrame, used: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row: the planned month, its visits, and where they come from."""
    n = len(ground.visits)
    row = {
        "scope": TOTAL,
        "planned_month": str(ground.month + 1),
        "source": ("visit_plan" if "visit_plan" in used else "planned") if n else "none",
        "n_visits": n,
        "n_reps": ground.visits["rep_id"].nunique(),
        "n_customers": len(ground.ids),
        "n_sheets": sheets["visit_key"].nunique(),
        "n_without": n - sheets["visit_key"].nunique(),
        "n_aims": len(sheets),
        "n_unreachable": int((sheets["reach"] == reach.NO).sum()),
        "n_untold": int((sheets["reach"] == reach.UNTOLD).sum()),
        "margin_share": _margin(ground.facts, ground.month),
        "knows_cards": "05c_cards_missing_fields" in used,
    }
    return pd.DataFrame([row])


def _margin(facts: Facts, month: Month) -> float:
    """Return the margin of twelve months as a share of sales, missing without costs."""
    cube = facts["sales_cube"]
    own = cube[cube["month"].astype(str) >= str(month - (YEAR - 1))]
    costed = float(own["costed_amount"].sum())
    return 1 - float(own["cost_amount"].sum()) / costed if costed > 0 else float(np.nan)
