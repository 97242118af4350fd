"""Which identifiers, groups and segments plan files may name: those of the master tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ibis.expr.types as ir
import pandas as pd

from salesnb.contracts import TABLES
from salesnb.contracts.decided import PLAN_FILES
from salesnb.paths import Company
from salesnb.snapshot.facts import Snapshot

Values = Callable[[str, str], pd.Series]  # of a table's column


def members_of_month(company: Company, snapshot: Snapshot) -> dict[str, set[str]]:
    """Return the values that a closed month has in every column that the plan's files name."""

    def values(table: str, column: str) -> pd.Series:
        has_rows = snapshot.has(table)
        return snapshot.frame(table, [column])[column] if has_rows else pd.Series(dtype="str")

    there = {name: TABLES[name].names for name in snapshot.names if name in TABLES}
    return _members(company, there, values)


def members_of_exports(company: Company, tables: Mapping[str, ir.Table]) -> dict[str, set[str]]:
    """Return the values that checked exports have in every column that the plan's files name."""

    def values(table: str, column: str) -> pd.Series:
        return tables[table].select(column).distinct().to_pandas()[column]

    return _members(company, {name: one.columns for name, one in tables.items()}, values)


def _members(
    company: Company, there: Mapping[str, tuple[str, ...]], values: Values
) -> dict[str, set[str]]:
    """Return the values by column; only columns that a file of `plan/` names are looked up."""
    files = company.plan.glob("*.toml") if company.plan.is_dir() else []
    text = "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in files)
    found = {}
    for reference in _references():
        table, column = reference.split(".")
        if column in text and column in there.get(table, ()):
            found[reference] = set(values(table, column).dropna().astype(str)) - {""}
    return {reference: known for reference, known in found.items() if known}


def _references() -> set[str]:
    """Return the columns of master tables that plan files refer to."""
    sections = [one for file in PLAN_FILES.values() for one in file.sections]
    stated = {field.references for one in sections for field in one.entry.fields} - {""}
    return {one for one in stated if one.split(".")[0] in TABLES}
