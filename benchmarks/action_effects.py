"""Are effects of visits, aims, preparation and collecting covered, found and not made up?

Drawn companies of 600 customers and 24 months of visits: as planted in the demo, with nothing
planted, and with more. Simulated panels in which reps follow orders, whose visits do nothing. And
the real visits of `../shared/data/visits_detailing`: the naive and the adjusted answer.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from salesnb.actions.effects import collecting, measured, prepared, visiting
from salesnb.actions.effects.judged import Asked, judge
from salesnb.actions.effects.panel import Panel, panel_of
from salesnb.demo.customers import masters
from salesnb.demo.drawing import draw
from salesnb.demo.field import aims, field_facts, visits
from salesnb.demo.sales import cash, invoices, response
from salesnb.demo.sales.orders import World, order_lines
from salesnb.demo.truths.truth import Truth
from salesnb.methods.payment_ledger import Ledger, ledger
from salesnb.methods.revenue_bands import revenue_bands
from salesnb.months import Month

SEEDS = range(7001, 7041)
SHARES = {"A": 0.7, "B": 0.9, "C": 1.0}
KEY = ["kind", "action", "outcome", "customer_class"]
DATA = Path(os.environ.get("SALESNB_DATA", "../shared/data")) / "visits_detailing/counts.csv.gz"
NONE = pd.Series(dtype=object)


@dataclass(frozen=True)
class Planted:
    """What is planted: log orders of a visit and at most, log odds of readiness, days shorter."""

    visit: float
    most: float
    ready: float
    shorter: float


AS_DEMO = Planted(0.05, 0.3, 2.5, 0.4)
NOTHING = Planted(0.0, 0.3, 0.0, 0.0)
MORE = Planted(0.2, 3.0, 1.3, 0.2)


def truth_of(seed: int, planted: Planted) -> Truth:
    truth = draw(seed, n_months=72, n_customers=600, n_reps=40).truth
    work = replace(
        truth.field_work, readiness_logit=planted.ready, collect_shortens=planted.shorter
    )
    brings = replace(truth.response, visit_effect=planted.visit, visit_effect_most=planted.most)
    return replace(truth, field_work=work, response=brings)


def facts_of(truth: Truth) -> tuple[dict[str, pd.DataFrame], Ledger]:
    """Return visits, their aims and days of orders, and the ledger of instalments."""
    lines = order_lines(World(truth, 1.0))
    days = lines.assign(day=pd.to_datetime(lines["order_on"]).astype("datetime64[s]"))
    days = days.groupby(["customer_id", "day"]).agg(
        n_orders=("order_id", "nunique"), net_amount=("net_amount", "sum")
    )
    told = field_facts.with_checklists(truth, aims.visit_objectives(truth))
    facts = {"visits": visits.visits(truth), "visit_objectives": told}
    books = cash.ledgers(truth, invoices.invoice_lines(truth, lines))
    paid = books.receipt_allocations.rename(
        columns={"allocated_on": "paid_on", "allocated_amount": "amount"}
    )
    book = ledger(books.instalments, paid, books.write_offs)
    return facts | {"order_days": days.reset_index()}, book


def company(seed: int, planted: Planted) -> pd.DataFrame:
    """Return all effects of a company with their ranges, and what was planted (`truth`)."""
    truth = truth_of(seed, planted)
    facts, book = facts_of(truth)
    month, asked = truth.months[-1], Asked()
    panel = panel_of(facts, month=month)
    assert panel is not None
    bands = revenue_bands(pd.Series(panel.amounts[:, -12:].sum(axis=1), panel.customers), SHARES)
    brings = _planted_orders(truth, panel)
    found = [
        judge(visiting.by_class(panel, bands), asked).assign(
            truth=visiting.by_class(brings, bands)["effect"]
        ),
        judge(visiting.by_aim(panel), asked).assign(truth=visiting.by_aim(brings)["effect"]),
    ]
    told = measured.measured(facts, month=month)
    found += _prepared(truth, told, asked)
    paid = judge(collecting.collecting(facts, book, month=month), asked, of=collecting.MOST_DAYS)
    found.append(paid.assign(truth=_planted_days(truth, facts, book, month)))
    return pd.concat(found, ignore_index=True).assign(seed=seed)


def _planted_orders(truth: Truth, panel: Panel) -> Panel:
    """Return the panel with the orders that visits alone would make vary, without any luck."""
    factors = response.visit_factors(truth)[:, -visits.VISIT_MONTHS :]
    place = pd.Index(masters.customer_ids(truth)).get_indexer(panel.customers)
    level = 1000 * panel.orders.mean(axis=1, keepdims=True)
    return replace(panel, orders=level * factors[place])


def _prepared(truth: Truth, told: pd.DataFrame, asked: Asked) -> list[pd.DataFrame]:
    """Return effects of readiness against the mean slope of the chance, of parts against those
    that the chances themselves would show."""
    work = truth.field_work
    base = told["objective"].map({aim.id: aim.met_logit for aim in work.aims})
    chance = 1 / (1 + np.exp(-base - work.readiness_logit * told["readiness"]))
    slope = float((chance * (1 - chance)).mean()) * work.readiness_logit * prepared.STEP
    parts = prepared.parts(told.assign(met=chance))["effect"]
    return [
        judge(prepared.readiness(told), asked).assign(truth=slope),
        judge(prepared.parts(told), asked).assign(truth=parts),
    ]


def _planted_days(
    truth: Truth, facts: dict[str, pd.DataFrame], book: Ledger, month: Month
) -> float:
    """Return the days that visits to collect saved on the instalments that had one, on average.

    Each with its own delay: what it was, and what it would have been without the visit.
    """
    held = measured.made(facts["visits"], month)
    rows = collecting.owed(book, held, month=month)
    told = facts["visit_objectives"]
    own = held["visit_id"].isin(told.loc[told["objective"] == collecting.AIM, "visit_id"])
    had = collecting.seen(rows, held[own], book)
    late = rows["late"][had]
    without = np.minimum(late / (1 - truth.field_work.collect_shortens), collecting.MOST_DAYS)
    return float((np.where(late > 0, without, late) - late).mean())


def measure(planted: Planted, seeds: Iterable[int] = SEEDS) -> None:
    """Print how effects are covered, found and claimed over drawn companies."""
    rows = pd.concat([company(seed, planted) for seed in seeds], ignore_index=True)
    rows["covered"] = rows["truth"].between(rows["effect_low"], rows["effect_high"])
    rows["pays"], rows["harms"] = rows["verdict"] == "pays", rows["verdict"] == "harms"
    rows["twice"] = rows["truth"] >= 2 * rows["smallest_visible"]
    print(f"{planted}: {rows['seed'].nunique()} companies")
    for key, own in rows.groupby(KEY, sort=False):
        means = own[["truth", "effect", "error", "smallest_visible"]].mean()
        shares = own[["covered", "pays", "harms", "twice"]].mean()
        found = own.loc[own["twice"], "pays"].mean()
        print(f"  {' '.join(key)}: n {own['n'].mean():.0f}", end=", ")
        print(f"planted {means.iloc[0]:.4f}, found {means.iloc[1]:.4f}", end=" ")
        print(f"(spread {own['effect'].std():.4f}, stated {means.iloc[2]:.4f})", end=", ")
        print(f"visible {means.iloc[3]:.4f}, covered {shares.iloc[0]:.3f}", end=", ")
        print(f"pays {shares.iloc[1]:.3f}, harms {shares.iloc[2]:.3f}", end=", ")
        print(f"twice visible in {shares.iloc[3]:.2f}, of these found {found:.3f}")
    for question, own in rows.groupby(["kind", "outcome"], sort=False):
        each, is_any = own.groupby("seed"), own["pays"] | own["harms"]
        held, claimed = each["covered"].all().mean(), is_any.groupby(own["seed"]).any().mean()
        name = " on ".join(question)
        print(f"  {name}: all ranges hold in {held:.3f} of companies, any claimed in {claimed:.3f}")
    print(f"  of all rows: covered {rows['covered'].mean():.3f}", end=", ")
    print(f"claimed {(rows['pays'] | rows['harms']).mean():.3f}")
    twice = rows[rows["twice"]]
    print(f"  of {len(twice)} rows of twice what is visible found {twice['pays'].mean():.3f}")


def chased(seed: int, *, follows: str, effect: float, n: int = 600, months: int = 24) -> Panel:
    """Return a panel in which reps go where orders are expected, or were; visits bring `effect`.

    Orders have a level per customer and swings that last (first-order, .6 a month, spread .4).
    `follows`: `expected` (visits rise with the swing of their month), `orders` (with the orders of
    the month before), `lack` (as orders of the month before fall), `none`.
    """
    rng = np.random.default_rng([seed, 31])
    level = rng.gamma(1.0, 1.0, n) + 0.05
    rate = np.clip(0.7 + 0.7 * np.sqrt(level), 0, 4)
    swing, bought = rng.normal(0, 0.4, n), rng.poisson(level)
    before, columns = np.zeros(n), []
    for _ in range(months):
        swing = 0.6 * swing + 0.8 * rng.normal(0, 0.4, n)
        came = 0.3 * (bought - level) / np.sqrt(level + 0.5)
        pulls = {"expected": swing, "orders": came, "lack": -came, "none": np.zeros(n)}
        went = rng.poisson(rate * np.exp(np.clip(pulls[follows], -2, 1)))
        bought = rng.poisson(level * np.exp(swing + effect * before))
        columns.append((bought, went))
        before = went
    orders, gone = (np.array(one, float).T for one in zip(*columns, strict=True))
    names = pd.Index([f"C{i:04d}" for i in range(n)])
    whole = Month.parse("2025-01").until(Month.parse("2025-01") + (months - 1))
    shape = (*gone.shape, 8)
    return Panel(names, whole, orders, orders, gone, np.zeros(shape), np.ones(gone.shape, bool))


def follow(seeds: Iterable[int] = SEEDS) -> None:
    """Print what is claimed of visits where reps follow orders."""
    for follows in ("none", "orders", "lack", "expected"):
        for effect in (0.0, 0.05):
            rows, times = [], []
            for seed in seeds:
                panel = chased(seed, follows=follows, effect=effect)
                rows.append(judge(visiting.by_class(panel, NONE), Asked()))
                times.append(judge(visiting.timing(panel), Asked()).set_index("when"))
            both = pd.concat(rows)
            naive, plain = (
                pd.DataFrame([one.loc[when] for one in times]) for when in ("naive", "after")
            )
            print(
                f"  visits follow {follows}, planted {effect}: naive {naive['effect'].mean():.3f}",
                end="",
            )
            print(f" (claimed {(naive['verdict'] == 'pays').mean():.3f})", end=", ")
            print(f"within customers alone {plain['effect'].mean():.3f}", end=" ")
            print(f"(claimed {(plain['verdict'] == 'pays').mean():.3f})", end=", ")
            print(f"adjusted {both['effect'].mean():.3f} (claimed", end=" ")
            print(f"{(both['verdict'] == 'pays').mean():.3f}, harms", end=" ")
            covered = both["effect_low"].le(effect) & both["effect_high"].ge(effect)
            print(f"{(both['verdict'] == 'harms').mean():.3f}, covered {covered.mean():.3f})")


def detailing() -> None:
    """Print the naive and the adjusted answer on real visits and prescriptions."""
    if not DATA.exists():
        print(f"{DATA} is not there")
        return
    rows = pd.read_csv(DATA)
    orders, gone = (
        rows.pivot(index="id", columns="period", values=name).astype(float)
        for name in ("scripts", "detailing")
    )
    first = Month.parse("2001-01")
    shape = (*gone.shape, 8)
    panel = Panel(
        customers=pd.Index(orders.index.astype(str)),
        months=first.until(first + (gone.shape[1] - 1)),
        orders=orders.to_numpy(),
        amounts=orders.to_numpy(),
        visits=gone.to_numpy(),
        by_aim=np.zeros(shape),
        is_known=np.ones(gone.shape, bool),
    )
    columns = ["effect", "effect_low", "effect_high", "smallest_visible", "verdict"]
    print(judge(visiting.timing(panel), Asked())[["when", *columns]].to_string(index=False))
    print(judge(visiting.by_class(panel, NONE), Asked())[columns].to_string(index=False))


def main() -> None:
    few = int(sys.argv[1]) if len(sys.argv) > 1 else len(SEEDS)
    started = time.process_time()
    for planted, times in ((AS_DEMO, 1), (NOTHING, 2), (MORE, 1)):
        measure(planted, range(SEEDS[0], SEEDS[0] + few * times))
    follow(list(SEEDS)[:few])
    detailing()
    print(f"{time.process_time() - started:.0f} CPU s")


if __name__ == "__main__":
    main()
