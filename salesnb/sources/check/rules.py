"""What can be wrong with values and rows, as engine expressions, counted in one pass."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field

import ibis.expr.types as ir

from salesnb.contracts.fields import FORMS, Check, Field, Table
from salesnb.i18n import N_
from salesnb.sources.check.shown import unplain
from salesnb.sources.check.signs import SignRule, sign_rules
from salesnb.sources.check.work import Gate, TableWork, totals
from salesnb.sources.map.unread import DAY, NUMBER, PARTNER, SEVERAL
from salesnb.sources.values import NUMBERS, TYPES

_CELL = ("not_a_value", N_("not a value"), N_("correct the cell, and save the file"))
_UNREADABLE = {  # type -> rule, message, fix
    "date": ("not_a_date", N_("not a date"), N_("write it as {example}")),
    "month": ("not_a_date", N_("not a date"), N_("write it as {example}")),
    "datetime": ("not_a_time", N_("not a day and time"), N_("write it as {example} 14:30")),
    "flag": ("not_yes_or_no", N_("neither yes nor no"), N_("write true or false")),
    "id": _CELL,
    "text": _CELL,
    "integer": ("not_whole", N_("not a whole number"), N_("write digits only, e.g. 12")),
}
_NUMBER = ("not_a_number", N_("not a number"), N_("write it as 1234.50"))
_UNREAD = {  # what a mapping wanted -> rule, message, fix
    NUMBER: _NUMBER,
    DAY: _UNREADABLE["date"],
    PARTNER: (
        "no_partner",
        N_("no row of {table} for it"),
        N_("add it there, or treat such rows apart in the mapping"),
    ),
    SEVERAL: (
        "several_values",
        N_("several values in one group"),
        N_("add the column to `group_by`, or write `sum`, `min` or `max`"),
    ),
}


@dataclass(frozen=True)
class Rule:
    """One way in which a value can be wrong: its message and fix as msgids."""

    field: Field
    name: str
    message: str
    fix: str = ""


@dataclass(frozen=True)
class Survey:
    """The rules that a table breaks, each with a flag that is true on the rows that break it.

    Of signs the severity stands in the flag's place: it depends on how many rows have them.
    `unplain` are columns of names with characters that a font may lack.
    """

    values: list[tuple[Rule, ir.Value]] = field(default_factory=list)
    references: list[tuple[Field, ir.Value]] = field(default_factory=list)
    dates: list[tuple[Check, ir.Value]] = field(default_factory=list)
    signs: list[tuple[SignRule, str]] = field(default_factory=list)
    unplain: list[str] = field(default_factory=list)


def survey(work: TableWork, gate: Gate) -> Survey:
    """Count a table's rows, money and faults in one aggregate; return the rules that are broken.

    The counts are written into `work`. Rules over several rows are not among them, see
    `over_rows.broken_rows`.
    """
    candidates = _candidates(work, gate)
    signs = sign_rules(work.contract, work.table, work.present)
    flags = {f"n{i}": flag for i, (_, _, flag) in enumerate(candidates) if flag is not None}
    for i, (_, flag, among) in enumerate(signs):
        flags |= {f"s{i}": flag, f"a{i}": among}
    texts = unplain(work)
    flags |= {f"u_{name}": flag for name, flag in texts.items()}
    wanted = {n: f.sum() for n, f in flags.items()} | _first_and_last(work)
    counts = totals(work.table, work.contract.money, **wanted)
    work.n_rows, work.money, work.gross = int(counts["rows"]), counts["money"], counts["gross"]
    for one in work.aside:
        work.n_rows += one.rows
        if work.contract.money:
            work.money, work.gross = work.money + one.money, work.gross + one.gross
    work.days = {
        name.removeprefix("first_"): (counts[name], counts[name.replace("first_", "last_", 1)])
        for name in wanted
        if name.startswith("first_") and counts[name] is not None
    }
    found = Survey()
    for i, (kind, rule, flag) in enumerate(candidates):
        if counts.get(f"n{i}"):
            getattr(found, kind).append((rule, flag))
    for i, (sign, _, _) in enumerate(signs):
        severity = sign.severity(counts[f"s{i}"] or 0, counts[f"a{i}"] or 0)
        if severity:
            found.signs.append((sign, severity))
    found.unplain.extend(name for name in texts if counts[f"u_{name}"])
    return found


def _first_and_last(work: TableWork) -> dict[str, ir.Value]:
    """Return the aggregates of first and last day, for columns that do not say a validity."""
    validity = {work.contract.valid_from, work.contract.valid_to}
    wanted: dict[str, ir.Value] = {}
    for one in work.contract.fields:
        is_read = one.name in work.present - validity
        if is_read and TYPES[one.type] in {"date", "timestamp"}:
            day = work.table[one.name].cast("date")
            wanted |= {f"first_{one.name}": day.min(), f"last_{one.name}": day.max()}
    return wanted


def _candidates(work: TableWork, gate: Gate) -> list[tuple[str, object, ir.Value | None]]:
    """Return each rule that one pass can count: its kind in `Survey`, itself, its flag."""
    rules = value_rules(work.contract, work.table, work.present)
    checks = [one for one in work.contract.checks if one.rule == "order_of_dates"]
    return [
        *(("values", rule, flag) for rule, flag in rules),
        *(("references", one, _is_unknown(work, one, gate)) for one in work.contract.fields),
        *(("dates", check, _is_out_of_order(work, check)) for check in checks),
    ]


def _is_unknown(work: TableWork, one: Field, gate: Gate) -> ir.Value | None:
    """Return the flag of identifiers that no row of their master has; None without a master."""
    master = gate.master(work, one)
    if master is None:
        return None
    column = master.table[one.references.split(".")[1]]
    known = master.table.filter(column.notnull()).select(_known=column)
    value = work.table[one.name]
    return value.notnull() & ~value.isin(known["_known"])


def _is_out_of_order(work: TableWork, check: Check) -> ir.Value | None:
    if not set(check.columns) <= work.present:
        return None
    first, last = (work.table[name] for name in check.columns)
    return (first > last).fill_null(False)


def value_rules(contract: Table, table: ir.Table, present: Set[str]) -> list[tuple[Rule, ir.Value]]:
    """Return the rules of single values with their flags over a working table."""
    found: list[tuple[Rule, ir.Value]] = []
    for one in contract.fields:
        if one.name in present:
            found += _unreadable_or_missing(one, table) + _not_allowed(one, table)
    return [(rule, flag.fill_null(False)) for rule, flag in found]


def _unreadable_or_missing(one: Field, table: ir.Table) -> list[tuple[Rule, ir.Value]]:
    found: list[tuple[Rule, ir.Value]] = []
    is_empty, bad = table[one.name].isnull(), f"{one.name}__bad"
    if bad in table.columns:
        name, message, fix = _UNREADABLE.get(one.type, _NUMBER)
        found.append((Rule(one, name, message, fix), table[bad]))
        is_empty = is_empty & ~table[bad]
    for wanted, words in _UNREAD.items():
        if f"{one.name}__no_{wanted}" in table.columns:
            flag = table[f"{one.name}__no_{wanted}"]
            found.append((Rule(one, *words), flag))
            is_empty = is_empty & ~flag
    if one.required:
        rule = Rule(one, "missing_value", N_("missing"), N_("every row needs one"))
        found.append((rule, is_empty))
    return found


def _not_allowed(one: Field, table: ir.Table) -> list[tuple[Rule, ir.Value]]:
    value = table[one.name]
    found: list[tuple[Rule, ir.Value]] = []
    if one.sign and one.type in NUMBERS:
        is_wrong = value < 0 if one.sign == ">=0" else value <= 0
        message = N_("negative") if one.sign == ">=0" else N_("not positive")
        found.append((Rule(one, "wrong_sign", message, N_("correct the sign")), is_wrong))
    if one.type == "share":
        fix = N_("write a share between 0 and 1, e.g. 0.25 or 25%")
        found.append((Rule(one, "not_a_share", N_("more than 1"), fix), value > 1))
    if one.most is not None:
        rule = Rule(one, "above_most", N_("too large"), N_("write {most} or less"))
        found.append((rule, value > one.most))
    if one.form:
        pattern, fix = FORMS[one.form]
        is_other = value.notnull() & ~value.strip().re_search(pattern)
        found.append((Rule(one, "wrong_form", N_("not in the expected form"), fix), is_other))
    if one.choices:
        rule = Rule(one, "not_in_list", N_("not in the list"), ", ".join(one.choices))
        found.append((rule, value.notnull() & ~value.isin(one.choices)))
    return found
