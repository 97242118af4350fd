"""Which tables and columns came in, and which of them no contract knows or misses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from salesnb.contracts import ANY_OF, TABLES
from salesnb.contracts.fields import Table
from salesnb.errors import closest
from salesnb.i18n import t
from salesnb.sources.problems import Problem, Problems
from salesnb.sources.reading import Exports
from salesnb.sources.tables import MappedTable


def check_presence(mapped: Mapping[str, MappedTable], exports: Exports, problems: Problems) -> None:
    """Record that nothing usable came in, and tables that nothing is made of."""
    if not {*mapped, *exports.unreadable} & set(ANY_OF):
        message = t("none of {names} is there", names=", ".join(ANY_OF))
        fix = t("export one of them, or map one in company.toml")
        problems.add(Problem("error", "", t("(exports)"), "missing_table", message, fix))
    for name in sorted(set(exports.tables) - _used(mapped)):
        message = t("no table {name!r} is known", name=name)
        fix = _near(name, TABLES) or t("map it, or name it under source.ignore")
        file = exports.tables[name].file.name
        problems.add(Problem("warning", "", file, "unknown_table", message, fix))


def has_its_columns(mapped: MappedTable, contract: Table, problems: Problems) -> bool:
    """Return whether all required columns are there; record unknown and missing ones."""
    file = mapped.origins[0].file.name
    there = [name for name in mapped.table.columns if name != "_row"]
    unknown = [name for name in there if name not in contract.names]
    for name in unknown:
        fix = _near(name, contract.names) or t("it is not used")
        message = t("column {name!r} is not known", name=name)
        problems.add(
            Problem("warning", contract.name, file, "unknown_column", message, fix, column=name)
        )
    missing = [one.name for one in contract.fields if one.required and one.name not in there]
    for name in missing:
        near = closest(name, unknown)
        fix = (
            t("rename {near!r}?", near=near) if near else t("export it, or map it in company.toml")
        )
        message = t("column {name!r} is missing", name=name)
        problems.add(
            Problem("error", contract.name, file, "missing_column", message, fix, column=name)
        )
    return not missing


def _used(mapped: Mapping[str, MappedTable]) -> set[str]:
    """Return the raw tables that some canonical table is made of."""
    origins = {origin.name for one in mapped.values() for origin in one.origins}
    behind = (raws for one in mapped.values() for raws in one.lineage.values())
    return origins | {raw.raw for raws in behind for raw in raws}


def _near(name: str, known: Iterable[str]) -> str:
    near = closest(name, known)
    return t("did you mean {near!r}?", near=near) if near else ""
