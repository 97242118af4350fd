"""The kernel provisioner that forks kernels where it can and starts fresh ones where it cannot.

jupyter_client finds it by the entry point group `jupyter_client.kernel_provisioners`, so papermill,
nbclient and nbval use it unchanged. It asks the process that `SALESNB_PRELOADED` names in the
kernel's environment; without that, or when it refuses, the kernel is started as always.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from salesnb.i18n import t
from salesnb.kernels.wire import REFUSALS, SOCKET, ForkedKernel, ask

LAUNCHER = "ipykernel_launcher"


class PreloadedProvisioner(LocalProvisioner):
    """A local kernel, forked from a preloaded process where one is named and willing."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
        """Fork the kernel, or start a fresh one; return its connection."""
        environment = dict(options.get("env") or os.environ)
        where = environment.pop(SOCKET, "")
        options["env"] = environment
        forked = _forked(where, cmd, options) if where else None
        if forked is None:
            return await super().launch_kernel(cmd, **options)
        self.process = forked  # type: ignore[assignment]
        self.pid = self.pgid = forked.pid
        self.cwd = options.get("cwd")
        return self.connection_info


def _forked(where: str, cmd: list[str], options: dict[str, Any]) -> ForkedKernel | None:
    """Return a forked kernel; None, and the reason in `REFUSALS`, when there is none to be had."""
    is_ours = os.path.realpath(cmd[0]) == os.path.realpath(sys.executable)
    if where in REFUSALS or LAUNCHER not in cmd or not is_ours:
        return None
    request = {
        "arguments": cmd[cmd.index(LAUNCHER) + 1 :],
        "environment": options["env"],
        "folder": str(options.get("cwd") or os.getcwd()),  # noqa: PTH109
    }
    try:
        connection, answer = ask(where, request)
    except (ConnectionError, FileNotFoundError):
        REFUSALS[where] = t("the preloaded process has died")
        return None
    except OSError as error:
        REFUSALS[where] = str(error)
        return None
    if "pid" not in answer:
        connection.close()
        REFUSALS[where] = str(answer.get("refused", ""))
        return None
    return ForkedKernel(int(answer["pid"]), connection)
