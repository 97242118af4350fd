"""run.json: what was run, with which inputs, how long it took, and how it ended.

The only file of a month that may hold a time of day. It is replaced at one stroke after every
workbook, so that a killed run loses nothing that was done.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def read(file: Path) -> dict[str, Any]:
    """Return the journal of a month; an empty one when there is none yet, or it cannot be read."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"workbooks": {}}
    known = isinstance(found, dict) and isinstance(found.get("workbooks"), dict)
    return found if known else {"workbooks": {}}


def write(file: Path, journal: dict[str, Any]) -> None:
    """Replace the journal."""
    waiting = file.with_name(f".{file.name}")
    text = json.dumps(journal, ensure_ascii=False, indent=1, sort_keys=True)
    waiting.write_text(text + "\n", encoding="utf-8")
    os.replace(waiting, file)
