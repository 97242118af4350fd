"""The decisions in force: what people stated, frozen beside the facts, once per version."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from salesnb import calendars
from salesnb.calendars import WorkCalendar
from salesnb.contracts.decided.followed import ACCEPTED_FILE
from salesnb.contracts.decided.written import as_lines
from salesnb.errors import ArtefactError
from salesnb.i18n import t
from salesnb.months import Month
from salesnb.paths import Company, read_toml
from salesnb.settings import Settings

YEARS_BACK, YEARS_AHEAD = 10, 2
SETTINGS, CALENDAR = "settings.json", "calendar.json"


@dataclass(frozen=True)
class Decisions:
    """What was decided and in force for one version of a month.

    `plan` holds the files of plan/ by name without ending, as TOML tables.
    """

    version: str
    settings: Settings
    calendar: WorkCalendar
    plan: Mapping[str, dict[str, Any]]


def decisions(company: Company, month: Month, version: str = "draft") -> Decisions:
    """Return the decisions that were frozen for a version of a month.

    Raises `ArtefactError` when that version has none.
    """
    folder = company.month(month).decisions(version)
    if not (folder / SETTINGS).is_file():
        raise ArtefactError(
            t("{month} has no decisions of {version}", month=month, version=version),
            fix=f"salesnb run {company.root.name} --month {month}",
        )
    settings = Settings.model_validate(_read(folder / SETTINGS))
    calendar = _calendar_from(_read(folder / CALENDAR))
    return Decisions(version, settings, calendar, _files(folder))


def plan_in_force(company: Company, month: Month) -> dict[str, dict[str, Any]]:
    """Return the files of plan/ by name: as frozen with the month's run, else as they are now."""
    frozen = company.month(month).decisions("draft")
    return _files(frozen) if frozen.is_dir() else plan_now(company)


def as_run(company: Company, month: Month) -> Company:
    """Return a company with its settings as frozen with the month's run, else as they are now."""
    file = company.month(month).decisions("draft") / SETTINGS
    if not file.is_file():
        return company
    return replace(company, settings=Settings.model_validate(_read(file)))


def plan_now(company: Company) -> dict[str, dict[str, Any]]:
    """Return the files of plan/ by name, as they are now."""
    return _files(company.plan)


def freeze_decisions(company: Company, month: Month) -> Path:
    """Write the decisions in force into `decisions/draft` and return the folder.

    Settings in one fixed form, the files of plan/ as they are (but for decisions of the month's own
    report), and the calendar of working days.
    The folder is made aside and put in place whole; one that says the same is left alone. Raises
    `CompanyError` for a plan file that is not TOML.
    """
    folder = company.month(month).decisions("draft")
    waiting = folder.with_name(".draft")
    shutil.rmtree(waiting, ignore_errors=True)
    waiting.mkdir(parents=True)
    _write(waiting / SETTINGS, company.settings.model_dump(mode="json"))
    _write(waiting / CALENDAR, _stated(calendar_of(company.settings, month)))
    for file in sorted(company.plan.glob("*.toml")) if company.plan.is_dir() else []:
        (waiting / file.name).write_bytes(_in_force(file, month))
    if _contents(waiting) == _contents(folder):
        shutil.rmtree(waiting)
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(waiting, folder)
    return folder


def calendar_of(settings: Settings, month: Month) -> WorkCalendar:
    """Return the company's working days from ten years before a month to two years after it."""
    stated = settings.company
    return calendars.build(
        country=stated.country,
        first_year=month.year - YEARS_BACK,
        last_year=month.year + YEARS_AHEAD,
        extra_holidays=stated.extra_holidays,
        extra_workdays=stated.extra_workdays,
        weekend=stated.weekend_days,
    )


def _stated(calendar: WorkCalendar) -> dict[str, object]:
    return {
        "country": calendar.country,
        "first_year": calendar.first_year,
        "last_year": calendar.last_year,
        "off_days": sorted(day.isoformat() for day in calendar.off_days),
        "on_days": sorted(day.isoformat() for day in calendar.on_days),
        "unpublished_years": list(calendar.unpublished_years),
        "weekend": sorted(calendar.weekend),
    }


def _calendar_from(stated: Mapping[str, Any]) -> WorkCalendar:
    return WorkCalendar(
        stated["country"],
        stated["first_year"],
        stated["last_year"],
        frozenset(dt.date.fromisoformat(day) for day in stated["off_days"]),
        frozenset(dt.date.fromisoformat(day) for day in stated["on_days"]),
        tuple(stated["unpublished_years"]),
        frozenset(stated.get("weekend", calendars.SATURDAY_AND_SUNDAY)),
    )


def _in_force(file: Path, month: Month) -> bytes:
    """Return a plan file as it holds for a month: what was decided of its own report comes later.

    So a decision that is taken up does not change the month that asked for it.
    """
    accepted = _toml(file).get("accepted", []) if file.name == ACCEPTED_FILE.file else []
    before = [one for one in accepted if str(one.get("month", "")) < str(month)]
    if len(before) == len(accepted):
        return file.read_bytes()
    return as_lines("accepted", *before).encode()


def _files(folder: Path) -> dict[str, dict[str, Any]]:
    return {file.stem: _toml(file) for file in sorted(folder.glob("*.toml"))}


def _toml(file: Path) -> dict[str, Any]:
    return read_toml(file, name=f"plan/{file.name}")


def _contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.glob("*")) if p.is_file()}


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def _write(file: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    file.write_text(text + "\n", encoding="utf-8")
