"""What each table switches on: the management tasks that need it, and those that it sharpens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from salesnb.contracts.fields import Table
from salesnb.contracts.tasks import TASKS, Task
from salesnb.i18n import t


def switched_on(table: Table) -> Iterator[str]:
    """Yield the lines of a table's section that name the tasks which read it."""
    if needs := _listed(one for one in TASKS if table.name in one.switches):
        yield t("Switches on: {tasks}", tasks=needs)
    if sharpens := _listed(one for one in TASKS if table.name in one.more):
        yield t("Sharpens: {tasks}", tasks=sharpens)


def _listed(tasks: Iterable[Task]) -> str:
    return t("; ").join(
        t("{task} ({workbook})", task=t(one.label), workbook=f"`{one.workbook}`") for one in tasks
    )
