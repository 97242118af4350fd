"""What a workbook's results depend on, as one digest: a rerun does only what is no longer valid."""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

from salesnb import artefacts
from salesnb.contracts.workbooks import OPEN_DECISIONS
from salesnb.index import Entry
from salesnb.months import Month
from salesnb.openmonth import earlier_snapshot
from salesnb.paths import Company, MonthFolder, resource

_PACKAGE = Path(__file__).resolve().parent.parent
_CODE = {".py", ".po", ".otf", ".ttf"}


def of_workbook(
    entry: Entry,
    notebook: Path,
    company: Company,
    month: Month,
    *,
    parameters: Mapping[str, object],
    lang: str,
) -> str:
    """Return the digest of all that an executed workbook depends on."""
    folder = company.month(month)
    return of(
        {
            "notebook": of_file(notebook),
            "code": code(),
            "libraries": libraries(),
            "facts": _facts(entry, folder),
            "before": _before(entry, company, month),
            "drafts": _drafts(entry, folder),
            "earlier": _earlier(entry, company, month),
            "decisions": of_folder(folder.decisions(artefacts.DRAFT)),
            "parameters": dict(parameters),
            "lang": lang,
        }
    )


def of(parts: Mapping[str, object]) -> str:
    """Return the digest of what JSON can hold."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def of_file(file: Path) -> str:
    """Return the SHA-256 of a file."""
    return artefacts.digest(file)


def of_folder(folder: Path) -> dict[str, str]:
    """Return the digest of each file right in a folder; {} when there is none."""
    return {p.name: of_file(p) for p in sorted(folder.glob("*")) if p.is_file()}


@cache
def code() -> str:
    """Return the digest of the package's own code, catalogues and fonts."""
    return _of_files(_PACKAGE, (p for p in _PACKAGE.rglob("*") if p.suffix in _CODE))


@cache
def templates() -> str:
    """Return the digest of the templates that pages are made with."""
    folder = resource("templates")
    return _of_files(folder, (p for p in folder.rglob("*") if p.is_file()))


@cache
def libraries() -> dict[str, str]:
    """Return the versions of what numbers and pictures are computed with.

    That is Python, the processor, and every library that this package needs.
    """
    try:
        needs = metadata.requires("salesnb") or []
    except metadata.PackageNotFoundError:
        needs = []
    names = {re.split(r"[^\w.-]", need)[0] for need in needs}
    versions = {name: _version(name) for name in sorted(names)}
    return {**versions, "python": platform.python_version(), "machine": platform.machine()}


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _facts(entry: Entry, folder: MonthFolder) -> dict[str, object]:
    """Return the digests of the frames that a workbook loads, and what all of them can see."""
    manifest = json.loads((folder.snapshot / "manifest.json").read_text(encoding="utf-8"))
    frames = {n: f["digest"] for n, f in manifest["frames"].items() if n in entry.loads}
    shared = {name: manifest.get(name) for name in ("month", "digits", "sales_basis", "totals")}
    return {"frames": frames, **shared}


def _before(entry: Entry, company: Company, month: Month) -> dict[str, str]:
    """Return the digests of the frames that a workbook reads as known a month earlier."""
    found = earlier_snapshot(company, month - 1) if entry.before else None
    frames = found.manifest["frames"] if found else {}
    return {name: frames[name]["digest"] for name in entry.before if name in frames}


def _drafts(entry: Entry, folder: MonthFolder) -> dict[str, str]:
    """Return the digests of the drafts that a workbook reads or uses."""
    drafts = folder.artefacts(artefacts.DRAFT)
    there = set(artefacts.names(drafts))
    wanted: Iterable[str] = (*entry.reads, *entry.uses)
    if entry.sums_up:
        wanted = sorted(n for n in there - {OPEN_DECISIONS.name} if not entry.has_written(n))
    return {n: of_file(drafts / f"{n}.parquet") for n in wanted if n in there}


def _earlier(entry: Entry, company: Company, month: Month) -> dict[str, object]:
    """Return version and digest of each artefact of earlier months that a workbook reads.

    With them those of what was decided for these versions: a plan is read beside its decisions.
    """
    found: dict[str, object] = {}
    for one in entry.earlier:
        for back in range(1, one.months + 1):
            when = month - back
            file = artefacts.issued_file(company, one.name, when)
            if file is not None:
                version = file.parent.name
                found[f"{one.name} {when}"] = f"{version} {of_file(file)}"
                found[f"{when}"] = of_folder(company.month(when).decisions(version))
    return found


def _of_files(base: Path, files: Iterable[Path]) -> str:
    """Return one digest of the names and bytes of some files."""
    total = hashlib.sha256()
    for file in sorted(files):
        if "__pycache__" not in file.parts:
            total.update(file.relative_to(base).as_posix().encode())
            total.update(file.read_bytes())
    return total.hexdigest()
