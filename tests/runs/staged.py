"""A month's run that says from stage to stage where it is, so that it can be killed inside each.

The run is a process of a group of its own. It sends a message whenever a stage begins or ends; the
stage in which a kill fell is the innermost one that had begun and not ended. Publishing and issuing
take milliseconds: there it also says each change of the disk before it is made, and can be held at
one until it is killed.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import wraps
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil

from salesnb.paths import open_company
from salesnb.runs import schedule
from salesnb.runs.month import run_month
from salesnb.runs.state import Options
from tests.runs import killed
from tests.runs.small import MONTH

GATE, KERNELS, KERNEL = "gate", "kernels", "one kernel alone"
RENDERING, PUBLISHING, ISSUING = "rendering", "publishing", "issuing"
STAGES = (GATE, KERNELS, RENDERING, PUBLISHING, ISSUING)
PRELOAD = "salesnb.kernels.preload"
_FUNCTIONS = {  # where a stage's function is looked up, by module
    "salesnb.runs.month": {
        "settle_month": GATE,
        "run_language": KERNELS,
        "issue_drafts": ISSUING,
        "publish_pack": PUBLISHING,
    },
    "salesnb.runs.issue": {"publish_pack": PUBLISHING},
    "salesnb.pack.publish": {
        "render_page": RENDERING,
        "check_pages": RENDERING,
        "write_excel": RENDERING,
        "render_front": RENDERING,
    },
}
BY_CHANGES = (PUBLISHING, ISSUING)
KILLED = -9  # the exit code of a process that was killed
CHANGE = "."
PATIENCE = 300.0  # seconds that a run may take


@dataclass(frozen=True)
class Trial:
    """One run: of which company, with which workbooks; `results` stand in for real kernels."""

    root: Path
    books: Path
    results: Path | None = None
    held_at: int = 0  # the message behind which it waits to be killed


@dataclass(frozen=True)
class Moment:
    """When to kill: so many seconds after the n-th message, counted from 1, or held at it."""

    n_messages: int
    later: float = 0.0
    is_held: bool = False


@dataclass
class Staged:
    """A run that goes on; what it has said so far, each message with the time that it came."""

    process: Any
    heard: Connection
    said: list[tuple[float, str]] = field(default_factory=list)

    def listen(self, n_messages: int = sys.maxsize) -> bool:
        """Take messages until there are so many; return whether there are, before the run ends."""
        while len(self.said) < n_messages:
            try:
                if not self.heard.poll(PATIENCE):
                    raise TimeoutError(f"a run says nothing for {PATIENCE:.0f} seconds")
                self.said.append((time.monotonic(), self.heard.recv_bytes().decode()))
            except (EOFError, ConnectionError):
                return False
        return True

    def ended(self) -> int:
        """Return the exit code once the run has ended, -9 when it was killed."""
        self.listen()
        self.process.join(PATIENCE)
        return int(self.process.exitcode)

    @property
    def fell(self) -> str:
        """The stage in which a run that has ended was killed, '' where it was not, or in none."""
        return self.stage if self.ended() == KILLED else ""

    @property
    def stage(self) -> str:
        """The innermost stage that has begun and not ended, '' between stages."""
        inside: list[str] = []
        for _, message in self.said:
            if message.startswith("+"):
                inside.append(message[1:])
            elif message.startswith("-"):
                inside.pop()
        return inside[-1] if inside else ""


def started(trial: Trial) -> Staged:
    """Start a run in a process of its own, which has imported all that it needs."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*killed.PRELOADED, __name__])
    heard, says = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(trial, says))
    process.start()
    says.close()
    return Staged(process, heard)


def killed_at(trial: Trial, moment: Moment) -> Staged:
    """Kill a run and all of its group at a moment; return the run, ended."""
    run = started(replace(trial, held_at=moment.n_messages if moment.is_held else 0))
    if run.listen(moment.n_messages):
        time.sleep(moment.later)
        os.killpg(run.process.pid, signal.SIGKILL)
    run.ended()
    return run


