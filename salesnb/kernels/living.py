"""The kernels of this process that live now, so that an interrupted run can end them all."""

from __future__ import annotations

import os
import signal
import sys
from threading import Event

PROCESSES: set[int] = set()
_ENDED = Event()


def end_all() -> None:
    """End every kernel and let none start any more: this process is about to leave."""
    _ENDED.set()
    for process in list(PROCESSES):
        try:
            if sys.platform == "win32":
                os.kill(process, signal.SIGTERM)
            else:
                os.killpg(process, signal.SIGKILL)
        except OSError:  # it has ended by itself
            continue


def are_ended() -> bool:
    """Return whether `end_all` was called."""
    return _ENDED.is_set()
