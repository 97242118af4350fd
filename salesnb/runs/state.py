"""What a run is asked to do, what it holds while it lasts, and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from salesnb.index import Entry, notebook_file, notebooks_folder
from salesnb.kernels.starting import Preloaded
from salesnb.months import Month
from salesnb.paths import Company, MonthFolder
from salesnb.runs import journal

DONE, FAILED, SKIPPED, WAITING = "done", "failed", "skipped", "waiting"
# Called with workbook, language, state and the share of its cells that is done (0-1).
Report = Callable[[str, str, str, float], None]


def unreported(book: str, lang: str, state: str, share: float) -> None:
    """Take a report and do nothing with it."""


@dataclass(frozen=True)
class Options:
    """What a run is asked to do."""

    langs: tuple[str, ...]
    only: tuple[str, ...] = ()
    jobs: int = 1
    parameters: Mapping[str, str] = field(default_factory=dict)
    reissue: bool = False
    issue: str | None = None  # the reason, when the drafts are to be issued
    notebooks: Path | None = None
    fresh_kernels: bool = False  # start each kernel anew, do not fork it from a preloaded process
    started: str = ""  # a time of day, for run.json and the lock; made in the command line


@dataclass(frozen=True)
class Issued:
    """A version that stands: whether it is new, its packs, the languages that were left out."""

    version: str
    is_new: bool
    packs: Mapping[str, Path]
    left_out: tuple[str, ...] = ()


@dataclass
class Outcome:
    """How a run ended: per `workbook/language` its state, time, note; where the packs are."""

    workbooks: dict[str, dict[str, Any]]
    packs: dict[str, Path]
    pages: dict[str, Path] = field(default_factory=dict)
    issued: Issued | None = None
    fresh_kernels: str = ""  # why kernels were fresh though they were to be forked
    news: list[str] = field(default_factory=list)  # what is to be said of the facts

    @property
    def n_failed(self) -> int:
        return sum(one["state"] in (FAILED, WAITING) for one in self.workbooks.values())


@dataclass
class Run:
    """A run while it lasts."""

    company: Company
    month: Month
    options: Options
    entries: dict[str, Entry]
    wanted: dict[str, Entry]
    parameters: dict[str, dict[str, object]]
    report: Report
    kernels: Preloaded = field(default_factory=Preloaded)
    states: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def planned(self) -> Company:
        """The company outside of any scenario: whose facts they are."""
        return self.company.in_scenario("", self.month)

    @property
    def folder(self) -> MonthFolder:
        return self.company.month(self.month)

    @property
    def work(self) -> Path:
        """Where kernels work and save: one fixed name, so that no output depends on it."""
        return self.folder.root / ".run"

    @property
    def notebooks(self) -> Path:
        return self.options.notebooks or notebooks_folder()

    def notebook(self, book: str) -> Path:
        return notebook_file(book, self.notebooks)

    def state(self, book: str, lang: str) -> str:
        """Return how a workbook ended in this run, '' when it has not yet."""
        return str(self.states.get(f"{book}/{lang}", {}).get("state", ""))

    def is_first(self, lang: str) -> bool:
        """Return whether results of this language become the drafts; others must equal them."""
        return lang == self.options.langs[0]

    def record(self, book: str, lang: str, state: Mapping[str, Any]) -> None:
        """Note how a workbook ended, in run.json too."""
        whole = journal.read(self.folder.run_json)
        whole["workbooks"][f"{book}/{lang}"] = dict(state)
        whole |= {
            "month": str(self.month),
            "started": self.options.started,
            "langs": list(self.options.langs),
        }
        journal.write(self.folder.run_json, whole)
        self.states[f"{book}/{lang}"] = dict(state)
        self.report(book, lang, str(state["state"]), 1.0)


def executed_file(folder: MonthFolder, book: str, lang: str) -> Path:
    """Return where the executed notebook of a workbook is kept."""
    return folder.root / "executed" / lang / f"{book}.ipynb"
