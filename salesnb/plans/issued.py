"""The newest plan that was issued before, with what was decided for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from salesnb import artefacts
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.plans.frozen import decisions
from salesnb.plans.reading import entries, sections_of


@dataclass(frozen=True)
class Issued:
    """An artefact of an earlier month: its rows, and the sections of a plan file as decided then.

    Texts of `frame` are categories. `version` is `draft` where the month was never issued.
    """

    month: Month
    version: str
    frame: pd.DataFrame
    decided: Mapping[str, pd.DataFrame]


def newest_issued(
    company: Company, name: str, months: Iterable[Month], *, file: str
) -> Issued | None:
    """Return an artefact of the first of the months that has it, as issued then; None without.

    With it come the sections of the plan file `file` that were in force for that version.
    """
    for month in months:
        found = artefacts.issued_file(company, name, month)
        if found is not None:
            version = found.parent.name
            plan = decisions(company, month, version).plan
            sections = {one.name: entries(plan, file, one.name) for one in sections_of(file)}
            return Issued(month, version, artefacts.rows(found.parent, name), sections)
    return None
