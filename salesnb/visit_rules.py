"""How often customers are visited and what hours that takes, as company.toml states it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from salesnb.i18n import t

Often = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(gt=0, le=1)]


class VisitRules(BaseModel):
    """How often a customer of a class is visited, and who is of which class.

    `visits_per_month`: visits of a customer by class. `class_shares`: customers of a class make up
    sales to that share, the largest first, until customers are classified. `hours_per_visit`: with
    the way to it, where neither is known; `hours_per_rep`: hours a month of a rep of whom the table
    reps states none; `hours_per_call`: of a call for money overdue or to a prospect.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    visits_per_month: dict[str, Often] = {"A": 2.0, "B": 1.0, "C": 0.25}
    class_shares: dict[str, Share] = {"A": 0.7, "B": 0.9, "C": 1.0}
    hours_per_visit: float = Field(default=2.5, gt=0)
    hours_per_rep: float = Field(default=80.0, gt=0)
    hours_per_call: float = Field(default=0.25, gt=0)

    @model_validator(mode="after")
    def _classes_fit(self) -> VisitRules:
        ends = list(self.class_shares.values())
        if not ends or ends != sorted(set(ends)) or ends[-1] != 1:
            raise ValueError(t("class_shares must rise to 1, e.g. A = 0.7, B = 0.9, C = 1"))
        lacking = sorted(set(self.class_shares) - set(self.visits_per_month))
        if lacking:
            names = ", ".join(lacking)
            raise ValueError(t("visits_per_month lacks the classes {names}", names=names))
        return self
