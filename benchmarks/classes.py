"""Classes A, B, C against RFM and a revenue ABC: who foretells the next twelve months' margin.

Demo companies of seeds 1 to 24, classified a year before their end from what was known then, and
Online Retail (next three months' net revenue after 2011-08-31) where `../shared/data` is there;
then CPU seconds and memory of 100,000 customers. `python -m benchmarks.classes [SEEDS]`
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from salesnb.contracts import TABLES
from salesnb.customers.classes import boundaries, held_out, scoring, service
from salesnb.customers.classes.weights import Weights, weigh
from salesnb.customers.criteria.assessed import Assessed, assess
from salesnb.demo.customers import masters
from salesnb.demo.facts import customer_facts, network
from salesnb.demo.field import expenses, visits
from salesnb.demo.sales import cash, invoices, orders
from salesnb.demo.sales.orders import World
from salesnb.demo.truths.truth import Truth
from salesnb.months import YEAR, Month
from salesnb.settings import BusinessRules

SEEDS = 24
RETAIL = Path("../shared/data/online_retail/online_retail.csv.gz")
WITHHELD = ("purchase_potential", "credit_limit", "n_employees")
JUDGEMENTS = [f.name for f in TABLES["judgements"].fields]
POINTS = {
    "expected_sales": 100,
    "credit": 80,
    "loyalty": 60,
    "dependence": 45,
    "influence": 35,
    "ease": 25,
    "distance": 15,
}
Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Case:
    """What was known at the end of a month, and what each customer brought afterwards."""

    facts: Frames
    month: Month
    brought: pd.Series


def tables_of(truth: Truth) -> Frames:
    """Return those tables of a demo company that the classes read (`generate` has them all)."""
    world = World(truth, 1.0)
    ordered = orders.order_lines(world)
    books = cash.ledgers(truth, invoices.invoice_lines(truth, ordered))
    names = "customers products settlement_terms regions reps"
    return {name: getattr(masters, name)(truth) for name in names.split()} | {
        "order_lines": ordered,
        "invoice_lines": invoices.invoice_lines(truth, ordered),
        "instalments": books.instalments,
        "receipt_allocations": books.receipt_allocations,
        "customer_reps": world.owners,
        "visits": visits.visits(truth),
        "expenses": expenses.expenses(truth),
        "contact_edges": network.contact_edges(world),
        "customer_rivals": customer_facts.customer_rivals(world, ordered),
    }


def demo_case(seed: int) -> Case:
    """Return a demo company a year before its end."""
    truth = Truth(seed=seed)
    tables = tables_of(truth)
    month = Month.parse(str(truth.months[-1])) - YEAR
    cube = _cube(tables["invoice_lines"], "invoice_on")
    later = cube[cube["month"] > str(month)]
    margin = later["costed_amount"] - later["cost_amount"]
    facts = {name: tables[name] for name in _TAKEN} | {
        "sales_cube": cube[cube["month"] <= str(month)],
        "order_days": _order_days(tables["order_lines"], month),
        "receivables": _balances(tables, month),
        "visits": tables["visits"].assign(status=tables["visits"]["status"].astype("str")),
    }
    edges = facts["contact_edges"]
    known = pd.to_datetime(edges["known_since"]) <= pd.Timestamp(month.last)
    facts["contact_edges"] = edges[known]
    return Case(facts, month, margin.groupby(later["customer_id"]).sum())


_TAKEN = (
    *("customers", "products", "settlement_terms", "contact_edges", "customer_rivals"),
    *("customer_reps", "reps", "regions", "expenses"),
)


def _cube(lines: pd.DataFrame, day: str) -> pd.DataFrame:
    month = pd.to_datetime(lines[day]).dt.strftime("%Y-%m")
    cost = lines["cost_amount"].astype(float) if "cost_amount" in lines else np.nan
    own = lines[["customer_id", "product_id", "net_amount"]].assign(month=month, cost_amount=cost)
    own["net_amount"] = own["net_amount"].astype(float)
    own["costed_amount"] = own["net_amount"].where(own["cost_amount"].notna(), 0.0)
    own["n_purchases"] = (own["net_amount"] > 0) * 1
    keys = ["month", "customer_id", "product_id"]
    return own.fillna({"cost_amount": 0.0}).groupby(keys, observed=True).sum().reset_index()


def _order_days(lines: pd.DataFrame, month: Month) -> pd.DataFrame:
    day = pd.to_datetime(lines["order_on"])
    own = lines[day <= pd.Timestamp(month.last)].assign(day=day)
    found = own.groupby(["day", "customer_id"])["order_id"].nunique()
    return found.rename("n_orders").reset_index()


def _balances(tables: Frames, month: Month) -> pd.DataFrame:
    """Return opening, invoiced and closing of receivables by month and customer."""
    due, paid = tables["instalments"], tables["receipt_allocations"]
    owner = due.set_index("instalment_id")["customer_id"]
    moves = [
        pd.DataFrame(
            {
                "customer_id": due["customer_id"],
                "day": pd.to_datetime(due["issued_on"]),
                "invoiced": due["due_amount"].astype(float),
            }
        ),
        pd.DataFrame(
            {
                "customer_id": paid["instalment_id"].map(owner),
                "day": pd.to_datetime(paid["allocated_on"]),
                "received": paid["allocated_amount"].astype(float),
            }
        ),
    ]
    rows = pd.concat(moves).fillna({"invoiced": 0.0, "received": 0.0})
    rows = rows[rows["day"] <= pd.Timestamp(month.last)]
    rows["month"] = rows["day"].dt.strftime("%Y-%m")
    sums = rows.groupby(["customer_id", "month"])[["invoiced", "received"]].sum().reset_index()
    closing = (sums["invoiced"] - sums["received"]).groupby(sums["customer_id"]).cumsum()
    opening = closing - sums["invoiced"] + sums["received"]
    return sums.assign(closing=closing, opening=opening)


def withheld(facts: Mapping[str, pd.DataFrame]) -> Frames:
    """Return facts without what master data say of customers' size."""
    return {**facts, "customers": facts["customers"].drop(columns=list(WITHHELD))}


