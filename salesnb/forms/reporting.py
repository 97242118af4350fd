"""Which reports came, when, and whether they can be so: rows of the table reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from salesnb.calendars import WorkCalendar
from salesnb.forms.inbox import Inbox
from salesnb.forms.returned import Filled, Returned
from salesnb.forms.rows import Row, day_of
from salesnb.months import Month

MONTHLY_DUE = 10  # day of the month by which the summary of the month before is due
EXPECTED = ("daily", "weekly", "monthly", "inspection")  # from whoever got the form
_TEXTS = ("done", "problems", "next", "comment", "note")
_SPOKEN = {"daily_report": "daily", "weekly_plan": "weekly", "summary": "monthly"}
_SPOKEN |= {"inspection": "inspection", "registration": "registration"}
Key = tuple[str, str, dt.date]  # rep, kind, first day of what it is of


def reports_of(
    inbox: Inbox,
    zone: str,
    calendar: WorkCalendar,
    visits: Iterable[Row],
    doubted: Iterable[tuple[str, dt.date]],
) -> dict[Key, dict[str, Any]]:
    """Return a row per report that is due or came, by rep, kind and period.

    Due are the reports of those who got a form, where at least one of that month and kind came
    back from somebody: else the company does not use it. A daily report is plausible when none of
    its rep's visits of that day is doubted; unknown without visits with times.
    """
    reports = _expected(inbox, calendar)
    for form in inbox.returned:
        for filled in form.rows:
            _add(reports, form, filled, day_of(inbox.since(form, filled), zone))
    timed = {
        (one.values["rep_id"], one.values["visit_date"])
        for one in visits
        if one.values.get("started_at")
    }
    wrong = set(doubted)
    for (rep, kind, start), row in reports.items():
        is_checked = kind == "daily" and row["received_on"] and (rep, start) in timed
        row["is_plausible"] = (rep, start) not in wrong if is_checked else None
    return reports


def _expected(inbox: Inbox, calendar: WorkCalendar) -> dict[Key, dict[str, Any]]:
    """Return the reports that are due, none of them received yet."""
    used = {(one.stamp.form, one.stamp.month) for one in inbox.returned if one.rows}
    rows: dict[Key, dict[str, Any]] = {}
    for month, handed in sorted(inbox.handed.items()):
        for form, given in handed.forms.items():
            kind = _SPOKEN.get(form, "")
            if kind not in EXPECTED or (form, month) not in used:
                continue
            for start in _periods(kind, Month.parse(month), calendar):
                for rep in given.reps:
                    rows[rep, kind, start] = _row(rep, kind, start)
    return rows


def _periods(kind: str, month: Month, calendar: WorkCalendar) -> list[dt.date]:
    """Return the first days of what the reports of a kind in a month are of."""
    days = [month.first + dt.timedelta(days=i) for i in range(month.n_days)]
    working = [day for day in days if calendar.is_working(day)]
    if kind == "daily":
        return working
    if kind == "weekly":
        return sorted({_monday(day) for day in working})
    return [(month - 1).first if kind == "monthly" else month.first]


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _row(rep: str, kind: str, start: dt.date) -> dict[str, Any]:
    """Return a report that is due: daily by the day after, a week's plan by its first day."""
    due = {"daily": start + dt.timedelta(days=1), "weekly": start}.get(kind)
    if kind == "monthly":
        due = (Month.of(start) + 1).first.replace(day=MONTHLY_DUE)
    return {
        "report_id": f"F-{rep}-{kind}-{start:%Y%m%d}",
        "rep_id": rep,
        "kind": kind,
        "period_start": start,
        "due_on": due or (Month.of(start) + 1).first,
        "received_on": None,
        "n_visits": None,
        "report_text": None,
    }


def _add(
    reports: dict[Key, dict[str, Any]], form: Returned, filled: Filled, received: dt.date | None
) -> None:
    """Enter a row of a form into the report that it is part of."""
    kind = _SPOKEN.get(form.stamp.form, "")
    if not kind:
        return
    start = _period(kind, form, filled.values)
    rep = form.stamp.rep_id
    row = reports.setdefault((rep, kind, start), _row(rep, kind, start))
    came = received or form.month.last
    row["received_on"] = min(came, row["received_on"] or came)
    if kind == "daily":
        row["n_visits"] = filled.values["n_visits"]
    said = [str(filled.values[name]) for name in _TEXTS if filled.values.get(name)]
    row["report_text"] = "; ".join([*([row["report_text"]] if row["report_text"] else []), *said])
    row["report_text"] = row["report_text"] or None
    row.setdefault("source", form.cell(filled.row, form.form.names[0]))


def _period(kind: str, form: Returned, values: Mapping[str, Any]) -> dt.date:
    if kind == "daily":
        return dt.date.fromisoformat(str(values["report_date"]))
    if kind == "weekly":
        return _monday(values["visit_date"])
    return (form.month - 1).first if kind == "monthly" else form.month.first
