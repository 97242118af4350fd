"""The register of outlets: how far each region is covered, what changed, and who stands twice."""

from __future__ import annotations

import unicodedata

import pandas as pd

from salesnb.actions.effects.panel import Facts
from salesnb.members import TOTAL
from salesnb.months import Month

REGISTERED = """node n_outlets n_customers n_registered covered n_linked n_closed n_new n_changed
    n_twins"""
TWINS = "outlet_id other_id region_id name reason"
TURNS = "before after n"
YEAR = 12
CLOSED = "closed"
CLOSE = 4  # digits of a degree: about ten metres


def by_region(facts: Facts, found: pd.DataFrame, *, month: Month) -> pd.DataFrame:
    """Return the register of each region and in all (`REGISTERED`).

    `found` as `twins` gives it. n_customers: active customers of the kinds of which any is
    registered; n_registered: those of them with an outlet; covered: their share. n_linked: outlets
    of customers; n_new and n_changed (another status than before) over twelve months; n_twins:
    entries that stand twice.
    """
    outlets = known(facts, month=month)
    if outlets.empty:
        return pd.DataFrame(columns=REGISTERED.split())
    since = pd.Timestamp((month - (YEAR - 1)).first)
    people = _asked(facts["customers"], outlets)
    moved = changes(facts, month=month)["outlet_id"]
    flags = {
        "n_outlets": pd.Series(True, outlets.index),
        "n_linked": outlets["customer_id"] != "",
        "n_closed": outlets["status"] == CLOSED,
        "n_new": outlets["registered_on"] >= since,
        "n_changed": outlets["outlet_id"].isin(moved),
        "n_twins": outlets["outlet_id"].isin(found["other_id"]),
    }
    sums = outlets[["region_id"]].assign(**{k: v.astype("int64") for k, v in flags.items()})
    by = sums.groupby("region_id").sum()
    own = people.groupby("region_id")["is_registered"].agg(n_customers="size", n_registered="sum")
    both = by.join(own, how="outer").fillna(0)
    both = pd.concat([both.sum().to_frame(TOTAL).T, both]).rename_axis("node").reset_index()
    whole = both["n_customers"].where(both["n_customers"] > 0)
    both["covered"] = both["n_registered"] / whole
    counts = [name for name in REGISTERED.split() if name.startswith("n_")]
    return both[REGISTERED.split()].astype(dict.fromkeys(counts, "int64"))


def known(facts: Facts, *, month: Month) -> pd.DataFrame:
    """Return outlets that were registered by the month's end, with the status of that day."""
    rows = facts["outlets"]
    end = pd.Timestamp(month.last)
    own = rows[rows["registered_on"].isna() | (rows["registered_on"] <= end)]
    states = facts["outlet_states"]
    states = states[(states["valid_from"].isna() | (states["valid_from"] <= end))]
    last = states.sort_values("valid_from", na_position="first").drop_duplicates(
        "outlet_id", keep="last"
    )
    status = own["outlet_id"].map(last.set_index("outlet_id")["status"]).astype("object")
    return own.assign(status=status.where(status.notna(), own["status"])).reset_index(drop=True)


def changes(facts: Facts, *, month: Month) -> pd.DataFrame:
    """Return changes of status over twelve months: outlet_id, changed_on, before, after."""
    states = facts["outlet_states"]
    states = states[states["valid_from"].notna()].sort_values(["outlet_id", "valid_from"])
    before = states.groupby("outlet_id")["status"].shift()
    rows = states.assign(before=before, after=states["status"], changed_on=states["valid_from"])
    since, end = pd.Timestamp((month - (YEAR - 1)).first), pd.Timestamp(month.last)
    is_in = rows["changed_on"].between(since, end) & rows["before"].notna()
    is_in &= rows["before"] != rows["after"]
    return rows.loc[is_in, ["outlet_id", "changed_on", "before", "after"]].reset_index(drop=True)


def turns(facts: Facts, *, month: Month) -> pd.DataFrame:
    """Return how many outlets turned from which status to which over twelve months (`TURNS`)."""
    rows = changes(facts, month=month)
    found = rows.groupby(["before", "after"]).size().rename("n").reset_index()
    return found[TURNS.split()]


def twins(facts: Facts, *, month: Month) -> pd.DataFrame:
    """Return entries that stand for one outlet: other_id repeats outlet_id (`TWINS`).

    Two entries of a region are one where their names are alike but for width, case, spaces and
    marks (`name`), or where they lie at one place and are of one customer (`place`). Closed
    entries, and those whose name was not stated, are not compared by name.
    """
    rows = known(facts, month=month)
    rows = rows[rows["status"] != CLOSED].sort_values(["registered_on", "outlet_id"])
    rows = rows.assign(
        plain=[_plain(name) for name in rows["name"]],
        at=rows["latitude"].round(CLOSE).astype(str) + rows["longitude"].round(CLOSE).astype(str),
    )
    placed = rows[rows["latitude"].notna() & (rows["customer_id"] != "")]
    parts = [
        _again(rows[rows["plain"] != ""], ["region_id", "plain"], "name"),
        _again(placed, ["customer_id", "at"], "place"),
    ]
    both = pd.concat(parts, ignore_index=True).drop_duplicates("other_id")
    return both[TWINS.split()].reset_index(drop=True)


def _again(rows: pd.DataFrame, by: list[str], reason: str) -> pd.DataFrame:
    """Return rows that come again, beside the first of their kind."""
    first = rows.groupby(by)["outlet_id"].transform("first")
    own = rows[(first != rows["outlet_id"]).to_numpy()]
    return own.assign(other_id=own["outlet_id"], outlet_id=first[own.index], reason=reason)


def _plain(name: object) -> str:
    """Return a name without width, case, spaces and marks."""
    text = unicodedata.normalize("NFKC", str(name or "")).casefold()
    return "".join(one for one in text if one.isalnum())


def _asked(customers: pd.DataFrame, outlets: pd.DataFrame) -> pd.DataFrame:
    """Return active customers of the kinds that are registered, and whether each one is."""
    is_known = customers["customer_id"].isin(set(outlets["customer_id"]) - {""})
    kinds = set(customers.loc[is_known, "kind"])
    active = customers["is_active"].fillna(True).astype(bool) & (customers["merged_into"] == "")
    own = customers[active & customers["kind"].isin(kinds)]
    return own.assign(is_registered=is_known[own.index].astype("int64"))
