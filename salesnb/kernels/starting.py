"""Start the preloaded process, and end it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from salesnb.i18n import t
from salesnb.index import notebooks_folder
from salesnb.kernels.wire import REFUSALS, SOCKET, ask, is_registered


class Preloaded:
    """The preloaded process of one run: started when it is first needed, ended with the run.

    `folder` is private; it is removed with the process, also when its owner was killed.
    """

    def __init__(
        self, folder: str = "", notebooks: Path | None = None, *, wanted: bool = True
    ) -> None:
        self.folder = folder
        self.socket = str(Path(folder) / "preloaded")
        self._notebooks = notebooks or notebooks_folder()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_possible = wanted and bool(folder) and is_registered() and sys.platform == "linux"

    def start(self) -> None:
        """Start the process, unless it runs already or this system has none; do not wait for it."""
        if self._process is not None or not self._is_possible:
            return
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with listening:
            listening.bind(self.socket)
            listening.listen(64)
            number = listening.fileno()
            command = [sys.executable, "-m", "salesnb.kernels.preload", str(number), self.folder]
            stated = {"SALESNB_NOTEBOOKS": str(self._notebooks.resolve()), "PYTHONWARNINGS": ""}
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                pass_fds=[number],
                start_new_session=True,
                env={**os.environ, **stated},
            )

    def environment(self) -> dict[str, str]:
        """Return what a kernel's environment must say so that it is forked."""
        return {SOCKET: self.socket} if self._process is not None else {}

    def refusal(self) -> str:
        """Return why a kernel that was to be forked was not, '' when none was refused."""
        return REFUSALS.get(self.socket, "")

    def state(self) -> str:
        """Return why kernels are fresh, '' when they are forked; wait until the stack is loaded."""
        if sys.platform != "linux":
            return t("kernels are forked on Linux only")
        if self._process is None:
            return t("this installation is older than its code: install it again")
        try:
            connection, answer = ask(self.socket, {})
        except OSError as error:
            return str(error)
        connection.close()
        return str(answer.get("refused", ""))

    def stop(self) -> None:
        """End the process and all its kernels."""
        if self._process is None or self._process.stdin is None:
            return
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
