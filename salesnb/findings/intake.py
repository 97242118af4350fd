"""What 01_intake says: whether it ties, how fresh it is, what is unmanaged."""

from __future__ import annotations

from collections.abc import Mapping

from salesnb.contracts.results import Result
from salesnb.findings import Finding, Slot, Status, Words, cite
from salesnb.i18n import N_


def ties(summary: Result, *, currency: str) -> Finding:
    """Say whether the money of the files is in the snapshot, to the cent."""
    slots: dict[str, Slot] = {
        "rows": cite(summary, "n_rows", scope="total"),
        "files": cite(summary, "n_files", scope="total"),
        "kept": cite(summary, "kept_money", currency=currency, scope="total"),
        "out": cite(summary, "left_out_money", currency=currency, scope="total"),
        "gap": cite(summary, "difference", fmt="money_exact", scope="total"),
    }
    if float(str(summary.cell("difference", scope="total"))) == 0:
        text = N_("{rows} rows came in {files} files and tie to the cent: {kept} of sales are in the month, {out} stand in the ledger with their reasons, {gap} is unexplained.")  # fmt: skip
        return Finding("ties", "good", text, slots)
    text = N_("{rows} rows came in {files} files and do not tie: {gap} is unexplained; {kept} of sales are in the month, {out} in the ledger.")  # fmt: skip
    return Finding("ties", "act", text, slots)


def fresh(summary: Result, freshness: Result) -> Finding:
    """Say which table is most out of date, and how many warnings the gate gave."""
    slots: dict[str, Slot] = {
        "tables": cite(summary, "n_tables", scope="total"),
        "warnings": cite(summary, "n_warnings", scope="total"),
    }
    stale, warnings = (
        float(str(summary.cell(name, scope="total"))) for name in ("n_stale", "n_warnings")
    )
    if not stale and not warnings:
        return Finding("fresh", "good", N_("None of the {tables} tables with rows is out of date, and the gate gave no warning."), slots)  # fmt: skip
    if not stale:
        return Finding("fresh", "watch", N_("None of the {tables} tables with rows is out of date. Warnings of the gate: {warnings}."), slots)  # fmt: skip
    first = freshness.frame.iloc[0]
    slots |= {
        "stale": cite(summary, "n_stale", scope="total"),
        "table": Words(str(first["label"])),
        "days": cite(freshness, "days_behind", table=first["table"]),
        "allowed": cite(freshness, "allowed_days", table=first["table"]),
    }
    text = N_("Out of date: {stale} of {tables} tables with rows; the oldest is “{table}”, {days} days behind the month's end where {allowed} are allowed. Warnings of the gate: {warnings}.")  # fmt: skip
    return Finding("fresh", "watch", text, slots)


def owned(summary: Result, *, currency: str) -> Finding:
    """Say how much of sales nobody is credited with."""
    slots: dict[str, Slot] = {
        "share": cite(summary, "unowned_share", scope="total"),
        "money": cite(summary, "unowned_money", currency=currency, scope="total"),
    }
    share = float(str(summary.cell("unowned_share", scope="total")))
    if share == 0:
        return Finding("owned", "good", N_("Every sale is credited to a rep."))
    status: Status = "watch" if share < 0.2 else "act"
    return Finding("owned", status, N_("{share} of sales ({money}) is credited to nobody."), slots)


def coverage(groups: Result, missing: Result) -> Finding:
    """Say how many of the management tasks are managed, and what the others lack."""
    names = ("tasks", "managed", "unserved", "stale", "unmanaged")
    slots: dict[str, Slot] = {name: cite(groups, f"n_{name}", group="total") for name in names}
    counts = {name: float(str(groups.cell(f"n_{name}", group="total"))) for name in names}
    if counts["managed"] == counts["tasks"]:
        return Finding("coverage", "good", N_("All {tasks} tasks of managing sales are managed: fresh data, and a workbook that works with them."), slots)  # fmt: skip
    share = float(str(groups.cell("fresh_share", group="total")))
    status: Status = "watch" if share >= 0.4 else "act"
    if missing.is_empty:
        text = N_("Of the {tasks} tasks of managing sales {managed} are managed. Fresh data but no workbook yet: {unserved}; old data: {stale}; no data: {unmanaged}.")  # fmt: skip
        return Finding("coverage", status, text, slots)
    first = missing.frame.iloc[0]
    slots["table"] = Words(str(first["label"]))
    slots["unlocked"] = cite(missing, "n_tasks", table=first["table"])
    text = N_("Of the {tasks} tasks of managing sales {managed} are managed. Fresh data but no workbook yet: {unserved}; old data: {stale}; no data: {unmanaged}. The table that would help most is “{table}” (tasks that lack it: {unlocked}).")  # fmt: skip
    return Finding("coverage", status, text, slots)


def answer(made: Mapping[str, Result], *, currency: str) -> list[Finding]:
    """Return the sentences that answer what came in, whether to trust it, what is unmanaged."""
    return [
        ties(made["summary"], currency=currency),
        fresh(made["summary"], made["freshness"]),
        owned(made["summary"], currency=currency),
        coverage(made["coverage_groups"], made["missing"]),
    ]


def coverage_alt(groups: Result) -> Finding:
    """Return the alt sentence of the coverage picture."""
    names = ("managed", "unserved", "stale", "unmanaged")
    slots: dict[str, Slot] = {name: cite(groups, f"n_{name}", group="total") for name in names}
    return Finding("coverage_alt", "info", N_("Bars by area of management, tasks counted: managed {managed}, fresh data but no workbook yet {unserved}, old data {stale}, no data {unmanaged}."), slots)  # fmt: skip
