"""What is left out, and whether it may be: the ledger of drops, the loss budget, control totals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir

from salesnb.i18n import t
from salesnb.sources.check.keys import without_identical_extras
from salesnb.sources.check.left_out import LEFT_OUT, Ledger
from salesnb.sources.check.rollups import ROLL_UP
from salesnb.sources.check.work import Gate, TableWork, totals, working_table
from salesnb.sources.exports import Problem
from salesnb.sources.values import ZERO, as_decimal

DUPLICATE = "duplicate_row"  # a reason, besides broken rules
NO_ROWS = frozenset({LEFT_OUT, "total_row", "footer"})  # reasons of rows that the table never had


def without_drops(work: TableWork, ledger: Ledger) -> ir.Table:
    """Return a table's contracted columns without dropped rows; enter those into the ledger.

    A row that breaks several rules is dropped once, for the first of them.
    """
    _enter_set_aside(work, ledger)
    table = work.table
    if work.drops:
        reason = ibis.cases(*[(flag, name) for name, flag in work.drops], else_="")
        marked = table.mutate(_reason=reason)
        for name in dict.fromkeys(name for name, _ in work.drops):
            dropped = totals(marked.filter(marked["_reason"] == name), work.contract.money)
            _enter(work, ledger, name, dropped)
        table = marked.filter(marked["_reason"] == "").drop("_reason")
    if work.doubles is not None:
        table = _without_doubles(work, table, ledger)
    return table.select(*work.contract.names)


def _without_doubles(work: TableWork, table: ir.Table, ledger: Ledger) -> ir.Table:
    before = table.select(*work.contract.names)
    after = without_identical_extras(before, work.contract, work.doubles)  # type: ignore[arg-type]
    then, now = (totals(one, work.contract.money) for one in (before, after))
    _enter(work, ledger, DUPLICATE, {what: then[what] - now[what] for what in then})
    return after


def _enter_set_aside(work: TableWork, ledger: Ledger) -> None:
    """Enter sums of other rows; totals and notes of a file, whose money counts as the table's."""
    if work.aside is not None:
        _enter(work, ledger, ROLL_UP, work.aside)
    for one in work.mapped.set_aside:
        rows = working_table(one.rows, work.contract, keep_raw=False)
        counted = totals(rows, work.contract.money)
        work.money += counted["money"]
        _enter(work, ledger, one.reason, counted)


def _enter(work: TableWork, ledger: Ledger, reason: str, dropped: dict[str, Any]) -> None:
    if dropped["rows"]:
        about = {"table": work.contract.name, "file": work.files, "reason": reason}
        ledger.append({**about, **dropped, "rows": int(dropped["rows"])})


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
