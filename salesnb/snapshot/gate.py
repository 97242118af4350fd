"""The exports at the gate: read, mapped and checked; digests of all that a snapshot depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from collections.abc import Mapping as Names
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ibis.backends.sql import SQLBackend

from salesnb import __version__
from salesnb.errors import MappingError
from salesnb.forms.inbox import inbox_digest
from salesnb.forms.taken import Taken, take_in
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.sources.check.gate import CleanTables, check_tables
from salesnb.sources.exports import Exports, digest
from salesnb.sources.map.declared import Mapping, load_mapping, mapping_file
from salesnb.sources.map.tables import MappedTable, map_tables, with_set_aside
from salesnb.sources.read.engine import (
    engine_for,
    is_server,
    source_errors_named,
    source_folder,
)
from salesnb.sources.read.source import read_source, require_space

_PACKAGE = Path(__file__).resolve().parent.parent
_CODE = ("contracts", "forms", "sources", "snapshot")
Stated = Names[str, str]  # digests of what a snapshot depends on, see `stated_digests`


@dataclass(frozen=True)
class Received:
    """A company's exports as received, and the canonical tables that they are mapped to."""

    con: SQLBackend
    exports: Exports
    mapped: dict[str, MappedTable]

    def checked(self, company: Company, month: Month, only: Collection[str] = ()) -> CleanTables:
        """Return the tables checked, of `only` those that are named where there are any."""
        mapped = {name: one for name, one in self.mapped.items() if not only or name in only}
        return check_tables(mapped, self.exports, company.settings, con=self.con, month=month)


def check_exports(company: Company, month: Month, *, spill: Path) -> CleanTables:
    """Return the company's exports read, mapped and checked for a month, with the forms taken in.

    Nothing is written but in `spill`, a folder for what the engine stores on its way. Raises
    `MappingError`, `SourceError` or `CompanyError`; problems of the data are in the result.
    """
    return check_all(company, month, spill=spill).clean


def check_all(company: Company, month: Month, *, spill: Path, keeps: bool = False) -> Taken:
    """Return what `check_exports` does, beside the forms that came back.

    With `keeps` what is read of forms is kept for later months.
    """
    with source_errors_named(company):
        clean = read_exports(company, spill=spill).checked(company, month)
        return take_in(clean, company, month, keeps=keeps)


def read_exports(company: Company, *, spill: Path) -> Received:
    """Return the company's exports read and mapped; raises as `check_exports` does."""
    settings = company.settings
    name = settings.source.mapping
    mapping = load_mapping(name, folder=company.root) if name else None
    if not is_server(company):
        require_space(source_folder(company), spill=spill)
    with source_errors_named(company):
        con = engine_for(company, spill=spill)
        is_mapped = mapping.reads if mapping else None
        exports = read_source(company, con, is_mapped, spill=spill)
        return Received(con, exports, _mapped(exports, mapping))


def _mapped(exports: Exports, mapping: Mapping | None) -> dict[str, MappedTable]:
    """Return the canonical tables, with the total rows of the files among what they left out.

    Raises `MappingError`; but where files cannot be read, a mapping that lacks their tables has no
    fault of its own: the files' problems stand alone then.
    """
    try:
        mapped = map_tables(exports.tables, mapping)
    except MappingError:
        if exports.unreadable:
            return {}
        raise
    return with_set_aside(mapped, exports, mapping)


def stated_digests(company: Company, month: Month) -> Stated:
    """Return digests of what a snapshot depends on, under the names that its manifest has.

    `exports` is of what a company states: exports, mapping, settings, month, forms that came back;
    of exports on a server only the URL counts. `inputs` is of these and of the code that closes.
    """
    settings = company.settings
    facts = settings.model_dump_json(
        include={"company", "source", "gate", "rules"}, exclude={"gate": {"most_cells"}}
    )
    most = str(settings.gate.most_cells)  # of cells: no matter of the exports
    source = settings.source.url if is_server(company) else digest(source_folder(company))
    parts = [str(month), facts, source]
    if settings.source.mapping:
        parts.append(digest(mapping_file(settings.source.mapping, folder=company.root)))
    forms = inbox_digest(company, month)
    exports = _digest_of([*parts, forms] if forms else parts)
    return {"exports": exports, "inputs": _digest_of([exports, most, __version__, _code_digest()])}


def _digest_of(parts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def _code_digest() -> str:
    """Return a digest of the code that makes a snapshot."""
    total = hashlib.sha256()
    for file in sorted(file for part in _CODE for file in (_PACKAGE / part).rglob("*.py")):
        total.update(file.read_bytes())
    return total.hexdigest()
