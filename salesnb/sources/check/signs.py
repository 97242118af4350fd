"""Signs that do not fit what a row stands for: a credit note above zero, a receipt below it.

Amounts are sums of rows with signs, so a document that is exported with the wrong one counts
twice the wrong way. Whether that is a fault of single rows or a convention of the export is read
from how many rows have it.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

import ibis.expr.types as ir

from salesnb.contracts.fields import Table
from salesnb.i18n import N_, t, tn
from salesnb.sources.check.work import Gate, TableWork, rows_and_money

FEW = 0.1  # up to this share of the rows a positive credit note is a fault of single rows
CREDITS = ("credit_note", "rebate")  # kinds of invoice lines that reduce sales
_MOST = 0.5
_BELOW_ZERO: dict[str, tuple[str, Literal["warning", ""]]] = {
    "order_lines": ("net_amount", ""),  # cancelled orders are ordinary
    "invoice_lines": ("net_amount", ""),  # as are returns, and discounts on a line of their own
    "instalments": ("due_amount", ""),
    "receipt_allocations": ("allocated_amount", ""),
    "sell_out": ("sell_out_quantity", ""),
    "receipts": ("amount", ""),  # as are refunds; see `balances` for those that refund nothing
    "write_offs": ("written_off_amount", "warning"),
    "spend": ("amount", "warning"),
    "expenses": ("amount", "warning"),
}
_BESIDE = ("quantity", "list_amount", "cost_amount")  # have the sign of the line's net amount


@dataclass(frozen=True)
class SignRule:
    """A sign that one column should not have: what rows with it are, up to a share `limit` of those
    that the rule is about (`few`), and above it (`many`).
    """

    name: str
    column: str
    message: str
    fix: str
    expression: str  # the line of a mapping that gives the column the right sign
    few: Literal["warning", ""]
    many: Literal["error", "warning"]
    limit: float

    def severity(self, n_rows: int, n_among: int) -> str:
        """Return error, warning or '' for so many rows among those that the rule is about."""
        return self.many if n_rows > self.limit * n_among else self.few if n_rows else ""


_Found = list[tuple[SignRule, ir.Value, ir.Value]]  # the rule, its flag, the rows it is about


def sign_rules(contract: Table, table: ir.Table, present: Set[str]) -> _Found:
    """Return the rules of signs of a working table, each with two flags over its rows.

    The first is true on rows with the wrong sign, the second on all rows that the rule is about.
    """
    found: _Found = []
    if contract.name == "invoice_lines" and "kind" in present:
        found.append(_positive_credits(table))
    if contract.name in _BELOW_ZERO:
        found.append(_below_zero(contract, table, present))
    if contract.name in ("order_lines", "invoice_lines"):
        found += [_against_the_amount(table, name) for name in _BESIDE if name in present]
    return [(rule, flag.fill_null(False), among.fill_null(False)) for rule, flag, among in found]


def _positive_credits(table: ir.Table) -> tuple[SignRule, ir.Value, ir.Value]:
    is_credit = table.kind.isin(CREDITS)
    rule = SignRule(
        "sign_of_document",
        "net_amount",
        N_("above zero in a credit note or rebate, which would add to sales"),
        N_("map it below zero: {expression}"),
        "net_amount = \"-abs(net_amount) if kind in ['credit_note', 'rebate'] else net_amount\"",
        "warning",
        "error",
        FEW,
    )
    return rule, is_credit & (table.net_amount > 0), is_credit & (table.net_amount != 0)


def _below_zero(
    contract: Table, table: ir.Table, present: Set[str]
) -> tuple[SignRule, ir.Value, ir.Value]:
    column, few = _BELOW_ZERO[contract.name]
    among = table[column] != 0
    if contract.name == "invoice_lines" and "kind" in present:
        among = among & ~table.kind.isin(CREDITS).fill_null(False)
    if contract.name == "receipts" and "is_bounced" in present:
        among = among & ~table.is_bounced.fill_null(False)
    message, fix = N_("below zero"), N_("correct it, or map it with the other sign: {expression}")
    turned = f'{column} = "-{column}"'
    is_money_in = bool(few) or contract.name == "receipts"
    many: Literal["error", "warning"] = "error" if is_money_in else "warning"
    rule = SignRule("sign_of_document", column, message, fix, turned, few, many, _MOST)
    return rule, among & (table[column] < 0), among


def _against_the_amount(table: ir.Table, column: str) -> tuple[SignRule, ir.Value, ir.Value]:
    net, value = table.net_amount, table[column]
    flag = ((net > 0) & (value < 0)) | ((net < 0) & (value > 0))
    rule = SignRule(
        "opposite_signs",
        column,
        N_("has the other sign than `net_amount`"),
        N_("give both the sign of the document: {expression}"),
        f'{column} = "-abs({column}) if number(net_amount) < 0 else abs({column})"',
        "warning",
        "warning",
        1.0,
    )
    return rule, flag, net.notnull()


def report_signs(work: TableWork, gate: Gate, broken: list[tuple[SignRule, str]]) -> None:
    """Record the rows whose sign does not fit; `broken` are rules with their severity."""
    if not broken:
        return
    rows = work.locator.rows
    here = {rule: flag for rule, flag, _ in sign_rules(work.contract, work.table, work.present)}
    there = {rule: flag for rule, flag, _ in sign_rules(work.contract, rows, work.present)}
    for rule, severity in broken:
        n_rows, money = rows_and_money(work, here[rule])
        count = tn("{n} line", "{n} lines", n_rows)
        if work.contract.money:
            count = t("{count}, {money}", count=count, money=f"{money:,.2f}")
        message = t("{what} ({count})", what=t(rule.message), count=count)
        fix = t(rule.fix, expression=f"`{rule.expression}`")
        found = work.locator.locate(work.locator.first(rows.filter(there[rule])), rule.column)
        shown = [one.problem(severity, rule.name, message, fix) for one in found]
        gate.problems.add_rule(shown, n_rows=n_rows, money=money)
