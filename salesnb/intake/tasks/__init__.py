"""The registry of the management tasks of selling, in plain words.

`01_intake` scores a company against it: a task is manageable in a month when its tables have
data. A test fails on a task whose workbook stands in `index.toml` but has no section for it.
"""

from __future__ import annotations

from salesnb.intake.tasks.actions import ACTIONS, VISITING
from salesnb.intake.tasks.customers import CLASSES, CUSTOMERS, RESEARCH
from salesnb.intake.tasks.performance import DEALS, DEVELOPMENT, PERFORMANCE
from salesnb.intake.tasks.plan import DECOMPOSITION, PLAN_BASIS
from salesnb.intake.tasks.task import Task

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
TASKS: tuple[Task, ...] = tuple(task for group in GROUPS.values() for task in group)

__all__ = ["GROUPS", "TASKS", "Task"]
