"""Values that cannot be read or are not allowed, dates out of order: told row by row."""

from __future__ import annotations

import ibis.expr.types as ir
import pandas as pd

from salesnb.contracts.fields import Check
from salesnb.i18n import t
from salesnb.sources.conservation import ROW_CHECKS, broken_rows
from salesnb.sources.flags import Rule, sentence, value_rules
from salesnb.sources.problems import Problem
from salesnb.sources.survey import rows_and_money
from salesnb.sources.work import Gate, TableWork


def tell_values(work: TableWork, gate: Gate, broken: list[tuple[Rule, ir.Value]]) -> None:
    """Record the values that break a rule; rows that may be dropped are marked."""
    if not broken:
        return
    wide = {
        (rule.field.name, rule.name): flag
        for rule, flag in value_rules(work.contract, work.locator.wide, work.present)
    }
    for rule, flag in broken:
        severity = gate.severity(rule.name, work)
        if severity == "dropped":
            work.drops.append((rule.name, flag))
        rows = work.locator.first(wide[rule.field.name, rule.name])
        n_rows, money = rows_and_money(work, flag)
        shown = _values(work, rule, rows, severity=severity, year=gate.year)
        gate.problems.add_rule(shown, n_rows=n_rows, money=money)


def tell_rows(work: TableWork, gate: Gate, dates: list[tuple[Check, ir.Value]]) -> None:
    """Record rows that break a rule over rows: dates, validity, shares, trees."""
    for check, flag in dates:
        if check.severity != "warning" and gate.severity(check.rule, work) == "dropped":
            work.drops.append((check.rule, flag))
        _tell_check(work, gate, check)
    for check in work.contract.checks:
        known = check.rule in ROW_CHECKS and check.rule != "order_of_dates"
        if known and _can_be_checked(work, check):
            _tell_check(work, gate, check)


def _can_be_checked(work: TableWork, check: Check) -> bool:
    optional = {work.contract.valid_to}
    return set(check.columns) <= work.present | optional and set(check.by) <= work.present


def _tell_check(work: TableWork, gate: Gate, check: Check) -> None:
    n_rows = int(broken_rows(work.table, work.contract, check).count().execute())
    if not n_rows:
        return
    rows = work.locator.first(None, table=broken_rows(work.locator.wide, work.contract, check))
    severity: str = check.severity
    if severity == "error" and check.rule == "order_of_dates":
        severity = gate.severity(check.rule, work)
    fix = t("correct {columns}", columns=", ".join(check.columns))
    column = check.columns[0]
    shown = [
        Problem(severity, work.contract.name, p.file, check.rule, t(check.label), fix, p.where,
                column, p.value)
        for p in work.locator.places(rows, column)
    ]  # fmt: skip
    gate.problems.add_rule(shown, n_rows=n_rows)


def _values(
    work: TableWork, rule: Rule, rows: pd.DataFrame, *, severity: str, year: int
) -> list[Problem]:
    shown = []
    for place in work.locator.places(rows, rule.field.name):
        message, fix = sentence(rule, place.value, year)
        value = None if rule.name == "missing_value" else place.value
        shown.append(
            Problem(severity, work.contract.name, place.file, rule.name, message, fix, place.where,
                    rule.field.name, value)
        )  # fmt: skip
    return shown
