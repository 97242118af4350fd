"""Runs of tests share one preloaded process; `tests/kernels` tests those of runs themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest

from salesnb.kernels.starting import Preloaded
from salesnb.runs import month
from salesnb.runs.leftovers import private_folder
from tests.conftest import ROOT


class Owned(Preloaded):
    """The process of all tests: it is started for the first run that needs it."""

    def start(self) -> None:
        """Start it where its own folder is none to import from, but this checkout's tests are."""
        with pytest.MonkeyPatch.context() as patched, chdir(self.folder):
            patched.setenv("PYTHONPATH", str(ROOT))
            super().start()


class Lent(Preloaded):
    """The process of all tests as one run sees it, which neither starts nor ends it."""

    def __init__(self, owned: Preloaded, folder: str, *, wanted: bool) -> None:
        super().__init__(folder, wanted=False)
        self.socket, self._owned, self._is_wanted = owned.socket, owned, wanted

    def start(self) -> None:
        if self._is_wanted:
            self._owned.start()

    def environment(self) -> dict[str, str]:
        return self._owned.environment() if self._is_wanted else {}


@pytest.fixture(scope="session")
def preloaded() -> Iterator[Preloaded]:
    """Return the process that forks kernels for all runs of this worker."""
    with private_folder() as folder:
        owned = Owned(folder)
        yield owned
        owned.stop()


@pytest.fixture(autouse=True)
def lent_kernels(preloaded: Preloaded, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork all kernels of runs from that process, unless fresh ones are asked for."""

    def lent(folder: str, _: Path, *, wanted: bool) -> Preloaded:
        return Lent(preloaded, folder, wanted=wanted)

    def is_wanted(run: Any) -> bool:
        return not run.options.fresh_kernels

    monkeypatch.setattr(month, "Preloaded", lent)
    monkeypatch.setattr(month, "_are_kernels_forked", is_wanted)
