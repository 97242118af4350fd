"""Run one workbook in a kernel of its own; the executed notebook holds no time and no id."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from salesnb.errors import WorkbookError
from salesnb.i18n import t, use
from salesnb.kernels import living
from salesnb.kernels.stack import ONE_THREAD
from salesnb.kernels.starting import Preloaded
from salesnb.runs.once import put_back
from salesnb.runs.system import is_full, room

DIED = "Kernel died"  # how an error begins of a kernel that ended before it answered
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_CELL_FILE = re.compile(r"\S*ipykernel_\d+[/\\]\d+\.py")  # a cell's file, named by process and hash


@dataclass(frozen=True)
class Job:
    """One workbook in one language: what to run, with which parameters, into which folders."""

    workbook: str
    lang: str
    index: Path  # the folder of the workbooks and their index
    notebook: Path  # translated, not yet run
    executed: Path
    partial: Path  # where the executed notebook goes when it fails
    saved: Path  # where the kernel saves its results
    parameters: Mapping[str, object]
    scenario: str = ""  # what is otherwise than in the plan


def run_job(job: Job, *, kernels: Preloaded, progress: Callable[[float], None]) -> bool:
    """Run a workbook and tell `progress` the share of its cells that is done.

    A kernel that dies is started again once, fresh; returns whether one was. Raises
    `WorkbookError`, which says the heading of the cell, the last line and what to do, whatever
    goes wrong: a kernel that dies twice is this workbook's failure and no other's.
    """
    progress(0.0)
    job.executed.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _run_twice(job, kernels, progress)
    except Exception as error:
        with use(job.lang):
            raise _explained(job, error) from error
    finally:
        if job.executed.is_file():
            clean(job.executed)


def _run_twice(job: Job, kernels: Preloaded, progress: Callable[[float], None]) -> bool:
    """Run a workbook, once more in a fresh kernel if its kernel dies; return whether one died."""
    job.saved.mkdir(parents=True, exist_ok=True)
    try:
        with _surroundings(job, kernels.environment(), kernels.folder):
            _execute(job, progress)
        return False
    except Exception as error:
        if not _is_death(error) or living.are_ended():
            raise
    shutil.rmtree(job.saved)
    job.saved.mkdir()
    job.executed.unlink(missing_ok=True)
    with _surroundings(job, {}, kernels.folder):
        _execute(job, progress)
    return True


def _is_death(error: Exception) -> bool:
    """Return whether an error says that a kernel's process is gone."""
    from nbclient.exceptions import DeadKernelError

    is_early = isinstance(error, RuntimeError) and str(error).startswith(DIED)
    return is_early or isinstance(error, DeadKernelError)


def _execute(job: Job, progress: Callable[[float], None]) -> None:
    """Run a workbook by papermill; raise what its cells raise."""
    import papermill
    from papermill.log import logger

    from salesnb.kernels import engine
    from salesnb.kernels.manager import PrivateKernelManager

    _keep_folder()
    logger.disabled = True  # what it logs is raised, too
    n_cells = len(json.loads(job.notebook.read_text(encoding="utf-8"))["cells"])

    def on_cell_executed(cell_index: int, **_: object) -> None:
        progress(min(1.0, cell_index / n_cells))  # one cell, the injected parameters, is extra

    papermill.execute_notebook(
        _literal(job.notebook),
        _literal(job.executed),
        engine_name=engine.NAME,
        parameters=dict(job.parameters),
        progress_bar=False,
        kernel_manager_class=PrivateKernelManager,
        shutdown_kernel="immediate",
        on_cell_executed=on_cell_executed,
    )


class _Unmoved:
    """Takes papermill's change of the folder for reading and writing, and leaves all as it is."""

    def cwd(self, _: object) -> None:
        return None


@cache
def _keep_folder() -> None:
    """Let papermill read and write where paths say, whatever the process's folder is.

    It keeps that folder in one place for all threads, so that two runs which overlap may leave
    that of a run which has ended. All our paths are absolute. The handler that papermill looks up
    for the change is the last registered as `local`; the one that reads and writes is the first.
    """
    from papermill.iorw import papermill_io

    papermill_io.register("local", _Unmoved())


def _literal(path: Path) -> str:
    """Return a path for papermill, which would fill in what stands in braces."""
    return str(path).replace("{", "{{").replace("}", "}}")


