"""What a lead of a channel brings: the share that buys, and what a customer that came of one buys.

Shares are drawn to that of all channels; what a brought customer buys is pooled over them, by
months since the lead came, each month over those who have been known for so long. Draws of both are
kept, so that whatever is made of them has a range (Bayesian bootstrap, Rubin 1981).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.months import YEAR, Month
from salesnb.prospects.groundwork.brand import N_KEPT, Floats
from salesnb.prospects.groundwork.facts import Frames, texts
from salesnb.prospects.groundwork.panel import CHANNEL

MATURE = 12  # months after which a lead has bought, or counts as one that does not
SPAN = 36  # months of purchases that a lead is credited with
PRIOR = 20.0  # leads of the common share beside those of the channel
LEAST_CUSTOMERS = 5


@dataclass(frozen=True)
class Worth:
    """What leads bring, `N_KEPT` draws each.

    `shares`: by channel, the draws of the share of leads that become customers; `sales`: draws of
    what one buys within `SPAN` months; `margin`: of a unit of sales, missing where no cost is
    known. `table`: channel, n_mature, n_bought, share, low, high. `n_customers` were looked at.
    `counted` says on what: `sales`, `deals` (amounts of won deals) or `none`.
    """

    shares: dict[str, Floats]
    sales: Floats
    margin: float
    table: pd.DataFrame
    n_customers: int
    counted: str

    def of_lead(self, channel: str) -> Floats:
        """Return draws of the sales that a lead of the channel brings within `SPAN` months."""
        return self.shares[channel] * self.sales


def find_worth(facts: Frames, channels: tuple[str, ...], month: Month) -> Worth:
    """Return what leads of each channel bring.

    `facts`: `leads` (lead_id, created_on, marketing_channel_id, customer_id), `opportunities`
    (lead_id, customer_id, stage, amount), `sales_cube` (month, customer_id, net_amount,
    costed_amount, cost_amount).
    """
    leads = _leads(facts, month)
    rng = np.random.default_rng(0)
    table = _shares(leads, channels)
    shares = {str(row.channel): _beta(rng, row, table) for row in table.itertuples()}
    sales, n, counted = _bought(rng, leads, facts["sales_cube"], month)
    whole = pd.DataFrame({"low": [np.quantile(shares[one], 0.025) for one in table["channel"]]})
    whole["high"] = [np.quantile(shares[one], 0.975) for one in table["channel"]]
    whole["share"] = [shares[one].mean() for one in table["channel"]]
    margin = _margin(facts["sales_cube"], month)
    return Worth(shares, sales, margin, table.join(whole), n, counted)


def _leads(facts: Frames, month: Month) -> pd.DataFrame:
    """Return leads up to the month: channel, place of the month, customer ('' without), deal."""
    leads, deals = facts["leads"], facts["opportunities"]
    when = pd.to_datetime(leads["created_on"])
    table = pd.DataFrame(
        {
            "lead_id": leads["lead_id"].astype(str).to_numpy(),
            "channel": texts(leads[CHANNEL]).to_numpy(),
            "customer": texts(leads["customer_id"]).to_numpy(),
            "at": (when.dt.year * 12 + when.dt.month - 1).to_numpy(),
        }
    )
    won = deals[(deals["stage"].astype(str) == "won") & deals["lead_id"].notna()]
    of_lead = won.assign(lead_id=won["lead_id"].astype(str)).groupby("lead_id")
    brought = texts(of_lead["customer_id"].first())
    table["amount"] = table["lead_id"].map(of_lead["amount"].sum()).astype(float).fillna(0.0)
    found = texts(table["lead_id"].map(brought))
    table["customer"] = table["customer"].where(table["customer"] != "", found)
    return table[table["at"] <= month.ordinal].reset_index(drop=True)


def _shares(leads: pd.DataFrame, channels: tuple[str, ...]) -> pd.DataFrame:
    """Return how many leads of each channel are old enough, and how many of them bought."""
    old = leads[leads["at"] <= leads["at"].max() - MATURE] if len(leads) else leads
    bought = (old["customer"] != "") | (old["amount"] > 0)
    by = bought.groupby(old["channel"]).agg(["size", "sum"])
    by = by.reindex(list(channels), fill_value=0)
    named = {"channel": list(channels), "n_mature": by["size"].astype(int).to_numpy()}
    return pd.DataFrame({**named, "n_bought": by["sum"].astype(int).to_numpy()})


def _beta(rng: np.random.Generator, row: object, table: pd.DataFrame) -> Floats:
    """Return draws of a channel's share, drawn to the share of all channels."""
    n, bought = table["n_mature"].sum(), table["n_bought"].sum()
    common = (bought + 0.5) / (n + 1)
    hit, missed = row.n_bought, row.n_mature - row.n_bought  # type: ignore[attr-defined]
    return rng.beta(PRIOR * common + hit, PRIOR * (1 - common) + missed, N_KEPT)


def _bought(
    rng: np.random.Generator, leads: pd.DataFrame, cube: pd.DataFrame, month: Month
) -> tuple[Floats, int, str]:
    """Return draws of what a customer brought buys within `SPAN` months, how many, and on what."""
    brought = leads[leads["customer"] != ""].sort_values("at").drop_duplicates("customer")
    sold = cube[cube["customer_id"].astype(str).isin(brought["customer"])]
    if len(brought) >= LEAST_CUSTOMERS and len(sold):
        return _by_age(rng, brought, sold, month), len(brought), "sales"
    won = leads.loc[leads["amount"] > 0, "amount"].to_numpy(float)
    if len(won) >= LEAST_CUSTOMERS:
        return rng.dirichlet(np.ones(len(won)), N_KEPT) @ won, len(won), "deals"
    return np.full(N_KEPT, np.nan), len(brought), "none"


def _by_age(
    rng: np.random.Generator, brought: pd.DataFrame, sold: pd.DataFrame, month: Month
) -> Floats:
    """Return draws of the sum over ages of mean sales, each age over who is known for so long."""
    place = pd.Series(np.arange(len(brought)), brought["customer"].to_numpy())
    who = sold["customer_id"].astype(str).map(place).to_numpy(int)
    text = sold["month"].astype(str)
    at = text.str[:4].astype(int) * 12 + text.str[5:].astype(int) - 1
    begun = brought["at"].to_numpy()
    age = at.to_numpy() - begun[who]
    fits = (age >= 0) & (age < SPAN)
    bought = np.zeros((len(brought), SPAN))
    np.add.at(bought, (who[fits], age[fits]), sold["net_amount"].to_numpy(float)[fits])
    seen = (month.ordinal - begun)[:, None] >= np.arange(SPAN)
    weight = rng.dirichlet(np.ones(len(brought)), N_KEPT)
    known = weight @ seen
    mean = np.divide(weight @ (bought * seen), known, out=np.zeros_like(known), where=known > 0)
    return mean.sum(axis=1)


def _margin(cube: pd.DataFrame, month: Month) -> float:
    """Return the margin of a unit of sales in the last twelve months, where a cost is known."""
    recent = cube[cube["month"].astype(str) > str(month - YEAR)]
    counted = float(recent["costed_amount"].sum())
    return 1 - float(recent["cost_amount"].sum()) / counted if counted > 0 else float("nan")
