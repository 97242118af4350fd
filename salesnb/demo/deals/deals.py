"""Deals: with customers that we have, and with leads; the tables `leads` and `opportunities`."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from salesnb.demo.base import names
from salesnb.demo.base.streams import stream
from salesnb.demo.base.workdays import in_months
from salesnb.demo.customers import masters
from salesnb.demo.deals import beginnings, lives
from salesnb.demo.deals.courses import LEVERS, RIVALS, Courses, courses
from salesnb.demo.prospects import leads as lead_stream
from salesnb.demo.prospects import ties
from salesnb.demo.prospects.leads import repeated
from salesnb.demo.prospects.marketing import buyers
from salesnb.demo.truths.truth import Truth

LOSS_REASONS = ("price", "quality", "terms", "no budget")
LOST_TO_RIVAL = (0.6, 0.2, 0.15, 0.05)
LOST_TO_NOBODY = (0.1, 0.1, 0.2, 0.6)
LEADS = """
    lead_id created_on lead_source_id marketing_channel_id company_name company_name_zh segment
    region_id phone address status is_valid called_on filed_on converted_on customer_id
    potential_amount cost_amount
"""


@lru_cache(maxsize=8)
def all_deals(truth: Truth) -> Courses:
    """Return all deals to their end, in order of their creation; not to be changed.

    Beside the columns of `courses`: opportunity_id, and the customer that a won deal of a lead
    brought.
    """
    parts = [_with_brought(truth), courses("deals of customers", truth, _of_customers(truth))]
    offset = len(parts[0].deals)
    table = pd.concat([one.deals for one in parts], ignore_index=True)
    order = np.argsort(table["created_on"].to_numpy(), kind="stable")
    place = np.empty(len(order), dtype="int64")
    place[order] = np.arange(len(order))
    later = parts[1].touches
    touched = pd.concat(
        [parts[0].touches, later.assign(deal=later["deal"] + offset)], ignore_index=True
    )
    touched["deal"] = place[touched["deal"]]
    table = table.iloc[order].reset_index(drop=True)
    table["opportunity_id"] = [f"D{i + 1:05d}" for i in range(len(table))]
    return Courses(table, touched)


def _with_brought(truth: Truth) -> Courses:
    """Return the deals of leads, those won by the export with the customer that they brought."""
    own = beginnings.lead_deals(truth)
    brought = beginnings.first_customers(truth).set_index("deal")["customer"]
    table = own.deals.copy()
    table.loc[brought.index, "customer"] = brought
    return Courses(table, own.touches)


def _of_customers(truth: Truth) -> pd.DataFrame:
    """Return the beginnings of deals with customers who order: more of large ones."""
    rng = stream(truth.seed, "deals begun with customers")
    size = masters.customer_sizes(truth)
    start, stop = lives.spans(truth)
    weight = np.sqrt(size) / np.sqrt(size).mean()
    growth = np.exp(np.log1p(truth.rhythm.annual_growth) * np.arange(truth.n_months) / 12)
    month = np.arange(truth.n_months)
    is_buyer = (month > start[:, None]) | (start[:, None] == 0)
    is_buyer &= month < stop[:, None]
    expected = truth.deals.per_customer * np.outer(weight, growth) * is_buyer
    who, when = repeated(rng.poisson(expected))
    firsts = np.array([m.first for m in truth.months], dtype="datetime64[D]")
    created = in_months(rng, firsts[when])
    regions = buyers(truth)["region_id"].to_numpy()
    table = {"created_on": created.astype("datetime64[s]"), "region_id": regions[who]}
    table |= {"lead": -1, "customer": who, "log_size": np.log(size[who]), "source_win": 0.0}
    influence = ties.influence_on(ties.on_customers(truth), "customer", who, created)
    return pd.DataFrame(table).assign(influence=influence)


def leads(truth: Truth) -> pd.DataFrame:
    """Return leads with what the export knows of them: nothing that happened later."""
    table = lead_stream.drawn(truth).copy()
    end = pd.Timestamp(truth.exported_on)
    for column in ("called_on", "filed_on", "converted_on"):
        table[column] = table[column].where(table[column] <= end)
    is_called = table["called_on"].notna()
    steps = [
        ("converted", table["converted_on"].notna()),
        ("filed", table["filed_on"].notna()),
        ("valid", is_called & table["is_valid"]),
        ("invalid", is_called),
    ]
    table["status"] = np.select([is_so for _, is_so in steps], [s for s, _ in steps], "new")
    table["is_valid"] = table["is_valid"].astype("object").where(is_called, None)
    for column, known in (("phone", "has_phone"), ("address", "has_address")):
        table[column] = table[column].astype("object").where(table[known], None)
    channel = table["marketing_channel_id"].astype("object")
    table["marketing_channel_id"] = channel.where(channel != "", None)
    named = _named(truth, table["region_id"])
    return table.assign(**named)[LEADS.split()]


def _named(truth: Truth, regions: pd.Series) -> dict[str, np.ndarray]:
    """Return the names of the firms of leads, and which customers they became."""
    place = {row[0]: row for row in names.REGIONS}
    called = [names.firm(i, place[r]) for i, r in enumerate(regions)]
    english, chinese = np.array(called, dtype="object").reshape(-1, 2).T
    customer = np.full(len(regions), None, dtype="object")
    first = beginnings.first_customers(truth)
    rows = first["lead"].to_numpy()
    english[rows], chinese[rows] = first["name"], first["name_zh"]
    customer[rows] = first["customer_id"]
    return {"company_name": english, "company_name_zh": chinese, "customer_id": customer}


def opportunities(truth: Truth) -> pd.DataFrame:
    """Return the deals begun by the export, without what changes on dates.

    Stage, amount, expected close, owner, stated chance and next step are added by
    `deal_histories`. The customer of a lead's deal is known once it was won.
    """
    deals = all_deals(truth).deals
    table = deals[["opportunity_id", "created_on", "region_id", "product_group"]].copy()
    table["sales_method_id"] = deals["sales_method_id"]
    ids = np.array([*masters.customer_ids(truth), None], dtype="object")
    table["customer_id"] = ids[deals["customer"]]
    lead_ids = lead_stream.drawn(truth)["lead_id"].to_numpy("object")
    is_new = deals["lead"] >= 0
    lead = pd.Series(lead_ids[np.maximum(deals["lead"], 0)] if len(lead_ids) else None)
    table["lead_id"] = lead.where(is_new, None)
    closed = deals["closed_on"].where(deals["closed_on"] <= pd.Timestamp(truth.exported_on))
    table["closed_on"] = closed
    rival = np.array([None, *RIVALS[1:]], dtype="object")[deals["rival"]]
    table["competitor_id"], table["lever"] = rival, np.array(LEVERS)[deals["lever"]]
    table["loss_reason"] = _reasons(truth, deals, closed.notna())
    begun = table["created_on"] <= pd.Timestamp(truth.exported_on)
    return table[begun]


def _reasons(truth: Truth, deals: pd.DataFrame, is_closed: pd.Series) -> pd.Series:
    """Return why each lost deal was lost: mostly the price where a rival was there."""
    rng = stream(truth.seed, "loss reasons")
    n = len(deals)
    to_rival, to_nobody = (
        rng.choice(LOSS_REASONS, n, p=p) for p in (LOST_TO_RIVAL, LOST_TO_NOBODY)
    )
    reason = np.where(deals["rival"] > 0, to_rival, to_nobody)
    return pd.Series(reason, dtype="object").where(is_closed & ~deals["is_won"], None)
