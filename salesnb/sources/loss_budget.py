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

    Money is measured without its sign: credit notes neither hide a loss nor make a small one
    large. Rows that a mapping leaves out by its filter are meant to be out and do not count.
    """
    budget = gate.settings.gate.loss_budget_share
    for name, work in gate.works.items():
        own = [row for row in ledger if row["table"] == name and row["reason"] != LEFT_OUT]
        shares = _share(own, "rows", work.n_rows), _share(own, "gross", work.gross)
        if max(shares) > budget:
            gate.problems.add(_problem(work, own, shares=shares, budget=budget))


def _share(own: Ledger, column: str, whole: Decimal | int) -> float:
    return float(_sum(own, column) / whole) if whole else 0.0


def _sum(own: Ledger, column: str) -> Decimal:
    values: Iterable[object] = (row[column] for row in own)
    return sum((Decimal(str(value)) for value in values), Decimal(0))


def _problem(
    work: TableWork, own: Ledger, *, shares: tuple[float, float], budget: float
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
    return Problem("error", work.contract.name, work.file, "loss_budget", message, fix)
