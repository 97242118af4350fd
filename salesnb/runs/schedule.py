"""Which workbook runs when: each as soon as those before it are done, several at a time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from salesnb import artefacts
from salesnb.display import table_label
from salesnb.errors import SalesnbError
from salesnb.i18n import t, use
from salesnb.index import Entry, after, missing_needs
from salesnb.kernels import living
from salesnb.runs import digests, drafts
from salesnb.runs.execute import Job, run_job
from salesnb.runs.state import DONE, FAILED, SKIPPED, WAITING, Run, executed_file
from salesnb.runs.validity import is_intact, is_standing, noted
from salesnb.snapshot.facts import Snapshot


@dataclass
class _Progress:
    """How far a workbook is; it has begun when it first says so, not when it joined the queue."""

    report: Callable[[float], None]
    began: float = 0.0

    def __call__(self, share: float) -> None:
        self.began = self.began or time.monotonic()
        self.report(share)

    @property
    def seconds(self) -> float:
        return round(time.monotonic() - self.began, 2) if self.began else 0.0


@dataclass(frozen=True)
class _Begun:
    """A workbook that is running, or waits for one that is."""

    job: Job
    digest: str
    progress: _Progress


@dataclass
class _Language:
    """The workbooks of one language: which wait, which run."""

    run: Run
    snapshot: Snapshot
    lang: str
    executor: Executor
    waiting: dict[str, Entry]
    running: dict[Future[None], _Begun] = field(default_factory=dict)


def run_language(run: Run, snapshot: Snapshot, lang: str) -> None:
    """Run the wanted workbooks of one language; one that fails stops its dependents only."""
    with ThreadPoolExecutor(max_workers=max(1, run.options.jobs)) as executor, use(lang):
        round_ = _Language(run, snapshot, lang, executor, dict(run.wanted))
        try:
            _run_all(round_)
        except KeyboardInterrupt:  # nobody waits for what is still running
            living.end_all()
            executor.shutdown(cancel_futures=True)
            raise


def _run_all(round_: _Language) -> None:
    """Begin workbooks as those before them end, until all have ended."""
    while round_.waiting or round_.running:
        for book in _ready(round_):
            _begin(round_, book)
        if round_.running:
            finished, _ = wait(round_.running, return_when=FIRST_COMPLETED)
            if living.are_ended():
                raise KeyboardInterrupt
            for future in finished:
                _finish(round_.run, round_.running.pop(future), future)


def _ready(round_: _Language) -> list[str]:
    """Return the waiting workbooks before which all have ended, one way or another."""
    run = round_.run
    return [
        book
        for book, entry in round_.waiting.items()
        if all(run.state(x, round_.lang) for x in after(entry, run.entries) if x in run.wanted)
    ]


def _begin(round_: _Language, book: str) -> None:
    run, lang = round_.run, round_.lang
    entry = round_.waiting.pop(book)
    not_now = _why_not(run, round_.snapshot, entry, lang)
    if not_now:
        drafts.withdraw(run, book, lang)
        run.record(book, lang, {"state": not_now[0], "note": not_now[1], "seconds": 0.0})
        return
    parameters = run.parameters.get(book, {})
    digest = digests.of_workbook(
        entry, run.notebook(book), run.company, run.month, parameters=parameters, lang=lang
    )
    earlier = noted(run.folder, book, lang)
    if earlier.get("digest") == digest and is_intact(run.folder, book, lang):
        run.record(book, lang, earlier)
        run.states[f"{book}/{lang}"]["unchanged"] = True
        return
    progress = _Progress(partial(run.report, book, lang, "running"))
    run.kernels.start()
    job = _job(run, book, lang, parameters)
    future = round_.executor.submit(run_job, job, kernels=run.kernels, progress=progress)
    round_.running[future] = _Begun(job, digest, progress)


def _why_not(run: Run, snapshot: Snapshot, entry: Entry, lang: str) -> tuple[str, str] | None:
    """Return state and note of a workbook that cannot run now, None when it can."""
    lacking = missing_needs(entry, _tables(snapshot))
    if lacking:
        names = ", ".join(
            f"{table_label(n.split('|')[0])} ({n.replace('|', ' / ')})" for n in lacking
        )
        return SKIPPED, t("would be switched on by: {tables}", tables=names)
    unfit = [book for book in after(entry, run.entries) if _is_unfit(run, entry, book, lang)]
    if unfit:
        return WAITING, t("{books} must be done first", books=", ".join(unfit))
    there = artefacts.names(run.folder.artefacts(artefacts.DRAFT))
    needed = [name for name in entry.reads if name not in there]
    if needed:
        return SKIPPED, t("{names} are not there yet", names=", ".join(needed))
    return None


def _is_unfit(run: Run, entry: Entry, before: str, lang: str) -> bool:
    """Return whether a workbook before this one has left nothing that may be relied on."""
    if before in run.wanted:
        return run.state(before, lang) in (FAILED, WAITING)
    writes = set(run.entries[before].writes)
    there = set(artefacts.names(run.folder.artefacts(artefacts.DRAFT)))
    is_relied_on = writes & {*entry.reads, *(set(entry.uses) & there)}
    return bool(is_relied_on) and not is_standing(run, before)


def _tables(snapshot: Snapshot) -> list[str]:
    """Return the frames with rows, and the tables that they were made of."""
    frames = {n: f for n, f in snapshot.manifest["frames"].items() if f["rows"]}
    return [*frames, *(f["table"] for f in frames.values())]


def _job(run: Run, book: str, lang: str, parameters: Mapping[str, object]) -> Job:
    import nbformat

    from salesnb.i18n.notebooks import translate_notebook

    work = run.work / lang
    translated = work / f"{book}.in.ipynb"
    work.mkdir(parents=True, exist_ok=True)
    source = nbformat.read(run.notebook(book), as_version=4)
    nbformat.write(translate_notebook(source, lang), translated)
    stated = {"company": str(run.company.root), "month": str(run.month), "lang": lang, **parameters}
    kept = executed_file(run.folder, book, lang)
    partial = kept.with_name(f"{book}.failed.ipynb")
    return Job(
        book, lang, run.notebooks, translated, work / f"{book}.ipynb", partial, work / book, stated
    )


def _finish(run: Run, begun: _Begun, future: Future[None]) -> None:
    """Put a finished workbook's results in place, or keep its partial notebook, and record it."""
    job = begun.job
    job.partial.parent.mkdir(parents=True, exist_ok=True)
    if job.executed.is_file():
        _take_out_folders(job.executed, run)
    try:
        future.result()
        state = _kept(run, begun)
    except (SalesnbError, OSError) as error:
        state = _failed(run, job, error)
    run.record(job.workbook, job.lang, {**state, "seconds": begun.progress.seconds})


