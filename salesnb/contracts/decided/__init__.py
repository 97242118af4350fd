"""What people decide in the files of `plan/`: a declaration per file, read like that of an export.

`PLAN_FILES` holds them by name (without `.toml`) in the order in which they are listed.
"""

from __future__ import annotations

from salesnb.contracts.decided.budget import BUDGET_FILE, LIFT_TESTS_FILE
from salesnb.contracts.decided.controls import CONTROLS_FILE
from salesnb.contracts.decided.followed import ACCEPTED_FILE, KPIS_FILE, OWNERS_FILE
from salesnb.contracts.decided.judged import JUDGEMENTS_FILE, VALUE_IN_USE_FILE, WEIGHTS_FILE
from salesnb.contracts.decided.market import MARKET_FILE
from salesnb.contracts.decided.planfile import PlanFile, Section
from salesnb.contracts.decided.selling import ARGUMENTS_FILE, PLAYS_FILE

PLAN_FILES: dict[str, PlanFile] = {
    one.name: one
    for one in (
        CONTROLS_FILE,
        BUDGET_FILE,
        MARKET_FILE,
        WEIGHTS_FILE,
        JUDGEMENTS_FILE,
        VALUE_IN_USE_FILE,
        PLAYS_FILE,
        ARGUMENTS_FILE,
        LIFT_TESTS_FILE,
        KPIS_FILE,
        OWNERS_FILE,
        ACCEPTED_FILE,
    )
}

__all__ = ["PLAN_FILES", "PlanFile", "Section"]
