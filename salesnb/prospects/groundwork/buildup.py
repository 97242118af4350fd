"""What long work builds up: half-life of each channel, and what stopping it would cost."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.months import Month
from salesnb.prospects.groundwork.brand import Brand, Counts, Prior, find_brand
from salesnb.prospects.groundwork.facts import Frames
from salesnb.prospects.groundwork.following import chance_of
from salesnb.prospects.groundwork.judged import Judged, judgement_of
from salesnb.prospects.groundwork.panel import CHANNEL, Panel, read_panel
from salesnb.prospects.groundwork.stopping import (
    AHEAD,
    STOPPING,
    TAIL,
    TAILS,
    Ahead,
    leads_ahead,
    planned,
    stopped,
)
from salesnb.prospects.groundwork.worth import SPAN, Worth, find_worth

LEAST_LEADS = 30  # of a channel, before the data are asked at all
CHANCE = 0.05  # of so good a fit by chance, above which leads do not follow the spending
NARROWER = 0.6  # the range of the log half-life over that of the judgement: told by data below it
LONG_RECORD = 48  # months of leads beside spending, from which long half-lives are told
SHORT_OF = 4.0  # of a shorter record, the part within which a half-life must lie


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
            stop = stopped(panel, channel, future, worth, row["basis"], horizon, rate)
            stops.append(stop | planned(lines, channel, row["spent"]))
            ahead.append(leads_ahead(channel, future, month, horizon))
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
