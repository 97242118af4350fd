"""What 01_intake says: whether it ties, how fresh it is, what is unmanaged."""

from __future__ import annotations

from salesnb.contracts.results import Result
from salesnb.findings import Finding, Slot, Status, Words, cite
from salesnb.i18n import N_


def ties(summary: Result, *, currency: str) -> Finding:
    """Say whether the money of the files is in the snapshot, to the cent."""
    slots = {
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


def fresh(summary: Result) -> Finding:
    """Say how many tables are out of date and how many warnings the gate gave."""
    slots = {
        "tables": cite(summary, "n_tables", scope="total"),
        "stale": cite(summary, "n_stale", scope="total"),
        "warnings": cite(summary, "n_warnings", scope="total"),
    }
    stale = float(str(summary.cell("n_stale", scope="total")))
    warnings = float(str(summary.cell("n_warnings", scope="total")))
    status: Status = "good" if not stale and not warnings else "watch"
    return Finding("fresh", status, N_("Of {tables} tables with rows, {stale} are out of date; the gate gave {warnings} warnings."), slots)  # fmt: skip


def owned(summary: Result, *, currency: str) -> Finding:
    """Say how much of sales nobody is credited with."""
    slots = {
        "share": cite(summary, "unowned_share", scope="total"),
        "money": cite(summary, "unowned_money", currency=currency, scope="total"),
    }
    share = float(str(summary.cell("unowned_share", scope="total")))
    if share == 0:
        return Finding(
            "owned", "good", N_("Every sale is credited to a rep ({money} is not)."), slots
        )
    status: Status = "watch" if share < 0.2 else "act"
    return Finding("owned", status, N_("{share} of sales ({money}) is credited to nobody."), slots)


def coverage(groups: Result, missing: Result) -> Finding:
    """Say how many of the management tasks have data, and which table would help most."""
    slots: dict[str, Slot] = {
        "managed": cite(groups, "n_managed", group="total"),
        "tasks": cite(groups, "n_tasks", group="total"),
        "unmanaged": cite(groups, "n_unmanaged", group="total"),
    }
    if missing.is_empty:
        return Finding("coverage", "good", N_("{managed} of the {tasks} tasks of managing sales have fresh data; {unmanaged} have none."), slots)  # fmt: skip
    first = missing.frame.iloc[0]
    slots["table"] = Words(str(first["label"]))
    slots["unlocked"] = cite(missing, "n_tasks", table=first["table"])
    share = float(str(groups.cell("managed_share", group="total")))
    status: Status = "good" if share >= 0.8 else "watch" if share >= 0.4 else "act"
    text = N_("{managed} of the {tasks} tasks of managing sales have fresh data; {unmanaged} have none. The table that would help most is “{table}”: {unlocked} tasks lack it.")  # fmt: skip
    return Finding("coverage", status, text, slots)


def answer(summary: Result, groups: Result, missing: Result, *, currency: str) -> list[Finding]:
    """Return the sentences that answer what came in, whether to trust it, what is unmanaged."""
    return [
        ties(summary, currency=currency),
        fresh(summary),
        owned(summary, currency=currency),
        coverage(groups, missing),
    ]


def coverage_alt(groups: Result) -> Finding:
    """Return the alt sentence of the coverage picture."""
    slots = {
        "managed": cite(groups, "n_managed", group="total"),
        "stale": cite(groups, "n_stale", group="total"),
        "unmanaged": cite(groups, "n_unmanaged", group="total"),
    }
    return Finding("coverage_alt", "info", N_("Bars by area of management: {managed} tasks with fresh data, {stale} with old data, {unmanaged} without."), slots)  # fmt: skip
