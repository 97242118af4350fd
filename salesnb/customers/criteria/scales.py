"""What each of the seven criteria measures: unit, direction, written limits, tables needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.errors import CompanyError
from salesnb.i18n import did_you_mean, joined, t

Floats = NDArray[np.float64]
CRITERIA = ("credit", "loyalty", "dependence", "influence", "expected_sales", "ease", "distance")
MONEY = (
    "expected_sales"  # the criterion that the others qualify: without sales they are worth nothing
)


@dataclass(frozen=True)
class Scale:
    """The written limits of a criterion: at `worst` its score is 0, at `best` 1.

    `shape`: straight between them, or equal ratios for equal steps (`ratio`). `tables` are what it
    is measured from, alternatives by |.
    """

    criterion: str
    unit: Literal["days", "share", "chance", "money", "visits", "km"]
    worst: float
    best: float
    shape: Literal["straight", "ratio"] = "straight"
    tables: str = ""
    is_stated: bool = False

    @property
    def direction(self) -> str:
        """`up` where more is better, else `down`."""
        return "up" if self.best > self.worst else "down"

    def score(self, value: Floats) -> Floats:
        """Return values on the scale from 0 (worst or beyond) to 1; missing stays missing."""
        if self.shape == "ratio":
            least = min(self.worst, self.best) * 1e-3
            place = np.log(np.maximum(value, least) / self.worst) / np.log(self.best / self.worst)
        else:
            place = (np.asarray(value, float) - self.worst) / (self.best - self.worst)
        return np.clip(place, 0.0, 1.0) + 0.0  # no negative nought

    def value(self, score: Floats | float) -> Floats:
        """Return the value that a score stands for."""
        place = np.asarray(score, float)
        if self.shape == "ratio":
            return np.asarray(self.worst * (self.best / self.worst) ** place)
        return np.asarray(self.worst + (self.best - self.worst) * place)


SALES = "invoice_lines|order_lines"
SCALES = {
    one.criterion: one
    for one in (
        Scale("credit", "days", 90.0, 0.0, tables="instalments|receipts"),
        Scale("loyalty", "share", 0.0, 1.0, tables=SALES),
        Scale("dependence", "share", 0.0, 0.8, tables="customer_rivals|customers"),
        Scale("influence", "chance", 0.0, 1.0, tables="contact_edges"),
        Scale("expected_sales", "money", 1e3, 1e6, "ratio", tables=SALES),
        Scale("ease", "visits", 6.0, 0.5, "ratio", tables="visits"),
        Scale("distance", "km", 200.0, 0.0, tables="customers|reps"),
    )
}


def scales_of(
    stated: pd.DataFrame, standard: Mapping[str, tuple[float, float]]
) -> dict[str, Scale]:
    """Return the scale of each criterion: as the plan states it, else the written default.

    `stated` is the section `scales` of plan/weights.toml (criterion, worst, best); `standard` has
    limits of money, which no default can know. Raises `CompanyError` that lists every fault:
    unknown criteria, limits that are equal or negative, a ratio from nought.
    """
    found = {name: _limited(one, standard.get(name)) for name, one in SCALES.items()}
    faults = []
    for row in stated.to_dict("records"):
        name, worst, best = str(row["criterion"]), float(row["worst"]), float(row["best"])
        fault = _fault(name, worst, best)
        if fault:
            faults.append(fault)
        else:
            found[name] = replace(found[name], worst=worst, best=best, is_stated=True)
    if faults:
        raise CompanyError(
            joined("\n", faults),
            fix=t("correct {section} in plan/weights.toml", section="[[scales]]"),
        )
    return found


def _limited(scale: Scale, limits: tuple[float, float] | None) -> Scale:
    return scale if limits is None else replace(scale, worst=limits[0], best=limits[1])


def _fault(name: str, worst: float, best: float) -> str:
    """Return what is wrong with stated limits, '' where nothing is."""
    if name not in SCALES:
        return unknown(name)
    stated = {"criterion": name, "worst": f"{worst:g}", "best": f"{best:g}"}
    if not np.isfinite([worst, best]).all() or worst == best or min(worst, best) < 0:
        return t(
            "limits of {criterion}: {worst} and {best}; two different ones from 0 on are needed",
            **stated,
        )
    if SCALES[name].shape == "ratio" and min(worst, best) <= 0:
        return t("limits of {criterion}: {worst} and {best}; both must be above 0", **stated)
    if (best > worst) != (SCALES[name].best > SCALES[name].worst):
        return t(
            "limits of {criterion}: best {best} lies on the wrong side of worst {worst}", **stated
        )
    return ""


def unknown(name: str) -> str:
    """Return the sentence that a name is not a criterion, with the nearest or all of them."""
    hint = did_you_mean(name, CRITERIA, t("there are: {names}", names=", ".join(CRITERIA)))
    return t("{name!r} is not a criterion ({hint})", name=name, hint=hint)