def clean(executed: Path) -> None:
    """Take papermill's times, paths, process numbers and cell ids out of an executed notebook."""
    import nbformat

    notebook = nbformat.read(executed, as_version=4)
    notebook.metadata.pop("papermill", None)
    put_back(notebook)
    for place, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        cell["id"] = f"cell-{place:02d}"
        if cell.cell_type == "code":
            cell["outputs"] = settled(cell.outputs)
    nbformat.write(notebook, executed)


def settled(outputs: list[Any]) -> list[Any]:
    """Return outputs whose streams do not depend on when the kernel flushed them.

    Streams that follow each other are joined, standard output before errors; a cell's file, which
    warnings name, is called by what it is.
    """
    settled: list[Any] = []
    streams: dict[str, Any] = {}
    for output in outputs:
        output.get("metadata", {}).pop("papermill", None)
        if output.output_type != "stream":
            settled += [*_in_order(streams), output]
            streams = {}
            continue
        text = _CELL_FILE.sub("<cell>", output.text)
        if output.name in streams:
            streams[output.name]["text"] += text
        else:
            output["text"] = text
            streams[output.name] = output
    return [*settled, *_in_order(streams)]


def _in_order(streams: Mapping[str, Any]) -> list[Any]:
    """Return the streams, standard output before errors."""
    return [streams[name] for name in ("stdout", "stderr") if name in streams]


def _explained(job: Job, error: Exception) -> WorkbookError:
    """Return the error of a workbook in words: where it failed, with what, and what to do."""
    heading = _heading_of_failure(job.executed) if job.executed.is_file() else ""
    slots = {"book": job.workbook, "line": _COLOUR.sub("", _last_line(error))}
    if heading:
        text = t("{book} failed under “{heading}”: {line}", heading=heading, **slots)
    else:
        text = t("{book} failed: {line}", **slots)
    fix = t(
        "open {notebook} to see where, correct the export or the parameter, and run again",
        notebook=job.partial,
    )
    return WorkbookError(text, fix=room() if is_full(error) else fix)


def _last_line(error: Exception) -> str:
    """Return the last line of an error in plain words."""
    from papermill.exceptions import PapermillExecutionError

    if is_full(error):
        return t("the disk is full")
    if _is_death(error):
        return t("its process died twice: not enough memory, or a library crashed")
    if isinstance(error, PapermillExecutionError):
        said = f"{error.ename}: {error.evalue}"
    else:
        said = f"{type(error).__name__}: {error}"
    return next((line.strip() for line in said.splitlines() if line.strip()), "?")


def _heading_of_failure(executed: Path) -> str:
    """Return the last heading above the cell that failed: the last that was begun."""
    import nbformat

    heading = found = ""
    for cell in nbformat.read(executed, as_version=4).cells:
        if any(tag.startswith("papermill-error") for tag in cell.metadata.get("tags", [])):
            continue
        if cell.cell_type == "markdown":
            headings = re.findall(r"^#+\s*(.+)$", cell.source, re.M)
            heading = headings[-1] if headings else heading
        elif cell.metadata.get("papermill", {}).get("start_time"):
            found = heading
    return found


@contextmanager
def _surroundings(job: Job, forked: Mapping[str, str], sockets: str) -> Iterator[None]:
    """Give this thread an event loop of its own, and its kernel variables, folder and sockets.

    `forked` are the variables that ask the preloaded process for the kernel, {} for a fresh one.
    """
    from jupyter_core.utils import ensure_event_loop

    from salesnb.kernels.manager import SURROUNDINGS, Surroundings

    loop = ensure_event_loop()
    environment = {**_environment(job), **forked}
    around = Surroundings(environment, str(job.saved), sockets, bool(forked))
    token = SURROUNDINGS.set(around)
    try:
        yield
    finally:
        SURROUNDINGS.reset(token)
        asyncio.set_event_loop(None)
        loop.close()


def _environment(job: Job) -> dict[str, str]:
    """Return the variables that the kernel of a job finds, forked or not."""
    return {
        "SALESNB_BATCH": "1",
        "SALESNB_NOTEBOOKS": str(job.index.resolve()),
        "SALESNB_RUN": str(job.saved),
        "SALESNB_SCENARIO": job.scenario,
        **dict.fromkeys(ONE_THREAD.split(), "1"),
    }
