"""A plan file as it lies in a new company folder: what it is for, and an example in comments."""

from __future__ import annotations

from salesnb.contracts.decided.planfile import PlanFile
from salesnb.i18n import LANGUAGES, translate


def commented(file: PlanFile) -> str:
    """Return the text of a plan file that decides nothing yet, in English and Chinese."""
    about = [f"# {translate(file.purpose, lang)}" for lang in LANGUAGES]
    shown = [f"# {line}".rstrip() for line in file.example.splitlines()]
    return "\n".join([*about, "#", *shown]) + "\n"


def uncommented(text: str) -> str:
    """Return the example of such a file as TOML."""
    lines = text.splitlines()
    start = lines.index("#") + 1
    return "\n".join(line.removeprefix("#").removeprefix(" ") for line in lines[start:]) + "\n"
