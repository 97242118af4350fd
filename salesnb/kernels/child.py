"""What a forked process does to become the kernel that a fresh start would have made."""

from __future__ import annotations

import atexit
import ctypes
import os
import signal
import sys
from typing import Any, NoReturn

INLINE = "module://matplotlib_inline.backend_inline"
DEATH_OF_PARENT = 1  # PR_SET_PDEATHSIG


def become_kernel(request: dict[str, Any], descriptors: list[int]) -> NoReturn:
    """Take the request's environment, folder and output; be a kernel until it is told to end."""
    code = 1
    try:
        helper = os.getppid()
        _detach()
        _take_streams(descriptors)
        os.environ.clear()
        os.environ.update(request["environment"], JPY_PARENT_PID=str(helper))
        os.chdir(request["folder"])
        _take_place(request["arguments"])
        _run([*request["arguments"], f"--IPKernelApp.parent_handle={helper}"])
        code = 0
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        _leave(code)
    os._exit(code)


def _detach() -> None:
    """Be a group of its own, signals as they are at a start, ended with the helper."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
        is_interrupt = number == signal.SIGINT
        signal.signal(number, signal.default_int_handler if is_interrupt else signal.SIG_DFL)
    ctypes.CDLL(None, use_errno=True).prctl(DEATH_OF_PARENT, signal.SIGKILL)


def _take_streams(descriptors: list[int]) -> None:
    """Read from nothing, write to where the asker writes."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in enumerate([nothing, *descriptors]):
        os.dup2(source, target)
    for one in (nothing, *descriptors):
        if one > 2:
            os.close(one)


def _take_place(arguments: list[str]) -> None:
    """Undo what must differ from process to process: arguments, random numbers, the backend."""
    import matplotlib as mpl
    import numpy as np

    sys.argv = ["ipykernel_launcher", *arguments]
    np.random.seed(None)
    mpl.rcParams["backend"] = os.environ.get("MPLBACKEND") or INLINE


def _run(arguments: list[str]) -> None:
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=arguments)


def _leave(code: int) -> NoReturn:
    """End without unwinding into the helper's own frames."""
    atexit._run_exitfuncs()
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None:
            stream.flush()
    os._exit(code)
