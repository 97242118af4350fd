"""What was spent on each marketing channel and which leads came of it, by region and month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from salesnb.months import YEAR, Month
from salesnb.prospects.groundwork.brand import Counts, Floats
from salesnb.prospects.groundwork.facts import Frames, texts

CHANNEL, REGION, MONTH = "marketing_channel_id", "region_id", "month"
LEAST_MONTHS = 18  # of leads beside spending, before carry-over is looked for
MOST_REGIONS = 40  # that are told apart in the carry-over of a channel
USUAL_LEADS = 5.0  # a month: a month without any is then taken for a gap of the export


@dataclass(frozen=True)
class Panel:
    """Spend and leads by channel, as arrays of regions (R,) and months (T,).

    `known`: months in which leads were recorded at all. `lacking` says why nothing can be fitted:
    `no_spend`, `no_leads`, `unattributed` (leads do not name the channel), `few_months`, or ''.
    `basis` counts what went in: `n_months, n_gaps, n_leads, n_unattributed, n_no_region`.
    """

    months: tuple[str, ...]
    regions: tuple[str, ...]
    channels: tuple[str, ...]
    size: Floats
    spend: Mapping[str, Floats]
    leads: Mapping[str, Floats]
    season: Floats
    known: np.ndarray
    lacking: str = ""
    basis: Mapping[str, int] = field(default_factory=dict)

    def counts(self, channel: str) -> Counts:
        """Return what the carry-over of a channel is fitted on: regions with spending or leads.

        Beyond `MOST_REGIONS` those with the fewest leads stand as one.
        """
        spend, leads = self.spend[channel], self.leads[channel]
        has = (spend.sum(axis=1) > 0) | (leads.sum(axis=1) > 0)
        order = np.flatnonzero(has)[np.argsort(-leads[has].sum(axis=1), kind="stable")]
        own, rest = np.sort(order[:MOST_REGIONS]), order[MOST_REGIONS:]
        parts = [one[own] for one in (spend, leads, self.size)]
        if len(rest):
            summed = [one[rest].sum(axis=0, keepdims=True) for one in (spend, leads, self.size)]
            parts = [np.concatenate(both) for both in zip(parts, summed, strict=True)]
        return Counts(parts[0], parts[1], parts[2], self.season, self.known)

    def last_year(self, channel: str) -> tuple[float, int]:
        """Return money spent and leads that came in the last twelve months."""
        spend, leads = self.spend[channel][:, -YEAR:], self.leads[channel][:, -YEAR:]
        return float(spend.sum()), int(leads.sum())


def read_panel(facts: Frames, month: Month) -> Panel:
    """Return spend and leads up to `month`.

    `facts`: `spend` (marketing_channel_id, region_id, period_start, amount), `leads` (created_on,
    marketing_channel_id, region_id) and `customers` (region_id: how large a region is). Months
    without any spending row between the first and the last are taken as the mean of their
    neighbours; months without any lead, where leads usually come, are left out of the counts.
    Negative amounts (credits) are netted within region and month, and not below nought.
    """
    spend, leads = _spent(facts["spend"], month), _leads(facts["leads"], month)
    asked = leads[leads[REGION] != ""]
    months = _months(spend, asked, month)
    regions = sorted({*spend[REGION], *asked[REGION]})
    channels = tuple(sorted(spend.loc[spend["amount"] > 0, CHANNEL].unique()))
    money = {one: _wide(spend[spend[CHANNEL] == one], regions, months) for one in channels}
    is_gap = _gaps(spend, months)
    money = {name: np.maximum(_bridged(one, is_gap), 0.0) for name, one in money.items()}
    came = {one: _wide(asked[asked[CHANNEL] == one], regions, months) for one in channels}
    known = _known(asked, months)
    basis = {
        "n_months": len(months),
        "n_gaps": int(is_gap.sum() + (~known & (np.cumsum(known) > 0)).sum()),
        "n_leads": len(leads),
        "n_unattributed": int((leads[CHANNEL] == "").sum()),
        "n_no_region": int((leads[REGION] == "").sum()),
    }
    return Panel(
        tuple(months),
        tuple(regions),
        channels,
        _sizes(facts.get("customers"), regions),
        money,
        came,
        _season(asked, months, known),
        known,
        _lacking(channels, leads, known),
        basis,
    )


def _spent(spend: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return spend as channel, region, month and amount, none after the report month."""
    table = _placed(spend, "period_start")
    amount = spend["amount"].astype(float).to_numpy()
    table = table.assign(amount=amount)
    table = table[(table[MONTH] <= str(month)) & (table[CHANNEL] != "")]
    keys = [CHANNEL, REGION, MONTH]
    return table.groupby(keys, sort=True)["amount"].sum().reset_index()


