"""Run one company-month: close it, run the workbooks in order, publish the pack."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from salesnb import artefacts
from salesnb.display import table_label
from salesnb.errors import ArtefactError, SalesnbError
from salesnb.i18n import t, use
from salesnb.index import Entry, after, missing_needs, pick, read_index
from salesnb.months import Month
from salesnb.pack.publish import publish
from salesnb.paths import Company, MonthFolder, resource
from salesnb.plans import freeze_decisions
from salesnb.runs import digests, journal, locks
from salesnb.runs.execute import Job, private_folder, run_job
from salesnb.runs.parameters import checked, parameters_of
from salesnb.snapshot.close import close_month
from salesnb.snapshot.reading import Snapshot

DONE, FAILED, SKIPPED, WAITING = "done", "failed", "skipped", "waiting"
Report = Callable[[str, str, str], None]  # workbook, language, state


@dataclass(frozen=True)
class Options:
    """What a run is asked to do."""

    langs: tuple[str, ...]
    only: tuple[str, ...] = ()
    jobs: int = 1
    parameters: Mapping[str, str] = field(default_factory=dict)
    reissue: bool = False
    notebooks: Path | None = None
    started: str = ""  # a time of day, for run.json and the lock; made in the command line


@dataclass
class Outcome:
    """How a run ended: per workbook and language its state, time, note; where the pack is."""

    workbooks: dict[str, dict[str, Any]]
    packs: dict[str, Path]

    @property
    def n_failed(self) -> int:
        return sum(one["state"] in (FAILED, WAITING) for one in self.workbooks.values())


@dataclass
class _Run:
    company: Company
    month: Month
    options: Options
    folder: MonthFolder
    entries: dict[str, Entry]
    wanted: dict[str, Entry]
    parameters: dict[str, dict[str, object]]
    report: Report
    work: Path
    sockets: str = ""
    states: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def notebooks(self) -> Path:
        return self.options.notebooks or resource("notebooks")

    def executed(self, book: str, lang: str) -> Path:
        return self.folder.root / "executed" / lang / f"{book}.ipynb"


def run_month(
    company: Company, month: Month, options: Options, *, report: Report = lambda *_: None
) -> Outcome:
    """Run a month and return how it ended; a failing workbook stops its dependents only.

    Parameters are checked before anything starts. Raises `DataError` when the exports have
    errors, `LockedError` when another run holds the month.
    """
    entries = read_index(options.notebooks)
    wanted = pick(entries, options.only)
    folder = company.month(month)
    base = options.notebooks or resource("notebooks")
    known = {name: parameters_of(base / f"{name}.ipynb") for name in wanted}
    parameters = checked(options.parameters, known)
    with locks.hold(folder.lock, started=options.started), private_folder() as sockets:
        work = Path(tempfile.mkdtemp(prefix=".run-", dir=folder.root))
        run = _Run(
            company, month, options, folder, entries, wanted, parameters, report, work, sockets
        )
        try:
            return _run(run)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _run(run: _Run) -> Outcome:
    snapshot = close_month(run.company, run.month, reissue=run.options.reissue)
    freeze_decisions(run.company, run.month)
    for lang in run.options.langs:
        _run_language(run, snapshot, lang)
    packs = {lang: publish_drafts(run.company, run.month, lang, notebooks=run.options.notebooks) for lang in run.options.langs}  # fmt: skip
    return Outcome(run.states, packs)


def _run_language(run: _Run, snapshot: Snapshot, lang: str) -> None:
    """Run the wanted workbooks of one language, each as soon as those before it are done."""
    with ThreadPoolExecutor(max_workers=max(1, run.options.jobs)) as executor:
        waiting = dict(run.wanted)
        running: dict[Future[None], tuple[str, str, float]] = {}
        while waiting or running:
            _start_ready(run, snapshot, lang, executor, waiting, running)
            if not running:
                continue
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                book, digest, began = running.pop(future)
                _finish(run, book, lang, future, digest, time.monotonic() - began)


def _start_ready(
    run: _Run,
    snapshot: Snapshot,
    lang: str,
    executor: Executor,
    waiting: dict[str, Entry],
    running: dict[Future[None], tuple[str, str, float]],
) -> None:
    for book, entry in list(waiting.items()):
        before = [name for name in after(entry, run.entries) if name in run.wanted]
        states = [run.states.get(f"{name}/{lang}", {}).get("state") for name in before]
        if any(state is None for state in states):
            continue
        del waiting[book]
        note = _why_not(run, snapshot, entry, before, lang)
        if note:
            _record(run, book, lang, {"state": note[0], "note": note[1], "seconds": 0.0})
            continue
        notebook = run.notebooks / f"{book}.ipynb"
        parameters = run.parameters.get(book, {})
        digest = digests.of_workbook(entry, notebook, run.folder, parameters, lang)
        if _is_valid(run, book, lang, digest):
            earlier = journal.read(run.folder.run_json)["workbooks"][f"{book}/{lang}"]
            _record(run, book, lang, {**earlier, "note": t("unchanged")})
            continue
        run.report(book, lang, "running")
        job = _job(run, book, lang, notebook, parameters)
        future = executor.submit(run_job, job, sockets=run.sockets)
        running[future] = (book, digest, time.monotonic())


def _why_not(
    run: _Run, snapshot: Snapshot, entry: Entry, before: Sequence[str], lang: str
) -> tuple[str, str] | None:
    """Return why a workbook cannot run now: a table is missing, or one before it failed."""
    there = [n for n, f in snapshot.manifest["frames"].items() if f["rows"]]
    there += [f["table"] for f in snapshot.manifest["frames"].values() if f["rows"]]
    lacking = missing_needs(entry, there)
    if lacking:
        with use(lang):
            names = ", ".join(
                f"{table_label(n.split('|')[0])} ({n.replace('|', ' / ')})" for n in lacking
            )
            return SKIPPED, t("would be switched on by: {tables}", tables=names)
    drafts = artefacts.names(run.folder.artefacts(artefacts.DRAFT))
    failed = [n for n in before if run.states[f"{n}/{lang}"]["state"] != DONE]
    needed = [name for name in entry.reads if name not in drafts]
    if failed and needed:
        return WAITING, t("{books} must be done first", books=", ".join(failed))
    if needed:
        return SKIPPED, t("{names} are not there yet", names=", ".join(needed))
    return None


def _is_valid(run: _Run, book: str, lang: str, digest: str) -> bool:
    """Return whether an earlier run did this already, with the same inputs, and it is all there."""
    done = journal.read(run.folder.run_json)["workbooks"].get(f"{book}/{lang}", {})
    if done.get("state") != DONE or done.get("digest") != digest:
        return False
    folder = run.folder.artefacts(artefacts.DRAFT)
    there = artefacts.digests(folder)
    same = all(there.get(name) == value for name, value in done.get("artefacts", {}).items())
    return same and run.executed(book, lang).is_file()


def _job(run: _Run, book: str, lang: str, notebook: Path, parameters: Mapping[str, object]) -> Job:
    import nbformat

    from salesnb.i18n.notebooks import translate_notebook

    translated = run.work / lang / f"{book}.in.ipynb"
    translated.parent.mkdir(parents=True, exist_ok=True)
    source = nbformat.read(notebook, as_version=4)
    nbformat.write(translate_notebook(source, lang), translated)
    stated = {"company": str(run.company.root), "month": str(run.month), "lang": lang, **parameters}
    return Job(book, lang, translated, run.work / lang / f"{book}.ipynb", run.work / lang / book, stated)  # fmt: skip


def _finish(
    run: _Run, book: str, lang: str, future: Future[None], digest: str, seconds: float
) -> None:
    """Put a finished workbook's results in place, or keep its partial notebook, and record it."""
    made = run.work / lang / f"{book}.ipynb"
    target = run.executed(book, lang)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        future.result()
        _neutral(made, run)
        saved = _promote(run, run.work / lang / book, lang)
        os.replace(made, target)
        state = {"state": DONE, "note": "", "digest": digest, "artefacts": saved}
    except SalesnbError as error:
        partial = target.with_name(f"{book}.failed.ipynb")
        if made.is_file():
            os.replace(made, partial)
        note = str(error).replace(str(made), str(partial))
        state = {"state": FAILED, "note": note}
    _record(run, book, lang, {**state, "seconds": round(seconds, 2)})


