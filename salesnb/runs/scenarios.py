"""A run with parameters of its own is a scenario: kept apart from the plan, and never issued."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

from salesnb.errors import UsageError
from salesnb.i18n import t
from salesnb.runs.state import Run

TAKEN_OVER = ("artefacts/draft", "executed")  # what a scenario begins with


def scenario_of(parameters: Mapping[str, str]) -> str:
    """Return what a scenario is called: what is otherwise than in the plan, '' for the plan."""
    return ", ".join(f"{name} = {parameters[name]}" for name in sorted(parameters))


def require_plan(parameters: Mapping[str, str]) -> None:
    """Raise `UsageError` where parameters make a run a scenario: only the plan is issued."""
    if parameters:
        raise UsageError(
            t("a scenario ({scenario}) is never issued", scenario=scenario_of(parameters)),
            fix=t("decide it in plan/ and run the month without -p"),
        )


def take_over(run: Run) -> None:
    """Give a scenario that is new the plan's results: what they depend on says which still hold."""
    planned = run.planned.month(run.month)
    if not run.company.scenario or run.folder.root.exists() or not planned.run_json.is_file():
        return
    waiting = run.folder.root.with_name(f".{run.folder.root.name}")
    shutil.rmtree(waiting, ignore_errors=True)
    for name in TAKEN_OVER:
        if (planned.root / name).is_dir():
            shutil.copytree(planned.root / name, waiting / name)
    waiting.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(planned.run_json, waiting / planned.run_json.name)
    waiting.rename(run.folder.root)
