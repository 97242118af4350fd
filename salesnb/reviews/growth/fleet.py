"""Trend or just a month: verdicts over the company's series of sales, with one alarm budget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from salesnb.members import NOBODY, TOTAL
from salesnb.methods.carried_by_reps import are_used
from salesnb.methods.fleet_calendar import own_season_of
from salesnb.methods.verdicts import judge_fleet, limits_of
from salesnb.months import YEAR
from salesnb.reviews.growth.ground import Ground
from salesnb.reviews.growth.series import wide

RATE = 0.1  # of the signals that chance alone may make
SEEN = 3 * YEAR  # months: what changed before belongs to the baseline
LARGE = 30  # customers, by their sales of a year
CALM = ("common_cause", "too_short")
BY = {"region": "region_id", "product_group": "product_group", "rep": "rep_id"}
CUSTOMERS = {"customer": "customer_id"}
DRAWN = 4  # series whose months are kept for a picture, besides the total
LEAST_LEFT = 0.05  # of the baseline: below, a month cannot be held against what is left
VERDICTS = [
    *("dimension", "node", "verdict", "since", "change", "change_low", "change_high", "amount"),
    *("month_change", "month_state"),
    *("p_value", "q_value", "smallest_visible", "baseline_from", "baseline_to", "n_months"),
    *("is_rebased", "rebase_reason", "rebased_from", "baseline", "scale"),
]
FLEET = [
    *("scope", "month", "n_series", "n_judged", "n_short", "n_signals", "n_false", "rate"),
    *("n_up", "n_down", "n_month", "n_left", "smallest", "n_rebased", "state"),
]
LINES = ["centre", "low", "high", "level"]  # of a chart
LIMITS = ["dimension", "node", "month", "actual", "adjusted", *LINES]


def judge_series(ground: Ground, baselines: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the frames verdicts, fleet and limits.

    verdicts: one row per series of sales (the total, regions, product groups, reps who are still
    there, the largest customers) over the last three years, as `methods.verdicts.judge_fleet` has
    them. `amount` is by how much a month now differs from its baseline, `month_change` how far the
    last month lies from where the verdict puts it, `month_state` whether beyond its limits. fleet:
    one row, how many were judged and how many of the signals are expected to be chance. limits:
    the months of the total and of the largest signals, without season, festival and working days,
    with centre and limits of the baseline (three standard deviations by the mean moving range).
    `baselines` are the entries of plan/judgements.toml.
    """
    raw = _series(ground)
    if raw.empty:
        fleet = pd.DataFrame([_fleet(ground, pd.DataFrame(columns=VERDICTS), 0)], columns=FLEET)
        nothing = {
            "verdicts": pd.DataFrame(columns=VERDICTS),
            "limits": pd.DataFrame(columns=LIMITS),
        }
        return nothing | {"fleet": fleet}
    season = ground.of_sales.last(len(raw)).season
    adjusted = raw.div(season, axis=0)
    adjusted = adjusted.where((raw != 0).cummax())
    judged = _judged(adjusted, raw, baselines)
    rows = _rows(judged, adjusted, _members(raw))
    n_left = len(ground.gone & set(ground.facts["sales_cube"]["rep_id"]))
    return {
        "verdicts": rows,
        "fleet": pd.DataFrame([_fleet(ground, rows, n_left)], columns=FLEET),
        "limits": _limits(rows, raw, adjusted),
    }


def _judged(adjusted: pd.DataFrame, raw: pd.DataFrame, baselines: pd.DataFrame) -> pd.DataFrame:
    """Return the verdicts of `judge_fleet`, series named by dimension and node."""
    names = ["|".join(one) for one in _members(adjusted)]
    flat = adjusted.set_axis(names, axis=1)
    own = own_season_of(raw.set_axis(names, axis=1), raw[(TOTAL, TOTAL)])
    again = _rebased(baselines, flat)
    found = judge_fleet(flat, false_discovery=RATE, rebased=again, own_season=own)
    return found.assign(rebased_from=[again.get(one, ("", ""))[0] for one in found["series"]])


def _series(ground: Ground) -> pd.DataFrame:
    """Return months x series of those that could be judged; none without whole months."""
    if not ground.whole:
        return pd.DataFrame()
    sales, months = ground.facts["sales_cube"], ground.whole[-SEEN:]
    by = BY if are_used(sales) else {name: one for name, one in BY.items() if name != "rep"}
    raw = wide(sales, "net_amount", by, months)
    year = sales[sales["month"].isin(ground.whole[-YEAR:])]
    largest = year.groupby("customer_id")["net_amount"].sum().nlargest(LARGE)
    large = sales[sales["customer_id"].isin(largest[largest > 0].index)]
    customers = wide(large, "net_amount", CUSTOMERS, months).drop(columns=TOTAL, level=0)
    every = pd.concat([raw, customers], axis=1)
    kept = [
        not (node in NOBODY and dimension != TOTAL)
        and not (dimension == "rep" and node in ground.gone)
        for dimension, node in _members(every)
    ]
    judged = every.loc[:, kept]
    return judged.loc[:, (judged.tail(YEAR) != 0).any()]


