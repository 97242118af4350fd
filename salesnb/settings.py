"""What a company states about itself in company.toml, validated; all faults at once."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, field_validator

from salesnb.contracts import TABLES
from salesnb.errors import CompanyError, closest
from salesnb.i18n import N_, t
from salesnb.route_rules import RouteRules
from salesnb.scorecard_rules import ScorecardRules
from salesnb.summary_rules import SummaryRules

_ADVICE = N_(
    "take it out: it belongs into PGPASSWORD, ~/.pgpass, pg_service.conf or Spark's own"
    " configuration"
)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
YEARLY = ("market_sizes", "outlets", "issued_targets")  # tables that people renew once a year
FRESHNESS_DAYS = {"default": 31, "write_offs": 92, **dict.fromkeys(YEARLY, 400)}
_RULES = """
    duplicate_row unknown_reference missing_value not_a_date not_a_time not_a_number not_whole
    not_yes_or_no wrong_sign not_a_share not_in_list above_most wrong_form order_of_dates
    allocated_above_receipt far_date
"""
DROP_RULES = tuple(_RULES.split())


class _Stated(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CompanySettings(_Stated):
    """Who the company is: name, currency, fiscal year, languages, calendar."""

    name: str = Field(min_length=1)
    name_zh: str = ""
    currency: str = Field(default="CNY", pattern=r"^[A-Z]{3}$")
    currency_digits: int = Field(default=2, ge=0, le=4)
    fiscal_year_start: int = Field(default=1, ge=1, le=12)
    languages: tuple[Literal["en", "zh"], ...] = ("en", "zh")
    country: str = Field(default="CN", pattern=r"^[A-Z]{2}$")
    extra_holidays: tuple[dt.date, ...] = ()
    extra_workdays: tuple[dt.date, ...] = ()
    weekend: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] | None = None

    @property
    def weekend_days(self) -> frozenset[int] | None:
        """The stated days of the weekend (0 is Monday); None where the country's holds."""
        return None if self.weekend is None else frozenset(map(WEEKDAYS.index, self.weekend))


class FileSettings(_Stated):
    """How one export file is written, where it differs from the rest."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int | None = Field(default=None, ge=1)  # line or row of the header; None finds it
    decimal_mark: Literal[".", ","] = "."
    date_order: Literal["ymd", "dmy", "mdy"] = "ymd"
    _is_stated: bool = PrivateAttr(default=False)

    @property
    def is_stated(self) -> bool:
        """Whether company.toml has a section for this file."""
        return self._is_stated


FROM_SOURCE = ("encoding", "decimal_mark", "date_order")  # stated for all files at once
ENGINES = ("postgresql", "duckdb", "spark")
_SECRET = re.compile(r"passw|pwd|secret|token|credential|access.?key", re.IGNORECASE)
_USER_INFO = re.compile(r"(://)[^\s'\"]*@")


class SourceSettings(_Stated):
    """Where the exports are and how they are written.

    With `url` they lie in a database or a lake: `tables` names what to read there (by the name
    that the mapping uses), `options` are settings of Spark, `time_zone` is that of the business.
    """

    kind: Literal["folder", "duckdb"] = "folder"
    path: str = "tables"
    url: str = ""
    tables: dict[str, str] = {}
    options: dict[str, str] = {}
    time_zone: str = ""
    encoding: str = ""  # '' means UTF-8, with or without a byte order mark
    mapping: str = ""
    decimal_mark: Literal[".", ","] = "."
    date_order: Literal["ymd", "dmy", "mdy"] = "ymd"
    ignore: tuple[str, ...] = ()  # files in the folder that are no exports
    files: dict[str, FileSettings] = {}

    @field_validator("url")
    @classmethod
    def _without_password(cls, url: str) -> str:
        if not url:
            return url
        parts = urlsplit(url)
        if parts.password is not None or any(_SECRET.search(n) for n, _ in parse_qsl(parts.query)):
            raise ValueError(t("holds a password; {advice}", advice=t(_ADVICE)))
        if parts.scheme not in ENGINES or "://" not in url:
            engines = ", ".join(f"{name}://" for name in ENGINES)
            raise ValueError(t("must begin with one of {engines}", engines=engines))
        return url

    @field_validator("options")
    @classmethod
    def _without_secrets(cls, options: dict[str, str]) -> dict[str, str]:
        for name in options:
            if _SECRET.search(name):
                raise ValueError(t("{name} is a secret; {advice}", name=name, advice=t(_ADVICE)))
        return options

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name and name not in zoneinfo.available_timezones():
            raise ValueError(t("must be a time zone, e.g. Asia/Shanghai"))
        return name

    def of(self, file: str) -> FileSettings:
        """Return how `file` (name or stem) is written, the source's defaults filled in."""
        found = self.files.get(file) or self.files.get(file.split(".")[0])
        stated = found or FileSettings()
        defaults = {
            name: getattr(self, name) for name in FROM_SOURCE if name not in stated.model_fields_set
        }
        copy = stated.model_copy(update=defaults)
        copy._is_stated = found is not None
        return copy


