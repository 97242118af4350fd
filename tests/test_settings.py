"""company.toml: every fault is named at once, with the nearest known key."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from salesnb import settings
from salesnb.errors import CompanyError
from salesnb.i18n import use
from salesnb.settings import DROP_RULES, FRESHNESS_DAYS, parse_settings

LEAST = {"company": {"name": "Hengda"}}


def test_a_name_is_enough_and_the_rest_has_defaults() -> None:
    settings = parse_settings(LEAST)
    assert settings.company.currency == "CNY"
    assert settings.gate.freshness_days["default"] == 31
    assert settings.rules.overdue_days == (0, 30, 60, 90)


def test_all_faults_are_listed_together() -> None:
    declared = {
        "company": {"currency": "yuan", "curency_digits": 2},
        "rules": {"overdue_days": [30, 0]},
        "sorce": {},
    }
    with pytest.raises(CompanyError) as caught:
        parse_settings(declared)
    text = str(caught.value)
    assert "company.name is missing" in text
    assert "company.currency = 'yuan'" in text
    assert "company.curency_digits is not a setting (did you mean 'currency_digits'?)" in text
    assert "sorce is not a setting (did you mean 'source'?)" in text
    assert "must rise from 0" in text


@pytest.mark.parametrize(
    ("name", "wrong", "lang", "example"),
    [
        ("currency", "yuan", "en", 'three capital letters of a currency, e.g. currency = "CNY"'),
        ("currency", "cny", "zh", '货币的三个大写字母，例如 currency = "CNY"'),
        ("country", "China", "en", 'two capital letters of a country, e.g. country = "CN"'),
    ],
)
def test_a_wrong_code_is_answered_with_an_example(
    name: str, wrong: str, lang: str, example: str
) -> None:
    with use(lang), pytest.raises(CompanyError) as caught:
        parse_settings({"company": {"name": "Hengda", name: wrong}})
    assert f"company.{name} = '{wrong}'" in str(caught.value) and example in str(caught.value)
    assert "[A-Z]" not in str(caught.value)


def test_a_file_inherits_what_it_does_not_state() -> None:
    source = parse_settings(
        {**LEAST, "source": {"encoding": "gb18030", "files": {"visits": {"delimiter": ";"}}}}
    ).source
    assert source.of("visits.csv").encoding == "gb18030"
    assert source.of("visits.csv").delimiter == ";"
    assert source.of("orders.csv").delimiter == ""


def test_stated_freshness_keeps_the_default() -> None:
    gate = parse_settings({**LEAST, "gate": {"freshness_days": {"visits": 7}}}).gate
    assert gate.freshness_days == {**FRESHNESS_DAYS, "visits": 7}
    assert gate.freshness_days["market_sizes"] > 365, "what is renewed once a year is not stale"
    assert gate.freshness_days["write_offs"] > 62, "a month without any is nothing unusual"


@pytest.mark.parametrize(
    ("drop", "allowed"),
    [({}, False), ({"not_a_date": ["visits"]}, True), ({"not_a_date": ["*"]}, True)],
)
def test_rows_are_dropped_only_where_the_company_allows(drop: dict, allowed: bool) -> None:
    gate = parse_settings({**LEAST, "gate": {"drop": drop}}).gate
    assert gate.may_drop("not_a_date", "visits") is allowed
    assert gate.may_drop("not_a_date", "order_lines") is ("*" in str(drop))


def test_an_unknown_rule_or_table_names_the_nearest() -> None:
    for drop, near in (
        ({"duplicates": ["visits"]}, "duplicate_row"),
        ({"not_a_date": ["visit"]}, "visits"),
    ):
        with pytest.raises(CompanyError, match=f"gate.drop.*did you mean {near}"):
            parse_settings({**LEAST, "gate": {"drop": drop}})


def test_a_wrong_lever_and_a_wrong_share_are_told_together() -> None:
    stated = {"leverage": {"colect": 0.2, "collect": 3}}
    with pytest.raises(CompanyError) as caught:
        parse_settings({**LEAST, "summary": stated})
    assert "summary.leverage.colect: 'colect' is not known; did you mean collect?" in str(
        caught.value
    )
    assert "summary.leverage.collect = 3: must be at most 1.0" in str(caught.value)


def test_faults_are_told_in_chinese() -> None:
    with use("zh"), pytest.raises(CompanyError) as caught:
        parse_settings({"company": {"name": "", "fiscal_year_start": 13, "currency": "yuan"}})
    assert not [word for word in ("must", "should", "String") if word in str(caught.value)]


def test_every_rule_that_may_drop_rows_is_one_the_gate_tells() -> None:
    sources = Path(settings.__file__).parent / "sources"
    said = "".join(file.read_text(encoding="utf-8") for file in sources.rglob("*.py"))
    assert [rule for rule in DROP_RULES if f'"{rule}"' not in said] == []


WORD = "Sesam-1"


@pytest.mark.parametrize(
    "source",
    [
        {"url": f"postgresql://me:{WORD}@db/erp"},
        {"url": f"postgresql://me@db/erp?password={WORD}"},
        {"url": f"mysql://me:{WORD}@db/erp"},
        {"url": "postgresql://db/erp", "password": WORD},
        {"url": "spark:///sales", "options": {"spark.hadoop.fs.s3a.secret.key": WORD}},
        f"postgresql://me:{WORD}@db/erp",
    ],
)
def test_a_password_in_company_toml_is_refused_and_not_repeated(source: object) -> None:
    with pytest.raises(CompanyError) as found:
        parse_settings({"company": {"name": "A"}, "source": source})
    message = "".join(traceback.format_exception(found.value))
    assert WORD not in message
    if isinstance(source, dict):
        assert "PGPASSWORD, ~/.pgpass, pg_service.conf" in str(found.value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({"url": "oracle://db/erp"}, r"source\.url: must begin with one of postgresql://"),
        ({"time_zone": "Peking"}, r"source\.time_zone = 'Peking': must be a time zone"),
    ],
)
def test_a_source_that_cannot_be_is_told(source: dict, message: str) -> None:
    with pytest.raises(CompanyError, match=message):
        parse_settings({"company": {"name": "A"}, "source": source})
