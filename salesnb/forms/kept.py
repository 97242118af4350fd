"""What was read of a file before, kept by its content: a year of forms is not opened every month.

Only runs keep anything, below `months/.forms/`; whatever lies there may be removed at any time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from salesnb.forms.cells import Cell
from salesnb.forms.kinds import FORMS
from salesnb.forms.lists import Option, Options
from salesnb.forms.opened import Opened, Refused, open_form
from salesnb.forms.stamp import read_stamp
from salesnb.paths import Company

FOLDER = ".forms"  # below months/
_MOMENTS: dict[str, Any] = {"datetime": dt.datetime, "date": dt.date, "time": dt.time}


@cache
def _code() -> str:
    """Return a digest of the code that reads forms: other code reads them anew."""
    total = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        total.update(file.read_bytes())
    return total.hexdigest()[:12]


class Kept:
    """The forms that were read before; new ones are kept where it `writes`."""

    def __init__(self, company: Company, *, writes: bool) -> None:
        self._folder = company.root / "months" / FOLDER / _code()
        self._writes = writes

    def opened(self, content: bytes, digest: str) -> Opened | Refused:
        """Return the form that a file holds, or why it is refused."""
        file = self._folder / f"{digest}.json"
        try:
            return _from_json(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass  # not kept, or not whole
        found = open_form(content)
        if self._writes and isinstance(found, Opened):
            self._keep(file, found)
        return found

    def _keep(self, file: Path, opened: Opened) -> None:
        if not self._folder.is_dir():
            shutil.rmtree(self._folder.parent, ignore_errors=True)  # of other code
            self._folder.mkdir(parents=True)
        waiting = file.with_suffix(".new")
        waiting.write_text(json.dumps(_as_json(opened), ensure_ascii=False), encoding="utf-8")
        waiting.replace(file)


def _as_json(one: Opened) -> dict[str, Any]:
    return {
        "stamp": one.stamp.text(),
        "saved": one.saved.isoformat() if one.saved else None,
        "rows": {
            row: {name: _cell_as_json(cell) for name, cell in cells.items()}
            for row, cells in one.rows.items()
        },
        "below": one.below,
        "lists": {
            name: [[option.code, option.text] for option in options.options]
            for name, options in one.lists.items()
        },
    }


def _cell_as_json(cell: Cell) -> list[Any]:
    kind = type(cell.value).__name__
    value = cell.value.isoformat() if kind in _MOMENTS else cell.value
    if value is not None and not isinstance(value, str | int | float | bool):
        value = str(value)
    return [value, kind if kind in _MOMENTS else "", cell.kind, cell.epoch]


def _from_json(found: dict[str, Any]) -> Opened:
    stamp = read_stamp(found["stamp"])
    if stamp is None:
        raise ValueError("no stamp")
    rows = {
        int(row): {name: _cell_from_json(*cell) for name, cell in cells.items()}
        for row, cells in found["rows"].items()
    }
    lists = {
        name: Options(tuple(Option(*one) for one in options))
        for name, options in found["lists"].items()
    }
    saved = dt.datetime.fromisoformat(found["saved"]) if found["saved"] else None
    return Opened(stamp, FORMS[stamp.form], saved, rows, tuple(found["below"]), lists)


def _cell_from_json(value: Any, moment: str, kind: str, epoch: int) -> Cell:
    read = _MOMENTS[moment].fromisoformat(value) if moment else value
    return Cell(read, kind, epoch)
