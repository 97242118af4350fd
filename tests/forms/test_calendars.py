"""Calendars of visits: the same visit keeps its UID, a new version updates, dropped ones end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from icalendar import Calendar

from salesnb import artefacts
from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.validated import result
from salesnb.forms.calendars import write_calendars
from salesnb.forms.zones import time_zone
from salesnb.paths import Company
from salesnb.settings import parse_settings
from tests.forms.filling import CLOSED

FIELDS = (
    col.key("visit_key", "Visit"),
    col.ident("rep_id", "Rep"),
    col.ident("customer_id", "Customer"),
    col.day("visit_date", "Day"),
    col.column("starts_at", "datetime", "Starts"),
    col.column("ends_at", "datetime", "Ends"),
)
PLAN = Frame("visit_plan", "Visits planned", "one row per visit", "visit_key", FIELDS)


def plan(one: Company, version: str, *visits: tuple[str, str, str, str]) -> None:
    """Save a plan as that of a version: key, rep, customer and begin of each visit."""
    folder = one.month(CLOSED).artefacts(version)
    folder.mkdir(parents=True, exist_ok=True)
    frame = pd.DataFrame(visits, columns=["visit_key", "rep_id", "customer_id", "starts_at"])
    frame["starts_at"] = pd.to_datetime(frame["starts_at"])
    frame["ends_at"] = frame["starts_at"] + pd.Timedelta(minutes=45)
    frame["visit_date"] = frame["starts_at"].dt.normalize()
    artefacts.save([result(frame, PLAN)], folder)


def events(file: Path) -> dict[str, Any]:
    """Return the visits of a calendar by their customer."""
    found = Calendar.from_ical(file.read_bytes())
    return {str(one["summary"]).split(" · ")[1].split()[0]: one for one in found.walk("VEVENT")}


FIRST = (
    ("a", "R07", "C1", "2026-11-03 09:00"),
    ("b", "R07", "C2", "2026-11-03 11:00"),
    ("c", "R08", "C4", "2026-11-04 09:00"),
)
SECOND = (
    ("a", "R07", "C1", "2026-11-05 09:00"),
    ("d", "R07", "C3", "2026-11-06 09:00"),
    ("b", "R08", "C2", "2026-11-07 09:00"),
)


@pytest.fixture
def written(one: Company) -> list[dict[str, Any]]:
    """Return the calendars of R07 in both versions."""
    found = []
    for version, visits in (("v1", FIRST), ("v2", SECOND)):
        plan(one, version, *visits)
        files = write_calendars(one, CLOSED, version, one.root / version)
        assert [file.name for file in files] == ["visits_R07.ics", "visits_R08.ics"]
        found.append(events(files[0]))
    return found


def test_a_new_version_updates_what_it_keeps(written: list[dict[str, Any]]) -> None:
    before, after = (one["C1"] for one in written)
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (1, 2)
    assert before["dtstamp"].dt == after["dtstamp"].dt
    assert str(after["dtstart"].dt) == "2026-11-05 09:00:00+08:00"


def test_dropped_visits_are_cancelled_and_others_confirmed(written: list[dict[str, Any]]) -> None:
    after = {name: str(one["status"]) for name, one in written[1].items()}
    assert after == {"C1": "CONFIRMED", "C2": "CANCELLED", "C3": "CONFIRMED"}
    assert written[0]["C2"]["uid"] == written[1]["C2"]["uid"]


def test_lines_are_short_and_the_zone_is_in_the_file(one: Company) -> None:
    plan(one, "v1", *FIRST)
    (first, *_) = write_calendars(one, CLOSED, "v1", one.root / "a")
    again = write_calendars(one, CLOSED, "v1", one.root / "b")[0]
    raw = first.read_bytes()
    assert raw == again.read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert b"BEGIN:VTIMEZONE" in raw and b"TZID=Asia/Shanghai" in raw


def test_drafts_and_months_without_a_plan_write_none(one: Company) -> None:
    plan(one, "draft", *FIRST)
    assert write_calendars(one, CLOSED, "draft", one.root / "a") == []
    one.month(CLOSED).artefacts("v1").mkdir(parents=True)
    assert write_calendars(one, CLOSED, "v1", one.root / "a") == []
    assert not (one.root / "a").exists()


@pytest.mark.parametrize(
    ("country", "zone"),
    [("CN", "Asia/Shanghai"), ("US", "America/New_York"), ("FR", "Europe/Paris"), ("AA", "UTC")],
)
def test_the_zone_is_that_of_the_country_unless_stated(country: str, zone: str) -> None:
    company = {"name": "Test", "country": country}
    assert time_zone(parse_settings({"company": company})) == zone
    stated = {"company": company, "source": {"time_zone": "Asia/Tokyo"}}
    assert time_zone(parse_settings(stated)) == "Asia/Tokyo"
