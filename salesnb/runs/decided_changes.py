"""Which decisions differ between two versions of a month: entry by entry, by whom and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from salesnb.contracts.decided import PLAN_FILES, Section
from salesnb.contracts.decided.written import is_stated
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.plans.frozen import decisions
from salesnb.plans.reading import entries

WHO = ("author", "reason", "decided_on")
COLUMNS = ["file", "section", "change", "entry", "old", "new", *WHO]
NO_NAME = frozenset({"money", "number", "quantity", "price", "share", "integer", "date", "flag"})
Entry = Mapping[str, Any]


def decided_changes(company: Company, month: Month, old: str, new: str) -> pd.DataFrame:
    """Return a row per entry of a plan file that was added, dropped or changed.

    Columns: file, section, change (added, dropped, changed), entry (what it is about, as it is
    written), old and new (what else it states, where that differs), and author, reason and
    decided_on of the newer one. Entries are the same where key, or all texts but author and
    reason, agree; of several the last counts.
    """
    before, after = (decisions(company, month, version).plan for version in (old, new))
    rows = [
        (file, section.name, *row)
        for file, declared in PLAN_FILES.items()
        for section in declared.sections
        for row in _changes(
            _named(entries(before, file, section.name), section),
            _named(entries(after, file, section.name), section),
        )
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _named(frame: pd.DataFrame, section: Section) -> dict[str, Entry]:
    """Return the entries of a section by what they are about."""
    texts = [f.name for f in section.entry.fields if f.type not in NO_NAME and f.name not in WHO]
    names = list(section.entry.key) or texts
    rows = [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
    return {_said(row, names): row for row in rows}


def _changes(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> list[tuple[str, ...]]:
    found = []
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name, {}), after.get(name, {})
        own = [one for one in {**old, **new} if one not in WHO and not _same(old, new, one)]
        if own:
            change = "changed" if old and new else "added" if new else "dropped"
            who = [_written((new or old).get(one)) for one in WHO]
            found.append((change, name, _said(old, own), _said(new, own), *who))
    return found


def _same(old: Entry, new: Entry, name: str) -> bool:
    one, other = old.get(name), new.get(name)
    return _written(one) == _written(other)


def _said(entry: Entry, names: list[str]) -> str:
    stated = {name: _written(entry[name]) for name in names if name in entry}
    return ", ".join(f"{name} = {value}" for name, value in stated.items() if value)


def _written(value: object) -> str:
    """Return a value as text: days without a time of day, amounts without an exponent."""
    if not is_stated(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    return f"{value:.12g}" if isinstance(value, float) and abs(value) < 1 else _plain(value)


def _plain(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)  # type: ignore[call-overload]
