"""What the commands print with --json: one object each, on standard output."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from salesnb.errors import DataError, SalesnbError
from salesnb.index import Entry
from salesnb.newcompany.exports import FoundTable
from salesnb.newcompany.folder import NewCompany
from salesnb.pages import frames_of
from salesnb.plans.checked import PlanFault
from salesnb.runs.companies import Ended
from salesnb.runs.parameters import Parameter
from salesnb.runs.state import Issued, Outcome
from salesnb.sources.check.gate import CleanTables


def emit(content: object) -> None:
    """Print one JSON object."""
    print(json.dumps(content, ensure_ascii=False, default=str))


def error(one: SalesnbError) -> dict[str, Any]:
    """Return an error: kind, message, fix, exit code, and the exports' faults when it has them."""
    problems = one.problems if isinstance(one, DataError) else None
    listed = records(problems) if isinstance(problems, pd.DataFrame) else []
    said = {"kind": type(one).__name__, "message": one.message, "fix": one.fix}
    return {"error": said, "problems": listed} if listed else {"error": said}


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows; money as text, so that no digit is lost."""
    plain = frame.astype({"money": "str"}) if "money" in frame else frame
    rows: list[dict[str, Any]] = json.loads(plain.to_json(orient="records", force_ascii=False))
    return rows


def check(clean: CleanTables, news: Sequence[str], plan: Sequence[PlanFault]) -> dict[str, Any]:
    """Return what a check found: the number of errors, all faults, the tables that came in.

    `news` are sentences about the month, `plan` the faults of the files in plan/.
    """
    files = clean.files.merge(clean.counts)[["table", "file", "rows", "encoding"]]
    return {
        "errors": clean.n_errors + len(plan),
        "problems": records(clean.problems),
        "tables": records(files),
        "plan": [vars(one) for one in plan],
        "news": list(news),
    }


def new(company: NewCompany) -> dict[str, Any]:
    """Return what a new company folder holds and what is known of its exports."""
    return {
        "folder": str(company.root),
        "exports": str(company.exports),
        "mapping": company.mapping,
        "tables": [_export(one) for one in company.found],
        "missing": list(company.missing),
        "fitting": list(company.fitting),
        "guesses": [str(one) for one in company.guesses],
        "draft": str(company.draft or ""),
        "open": list(company.open),
        "kept": list(company.kept),
    }


def _export(one: FoundTable) -> dict[str, Any]:
    return {
        "table": one.name,
        "file": one.file,
        "columns": list(one.columns),
        "encoding": one.encoding,
        "fault": one.fault,
    }


def outcome(one: Outcome) -> dict[str, Any]:
    """Return how a run ended: per workbook its state, note, seconds and page; the packs."""
    return {
        "failed": one.n_failed,
        "workbooks": {
            key: _ended(state, one.pages.get(key)) for key, state in one.workbooks.items()
        },
        "packs": {lang: str(path) for lang, path in one.packs.items()},
        "issued": None if one.issued is None else issued(one.issued),
        "fresh_kernels": one.fresh_kernels,
        "news": one.news,
    }


def _ended(state: dict[str, Any], page: Path | None) -> dict[str, Any]:
    """Return how one workbook ended, '' for what it has not."""
    return {
        "state": state["state"],
        "note": state.get("note", ""),
        "fix": state.get("fix", ""),
        "seconds": state["seconds"],
        "unchanged": bool(state.get("unchanged")),
        "started_again": bool(state.get("started_again")),
        "page": str(page or ""),
    }


def companies(ended: Sequence[Ended]) -> dict[str, Any]:
    """Return how several companies' runs ended: per company its outcome, or the error."""
    listed = []
    for one in ended:
        stopped = error(one.error) if one.error is not None else {"error": None}
        ran = outcome(one.outcome) if one.outcome is not None else {}
        said = {"company": one.where, "name": one.name, "done": one.is_done, "seconds": one.seconds}
        listed.append({**said, **stopped, **ran})
    return {"failed": sum(not one.is_done for one in ended), "companies": listed}


def issued(one: Issued) -> dict[str, Any]:
    """Return the version that stands, whether it is new, and its packs."""
    return {
        "version": one.version,
        "new": one.is_new,
        "packs": {lang: str(path) for lang, path in one.packs.items()},
        "left_out": list(one.left_out),
    }


def workbook(entry: Entry, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Return a workbook's declaration and parameters."""
    listed = [
        {"name": p.name, "type": p.type, "default": p.default, "allowed": p.allowed, "help": p.help}
        for p in parameters
    ]
    results = list(frames_of(entry.page))
    return {**entry.model_dump(), "results": results, "parameters": listed}
