"""Leads: when they come, from where, what is known of them, what becomes of them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from salesnb.demo.base import names
from salesnb.demo.base.streams import stream
from salesnb.demo.base.workdays import DAY, in_months, on_workday
from salesnb.demo.customers import masters
from salesnb.demo.prospects import firms, marketing
from salesnb.demo.truths.truth import Truth


@lru_cache(maxsize=8)
def drawn(truth: Truth) -> pd.DataFrame:
    """Return all leads with what becomes of them, also after the export; not to be changed.

    Beside columns of `leads`: `valid_chance`, that of being valid from what is known before the
    call, and `log_size`, the log of the potential over the usual one. Without a deal,
    `converted_on` is not stated.
    """
    rng = stream(truth.seed, "leads")
    table = _arrivals(rng, truth)
    n, prospects = len(table), truth.prospects
    table["lead_source_id"] = _sources(rng, truth, table["marketing_channel_id"])
    table["segment"] = _segments(rng, truth, table["created_on"].to_numpy())
    table["log_size"] = rng.normal(0, prospects.potential_sd, n)
    table["potential_amount"] = np.exp(prospects.potential_mean + table["log_size"]).round(-3)
    table["phone"], table["address"] = firms.phones(rng, n), firms.addresses(rng, n)[0]
    table["has_phone"] = rng.random(n) < prospects.phone_share
    table["has_address"] = rng.random(n) < prospects.address_share
    table["valid_chance"] = valid_chances(truth, table)
    table["is_valid"] = rng.random(n) < table["valid_chance"]
    cost = {one.id: one.cost for one in prospects.sources}
    usual = table["lead_source_id"].map(cost).to_numpy(float)
    table["cost_amount"] = (usual * rng.lognormal(0, 0.3, n)).round(2)
    return _followed(rng, truth, table)


def _arrivals(rng: np.random.Generator, truth: Truth) -> pd.DataFrame:
    """Return one row per lead in order of time: marketing_channel_id, region_id, created_on."""
    firsts = np.array([m.first for m in truth.months], dtype="datetime64[D]")
    parts = []
    for channel, expected in marketing.expected_leads(truth, marketing.spend(truth)).items():
        region, month = repeated(rng.poisson(expected))
        part = pd.DataFrame({"region": region, "created_on": in_months(rng, firsts[month])})
        parts.append(part.assign(marketing_channel_id=channel))
    table = pd.concat(parts, ignore_index=True)
    table = table.sort_values(["created_on", "region"], kind="stable", ignore_index=True)
    table["region_id"] = np.array(masters.leaf_regions())[table.pop("region")]
    table["created_on"] = table["created_on"].astype("datetime64[s]")
    return table


def repeated(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return row and column of each cell of a matrix of counts, as often as it counts."""
    row, column = np.nonzero(counts)
    n = counts[row, column]
    return np.repeat(row, n), np.repeat(column, n)


def _sources(rng: np.random.Generator, truth: Truth, channel: pd.Series) -> np.ndarray:
    """Return the source of each lead, drawn by the shares of its channel."""
    ids = np.array([one.id for one in truth.prospects.sources])
    shares = pd.DataFrame(dict(truth.prospects.source_shares)).T.reindex(channel)
    upto = shares.to_numpy().cumsum(axis=1)
    place = (rng.random(len(channel))[:, None] >= upto).sum(axis=1)
    return ids[np.minimum(place, len(ids) - 1)]


def emerging_shares(truth: Truth, days: np.ndarray) -> np.ndarray:
    """Return the chance that a lead of a day is of the emerging segment."""
    prospects = truth.prospects
    start = truth.months[-1].ordinal - prospects.emerging_months + 1
    month = np.asarray(days, "datetime64[M]").astype("int64") + 1970 * 12
    odds = prospects.emerging_share / (1 - prospects.emerging_share)
    odds = odds * np.exp(prospects.emerging_growth * np.maximum(month - start, 0))
    return odds / (1 + odds)


def _segments(rng: np.random.Generator, truth: Truth, days: np.ndarray) -> np.ndarray:
    """Return the segment of each lead: the emerging one by its share, the others alike."""
    emerging = truth.prospects.emerging
    others = [one for one in masters.SEGMENTS if one != emerging]
    plain = rng.choice(others, len(days))
    return np.where(rng.random(len(days)) < emerging_shares(truth, days), emerging, plain)


def valid_chances(truth: Truth, leads: pd.DataFrame) -> np.ndarray:
    """Return the chance of each lead of being valid, from what is known before the first call.

    `leads` has lead_source_id, segment, region_id, log_size, has_phone and has_address.
    """
    known = truth.prospects
    by_source = {one.id: one.valid for one in known.sources}
    by_segment = dict(zip(masters.SEGMENTS, known.valid_by_segment, strict=True))
    index = {row[0]: row[7] for row in names.REGIONS}
    logit = (
        known.valid_base
        + leads["lead_source_id"].map(by_source).astype(float)
        + leads["segment"].map(by_segment).astype(float)
        + known.valid_with_phone * leads["has_phone"]
        + known.valid_with_address * leads["has_address"]
        + known.valid_by_size * leads["log_size"]
        + known.valid_by_region * (leads["region_id"].map(index).astype(float) - 9)
    )
    return (1 / (1 + np.exp(-logit))).to_numpy()


def _followed(rng: np.random.Generator, truth: Truth, table: pd.DataFrame) -> pd.DataFrame:
    """Return the leads with the days on which each was called, filed and became a deal."""
    n, prospects = len(table), truth.prospects
    day = table["created_on"].to_numpy().astype("datetime64[D]")
    called = on_workday(day + rng.geometric(prospects.call_chance, n).astype(DAY))
    filed = on_workday(called + rng.geometric(prospects.file_chance, n).astype(DAY))
    waited = rng.gamma(2.0, prospects.convert_days / 2, n).astype("int64")
    converted = on_workday(filed + waited.astype(DAY))
    is_valid = table["is_valid"].to_numpy()
    is_converted = is_valid & (rng.random(n) < prospects.converted_share)
    table["called_on"] = called.astype("datetime64[s]")
    table["filed_on"] = pd.Series(filed.astype("datetime64[s]")).where(is_valid)
    table["converted_on"] = pd.Series(converted.astype("datetime64[s]")).where(is_converted)
    table["lead_id"] = [f"L{i + 1:05d}" for i in range(n)]
    return table
