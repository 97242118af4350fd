"""Which month a form is of, without opening it: from the texts of its file."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from salesnb.months import Month

_TEXTS = "xl/sharedStrings.xml"
_MOST = 20_000_000  # bytes of texts that are looked through
_MONTH = re.compile(rb'(?:"|&quot;)month(?:"|&quot;): ?(?:"|&quot;)(\d{4}-(?:0[1-9]|1[0-2]))')


def month_of(file: Path) -> Month | None:
    """Return the month of a form, None where the file does not say it."""
    try:
        with zipfile.ZipFile(file) as packed:
            if packed.getinfo(_TEXTS).file_size > _MOST:
                return None
            found = _MONTH.search(packed.read(_TEXTS))
    except (KeyError, OSError, ValueError, zipfile.BadZipFile, RuntimeError):
        return None
    return Month.parse(found[1].decode()) if found else None
