"""Kill a run at its n-th change of the disk, or let the disk be full, in a process of its own.

Every change that Python makes below the company folder is seen by an audit hook: a file opened for
writing, a move, a removal, a new folder. The process kills itself just before the n-th one; a file
that is about to be written is left half written instead.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salesnb.paths import open_company
from salesnb.runs import schedule
from salesnb.runs.execute import Job
from salesnb.runs.month import run_month
from salesnb.runs.state import Options, executed_file
from salesnb.runs.system import of_the_system
from tests.runs.small import MONTH

PRELOADED = [
    "salesnb.runs.month",
    "salesnb.pack.publish",
    "nbconvert",
    "papermill",
    "ibis",
    "duckdb",
    __name__,
]
CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod"}
NEED_ROOM = {"open", "os.mkdir"}
WRITING = os.O_WRONLY | os.O_RDWR
SCRATCH = ("/.run/", "/.closing-")  # what happens there matters to nobody: a few changes are tried
FEW = 25  # one change in so many
REFUSED, DEFECT = 1, 9
KILLED = -9  # the exit code of a process that was killed
HALF = b'{"half a'


@dataclass(frozen=True)
class Trial:
    """One run: of which company, with which workbooks, whose results stand ready, killed when."""

    root: Path
    books: Path
    results: Path  # a month in which the same run has been done by real kernels
    at: int = 0  # 0: not killed
    counted: Path | None = None  # where the changes are listed
    is_full: bool = False  # not killed: from the n-th change on the disk is full


def run(trial: Trial) -> int:
    """Run a trial in a process of its own and return the exit code, -9 when it was killed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    process = context.Process(target=_run, args=(trial,))
    process.start()
    process.join()
    return int(process.exitcode or 0)


def _run(trial: Trial) -> None:
    schedule.run_job = from_results(trial.results)  # type: ignore[assignment]
    options = Options(
        ("en",),
        jobs=1,
        notebooks=trial.books,
        reissue=True,
        issue="agreed again",
        fresh_kernels=True,
    )
    company = open_company(trial.root)
    listed: list[str] = []
    sys.addaudithook(_hook(trial, listed))
    try:
        done = run_month(company, MONTH, options)
    except BaseException as error:
        print(error, file=sys.stderr)
        os._exit(REFUSED if of_the_system(error) else DEFECT)
    if trial.counted:
        trial.counted.write_text("\n".join(listed), encoding="utf-8")
    os._exit(done.n_failed)


def from_results(results: Path) -> Callable[..., bool]:
    """Return a stand-in for the kernel: it puts what real kernels made where a kernel would."""

    def run_job(job: Job, **_: Any) -> bool:
        month = open_company(results).month(MONTH)
        job.saved.mkdir(parents=True, exist_ok=True)
        for file in month.artefacts("draft").glob(f"{job.workbook}_*"):
            shutil.copyfile(file, job.saved / file.name)
        shutil.copyfile(executed_file(month, job.workbook, job.lang), job.executed)
        return False

    return run_job


def _hook(trial: Trial, listed: list[str]) -> Callable[[str, tuple[Any, ...]], None]:
    scratch: list[str] = []

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        path = changed(event, arguments, str(trial.root))
        if trial.is_full and path and event in NEED_ROOM and len(listed) >= trial.at:
            raise OSError(errno.ENOSPC, "No space left on device", path)
        if path and _is_scratch(path):
            scratch.append(path)
        if not path or (_is_scratch(path) and len(scratch) % FEW != 1):
            return
        listed.append(f"{event} {path}")
        if len(listed) == trial.at and not trial.is_full:
            _die(event, arguments)

    return hook


def changed(event: str, arguments: tuple[Any, ...], root: str) -> str:
    """Return what an event changes below `root` (of a move: where to), '' when nothing."""
    if event == "open":
        path, _, flags = arguments
        return str(path) if flags & WRITING and str(path).startswith(root) else ""
    if event not in CHANGES:
        return ""
    path = str(arguments[event == "os.rename"])
    is_relative = not os.path.isabs(path)  # noqa: PTH117 (an event's text, of a folder's handle)
    return path if is_relative or path.startswith(root) else ""


def _is_scratch(path: str) -> bool:
    return any(part in path for part in SCRATCH)


def _die(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and arguments[2] & os.O_TRUNC:
        with open(os.open(arguments[0], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "wb") as torn:  # noqa: PTH123
            torn.write(HALF)
    os.kill(os.getpid(), signal.SIGKILL)
