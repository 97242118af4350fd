"""The list of workbooks: what each asks, needs, reads, uses and writes (`notebooks/index.toml`)."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from salesnb.errors import UsageError, closest
from salesnb.i18n import t
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
    page: str = ""  # the room that declares what it shows
    pack: bool = True  # whether a month's run includes it
    tasks: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    writes: tuple[str, ...] = ()
    loads: dict[str, tuple[str, ...]] = {}
    before: tuple[str, ...] = ()  # of the frames that it loads: those read as of a month earlier
    sums_up: bool = False  # whether it waits for all others of the pack, and tells what they said

    def result_name(self, frame: str) -> str:
        """Return under which name a frame is saved: its own where `writes` has it, else ours."""
        return frame if frame in self.writes else f"{self.id}_{frame}"

    def has_written(self, result: str) -> bool:
        """Return whether a saved result is one of this workbook."""
        return result in self.writes or result.startswith(f"{self.id}_")


def notebooks_folder() -> Path:
    """Return the folder of the workbooks: `$SALESNB_NOTEBOOKS`, else the shipped one."""
    stated = os.environ.get("SALESNB_NOTEBOOKS", "")
    return Path(stated).resolve() if stated else resource("notebooks")


def notebook_file(id: str, folder: Path | None = None) -> Path:
    """Return a workbook's notebook: that of the folder, else the shipped one."""
    own = (folder or notebooks_folder()) / f"{id}.ipynb"
    return own if own.is_file() else resource("notebooks") / f"{id}.ipynb"


def read_index(folder: Path | None = None) -> dict[str, Entry]:
    """Return the workbooks of a folder by id, in the order in which they may run.

    A folder without `index.toml` has changed copies of shipped workbooks; one whose `index.toml`
    says `shipped = true` adds its own to them, or replaces those of the same id. Raises
    `UsageError` with every fault of a file, or the ring that the workbooks form.
    """
    entries: dict[str, Entry] = {}
    for file in _index_files(folder or notebooks_folder()):
        own: dict[str, Entry] = {}
        for raw in _declared(file).get("workbook", []):
            one = _entry(raw, file)
            _require_single(one, own)
            own[one.id] = one
        entries |= own
    for one in entries.values():
        _require_written(one, entries)
    return {name: entries[name] for name in _ordered(entries)}


def _index_files(folder: Path) -> list[Path]:
    """Return the files that list the workbooks of a folder, those that replace others last."""
    shipped, own = resource("notebooks") / "index.toml", folder / "index.toml"
    if not own.is_file():
        return [shipped]
    is_more = own != shipped and bool(_declared(own).get("shipped"))
    return [shipped, own] if is_more else [own]


def writer_of(artefact: str, entries: Mapping[str, Entry]) -> str:
    """Return the id of the workbook that writes an artefact, '' when none does.

    That is the one whose `writes` has it, else the one that it is named after: `02_sales_overdue`.
    """
    stated = next((e.id for e in entries.values() if artefact in e.writes), "")
    named = [e.id for e in entries.values() if e.has_written(artefact)]
    return stated or max(named, key=len, default="")


def after(entry: Entry, entries: Mapping[str, Entry]) -> list[str]:
    """Return the workbooks that must have run before `entry`."""
    found = {writer_of(name, entries) for name in (*entry.reads, *entry.uses)}
    if entry.sums_up:
        found |= {one.id for one in entries.values() if one.pack and not one.sums_up}
    return sorted(found - {"", entry.id})


def missing_needs(entry: Entry, there: Sequence[str]) -> list[str]:
    """Return the needs (alternatives joined by `|`) that no table of this month meets."""
    return [need for need in entry.needs if not any(name in there for name in need.split("|"))]


def pick(entries: Mapping[str, Entry], wanted: Sequence[str]) -> dict[str, Entry]:
    """Return the named workbooks in order, or all of the pack where none is named.

    Raises `UsageError` with the closest name.
    """
    for name in wanted:
        if name not in entries:
            near = closest(name, entries)
            known = t("there are: {names}", names=", ".join(entries))
            fix = t("did you mean {near!r}?", near=near) if near else known
            raise UsageError(t("no workbook {name!r}", name=name), fix=fix)
    return {n: one for n, one in entries.items() if (n in wanted if wanted else one.pack)}


def _declared(file: Path) -> dict[str, Any]:
    """Return what an index.toml states."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            t("{file} cannot be read: {reason}", file=file.name, reason=error),
            fix=t("correct that line"),
        ) from error


def _require_single(one: Entry, entries: Mapping[str, Entry]) -> None:
    """Raise for an id, or a written artefact, that another workbook has already."""
    if one.id in entries:
        raise UsageError(
            t("two workbooks are called {name}", name=one.id), fix=t("correct that entry")
        )
    for name in one.writes:
        other = writer_of(name, entries)
        if other:
            raise UsageError(
                t("{one} and {other} both write {name}", one=one.id, other=other, name=name),
                fix=t("let one of them write it"),
            )


def _require_written(one: Entry, entries: Mapping[str, Entry]) -> None:
    """Raise for an artefact that a workbook must have and no workbook writes."""
    written = [name for entry in entries.values() for name in entry.writes]
    for name in one.reads:
        if not writer_of(name, entries):
            near = closest(name, written)
            hint = t("let a workbook write it, or name it under uses")
            raise UsageError(
                t("{book} reads {name}, which no workbook writes", book=one.id, name=name),
                fix=t("did you mean {near!r}?", near=near) if near else hint,
            )


def _entry(raw: Any, file: Path) -> Entry:
    """Return one validated entry; raise `UsageError` with all its faults."""
    try:
        return Entry.model_validate(raw)
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, f['loc']))}: {f['msg']}" for f in error.errors()]
        name = raw.get("id", "?")
        raise UsageError(
            t("{file} {name}: {faults}", file=file.name, name=name, faults="; ".join(lines)),
            fix=t("correct that entry"),
        ) from error


def _ordered(entries: Mapping[str, Entry]) -> list[str]:
    """Return the ids so that each stands after those that it waits for."""
    done: list[str] = []
    waiting = dict(entries)
    while waiting:
        ready = [n for n, e in waiting.items() if all(x in done for x in after(e, entries))]
        if not ready:
            raise UsageError(
                t("{books} wait for each other", books=", ".join(waiting)),
                fix=t("break the ring in index.toml"),
            )
        for name in sorted(ready):
            done.append(name)
            del waiting[name]
    return done