def _neutral(executed: Path, run: _Run) -> None:
    """Take the company's folder out of an executed notebook, so that its bytes do not depend on it."""
    text = executed.read_text(encoding="utf-8")
    executed.write_text(
        text.replace(str(run.company.root), run.company.root.name), encoding="utf-8"
    )


def _promote(run: _Run, saved: Path, lang: str) -> dict[str, str]:
    """Move saved results into the drafts; a further language must have computed the same."""
    drafts = run.folder.artefacts(artefacts.DRAFT)
    drafts.mkdir(parents=True, exist_ok=True)
    made = artefacts.digests(saved)
    if lang != run.options.langs[0]:
        there = artefacts.digests(drafts)
        other = [name for name, digest in made.items() if there.get(name) != digest]
        if other:
            raise ArtefactError(
                t("{names} differ between languages", names=", ".join(other)),
                fix=t("results must not depend on the language: see the area's code"),
            )
        return made
    for file in sorted(saved.iterdir()):
        os.replace(file, drafts / file.name)
    return made


def _record(run: _Run, book: str, lang: str, state: dict[str, Any]) -> None:
    run.states[f"{book}/{lang}"] = state
    whole = journal.read(run.folder.run_json)
    whole.setdefault("workbooks", {})[f"{book}/{lang}"] = state
    whole |= {"month": str(run.month), "started": run.options.started, "code": digests.code()}
    journal.write(run.folder.run_json, whole)
    run.report(book, lang, str(state["state"]))


def publish_drafts(
    company: Company,
    month: Month,
    lang: str,
    *,
    notebooks: Path | None,
    version: str = artefacts.DRAFT,
) -> Path:
    """Publish the pack of one language from what has been executed, and return its index page."""
    folder = company.month(month)
    entries = read_index(notebooks)
    done = journal.read(folder.run_json)["workbooks"]
    statuses = {name: done.get(f"{name}/{lang}", {}) for name in entries}
    executed = {
        name: file
        for name in entries
        if statuses[name].get("state") == DONE
        and (file := folder.root / "executed" / lang / f"{name}.ipynb").is_file()
    }
    run = "pages" if (folder.report(lang) / "pages-b").is_dir() else "pages-b"
    return publish(company, month, lang, run=run, entries=entries, executed=executed, statuses=statuses, version=version)  # fmt: skip
