"""Files whose bytes are not what their names say: one sentence each, with the reason."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

import duckdb
import pyarrow as pa
from python_calamine import CalamineError

from salesnb.i18n import t
from salesnb.paths import foreign
from salesnb.sources.exports import Problem, file_problem
from salesnb.sources.read.servers import reason_of

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the part that holds the protected workbook
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how password-protected and old workbooks begin


class FileFault(Exception):
    """Why a file cannot be read, in words, and what to do about it."""

    def __init__(self, message: str, fix: str = "") -> None:
        self.message = message
        self.fix = fix
        super().__init__(message)


DAMAGED = (  # what readers raise for bytes that they cannot make sense of
    FileFault,
    EOFError,
    gzip.BadGzipFile,
    zlib.error,
    zipfile.BadZipFile,
    CalamineError,
    ElementTree.ParseError,
    expat.ExpatError,
    UnicodeDecodeError,
    NotImplementedError,  # a compression that the zip format does not know
    pa.ArrowInvalid,
    duckdb.Error,
)


def damaged(file: Path, failure: BaseException) -> Problem:
    """Return the problem of a file that a reader cannot make sense of."""
    if isinstance(failure, FileFault) and failure.fix:
        return file_problem(file, "damaged_file", failure.message, failure.fix)
    reason = reason_of(failure).replace(str(file), file.name)
    message = t(
        "the file is damaged, or of another kind than its name says ({reason})", reason=reason
    )
    return file_problem(file, "damaged_file", message, t("export it again"))


def require_plain(file: Path, *, within: Path) -> None:
    """Raise `FileFault` for a link that leads out of `within`, and for what is no file or folder.

    Of a folder everything in it counts.
    """
    why = foreign(file, within=within)
    if why:
        raise FileFault(why, t("put the file itself there, or name it under source.ignore"))


def require_zip(file: Path) -> None:
    """Raise `FileFault` for a workbook that is protected by a password, or an old .xls."""
    with file.open("rb") as opened:
        if opened.read(len(_OLE)) != _OLE:
            return
        rest = opened.read()
    if _ENCRYPTED in rest:
        raise FileFault(
            t("the workbook is protected by a password"), t("save it without a password")
        )
    raise FileFault(
        t("an old workbook (`.xls`), whatever its name says"), t("save it in Excel as `.xlsx`")
    )
