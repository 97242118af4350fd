"""Are half-lives and the leads that stopping loses covered by their ranges, and is influence found?

Over drawn demo companies of full size: the carry-over of association work, trade journals and
exhibitions with all months and with the last thirty alone; the same leads beside spending of
another company, which they cannot follow; what somebody who speaks for us does to winning; and the
network of 2,000 nodes and 8,000 ties.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from salesnb.demo.customers import masters
from salesnb.demo.deals import deal_tables, deals, touches
from salesnb.demo.drawing import Drawn
from salesnb.demo.facts import network as ties
from salesnb.demo.prospects import marketing
from salesnb.demo.truths.truth import Truth
from salesnb.months import YEAR
from salesnb.prospects.groundwork.brand import find_brand
from salesnb.prospects.groundwork.buildup import basis_of
from salesnb.prospects.groundwork.cultivating import cultivate, two_steps
from salesnb.prospects.groundwork.judged import DEFAULT
from salesnb.prospects.groundwork.network import brokerage, network, reach, standing
from salesnb.prospects.groundwork.panel import Panel, read_panel
from salesnb.prospects.groundwork.stopping import TAIL, Ahead
from salesnb.prospects.groundwork.ties import Ground
from salesnb.prospects.groundwork.winning import effects

DRAWS, FIRST = 40, 7100
CHANNELS = ("M5", "M1", "M2")
SHORT = 30
HORIZON = 36
Frames = Mapping[str, pd.DataFrame]


def truth_of(seed: int) -> Truth:
    """Return the demo company with other luck."""
    return replace(Truth(), seed=FIRST + seed)


def panel_of(truth: Truth, spent: Truth | None = None, last: int = 0) -> Panel:
    """Return spend and leads of a company, or the spend of another one beside its leads.

    `last` months alone are kept, all where it is 0.
    """
    spend, leads = marketing.spend(spent or truth), deals.leads(truth)
    customers = masters.customers(truth)
    if last:
        start = pd.Timestamp((truth.months[-1] - (last - 1)).first)
        spend = spend[pd.to_datetime(spend["period_start"]) >= start]
        leads = leads[leads["created_on"] >= start]
    facts = {"spend": spend, "leads": leads, "customers": customers}
    return read_panel(facts, truth.months[-1])


def half_life(truth: Truth, channel: str) -> float:
    """Return the planted half-life in months."""
    carry = next(one[4] for one in truth.response.channels if one[0] == channel)
    return float(-np.log(2) / np.log(carry))


def lost(truth: Truth, channel: str) -> float:
    """Return the expected leads that three years without the channel would lose."""
    spent = marketing.amounts(truth, marketing.spend(truth), channel)
    usual = np.repeat(spent[:, -YEAR:].mean(axis=1)[:, None], HORIZON, axis=1)
    rest = np.zeros((len(spent), TAIL))
    most = next(one[-1] for one in truth.response.channels if one[0] == channel)
    size = marketing.scales(truth)[:, None]
    kept, stopped = (
        marketing.works(truth, channel, np.hstack([spent, more * usual, rest])) for more in (1, 0)
    )
    return float((most * size * (kept - stopped)[:, spent.shape[1] :]).sum())


def found(panel: Panel, channel: str) -> tuple[str, np.ndarray, np.ndarray]:
    """Return what is said of a half-life, its draws, and draws of the leads that stopping loses."""
    counts = panel.counts(channel)
    brand = find_brand(counts, DEFAULT)
    ahead, n = Ahead(brand, counts, panel), HORIZON + TAIL
    gone = (ahead.leads(HORIZON, n) - ahead.leads(0, n)).sum(axis=1)
    basis = basis_of(panel, channel, brand, DEFAULT)
    return basis, brand.half_lives, gone


def holds(draws: np.ndarray, true: float) -> bool:
    """Return whether the range of 95 % holds the truth."""
    low, high = np.quantile(draws, (0.025, 0.975))
    return bool(low <= true <= high)


def carried(channel: str, last: int = 0) -> str:
    """Return a line: how often half-life and lost leads are covered, and how often it is told."""
    rows = []
    for seed in range(DRAWS):
        truth = truth_of(seed)
        said, lives, gone = found(panel_of(truth, last=last), channel)
        true = half_life(truth, channel)
        width = float(np.diff(np.log(np.quantile(lives, (0.025, 0.975))))[0])
        covered = holds(lives, true), holds(gone, lost(truth, channel))
        rows.append((*covered, said == "told", np.median(lives) / true, np.exp(width)))
    life, leads = (np.mean([row[place] for row in rows]) for place in range(2))
    ratio, width = (np.median([row[place] for row in rows]) for place in (3, 4))
    shown = [row[0] for row in rows if row[2]]
    true = half_life(truth_of(0), channel)
    return (
        f"| {channel}, {last or 72} months | {true:.1f} | {life:.3f} | {leads:.3f} |"
        f" {len(shown)} ({np.mean(shown) if shown else float('nan'):.3f}) |"
        f" {ratio:.2f} | {width:.1f} |"
    )


def unrelated(channel: str) -> str:
    """Return a line: how often leads that cannot follow the spending are said to tell of it."""
    said = [
        found(panel_of(truth_of(seed), truth_of(seed + 500)), channel)[0] for seed in range(DRAWS)
    ]
    counts = ", ".join(f"{name} {n}" for name, n in pd.Series(said).value_counts().items())
    return f"| {channel} | {said.count('told')} of {DRAWS} | {counts} |"


def facts_of(truth: Truth) -> Frames:
    """Return the frames of influence of a drawn company; sales are not needed."""
    drawn = Drawn(truth)
    edges = touches.with_competitors(truth, ties.contact_edges(drawn.world))
    names = ["month", "customer_id", "net_amount"]
    return {
        "contact_edges": edges,
        "opportunities": deal_tables.opportunities_known(truth),
        "leads": deals.leads(truth),
        "organisations": touches.organisations(truth),
        "customers": drawn.world.customers,
        "reps": drawn.world.reps,
        "competitors": masters.competitors(truth),
        "sales_cube": pd.DataFrame(columns=names).astype({"net_amount": float}),
    }


def influence() -> list[str]:
    """Return lines: by kind of tie, what is claimed and how often the planted effect is covered."""
    parts = []
    for seed in range(DRAWS):
        truth = truth_of(seed)
        ground = Ground(facts_of(truth), truth.months[-1])
        parts.append(effects(ground).assign(seed=seed))
    table = pd.concat(parts)
    table = table[table["verdict"] != "too_few"]
    lines = []
    for (side, relation), own in table.groupby(["side", "relation"]):
        true = Truth().winning.by_influence if relation == "recommends" else 0.0
        covered = ((own["unit_low"] <= true) & (true <= own["unit_high"])).mean()
        lines.append(
            f"| {side}: {relation} | {true} | {own['per_unit'].mean():.2f} ±"
            f" {own['per_unit'].std() / np.sqrt(len(own)):.2f} | {covered:.3f} |"
            f" {(own['verdict'] == 'more').mean():.2f} | {(own['verdict'] == 'less').mean():.2f} |"
            f" {own['smallest'].median():.3f} |"
        )
    return lines


def large(n: int = 2000, n_ties: int = 8000) -> list[str]:
    """Return lines: CPU seconds of the parts on a random network, and how good samples are."""
    rng = np.random.default_rng(14)
    ends = rng.integers(0, n, (4 * n_ties, 2))
    ends = np.unique(np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1), axis=0)
    ends = ends[rng.permutation(len(ends))[:n_ties]]
    table = pd.DataFrame(ends.astype(str), columns=["from_id", "to_id"])
    table = table.assign(relation="knows", from_kind="person", to_kind="person")
    table["influence"] = rng.beta(2, 3, n_ties)
    begun = [time.process_time()]

    def spent() -> float:
        begun.append(time.process_time())
        return begun[-1] - begun[-2]

    net = network(table)
    reach(net)
    parts = {"network and reach": spent()}
    exact = brokerage(net)
    parts["brokerage, exact"] = spent()
    sample = brokerage(net, most_exact=0)
    parts[f"brokerage from {sample.n_sources} nodes"] = spent()
    standing(net, np.ones(net.size))
    parts["weight in the network"] = spent()
    worth = rng.lognormal(0, 1, net.size)
    chosen = cultivate(two_steps(net), worth, np.ones(net.size, dtype=bool), 10)
    parts["ten to cultivate"] = spent()
    off = np.abs(sample.share - exact.share) / np.maximum(sample.error, 1e-12)
    lines = [f"| {name} | {seconds:.3f} |" for name, seconds in parts.items()]
    lines.append(f"| the ten reach at least, of the best ten | {chosen.share_of_best:.3f} |")
    lines.append(f"| sampled brokerage within two errors | {(off <= 2).mean():.3f} |")
    return lines


def main() -> None:
    """Print the tables."""
    print("| channel | half-life | covered | lost leads covered |", end="")
    print(" told (of these covered) | median over truth | high over low |")
    print("|---|---|---|---|---|---|---|")
    for channel in CHANNELS:
        print(carried(channel), flush=True)
    for channel in CHANNELS:
        print(carried(channel, SHORT), flush=True)
    print("\n| channel, spending of another company | told | all |\n|---|---|---|")
    for channel in CHANNELS:
        print(unrelated(channel), flush=True)
    print("\n| tie | planted | found per unit | covered | more | less | smallest |", end="")
    print("\n|---|---|---|---|---|---|---|")
    print("\n".join(influence()))
    print("\n| part | CPU s |\n|---|---|")
    print("\n".join(large()))


if __name__ == "__main__":
    main()
