"""What long work builds up: half-life of each channel, and what stopping it would cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.months import YEAR, Month
from salesnb.prospects.groundwork.brand import (
    ANYWAY,
    HALF,
    LEVEL,
    Brand,
    Counts,
    Floats,
    Prior,
    find_brand,
    stocks,
)
from salesnb.prospects.groundwork.facts import Frames
from salesnb.prospects.groundwork.following import chance_of
from salesnb.prospects.groundwork.panel import CHANNEL, Panel, read_panel
from salesnb.prospects.groundwork.worth import SPAN, Worth, find_worth

TOPIC = "half_life"  # of judgements in plan/judgements.toml and the table judgements, in months
DEFAULT = Prior(4.0, 0.4, 40.0)  # held of a channel of which nobody judged anything
WIDTH = 5.0  # a judged value without bounds holds within a fifth and five times of it
LEAST_LEADS = 30  # of a channel, before the data are asked at all
CHANCE = 0.05  # of so good a fit by chance, above which leads do not follow the spending
NARROWER = 0.6  # the range of the log half-life over that of the judgement: told by data below it
TAIL = 60  # months after the horizon in which what was spent within it still counts
SURE = 0.9  # chance from which keeping pays; below its complement leads alone do not
LONG_RECORD = 48  # months of leads beside spending, from which long half-lives are told
SHORT_OF = 4.0  # of a shorter record, the part within which a half-life must lie
SECURED = 0.9  # of what was spent: a budget that holds so much keeps the work going
TAILS = (0.025, 0.975)


@dataclass(frozen=True)
class Judged:
    """A judgement of a half-life: who, when; without an author it is the stated default."""

    prior: Prior
    author: str = ""
    judged_on: pd.Timestamp | None = None


def build_up(
    facts: Frames,
    judgements: pd.DataFrame,
    lines: pd.DataFrame,
    *,
    month: Month,
    horizon: int,
    rate: float,
) -> dict[str, pd.DataFrame]:
    """Return the frames of the section, by name: `channels, stopping, leads_ahead, build_basis`.

    `judgements`: topic, marketing_channel_id, value, low, high, author, judged_on. `lines` of
    plan/budget.toml: marketing_channel_id, amount, floor. `horizon`: months of spending that are
    stopped or kept on; what they bring counts until `TAIL` months later. `rate`: a year, at which
    later money counts less.
    """
    panel = read_panel(facts, month)
    worth = find_worth(facts, panel.channels, month)
    rows, stops, ahead = [], [], []
    for channel in panel.channels:
        judged = judgement_of(judgements, channel)
        counts = panel.counts(channel)
        brand = _found(panel, counts, judged.prior)
        row = _channel(panel, channel, judged, brand)
        rows.append(row)
        is_spent = panel.last_year(channel)[0] > 0
        if brand is not None and is_spent and row["basis"] != "no_effect":
            future = Ahead(brand, counts, panel)
            stop = _stopped(panel, channel, future, worth, row["basis"], horizon, rate)
            stops.append(stop | _planned(lines, channel, row["spent"]))
            ahead.append(_ahead(channel, future, month, horizon))
    basis = pd.DataFrame([_basis(panel, worth, horizon, rate)])
    return {
        "channels": pd.DataFrame(rows, columns=CHANNELS.split()),
        "stopping": pd.DataFrame(stops, columns=STOPPING.split()),
        "leads_ahead": pd.concat(ahead) if ahead else pd.DataFrame(columns=AHEAD.split()),
        "build_basis": basis,
    }


CHANNELS = """
    marketing_channel_id spent n_leads n_leads_ever half_life low high prior_months
    prior_low prior_high prior_from prior_author prior_on basis overdispersion
"""
STOPPING = """
    marketing_channel_id saved leads_lost leads_low leads_high leads_after n_mature
    n_bought share_bought margin_lost margin_low margin_high net net_low net_high chance
    basis verdict spent planned is_secured
