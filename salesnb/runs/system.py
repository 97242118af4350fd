"""What the operating system refuses, in a sentence: above all a full disk, whoever met it."""

from __future__ import annotations

import errno
import re

from salesnb.errors import SalesnbError
from salesnb.i18n import t

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FULL_TEXT = "No space left on device"  # in errors of the engine and of writers of spreadsheets
_FILE = re.compile(r'"([^"]+)"')


def of_the_system(error: BaseException) -> SalesnbError | None:
    """Return a system's refusal as an error for people, None where the error is another one."""
    if is_full(error):
        file = getattr(error, "filename", None) or next(iter(_FILE.findall(str(error))), "")
        said = t("the disk is full: {file} cannot be written", file=file) if file else ""
        return SalesnbError(said or t("the disk is full"), fix=room())
    if not isinstance(error, OSError):
        return None
    fix = t("see that the disk has room and the folder may be written, and run again")
    return SalesnbError(str(error), fix=fix)


def is_full(error: BaseException) -> bool:
    """Return whether an error says that a disk is full."""
    return getattr(error, "errno", None) in _FULL or _FULL_TEXT in str(error)


def room() -> str:
    """Return what to do when a disk is full."""
    return t("make room and run again; what stood there before the run still stands")
