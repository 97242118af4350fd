"""The preloaded process: `python -m salesnb.kernels.preload DESCRIPTOR FOLDER`.

It listens on the socket that it was handed, imports the stack, and forks a kernel per request. It
ends when its standard input does, which is when its owner has gone: then it ends all kernels and
removes the folder of their sockets. It has one thread, and refuses when a library has started more.
"""

from __future__ import annotations

import gc
import os
import select
import shutil
import signal
import socket
import sys
from dataclasses import dataclass, field
from typing import Any

from salesnb.kernels.child import become_kernel
from salesnb.kernels.wire import take, tell

OWNER = 0  # standard input


@dataclass
class Helper:
    """The kernels that were forked, each with the connection of the one who asked for it."""

    listening: socket.socket
    folder: str
    refused: str = ""
    kernels: dict[int, socket.socket] = field(default_factory=dict)
    woken: tuple[int, int] = (-1, -1)

    def serve(self) -> None:
        """Answer until the owner has gone."""
        self.woken = _wake_on_death()
        while True:
            waiting: list[Any] = [self.listening, self.woken[0], OWNER, *self.kernels.values()]
            ready, _, _ = select.select(waiting, [], [])
            if OWNER in ready and not os.read(OWNER, 1):
                return
            if self.woken[0] in ready:
                os.read(self.woken[0], 4096)
                self._reap()
            self._end_forsaken(ready)
            if self.listening in ready:
                self._answer(self.listening.accept()[0])

    def leave(self) -> None:
        """End all kernels and remove the folder of their sockets."""
        for pid in list(self.kernels):
            _kill(pid)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answer(self, connection: socket.socket) -> None:
        """Answer one request: fork a kernel, or say that it is ready, or why it refuses."""
        request, descriptors = take(connection)
        if request is None or self.refused or "arguments" not in request:
            said: dict[str, Any] = {"refused": self.refused} if self.refused else {"ready": True}
            tell(connection, said)
            connection.close()
        else:
            self._fork(connection, request, descriptors)
        for one in descriptors:
            os.close(one)

    def _fork(
        self, connection: socket.socket, request: dict[str, Any], descriptors: list[int]
    ) -> None:
        """Fork a kernel and tell its asker the process number."""
        pid = os.fork()
        if pid == 0:
            self._forget(connection)
            become_kernel(request, descriptors)
        self.kernels[pid] = connection
        tell(connection, {"pid": pid})

    def _forget(self, connection: socket.socket) -> None:
        """Close in a child what belongs to the helper."""
        self.listening.close()
        for one in (connection, *self.kernels.values()):
            one.close()
        for descriptor in self.woken:
            os.close(descriptor)

    def _reap(self) -> None:
        """Tell the askers of kernels that have ended how they ended."""
        for pid, connection in list(self.kernels.items()):
            gone, status = os.waitpid(pid, os.WNOHANG)
            if gone:
                del self.kernels[pid]
                tell(connection, {"status": os.waitstatus_to_exitcode(status)})
                connection.close()

    def _end_forsaken(self, ready: list[Any]) -> None:
        """End the kernels whose askers have gone; an asker says nothing after its request."""
        for pid, connection in list(self.kernels.items()):
            if connection in ready:
                _kill(pid)


def _wake_on_death() -> tuple[int, int]:
    """Return a pipe that can be read when a child has ended."""
    reading, writing = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return reading, writing


def _kill(pid: int) -> None:
    """End a kernel and what it started; one that was forked just now has no group yet."""
    for end in (os.killpg, os.kill):
        try:
            end(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def main(descriptor: int, folder: str) -> None:
    """Load the stack and serve; whatever is wrong with it is the answer to every request."""
    sys.path[:] = [one for one in sys.path if one not in ("", os.getcwd())]  # noqa: PTH109
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the owner decides when the kernels end
    helper = Helper(socket.socket(fileno=descriptor), folder)
    try:
        helper.refused = _prepared()
        helper.serve()
    finally:
        helper.leave()


def _prepared() -> str:
    """Load the stack; return why kernels cannot be forked, '' when they can."""
    from salesnb.kernels import stack

    stack.set_environment()
    try:
        stack.load()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    others = stack.threads()
    if others:
        return f"{1 + len(others)} threads ({', '.join(others)})"
    gc.collect()
    gc.freeze()
    return ""


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
