"""`salesnb run`: progress while it runs, a summary when it is done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from salesnb.cli import machine
from salesnb.cli.printing import ERR, print_outcome
from salesnb.errors import UsageError
from salesnb.i18n import LANGUAGES, t
from salesnb.months import Month
from salesnb.paths import open_company
from salesnb.runs.month import Options, run_month


def run_command(where: str, month: Month, options: Options, *, as_json: bool) -> int:
    """Run a month, print how it ended, issue it when asked; return how many workbooks failed."""
    company = open_company(where)
    langs = tuple(dict.fromkeys(options.langs)) or company.settings.company.languages
    for lang in langs:
        if lang not in LANGUAGES:
            raise UsageError(
                t("--lang {lang}: not a language", lang=lang), fix=", ".join(LANGUAGES)
            )
    with _Bars(quiet=as_json) as bars:
        outcome = run_month(company, month, replace(options, langs=langs), report=bars.report)
    if as_json:
        machine.emit(machine.outcome(outcome))
    else:
        print_outcome(outcome, wanted_issue=bool(options.issue))
    return outcome.n_failed


class _Bars:
    """A line per workbook that is running, on standard error."""

    def __init__(self, *, quiet: bool) -> None:
        columns = (
            SpinnerColumn(finished_text="●"),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
        )
        self._progress = Progress(*columns, console=ERR, disable=quiet, transient=True)
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> _Bars:
        self._progress.start()
        self._tasks["closing"] = self._progress.add_task(t("closing the month"), total=1)
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def report(self, book: str, lang: str, state: str) -> None:
        if "closing" in self._tasks:
            self._progress.update(self._tasks.pop("closing"), completed=1)
        name = f"{book} ({lang})"
        if state == "running":
            self._tasks[name] = self._progress.add_task(name, total=1)
        elif name in self._tasks:
            self._progress.update(self._tasks[name], completed=1)
