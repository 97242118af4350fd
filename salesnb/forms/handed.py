"""Which forms were handed out: a note beside them, read with what comes back.

A form is expected from those who got one, and only the version handed out last is taken.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from salesnb.errors import CompanyError
from salesnb.i18n import t
from salesnb.months import Month
from salesnb.paths import Company

NOTE = "forms/handed_out.json"  # in the folder of the month before


@dataclass(frozen=True)
class Given:
    """A form as it was handed out: its version, and the reps who got it."""

    version: str
    reps: tuple[str, ...]


@dataclass(frozen=True)
class Handed:
    """The forms of a month by kind; none where none were handed out."""

    month: str
    forms: Mapping[str, Given] = field(default_factory=dict)

    def with_earlier(self, before: Handed | None) -> Handed:
        """Return the forms with the reps who got the same version before."""
        earlier = before.forms if before else {}
        forms = dict(self.forms)
        for kind, given in earlier.items():
            own = forms.setdefault(kind, given)
            if own.version == given.version:
                reps = tuple(sorted({*own.reps, *given.reps}))
                forms[kind] = Given(own.version, reps)
        return Handed(self.month, forms)


def note_file(company: Company, month: Month) -> Path:
    """Return the file in which the forms of a month are noted."""
    return company.month(month - 1).root / NOTE


def note(company: Company, handed: Handed) -> None:
    """Note the forms of a month as handed out, unless it says so already."""
    file = note_file(company, Month.parse(handed.month))
    forms = {
        kind: {"version": one.version, "reps": sorted(one.reps)}
        for kind, one in sorted(handed.forms.items())
    }
    content = {"month": handed.month, "forms": forms}
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
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        forms = {
            str(kind): Given(str(one["version"]), tuple(map(str, one["reps"])))
            for kind, one in found["forms"].items()
        }
        return Handed(str(found["month"]), forms)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CompanyError(
            t("{file}: not a note of forms", file=f"months/{month - 1}/{NOTE}"),
            fix=t("write the forms again: salesnb forms"),
        ) from error
