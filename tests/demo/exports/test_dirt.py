"""Dirty exports: the answer sheet counts what the files hold."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from salesnb.demo import Truth, generate, write_company


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_company(tmp_path_factory.mktemp("d") / "dirty", scale=0.05, dirt=True)


def test_faults_in_the_file_are_those_of_the_answer_sheet(dirty: Path) -> None:
    answers = tomllib.loads((dirty / "dirt.toml").read_text(encoding="utf-8"))
    lines = pd.read_csv(dirty / "tables" / "invoice_lines.csv", dtype=str)
    clean = generate(Truth(), scale=0.05)["invoice_lines"]
    assert (lines["customer_id"] == "C9999").sum() == answers["unknown_customer"]["rows"] > 0
    assert (lines["invoice_on"] == "2026-02-30").sum() == answers["impossible_date"]["rows"] > 0
    assert len(lines) - len(clean) == answers["repeated_row"]["rows"] > 0
    at = lines.index[lines["customer_id"] == "C9999"]
    cents = (clean["net_amount"].iloc[at] * 100).round().astype("int64").sum()
    assert cents == answers["unknown_customer"]["cents"]


def test_files_carry_the_encodings_of_real_exports(dirty: Path) -> None:
    receipts = (dirty / "tables" / "receipts.csv").read_bytes()
    customers = (dirty / "tables" / "customers.csv").read_bytes()
    assert receipts.startswith(b"\xef\xbb\xbf")
    assert "公司" in customers.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        customers.decode("utf-8")
