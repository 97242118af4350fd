"""What touches and levers did in past deals, with ranges; many are looked at, so few are claimed.

A logistic regression of closed deals on what had been done up to a week before the close: what is
done in the last days (the offer that is signed) is a sign of the close, no cause of it. Errors
allow for the luck that the deals of a month share. Reps choose what they do, so an effect is what
went along with winning among deals alike in what is known of them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, ndtri

from salesnb.deals import seen as seen_on
from salesnb.deals.design import Design, design_of
from salesnb.deals.history import DealHistory, Facts
from salesnb.methods import penalised_logistic
from salesnb.methods.penalised_logistic import Array

QUIET_DAYS = 7  # before the close, in which nothing counts
FEWEST = 60  # closed deals
FEWEST_SIDES = 15  # of them with, and without
WRONG = 0.05  # chance that any effect of a family is claimed without there being one
POWER = 0.8
PENALTY = 0.05
EFFECTS = """family item n_deals n_with won_with n_without won_without effect effect_low effect_high
    could_see hours verdict"""


def study_effects(history: DealHistory, facts: Facts) -> pd.DataFrame:
    """Return what each kind of touch and each lever added to the chance of winning.

    Columns `EFFECTS`; a row per kind of touch (family `touch`) and per lever (`lever`). effect: by
    how much the chance moves with one more touch, on average over closed deals; of a lever,
    against the mean of all levers. Ranges hold for all of a family together. could_see is the
    smallest effect that would have been found four times in five. verdict: works, harms,
    cannot_tell, or few where too few deals had it or had it not.
    """
    rows = _closings(history, facts)
    if len(rows) < FEWEST:
        return pd.DataFrame(columns=EFFECTS.split())
    design = design_of(rows)
    names = np.array(design.names, dtype=object)
    own = design.of_merit | np.isin(names, ["age", "age_late"])
    own &= names != "touched"
    columns, names = design.columns(rows)[:, own], names[own]
    fitted = penalised_logistic.fit(
        columns, rows["won"].to_numpy(float), np.full(columns.shape[1], PENALTY), prior=0.3
    )
    spread = _by_month(columns, rows, fitted)
    chance = fitted.chance(columns)
    hours = _hours(facts, history.end)
    touched = _touches(rows, design, names, (fitted.weights, spread, chance), hours)
    levers = _levers(rows, names, (fitted.weights, spread, chance))
    return pd.DataFrame([*touched, *levers], columns=EFFECTS.split())


def _closings(history: DealHistory, facts: Facts) -> pd.DataFrame:
    """Return closed deals as they stood a week before the close, those with touches told."""
    deals = history.deals[(history.deals["outcome"] != "").to_numpy()]
    day = seen_on.days_before(deals, QUIET_DAYS)
    asked = pd.DataFrame({"opportunity_id": deals.index.to_numpy(object), "day": day})
    rows = seen_on.look(history, facts, asked)
    rows["won"] = (deals["outcome"] == "won").to_numpy(float)
    rows["month"] = deals["ended_on"].to_numpy("datetime64[M]").astype("int64")
    told = rows[rows["untold"] == 0]
    return (told if len(told) >= FEWEST else rows).reset_index(drop=True)


def _by_month(columns: Array, rows: pd.DataFrame, fitted: penalised_logistic.Fitted) -> Array:
    """Return the covariance of the weights, deals of a month taken together (sandwich)."""
    x = np.column_stack([np.ones(len(columns)), columns])
    gap = rows["won"].to_numpy(float) - fitted.chance(columns)
    codes, places = np.unique(rows["month"], return_inverse=True)
    scores = np.zeros((len(codes), x.shape[1]))
    np.add.at(scores, places, x * gap[:, None])
    middle = scores.T @ scores * len(codes) / max(len(codes) - 1, 1)
    return np.asarray(fitted.covariance @ middle @ fitted.covariance)


Mask = NDArray[np.bool_]
Fit = tuple[Array, Array, Array]  # weights, covariance (constant first), chances


def _touches(
    rows: pd.DataFrame, design: Design, names: Array, fit: Fit, hours: pd.Series
) -> list[dict[str, object]]:
    weights, spread, chance = fit
    kinds = [k for k in seen_on.KINDS if rows[f"touches_{k}"].gt(0).any()]
    found = []
    for kind in kinds:
        column = f"touches_{kind}"
        counts = rows[column].to_numpy(float)
        row = _counted("touch", kind, rows, counts > 0) | {"hours": hours.get(kind, np.nan)}
        at = np.flatnonzero(names == column)
        if len(at):
            scale = design.scale[design.numbers.index(column)]
            more = (seen_on.saturated(counts + 1) - seen_on.saturated(counts)) / scale
            slope = float((chance * (1 - chance) * more).mean())
            error = float(np.sqrt(spread[at[0] + 1, at[0] + 1])) * slope
            row |= _judged(float(weights[at[0]]) * slope, error, len(kinds), row)
        found.append(row)
    return found


def _levers(rows: pd.DataFrame, names: Array, fit: Fit) -> list[dict[str, object]]:
    weights, spread, chance = fit
    places = {str(n).split("=", 1)[1]: i for i, n in enumerate(names) if n.startswith("lever=")}
    places = {lever: at for lever, at in places.items() if lever}
    if len(places) < 2:
        return []
    slope = float((chance * (1 - chance)).mean())
    ats = np.array(list(places.values()))
    found = []
    for lever, at in places.items():
        contrast = np.zeros(len(spread))
        contrast[ats + 1] = -1 / len(ats)
        contrast[at + 1] += 1
        error = float(contrast @ spread @ contrast) ** 0.5 * slope
        row = _counted("lever", lever, rows, (rows["lever"] == lever).to_numpy())
        found.append(row | _judged(float(contrast[1:] @ weights) * slope, error, len(ats), row))
    return found


def _counted(family: str, item: str, rows: pd.DataFrame, has: Mask) -> dict[str, object]:
    won = rows["won"].to_numpy(float)
    shares = [won[part].mean() if part.any() else np.nan for part in (has, ~has)]
    return {
        "family": family,
        "item": item,
        "n_deals": len(rows),
        "n_with": int(has.sum()),
        "won_with": shares[0],
        "n_without": int((~has).sum()),
        "won_without": shares[1],
        "hours": np.nan,
        "verdict": "few",
    }


def _judged(effect: float, error: float, n_items: int, row: dict[str, object]) -> dict[str, object]:
    """Return effect, range and verdict; the range holds for all items of the family at once."""
    wide = float(-ndtri(WRONG / 2 / n_items))
    low, high = effect - wide * error, effect + wide * error
    sides = (int(str(row["n_with"])), int(str(row["n_without"])))
    verdict = "works" if low > 0 else "harms" if high < 0 else "cannot_tell"
    return {
        "effect": effect,
        "effect_low": low,
        "effect_high": high,
        "could_see": (wide + float(ndtri(POWER))) * error,
        "verdict": verdict if min(sides) >= FEWEST_SIDES else "few",
    }


def _hours(facts: Facts, end: pd.Timestamp) -> pd.Series:
    """Return the mean hours of a touch by kind, of touches up to a day."""
    touches = facts.get("touches")
    if touches is None or touches.empty:
        return pd.Series(dtype=float)
    own = touches[(touches["opportunity_id"] != "") & (touches["touched_on"] <= end)]
    return own.groupby("kind")["hours"].mean()


def moved(chance: Array, points: float) -> Array:
    """Return chances moved by an effect that is `points` at a chance of one in three."""
    slope = 1 / 3 * 2 / 3
    latent = np.log(np.clip(chance, 1e-6, 1 - 1e-6)) - np.log1p(-np.clip(chance, 1e-6, 1 - 1e-6))
    return np.asarray(expit(latent + points / slope))
