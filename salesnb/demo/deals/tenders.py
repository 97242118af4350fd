"""What authorities and associations need, and the tenders in which we made an offer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from salesnb.demo.base import names
from salesnb.demo.base.streams import stream
from salesnb.demo.base.workdays import DAY, on_workday
from salesnb.demo.deals.deals import all_deals
from salesnb.demo.truths.truth import Truth
from salesnb.months import Month

MONTHS = 36
PER_MONTH = 3.2  # needs beside our own tenders, of a company of 600 customers
NEEDS = """
    organisation kind region_id product_group noted_on decides_on amount description result
    opportunity_id
"""


def needs(truth: Truth) -> pd.DataFrame:
    """Return needs noted over three years: tenders, and wishes of associations.

    A tender with a deal of ours is decided on the day on which the deal closes, as the deal ends;
    one decided without an offer of ours says so.
    """
    rng = stream(truth.seed, "needs")
    rows = _of_deals(rng, truth)
    rate = PER_MONTH * min(1.0, truth.n_customers / 600)
    for month in truth.months[-MONTHS:]:
        rows += [_other(rng, truth, month) for _ in range(rng.poisson(rate))]
    table = pd.DataFrame(rows, columns=NEEDS.split())
    table = table.sort_values(["noted_on", "organisation"], kind="stable", ignore_index=True)
    table.insert(0, "need_id", [f"N{i + 1:04d}" for i in range(len(table))])
    return table


def _of_deals(rng: np.random.Generator, truth: Truth) -> list[tuple]:
    """Return one tender per deal that is marked as one, noted up to three weeks before it."""
    start = pd.Timestamp(truth.months[-min(MONTHS, truth.n_months)].first)
    deals = all_deals(truth).deals
    is_begun = deals["created_on"].between(start, pd.Timestamp(truth.exported_on))
    deals = deals[deals["is_tender"] & is_begun]
    created = deals["created_on"].to_numpy().astype("datetime64[D]")
    noted = on_workday(created - rng.integers(0, 21, len(deals)).astype(DAY), roll="backward")
    noted = np.maximum(noted, start.to_datetime64().astype("datetime64[D]"))
    is_decided = (deals["closed_on"] <= pd.Timestamp(truth.exported_on)).to_numpy()
    hosts = {row[5]: row for row in names.ORGANISATIONS if row[3] == "authority"}
    dealt: list[Any] = list(
        deals[["region_id", "product_group", "amount", "opportunity_id"]].values
    )
    decides = deals["closed_on"].to_numpy().astype("datetime64[D]")
    ended = np.where(deals["is_won"], "won", "lost").tolist()
    results = [end if past else None for end, past in zip(ended, is_decided, strict=True)]
    rows = []
    for deal, day, until, result in zip(dealt, noted, decides, results, strict=True):
        region, group, amount, opportunity = deal
        *tender, text = _written(hosts[region], "tender", group)
        rows.append((*tender, day, until, amount, text, result, opportunity))
    return rows


def _written(who: tuple, kind: str, group: str) -> tuple[str, str, str, str, str]:
    """Return organisation, kind, region, product group and description of a need."""
    group_zh = next(one[1] for one in names.PRODUCT_GROUPS if one[0] == group)
    text, text_zh = names.NEEDS[kind]
    said = f"{text.format(group=group.lower())} {text_zh.format(group=group_zh)}"
    return f"{who[1]} {who[2]}", kind, who[5], group, said


def _other(rng: np.random.Generator, truth: Truth, month: Month) -> tuple:
    """Return one need of a random organisation, noted in a month, decided 30 to 180 days later."""
    who = names.ORGANISATIONS[int(rng.integers(len(names.ORGANISATIONS)))]
    group = names.PRODUCT_GROUPS[int(rng.integers(len(names.PRODUCT_GROUPS)))][0]
    kind = "tender" if who[3] == "authority" and rng.random() < 0.6 else who[3]
    first = np.datetime64(month.first)
    noted = on_workday(first + rng.integers(0, 26, 1).astype(DAY))[0]
    amount = round(float(rng.lognormal(12.2 if kind == "tender" else 11.0, 0.7)), -3)
    decided = on_workday(noted + rng.integers(30, 181, 1).astype(DAY))[0]
    is_past = kind == "tender" and decided <= np.datetime64(truth.exported_on)
    written = _written(who, kind, group)
    result = "no_offer" if is_past else None
    return (*written[:-1], noted, decided, amount, written[-1], result, None)
