"""What a workbook's results depend on, as one digest: a rerun does only what is no longer valid."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from salesnb import artefacts
from salesnb.index import Entry
from salesnb.paths import MonthFolder

_PACKAGE = Path(__file__).resolve().parent.parent


def of_workbook(
    entry: Entry, notebook: Path, folder: MonthFolder, parameters: Mapping[str, object], lang: str
) -> str:
    """Return the digest of all that an executed workbook depends on."""
    drafts = folder.artefacts(artefacts.DRAFT)
    inputs = {n: artefacts.digest(drafts / f"{n}.parquet") for n in (*entry.reads, *entry.uses) if n in artefacts.names(drafts)}  # fmt: skip
    manifest = json.loads((folder.snapshot / "manifest.json").read_text(encoding="utf-8"))
    facts = {
        name: frame["digest"] for name, frame in manifest["frames"].items() if name in entry.loads
    }
    parts = {
        "notebook": _file(notebook),
        "code": code(),
        "facts": facts,
        "inputs": inputs,
        "decisions": _folder(folder.decisions("draft")),
        "parameters": dict(parameters),
        "lang": lang,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


@cache
def code() -> str:
    """Return the digest of the package's own code and catalogues."""
    total = hashlib.sha256()
    for file in sorted([*_PACKAGE.rglob("*.py"), *_PACKAGE.rglob("*.po")]):
        total.update(file.relative_to(_PACKAGE).as_posix().encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def _file(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _folder(folder: Path) -> dict[str, str]:
    return {p.name: _file(p) for p in sorted(folder.glob("*")) if p.is_file()}
