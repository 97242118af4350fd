"""company.toml: every fault is named at once, with the nearest known key."""

from __future__ import annotations

import pytest

from salesnb.errors import CompanyError
from salesnb.settings import parse_settings

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


def test_a_file_inherits_what_it_does_not_state() -> None:
    source = parse_settings(
        {**LEAST, "source": {"encoding": "gb18030", "files": {"visits": {"delimiter": ";"}}}}
    ).source
    assert source.of("visits.csv").encoding == "gb18030"
    assert source.of("visits.csv").delimiter == ";"
    assert source.of("orders.csv").delimiter == ""


def test_stated_freshness_keeps_the_default() -> None:
    gate = parse_settings({**LEAST, "gate": {"freshness_days": {"visits": 7}}}).gate
    assert gate.freshness_days == {"default": 31, "visits": 7}


@pytest.mark.parametrize(
    ("drop", "allowed"),
    [({}, False), ({"bad_date": ["visits"]}, True), ({"bad_date": ["*"]}, True)],
)
def test_rows_are_dropped_only_where_the_company_allows(drop: dict, allowed: bool) -> None:
    gate = parse_settings({**LEAST, "gate": {"drop": drop}}).gate
    assert gate.may_drop("bad_date", "visits") is allowed
    assert gate.may_drop("bad_date", "orders") is ("*" in str(drop))
