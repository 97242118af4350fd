"""Ctrl-C: one line and exit code 130, whatever the command is doing; a second ends it at once."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import warnings
from typing import NoReturn

INTERRUPTED = 130
_SHOW_CURSOR = "\x1b[?25h"  # progress bars hide it


class Interrupts:
    """Counts the interrupts; after the first nothing but the one line is said."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, *_: object) -> NoReturn:
        """Take an interrupt: raise it, or leave at once when it is not the first."""
        self.count += 1
        if self.count > 1:
            leave()
        logging.disable(logging.CRITICAL)
        warnings.simplefilter("ignore")
        sys.unraisablehook = threading.excepthook = _say_nothing
        raise KeyboardInterrupt


def _say_nothing(_: object) -> None:
    """Say nothing of what an interrupt breaks off in other threads and finalizers."""


def until_interrupted() -> None:
    """Run the command of the command line until it is done or interrupted."""
    interrupts = Interrupts()
    signal.signal(signal.SIGINT, interrupts)
    try:
        from salesnb.cli.app import app

        app()
    except BaseException:
        if not interrupts.count:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is done, and only leaves
            raise
        leave()


def leave() -> NoReturn:
    """Say that the command was interrupted, and end this process without waiting for threads."""
    from salesnb.cli.language import command_language
    from salesnb.i18n import t, use

    with use(command_language()):
        said = t("interrupted: nothing is half done; the same command goes on from here")
    cursor = _SHOW_CURSOR if sys.stderr.isatty() else ""
    sys.stderr.write(f"{cursor}{said}\n")
    sys.stderr.flush()
    os._exit(INTERRUPTED)
