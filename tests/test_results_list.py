"""docs/results.md is what the rooms declare: every column of every frame, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesnb.index import read_index
from salesnb.pages import frames_of
from salesnb.results_list import FILES, pages

DOCS = Path(__file__).resolve().parent.parent / "docs"


@pytest.mark.parametrize("file", FILES.values())
def test_the_list_is_what_the_rooms_declare_now(file: str) -> None:
    assert (DOCS / file).read_text(encoding="utf-8") == pages()[file], "run: make docs"


def test_every_column_of_every_page_is_listed() -> None:
    text = pages()["results.md"]
    for entry in read_index().values():
        for frame in frames_of(entry.page).values():
            assert f"{frame.name}`)" in text
            assert all(f"| `{column}` |" in text for column in frame.columns)
