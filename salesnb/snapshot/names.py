"""What people call the members of master tables, in both languages, read when first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from salesnb.contracts import TABLES
from salesnb.contracts.shorthand import KEYS
from salesnb.i18n.words import Words
from salesnb.snapshot.facts import Snapshot


class MasterNames(Mapping[str, Mapping[str, Words]]):
    """Names by master table and identifier; a table that did not come in has none."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[str, dict[str, Words]] = {}

    def __getitem__(self, table: str) -> Mapping[str, Words]:
        if table not in KEYS or "name" not in TABLES[table].names:
            raise KeyError(table)
        if table not in self._known:
            self._known[table] = _names(self._snapshot, table)
        return self._known[table]

    def __iter__(self) -> Iterator[str]:
        return (table for table in KEYS if "name" in TABLES[table].names)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _names(snapshot: Snapshot, table: str) -> dict[str, Words]:
    if not snapshot.has(table):
        return {}
    wanted = [KEYS[table], *(c for c in ("name", "name_zh") if c in TABLES[table].names)]
    frame = snapshot.frame(table, wanted).astype("object").fillna("")
    chinese = frame["name_zh"] if "name_zh" in frame else [""] * len(frame)
    rows = zip(frame[KEYS[table]], frame["name"], chinese, strict=True)
    return {str(id): Words(str(name), str(zh), kind="name") for id, name, zh in rows if name}
