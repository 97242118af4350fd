"""nbval's kernels are forked too: same verdicts, and none is left when pytest ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from salesnb.kernels.wire import SOCKET
from tests.runs.small import KERNEL

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only"),
]
FORKED = """import os, pathlib
print('preload' in pathlib.Path(f'/proc/{os.getppid()}/cmdline').read_text())"""


def notebook(file: Path, *, printed: str) -> None:
    """Write a notebook that says whether its kernel was forked, saved with `printed` as output."""
    cell = new_code_cell(FORKED, outputs=[new_output("stream", text=f"{printed}\n")])
    cell["execution_count"] = 1
    nbformat.write(new_notebook(cells=[cell], metadata=KERNEL), file)


def nbval(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [
        "pytest",
        "-p",
        "salesnb.kernels.pytest_plugin",
        "-n",
        "2",
        "--dist",
        "loadfile",
        "--nbval",
    ]
    surroundings = {name: value for name, value in os.environ.items() if name != SOCKET}
    return subprocess.run(
        [sys.executable, "-m", *command, *options, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=surroundings,
    )


def test_nbval_compares_what_forked_kernels_say(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        notebook(tmp_path / f"{name}.ipynb", printed="True")
    notebook(tmp_path / "wrong.ipynb", printed="False")
    done = nbval(tmp_path)
    assert "3 passed" in done.stdout and "1 failed" in done.stdout, done.stdout + done.stderr
    assert "kernels: forked from a preloaded process" in done.stdout


def test_nbval_has_fresh_kernels_when_asked(tmp_path: Path) -> None:
    notebook(tmp_path / "a.ipynb", printed="False")
    done = nbval(tmp_path, "--fresh-kernels")
    assert "1 passed" in done.stdout, done.stdout + done.stderr
