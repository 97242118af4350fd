"""What deals say about why they were won, estimated from the tables with the truth's form known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from salesnb.demo import Truth
from salesnb.demo.deals import deal_tables, deals, touches
from salesnb.demo.deals.courses import KINDS, LEVERS, MONTH_DAYS, RIVALS, effective
from salesnb.demo.facts import network
from salesnb.demo.prospects import ties
from salesnb.demo.sales.orders import World


@dataclass(frozen=True)
class Fit:
    """Estimates with their standard errors, by name."""

    estimate: pd.Series
    error: pd.Series


def logistic(
    design: pd.DataFrame, is_so: np.ndarray, penalty: np.ndarray, offset: np.ndarray
) -> Fit:
    """Return the logit fit of a design; `penalty` is 1 / variance of effects that are random."""
    x, y = design.to_numpy(float), is_so.astype(float)
    beta = np.zeros(x.shape[1])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-(x @ beta + offset)))
        weight = chance * (1 - chance)
        curve = (x * weight[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curve, x.T @ (y - chance) - penalty * beta)
        beta = beta + step
        if np.abs(step).max() < 1e-8:
            break
    error = np.sqrt(np.diag(np.linalg.inv(curve)))
    return Fit(pd.Series(beta, design.columns), pd.Series(error, design.columns))


def influence(truth: Truth, dealt: pd.DataFrame) -> np.ndarray:
    """Return the influence for us on the lead or customer of each deal when it began."""
    edges = network.contact_edges(World(truth, 1.0))
    edges = edges[edges["relation"] == ties.RELATION].drop_duplicates("to_id").set_index("to_id")
    whom = dealt["lead_id"].where(dealt["lead_id"].notna(), dealt["customer_id"])
    known = edges["known_since"].reindex(whom).to_numpy() <= dealt["created_on"].to_numpy()
    return np.where(known, edges["influence"].reindex(whom).fillna(0), 0.0)


@lru_cache(maxsize=32)
def closed_deals(truth: Truth) -> pd.DataFrame:
    """Return the closed deals whose touches are all in the table: what the fit reads.

    `is_won`, `source_win` (the planted part of the source), and one column per effect.
    """
    dealt = deal_tables.opportunities_known(truth)
    first = pd.Timestamp(truth.months[-touches.MONTHS].first)
    dealt = dealt[dealt["closed_on"].notna() & (dealt["created_on"] >= first)]
    dealt = dealt.reset_index(drop=True)
    seen = touches.touches(truth)
    counts = pd.crosstab(seen["opportunity_id"], seen["kind"]).reindex(columns=list(KINDS))
    worked = effective(truth, counts.reindex(dealt["opportunity_id"]).fillna(0).to_numpy())
    source = deals.leads(truth).set_index("lead_id")["lead_source_id"]
    wins = {one.id: one.win for one in truth.prospects.sources}
    age = (dealt["closed_on"] - dealt["created_on"]).dt.days / MONTH_DAYS
    found = {"base": 1.0, "of_lead": dealt["lead_id"].notna().astype(float)}
    found |= {k: (dealt["competitor_id"] == k).astype(float) for k in RIVALS[1:]}
    found |= {k: (dealt["lever"] == k).astype(float) for k in LEVERS[1:]}
    found |= dict(zip(KINDS, worked.T, strict=True))
    found["late"] = np.maximum(age - truth.winning.late_after, 0)
    found["by_amount"] = np.log(dealt["amount"]) - truth.deals.amount_log_mean
    found["by_influence"] = influence(truth, dealt)
    table = pd.DataFrame(found, index=dealt.index)
    table["is_won"] = dealt["stage"] == "won"
    table["source_win"] = dealt["lead_id"].map(source).map(wins).fillna(0).astype(float)
    table["rep"], table["month"] = dealt["rep_id"], dealt["closed_on"].dt.strftime("%Y-%m")
    return table


def fitted(truth: Truth) -> Fit:
    """Return the effects on winning as the tables show them; reps and months are random."""
    table = closed_deals(truth)
    fixed = table.drop(columns=["is_won", "source_win", "rep", "month"])
    random = [pd.get_dummies(table[one], dtype=float) for one in ("rep", "month")]
    design = pd.concat([fixed, *random], axis=1)
    sizes = (truth.winning.skill_sd**2, shock_variance(truth.winning.correlation))
    parts = [np.full(one.shape[1], 1 / max(s, 1e-4)) for one, s in zip(random, sizes, strict=True)]
    penalty = np.concatenate([np.zeros(fixed.shape[1]), *parts])
    fit = logistic(design, table["is_won"].to_numpy(), penalty, table["source_win"].to_numpy())
    return Fit(fit.estimate[fixed.columns], fit.error[fixed.columns])


def shock_variance(correlation: float) -> float:
    """Return the variance of a month's shock that makes two latent variables correlate so."""
    return correlation / (1 - correlation) * np.pi**2 / 3


def planted(truth: Truth) -> pd.Series:
    """Return the effects on winning that were planted, by the names of the fit."""
    win = truth.winning
    values = {"base": win.base, "of_lead": win.of_lead}
    values |= dict(zip(RIVALS[1:], win.rivals, strict=True))
    values |= dict(zip(LEVERS[1:], win.levers[1:], strict=True))
    values |= dict(zip(KINDS, win.touches, strict=True))
    values |= {name: getattr(win, name) for name in ("late", "by_amount", "by_influence")}
    return pd.Series(values)


def common_correlation(truth: Truth) -> float:
    """Return the correlation of latent variables within months that fits the closed deals best.

    The chance of each deal without its month is known; the shock is integrated out.
    """
    dealt = deals.all_deals(truth).deals
    dealt = dealt[dealt["closed_on"] <= pd.Timestamp(truth.exported_on)]
    month = pd.factorize(dealt["closed_on"].dt.strftime("%Y-%m"))[0]
    sign = np.where(dealt["is_won"], 1.0, -1.0)
    node, weight = np.polynomial.hermite_e.hermegauss(31)
    steps = np.linspace(0, 0.4, 41)
    fit = []
    for share in steps:
        shock = np.sqrt(shock_variance(share)) * node
        log = -np.log1p(np.exp(-sign[:, None] * (dealt["logit"].to_numpy()[:, None] + shock)))
        sums = np.zeros((month.max() + 1, len(node)))
        np.add.at(sums, month, log)
        top = sums.max(axis=1, keepdims=True)
        fit.append((np.log((np.exp(sums - top) * weight).sum(axis=1)) + top[:, 0]).sum())
    return float(steps[int(np.argmax(fit))])
