"""How kernels are started and stopped: over private sockets where the system has them, at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from traitlets import DottedObjectName

from salesnb.kernels import living
from salesnb.kernels.client import QuickClient
from salesnb.kernels.wire import NAME, is_registered


@dataclass(frozen=True)
class Surroundings:
    """What a kernel finds: variables, the folder that it works in, where its sockets go.

    `forked` says whether it is asked of the preloaded process that the variables name.
    """

    environment: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    sockets: str = ""
    forked: bool = False


# Of the next kernel that this thread starts. The working folder is handed to the kernel alone:
# changing that of the process would move the other threads' kernels too.
_NONE = Surroundings()
SURROUNDINGS: ContextVar[Surroundings] = ContextVar("surroundings", default=_NONE)


class PrivateKernelManager(AsyncKernelManager):
    """A kernel over IPC in a private folder (no port, no warning) that is ended at once."""

    client_class = DottedObjectName(f"{QuickClient.__module__}.{QuickClient.__name__}")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        folder = SURROUNDINGS.get().sockets
        if folder and sys.platform != "win32":
            name = os.urandom(6).hex()
            self.transport = "ipc"
            self.ip = os.path.join(folder, name)  # noqa: PTH118 (a prefix, not a path)
            self.connection_file = str(Path(folder) / f"{name}.json")

    async def start_kernel(  # type: ignore[override]  # asynchronous, as its parent is
        self, *, kernel_id: str | None = None, **options: Any
    ) -> None:
        """Start the kernel in the surroundings that this thread set for it."""
        around = SURROUNDINGS.get()
        options["env"] = {**os.environ, **around.environment}
        if around.folder:
            options["cwd"] = around.folder
        if around.forked and is_registered() and self.kernel_spec:
            self.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": NAME}
        if living.are_ended():
            raise RuntimeError("interrupted")
        await self._async_start_kernel(kernel_id=kernel_id, **options)
        living.PROCESSES.add(self._process)

    @property
    def _process(self) -> int:
        return int(getattr(self.provisioner, "pid", None) or 0)

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        living.PROCESSES.discard(self._process)
        await super()._async_cleanup_resources(restart=restart)

    cleanup_resources = _async_cleanup_resources  # type: ignore[assignment]
