"""Tiny market facts, written by hand, with the types that a workbook's frames have."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb import calendars
from salesnb.demo import Truth
from salesnb.demo.customers import masters
from salesnb.demo.facts import market
from salesnb.market import rivals, situation
from salesnb.months import Month
from salesnb.snapshot.typed import typed, with_groups

CALENDAR = calendars.build(first_year=2018, last_year=2029)
MONTH = Month(2026, 12)
CURRENCY = "CNY"
Facts = dict[str, pd.DataFrame]
SIZES = [
    "segment",
    "region_id",
    "product_group",
    "period_start",
    "period_end",
    "source",
    "method",
    "size_amount",
    "low_amount",
    "high_amount",
    "currency",
]
PRICES = [
    "observation_id",
    "observed_on",
    "competitor_id",
    "product_id",
    "product_group",
    "region_id",
    "source",
    "observed_price",
    "currency",
]
SEEN = ["observed_on", "competitor_id", "aspect", "value", "unit", "source", "confidence"]
DEALS = ["stage", "closed_on", "amount", "competitor_id", "loss_reason"]
CUBE = ["month", "customer_id", "product_id", "region_id", "net_amount"]


def as_loaded(frames: Facts) -> Facts:
    """Return frames as a workbook loads them: typed, lines with the product group."""
    tables = {name: typed(frame, name) for name, frame in frames.items()}
    products = tables["products"]
    groups = dict(zip(products["product_id"], products["product_group"], strict=True))
    if "sales_cube" in tables:
        tables["sales_cube"] = with_groups(tables["sales_cube"], groups)
    return tables


def year(
    amount: float,
    *,
    of: int,
    source: str = "survey",
    region: str = "N",
    segment: str = "Food",
    group: str = "Pumps",
    width: float | None = 0.1,
    currency: str | None = None,
) -> tuple:
    """Return a yearly market size; `width` is how far low and high lie from it."""
    low, high = (None, None) if width is None else (amount * (1 - width), amount * (1 + width))
    period = f"{of}-01-01", f"{of}-12-31"
    return (segment, region, group, *period, source, "sample", amount, low, high, currency)


def months(amount: float, *, first: Month, n: int, growth: float = 0.0) -> list[tuple]:
    """Return monthly market sizes of one source that grow by `growth` a month."""
    cell, unstated = ("Food", "N", "Pumps"), (None, None, None)
    sizes = [amount * (1 + growth) ** i for i in range(n)]
    every = zip(first.until(first + (n - 1)), sizes, strict=True)
    return [
        (*cell, str(m.first), str(m.last), "register", "census", size, *unstated)
        for m, size in every
    ]


def sales(
    amount: float,
    *,
    first: Month,
    last: Month = MONTH,
    customer: str = "C1",
    region: str = "N",
    product: str = "P1",
    growth: float = 0.0,
) -> pd.DataFrame:
    """Return the sales cube of one customer, the same each month but for `growth`."""
    rows = [
        (str(m), customer, product, region, round(amount * (1 + growth) ** i, 2))
        for i, m in enumerate(first.until(last))
    ]
    return pd.DataFrame(rows, columns=CUBE)


def facts(sizes: list[tuple], cube: pd.DataFrame | None = None, **more: pd.DataFrame) -> Facts:
    """Return all facts of 03_market: two regions (N, of which NX is a part, and S), two groups."""
    frames = {
        "market_sizes": pd.DataFrame(sizes, columns=SIZES),
        "sales_cube": pd.DataFrame(columns=CUBE) if cube is None else cube,
        "regions": pd.DataFrame(
            {
                "region_id": ["N", "NX", "S"],
                "parent_id": [None, "N", None],
                "potential_index": [2.0, 1.0, 1.0],
            }
        ),
        "customers": pd.DataFrame(
            {
                "customer_id": ["C1", "C2"],
                "segment": ["Food", "Water"],
                "region_id": ["N", "S"],
                "purchase_potential": [None, None],
            }
        ),
        "products": pd.DataFrame({"product_id": ["P1", "P2"], "product_group": ["Pumps", "Seals"]}),
        "outlets": pd.DataFrame(columns=["outlet_id", "region_id"]),
        **more,
    }
    return as_loaded(frames)


def situation_of(
    facts: Facts, *, month: Month = MONTH, currency: str = CURRENCY, calendar=CALENDAR
) -> Facts:
    """Return the frames of all sections of 03_market."""
    market = situation.measure_market(facts, month=month, currency=currency)
    sized = situation.size_and_share(market)
    return {
        **sized,
        **situation.compare_sources(market),
        **situation.split_growth(market),
        **situation.look_ahead(market, calendar=calendar),
        **situation.compare_strength(market, sized["size"], facts),
        **situation.find_white_space(market, facts["customers"]),
    }


def prices(*rows: tuple) -> pd.DataFrame:
    """Return price observations: day, rival, price (of product group Pumps), or with a source."""
    tables = [
        (f"O{i}", day, rival, None, "Pumps", "N", rest[0] if rest else "customer", price, None)
        for i, (day, rival, price, *rest) in enumerate(rows)
    ]
    return pd.DataFrame(tables, columns=PRICES)


def rival_facts(seen: pd.DataFrame | None = None, **more: pd.DataFrame) -> Facts:
    """Return all facts of 03b_rivals: two rivals, one product at 100, sold at a tenth off."""
    frames = {
        "competitors": pd.DataFrame(
            {"competitor_id": ["K1", "K2"], "name": ["One", "Two"], "name_zh": ["一", "二"]}
        ),
        "price_observations": prices() if seen is None else seen,
        "competitor_observations": pd.DataFrame(columns=SEEN),
        "opportunities": pd.DataFrame(columns=DEALS),
        "products": pd.DataFrame(
            {
                "product_id": ["P1"],
                "product_group": ["Pumps"],
                "list_price": [100.0],
                "launched_on": [None],
                "delisted_on": [None],
            }
        ),
        "product_prices": pd.DataFrame(
            columns=["product_id", "valid_from", "valid_to", "list_price"]
        ),
        "sales_cube": pd.DataFrame(
            {
                "month": ["2026-12"],
                "product_id": ["P1"],
                "net_amount": [90.0],
                "listed_amount": [float("nan")],
                "list_amount": [100.0],
            }
        ),
        **more,
    }
    return as_loaded(frames)


def rivals_of(facts: Facts, *, month: Month = MONTH, currency: str = CURRENCY) -> Facts:
    """Return the frames of all sections of 03b_rivals."""
    found = rivals.compare_prices(facts, month=month, currency=currency)
    found |= rivals.judge_aspects(facts, month=month)
    found |= rivals.count_lost_deals(facts, month=month)
    return found | rivals.bring_together(facts, found, month=month)


def price_facts(truth: Truth) -> Facts:
    """Return what the price panel of a drawn company rests on."""
    rows = market.price_observations(truth).assign(currency=None)
    if "observation_id" not in rows:
        rows.insert(0, "observation_id", [f"O{i:05d}" for i in range(len(rows))])
    columns = ["product_id", "product_group", "list_price", "launched_on", "delisted_on"]
    products = masters.products(truth).reindex(columns=columns)
    listed = masters.product_prices(truth)[["product_id", "valid_from", "valid_to", "list_price"]]
    frames = {"price_observations": rows, "products": products, "product_prices": listed}
    return as_loaded(frames)


def rivals_seen(seen: pd.DataFrame | None = None, **more: pd.DataFrame) -> Facts:
    """Return the frames of 03b_rivals where these prices were seen."""
    return rivals_of(rival_facts(seen, **more))


def panel(found: Facts, rival: str = "K1", dimension: str = "product_group") -> pd.Series:
    """Return the first price panel of a rival."""
    rows = found["prices"]
    return rows[(rows["dimension"] == dimension) & (rows["competitor_id"] == rival)].iloc[0]


def spread(
    rival: str, level: float, *, n: int = 24, noise: float = 0.02, seed: int = 1
) -> list[tuple]:
    """Return a price per month of the two years up to the report month."""
    rng = np.random.default_rng(seed)
    days = [f"{MONTH - (n - 1 - i)}-10" for i in range(n)]
    sources = ["customer", "tender"] * n
    return [
        (day, rival, level * np.exp(rng.normal(0, noise)), source)
        for day, source in zip(days, sources, strict=False)
    ]
