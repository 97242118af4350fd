"""Any text can be shown: rare characters, dollar signs, characters without width."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cases.case import INPUTS
from tests.cli.commands import salesnb
from tests.runs import small

HEAD = "customer_id,name\n"


def company(folder: Path, *names: str) -> Path:
    """Write a company whose customers have these names."""
    one = small.company(folder)
    rows = [f"C{i},{name}" for i, name in enumerate(names, 1)]
    text = HEAD + "\n".join(rows) + "\n"
    (one.root / "tables" / "customers.csv").write_text(text, encoding="utf-8")
    return one.root


@pytest.mark.parametrize(
    "name", ["Škoda", "囍来登", "刘堃", "Ελλάς", "Київ", "US$ and $HK", "a\u200bb"]
)
def test_names_of_customers_raise_no_warning(tmp_path: Path, name: str) -> None:
    said = salesnb("check", company(tmp_path / "c", "North", name), "--month", "2026-10")
    assert said.code == 0 and "no font" not in said.out + said.err


def test_a_name_that_no_font_has_is_told_with_its_line_and_is_no_error(tmp_path: Path) -> None:
    root = company(tmp_path / "c", "North", "Rose \U0001f339", "\U00012000 Ur", "South")
    said = salesnb("check", root, "--month", "2026-10")
    assert said.code == 0
    words = "customers.csv line 3 name = 'Rose \U0001f339': no font has "
    assert words in said.out + said.err
    assert "(U+12000)" in said.out + said.err and "SALESNB_FONT" in said.out + said.err


@pytest.mark.parametrize("file", sorted(p.name for p in (INPUTS / "hostile/names").iterdir()))
def test_hostile_names_are_read(tmp_path: Path, file: str) -> None:
    """Each is a table of the demo company; here it stands beside two orders."""
    root = company(tmp_path / "c", "North", "South")
    table = file.split("_")[0]
    shutil.copy(INPUTS / "hostile/names" / file, root / "tables" / f"{table}.csv")
    said = salesnb("check", root, "--month", "2026-10")
    assert "no font" not in said.out + said.err
