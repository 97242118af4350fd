"""Which workbook runs when: each as soon as those before it are done, several at a time."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from salesnb import artefacts
from salesnb.contracts import table_label
from salesnb.errors import SalesnbError
from salesnb.i18n import t, use
from salesnb.index import Entry, after, missing_needs, writer_of
from salesnb.kernels import living
from salesnb.runs import digests, drafts
from salesnb.runs.execute import Job, run_job
from salesnb.runs.once import take_results
from salesnb.runs.state import DONE, FAILED, SKIPPED, WAITING, Run, executed_file
from salesnb.runs.system import of_the_system
from salesnb.runs.validity import is_intact, is_reusable, is_still_valid, noted
from salesnb.snapshot.facts import Snapshot

_COMPANY = re.compile(r"^company = .*$", re.M)  # as papermill writes the parameter


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
class _Queue:
    """The workbooks of one language: which wait, which run."""

    run: Run
    snapshot: Snapshot
    lang: str
    executor: Executor
    waiting: dict[str, Entry]
    running: dict[Future[bool], _Begun] = field(default_factory=dict)


def run_language(run: Run, snapshot: Snapshot, lang: str) -> None:
    """Run the wanted workbooks of one language; one that fails stops its dependents only."""
    with ThreadPoolExecutor(max_workers=max(1, run.options.jobs)) as executor, use(lang):
        queue = _Queue(run, snapshot, lang, executor, dict(run.wanted))
        try:
            _run_all(queue)
        except KeyboardInterrupt:  # nobody waits for what is still running
            living.end_all()
            executor.shutdown(cancel_futures=True)
            raise


def _run_all(queue: _Queue) -> None:
    """Begin workbooks as those before them end, until all have ended."""
    while queue.waiting or queue.running:
        for book in _ready(queue):
            _take(queue, book)
        if queue.running:
            finished, _ = wait(queue.running, return_when=FIRST_COMPLETED)
            if living.are_ended():
                raise KeyboardInterrupt
            for future in finished:
                _finish(queue.run, queue.running.pop(future), future)


def _ready(queue: _Queue) -> list[str]:
    """Return the waiting workbooks before which all have ended, one way or another."""
    run = queue.run
    return [
        book
        for book, entry in queue.waiting.items()
        if all(run.state(x, queue.lang) for x in after(entry, run.entries) if x in run.wanted)
    ]


def _take(queue: _Queue, book: str) -> None:
    """Take a workbook out of those that wait: begin it, unless it cannot run or need not."""
    run, lang = queue.run, queue.lang
    entry = queue.waiting.pop(book)
    reason = _why_not(run, queue.snapshot, entry, lang)
    if reason:
        drafts.withdraw(run, book, lang)
        run.record(book, lang, {"state": reason[0], "note": reason[1], "seconds": 0.0})
        return
    parameters = run.parameters.get(book, {})
    digest = digests.of_workbook(
        entry, run.notebook(book), run.company, run.month, parameters=parameters, lang=lang
    )
    earlier = noted(run.folder, book, lang)
    if earlier.get("digest") == digest and is_intact(run.folder, book, lang):
        drafts.keep_only(run, book, earlier["artefacts"])
        run.record(book, lang, {**earlier, "started_again": False})
        run.states[f"{book}/{lang}"]["unchanged"] = True
        return
    _begin(queue, _job(run, book, lang, parameters), digest)


def _begin(queue: _Queue, job: Job, digest: str) -> None:
    """Hand a job to the threads; it starts when one of them is free."""
    run = queue.run
    progress = _Progress(partial(run.report, job.workbook, job.lang, "running"))
    run.kernels.start()
    future = queue.executor.submit(run_job, job, kernels=run.kernels, progress=progress)
    queue.running[future] = _Begun(job, digest, progress)


def _why_not(run: Run, snapshot: Snapshot, entry: Entry, lang: str) -> tuple[str, str] | None:
    """Return state and note of a workbook that cannot run now, None when it can."""
    lacking = missing_needs(entry, _tables(snapshot))
    if lacking:
        tables = [f"{table_label(n.split('|')[0])} ({n.replace('|', ' / ')})" for n in lacking]
        return SKIPPED, t("would be switched on by: {tables}", tables=", ".join(tables))
    unfit = [book for book in after(entry, run.entries) if _is_unfit(run, entry, book, lang)]
    if unfit:
        return WAITING, t("{books} must be done first", books=", ".join(unfit))
    there = artefacts.names(run.folder.artefacts(artefacts.DRAFT))
    needed = [name for name in entry.reads if name not in there]
    if needed:
        return SKIPPED, t("{names} are not there yet", names=", ".join(needed))
    return None


def _is_unfit(run: Run, entry: Entry, before: str, lang: str) -> bool:
    """Return whether a workbook before this one has left nothing that may be relied on.

    One that sums up does without those that failed: their results are gone.
    """
    if before in run.wanted:
        return not entry.sums_up and run.state(before, lang) in (FAILED, WAITING)
    there = set(artefacts.names(run.folder.artefacts(artefacts.DRAFT)))
    taken = {*entry.reads, *(there if entry.sums_up else set(entry.uses) & there)}
    is_relied_on = any(writer_of(name, run.entries) == before for name in taken)
    return is_relied_on and not is_reusable(run, before)


def _tables(snapshot: Snapshot) -> list[str]:
    """Return the frames with rows, and the tables that they were made of."""
    frames = {n: f for n, f in snapshot.manifest["frames"].items() if f["rows"]}
    return [*frames, *(f["table"] for f in frames.values())]


def _job(run: Run, book: str, lang: str, parameters: Mapping[str, object]) -> Job:
    """Write the translated workbook, and return what is to be run and where its results go."""
    import nbformat

    work = run.work / lang
    translated = work / f"{book}.in.ipynb"
    work.mkdir(parents=True, exist_ok=True)
    nbformat.write(_to_be_run(run, book, lang), translated)
    stated = {"company": str(run.company.root), "month": str(run.month), "lang": lang, **parameters}
    kept = executed_file(run.folder, book, lang)
    partial = kept.with_name(f"{book}.failed.ipynb")
    return Job(
        book,
        lang,
        run.notebooks,
        translated,
        work / f"{book}.ipynb",
        partial,
        work / book,
        stated,
        run.company.scenario,
    )


def _to_be_run(run: Run, book: str, lang: str) -> Any:
    """Return the translated workbook; what an earlier language has computed it takes as saved."""
    import nbformat

    from salesnb.i18n.notebooks import translate_notebook

    notebook = translate_notebook(nbformat.read(run.notebook(book), as_version=4), lang)
    first = run.options.langs[0]
    if lang != first and run.state(book, first) == DONE and is_still_valid(run, book, first):
        executed = executed_file(run.folder, book, first)
        take_results(notebook, nbformat.read(executed, as_version=4))
    return notebook


def _finish(run: Run, begun: _Begun, future: Future[bool]) -> None:
    """Put a finished workbook's results in place, or keep its partial notebook, and record it."""
    job = begun.job
    job.partial.parent.mkdir(parents=True, exist_ok=True)
    try:
        was_started_again = future.result()
        state = {**_kept(run, begun), "started_again": was_started_again}
    except (SalesnbError, OSError) as error:
        state = _failed(run, job, error)
    run.record(job.workbook, job.lang, {**state, "seconds": begun.progress.seconds})


