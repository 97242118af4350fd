"""Write entries into plan files; comments, order and all that people wrote there stay."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence

from salesnb.contracts.decided import PLAN_FILES
from salesnb.contracts.decided.written import Entry, as_lines
from salesnb.errors import CompanyError
from salesnb.i18n import t
from salesnb.paths import Company


def add_entries(company: Company, file: str, section: str, new: Sequence[Entry]) -> None:
    """Add entries to the end of a plan file, which is made where it is not there.

    The file is replaced whole or not at all. Raises `CompanyError` where it is not TOML, or has
    the section in a form that no entry can be added to.
    """
    path = company.plan / PLAN_FILES[file].file
    try:
        before = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
        tomllib.loads(before)
        lines = as_lines(section, *new)
        text = "\n".join([before.rstrip() + "\n", lines] if before.strip() else [lines])
        tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as reason:
        raise CompanyError(
            t("plan/{file}: not TOML in UTF-8 ({reason})", file=path.name, reason=reason),
            fix=t("write every entry under {heading}", heading=f"[[{section}]]"),
        ) from reason
    company.plan.mkdir(exist_ok=True)
    waiting = path.with_name(f".{path.name}")
    waiting.write_text(text, encoding="utf-8", newline="\n")
    os.replace(waiting, path)
