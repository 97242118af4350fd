"""What is left out, and with how much money: the tables after the drops, and their ledger."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from salesnb.sources.flags import working_table
from salesnb.sources.keys import without_identical_extras
from salesnb.sources.tables import MappedTable
from salesnb.sources.work import TableWork, totals

LEFT_OUT, DUPLICATE = "left_out_by_mapping", "duplicate_row"
Ledger = list[dict[str, object]]  # table, file, reason, rows, money, gross (without its sign)


def without_drops(work: TableWork, ledger: Ledger) -> ir.Table:
    """Return a table's contracted columns without dropped rows; write those into the ledger.

    A row that breaks several rules is dropped once, for the first of them.
    """
    _enter_left_out(work, ledger)
    table = work.table
    if work.drops:
        reason = ibis.cases(*[(flag, name) for name, flag in work.drops], else_="")
        marked = table.mutate(_reason=reason)
        for name in dict.fromkeys(name for name, _ in work.drops):
            gone = totals(marked.filter(marked["_reason"] == name), work.contract.money)
            _enter(work, ledger, name, gone)
        table = marked.filter(marked["_reason"] == "").drop("_reason")
    if work.doubles is not None:
        table = _without_doubles(work, table, ledger)
    return table.select(*work.contract.names)


def _without_doubles(work: TableWork, table: ir.Table, ledger: Ledger) -> ir.Table:
    before = table.select(*work.contract.names)
    after = without_identical_extras(before, work.contract, work.doubles)  # type: ignore[arg-type]
    then, now = (totals(one, work.contract.money) for one in (before, after))
    _enter(work, ledger, DUPLICATE, {what: then[what] - now[what] for what in then})
    return after


def _enter_left_out(work: TableWork, ledger: Ledger) -> None:
    """Write rows that a mapping's filter left out into the ledger, with their money."""
    one = work.mapped
    for left in one.left_out:
        there = MappedTable(one.name, left.table, (left.origin,), one.lineage, (), one.plain)
        rows = working_table(there, work.contract, keep_raw=False)
        gone = totals(rows, work.contract.money)
        work.money += gone["money"]
        _enter(work, ledger, LEFT_OUT, gone)


def _enter(work: TableWork, ledger: Ledger, reason: str, gone: dict[str, Any]) -> None:
    if gone["rows"]:
        about = {"table": work.contract.name, "file": work.file, "reason": reason}
        ledger.append({**about, **gone, "rows": int(gone["rows"])})
