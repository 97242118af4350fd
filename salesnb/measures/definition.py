"""What a measure is: one definition of one number, in words and as a function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Amount = Literal["money", "money per day", "quantity"]
Unit = Amount | Literal["share", "growth", "days", "months", "weeks", "factor", "index"]
Direction = Literal["up", "down", "band"]
OWN = "own definition"


@dataclass(frozen=True)
class Measure:
    """One KPI: reports may use registered ids only, so that a name means one number.

    `direction` is where better lies; `band` is a healthy range, where practice states one.
    """

    id: str
    label: str  # msgid
    formula: str  # msgid
    unit: Unit
    direction: Direction
    compute: Callable[..., Any]
    source: str = OWN
    band: tuple[float, float] | None = None
