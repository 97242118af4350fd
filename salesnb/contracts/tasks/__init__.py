"""The registry of the management tasks of selling, in plain words.

`01_intake` scores a company against it: a task is manageable in a month when its tables have
data. A test fails on a task whose workbook stands in `index.toml` but has no section for it.
"""

from __future__ import annotations

from salesnb.contracts.tasks.actions import ACTIONS, VISITING
from salesnb.contracts.tasks.customers import CLASSES, CUSTOMERS, RESEARCH
from salesnb.contracts.tasks.performance import DEALS, DEVELOPMENT, PERFORMANCE
from salesnb.contracts.tasks.plan import DECOMPOSITION, PLAN_BASIS
from salesnb.contracts.tasks.task import Task
from salesnb.i18n import N_

GROUPS: dict[str, tuple[Task, ...]] = {
    "plan_basis": PLAN_BASIS,
    "decomposition": DECOMPOSITION,
    "actions": ACTIONS,
    "customers": CUSTOMERS,
    "performance": PERFORMANCE,
    "development": DEVELOPMENT,
    "research": RESEARCH,
    "visiting": VISITING,
    "classes": CLASSES,
    "deals": DEALS,
}
GROUP_LABELS = {
    "plan_basis": N_("Basis of the plan"),
    "decomposition": N_("Splitting the target"),
    "actions": N_("Steering actions"),
    "customers": N_("Managing customers"),
    "performance": N_("Reviewing performance"),
    "development": N_("Developing the market"),
    "research": N_("Finding and researching customers"),
    "visiting": N_("Visiting"),
    "classes": N_("Classifying customers"),
    "deals": N_("Planning deals"),
}
TASKS: tuple[Task, ...] = tuple(task for group in GROUPS.values() for task in group)

__all__ = ["GROUPS", "GROUP_LABELS", "TASKS", "Task"]
