"""A disk that is too small is named before anything is read."""

from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from gate import CUSTOMERS, ORDERS, company, said

from salesnb.errors import SourceError
from salesnb.sources.read.source import space_needed

Usage = namedtuple("Usage", "total used free")


def test_a_disk_too_small_is_named_with_what_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = company(tmp_path, {"customers.csv": CUSTOMERS, "order_lines.csv": ORDERS})
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10, 10, 0))
    with pytest.raises(SourceError, match=r"0\.0 GB are needed on the disk .* 0\.0 GB are free"):
        said(one)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10, 0, 10_000))
    assert said(one).n_errors == 0


def test_what_is_needed_grows_with_text_and_with_rows(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"x" * 1000)
    assert space_needed(tmp_path) == 1500
    (tmp_path / "b").mkdir()
    pq.write_table(pa.table({"n": list(range(100))}), tmp_path / "b" / "c.parquet")
    assert space_needed(tmp_path) == 1500 + 2400
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    assert space_needed(tmp_path) == 1500 + 2400
