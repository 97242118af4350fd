"""Run one company-month: close it, run the workbooks in order, publish the pack, issue it."""

from __future__ import annotations

from pathlib import Path

from salesnb.errors import ParameterError
from salesnb.i18n import t, use
from salesnb.index import notebooks_folder, pick, read_index
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.plans import freeze_decisions
from salesnb.runs import drafts, locks
from salesnb.runs.issue import issue_drafts, require_reason
from salesnb.runs.leftovers import private_folder, remove, remove_leftovers
from salesnb.runs.parameters import checked, parameters_of
from salesnb.runs.publishing import page_of, publish_pack
from salesnb.runs.schedule import run_language
from salesnb.runs.state import Issued, Options, Outcome, Report, Run
from salesnb.runs.versions import unchanged_version
from salesnb.snapshot.close import close_month

__all__ = ["Issued", "Options", "Outcome", "run_month"]


def run_month(
    company: Company, month: Month, options: Options, *, report: Report = lambda *_: None
) -> Outcome:
    """Run a month and return how it ended; a failing workbook stops its dependents only.

    Parameters are checked before anything starts. With `options.issue` the drafts are issued
    under the same lock, unless a workbook failed. Raises `ParameterError` and `UsageError` for
    what was asked, `DataError` when the exports have errors, `LockedError` when another run holds
    the month.
    """
    run = _prepared(company, month, options, report)
    with locks.hold(run.folder.lock, started=options.started), private_folder() as sockets:
        run.sockets = sockets
        remove_leftovers(run.folder)
        try:
            return _run(run)
        finally:
            remove(run.work)


def _prepared(company: Company, month: Month, options: Options, report: Report) -> Run:
    """Return the run with everything about it checked that can be before it starts."""
    if options.issue:
        require_reason(options.issue)
    if not options.langs:
        raise ParameterError(t("no language is stated"), fix="--lang en")
    entries = read_index(options.notebooks)
    wanted = pick(entries, options.only)
    base = options.notebooks or notebooks_folder()
    known = {name: parameters_of(base / f"{name}.ipynb") for name in wanted}
    parameters = checked(options.parameters, known)
    return Run(company, month, options, entries, wanted, parameters, report)


def _run(run: Run) -> Outcome:
    snapshot = close_month(run.company, run.month, reissue=run.options.reissue)
    freeze_decisions(run.company, run.month)
    drafts.remove_strangers(run)
    for lang in run.options.langs:
        run_language(run, snapshot, lang)
    outcome = Outcome(run.states, {})
    if run.options.issue and not outcome.n_failed:
        outcome.issued = issue_drafts(
            run.company, run.month, reason=run.options.issue, notebooks=run.options.notebooks
        )
    outcome.packs = {lang: _published(run, lang) for lang in run.options.langs}
    outcome.pages = _pages(run)
    return outcome


def _published(run: Run, lang: str) -> Path:
    """Publish one language: as the last version where nothing differs from it, else as drafts."""
    version = unchanged_version(run.folder) or "draft"
    with use(lang):
        return publish_pack(
            run.company, run.month, lang, notebooks=run.options.notebooks, version=version
        )


def _pages(run: Run) -> dict[str, Path]:
    found = {}
    for key in run.states:
        book, lang = key.split("/")
        page = page_of(run.folder.report(lang), book)
        if page is not None:
            found[key] = page
    return found
