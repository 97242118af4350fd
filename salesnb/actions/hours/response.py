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
MEASURED, JUDGED, STATED = "measured", "judged", "stated"
PAYS = "pays"  # verdict of an effect


@dataclass(frozen=True)
class Response:
    """What visits secure, by customer class.

    `gain`: by class an array (MOST + 1,): part of a month's margin that 0, 1, ... visits secure
    beyond none. `basis`: by class measured, judged or stated. `usual`: visits a month and customer.
    """

    gain: dict[str, Floats]
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
    which is stated; one visit more at the usual number of visits brings what `effects`
    (`action_effects` as issued a month before) measured for the class, where it found that visits
    pay.
    """
    usual = usual_visits(ground.facts, ground)
    curves = judged[(judged["topic"] == "visits") & judged["at_none"].notna()]
    has = len(curves) > 0
    ends = [float(curves[one].mean()) for one in ("at_none", "at_half")]
    at_none, at_half = ends if has else [AT_NONE, AT_HALF]
    times = np.arange(MOST + 1) / usual
    curve = secured_by(times, at_none, at_half) - at_none
    slope = secured_by(np.array([1 - 0.5 / usual, 1 + 0.5 / usual]).clip(0), at_none, at_half)
    each = float(np.diff(slope)[0])
    gain, basis = {}, {}
    for one in sorted(set(ground.customers["customer_class"])):
        effect = _measured(effects, one)
        is_measured = effect is not None and each > 0
        gain[one] = curve * (effect or 0.0) / each if is_measured else curve
        basis[one] = MEASURED if is_measured else JUDGED if has else STATED
    return Response(gain, basis, usual)


def _measured(effects: pd.DataFrame | None, customer_class: str) -> float | None:
    """Return what a visit more adds to the month's sales of a class, None where it is not known."""
    if effects is None or effects.empty:
        return None
    rows = effects[(effects["kind"] == "visit") & (effects["verdict"] == PAYS)]
    own = rows[rows["customer_class"] == customer_class]
    own = own if len(own) else rows[rows["customer_class"] == ""]
    return float(own["effect"].iloc[0]) if len(own) else None


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
