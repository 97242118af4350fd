"""The market outside, what people stated, and what distributors sold on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo import masters, names
from salesnb.demo.orders import World
from salesnb.demo.streams import stream
from salesnb.demo.truth import Truth
from salesnb.months import Month

GROUPS = [group for group, *_ in names.PRODUCT_GROUPS]


def market_sizes(truth: Truth) -> pd.DataFrame:
    """Return yearly market size per segment, region and group, from two sources that disagree."""
    outside = truth.market
    rng = stream(truth.seed, "market_sizes")
    weight = {row[0]: row[7] for row in names.REGIONS if row[4] == 2}
    rows = []
    for year in range(truth.months[0].year, truth.months[-1].year):
        growth = (1 + outside.growth) ** (year - truth.months[0].year)
        for source, bias, width in (
            ("association", 1.0, outside.association_width),
            ("survey", outside.survey_bias, outside.survey_width),
        ):
            for segment in masters.SEGMENTS:
                for region, potential in weight.items():
                    for group in GROUPS:
                        size = round(
                            potential
                            * outside.amount_per_potential
                            * growth
                            * bias
                            / len(GROUPS)
                            * rng.lognormal(0, 0.05),
                            -3,
                        )
                        rows.append((segment, region, group, f"{year}-01-01", f"{year}-12-31", source, "census" if source == "association" else "sample", size, round(size * (1 - width), -3), round(size * (1 + width), -3), f"{year + 1}-03-31"))  # fmt: skip
    return pd.DataFrame(rows, columns=["segment", "region_id", "product_group", "period_start", "period_end", "source", "method", "size_amount", "low_amount", "high_amount", "recorded_on"])  # fmt: skip


def price_observations(truth: Truth) -> pd.DataFrame:
    """Return competitors' prices seen each month; one rival cuts one group's price."""
    rng = stream(truth.seed, "price_observations")
    products = masters.products(truth)
    base = products.groupby("product_group")["list_price"].mean()
    story = truth.stories
    rows = []
    for month in truth.months[-36:]:
        for rival, *_ in names.COMPETITORS:
            for group in GROUPS:
                cut = story.rival_cut if rival == story.rival and group == story.rival_group and month >= Month.parse(story.rival_cut_from) else 0.0  # fmt: skip
                for _ in range(rng.poisson(1.2)):
                    price = (
                        base[group]
                        * masters.price_factor(truth, month)
                        * truth.market.rival_price_level
                        * (1 + cut)
                        * rng.lognormal(0, truth.market.rival_price_noise)
                    )
                    day = month.first.replace(day=int(rng.integers(1, 28)))
                    rows.append((day.isoformat(), rival, group, rng.choice(masters.leaf_regions()), round(price, 2), rng.choice(["customer", "tender", "distributor"])))  # fmt: skip
    table = pd.DataFrame(rows, columns=["observed_on", "competitor_id", "product_group", "region_id", "observed_price", "source"])  # fmt: skip
    table.insert(0, "observation_id", [f"PO{i + 1:05d}" for i in range(len(table))])
    return table


def competitor_observations(truth: Truth) -> pd.DataFrame:
    """Return grades of rivals' quality, variety, service and terms against ours (100 = equal)."""
    rng = stream(truth.seed, "competitor_observations")
    rows = []
    for month in truth.months[-24:]:
        for i, (rival, *_) in enumerate(names.COMPETITORS):
            for j, aspect in enumerate(("quality", "variety", "service", "terms")):
                if rng.random() < 0.7:
                    value = 95 + 4 * ((i + j) % 3) + rng.normal(0, 5)
                    rows.append((month.last.isoformat(), rival, rng.choice(masters.leaf_regions()), rng.choice(GROUPS), aspect, round(value, 1), "index", "customer", 0.7))  # fmt: skip
    table = pd.DataFrame(rows, columns=["observed_on", "competitor_id", "region_id", "product_group", "aspect", "value", "unit", "source", "confidence"])  # fmt: skip
    table.insert(0, "observation_id", [f"CO{i + 1:05d}" for i in range(len(table))])
    return table


