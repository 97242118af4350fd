"""At what stage a market stands: awareness, trial, repeat; by region and segment, over years.

Known firms are those that bought in the year and those that asked and may still buy: leads of the
two years to its end that were not found invalid and brought no customer so far. A market is at
*awareness* while fewer than `trial_from` of them buy, at *trial* from there on, at *repeat* once
`repeat_from` of those who buy do so in at least `repeat_months` months of the year.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.months import YEAR, Month
from salesnb.prospects.groundwork.facts import Frames, texts
from salesnb.prospects.groundwork.needs import exact

ASKED = 2 * YEAR  # months for which a lead counts as somebody who may buy
MOST_YEARS = 6
STAGES = ("none", "awareness", "trial", "repeat")
COLUMNS = """
    dimension node year_end n_known n_buyers n_repeat trial_share trial_low trial_high
    repeat_share repeat_low repeat_high stage is_sure
"""
NOW = """
    dimension node stage since n_years is_sure moved n_known n_buyers trial_share
    repeat_share sales growth
"""


@dataclass(frozen=True)
class Rule:
    """The rule of stages; `author` is '' where it is the stated default."""

    trial_from: float = 0.3
    repeat_from: float = 0.5
    repeat_months: int = 3
    author: str = ""
    decided_on: pd.Timestamp | None = None
    reason: str = ""


def rule_of(decided: pd.DataFrame) -> Rule:
    """Return the rule of `[stages]` in plan/market.toml, what it leaves out as by default."""
    if decided.empty:
        return Rule()
    row, usual = decided.iloc[-1], Rule()
    named = {
        one: type(getattr(usual, one))(row[one])
        for one in ("trial_from", "repeat_from", "repeat_months")
        if pd.notna(row.get(one))
    }
    day = pd.Timestamp(row["decided_on"]) if pd.notna(row.get("decided_on")) else None
    reason = str(row["reason"]) if pd.notna(row.get("reason")) else ""
    return Rule(**named, author=str(row["author"]), decided_on=day, reason=reason)


def read_stages(facts: Frames, rule: Rule, month: Month) -> dict[str, pd.DataFrame]:
    """Return `stages` (a row per region or segment and year), `stages_now`, and `stage_rule`.

    Years are the twelve months to the report month and those before it, as far as sales and leads
    are known for a whole one.
    """
    bought, asked = _bought(facts, month), _asked(facts, month)
    years = _years(bought, facts["leads"]["created_on"], month)
    parts = [_year(bought, asked, rule, end) for end in years]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS.split())
    row = {
        "scope": "total",
        "trial_from": rule.trial_from,
        "repeat_from": rule.repeat_from,
        "repeat_months": rule.repeat_months,
        "author": rule.author,
        "decided_on": rule.decided_on,
        "reason": rule.reason,
        "n_years": len(years),
        "n_no_region": int((asked["region"] == "").sum()),
    }
    return {
        "stages": table[COLUMNS.split()],
        "stages_now": _now(table, bought, month),
        "stage_rule": pd.DataFrame([row]),
    }


def _bought(facts: Frames, month: Month) -> pd.DataFrame:
    """Return a row per customer and month with a purchase: at, region, segment, amount."""
    cube = facts["sales_cube"]
    cube = cube[(cube["n_purchases"] > 0).to_numpy()]
    text = texts(cube["month"])
    at = text.str[:4].astype(int) * YEAR + text.str[5:7].astype(int) - 1
    keys = [texts(cube["customer_id"]), texts(cube["region_id"]), at.rename("at")]
    rows = cube["net_amount"].groupby(keys).sum().rename("amount").reset_index()
    rows = rows.set_axis(["customer", "region", "at", "amount"], axis=1)
    customers = facts["customers"]
    segment = pd.Series(texts(customers["segment"]).to_numpy(), texts(customers["customer_id"]))
    rows["segment"] = texts(rows["customer"].map(segment))
    return rows[rows["at"] <= month.ordinal]


def _asked(facts: Frames, month: Month) -> pd.DataFrame:
    """Return a row per lead that may buy: at, region, segment."""
    leads = facts["leads"]
    when = pd.to_datetime(leads["created_on"])
    rows = pd.DataFrame({"at": (when.dt.year * YEAR + when.dt.month - 1).to_numpy()})
    rows["region"] = texts(leads["region_id"]).to_numpy()
    rows["segment"] = texts(leads["segment"]).to_numpy()
    deals = facts["opportunities"]
    won = texts(deals.loc[(texts(deals["stage"]) == "won").to_numpy(), "lead_id"])
    is_open = ~texts(leads["status"]).isin(["invalid", "lost"]).to_numpy()
    is_open &= (texts(leads["customer_id"]) == "").to_numpy()
    is_open &= ~texts(leads["lead_id"]).isin(set(won)).to_numpy()
    return rows[is_open & (rows["at"] <= month.ordinal)]


def _years(bought: pd.DataFrame, created: pd.Series, month: Month) -> list[int]:
    """Return the ends of the years that are known whole, the oldest first.

    Sales are known for the year, leads for the two years to its end.
    """
    when = pd.to_datetime(created).dropna()
    if bought.empty or when.empty:
        return []
    first, asked = int(bought["at"].min()), Month.of(when.min().date()).ordinal
    ends = [month.ordinal - YEAR * back for back in range(MOST_YEARS)]
    return [one for one in ends[::-1] if one - YEAR + 1 >= first and one - ASKED + 1 >= asked]


def _year(bought: pd.DataFrame, asked: pd.DataFrame, rule: Rule, end: int) -> pd.DataFrame:
    """Return the stages of the year to `end`, of regions and of segments."""
    of_year = bought[bought["at"].between(end - YEAR + 1, end)]
    waiting = asked[asked["at"].between(end - ASKED + 1, end)]
    parts = []
    for dimension in ("region", "segment"):
        months = of_year.groupby([dimension, "customer"])["at"].nunique()
        by = months.groupby(level=0)
        counts = pd.DataFrame(
            {
                "n_buyers": by.size(),
                "n_repeat": (months >= rule.repeat_months).groupby(level=0).sum(),
            }
        )
        counts = counts.join(waiting.groupby(dimension).size().rename("n_asked"), how="outer")
        counts = counts[counts.index != ""].fillna(0).astype(int).rename_axis("node").reset_index()
        parts.append(counts.assign(dimension=dimension))
    table = pd.concat(parts, ignore_index=True)
    table["n_known"] = table["n_buyers"] + table["n_asked"]
    return _staged(table, rule).assign(year_end=_named(end))


def _named(at: int) -> str:
    return f"{at // YEAR:04d}-{at % YEAR + 1:02d}"


def _staged(table: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """Return counts with shares, exact intervals, stage, and whether another stage is possible."""
    for name, hit, of in (("trial", "n_buyers", "n_known"), ("repeat", "n_repeat", "n_buyers")):
        low, high = exact(table[hit].to_numpy(), table[of].to_numpy())
        share = table[hit] / table[of].where(table[of] > 0)
        named = {f"{name}_share": share, f"{name}_low": low, f"{name}_high": high}
        table = pd.concat([table, pd.DataFrame(named)], axis=1)
    ends = [_stage(table, rule, side) for side in ("_share", "_low", "_high")]
    return table.assign(stage=ends[0], is_sure=(ends[0] == ends[1]) & (ends[0] == ends[2]))


def _stage(table: pd.DataFrame, rule: Rule, side: str) -> np.ndarray:
    """Return the stage by the shares, or by an end of their intervals."""
    trial, repeat = table[f"trial{side}"], table[f"repeat{side}"]
    steps = [table["n_known"] == 0, ~(trial >= rule.trial_from), ~(repeat >= rule.repeat_from)]
    return np.select(steps, list(STAGES[:3]), STAGES[3])


_LAST = "stage is_sure n_known n_buyers trial_share repeat_share"


def _now(table: pd.DataFrame, bought: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return the last year of each market, since when it stands there, its sales and growth."""
    if table.empty:
        return pd.DataFrame(columns=NOW.split())
    rows = []
    for (dimension, node), own in table.groupby(["dimension", "node"], sort=True):
        own = own.sort_values("year_end")
        last = own.iloc[-1]
        changed = np.flatnonzero((own["stage"] != own["stage"].shift()).to_numpy())[-1]
        before = own["stage"].iloc[changed - 1] if changed else ""
        row: dict[str, object] = {one: last[one] for one in _LAST.split()}
        row |= {"dimension": dimension, "node": node}
        row["since"] = own["year_end"].iloc[changed] if changed else ""
        row["n_years"] = len(own) - changed
        row["moved"] = _moved(str(before), str(last["stage"]))
        rows.append(row | _sold(bought[bought[dimension] == node], month))
    return pd.DataFrame(rows, columns=NOW.split())


def _moved(before: str, now: str) -> str:
    """Return whether the last change was a step up or down; `same` where there was none."""
    if not before:
        return "same"
    return "up" if STAGES.index(now) > STAGES.index(before) else "down"


def _sold(bought: pd.DataFrame, month: Month) -> dict[str, float]:
    """Return sales of the last twelve months and their growth on the twelve before."""
    now = bought.loc[bought["at"] > month.ordinal - YEAR, "amount"].sum()
    before = bought.loc[
        bought["at"].between(month.ordinal - 2 * YEAR + 1, month.ordinal - YEAR), "amount"
    ]
    was = float(before.sum())
    return {"sales": float(now), "growth": float(now) / was - 1 if was > 0 else np.nan}