def kernel_killed(trial: Trial, later: float) -> int:
    """Kill one kernel of a run some seconds after it was there; return the run's exit code."""
    run = started(trial)
    while run.stage != KERNELS and run.listen(len(run.said) + 1):
        pass
    runner = psutil.Process(run.process.pid)
    while runner.is_running() and runner.status() != psutil.STATUS_ZOMBIE:
        kernel = next(_kernels(runner), None)
        if kernel is not None:
            time.sleep(later)
            _kill(kernel)
            break
        time.sleep(0.005)
    return run.ended()


def moments(whole: Staged, stage: str, n: int) -> list[Moment]:
    """Return n moments spread evenly over the time that a whole run spent in a stage."""
    spans = [one for one in _spans(whole) if one[0] == stage]
    if stage in BY_CHANGES:
        changes = [place for place, (_, message) in enumerate(whole.said, 1) if message == CHANGE]
        within = [place for _, place, _ in spans if place in changes]
        return [Moment(within[i * len(within) // n], is_held=True) for i in range(n)]
    total = sum(seconds for _, _, seconds in spans)
    found = []
    for place in range(n):
        rest = total * (place + 0.5) / n
        for _, n_messages, seconds in spans:
            if rest <= seconds:
                found.append(Moment(n_messages, rest))
                break
            rest -= seconds
    return found


def _spans(whole: Staged) -> Iterator[tuple[str, int, float]]:
    """Yield the stretches between messages: the stage, the messages before it, its seconds."""
    for n_messages in range(1, len(whole.said)):
        so_far = Staged(None, whole.heard, whole.said[:n_messages])
        yield so_far.stage, n_messages, whole.said[n_messages][0] - whole.said[n_messages - 1][0]


def _kernels(runner: psutil.Process) -> Iterator[psutil.Process]:
    """Yield the forked kernels of a run."""
    try:
        for child in runner.children():
            if PRELOAD in " ".join(child.cmdline()):
                yield from child.children()
    except psutil.NoSuchProcess:
        return


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return


class _Voice:
    """Says where the run is: stages, and in those `BY_CHANGES` each change below its folder."""

    def __init__(self, trial: Trial, says: Connection) -> None:
        self.trial, self.says, self.n_said, self.inside = trial, says, 0, [""]

    def say(self, message: str) -> None:
        self.says.send_bytes(message.encode())
        self.n_said += 1
        while self.n_said == self.trial.held_at:
            time.sleep(PATIENCE)

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Say a change of the disk, as an audit hook hears of it."""
        is_near = self.inside[-1] in BY_CHANGES
        if is_near and killed.changed(event, arguments, str(self.trial.root)):
            self.say(CHANGE)

    def announced(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        """Return a function that says when it begins and ends."""

        @wraps(function)
        def inside(*words: Any, **options: Any) -> Any:
            self.inside.append(stage)
            self.say(f"+{stage}")
            try:
                return function(*words, **options)
            finally:
                self.inside.pop()
                self.say(f"-{stage}")

        return inside


def _run(trial: Trial, says: Connection) -> None:
    os.setsid()
    voice = _Voice(trial, says)
    sys.addaudithook(voice.hear)
    if trial.results:
        schedule.run_job = killed.from_results(trial.results)  # type: ignore[assignment]
    for name, functions in _FUNCTIONS.items():
        module = importlib.import_module(name)
        for function, stage in functions.items():
            setattr(module, function, voice.announced(getattr(module, function), stage))
    options = Options(
        ("en",),
        jobs=2,
        notebooks=trial.books,
        reissue=True,
        issue="agreed again",
        fresh_kernels=trial.results is not None,
    )
    done = run_month(open_company(trial.root), MONTH, options)
    os._exit(done.n_failed)
