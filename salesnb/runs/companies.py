"""Run a month for several companies, each on its own: one that fails leaves the others alone.

Any `concurrent.futures.Executor` can run them: one thread on this machine, or a cluster. What is
handed over and what comes back can be pickled; a cluster's workers must see the company folders
under the same names.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass, field, replace

from salesnb.errors import CompanyError, SalesnbError, UsageError
from salesnb.i18n import language, t, use
from salesnb.kernels import living
from salesnb.months import Month
from salesnb.paths import Company, find_company, open_company
from salesnb.runs.month import require_sound, run_month
from salesnb.runs.state import Options, Outcome, Report, unreported
from salesnb.runs.system import of_the_system


@dataclass(frozen=True)
class Asked:
    """One company's month that is to be run; without languages, those of its company.toml."""

    where: str
    month: Month
    options: Options
    lang: str = field(default_factory=language)  # of messages: a thread or worker has its own


@dataclass(frozen=True)
class Ended:
    """How one company's month ended: an outcome, or the error that stopped it."""

    where: str
    name: str
    outcome: Outcome | None
    error: SalesnbError | None
    seconds: float = 0.0

    @property
    def is_done(self) -> bool:
        return self.outcome is not None and not self.outcome.n_failed


def run_company(asked: Asked, report: Report = unreported) -> Outcome:
    """Run one company's month in its own languages; raise what `run_month` raises."""
    return _run_opened(open_company(asked.where), asked, report)


def _run_opened(company: Company, asked: Asked, report: Report) -> Outcome:
    langs = asked.options.langs or company.settings.company.languages
    return run_month(company, asked.month, replace(asked.options, langs=langs), report=report)


def run_companies(
    asked: Sequence[Asked], executor: Executor, *, report: Report | None = None
) -> Iterator[Ended]:
    """Run each company's month on `executor` and yield how it ended, in the order of ending.

    `report` is for executors in this process. Raises `UsageError` before anything starts for what
    is wrong for all: options, parameters, a company that is named twice.
    """
    for options in {id(one.options): one.options for one in asked}.values():
        require_sound(options)
    _require_different(asked)
    running = {executor.submit(run_alone, one, report or unreported): one for one in asked}
    try:
        for future in as_completed(running):
            yield _ended(running[future], future)
    except KeyboardInterrupt:
        for future in running:
            future.cancel()
        living.end_all()
        raise


def run_alone(asked: Asked, report: Report = unreported) -> Ended:
    """Run one company's month; an error that stops it is returned, not raised."""
    began = time.monotonic()
    name = asked.where
    outcome: Outcome | None = None
    error: SalesnbError | None = None
    with use(asked.lang):
        try:
            company = open_company(asked.where)
            name = company.name
            outcome = _run_opened(company, asked, report)
        except SalesnbError as stopped:
            error = stopped
        except Exception as defect:
            error = of_the_system(defect) or _defect(asked, defect)
    seconds = round(time.monotonic() - began, 1)
    return Ended(asked.where, name, outcome, error, seconds)


def _ended(asked: Asked, future: Future[Ended]) -> Ended:
    """Return how a company ended, also where the process that ran it is gone."""
    try:
        return future.result()
    except Exception as lost:
        return Ended(asked.where, _name(asked.where), None, _defect(asked, lost))


def _defect(asked: Asked, error: Exception) -> SalesnbError:
    """Return the error of a company that was stopped by a defect of this program."""
    said = f"{type(error).__name__}: {error}"
    return SalesnbError(
        t("{company} was stopped by {error}", company=asked.where, error=said),
        fix=t("run this company alone to see where"),
    )


def _require_different(asked: Sequence[Asked]) -> None:
    """Raise for a company that is named twice: its second run could only find it locked."""
    found: dict[object, str] = {}
    for one in asked:
        try:
            folder = (find_company(one.where), one.month)
        except CompanyError:
            continue  # its own run says so, and the others go on
        if folder in found:
            raise UsageError(
                t("{one} and {other} are the same company", one=found[folder], other=one.where),
                fix=t("name each company once"),
            )
        found[folder] = one.where


def _name(where: str) -> str:
    """Return a company's name, or what it was called in the command where it cannot be opened."""
    try:
        return open_company(where).name
    except SalesnbError:
        return where
