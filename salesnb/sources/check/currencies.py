"""Amounts in more than one currency, or in another than the company's: never added in silence.

The currency stands in the amounts themselves (€665.00) or in a column of codes beside them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

import ibis
import ibis.expr.types as ir

from salesnb.contracts.fields import Field
from salesnb.i18n import joined, t, tn
from salesnb.money import CURRENCIES, CURRENCY_SIGNS, currency_of, names_currencies
from salesnb.sources.check.work import Gate, TableWork
from salesnb.sources.check.working import writing
from salesnb.sources.exports import Problem, RawColumn
from salesnb.sources.map.scope import way_of_writing
from salesnb.sources.map.unread import is_unread
from salesnb.sources.values import ZERO, Writing, as_decimal, typed

_AMOUNTS = ("money", "price")
_SINGLE = 3  # foreign amounts up to which each is named where it stands
_INSIDE = rf"[0-9]\s*{CURRENCIES}\s*[0-9]"  # a sign between digits: no amount
_MOST = 50  # different values up to which a column may hold codes
_CONVERTED = re.compile(r"base|company|local|balance|debit|credit|hauswährung|本位", re.IGNORECASE)


@dataclass(frozen=True)
class _Part:
    """The rows of one currency: how it is written, how many there are, and their money."""

    sign: str
    n_rows: int
    money: Decimal

    def words(self) -> str:
        count = tn("{n} line", "{n} lines", self.n_rows)
        return t(
            "{sign}: {count}, {money}", sign=self.sign, count=count, money=f"{self.money:,.2f}"
        )

    def is_of(self, currency: str) -> bool:
        return currency in CURRENCY_SIGNS.get(self.sign.strip().upper(), (self.sign,))


def check_currencies(work: TableWork, gate: Gate) -> None:
    """Record amounts of a table that are written in, or stand beside, foreign currencies."""
    there = [
        one for one in work.contract.fields if one.type in _AMOUNTS and one.name in work.present
    ]
    for one in there:
        raw = work.mapped.table[one.name]
        if isinstance(raw, ir.StringValue) and one.name not in work.plainly:
            parts = _by_sign(work, one)
            if _is_of_column(work, gate, parts):
                _judge(work, gate, one.name, parts, severity="error")
    amounts = [one for one in there if one.name == work.contract.money] or there
    if amounts and "currency" not in work.contract.names:
        _check_codes(work, gate, amounts[0])


def _by_sign(work: TableWork, one: Field) -> list[_Part]:
    """Return the rows and money of a column by the sign of a currency in its text."""
    table = work.mapped.table
    raw = table[one.name]
    value = _amount(raw, one, writing(work.mapped, one.name))
    rows = table.filter(~is_unread(raw)).select(sign=_sign(raw), amount=value)
    return _parts(rows.filter((rows.sign != "") & rows.amount.notnull()))


def _sign(raw: ir.StringValue) -> ir.StringValue:
    return raw.upper().re_extract(CURRENCIES, 1)


def _amount(raw: ir.Value, one: Field, how: Writing) -> ir.Value:
    """Return the amount of a value, in whatever currency it is; missing for 10€50."""
    if not isinstance(raw, ir.StringValue):
        return typed(raw, one, how)
    value = typed(raw.upper().re_replace(CURRENCIES, ""), one, replace(how, currency=""))
    return raw.upper().re_search(_INSIDE).ifelse(ibis.null(value.type()), value)


def _is_of_column(work: TableWork, gate: Gate, parts: list[_Part]) -> bool:
    """Return whether a column as a whole is in foreign currencies, and not single values of it."""
    own = gate.settings.company.currency
    n_foreign = sum(part.n_rows for part in parts if not part.is_of(own))
    return n_foreign > _SINGLE or (n_foreign > 0 and 2 * n_foreign >= work.n_rows)


def foreign_values(work: TableWork, gate: Gate, one: Field, raw: ir.Value) -> ir.Value | None:
    """Return the flag of foreign amounts in the text of a column; None where each is named.

    Where the column as a whole is in foreign currencies, `check_currencies` says so once.
    """
    is_text = isinstance(work.mapped.table[one.name], ir.StringValue)
    if one.type not in _AMOUNTS or not is_text:
        return None
    if not _is_of_column(work, gate, _by_sign(work, one)):
        return None
    own, sign = gate.settings.company.currency, _sign(raw)
    signs = [known for known, codes in CURRENCY_SIGNS.items() if own in codes]
    value = _amount(raw, one, writing(work.mapped, one.name))
    flag = (sign != "") & ~sign.isin([*signs, own]) & value.notnull() & ~is_unread(raw)
    return flag.fill_null(False)


def _parts(rows: ir.Table) -> list[_Part]:
    counted = rows.group_by("sign").agg(n_rows=rows.count(), money=rows.amount.sum())
    first = counted.order_by([counted.n_rows.desc(), counted.sign]).limit(_MOST)
    found = first.to_pyarrow().to_pylist()
    return [_Part(row["sign"], row["n_rows"], as_decimal(row["money"])) for row in found]


def _check_codes(work: TableWork, gate: Gate, amount: Field) -> None:
    """Hold the codes of currencies beside an amount against the company's currency.

    Amounts that a mapping computes from several columns, or takes from a column in the company's
    own currency, are converted already.
    """
    behind = work.mapped.lineage.get(amount.name, ())
    if len(behind) != 1 or _CONVERTED.search(behind[0].column):
        return
    source = behind[0]
    is_mapped = source.column != amount.name or bool(gate.settings.source.mapping)
    severity: Literal["error", "warning"] = "warning" if is_mapped else "error"
    raw = work.exports.tables.get(source.raw)
    columns = [name for name in raw.columns if names_currencies(name)] if raw else []
    if raw is None or not columns or work.mapped.left_out or source.column not in raw.columns:
        return
    for name in columns:
        parts = _by_code(raw.table, name, source, amount)
        if any(currency_of(part.sign) for part in parts):
            _judge(work, gate, name, parts, severity=severity)


def _by_code(table: ir.Table, name: str, source: RawColumn, amount: Field) -> list[_Part]:
    """Return the rows and money of a raw table by its column of codes, blanks left out."""
    code = table[name].cast("string").strip().upper()
    value = _amount(table[source.column], amount, way_of_writing([source]))
    rows = table.select(sign=code, amount=value.fill_null(ibis.literal(0).cast(value.type())))
    return _parts(rows.filter(rows.sign.notnull() & (rows.sign != "")))


def _judge(
    work: TableWork,
    gate: Gate,
    column: str,
    parts: list[_Part],
    *,
    severity: Literal["error", "warning"],
) -> None:
    """Record the currencies of a column unless they are all the company's own."""
    own = gate.settings.company.currency
    foreign = [part for part in parts if not part.is_of(own)]
    if not foreign:
        return
    found = joined(" · ", [part.words() for part in parts])
    if len({currency_of(part.sign) or part.sign for part in parts}) > 1:
        message = t("amounts in several currencies, which cannot be added ({found})", found=found)
        words = t("convert them to {currency} in a mapping, with the rate of the day", currency=own)
    else:
        message = t("amounts that are not in {currency} ({found})", currency=own, found=found)
        words = t("state their currency in `company.toml`, or convert them in a mapping")
    fix = t("{what} (see {document})", what=words, document="`docs/own-company.md`")
    about = (severity, work.contract.name, work.file, "foreign_currency", message, fix)
    n_rows, money = sum(one.n_rows for one in foreign), sum((one.money for one in foreign), ZERO)
    shown = [Problem(*about, column=column)]
    gate.problems.add_rule(shown, n_rows=n_rows, money=money, n_faults=1)
