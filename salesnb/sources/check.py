"""Mapped exports checked against the contracts: typed tables, all problems, a ledger of drops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis.backends.duckdb import Backend

from salesnb.contracts import ANY_OF, TABLES
from salesnb.contracts.fields import Check, Field, Table
from salesnb.errors import closest
from salesnb.i18n import t, tn
from salesnb.months import Month
from salesnb.settings import Settings
from salesnb.sources.conservation import ROW_CHECKS, broken_rows
from salesnb.sources.flags import Rule, sentence, value_rules, working_table
from salesnb.sources.keys import Doubles, find_doubles, identical_extras, without_identical_extras
from salesnb.sources.locate import ORDINAL, Locator
from salesnb.sources.problems import SHOWN_PER_RULE, Problem, Problems
from salesnb.sources.reading import Exports, digest
from salesnb.sources.references import unknown_ids
from salesnb.sources.tables import MappedTable

ZERO = Decimal(0)


@dataclass(frozen=True)
class CleanTables:
    """Typed tables, one row per key; what was wrong; what was left out; the files behind them."""

    con: Backend
    tables: dict[str, ir.Table]
    problems: pd.DataFrame
    ledger: pd.DataFrame  # table, file, reason, rows, money
    files: pd.DataFrame  # table, file, rows, bytes, digest, encoding, money
    n_errors: int


@dataclass
class _Work:
    """One table on its way through the check."""

    contract: Table
    mapped: MappedTable
    table: ir.Table  # typed, with __bad flags
    locator: Locator
    n_rows: int
    money: Decimal
    drops: list[tuple[str, ir.Value]]
    doubles: Doubles | None = None

    @property
    def file(self) -> str:
        return self.mapped.origins[0].file.name


def check_tables(
    mapped: Mapping[str, MappedTable],
    exports: Exports,
    settings: Settings,
    *,
    con: Backend,
    month: Month,
) -> CleanTables:
    """Return the typed tables with every fault of every file.

    Nothing is raised here: `CleanTables.n_errors` counts the errors that the company does not
    let the gate drop, and the month stops on them (`snapshot.close_month`).
    """
    problems = exports.problems
    _check_presence(mapped, exports, problems)
    works = {
        name: work
        for name, one in mapped.items()
        if (work := _start(one, exports, problems, con)) is not None
    }
    for work in works.values():
        _check_values(work, settings, problems, month)
        _check_keys(work, settings, problems)
    for work in works.values():
        _check_references(work, works, settings, problems)
        for check in work.contract.checks:
            if check.rule in ROW_CHECKS:
                _check_rows(work, check, settings, problems)
    _check_totals(works, problems)
    ledger: list[dict[str, object]] = []
    tables = {name: _finish(work, ledger, con) for name, work in works.items()}
    return CleanTables(
        con,
        tables,
        problems.frame(),
        pd.DataFrame(ledger, columns=["table", "file", "reason", "rows", "money"]),
        _files(works, exports),
        problems.n_errors,
    )


def _check_presence(
    mapped: Mapping[str, MappedTable], exports: Exports, problems: Problems
) -> None:
    if not any(name in mapped for name in ANY_OF):
        message = t("none of {names} is there", names=", ".join(ANY_OF))
        fix = t("export one of them, or map one in company.toml")
        problems.add(Problem("error", "", t("(exports)"), "missing_table", message, fix))
    used = {origin.name for one in mapped.values() for origin in one.origins}
    used |= {raw.raw for one in mapped.values() for raws in one.lineage.values() for raw in raws}
    for name in sorted(set(exports.tables) - used):
        near = closest(name, TABLES)
        fix = (
            t("did you mean {near!r}?", near=near)
            if near
            else t("map it, or name it under source.ignore")
        )
        file = exports.tables[name].file.name
        problems.add(
            Problem(
                "warning",
                "",
                file,
                "unknown_table",
                t("no table {name!r} is known", name=name),
                fix,
            )
        )


def _start(mapped: MappedTable, exports: Exports, problems: Problems, con: Backend) -> _Work | None:
    """Return a table's work, or None when required columns are missing."""
    contract = TABLES[mapped.name]
    if not _columns_are_there(mapped, contract, problems):
        return None
    narrow = working_table(mapped, contract, keep_raw=False)
    if any(origin.kind in {"csv", "xlsx"} for origin in mapped.origins):
        narrow = con.create_table(f"typed_{mapped.name}", narrow, overwrite=True)
    wide = working_table(mapped, contract, keep_raw=True).mutate(**{ORDINAL: ibis.row_number()})
    totals = {"n": narrow.count()}
    if contract.money:
        totals["money"] = narrow[contract.money].sum()
    row = narrow.aggregate(**totals).execute().iloc[0]
    money = _decimal(row["money"]) if contract.money else ZERO
    return _Work(contract, mapped, narrow, Locator(mapped, exports, wide), int(row["n"]), money, [])


