"""Sales aims of a visit: more orders, new lines, new products, wider business, lessons."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.actions.effects.panel import Facts
from salesnb.actions.sheets.ground import Ground
from salesnb.actions.sheets.reach import LEAST

YEAR = 12
LEAST_PEERS = 5  # customers of a segment beside the own
NEEDED_BY = 0.3  # of them buy a group: it is offered to the others
NEW_MONTHS = 24  # a product is new
FIRST_MONTHS = 3  # a group was bought for the first time
LEAST_RISE = 1.02  # over usual sales, that is worth asking for
AIM = """customer_id objective product_group product_id baseline target unit amount chance n_before
    why"""


def more_orders(ground: Ground, plan: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the aim to sell more in the planned month than usual (`AIM`).

    baseline: mean monthly sales of the year; target: what `plan` (`month_plan`) asks of the
    customer, where it is more and as much came in one of ten months after a visit of the class;
    else what three in ten such months reached (`lowered` where the plan asks more than that).
    amount: the difference; chance: how often as much came.
    """
    rows = []
    asked = pd.Series(dtype=float)
    if plan is not None and len(plan):
        asked = plan.groupby(plan["customer_id"].astype(str))["sales"].sum()
    for who, sold in ground.year_sales.items():
        customer, usual = str(who), sold / YEAR
        rise, chance, n = ground.reach.asked(ground.class_of(customer))
        if usual <= 0 or not np.isfinite(rise):
            continue
        why, wanted = "past_months", float(asked.get(customer, 0.0)) / usual
        if wanted >= LEAST_RISE:
            came = ground.reach.as_often(ground.class_of(customer), wanted)
            why = "plan" if came >= LEAST else "lowered"
            rise, chance = (wanted, came) if came >= LEAST else (rise, chance)
        if rise < LEAST_RISE:
            continue
        group = ground.main_group.get(customer, "")
        more = (usual, usual * rise, "money", usual * (rise - 1), chance, n, why)
        rows.append((customer, "more_orders", group, "", *more))
    return pd.DataFrame(rows, columns=AIM.split())


def unbought(ground: Ground) -> pd.DataFrame:
    """Return the product group that most look-alikes buy and the customer does not (`AIM`).

    Look-alikes are customers of the segment. amount: what they buy of it in a year, as a share of
    all that they buy, times what the customer buys.
    """
    sold = ground.by_group
    has = sold > 0
    segment = ground.segments.reindex(sold.index).fillna("")
    count = segment.map(segment.value_counts())
    told = (segment != "") & (count > LEAST_PEERS)
    if not told.any():
        return pd.DataFrame(columns=AIM.split())
    peers = has[told].groupby(segment[told]).mean()
    part = sold[told].clip(lower=0).groupby(segment[told]).sum()
    part = part.div(part.sum(axis=1).where(lambda s: s > 0), axis=0).fillna(0.0)
    buying = part.to_numpy() / np.maximum(peers.to_numpy(), 1e-9)  # among those that buy it
    place = peers.index.get_indexer(pd.Index(segment[told]))
    likely = np.where(has[told].to_numpy(), 0.0, peers.to_numpy()[place])
    own = ground.year_sales.reindex(sold.index[told]).fillna(0.0).to_numpy()
    worth = np.where(likely >= NEEDED_BY, likely * buying[place], 0.0)
    best = worth.argmax(axis=1)
    at = np.arange(len(best))
    found = _lines(ground, sold.index[told], "unbought_items")
    found["product_group"] = sold.columns.to_numpy(object)[best]
    found["amount"] = buying[place][at, best] * own
    found["why"] = "look_alikes"
    return found[worth[at, best] > 0][AIM.split()]


def new_products(ground: Ground, facts: Facts) -> pd.DataFrame:
    """Return a new product of a group that the customer buys, not yet bought by it (`AIM`).

    amount: what its buyers bought of it in the year, in the middle.
    """
    known = facts["products"]
    since = pd.Timestamp((ground.month - (NEW_MONTHS - 1)).first)
    end = pd.Timestamp(ground.month.last)
    fresh = known[known["launched_on"].between(since, end)]
    fresh = fresh[fresh["delisted_on"].isna() | (fresh["delisted_on"] > end)]
    parts = []
    for product, group in fresh[["product_id", "product_group"]].itertuples(index=False):
        if group not in ground.by_group:
            continue
        buyers = ground.ever[ground.ever["product_id"] == product]
        want = ground.by_group.index[ground.by_group[group] > 0].difference(buyers["customer_id"])
        if not len(buyers):
            continue
        found = _lines(ground, want, "new_products")
        found["product_group"], found["product_id"] = group, product
        found["amount"] = float(buyers["net_amount"].clip(lower=0).median())
        parts.append(found.assign(why="new_product"))
    if not parts:
        return pd.DataFrame(columns=AIM.split())
    both = pd.concat(parts, ignore_index=True).sort_values("amount", ascending=False)
    return both.drop_duplicates("customer_id")[AIM.split()]


