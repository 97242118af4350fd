"""What stopping a channel would save and lose, and its leads in the months ahead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.months import YEAR, Month
from salesnb.prospects.groundwork.brand import ANYWAY, HALF, LEVEL, Brand, Counts, Floats, stocks
from salesnb.prospects.groundwork.panel import CHANNEL, Panel
from salesnb.prospects.groundwork.worth import Worth

TAIL = 60  # months after the horizon in which what was spent within it still counts
SURE = 0.9  # chance from which keeping pays; below its complement leads alone do not
SECURED = 0.9  # of what was spent: a budget that holds so much keeps the work going
TAILS = (0.025, 0.975)
STOPPING = """
    marketing_channel_id saved leads_lost leads_low leads_high leads_after n_mature
    n_bought share_bought margin_lost margin_low margin_high net net_low net_high chance
    basis verdict spent planned is_secured
"""
AHEAD = "marketing_channel_id month kept kept_low kept_high stopped stopped_low stopped_high"


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


def stopped(
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


def planned(lines: pd.DataFrame, channel: str, spent: float) -> dict[str, object]:
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


def leads_ahead(channel: str, future: Ahead, month: Month, horizon: int) -> pd.DataFrame:
    """Return the leads of each month ahead, kept on and stopped, with their ranges."""
    months = [str(month + place) for place in range(1, horizon + 1)]
    table = pd.DataFrame({CHANNEL: channel, "month": months})
    for name, n_spent in (("kept", horizon), ("stopped", 0)):
        draws = future.leads(n_spent, horizon)
        low, high = np.quantile(draws, TAILS, axis=0)
        table = table.assign(**{name: draws.mean(axis=0), f"{name}_low": low, f"{name}_high": high})
    return table[AHEAD.split()]
