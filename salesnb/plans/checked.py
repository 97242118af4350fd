"""The files of `plan/` held against their declarations: every fault of every file at once."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from salesnb.contracts.decided import PLAN_FILES, PlanFile, Section
from salesnb.errors import CompanyError, closest
from salesnb.i18n import t
from salesnb.measures import MEASURES
from salesnb.paths import Company
from salesnb.plans.entries import entry_faults, value_faults
from salesnb.plans.positions import line_of, positions

Members = Mapping[str, Collection[str]]  # values by what refers to them: "regions.region_id"
_NONE: Members = {}


@dataclass(frozen=True, order=True)
class PlanFault:
    """What is wrong in one line of a plan file, and what to do (`message`)."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return t("plan/{file}, line {line}: {message}", **vars(self))


@dataclass
class _Read:
    """A plan file while it is checked."""

    declared: PlanFile
    stated: Mapping[str, Any]
    lines: Mapping[tuple[str | int, ...], int]
    faults: list[PlanFault] = field(default_factory=list)

    def add(self, path: tuple[str | int, ...], message: str) -> None:
        line = line_of(path, self.lines)
        self.faults.append(PlanFault(self.declared.file, line, message))


def require_sound_plan(company: Company, members: Members = _NONE) -> None:
    """Raise `CompanyError` that lists every fault of every file of `plan/`, by file and line.

    `members` are the values that master tables have (see `plans.members`); what refers to a column
    that is not among them is not held against it.
    """
    found = plan_faults(company, members)
    if found:
        raise CompanyError(
            "\n".join(str(one) for one in found),
            fix=t("docs/data-dictionary.md says what each file may hold"),
        )


def plan_faults(company: Company, members: Members = _NONE) -> list[PlanFault]:
    """Return every fault of every file of `plan/`, in the order of files and lines."""
    files = sorted(company.plan.glob("*.toml")) if company.plan.is_dir() else []
    return sorted(fault for file in files for fault in _faults_of(file, members))


def _faults_of(file: Path, members: Members) -> list[PlanFault]:
    declared = PLAN_FILES.get(file.stem)
    if declared is None:
        near = closest(file.stem, PLAN_FILES)
        known = ", ".join(f"{name}.toml" for name in PLAN_FILES)
        text = (
            t("no plan file has this name (did you mean {near}.toml?)", near=near)
            if near
            else t("no plan file has this name (there are: {known})", known=known)
        )
        return [PlanFault(file.name, 1, text)]
    try:
        text = file.read_text(encoding="utf-8-sig")
        stated = tomllib.loads(text)
    except UnicodeDecodeError as reason:
        line = file.read_bytes()[: reason.start].count(b"\n") + 1
        return [PlanFault(file.name, line, t("not UTF-8: save the file as UTF-8"))]
    except tomllib.TOMLDecodeError as reason:
        line = _line_in(str(reason), text)
        return [PlanFault(file.name, line, t("not TOML: {reason}", reason=reason))]
    read = _Read(declared, stated, positions(text))
    _check_sections(read, members)
    return read.faults


def _line_in(reason: str, text: str) -> int:
    """Return the line that a message of the TOML reader names: the last for the end of the file."""
    _, _, rest = reason.partition("at line ")
    digits = rest.partition(",")[0]
    return int(digits) if digits.isdigit() else max(1, len(text.splitlines()))


def _check_sections(read: _Read, members: Members) -> None:
    declared = {one.name: one for one in read.declared.sections}
    for name, value in read.stated.items():
        if name not in declared:
            near = closest(name, declared)
            known = ", ".join(one.heading for one in read.declared.sections)
            read.add(
                (name,),
                t("{name} is not a section (did you mean {near}?)", name=name, near=near)
                if near
                else t("{name} is not a section (there are: {known})", name=name, known=known),
            )
        else:
            _check_section(read, declared[name], value, members)


def _check_section(read: _Read, section: Section, value: Any, members: Members) -> None:
    """Check the entries of a section one by one, then what holds among them."""
    if isinstance(value, dict) != section.is_single or not _is_table(value):
        read.add((section.name,), t("write it under {heading}", heading=section.heading))
        return
    entries = [value] if section.is_single else value
    known = {**members, "measures.id": MEASURES, **_own(read)}
    for place, entry in enumerate(entries):
        path = (section.name,) if section.is_single else (section.name, place)
        for column, message in value_faults(section.entry, entry, known):
            read.add((*path, column), message)
        for column, message in entry_faults(section.entry, entry):
            read.add((*path, column), message)
    if section.most and len(entries) > section.most:
        text = t(
            "{n} entries of {heading}; at most {most} may stand here",
            n=len(entries),
            heading=section.heading,
            most=section.most,
        )
        read.add((section.name, section.most), text)
    _check_keys(read, section, entries)


def _is_table(value: Any) -> bool:
    """Return whether a value is an entry, or a list of entries."""
    entries = value if isinstance(value, list) else [value]
    return all(isinstance(one, dict) for one in entries)


def _own(read: _Read) -> dict[str, set[str]]:
    """Return the identifiers that entries of the file itself have, as others refer to them."""
    found = {}
    for section in read.declared.sections:
        entries = read.stated.get(section.name, [])
        if len(section.entry.key) == 1 and isinstance(entries, list):
            key = section.entry.key[0]
            own = {str(one.get(key)) for one in entries if isinstance(one, dict)}
            found[f"{section.name}.{key}"] = own
    return found


def _check_keys(read: _Read, section: Section, entries: list[dict[str, Any]]) -> None:
    """Report entries whose key stands before."""
    names = section.entry.key
    first: dict[tuple[str, ...], int] = {}
    for place, entry in enumerate(entries) if names else ():
        key = tuple(str(entry.get(name, "")) for name in names)
        if key in first:
            line = line_of((section.name, first[key]), read.lines)
            stated = ", ".join(f"{n} = {v!r}" for n, v in zip(names, key, strict=True) if v)
            text = t("stands twice, first in line {line}: {entry}", line=line, entry=stated)
            read.add((section.name, place), text)
        first.setdefault(key, place)
