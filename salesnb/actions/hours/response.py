"""What one more visit brings: measured where the data identify it, else as judged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.actions.ground import Frames, Ground
from salesnb.methods.visit_curve import AT_HALF, AT_NONE, secured_by
from salesnb.months import YEAR

Floats = NDArray[np.float64]
MOST = 8  # visits of a customer in a month that are weighed
NOT_HELD = ("planned", "cancelled")
MEASURED, POOLED, CAPPED = "measured", "pooled", "capped"
JUDGED, STATED = "judged", "stated"
TOLD = ("pays", "no_effect", "harms")  # verdicts of an effect that was told
ALL = "all"  # classes
HALF = 0.5  # of a judgement is its low end


@dataclass(frozen=True)
class Response:
    """What visits secure, by customer class.

    `gain`: by class an array (MOST + 1,): part of a month's margin that 0, 1, ... visits secure
    beyond none. `low`: by class how much of that is left at the low end of what is known. `basis`:
    by class measured, pooled (over all
    classes), capped, judged or stated. `usual`: visits a month and customer.
    """

    gain: dict[str, Floats]
    low: dict[str, float]
    basis: dict[str, str]
    usual: float

    def of(self, classes: pd.Series) -> Floats:
        """Return the gains of customers of these classes, (n, MOST + 1)."""
        if not len(classes):
            return np.zeros((0, MOST + 1))
        return np.stack([self.gain[one] for one in classes])


def respond(ground: Ground, judged: pd.DataFrame, effects: pd.DataFrame | None) -> Response:
    """Return what visits secure.

    The curve has the shape that people judged (topic `visits` of plan/judgements.toml), else that
    which is stated. How much one visit more brings at the usual number of visits is what `effects`
    (`action_effects` as issued a month before) measured where it found an effect, or nothing worth
    having: for the class, else over all classes, whose low end is then no higher than that of the
    class alone; where it cannot tell, what was judged holds as far
    as it lies below the high end of what was measured. The low end of a judgement is half of it.
    """
    usual = usual_visits(ground.facts, ground)
    curves = judged[(judged["topic"] == "visits") & judged["at_none"].notna()]
    has = len(curves) > 0
    ends = [float(curves[one].mean()) for one in ("at_none", "at_half")]
    at_none, at_half = ends if has else [AT_NONE, AT_HALF]
    curve = secured_by(np.arange(MOST + 1) / usual, at_none, at_half) - at_none
    around = secured_by(np.array([1 - 0.5 / usual, 1 + 0.5 / usual]).clip(0), at_none, at_half)
    each = float(np.diff(around)[0])
    found = Response({}, {}, {}, usual)
    for one in sorted(set(ground.customers["customer_class"])):
        level, low, basis = _level(effects, one, each)
        found.gain[one] = curve * level / each if each > 0 else curve
        found.low[one] = low
        found.basis[one] = basis or (JUDGED if has else STATED)
    return found


def _level(
    effects: pd.DataFrame | None, customer_class: str, judged: float
) -> tuple[float, float, str]:
    """Return what one visit more brings (part of a month), what part of it is left at its low end,
    and whether that is measured or capped ('' as judged).
    """
    row = _row(effects, customer_class)
    if row is None or not np.isfinite(row["effect"]):
        return judged, HALF, ""
    effect, low, high = (max(float(row[f"effect{end}"]), 0.0) for end in ("", "_low", "_high"))
    low = min(low, _own_low(effects, customer_class, low))
    if row["verdict"] in TOLD:
        basis = MEASURED if row["customer_class"] == customer_class else POOLED
        return effect, low / effect if effect > 0 else 0.0, basis
    if judged > high:
        return high, low / high if high > 0 else 0.0, CAPPED
    return judged, min(low / judged, 1.0), ""


def _row(effects: pd.DataFrame | None, customer_class: str) -> pd.Series | None:
    """Return what was measured of another visit to a class; None where nothing was.

    What holds for all classes counts where that of the class alone cannot be told.
    """
    if effects is None or effects.empty:
        return None
    rows = effects[(effects["kind"] == "visit") & effects["effect"].notna()]
    rows = rows[rows["customer_class"].isin([customer_class, ALL])]
    told, own = rows["verdict"].isin(TOLD), rows["customer_class"].eq(customer_class)
    best = (2 * told.astype(int) + own.astype(int)).to_numpy()
    return rows.iloc[int(best.argmax())] if len(rows) else None


def _own_low(effects: pd.DataFrame | None, customer_class: str, otherwise: float) -> float:
    """Return the low end of what was measured of a class alone, at least 0."""
    if effects is None:
        return otherwise
    own = effects[(effects["kind"] == "visit") & (effects["customer_class"] == customer_class)]
    known = own["effect_low"].dropna()
    return max(float(known.iloc[0]), 0.0) if len(known) else otherwise


def usual_visits(facts: Frames, ground: Ground) -> float:
    """Return the visits a month that a customer visited in the last year gets.

    Where no visit is reported: what the rules ask of class B, else one.
    """
    held = held_in(facts["visits"], ground.year)
    n = held["customer_id"].nunique()
    asked = float(ground.rules.visits_per_month.get("B", 1.0)) or 1.0
    return len(held) / YEAR / n if n else asked


def held_in(visits: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    """Return the visits held in the months given (YYYY-MM), with their month."""
    month = pd.to_datetime(visits["visit_date"]).dt.strftime("%Y-%m")
    kept = month.isin(months) & ~visits["status"].isin(NOT_HELD)
    return visits[kept].assign(month=month[kept])
