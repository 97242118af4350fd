"""Drawn companies as the frames that 06b_prices reads, without closing a month."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.customers.prices.ground import SUMS
from salesnb.demo.customers import masters
from salesnb.demo.drawing import Drawn
from salesnb.demo.facts import fieldwork
from salesnb.demo.sales.approvals import approvals
from salesnb.demo.sales.distributors import sell_out
from salesnb.demo.sales.invoices import invoice_lines
from salesnb.demo.sales.orders import order_lines
from salesnb.months import Month

CELLS = ["month", "customer_id", "product_id", "rep_id", "region_id"]
FLOOR = 0.8  # of the list price
INSPECTED = ["inspected_on", "customer_id", "outlet_id", "product_id", "competitor_id"]
SEEN = ["observed_on", "customer_id", "product_id", "region_id", "competitor_id"]
Frames = dict[str, pd.DataFrame]


class Company:
    """The tables of a drawn company behind prices; `known_at` is what a month knows of them."""

    def __init__(self, drawn: Drawn, *, typing_errors: float = 0.0) -> None:
        world, truth = drawn.world, drawn.truth
        orders = order_lines(world)
        self.lines = _owned(world.owners, world.customers, invoice_lines(truth, orders))
        self.asked = approvals(world, orders)
        self.sold = _misread(sell_out(world, orders), truth.seed, typing_errors)
        self.fixed: Frames = {
            "products": world.products[["product_id", "product_group"]],
            "customers": world.customers[["customer_id", "region_id"]],
            "outlets": fieldwork.outlets(world)[["outlet_id", "customer_id", "region_id"]],
            "regions": masters.regions(truth)[["region_id", "parent_id", "name", "name_zh"]],
        }

    def known_at(self, month: Month) -> Frames:
        """Return the frames as the snapshot of a month has them."""
        end = pd.Timestamp(month.last)
        lines = self.lines[self.lines["invoice_on"] <= end]
        asked = self.asked[self.asked["asked_on"] <= end]
        asked = asked.assign(reference=asked["reference"].fillna("").astype(str))
        is_late = asked["decided_on"].isna() | (asked["decided_on"] > end)
        granted = asked["is_granted"].where(~is_late, False).fillna(False).astype(bool)
        asked = asked.assign(is_granted=granted)
        orders = set(asked.loc[(asked["kind"] == "price") & granted, "reference"])
        is_approved = lines["order_id"].isin(orders)
        marked = lines.assign(is_approved=is_approved)
        marked = marked[marked["promotion_id"].notna() | is_approved]
        sold = self.sold[pd.to_datetime(self.sold["period_start"]) <= end]
        empty = {"inspections": INSPECTED, "price_observations": SEEN}
        return {
            **{k: _texts(v) for k, v in self.fixed.items()},
            **{name: pd.DataFrame(columns=columns) for name, columns in empty.items()},
            "price_cells": _cells(lines, CELLS),
            "price_exceptions": _cells(marked, [*CELLS, "is_approved"]),
            "approvals": asked,
            "sell_out": sold,
        }


def _owned(owners: pd.DataFrame, customers: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Return lines with the owner on their day, the home region, and their worth at floor."""
    shares = owners[owners["role"] == "owner"]
    joined = lines[["customer_id", "invoice_on"]].reset_index().merge(shares, on="customer_id")
    day = joined["invoice_on"].dt.strftime("%Y-%m-%d")
    is_valid = (joined["valid_from"] <= day) & (
        joined["valid_to"].isna() | (day < joined["valid_to"])
    )
    owner = joined[is_valid].drop_duplicates("index").set_index("index")["rep_id"]
    region = lines["customer_id"].map(customers.set_index("customer_id")["region_id"])
    floor = (FLOOR * lines["list_amount"]).round(2)
    lacks = (floor - lines["net_amount"]).where(lines["quantity"] > 0, 0.0)
    return lines.assign(
        rep_id=owner.reindex(lines.index).fillna("(unassigned)"),
        region_id=region,
        month=lines["invoice_on"].dt.strftime("%Y-%m"),
        listed_amount=lines["net_amount"],
        floor_amount=floor,
        floored_amount=lines["net_amount"],
        below_floor_amount=lacks.clip(lower=0),
        n_lines=1,
        n_floored=1,
        n_below_floor=(lacks > 0.01).astype(int),
    )


def _cells(lines: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    return lines.groupby(by)[list(SUMS)].sum().reset_index()


def _misread(sold: pd.DataFrame, seed: int, share: float) -> pd.DataFrame:
    """Return sell-out in which a share of the rows names another region by mistake."""
    rng = np.random.default_rng([seed, 6])
    regions = np.array(masters.leaf_regions())
    wrong = rng.random(len(sold)) < share
    other = rng.choice(regions, len(sold))
    return sold.assign(region_id=np.where(wrong, other, sold["region_id"].to_numpy(object)))


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype("object").fillna("").astype("str")