def sell_out(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return distributors' monthly sell-out and stock of the last two years.

    A distributor sells on about what it bought in the last quarter; the stuffed one what it
    bought before the stuffing began. One sells a share into another region.
    """
    truth = world.truth
    rng = stream(truth.seed, "sell_out")
    buyers = world.customers
    dealers = buyers.loc[buyers["kind"] == "distributor", ["customer_id", "region_id"]]
    bought = orders[orders["customer_id"].isin(dealers["customer_id"])]
    month = bought["order_on"].dt.strftime("%Y-%m")
    sums = (
        bought.groupby(["customer_id", "product_id", month])["quantity"].sum().unstack(fill_value=0)
    )
    columns = [str(m) for m in truth.months]
    sums = sums.reindex(columns=columns, fill_value=0)
    demand = sums.T.rolling(3, min_periods=1).mean().T
    story = truth.stories
    if story.stuffing_customer in demand.index.get_level_values(0):
        after = [c for c in columns if c >= story.stuffing_from]
        normal = demand.loc[[story.stuffing_customer], [c for c in columns if c < story.stuffing_from][-6:]].mean(axis=1)  # fmt: skip
        for c in after:
            demand.loc[(story.stuffing_customer, slice(None)), c] = normal.to_numpy()
    sold = (demand * rng.lognormal(0, truth.market.sell_out_noise, demand.shape)).round()
    stock = (sums.cumsum(axis=1) - sold.cumsum(axis=1)).clip(lower=0)
    keep = columns[-24:]
    table = pd.DataFrame({"sell_out_quantity": sold[keep].stack(), "stock_quantity": stock[keep].stack()})  # fmt: skip
    table = table[table["sell_out_quantity"] > 0].reset_index(
        names=["customer_id", "product_id", "period"]
    )
    table["period_start"] = table.pop("period") + "-01"
    home = dealers.set_index("customer_id")["region_id"]
    table["region_id"] = table["customer_id"].map(home)
    away = (table["customer_id"] == story.diversion_customer) & (
        table["period_start"] >= f"{story.diversion_from}-01"
    )
    moved = away & (rng.random(len(table)) < story.diversion_share)
    table.loc[moved, "region_id"] = diverted_into(truth, str(home.get(story.diversion_customer)))
    return table


def diverted_into(truth: Truth, home: str) -> str:
    """Return where the diverted goods go: the story's region, or another if that is its home."""
    wanted = truth.stories.diversion_region
    return wanted if wanted != home else masters.leaf_regions()[0]


def issued_targets(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return this year's monthly sales target per rep: last year plus a tenth, one unfairly high."""
    truth = world.truth
    months = truth.months[-10:]
    before = {str(m - 12): m for m in months}
    owner = dict(zip(world.customers["customer_id"], world.owner_on(truth.months[-1]), strict=True))
    key = orders["order_on"].dt.strftime("%Y-%m")
    last = orders[key.isin(before)]
    sums = last.groupby([last["customer_id"].map(owner), key[last.index]])["net_amount"].sum()
    rows = []
    for (rep, text), amount in sums.items():
        if rep:
            month = before[text]
            factor = 1.10 * (
                truth.stories.unfair_factor if rep == truth.stories.unfair_rep else 1.0
            )
            rows.append((f"T-{rep}-{month}", "sales", month.first.isoformat(), month.last.isoformat(), rep, round(amount * factor, -3), False, f"{month.year - 1}-12-20"))  # fmt: skip
    return pd.DataFrame(rows, columns=["target_id", "measure", "period_start", "period_end", "rep_id", "target_value", "is_rollup", "issued_on"])  # fmt: skip


def complaints(truth: Truth) -> pd.DataFrame:
    """Return complaints of the last two years; a tenth is still open."""
    rng = stream(truth.seed, "complaints")
    n = 320
    start = np.datetime64(truth.months[-24].first)
    opened = start + rng.integers(0, 730, n).astype("timedelta64[D]")
    closed = opened + rng.integers(2, 40, n).astype("timedelta64[D]")
    end = np.datetime64(truth.exported_on)
    table = pd.DataFrame({
        "complaint_id": "", "customer_id": rng.choice(masters.customer_ids(truth), n), "product_id": rng.choice(masters.products(truth)["product_id"], n),
        "opened_on": opened, "closed_on": pd.Series(closed).where((closed <= end) & (rng.random(n) < 0.95)),
        "cause": rng.choice(["quality", "delivery", "documents", "price"], n), "claim_amount": rng.lognormal(7.5, 0.8, n).round(2),
    })  # fmt: skip
    table = table[table["opened_on"] <= end].sort_values(
        ["opened_on", "customer_id"], ignore_index=True
    )
    table["complaint_id"] = [f"CP{i + 1:04d}" for i in range(len(table))]
    return table


def milestones(truth: Truth) -> pd.DataFrame:
    """Return the steps of this year's market plan."""
    rows = [
        ("MS01", "Register all pump users in Wuhan", "登记武汉全部水泵用户", "R-WH", "R11", "2026-01-05", "2026-06-30", "2026-07-08", 60000.0, 1.0, 3),
        ("MS02", "Two seminars in Chengdu", "在成都举办两场研讨会", "R-CD", "R12", "2026-03-01", "2026-09-30", None, 40000.0, 0.5, None),
        ("MS03", "Approved supplier of Tianjin Water", "成为天津水务合格供应商", "R-TJ", "R06", "2026-02-01", "2026-12-15", None, 90000.0, 0.6, None),
        ("MS04", "Launch of ball valve DN65", "球阀DN65新品推广", "R-SH", "R01", "2026-04-01", "2026-08-31", "2026-08-20", 120000.0, 1.0, 4),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["milestone_id", "name", "name_zh", "region_id", "rep_id", "starts_on", "due_on", "done_on", "planned_value", "done_share", "grade"])  # fmt: skip