def _columns_are_there(mapped: MappedTable, contract: Table, problems: Problems) -> bool:
    file = mapped.origins[0].file.name
    there = [name for name in mapped.table.columns if name != "_row"]
    usable = True
    for name in there:
        if name not in contract.names:
            near = closest(name, contract.names)
            fix = t("did you mean {near!r}?", near=near) if near else t("it is not used")
            message = t("column {name!r} is not known", name=name)
            problems.add(
                Problem("warning", contract.name, file, "unknown_column", message, fix, column=name)
            )
    for field in contract.fields:
        if field.required and field.name not in there:
            near = closest(field.name, there)
            fix = (
                t("rename {near!r}?", near=near)
                if near
                else t("export it, or map it in company.toml")
            )
            message = t("column {name!r} is missing", name=field.name)
            problems.add(
                Problem(
                    "error", contract.name, file, "missing_column", message, fix, column=field.name
                )
            )
            usable = False
    return usable


def _check_values(work: _Work, settings: Settings, problems: Problems, month: Month) -> None:
    rules = value_rules(work.contract, work.table, set(work.mapped.table.columns))
    if not rules:
        return
    counts = _count(work, [flag for _, flag in rules])
    by_wide = dict(
        (rule.field.name + rule.name, flag)
        for rule, flag in value_rules(
            work.contract, work.locator.wide, set(work.mapped.table.columns)
        )
    )
    for (rule, flag), (n_rows, money) in zip(rules, counts, strict=True):
        if n_rows:
            severity = _severity(rule.name, work, settings)
            if severity == "dropped":
                work.drops.append((rule.name, flag))
            rows = work.locator.first(by_wide[rule.field.name + rule.name])
            shown = _value_problems(work, rule, rows, severity, month)
            problems.add_rule(shown, n_rows=n_rows, money=money)


def _count(work: _Work, flags: list[ir.Value]) -> list[tuple[int, Decimal]]:
    """Return rows and money of each flag, all in one pass over the table."""
    wanted: dict[str, ir.Value] = {}
    for i, flag in enumerate(flags):
        wanted[f"n{i}"] = flag.sum()
        if work.contract.money:
            wanted[f"m{i}"] = work.table[work.contract.money].sum(where=flag)
    row = work.table.aggregate(**wanted).execute().iloc[0]
    return [
        (int(row[f"n{i}"] or 0) if row[f"n{i}"] == row[f"n{i}"] else 0, _decimal(row.get(f"m{i}")))
        for i in range(len(flags))
    ]


def _value_problems(
    work: _Work, rule: Rule, rows: pd.DataFrame, severity: str, month: Month
) -> list[Problem]:
    shown = []
    for place in work.locator.places(rows, rule.field.name):
        message, fix = sentence(rule, place.value, month.year)
        value = None if rule.name == "missing_value" else place.value
        shown.append(
            Problem(
                severity,
                work.contract.name,
                place.file,
                rule.name,
                message,
                fix,
                place.line,
                rule.field.name,
                value,
            )
        )
    return shown


def _check_keys(work: _Work, settings: Settings, problems: Problems) -> None:
    doubles = find_doubles(work.table, work.contract, n_rows=work.n_rows)
    if doubles is None:
        return
    same = identical_extras(work.table, work.contract, doubles)
    rows = work.locator.first(
        None, table=work.locator.wide.semi_join(doubles.keys, list(work.contract.key))
    )
    if same:
        severity = _severity("duplicate_row", work, settings)
        if severity == "dropped":
            work.doubles = doubles
        _add_double(work, problems, rows, same, ("duplicate_row", severity))
    if doubles.n_extra > same:
        _add_double(work, problems, rows, doubles.n_extra - same, ("duplicate_key", "error"))


