"""Payments held against what they pay: no more is allocated than came in, or than was due.

What a customer owes falls by allocations, so one above its receipt would be money that never came.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import ibis.expr.types as ir

from salesnb.i18n import N_, t, tn
from salesnb.sources.check.faults import first_rows
from salesnb.sources.check.work import Gate, TableWork, rows_and_money
from salesnb.sources.exports import SHOWN_PER_RULE, Problem
from salesnb.sources.values import exact_literal

_TOLERANCE = 0.005  # currency units: less than any amount that is paid


@dataclass(frozen=True)
class _Limit:
    """What the payments of one identifier may not exceed: rule, column and words."""

    rule: str
    column: str
    message: str
    fix: str
    is_error: bool


_RECEIPT = _Limit(
    "allocated_above_receipt",
    "receipt_id",
    N_("{paid} allocated of {whole} received"),
    N_("allocate what came in (nothing of a bounced receipt), or add the receipt that is missing"),
    is_error=True,
)
_INSTALMENT = _Limit(
    "paid_above_instalment",
    "instalment_id",
    N_("{paid} paid or written off of {whole} due"),
    N_("the rest counts as paid in advance: allocate it to what it pays, or correct the amount"),
    is_error=False,
)


def check_balances(gate: Gate) -> None:
    """Record allocations above their receipt or instalment, and what is paid by nobody knows what.

    Problems of allocations name the first line of their receipt or instalment.
    """
    works = {name: work for name, work in gate.works.items() if work.n_rows}
    owed, receipts = works.get("instalments"), works.get("receipts")
    paid = works.get("receipt_allocations")
    if paid is not None and receipts is not None:
        _report(gate, paid, _above(paid.table, _received(receipts.table), _RECEIPT), _RECEIPT)
    if receipts is not None:
        _report_refunds(gate, receipts, paid)
    if paid is not None and owed is not None:
        due = owed.table.filter(owed.table.due_amount > 0)
        limits = due.select(_id=due.instalment_id, _whole=due.due_amount)
        _report(gate, paid, _above(_settled(works), limits, _INSTALMENT), _INSTALMENT)
    if owed is not None:
        _report_credits(gate, owed, works.get("invoice_lines"))
        _report_matching(gate, owed, receipts, paid)


def _received(receipts: ir.Table) -> ir.Table:
    """Return what came in by receipt: `_id` and `_whole`, nothing of a bounced one."""
    is_bounced = receipts.is_bounced.fill_null(False)
    came = is_bounced.ifelse(exact_literal(0), receipts.amount)
    return receipts.select(_id=receipts.receipt_id, _whole=came)


def _report_refunds(gate: Gate, receipts: TableWork, paid: TableWork | None) -> None:
    """Record receipts below zero of which no allocation says what was refunded."""
    flag = _is_refund(receipts.table, paid)
    n_rows, money = rows_and_money(receipts, flag)
    if not n_rows:
        return
    rows = receipts.locator.rows
    first = receipts.locator.first(rows.filter(_is_refund(rows, paid)))
    count = tn("{n} line", "{n} lines", n_rows)
    message = t("below zero ({count}, {money})", count=count, money=f"{money:,.2f}")
    fix = t("correct it, or allocate it to the credit that it refunds")
    found = receipts.locator.locate(first, "amount")
    shown = [one.problem("warning", "refund_of_nothing", message, fix) for one in found]
    gate.problems.add_rule(shown, n_rows=n_rows, money=money)


def _is_refund(rows: ir.Table, paid: TableWork | None) -> ir.BooleanValue:
    flag = (rows.amount < 0) & ~rows.is_bounced.fill_null(False)
    return flag if paid is None else flag & ~rows.receipt_id.isin(paid.table["receipt_id"])


def _settled(works: dict[str, TableWork]) -> ir.Table:
    """Return all that reduces instalments: instalment_id and allocated_amount."""
    paid = works["receipt_allocations"].table.select("instalment_id", "allocated_amount")
    if "write_offs" not in works:
        return paid
    lost = works["write_offs"].table
    return paid.union(
        lost.select("instalment_id", allocated_amount=lost.written_off_amount), distinct=False
    )


def _above(rows: ir.Table, limits: ir.Table, limit: _Limit) -> ir.Table:
    """Return the identifiers `_id` beyond their limit, with `_paid` and `_whole`."""
    sums = rows.group_by(_key=rows[limit.column]).agg(_paid=rows.allocated_amount.sum())
    both = sums.inner_join(limits, sums["_key"] == limits["_id"])
    excess = both["_paid"].cast("float64") - both["_whole"].cast("float64")
    return both.filter(excess > _TOLERANCE).select("_id", "_paid", "_whole")


def _report(gate: Gate, work: TableWork, above: ir.Table, limit: _Limit) -> None:
    """Record the identifiers beyond their limit, the largest excess first."""
    above = above.filter(above["_id"].isin(work.table[limit.column]))
    excess = above["_paid"] - above["_whole"]
    first = above.order_by([excess.desc(), above["_id"]]).limit(SHOWN_PER_RULE)
    found = first.to_pyarrow().to_pylist()
    if not found:
        return
    severity = gate.severity(limit.rule, work) if limit.is_error else "warning"
    flag = work.table[limit.column].isin(above["_id"])
    if severity == "dropped":
        work.drops.append((limit.rule, flag))
    one = work.contract.field(limit.column)
    located = first_rows(work, one, [row["_id"] for row in found])
    shown = []
    for row in found:
        words = {name: f"{row[f'_{name}']:,.2f}" for name in ("paid", "whole")}
        place = located[row["_id"]]
        problem = place.problem(severity, limit.rule, t(limit.message, **words), t(limit.fix))
        shown.append(replace(problem, value=row["_id"]))
    n_rows, money = rows_and_money(work, flag)
    n_faults = int(above.count().execute())
    gate.problems.add_rule(shown, n_rows=n_rows, money=money, n_faults=n_faults)


def _report_credits(gate: Gate, owed: TableWork, lines: TableWork | None) -> None:
    """Record instalments above zero whose invoice is a credit note or rebate."""
    if lines is None or not {"kind"} <= lines.present or "invoice_id" not in owed.present:
        return
    credits = lines.table.filter(lines.table.kind == "credit_note").select("invoice_id").distinct()
    flag = (owed.table.due_amount > 0) & owed.table.invoice_id.isin(credits["invoice_id"])
    n_rows, money = rows_and_money(owed, flag)
    if not n_rows:
        return
    rows = owed.locator.rows
    wrong = rows.filter((rows.due_amount > 0) & rows.invoice_id.isin(credits["invoice_id"]))
    count = tn("{n} line", "{n} lines", n_rows)
    message = t(
        "above zero, and its invoice is a credit note ({count}, {money})",
        count=count,
        money=f"{money:,.2f}",
    )
    fix = t("map it below zero: {expression}", expression='`due_amount = "-due_amount"`')
    found = owed.locator.locate(owed.locator.first(wrong), "due_amount")
    shown = [one.problem("error", "sign_of_document", message, fix) for one in found]
    gate.problems.add_rule(shown, n_rows=n_rows, money=money)


def _report_matching(
    gate: Gate, owed: TableWork, receipts: TableWork | None, paid: TableWork | None
) -> None:
    """Record that receipts are matched by a rule, or that nothing tells what was paid."""
    if receipts is None and paid is None:
        message = t("neither `receipts` nor `receipt_allocations` came in: who owes cannot be told")
        fix = t("export them; until then the month has no receivables")
        about = ("warning", owed.contract.name, owed.file, "payments_missing", message, fix)
        gate.problems.add(Problem(*about))
    if receipts is None:
        return
    flag = (receipts.table.amount > 0) & ~receipts.table.is_bounced.fill_null(False)
    if paid is not None:
        flag = flag & ~receipts.table.receipt_id.isin(paid.table["receipt_id"])
    n_rows, money = rows_and_money(receipts, flag)
    if n_rows:
        message = t(
            "receipts without an allocation: {n} ({money}); each is taken to pay the same"
            " customer's open instalment of exactly its amount, else those due first",
            n=f"{n_rows:,}",
            money=f"{money:,.2f}",
        )
        fix = t("export `receipt_allocations` where it is known what they paid")
        about = ("warning", "receipts", receipts.file, "not_allocated", message, fix)
        gate.problems.add_rule([Problem(*about)], n_rows=n_rows, money=money, n_faults=1)