def _kept(run: Run, begun: _Begun) -> dict[str, Any]:
    """Move a workbook's results and its executed notebook to where they stay; return its note."""
    job = begun.job
    take_out_folder(job.executed, run.company.name)
    saved = drafts.promote(run, job.saved, job.workbook, job.lang)
    executed = executed_file(run.folder, job.workbook, job.lang)
    os.replace(job.executed, executed)
    job.partial.unlink(missing_ok=True)
    parameters = dict(run.parameters.get(job.workbook, {}))
    return {
        "state": DONE,
        "note": "",
        "digest": begun.digest,
        "parameters": parameters,
        "artefacts": saved,
        "executed": digests.of_file(executed),
    }


def _failed(run: Run, job: Job, error: SalesnbError | OSError) -> dict[str, Any]:
    """Keep the partial notebook of a workbook that failed, drop its drafts; return its note."""
    if job.executed.is_file():
        os.replace(job.executed, job.partial)
    drafts.withdraw(run, job.workbook, job.lang)
    said = error if isinstance(error, SalesnbError) else of_the_system(error)
    if said is None:
        raise error
    return {"state": FAILED, "note": said.message, "fix": said.fix}


def take_out_folder(executed: Path, name: str) -> None:
    """Call the company by its name in an executed notebook, whose bytes so depend on no place."""
    import nbformat

    notebook = nbformat.read(executed, as_version=4)
    stated = f"company = {json.dumps(name, ensure_ascii=False)}"
    for cell in notebook.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["source"] = _COMPANY.sub(lambda _: stated, cell.source)
    nbformat.write(notebook, executed)
