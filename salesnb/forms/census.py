"""Registered outlets: which are new, which are known by a like name, how known ones stand now."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from salesnb.forms.rows import Row, Rows
from salesnb.i18n import t

ALIKE = 92  # likeness of names, of 100, from which on two outlets of a region are taken for one
_PLAIN = ("name", "name_zh")
Record = dict[str, Any]


@dataclass(frozen=True)
class Registered:
    """What the census gives: new outlets, and states from a day on (outlet -> day, status)."""

    outlets: list[Row]
    states: list[Row]


def register(rows: Rows, known: Sequence[Record], states: Iterable[Record]) -> Registered:
    """Return the new outlets and the new states of outlets.

    `known` are the outlets of the exports (outlet_id, name, name_zh, region_id, status), `states`
    their states (outlet_id, status, valid_from, valid_to). A new outlet whose name is nearly that
    of another one in its region is sent back.
    """
    by_id = {str(one["outlet_id"]): one for one in known}
    names = _Names(known)
    now = _standing(states)
    found = Registered([], [])
    for row in rows.of("outlets"):
        id = row.values["outlet_id"]
        if id and str(id) not in by_id:
            _unknown(row, names)
        elif id:
            _state(row, str(id), now.get(str(id), by_id[str(id)].get("status")), found)
        else:
            _new(row, names, found)
    return found


class _Names:
    """The names of outlets by region, those just registered too."""

    def __init__(self, known: Sequence[Record]) -> None:
        self._by_region: dict[str, dict[str, str]] = {}
        for one in known:
            for name in _PLAIN:
                self.add(str(one["region_id"]), one.get(name), f"{one['outlet_id']} {one['name']}")

    def add(self, region: str, name: object, told: str) -> None:
        if name:
            self._by_region.setdefault(region, {}).setdefault(plain(str(name)), told)

    def alike(self, region: str, name: str) -> str:
        """Return the outlet of a region whose name is nearly the same, '' when there is none."""
        there = self._by_region.get(region, {})
        best = process.extractOne(plain(name), list(there), scorer=fuzz.ratio, score_cutoff=ALIKE)
        return there[best[0]] if best else ""


def plain(name: str) -> str:
    """Return a name as names are compared: without signs, blanks and capitals."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in text if c.isalnum())


def _unknown(row: Row, names: _Names) -> None:
    message = t("no outlet is registered under this number")
    fix = t("choose one from the list, or leave it empty and name the new outlet")
    row.refuse("outlet_id", "unknown_reference", message, fix, row.values["outlet_id"])


def _new(row: Row, names: _Names, found: Registered) -> None:
    values = row.values
    region, name = str(values["region_id"]), str(values["name"])
    other = names.alike(region, name)
    if other:
        message = t("nearly the name of {other}", other=other)
        fix = t("choose that one in the first column, or tell the names apart")
        row.refuse("name", "duplicate_outlet", message, fix, name)
        return
    key = hashlib.sha256(f"{region}\n{plain(name)}".encode()).hexdigest()[:8]
    id = f"F-{region}-{key}"
    names.add(region, name, f"{row.source} {name}")
    wanted = ("name", "region_id", "customer_id", "segment", "latitude", "longitude")
    own = {one: values[one] for one in (*wanted, "size_class", "status", "registered_on")}
    found.outlets.append(Row("outlets", {"outlet_id": id, **own}, *_behind(row)))
    _add_state(row, id, found)


def _state(row: Row, id: str, standing: object, found: Registered) -> None:
    """Add the state of a known outlet where it is another one than it stands in."""
    if row.values["status"] == standing:
        return
    _add_state(row, id, found)


def _add_state(row: Row, id: str, found: Registered) -> None:
    state = {
        "outlet_id": id,
        "status": row.values["status"],
        "valid_from": row.values["registered_on"],
        "valid_to": None,
    }
    found.states.append(Row("outlet_states", state, *_behind(row)))


def _behind(row: Row) -> tuple[Any, ...]:
    return row.form, row.filled, row.received


def _standing(states: Iterable[Record]) -> dict[str, object]:
    """Return the state in which each outlet stands last."""
    last: dict[str, tuple[dt.date, object]] = {}
    for one in states:
        id, since = str(one["outlet_id"]), one["valid_from"]
        if id not in last or since >= last[id][0]:
            last[id] = since, one["status"]
    return {id: status for id, (_, status) in last.items()}


def with_states(states: Sequence[Record], new: Sequence[Row]) -> list[Record]:
    """Return the states of outlets with new ones: what stood before ends on the day they begin.

    A state that begins on the day of one in the exports, or before the last of them, is left out:
    the exports hold.
    """
    by_outlet: dict[str, list[Record]] = {}
    for one in states:
        by_outlet.setdefault(str(one["outlet_id"]), []).append(dict(one))
    for row in sorted(new, key=lambda one: one.values["valid_from"]):
        own = by_outlet.setdefault(row.values["outlet_id"], [])
        last = max(own, key=lambda one: one["valid_from"], default=None)
        since = row.values["valid_from"]
        if last is not None and (last["valid_from"] >= since or _ended_after(last, since)):
            row.remark(
                "registered_on", "export_wins", t("the exports state a later one: they hold")
            )
            continue
        if last is not None and last["valid_to"] is None:
            last["valid_to"] = since
        own.append(dict(row.values))
    return [one for own in by_outlet.values() for one in own]


def _ended_after(last: Record, since: dt.date) -> bool:
    return last["valid_to"] is not None and last["valid_to"] > since
