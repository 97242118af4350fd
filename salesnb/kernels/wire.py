"""What runner and preloaded process say to each other over their private socket.

A line of JSON each way: the request with the kernel's standard output and error as descriptors,
the answer `{"pid": 7}` or `{"refused": "why"}`, and later `{"status": 0}` when the kernel has
ended. The connection stays as long as the kernel: when one side closes it, the other knows.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
from functools import cache
from importlib.metadata import entry_points
from typing import Any

SOCKET = "SALESNB_PRELOADED"  # the variable that names the preloaded process's socket
NAME = "salesnb-preloaded"  # of the provisioner, in the entry point group
GROUP = "jupyter_client.kernel_provisioners"
REFUSALS: dict[str, str] = {}  # by socket: why a kernel came to be fresh though it was to be forked
LOADED_WITHIN = 180  # seconds; a stack that takes longer hangs
LONGEST = 1 << 22  # bytes of a request: an environment is far smaller


@cache
def is_registered() -> bool:
    """Return whether this installation has the entry point (one made before it had does not)."""
    return bool(entry_points(group=GROUP, name=NAME))


def ask(where: str, request: dict[str, Any]) -> tuple[socket.socket, dict[str, Any]]:
    """Send a request with our standard output and error; return the connection and the answer.

    Raises `OSError` when nobody is there or the connection is closed without an answer.
    """
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(LOADED_WITHIN)
    try:
        connection.connect(where)
        line = json.dumps(request).encode() + b"\n"
        socket.send_fds(connection, [line[:1]], [1, 2])
        connection.sendall(line[1:])
        answer = read_line(connection)
        if answer is None:
            raise ConnectionError("the preloaded process has ended")
        connection.settimeout(None)
    except OSError:
        connection.close()
        raise
    return connection, answer


def take(connection: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    """Return a request and the descriptors that came with it; None when the asker has gone."""
    first, descriptors, _, _ = socket.recv_fds(connection, 1, 2)
    return (read_line(connection, first) if first else None), list(descriptors)


def tell(connection: socket.socket, said: dict[str, Any]) -> None:
    """Send one line; an asker that has gone does not matter."""
    try:
        connection.sendall(json.dumps(said).encode() + b"\n")
    except OSError:
        return


def read_line(connection: socket.socket, begun: bytes = b"") -> dict[str, Any] | None:
    """Return the next line as what it says, None when the other side has closed."""
    read = bytearray(begun)
    while not read.endswith(b"\n") and len(read) < LONGEST:
        more = connection.recv(65536)
        if not more:
            return None
        read += more
    return dict(json.loads(read))


class ForkedKernel:
    """A kernel that another process has forked, in the form that jupyter_client expects."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, connection: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._connection = connection

    def poll(self) -> int | None:
        """Return how the kernel ended, None while it lives."""
        if self.returncode is None and select.select([self._connection], [], [], 0)[0]:
            self._ended()
        return self.returncode

    def wait(self) -> int:
        """Wait for the kernel's end and return how it ended."""
        if self.returncode is None:
            self._ended()
        return int(self.returncode or 0)

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel and all that it started, unless it has ended."""
        if self.poll() is None:
            os.killpg(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        if sys.platform != "win32":
            self.send_signal(signal.SIGKILL)

    def _ended(self) -> None:
        """Note how the kernel ended; where the preloaded process is gone, its kernels are too."""
        try:
            said = read_line(self._connection) or {}
        except (OSError, ValueError):
            said = {}
        self.returncode = int(said.get("status", -9))
        self._connection.close()
