"""How kernels are started and stopped: over private sockets where the system has them, at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from jupyter_client.manager import AsyncKernelManager


@dataclass(frozen=True)
class Surroundings:
    """What a kernel finds: variables, the folder that it works in, where its sockets go."""

    environment: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    sockets: str = ""


# Of the next kernel that this thread starts. The working folder is handed to the kernel alone:
# changing that of the process would move the other threads' kernels too.
_NONE = Surroundings()
SURROUNDINGS: ContextVar[Surroundings] = ContextVar("surroundings", default=_NONE)


class PrivateKernelManager(AsyncKernelManager):
    """A kernel over IPC in a private folder (no port, no warning), ended without ceremony."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        folder = SURROUNDINGS.get().sockets
        if folder and sys.platform != "win32":
            self.transport = "ipc"
            self.ip = os.path.join(folder, os.urandom(6).hex())  # noqa: PTH118 (a prefix, not a path)

    async def start_kernel(  # type: ignore[override]  # asynchronous, as its parent is
        self, *, kernel_id: str | None = None, **options: Any
    ) -> None:
        """Start the kernel in the surroundings that this thread set for it."""
        around = SURROUNDINGS.get()
        options["env"] = {**os.environ, **around.environment}
        if around.folder:
            options["cwd"] = around.folder
        await self._async_start_kernel(kernel_id=kernel_id, **options)
