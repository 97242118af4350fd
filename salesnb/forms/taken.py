"""What becomes of forms at the gate: checked against the exports, taken into the tables, told.

An export that says otherwise than a form wins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import ibis.expr.types as ir
import pandas as pd

from salesnb.calendars import build
from salesnb.contracts import TABLES
from salesnb.forms.against import Export, require_known, without_exported
from salesnb.forms.census import Registered, register, with_states
from salesnb.forms.inbox import Inbox, read_inbox
from salesnb.forms.plausible import doubts
from salesnb.forms.reporting import reports_of
from salesnb.forms.returned import Returned
from salesnb.forms.rows import Row, Rows, rows_of
from salesnb.forms.union import joined_to, typed
from salesnb.forms.zones import time_zone
from salesnb.i18n import t
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.sources.check.gate import CleanTables
from salesnb.sources.exports import Problem, Problems

FILES, ROWS = "forms", "form_rows"  # frames of the snapshot
FILE_COLUMNS = """
    file form rep_id month version saved_on n_taken n_exported n_open n_sent_back refused
"""


@dataclass
class Taken:
    """The tables with the rows of forms, and the forms themselves for what is sent back."""

    clean: CleanTables
    inbox: Inbox = field(default_factory=Inbox)


def take_in(clean: CleanTables, company: Company, month: Month, *, keeps: bool = False) -> Taken:
    """Return the tables of a month with the rows that forms add; problems with what is wrong.

    With `keeps` what is read of files is kept, so that they are opened once. Raises `CompanyError`
    where a note of what was handed out is damaged.
    """
    export = Export(clean)
    inbox = read_inbox(company, month, export.all_of("reps", "rep_id"), keeps=keeps)
    if inbox.is_empty:
        return Taken(clean)
    zone = time_zone(company.settings)
    rows = rows_of(inbox, zone)
    require_known(rows, export)
    registered = register(rows, export.outlets(), export.states())
    _check_plausible(rows, export)
    n_exported = without_exported(rows, export)
    reports = _reports(inbox, company, month, rows, zone)
    tables = _tables(clean, rows, registered, export, reports)
    more = {FILES: _files(inbox, zone, n_exported), ROWS: _sources(rows, registered, reports)}
    told = problems_of(inbox).frame()
    told["n_rows"] = told.groupby(["table", "rule"])["n_rows"].transform("sum")
    problems = pd.concat([clean.problems, told], ignore_index=True)
    return Taken(replace(clean, tables=tables, problems=problems, more=more), inbox)


def _check_plausible(rows: Rows, export: Export) -> None:
    """Say what is doubtful of visits; they are taken all the same."""
    for one in doubts(rows.of("visits"), export.places(rows)):
        one.row.remark(one.column, one.rule, one.message, t("correct it if it is a slip"))


def _reports(
    inbox: Inbox, company: Company, month: Month, rows: Rows, zone: str
) -> list[dict[str, Any]]:
    stated = company.settings.company
    first = min((one.month.year for one in inbox.returned), default=month.year)
    calendar = build(
        country=stated.country,
        first_year=first - 1,
        last_year=month.year + 1,
        extra_holidays=stated.extra_holidays,
        extra_workdays=stated.extra_workdays,
        weekend=stated.weekend_days,
    )
    visits = rows.of("visits")
    at = {(id(one.form), one.filled.row): one for one in visits}
    told = [
        at[id(form), fault.row].values
        for form in inbox.returned
        for fault in form.faults
        if not fault.is_refusal and (id(form), fault.row) in at and fault.rule in _DOUBTS
    ]
    doubted = [(one["rep_id"], one["visit_date"]) for one in told]
    return list(reports_of(inbox, zone, calendar, visits, doubted).values())


_DOUBTS = frozenset({"overlap", "too_fast", "short_visit", "long_day", "copied_times"})


def _tables(
    clean: CleanTables,
    rows: Rows,
    registered: Registered,
    export: Export,
    reports: Sequence[dict[str, Any]],
) -> dict[str, ir.Table]:
    """Return all tables, those that forms add to with their rows."""
    tables = dict(clean.tables)
    for name in ("visits", "visit_objectives", "inspections", "commitments"):
        own = [one.values for one in rows.of(name)]
        tables |= joined_to(tables, clean.con, name, own, replaced=export.replaced.get(name, ()))
    tables |= joined_to(tables, clean.con, "outlets", [one.values for one in registered.outlets])
    if registered.states:
        states = with_states(export.states(), registered.states)
        tables["outlet_states"] = typed(clean.con, TABLES["outlet_states"], states)
    new = export.new_reports(reports)
    return tables | joined_to(tables, clean.con, "reports", new)


def problems_of(inbox: Inbox) -> Problems:
    """Return all that is wrong with files, cells and rows, in the order of the files."""
    problems = Problems()
    for name, refused in inbox.refused:
        about = ("warning", "", f"inbox/{name}", refused.rule)
        problems.add(Problem(*about, refused.message, refused.fix))
    for form in sorted(inbox.returned, key=lambda one: one.name):
        for one in sorted(form.faults, key=lambda one: (one.row, one.column)):
            about = ("warning", form.form.table, form.cell(one.row, one.column), one.rule)
            problem = Problem(*about, one.message, one.fix)
            problems.add(replace(problem, column=one.column, value=one.value))
    return problems


def _files(inbox: Inbox, zone: str, n_exported: dict[str, int]) -> pd.DataFrame:
    """Return a row per file of the inbox: whose it is, what was taken of it and what was not."""
    rows = [_file(one, zone, n_exported.get(one.name, 0)) for one in inbox.returned]
    rows += [
        {"file": name, "refused": one.rule, "n_taken": 0, "n_sent_back": 0}
        for name, one in inbox.refused
    ]
    frame = pd.DataFrame(rows, columns=FILE_COLUMNS.split())
    counts = [name for name in frame.columns if name.startswith("n_")]
    frame[counts] = frame[counts].fillna(0).astype("int64")
    texts = [name for name in frame.columns if name not in counts]
    frame[texts] = frame[texts].astype("object").fillna("").astype("str")
    return frame.sort_values("file", ignore_index=True)


def _file(one: Returned, zone: str, n_exported: int) -> dict[str, Any]:
    from salesnb.forms.rows import day_of

    saved = day_of(one.saved, zone)
    return {
        "file": one.name,
        "form": one.stamp.form,
        "rep_id": one.stamp.rep_id,
        "month": one.stamp.month,
        "version": one.stamp.version,
        "saved_on": saved.isoformat() if saved else "",
        "n_taken": len(one.rows) - n_exported,
        "n_exported": n_exported,
        "n_open": one.n_open,
        "n_sent_back": one.n_faulty,
        "refused": "",
    }


def _sources(rows: Rows, registered: Registered, reports: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Return a row per row that forms gave: table, key, and the file and cell it came from."""
    names = ("visits", "visit_objectives", "inspections", "commitments")
    found = [one for name in names for one in rows.of(name)]
    found += [*registered.outlets, *registered.states]
    told = [(one.table, _key(one), one.source) for one in found]
    told += [("reports", one["report_id"], one["source"]) for one in reports if "source" in one]
    frame = pd.DataFrame(told, columns=["table", "key", "source"], dtype="str")
    return frame.sort_values(["table", "key"], ignore_index=True)


def _key(row: Row) -> str:
    values = (row.values.get(name) for name in TABLES[row.table].key)
    return " ".join(_written(one) for one in values if one is not None)


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)
