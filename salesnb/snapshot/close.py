"""Close a month: exports in, a frozen snapshot out, with a ledger of all that is left out.

The walk of a table: `sources.read` gives it as received, `sources.map` in canonical columns,
`sources.check` typed and checked; `known` and `closing` keep the rows that the month knows, and
`sales`, `receivables` or `_write_table` write them; `accounts` ties them to the exports.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from functools import cache
from pathlib import Path

from salesnb import __version__
from salesnb.contracts import TABLES
from salesnb.i18n import use
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.snapshot.accounts import list_left_out, tie_table, write_accounts, write_manifest
from salesnb.snapshot.closing import Closing, column_sums, write_tables
from salesnb.snapshot.facts import Snapshot, is_whole, open_snapshot, recover, replace_snapshot
from salesnb.snapshot.known import LINES, minor
from salesnb.snapshot.receivables import FROM_TABLES, write_receivables
from salesnb.snapshot.sales import write_sales
from salesnb.sources.check.tables import CleanTables, check_tables
from salesnb.sources.exports import digest, require_none
from salesnb.sources.map.declared import load_mapping, mapping_file
from salesnb.sources.map.tables import map_tables
from salesnb.sources.read.source import (
    engine_for,
    is_server,
    read_source,
    require_space,
    server_errors_named,
    source_folder,
)

_PACKAGE = Path(__file__).resolve().parent.parent


_CODE = ("contracts", "sources", "snapshot")


def check_exports(company: Company, month: Month, *, spill: Path) -> CleanTables:
    """Return the company's exports read, mapped and checked for a month.

    Nothing is written but in `spill`, a folder for what the engine stores on its way. Raises
    `MappingError`, `SourceError` or `CompanyError`; problems of the data are in the result.
    """
    settings = company.settings
    name = settings.source.mapping
    mapping = load_mapping(name, folder=company.root) if name else None
    if not is_server(company):
        require_space(source_folder(company), spill=spill)
    with server_errors_named(company):
        con = engine_for(company, spill=spill)
        is_mapped = mapping.reads if mapping else None
        exports = read_source(company, con, is_mapped, spill=spill)
        mapped = map_tables(exports.tables, mapping)
        return check_tables(mapped, exports, settings, con=con, month=month)


def close_month(
    company: Company, month: Month, *, reissue: bool = False, to: Path | None = None
) -> Snapshot:
    """Return the snapshot of a month, made from the exports unless they are unchanged.

    An issued month keeps its facts unless `reissue`. `to` closes into another folder (scratch).
    Raises `DataError` with all problems, `SalesnbError` when a total does not tie.
    """
    target = to or company.month(month).snapshot
    recover(target)
    before = target if is_whole(target) else None
    is_issued = to is None and bool(company.month(month).versions())
    if before and is_issued and not reissue:
        return open_snapshot(company, month)
    inputs = inputs_digest(company, month)
    if before and not is_server(company):  # a server cannot say that nothing has changed
        snapshot = open_snapshot(company, month, at=target)
        if snapshot.manifest["inputs"] == inputs:
            return snapshot
    _replace(target, company, month, inputs=inputs, before=before)
    return open_snapshot(company, month, at=target)


def _replace(
    target: Path, company: Company, month: Month, *, inputs: str, before: Path | None
) -> None:
    """Close into a folder beside `target` and move it there when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".closing-", dir=target.parent))
    try:
        with server_errors_named(company):
            _close_into(work / "snapshot", company, month, inputs=inputs, before=before)
        replace_snapshot(work / "snapshot", target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def is_outdated(company: Company, month: Month) -> bool:
    """Return whether exports, settings or code changed since the month was closed."""
    snapshot = open_snapshot(company, month)
    return bool(snapshot.manifest["inputs"] != inputs_digest(company, month))


def inputs_digest(company: Company, month: Month) -> str:
    """Return a digest of all that a snapshot depends on: exports, mapping, settings, month, code.

    Of exports on a server only the URL counts.
    """
    settings = company.settings
    facts = settings.model_dump_json(include={"company", "source", "gate", "rules"})
    source = company.settings.source.url if is_server(company) else digest(source_folder(company))
    parts = [str(month), facts, __version__, _code_digest(), source]
    if settings.source.mapping:
        parts.append(digest(mapping_file(settings.source.mapping, folder=company.root)))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def _code_digest() -> str:
    """Return a digest of the code that makes a snapshot."""
    total = hashlib.sha256()
    for file in sorted(file for part in _CODE for file in (_PACKAGE / part).rglob("*.py")):
        total.update(file.read_bytes())
    return total.hexdigest()


def _close_into(
    folder: Path, company: Company, month: Month, *, inputs: str, before: Path | None
) -> None:
    """Write the snapshot into `folder`; raise `DataError` when the exports have errors."""
    folder.mkdir()
    with use("en"):
        clean = check_exports(company, month, spill=folder.parent)
    require_none(clean.problems, clean.n_errors)
    closing = Closing(company, month, clean, folder)
    if closing.sales_basis:
        write_sales(closing)
    if not FROM_TABLES.isdisjoint(closing.known):
        write_receivables(closing)
    for name in closing.known:
        if name not in LINES:
            _write_table(closing, name)
    write_accounts(closing, before)
    write_manifest(closing, inputs)
    clean.con.disconnect()


def _write_table(closing: Closing, name: str) -> None:
    """Write a table as contracted: money in whole minor units, other decimals as floats."""
    contract, table = TABLES[name], closing.known[name].table
    columns = {one: table[one] for one in contract.names}
    for one, value in columns.items():
        if contract.field(one).type == "money":
            columns[one] = minor(value, closing.digits)
        elif value.type().is_decimal():
            columns[one] = value.cast("float64")
    file = closing.file(name)
    n_rows = write_tables(file, [table.select(**columns).order_by(list(contract.key))])
    amounts = [one.name for one in contract.fields if one.type == "money"]
    closing.describe(name, table=name, minor=amounts)
    if contract.money:
        kept = column_sums(file, [contract.money])[contract.money]
        tie_table(closing, name, kept_minor=kept, kept_rows=n_rows)
    else:
        list_left_out(closing, name)