def _kept(run: Run, begun: _Begun) -> dict[str, Any]:
    job = begun.job
    saved = drafts.promote(run, job.saved, job.workbook, job.lang)
    executed = executed_file(run.folder, job.workbook, job.lang)
    os.replace(job.executed, executed)
    job.partial.unlink(missing_ok=True)
    parameters = dict(run.parameters.get(job.workbook, {}))
    return {
        "state": DONE, "note": "", "digest": begun.digest, "parameters": parameters,
        "artefacts": saved, "executed": digests.of_file(executed),
    }  # fmt: skip


def _failed(run: Run, job: Job, error: SalesnbError | OSError) -> dict[str, Any]:
    if job.executed.is_file():
        os.replace(job.executed, job.partial)
    drafts.withdraw(run, job.workbook, job.lang)
    if isinstance(error, SalesnbError):
        return {"state": FAILED, "note": error.message, "fix": error.fix}
    fix = t("see that the disk has room and the folder may be written, and run again")
    return {"state": FAILED, "note": f"{job.workbook}: {error}", "fix": fix}


def _take_out_folders(executed: Path, run: Run) -> None:
    """Take the company's folder out of an executed notebook: its bytes depend on no place."""
    text = executed.read_text(encoding="utf-8")
    for written in {str(run.company.root), str(run.company.root).replace("\\", "\\\\")}:
        text = text.replace(written, run.company.root.name)
    executed.write_text(text, encoding="utf-8")
