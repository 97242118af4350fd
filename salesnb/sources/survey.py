"""All that can be counted of a table in one pass: rows, money, and each kind of fault."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import ibis.expr.types as ir

from salesnb.contracts.fields import Check, Field
from salesnb.sources.flags import Rule, value_rules
from salesnb.sources.work import Gate, TableWork, exact, totals


@dataclass(frozen=True)
class Survey:
    """The rules that rows of a table break; `flag` is true on such a row of `TableWork.table`."""

    values: list[tuple[Rule, ir.Value]] = field(default_factory=list)
    references: list[tuple[Field, ir.Value]] = field(default_factory=list)
    dates: list[tuple[Check, ir.Value]] = field(default_factory=list)
    has_doubles: bool = False


def survey(work: TableWork, gate: Gate) -> Survey:
    """Count a table's rows, money and faults in one aggregate; return the rules that are broken."""
    rules = value_rules(work.contract, work.table, work.present)
    references = [(one, _lost(work, one, gate)) for one in work.contract.fields]
    checks = [
        (c, _out_of_order(work, c)) for c in work.contract.checks if c.rule == "order_of_dates"
    ]
    candidates: list[tuple[str, object, ir.Value | None]] = [
        *(("value", rule, flag) for rule, flag in rules),
        *(("reference", one, flag) for one, flag in references),
        *(("dates", check, flag) for check, flag in checks),
    ]
    flags = {f"n{i}": flag for i, (_, _, flag) in enumerate(candidates) if flag is not None}
    counts = totals(work.table, work.contract.money, **{n: f.sum() for n, f in flags.items()})
    work.n_rows, work.money, work.gross = int(counts["rows"]), counts["money"], counts["gross"]
    found = Survey()
    kinds = {"value": found.values, "reference": found.references, "dates": found.dates}
    for i, (kind, what, flag) in enumerate(candidates):
        if counts.get(f"n{i}"):
            kinds[kind].append((what, flag))  # type: ignore[attr-defined]
    return found


def rows_and_money(work: TableWork, flag: ir.Value) -> tuple[int, Decimal]:
    """Return how many rows of a table a flag marks, and their money."""
    wanted = {"n": flag.sum()}
    if work.contract.money:
        wanted["m"] = work.table[work.contract.money].sum(where=flag)
    row = work.table.aggregate(**wanted).to_pyarrow().to_pylist()[0]
    return int(row["n"] or 0), exact(row.get("m"))


def _lost(work: TableWork, one: Field, gate: Gate) -> ir.Value | None:
    """Return the flag of identifiers that stand in no row of their master."""
    master = gate.master(work, one)
    if master is None:
        return None
    column = master.table[one.references.split(".")[1]]
    known = master.table.filter(column.notnull()).select(_known=column)
    value = work.table[one.name]
    return value.notnull() & ~value.isin(known["_known"])


def _out_of_order(work: TableWork, check: Check) -> ir.Value | None:
    if not set(check.columns) <= work.present:
        return None
    first, last = (work.table[name] for name in check.columns)
    return (first > last).fill_null(False)
