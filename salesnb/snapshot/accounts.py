"""What a snapshot says of itself: the ledger that ties it to the exports, and its manifest.

Source = kept + ledger, exactly: what is left out has a reason, and nothing else is left out. With
it go the problems, the files, how fresh and complete tables are, and what changed since before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

import duckdb
import ibis
import pandas as pd
import pyarrow as pa

from salesnb import __version__
from salesnb.contracts import TABLES
from salesnb.errors import SalesnbError
from salesnb.i18n import t
from salesnb.snapshot.closing import Closing, write_arrow, write_json
from salesnb.snapshot.differences import changes
from salesnb.snapshot.folders import MANIFEST, is_intact, whole_folder
from salesnb.snapshot.grains import grains
from salesnb.snapshot.known import AMOUNTS, QUANTITY_UNITS, Sums, completeness, freshness
from salesnb.sources.check.ledger import NO_ROWS
from salesnb.sources.check.work import names_of_files
from salesnb.sources.values import ZERO

AFTER, ROUNDING = "after_the_month", "rounding"  # reasons in the ledger
FILES = ["table", "file", "rows", "bytes", "encoding", "money"]  # rows and money of the table
ROUNDING_OF = "rounding of "  # a further money column, which is no part of a table's total
_BASIS = {"invoice_lines": "invoice", "order_lines": "order", "": ""}


def tie_table(closing: Closing, name: str, *, kept_minor: int, kept_rows: int) -> None:
    """Write the ledger of a table with money and require that source = kept + ledger.

    `kept_minor` is in minor units. Raises `SalesnbError` with what is unexplained.
    """
    own, file = _counts(closing, name), _files_of(closing, name)
    kept = Decimal(kept_minor).scaleb(-closing.digits)
    rows = [*_dropped(closing, name), *_later_and_rounded(closing, name, file)]
    closing.ledger += rows
    source_rows = int(own["rows"]) + _left_out_rows(rows)
    closing.totals[name] = {
        "source_rows": source_rows,
        "source_money": str(own["money"]),
        "kept_rows": kept_rows,
        "kept_money": str(kept),
    }
    money = own["money"] - kept - sum((row["money"] for row in rows), ZERO)
    _require_none(name, money, source_rows - kept_rows - sum(int(row["rows"]) for row in rows))


def list_left_out(closing: Closing, name: str) -> None:
    """Write the ledger of a table without money: rows dropped, and rows dated after the month."""
    for row in _dropped(closing, name):
        entry = _entry(name, row["file"], str(row["reason"]), int(row["rows"]), row["money"])
        closing.ledger.append(entry)
    later = closing.known[name].later_rows
    if later:
        closing.ledger.append(_entry(name, _files_of(closing, name), AFTER, later, ZERO))


def tie_parts(closing: Closing, name: str, before: Sums, kept: dict[str, int]) -> None:
    """Require that attributes and splits changed no sum; write the rounding of further amounts.

    `before` are the sums of the known lines, `kept` those of the written cube, in whole units.
    """
    for column, units in before.whole.items():
        if units != kept[column]:
            scale = QUANTITY_UNITS if column == "quantity" else 10**closing.digits
            raise _defect(
                t(
                    "{table} {column} does not tie: {amount} came or went with the attributes",
                    table=name,
                    column=column,
                    amount=Decimal(units - kept[column]) / scale,
                )
            )
    file = _files_of(closing, name)
    for column in AMOUNTS:
        lost = _rounding(before, column, closing.digits)
        if lost and column != TABLES[name].money:
            closing.ledger.append(_entry(name, file, ROUNDING_OF + column, 0, lost))


def tie_frame(frame: str, *, found: int, expected: int, digits: int) -> None:
    """Require that a frame sums to what the closing counted, in whole minor units."""
    if found != expected:
        raise _defect(
            t(
                "{frame} does not tie: {found} instead of {expected}",
                frame=frame,
                found=Decimal(found).scaleb(-digits),
                expected=Decimal(expected).scaleb(-digits),
            )
        )


def _files_of(closing: Closing, name: str) -> str:
    """Return the files of a table: what the month leaves out is counted for all of them."""
    files = closing.clean.files
    return names_of_files(files.loc[files["table"] == name, "file"])


def _counts(closing: Closing, name: str) -> pd.Series:
    """Return the rows and the money of a table as they came in."""
    counts = closing.clean.counts
    return counts[counts["table"] == name].iloc[0]


def _dropped(closing: Closing, name: str) -> list[dict]:
    """Return what the gate left out of a table, as entries of the ledger."""
    ledger = closing.clean.ledger
    return [
        {str(key): value for key, value in row.items()}
        for row in ledger[ledger["table"] == name].to_dict("records")
    ]


def _later_and_rounded(closing: Closing, name: str, file: str) -> list[dict]:
    """Return what the month left out of a table: rows dated after it, and rounding."""
    known, rows = closing.known[name], []
    rounding = _rounding(known.sums, TABLES[name].money, closing.digits)
    if known.later_rows:
        rows.append(_entry(name, file, AFTER, known.later_rows, known.later_money))
    if rounding:
        rows.append(_entry(name, file, ROUNDING, 0, rounding))
    return rows


def _rounding(sums: Sums, column: str, digits: int) -> Decimal:
    """Return what rounding each row to whole minor units left over (never a lost row's money)."""
    return sums.exact[column] - Decimal(sums.whole[column]).scaleb(-digits)


def _left_out_rows(rows: list[dict]) -> int:
    """Return the rows that the table never had and the source did: left out, or totals."""
    return sum(int(row["rows"]) for row in rows if row["reason"] in NO_ROWS)


def _entry(table: str, file: object, reason: str, rows: int, money: Decimal) -> dict[str, object]:
    return {"table": table, "file": str(file), "reason": reason, "rows": rows, "money": money}


def _require_none(name: str, money: Decimal, rows: int) -> None:
    if money or rows:
        raise _defect(
            t(
                "{table} does not tie: {money} and {rows} rows are unexplained",
                table=name,
                money=money,
                rows=rows,
            )
        )


def _defect(message: str) -> SalesnbError:
    return SalesnbError(
        message, fix=t("this is a defect of salesnb: please report it with the export")
    )


def write_accounts(closing: Closing, before: Path | None) -> None:
    """Write ledger, problems, files, freshness, completeness and what changed since `before`.

    `before` is the folder of the month's own former snapshot, None when there is none.
    """
    clean = closing.clean
    ledger = pd.DataFrame(closing.ledger, columns=["table", "file", "reason", "rows", "money"])
    frames = {
        "ledger": _money_as_text(ledger),
        "problems": _money_as_text(clean.problems),
        "files": _money_as_text(clean.files.merge(clean.counts)[FILES]),
        "freshness": freshness(closing.known, closing.month),
        "completeness": completeness(closing.known),
        "grains": grains(closing),
        "changes": changes(
            closing.folder, before, _previous(closing), month=closing.month, digits=closing.digits
        ),
        **clean.more,
    }
    for name, frame in frames.items():
        table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata()
        write_arrow(closing.file(name), table)
        closing.describe(name)


def write_manifest(closing: Closing, stated: Mapping[str, str], before: Path | None) -> None:
    """Write the manifest: month, frames, totals, days, sources, versions, the basis of sales.

    `stated` are the digests of what the snapshot depends on, by name, `before` is the folder of the
    month's own former snapshot; without it, and without the month before, nothing was compared.
    """
    company, files = closing.company.settings.company, closing.clean.files
    manifest = {
        "month": str(closing.month),
        "company": company.name,
        "currency": company.currency,
        "digits": closing.digits,
        "sales_basis": _BASIS[closing.sales_basis],
        **stated,
        "is_first": before is None and _previous(closing) is None,
        "frames": closing.frames,
        "totals": closing.totals,
        "days": {name: asdict(one.days) for name, one in closing.known.items()},
        "sources": dict(sorted(zip(files["file"], files["digest"], strict=True))),
        "versions": {
            "salesnb": __version__,
            "duckdb": duckdb.__version__,
            "ibis": ibis.__version__,
        },
    }
    write_json(closing.folder / MANIFEST, manifest)


def _money_as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose exact amounts are text, so that no digit of the source is lost."""
    return frame.assign(money=frame["money"].map(str))


def _previous(closing: Closing) -> Path | None:
    """Return the snapshot of the month before, None when that was not closed."""
    folder = whole_folder(closing.company.month(closing.month - 1).snapshot)
    return folder if is_intact(folder) else None
