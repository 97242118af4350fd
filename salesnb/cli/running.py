"""`salesnb run`: progress while it runs, a summary when it is done."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from salesnb.cli.printing import ERR, OUT, print_outcome
from salesnb.errors import UsageError
from salesnb.i18n import LANGUAGES, t
from salesnb.months import Month
from salesnb.paths import open_company
from salesnb.runs.issue import issue_month
from salesnb.runs.month import Options, Outcome, run_month


def run_command(
    where: str,
    month: Month,
    *,
    only: Sequence[str],
    jobs: int,
    langs: Sequence[str],
    parameters: Mapping[str, str],
    issue: str,
    reissue: bool,
    as_json: bool,
    started: str,
) -> int:
    """Run a month, print how it ended, issue it when asked; return how many workbooks failed."""
    company = open_company(where)
    wanted = tuple(dict.fromkeys(langs)) or company.settings.company.languages
    for lang in wanted:
        if lang not in LANGUAGES:
            raise UsageError(
                t("--lang {lang}: not a language", lang=lang), fix=", ".join(LANGUAGES)
            )
    options = Options(tuple(wanted), tuple(only), jobs, parameters, reissue, started=started)
    with _Bars(quiet=as_json) as bars:
        outcome = run_month(company, month, options, report=bars.report)
    version = ""
    if issue and not outcome.n_failed:
        version = issue_month(company, month, reason=issue, started=started)
    _print(outcome, version, as_json=as_json)
    return outcome.n_failed


def _print(outcome: Outcome, version: str, *, as_json: bool) -> None:
    if as_json:
        packs = {lang: str(path) for lang, path in outcome.packs.items()}
        whole: dict[str, Any] = {"failed": outcome.n_failed, "version": version, "workbooks": outcome.workbooks, "packs": packs}  # fmt: skip
        print(json.dumps(whole, ensure_ascii=False, default=str))
        return
    print_outcome(outcome.workbooks, outcome.packs)
    if version:
        OUT.print(t("issued as {version}", version=version))


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
