"""The peak memory of every process of a command, by what the system keeps for each (Linux)."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

PAUSE = 0.1  # seconds between two looks: a shorter life may be missed, a peak is not


def peaks(command: Sequence[str]) -> dict[int, float]:
    """Run a command to its end and return the peak megabytes of it and of all its children."""
    found: dict[int, float] = {}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        while running.poll() is None:
            for pid in _family(running.pid):
                found[pid] = max(found.get(pid, 0.0), _high_water(pid))
            time.sleep(PAUSE)
    if running.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {running.returncode}")
    return found


def _family(pid: int) -> Iterator[int]:
    try:
        parent = psutil.Process(pid)
        yield from (pid, *(child.pid for child in parent.children(recursive=True)))
    except psutil.NoSuchProcess:
        return


def _high_water(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    lines = [line.split() for line in status.splitlines() if line.startswith("VmHWM")]
    return int(lines[0][1]) / 1024 if lines else 0.0
