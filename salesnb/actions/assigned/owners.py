"""Who answers for each target cell, and who stands in: people at work, and never one person twice.

The first of a chain that fits is taken, and the page says which link it was. A name of
plan/owners.toml is taken as it stands, unless it is that of a rep who left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from salesnb.actions.assigned.quotas import COLUMN_OF, MEASURES, Quotas
from salesnb.actions.ground import Ground
from salesnb.i18n import N_
from salesnb.members import NOBODY, TOTAL

HEAD, OFFICE = N_("head of sales"), N_("sales administration")  # where nobody is named
STATED, ABOVE, REP, SHARES = "stated", "above", "rep", "shares"
MANAGER, COLLEAGUE, LARGEST, ROLE = "manager", "colleague", "largest", "role"
FALLBACKS = (LARGEST, ROLE)  # nobody is named, so that somebody has to be
COLUMNS = [
    *("dimension", "node", *MEASURES, "owner_id", "owner", "owner_by"),
    *("deputy_id", "deputy", "deputy_by", "is_fallback"),
]


@dataclass(frozen=True)
class Person:
    """Somebody: a rep by id, else a name or a role, and how they were found."""

    rep: str
    name: str
    by: str

    def is_same(self, other: Person) -> bool:
        """Return whether both are one person."""
        return (self.rep, self.name) == (other.rep, other.name)


class Answering:
    """Chains of people for members of a dimension."""

    def __init__(self, ground: Ground) -> None:
        reps = ground.reps
        self.here = set(reps["rep_id"])
        self.manager = dict(zip(reps["rep_id"], reps["manager_id"], strict=True))
        self.region = dict(zip(reps["rep_id"], reps["region_id"], strict=True))
        customers = ground.customers
        self.carried = dict(zip(customers["customer_id"], customers["rep_id"], strict=True))
        self.deputies = dict(zip(customers["customer_id"], customers["deputy_id"], strict=True))
        regions = ground.facts["regions"]
        self.above = dict(
            zip(regions["region_id"].astype("str"), regions["parent_id"].fillna(""), strict=True)
        )
        self.stated = _stated(ground.owners)
        self.gone, self.named = _names_gone(ground), _names_here(ground)
        leads = [one for one in self.manager.values() if one]
        heads = {one for one in leads if not self.manager.get(one)}
        self.heads = sorted(heads, key=lambda one: (-leads.count(one), one))

    def pair(self, dimension: str, node: str) -> tuple[Person, Person]:
        """Return the owner and the deputy, another person, of a member of a dimension."""
        owner = next(self._owners(dimension, node))
        chain = self._deputies(dimension, node, owner)
        return owner, next(one for one in chain if not one.is_same(owner))

    def _owners(self, dimension: str, node: str) -> Iterator[Person]:
        if dimension == "rep":
            if node in self.here:
                yield Person(node, "", REP)
            yield from self._lead(node)
        yield from self._named(dimension, node, 0)
        if dimension == "customer" and self.carried.get(node, "") in self.here:
            yield Person(self.carried[node], "", SHARES)
        if dimension == "region":
            yield from self._of_region(node)
        yield from self._heads()
        yield Person("", HEAD, ROLE)

    def _deputies(self, dimension: str, node: str, owner: Person) -> Iterator[Person]:
        yield from self._named(dimension, node, 1)
        if dimension == "customer" and self.deputies.get(node, "") in self.here:
            yield Person(self.deputies[node], "", SHARES)
        if owner.rep:
            yield from self._lead(owner.rep)
            beside = (one for one, at in self.region.items() if at == self.region.get(owner.rep))
            yield from (Person(one, "", COLLEAGUE) for one in beside if one != owner.rep)
        yield from self._heads()
        yield Person("", HEAD, ROLE)
        yield Person("", OFFICE, ROLE)

    def _heads(self) -> Iterator[Person]:
        """Yield who leads everybody; of several heads the one with most reps first."""
        by = MANAGER if len(self.heads) == 1 else LARGEST
        yield from (Person(one, "", by) for one in self.heads)

    def _lead(self, rep: str) -> Iterator[Person]:
        if self.manager.get(rep):
            yield Person(self.manager[rep], "", MANAGER)

    def _named(self, dimension: str, node: str, place: int) -> Iterator[Person]:
        """Yield whom plan/owners.toml names for a member, then for the regions above it."""
        at, by = node, STATED
        while True:
            name = self.stated.get((dimension, at), ("", ""))[place]
            if name and name not in self.gone:
                rep = self.named.get(name, "")
                yield Person(rep, "" if rep else name, by)
            at, by = self.above.get(at, "") if dimension == "region" else "", ABOVE
            if not at:
                return

    def _of_region(self, region: str) -> Iterator[Person]:
        """Yield who leads most of the reps who live in a region."""
        leads = [self.manager[one] for one, at in self.region.items() if at == region]
        leads = [one for one in leads if one]
        if leads:
            yield Person(max(sorted(set(leads)), key=leads.count), "", MANAGER)


def assign(ground: Ground, quotas: Quotas, planned: pd.DataFrame) -> pd.DataFrame:
    """Return a row per target cell (`COLUMNS`): what it asks, who answers for it, who stands in.

    Cells: each member with a target of the month, and each customer in the reps' monthly plan.
    is_fallback: nobody is named as owner or deputy: the head with most reps, or a role, stands in.
    """
    cells = quotas.cells[quotas.cells["dimension"] != "customer"]
    wide = cells.pivot_table("target", ["dimension", "node"], "measure", "sum", min_count=1)
    wide = wide.reindex(columns=list(MEASURES)).reset_index()
    own = planned[~planned["customer_id"].isin(NOBODY)]
    sums = own.groupby("customer_id")[["sales", "collections"]].sum().reset_index()
    customers = sums.rename(columns={"customer_id": "node"}).assign(dimension="customer")
    rows = pd.concat([wide, customers], ignore_index=True) if len(customers) else wide
    answering = Answering(ground)
    pairs = [answering.pair(d, n) for d, n in zip(rows["dimension"], rows["node"], strict=True)]
    for place, who in enumerate(("owner", "deputy")):
        rows[f"{who}_id"] = pd.Series([one[place].rep for one in pairs], dtype="str")
        rows[who] = pd.Series([one[place].name for one in pairs], dtype="str")
        rows[f"{who}_by"] = pd.Series([one[place].by for one in pairs], dtype="str")
    rows["is_fallback"] = rows["owner_by"].isin(FALLBACKS) | rows["deputy_by"].isin(FALLBACKS)
    return rows.reindex(columns=COLUMNS)


def count_links(assigned: pd.DataFrame) -> pd.DataFrame:
    """Return how owners and deputies were found: dimension, who, by, n_cells, sales."""
    found = []
    for who in ("owner", "deputy"):
        grouped = assigned.groupby(["dimension", f"{who}_by"])
        part = grouped["sales"].agg(["size", "sum"]).reset_index()
        part.columns = pd.Index(["dimension", "by", "n_cells", "sales"])
        found.append(part.assign(who=who))
    return pd.concat(found, ignore_index=True)[["dimension", "who", "by", "n_cells", "sales"]]


def _stated(owners: pd.DataFrame) -> dict[tuple[str, str], tuple[str, str]]:
    """Return owner and deputy by dimension and member; entries of one member alone count."""
    columns = [one for one in owners if one not in ("owner", "deputy", "since")]
    texts = owners[[*columns, "owner", "deputy"]].fillna("").astype("str")
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for row in texts.to_dict("records"):
        filled = [one for one in columns if row[one]]
        if not filled:
            found[TOTAL, TOTAL] = (row["owner"], row["deputy"])
        for dimension, column in COLUMN_OF.items():
            if filled == [column]:
                found[dimension, row[column]] = (row["owner"], row["deputy"])
    return found


def _names_gone(ground: Ground) -> set[str]:
    """Return the names and ids of reps who left, as an owners file may state them."""
    rows = ground.facts["reps"]
    gone = _written(rows[~rows["rep_id"].isin(set(ground.reps["rep_id"]))])
    here = _written(rows[rows["rep_id"].isin(set(ground.reps["rep_id"]))])
    return set(gone["name"]) - set(here["name"])


def _names_here(ground: Ground) -> dict[str, str]:
    """Return the rep at work by each name that only this one has."""
    rows = ground.facts["reps"]
    here = _written(rows[rows["rep_id"].isin(set(ground.reps["rep_id"]))])
    alone = here.drop_duplicates().drop_duplicates("name", keep=False)
    return dict(zip(alone["name"], alone["rep_id"], strict=True))


def _written(reps: pd.DataFrame) -> pd.DataFrame:
    """Return each way in which an owners file may name a rep: rep_id, name."""
    rows = reps[["rep_id", "name", "name_zh"]].fillna("").astype("str")
    both = rows["name"].str.cat(rows["name_zh"], sep=" ").str.strip()
    ways = [rows["rep_id"], rows["name"], rows["name_zh"], both]
    every = pd.concat([pd.DataFrame({"rep_id": rows["rep_id"], "name": one}) for one in ways])
    return every[every["name"] != ""]
