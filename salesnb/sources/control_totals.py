"""Rows and net amounts of the exports against the totals that their system stated."""

from __future__ import annotations

from decimal import Decimal

from salesnb.i18n import t
from salesnb.sources.problems import Problem
from salesnb.sources.work import Gate, TableWork, exact


def check_totals(gate: Gate) -> None:
    """Record each stated total that its table does not meet."""
    control = gate.works.get("control_totals")
    if control is None:
        return
    for row in control.table.order_by("table").to_pyarrow().to_pylist():
        work = gate.works.get(str(row["table"]))
        if work is None:
            message, fix = t("this table did not come in"), t("export it")
            gate.problems.add(_fault(control, message, fix, column="table", value=row["table"]))
            continue
        for name, found in (("rows", Decimal(work.n_rows)), ("net", work.money)):
            if row[name] is not None and exact(row[name]) != found:
                _differs(gate, control, work, (name, exact(row[name]), found))


def _differs(
    gate: Gate, control: TableWork, work: TableWork, pair: tuple[str, Decimal, Decimal]
) -> None:
    name, stated, found = pair
    message = t("{file} has {found}", file=work.file, found=_plain(found))
    fix = t("export the table again, or correct its control total")
    column = f"{work.contract.name}.{name}"
    gate.problems.add(_fault(control, message, fix, column=column, value=_plain(stated)))


def _plain(number: Decimal) -> str:
    """Return a number with thousands separators and no zeros behind its last decimal."""
    whole = number == number.to_integral_value()
    return f"{number:,.0f}" if whole else f"{number.normalize():,f}"


def _fault(control: TableWork, message: str, fix: str, *, column: str, value: object) -> Problem:
    return Problem(
        "error", "control_totals", control.file, "total_ties", message, fix,
        column=column, value=str(value),
    )  # fmt: skip