def judged_weights() -> Weights:
    """Return the weights of the demo company's plan."""
    points = pd.DataFrame(POINTS.items(), columns=["criterion", "weight"]).assign(author="1")
    return weigh(points, pd.DataFrame(columns=["criterion", "over", "ratio", "author"]))


def no_judgements() -> pd.DataFrame:
    from salesnb.plans.reading import entries

    return entries({}, "judgements", "judgements")


def foretold(case: Case, weights: Weights, *, n_ab: tuple[int, int] | None = None) -> pd.DataFrame:
    """Return how well each method foretold what customers brought."""
    judged = no_judgements()
    found = assess(case.facts, judged, month=case.month)
    value = scoring.worth(scoring.money_of(found), found.middle, weights.value)
    served = service.service_of(case.facts, judged, BusinessRules(), month=case.month)
    cuts = boundaries.find_boundaries(value, served, boundaries.Limits()).cuts
    place = scoring.classes_of(value, cuts)
    sizes = n_ab or (int((place == 0).sum()), int((place < 2).sum()))
    brought = case.brought.reindex(found.ids).fillna(0.0).to_numpy()
    scores = {
        "classes": value,
        "rfm": held_out.rfm(found.history),
        "revenue": held_out.revenue(found.history),
        "expected": scoring.money_of(found),
    }
    table = held_out.compare_methods(scores, brought, sizes).table
    return table.assign(n_a=sizes[0], n_ab=sizes[1], n=len(brought))


def demo(n_seeds: int) -> None:
    """Print means over seeds, with the standard error of the lead, and how many seeds it won."""
    found = []
    alike = weigh(*(pd.DataFrame(columns=c) for c in (["criterion", "weight", "author"], _PAIRS)))
    for seed in range(1, n_seeds + 1):
        case = demo_case(seed)
        bare = Case(withheld(case.facts), case.month, case.brought)
        for name, one, weights in (
            ("all facts", case, judged_weights()),
            ("withheld", bare, judged_weights()),
            ("withheld, all alike", bare, alike),
        ):
            found.append(foretold(one, weights).assign(facts=name, seed=seed))
        print(_leads(found[-3:], seed), file=sys.stderr, flush=True)
    rows = pd.concat(found)
    for (facts, method), own in rows.groupby(["facts", "method"], sort=False):
        lead = own["lead"]
        error = lead.std(ddof=1) / np.sqrt(len(lead))
        print(
            f"| {facts} | {method} | {own['share_a'].mean():.4f} | {own['share_ab'].mean():.4f} |"
            f" {own['order'].mean():.3f} | {lead.mean():+.4f} ({error:.4f}) |"
            f" {(lead > 0).sum()} of {len(lead)} | {own['n_a'].mean():.0f} |"
        )


_PAIRS = ["criterion", "over", "ratio", "author"]


