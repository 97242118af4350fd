"""Who is to do what a matter asks for: the rep of a customer, the manager of a rep, an owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from salesnb.months import Month

MEMBERS = ("customer_id", "rep_id", "region_id", "product_group")  # that a matter may speak of


@dataclass(frozen=True)
class People:
    """Who looks after whom at the end of a month.

    `of_customer`: the rep of each customer. `manager_of`, `region_of`: of each rep who is there;
    a manager who left is none. `above`: the region above each region. `owners`: who answers for
    which member as a whole, as plan/owners.toml has it, by column.
    """

    of_customer: Mapping[str, str]
    manager_of: Mapping[str, str]
    region_of: Mapping[str, str]
    above: Mapping[str, str]
    owners: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, facts: Mapping[str, pd.DataFrame], owners: pd.DataFrame, month: Month) -> People:
        """Return the people of a month's customers, customer_reps, reps and regions."""
        last = pd.Timestamp(month.last)
        reps, regions = facts["reps"], facts["regions"]
        there = reps[reps["left_on"].isna() | (reps["left_on"] > last)]
        here = set(there["rep_id"])
        manager_of = _pairs(there, "rep_id", "manager_id")
        cell = [name for name in owners if name not in ("owner", "deputy", "since")]
        alone = owners[(owners[cell] != "").sum(axis=1) == 1]
        return cls(
            _reps_of_customers(facts, last, here),
            {rep: one for rep, one in manager_of.items() if one in here and one != rep},
            _pairs(there, "rep_id", "region_id"),
            _pairs(regions, "region_id", "parent_id"),
            {name: _pairs(alone, name, "owner") for name in MEMBERS},
        )

    def rep(self, members: Mapping[str, str]) -> str:
        """Return the rep of the customer, or the rep, that a matter speaks of; '' where none is."""
        return self.of_customer.get(members["customer_id"], "") or members["rep_id"]

    def manager(self, members: Mapping[str, str]) -> tuple[str, str]:
        """Return who leads the rep that a matter speaks of, or whoever answers for its region.

        As (rep id of the manager, ''), ('', name), or ('', '') where nobody is known.
        """
        rep = self.rep(members)
        if self.manager_of.get(rep, ""):
            return self.manager_of[rep], ""
        region = members["region_id"] or self.region_of.get(rep, "")
        owner = self._owner_of_region(region)
        if owner or not members["region_id"]:
            return "", owner
        there = [one for one, at in self.region_of.items() if at == region]
        leading = {self.manager_of[one] for one in there if one in self.manager_of}
        return (leading.pop(), "") if len(leading) == 1 else ("", "")

    def owner(self, members: Mapping[str, str]) -> str:
        """Return whom plan/owners.toml names for what a matter speaks of, '' where nobody."""
        found = [self.owners[name].get(members[name], "") for name in MEMBERS if members[name]]
        return next((one for one in found if one), "") or self._owner_of_region(
            members["region_id"]
        )

    def _owner_of_region(self, region: str) -> str:
        """Return who answers for a region, or for the nearest region above it."""
        seen: set[str] = set()
        while region and region not in seen:
            if region in self.owners["region_id"]:
                return self.owners["region_id"][region]
            seen.add(region)
            region = self.above.get(region, "")
        return ""


def who_answers(raised: pd.DataFrame, people: People) -> pd.DataFrame:
    """Return owner_id (a rep, else blank) and owner (a name, else the role) of each matter.

    `raised` as `raised.as_frame` of the month returns it: `asks` says whom the matter asks (rep,
    manager, owner, or blank for the role), `owner` is the role, `MEMBERS` are whom it speaks of.
    """
    texts = raised[["asks", "owner", *MEMBERS]].astype("str")
    found = [
        _of_matter(dict(zip(texts.columns, row, strict=True)), people)
        for row in texts.itertuples(index=False)
    ]
    return pd.DataFrame(found, columns=["owner_id", "owner"], index=raised.index).astype("str")


def _of_matter(row: Mapping[str, str], people: People) -> tuple[str, str]:
    rep, name = "", ""
    if row["asks"] == "rep":
        rep = people.rep(row)
    elif row["asks"] == "manager":
        rep, name = people.manager(row)
    elif row["asks"] == "owner":
        name = people.owner(row)
    return rep, "" if rep else name or row["owner"]


def _pairs(rows: pd.DataFrame, key: str, value: str) -> dict[str, str]:
    kept = rows[(rows[key] != "") & rows[value].notna() & (rows[value] != "")]
    return dict(zip(kept[key].astype("str"), kept[value].astype("str"), strict=True))


def _reps_of_customers(
    facts: Mapping[str, pd.DataFrame], last: pd.Timestamp, there: set[str]
) -> dict[str, str]:
    """Return who has most of a customer's credit on a day, else the rep that `customers` names."""
    rows = facts["customer_reps"]
    is_open = rows["valid_from"].isna() | (rows["valid_from"] <= last)
    is_open &= rows["valid_to"].isna() | (rows["valid_to"] > last)
    own = rows[is_open & rows["rep_id"].isin(there)]
    own = own.sort_values(["credit_share", "rep_id"], kind="stable", na_position="first")
    named = facts["customers"]
    return _pairs(named[named["rep_id"].isin(there)], "customer_id", "rep_id") | _pairs(
        own.drop_duplicates("customer_id", keep="last"), "customer_id", "rep_id"
    )
