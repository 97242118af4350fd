"""Out in the market: registered outlets, what inspections saw there, how long the roads are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from salesnb.demo.base import names
from salesnb.demo.base.streams import stream
from salesnb.demo.customers import masters
from salesnb.demo.field.roads import great_circle
from salesnb.demo.sales.distributors import sold_into
from salesnb.demo.sales.orders import World
from salesnb.demo.truths.truth import Truth
from salesnb.months import Month

DAY = "timedelta64[D]"
N_PLANTS = 240  # outlets that buy nothing from us yet
N_PLACES = 14  # customers per region with measured roads
OF_CUSTOMER = "name name_zh region_id customer_id segment latitude longitude"
INSPECTIONS = (
    "inspection_id line_id inspected_on rep_id customer_id outlet_id product_id competitor_id"
    " aspect value note"
)


def outlets(world: World) -> pd.DataFrame:
    """Return the market registration: an outlet per distributor, and plants not yet customers.

    A distributor with two sites has a second outlet in the other region.
    """
    truth = world.truth
    rng = stream(truth.seed, "outlets")
    dealers = world.customers[world.customers["kind"] == "distributor"]
    own = dealers[OF_CUSTOMER.split()]
    own = pd.concat([own, *_second_sites(rng, truth, own)], ignore_index=True)
    own = own.assign(status="customer")
    table = pd.concat([own, _plants(rng, truth)], ignore_index=True)
    start = np.datetime64(truth.months[-36].first)
    span = (np.datetime64(truth.exported_on) - start).astype(int) + 1
    table["registered_on"] = start + np.sort(rng.integers(0, span, len(table))).astype(DAY)
    table.loc[: len(own) - 1, "registered_on"] = start
    table.insert(0, "outlet_id", [f"OU{i + 1:04d}" for i in range(len(table))])
    return table


def _second_sites(
    rng: np.random.Generator, truth: Truth, dealers: pd.DataFrame
) -> Iterator[pd.DataFrame]:
    """Yield the second site of each distributor that has one, in the region where it sells."""
    place = {row[0]: row for row in names.REGIONS}
    for case in truth.stories.two_sites:
        own = dealers[dealers["customer_id"] == case.customer_id]
        region = place[sold_into(case, str(own["region_id"].item()))]
        named = {
            "name": own["name"] + f" ({region[1]} branch)",
            "name_zh": own["name_zh"] + f"（{region[2]}分店）",
        }
        where = {"latitude": region[5], "longitude": region[6]}
        moved = {k: round(v + rng.normal(0, 0.1), 4) for k, v in where.items()}
        yield own.assign(region_id=region[0], **named, **moved)


def _plants(rng: np.random.Generator, truth: Truth) -> pd.DataFrame:
    """Return outlets that buy nothing from us yet, placed in the cities by potential."""
    leaves = [row for row in names.REGIONS if row[4] == 2]
    weight = np.array([row[7] for row in leaves])
    places = [leaves[i] for i in rng.choice(len(leaves), N_PLANTS, p=weight / weight.sum())]
    firms = [names.company(truth.n_customers + i, place) for i, place in enumerate(places)]
    table = pd.DataFrame(firms, columns=["name", "name_zh"])
    table["region_id"] = [place[0] for place in places]
    table["customer_id"] = None
    table["segment"] = rng.choice(masters.SEGMENTS, N_PLANTS)
    for column, place in (("latitude", 5), ("longitude", 6)):
        centre = np.array([one[place] for one in places])
        table[column] = (centre + rng.normal(0, 0.15, N_PLANTS)).round(4)
    states = ["prospect", "buys from rival", "closed"]
    table["status"] = rng.choice(states, N_PLANTS, p=[0.5, 0.42, 0.08])
    return table


def inspections(world: World, registered: pd.DataFrame, sold: pd.DataFrame) -> pd.DataFrame:
    """Return the inspections of distributors, one a quarter each, over two years.

    They see stock, price, display and rivals; the stock is the distributor's own report of that
    month within a few per cent.
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
                rows += _seen(rng, world, month, (owner[customer], customer, outlet), stock)
    table = pd.DataFrame(rows, columns=INSPECTIONS.split()[1:])
    number = table["line_id"].eq("1").cumsum()
    table.insert(0, "inspection_id", "IN" + number.astype(str).str.zfill(5))
    return table


def _seen(
    rng: np.random.Generator, world: World, month: Month, who: tuple, stock: pd.DataFrame | None
) -> list[tuple]:
    """Return the lines of one inspection; `who` is rep, customer and outlet."""
    day = month.first.replace(day=int(rng.integers(20, month.n_days + 1))).isoformat()
    lines: list[tuple] = [(None, None, "display", int(rng.integers(0, 5)), None)]
    columns = ["product_id", "stock_quantity"]
    held = [] if stock is None else list(stock[columns].head(3).itertuples(index=False))
    for product, units in held:
        lines.append((product, None, "stock", max(0, round(units * rng.normal(1, 0.03))), None))
    if held:
        price = world.list_prices[held[0][0]]
        shelf = price * masters.price_factor(world.truth, month) * rng.normal(1.02, 0.05)
        lines.append((held[0][0], None, "price", round(shelf, 2), None))
    if rng.random() < 0.3:
        rival = names.COMPETITORS[int(rng.integers(len(names.COMPETITORS)))]
        note = f"{rival[1]} on display {rival[2]}有陈列"
        lines.append((None, rival[0], "competitor", 1, note))
    return [
        (str(i + 1), day, *who, product, rival, aspect, float(value), note)
        for i, (product, rival, aspect, value, note) in enumerate(lines)
    ]


def travel_times(world: World) -> pd.DataFrame:
    """Return road minutes and km between reps' bases and the largest customers of each region.

    Roads are 1.25 to 1.5 times the great circle; the way back differs a little from the way out.
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
    """Return, per region, the bases of its reps and its largest customers.

    Columns: id, latitude, longitude.
    """
    people = masters.reps(world.truth)
    bases = people[people["left_on"].isna()].rename(columns={"rep_id": "id"})
    bases = bases.rename(columns=lambda name: name.removeprefix("base_"))
    firms = world.customers.assign(size=masters.customer_sizes(world.truth))
    firms = firms.sort_values(["size", "customer_id"], ascending=[False, True])
    firms = firms.rename(columns={"customer_id": "id"})
    found = []
    for region in masters.leaf_regions():
        own, largest = (one[one["region_id"] == region] for one in (bases, firms))
        both = pd.concat([own, largest.head(N_PLACES)], ignore_index=True)
        found.append(both[["id", "latitude", "longitude"]])
    return found


def _roads(rng: np.random.Generator, places: pd.DataFrame) -> pd.DataFrame:
    """Return all ordered pairs of different places with the length of the road."""
    n = len(places)
    here, there = (grid.ravel() for grid in np.meshgrid(np.arange(n), np.arange(n), indexing="ij"))
    here, there = here[here != there], there[here != there]
    at = places[["latitude", "longitude"]].to_numpy()
    length = great_circle(at[here], at[there])
    ids = places["id"].to_numpy()
    table = pd.DataFrame({"from_id": ids[here], "to_id": ids[there]})
    return table.assign(distance_km=(length * rng.uniform(1.25, 1.5, len(here))).round(1))
