"""A calendar per rep from the visits planned, that updates itself when it is imported again.

A visit keeps its UID; SEQUENCE is the number of the version that was issued. A visit that an
earlier version had and this one lacks is cancelled. Drafts write no calendar.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import zoneinfo
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from icalendar import Calendar, Event

from salesnb import artefacts
from salesnb.forms.facts import Facts
from salesnb.forms.words import both, named
from salesnb.forms.zones import time_zone
from salesnb.i18n import N_
from salesnb.months import Month
from salesnb.paths import Company, safe_name

PLAN = "visit_plan"
COLUMNS = ["visit_key", "rep_id", "customer_id", "starts_at", "ends_at"]
_NAME = N_("Visits")
_VISIT = N_("Visit")
_WRITTEN_BY = "-//salesnb//visits//EN"


def write_calendars(
    company: Company, month: Month, version: str, folder: Path, *, only: Collection[str] = ()
) -> list[Path]:
    """Write the calendars of an issued version of a month into a folder, and return the files.

    Of the reps in `only`, of all where none is named. None for drafts, and where no visits were
    planned.
    """
    if version == artefacts.DRAFT:
        return []
    facts = Facts(company, month, version)
    plan = _plan(company, month, version)
    if plan is None:
        return []
    dropped = _dropped(company, month, version, plan)
    folder.mkdir(parents=True, exist_ok=True)
    names = {str(one["rep_id"]): one for one in facts.reps.to_dict("records")}
    written = []
    for rep in sorted({*plan["rep_id"], *dropped["rep_id"]}):
        if only and rep not in only:
            continue
        one = names.get(rep, {})
        title = named(rep, str(one.get("name") or ""), str(one.get("name_zh") or ""), facts.langs)
        own = [frame[frame["rep_id"] == rep] for frame in (plan, dropped)]
        calendar = _calendar(facts, title, own[0], own[1])
        file = folder / calendar_name(rep)
        file.write_bytes(calendar.to_ical())
        written.append(file)
    return written


def calendar_name(rep: str) -> str:
    """Return what the file of a rep's calendar is called."""
    return f"{safe_name(f'visits_{rep}')}.ics"


def _plan(company: Company, month: Month, version: str) -> pd.DataFrame | None:
    """Return the visits of a version, None where it has no plan."""
    folder = company.month(month).artefacts(version)
    if PLAN not in artefacts.names(folder):
        return None
    plan = artefacts.load(folder, PLAN, version=version).frame[COLUMNS].astype("object")
    return plan.sort_values(["rep_id", "starts_at", "visit_key"], ignore_index=True)


def _dropped(company: Company, month: Month, version: str, plan: pd.DataFrame) -> pd.DataFrame:
    """Return the visits of earlier versions that this one lacks, as they were planned last.

    A visit that another rep makes now is dropped from the calendar of the one before.
    """
    kept = set(zip(plan["rep_id"], plan["visit_key"], strict=True))
    found = plan.iloc[:0]
    for before in company.month(month).versions():
        if number_of(before) >= number_of(version):
            break
        earlier = _plan(company, month, before)
        if earlier is not None:
            found = pd.concat([found, earlier]) if len(found) else earlier
    found = found.drop_duplicates(["rep_id", "visit_key"], keep="last", ignore_index=True)
    keys = zip(found["rep_id"], found["visit_key"], strict=True)
    gone = pd.Series([key not in kept for key in keys], index=found.index, dtype="bool")
    return found[gone].reset_index(drop=True)


def number_of(version: str) -> int:
    """Return the number of an issued version: 2 of `v2`."""
    return int(version.removeprefix("v"))


def _calendar(facts: Facts, title: str, plan: pd.DataFrame, dropped: pd.DataFrame) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _WRITTEN_BY)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{both(_NAME, facts.langs)} {title} {facts.planned}")
    for event in _events(facts, plan, dropped):
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar


def _events(facts: Facts, plan: pd.DataFrame, dropped: pd.DataFrame) -> Iterator[Event]:
    zone = zoneinfo.ZoneInfo(time_zone(facts.company.settings))
    for frame, status in ((plan, "CONFIRMED"), (dropped, "CANCELLED")):
        for one in frame.to_dict("records"):
            yield _event(facts, {str(key): value for key, value in one.items()}, status, zone)


def _event(facts: Facts, visit: dict[str, Any], status: str, zone: zoneinfo.ZoneInfo) -> Event:
    event = Event()
    known = facts.customers.get(str(visit["customer_id"]))
    customer = known.text if known else str(visit["customer_id"])
    event.add("uid", uid(facts.company.name, str(visit["visit_key"]), str(visit["rep_id"])))
    event.add("sequence", number_of(facts.version))
    event.add("dtstamp", dt.datetime.combine(facts.month.last, dt.time(), dt.UTC))
    for name in ("starts_at", "ends_at"):
        moment = pd.Timestamp(visit[name]).to_pydatetime().replace(tzinfo=zone, microsecond=0)
        event.add("dtstart" if name == "starts_at" else "dtend", moment)
    event.add("summary", f"{both(_VISIT, facts.langs)} · {customer}")
    event.add("status", status)
    return event


def uid(company: str, visit_key: str, rep: str) -> str:
    """Return the identifier of a visit in calendars: the same in every version."""
    digest = hashlib.sha256(f"{company}\n{rep}\n{visit_key}".encode()).hexdigest()[:24]
    return f"{digest}@salesnb"