def _leads(found: list[pd.DataFrame], seed: int) -> str:
    """Return the classes' lead over RFM and revenue of one seed, for whoever waits."""
    each = [f"{one.loc[one['method'] == m, 'lead'].iloc[0]:+.4f}" for one in found for m in _OTHERS]
    return f"seed {seed}: {' '.join(each)}"


_OTHERS = ("rfm", "revenue")


def retail() -> None:
    """Print what the first customers of Online Retail brought in three months after August 2011."""
    if not RETAIL.is_file():
        print("| online retail | not there |")
        return
    case = retail_case()
    alike = weigh(*(pd.DataFrame(columns=c) for c in (["criterion", "weight", "author"], _PAIRS)))
    n = len(assess(case.facts, no_judgements(), month=case.month).ids)
    sizes = (round(n / 5), round(n / 2))
    for _, own in foretold(case, alike, n_ab=sizes).iterrows():
        row = dict(own)
        print(
            f"| online retail | {row['method']} | {row['share_a']:.4f} | {row['share_ab']:.4f} |"
            f" {row['order']:.3f} | {row['lead']:+.4f} ({row['lead_low']:+.4f} to"
            f" {row['lead_high']:+.4f}) | {sizes[0]} of {n} |"
        )


def retail_case() -> Case:
    """Return Online Retail at the end of August 2011; what came in three months is net revenue."""
    raw = pd.read_csv(RETAIL, dtype={"CustomerID": "str", "InvoiceNo": "str", "StockCode": "str"})
    own = raw[raw["CustomerID"].notna()]
    lines = pd.DataFrame(
        {
            "customer_id": own["CustomerID"],
            "product_id": own["StockCode"],
            "order_id": own["InvoiceNo"],
            "order_on": pd.to_datetime(own["InvoiceDate"]),
            "net_amount": (own["Quantity"] * own["UnitPrice"]).round(2),
        }
    )
    month = Month.parse("2011-08")
    cube = _cube(lines, "order_on")
    ends = [str(month + i) for i in range(1, 4)]
    later = cube[cube["month"].isin(ends)]
    bought = lines[lines["net_amount"] > 0]
    facts = {
        "sales_cube": cube[cube["month"] <= str(month)],
        "order_days": _order_days(bought.assign(order_on=bought["order_on"].dt.normalize()), month),
    }
    return Case(facts, month, later.groupby("customer_id")["net_amount"].sum())


def large(n: int = 100_000) -> None:
    """Print the CPU seconds of scoring and of 1,000 draws, and the memory that it took."""
    rng = np.random.default_rng(1)
    case = _many(rng, n)
    weights = judged_weights()
    start = time.process_time()
    scores = np.column_stack(
        [case.scales[name].score(case.value[:, i]) for i, name in enumerate(case.scales)]
    )
    value = scoring.worth(scoring.money_of(case), np.nan_to_num(scores, nan=0.5), weights.value)
    scoring.classes_of(value, (5e4, 2e4))
    scored = time.process_time()
    scoring.chances_of(case, weights, (5e4, 2e4), n_draws=1000)
    drawn = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"| {n} | {scored - start:.3f} | {drawn - scored:.1f} | {peak:.2f} GB |")


def _many(rng: np.random.Generator, n: int) -> Assessed:
    """Return customers whose criteria are drawn, a tenth of them not known."""
    from dataclasses import replace

    small = assess(_tiny(), no_judgements(), month=Month.parse("2025-12"))
    score = rng.random((n, 7))
    score[rng.random((n, 7)) < 0.1] = np.nan
    value = np.column_stack([one.value(score[:, i]) for i, one in enumerate(small.scales.values())])
    middle = np.nan_to_num(score, nan=0.5)
    is_known = ~np.isnan(score)
    money = np.exp(rng.normal(10, 1, n))
    return replace(
        small,
        ids=pd.Index([f"C{i:06d}" for i in range(n)]),
        value=value,
        score=score,
        low=np.where(is_known, np.clip(middle - 0.1, 0, 1), 0.0),
        high=np.where(is_known, np.clip(middle + 0.1, 0, 1), 1.0),
        source=np.where(is_known, 2, 0).astype(np.int8),
        expected=replace(small.expected, value=money, sd=np.full(n, 0.3)),
    )


def _tiny() -> Frames:
    cube = pd.DataFrame({"month": ["2025-12"], "customer_id": ["1"], "net_amount": [1000.0]})
    return {"sales_cube": cube}


if __name__ == "__main__":
    demo(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS)
    retail()
    large()
