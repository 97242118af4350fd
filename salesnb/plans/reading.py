"""The entries of a plan file as frames: a row per entry, columns as declared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from salesnb.contracts.decided import PLAN_FILES, Section
from salesnb.errors import UsageError, closest
from salesnb.i18n import t

_TYPES = {  # pandas types by the type of a column; what is not stated is missing
    "date": "datetime64[us]",
    "flag": "boolean",
    "integer": "Int64",
    "id": "str",
    "text": "str",
}


def entries(plan: Mapping[str, Mapping[str, Any]], file: str, section: str) -> pd.DataFrame:
    """Return a row per entry of a section, in the order of the file; empty where there is none.

    `plan` holds the files by name as TOML tables. Columns are those that are declared: texts and
    identifiers as text ('' where not stated), days as datetimes, amounts as floats (missing where
    not stated). Raises `UsageError` for a file or section that is not declared.
    """
    declared = _section(file, section)
    stated = plan.get(file, {}).get(section, [])
    rows = [stated] if isinstance(stated, dict) else list(stated)
    read = {}
    for one in declared.entry.fields:
        values = [row.get(one.name) for row in rows]
        kind = _TYPES.get(one.type, "float64")
        plain = ["" if v is None else v for v in values] if kind == "str" else values
        read[one.name] = pd.Series(plain, dtype="object").astype(pd.api.types.pandas_dtype(kind))
    return pd.DataFrame(read)


def sections_of(file: str) -> tuple[Section, ...]:
    """Return the sections of a plan file. Raises `UsageError` for a file that no plan has."""
    if file not in PLAN_FILES:
        near = closest(file, PLAN_FILES)
        fix = t("did you mean {near!r}?", near=near) if near else ", ".join(PLAN_FILES)
        raise UsageError(t("{name!r} is not a plan file", name=file), fix=fix)
    return PLAN_FILES[file].sections


def _section(file: str, section: str) -> Section:
    known = {one.name: one for one in sections_of(file)}
    if section not in known:
        near = closest(section, known)
        fix = t("did you mean {near!r}?", near=near) if near else ", ".join(known)
        raise UsageError(t("{file}.toml has no section {name!r}", file=file, name=section), fix=fix)
    return known[section]
