"""Processes of a run that are killed while real kernels work: the run goes on, or its rerun does.

What each kill of the run itself may leave on the disk is in `test_killed`, change by change.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.runs.small import MONTH, MORE, bytes_below, company, good, noted, run, workbooks

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux"),
]
PRELOAD = "salesnb.kernels.preload"
LATER = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8)  # seconds after the process was there
SHARES = tuple(share / 12 for share in range(1, 12))  # of the time that a whole run takes


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cells = {"a_one": good("a_one", "a_one_sum")[:2], "b_two": good("b_two", "b_two_sum", "2")[:2]}
    return workbooks(tmp_path_factory.mktemp("books"), cells)


@pytest.fixture(scope="module")
def issued(books: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A month that was issued as v1, with a line that came in late."""
    one = company(tmp_path_factory.mktemp("issued") / "small")
    assert run(one, books, issue="agreed").n_failed == 0
    return company(one.root, orders=MORE).root


@pytest.fixture(scope="module")
def whole(
    issued: Path, books: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, float]:
    """The same month after a run that nothing disturbs, and its seconds."""
    root = Path(shutil.copytree(issued, tmp_path_factory.mktemp("whole") / "small"))
    began = time.monotonic()
    assert started(root, books).wait(timeout=300) == 0
    return root, time.monotonic() - began


def started(root: Path, books: Path) -> subprocess.Popen[bytes]:
    words = ["run", str(root), "--month", str(MONTH), "--jobs", "2"]
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from salesnb.cli import main; main()",
            *words,
            "--reissue",
            "--issue",
            "agreed again",
        ],
        env={**os.environ, "SALESNB_NOTEBOOKS": str(books), "SALESNB_LANG": "en"},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def helper(runner: psutil.Process) -> psutil.Process | None:
    """Return the preloading process of a run once it is there."""
    return next((one for one in runner.children() if PRELOAD in " ".join(one.cmdline())), None)


def kernel(runner: psutil.Process) -> psutil.Process | None:
    """Return a forked kernel of a run once it is there."""
    parent = helper(runner)
    return next(iter(parent.children()), None) if parent else None


@pytest.mark.parametrize("found", [helper, kernel])
def test_a_run_goes_on_when_one_of_its_processes_is_killed(
    issued: Path,
    books: Path,
    whole: tuple[Path, float],
    tmp_path: Path,
    found: Callable[[psutil.Process], psutil.Process | None],
) -> None:
    n_killed = 0
    for place, later in enumerate(LATER):
        root = Path(shutil.copytree(issued, tmp_path / f"{place}" / "small"))
        one = started(root, books)
        n_killed += kill(one, found, later)
        assert one.wait(timeout=300) == 0, later
        assert bytes_below(root) == bytes_below(whole[0]), later
        again = [state["started_again"] for state in noted(company(root, orders=MORE)).values()]
        assert found is kernel or len(again) == 2
    assert n_killed >= len(LATER) // 2


def kill(
    one: subprocess.Popen[bytes],
    found: Callable[[psutil.Process], psutil.Process | None],
    later: float,
) -> bool:
    """Kill a process of a run some time after it was there; return whether it still was."""
    runner = psutil.Process(one.pid)
    while one.poll() is None:
        try:
            there = found(runner)
            if there is not None:
                time.sleep(later)
                there.kill()
                return True
        except psutil.NoSuchProcess:
            return False
        time.sleep(0.01)
    return False


def test_a_killed_run_leaves_what_was_issued_and_its_rerun_ends_it(
    issued: Path, books: Path, whole: tuple[Path, float], tmp_path: Path
) -> None:
    kept = {place: bytes_below(issued / "months" / str(MONTH) / place) for place in KEPT}
    for share in SHARES:
        root = Path(shutil.copytree(issued, tmp_path / f"{share:.2f}" / "small"))
        one = started(root, books)
        time.sleep(whole[1] * share)
        os.killpg(one.pid, signal.SIGKILL)
        one.wait(timeout=60)
        month = root / "months" / str(MONTH)
        assert {place: bytes_below(month / place) for place in KEPT} == kept, share
        assert started(root, books).wait(timeout=300) == 0, share
        assert bytes_below(root) == bytes_below(whole[0]), share
        left = list(Path(tempfile.gettempdir()).glob(f"snb-{one.pid}-*"))
        assert not left, "the next run removes what a killed one left in the temporary folder"


KEPT = ("artefacts/v1", "decisions/v1", "facts/v1", "report/en/v1")
