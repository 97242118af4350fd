"""How each rep's and each large customer's target came about: `show_evidence` is the entry.

- `evidence_steps`: what it rests on, and the steps from last year's sales to the target
- `evidence_parts`: what a target is made of, and how it compares with those of others
- `evidence_replies`: what was asked bottom-up, and which decisions a target stands under
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.targets.plan import evidence_parts, evidence_replies
from salesnb.targets.plan.evidence_steps import (
    Evidence,
    base_months,
    base_sales,
    restated,
    steps_of,
)
from salesnb.targets.plan.fitted import Planned

NONE = pd.DataFrame()


def show_evidence(
    plan: Planned,
    facts: Mapping[str, pd.DataFrame],
    controls: pd.DataFrame,
    *,
    cash: pd.DataFrame = NONE,
    changed: pd.DataFrame = NONE,
    top: int = 10,
) -> dict[str, pd.DataFrame]:
    """Return the frames of the evidence: a row per rep and for each of the `top` customers.

    `facts`: sales_cube, products, regions, reps, customer_reps, commitments. `controls`: the
    entries of controls.toml. `cash`: the plan's cells with `collections`, and `changed` the
    controls that changed since the last issue (`changes.since_issued`); no rows where there are
    none. Without a plan all frames are empty.
    """
    given = Evidence(plan.cells, cash, plan.year, top)
    sales = facts["sales_cube"]
    base = base_sales(sales, plan.year)
    now = restated(base, facts, plan.year)
    is_whole = bool(len(sales)) and sales["month"].min() <= min(base_months(plan.year))
    steps = steps_of(given, base, now, is_whole=is_whole)
    if not plan.is_planned:
        steps = steps.iloc[:0]
    return {
        "evidence": steps,
        "evidence_parts": evidence_parts.parts_of(given, now, steps, facts),
        "evidence_peers": evidence_parts.peers_of(given, steps),
        "evidence_replies": evidence_replies.replies_of(given, steps, facts),
        "evidence_controls": evidence_replies.controls_of(given, steps, facts, controls, changed),
    }
