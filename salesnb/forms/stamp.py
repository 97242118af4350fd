"""What a form says of itself, hidden in its sheet `_meta`: whose it is, of which month."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from salesnb.forms.declared import FIRST_ROW, LAYOUT, Form
from salesnb.months import Month

SHEET = "_meta"
MARK = "salesnb form"


@dataclass(frozen=True)
class Stamp:
    """The stamp of a form.

    `month` is the month that it is filled in for, `version` the issued version of the month before
    that it was written from (or `draft`). Rows from `first_row` on belong to it: `n_filled` were
    written ahead, `n_rows` is all of them.
    """

    form: str
    company: str
    rep_id: str
    month: str
    version: str
    columns: tuple[str, ...]
    first_row: int = FIRST_ROW
    n_filled: int = 0
    n_rows: int = 0
    layout: int = LAYOUT
    kind: str = MARK

    def text(self) -> str:
        """Return the stamp as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def read_stamp(text: object) -> Stamp | None:
    """Return the stamp that a cell holds, None where it holds none that can be read."""
    try:
        found = json.loads(str(text))
        stamp = Stamp(**{**found, "columns": tuple(found["columns"])})
        Month.parse(stamp.month)
        numbers = (stamp.first_row, stamp.n_filled, stamp.n_rows, stamp.layout)
    except Exception:  # whatever is wrong with it, it is no stamp
        return None
    is_sound = all(isinstance(one, int) and 0 <= one <= 10_000 for one in numbers)
    return stamp if stamp.kind == MARK and is_sound else None


def file_name(form: Form, rep_id: str) -> str:
    """Return what the file of a rep's form is called, before `.xlsx`."""
    return f"{form.kind}_{rep_id}"
