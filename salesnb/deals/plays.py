"""How each deal is moved on: plays of `plan/plays.toml`, next steps, and what customers depend on.

A play belongs to a stage and pulls a lever. What its lever did in past deals stands beside it: that
is what can be said of a play that no table records by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.stats import t as student

from salesnb.deals.ground import Ground
from salesnb.months import Month

OF_PLAY = {"benefit": "profit", "service": "service", "assistance": "help", "other": "other"}
AFTER_MONTHS = 6  # in which what comes after the sale is due
PLAYS = """play_id name name_zh phase lever stage owner hours exit_criterion n_deals amount effect
    effect_low effect_high verdict"""
STEPS = ["state", "n_deals", "amount", "weighted"]
DEPENDING = """customer_id n_won won_amount before_month now_month before now change"""
DEPENDENCE = """n_issues n_customers n_others change change_low change_high could_see
    verdict"""
FEWEST = 8  # customers on either side
SHARE = 0.95
POWER = 0.84  # standard errors beyond the range's end by which four in five are found


def show_plays(ground: Ground, plays: pd.DataFrame, effects: pd.DataFrame) -> pd.DataFrame:
    """Return a row per play of the plan: for how many deals it is due, what its lever did.

    n_deals and amount: open deals in its stage; of plays after the sale, deals won in half a year.
    effect, its range and verdict are those of the lever in past deals; verdict '' where no lever
    was judged.
    """
    if plays.empty:
        return pd.DataFrame(columns=PLAYS.split())
    deals = ground.history.deals
    since = pd.Timestamp((ground.month - (AFTER_MONTHS - 1)).first)
    won = deals[((deals["outcome"] == "won") & (deals["ended_on"] >= since)).to_numpy()]
    by_stage = ground.open.groupby("stage")["amount"].agg(["size", "sum"])
    own = effects[effects["family"] == "lever"].set_index("item")
    found = plays.assign(lever=plays["lever"].map(OF_PLAY).fillna("other"))
    is_after = (found["phase"] == "after").to_numpy()
    staged = by_stage.reindex(found["stage"].to_numpy(object)).fillna(0.0)
    found["n_deals"] = np.where(is_after, len(won), staged["size"]).astype(int)
    found["amount"] = np.where(is_after, won["amount"].sum(), staged["sum"])
    for name in ("effect", "effect_low", "effect_high"):
        found[name] = own[name].reindex(found["lever"].to_numpy(object)).to_numpy(float)
    verdict = own["verdict"].reindex(found["lever"].to_numpy(object)).fillna("")
    found["verdict"] = verdict.to_numpy(object)
    return found.reindex(columns=PLAYS.split()).reset_index(drop=True)


def next_plays(ground: Ground, plays: pd.DataFrame, better: pd.Series) -> pd.DataFrame:
    """Return for each open deal the play of its stage: next_play, next_play_zh ('' without).

    Of several, the one that pulls its better lever, else its own lever, else the first of the plan.
    """
    rows = ground.open
    wanted = better.where(better != "", rows["lever"]).to_numpy(object)
    own = plays[plays["phase"] != "after"] if len(plays) else plays
    found = pd.DataFrame({"next_play": "", "next_play_zh": ""}, index=rows.index)
    if own.empty:
        return found
    known = own.assign(lever=own["lever"].map(OF_PLAY).fillna("other"), place=range(len(own)))
    asked = pd.DataFrame({"stage": rows["stage"], "wanted": wanted, "row": range(len(rows))})
    both = asked.merge(known, on="stage")
    both = both.assign(other=(both["wanted"] != both["lever"]).astype(int))
    first = both.sort_values(["row", "other", "place"]).drop_duplicates("row").set_index("row")
    for column, name in (("next_play", "name"), ("next_play_zh", "name_zh")):
        found[column] = first[name].reindex(range(len(rows))).fillna("").to_numpy(object)
    return found


def step_states(ground: Ground) -> np.ndarray:
    """Return of each open deal whether its next step is `ahead`, `passed`, `undated` or `none`.

    '' of all where no deal has any: next steps are not kept.
    """
    own = ground.history.deals.reindex(ground.open["opportunity_id"])
    if not (ground.history.deals["next_step"] != "").any():
        return np.full(len(own), "", dtype=object)
    step, on = own["next_step"].to_numpy(object), own["next_step_on"].to_numpy()
    has = step != ""
    cases = [~has, np.isnat(on), on < ground.end.to_datetime64()]
    return np.select(cases, ["none", "undated", "passed"], "ahead")


def count_steps(ground: Ground) -> pd.DataFrame:
    """Return how many open deals have a next step ahead, passed, without a day, or none."""
    rows = ground.open.assign(state=step_states(ground))
    rows["weighted"] = rows["amount"] * ground.win_chance
    rows = rows[rows["state"] != ""]
    grouped = rows.groupby("state")
    found = grouped[["amount", "weighted"]].sum().assign(n_deals=grouped.size())
    return found.reset_index()[STEPS]


def depend(ground: Ground, issued: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return how easily customers could replace us before and after deals with them, and in all.

    `issued`: `customer_research` of earlier months as issued, by month. Before is the index of the
    oldest issue, after that of the newest, for all customers alike. The second frame has one row:
    the mean change of customers with a win against that of all others over the same issues, with
    its range; `rises` where they have come to depend more on us (the index falls beyond chance),
    `falls`, `cannot_tell`.
    """
    months = sorted(issued)
    none = pd.DataFrame(columns=DEPENDING.split())
    row: dict[str, object] = {"n_issues": len(months), "n_customers": 0, "n_others": 0}
    if len(months) < 2:
        return none, _told(row, np.array([]), np.array([]))
    first, last = months[0], months[-1]
    index = {one: _index(issued[one]) for one in (first, last)}
    change = (index[last] - index[first]).dropna()
    deals = ground.history.deals
    start, until = pd.Timestamp(Month.parse(first).last), pd.Timestamp(Month.parse(last).last)
    is_in = (deals["outcome"] == "won") & deals["ended_on"].between(start, until)
    won = deals[is_in.to_numpy() & (deals["customer_id"] != "").to_numpy()]
    by = won.groupby("customer_id")["amount"].agg(["size", "sum"])
    by = by[by.index.isin(change.index)]
    found = pd.DataFrame(
        {
            "customer_id": by.index.to_numpy(object),
            "n_won": by["size"].to_numpy(),
            "won_amount": by["sum"].to_numpy(float),
            "before_month": first,
            "now_month": last,
            "before": index[first].reindex(by.index).to_numpy(float),
            "now": index[last].reindex(by.index).to_numpy(float),
        }
    )
    found["change"] = found["now"] - found["before"]
    others = change[~change.index.isin(by.index)].to_numpy(float)
    row |= {"n_customers": len(found), "n_others": len(others)}
    return found[DEPENDING.split()], _told(row, found["change"].to_numpy(float), others)


def _index(research: pd.DataFrame) -> pd.Series:
    own = research.astype({"customer_id": "str"}).set_index("customer_id")["replaceability"]
    return own.astype(float)[~own.index.duplicated()]


def _told(row: dict[str, object], own: np.ndarray, others: np.ndarray) -> pd.DataFrame:
    """Return the difference of the mean changes with its range (unequal variances), and verdict."""
    found = dict.fromkeys(("change", "change_low", "change_high", "could_see"), np.nan)
    verdict = "cannot_tell"
    if min(len(own), len(others)) >= FEWEST:
        parts = [one.var(ddof=1) / len(one) for one in (own, others)]
        error = float(np.sqrt(sum(parts)))
        gap = float(own.mean() - others.mean())
        wide = float(student.ppf((1 + SHARE) / 2, min(len(own), len(others)) - 1)) * error
        found = {"change": gap, "change_low": gap - wide, "change_high": gap + wide}
        found["could_see"] = wide + POWER * error
        verdict = "rises" if gap + wide < 0 else "falls" if gap - wide > 0 else "cannot_tell"
    else:
        verdict = "few"
    return pd.DataFrame([row | found | {"verdict": verdict}])[DEPENDENCE.split()]
