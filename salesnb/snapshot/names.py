"""What people call members of master tables, groups and segments, read when first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from salesnb.contracts import TABLES
from salesnb.contracts.shorthand import KEYS, NAMED
from salesnb.i18n.words import Words
from salesnb.snapshot.facts import Snapshot

COMPANIES = {"leads": ("company_name", "company_name_zh")}  # tables whose names are those of firms


class MasterNames(Mapping[str, Mapping[str, Words]]):
    """Names by table (or key of `NAMED`) and identifier; one that did not come in has none."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[str, dict[str, Words]] = {}

    def __getitem__(self, table: str) -> Mapping[str, Words]:
        if table not in self._known:
            self._known[table] = _read(self._snapshot, *_columns(table))
        return self._known[table]

    def __iter__(self) -> Iterator[str]:
        yield from (table for table in KEYS if "name" in TABLES[table].names)
        yield from COMPANIES
        yield from NAMED

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _columns(table: str) -> tuple[str, str, str, str]:
    """Return the table of names with its columns of keys, names and Chinese names ('': none)."""
    if table in NAMED:
        owner, column = NAMED[table]
        return owner, column, column, f"{column}_zh"
    if table in COMPANIES:
        return table, KEYS[table], *COMPANIES[table]
    if table not in KEYS or "name" not in TABLES[table].names:
        raise KeyError(table)
    return table, KEYS[table], "name", "name_zh" if "name_zh" in TABLES[table].names else ""


def _read(snapshot: Snapshot, table: str, key: str, name: str, chinese: str) -> dict[str, Words]:
    """Return the names by key; of several rows of one key the first with a Chinese name counts."""
    if not snapshot.has(table):
        return {}
    wanted = list(dict.fromkeys(one for one in (key, name, chinese) if one))
    frame = snapshot.frame(table, wanted).astype("object").fillna("").drop_duplicates()
    zh = frame[chinese] if chinese else pd.Series("", index=frame.index)
    found: dict[str, Words] = {}
    for id, en, other in zip(frame[key], frame[name], zh, strict=True):
        if en and not found.get(str(id), Words("")).zh:
            found[str(id)] = Words(str(en), str(other), kind="name")
    return found