def _require_known(name: str, known: tuple[str, ...]) -> None:
    """Raise `ValueError` with the closest known name unless `name` is one of them."""
    if name not in known:
        near = closest(name, known) or ", ".join(known)
        raise ValueError(t("{name!r} is not known; did you mean {near}?", name=name, near=near))


class GateSettings(_Stated):
    """What the gate lets pass: rules that may drop rows, freshness, memory.

    Of a part of a mapping at most `left_out_budget_share` of the rows, and of the money without
    its sign, may be left out by its filter, where the part does not state a share itself.
    `most_cells`: a frame of cells that would have more is kept by fewer columns.
    """

    drop: dict[str, tuple[str, ...]] = {}  # rule -> tables ("*" for all)
    loss_budget_share: float = Field(default=0.02, ge=0, le=1)
    left_out_budget_share: float = Field(default=0.75, ge=0, le=1)
    freshness_days: dict[str, int] = FRESHNESS_DAYS
    memory_gb: float = Field(default=2.0, gt=0.1)
    most_cells: int = Field(default=10_000_000, ge=1)

    @field_validator("freshness_days")
    @classmethod
    def _with_default(cls, stated: dict[str, int]) -> dict[str, int]:
        return {**FRESHNESS_DAYS, **stated}

    @field_validator("drop")
    @classmethod
    def _known_rules(cls, stated: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for rule in stated:
            _require_known(rule, DROP_RULES)
        for table in (name for names in stated.values() for name in names):
            _require_known(table, ("*", *TABLES))
        return stated

    def may_drop(self, rule: str, table: str) -> bool:
        """Return whether `rule` may drop rows of `table` (they then stand in the ledger)."""
        return not {table, "*"}.isdisjoint(self.drop.get(rule, ()))


class BusinessRules(RouteRules):
    """The thresholds of the analyses: one meaning each, stated once.

    `week_pattern`: how many weeks the three periods of a quarter have, '' where periods are the
    calendar's months. Such a year begins on the weekday `week_starts` that is nearest to the first
    day of the fiscal year.
    """

    sales_basis: Literal["auto", "invoice", "order"] = "auto"
    overdue_days: tuple[int, ...] = (0, 30, 60, 90)
    customer_memory_months: int = Field(default=12, ge=3, le=36)
    top_customers: int = Field(default=10, ge=1, le=100)
    dso_months: int = Field(default=3, ge=1, le=12)
    week_pattern: Literal["", "4-4-5", "4-5-4", "5-4-4"] = ""
    week_starts: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = "mon"

    @field_validator("overdue_days")
    @classmethod
    def _rising(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if not days or list(days) != sorted(set(days)) or days[0] != 0:
            raise ValueError(t("must rise from 0, e.g. [0, 30, 60, 90]"))
        return days


class Settings(_Stated):
    """All of company.toml."""

    company: CompanySettings
    source: SourceSettings = SourceSettings()
    gate: GateSettings = GateSettings()
    rules: BusinessRules = BusinessRules()
    scorecard: ScorecardRules = ScorecardRules()
    summary: SummaryRules = SummaryRules()


def parse_settings(declared: dict[str, Any], *, where: str = "company.toml") -> Settings:
    """Return validated settings; raise `CompanyError` that lists every fault of the file.

    Each line names the key, what was found, what was expected, and the nearest known key.
    """
    try:
        return Settings.model_validate(declared)
    except ValidationError as error:
        lines = [_line(fault) for fault in error.errors()]
        raise CompanyError(
            f"{where}: " + "; ".join(lines), fix=t("correct {file}", file=where)
        ) from None  # the cause would print the whole file, a password in it too


_EXPECTED = {  # pydantic's kinds of faults, in words
    "greater_than_equal": N_("must be at least {ge}"),
    "greater_than": N_("must be more than {gt}"),
    "less_than_equal": N_("must be at most {le}"),
    "string_too_short": N_("must not be empty"),
    "literal_error": N_("must be one of {expected}"),
    "int_parsing": N_("must be a whole number"),
    "int_type": N_("must be a whole number"),
    "int_from_float": N_("must be a whole number"),
    "float_parsing": N_("must be a number"),
    "float_type": N_("must be a number"),
    "string_type": N_("must be a text in quotes"),
    "tuple_type": N_("must be a list in square brackets"),
    "dict_type": N_("must be a table of names and values"),
    "date_from_datetime_parsing": N_("must be a day, e.g. 2026-10-01"),
    "model_type": N_("must be a section of its own"),
}

_PATTERN = "string_pattern_mismatch"
_EXAMPLES = {  # of settings that must follow a pattern
    "currency": N_('must be the three capital letters of a currency, e.g. currency = "CNY"'),
    "country": N_('must be the two capital letters of a country, e.g. country = "CN"'),
    "day_begins": N_('must be a time of day, e.g. day_begins = "08:00"'),
}


def without_user(text: str) -> str:
    """Return a text whose URLs have lost user and password: fit for messages and logs."""
    return _USER_INFO.sub(r"\1", text)


def _line(fault: Any) -> str:
    """Return one of pydantic's faults as a sentence that names the key; no secret is repeated."""
    path = ".".join(str(part) for part in fault["loc"] if part != "[key]")
    if _SECRET.search(path.split(".")[-1]):
        return t("{path} may not stand there; {advice}", path=path, advice=t(_ADVICE))
    if path in {"source.url", "source.options"} or fault["loc"][-1] == "[key]":
        return f"{path}: {without_user(_why(fault))}"
    if fault["type"] == "extra_forbidden":
        near = closest(str(fault["loc"][-1]), _known(fault["loc"][:-1]))
        if near:
            return t("{path} is not a setting (did you mean {near!r}?)", path=path, near=near)
        return t("{path} is not a setting", path=path)
    if fault["type"] == "missing":
        return t("{path} is missing", path=path)
    return without_user(f"{path} = {fault['input']!r}: {_why(fault)}")


def _why(fault: Any) -> str:
    """Return what was expected, in words where there are some for the kind of fault."""
    if fault["type"] == "value_error":
        return str(fault["ctx"]["error"])
    expected = _EXAMPLES.get(fault["loc"][-1]) if fault["type"] == _PATTERN else None
    expected = expected or _EXPECTED.get(fault["type"])
    return t(expected, **fault.get("ctx", {})) if expected else str(fault["msg"])


def _known(path: tuple[Any, ...]) -> list[str]:
    """Return the names of the settings at a path, [] below free tables."""
    model: type[BaseModel] = Settings
    for part in path:
        field = model.model_fields.get(str(part))
        kind = field.annotation if field else None
        if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            return []
        model = kind
    return list(model.model_fields)
