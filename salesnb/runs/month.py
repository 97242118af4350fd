"""Run one company-month: close it, run the workbooks in order, publish the pack, issue it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from salesnb.errors import ParameterError, UsageError
from salesnb.forms.sending import said_of, send_back
from salesnb.i18n import LANGUAGES, t, use
from salesnb.index import Entry, notebook_file, pick, read_index
from salesnb.kernels.starting import Preloaded
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.plans.checked import require_sound_plan
from salesnb.plans.frozen import freeze_decisions
from salesnb.plans.members import members_of_month
from salesnb.runs import drafts, locks
from salesnb.runs.issue import issue_drafts, require_reason
from salesnb.runs.leftovers import private_folder, remove, remove_leftovers
from salesnb.runs.news import news
from salesnb.runs.open_decisions import keep_open_decisions
from salesnb.runs.parameters import checked, parameters_of
from salesnb.runs.publishing import page_of, publish_pack
from salesnb.runs.scenarios import require_plan, scenario_of, take_over
from salesnb.runs.schedule import run_language
from salesnb.runs.state import Issued, Options, Outcome, Report, Run, unreported
from salesnb.runs.versions import unchanged_version
from salesnb.snapshot.close import settle_month
from salesnb.snapshot.folders import is_whole, whole_folder

__all__ = ["Issued", "Options", "Outcome", "run_month"]


def run_month(
    company: Company, month: Month, options: Options, *, report: Report = unreported
) -> Outcome:
    """Run a month and return how it ended; a failing workbook stops its dependents only.

    With `options.parameters` it is a scenario: its results and reports stand apart from those of
    the plan, of which it takes over what does not depend on them.

    Parameters are checked before anything starts. With `options.issue` the drafts are issued
    under the same lock, unless a workbook failed. Raises `ParameterError` and `UsageError` for
    what was asked, `DataError` when the exports have errors, `LockedError` when another run holds
    the month.
    """
    run = _prepared(company, month, options, report)
    run.planned.month(run.month).require_own()
    with locks.hold(run.folder.lock, started=options.started), private_folder() as sockets:
        run.kernels = Preloaded(sockets, run.notebooks, wanted=_are_kernels_forked(run))
        remove_leftovers(run.folder)
        try:
            return _run(run)
        finally:
            run.kernels.stop()
            remove(run.work)


def _prepared(company: Company, month: Month, options: Options, report: Report) -> Run:
    """Return the run with everything about it checked that can be before it starts."""
    if not options.langs:
        raise ParameterError(t("no language is stated"), fix="--lang en")
    entries, parameters = require_sound(options)
    require_sound_plan(company)
    wanted = pick(entries, options.only)
    company = company.in_scenario(scenario_of(options.parameters), month)
    return Run(company, month, options, entries, wanted, parameters, report)


def require_sound(options: Options) -> tuple[dict[str, Entry], dict[str, dict[str, object]]]:
    """Return the workbooks and the typed parameters of each wanted one.

    Raises `UsageError` for what is wrong whatever the company: language, reason, workbook,
    parameter.
    """
    if options.issue is not None:
        require_reason(options.issue)
        require_plan(options.parameters)
    for lang in options.langs:
        if lang not in LANGUAGES:
            raise UsageError(
                t("--lang {lang}: not a language", lang=lang), fix=", ".join(LANGUAGES)
            )
    entries = read_index(options.notebooks)
    wanted = pick(entries, options.only)
    known = {name: parameters_of(notebook_file(name, options.notebooks)) for name in wanted}
    return entries, checked(options.parameters, known)


def _run(run: Run) -> Outcome:
    """Close the month, run and publish; the lock is held."""
    if not is_whole(whole_folder(run.folder.snapshot)):
        run.kernels.start()  # it loads while the month is closed
    is_first = not run.planned.month(run.month).run_json.is_file()
    take_over(run)
    closed = settle_month(run.planned, run.month, reissue=run.options.reissue)
    said = news(closed, run.planned, run.month, is_first=is_first)
    if closed.inbox is not None:
        said += said_of(closed.inbox, len(send_back(run.company, closed.inbox)))
    require_sound_plan(run.company, members_of_month(run.company, closed.snapshot))
    freeze_decisions(run.company, run.month)
    drafts.remove_strangers(run)
    for lang in run.options.langs:
        run_language(run, closed.snapshot, lang)
    keep_open_decisions(run.company, run.month, run.entries)
    outcome = Outcome(_in_order(run), {}, fresh_kernels=run.kernels.refusal(), news=said)
    if run.options.issue is not None and not outcome.n_failed:
        outcome.issued = issue_drafts(
            run.company, run.month, reason=run.options.issue, notebooks=run.options.notebooks
        )
    outcome.packs = {lang: _published(run, lang) for lang in run.options.langs}
    outcome.pages = _pages(run, outcome.packs)
    return outcome


def _are_kernels_forked(run: Run) -> bool:
    """Return whether a preloaded process is worth its start: for one kernel it is not."""
    return not run.options.fresh_kernels and len(run.wanted) * len(run.options.langs) > 1


def _in_order(run: Run) -> dict[str, dict[str, Any]]:
    """Return how the workbooks ended, in the order of the index, not that of finishing."""
    keys = [f"{book}/{lang}" for lang in run.options.langs for book in run.wanted]
    return {key: run.states[key] for key in keys}


def _published(run: Run, lang: str) -> Path:
    """Publish one language: as the last version where nothing differs from it, else as drafts."""
    version = unchanged_version(run.folder) or "draft"
    with use(lang):
        return publish_pack(
            run.company, run.month, lang, notebooks=run.options.notebooks, version=version
        )


def _pages(run: Run, packs: Mapping[str, Path]) -> dict[str, Path]:
    """Return the published page of each workbook and language that has one."""
    found = {}
    for key in run.states:
        book, lang = key.split("/")
        page = page_of(packs[lang].parent, book)
        if page is not None:
            found[key] = page
    return found
