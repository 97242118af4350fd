"""All of the effects in 12c_visits: does preparation tell, and which action pays?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.actions.effects import collecting, prepared, visiting, worth
from salesnb.actions.effects.judged import Asked, judge
from salesnb.actions.effects.measured import measured
from salesnb.actions.effects.panel import Facts, Panel, made, panel_of
from salesnb.members import TOTAL
from salesnb.methods.payment_ledger import Ledger, ledger
from salesnb.methods.revenue_bands import revenue_bands
from salesnb.months import Month
from salesnb.visit_rules import VisitRules

Frames = dict[str, pd.DataFrame]
ENDS = ["effect", "effect_low", "effect_high"]
ACTION_EFFECTS = """kind action outcome customer_class n effect effect_low effect_high
    smallest_visible verdict unit"""
UNITS = {"orders": "share", "met": "points", "days_sooner": "days"}
RANGE = "effect effect_low effect_high smallest_visible verdict"
VISITS = f"customer_class n n_orders {RANGE} is_unsure {' '.join(worth.WORTH.split())}"
AIMS = f"action n {RANGE} is_unsure"
TIMING = f"when {RANGE}"
PREPARED = f"action n n_met {RANGE}"
COLLECTED = f"action n n_all days_with days_without {RANGE}"
YEAR = 12


def classes(
    facts: Facts, stated: pd.DataFrame | None, rules: VisitRules, *, month: Month
) -> pd.Series:
    """Return the class of each customer: as `customer_classes` has it, else by sales of a year."""
    if stated is not None and len(stated):
        own = stated.drop_duplicates("customer_id")
        return pd.Series(
            own["customer_class"].astype(str).to_numpy(object), own["customer_id"].astype(str)
        )
    cube = facts["sales_cube"]
    year = cube[cube["month"].astype(str) >= str(month - (YEAR - 1))]
    sales = year.groupby(year["customer_id"].astype(str))["net_amount"].sum().astype(float)
    bands = revenue_bands(sales[sales > 0], rules.class_shares)
    return pd.Series(np.asarray(bands, dtype=object), bands.index)


def book_of(facts: Facts) -> Ledger | None:
    """Return instalments with what was paid of them, None where nothing is known of either."""
    owed = facts["instalments"]
    stated = facts["receipt_allocations"].rename(
        columns={"allocated_on": "paid_on", "allocated_amount": "amount"}
    )
    found = facts["receipt_matches"].rename(columns={"received_on": "paid_on"})
    columns = ["instalment_id", "paid_on", "amount"]
    parts = [frame[columns] for frame in (stated, found) if len(frame)]
    if owed.empty or not parts:
        return None
    return ledger(owed, pd.concat(parts, ignore_index=True), facts["write_offs"])


def which_pays(
    facts: Facts, classed: pd.Series, book: Ledger | None, *, month: Month, asked: Asked
) -> Frames:
    """Return `action_effects` and what the page shows of it: `visits_told`, `timing`, `aims_told`,
    `prepared_told`, `collected`, `effects_basis`.

    Effects on orders are shares (0.05: five in a hundred more), on aims points of the chance, on
    payment days. `classed`: class by customer_id; `book`: None without instalments.
    """
    aims = measured(facts, month=month)
    panel = panel_of(facts, month=month)
    orders = _on_orders(panel, facts, classed, month=month, asked=asked)
    ready, parts = judge(prepared.readiness(aims), asked), judge(prepared.parts(aims), asked)
    paid = pd.DataFrame(columns=collecting.ROWS.split())
    if book is not None:
        paid = collecting.collecting(facts, book, month=month)
    paid = judge(paid, asked, of=collecting.MOST_DAYS)
    told = pd.concat(
        [orders["visits_told"], orders["aims_told"], paid, ready, parts], ignore_index=True
    )
    prepared_told = pd.concat([ready, parts], ignore_index=True)
    return {
        "action_effects": told.assign(unit=told["outcome"].map(UNITS))[ACTION_EFFECTS.split()],
        "visits_told": orders["visits_told"][VISITS.split()],
        "aims_told": orders["aims_told"][AIMS.split()],
        "timing": orders["timing"][TIMING.split()],
        "prepared_told": prepared_told[PREPARED.split()],
        "collected": paid[COLLECTED.split()],
        "effects_basis": _basis(facts, aims, panel, month=month, asked=asked),
    }


def _on_orders(
    panel: Panel | None, facts: Facts, classed: pd.Series, *, month: Month, asked: Asked
) -> Frames:
    """Return `visits_told` (worth and cost of a visit by class), `aims_told` and `timing`."""
    if panel is None:
        none = judge(pd.DataFrame(columns=visiting.ROWS.split()), asked)
        timing = judge(pd.DataFrame(columns=["when", "effect", "error", "n_clusters"]), asked)
        worth_of = none.assign(**{name: [] for name in worth.WORTH.split()})
        return {"visits_told": worth_of, "aims_told": none, "timing": timing}
    by_class = judge(visiting.by_class(panel, classed), asked)
    by_class = worth.value_visits(by_class, panel, classed, facts, month=month)
    timing = judge(visiting.timing(panel), asked)
    return {
        "visits_told": _as_shares(by_class),
        "aims_told": _as_shares(judge(visiting.by_aim(panel), asked)),
        "timing": _as_shares(timing),
    }


def _as_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Return log effects as shares of orders."""
    names = [*ENDS, "smallest_visible"]
    return rows.assign(**{name: np.expm1(rows[name].astype(float)) for name in names})


def _basis(
    facts: Facts, aims: pd.DataFrame, panel: Panel | None, *, month: Month, asked: Asked
) -> pd.DataFrame:
    """Return one row: what effects are read from, and what is asked."""
    held = made(facts["visits"], month)
    row = {
        "scope": TOTAL,
        "n_visits": len(held),
        "first_month": str(panel.months[0]) if panel else "",
        "n_months": len(panel.months) if panel else 0,
        "n_customers": held["customer_id"].nunique(),
        "n_aims": len(aims),
        "n_measured": int(aims["met"].notna().sum()),
        "n_numbers": int((aims["basis"] == "numbers").sum()),
        "n_contradicted": int(aims["is_contradicted"].sum()),
        "n_met": int(aims["met"].sum()),
        "n_ready": int(aims["readiness"].notna().sum()),
        "confidence": asked.confidence,
        "matters": asked.matters,
        "matters_days": asked.matters * collecting.MOST_DAYS,
    }
    return pd.DataFrame([row])
