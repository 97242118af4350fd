"""What resources held back for later growth are worth: the value of deciding later.

A reserve of amount R can be spent now, or once it is known whether the market comes:

    now    = p * G + (1 - p) * B - R
    later  = (p * max(G - R, 0) + (1 - p) * max(B - R, 0)) / (1 + r) ** years
    option = later - max(now, 0)

G and B are the present value of the margin that it brings if the market comes and if it does not, p
the chance that it comes, r the yearly cost of money: a one-step real option (Dixit and Pindyck,
Investment under Uncertainty, chapter 2). Waiting pays where `option` lies above nought.
Inputs are judgements; where one lacks the page says what chance would be needed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.months import Month

RATE = 0.05  # a year, where plan/budget.toml states no cost of credit
WAITS = 1.0  # years, where a reserve has no day on which it is looked at again
COLUMNS = """
    reserve_id label label_zh amount owner purpose review_on years rate good_amount
    poor_amount chance chance_low chance_high now later option option_low option_high
    needed_chance author judged_on learns is_due answer
"""


def option_values(
    amount: np.ndarray, good: np.ndarray, poor: np.ndarray, chance: np.ndarray, discount: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return `now`, `later` and `option` of the formula; `discount` is (1 + r) ** years."""
    now = chance * good + (1 - chance) * poor - amount
    kept = chance * np.maximum(good - amount, 0) + (1 - chance) * np.maximum(poor - amount, 0)
    later = kept / discount
    return now, later, later - np.maximum(now, 0)


def value_reserves(
    reserves: pd.DataFrame, options: pd.DataFrame, rate: float, month: Month
) -> pd.DataFrame:
    """Return a row per reserve of plan/budget.toml with what deciding later is worth, as `COLUMNS`.

    `options`: entries of plan/market.toml (reserve_id, good_amount, poor_amount, chance,
    chance_low, chance_high, learns, author, judged_on). `answer`: `wait`, `spend` (now is worth
    more), `drop` (neither is worth anything), `cannot_tell` (the range of the chance holds both),
    `no_inputs`. `needed_chance`: from which on spending now pays for itself.
    """
    if reserves.empty:
        return pd.DataFrame(columns=COLUMNS.split())
    end = pd.Timestamp(month.last)
    named = ["reserve_id", "label", "label_zh", "amount", "owner", "purpose", "review_on"]
    table = reserves.reindex(columns=named)
    stated = options.drop_duplicates("reserve_id", keep="last") if len(options) else _NONE
    columns = ["reserve_id", *_INPUTS.split()]
    table = table.merge(stated.reindex(columns=columns), on="reserve_id", how="left")
    table["review_on"] = pd.to_datetime(table["review_on"])
    years = (table["review_on"] - end).dt.days / 365.25
    table["is_due"] = (table["review_on"] <= end).to_numpy()
    table["years"], table["rate"] = years.clip(lower=0).fillna(WAITS), rate
    return _judged(table)[COLUMNS.split()]


_INPUTS = """
    good_amount poor_amount chance chance_low chance_high learns author judged_on
"""
_NONE = pd.DataFrame(columns=["reserve_id", *_INPUTS.split()])


def _judged(table: pd.DataFrame) -> pd.DataFrame:
    """Return reserves with values at the chance and at both ends of its range."""
    number = {
        one: pd.to_numeric(table[one], errors="coerce").to_numpy(float)
        for one in ("amount", "good_amount", "poor_amount", "chance", "chance_low", "chance_high")
    }
    amount, good = number["amount"], number["good_amount"]
    poor = np.where(np.isnan(good), np.nan, np.nan_to_num(number["poor_amount"]))
    discount = ((1 + table["rate"]) ** table["years"]).to_numpy(float)
    chance = number["chance"]
    found = option_values(amount, good, poor, chance, discount)
    ends = [
        np.where(np.isnan(number[one]), chance, number[one])
        for one in ("chance_low", "chance_high")
    ]
    sides = [option_values(amount, good, poor, one, discount) for one in ends]
    tip = _tip(amount, good, poor, discount, ends)
    named = dict(zip(("now", "later", "option"), found, strict=True))
    low = np.minimum(sides[0][2], sides[1][2])
    high = np.fmax(np.maximum(sides[0][2], sides[1][2]), tip)
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = (amount - poor) / (good - poor)
    table = table.assign(**named, option_low=low, option_high=high, poor_amount=poor)
    table["needed_chance"] = np.where((needed > 0) & (needed <= 1), needed, np.nan)
    return table.assign(answer=_answers(table, sides))


def _tip(
    amount: np.ndarray, good: np.ndarray, poor: np.ndarray, discount: np.ndarray, ends: list
) -> np.ndarray:
    """Return the option's value at the chance at which `now` is nought: there it is highest."""
    with np.errstate(divide="ignore", invalid="ignore"):
        at = (amount - poor) / (good - poor)
    inside = (at > ends[0]) & (at < ends[1])
    value = option_values(amount, good, poor, np.where(inside, at, np.nan), discount)[2]
    return np.where(inside, value, np.nan)


def _answers(table: pd.DataFrame, sides: list) -> np.ndarray:
    """Return what to do with each reserve, by its values at both ends of the chance."""
    is_better = [side[2] > 0 for side in sides]
    pays = [side[0] > 0 for side in sides]
    is_told = ~np.isnan(table["option"].to_numpy(float))
    later = table["later"].to_numpy(float) > 0
    steps = [
        ~is_told,
        is_better[0] & is_better[1],
        ~later & ~pays[0] & ~pays[1],
        ~is_better[0] & ~is_better[1] & pays[0] & pays[1],
    ]
    return np.select(steps, ["no_inputs", "wait", "drop", "spend"], "cannot_tell")
