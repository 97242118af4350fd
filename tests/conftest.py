"""Hygiene for all tests: no figure, language or environment of one test reaches the next."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"


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


@pytest.fixture(scope="session")
def closed_demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The demo company with October 2026 closed, once for all workers; tests only read it."""
    from salesnb.months import Month
    from salesnb.paths import open_company
    from salesnb.snapshot import close_month

    base = tmp_path_factory.getbasetemp()
    root = (base if worker_id == "master" else base.parent) / "closed" / "demo"
    root.parent.mkdir(exist_ok=True)
    with (root.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root.parent / "done").exists():
            ignored = shutil.ignore_patterns("months")
            shutil.copytree(ROOT / "data" / "demo", root, ignore=ignored, dirs_exist_ok=True)
            close_month(open_company(root), Month(2026, 10))
            (root.parent / "done").touch()
    return root


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data sets beside the project; tests skip where it is not there."""
    if not SHARED.is_dir():
        pytest.skip("the real data sets are not beside this checkout")
    return SHARED