def _members(frame: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the dimension and node of each column."""
    levels = (frame.columns.get_level_values(place).astype("str") for place in (0, 1))
    return list(zip(*levels, strict=True))


def _rebased(baselines: pd.DataFrame, flat: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return the recorded baselines of series that are judged: first month and reason."""
    found = {}
    for row in baselines.to_dict("records"):
        named = [(one, row[column]) for one, column in _COLUMNS.items() if row[column]]
        name = "|".join(map(str, named[0] if named else (TOTAL, TOTAL)))
        if name in flat.columns and row["begins"] in flat.index:
            found[name] = (str(row["begins"]), str(row["reason"]))
    return found


_COLUMNS = {**BY, **CUSTOMERS}


def _rows(
    judged: pd.DataFrame, adjusted: pd.DataFrame, members: list[tuple[str, str]]
) -> pd.DataFrame:
    """Return the verdicts by dimension and node, with what they make of a month in money."""
    found = judged.assign(dimension=[one for one, _ in members], node=[one for _, one in members])
    told = [_in_money(row, adjusted.iloc[:, i]) for i, row in enumerate(found.to_dict("records"))]
    money = pd.DataFrame(told, columns=["amount", "month_change", "month_state"])
    kept = found["verdict"] != "variance"
    found["change_low"] = found["change_low"].clip(lower=-1.0).where(kept, found["change_low"])
    return pd.concat([found.reset_index(drop=True), money], axis=1)[VERDICTS]


def _in_money(row: Mapping[Any, Any], months: pd.Series) -> tuple[float, float, str]:
    """Return by how much a month differs from the baseline, and where that leaves the last one."""
    if not row["baseline_from"]:
        return np.nan, np.nan, "none"
    usual, change = float(row["baseline"]), float(row["change"])
    if row["verdict"] == "trend":
        change *= len(months.loc[row["since"] :])
    moved = max(change, -1.0) * usual
    if row["verdict"] not in ("level", "trend"):
        return moved, np.nan, "none"
    last = limits_of(months, row).iloc[-1]
    half = (last["high"] - last["low"]) / 2
    away, level = last["value"] - last["level"], float(last["level"])
    state = "low" if away < -half else "high" if away > half else "usual"
    return moved, away / level if level > abs(usual) * LEAST_LEFT else np.nan, state


def _fleet(ground: Ground, rows: pd.DataFrame, n_left: int) -> dict[str, Any]:
    signals = rows[~rows["verdict"].isin(CALM)]
    n_short = int((rows["verdict"] == "too_short").sum())
    lasting = signals[signals["verdict"].isin(["level", "trend"])]
    return {
        "scope": TOTAL,
        "month": ground.last,
        "n_series": len(rows),
        "n_judged": len(rows) - n_short,
        "n_short": n_short,
        "n_signals": len(signals),
        "n_false": RATE * len(signals),
        "rate": RATE,
        "n_up": int((lasting["change"] > 0).sum()),
        "n_down": int((lasting["change"] < 0).sum()),
        "n_month": int((signals["verdict"] == "outlier").sum()),
        "n_left": n_left,
        "smallest": seen_in_half(rows),
        "n_rebased": int(rows["is_rebased"].sum()),
        "state": "judged" if len(rows) > n_short else "too_short",
    }


def seen_in_half(rows: pd.DataFrame) -> float:
    """Return the fall that would be seen in half of the series judged; missing where none would.

    A series in which not even the loss of everything would be seen counts as beyond any fall.
    """
    judged = rows[rows["verdict"] != "too_short"]
    middle = float(judged["smallest_visible"].astype(float).fillna(np.inf).median())
    return middle if np.isfinite(middle) else np.nan


def _limits(rows: pd.DataFrame, raw: pd.DataFrame, adjusted: pd.DataFrame) -> pd.DataFrame:
    """Return the months of the total and the largest signals, with limits of their baseline."""
    signals = rows[~rows["verdict"].isin(CALM)]
    first = signals.assign(size=signals["amount"].abs()).nlargest(DRAWN, "size")
    chosen = pd.concat([rows[rows["dimension"] == TOTAL], first]).drop_duplicates(
        ["dimension", "node"]
    )
    parts = []
    for found in chosen.to_dict("records"):
        row = {str(name): value for name, value in found.items()}
        if not row["baseline_from"]:
            continue
        member = (row["dimension"], row["node"])
        chart = limits_of(adjusted[member], row).set_index("month")
        part = {
            "month": raw.index.astype("str"),
            "actual": raw[member].to_numpy(),
            "adjusted": adjusted[member].to_numpy(),
        }
        lines = chart[LINES].reindex(part["month"]).reset_index(drop=True)
        own = pd.concat([pd.DataFrame(part), lines.clip(lower=0.0)], axis=1)
        parts.append(own.assign(dimension=member[0], node=member[1]))
    return pd.concat(parts)[LIMITS] if parts else pd.DataFrame(columns=LIMITS)
