"""What the page shows of a proposal: by cell, by channel, what it gains, what binds, what if."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from salesnb.budgets.moves.panel import CHANNEL, REGION
from salesnb.budgets.moves.proposal import Proposal
from salesnb.budgets.moves.steps import ends
from salesnb.measures.ratios import growth
from salesnb.members import TOTAL
from salesnb.methods.response.deciding import WORTH

FACTORS = np.round(np.arange(0.0, 2.51, 0.1), 2)  # of the present spend, where curves are drawn
NEAR = 1e-6  # of an amount, that lies at its bound
MONEY = ["before", "same", "best", "proposed", "change", "brings"]


def plan_by_cell(proposal: Proposal) -> pd.DataFrame:
    """Return a row per region and channel: last year, last year's shares, best, proposed, a year.

    `brings` is what the proposed spend is expected to bring, `marginal` what one more unit of it
    would, `before` what was spent in the last twelve months.
    """
    cells, spend = proposal.cells.rows, proposal.spend
    slopes = np.where(np.isfinite(s := proposal.cells.draws.slope(spend)), s, np.nan)
    low, high = (cells[one].to_numpy(float) for one in ("observed_low", "observed_high"))
    rows = cells[[REGION, CHANNEL, "state", "line_id"]].assign(
        before=cells["present"],
        same=proposal.same,
        best=proposal.best,
        proposed=spend,
        brings=proposal.by_cell(spend).mean(axis=0),
        marginal=slopes.mean(axis=0),
        is_extrapolated=(spend > high * (1 + 1e-9)) | (spend < low * (1 - 1e-9)),
    )
    return rows.assign(change=rows["proposed"] - rows["before"])


def plan_by_channel(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the sums of `plan_by_cell` by channel, and their total (channel `total`)."""
    by = cells.groupby(CHANNEL, sort=False)[MONEY].sum().reset_index()
    whole = pd.DataFrame([{CHANNEL: TOTAL, **by[MONEY].sum()}])
    rows = pd.concat([by, whole], ignore_index=True)
    return rows.assign(growth=growth(rows["proposed"], rows["before"]))


def gain_of(proposal: Proposal) -> pd.DataFrame:
    """Return the frame `money_gain`, one row: what moving gains, its range, and the verdict.

    `least_seen`: the least gain that would have been sure, given how far the draws differ.
    """
    gains = proposal.gains
    brings, decision = float(proposal.value(proposal.same).mean()), proposal.decision
    below = float(gains.mean() - np.quantile(gains, 1 - proposal.confidence))
    row = {
        "scope": TOTAL,
        "total": proposal.total,
        "brings": brings,
        "gain": decision.gain,
        "gain_share": decision.share,
        "low": decision.low,
        "high": decision.high,
        "probability": proposal.probability,
        "confidence": proposal.confidence,
        "least_seen": max(below, WORTH * brings),
        "moved": float(np.maximum(proposal.best - proposal.same, 0).sum()),
        "bound_gap": proposal.solved.gap,
        "verdict": proposal.verdict,
    }
    return pd.DataFrame([row])


def curve_points(proposal: Proposal) -> pd.DataFrame:
    """Return each channel's curve: all its cells at 0 to 2.5 times last year's shares.

    Columns: marketing_channel_id, factor, spend and `brings` with its range, a year; `is_observed`
    where the spend lies inside what the channel's cells have seen.
    """
    cells, parts = proposal.cells.rows, []
    low, high = (cells[one].to_numpy(float) for one in ("observed_low", "observed_high"))
    values = np.stack([proposal.by_cell(proposal.same * factor) for factor in FACTORS])
    for channel, at in cells.groupby(CHANNEL, sort=False).indices.items():
        brings = values[:, :, at].sum(axis=-1)
        ranges = [ends(one) for one in brings]
        spend = FACTORS * proposal.same[at].sum()
        part = {CHANNEL: channel, "factor": FACTORS, "spend": spend}
        part |= {"brings": brings.mean(axis=1), "low": [one[0] for one in ranges]}
        part |= {"high": [one[1] for one in ranges]}
        part["is_observed"] = (spend >= low[at].sum()) & (spend <= high[at].sum())
        parts.append(pd.DataFrame(part))
    return pd.concat(parts, ignore_index=True)


