"""Advice to state something in company.toml, with the lines that can be pasted there."""

from __future__ import annotations

import tomlkit

from salesnb.i18n import joined, t
from salesnb.settings import FileSettings


def lines_for(file: str, **settings: object) -> str:
    """Return the lines of company.toml that state how an export is written, to be pasted there."""
    section = tomlkit.table()
    section.update(settings)
    document = tomlkit.document()
    document["source"] = {"files": {file: section}}
    return tomlkit.dumps(document).strip()


def state(file: str, stated: FileSettings, **settings: object) -> str:
    """Return the advice to state settings of a file, with the lines for company.toml."""
    lines = lines_for(file, **settings)
    if not stated.is_stated:
        return joined("\n", [t("state it in company.toml:"), lines])
    advice = t("add it to the file's section in company.toml:")
    return joined("\n", [advice, lines.partition("\n")[2]])
