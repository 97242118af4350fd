"""What a target is made of, and how it compares with those of others."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.measures import growth, ratio
from salesnb.members import OTHERS
from salesnb.months import Month
from salesnb.targets.plan.evidence_steps import (
    CENTS,
    NOBODY,
    SUBJECTS,
    Amounts,
    Evidence,
    alone,
    by_member,
    groups_of,
)

EARLIER = "(earlier)"  # cash of invoices from before the plan, which names no product
MOST = 8  # parts of a kind that are named; the rest stand as one
FEWEST = 3  # members whose middle says anything
PARTS = {"rep": ["product_group", "quarter", "customer"], "customer": ["product_group", "quarter"]}
AMOUNTS = ["before", "target", "collections"]


def parts_of(
    given: Evidence,
    now: pd.DataFrame,
    steps: pd.DataFrame,
    facts: Mapping[str, pd.DataFrame],
) -> pd.DataFrame:
    """Return of each rep and large customer last year, target and collections, part by part.

    Parts are product groups, quarters and, for reps, the largest customers; each kind adds up to
    the target. `collections` is missing where none are planned.
    """
    groups = groups_of(facts)
    found = []
    for subject in SUBJECTS:
        nodes = steps.loc[steps["dimension"] == subject, "node"]
        tables = [_sums(given, now, groups, subject, part) for part in PARTS[subject]]
        table = pd.concat(tables)
        found.append(table[table["node"].isin(nodes)].assign(dimension=subject))
    parts = _with_others(pd.concat(found, ignore_index=True))
    if given.cash.empty:
        parts["collections"] = np.nan
    return parts.assign(growth=growth(parts["target"], parts["before"]))[
        ["dimension", "node", "part", "place", "member", *AMOUNTS, "growth"]
    ]


def peers_of(given: Evidence, steps: pd.DataFrame) -> pd.DataFrame:
    """Return how each target compares with those of all other reps, or large customers.

    `by_potential`: what the market's potential alone would have asked, `of_potential` the target as
    a factor of it. `others_...` are the middle values of the others, `..._place` counts from the
    one who is asked for most, of `n_...`. Missing where fewer than three others are known.
    """
    pull = alone(given, "potential")
    found = []
    for subject in SUBJECTS:
        own = steps[(steps["dimension"] == subject) & ~steps["node"].isin(NOBODY)]
        table = own[["dimension", "node", "before", "target", "growth"]].reset_index(drop=True)
        potential = _by_node(given, f"{subject}_id", pull, table["node"])
        table["by_potential"] = potential
        table["of_potential"] = ratio(table["target"], potential)
        for column in ("growth", "of_potential"):
            table = table.assign(**_standing(table[column], column))
        found.append(table)
    return pd.concat(found, ignore_index=True)


def _sums(
    given: Evidence,
    now: pd.DataFrame,
    groups: Mapping[str, str],
    subject: str,
    part: str,
) -> pd.DataFrame:
    """Return the amounts of every node and member of one kind of part."""
    sources = {
        "before": (now, now["amount"]),
        "target": (given.cells, given.cells["target"]),
    }
    if len(given.cash):
        sources["collections"] = (given.cash, given.cash["collections"])
    sums = {
        name: _sum(rows, amount, f"{subject}_id", _members(rows, part, groups, given.year.start))
        for name, (rows, amount) in sources.items()
    }
    table = pd.DataFrame(sums).reindex(columns=AMOUNTS).fillna(0.0).round(CENTS)
    table = table[(table != 0).any(axis=1)].rename_axis(["node", "member"]).reset_index()
    return table.assign(part=part)


def _sum(rows: pd.DataFrame, amount: pd.Series, column: str, member: pd.Series) -> pd.Series:
    """Return the sum of an amount by a column's members and another's, both in codes."""
    first, second = rows[column].astype("category"), member.astype("category")
    width = max(len(second.cat.categories), 1)
    place = first.cat.codes.to_numpy(np.int64) * width + second.cat.codes.to_numpy(np.int64)
    sums = np.bincount(place, amount.to_numpy(float), len(first.cat.categories) * width)
    pairs = [first.cat.categories.astype("str"), second.cat.categories.astype("str")]
    return pd.Series(sums, index=pd.MultiIndex.from_product(pairs))


def _members(rows: pd.DataFrame, part: str, groups: Mapping[str, str], start: int) -> pd.Series:
    """Return the member of each row: a product group, a quarter as 2027-Q1, or a customer."""
    if part == "customer":
        return rows["customer_id"].astype("category")
    column = "product_id" if part == "product_group" else "month"
    codes = rows[column].astype("category")
    known = [str(one) for one in codes.cat.categories]
    words = [groups.get(one, "") if one else EARLIER for one in known]
    words = words if part == "product_group" else [_quarter(one, start) for one in known]
    members = pd.Categorical(words)
    renumbered = np.asarray(members.codes)[codes.cat.codes.to_numpy()]
    categories = members.categories
    return pd.Series(pd.Categorical.from_codes(renumbered, categories), index=rows.index)


def _quarter(month: str, start: int) -> str:
    one = Month.parse(month)
    place = one.of_year(start) - 1
    return f"{(one - place).year}-Q{place // 3 + 1}"


def _with_others(parts: pd.DataFrame) -> pd.DataFrame:
    """Return parts with their `place`, those behind the largest as one; quarters in their order."""
    keys = ["dimension", "node", "part"]
    size = parts["target"].where(parts["part"] != "quarter", 0.0)
    order = [*keys, "size", "member"]
    rising = [True, True, True, False, True]
    sized = parts.assign(size=size).sort_values(order, ascending=rising)
    sized["place"] = sized.groupby(keys).cumcount() + 1
    is_earlier = sized["member"] == EARLIER
    sized["member"] = sized["member"].mask((sized["place"] > MOST) & ~is_earlier, OTHERS)
    sized["place"] = sized["place"].clip(upper=MOST + 1).mask(is_earlier, MOST + 2)
    return sized.groupby([*keys, "place", "member"])[AMOUNTS].sum().round(CENTS).reset_index()


def _by_node(given: Evidence, column: str, pull: Amounts | None, nodes: pd.Series) -> pd.Series:
    """Return what potential alone would have given each node; missing where nobody knows it."""
    if pull is None:
        return pd.Series(np.nan, index=nodes.index)
    return nodes.map(by_member(given.cells, column, pull)).fillna(0.0).round(CENTS)


def _standing(values: pd.Series, column: str) -> dict[str, pd.Series]:
    """Return the middle of the others' values, the place from the largest, and of how many."""
    known = values.to_numpy(float)
    others = np.where(np.eye(len(known), dtype=bool), np.nan, known)
    n_others = (~np.isnan(others)).sum(axis=1)
    can_tell = (n_others >= FEWEST) & ~np.isnan(known)
    middle = np.full(len(known), np.nan)
    middle[can_tell] = np.nanmedian(others[can_tell], axis=1) if can_tell.any() else np.nan
    place = values.rank(ascending=False, method="min").where(can_tell)
    n_known = pd.Series(np.where(can_tell, n_others + 1, np.nan), index=values.index)
    return {
        f"others_{column}": pd.Series(middle, index=values.index),
        f"{column}_place": place,
        f"{column}_of": n_known,
    }
