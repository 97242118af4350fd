"""Entries of plan files as the lines that stand for them: one way of writing, whoever proposes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import tomlkit

Entry = Mapping[str, Any]


def as_lines(section: str, *entries: Entry) -> str:
    """Return entries as the lines that stand for them in a plan file; empty values are left out.

    A day that carries a time of day (as frames hold days) is written as the day.
    """
    stated = [tomlkit.dumps({section: [_stated(one)]}).strip() + "\n" for one in entries]
    return "\n".join(stated)


def in_one_line(entry: Entry) -> str:
    """Return an entry as a sentence or a cell of a table names it: `kind = "cap", amount = 5`."""
    items = [tomlkit.dumps({name: one}).strip() for name, one in _stated(entry).items()]
    return ", ".join(items)


def is_stated(value: object) -> bool:
    """Return whether an entry says anything in a column: no empty text, nothing missing."""
    try:
        return value is not None and value != "" and bool(value == value)
    except TypeError:  # a missing value of pandas is neither true nor false
        return False


def _stated(entry: Entry) -> dict[str, Any]:
    found = {name: value for name, value in entry.items() if is_stated(value)}
    days = {name: one.date() for name, one in found.items() if isinstance(one, dt.datetime)}
    return found | days
