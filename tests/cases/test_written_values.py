"""Amounts, days and moments as companies wrote them: read right, or named with what to do."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import holidays
import pandas as pd
import pytest

from salesnb.months import Month
from salesnb.paths import open_company
from salesnb.plans import frozen
from tests.cases.case import INPUTS, copied
from tests.sources.gate import Said, company, said

SEPTEMBER = Month.parse("2026-09")
HEADER = "invoice_id,line_id,invoice_on,customer_id,quantity,net_amount\n"
CUSTOMERS = "customer_id,name\nC1,North\n"


def checked(case: str, tmp_path: Path, *, lang: str = "en") -> Said:
    """Return what the gate says about a case."""
    return said(open_company(copied(case, tmp_path)), lang=lang, month=SEPTEMBER)


def hostile(name: str, tmp_path: Path) -> Said:
    """Return what the gate says about a single hostile file."""
    (tmp_path / "tables").mkdir()
    shutil.copy(INPUTS / "hostile" / name, tmp_path / "tables" / "invoice_lines.csv")
    return said(company(tmp_path, {}), month=Month.parse("2025-11"))


def lines(*rows: str) -> dict[str, str | bytes]:
    """Return the files of a company with these invoice lines."""
    return {"customers.csv": CUSTOMERS, "invoice_lines.csv": HEADER + "\n".join(rows) + "\n"}


def one_by_one(values: list[str], column: str, tmp_path: Path, **settings: Any) -> Said:
    """Return what the gate says about invoice lines with these values in a column."""
    rows = []
    for i, value in enumerate(values):
        row = {"invoice_on": "2026-09-05", "quantity": "1", "net_amount": "10.00", column: value}
        rows.append(f'I{i},1,{row["invoice_on"]},C1,"{row["quantity"]}",{row["net_amount"]}')
    return said(company(tmp_path, lines(*rows), **settings), month=SEPTEMBER)


PASTED = '[source.files."invoice_lines.csv"]\ndecimal_mark = ","\ndate_order = "dmy"'


def test_a_german_file_is_answered_by_the_lines_that_read_it(tmp_path: Path) -> None:
    found = checked("german-notation-advice", tmp_path)
    assert len(found.sentences) == 4  # one for each column
    wanted = 'all 24 values read with `decimal_mark = ","` and `date_order = "dmy"`'
    assert all(wanted in one and one.endswith(PASTED) for one in found.sentences)
    assert found.sentences[0].startswith("invoice_lines.csv line 2 invoice_on = '06.07.2026'")


def test_the_pasted_lines_read_the_file(tmp_path: Path) -> None:
    root = copied("german-notation-advice", tmp_path)
    with (root / "company.toml").open("a") as settings:
        settings.write("\n" + PASTED + "\n")
    found = said(open_company(root), month=SEPTEMBER)
    assert not found.sentences
    assert found.tables["invoice_lines"]["net_amount"].iloc[1] == Decimal("1900")


def test_the_advice_is_chinese_in_chinese(tmp_path: Path) -> None:
    found = checked("german-notation-advice", tmp_path, lang="zh")
    assert "24 个值" in found.sentences[0] and found.sentences[0].endswith(PASTED)


def test_days_that_read_in_two_orders_are_offered_both(tmp_path: Path) -> None:
    found = one_by_one(["06/07/2026", "07/08/2026"], "invoice_on", tmp_path)
    assert '`date_order = "dmy"` or `date_order = "mdy"`' in found.sentences[0]


@pytest.mark.parametrize("ending", ["parquet", "xlsx"])
def test_text_in_other_files_is_advised_alike(ending: str, tmp_path: Path) -> None:
    source = INPUTS / "german-notation-advice" / "company" / "tables" / "invoice_lines.csv"
    frame = pd.read_csv(source, sep=";", dtype=str)
    (tmp_path / "tables").mkdir()
    if ending == "parquet":
        frame.to_parquet(tmp_path / "tables" / "invoice_lines.parquet")
    else:
        frame.to_excel(tmp_path / "tables" / "invoice_lines.xlsx", index=False)
    found = said(company(tmp_path, {}), month=SEPTEMBER)
    pasted = PASTED.replace(".csv", f".{ending}")
    assert len([one for one in found.sentences if one.endswith(pasted)]) == 4
    stated = {"files": {"invoice_lines": {"decimal_mark": ",", "date_order": "dmy"}}}
    assert not said(company(tmp_path, {}, source=stated), month=SEPTEMBER).n_errors


def test_blanks_of_any_kind_group_thousands(tmp_path: Path) -> None:
    found = checked("nbsp-thousands", tmp_path)
    assert not found.sentences
    assert found.tables["invoice_lines"]["net_amount"].iloc[1] == Decimal("1900")


def test_no_group_of_thousands_begins_with_zero(tmp_path: Path) -> None:
    found = checked("quantity-0-comma-500", tmp_path)
    assert found.n_errors == 24 and len(found.sentences) == 1
    assert "quantity = '0,500': not a number" in found.sentences[0]
    assert 'decimal_mark = ","' in found.sentences[0]
    assert '`number(quantity, ",")`' in found.sentences[0]


def test_a_column_that_mostly_reads_is_not_advised_to_be_read_otherwise(tmp_path: Path) -> None:
    found = one_by_one(["19.000", "7.500", "0,250"], "quantity", tmp_path)
    assert len(found.sentences) == 1
    assert 'if , is the decimal mark, state `decimal_mark = ","`' in found.sentences[0]
    assert "all " not in found.sentences[0]


def test_month_names_are_read(tmp_path: Path) -> None:
    found = checked("month-names", tmp_path)
    assert not found.sentences
    assert str(found.tables["invoice_lines"]["invoice_on"].iloc[0])[:10] == "2026-07-06"


SILENT = {
    357: "net_amount = 'USD 26718.10': is in USD; the company counts in CNY",
    358: "net_amount = '10€50': is in EUR; the company counts in CNY",
    359: "net_amount = '(5': not a number",
    360: "quantity = '0,250': not a number",
    361: "net_amount = '12 34': not a number",
    362: "net_amount = '1%2': not a number",
}


def test_no_amount_is_read_as_another_number(tmp_path: Path) -> None:
    found = hostile("silent_amounts_invoice_lines.csv", tmp_path)
    assert found.n_errors == len(SILENT)
    for line, sentence in SILENT.items():
        start = f"invoice_lines.csv line {line} {sentence}"
        assert any(one.startswith(start) for one in found.sentences), start


def test_an_amount_beyond_what_can_be_counted_is_named(tmp_path: Path) -> None:
    found = hostile("amount_1e18_invoice_lines.csv", tmp_path)
    assert found.sentences == [
        "invoice_lines.csv line 359 net_amount = '1000000000000000000': too large to be counted"
        " (must be below 1,000,000,000,000,000); correct it"
    ]


@pytest.mark.parametrize("value", ["1e18", "1E+30", "9" * 40, "1" + "0" * 15, "-1e18", "1" * 400])
def test_other_amounts_beyond_it(value: str, tmp_path: Path) -> None:
    found = one_by_one(["10.00", value], "net_amount", tmp_path)
    assert found.n_errors == 1 and "too large to be counted" in found.sentences[0]


def test_amounts_that_add_up_beyond_it_are_named(tmp_path: Path) -> None:
    found = one_by_one(["9" * 15] * 120, "net_amount", tmp_path)
    assert found.n_errors and "add up" in found.sentences[0]


@pytest.mark.parametrize(
    "value", ["0000-00-00", "0000-01-01", "12026-07-06", "9999-12-31", "1026-01-01"]
)
def test_a_day_outside_the_calendar_is_named(value: str, tmp_path: Path) -> None:
    found = one_by_one(["2026-09-05", value], "invoice_on", tmp_path)
    assert found.sentences == [
        f"invoice_lines.csv line 3 invoice_on = {value!r}: outside the calendar (the years 1700 to"
        " 2199); correct it"
    ]


def test_the_year_9999_says_that_there_is_no_end(tmp_path: Path) -> None:
    header = "customer_id,rep_id,valid_from,valid_to,credit_share\n"
    for i, written in enumerate(("9999-12-31", "31.12.9999", "99991231", "9999/12/31")):
        files = {"customer_reps.csv": header + f"C1,R1,2020-01-01,{written},1\n"}
        found = said(company(tmp_path / str(i), {**lines("I1,1,2026-09-05,C1,1,5"), **files}))
        assert not [one for one in found.sentences if "valid_to" in one]
        assert found.tables["customer_reps"]["valid_to"].isna().all()


def test_a_databases_default_day_is_named(tmp_path: Path) -> None:
    found = checked("date-default-1900", tmp_path)
    assert found.n_errors == 0
    (sentence,) = found.sentences
    assert sentence.startswith("invoice_lines.csv line 2 invoice_on = '1900-01-01'")
    assert "126 years before 2026-09" in sentence


def many(odd: str) -> list[str]:
    """Return 60 days of the last year and one odd one."""
    return [f"2026-{1 + i % 9:02d}-05" for i in range(60)] + [odd]


@pytest.mark.parametrize(
    ("odd", "sentence"),
    [
        ("1970-01-01", "56 years before 2026-09"),
        ("1899-12-30", "127 years before 2026-09"),
        ("1926-09-05", "100 years before 2026-09"),
        ("2006-09-05", "20 years before 2026-09"),
        ("2126-09-05", "100 years after 2026-09"),
        ("2062-09-05", "36 years after 2026-09"),
        ("2027-08-05", "11 months after 2026-09"),
    ],
)
def test_a_day_far_from_all_others_is_named(odd: str, sentence: str, tmp_path: Path) -> None:
    found = one_by_one(many(odd), "invoice_on", tmp_path)
    assert len(found.sentences) == 1 and found.n_errors == 0
    assert f"line 62 invoice_on = {odd!r}: {sentence}" in found.sentences[0]


@pytest.mark.parametrize("day", ["2026-10-30", "2025-03-01", "2024-12-31"])
def test_a_day_near_the_others_is_none_of_them(day: str, tmp_path: Path) -> None:
    assert not one_by_one(many(day), "invoice_on", tmp_path).sentences


def test_far_days_may_be_left_out(tmp_path: Path) -> None:
    gate = {"drop": {"far_date": ["invoice_lines"]}, "loss_budget_share": 1.0}
    found = one_by_one(many("1900-01-01"), "invoice_on", tmp_path, gate=gate)
    row = found.ledger.iloc[0]
    assert (row["reason"], row["rows"], row["money"]) == ("far_date", 1, Decimal("10"))


def test_a_long_history_is_not_far(tmp_path: Path) -> None:
    assert not checked("history-13-years", tmp_path).sentences


def test_a_moment_falls_on_the_companys_day(tmp_path: Path) -> None:
    found = checked("zoned-moment-csv", tmp_path)
    assert not found.sentences
    days = found.tables["invoice_lines"]["invoice_on"].astype(str).str[:10]
    assert days.iloc[-1] == "2026-10-01" and days.iloc[-2] == "2026-09-25"


def test_a_mapping_and_parquet_know_the_zone_too(tmp_path: Path) -> None:
    text, zone = "2026-09-30T16:30:00Z", {"time_zone": "Asia/Shanghai"}
    mapping = '[tables.invoice_lines]\nfrom = "raw"\n[tables.invoice_lines.columns]\n' + "".join(
        f'{name} = "{name}"\n' for name in ("invoice_id", "line_id", "customer_id", "quantity")
    )
    mapping += 'net_amount = "net_amount"\ninvoice_on = "day(invoice_on)"\n'
    (tmp_path / "m.toml").write_text(mapping)
    raw = {"customers.csv": CUSTOMERS, "raw.csv": HEADER + f"I1,1,{text},C1,1,5\n"}
    one = company(tmp_path, raw, source={**zone, "mapping": "m.toml"})
    by_mapping = said(one, month=SEPTEMBER).tables["invoice_lines"]
    frame = pd.DataFrame(
        {"invoice_id": ["I1"], "line_id": ["1"], "customer_id": ["C1"], "quantity": [1.0]}
    ).assign(net_amount=5.0, invoice_on=pd.Timestamp(text))
    other = company(tmp_path / "typed", {"customers.csv": CUSTOMERS}, source=zone)
    frame.to_parquet(other.tables / "invoice_lines.parquet")
    typed = said(other, month=SEPTEMBER).tables["invoice_lines"]
    for table in (by_mapping, typed):
        assert str(table["invoice_on"].iloc[0])[:10] == "2026-10-01"


def test_without_a_stated_zone_the_day_is_as_written_and_that_is_said(tmp_path: Path) -> None:
    found = one_by_one(["2026-09-30T16:30:00Z", "2026-09-05"], "invoice_on", tmp_path)
    assert found.sentences == [
        "invoice_lines.csv invoice_on: 1 moment with an offset from UTC is taken as it is written;"
        " state in company.toml where the company's days begin:"
        ' `time_zone = "Asia/Shanghai"` under `[source]`'
    ]
    assert str(found.tables["invoice_lines"]["invoice_on"].iloc[0])[:10] == "2026-09-30"


def test_typed_columns_of_another_kind_are_no_amounts_or_days(tmp_path: Path) -> None:
    frame = pd.DataFrame({"invoice_id": ["I1", "I2"], "line_id": ["1", "1"]}).assign(
        customer_id="C1", quantity=[1.0, 1e18], net_amount=[True, False], invoice_on=[20260905, 7]
    )
    one = company(tmp_path, {"customers.csv": CUSTOMERS})
    frame.to_parquet(one.tables / "invoice_lines.parquet")
    found = said(one, month=SEPTEMBER)
    assert found.n_errors == 4  # two amounts, a quantity, a day
    assert "quantity = '1e+18': too large to be counted" in "\n".join(found.sentences)


def test_a_company_in_egypt_rests_on_fridays_and_saturdays(tmp_path: Path) -> None:
    settings = open_company(copied("weekend-friday-saturday", tmp_path)).settings
    calendar = frozen.calendar_of(settings, SEPTEMBER)
    public = holidays.country_holidays("EG", years=2026)
    for number in (3, 5):
        days = pd.date_range(f"2026-{number:02d}-01", periods=31)
        working = [d for d in days if d.weekday() not in (4, 5) and d.date() not in public]
        assert calendar.working_days(Month(2026, number)) == len(working)
