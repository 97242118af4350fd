"""Which pairs of traces are worth comparing: one telephone, one name, or names nearly alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from salesnb.prospects.directory.texts import grams

Ints = NDArray[np.int64]
NEAR = 0.75  # cosine of two names from which on they are compared
LARGEST = 60  # rows of a block that is compared whole; larger ones are split by region
SIZES = {"zh": (1, 2, 3), "en": (2, 3, 4)}
AT_ONCE = 2000  # names whose neighbours are sought at a time
RARE, COMMON = 50, 400  # names with an n-gram: always kept up to, never kept beyond


def candidate_pairs(table: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of rows (`a` < `b`) and how near their names are (0 to 1, 1 the same core)."""
    near = {one: _near_cores(table[one], SIZES[one]) for one in ("zh", "en")}
    parts = [_within(table, ["phone"]), _within(table, ["zh"]), _within(table, ["en"])]
    parts += [_of_cores(table, one, near[one]) for one in near]
    pairs = np.unique(np.concatenate(parts), axis=0)
    found = pd.DataFrame(pairs, columns=["a", "b"])
    likeness = [_likeness(table[one], pairs, near[one]) for one in near]
    return found.assign(likeness=np.fmax(*likeness))


def _within(table: pd.DataFrame, keys: list[str]) -> Ints:
    """Return all pairs of rows with the same keys; large blocks only within a region."""
    known = table.index[(table[keys[0]] != "").to_numpy()].to_numpy()
    block = table.loc[known].groupby(keys, sort=False).ngroup().to_numpy()
    is_shared = np.bincount(block)[block] > 1
    known, block = known[is_shared], block[is_shared]
    order = np.argsort(block, kind="stable")
    parts = np.split(known[order], np.flatnonzero(np.diff(block[order])) + 1)
    found = [np.empty((0, 2), dtype="int64")]
    for rows in parts:
        if len(rows) <= LARGEST:
            found.append(_all_pairs(rows))
        elif "region" not in keys:
            found.append(_within(table.loc[rows], [*keys, "region"]))
        else:
            found.append(np.column_stack([rows[:-1], rows[1:]]))
    return np.concatenate(found)


def _all_pairs(rows: Ints) -> Ints:
    first, second = np.triu_indices(len(rows), 1)
    return np.sort(np.column_stack([rows[first], rows[second]]), axis=1)


def _near_cores(cores: pd.Series, sizes: tuple[int, ...]) -> dict[tuple[str, str], float]:
    """Return pairs of different cores whose n-grams, weighed by how rare they are, are near."""
    known = sorted(set(cores) - {""})
    if len(known) < 2:
        return {}
    weights = _tf_idf(known, sizes)
    found: dict[tuple[str, str], float] = {}
    for start in range(0, len(known), AT_ONCE):
        own = (weights[start : start + AT_ONCE] @ weights.T).tocoo()
        kept = (own.data >= NEAR) & (own.row + start < own.col)
        for i, j, value in zip(own.row[kept], own.col[kept], own.data[kept], strict=True):
            found[known[i + start], known[j]] = float(value)
    return found


def _tf_idf(cores: list[str], sizes: tuple[int, ...]) -> sparse.csr_matrix:
    """Return rows of unit length: n-grams of each core, rare ones heavy, the common ones left out.

    An n-gram in more than a fifth of the names, or in `COMMON` of them, says nothing and would make
    the product dense.
    """
    made = [grams(one, sizes) for one in cores]
    rows = np.repeat(np.arange(len(made)), [len(one) for one in made])
    columns, words = pd.factorize(np.array([g for one in made for g in one], dtype=object))
    shape = (len(cores), len(words))
    counts = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    found_in = np.bincount(counts.indices, minlength=shape[1])
    idf = np.log((1 + len(cores)) / (1 + found_in)) + 1
    idf[found_in > min(max(0.2 * len(cores), RARE), COMMON)] = 0.0
    weighed = counts @ sparse.diags(idf)
    length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.maximum(length, 1e-12)) @ weighed)


def _of_cores(table: pd.DataFrame, column: str, near: dict[tuple[str, str], float]) -> Ints:
    """Return the pairs of rows in one region (or without one) whose cores are near."""
    if not near:
        return np.empty((0, 2), dtype="int64")
    cores = pd.DataFrame(list(near), columns=["x", "y"])
    rows = table[[column, "region"]].reset_index(names="row")
    first = cores.merge(rows.rename(columns={column: "x", "row": "a"}), on="x")
    both = first.merge(rows.rename(columns={column: "y", "row": "b"}), on="y", suffixes=("", "_b"))
    is_near = (
        (both["region"] == both["region_b"]) | (both["region"] == "") | (both["region_b"] == "")
    )
    return np.sort(both.loc[is_near, ["a", "b"]].to_numpy("int64"), axis=1)


def _likeness(
    cores: pd.Series, pairs: Ints, near: dict[tuple[str, str], float]
) -> NDArray[np.float64]:
    """Return how near the names of pairs are, missing where either has none in this script."""
    values = cores.to_numpy(object)
    a, b = values[pairs[:, 0]], values[pairs[:, 1]]
    known = [
        np.nan if not x or not y else 1.0 if x == y else near.get((min(x, y), max(x, y)), 0.0)
        for x, y in zip(a, b, strict=True)
    ]
    return np.array(known, dtype=float)
