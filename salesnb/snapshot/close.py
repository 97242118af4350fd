"""Close a month: exports in, a frozen snapshot out, and nothing lost on the way."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from salesnb import __version__
from salesnb.contracts import TABLES
from salesnb.errors import SalesnbError
from salesnb.i18n import t, use
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.snapshot import receivables
from salesnb.snapshot.changes import changes_frame
from salesnb.snapshot.condition import completeness, freshness
from salesnb.snapshot.files import (
    column_sums,
    file_digest,
    write_arrow,
    write_json,
    write_tables,
)
from salesnb.snapshot.lines import (
    AMOUNTS,
    Known,
    attributed_lines,
    cube,
    decimal,
    known_rows,
    minor,
)
from salesnb.snapshot.place import is_whole, put_in_place, recover, standing
from salesnb.snapshot.reading import Snapshot, open_snapshot
from salesnb.sources.check import CleanTables, check_tables
from salesnb.sources.connect import connect
from salesnb.sources.mapping import load_mapping, map_tables
from salesnb.sources.problems import require_none
from salesnb.sources.reading import digest, read_exports, source_folder

LINES = ("invoice_lines", "order_lines")
LINES_PER_PASS = 4_000_000
AFTER, ROUNDING = "after_the_month", "rounding"


@dataclass
class _Closing:
    """What is gathered while a month is being closed."""

    company: Company
    month: Month
    clean: CleanTables
    folder: Path
    known: dict[str, Known] = field(default_factory=dict)
    frames: dict[str, dict[str, object]] = field(default_factory=dict)
    ledger: list[dict[str, object]] = field(default_factory=list)
    totals: dict[str, dict[str, str | int]] = field(default_factory=dict)

    @property
    def digits(self) -> int:
        return self.company.settings.company.currency_digits

    @property
    def tables(self) -> dict[str, ir.Table]:
        return {name: known.table for name, known in self.known.items()}


def check_exports(company: Company, month: Month, *, spill: Path) -> CleanTables:
    """Return the company's exports read, mapped and checked for a month (nothing is written)."""
    settings = company.settings
    con = connect(memory_gb=settings.gate.memory_gb, spill=spill)
    exports = read_exports(company, con, spill=spill)
    name = settings.source.mapping
    mapping = load_mapping(name, folder=company.root) if name else None
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
    if there and open_snapshot(company, month, at=target).manifest["inputs"] == inputs:
        return open_snapshot(company, month, at=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".closing-", dir=target.parent))
    try:
        _close_into(
            work / "snapshot", company, month, inputs, spill=work, before=target if there else None
        )
        put_in_place(work / "snapshot", target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return open_snapshot(company, month, at=target)


def inputs_digest(company: Company, month: Month) -> str:
    """Return a digest of all that a snapshot depends on: exports, settings, month, version."""
    import hashlib

    settings = company.settings
    facts = settings.model_dump_json(include={"company", "source", "gate", "rules"})
    mapping = company.root / settings.source.mapping if settings.source.mapping else None
    parts = [str(month), facts, __version__, digest(source_folder(company))]
    if mapping is not None and mapping.is_file():
        parts.append(digest(mapping))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _close_into(
    folder: Path, company: Company, month: Month, inputs: str, *, spill: Path, before: Path | None
) -> None:
    folder.mkdir()
    with use("en"):
        clean = check_exports(company, month, spill=spill)
    require_none(clean.problems, clean.n_errors)
    closing = _Closing(company, month, clean, folder)
    for name, table in clean.tables.items():
        closing.known[name] = known_rows(table, TABLES[name], month)
    for name in LINES:
        if name in closing.known:
            _write_lines(closing, name)
    _write_receivables(closing)
    for name in closing.known:
        if name not in LINES:
            _write_table(closing, name)
    _write_accounts(closing, before)
    _write_manifest(closing, inputs)
    clean.con.disconnect()


def _write_lines(closing: _Closing, name: str) -> None:
    """Write the cube of a lines table, the month's own lines, and what did not go in."""
    contract, known = TABLES[name], closing.known[name]
    lines = attributed_lines(known.table, contract, closing.tables, digits=closing.digits)
    frame = "sales_cube" if name == _basis_table(closing) else "order_cube"
    file = closing.folder / f"{frame}.parquet"
    passes = _month_passes(known.table, contract.event_on)
    write_tables(file, (cube(_between(lines, *span)) for span in passes))
    sums = column_sums(file, [*AMOUNTS, "n_lines"])
    _tie(closing, name, kept_minor=sums["net_amount"], kept_rows=sums["n_lines"])
    _describe(
        closing,
        frame,
        file,
        minor=list(AMOUNTS),
        counts=["n_lines"],
        quantities=["quantity"],
        table=name,
    )
    if frame == "sales_cube":
        own = _between(lines, str(closing.month), str(closing.month))
        order = [*contract.key, "rep_id"]
        file = closing.folder / "month_lines.parquet"
        names = [
            n
            for n in (*contract.names, "month", "is_first")
            if n in own.columns and n != "recorded_on"
        ]
        write_tables(file, [own.select(*names).order_by(order)])
        _describe(
            closing, "month_lines", file, minor=list(AMOUNTS), quantities=["quantity"], table=name
        )
    elif "order_lines" == name and "invoice_lines" not in closing.known:
        raise SalesnbError("order lines are the basis and cannot be a second cube")


def _basis_table(closing: _Closing) -> str:
    """Return the table that sales are counted on: invoices, or orders where there are no invoices."""
    stated = closing.company.settings.rules.sales_basis
    if stated == "order" or "invoice_lines" not in closing.known:
        return "order_lines"
    return "invoice_lines"


def _month_passes(lines: ir.Table, day: str) -> list[tuple[str, str]]:
    """Return spans of months with at most `LINES_PER_PASS` lines each (one month at the least)."""
    months = lines.select(month=lines[day].strftime("%Y-%m"))
    counts = months.group_by("month").agg(n=months.count()).order_by("month").execute()
    spans: list[tuple[str, str]] = []
    held = 0
    for month, n in zip(counts["month"], counts["n"], strict=True):
        if spans and held + n <= LINES_PER_PASS:
            spans[-1] = (spans[-1][0], month)
            held += n
        else:
            spans.append((month, month))
            held = n
    return spans or [("0000-00", "0000-00")]


def _between(lines: ir.Table, first: str, last: str) -> ir.Table:
    return lines.filter((lines.month >= first) & (lines.month <= last))


def _tie(closing: _Closing, name: str, *, kept_minor: int, kept_rows: int) -> None:
    """Write the ledger of a table with money and require that source = kept + ledger, exactly."""
    contract, known = TABLES[name], closing.known[name]
    files = closing.clean.files
    own = files[files["table"] == name].iloc[0]
    dropped = closing.clean.ledger[closing.clean.ledger["table"] == name]
    kept = Decimal(kept_minor).scaleb(-closing.digits)
    exact = decimal(known.table.aggregate(m=known.table[contract.money].sum()).execute().iloc[0, 0])
    rows = [*dropped.to_dict("records")]
    if known.later_rows:
        rows.append(_entry(name, own["file"], AFTER, known.later_rows, known.later_money))
    if exact != kept:
        rows.append(_entry(name, own["file"], ROUNDING, 0, exact - kept))
    closing.ledger += rows
    left = decimal(own["money"]) - kept - sum((row["money"] for row in rows), Decimal(0))
    n_left = (
        int(own["rows"]) + _left_out_rows(rows) - kept_rows - sum(int(row["rows"]) for row in rows)
    )
    closing.totals[name] = {
        "source_rows": int(own["rows"]) + _left_out_rows(rows),
        "source_money": str(own["money"]),
        "kept_rows": kept_rows,
        "kept_money": str(kept),
    }
    if left or n_left:
        raise SalesnbError(
            t(
                "{table} does not tie: {money} and {rows} rows are unexplained",
                table=name,
                money=left,
                rows=n_left,
            ),
            fix=t("this is a defect of salesnb: please report it with the export"),
        )


def _left_out_rows(rows: list[dict[str, object]]) -> int:
    """Rows that a mapping left out never reached the table, so they add to its source rows."""
    return sum(int(str(row["rows"])) for row in rows if row["reason"] == "left_out_by_mapping")


def _entry(table: str, file: object, reason: str, rows: int, money: Decimal) -> dict[str, object]:
    return {"table": table, "file": str(file), "reason": reason, "rows": rows, "money": money}


def _write_receivables(closing: _Closing) -> None:
    tables, digits = closing.tables, closing.digits
    if "instalments" in tables:
        file = closing.folder / "receivables.parquet"
        write_tables(file, [receivables.movements(tables, digits=digits)])
        _describe(closing, "receivables", file, minor=list(receivables.FLOWS), table="instalments")
        file = closing.folder / "open_instalments.parquet"
        write_tables(file, [receivables.open_instalments(tables, closing.month, digits=digits)])
        amounts = ["due_amount", "open_amount", "promised_amount"]
        _describe(closing, "open_instalments", file, minor=amounts, table="instalments")
    cash = receivables.collections_cube(tables, digits=digits)
    if cash is not None:
        file = closing.folder / "collections_cube.parquet"
        write_tables(file, [cash])
        _describe(closing, "collections_cube", file, minor=["amount"], table="receipt_allocations")


def _write_table(closing: _Closing, name: str) -> None:
    """Write a table as contracted: money in whole minor units, other decimals as floats."""
    contract, table = TABLES[name], closing.known[name].table
    amounts = [f.name for f in contract.fields if f.type == "money"]
    columns: dict[str, ir.Value] = {}
    for one in contract.fields:
        value = table[one.name]
        if one.name in amounts:
            columns[one.name] = minor(value, closing.digits)
        elif value.type().is_decimal():
            columns[one.name] = value.cast("float64")
        else:
            columns[one.name] = value
    file = closing.folder / f"{name}.parquet"
    n_rows = write_tables(file, [table.select(**columns).order_by(list(contract.key))])
    _describe(closing, name, file, minor=amounts, table=name)
    if contract.money:
        _tie(
            closing,
            name,
            kept_minor=column_sums(file, [contract.money])[contract.money],
            kept_rows=n_rows,
        )


def _write_accounts(closing: _Closing, before: Path | None) -> None:
    """Write ledger, problems, files, freshness, completeness and what changed."""
    ledger = pd.DataFrame(closing.ledger, columns=["table", "file", "reason", "rows", "money"])
    ledger["money"] = ledger["money"].map(str)
    problems = closing.clean.problems.copy()
    problems["money"] = problems["money"].map(str)
    files = closing.clean.files.copy()
    files["money"] = files["money"].map(str)
    frames = {
        "ledger": ledger,
        "problems": problems,
        "files": files.drop(columns="digest"),
        "freshness": freshness(closing.tables, closing.month),
        "completeness": completeness(closing.tables),
        "changes": changes_frame(closing.folder, before, _previous(closing), digits=closing.digits),
    }
    for name, frame in frames.items():
        file = closing.folder / f"{name}.parquet"
        write_arrow(
            file, pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata()
        )
        _describe(closing, name, file, table="")


def _previous(closing: _Closing) -> Path | None:
    folder = standing(closing.company.month(closing.month - 1).snapshot)
    return folder if is_whole(folder) else None


def _describe(
    closing: _Closing,
    name: str,
    file: Path,
    *,
    table: str,
    minor: list[str] | None = None,
    counts: list[str] | None = None,
    quantities: list[str] | None = None,
) -> None:
    import pyarrow.parquet as pq

    closing.frames[name] = {
        "rows": pq.read_metadata(file).num_rows,
        "digest": file_digest(file),
        "table": table,
        "minor": minor or [],
        "counts": counts or [],
        "millionths": quantities or [],
    }


def _write_manifest(closing: _Closing, inputs: str) -> None:
    import duckdb
    import ibis

    company = closing.company.settings.company
    files = closing.clean.files
    sources = dict(sorted(zip(files["file"], files["digest"], strict=True)))
    has_lines = any(name in closing.known for name in LINES)
    basis = {"invoice_lines": "invoice", "order_lines": "order"}[_basis_table(closing)]
    write_json(
        closing.folder / "manifest.json",
        {
            "month": str(closing.month),
            "company": company.name,
            "currency": company.currency,
            "digits": closing.digits,
            "sales_basis": basis if has_lines else "",
            "inputs": inputs,
            "frames": closing.frames,
            "totals": closing.totals,
            "sources": sources,
            "versions": {
                "salesnb": __version__,
                "duckdb": duckdb.__version__,
                "ibis": ibis.__version__,
            },
        },
    )
