"""Run one workbook in a kernel of its own; the executed notebook holds no time and no id."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salesnb.errors import WorkbookError
from salesnb.i18n import t

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


@dataclass(frozen=True)
class Job:
    """One workbook in one language: what to run, with which parameters, into which folders."""

    workbook: str
    lang: str
    notebook: Path  # translated, not yet run
    executed: Path
    saved: Path  # where the kernel saves its results
    parameters: Mapping[str, object]


def run_job(job: Job, *, sockets: str) -> None:
    """Run a workbook; raise `WorkbookError` that says cell heading, last line and what to do."""
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from salesnb.kernels import PrivateKernelManager

    job.saved.mkdir(parents=True, exist_ok=True)
    job.executed.parent.mkdir(parents=True, exist_ok=True)
    environment = {
        "SALESNB_BATCH": "1",
        "SALESNB_RUN": str(job.saved),
        **dict.fromkeys(THREADS, "1"),
    }
    try:
        with _surroundings(environment, sockets):
            papermill.execute_notebook(
                str(job.notebook),
                str(job.executed),
                parameters=dict(job.parameters),
                progress_bar=False,
                cwd=str(job.saved),
                kernel_manager_class=PrivateKernelManager,
                shutdown_kernel="immediate",
            )
    except PapermillExecutionError as error:
        raise _explained(job, error) from error
    finally:
        if job.executed.is_file():
            clean(job.executed)


def clean(executed: Path) -> None:
    """Take papermill's times, paths and cell ids out of an executed notebook."""
    import nbformat

    notebook = nbformat.read(executed, as_version=4)
    notebook.metadata.pop("papermill", None)
    for place, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        cell["id"] = f"cell-{place:02d}"
        for output in cell.get("outputs", []):
            output.get("metadata", {}).pop("papermill", None)
    nbformat.write(notebook, executed)


def _explained(job: Job, error: Any) -> WorkbookError:
    heading = _heading_before(job.executed)
    last = re.sub(r"\x1b\[[0-9;]*m", "", f"{error.ename}: {error.evalue}").strip().splitlines()
    return WorkbookError(
        t(
            "{book} failed under “{heading}”: {line}",
            book=job.workbook,
            heading=heading,
            line=last[0] if last else "?",
        ),
        fix=t(
            "open {notebook} to see where, correct the export or the parameter, and run again",
            notebook=job.executed,
        ),
    )


def _heading_before(executed: Path) -> str:
    """Return the last heading above the cell that failed."""
    import nbformat

    heading = ""
    for cell in nbformat.read(executed, as_version=4).cells:
        if cell.cell_type == "markdown":
            found = re.findall(r"^#+\s*(.+)$", cell.source, re.M)
            heading = found[-1] if found and "papermill" not in cell.source.lower() else heading
        elif any(o.output_type == "error" for o in cell.outputs):
            return heading
    return heading


@contextmanager
def _surroundings(environment: dict[str, str], sockets: str) -> Iterator[None]:
    """Give this thread an event loop of its own, and its kernel an environment and sockets."""
    from salesnb.kernels import ENVIRONMENT, SOCKETS

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    tokens = ENVIRONMENT.set(environment), SOCKETS.set(sockets)
    try:
        yield
    finally:
        ENVIRONMENT.reset(tokens[0])
        SOCKETS.reset(tokens[1])
        asyncio.set_event_loop(None)
        loop.close()


def private_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a private folder for the kernels' sockets, its path short enough for one."""
    return tempfile.TemporaryDirectory(prefix="snb-")