def _leads(leads: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return a row per lead: channel, region ('' where none is stated), month, amount one."""
    table = _placed(leads, "created_on").assign(amount=1.0)
    return table[table[MONTH] <= str(month)].reset_index(drop=True)


def _placed(table: pd.DataFrame, day: str) -> pd.DataFrame:
    said = {name: texts(table[name]).to_numpy() for name in (CHANNEL, REGION)}
    when = pd.to_datetime(table[day])
    said[MONTH] = when.dt.strftime("%Y-%m").fillna("9999-99").to_numpy(object)
    return pd.DataFrame(said)


def _months(spend: pd.DataFrame, leads: pd.DataFrame, month: Month) -> list[str]:
    """Return the months from the first spending on; spending before the first lead is history."""
    if spend.empty:
        return []
    first = Month.parse(str(spend[MONTH].min()))
    return [str(one) for one in first.until(month)]


def _wide(rows: pd.DataFrame, regions: list[str], months: list[str]) -> Floats:
    summed = rows.groupby([REGION, MONTH])["amount"].sum().unstack(fill_value=0)
    return summed.reindex(index=regions, columns=months, fill_value=0.0).to_numpy(float)


def _gaps(spend: pd.DataFrame, months: list[str]) -> np.ndarray:
    """Return the months between the first and the last with spending in which none was recorded."""
    there = np.isin(months, spend[MONTH].unique())
    last = int(np.flatnonzero(there)[-1]) if there.any() else -1
    return ~there & (np.arange(len(months)) < last)


def _bridged(spend: Floats, is_gap: np.ndarray) -> Floats:
    """Return spending with gaps of the export filled between the months before and after."""
    if not is_gap.any():
        return spend
    at, has = np.arange(spend.shape[1]), ~is_gap
    return np.array([np.interp(at, at[has], row[has]) for row in spend])


def _known(leads: pd.DataFrame, months: list[str]) -> np.ndarray:
    """Return which months have leads recorded: from the first lead on, but for empty months."""
    count = leads.groupby(MONTH).size().reindex(months, fill_value=0).to_numpy()
    begun = np.cumsum(count) > 0
    usual = float(np.median(count[begun])) if begun.any() else 0.0
    return begun & ((count > 0) | (usual < USUAL_LEADS))


def _season(leads: pd.DataFrame, months: list[str], known: np.ndarray) -> Floats:
    """Return the factor of each month's place in the year, in the leads of all channels.

    Counts are held against the mean of the twelve months around them, so that growth is no season,
    and drawn to no season by as much of their spread as is chance (empirical Bayes).
    """
    if len(months) < 2 * YEAR or not known.any():
        return np.ones(len(months))
    count = pd.Series(leads.groupby(MONTH).size().reindex(months, fill_value=0).to_numpy(float))
    count = count.where(known)
    level = count.rolling(YEAR + 1, center=True, min_periods=YEAR // 2).mean()
    place = np.array([int(one[5:]) for one in months])
    both = pd.DataFrame({"count": count, "level": level, "place": place}).dropna()
    summed = both.groupby("place")[["count", "level"]].sum()
    if len(summed) < YEAR or not (summed["level"] > 0).all():
        return np.ones(len(months))
    off = summed["count"] / summed["level"] - 1
    chance, spread = float((1 / summed["level"]).mean()), float((off**2).mean())
    factor = 1 + off * max(0.0, 1 - chance / spread) if spread > 0 else 1 + off
    return (factor / factor.mean()).to_numpy()[place - 1]


def _sizes(customers: pd.DataFrame | None, regions: list[str]) -> Floats:
    """Return the size of each region: its customers, at least one; alike where none are known."""
    if customers is None or customers.empty:
        return np.ones(len(regions))
    count = customers[REGION].astype(str).value_counts().reindex(regions).fillna(0)
    return np.maximum(count.to_numpy(float), 1.0)


def _lacking(channels: tuple[str, ...], leads: pd.DataFrame, known: np.ndarray) -> str:
    if not channels:
        return "no_spend"
    if leads.empty:
        return "no_leads"
    if not leads[CHANNEL].isin(channels).any():
        return "unattributed"
    return "few_months" if known.sum() < LEAST_MONTHS else ""
