"""What a management task is: something a sales firm manages, or leaves unmanaged."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One task in plain words, the workbook that serves it, and the tables that it needs.

    `tables` are canonical names; alternatives are joined by `|`; all of them are needed.
    `section` is the heading of the workbook's section; '' until that workbook is there.
    """

    id: str
    label: str  # msgid
    workbook: str
    tables: tuple[str, ...]
    section: str = ""
