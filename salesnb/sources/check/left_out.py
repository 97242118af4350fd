"""Rows that a mapping leaves out: their money in the ledger, and how many may be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import ibis.expr.types as ir

from salesnb.i18n import joined, t, tn
from salesnb.sources.check.work import Gate, TableWork
from salesnb.sources.check.working import working_table
from salesnb.sources.exports import Problem
from salesnb.sources.map.bases import KEPT, LeftOut
from salesnb.sources.map.scope import FILE
from salesnb.sources.map.tables import MappedTable
from salesnb.sources.values import ZERO, as_decimal

LEFT_OUT = "left_out_by_mapping"  # reason in the ledger
Ledger = list[dict[str, object]]  # table, file, reason, rows, money, gross (without its sign)
_SHOWN = 3  # values of a column, and columns


@dataclass(frozen=True)
class _Counted:
    """The rows of a part that stayed or were left out of one file; amounts in currency units."""

    file: str
    is_kept: bool
    rows: int
    money: Decimal
    gross: Decimal


def enter_left_out(work: TableWork, gate: Gate, ledger: Ledger) -> None:
    """Enter the rows that a mapping left out of a table; record an error where it may not.

    Their money came in with the table's: what came in is what was kept and what stands in the
    ledger.
    """
    for one in work.mapped.left_out:
        counted = _count(one, work)
        out = [row for row in counted if not row.is_kept]
        for row in out:
            entry = {"table": work.contract.name, "file": row.file, "reason": LEFT_OUT}
            ledger.append({**entry, "rows": row.rows, "money": row.money, "gross": row.gross})
            work.left_out_money += row.money
        if out:
            _check_budget(one, counted, work, gate)


def _count(one: LeftOut, work: TableWork) -> list[_Counted]:
    """Count the rows of a part by file, those that stayed and those left out, in one pass.

    The rows of a table of one part are counted already: then only those left out are read.
    """
    mapped = MappedTable(work.mapped.name, one.table, (one.origin,), one.lineage, (), one.plain)
    money = work.contract.money
    fields = (work.contract.field(money),) if money else ()
    rows = working_table(mapped, replace(work.contract, fields=fields), keep_raw=False)
    stayed: list[_Counted] = []
    if one.is_alone:
        rows = rows.filter(~rows[KEPT])
        stayed = [_Counted(work.file, True, work.n_rows, work.money, work.gross)]
    sums = {"money": rows[money].sum(), "gross": rows[money].abs().sum()} if money else {}
    table = rows.group_by([FILE, KEPT]).agg(rows=rows.count(), **sums).order_by([FILE, KEPT])
    counted = [
        _Counted(
            work.exports.tables[row[FILE]].file.name,
            bool(row[KEPT]),
            int(row["rows"]),
            as_decimal(row.get("money")),
            as_decimal(row.get("gross")),
        )
        for row in table.to_pyarrow().to_pylist()
    ]
    return [one for one in [*stayed, *counted] if one.rows]


def _check_budget(one: LeftOut, counted: list[_Counted], work: TableWork, gate: Gate) -> None:
    """Record an error where a part left out all rows, or more than it may of rows or money."""
    allowed = gate.settings.gate.left_out_budget_share if one.share is None else one.share
    shares = [_share([getattr(row, of) for row in counted], counted) for of in ("rows", "gross")]
    if max(shares) <= allowed:
        return
    is_all = not any(row.is_kept for row in counted)
    n_out = sum(row.rows for row in counted if not row.is_kept)
    message = _all(one, n_out) if is_all else _too_many(counted, n_out, shares, allowed)
    fix = _fix_all() if is_all else _fix_budget(shares)
    rule = "all_left_out" if is_all else "left_out_budget"
    about = ("error", work.contract.name, one.origin.file.name, rule)
    gate.problems.add(Problem(*about, joined("", [message, f" ({one.path})"]), fix))


def _share(amounts: list[Decimal | int], counted: list[_Counted]) -> float:
    """Return the share of amounts that was left out; 0 where there is nothing at all."""
    out = sum((a for a, row in zip(amounts, counted, strict=True) if not row.is_kept), ZERO)
    whole = sum(amounts, ZERO)
    return float(out / whole) if whole else 0.0


def _all(one: LeftOut, n_rows: int) -> str:
    """Return that no row was left, and which values stand where the filter looked."""
    found = _found(one.compared)
    if one.against:
        tables = ", ".join(one.against)
        return t(
            "none of {n} rows passes the filter and has a partner in {tables}; {found}",
            n=n_rows,
            tables=tables,
            found=found,
        )
    return tn(
        "the filter left out the only row; {found}",
        "the filter left out all {n} rows; {found}",
        n_rows,
        found=found,
    )


def _found(compared: ir.Table) -> str:
    """Return the most frequent values of each column, such as "state holds Posted, Draft"."""
    parts = []
    for name in [name for name in compared.columns if name][: 2 * _SHOWN]:
        rows = compared.group_by(value=compared[name]).agg(n=lambda table: table.count())
        most = rows.order_by([rows.n.desc(), rows.value]).limit(_SHOWN + 1).to_pyarrow().to_pylist()
        values = [row["value"] or t("nothing") for row in most]
        shown = joined(", ", values[:_SHOWN] + ["..."] * (len(values) > _SHOWN))
        parts.append(t("{column} holds {values}", column=name, values=shown))
    return joined(", ", parts)


def _too_many(counted: list[_Counted], n_out: int, shares: list[float], allowed: float) -> str:
    return t(
        "the mapping left out {n} of {all} rows: {of_rows:.1%} of the rows, {of_money:.1%} of the"
        " money without its sign; at most {allowed:.1%} may be",
        n=n_out,
        all=sum(row.rows for row in counted),
        of_rows=shares[0],
        of_money=shares[1],
        allowed=allowed,
    )


def _fix_all() -> str:
    return t("compare with the values that are there; leaves_out = 1.0 where none may be left")


def _fix_budget(shares: list[float]) -> str:
    share = min(1.0, -(-max(shares) * 100 // 1) / 100)
    return t(
        "correct the filter, or state leaves_out = {share} beside it in the mapping", share=share
    )
