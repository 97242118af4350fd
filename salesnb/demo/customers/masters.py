"""Who and what: regions, reps, products, customers, terms, methods."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base import names
from salesnb.demo.base.streams import stream
from salesnb.demo.customers.customer_changes import changes_of
from salesnb.demo.customers.readings import groups, master_columns
from salesnb.demo.customers.traits import traits_of
from salesnb.demo.truths.memory import once
from salesnb.demo.truths.truth import Truth
from salesnb.months import Month

METHODS = (
    ("S1", "Direct", "直销", "direct"),
    ("S2", "Distributor", "经销", "distributor"),
    ("S3", "Tender", "招标", "tender"),
    ("S4", "Online", "电商", "online"),
    ("S5", "Agency", "代理", "agency"),
)
DIRECT_SHARES = {"S1": 0.62, "S3": 0.14, "S4": 0.14, "S5": 0.10}  # of end users
SEGMENTS_ZH = {
    "Machinery": "机械",
    "Chemicals": "化工",
    "Power": "电力",
    "Water": "水务",
    "Food": "食品",
    "New energy": "新能源",
}
SEGMENTS = tuple(SEGMENTS_ZH)
SEGMENT_WEIGHTS = {one: 0.2 if one == "New energy" else 1.0 for one in SEGMENTS}
N_PRODUCTS = 60
REGIONS = "region_id name name_zh parent_id level latitude longitude potential_index"
TERMS = """
    settlement_id name name_zh kind nominal_days discount_share tenor_days n_instalments
"""
PRODUCTS = "product_id name name_zh variety product_group product_group_zh list_price"
REPS = """
    rep_id name name_zh manager_id region_id hired_on left_on ramp_months base_latitude
    base_longitude hours_per_month cost_per_hour
