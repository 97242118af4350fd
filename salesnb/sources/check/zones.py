"""Moments of a time zone in files, where company.toml does not say in which zone days begin."""

from __future__ import annotations

import ibis.expr.types as ir

from salesnb.i18n import t, tn
from salesnb.sources.check.work import Gate, TableWork
from salesnb.sources.days import has_zone
from salesnb.sources.exports import Problem
from salesnb.sources.values import TYPES


def report_unzoned(work: TableWork, gate: Gate) -> None:
    """Warn of columns with moments that have an offset, while no time zone is stated."""
    if gate.settings.source.time_zone or work.mapped.origins[0].is_served:
        return
    wanted = {}
    for one in work.contract.fields:
        if one.name in work.present - work.plainly and TYPES[one.type] in {"date", "timestamp"}:
            flag = _has_zone(work, one.name)
            if flag is not None:
                wanted[one.name] = flag.sum()
    if not wanted:
        return
    counts = work.mapped.table.aggregate(**wanted).to_pyarrow().to_pylist()[0]
    for name, n in counts.items():
        if n:
            _report(work, gate, name, int(n))


def _has_zone(work: TableWork, name: str) -> ir.BooleanValue | None:
    """Return whether a value is a moment of a zone; None where the column cannot hold one."""
    raw = work.mapped.table[name]
    if isinstance(raw, ir.TimestampValue):
        return raw.notnull() if raw.type().timezone else None
    is_text = isinstance(raw, ir.StringValue) and name not in work.mapped.plain
    return has_zone(raw.strip()) if is_text else None


def _report(work: TableWork, gate: Gate, name: str, n: int) -> None:
    message = tn(
        "{n} moment with an offset from UTC is taken as it is written",
        "{n} moments with an offset from UTC are taken as they are written",
        n,
    )
    fix = t(
        "state in company.toml where the company's days begin: `{setting}` under `[source]`",
        setting='time_zone = "Asia/Shanghai"',
    )
    about = (work.contract.name, work.file, "time_zone", message, fix)
    gate.problems.add_rule([Problem("warning", *about, column=name)], n_rows=n, n_faults=1)
