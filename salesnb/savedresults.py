"""What other workbooks of this month, and earlier months, saved: as `index.toml` declares it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from salesnb import artefacts
from salesnb.contracts.results import Result
from salesnb.contracts.workbooks import OPEN_DECISIONS
from salesnb.errors import UsageError
from salesnb.i18n import t
from salesnb.openmonth import OpenMonth, require_declared
from salesnb.plans.issued import Issued, newest_issued


@dataclass
class SavedResults(OpenMonth):
    """The artefacts that the workbook `entry` takes."""

    def reads(self, name: str) -> Result:
        """Return an artefact of this month that this workbook must have."""
        require_declared(self.entry, name, self.entry.reads, "reads")
        return self._load(name)

    def uses(self, name: str) -> Result | None:
        """Return an artefact of this month where it is there, else None."""
        require_declared(self.entry, name, self.entry.uses, "uses")
        folder = self.folder.artefacts(artefacts.DRAFT)
        return self._load(name) if name in artefacts.names(folder) else None

    def used(self) -> dict[str, pd.DataFrame]:
        """Return the frames of all artefacts under `reads` and `uses` that are there, by name."""
        there = artefacts.names(self.folder.artefacts(artefacts.DRAFT))
        wanted = (*self.entry.reads, *(name for name in self.entry.uses if name in there))
        return {name: self._load(name).frame for name in wanted}

    def _load(self, name: str, version: str = artefacts.DRAFT) -> Result:
        folder = self.folder.artefacts(version)
        return artefacts.load(folder, name, version=version, context=self.context)

    def earlier(self, name: str, months_back: int = 1) -> Result | None:
        """Return an artefact of an earlier month as issued then (its draft if nothing was).

        Raises `UsageError` when `index.toml` does not declare it, or not so many months back.
        """
        declared = {one.name: one.months for one in self.entry.earlier}
        require_declared(self.entry, name, tuple(declared), "earlier")
        if not 1 <= months_back <= declared[name]:
            raise UsageError(
                t(
                    "{book} declares {n} months of {name}, not {back}",
                    book=self.entry.id,
                    n=declared[name],
                    name=name,
                    back=months_back,
                ),
                fix=t("declare it in index.toml"),
            )
        when = self.month - months_back
        return artefacts.as_issued(self.company, name, when, context=self.context)

    def last_issued(self, name: str, file: str) -> Issued | None:
        """Return an artefact of the newest earlier month that has it, with its decisions.

        `file` is the plan file that is read as it was for that version. None where no month back to
        the first that `index.toml` declares has it.
        """
        declared = {one.name: one.months for one in self.entry.earlier}
        require_declared(self.entry, name, tuple(declared), "earlier")
        months = [self.month - back for back in range(1, declared[name] + 1)]
        return newest_issued(self.company, name, months, file=file)

    def all_earlier(self, name: str) -> dict[str, pd.DataFrame]:
        """Return an artefact of all earlier months that `index.toml` declares, by month (YYYY-MM).

        Months that have none are left out.
        """
        most = max((one.months for one in self.entry.earlier if one.name == name), default=1)
        found = {self.month - n: self.earlier(name, n) for n in range(1, most + 1)}
        return {str(month): one.frame for month, one in found.items() if one is not None}

    def asked_before(self) -> pd.DataFrame:
        """Return what the month before asked to decide, as issued then; no rows if it was not run.

        Columns: as declared for `open_decisions`; blank where an older month has none.
        """
        asked = self.earlier(OPEN_DECISIONS.name)
        if asked is None:
            return pd.DataFrame(columns=OPEN_DECISIONS.columns)
        return asked.frame.reindex(columns=OPEN_DECISIONS.columns).fillna({"subject": ""})
