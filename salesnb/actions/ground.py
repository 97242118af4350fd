"""What the plan of a month's actions rests on: people at work, their customers, the month ahead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.members import NOBODY
from salesnb.methods.revenue_bands import revenue_bands
from salesnb.months import YEAR, Month
from salesnb.settings import BusinessRules

Frames = Mapping[str, pd.DataFrame]
DEPUTY = "deputy"  # role of customer_reps
NO_CREDIT = ("overlay", DEPUTY)  # roles that do not own a customer


def looked_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    """Return the number of each key, 0 for a key that has none."""
    return keys.map(values).astype(float).fillna(0.0)


@dataclass(frozen=True)
class Ground:
    """The facts of a closed month, and of the month after it, for which actions are planned.

    `facts`: tables of the snapshot; `used`: artefacts of the month (customer_classes,
    collection_worklist, deal_forecast, prospects), those that there are. `owners`: who answers for
    which member, as plan/owners.toml has it. `hours`: hours a month of each rep, 0 as the table
    says.
    """

    month: Month
    facts: Frames
    used: Frames
    owners: pd.DataFrame
    rules: BusinessRules
    calendar: WorkCalendar
    hours: float = 0.0

    @property
    def planned(self) -> Month:
        """The month for which actions are planned."""
        return self.month + 1

    @property
    def year(self) -> list[str]:
        """The last twelve months up to the closed one."""
        return [str(one) for one in (self.month - (YEAR - 1)).until(self.month)]

    def used_frame(self, name: str, columns: str) -> pd.DataFrame:
        """Return an artefact of the month, without rows where it is not there."""
        found = self.used.get(name)
        return pd.DataFrame(columns=columns.split()) if found is None else found

    @cached_property
    def reps(self) -> pd.DataFrame:
        """A row per rep at work in the planned month, who did not leave by its first day.

        rep_id, region_id, manager_id ('' where nobody who is there leads them), hour_cost (0 where
        not stated), hours of the month less absences, n_assumed (1 where hours are not stated).
        """
        rows, begin = self.facts["reps"], pd.Timestamp(self.planned.first)
        here = (
            rows["hired_on"].isna() | (rows["hired_on"] <= pd.Timestamp(self.planned.last))
        ) & ~(rows["left_on"] <= begin)
        there = rows[here]
        known = set(there["rep_id"])
        manager = there["manager_id"].where(there["manager_id"].isin(known), "").fillna("")
        stated = there["hours_per_month"].astype(float)
        full = stated.fillna(self.rules.hours_per_rep) if not self.hours else self.hours
        return pd.DataFrame(
            {
                "rep_id": there["rep_id"].astype("str"),
                "region_id": there["region_id"].fillna("").astype("str"),
                "manager_id": manager.where(manager != there["rep_id"], "").astype("str"),
                "hour_cost": there["cost_per_hour"].astype(float).fillna(0.0),
                "hours": (full * self._share_there(there)).astype(float).round(2),
                "n_assumed": (stated.isna() & (self.hours == 0)).astype(int),
            }
        ).reset_index(drop=True)

    def _share_there(self, reps: pd.DataFrame) -> pd.Series:
        """Return the part of the planned month's working days on which each rep is there.

        Not there are days before a rep is hired, from the day of leaving on, and of absence.
        """
        every = pd.date_range(self.planned.first, self.planned.last)
        days = every[[self.calendar.is_working(one.date()) for one in every]]
        rows = self.facts["absences"]
        day = pd.to_datetime(rows["absent_on"])
        away = rows[day.isin(days)].assign(part=rows["day_part"].astype(float).fillna(1.0))
        lost = away.groupby(["rep_id", "absent_on"])["part"].sum().clip(upper=1.0)
        lost = lost.groupby("rep_id").sum()
        known = days.to_numpy()[None, :]
        hired, left = (
            reps[one].to_numpy("datetime64[ns]")[:, None] for one in ("hired_on", "left_on")
        )
        there = (np.isnat(hired) | (known >= hired)) & (np.isnat(left) | (known < left))
        share = (there.sum(axis=1) - looked_up(reps["rep_id"], lost)) / max(len(days), 1)
        return share.clip(lower=0.0)

    @cached_property
    def customers(self) -> pd.DataFrame:
        """A row per active customer, and the rep at work who looks after it ('' where nobody does).

        That is whoever has most of its credit, else whom the table names, else who sold most to it.

        customer_id, rep_id, deputy_id ('' where none), region_id, visit_hours (without the way),
        customer_class, sold (sales of the last twelve months) and monthly: margin expected of a
        month, or sales where no cost is known. Class and margin are those of 05_customers; else
        the class is told by sales, and the margin is that of the last twelve months.
        """
        rows = self.facts["customers"]
        rows = rows[rows["is_active"].fillna(True).astype(bool) & ~rows["customer_id"].isin(NOBODY)]
        owner, deputy = self._carried("owner"), self._carried(DEPUTY)
        ids = rows["customer_id"].astype("str")
        named = rows["rep_id"].where(rows["rep_id"].isin(set(self.reps["rep_id"])))
        sold_by = ids.map(self._selling()).astype(object).fillna("")
        named = named.astype(object).fillna(sold_by)
        minutes = rows["visit_minutes"].astype(float)
        found = pd.DataFrame(
            {
                "customer_id": ids,
                "rep_id": ids.map(owner).astype(object).fillna(named).astype("str"),
                "deputy_id": ids.map(deputy).astype(object).fillna("").astype("str"),
                "region_id": rows["region_id"].fillna("").astype("str"),
                "visit_hours": minutes / 60,
            }
        )
        return self._valued(found).reset_index(drop=True)

    def _carried(self, role: str) -> pd.Series:
        """Return the rep at work who has most credit of a customer in a role, by customer."""
        rows, begin = self.facts["customer_reps"], pd.Timestamp(self.planned.first)
        holds = ~(rows["valid_from"] > begin) & ~(rows["valid_to"] <= begin)
        in_role = rows["role"].eq(DEPUTY) if role == DEPUTY else ~rows["role"].isin(NO_CREDIT)
        own = rows[holds & in_role & rows["rep_id"].isin(set(self.reps["rep_id"]))]
        own = own.sort_values(["credit_share", "rep_id"], kind="stable", na_position="first")
        own = own.drop_duplicates("customer_id", keep="last").astype({"customer_id": "str"})
        return own.set_index("customer_id")["rep_id"].astype("str")

    @cached_property
    def is_margin(self) -> bool:
        """Whether money of customers is margin: some sale of the last twelve months has a cost."""
        return bool(self._sold["costed_amount"].sum() > 0)

    def _selling(self) -> pd.Series:
        """Return the rep at work who sold most to a customer in twelve months, by customer."""
        cube = self.facts["sales_cube"]
        own = cube[cube["month"].isin(self.year) & cube["rep_id"].isin(set(self.reps["rep_id"]))]
        sums = own.groupby(["customer_id", "rep_id"])["net_amount"].sum().reset_index()
        ordered = sums.sort_values(["net_amount", "rep_id"], kind="stable")
        most = ordered.drop_duplicates("customer_id", keep="last").astype({"customer_id": "str"})
        return most.set_index("customer_id")["rep_id"].astype("str")

    def _valued(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Add class, sales and the money that is expected of a month."""
        sums = self._sold
        classes = self.used_frame("customer_classes", "customer_id customer_class expected")
        known = classes.set_index(classes["customer_id"].astype("str"))
        sold = looked_up(rows["customer_id"], sums["net_amount"])
        expected = rows["customer_id"].map(known["expected"]).astype(float)
        own = rows["customer_id"].map(self._margin()).astype(float) if self.is_margin else sold
        bands = revenue_bands(sold, self.rules.class_shares)
        return rows.assign(
            customer_class=rows["customer_id"]
            .map(known["customer_class"])
            .astype(object)
            .fillna(bands)
            .astype("str"),
            sold=sold,
            monthly=(expected.fillna(own).fillna(0.0) / YEAR).clip(lower=0.0),
        )

    def _margin(self) -> pd.Series:
        """Return the margin of twelve months by customer, at the firm's rate where no cost is."""
        sums, whole = self._sold, self._sold.sum()
        usual = 1 - whole["cost_amount"] / whole["costed_amount"]
        rate = 1 - sums["cost_amount"] / sums["costed_amount"].where(sums["costed_amount"] > 0)
        return sums["net_amount"] * rate.fillna(usual)

    @cached_property
    def _sold(self) -> pd.DataFrame:
        """Return sales and costs of the last twelve months by customer."""
        columns = ["net_amount", "costed_amount", "cost_amount"]
        cube = self.facts["sales_cube"]
        own = cube[cube["month"].isin(self.year)]
        return (
            own.assign(customer_id=own["customer_id"].astype("str"))
            .groupby("customer_id")[columns]
            .sum()
        )
