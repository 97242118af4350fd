"""Kinds of broken input, one tiny company each, and the exact words of the gate."""

from __future__ import annotations

from pathlib import Path

import broken
import broken_optional
import pytest
from gate import CUSTOMERS, ORDERS, company, said

CASES = broken.CASES | broken_optional.CASES
WARNINGS = broken.WARNINGS | broken_optional.WARNINGS


@pytest.mark.parametrize("kind", CASES)
def test_the_gate_says_what_is_wrong_and_where(kind: str, tmp_path: Path) -> None:
    files, expected = CASES[kind]
    found = said(company(tmp_path, files))
    assert found.sentences == expected
    assert (found.n_errors == 0) == (kind in WARNINGS)


def test_there_are_at_least_forty_kinds() -> None:
    assert len(CASES) >= 40


def test_good_exports_say_nothing(tmp_path: Path) -> None:
    found = said(company(tmp_path, {"customers.csv": CUSTOMERS, "order_lines.csv": ORDERS}))
    assert (found.sentences, found.n_errors) == ([], 0)
    assert found.tables["order_lines"]["net_amount"].astype(float).tolist() == [100.0, 50.5]