def _add_double(
    work: _Work, problems: Problems, rows: pd.DataFrame, n_rows: int, rule: tuple[str, str]
) -> None:
    name, severity = rule
    key = work.contract.key[0]
    places = work.locator.places(rows, key)
    first: dict[tuple[object, ...], str] = {}
    shown = []
    for (_, row), place in zip(rows.iterrows(), places, strict=True):
        identity = tuple(row[column] for column in work.contract.key)
        if identity not in first:
            first[identity] = place.line
            continue
        message = (
            t("the whole row stands already at {line}", line=first[identity])
            if name == "duplicate_row"
            else t(
                "the key {key} stands already at {line}, with other values",
                key=", ".join(map(str, identity)),
                line=first[identity],
            )
        )
        fix = (
            t("delete one, or let company.toml drop it")
            if name == "duplicate_row"
            else t("correct one of them")
        )
        shown.append(
            Problem(
                severity,
                work.contract.name,
                place.file,
                name,
                message,
                fix,
                place.line,
                key,
                place.value,
            )
        )
    if not shown:
        shown = [
            Problem(
                severity,
                work.contract.name,
                work.file,
                name,
                t("keys stand more than once"),
                t("correct the export"),
            )
        ]
    problems.add_rule(shown, n_rows=n_rows)


def _check_references(
    work: _Work, works: Mapping[str, _Work], settings: Settings, problems: Problems
) -> None:
    for field in work.contract.fields:
        master = works.get(field.references.split(".")[0]) if field.references else None
        if master is None or field.name not in work.mapped.table.columns:
            continue
        shown, n_rows, money = unknown_ids(
            work.table, field, master.table, money=work.contract.money
        )
        if not shown:
            continue
        severity = _severity("unknown_reference", work, settings)
        if severity == "dropped":
            known = master.table.select(_known=master.table[master.contract.key[0]]).distinct()
            value = work.table[field.name]
            work.drops.append(("unknown_reference", value.notnull() & ~value.isin(known["_known"])))
        found = [_reference_problem(work, field, master, one, severity) for one in shown]
        problems.add_rule(found, n_rows=n_rows, money=money)


def _reference_problem(
    work: _Work, field: Field, master: _Work, unknown: object, severity: str
) -> Problem:
    from salesnb.sources.references import Unknown

    one: Unknown = unknown  # type: ignore[assignment]
    wide = work.locator.wide
    rows = work.locator.first(wide[field.name] == one.value).head(1)
    place = work.locator.places(rows, field.name)[0]
    count = tn("{n} line", "{n} lines", one.n_rows)
    if work.contract.money:
        count += f", {one.money:,.2f}"
    message = t("not in {file} ({count})", file=master.file, count=count)
    fix = (
        t("did you mean {near!r}?", near=one.near) if one.near else t("add it there, or correct it")
    )
    return Problem(
        severity,
        work.contract.name,
        place.file,
        "unknown_reference",
        message,
        fix,
        place.line,
        field.name,
        one.value,
    )


def _check_rows(work: _Work, check: Check, settings: Settings, problems: Problems) -> None:
    there = set(work.mapped.table.columns)
    if not set(check.columns) <= there | {work.contract.valid_to} or not set(check.by) <= there:
        return
    broken = broken_rows(work.locator.wide, work.contract, check)
    n_rows = int(broken.count().execute())
    if not n_rows:
        return
    column = check.columns[0]
    rows = work.locator.first(None, table=broken)
    severity = "warning" if check.severity == "warning" else _severity(check.rule, work, settings)
    fix = t("correct {columns}", columns=", ".join(check.columns))
    shown = [
        Problem(
            severity,
            work.contract.name,
            p.file,
            check.rule,
            t(check.label),
            fix,
            p.line,
            column,
            p.value,
        )
        for p in work.locator.places(rows, column)
    ]
    problems.add_rule(shown, n_rows=n_rows)


