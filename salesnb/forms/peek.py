"""Which month a form is of, without opening it: from the texts of its file."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from salesnb.months import Month

_TEXTS = re.compile(r"xl/sharedStrings\.xml|xl/worksheets/[^/]+\.xml")  # where programs put texts
_MOST = 5_000_000  # bytes of a part that is looked through
_MONTH = re.compile(rb'(?:"|&quot;)month(?:"|&quot;): ?(?:"|&quot;)(\d{4}-(?:0[1-9]|1[0-2]))')
_MARK = b"salesnb form"


def month_of(file: Path) -> Month | None:
    """Return the month of a form, None where the file does not say it."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = [one for one in packed.infolist() if _TEXTS.fullmatch(one.filename)]
            for one in sorted(parts, key=lambda part: part.file_size):
                text = packed.read(one) if one.file_size <= _MOST else b""
                found = _MONTH.search(text) if _MARK in text else None
                if found:
                    return Month.parse(found[1].decode())
    except (KeyError, OSError, ValueError, zipfile.BadZipFile, RuntimeError):
        return None
    return None
