"""Who has a card, and the facts of it: one customer, whatever it was called or merged with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from salesnb.members import NOBODY
from salesnb.months import YEAR, Month
from salesnb.settings import BusinessRules

SILENT, LISTED, CARDED = "silent", "listed", "card"  # states of a customer


@dataclass(frozen=True)
class Ground:
    """What cards are made of: facts and artefacts by name, month, rules, and who is a customer.

    `facts` name a customer that was merged by the one that it became. `holders`: one row per
    customer: customer_id, year_amount (net sales of twelve months), place (1 is the largest),
    state (card, listed: beyond the most that have a card, silent: no purchase within the memory of
    the rules, nothing owed, nothing agreed), n_merged (customers that became this one).
    """

    facts: Mapping[str, pd.DataFrame]
    month: Month
    rules: BusinessRules
    holders: pd.DataFrame

    @property
    def carded(self) -> pd.Index[str]:
        """The customers that have a card."""
        return pd.Index(self.holders.loc[self.holders["state"] == CARDED, "customer_id"])

    @property
    def customers(self) -> pd.Index[str]:
        return pd.Index(self.holders["customer_id"])

    def months(self, n: int, *, ago: int = 0) -> list[str]:
        """Return the `n` months that end `ago` months before the report month."""
        last = self.month - ago
        return [str(one) for one in (last - (n - 1)).until(last)]

    def span(self, name: str, n: int, *, ago: int = 0) -> pd.DataFrame:
        """Return the rows of a frame in these months."""
        frame = self.facts[name]
        return frame[frame["month"].isin(self.months(n, ago=ago))]

    def of_customer(self, name: str, columns: str) -> pd.DataFrame:
        """Return columns of an artefact with a row per customer, missing where it knows nothing."""
        names = columns.split()
        frame = self.facts.get(name)
        if frame is None:
            return pd.DataFrame(index=self.customers, columns=names, dtype="object")
        known = frame.drop_duplicates("customer_id").set_index("customer_id")
        return known.reindex(index=self.customers, columns=names)

    def at(self, month: Month) -> Ground:
        """Return the same facts seen from another month: for what is told from months alone."""
        return replace(self, month=month)


def ground_of(
    facts: Mapping[str, pd.DataFrame], *, month: Month, rules: BusinessRules, most: int
) -> Ground:
    """Return what the cards of a month are made of; at most `most` customers have a card."""
    now = survivors(facts["customers"])
    own = {name: _renamed(frame, now) for name, frame in facts.items() if name != "customers"}
    ground = Ground({**facts, **own}, month, rules, pd.DataFrame())
    return replace(ground, holders=_holders(ground, now, most=most))


def survivors(customers: pd.DataFrame) -> pd.Series[str]:
    """Return, for each customer that was merged, the one that it is part of now.

    Chains are followed to their end; the gate has refused those that lead back.
    """
    into = customers.set_index("customer_id")["merged_into"]
    into = into[into.notna() & (into != "") & (into != into.index)]
    for _ in range(len(into)):
        further = into.map(into)
        if further.isna().all():
            break
        into = further.fillna(into)
    return into


def _renamed(frame: pd.DataFrame, now: pd.Series[str]) -> pd.DataFrame:
    if "customer_id" not in frame or now.empty:
        return frame
    ids = frame["customer_id"]
    return frame.assign(customer_id=ids.map(now).fillna(ids).to_numpy())


def _holders(ground: Ground, now: pd.Series[str], *, most: int) -> pd.DataFrame:
    """Return who is a customer, the largest first."""
    year = ground.span("sales_cube", YEAR).groupby("customer_id")["net_amount"].sum()
    ids = _ids(ground, now)
    holders = pd.DataFrame({"customer_id": ids, "year_amount": year.reindex(ids).to_numpy()})
    holders["year_amount"] = holders["year_amount"].fillna(0.0)
    is_active = holders["customer_id"].isin(_active(ground))
    holders = holders.assign(is_silent=~is_active)
    keys = ["is_silent", "year_amount", "customer_id"]
    holders = holders.sort_values(keys, ascending=[True, False, True], ignore_index=True)
    holders["place"] = np.arange(1.0, len(holders) + 1)
    reached = np.where(holders["place"] <= most, CARDED, LISTED)
    holders["state"] = np.where(holders["is_silent"], SILENT, reached)
    merged = now.value_counts().reindex(holders["customer_id"]).fillna(0.0)
    holders["n_merged"] = merged.to_numpy()
    return holders.drop(columns="is_silent")


def _ids(ground: Ground, now: pd.Series[str]) -> pd.Index[str]:
    """Return all customers: of the master data (no prospects, not merged), and whoever bought."""
    master = ground.facts["customers"]
    is_gone = (master["kind"] == "prospect") | (master["is_active"] == False)  # noqa: E712 - a flag may be missing
    gone = set(master.loc[is_gone.fillna(False), "customer_id"]) | set(now.index)
    sold = ground.facts["sales_cube"]
    seen = [*master["customer_id"], *sold["customer_id"].unique()]
    return pd.Index(dict.fromkeys(one for one in seen if one not in gone and one not in NOBODY))


def _active(ground: Ground) -> set[str]:
    """Return who bought within the memory of the rules, owes something, or has an agreement."""
    sold = ground.span("sales_cube", ground.rules.customer_memory_months)
    agreed, owed = ground.facts["agreements"], ground.facts["open_instalments"]
    running = agreed[agreed["period_start"] >= pd.Timestamp(ground.month.first)]
    bought = sold.loc[sold["n_purchases"] > 0, "customer_id"]
    return {*bought, *owed.loc[owed["open_amount"] > 0, "customer_id"], *running["customer_id"]}
