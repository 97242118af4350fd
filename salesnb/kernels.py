"""How kernels are started and stopped: over private sockets where the system has them, at once."""

from __future__ import annotations

import os
import sys
from contextvars import ContextVar
from typing import Any

from jupyter_client.manager import AsyncKernelManager

# What the next kernel of this thread finds in its environment, and where its sockets go.
ENVIRONMENT: ContextVar[dict[str, str] | None] = ContextVar("environment", default=None)
SOCKETS: ContextVar[str] = ContextVar("sockets", default="")


class PrivateKernelManager(AsyncKernelManager):
    """A kernel over IPC in a private folder (no port, no warning), ended without ceremony."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        folder = SOCKETS.get()
        if folder and sys.platform != "win32":
            self.transport = "ipc"
            self.ip = os.path.join(folder, os.urandom(6).hex())  # noqa: PTH118 (a prefix, not a path)

    async def start_kernel(self, *, kernel_id: str | None = None, **options: Any) -> None:
        """Start the kernel with the environment that this thread set for it."""
        options["env"] = {**os.environ, **(ENVIRONMENT.get() or {})}
        await self._async_start_kernel(kernel_id=kernel_id, **options)
