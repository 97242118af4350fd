"""A company of any size: written in parts, memory of one part, read by the gate as one table."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from salesnb.demo import Truth, write_company
from salesnb.demo.exports.large import write_large
from salesnb.errors import UsageError
from salesnb.paths import open_company
from salesnb.snapshot import check_exports

LINES = ("order_lines", "invoice_lines")
SHORT = replace(Truth(), n_months=36, first_month="2023-11", n_customers=60)


def written(folder: Path, *, scale: float, layer: float) -> Path:
    folder.mkdir()
    write_large(folder, SHORT, scale, layer=layer)
    return folder


def test_lines_are_parts_by_month_and_layer(tmp_path: Path) -> None:
    folder = written(tmp_path / "large", scale=2, layer=1)
    for name in LINES:
        names = [file.name for file in sorted((folder / name).iterdir())]
        assert names == [f"{m}-{n:04d}.parquet" for m in SHORT.months for n in range(2)]
        rows = [pq.read_metadata(file).num_rows for file in (folder / name).iterdir()]
        assert 0 < max(rows) < 3 * sum(rows) / len(rows)


def test_layers_add_up_to_the_scale_with_keys_of_their_own(tmp_path: Path) -> None:
    one = pq.read_table(written(tmp_path / "one", scale=3, layer=3) / "order_lines")
    many = pq.read_table(written(tmp_path / "many", scale=3, layer=1) / "order_lines")
    assert len(many) == pytest.approx(len(one), rel=0.05)
    for lines in (one, many):
        assert lines.group_by(["order_id", "line_id"]).aggregate([]).num_rows == len(lines)


@pytest.mark.long
def test_memory_is_that_of_one_part_whatever_the_scale(tmp_path: Path) -> None:
    peaks = []
    for scale in (8, 32):
        tracemalloc.start()
        written(tmp_path / str(scale), scale=scale, layer=8)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.15 * peaks[0]


def test_the_same_seed_gives_the_same_parts(tmp_path: Path) -> None:
    one, two = (written(tmp_path / name, scale=2, layer=1.2) for name in ("a", "b"))
    files = sorted(file.relative_to(one) for file in one.rglob("*.*"))
    assert files == sorted(file.relative_to(two) for file in two.rglob("*.*"))
    assert [f for f in files if (one / f).read_bytes() != (two / f).read_bytes()] == []


@pytest.mark.long
def test_the_gate_reads_the_parts_as_one_table(tmp_path: Path) -> None:
    company = open_company(write_company(tmp_path / "large", scale=5, truth=SHORT))
    clean = check_exports(company, SHORT.months[-1], spill=tmp_path)
    assert clean.problems.empty, clean.problems[["table", "column", "message"]].to_string()
    for name in LINES:
        raw = pq.read_table(company.tables / name)
        table = clean.tables[name]
        checked = table.aggregate(n=table.count(), net=table.net_amount.sum()).to_pyarrow()
        assert len(raw) > 10_000
        assert checked.to_pylist() == [
            {"n": len(raw), "net": Decimal(pc.sum(raw["net_amount"]).as_py())}
        ]


def test_dirt_is_refused_where_lines_are_not_held(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="dirt cannot be written at scale 5") as caught:
        write_company(tmp_path / "large", scale=5, dirt=True)
    assert "4 or less" in str(caught.value.fix)
    assert not (tmp_path / "large").exists()
