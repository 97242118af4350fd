"""The steps from traces to firms: gather, compare, learn, group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.prospects.directory.candidates import candidate_pairs
from salesnb.prospects.directory.clusters import group
from salesnb.prospects.directory.evidence import EVIDENCE, Weights, learn, levels_of
from salesnb.prospects.directory.records import Frames, gather


@dataclass(frozen=True)
class Resolved:
    """All traces with the firm of each (`firm`), what was compared, and the weights learnt."""

    records: pd.DataFrame
    compared: pd.DataFrame
    weights: Weights


def resolve(facts: Frames) -> Resolved:
    """Return which listings, leads and customers are of one firm.

    `facts`: listings, leads, customers and regions as typed frames. A lead that names the customer
    that it became is of that customer.
    """
    table = gather(facts)
    pairs = candidate_pairs(table)
    levels = levels_of(table, pairs)
    weights = learn(levels)
    pairs = pairs.assign(level=levels[:, EVIDENCE.index("name")])
    firm, compared = group(table, pairs, weights, _numbered(table))
    compared = compared.assign(chance=1 / (1 + np.exp(-compared["odds"].clip(-50, 50))))
    return Resolved(table.assign(firm=firm), compared, weights)


def _numbered(table: pd.DataFrame) -> list[tuple[int, int]]:
    """Return the pairs of rows of leads and the customers that they say they became."""
    own = table[table["kind"] == "customer"]
    place = dict(zip(own["id"], own.index, strict=True))
    found = table["customer_id"].map(place)
    known = found.dropna().astype("int64")
    return [(a, b) for a, b in zip(known.index.tolist(), known.tolist(), strict=True) if a != b]
