"""What stands in a form already: visits of the plan, amounts to commit to, lines of the review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from salesnb.calendars import build
from salesnb.forms.facts import Facts
from salesnb.forms.words import OBJECTIVES, UNITS, both
from salesnb.i18n import N_

SHEET_KEY = "sheet_key"  # by which sheets name the visits of exports: rep, customer, which one
MOST_COMMITTED = 60  # customers and product groups of a rep that are asked for
_PLAN = ["visit_key", "rep_id", "customer_id", "visit_date"]
_AIMS = ["objective", "baseline", "target", "product_group", "unit"]
MEASURES: Mapping[str, str] = {
    "sales": N_("Sales"),
    "collections": N_("Collections"),
    "margin": N_("Margin"),
    "quantity": N_("Quantity"),
    "visits": N_("Visits"),
    "new_customers": N_("New customers"),
}
SPANS: Mapping[str, str] = {
    "month": N_("Month"),
    "year_to_date": N_("Year to date"),
}
ASKED = (
    N_("What went well"),
    N_("What did not, and why"),
    N_("What support is needed"),
)
Records = list[dict[str, Any]]


class Prefilled:
    """The rows of each rep's forms that are written ahead."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._makers: Mapping[str, Callable[[str], Records]] = {
            "visit_log": self._visits,
            "weekly_plan": self._weeks,
            "daily_report": self._days,
            "commitment": self._commitments,
            "summary": self._summary,
        }

    def rows(self, kind: str, rep: str) -> Records:
        """Return the rows of a rep's form, none where nothing is known ahead."""
        make = self._makers.get(kind)
        return make(rep) if make else []

    @cached_property
    def plan(self) -> pd.DataFrame:
        """The visits of the planned month: `_PLAN`, in the order of days; from the exports where
        no plan was made."""
        found = self.facts.result("visit_plan")
        if found is None:
            found = self._exported_plan()
        order = [one for one in ("rep_id", "visit_date", "sequence", "visit_key") if one in found]
        if SHEET_KEY not in found:
            found = found.assign(**{SHEET_KEY: found["visit_key"]})
        plan = found.sort_values(order)[[*_PLAN, SHEET_KEY]].astype("object")
        return plan.assign(visit_date=pd.to_datetime(plan["visit_date"]).dt.date)

    def _exported_plan(self) -> pd.DataFrame:
        visits = self.facts.frame("visits", "visit_id rep_id customer_id visit_date status")
        month = self.facts.planned
        days = visits["visit_date"].map(str)
        inside = (days >= str(month.first)) & (days <= str(month.last))
        planned = visits[inside & (visits["status"] == "planned") & visits["customer_id"].notna()]
        planned = planned.rename(columns={"visit_id": "visit_key"})
        planned = planned.sort_values(["visit_date", "visit_key"])
        slot = planned.groupby(["rep_id", "customer_id"]).cumcount() + 1
        whose = planned["rep_id"].astype("str") + "-" + planned["customer_id"].astype("str")
        return planned.assign(**{SHEET_KEY: whose + "-" + slot.astype("str")})

    @cached_property
    def _aimed(self) -> dict[str, pd.DataFrame]:
        """The visits with their aims, a row per visit and aim, by rep."""
        aims, plan = self.facts.result("visit_sheets"), self.plan
        if aims is None:
            plan = plan.assign(**dict.fromkeys(_AIMS))
        else:
            own = aims.reindex(columns=["visit_key", *_AIMS]).astype("object")
            own = own.rename(columns={"visit_key": SHEET_KEY})
            plan = plan.merge(own, on=SHEET_KEY, how="left", sort=False)
        plan = plan.where(plan.notna(), None)
        return {str(rep): own for rep, own in plan.groupby("rep_id", sort=False)}

    def _visits(self, rep: str) -> Records:
        rows = self._aimed.get(rep)
        if rows is None:
            return []
        langs, customers = self.facts.langs, self.facts.customers
        return [
            {
                "visit_date": one["visit_date"],
                "customer_id": _written(customers, one["customer_id"]),
                "purpose": _aim(one["objective"], langs),
                "about": self._about(one),
                "baseline": one["baseline"],
                "target": one["target"],
                "visit_key": one["visit_key"],
                "planned_on": one["visit_date"],
            }
            for one in rows.to_dict("records")
        ]

    def _about(self, aim: Mapping[Any, Any]) -> str | None:
        """Return what an aim is about: the product group, and the unit of its numbers."""
        group = self._group_words.get(str(aim["product_group"] or ""), "")
        unit = UNITS.get(str(aim["unit"] or ""), "")
        parts = [group, both(unit, self.facts.langs) if unit else ""]
        return " · ".join(one for one in parts if one) or None

    @cached_property
    def _group_words(self) -> dict[str, str]:
        return {one.code: one.text for one in self.facts.shared_lists["product_groups"].options}

    def _weeks(self, rep: str) -> Records:
        seen: dict[str, dict[str, Any]] = {}
        for one in self._visits(rep):
            seen.setdefault(str(one["visit_key"]), one)
        names = ("visit_date", "customer_id", "purpose", "visit_key", "planned_on")
        return [{name: one[name] for name in names} for one in seen.values()]

    @cached_property
    def _working(self) -> list[dt.date]:
        stated, month = self.facts.company.settings.company, self.facts.planned
        calendar = build(
            country=stated.country,
            first_year=month.year,
            last_year=month.year,
            extra_holidays=stated.extra_holidays,
            extra_workdays=stated.extra_workdays,
            weekend=stated.weekend_days,
        )
        days = [month.first + dt.timedelta(days=i) for i in range(month.n_days)]
        return [day for day in days if calendar.is_working(day)]

    def _days(self, rep: str) -> Records:
        return [{"report_date": day} for day in self._working]

    @cached_property
    def _committed(self) -> pd.DataFrame:
        """What is asked for the month after the planned one: rep, customer, group, last year's
        sales of that month, and the target where one is set."""
        facts, month = self.facts, self.facts.planned + 1
        products = facts.frame("products", "product_id product_group").dropna()
        group = dict(zip(products["product_id"].map(str), products["product_group"], strict=True))
        keys = ["rep_id", "customer_id", "product_group"]
        last = self._last_year(str(month - 12), group)
        targets = facts.result("targets")
        if targets is not None:
            own = targets[targets["month"].astype("str") == str(month)]
            own = own.assign(product_group=own["product_id"].map(str).map(group))
            amounts = own.groupby(keys, observed=True)["sales"].sum().rename("target")
            last = last.merge(amounts.reset_index(), on=keys, how="outer")
        else:
            last["target"] = np.nan
        weight = last[["last_year", "target"]].fillna(0).max(axis=1)
        last = last.assign(weight=weight)[weight > 0]
        return last.sort_values(
            ["rep_id", "weight", *keys[1:]], ascending=[True, False, True, True]
        )

    def _last_year(self, month: str, group: Mapping[str, object]) -> pd.DataFrame:
        """Return what the customers of each rep bought in a month, by product group."""
        empty = pd.DataFrame(columns=["rep_id", "customer_id", "product_group", "last_year"])
        if not self.facts.snapshot.has("sales_cube"):
            return empty
        columns = ["month", "customer_id", "product_id", "net_amount"]
        cube = self.facts.snapshot.frame("sales_cube", columns)
        cube = cube[cube["month"].astype("str") == month]
        cube = cube.astype({"customer_id": "object", "product_id": "object"})
        cube["product_group"] = cube["product_id"].map(group)
        keys = ["customer_id", "product_group"]
        sums = cube.groupby(keys)["net_amount"].sum().rename("last_year").reset_index()
        found = sums.merge(self.facts.owners, on="customer_id")
        return found[[*empty.columns]]

    @cached_property
    def _asked(self) -> dict[str, Records]:
        rows = self._committed
        rows = rows.astype("object").where(rows.notna(), None)
        by_rep = rows.groupby("rep_id", sort=False)
        return {str(rep): own.head(MOST_COMMITTED).to_dict("records") for rep, own in by_rep}  # type: ignore[misc]

    def _commitments(self, rep: str) -> Records:
        groups = self._group_words
        return [
            {
                "customer_id": _written(self.facts.customers, one["customer_id"]),
                "product_group": groups.get(str(one["product_group"]), one["product_group"]),
                "last_year": one["last_year"],
                "target": one["target"],
            }
            for one in self._asked.get(rep, [])
        ]

    @cached_property
    def _reviewed(self) -> dict[str, Records]:
        """The lines of the review of each rep."""
        found = self.facts.result("13_review_attained")
        if found is None:
            return {}
        own = found[found["dimension"] == "rep"].sort_values(["node", "measure", "span"])
        wanted = ["measure", "span", "actual", "target", "attainment"]
        own = own[["node", *wanted]].astype("object")
        own = own.where(own.notna(), None)
        return {str(rep): rows.to_dict("records") for rep, rows in own.groupby("node")}  # type: ignore[misc]

    def _summary(self, rep: str) -> Records:
        langs = self.facts.langs
        lines: Records = [
            {
                "about": both(MEASURES.get(str(one["measure"]), str(one["measure"])), langs),
                "span": both(SPANS.get(str(one["span"]), str(one["span"])), langs),
                "actual": one["actual"],
                "target": one["target"],
                "attainment": None if one["attainment"] is None else 100 * one["attainment"],
            }
            for one in self._reviewed.get(rep, [])
        ]
        return [*lines, *({"about": both(text, langs)} for text in ASKED)]


def _written(customers: Mapping[str, Any], id: object) -> str:
    known = customers.get(str(id))
    return known.text if known else str(id)


def _aim(code: object, langs: tuple[str, ...]) -> str | None:
    if code is None:
        return None
    return both(OBJECTIVES.get(str(code), str(code)), langs)
