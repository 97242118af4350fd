"""Out in the market: registered outlets, what inspections saw there, how long the roads are."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo import masters, names
from salesnb.demo.orders import World
from salesnb.demo.streams import stream
from salesnb.demo.truth import Truth
from salesnb.months import Month

DAY = "timedelta64[D]"
N_PLANTS = 240  # outlets that buy nothing from us yet
N_PLACES = 14  # customers per region with measured roads
EARTH_KM = 6371.0088
INSPECTIONS = ["inspection_id", "line_id", "inspected_on", "rep_id", "customer_id", "outlet_id", "product_id", "competitor_id", "aspect", "value", "note"]  # fmt: skip


def outlets(world: World) -> pd.DataFrame:
    """Return the market registration: an outlet per distributor, and plants not yet customers."""
    truth = world.truth
    rng = stream(truth.seed, "outlets")
    dealers = world.customers[world.customers["kind"] == "distributor"]
    own = dealers[["name", "name_zh", "region_id", "customer_id", "segment", "latitude", "longitude"]].assign(status="customer")  # fmt: skip
    table = pd.concat([own, _plants(rng, truth)], ignore_index=True)
    start = np.datetime64(truth.months[-36].first)
    span = (np.datetime64(truth.exported_on) - start).astype(int) + 1
    table["registered_on"] = start + np.sort(rng.integers(0, span, len(table))).astype(DAY)
    table.loc[: len(own) - 1, "registered_on"] = start
    table.insert(0, "outlet_id", [f"OU{i + 1:04d}" for i in range(len(table))])
    return table


def _plants(rng: np.random.Generator, truth: Truth) -> pd.DataFrame:
    leaves = [row for row in names.REGIONS if row[4] == 2]
    weight = np.array([row[7] for row in leaves])
    places = [leaves[i] for i in rng.choice(len(leaves), N_PLANTS, p=weight / weight.sum())]
    firms = [names.company(truth.n_customers + i, place) for i, place in enumerate(places)]
    return pd.DataFrame({
        "name": [one[0] for one in firms], "name_zh": [one[1] for one in firms], "region_id": [p[0] for p in places],
        "customer_id": None, "segment": rng.choice(masters.SEGMENTS, N_PLANTS),
        "latitude": (np.array([p[5] for p in places]) + rng.normal(0, 0.15, N_PLANTS)).round(4),
        "longitude": (np.array([p[6] for p in places]) + rng.normal(0, 0.15, N_PLANTS)).round(4),
        "status": rng.choice(["prospect", "buys from rival", "closed"], N_PLANTS, p=[0.5, 0.42, 0.08]),
    })  # fmt: skip


def inspections(world: World, registered: pd.DataFrame, sold: pd.DataFrame) -> pd.DataFrame:
    """Return a quarterly inspection of each distributor over two years: stock, price, display, rival.

    The stock seen is the distributor's own report of that month within a few per cent.
    """
    truth = world.truth
    rng = stream(truth.seed, "inspections")
    dealers = registered.dropna(subset="customer_id")
    ids = world.customers["customer_id"]
    by_dealer = dict(tuple(sold.groupby(["customer_id", sold["period_start"].str[:7]])))
    rows: list[tuple] = []
    for index in range(truth.n_months - 24, truth.n_months):
        month = truth.months[index]
        owner = dict(zip(ids, world.owner_on(month), strict=True))
        for place, outlet, customer in dealers[["outlet_id", "customer_id"]].itertuples():
            if (place + index) % 3 == 0 and owner[customer]:
                stock = by_dealer.get((customer, str(month)))
                rows += _seen(rng, truth, month, (owner[customer], customer, outlet), stock)
    table = pd.DataFrame(rows, columns=INSPECTIONS[1:])
    number = table["line_id"].eq("1").cumsum()
    table.insert(0, "inspection_id", "IN" + number.astype(str).str.zfill(5))
    return table


def _seen(
    rng: np.random.Generator, truth: Truth, month: Month, who: tuple, stock: pd.DataFrame | None
) -> list[tuple]:
    """Return the lines of one inspection; `who` is rep, customer and outlet."""
    day = month.first.replace(day=int(rng.integers(20, month.n_days + 1))).isoformat()
    lines: list[tuple] = [("display", None, None, int(rng.integers(0, 5)), None)]
    held = [] if stock is None else list(stock[["product_id", "stock_quantity"]].head(3).itertuples(index=False))  # fmt: skip
    for product, units in held:
        lines.append(("stock", product, None, max(0, round(units * rng.normal(1, 0.03))), None))
    if held:
        price = masters.products(truth).set_index("product_id")["list_price"][held[0][0]]
        shelf = price * masters.price_factor(truth, month) * rng.normal(1.02, 0.05)
        lines.append(("price", held[0][0], None, round(shelf, 2), None))
    if rng.random() < 0.3:
        rival = names.COMPETITORS[int(rng.integers(len(names.COMPETITORS)))]
        lines.append(("competitor", None, rival[0], 1, f"{rival[1]} on display {rival[2]}有陈列"))
    return [(str(i + 1), day, *who, product, rival, aspect, float(value), note) for i, (aspect, product, rival, value, note) in enumerate(lines)]  # fmt: skip


def travel_times(world: World) -> pd.DataFrame:
    """Return road minutes and km between reps' bases and the largest customers of each region.

    Roads are 1.25 to 1.5 times the great circle; the way back takes a little other than the way out.
    """
    truth = world.truth
    rng = stream(truth.seed, "travel_times")
    parts = [_roads(rng, places) for places in _places(world)]
    table = pd.concat(parts, ignore_index=True)
    speed = rng.normal(38, 5, len(table)).clip(20, 60)  # km/h in and around a city
    table["minutes"] = (6 + table["distance_km"] / speed * 60).round(1)
    columns = ["from_id", "to_id", "minutes", "distance_km"]
    return table[columns].sort_values(columns[:2], ignore_index=True)


def _places(world: World) -> list[pd.DataFrame]:
    """Return, per region, the bases of its reps and its largest customers: id, latitude, longitude."""
    truth, buyers = world.truth, world.customers
    people = masters.reps(truth)
    bases = people[people["left_on"].isna()].rename(columns={"rep_id": "id", "base_latitude": "latitude", "base_longitude": "longitude"})  # fmt: skip
    firms = buyers.assign(id=buyers["customer_id"], size=masters.customer_sizes(truth))
    firms = firms.sort_values(["size", "id"], ascending=[False, True])
    columns = ["id", "latitude", "longitude"]
    return [
        pd.concat([bases[bases["region_id"] == r][columns], firms[firms["region_id"] == r][columns].head(N_PLACES)], ignore_index=True)
        for r in masters.leaf_regions()
    ]  # fmt: skip


def _roads(rng: np.random.Generator, places: pd.DataFrame) -> pd.DataFrame:
    """Return all ordered pairs of different places with the length of the road."""
    n = len(places)
    here, there = (grid.ravel() for grid in np.meshgrid(np.arange(n), np.arange(n), indexing="ij"))
    here, there = here[here != there], there[here != there]
    lat, lon = (np.radians(places[c].to_numpy()) for c in ("latitude", "longitude"))
    half = np.sin((lat[here] - lat[there]) / 2) ** 2 + np.cos(lat[here]) * np.cos(lat[there]) * np.sin((lon[here] - lon[there]) / 2) ** 2  # fmt: skip
    straight = 2 * EARTH_KM * np.arcsin(np.sqrt(half))
    names_ = places["id"].to_numpy()
    length = (straight * rng.uniform(1.25, 1.5, len(here))).round(1)
    return pd.DataFrame({"from_id": names_[here], "to_id": names_[there], "distance_km": length})
