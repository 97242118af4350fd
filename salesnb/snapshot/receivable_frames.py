"""What is owed and what came in: the roll-forward, open instalments, the cube of collections."""

from __future__ import annotations

import pyarrow.parquet as pq

from salesnb.snapshot import receivables
from salesnb.snapshot.closing import Closing
from salesnb.snapshot.files import column_sums, write_tables
from salesnb.snapshot.ties import tie_frame

MOVEMENTS, OPEN, CASH = "receivables", "open_instalments", "collections_cube"


def write_receivables(closing: Closing) -> None:
    """Write the frames of receivables and collections, and require that they tie."""
    if "instalments" in closing.known:
        _write_movements(closing)
        _write_open(closing)
        _tie_open(closing)
    cash = receivables.collections_cube(closing.tables, digits=closing.digits)
    if cash is not None:
        file = closing.file(CASH)
        write_tables(file, [cash])
        closing.describe(CASH, table="receipt_allocations", minor=["amount"])
        _tie(closing, CASH, column_sums(file, ["amount"])["amount"], receivables.cash_total(closing.tables, digits=closing.digits))  # fmt: skip


def _write_movements(closing: Closing) -> None:
    rows = receivables.movements(closing.tables, digits=closing.digits)
    write_tables(closing.file(MOVEMENTS), [rows])
    closing.describe(MOVEMENTS, table="instalments", minor=receivables.BALANCES)


def _write_open(closing: Closing) -> None:
    rows = receivables.open_instalments(closing.tables, closing.month, digits=closing.digits)
    write_tables(closing.file(OPEN), [rows])
    amounts = ["due_amount", "open_amount", "promised_amount"]
    closing.describe(OPEN, table="instalments", minor=amounts)


def _tie_open(closing: Closing) -> None:
    """Require that the roll-forward closes at the open instalments less what was paid early."""
    flows = column_sums(closing.file(MOVEMENTS), list(receivables.FLOWS))
    rolled = sum(flows[name] * (1 if name in ("invoiced", "credited") else -1) for name in flows)
    still = column_sums(closing.file(OPEN), ["open_amount"])["open_amount"]
    early = receivables.paid_early(closing.tables, digits=closing.digits)
    _tie(closing, OPEN, still, rolled + early)
    table = pq.read_table(closing.file(MOVEMENTS), columns=["customer_id", "closing"])
    last = table.group_by("customer_id", use_threads=False).aggregate([("closing", "last")])
    _tie(closing, MOVEMENTS, sum(last["closing_last"].to_pylist()), rolled)


def _tie(closing: Closing, frame: str, found: int, expected: int) -> None:
    tie_frame(frame, found=found, expected=expected, digits=closing.digits)
