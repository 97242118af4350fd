"""The decisions in force: what people stated, frozen beside the facts, once per version."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from salesnb import calendars
from salesnb.errors import CompanyError
from salesnb.i18n import t
from salesnb.months import Month
from salesnb.paths import Company

YEARS_BACK, YEARS_AHEAD = 10, 2


def freeze_decisions(company: Company, month: Month) -> Path:
    """Write the decisions in force into `decisions/draft` and return the folder.

    Settings in one fixed form, the files of plan/ as they are, and the calendar of working days.
    Raises `CompanyError` for a plan file that is not TOML.
    """
    import tomllib

    folder = company.month(month).decisions("draft")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    settings = company.settings.model_dump(mode="json")
    _write(folder / "settings.json", settings)
    _write(folder / "calendar.json", _calendar(company, month))
    for file in sorted(company.plan.glob("*.toml")) if company.plan.is_dir() else []:
        try:
            tomllib.loads(file.read_text(encoding="utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CompanyError(
                t("plan/{file}: not TOML in UTF-8 ({reason})", file=file.name, reason=error),
                fix=t("correct that line"),
            ) from error
        shutil.copyfile(file, folder / file.name)
    return folder


def _calendar(company: Company, month: Month) -> dict[str, object]:
    stated = company.settings.company
    calendar = calendars.build(
        country=stated.country,
        first_year=month.year - YEARS_BACK,
        last_year=month.year + YEARS_AHEAD,
        extra_holidays=stated.extra_holidays,
        extra_workdays=stated.extra_workdays,
    )
    return {
        "country": stated.country,
        "off_days": sorted(day.isoformat() for day in calendar.off_days),
        "on_days": sorted(day.isoformat() for day in calendar.on_days),
        "unpublished_years": list(calendar.unpublished_years),
    }


def _write(file: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    file.write_text(text + "\n", encoding="utf-8")
