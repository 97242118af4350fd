"""All forms that came back: which files count for a month, which are refused, which copy is newest.

Files stay where they are; nothing is written here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from salesnb.forms.handed import Handed, handed_out, note_file
from salesnb.forms.kept import Kept
from salesnb.forms.lists import fixed_lists
from salesnb.forms.opened import Opened, Refused
from salesnb.forms.peek import month_of
from salesnb.forms.returned import Fault, Filled, Returned, read_rows
from salesnb.forms.stamp import Stamp
from salesnb.i18n import LANGUAGES, t
from salesnb.months import Month
from salesnb.paths import Company

SENT_BACK = "returned"  # folder of the copies that go back to reps
OTHERS = frozenset({".xlsm", ".xlsb", ".xls", ".xltx", ".xltm", ".ods", ".et", ".numbers"})
_MONTH = re.compile(r"\d{4}-\d{2}")
_ALIKE = 0.5  # share of equal values from which a row in the same place is the corrected one
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass
class Inbox:
    """What came back for a month: forms with their rows, files refused, when rows first came.

    `first_saved` is the earliest copy that had a row: (form, rep, month, identity) -> moment.
    """

    returned: list[Returned] = field(default_factory=list)
    refused: list[tuple[str, Refused]] = field(default_factory=list)
    first_saved: dict[tuple[str, ...], dt.datetime | None] = field(default_factory=dict)
    handed: dict[str, Handed] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.returned or self.refused)

    def since(self, one: Returned, row: Filled) -> dt.datetime | None:
        """Return when a row first came in, None where no copy says when it was saved."""
        return self.first_saved.get(_key(one, row))


def _key(one: Returned, row: Filled) -> tuple[str, ...]:
    about = (one.stamp.form, one.stamp.rep_id, one.stamp.month)
    return (*about, *row.identity(one.form))


def files_of(company: Company, month: Month) -> Iterator[tuple[str, Path]]:
    """Yield name and path of each file of the inbox but those of later months, in order."""
    root = company.inbox
    if not root.is_dir():
        return
    for file in sorted(root.rglob("*")):
        name = file.relative_to(root).as_posix()
        if name.split("/")[0] == SENT_BACK or file.name.startswith((".", "~$")):
            continue
        suffix = file.suffix.lower()
        if not file.is_file() or suffix not in {".xlsx", *OTHERS}:
            continue
        when = month_of(file) if suffix == ".xlsx" else None
        if when is None or when <= month:
            yield name, file


def inbox_digest(company: Company, month: Month) -> str:
    """Return a digest of the files and notes that count for a month, '' where there are none."""
    total = hashlib.sha256()
    found = dict(files_of(company, month))
    if not found:
        return ""
    notes = {str(one): note_file(company, one + 1) for one in company.months() if one < month}
    found |= {name: file for name, file in notes.items() if file.is_file()}
    for name, file in found.items():
        total.update(name.encode() + b"\0")
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def read_inbox(
    company: Company, month: Month, reps: Collection[str], *, keeps: bool = False
) -> Inbox:
    """Return all forms of a month and of those before it, each row once, with every fault.

    `reps` are the reps that are known; with `keeps` what is read is kept for later. Raises
    `CompanyError` where a note of forms is damaged.
    """
    inbox = Inbox()
    seen: dict[str, str] = {}
    lists, kept = fixed_lists(LANGUAGES), Kept(company, writes=keeps)
    for name, file in files_of(company, month):
        content = file.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        first = seen.setdefault(digest, name)
        opened = _opened(file, content, digest, kept) if first == name else _again(first)
        if isinstance(opened, Opened):
            refused = _not_wanted(inbox, company, name, opened.stamp, reps)
            opened = refused or opened
        if isinstance(opened, Refused):
            inbox.refused.append((name, opened))
        else:
            inbox.returned.append(read_rows(name, opened, lists))
    _keep_newest(inbox)
    return inbox


def _opened(file: Path, content: bytes, digest: str, kept: Kept) -> Opened | Refused:
    if file.suffix.lower() in OTHERS:
        message = t("{suffix} is no form", suffix=file.suffix.lower())
        return Refused("unreadable", message, t("save it as XLSX"))
    return kept.opened(content, digest)


def _again(first: str) -> Refused:
    message = t("the same file as {file}", file=first)
    return Refused("same_file", message, t("nothing: it is counted once"))


def _not_wanted(
    inbox: Inbox, company: Company, name: str, stamp: Stamp, reps: Collection[str]
) -> Refused | None:
    """Return why a form is not one that was handed out to this rep for this month."""
    if stamp.company != company.name:
        message = t("a form of {company}", company=stamp.company)
        return Refused("other_company", message, t("put it into `inbox/` of that company"))
    *folders, file = name.split("/")
    month = next((one for one in folders if _MONTH.fullmatch(one)), stamp.month)
    if month != stamp.month:
        message = t("a form of {month}, in the folder of {other}", month=stamp.month, other=month)
        return Refused("other_month", message, t("put it into the folder of its month"))
    named = _rep_named(folders, file, stamp, reps)
    if named != stamp.rep_id:
        message = t("the form of {rep}, under the name of {other}", rep=stamp.rep_id, other=named)
        return Refused("other_rep", message, t("let each rep fill in the own form"))
    return _not_handed(inbox, company, stamp)


def _rep_named(folders: Sequence[str], file: str, stamp: Stamp, reps: Collection[str]) -> str:
    """Return the rep that folder or file name; that of the stamp where they name none."""
    stem = file.rsplit(".", 1)[0]
    rest = stem.removeprefix(f"{stamp.form}_")
    known = sorted({*reps, stamp.rep_id}, key=len, reverse=True)
    if rest != stem:
        for rep in known:
            if rest == rep or re.match(re.escape(rep) + r"\b", rest):
                return rep
    return next((one for one in folders if one in known), stamp.rep_id)


def _not_handed(inbox: Inbox, company: Company, stamp: Stamp) -> Refused | None:
    if stamp.month not in inbox.handed:
        found = handed_out(company, Month.parse(stamp.month))
        inbox.handed[stamp.month] = found or Handed(stamp.month)
    handed = inbox.handed[stamp.month]
    given = handed.forms.get(stamp.form)
    if not handed.forms:
        message = t("no forms of {month} were handed out", month=stamp.month)
        return Refused("not_handed_out", message, t("write them first: salesnb forms"))
    if given is not None and given.version != stamp.version:
        message = t(
            "version {version}; {current} was handed out last",
            version=stamp.version,
            current=given.version,
        )
        return Refused("old_version", message, t("copy the rows into the form of that version"))
    if given is None or stamp.rep_id not in given.reps:
        message = t("this form was not handed out to {rep}", rep=stamp.rep_id)
        return Refused("not_handed_out", message, t("ask for a form of your own"))
    return None


def _keep_newest(inbox: Inbox) -> None:
    """Keep each row once, from the newest copy that has it; note when it first came."""
    copies: dict[tuple[str, str, str], list[Returned]] = {}
    for one in inbox.returned:
        key = (one.stamp.form, one.stamp.rep_id, one.stamp.month)
        copies.setdefault(key, []).append(one)
    for same in copies.values():
        same.sort(key=lambda one: (one.saved or _NEVER, one.name))
        for one in same:
            for row in one.rows:
                inbox.first_saved.setdefault(_key(one, row), one.saved)
        for place, older in enumerate(same):
            for newer in same[place + 1 :]:
                _replace(inbox, older, newer)


def _replace(inbox: Inbox, older: Returned, newer: Returned) -> None:
    """Take out of an older copy what a newer one has again, or corrected."""
    there = {row.row: row for row in newer.rows}
    known = {row.identity(newer.form) for row in newer.rows}
    told = {one.row for one in newer.faults}
    kept = []
    for row in older.rows:
        other = there.get(row.row)
        if row.identity(older.form) in known:
            continue
        if other is not None and _is_corrected(row, other):
            first = _key(newer, other)
            inbox.first_saved[first] = inbox.first_saved.get(_key(older, row))
            continue
        kept.append(row)
    older.rows = kept
    older.faults = [one for one in older.faults if not (one.row in there or one.row in told)]


def _is_corrected(row: Filled, other: Filled) -> bool:
    """Return whether a row in the same place says mostly the same."""
    stated = [name for name, value in row.values.items() if value is not None]
    equal = [name for name in stated if other.values.get(name) == row.values[name]]
    return len(equal) >= _ALIKE * len(stated)


def remarks(one: Returned, rule: str, row: int, column: str, message: str, fix: str = "") -> None:
    """Say something of a row that is taken, or of one that the exports have."""
    one.faults.append(Fault(row, column, None, rule, message, fix, is_refusal=False))
