"""One family of errors, each with what was found, what was expected and what to do.

Every message that salesnb shows a person is an instance of `SalesnbError`; anything else
that escapes is a defect of salesnb. The command line turns the family into exit codes:
`UsageError` and its children 2, all others 1.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """Return a text with its control characters written out, so that a terminal obeys none."""
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class SalesnbError(Exception):
    """An error that a person can act on: `message` says what is wrong, `fix` what to do."""

    exit_code = 1

    def __init__(self, message: str, *, fix: str = "") -> None:
        self.message = message
        self.fix = fix
        super().__init__(f"{message}; {fix}" if fix else message)

    def reword(self, message: str, fix: str) -> None:
        """Say the same in other words (in another language)."""
        self.message, self.fix = message, fix
        self.args = (f"{message}; {fix}" if fix else message,)


class UsageError(SalesnbError):
    """The command or call itself is wrong: a name, a value, a combination of options."""

    exit_code = 2


class ParameterError(UsageError):
    """A workbook parameter has a wrong name, type or range."""


class CompanyError(UsageError):
    """A company folder is missing, is not one, or its company.toml cannot be used."""


class MappingError(UsageError):
    """A mapping of foreign exports to canonical tables cannot be used."""


class DataError(SalesnbError):
    """The exports have errors; `problems` is the table of all of them (see `sources`)."""

    def __init__(self, message: str, *, fix: str = "", problems: object = None) -> None:
        super().__init__(message, fix=fix)
        self.problems = problems


class SourceError(SalesnbError):
    """A database or cluster of the exports cannot be reached, was lost, or lacks a table."""


class LockedError(SalesnbError):
    """Another run holds this company-month."""


class IssuedError(SalesnbError):
    """An issued month or version would be changed."""


class ArtefactError(SalesnbError):
    """A saved result is missing, does not meet its contract, or was changed after saving."""


class WorkbookError(SalesnbError):
    """A workbook failed; says workbook, cell heading, last error line and partial notebook."""


class ConflictError(SalesnbError):
    """Controls of a plan contradict each other; `controls` are the rows of a smallest such set."""

    def __init__(self, message: str, *, fix: str = "", controls: Iterable[int] = ()) -> None:
        super().__init__(message, fix=fix)
        self.controls = list(controls)


class CitationError(SalesnbError):
    """A number cannot be resolved to exactly one cell of an artefact."""


def closest(name: str, allowed: Iterable[str]) -> str:
    """Return the allowed name nearest to `name`, or '' when none is near."""
    found = difflib.get_close_matches(name, list(allowed), n=1, cutoff=0.6)
    return found[0] if found else ""
