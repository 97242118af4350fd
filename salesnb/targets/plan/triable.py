"""What can be tried on a plan: refusals of what it does not have, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from salesnb.errors import UsageError, closest
from salesnb.i18n import t
from salesnb.targets.cube.cells import VALUES
from salesnb.targets.plan.years import PlanYear

GROUP = "product_group"


def require_room(cells: pd.DataFrame, year: PlanYear) -> None:
    """Raise `UsageError` where nothing is targeted, or no month is left."""
    if not len(cells):
        raise UsageError(
            t("nothing is targeted, so that nothing can be tried"),
            fix=t("the section on decisions says what stands in the way"),
        )
    if not year.open:
        raise UsageError(
            t("all months of the year are over, so that nothing can be tried"),
            fix=t("[plan] of controls.toml says which year is planned"),
        )


def require_columns(cells: pd.DataFrame, changes: Sequence[Mapping[str, Any]]) -> None:
    """Raise `UsageError` for what a control cannot name."""
    known = [*(name for name in cells.columns if name not in VALUES), GROUP, "period"]
    for name in (name for change in changes for name in change):
        if name not in {*known, "kind", "amount"}:
            near = closest(name, known)
            fix = t("did you mean {near!r}?", near=near) if near else ", ".join(known)
            raise UsageError(t("a trial cannot name {name}", name=name), fix=fix)


def require_dimension(by: str, cells: pd.DataFrame) -> None:
    known = [name for name in cells.columns if name not in {*VALUES, "fitted", "target"}]
    if by not in known:
        near = closest(by, known)
        fix = t("did you mean {near!r}?", near=near) if near else ", ".join(known)
        raise UsageError(t("trials are not told by {name}", name=by), fix=fix)
