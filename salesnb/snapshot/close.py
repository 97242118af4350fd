"""Close a month: exports in, a frozen snapshot out, and nothing lost on the way."""

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
from salesnb.snapshot.accounts import write_accounts, write_manifest
from salesnb.snapshot.closing import Closing
from salesnb.snapshot.files import column_sums, write_tables
from salesnb.snapshot.lines import LINES, minor
from salesnb.snapshot.place import is_whole, put_in_place, recover
from salesnb.snapshot.reading import Snapshot, open_snapshot
from salesnb.snapshot.receivable_frames import write_receivables
from salesnb.snapshot.sales_frames import write_sales
from salesnb.snapshot.ties import list_left_out, tie_table
from salesnb.sources.check import CleanTables, check_tables
from salesnb.sources.databases import engine_for, is_server, read_source, told
from salesnb.sources.mapping import load_mapping, map_tables, mapping_file
from salesnb.sources.problems import require_none
from salesnb.sources.reading import digest, source_folder
from salesnb.sources.space import require_space

_PACKAGE = Path(__file__).resolve().parent.parent
_CODE = ("contracts", "sources", "snapshot")


def check_exports(company: Company, month: Month, *, spill: Path) -> CleanTables:
    """Return the company's exports read, mapped and checked for a month (nothing is written)."""
    settings = company.settings
    name = settings.source.mapping
    mapping = load_mapping(name, folder=company.root) if name else None
    if not is_server(company):
        require_space(source_folder(company), spill=spill)
    with told(company):
        con = engine_for(company, spill=spill)
        exports = read_source(company, con, mapping, spill=spill)
        mapped = map_tables(exports.tables, mapping)
        return check_tables(mapped, exports, settings, con=con, month=month)


def close_month(
    company: Company, month: Month, *, reissue: bool = False, to: Path | None = None
) -> Snapshot:
    """Return the snapshot of a month, made from the exports unless they are unchanged.

    An issued month keeps its facts unless `reissue`. `to` closes into another folder (scratch).
    Raises `DataError` with all problems, `SalesnbError` when a total does not tie.
    """
    folder = company.month(month)
    target = to or folder.snapshot
    recover(target)
    there = is_whole(target)
    if there and folder.versions() and not reissue and to is None:
        return open_snapshot(company, month)
    inputs = inputs_digest(company, month)
    same = there and open_snapshot(company, month, at=target).manifest["inputs"] == inputs
    if same and not is_server(company):  # a server cannot say that nothing has changed
        return open_snapshot(company, month, at=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".closing-", dir=target.parent))
    new = work / "snapshot"
    try:
        with told(company):
            _close_into(new, company, month, inputs=inputs, before=target if there else None)
        put_in_place(new, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return open_snapshot(company, month, at=target)


def is_outdated(company: Company, month: Month) -> bool:
    """Return whether exports, settings or code changed since the month was closed."""
    snapshot = open_snapshot(company, month)
    return bool(snapshot.manifest["inputs"] != inputs_digest(company, month))


def inputs_digest(company: Company, month: Month) -> str:
    """Return a digest of all a snapshot depends on: exports, mapping, settings, month, code."""
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
    for file in sorted(file for part in _CODE for file in (_PACKAGE / part).glob("*.py")):
        total.update(file.read_bytes())
    return total.hexdigest()


def _close_into(
    folder: Path, company: Company, month: Month, *, inputs: str, before: Path | None
) -> None:
    folder.mkdir()
    with use("en"):
        clean = check_exports(company, month, spill=folder.parent)
    require_none(clean.problems, clean.n_errors)
    closing = Closing(company, month, clean, folder)
    write_sales(closing)
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
