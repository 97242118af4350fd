"""Firms out of pairs: the surest pairs first, each firm judged by all that is known of it.

Two groups of traces are compared as a whole: telephones, numbers of addresses, names, places of
all their rows. So a row without a telephone and without an address cannot chain two firms whose
telephones and addresses differ. Groups that are told apart by facts are never one.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from salesnb.prospects.directory.evidence import AGREES, DIFFERS, EVIDENCE, SAME, UNKNOWN, Weights

LIKENESS = {0: DIFFERS, 1: AGREES, 2: SAME}
Facts = dict[str, set]


@dataclass
class Groups:
    """Groups of rows as they grow: the facts of each, its rows, and who is near whom."""

    facts: dict[int, Facts]
    rows: dict[int, list[int]]
    near: dict[int, dict[int, int]]  # group -> neighbour -> best level of their names
    merged: dict[int, int] = field(default_factory=dict)
    joined: list[tuple] = field(default_factory=list)  # first and second group, log odds, levels


def group(
    table: pd.DataFrame, pairs: pd.DataFrame, weights: Weights, bound: list[tuple[int, int]]
) -> tuple[np.ndarray, pd.DataFrame]:
    """Return the group of each row (numbered by its first row), and what was compared.

    `bound` are pairs of rows that are one firm by number. Compared: a, b (first rows of the groups
    as they were), odds (log), is_joined, is_ruled_out, and a column per evidence with its level:
    what was joined by the evidence, and the groups that were left apart.
    """
    groups = _begun(table, pairs, bound)
    for a, b in bound:
        one, other = _root(groups, a), _root(groups, b)
        if one != other:
            _merge(groups, one, other)
    heap = [_entry(groups, weights, a, b) for a in groups.near for b in groups.near[a] if a < b]
    heap = [one for one in heap if one[0] < 0]
    heapq.heapify(heap)
    while heap:
        odds, a, b = heapq.heappop(heap)
        if a in groups.merged or b in groups.merged or b not in groups.near[a]:
            continue
        now = _entry(groups, weights, a, b)
        if now[0] > odds + 1e-9:
            if now[0] < 0:
                heapq.heappush(heap, now)
            continue
        groups.joined.append((a, b, -odds, *_levels(groups, a, b)))
        kept = _merge(groups, a, b)
        for other in groups.near[kept]:
            entry = _entry(groups, weights, min(kept, other), max(kept, other))
            if entry[0] < 0:
                heapq.heappush(heap, entry)
    of = np.array([_root(groups, row) for row in range(len(table))], dtype="int64")
    return of, pd.concat([_joined(groups), _apart(groups, weights)], ignore_index=True)


def _begun(table: pd.DataFrame, pairs: pd.DataFrame, bound: list[tuple[int, int]]) -> Groups:
    """Return each row that stands in a pair as a group of its own."""
    numbered = np.array(bound, dtype="int64").reshape(-1, 2)
    touched = np.unique(np.concatenate([pairs[["a", "b"]].to_numpy("int64"), numbered]))
    columns = ["phone", "number", "street", "region", "segment", "branch", "kind", "id"]
    values = {one: table[one].to_numpy(object) for one in columns}
    facts = {int(row): _facts(values, int(row)) for row in touched}
    near: dict[int, dict[int, int]] = {int(row): {} for row in touched}
    likeness = pairs["level"].to_numpy()
    for a, b, level in zip(
        pairs["a"].tolist(), pairs["b"].tolist(), likeness.tolist(), strict=True
    ):
        near[a][b] = near[b][a] = level
    return Groups(facts, {int(row): [int(row)] for row in touched}, near)


def _facts(values: dict[str, np.ndarray], row: int) -> Facts:
    own: Facts = {k: {values[k][row]} - {""} for k in ("phone", "number", "region", "segment")}
    own["branch"] = {values["branch"][row]}
    own["customer"] = {values["id"][row]} if values["kind"][row] == "customer" else set()
    street, number = values["street"][row], values["number"][row]
    own["address"] = {(number, any("㐀" <= c <= "鿿" for c in street), street)} if number else set()
    return own


def _root(groups: Groups, row: int) -> int:
    while row in groups.merged:
        row = groups.merged[row]
    return row


def _levels(groups: Groups, a: int, b: int) -> list[int]:
    """Return the level of each evidence between two groups."""
    first, second = groups.facts[a], groups.facts[b]
    levels = [groups.near[a].get(b, UNKNOWN)]
    levels.append(_meets(first["phone"], second["phone"]))
    levels.append(_same_address(first["address"], second["address"]))
    levels += [_meets(first[one], second[one]) for one in ("region", "segment")]
    return levels


def _meets(first: set, second: set) -> int:
    if not first or not second:
        return UNKNOWN
    return AGREES if first & second else DIFFERS


def _same_address(first: set, second: set) -> int:
    """Return whether any addresses agree: number, and street where both are in one script."""
    if not first or not second:
        return UNKNOWN
    same = any(x[0] == y[0] and (x[1] != y[1] or x[2] == y[2]) for x in first for y in second)
    return AGREES if same else DIFFERS


def _entry(groups: Groups, weights: Weights, a: int, b: int) -> tuple[float, int, int]:
    """Return minus the log odds of two groups being one firm, and the groups."""
    levels = _levels(groups, a, b)
    if _is_ruled_out(groups, levels, a, b):
        return (np.inf, a, b)
    return (-float(weights.of(np.array([levels]))[0]), a, b)


def _is_ruled_out(groups: Groups, levels: list[int], a: int, b: int) -> bool:
    """Return whether facts say that two groups are two firms.

    Telephone and address both differ, two branches have different numbers, or they are two
    different customers of ours without one telephone.
    """
    said = dict(zip(EVIDENCE, levels, strict=True))
    first, second = groups.facts[a], groups.facts[b]
    if said["phone"] == DIFFERS and said["address"] == DIFFERS:
        return True
    if said["phone"] != AGREES and first["branch"].isdisjoint(second["branch"]):
        return True
    different = first["customer"] and second["customer"]
    return bool(different) and said["phone"] != AGREES


def _merge(groups: Groups, a: int, b: int) -> int:
    """Join group `b` to `a` and return the group that is left."""
    keep, gone = min(a, b), max(a, b)
    for name, values in groups.facts.pop(gone).items():
        groups.facts[keep][name] |= values
    groups.rows[keep] += groups.rows.pop(gone)
    for other, level in groups.near.pop(gone).items():
        groups.near[other].pop(gone)
        if other != keep:
            best = max(level, groups.near[keep].get(other, UNKNOWN))
            groups.near[keep][other] = groups.near[other][keep] = best
    groups.merged[gone] = keep
    return keep


def _apart(groups: Groups, weights: Weights) -> pd.DataFrame:
    """Return the pairs of groups that were compared and left apart, with their evidence."""
    pairs = [(a, b) for a in groups.near for b in groups.near[a] if a < b]
    levels = np.array([_levels(groups, a, b) for a, b in pairs], dtype="int64").reshape(-1, 5)
    out = [
        _is_ruled_out(groups, own.tolist(), *pair) for pair, own in zip(pairs, levels, strict=True)
    ]
    found = pd.DataFrame(pairs, columns=["a", "b"], dtype="int64")
    found = found.assign(odds=weights.of(levels), is_joined=False)
    is_out = np.array(out, dtype=bool)
    return found.assign(is_ruled_out=is_out, **dict(zip(EVIDENCE, levels.T, strict=True)))


def _joined(groups: Groups) -> pd.DataFrame:
    """Return the pairs of groups that evidence made one, in the order in which it did."""
    found = pd.DataFrame(groups.joined, columns=["a", "b", "odds", *EVIDENCE])
    kinds = dict.fromkeys(["a", "b", *EVIDENCE], "int64") | {"odds": "float64"}
    return found.astype(kinds).assign(is_joined=True, is_ruled_out=False)
