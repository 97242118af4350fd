"""Close a month: exports in, a frozen snapshot out, with a ledger of all that is left out.

The walk of a table: `sources.read` gives it as received, `sources.map` in canonical columns,
`sources.check` typed and checked; `known` and `closing` keep the rows that the month knows, and
`sales`, `receivables` or `_write_table` write them; `accounts` ties them to the exports.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from salesnb.contracts import TABLES
from salesnb.errors import IssuedError, SalesnbError
from salesnb.forms.inbox import Inbox
from salesnb.i18n import language, t, told_in, use
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.snapshot.accounts import list_left_out, tie_table, write_accounts, write_manifest
from salesnb.snapshot.closing import Closing, column_sums, write_tables
from salesnb.snapshot.differences import difference
from salesnb.snapshot.facts import Snapshot, open_snapshot
from salesnb.snapshot.folders import (
    damaged_files,
    gather,
    is_whole,
    recover,
    replace_snapshot,
)
from salesnb.snapshot.gate import Stated, check_all, check_exports, stated_digests
from salesnb.snapshot.known import LINES, minor
from salesnb.snapshot.order_days import write_order_days
from salesnb.snapshot.receivables import FROM_TABLES, write_receivables
from salesnb.snapshot.sales import write_sales
from salesnb.sources.exports import require_none
from salesnb.sources.read.engine import is_server, source_errors_named

__all__ = ["check_exports", "close_month", "settle_month"]


def close_month(
    company: Company, month: Month, *, reissue: bool = False, to: Path | None = None
) -> Snapshot:
    """Return the snapshot of a month, made from the exports unless they are unchanged.

    An issued month keeps its facts unless `reissue`. `to` closes into another folder (scratch).
    Raises `DataError` with all problems, `SalesnbError` when a total does not tie, `IssuedError`
    when the facts of an issued month are lost and the exports no longer give them.
    """
    return settle_month(company, month, reissue=reissue, to=to).snapshot


@dataclass(frozen=True)
class Closed:
    """A month's facts and how they came to be what they are.

    `is_new` says whether they were closed from the exports now, `damaged` which files of the
    snapshot were lost or changed before, `restored` the issued version that they were restored
    from. With `had_before` the frame `changes` says what is new since the snapshot before. `inbox`
    are the forms that came back, where the month was closed from the exports now.
    """

    snapshot: Snapshot
    is_new: bool = False
    damaged: tuple[str, ...] = ()
    restored: str = ""
    had_before: bool = False
    inbox: Inbox | None = None


def settle_month(
    company: Company, month: Month, *, reissue: bool = False, to: Path | None = None
) -> Closed:
    """Do what `close_month` does, and say how the facts came to be what they are."""
    target = to or company.month(month).snapshot
    recover(target)
    damaged = tuple(damaged_files(target))
    before = None if damaged or not is_whole(target) else target
    versions = [] if to else company.month(month).versions()
    if versions and not reissue:
        if before is None:
            restore(company, month, versions[-1])
        restored = "" if before else versions[-1]
        return Closed(open_snapshot(company, month), damaged=damaged, restored=restored)
    stated = stated_digests(company, month)
    if before and not is_server(company):  # a server cannot say that nothing has changed
        snapshot = open_snapshot(company, month, at=target)
        if snapshot.manifest["inputs"] == stated["inputs"]:
            return Closed(snapshot)
    with _closed_beside(target, company, month, stated, before=before) as new:
        replace_snapshot(new.folder, target)
    snapshot = open_snapshot(company, month, at=target)
    had_before = before is not None
    return Closed(snapshot, True, damaged, had_before=had_before, inbox=new.inbox)


@dataclass(frozen=True)
class _New:
    """A month that was just closed: the folder of its snapshot, and the forms that came back."""

    folder: Path
    inbox: Inbox


@contextmanager
def _closed_beside(
    target: Path, company: Company, month: Month, stated: Stated, *, before: Path | None = None
) -> Iterator[_New]:
    """Close a month into a folder beside `target`, which goes with the block."""
    with work_beside(target) as work:
        with source_errors_named(company):
            inbox = _close_into(work / "snapshot", company, month, stated, before=before)
        yield _New(work / "snapshot", inbox)


@contextmanager
def work_beside(target: Path) -> Iterator[Path]:
    """Give a folder beside `target`, which goes with the block."""
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".closing-", dir=target.parent))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def restore(company: Company, month: Month, version: str) -> None:
    """Put the facts of an issued month back in place, file by file as they were issued.

    They come from what was kept with the version, from the files of the snapshot that are still
    as they were, and last from the exports. Raises `IssuedError` when none of these has a file.
    """
    folder = company.month(month)
    kept = folder.facts(version)
    stated = next((one for one in (kept, folder.snapshot) if is_whole(one)), None)
    if stated is None:
        raise _lost(month, version)
    with work_beside(folder.snapshot) as work:
        gather(work / "kept", stated, (kept, folder.snapshot))
        if damaged_files(work / "kept"):
            digests = stated_digests(company, month)
            with _closed_beside(folder.snapshot, company, month, digests) as again:
                gather(work / "kept", stated, (again.folder,))
        if damaged_files(work / "kept"):
            raise _lost(month, version)
        replace_snapshot(work / "kept", folder.snapshot)


def _lost(month: Month, version: str) -> IssuedError:
    return IssuedError(
        t(
            "the facts that {version} of {month} was issued from are lost, and the exports as they"
            " are now do not give them",
            version=version,
            month=month,
        ),
        fix=t(
            "bring back {folder} from a backup, or take the exports as they are now with --reissue",
            folder=f"months/{month}/snapshot",
        ),
    )


def since_closed(company: Company, month: Month) -> pd.DataFrame | None:
    """Return in which months the exports as they are now differ from the facts of a month.

    Columns as those of `differences.difference`. None when the exports are those of the facts, or
    lie on a server, which cannot say that. Nothing is kept of what is read. Raises what
    `close_month` raises.
    """
    snapshot, digests = open_snapshot(company, month), stated_digests(company, month)
    if is_server(company) or snapshot.manifest.get("exports") == digests["exports"]:
        return None
    with _closed_beside(snapshot.folder, company, month, digests) as now:
        digits = snapshot.manifest["digits"]
        return difference(now.folder, snapshot.folder, month, digits=digits)


def is_outdated(company: Company, month: Month) -> bool:
    """Return whether exports, settings or code changed since the month was closed."""
    snapshot = open_snapshot(company, month)
    return bool(snapshot.manifest["inputs"] != stated_digests(company, month)["inputs"])


def _close_into(
    folder: Path, company: Company, month: Month, stated: Stated, *, before: Path | None
) -> Inbox:
    """Write the snapshot into `folder`, and return the forms that came back.

    Raises `DataError` when the exports have errors.
    """
    folder.mkdir()
    with _in_english():
        taken = check_all(company, month, spill=folder.parent, keeps=True)
    clean = taken.clean
    require_none(clean.problems, clean.n_errors)
    closing = Closing(company, month, clean, folder)
    if closing.sales_basis:
        write_sales(closing)
        write_order_days(closing)
    if not FROM_TABLES.isdisjoint(closing.known):
        write_receivables(closing)
    for name in closing.known:
        if name not in LINES:
            _write_table(closing, name)
    write_accounts(closing, before)
    write_manifest(closing, stated, before)
    clean.con.disconnect()
    return taken.inbox


@contextmanager
def _in_english() -> Iterator[None]:
    """Let the gate speak English, as its words are stored; what it raises is told as asked."""
    try:
        with use("en"):
            yield
    except SalesnbError as error:
        error.reword(told_in(error.message, language()), told_in(error.fix, language()))
        raise


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
