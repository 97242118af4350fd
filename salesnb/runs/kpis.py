"""The key figures of a year stand once they were issued; a change within the year is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from salesnb.i18n import N_, t
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.plans.frozen import decisions, plan_now
from salesnb.plans.reading import entries

Plan = Mapping[str, Mapping[str, Any]]


def kpis_changed(company: Company, month: Month) -> str:
    """Return how kpis.toml differs from what was first issued for its year, '' where it does not.

    Compared are the figures and their goals, not who answers for them.
    """
    now = plan_now(company)
    for earlier in (one for one in company.months() if one <= month):
        for version in company.month(earlier).versions():
            issued = decisions(company, earlier, version).plan
            if _year(issued) and _year(issued) == _year(now):
                return _worded(_goals(issued), _goals(now), earlier, version)
    return ""


def _year(plan: Plan) -> int:
    stated = entries(plan, "kpis", "frozen")["year"]
    return int(stated.iloc[0]) if len(stated) else 0


def _goals(plan: Plan) -> pd.Series:
    return entries(plan, "kpis", "kpis").set_index("kpi_id")["goal"]


def _worded(issued: pd.Series, now: pd.Series, month: Month, version: str) -> str:
    both = issued.index.intersection(now.index)
    parts: dict[str, list[str]] = {
        N_("added: {names}"): sorted(set(now.index) - set(issued.index)),
        N_("removed: {names}"): sorted(set(issued.index) - set(now.index)),
        N_("with another goal: {names}"): [
            one for one in both if not issued[[one]].equals(now[[one]])
        ],
    }
    said = [t(text, names=", ".join(names)) for text, names in parts.items() if names]
    if not said:
        return ""
    return t(
        "the key figures of the year are not those issued in {month} ({version}); {what}",
        month=month,
        version=version,
        what="; ".join(said),
    )
