"""Who and what: regions, reps, products, customers, terms, methods, and who looks after whom."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo import names
from salesnb.demo.streams import stream
from salesnb.demo.truth import Truth
from salesnb.months import Month

METHODS = (
    ("S1", "Direct", "直销", "direct"),
    ("S2", "Distributor", "经销", "distributor"),
    ("S3", "Tender", "招标", "tender"),
    ("S4", "Online", "电商", "online"),
    ("S5", "Agency", "代理", "agency"),
)
SEGMENTS = ("Machinery", "Chemicals", "Power", "Water", "Food")


def regions(truth: Truth) -> pd.DataFrame:
    """One row per node: the country, four areas, twelve cities."""
    return pd.DataFrame(names.REGIONS, columns=["region_id", "name", "name_zh", "parent_id", "level", "latitude", "longitude", "potential_index"])  # fmt: skip


def leaf_regions() -> list[str]:
    return [row[0] for row in names.REGIONS if row[4] == 2]


def settlement_terms(truth: Truth) -> pd.DataFrame:
    rows = [(x.id, x.name, x.name_zh, x.kind, x.nominal_days, 0.02 if x.kind == "prepay" else 0.0, x.tenor_days, x.n_instalments) for x in truth.cash.terms]  # fmt: skip
    return pd.DataFrame(rows, columns=["settlement_id", "name", "name_zh", "kind", "nominal_days", "discount_share", "tenor_days", "n_instalments"])  # fmt: skip


def sales_methods(truth: Truth) -> pd.DataFrame:
    return pd.DataFrame(METHODS, columns=["sales_method_id", "name", "name_zh", "kind"])


def marketing_channels(truth: Truth) -> pd.DataFrame:
    rows = [(c[0], c[1], c[2], "media") for c in truth.response.channels]
    return pd.DataFrame(rows, columns=["marketing_channel_id", "name", "name_zh", "kind"])


def lead_sources(truth: Truth) -> pd.DataFrame:
    return pd.DataFrame(names.LEAD_SOURCES, columns=["lead_source_id", "name", "name_zh", "kind"])


def competitors(truth: Truth) -> pd.DataFrame:
    return pd.DataFrame(names.COMPETITORS, columns=["competitor_id", "name", "name_zh", "home_region"])  # fmt: skip


def products(truth: Truth) -> pd.DataFrame:
    """Sixty products in four varieties and eight groups; one launched late, one delisted."""
    rng = stream(truth.seed, "products")
    rows = []
    for i in range(60):
        group, group_zh, variety, base = names.PRODUCT_GROUPS[i % len(names.PRODUCT_GROUPS)]
        size = 10 + 5 * (i // len(names.PRODUCT_GROUPS))
        price = round(
            base * (1 + 0.25 * (i // len(names.PRODUCT_GROUPS))) * rng.uniform(0.9, 1.1), 2
        )
        rows.append(
            (
                f"P{i + 1:03d}",
                f"{group[:-1]} DN{size}",
                f"{group_zh} DN{size}",
                variety,
                group,
                price,
            )
        )
    table = pd.DataFrame(rows, columns=["product_id", "name", "name_zh", "variety", "product_group", "list_price"])  # fmt: skip
    table["standard_cost"] = (table["list_price"] * (1 - truth.prices.margin_share)).round(2)
    table["floor_price"] = (table["list_price"] * 0.80).round(2)
    table["unit"] = "piece"
    change = truth.assortment
    is_new, is_gone = (table["product_id"] == one for one in (change.launched, change.delisted))
    table["launched_on"] = np.where(is_new, change.launched_on, "2015-01-01")
    table["delisted_on"] = pd.Series(change.delisted_on, table.index).where(is_gone, None)
    table["substitute_of"] = pd.Series(change.substitute_of, table.index).where(is_new, None)
    return table


def product_prices(truth: Truth) -> pd.DataFrame:
    """Dated list prices and costs: one period per price rise."""
    master = products(truth)
    starts = [
        truth.months[0].first.isoformat(),
        *(f"{m}-01" for m, _ in truth.prices.rises if Month.parse(m) > truth.months[0]),
    ]
    parts = []
    for i, start in enumerate(starts):
        factor = price_factor(truth, Month.parse(start[:7]))
        stop = starts[i + 1] if i + 1 < len(starts) else None
        parts.append(pd.DataFrame({
            "product_id": master["product_id"], "valid_from": start, "valid_to": stop,
            "list_price": (master["list_price"] * factor).round(2),
            "floor_price": (master["floor_price"] * factor).round(2),
            "standard_cost": (master["standard_cost"] * cost_factor(truth, Month.parse(start[:7]))).round(2),
        }))  # fmt: skip
    return pd.concat(parts).sort_values(["product_id", "valid_from"], ignore_index=True)


def price_factor(truth: Truth, month: Month) -> float:
    """Return how far list prices stand above those of the first month."""
    return float(np.prod([1 + rise for m, rise in truth.prices.rises if Month.parse(m) <= month]))


def cost_factor(truth: Truth, month: Month) -> float:
    """Return how far standard costs stand above those of the first month: yearly steps."""
    years = month.year - truth.months[0].year
    return float((1 + truth.prices.cost_drift) ** years)


def promotions(truth: Truth) -> pd.DataFrame:
    """Two promotions a year, each for one product group."""
    groups = [group for group, *_ in names.PRODUCT_GROUPS]
    chosen = [m for m in truth.months if m.number in truth.prices.promotion_months]
    rows = [(f"PR{i + 1:02d}", f"{groups[i % len(groups)]} {m}", groups[i % len(groups)], m.first.isoformat(), m.last.isoformat(), truth.prices.promotion_discount) for i, m in enumerate(chosen)]  # fmt: skip
    return pd.DataFrame(rows, columns=["promotion_id", "name", "product_group", "starts_on", "ends_on", "discount_share"])  # fmt: skip


def reps(truth: Truth) -> pd.DataFrame:
    """Reps spread over the cities; some hired late, some gone, managers per area."""
    rng = stream(truth.seed, "reps")
    leaves = leaf_regions()
    place = {row[0]: row for row in names.REGIONS}
    team = truth.team
    rows = []
    for i in range(truth.n_reps):
        region = leaves[i % len(leaves)]
        late = i % 9 == 8
        hired = team.every_ninth_hired_on if late else f"{rng.integers(2012, 2020)}-03-01"
        left = team.left_on if f"R{i + 1:02d}" in team.left else None
        name, name_zh = names.person(i)
        rows.append((f"R{i + 1:02d}", name, name_zh, None if i < 4 else f"R{i % 4 + 1:02d}", region, hired, left, team.ramp_months if late else 0, place[region][5] + rng.normal(0, 0.05), place[region][6] + rng.normal(0, 0.05), 140.0, 120.0))  # fmt: skip
    table = pd.DataFrame(rows, columns=["rep_id", "name", "name_zh", "manager_id", "region_id", "hired_on", "left_on", "ramp_months", "base_latitude", "base_longitude", "hours_per_month", "cost_per_hour"])  # fmt: skip
    return table.round({"base_latitude": 4, "base_longitude": 4})


def customers(truth: Truth) -> pd.DataFrame:
    """Customers with a long-tailed size, placed in the cities by potential."""
    rng = stream(truth.seed, "customers")
    n = truth.n_customers
    leaves = leaf_regions()
    weight = np.array([row[7] for row in names.REGIONS if row[4] == 2])
    place = {row[0]: row for row in names.REGIONS}
    region = rng.choice(leaves, n, p=weight / weight.sum())
    is_distributor = np.arange(n) % 8 == 3
    terms = [x.id for x in truth.cash.terms]
    settlement = rng.choice(terms, n, p=[x.customer_share for x in truth.cash.terms])
    method = np.where(
        is_distributor, "S2", rng.choice(["S1", "S3", "S4", "S5"], n, p=[0.62, 0.14, 0.14, 0.10])
    )
    since = [
        f"{y}-{m:02d}-01"
        for y, m in zip(rng.integers(2010, 2026, n), rng.integers(1, 13, n), strict=True)
    ]
    full = [names.company(i, place[region[i]]) for i in range(n)]
    size = customer_sizes(truth)
    lat = [place[r][5] for r in region] + rng.normal(0, 0.15, n)
    lon = [place[r][6] for r in region] + rng.normal(0, 0.15, n)
    return pd.DataFrame({
        "customer_id": customer_ids(truth), "name": [x[0] for x in full], "name_zh": [x[1] for x in full],
        "kind": np.where(is_distributor, "distributor", "end_user"), "segment": rng.choice(SEGMENTS, n),
        "region_id": region, "city": [place[r][1] for r in region], "latitude": lat.round(4), "longitude": lon.round(4),
        "settlement_id": settlement, "sales_method_id": method, "onboarded_on": since,
        "credit_limit": (size * 60000).round(-3), "risk_rating": rng.choice(list("ABC"), n, p=[0.5, 0.35, 0.15]),
        "n_employees": (size * 80).astype(int) + 5, "purchase_potential": (size * 250000).round(-3), "is_active": True,
    })  # fmt: skip


def customer_ids(truth: Truth) -> list[str]:
    return [f"C{i + 1:04d}" for i in range(truth.n_customers)]


def customer_sizes(truth: Truth) -> np.ndarray:
    """Return each customer's relative size, mean 1; the story customers are large ones."""
    rng = stream(truth.seed, "customer sizes")
    size = rng.lognormal(-0.5, 1.0, truth.n_customers)
    for story, factor in ((truth.stories.lost_customer, 14.0), (truth.stories.stuffing_customer, 7.0), (truth.stories.diversion_customer, 6.0)):  # fmt: skip
        if story:
            size[int(story[1:]) - 1] = factor
    return size / size.mean()


