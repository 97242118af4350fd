"""Order lines that are said to have come of a deal, held against the orders and the deals."""

from __future__ import annotations

from typing import Literal

import ibis.expr.types as ir

from salesnb.i18n import t
from salesnb.sources.check.work import Gate, TableWork
from salesnb.sources.exports import Problem

_LINE = ["order_id", "line_id"]


def check_deals(gate: Gate) -> None:
    """Record lines of `deal_sales` that no order has, and those of another customer's order."""
    works = {name: work for name, work in gate.works.items() if work.n_rows}
    sold, lines = works.get("deal_sales"), works.get("order_lines")
    if sold is None or lines is None:
        return
    lost = sold.table.anti_join(lines.table, _LINE).select(*_LINE)
    message, fix = t("no such line in {file}", file=lines.file), t("add it there, or correct it")
    _report(gate, sold, lost, ("error", "no_order_line", message, fix))
    deals = works.get("opportunities")
    if deals is not None and "customer_id" in deals.present:
        message, fix = t("the order is of another customer than the deal"), t("correct one of them")
        elsewhere = _of_others(sold.table, lines.table, deals.table)
        _report(gate, sold, elsewhere, ("warning", "another_customer", message, fix))


def _of_others(sold: ir.Table, lines: ir.Table, deals: ir.Table) -> ir.Table:
    """Return the lines whose order and deal name different customers."""
    ordered = lines.select(*_LINE, _buyer=lines.customer_id)
    known = deals.select("opportunity_id", _partner=deals.customer_id)
    both = sold.select("opportunity_id", *_LINE).join(ordered, _LINE).join(known, "opportunity_id")
    return both.filter(both["_buyer"] != both["_partner"]).select(*_LINE)


def _report(
    gate: Gate,
    sold: TableWork,
    wrong: ir.Table,
    about: tuple[Literal["error", "warning"], str, str, str],
) -> None:
    n_rows = int(wrong.count().execute())
    if not n_rows:
        return
    locator = sold.locator
    found = locator.locate(locator.first(locator.rows.semi_join(wrong, _LINE)), "order_id")
    severity, rule, message, fix = about
    shown: list[Problem] = [one.problem(severity, rule, message, fix) for one in found]
    gate.problems.add_rule(shown, n_rows=n_rows)
