"""Whose workbooks run: the shipped ones, changed copies of them, or more of one's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from salesnb.errors import UsageError
from salesnb.index import notebook_file, pick, read_index
from salesnb.paths import resource

OWN = '[[workbook]]\nid = "97_own"\nquestion = "What of our own?"\n'
SHIPPED = set(read_index(resource("notebooks")))


def index(folder: Path, text: str) -> Path:
    (folder / "index.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_folder_without_an_index_holds_changed_copies_of_shipped_workbooks(
    tmp_path: Path,
) -> None:
    copy = tmp_path / "02_sales.ipynb"
    shutil.copy(resource("notebooks", "02_sales.ipynb"), copy)
    assert set(read_index(tmp_path)) == SHIPPED
    assert notebook_file("02_sales", tmp_path) == copy
    assert notebook_file("01_intake", tmp_path) == resource("notebooks") / "01_intake.ipynb"


def test_an_index_that_says_shipped_adds_to_the_shipped_workbooks(tmp_path: Path) -> None:
    assert set(read_index(index(tmp_path, f"shipped = true\n{OWN}"))) == {*SHIPPED, "97_own"}


def test_an_own_entry_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    text = OWN.replace("97_own", "02_sales")
    entries = read_index(index(tmp_path, f"shipped = true\n{text}"))
    assert set(entries) == SHIPPED
    assert entries["02_sales"].question == "What of our own?"


def test_an_index_that_does_not_is_all_that_runs(tmp_path: Path) -> None:
    assert set(read_index(index(tmp_path, OWN))) == {"97_own"}


def test_the_same_id_twice_in_one_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="two workbooks are called 97_own"):
        read_index(index(tmp_path, OWN + OWN))


def test_a_workbook_outside_the_pack_runs_only_where_it_is_named() -> None:
    entries = read_index(resource("notebooks"))
    assert "00_explore" not in pick(entries, [])
    assert list(pick(entries, ["00_explore"])) == ["00_explore"]
