"""Which forms were handed out: a note per month in `inbox/handed_out/`, read with what comes back.

A form is expected from those who got one, and only the version handed out last is taken.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from salesnb.errors import CompanyError
from salesnb.i18n import t
from salesnb.months import Month
from salesnb.paths import Company

FOLDER = "handed_out"


@dataclass(frozen=True)
class Handed:
    """The forms of a month: their version, and who got which (kind -> reps)."""

    month: str
    version: str
    forms: Mapping[str, Sequence[str]] = field(default_factory=dict)


def note_file(company: Company, month: Month) -> Path:
    """Return the file in which the forms of a month are noted."""
    return company.inbox / FOLDER / f"{month}.json"


def note(company: Company, handed: Handed) -> None:
    """Note the forms of a month as handed out, unless it says so already."""
    file = note_file(company, Month.parse(handed.month))
    content = {
        "month": handed.month,
        "version": handed.version,
        "forms": {kind: sorted(reps) for kind, reps in sorted(handed.forms.items())},
    }
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    waiting = file.with_name(f".{file.name}")
    waiting.write_text(text, encoding="utf-8", newline="\n")
    waiting.replace(file)


def handed_out(company: Company, month: Month) -> Handed | None:
    """Return the forms of a month as noted, None where none were handed out.

    Raises `CompanyError` where the note cannot be read.
    """
    file = note_file(company, month)
    if not file.is_file():
        return None
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        forms = {str(kind): tuple(map(str, reps)) for kind, reps in found["forms"].items()}
        return Handed(str(found["month"]), str(found["version"]), forms)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CompanyError(
            t("{file}: not a note of forms", file=f"inbox/{FOLDER}/{file.name}"),
            fix=t("write the forms again: salesnb forms"),
        ) from error
