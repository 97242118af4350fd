"""The list of workbooks: what each asks, needs, reads, uses and writes (`notebooks/index.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from salesnb.errors import UsageError, closest
from salesnb.paths import resource


class Earlier(BaseModel):
    """An artefact of earlier months, as issued then."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    months: int = 1


class Entry(BaseModel):
    """One workbook's declaration."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    question: str
    decision: str = ""
    tasks: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    writes: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    loads: dict[str, tuple[str, ...]] = {}


def read_index(folder: Path | None = None) -> dict[str, Entry]:
    """Return the workbooks of a folder by id, in the order in which they may run.

    Raises `UsageError` with every fault of the file, or the ring that the workbooks form.
    """
    file = (folder or resource("notebooks")) / "index.toml"
    declared = tomllib.loads(file.read_text(encoding="utf-8"))
    entries = {one.id: one for one in (_entry(raw, file) for raw in declared.get("workbook", []))}
    return {name: entries[name] for name in _ordered(entries)}


def writer_of(artefact: str, entries: Mapping[str, Entry]) -> str:
    """Return the id of the workbook that writes an artefact, '' when none does."""
    return next((e.id for e in entries.values() if artefact in e.writes), "")


def after(entry: Entry, entries: Mapping[str, Entry]) -> list[str]:
    """Return the workbooks that must have run before `entry`."""
    found = [writer_of(name, entries) for name in (*entry.reads, *entry.uses)]
    return sorted({name for name in found if name and name != entry.id})


def missing_needs(entry: Entry, there: Sequence[str]) -> list[str]:
    """Return the needs (alternatives joined by `|`) that no table of this month meets."""
    return [need for need in entry.needs if not any(name in there for name in need.split("|"))]


def pick(entries: Mapping[str, Entry], wanted: Sequence[str]) -> dict[str, Entry]:
    """Return the named workbooks in order; raise `UsageError` with the closest name."""
    for name in wanted:
        if name not in entries:
            near = closest(name, entries)
            fix = f"did you mean {near!r}?" if near else f"there are: {', '.join(entries)}"
            raise UsageError(f"no workbook {name!r}", fix=fix)
    return {name: entry for name, entry in entries.items() if not wanted or name in wanted}


def _entry(raw: Any, file: Path) -> Entry:
    try:
        return Entry.model_validate(raw)
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, f['loc']))}: {f['msg']}" for f in error.errors()]
        name = raw.get("id", "?")
        raise UsageError(f"{file.name} {name}: " + "; ".join(lines), fix="correct it") from error


def _ordered(entries: Mapping[str, Entry]) -> list[str]:
    done: list[str] = []
    waiting = dict(entries)
    while waiting:
        ready = [n for n, e in waiting.items() if all(x in done for x in after(e, entries))]
        if not ready:
            raise UsageError(
                f"{', '.join(waiting)} wait for each other", fix="break the ring in index.toml"
            )
        for name in sorted(ready):
            done.append(name)
            del waiting[name]
    return done
