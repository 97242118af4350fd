"""How much may be dropped: beyond the company's budget, drops are no repair but a broken export."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from salesnb.i18n import t
from salesnb.sources.drops import LEFT_OUT, Ledger
from salesnb.sources.problems import Problem
from salesnb.sources.work import Gate, TableWork


def check_losses(gate: Gate, ledger: Ledger) -> None:
    """Record an error for each table that lost more than the budget, of its rows or its money.

    Rows that a mapping leaves out by its filter are meant to be out and do not count.
    """
    budget = gate.settings.gate.loss_budget_share
    for name, work in gate.works.items():
        own = [row for row in ledger if row["table"] == name and row["reason"] != LEFT_OUT]
        share = max(_row_share(work, own), _money_share(work, own))
        if share > budget:
            gate.problems.add(_problem(work, own, share=share, budget=budget))


def _row_share(work: TableWork, own: Ledger) -> float:
    return float(_sum(own, "rows") / work.n_rows) if work.n_rows else 0.0


def _money_share(work: TableWork, own: Ledger) -> float:
    return abs(float(_sum(own, "money") / work.money)) if work.money else 0.0


def _sum(own: Ledger, column: str) -> Decimal:
    values: Iterable[object] = (row[column] for row in own)
    return sum((Decimal(str(value)) for value in values), Decimal(0))


def _problem(work: TableWork, own: Ledger, *, share: float, budget: float) -> Problem:
    message = t(
        "{rows} rows would be dropped, {share:.1%} of the table; at most {budget:.1%} may be",
        rows=int(_sum(own, "rows")),
        share=share,
        budget=budget,
    )
    fix = t("correct the export, or raise gate.loss_budget_share in company.toml")
    return Problem("error", work.contract.name, work.file, "loss_budget", message, fix)
