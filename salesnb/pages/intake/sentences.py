"""What 01_intake says: whether it ties, how fresh it is, what is unmanaged."""

from __future__ import annotations

from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_

UNOWNED = 0.2  # of sales: with so much credited to nobody, act
FRESH = 0.4  # of all tasks: with fewer that have fresh data, act


def answer(page: Results) -> list[Finding]:
    """Return the sentences that answer what came in, whether to trust it, what is unmanaged."""
    return [
        ties(page.summary),
        fresh(page.summary, page.freshness),
        owned(page.summary),
        coverage(page.coverage_groups, page.missing),
    ]


def ties(summary: Result) -> Finding:
    """Say whether the money of the files is in the snapshot, to the cent."""
    row = summary.first
    if not row["first_month"] and not row["difference"]:
        text = N_("No sales are exported (files or sheets: {n_files}; rows used: {n_rows}).")
        return say("ties", "info", text, row)
    text = N_("""Sales of {kept_money}, from {first_month} to {last_month}, tie to the exports
        (files or sheets: {n_files}; rows used: {n_rows}). {later_money} dated later waits for its
        month, {left_out_money} was left out or rounded for the reasons listed, {difference} is
        unexplained.""")
    return say("ties", "act" if row["difference"] else "good", text, row)


def fresh(summary: Result, freshness: Result) -> Finding:
    """Say which table is most out of date, and how many warnings the gate gave."""
    row = summary.first
    if row["n_stale"]:
        text = N_(
            "Out of date: {n_stale} of {n_tables} tables with rows; furthest beyond its limit is"
            ' "{worst.table}", {worst.days_behind} days behind the month\'s end where'
            " {worst.allowed_days} are allowed. Warnings of the gate: {n_warnings}."
        )
        return say("fresh", "watch", text, row, worst=freshness.first)
    text = N_("""No table is out of date (tables with rows: {n_tables}). Warnings of the gate:
        {n_warnings}.""")
    return say("fresh", "watch" if row["n_warnings"] else "good", text, row)


def owned(summary: Result) -> Finding:
    """Say how much of the sales that reps could carry nobody is credited with."""
    row = summary.first
    needs_none = row["without_reps_money"] != 0
    if not row["uses_reps"]:
        text = N_("""No sale is credited to a rep. Where reps look after customers, a rep on the
            lines or the table of customers and reps would show it.""")
        return say("owned", "info", text)
    if row["unowned_share"] == 0 and not needs_none:
        return say("owned", "good", N_("Every sale is credited to a rep."))
    if row["unowned_share"] == 0:
        text = N_("""Every sale is credited to a rep but for {without_reps_money} sold online, which
            needs none.""")
        return say("owned", "good", text, row)
    text = N_("{unowned_share} of sales ({unowned_money}) is credited to nobody.")
    if needs_none:
        text = N_("""{unowned_share} of the sales that a rep could carry ({unowned_money}) is
            credited to nobody; {without_reps_money} sold online, which needs none, is not counted.
            """)
    return say("owned", "watch" if row["unowned_share"] < UNOWNED else "act", text, row)


def coverage(groups: Result, missing: Result) -> Finding:
    """Say how many of the management tasks are managed, and what the others lack."""
    row = groups.row(group="total")
    status: Status = "watch" if row["fresh_share"] >= FRESH else "act"
    if missing.is_empty:
        text = N_("""Of the {n_tasks} tasks of managing sales {n_managed} are managed. Fresh data
            but no workbook yet: {n_unserved}; old data: {n_stale}; no data: {n_unmanaged}.""")
        return say("coverage", "good" if row["n_managed"] == row["n_tasks"] else status, text, row)
    text = N_(
        "Of the {n_tasks} tasks of managing sales {n_managed} are managed. Fresh data but no"
        " workbook yet: {n_unserved}; old data: {n_stale}; no data: {n_unmanaged}. The table that"
        ' would help most is "{best.table}" (tasks of installed workbooks that lack it:'
        " {best.n_tasks})."
    )
    return say("coverage", status, text, row, best=missing.first)
