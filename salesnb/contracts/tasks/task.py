"""What a management task is: something a sales firm manages, or leaves unmanaged."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One task in plain words, the workbook that serves it, and the tables that it needs.

    `tables` are canonical names; alternatives are joined by `|`; all of them are needed.
    `more` are tables that sharpen the answer and without which the task is managed all the same.
    `section` is the heading of the workbook's section; '' until that workbook is there.
    """

    id: str
    label: str  # msgid
    workbook: str
    tables: tuple[str, ...]
    section: str = ""
    more: tuple[str, ...] = ()

    @property
    def switches(self) -> frozenset[str]:
        """The tables that the task needs, alternatives too."""
        return frozenset(name for one in self.tables for name in one.split("|"))
