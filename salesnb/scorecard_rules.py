"""What counts how much in the scorecard of reps and regions, as company.toml has it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from salesnb.errors import closest
from salesnb.i18n import t

HEADS = ("sales", "reporting", "expenses", "compliance", "market")  # of performance
RULES = ("price", "credit", "territory", "approval")  # that can be broken
Weight = Annotated[float, Field(ge=0, le=1)]
Severity = Annotated[float, Field(gt=0)]


class ScorecardRules(BaseModel):
    """What counts how much when reps and regions are reviewed.

    `weights`: of the five heads of performance; they add up to 1. `severity`: of a breach of each
    kind of rule, against the others. `outlet_weights`: of an outlet by its size, for weighted
    distribution.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    weights: dict[str, Weight] = {
        "sales": 0.5,
        "reporting": 0.1,
        "expenses": 0.1,
        "compliance": 0.15,
        "market": 0.15,
    }
    severity: dict[str, Severity] = {"price": 1, "credit": 2, "territory": 2, "approval": 3}
    outlet_weights: dict[str, Severity] = {"small": 1, "medium": 3, "large": 9}

    @field_validator("weights")
    @classmethod
    def _add_up(cls, stated: dict[str, float]) -> dict[str, float]:
        _require_known(stated, HEADS)
        lacking, total = [one for one in HEADS if one not in stated], sum(stated.values())
        if lacking:
            raise ValueError(t("lacks {names}; 0 leaves one out", names=", ".join(lacking)))
        if abs(total - 1) > 1e-6:
            raise ValueError(t("add up to {total}, not to 1", total=f"{total:g}"))
        return stated

    @field_validator("severity")
    @classmethod
    def _known_kinds(cls, stated: dict[str, float]) -> dict[str, float]:
        _require_known(stated, RULES)
        return {**dict.fromkeys(RULES, 1.0), **stated}


def _require_known(stated: Iterable[str], known: tuple[str, ...]) -> None:
    """Raise `ValueError` with the closest known names unless all names are known."""
    wrong = {name: closest(name, known) or ", ".join(known) for name in stated if name not in known}
    found = [
        t("{name!r} is not known; did you mean {near}?", name=name, near=near)
        for name, near in wrong.items()
    ]
    if found:
        raise ValueError("; ".join(found))