def customer_reps(truth: Truth) -> pd.DataFrame:
    """Dated credit: most customers one owner, a fifth split two ways, leavers handed over."""
    rng = stream(truth.seed, "customer_reps")
    people = reps(truth)
    by_region = {r: people.loc[people["region_id"] == r, "rep_id"].tolist() for r in leaf_regions()}
    left = people.dropna(subset="left_on").set_index("rep_id")["left_on"].to_dict()
    start = truth.months[0].first.isoformat()
    change = truth.team
    rows = []
    for customer, region in zip(customer_ids(truth), customers(truth)["region_id"], strict=True):
        team = by_region[region]
        owner = team[int(rng.integers(len(team)))]
        deputy = team[(team.index(owner) + 1) % len(team)]
        shares = (
            [
                (owner, change.owner_share, "owner"),
                (deputy, round(1 - change.owner_share, 6), "deputy"),
            ]
            if rng.random() < change.split_share and deputy != owner
            else [(owner, 1.0, "owner")]
        )
        gone = next((left[r] for r, _, _ in shares if r in left), None)
        if not gone and owner == change.moved_rep and rng.random() < change.moved_share:
            gone = change.moved_on
        familiarity = int(rng.integers(1, 6))
        rows += [(customer, r, start, gone, s, role, familiarity) for r, s, role in shares]
        if gone:
            staying = [r for r in team if r not in left and r != owner]
            rows.append(
                (customer, staying[int(rng.integers(len(staying)))], gone, None, 1.0, "owner", 1)
            )
    return pd.DataFrame(rows, columns=["customer_id", "rep_id", "valid_from", "valid_to", "credit_share", "role", "familiarity"])  # fmt: skip
