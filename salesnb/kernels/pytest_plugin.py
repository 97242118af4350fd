"""A pytest plugin with which nbval's kernels are forked: `pytest -p salesnb.kernels.pytest_plugin`.

The process that was started by hand owns the preloaded process; xdist's workers inherit where it
listens. Without Linux, or with `--fresh-kernels`, nbval's kernels are started as always.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from salesnb.index import notebooks_folder
from salesnb.kernels.starting import Preloaded
from salesnb.kernels.wire import NAME, SOCKET, is_registered

PROVISIONER = "JUPYTER_DEFAULT_PROVISIONER_NAME"


def pytest_addoption(parser: pytest.Parser) -> None:
    said = "start a fresh kernel per notebook"
    parser.addoption("--fresh-kernels", action="store_true", help=said)


def pytest_configure(config: Any) -> None:
    if hasattr(config, "workerinput") or config.getoption("--fresh-kernels") or not is_registered():
        return
    from salesnb.runs.leftovers import private_folder

    config.private_folder = private_folder()
    config.preloaded = Preloaded(config.private_folder.name, notebooks_folder())
    config.preloaded.start()
    if config.preloaded.environment():
        os.environ[PROVISIONER] = NAME
        os.environ[SOCKET] = config.preloaded.socket


def pytest_report_header(config: Any) -> str | None:
    preloaded = getattr(config, "preloaded", None)
    if preloaded is None:
        return None
    return f"kernels: {preloaded.state() or 'forked from a preloaded process'}"


def pytest_unconfigure(config: Any) -> None:
    preloaded = getattr(config, "preloaded", None)
    if preloaded is not None:
        preloaded.stop()
        config.private_folder.cleanup()
        os.environ.pop(PROVISIONER, None)
        os.environ.pop(SOCKET, None)
