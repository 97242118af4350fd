"""What a run leaves when it is killed before a change of the disk, and a disk that is full.

Every change that Python makes below the company folder is seen by an audit hook: a file opened for
writing, a move, a removal, a new folder. Before each one the hook copies the company folder: a kill
at that moment would leave these bytes. A file that is about to be written is half written in the
copy. So one run, in a process of its own, yields what a kill before each of its changes leaves;
`test_killed_processes` kills for good, in every stage.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from salesnb.paths import open_company
from salesnb.runs import schedule
from salesnb.runs.execute import Job
from salesnb.runs.month import run_month
from salesnb.runs.state import Options, Outcome, executed_file
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
LISTED = "changes.txt"
HALF = b'{"half a'


@dataclass(frozen=True)
class Trial:
    """One run: of which company, with which workbooks, whose results stand ready."""

    root: Path
    books: Path
    results: Path  # a month in which the same run has been done by real kernels
    copies: Path | None = None  # where what a kill before each change leaves is copied
    full_from: int | None = None  # the change from which on the disk is full


@dataclass(frozen=True)
class Left:
    """The company folder as a kill before one change leaves it."""

    root: Path
    before: str  # the change that was not made

    @property
    def needs_room(self) -> bool:
        """Whether the change asks for room on the disk."""
        return self.before.split(" ", 1)[0] in NEED_ROOM

    @property
    def state(self) -> frozenset[tuple[str, int, bytes]]:
        """Name, mode and bytes of all that is there: some changes change nothing, as a removal of
        what is not there."""
        return frozenset(
            (
                one.relative_to(self.root).as_posix(),
                one.stat().st_mode,
                one.read_bytes() if one.is_file() else b"",
            )
            for one in self.root.rglob("*")
        )


def run(trial: Trial) -> int:
    """Run a trial in a process of its own and return the exit code."""
    process = _prepared().Process(target=_run, args=(trial,))
    process.start()
    process.join()
    return int(process.exitcode or 0)


@contextmanager
def reruns() -> Iterator[Callable[[Trial], int]]:
    """Give what runs trials that are neither watched nor refused, and returns their exit codes.

    They are run one after the other in a process that has imported all and run before, as a user
    does who runs several companies: the first run of a process takes three times as long.
    """
    with ProcessPoolExecutor(1, mp_context=_prepared()) as pool:
        yield lambda trial: pool.submit(_rerun, trial).result()


def _prepared() -> ForkServerContext:
    """Return how processes are begun: with what they need imported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


def kills(trial: Trial) -> list[Left]:
    """Run a trial to its end and return what a kill before each of its changes leaves."""
    assert trial.copies
    trial.copies.mkdir(parents=True)
    assert run(trial) == 0
    changes = (trial.copies / LISTED).read_text(encoding="utf-8").splitlines()
    return [Left(_copy(trial, at), change) for at, change in enumerate(changes)]


def _copy(trial: Trial, at: int) -> Path:
    assert trial.copies
    return trial.copies / f"{at:03d}" / trial.root.name


def _rerun(trial: Trial) -> int:
    assert trial.copies is None and trial.full_from is None
    return _done(trial).n_failed


def _done(trial: Trial) -> Outcome:
    """Run the month of a trial, with ready results for the kernels."""
    schedule.run_job = from_results(trial.results)  # type: ignore[assignment]
    options = Options(
        ("en",),
        jobs=1,
        notebooks=trial.books,
        reissue=True,
        issue="agreed again",
        fresh_kernels=True,
    )
    return run_month(open_company(trial.root), MONTH, options)


def _run(trial: Trial) -> None:
    watch = Watch(trial)
    sys.addaudithook(watch)
    try:
        done = _done(trial)
    except BaseException as error:
        print(error, file=sys.stderr)
        os._exit(REFUSED if of_the_system(error) else DEFECT)
    if trial.copies:
        (trial.copies / LISTED).write_text("\n".join(watch.listed), encoding="utf-8")
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


class Watch:
    """The audit hook of one trial: it lists the changes, copies before each, or refuses them."""

    def __init__(self, trial: Trial) -> None:
        self.trial = trial
        self.listed: list[str] = []
        self._scratch = 0
        self._turn = threading.Lock()
        self._own = threading.local()  # what the copying itself opens is no change of the run

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if getattr(self._own, "is_copying", False):
            return
        path = changed(event, arguments, str(self.trial.root))
        if not path:
            return
        with self._turn:
            self._see(event, path, arguments)

    def _see(self, event: str, path: str, arguments: tuple[Any, ...]) -> None:
        full_from = self.trial.full_from
        if full_from is not None and event in NEED_ROOM and len(self.listed) >= full_from:
            raise OSError(errno.ENOSPC, "No space left on device", path)
        if _is_scratch(path):
            self._scratch += 1
            if self._scratch % FEW != 1:
                return
        if self.trial.copies:
            self._own.is_copying = True
            _leave(self.trial.root, _copy(self.trial, len(self.listed)), event, arguments)
            self._own.is_copying = False
        self.listed.append(f"{event} {path}")


def _leave(root: Path, copy: Path, event: str, arguments: tuple[Any, ...]) -> None:
    """Copy the company as it is now, with the file that is about to be written half written."""
    shutil.copytree(root, copy)
    if event == "open" and arguments[2] & os.O_TRUNC:
        (copy / Path(arguments[0]).relative_to(root)).write_bytes(HALF)


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