def _check_totals(works: Mapping[str, _Work], problems: Problems) -> None:
    """Compare each table's rows and net amount with the stated control totals."""
    if "control_totals" not in works:
        return
    control = works["control_totals"]
    for row in control.table.order_by("table").execute().to_dict("records"):
        work = works.get(str(row["table"]))
        if work is None:
            message, found = t("this table did not come in"), str(row["table"])
            problems.add(
                Problem(
                    "error",
                    "control_totals",
                    control.file,
                    "total_ties",
                    message,
                    t("export it"),
                    column="table",
                    value=found,
                )
            )
            continue
        pairs = (("rows", Decimal(work.n_rows)), ("net", work.money))
        for name, found_total in pairs:
            stated = row[name]
            if stated is not None and stated == stated and _decimal(stated) != found_total:
                message = t("{file} has {found}", file=work.file, found=f"{found_total:,}")
                fix = t("export the table again, or correct its control total")
                problems.add(
                    Problem(
                        "error",
                        "control_totals",
                        control.file,
                        "total_ties",
                        message,
                        fix,
                        column=f"{row['table']}.{name}",
                        value=f"{_decimal(stated):,}",
                    )
                )


def _severity(rule: str, work: _Work, settings: Settings) -> str:
    return "dropped" if settings.gate.may_drop(rule, work.contract.name) else "error"


def _finish(work: _Work, ledger: list[dict[str, object]], con: Backend) -> ir.Table:
    """Return the table without dropped rows, and write what was dropped into the ledger."""
    _count_left_out(work, ledger)
    table = work.table
    if work.drops:
        reason = ibis.cases(*[(flag, name) for name, flag in work.drops], else_="")
        marked = table.mutate(_reason=reason)
        money = marked[work.contract.money].sum() if work.contract.money else ibis.literal(0)
        gone = marked.group_by("_reason").agg(rows=marked.count(), money=money).order_by("_reason")
        for row in gone.execute().itertuples():
            if row[1]:
                ledger.append(_ledger_row(work, str(row[1]), row.rows, row.money))
        table = marked.filter(marked["_reason"] == "").drop("_reason")
    if work.doubles is not None:
        table = _without_doubles(work, table, ledger)
    return table.select(*work.contract.names)


def _without_doubles(work: _Work, table: ir.Table, ledger: list[dict[str, object]]) -> ir.Table:
    names = list(work.contract.names)
    before, after = table.select(*names), None
    after = without_identical_extras(before, work.contract, work.doubles)  # type: ignore[arg-type]
    totals = []
    for one in (before, after):
        wanted = {"n": one.count()}
        if work.contract.money:
            wanted["money"] = one[work.contract.money].sum()
        totals.append(one.aggregate(**wanted).execute().iloc[0])
    rows = int(totals[0]["n"] - totals[1]["n"])
    money = _decimal(totals[0].get("money")) - _decimal(totals[1].get("money"))
    if rows:
        ledger.append(_ledger_row(work, "duplicate_row", rows, money))
    return after


def _count_left_out(work: _Work, ledger: list[dict[str, object]]) -> None:
    """Write rows that a mapping's filter left out into the ledger, with their money."""
    for left in work.mapped.left_out:
        there = MappedTable(
            work.mapped.name, left.table, (left.origin,), work.mapped.lineage, (), work.mapped.plain
        )
        table = working_table(there, work.contract, keep_raw=False)
        wanted = {"n": table.count()}
        if work.contract.money:
            wanted["money"] = table[work.contract.money].sum()
        row = table.aggregate(**wanted).execute().iloc[0]
        if row["n"]:
            money = _decimal(row.get("money"))
            work.money += money
            ledger.append(_ledger_row(work, "left_out_by_mapping", int(row["n"]), money))


def _ledger_row(work: _Work, reason: str, rows: int, money: object) -> dict[str, object]:
    return {
        "table": work.contract.name,
        "file": work.file,
        "reason": reason,
        "rows": int(rows),
        "money": _decimal(money),
    }


def _files(works: Mapping[str, _Work], exports: Exports) -> pd.DataFrame:
    rows = []
    for work in works.values():
        for origin in work.mapped.origins:
            path = origin.file
            size = (
                sum(f.stat().st_size for f in path.rglob("*"))
                if path.is_dir()
                else path.stat().st_size
            )
            rows.append(
                {
                    "table": work.contract.name,
                    "file": path.name + (f"!{origin.sheet}" if origin.sheet else ""),
                    "rows": work.n_rows,
                    "bytes": size,
                    "digest": digest(path),
                    "encoding": exports.encodings.get(path.name, origin.kind),
                    "money": work.money,
                }
            )
    return pd.DataFrame(rows)


def _decimal(value: object) -> Decimal:
    return ZERO if value is None or value != value else Decimal(str(value))


__all__ = ["SHOWN_PER_RULE", "CleanTables", "check_tables"]
