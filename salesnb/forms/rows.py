"""Rows of forms as rows of the canonical tables, each with the file and cell that it came from."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from salesnb.forms.inbox import Inbox, remarks
from salesnb.forms.returned import Fault, Filled, Returned
from salesnb.i18n import t

AIMS = 5  # points of the checklist of readiness


@dataclass
class Row:
    """A row of a canonical table, and the row of a form behind it."""

    table: str
    values: dict[str, Any]
    form: Returned
    filled: Filled
    received: dt.date | None

    @property
    def source(self) -> str:
        """Return file and row, as `visit_log_R07.xlsx!A7`."""
        return self.form.cell(self.filled.row, self.form.form.names[0])

    @property
    def stands(self) -> bool:
        """Return whether the row of the form was not sent back."""
        return any(one is self.filled for one in self.form.rows)

    def refuse(self, column: str, rule: str, message: str, fix: str, value: object = None) -> None:
        """Send the row of the form back and say why."""
        stated = None if value is None else str(value)
        fault = Fault(self.filled.row, column, stated, rule, message, fix)
        self.form.refuse(self.filled.row, fault)

    def remark(self, column: str, rule: str, message: str, fix: str = "") -> None:
        """Say something of the row that does not send it back."""
        remarks(self.form, rule, self.filled.row, column, message, fix)


@dataclass
class Rows:
    """The rows that forms give, by table."""

    by_table: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        self.by_table.setdefault(row.table, []).append(row)

    def of(self, table: str) -> list[Row]:
        """Return the rows of a table whose forms' rows still stand."""
        standing = {id(row) for one in self._forms() for row in one.rows}
        return [one for one in self.by_table.get(table, []) if id(one.filled) in standing]

    def _forms(self) -> list[Returned]:
        found = {id(one.form): one.form for rows in self.by_table.values() for one in rows}
        return list(found.values())

    def keep(self, table: str, rows: list[Row]) -> None:
        """Keep of a table only some rows."""
        self.by_table[table] = rows


def rows_of(inbox: Inbox, zone: str) -> Rows:
    """Return the rows of all forms; days on which they came are those of the company's zone."""
    rows = Rows()
    for form in inbox.returned:
        make = _MAKERS.get(form.stamp.form)
        for filled in list(form.rows):
            received = day_of(inbox.since(form, filled), zone)
            for table, values in make(form, filled, received) if make else ():
                rows.add(Row(table, values, form, filled, received))
    _join_visits(rows)
    return rows


def day_of(moment: dt.datetime | None, zone: str) -> dt.date | None:
    """Return the day of a moment in a time zone."""
    return moment.astimezone(zoneinfo.ZoneInfo(zone)).date() if moment else None


def visit_id(form: Returned, values: Mapping[str, Any]) -> str:
    """Return the identifier of a visit: as planned, else made of rep, day and customer."""
    key = values.get("visit_key")
    return str(key) if key else _made(form, values["visit_date"], values["customer_id"])


def _made(form: Returned, day: dt.date, *parts: object) -> str:
    return "-".join(["F", form.stamp.rep_id, f"{day:%Y%m%d}", *(str(one) for one in parts if one)])


_Made = Iterator[tuple[str, dict[str, Any]]]


def _of_visit_log(form: Returned, filled: Filled, received: dt.date | None) -> _Made:
    values = filled.values
    id, is_planned = visit_id(form, values), bool(values.get("visit_key"))
    started, ended, day = values["started"], values["ended"], values["visit_date"]
    hours = None
    if started and ended:
        took = dt.datetime.combine(day, ended) - dt.datetime.combine(day, started)
        hours = round(took.total_seconds() / 3600, 4)
    status = values["status"] if is_planned or values["status"] != "held" else "unplanned"
    yield (
        "visits",
        {
            "visit_id": id,
            "rep_id": form.stamp.rep_id,
            "customer_id": values["customer_id"],
            "planned_on": values["planned_on"] if is_planned else None,
            "visit_date": day,
            "started_at": dt.datetime.combine(day, started) if started else None,
            "ended_at": dt.datetime.combine(day, ended) if ended else None,
            "status": status,
            "visit_hours": hours,
            "result": values["outcome"],
        },
    )
    if values["status"] == "held":
        yield "visit_objectives", _objective(id, values)


