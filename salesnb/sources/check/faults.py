"""The values and rows that break a rule, found in their files and recorded as problems.

Where company.toml lets a rule drop rows, its flag is added to `TableWork.drops`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd
from rapidfuzz import process

from salesnb.contracts.fields import Check, Field
from salesnb.i18n import t, tn
from salesnb.sources.check.advice import advised
from salesnb.sources.check.currencies import foreign_values
from salesnb.sources.check.locate import ORDINAL, Location
from salesnb.sources.check.over_rows import ROW_CHECKS, broken_rows
from salesnb.sources.check.reasons import describe
from salesnb.sources.check.rules import Rule, value_rules
from salesnb.sources.check.work import Gate, TableWork, rows_and_money, totals
from salesnb.sources.exports import SHOWN_PER_RULE, Problem
from salesnb.sources.values import as_decimal

_CANDIDATES = 200_000  # known identifiers that are compared with unknown ones, at most
_FEWEST, _MANY = 2, 0.2  # blanks, and their share of the rows, that look like merged cells
_NEAR = 70  # likeness, of 100, from which on a known identifier may be what was meant


def report_values(work: TableWork, gate: Gate, broken: list[tuple[Rule, ir.Value]]) -> None:
    """Record the values that break a rule, the first of each rule with their location."""
    if not broken:
        return
    rows = work.locator.rows
    flags = {
        (rule.field.name, rule.name): flag
        for rule, flag in value_rules(work.contract, rows, work.present)
    }
    advice = advised(work, gate, [rule for rule, _ in broken])
    for rule, flag in broken:
        severity = gate.severity(rule.name, work)
        if severity == "dropped":
            work.drops.append((rule.name, flag))
        faulty = rows.filter(flags[rule.field.name, rule.name])
        n_rows, money = rows_and_money(work, flag)
        if rule.name == "not_a_number" and severity != "dropped":
            faulty, n_rows, money = _without_foreign(work, gate, rule, faulty, (n_rows, money))
        if not n_rows:
            continue
        first = work.locator.first(faulty)
        shown = _value_problems(work, gate, rule, first, severity=severity)
        fix = advice.get(rule.field.name)
        if fix is None:
            gate.problems.add_rule(shown, n_rows=n_rows, money=money)
        else:
            whole = [replace(shown[0], message=t(rule.message), fix=fix)]
            gate.problems.add_rule(whole, n_rows=n_rows, money=money, n_faults=1)


def _without_foreign(
    work: TableWork, gate: Gate, rule: Rule, faulty: ir.Table, counts: tuple[int, Decimal]
) -> tuple[ir.Table, int, Decimal]:
    """Return faulty rows, their number and money without what is said of the whole column."""
    foreign = foreign_values(work, gate, rule.field, faulty[f"{rule.field.name}__raw"])
    if foreign is None:
        return faulty, *counts
    left = faulty.filter(~foreign)
    found = totals(left, work.contract.money)
    return left, int(found["rows"]), found["money"]


def _value_problems(
    work: TableWork, gate: Gate, rule: Rule, rows: pd.DataFrame, *, severity: str
) -> list[Problem]:
    found = work.locator.locate(rows, rule.field.name)
    if rule.name == "missing_value":
        said = (
            _merged() if _begins_groups(work, rule.field.name) else describe(rule, None, work, gate)
        )
        return [replace(one.problem(severity, rule.name, *said), value=None) for one in found]
    shown = []
    for one in found:
        said = describe(rule, one.value, work, gate, table=one.about)
        shown.append(one.problem(severity, rule.name, *said))
    return shown


def _begins_groups(work: TableWork, column: str) -> bool:
    """Return whether a column seems to be filled in the first row of each group only.

    So documents are written whose cells are merged: the first row has a value, and many lack it.
    """
    rows = work.locator.rows
    is_blank = rows[column].isnull()
    found = rows.aggregate(n=is_blank.sum(), all=rows.count(), first=is_blank.argmin(rows[ORDINAL]))
    counts = found.to_pyarrow().to_pylist()[0]
    return not counts["first"] and counts["n"] >= max(_FEWEST, _MANY * counts["all"])


def _merged() -> tuple[str, str]:
    """Return message and fix of a blank that is probably part of a merged cell."""
    return (
        t("blank below a filled one: merged cells?"),
        t("fill the value into every row, or state `carry_down` in a mapping"),
    )


def report_rows(work: TableWork, gate: Gate, dates: list[tuple[Check, ir.Value]]) -> None:
    """Record rows that break a rule over rows: dates, validity, shares, trees."""
    for check, flag in dates:
        if check.severity != "warning" and gate.severity(check.rule, work) == "dropped":
            work.drops.append((check.rule, flag))
        _report_check(work, gate, check)
    for check in work.contract.checks:
        is_over_rows = check.rule in ROW_CHECKS and check.rule != "order_of_dates"
        if is_over_rows and _can_be_checked(work, check):
            _report_check(work, gate, check)


def _can_be_checked(work: TableWork, check: Check) -> bool:
    optional = {work.contract.valid_to}
    if check.rule == "one_is_stated":
        return bool(set(check.columns) & work.present)
    return set(check.columns) <= work.present | optional and set(check.by) <= work.present


def _report_check(work: TableWork, gate: Gate, check: Check) -> None:
    n_rows = int(broken_rows(work.table, work.contract, check).count().execute())
    if not n_rows:
        return
    rows = work.locator.first(broken_rows(work.locator.rows, work.contract, check))
    severity: str = check.severity
    if severity == "error" and check.rule == "order_of_dates":
        severity = gate.severity(check.rule, work)
    message, fix = t(check.label), t("correct {columns}", columns=", ".join(check.columns))
    found = work.locator.locate(rows, check.columns[0])
    shown = [one.problem(severity, check.rule, message, fix) for one in found]
    gate.problems.add_rule(shown, n_rows=n_rows)


@dataclass(frozen=True)
class _Unknown:
    """An identifier that its master does not have, its rows, their money, the nearest known one."""

    value: str
    n_rows: int
    money: Decimal
    near: str


def report_references(work: TableWork, gate: Gate, lost: list[tuple[Field, ir.Value]]) -> None:
    """Record the identifiers that no row of their master has, those in most rows first.

    One problem stands for all rows of an identifier and shows the first of them.
    """
    for column, flag in lost:
        severity = gate.severity("unknown_reference", work)
        if severity == "dropped":
            work.drops.append(("unknown_reference", flag))
        master = gate.works[column.references.split(".")[0]]
        counted = _rows_and_money_by_value(work, column, flag)
        counted = _without_broken(counted, master, gate)
        total = _total(counted)
        if not total["v"]:
            continue
        unknown = _most_frequent(counted, master.table[column.references.split(".")[1]])
        located = first_rows(work, column, [one.value for one in unknown])
        shown = [
            _reference_problem(work, one, severity, master.file, located[one.value])
            for one in unknown
        ]
        n_rows, money = int(total["n"]), as_decimal(total["m"])
        gate.problems.add_rule(shown, n_rows=n_rows, money=money, n_faults=int(total["v"]))


def _without_broken(counted: ir.Table, master: TableWork, gate: Gate) -> ir.Table:
    """Return unknown identifiers without those that a broken line of their master holds."""
    broken = gate.problems.broken_lines(one.file for one in master.mapped.origins)
    held = [ibis.literal(line).contains(counted.value) for line in broken]
    return counted.filter(~ibis.or_(*held)) if held else counted


def _rows_and_money_by_value(work: TableWork, column: Field, flag: ir.Value) -> ir.Table:
    lost = work.table.filter(flag)
    amount = lost[work.contract.money].sum() if work.contract.money else ibis.literal(0)
    return lost.group_by(value=lost[column.name]).agg(n_rows=lost.count(), money=amount)


def _total(counted: ir.Table) -> dict[str, Any]:
    """Return the number of values `v`, their rows `n` and their money `m`."""
    sums = counted.aggregate(v=counted.count(), n=counted.n_rows.sum(), m=counted.money.sum())
    return dict(sums.to_pyarrow().to_pylist()[0])


def _most_frequent(counted: ir.Table, known: ir.StringColumn) -> list[_Unknown]:
    """Return the unknown identifiers in most rows, each with the nearest known one."""
    first = counted.order_by([counted.n_rows.desc(), counted.value]).limit(SHOWN_PER_RULE)
    rows = first.to_pyarrow().to_pylist()
    names = _of_like_length(known, [row["value"] for row in rows])
    return [
        _Unknown(row["value"], row["n_rows"], as_decimal(row["money"]), _near(row["value"], names))
        for row in rows
    ]


def _of_like_length(known: ir.StringColumn, values: list[str]) -> list[str]:
    """Return known identifiers about as long as the unknown ones, at most `_CANDIDATES`."""
    shortest, longest = min(map(len, values)) - 2, max(map(len, values)) + 2
    names = known.as_table()
    column = names[names.columns[0]]
    like = names.filter(column.length().between(shortest, longest)).distinct()
    return sorted(like.limit(_CANDIDATES).to_pyarrow().column(0).to_pylist())


def _near(value: str, names: list[str]) -> str:
    """Return the one name that is nearest; '' where several are as near, or none is near."""
    best = process.extract(value, names, score_cutoff=_NEAR, limit=2)
    is_alone = len(best) == 1 or (best and best[0][1] > best[1][1])
    return str(best[0][0]) if is_alone else ""


def first_rows(work: TableWork, column: Field, values: list[str]) -> dict[str, Location]:
    """Return where the first row with each value is."""
    rows = work.locator.rows
    chosen = rows.filter(rows[column.name].isin(values))
    window = ibis.window(group_by=chosen[column.name], order_by=chosen[ORDINAL])
    numbered = chosen.mutate(_number=ibis.row_number().over(window))
    first = numbered.filter(numbered["_number"] == 0).drop("_number").order_by(ORDINAL).execute()
    found = work.locator.locate(first, column.name)
    return dict(zip(first[column.name], found, strict=True))


def _reference_problem(
    work: TableWork, one: _Unknown, severity: str, file: str, first: Location
) -> Problem:
    count = tn("{n} line", "{n} lines", one.n_rows)
    if work.contract.money:
        count = t("{count}, {money}", count=count, money=f"{one.money:,.2f}")
    message = t("not in {file} ({count})", file=file, count=count)
    near = t("did you mean {near!r}?", near=one.near) if one.near else ""
    fix = near or t("add it there, or correct it")
    return replace(first.problem(severity, "unknown_reference", message, fix), value=one.value)
