"""`salesnb run`: progress while it runs, a summary when it is done."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from salesnb.cli import machine
from salesnb.cli.printing import ERR
from salesnb.cli.summary import print_companies, print_outcome
from salesnb.i18n import t
from salesnb.runs.cluster import cluster_executor, located
from salesnb.runs.companies import Asked, Ended, run_companies, run_company
from salesnb.runs.month import require_sound


def run_command(asked: Sequence[Asked], *, cluster: str = "", as_json: bool) -> int:
    """Run one or several companies, print how they ended; return how many things failed.

    With the address of a `cluster`, its workers run them.
    """
    if cluster:
        return _run_on_cluster(asked, cluster, as_json)
    return _run_one(asked[0], as_json=as_json) if len(asked) == 1 else _run_all(asked, as_json)


def _run_one(asked: Asked, *, as_json: bool) -> int:
    """Run one company's month; what is wrong with it is raised."""
    require_sound(asked.options)
    with Bars(quiet=as_json) as bars:
        outcome = run_company(asked, bars.report)
    if as_json:
        machine.emit(machine.outcome(outcome))
    else:
        print_outcome(outcome, wanted_issue=bool(asked.options.issue))
    return outcome.n_failed


def _run_all(asked: Sequence[Asked], as_json: bool) -> int:
    """Run several companies one after the other; one that fails leaves the others alone."""
    with Bars(quiet=as_json) as bars, ThreadPoolExecutor(max_workers=1) as executor:
        ended = in_order(asked, list(run_companies(asked, executor, report=bars.report)))
    return _print_all(ended, as_json)


def _run_on_cluster(asked: Sequence[Asked], address: str, as_json: bool) -> int:
    """Run companies on the workers of a cluster, as many at a time as it has threads."""
    whole = located(asked)
    with cluster_executor(address) as executor, Bars(quiet=as_json):
        ended = in_order(whole, list(run_companies(whole, executor)))
    return _print_all(ended, as_json)


def _print_all(ended: Sequence[Ended], as_json: bool) -> int:
    """Print how several companies ended; return how many are not done."""
    if as_json:
        machine.emit(machine.companies(ended))
    else:
        print_companies(ended)
    return sum(not one.is_done for one in ended)


def in_order(asked: Sequence[Asked], ended: Sequence[Ended]) -> list[Ended]:
    """Return how companies ended in the order in which they were named."""
    places = {one.where: place for place, one in enumerate(asked)}
    return sorted(ended, key=lambda one: places[one.where])


class Bars:
    """A bar per workbook that is running, on standard error, where that is a terminal."""

    def __init__(self, *, quiet: bool) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        quiet = quiet or not ERR.is_terminal
        self._progress = Progress(*columns, console=ERR, disable=quiet, transient=True)
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Bars:
        self._progress.start()
        self._closing()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def report(self, book: str, lang: str, state: str, share: float) -> None:
        """Show how far a workbook is; one that has ended goes."""
        self._remove("")
        name = f"{book} ({lang})"
        if state != "running":
            self._remove(name)
            if not self._tasks:
                self._closing()
        elif name in self._tasks:
            self._progress.update(self._tasks[name], completed=share)
        else:
            self._tasks[name] = self._progress.add_task(name, total=1)

    def _closing(self) -> None:
        """Show that something goes on beside the workbooks: closing, publishing."""
        self._tasks[""] = self._progress.add_task(t("closing and publishing"), total=None)

    def _remove(self, name: str) -> None:
        if name in self._tasks:
            self._progress.remove_task(self._tasks.pop(name))
