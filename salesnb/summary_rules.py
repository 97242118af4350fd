"""How next month's points are chosen and by when they are due, as company.toml has it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from salesnb.errors import closest
from salesnb.i18n import t

Share = Annotated[float, Field(ge=0, le=1)]
LEVERS = {  # what acting does, and the share of what is at stake that it moves, by our judgement
    "collect": 0.5,
    "stop_giving": 0.4,
    "keep_customer": 0.25,
    "win_back": 0.1,
    "close_gap": 0.2,
    "move_means": 0.5,
    "set_right": 0.1,
    "find_out": 0.05,
    "secure": 0.01,
}


def _known(lever: str) -> str:
    if lever not in LEVERS:
        near = closest(lever, LEVERS) or ", ".join(LEVERS)
        raise ValueError(t("{name!r} is not known; did you mean {near}?", name=lever, near=near))
    return lever


Lever = Annotated[str, AfterValidator(_known)]


class SummaryRules(BaseModel):
    """How the points for next month are ranked, and by when they are due.

    `leverage`: of what is at stake, the share that a month's work on it can be expected to move, by
    what the work does; those not stated are ours. `due_day`: the day of the next month by which
    points are due, or the last working day before it; its last day where the month has fewer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    leverage: dict[Lever, Share] = LEVERS
    due_day: int = Field(default=31, ge=1, le=31)

    @field_validator("leverage")
    @classmethod
    def _with_ours(cls, stated: dict[str, float]) -> dict[str, float]:
        return {**LEVERS, **stated}