"""


def regions(truth: Truth) -> pd.DataFrame:
    """Return one row per node: the country, four areas, twelve cities."""
    return pd.DataFrame(names.REGIONS, columns=REGIONS.split())


def leaf_regions() -> list[str]:
    """Return the ids of the cities."""
    return [row[0] for row in names.REGIONS if row[4] == 2]


def settlement_terms(truth: Truth) -> pd.DataFrame:
    """Return one row per settlement method; who prepays gets a discount of 2 %."""
    rows = []
    for x in truth.cash.terms:
        discount = 0.02 if x.kind == "prepay" else 0.0
        named = (x.id, x.name, x.name_zh, x.kind)
        rows.append((*named, x.nominal_days, discount, x.tenor_days, x.n_instalments))
    return pd.DataFrame(rows, columns=TERMS.split())


def sales_methods(truth: Truth) -> pd.DataFrame:
    """Return the ways in which customers buy."""
    return pd.DataFrame(METHODS, columns=["sales_method_id", "name", "name_zh", "kind"])


def marketing_channels(truth: Truth) -> pd.DataFrame:
    """Return where money for marketing goes."""
    rows = [(c[0], c[1], c[2], "media") for c in truth.response.channels]
    return pd.DataFrame(rows, columns=["marketing_channel_id", "name", "name_zh", "kind"])


def lead_sources(truth: Truth) -> pd.DataFrame:
    """Return where leads are found."""
    return pd.DataFrame(names.LEAD_SOURCES, columns=["lead_source_id", "name", "name_zh", "kind"])


def competitors(truth: Truth) -> pd.DataFrame:
    """Return the rivals with the area that each comes from."""
    columns = ["competitor_id", "name", "name_zh", "home_region"]
    return pd.DataFrame(names.COMPETITORS, columns=columns)


@once
def products(truth: Truth) -> pd.DataFrame:
    """Return sixty products in four varieties and eight groups; one launched late, one delisted."""
    rng = stream(truth.seed, "products")
    rows = []
    for i in range(N_PRODUCTS):
        grade, place = divmod(i, len(names.PRODUCT_GROUPS))
        group, group_zh, variety, base = names.PRODUCT_GROUPS[place]
        size = f"DN{10 + 5 * grade}"
        price = round(base * (1 + 0.25 * grade) * rng.uniform(0.9, 1.1), 2)
        named = (f"P{i + 1:03d}", f"{group[:-1]} {size}", f"{group_zh} {size}")
        rows.append((*named, variety, group, group_zh, price))
    table = pd.DataFrame(rows, columns=PRODUCTS.split())
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
    """Return dated list prices and costs: one period per price rise."""
    master = products(truth)
    first = truth.months[0]
    rises = [m for m in (Month.parse(text) for text, _ in truth.prices.rises) if m > first]
    months = [first, *rises]
    parts = []
    for month, after in zip(months, [*rises, None], strict=True):
        factor = price_factor(truth, month)
        prices = (master[["list_price", "floor_price"]] * factor).round(2)
        prices["standard_cost"] = (master["standard_cost"] * cost_factor(truth, month)).round(2)
        stop = after.first.isoformat() if after else None
        dated = prices.assign(valid_from=month.first.isoformat(), valid_to=stop)
        parts.append(dated.assign(product_id=master["product_id"]))
    return pd.concat(parts).sort_values(["product_id", "valid_from"], ignore_index=True)


def price_factor(truth: Truth, month: Month) -> float:
    """Return how far list prices stand above those of the first month."""
    return float(np.prod([1 + rise for m, rise in truth.prices.rises if Month.parse(m) <= month]))


def cost_factor(truth: Truth, month: Month) -> float:
    """Return how far standard costs stand above those of the first month: yearly steps."""
    years = month.year - truth.months[0].year
    return float((1 + truth.prices.cost_drift) ** years)


@once
def reps(truth: Truth) -> pd.DataFrame:
    """Return reps spread over the cities; some hired late, some gone, managers per area."""
    rng = stream(truth.seed, "reps")
    leaves = leaf_regions()
    place = {row[0]: row for row in names.REGIONS}
    team = truth.team
    rows = []
    for i in range(truth.n_reps):
        rep, region = f"R{i + 1:02d}", leaves[i % len(leaves)]
        manager = None if i < 4 else f"R{i % 4 + 1:02d}"
        late = i % 9 == 8
        hired = team.every_ninth_hired_on if late else f"{rng.integers(2012, 2020)}-03-01"
        left = team.left_on if rep in team.left else None
        ramp = team.ramp_months if late else 0
        latitude = place[region][5] + rng.normal(0, 0.05)
        longitude = place[region][6] + rng.normal(0, 0.05)
        work = (region, hired, left, ramp, latitude, longitude, 140.0, 120.0)
        rows.append((rep, *names.person(i), manager, *work))
    table = pd.DataFrame(rows, columns=REPS.split())
    return table.round({"base_latitude": 4, "base_longitude": 4})


@once
def customers(truth: Truth) -> pd.DataFrame:
    """Return customers as they are at the end, placed in the cities by potential."""
    rng = stream(truth.seed, "customers")
    n = truth.n_customers
    table = _firms(rng, truth)
    is_distributor = table["kind"] == "distributor"
    terms = [x.id for x in truth.cash.terms]
    table["settlement_id"] = rng.choice(terms, n, p=[x.customer_share for x in truth.cash.terms])
    direct = rng.choice(list(DIRECT_SHARES), n, p=list(DIRECT_SHARES.values()))
    table["sales_method_id"] = np.where(is_distributor, "S2", direct)
    years, months = rng.integers(2010, 2026, n), rng.integers(1, 13, n)
    table["onboarded_on"] = [f"{y}-{m:02d}-01" for y, m in zip(years, months, strict=True)]
    for column in ("latitude", "longitude"):
        table[column] = (table[column] + rng.normal(0, 0.15, n)).round(4)
    weight = np.array(list(SEGMENT_WEIGHTS.values()))
    table["segment"] = rng.choice(SEGMENTS, n, p=weight / weight.sum())
    table["segment_zh"] = table["segment"].map(SEGMENTS_ZH)
    return table.assign(**master_columns(truth), is_active=True)


def _firms(rng: np.random.Generator, truth: Truth) -> pd.DataFrame:
    """Return one row per customer: id, names, kind, and the city with its latitude, longitude."""
    n = truth.n_customers
    leaves = [row for row in names.REGIONS if row[4] == 2]
    weight = np.array([row[7] for row in leaves])
    drawn = rng.choice([row[0] for row in leaves], n, p=weight / weight.sum())
    place = {row[0]: row for row in leaves}
    firms = [names.company(i, place[region]) for i, region in enumerate(drawn)]
    table = pd.DataFrame(firms, columns=["name", "name_zh"])
    table["customer_id"] = customer_ids(truth)
    table["group_id"] = groups(truth)
    table["kind"] = np.where(np.arange(n) % 8 == 3, "distributor", "end_user")
    table["region_id"] = drawn
    for column, field in (("city", 1), ("latitude", 5), ("longitude", 6)):
        table[column] = [place[region][field] for region in drawn]
    return table


def customer_ids(truth: Truth) -> list[str]:
    """Return the ids of the customers, in order."""
    return [f"C{i + 1:04d}" for i in range(truth.n_customers)]


def customer_sizes(truth: Truth) -> np.ndarray:
    """Return what each customer buys from us in the last month, mean 1."""
    return traits_of(truth).level


@once
def customer_changes(truth: Truth) -> pd.DataFrame:
    """Return what changed on customers over the last year; `customers` is the state after it."""
    return changes_of(truth, customers(truth))