def _objective(id: str, values: Mapping[str, Any]) -> dict[str, Any]:
    result, target, ready = values["result"], values["target"], values["readiness"]
    baseline = values["baseline"]
    return {
        "visit_id": id,
        "objective": values["purpose"],
        "baseline": baseline,
        "target": target,
        "result": result,
        "is_met": _is_met(result, target, baseline),
        "readiness": int(ready) / AIMS if ready is not None else None,
    }


def _is_met(result: float | None, target: float | None, baseline: float | None) -> bool | None:
    """Return whether an aim is met, None where it cannot be told; some numbers are to fall."""
    if result is None or target is None:
        return None
    falls = baseline is not None and target < baseline
    return result <= target if falls else result >= target


def _of_weekly_plan(form: Returned, filled: Filled, received: dt.date | None) -> _Made:
    values = filled.values
    goes_ahead = values["confirmed"] != "no"
    yield (
        "visits",
        {
            "visit_id": visit_id(form, values),
            "rep_id": form.stamp.rep_id,
            "customer_id": values["customer_id"],
            "planned_on": values["visit_date"],
            "visit_date": values["visit_date"],
            "status": "planned" if goes_ahead else "cancelled",
            "recorded_on": received,
        },
    )


def _of_inspection(form: Returned, filled: Filled, received: dt.date | None) -> _Made:
    values, day = filled.values, filled.values["inspected_on"]
    place = values["outlet_id"] or values["customer_id"]
    names = ("customer_id", "outlet_id", "product_id", "competitor_id", "aspect", "value", "note")
    yield (
        "inspections",
        {
            "inspection_id": _made(form, day, place),
            "line_id": f"{form.stamp.month}-{filled.row}",
            "inspected_on": day,
            "rep_id": form.stamp.rep_id,
            **{name: values[name] for name in names},
        },
    )


def _of_registration(form: Returned, filled: Filled, received: dt.date | None) -> _Made:
    yield "outlets", {**filled.values, "rep_id": form.stamp.rep_id}


def _of_commitment(form: Returned, filled: Filled, received: dt.date | None) -> _Made:
    values = filled.values
    names = ("customer_id", "product_group", "sales_amount", "cash_amount", "comment")
    yield (
        "commitments",
        {
            "rep_id": form.stamp.rep_id,
            "period_start": (form.month + 1).first,
            "committed_on": received or form.month.last,
            **{name: values[name] for name in names},
        },
    )


_MAKERS: Mapping[str, Callable[[Returned, Filled, dt.date | None], _Made]] = {
    "visit_log": _of_visit_log,
    "weekly_plan": _of_weekly_plan,
    "inspection": _of_inspection,
    "registration": _of_registration,
    "commitment": _of_commitment,
}
_TOGETHER = ("visit_date", "started_at", "ended_at", "status", "result")


def _join_visits(rows: Rows) -> None:
    """Keep each visit once: what the log says before what the plan says; aims share their visit.

    A row of a log that says of its visit otherwise than the first one does is sent back.
    """
    kept: dict[str, Row] = {}
    logged = [one for one in rows.by_table.get("visits", []) if one.form.stamp.form == "visit_log"]
    planned = [one for one in rows.by_table.get("visits", []) if one not in logged]
    for one in logged:
        first = kept.setdefault(one.values["visit_id"], one)
        if first is not one:
            _add_to(first, one)
    for one in planned:
        log = kept.setdefault(one.values["visit_id"], one)
        if log is not one and log.form.stamp.form == "visit_log":
            log.values["planned_on"] = log.values.get("planned_on") or one.values["planned_on"]
    rows.keep("visits", list(kept.values()))


def _add_to(first: Row, again: Row) -> None:
    """Take over what a further row of a visit states; refuse it where it states otherwise."""
    for name in _TOGETHER:
        own, other = first.values.get(name), again.values.get(name)
        if own is not None and other is not None and own != other:
            column = {"started_at": "started", "ended_at": "ended", "result": "outcome"}.get(name)
            message = t("the same visit as row {n}, and said otherwise", n=first.filled.row)
            fix = t("say the same in both rows")
            again.refuse(column or name, "contradiction", message, fix)
            return
    first.values |= {n: again.values[n] for n in _TOGETHER if first.values.get(n) is None}
