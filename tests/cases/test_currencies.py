"""Amounts of several currencies are named, each with its lines and money, and never added."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest

from tests.cases.case import copied
from tests.cli.commands import salesnb
from tests.sources.gate import CUSTOMERS, company, said

HEADER = "order_id,line_id,order_on,customer_id,quantity,net_amount"


def _orders(*amounts: str, currencies: tuple[str, ...] = ()) -> str:
    rows = [f'O{n},1,2026-10-05,C1,1,"{amount}"' for n, amount in enumerate(amounts)]
    if not currencies:
        return "\n".join([HEADER, *rows]) + "\n"
    rows = [f"{row},{code}" for row, code in zip(rows, currencies, strict=True)]
    return "\n".join([f"{HEADER},currency", *rows]) + "\n"


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("mixed-currency-signs", "($: 12 lines, 31,160.00 · €: 12 lines, 30,495.00)"),
        (
            "amounts-in-three-currencies",
            "(CNY: 10 lines, 10,000.00 · JPY: 10 lines, 200,000.00 · USD: 10 lines, 1,400.00)",
        ),
    ],
)
def test_several_currencies_stop_the_month(tmp_path: Path, case: str, words: str) -> None:
    checked = salesnb("check", copied(case, tmp_path), "--month", "2026-09")
    assert checked.code == 1
    assert f"amounts in several currencies, which cannot be added {words}" in checked.out
    assert "docs/own-company.md" in checked.out


@pytest.mark.parametrize(
    ("amounts", "currencies", "own", "words"),
    [
        (("$10", "$5.50"), (), "CNY", "amounts that are not in CNY ($: 2 lines, 15.50)"),
        (("10", "5"), ("usd", ""), "CNY", "amounts that are not in CNY (USD: 1 line, 10.00)"),
        (("10 EUR", "5"), (), "CNY", "amounts that are not in CNY (EUR: 1 line, 10.00)"),
        (("10", "5"), ("美元", "人民币"), "CNY", "several currencies"),
        (("¥10", "5元", "RMB 3"), (), "CNY", ""),
        (("$10", "5"), ("HKD", "HKD"), "HKD", ""),
        (("10", "5"), ("EUR", "EUR"), "EUR", ""),
    ],
)
def test_what_is_not_the_company_s_own_is_an_error(
    tmp_path: Path, amounts: tuple[str, ...], currencies: tuple[str, ...], own: str, words: str
) -> None:
    files = {
        "customers.csv": CUSTOMERS,
        "order_lines.csv": _orders(*amounts, currencies=currencies),
    }
    one = company(tmp_path, files, company={"name": "Test", "currency": own})
    problems = said(one).problems
    found = problems[problems["rule"] == "foreign_currency"]
    assert bool(len(found)) == bool(words)
    assert all(words in text for text in found["message"])
    assert set(found["severity"]) <= {"error"}


def test_a_mapping_that_multiplies_by_a_rate_has_converted(tmp_path: Path) -> None:
    raw = pd.read_csv(io.StringIO(_orders("10", "5", currencies=("USD", "CNY")))).assign(
        rate=[7, 1]
    )
    raw.to_parquet(tmp_path / "sold.parquet")
    files = {"customers.csv": CUSTOMERS, "sold.parquet": (tmp_path / "sold.parquet").read_bytes()}
    columns = "".join(f'{one} = "{one}"\n' for one in HEADER.split(",")[:-1])
    head = '[tables.order_lines]\nfrom = "sold"\n[tables.order_lines.columns]\n' + columns
    rules = []
    for amount in ("net_amount * rate", "net_amount"):
        (tmp_path / "mapping.toml").write_text(f'{head}net_amount = "{amount}"\n')
        found = said(company(tmp_path, files, source={"mapping": "mapping.toml"})).problems
        rules.append(found["rule"].tolist())
    assert rules == [[], ["foreign_currency"]]


def test_the_words_in_chinese(tmp_path: Path) -> None:
    files = {"customers.csv": CUSTOMERS, "order_lines.csv": _orders("$10", "€5")}
    (sentence,) = said(company(tmp_path, files), lang="zh").sentences
    assert "$：1 行，10.00" in sentence and "种货币" in sentence


@pytest.mark.parametrize(
    ("case", "currency"), [("mixed-currency-signs", "EUR"), ("amounts-in-three-currencies", "CNY")]
)
def test_a_new_company_takes_its_currency_from_the_exports(
    tmp_path: Path, case: str, currency: str
) -> None:
    tables = copied(case, tmp_path) / "tables"
    assert salesnb("new", tmp_path / "firm", "--tables", tables).code == 0
    stated = (tmp_path / "firm" / "company.toml").read_text()
    assert f'currency = "{currency}"' in stated


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize(("amount", "code"), [("12.50", "USD"), ("£12.50", ""), ("12,50 CHF", "")])
def test_codes_and_signs_are_read_from_every_kind_of_file(
    tmp_path: Path, kind: str, amount: str, code: str
) -> None:
    frame = pd.DataFrame({"order": ["A"], "amount": [amount], "Währung": [code]})
    tables = tmp_path / "tables"
    tables.mkdir()
    if kind == "csv":
        frame.to_csv(tables / "sold.csv", index=False)
    elif kind == "xlsx":
        frame.to_excel(tables / "sold.xlsx", sheet_name="sold", index=False)
    else:
        frame.to_parquet(tables / "sold.parquet")
    assert salesnb("new", tmp_path / "firm", "--tables", tables).code == 0
    expected = code or ("GBP" if amount.startswith("£") else "CHF")
    assert f'currency = "{expected}"' in (tmp_path / "firm" / "company.toml").read_text()


def test_a_sign_between_digits_is_no_amount_in_any_currency(tmp_path: Path) -> None:
    """10€50 may be 10.50 or 1050: no sum of it is stated."""
    files = {"order_lines.csv": _orders("10€50", "7.00"), "customers.csv": CUSTOMERS}
    found = " ".join(said(company(tmp_path, files)).sentences)
    assert "line 2 net_amount = '10€50': is in EUR" in found and "1,050" not in found
