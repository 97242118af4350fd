"""The network of people, firms, bodies and leads as arrays, and who stands between others in it.

Ties are taken as they are written: influence is that of the first on the second. Who stands between
others is a question of who knows whom, so that brokerage reads ties both ways and without weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from salesnb.prospects.groundwork.facts import texts

Floats = NDArray[np.float64]
MOST_EXACT = 2500  # nodes, up to which brokerage is worked out from every node
N_SOURCES = 600  # above it: the nodes from which it is worked out
MOST_WAYS = 5_000_000  # sources times nodes
_BATCH = 128
DAMPING = 0.85
LEAST_LEFT = 1e-6  # nobody is certain to be moved: an influence of one counts as a little less


@dataclass(frozen=True)
class Network:
    """Nodes in alphabetical order and ties by their places; ties to oneself are left out.

    `ties`: from_id, to_id, relation, from_kind, to_kind, influence (0 to 1, missing where nobody
    judged it), has_consent (missing where unknown), has_concern, known_since. `n_loops` ties lead
    from a node to itself.
    """

    names: NDArray[np.object_]
    kinds: NDArray[np.object_]
    ties: pd.DataFrame
    n_loops: int = 0

    @cached_property
    def tail(self) -> NDArray[np.int64]:
        """The place of the first of each tie."""
        return np.searchsorted(self.names, self.ties["from_id"].to_numpy(object))

    @cached_property
    def head(self) -> NDArray[np.int64]:
        """The place of the second of each tie."""
        return np.searchsorted(self.names, self.ties["to_id"].to_numpy(object))

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self.names)

    @cached_property
    def chances(self) -> Floats:
        """The influence of each tie; 0 where nobody judged it."""
        given = self.ties["influence"].to_numpy(float)
        return np.clip(np.nan_to_num(given), 0.0, 1 - LEAST_LEFT)

    @cached_property
    def both_ways(self) -> sparse.csr_array:
        """Who knows whom, without weights."""
        ones = np.ones(2 * len(self.tail))
        place = (np.r_[self.tail, self.head], np.r_[self.head, self.tail])
        known = sparse.csr_array((ones, place), shape=(self.size, self.size))
        known.data[:] = 1.0
        return known


def network(ties: pd.DataFrame) -> Network:
    """Return the network of ties; a node's kind is the one it is called by first."""
    text = ["from_id", "to_id", "relation", "from_kind", "to_kind"]
    table = ties.assign(**{one: texts(ties[one]) for one in text})
    is_loop = (table["from_id"] == table["to_id"]).to_numpy()
    table = table[~is_loop].sort_values(["from_id", "to_id", "relation"], kind="stable")
    table = table.reset_index(drop=True)
    ends = np.r_[table["from_id"].to_numpy(object), table["to_id"].to_numpy(object)]
    kinds = np.r_[table["from_kind"].to_numpy(object), table["to_kind"].to_numpy(object)]
    named = pd.DataFrame({"name": ends, "kind": kinds}).sort_values("kind", ascending=False)
    first = named.drop_duplicates("name").sort_values("name")
    return Network(
        first["name"].to_numpy(object), first["kind"].to_numpy(object), table, int(is_loop.sum())
    )


def reach(net: Network) -> Floats:
    """Return the chance of each node of moving at least one of its ties: 1 - prod(1 - p)."""
    stay = np.bincount(net.tail, weights=np.log1p(-net.chances), minlength=net.size)
    return -np.expm1(stay)


@dataclass(frozen=True)
class Brokerage:
    """Share of all shortest ways between two others that lead over a node, with its standard error.

    `n_sources` is the number of nodes whose ways were counted; all where it is exact.
    """

    share: Floats
    error: Floats
    n_sources: int


def brokerage(
    net: Network, *, most_exact: int = MOST_EXACT, n_sources: int = 0, seed: int = 0
) -> Brokerage:
    """Return betweenness (Brandes 2001), exact up to `most_exact` nodes.

    Above it ways start at `n_sources` nodes drawn without replacement (Brandes and Pich 2007; 0:
    `N_SOURCES`, fewer in a very large network), and the error is that of their mean with the
    correction for a finite population.
    """
    n = net.size
    if n < 3:
        return Brokerage(np.zeros(n), np.zeros(n), n)
    chosen = np.arange(n)
    if n > most_exact:
        n_sources = n_sources or max(100, min(N_SOURCES, MOST_WAYS // n))
        chosen = np.sort(np.random.default_rng(seed).choice(n, min(n_sources, n), replace=False))
    total, squares = np.zeros(n), np.zeros(n)
    for start in range(0, len(chosen), _BATCH):
        passed = _dependencies(net.both_ways, chosen[start : start + _BATCH])
        total += passed.sum(axis=1)
        squares += (passed**2).sum(axis=1)
    k, pairs = len(chosen), (n - 1) * (n - 2)
    mean = total / k
    variance = np.maximum(squares / k - mean**2, 0) * k / max(k - 1, 1)
    error = np.sqrt(variance / k * (1 - k / n))
    return Brokerage(mean * n / pairs, error * n / pairs, k)


def _dependencies(known: sparse.csr_array, sources: NDArray[np.int64]) -> Floats:
    """Return how much each node (rows) stands on shortest ways from each source (columns)."""
    n, k = known.shape[0], len(sources)
    ways = np.zeros((n, k))
    ways[sources, np.arange(k)] = 1.0
    front, levels = ways, []
    is_new = ways == 0
    while True:
        front = (known @ front) * is_new
        there = front > 0
        if not there.any():
            break
        levels.append(there)
        is_new &= ~there
        ways = ways + front
    share, apart = np.zeros((n, k)), 1 / np.maximum(ways, 1.0)
    for place in range(len(levels) - 1, 0, -1):
        passed_on = known @ (levels[place] * (1 + share) * apart)
        share += passed_on * ways * levels[place - 1]
    share[sources, np.arange(k)] = 0.0
    return share


def standing(net: Network, seeds: Floats, *, rounds: int = 60) -> Floats:
    """Return the personalised PageRank of each node: how much weight flows to whoever moves others.

    A walk starts at `seeds` (weights of at least 0: where business is at stake), goes backwards
    along ties to those who have influence there, in proportion to it, and begins anew with one step
    in seven. Without any weight all nodes start alike. The values sum to one.
    """
    start = seeds / seeds.sum() if seeds.sum() > 0 else np.full(net.size, 1 / max(net.size, 1))
    into = np.bincount(net.head, weights=net.chances, minlength=net.size)
    part = net.chances / np.where(into > 0, into, 1.0)[net.head]
    step = sparse.csr_array((part, (net.tail, net.head)), shape=(net.size, net.size))
    held = start.copy()
    for _ in range(rounds):
        moved = DAMPING * (step @ held)
        held = moved + (1 - moved.sum()) * start
    return held
