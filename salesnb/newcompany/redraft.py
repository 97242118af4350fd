"""A mapping drafted again: what a person changed since the last draft stays."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.items import Table

_ABSENT = object()


def redrafted(mine: str, before: str, now: str) -> tuple[str, tuple[str, ...]]:
    """Return the mapping with what is new in the draft, and the keys that stay as a person wrote.

    `mine` is the mapping as it stands, `before` the draft that it began as, `now` the new draft.
    What equals the draft before follows the new one; what differs, was added or was removed stays,
    and so do comments. A key is written as `tables.order_lines.columns.net_amount`.
    """
    document = tomlkit.parse(_heading(now) + mine.removeprefix(_heading(before)))
    kept: list[str] = []
    _follow(document, tomlkit.parse(before), tomlkit.parse(now), "", kept)
    return tomlkit.dumps(document), tuple(kept)


def _heading(text: str) -> str:
    """Return the comments above the first table of a draft."""
    lines = takewhile(lambda line: line.startswith("#"), text.splitlines(keepends=True))
    return "".join(lines)


def _follow(mine: Any, before: Any, now: Any, path: str, kept: list[str]) -> None:
    for key in dict.fromkeys([*mine, *before, *now]):
        own, old, new = (table.get(key, _ABSENT) for table in (mine, before, now))
        place = f"{path}.{key}" if path else key
        if _plain(own) == _plain(old):
            _set(mine, key, new)
        elif all(isinstance(one, Table | Container) for one in (own, old, new)):
            _follow(own, old, new, place, kept)
        elif _plain(own) != _plain(new):
            kept.append(place)


def _set(table: Any, key: str, new: Any) -> None:
    """Set a key to its value in the new draft where that is another."""
    if new is _ABSENT:
        table.pop(key, None)
    elif _plain(table.get(key, _ABSENT)) != _plain(new):
        table[key] = new


def _plain(value: Any) -> Any:
    """Return a value of the file without how it is written."""
    return value.unwrap() if hasattr(value, "unwrap") else value