"""
AHEAD = "marketing_channel_id month kept kept_low kept_high stopped stopped_low stopped_high"


def judgement_of(judgements: pd.DataFrame, channel: str) -> Judged:
    """Return what was judged last of a channel's half-life, or the stated default.

    `judgements` are entries of plan/judgements.toml; bounds hold in 95 %.
    """
    if judgements.empty or CHANNEL not in judgements:
        return Judged(DEFAULT)
    own = judgements[(judgements["topic"].astype(str) == TOPIC).to_numpy()]
    own = own[(own[CHANNEL].astype(str) == channel) & (own["value"].astype(float) > 0)]
    if own.empty:
        return Judged(DEFAULT)
    last = own.assign(day=pd.to_datetime(own["judged_on"])).sort_values("day").iloc[-1]
    value = float(last["value"])
    low, high = (float(last[one]) if pd.notna(last[one]) else np.nan for one in ("low", "high"))
    low = low if low > 0 else value / WIDTH
    prior = Prior(value, low, high if high > low else max(value * WIDTH, 2 * low))
    return Judged(prior, str(last["author"]), last["day"])


def _found(panel: Panel, counts: Counts, prior: Prior) -> Brand | None:
    """Return the posterior of a channel; none where there is nothing that it could be told from."""
    has = (counts.spend > 0).any() and counts.leads[:, counts.known].any()
    return find_brand(counts, prior) if has and not panel.lacking else None


def _channel(panel: Panel, channel: str, judged: Judged, brand: Brand | None) -> dict:
    """Return the row of a channel: what was spent, what came, and how long it goes on working."""
    prior, (spent, n_leads) = judged.prior, panel.last_year(channel)
    ever = int(panel.leads[channel].sum())
    row = {
        CHANNEL: channel,
        "spent": spent,
        "n_leads": n_leads,
        "n_leads_ever": ever,
        "prior_months": prior.months,
        "prior_low": prior.low,
        "prior_high": prior.high,
        "prior_from": "judgement" if judged.author else "default",
        "prior_author": judged.author,
        "prior_on": judged.judged_on,
        "basis": basis_of(panel, channel, brand, prior),
        "overdispersion": brand.overdispersion if brand else np.nan,
    }
    row |= dict.fromkeys(("half_life", "low", "high"), np.nan)
    if brand is not None and row["basis"] == "told":
        low, high = np.quantile(brand.half_lives, TAILS)
        row |= {"half_life": float(np.median(brand.half_lives)), "low": low, "high": high}
    return row


def basis_of(panel: Panel, channel: str, brand: Brand | None, prior: Prior) -> str:
    """Return whether the data tell the half-life: `told`, else why the judgement stands alone.

    Records of less than `LONG_RECORD` months tell only half-lives that are short against them:
    what was spent before them is not known, and works on in them (measured: `docs/benchmarks.md`).
    """
    if panel.lacking or brand is None:
        return panel.lacking or "no_leads"
    if panel.leads[channel].sum() < LEAST_LEADS:
        return "too_few"
    if chance_of(panel.counts(channel)) > CHANCE:
        return "no_effect"
    width, months = float(np.std(np.log(brand.half_lives))), int(panel.known.sum())
    most = float(np.quantile(brand.half_lives, TAILS[1]))
    is_long = months >= LONG_RECORD or most <= months / SHORT_OF
    return "told" if is_long and width < NARROWER * prior.log_sd else "not_identified"


@dataclass(frozen=True)
class Ahead:
    """Leads of the months ahead of all regions, for spending of one's choice.

    The level is that of the last month; drift is not drawn out. Leads that come anyway are in all.
    """

    brand: Brand
    counts: Counts
    panel: Panel

    def leads(self, n_spent: int, n_months: int) -> Floats:
        """Return draws (S, n_months) where spending goes on for `n_spent` months, then stops.

        It goes on as in the last twelve months, region by region.
        """
        past, draws = self.counts.scaled, self.brand.draws
        now = stocks(past, self.brand.decays, self.brand.starts)[:, :, -1]
        usual = past[:, -YEAR:].mean(axis=1)[:, None] * (np.arange(n_months) < n_spent)
        stock = stocks(usual, self.brand.decays, now)
        works = stock / (stock + np.exp(draws[:, HALF])[:, None, None])
        works = works + np.exp(draws[:, ANYWAY])[:, None, None]
        level = np.exp(draws[:, LEVEL])[:, None, None] * self.brand.factors[:, :, None]
        size = self.counts.size[:, None] * _season_ahead(self.panel, n_months)
        return (level * works * size).sum(axis=1)


def _season_ahead(panel: Panel, horizon: int) -> Floats:
    """Return the season of the months ahead, as that of the last year."""
    last = panel.season[-YEAR:] if len(panel.season) >= YEAR else np.ones(YEAR)
    return last[np.arange(horizon) % YEAR]


def _stopped(
    panel: Panel,
    channel: str,
    future: Ahead,
    worth: Worth,
    basis: str,
    horizon: int,
    rate: float,
) -> dict:
    """Return what stopping a channel saves and loses, and which is more."""
    n = horizon + TAIL
    lost = future.leads(horizon, n) - future.leads(0, n)
    later = (1 + rate) ** (-np.arange(1, n + 1) / YEAR)
    monthly = panel.last_year(channel)[0] / min(len(panel.months), YEAR)
    saved = float(monthly * later[:horizon].sum())
    margin = (lost @ later) * worth.of_lead(channel) * worth.margin
    net = margin - saved
    share = worth.table[worth.table["channel"] == channel].iloc[0]
    chance = float((net > 0).mean()) if not np.isnan(net).any() else np.nan
    return {
        CHANNEL: channel,
        "saved": saved,
        **_ranged(lost.sum(axis=1), "leads_lost", "leads"),
        "leads_after": float(lost[:, horizon:].sum(axis=1).mean()),
        "n_mature": int(share["n_mature"]),
        "n_bought": int(share["n_bought"]),
        "share_bought": float(share["share"]),
        **_ranged(margin, "margin_lost", "margin"),
        **_ranged(net, "net", "net"),
        "chance": chance,
        "basis": basis,
        "verdict": _verdict(chance, basis),
    }


def _planned(lines: pd.DataFrame, channel: str, spent: float) -> dict[str, object]:
    """Return the least that plan/budget.toml spends on a channel in its year, and whether it holds.

    Missing where no line names the channel; `SECURED` of the last year's spending holds it.
    """
    own = lines[(lines[CHANNEL].astype(str) == channel).to_numpy()] if len(lines) else lines
    if own.empty:
        return {"spent": spent, "planned": np.nan, "is_secured": False}
    least = own["amount"].astype(float).fillna(own["floor"].astype(float)).fillna(0.0)
    planned = float(least.sum())
    return {"spent": spent, "planned": planned, "is_secured": planned >= SECURED * spent}


def _ranged(draws: Floats, name: str, stem: str) -> dict[str, float]:
    if np.isnan(draws).any():
        return dict.fromkeys((name, f"{stem}_low", f"{stem}_high"), np.nan)
    low, high = np.quantile(draws, TAILS)
    return {name: float(np.mean(draws)), f"{stem}_low": low, f"{stem}_high": high}


def _verdict(chance: float, basis: str) -> str:
    """Return `keep`, `not_by_leads` or `cannot_tell`; `judged` where only a judgement speaks.

    What spending moves in the orders of customers is no part of it, so that leads which do not pay
    are no reason to stop by themselves.
    """
    if np.isnan(chance):
        return "no_worth"
    if basis != "told":
        return "judged"
    return "keep" if chance >= SURE else "not_by_leads" if chance <= 1 - SURE else "cannot_tell"


def _ahead(channel: str, future: Ahead, month: Month, horizon: int) -> pd.DataFrame:
    """Return the leads of each month ahead, kept on and stopped, with their ranges."""
    months = [str(month + place) for place in range(1, horizon + 1)]
    table = pd.DataFrame({CHANNEL: channel, "month": months})
    for name, n_spent in (("kept", horizon), ("stopped", 0)):
        draws = future.leads(n_spent, horizon)
        low, high = np.quantile(draws, TAILS, axis=0)
        table = table.assign(**{name: draws.mean(axis=0), f"{name}_low": low, f"{name}_high": high})
    return table[AHEAD.split()]


def _basis(panel: Panel, worth: Worth, horizon: int, rate: float) -> dict:
    """Return the row that says what went in."""
    n = dict.fromkeys(["n_months", "n_gaps", "n_leads", "n_unattributed", "n_no_region"], 0)
    sales = worth.sales
    known = not np.isnan(sales).any()
    low, high = np.quantile(sales, TAILS) if known else (np.nan, np.nan)
    return {
        "scope": "total",
        "lacking": panel.lacking,
        **(n | dict(panel.basis)),
        "n_customers": worth.n_customers,
        "counted": worth.counted,
        "worth": float(sales.mean()) if known else np.nan,
        "worth_low": low,
        "worth_high": high,
        "margin_share": worth.margin,
        "span": SPAN,
        "horizon": horizon,
        "tail": TAIL,
        "rate": rate,
    }
