"""Forked kernels: the same outputs as fresh ones, alone in their failures, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from salesnb.cli import doctor
from salesnb.kernels.starting import Preloaded
from salesnb.runs.leftovers import private_folder
from tests.runs.small import (
    OPENED,
    SAVED,
    bytes_below,
    company,
    good,
    noted,
    run,
    states,
    workbooks,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
PARENT = "import os, pathlib\nparent = pathlib.Path(f'/proc/{os.getppid()}/cmdline').read_text()"
SURROUNDINGS = """import os, signal, sys, threading, matplotlib
print(os.getcwd() == os.environ["SALESNB_RUN"])
print(os.environ["SALESNB_BATCH"], os.environ["OMP_NUM_THREADS"], "JPY_PARENT_PID" in os.environ)
print(sorted(name for name in os.environ if name.startswith("SALESNB_")))
print(sys.argv[0].split("/")[-1][:17], [one for one in sys.path if one in ("", os.getcwd())])
print(signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGCHLD))
print(os.getsid(0) == os.getpid())
print(matplotlib.get_backend(), sys.stdin.read(), __name__)
print(sorted(vars()), os.umask(0o22))"""


SECOND = [OPENED.format(id="b_two")]  # for one kernel alone no process is preloaded


def books(folder: Path, **cells: list[str]) -> Path:
    return workbooks(folder, cells)


def saved(id: str, value: str) -> list[str]:
    """Return the cells of a workbook that saves what an expression gives."""
    return [OPENED.format(id=id), SAVED.format(name=f"{id}_sum", value=value)]


def test_a_forked_kernel_finds_what_a_fresh_one_finds(tmp_path: Path) -> None:
    notebooks = books(
        tmp_path / "books", a_one=[*good("a_one", "a_one_sum"), SURROUNDINGS], b_two=SECOND
    )
    found = []
    for fresh in (True, False):
        one = company(tmp_path / str(fresh) / "small")
        outcome = run(one, notebooks, fresh_kernels=fresh)
        assert outcome.n_failed == 0 and not outcome.fresh_kernels, outcome
        found.append(bytes_below(one.root))
        text = next(one.root.rglob("a_one.ipynb")).read_text(encoding="utf-8")
        assert "SALESNB_RUN" in text
    assert found[0] == found[1]


@pytest.mark.long
def test_kernels_are_forked_unless_fresh_ones_are_asked_for(tmp_path: Path) -> None:
    where = [OPENED.format(id="a_one"), f"{PARENT}\nprint('salesnb.kernels.preload' in parent)"]
    notebooks = books(tmp_path / "books", a_one=where, b_two=SECOND)
    for fresh in (False, True):
        one = company(tmp_path / str(fresh) / "small")
        run(one, notebooks, fresh_kernels=fresh)
        text = next(one.root.rglob("a_one.ipynb")).read_text(encoding="utf-8")
        assert ("True\\n" in text, "False\\n" in text) == (not fresh, fresh)


@pytest.mark.long
def test_random_numbers_are_not_those_of_the_next_kernel(tmp_path: Path) -> None:
    drawn = "import random, numpy as np\nprint('drawn', random.random(), np.random.random())"
    notebooks = books(tmp_path / "books", a_one=[drawn], b_two=[drawn])
    one = company(tmp_path / "small")
    run(one, notebooks)
    lines = {
        line.split("drawn ")[1][:40].split("\\n")[0]
        for file in one.root.rglob("executed/en/*.ipynb")
        for line in file.read_text(encoding="utf-8").splitlines()
        if '"drawn ' in line and "print" not in line
    }
    numbers = [number for line in lines for number in line.split()]
    assert len(numbers) == len(set(numbers)) == 4


@pytest.mark.parametrize("fresh", [False, True])
def test_a_crashed_kernel_fails_its_workbook_alone(tmp_path: Path, *, fresh: bool) -> None:
    crash = [OPENED.format(id="a_dies"), "import ctypes\nctypes.string_at(0)"]
    notebooks = books(tmp_path / "books", a_dies=crash, b_lives=good("b_lives", "b_lives_sum"))
    outcome = run(company(tmp_path / "small"), notebooks, fresh_kernels=fresh)
    assert states(outcome) == {"a_dies/en": "failed", "b_lives/en": "done"}
    assert "its process died twice" in outcome.workbooks["a_dies/en"]["note"]


@pytest.mark.long
def test_without_its_helper_a_run_goes_on_with_fresh_kernels(tmp_path: Path) -> None:
    kills = (
        f"{PARENT}\nif 'salesnb.kernels.preload' in parent:\n"
        "    os.kill(os.getppid(), 9)\n    import time\n    time.sleep(60)"
    )
    cells = [*good("a_kills", "a_kills_sum"), kills]
    notebooks = books(tmp_path / "books", a_kills=cells, b_lives=good("b_lives", "b_lives_sum"))
    outcome = run(company(tmp_path / "small"), notebooks, jobs=1)
    assert states(outcome) == {"a_kills/en": "done", "b_lives/en": "done"}
    assert outcome.workbooks["a_kills/en"]["started_again"]
    assert outcome.fresh_kernels == "the preloaded process has died"


def test_a_kernel_that_dies_once_is_started_again(tmp_path: Path) -> None:
    once = f"import os\nif not os.path.exists({str(tmp_path / 'died')!r}):\n"
    once += f"    open({str(tmp_path / 'died')!r}, 'w').close()\n    os._exit(9)"
    notebooks = books(tmp_path / "books", a_one=[*good("a_one", "a_one_sum"), once])
    one = company(tmp_path / "small")
    outcome = run(one, notebooks)
    assert states(outcome) == {"a_one/en": "done"}
    assert outcome.workbooks["a_one/en"]["started_again"]
    fine = company(tmp_path / "fine" / "small")
    assert not run(fine, notebooks).workbooks["a_one/en"]["started_again"]
    assert bytes_below(one.root) == bytes_below(fine.root)
    assert not run(one, notebooks).workbooks["a_one/en"]["started_again"]


def test_a_thread_in_the_stack_means_fresh_kernels_and_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "threaded.py").write_text(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(600,), daemon=True, name='busy').start()\n"
    )
    (tmp_path / "broken.py").write_text("raise ValueError('told by its workbook')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    cells = {"a_one": good("a_one", "a_one_sum"), "b_two": SECOND}
    notebooks = workbooks(tmp_path / "books", cells, a_one='areas = ["broken"]')
    outcome = run(company(tmp_path / "broken_area"), notebooks)
    assert outcome.n_failed == 0 and not outcome.fresh_kernels
    workbooks(tmp_path / "books", cells, a_one='areas = ["threaded"]')
    outcome = run(company(tmp_path / "small"), notebooks)
    assert outcome.n_failed == 0
    assert outcome.fresh_kernels == "2 threads (busy)"


def test_the_helper_says_that_it_is_ready_and_leaves_nothing(tmp_path: Path) -> None:
    lent = children(os.getpid())  # one that other tests of this worker share
    with private_folder() as folder:
        preloaded = Preloaded(folder)
        preloaded.start()
        assert preloaded.state() == ""
        (helper,) = (one for one in children(os.getpid()) if one not in lent)
        preloaded.stop()
        assert not helper.is_running()
        assert not Path(folder).exists()
    unwanted = Preloaded(folder, wanted=False)
    unwanted.start()
    assert unwanted.environment() == {}
    assert "forked" in doctor._kernels()


def children(pid: int) -> list[psutil.Process]:
    """Return the processes of a preloaded stack below a process."""
    below = psutil.Process(pid).children(recursive=True)
    return [one for one in below if "salesnb.kernels.preload" in one.cmdline()]


@pytest.mark.long
@pytest.mark.parametrize("fresh", [False, True])
def test_a_killed_runner_leaves_no_process_and_no_socket(tmp_path: Path, *, fresh: bool) -> None:
    waits = [
        OPENED.format(id="a_waits"),
        f"open({str(tmp_path / 'there')!r}, 'w').close()\nimport time\ntime.sleep(600)",
    ]
    notebooks = books(tmp_path / "books", a_waits=waits, b_waits=waits)
    root = company(tmp_path / "small").root
    words = ["run", str(root), "--month", "2026-10", *(["--fresh-kernels"] if fresh else [])]
    runner = subprocess.Popen(
        [sys.executable, "-c", "from salesnb.cli import main; main()", *words],
        env={**os.environ, "SALESNB_NOTEBOOKS": str(notebooks)},
    )
    until(lambda: (tmp_path / "there").exists(), 120)
    below = psutil.Process(runner.pid).children(recursive=True)
    assert below
    runner.send_signal(signal.SIGKILL)
    runner.wait()
    until(lambda: not any(alive(one) for one in below), 10)
    folders = list(Path(tempfile.gettempdir()).glob(f"snb-{runner.pid}-*"))
    assert fresh or not folders, folders  # without a helper the next run removes them


@pytest.mark.long
@pytest.mark.parametrize("fresh", [False, True])
def test_an_interrupted_run_ends_at_once_and_keeps_what_was_done(
    tmp_path: Path, *, fresh: bool
) -> None:
    waits = [
        OPENED.format(id="b_waits"),
        f"open({str(tmp_path / 'there')!r}, 'w').close()\nimport time\ntime.sleep(600)",
    ]
    notebooks = books(tmp_path / "books", a_one=good("a_one", "a_one_sum"), b_waits=waits)
    one = company(tmp_path / "small")
    words = ["run", str(one.root), "--month", "2026-10", "--jobs", "1"]
    runner = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from salesnb.cli import main; main()",
            *words,
            *(["--fresh-kernels"] if fresh else []),
        ],
        env={**os.environ, "SALESNB_NOTEBOOKS": str(notebooks)},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until(lambda: (tmp_path / "there").exists(), 120)
    below = psutil.Process(runner.pid).children(recursive=True)
    os.killpg(runner.pid, signal.SIGINT)
    said = runner.communicate(timeout=60)[1]
    assert runner.returncode == 130 and "Traceback" not in said, said
    assert not any(alive(one) for one in below)
    assert noted(one)["a_one/en"]["state"] == "done"
    assert "b_waits/en" not in noted(one)


def alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def until(happened: object, seconds: float) -> None:
    """Wait for something; fail when it does not happen."""
    end = time.monotonic() + seconds
    while not happened():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
