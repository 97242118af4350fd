"""Processes of a run that are killed while real kernels work: the run goes on, or its rerun does.

Kills of the whole run fall in every stage (`kills`); what each may leave on the disk is in
`test_killed`, change by change.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.runs import staged
from tests.runs.kills import PLANNED, Kills
from tests.runs.small import MONTH, MORE, bytes_below, company, good, noted, run, workbooks

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux"),
]
PRELOAD = "salesnb.kernels.preload"
LATER = (0.0, 0.1, 0.4)  # seconds after the process was there


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
def whole(issued: Path, books: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same month after a run that nothing disturbs."""
    root = Path(shutil.copytree(issued, tmp_path_factory.mktemp("whole") / "small"))
    assert started(root, books).wait(timeout=300) == 0
    return root


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


def test_a_run_goes_on_when_its_helper_is_killed(
    issued: Path, books: Path, whole: Path, tmp_path: Path
) -> None:
    n_killed = 0
    for place, later in enumerate(LATER):
        root = Path(shutil.copytree(issued, tmp_path / f"{place}" / "small"))
        one = started(root, books)
        n_killed += kill(one, later)
        assert one.wait(timeout=300) == 0, later
        assert bytes_below(root) == bytes_below(whole), later
        again = [state["started_again"] for state in noted(company(root, orders=MORE)).values()]
        assert len(again) == 2
    assert n_killed >= len(LATER) // 2


def kill(one: subprocess.Popen[bytes], later: float) -> bool:
    """Kill the helper of a run some time after it was there; return whether it still was."""
    runner = psutil.Process(one.pid)
    while one.poll() is None:
        try:
            there = helper(runner)
            if there is not None:
                time.sleep(later)
                there.kill()
                return True
        except psutil.NoSuchProcess:
            return False
        time.sleep(0.01)
    return False


def test_sixty_kills_in_all_stages_leave_a_whole_pack_and_a_rerun_the_same_bytes(
    tmp_path: Path,
) -> None:
    """Old or new pack whole, v1 untouched, rerun the same bytes: required of every kill."""
    kills = Kills(tmp_path)
    kills.kill(PLANNED)
    assert kills.faults == []
    assert [stage for stage in PLANNED if not kills.fell[stage]] == [], kills.fell
    assert kills.n_kills >= 60, kills.fell
    assert set(kills.packs) == {"old", "new"}
    print(f"{kills.n_kills} kills: {dict(kills.fell)}; packs: {dict(kills.packs)}")
    kills.expected = {}
    kills.kill({staged.ISSUING: 1})
    assert kills.faults, "a rerun that ends with other bytes is seen"


def test_the_stage_of_a_kill_is_the_innermost_that_has_begun_and_not_ended() -> None:
    def stage(*messages: str) -> str:
        return staged.Staged(None, None, [(0.0, one) for one in messages]).stage  # type: ignore[arg-type]

    assert stage() == ""
    assert stage("+issuing", ".", "+publishing", "+rendering") == "rendering"
    assert stage("+issuing", "+publishing", "-publishing", ".") == "issuing"
    assert stage("+gate", "-gate") == ""