def what_binds(proposal: Proposal) -> pd.DataFrame:
    """Return what one more unit would bring of what binds: the total, channels, locked channels.

    Columns: marketing_channel_id (`total` for the total), kind (total, floor, cap, locked,
    unknown), amount (a year), one_more (what one more unit brings beyond where it would go else).
    """
    cells, spend = proposal.cells.rows, proposal.spend
    slopes = proposal.cells.draws.slope(np.maximum(spend, 1e-9)).mean(axis=0)
    free = proposal.cells.is_free & (spend > 0)
    price = _price(proposal, slopes, free)
    rows = [{CHANNEL: TOTAL, "kind": TOTAL, "amount": proposal.total, "one_more": price}]
    groups = proposal.cells.groups.set_index("group")
    for channel, at in cells.groupby(CHANNEL, sort=False).indices.items():
        amount = spend[at].sum()
        kind = _binds(cells["state"].iloc[at[0]], amount, groups.loc[str(channel)])
        if kind:
            own = float(np.average(slopes[at], weights=np.maximum(spend[at], 1e-9)))
            rows.append({CHANNEL: channel, "kind": kind, "amount": amount, "one_more": own})
    found = pd.DataFrame(rows)
    return found.assign(beyond=found["one_more"] - price)


def _price(proposal: Proposal, slopes: np.ndarray, free: np.ndarray) -> float:
    """Return what one more unit of the total brings: in the best plan, that of cells free to rise.

    Elsewhere as last year's shares would spend it.
    """
    cells, spend = proposal.cells.rows, proposal.spend
    if not free.any():
        return float(np.average(slopes, weights=np.maximum(spend, 1e-9)))
    groups = proposal.cells.groups.set_index("group").reindex(cells["group"])
    sums = pd.Series(spend).groupby(cells["group"].to_numpy()).transform("sum").to_numpy()
    lower, upper = (cells[one].to_numpy(float) for one in ("lower", "upper"))
    inside = free & (spend < upper * (1 - NEAR)) & (spend > lower * (1 + NEAR))
    least, most = (groups[one].to_numpy(float) for one in ("lowest", "highest"))
    inside &= (sums < most * (1 - NEAR)) & (sums > least * (1 + NEAR))
    if proposal.verdict == "act" and inside.any():
        return float(np.median(slopes[inside]))
    return float(np.average(slopes[free], weights=spend[free]))


def _binds(state: str, amount: float, bounds: Any) -> str:
    if state != "free":
        return state
    near = NEAR * max(amount, 1e-9)
    if bounds["highest"] - amount <= near:
        return "cap"
    return "floor" if bounds["lowest"] > 0 and amount - bounds["lowest"] <= near else ""


def lines_of(lines: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Return the budget's lines of marketing channels with last year's spend and what is proposed.

    `state`: `locked`, `at_floor`, `at_cap` or `between`.
    """
    rows = []
    for line in lines.to_dict("records"):
        own = cells[cells[CHANNEL] == line[CHANNEL]]
        own = own[own[REGION] == line[REGION]] if line[REGION] else own
        spent = {"before": own["before"].sum(), "proposed": own["proposed"].sum()}
        state = {"state": _state(line, float(spent["proposed"]))}
        rows.append({str(name): value for name, value in [*line.items(), *spent.items()]} | state)
    return pd.DataFrame(rows)


def _state(line: dict[Hashable, Any], amount: float) -> str:
    near = NEAR * max(amount, 1.0)
    if line["is_locked"]:
        return "locked"
    if line["floor"] > 0 and amount <= line["floor"] + near:
        return "at_floor"
    return "at_cap" if amount >= line["cap"] - near else "between"
