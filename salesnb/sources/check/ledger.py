"""What is left out, and whether it may be: the ledger of drops, the loss budget, control totals."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal

import ibis
import ibis.expr.types as ir

from salesnb.i18n import t
from salesnb.sources.check.keys import without_identical_extras
from salesnb.sources.check.left_out import LEFT_OUT, Ledger
from salesnb.sources.check.rollups import ROLL_UP
from salesnb.sources.check.work import Counted, Gate, TableWork, totals_by_file
from salesnb.sources.check.working import working_table
from salesnb.sources.exports import Problem
from salesnb.sources.values import ZERO, as_decimal

DUPLICATE = "duplicate_row"  # a reason, besides broken rules
NO_ROWS = frozenset({LEFT_OUT, "total_row", "footer"})  # reasons of rows that the table never had


def without_drops(work: TableWork, ledger: Ledger) -> ir.Table:
    """Return a table's contracted columns without dropped rows; enter those into the ledger.

    Each entry is of one file. A row that breaks several rules is dropped once, for the first of
    them; of equal rows of several files that of the first file stays.
    """
    _enter_set_aside(work, ledger)
    table = work.table
    if work.drops:
        reason = ibis.cases(*[(flag, name) for name, flag in work.drops], else_="")
        marked = table.mutate(_reason=reason)
        for name in dict.fromkeys(name for name, _ in work.drops):
            dropped = marked.filter(marked["_reason"] == name)
            _enter(work, ledger, name, totals_by_file(work, dropped, work.contract.money))
        table = marked.filter(marked["_reason"] == "").drop("_reason")
    if work.doubles is not None:
        table = _without_doubles(work, table, ledger)
    return table.select(*work.contract.names)


def _without_doubles(work: TableWork, table: ir.Table, ledger: Ledger) -> ir.Table:
    after = without_identical_extras(table, work.contract, work.doubles)  # type: ignore[arg-type]
    money = work.contract.money
    kept = {one.file: one for one in totals_by_file(work, after, money)}
    before = totals_by_file(work, table, money)
    extras = [_less(one, kept[one.file]) if one.file in kept else one for one in before]
    _enter(work, ledger, DUPLICATE, extras)
    return after


def _less(one: Counted, other: Counted) -> Counted:
    """Return what some rows of a file have beyond others of it."""
    money, gross = one.money - other.money, one.gross - other.gross
    return Counted(one.file, one.rows - other.rows, money, gross)


def _enter_set_aside(work: TableWork, ledger: Ledger) -> None:
    """Enter sums of other rows; totals and notes of a file, whose money came in with the table."""
    _enter(work, ledger, ROLL_UP, work.aside)
    for one in work.mapped.set_aside:
        rows = working_table(one.rows, work.contract, keep_raw=False)
        counted = totals_by_file(work, rows, work.contract.money)
        work.left_out_money += sum((part.money for part in counted), ZERO)
        _enter(work, ledger, one.reason, counted)


def _enter(work: TableWork, ledger: Ledger, reason: str, dropped: list[Counted]) -> None:
    about = {"table": work.contract.name, "reason": reason}
    ledger += [{**about, **asdict(one)} for one in dropped if one.rows]


def check_losses(gate: Gate, ledger: Ledger) -> None:
    """Record an error for each table that lost more than the budget, of its rows or its money.

    Money is measured without its sign: credit notes neither hide a loss nor make a small one
    large. Rows that a mapping leaves out have a budget of their own (`left_out`); totals, notes and
    sums of other rows are no losses.
    """
    budget, meant = gate.settings.gate.loss_budget_share, {*NO_ROWS, ROLL_UP}
    for name, work in gate.works.items():
        own = [row for row in ledger if row["table"] == name and row["reason"] not in meant]
        of_rows, of_money = _share(own, "rows", work.n_rows), _share(own, "gross", work.gross)
        if max(of_rows, of_money) > budget:
            gate.problems.add(_loss_problem(work, own, (of_rows, of_money), budget))


def _share(own: Ledger, column: str, whole: Decimal | int) -> float:
    return float(_sum(own, column) / whole) if whole else 0.0


def _sum(own: Ledger, column: str) -> Decimal:
    return sum((Decimal(str(row[column])) for row in own), ZERO)


def _loss_problem(
    work: TableWork, own: Ledger, shares: tuple[float, float], budget: float
) -> Problem:
    message = t(
        "{rows} rows would be dropped: {of_rows:.1%} of the rows, {of_money:.1%} of the money"
        " without its sign; at most {budget:.1%} may be",
        rows=int(_sum(own, "rows")),
        of_rows=shares[0],
        of_money=shares[1],
        budget=budget,
    )
    fix = t("correct the export, or raise gate.loss_budget_share in company.toml")
    return Problem("error", work.contract.name, work.files, "loss_budget", message, fix)


def check_totals(gate: Gate) -> None:
    """Record each stated total that its table does not meet."""
    control = gate.works.get("control_totals")
    if control is None:
        return
    for row in control.table.order_by("table").to_pyarrow().to_pylist():
        work = gate.works.get(str(row["table"]))
        if work is None:
            message, fix = t("this table did not come in"), t("export it")
            _add_problem(gate, control, message, fix, ("table", str(row["table"])))
            continue
        for name, found in (("rows", Decimal(work.n_rows)), ("net", work.money)):
            if row[name] is not None and as_decimal(row[name]) != found:
                message = t("{file} has {found}", file=work.files, found=_written(found))
                fix = t("export the table again, or correct its control total")
                stated = f"{work.contract.name}.{name}", _written(as_decimal(row[name]))
                _add_problem(gate, control, message, fix, stated)


def _add_problem(
    gate: Gate, control: TableWork, message: str, fix: str, stated: tuple[str, str]
) -> None:
    """Record a total that does not tie; `stated` is its column and value."""
    about = ("error", "control_totals", control.file, "total_ties", message, fix)
    gate.problems.add(Problem(*about, column=stated[0], value=stated[1]))


def _written(number: Decimal) -> str:
    """Return a number with thousands separators and no zeros behind its last decimal."""
    whole = number == number.to_integral_value()
    return f"{number:,.0f}" if whole else f"{number.normalize():,f}"
