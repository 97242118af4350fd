"""The gate: mapped exports against the contracts, in the order in which everything is checked.

`check_tables` is that order: which tables and columns came in (`arrived`), sums of other rows
(`rollups`), one pass that counts every kind of fault (`rules`), the faulty rows found in their
files (`faults`, `signs`, `far`, `zones`, `keys`, `shown`), what one table says of another
(`balances`, `deals`, `currencies`), stated totals, rows left out and the loss budget (`ledger`,
`left_out`), and the files behind it all (`files`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import ibis.expr.types as ir
import pandas as pd
from ibis.backends.sql import SQLBackend

from salesnb.contracts import TABLES
from salesnb.i18n import t
from salesnb.months import Month
from salesnb.settings import Settings
from salesnb.sources.check.arrived import (
    check_presence,
    has_its_columns,
    report_doubts,
    warn_of_no_rows,
)
from salesnb.sources.check.balances import check_balances
from salesnb.sources.check.currencies import check_currencies
from salesnb.sources.check.deals import check_deals
from salesnb.sources.check.far import report_far_days
from salesnb.sources.check.faults import report_references, report_rows, report_values
from salesnb.sources.check.files import counts_of, files_behind
from salesnb.sources.check.keys import check_keys
from salesnb.sources.check.ledger import check_losses, check_totals, without_drops
from salesnb.sources.check.left_out import Ledger, enter_left_out
from salesnb.sources.check.rollups import set_sums_aside
from salesnb.sources.check.rules import survey
from salesnb.sources.check.shown import report_unshown
from salesnb.sources.check.signs import report_signs
from salesnb.sources.check.work import Gate, TableWork, start
from salesnb.sources.check.zones import report_unzoned
from salesnb.sources.exports import Exports, Problem
from salesnb.sources.map.tables import MappedTable

_MOST_UNITS = 2**63 - 1  # minor units of the currency: sums are stored as int64


@dataclass(frozen=True)
class CleanTables:
    """Typed tables, one row per key; the problems; what was left out; the files behind them.

    `tables` have exactly the contract's columns. `counts` has the rows and the money of a table as
    they came in, once, however many files it was made of. `n_errors` counts errors that
    company.toml does not let the gate drop. `more` are frames of what came in beside the exports.
    """

    con: SQLBackend
    tables: dict[str, ir.Table]
    problems: pd.DataFrame
    ledger: pd.DataFrame  # table, file, reason, rows, money
    files: pd.DataFrame  # table, file, bytes, digest, encoding
    counts: pd.DataFrame  # table, rows, money
    n_errors: int
    more: dict[str, pd.DataFrame] = field(default_factory=dict)


def check_tables(
    mapped: Mapping[str, MappedTable],
    exports: Exports,
    settings: Settings,
    *,
    con: SQLBackend,
    month: Month,
) -> CleanTables:
    """Return the typed tables, with every problem of every file.

    Nothing is raised here; `snapshot.close_month` stops on `CleanTables.n_errors`.
    """
    problems = exports.problems
    check_presence(mapped, exports)
    usable = [m for name, m in mapped.items() if has_its_columns(m, TABLES[name], problems)]
    report_doubts(usable, exports)
    works = {one.name: start(one, exports, con) for one in usable}
    gate = Gate(works, settings, problems, month)
    for work in works.values():
        set_sums_aside(work, gate)
    for work in works.values():
        _check(work, gate)
    check_balances(gate)
    check_deals(gate)
    for work in works.values():
        check_currencies(work, gate)
    check_totals(gate)
    ledger: Ledger = []
    for work in works.values():
        enter_left_out(work, gate, ledger)
        warn_of_no_rows(work, gate, ledger)
    tables = {name: without_drops(work, ledger) for name, work in works.items()}
    check_losses(gate, ledger)
    unchecked = t("correct that first; the total is left out")  # told behind what is the cause
    problems.shown.sort(key=lambda one: one[0].fix == unchecked)
    left_out = pd.DataFrame(ledger, columns=["table", "file", "reason", "rows", "money"])
    about = (problems.frame(), left_out, files_behind(works, exports), counts_of(works))
    return CleanTables(con, tables, *about, problems.n_errors)


def _check(work: TableWork, gate: Gate) -> None:
    """Record all problems of one table."""
    broken = survey(work, gate)
    if not work.n_rows:
        return
    _check_size(work, gate)
    report_values(work, gate, broken.values)
    report_signs(work, gate, broken.signs)
    report_far_days(work, gate)
    report_unzoned(work, gate)
    check_keys(work, gate)
    report_references(work, gate, broken.references)
    report_rows(work, gate, broken.dates)
    report_unshown(work, gate, broken.unplain)


def _check_size(work: TableWork, gate: Gate) -> None:
    """Record that a table's amounts add up to more than whole minor units can be counted to."""
    digits, column = gate.settings.company.currency_digits, work.contract.money
    limit = Decimal(_MOST_UNITS).scaleb(-digits)
    if work.gross <= limit:
        return
    message = t(
        "the amounts add up to {total}, more than can be counted ({limit})",
        total=f"{work.gross:,.2f}",
        limit=f"{limit:,.0f}",
    )
    fix = t("export them in a larger unit, or correct the largest")
    about = ("error", work.contract.name, work.file, "too_large_sum", message, fix)
    gate.problems.add(Problem(*about, column=column))
