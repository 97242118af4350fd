"""Hygiene for all tests: no figure, language or environment of one test reaches the next."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from salesnb.kernels.stack import ONE_THREAD

# As in kernels: two workers whose libraries start threads of their own cost three times the time.
os.environ.update(dict.fromkeys(ONE_THREAD.split(), "1"))

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"


# Files of minutes, longest first: begun last, one of them would keep a worker busy alone.
LONGEST = (
    "runs/test_killed.py",
    "runs/test_killed_processes.py",
    "mappings/test_real_runs.py",
    "kernels/test_every_workbook.py",
    "sources/fuzz/test_fuzz.py",
    "engines/test_spark.py",
    "demo/cases/test_stories.py",
    "snapshot/test_conservation.py",
    "pack/test_browser.py",
    "first_hour/test_first_hour.py",
    "runs/test_cluster.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; the others stay in their order."""
    places = {
        (ROOT / "tests" / name).resolve(strict=True): place for place, name in enumerate(LONGEST)
    }
    items.sort(key=lambda item: places.get(item.path, len(LONGEST)))


def pytest_collection_finish() -> None:
    """Leave what was collected out of every later search for garbage, and search seldom.

    Expressions of the engine are made of many small objects: a fifth of a test's time was spent
    looking through those that stay.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def clean_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [n for n in os.environ if n.startswith("SALESNB_")]:
        monkeypatch.delenv(name)
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    if "salesnb.i18n" in sys.modules:
        sys.modules["salesnb.i18n"].set_language("en")


def laid_out_once(folder: Path, lay_out: Callable[[Path], object]) -> Path:
    """Return a folder that one worker lays out while the others wait for it; tests only read it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            lay_out(folder)
            (folder / "done").touch()
    return folder


@pytest.fixture(scope="session")
def for_all_workers(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder that the workers of a test run have in common."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


def _close_demo(folder: Path) -> None:
    from salesnb.months import Month
    from salesnb.paths import open_company
    from salesnb.snapshot import close_month

    shutil.copytree(
        ROOT / "data" / "demo", folder / "demo", ignore=shutil.ignore_patterns("months")
    )
    close_month(open_company(folder / "demo"), Month(2026, 10))


@pytest.fixture(scope="session")
def closed_demo(for_all_workers: Path) -> Path:
    """The demo company with October 2026 closed, once for all workers; tests only read it."""
    return laid_out_once(for_all_workers / "closed", _close_demo) / "demo"


@pytest.fixture(scope="session")
def run_demo(for_all_workers: Path, closed_demo: Path) -> Path:
    """The demo company with October 2026 run in both languages, once for all workers."""

    def run(folder: Path) -> None:
        shutil.copytree(closed_demo, folder / "demo")
        asked = ["--month", "2026-10", "--lang", "en", "--lang", "zh", "--jobs", "2"]
        command = "from salesnb.cli import main; main()"
        words = [sys.executable, "-c", command, "run", str(folder / "demo"), *asked]
        subprocess.run(words, check=True, capture_output=True)

    return laid_out_once(for_all_workers / "run", run) / "demo"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data sets beside the project; tests skip where it is not there."""
    if not SHARED.is_dir():
        pytest.skip("the real data sets are not beside this checkout")
    return SHARED