def wider(ground: Ground, facts: Facts, research: pd.DataFrame | None) -> pd.DataFrame:
    """Return the aim to move the largest open deal on, else to open one where rivals sell (`AIM`).

    target: a step further, or a deal more. amount: of the deal, of a deal to open what deals are
    about in the middle (at most the gap; a month of it where no deals are known); each times the
    share of deals that are won.
    """
    deals = facts["opportunities"]
    won = _won(deals, ground)
    usual = float(deals["amount"].median()) if deals["amount"].notna().any() else np.nan
    end = pd.Timestamp(ground.month.last)
    open_ = deals[(deals["closed_on"].isna() | (deals["closed_on"] > end))]
    open_ = open_[~open_["stage"].isin(["won", "lost"]) & open_["customer_id"].isin(ground.ids)]
    largest = open_.sort_values("amount").drop_duplicates("customer_id", keep="last")
    found = _lines(ground, largest["customer_id"], "new_business", unit="steps")
    found["product_group"] = largest["product_group"].to_numpy(object)
    found["amount"] = largest["amount"].fillna(0.0).to_numpy(float) * won
    parts = [found.assign(why="open_deal")]
    if research is not None and len(research):
        own = research[research["customer_id"].astype(str).isin(ground.ids)]
        own = own[(own["gap_amount"] > 0) & (own["advice"] == "pursue")]
        own = own[~own["customer_id"].astype(str).isin(largest["customer_id"])]
        more = _lines(ground, own["customer_id"].astype(str), "new_business", unit="deals")
        gap = own["gap_amount"].to_numpy(float)
        more["amount"] = np.minimum(gap, usual) * won if np.isfinite(usual) else gap / YEAR
        parts.append(more.assign(why="gap"))
    return pd.concat(parts, ignore_index=True)[AIM.split()]


def teaching(ground: Ground) -> pd.DataFrame:
    """Return the aim to teach the use of a group bought for the first time of late (`AIM`).

    amount: what was bought of it since.
    """
    cube = ground.sales
    first = cube.groupby(["customer_id", "product_group"])["month"].min()
    since, start = str(ground.month - (FIRST_MONTHS - 1)), str(ground.month - (YEAR - 1))
    begun = cube.groupby("customer_id")["month"].min()
    late = first[first >= since].reset_index()
    late = late[late["customer_id"].map(begun) < start]
    amount = cube[cube["month"] >= since].groupby(["customer_id", "product_group"])["net_amount"]
    late["amount"] = amount.sum().reindex(pd.MultiIndex.from_frame(late.iloc[:, :2])).to_numpy()
    late = late[(late["product_group"] != "") & (late["amount"] > 0)]
    late = late.sort_values("amount").drop_duplicates("customer_id", keep="last")
    found = _lines(ground, late["customer_id"], "educate", unit="lessons")
    found["product_group"] = late["product_group"].to_numpy(object)
    found["amount"] = late["amount"].to_numpy(float)
    return found.assign(why="first_bought")[AIM.split()]


def _won(deals: pd.DataFrame, ground: Ground) -> float:
    """Return the share of deals closed so far that were won; one where none is known."""
    closed = deals[deals["closed_on"] <= pd.Timestamp(ground.month.last)]
    closed = closed[closed["stage"].isin(["won", "lost"])]
    return float((closed["stage"] == "won").mean()) if len(closed) else 1.0


def _lines(
    ground: Ground, customers: pd.Index | pd.Series, objective: str, *, unit: str = "lines"
) -> pd.DataFrame:
    """Return an aim from nought to one for each customer, as often met as such aims were."""
    share, n = ground.reach.share(objective), ground.reach.count(objective)
    return pd.DataFrame(
        {
            "customer_id": np.asarray(customers, dtype=object),
            "objective": objective,
            "product_group": "",
            "product_id": "",
            "baseline": 0.0,
            "target": 1.0,
            "unit": unit,
            "amount": 0.0,
            "chance": share,
            "n_before": n,
            "why": "",
        }
    )
