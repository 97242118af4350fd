"""The gate on Spark: the demo month equal to that of the embedded engine, nothing written."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from salesnb.contracts.fields import Field
from salesnb.errors import SourceError
from salesnb.months import Month
from salesnb.paths import open_company
from salesnb.settings import SourceSettings
from salesnb.snapshot import close_month
from salesnb.sources.read.engine import connect
from salesnb.sources.values import Writing, typed
from tests.conftest import ROOT
from tests.sources.gate import MONTH, company, said, with_orders

pyspark = pytest.importorskip("pyspark", reason="the extra spark is not installed")
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        shutil.which("java") is None,
        reason="Java is not installed (Debian: openjdk-17-jre-headless)",
    ),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
]
OPTIONS = {
    "spark.master": "local[2]",
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "2g",
    "spark.sql.shuffle.partitions": "2",
    # Many small queries: to compile anything of them costs more than it saves.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}
TEXTS = [
    "1",
    "-1",
    "1,234.50",
    "12,34",
    "1.234,50",
    "１２００元",
    "¥1,200",
    "(12.5)",
    "12-",
    "12%",
    "1e5",
    "0x10",
    "+5",
    ".5",
    "5.",
    " 7 ",
    "\t7",
    "abc",
    "",
    "  ",
    "-",
    "NaN",
    "inf",
    "Infinity",
    "1.23456789",
    "0.0000005",
    "-0.0000005",
    "2.5000005",
    "9" * 32,
    "9" * 40,
    "12 345",
    "$ 3",
    "3 kg",
    "1.2.3",
    "2026-10-07",
    "2026/10/7",
    "2026.1.2",
    "2026年10月7日",
    "20261007",
    "46300",
    "46300.75",
    "19999",
    "2026-13-45",
    "2026-02-30",
    "2026-10-07 14:30",
    "2026-10-07T14:30:00",
    "2026-10-07T14:30:00Z",
    "2026-10-07 14:30:00+08:00",
    "2026-10",
    "2026",
    "10月7日",
    "7/10/2026",
    "07.10.2026",
    "10-7-2026 8:00",
    "9999-12-31",
    "2026-10-07x",
    "26-10-07",
    "2026-1-1 9:05",
    "2026/1/1 9:05:07.5",
    "2026-10-07 24:00",
    "２０２６－１０－０７",
    "true",
    "是",
    "否",
    "Y",
    "n",
    "x",
    "TRUE ",
    "0",
    "2",
    "vat",
    "half",
    "fff",
    "v",
]
WAYS: list[tuple[str, dict[str, str]]] = [
    ("id", {}),
    ("money", {"currency": "CNY"}),
    ("money", {"decimal_mark": ","}),
    ("integer", {}),
    ("share", {}),
    ("flag", {}),
    ("datetime", {}),
    ("date", {}),
    ("date", {"date_order": "dmy"}),
    ("date", {"date_order": "mdy"}),
]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    builder = SparkSession.builder.appName("tests")
    places = {"spark.local.dir": folder, "spark.sql.warehouse.dir": folder / "warehouse"}
    for name, value in {**OPTIONS, **places}.items():
        builder = builder.config(name, str(value))
    one = builder.getOrCreate()
    one.sparkContext.setLogLevel("ERROR")
    yield one
    one.stop()


def lake(tables: Path, folder: Path) -> dict[str, str]:
    """Write the files of a company as Parquet, text as text; return the name and path of each."""
    folder.mkdir(parents=True)
    for file in sorted(tables.iterdir()):
        target = folder / f"{file.stem}.parquet"
        if file.suffix == ".parquet":
            shutil.copyfile(file, target)
        elif file.suffix == ".csv":
            pq.write_table(_text_table(file), target)
    return {file.stem: str(file) for file in sorted(folder.iterdir())}


def _text_table(file: Path) -> pa.Table:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        header, *rows = csv.reader(opened)
    columns = zip(*rows, strict=True)
    return pa.table({n: pa.array(v, pa.string()) for n, v in zip(header, columns, strict=True)})


def in_lake(folder: Path, files: dict[str, str], **settings: Any) -> Any:
    """Return a company whose tables lie in a lake."""
    on_spark = company(folder / "made", files)
    stated = lake(on_spark.root / "tables", folder / "lake")
    return company(folder / "co", {}, source={"url": "spark:///", "tables": stated}, **settings)


def test_the_demo_month_is_the_same_value_for_value(session: Any, tmp_path: Path) -> None:
    demo = open_company(ROOT / "data" / "demo")
    month = Month.parse("2026-10")
    source = SourceSettings(url="spark:///", tables=lake(demo.tables, tmp_path / "lake"))
    there = replace(
        demo, root=tmp_path, settings=demo.settings.model_copy(update={"source": source})
    )
    here = close_month(demo, month, to=tmp_path / "duckdb" / "snapshot")
    far = close_month(there, month, to=tmp_path / "spark" / "snapshot")
    assert far.names == here.names
    assert far.manifest["totals"] == here.manifest["totals"]
    for name in far.names:
        one, other = (pq.read_table(x.folder / f"{name}.parquet") for x in (far, here))
        kept = [c for c in one.column_names if c not in _ABOUT_FILES.get(name, ())]
        assert one.select(kept).equals(other.select(kept)), f"{name} differs"
    assert far.frame("sales_cube")["n_lines"].sum() > 50_000


_ABOUT_FILES = {
    "files": ("file", "bytes", "encoding"),
    "ledger": ("file",),
    "problems": ("file", "line"),
}


def test_a_text_is_read_alike_by_both_engines(session: Any, tmp_path: Path) -> None:
    from salesnb.sources.read.spark import connect_spark

    file = tmp_path / "texts.parquet"
    pq.write_table(pa.table({"i": range(len(TEXTS)), "text": TEXTS}), file)
    spark = connect_spark(SourceSettings(url="spark:///"), spill=tmp_path)
    read = [_read(con, file) for con in (connect(spill=tmp_path), spark)]
    spark.disconnect()
    for column in read[0].columns:
        differs = {
            text: (a, b)
            for text, a, b in zip(TEXTS, read[0][column], read[1][column], strict=True)
            if a != b and not (pd.isna(a) and pd.isna(b))
        }
        assert not differs, column


def _read(con: Any, file: Path) -> pd.DataFrame:
    texts = con.read_parquet(str(file))
    columns = {
        f"{kind} {way}": typed(texts.text, Field("value", kind, ""), Writing(**way)).cast("string")
        for kind, way in WAYS
    }
    return texts.select("i", **columns).order_by("i").to_pyarrow().to_pandas()


def test_faults_in_a_lake_are_reported_by_key_and_may_be_dropped(
    session: Any, tmp_path: Path
) -> None:
    files = with_orders(
        "O1,1,2026-10-05,C1,2,100.00",
        "O2,1,10月6日,C2,1,50.50",
        "O3,1,2026-10-06,C9,1,5",
        "O4,1,2026-10-07,C2,1,7.00",
        "O4,1,2026-10-07,C2,1,7.00",
    )
    found = said(in_lake(tmp_path / "a", files))
    shown = "\n".join(found.sentences)
    assert (
        "order_lines.parquet key O2, 1 order_on = '10月6日': not a date; write it as 2026-10-06"
        in shown
    )
    assert (
        "order_lines.parquet key O3, 1 customer_id = 'C9': not in customers.parquet (1 line, 5.00)"
        in shown
    )
    assert "order_lines.parquet key O4, 1" in shown and "the whole row stands already" in shown
    drop = {"not_a_date": ["*"], "unknown_reference": ["*"], "duplicate_row": ["*"]}
    kept = said(in_lake(tmp_path / "b", files, gate={"drop": drop, "loss_budget_share": 1.0}))
    assert kept.n_errors == 0
    assert {(r.reason, int(r.rows), str(r.money)) for r in kept.ledger.itertuples()} == {
        ("not_a_date", 1, "50.500000"),
        ("unknown_reference", 1, "5.000000"),
        ("duplicate_row", 1, "7.000000"),
    }


def test_nothing_is_written_to_the_lake(session: Any, tmp_path: Path) -> None:
    one = in_lake(tmp_path, with_orders("O1,1,2026-10-05,C1,2,100.00"))
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "lake").rglob("*")}
    close_month(one, MONTH)
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "lake").rglob("*")} == before
    assert not session.sql("show tables").where("not isTemporary").collect()
    assert not list(tmp_path.rglob("spark-warehouse"))


def test_a_missing_table_is_one_message(session: Any, tmp_path: Path) -> None:
    session.sql("select 1 as n").createOrReplaceTempView("order_lines")
    stated = {"url": "spark:///", "tables": {"order_lines": "order_line"}}
    with pytest.raises(
        SourceError, match=r"spark:/// has no table 'order_line'; did you mean 'order_lines'"
    ):
        close_month(company(tmp_path, {}, source=stated), MONTH)
    session.catalog.dropTempView("order_lines")


def test_a_folder_that_is_not_there_is_one_message(session: Any, tmp_path: Path) -> None:
    stated = {"url": "spark:///", "tables": {"order_lines": "lake/nowhere"}}
    with pytest.raises(SourceError, match="nowhere") as found:
        close_month(company(tmp_path, {}, source=stated), MONTH)
    assert "\n" not in str(found.value)


def test_moments_become_days_in_the_business_time_zone(session: Any, tmp_path: Path) -> None:
    one = in_lake(tmp_path, with_orders("O1,1,2026-10-05,C1,2,100.00"))
    utc = pa.array([pd.Timestamp("2026-09-30 16:30", tz="UTC")], pa.timestamp("us", tz="UTC"))
    table = pq.read_table(tmp_path / "lake" / "order_lines.parquet")
    place = table.column_names.index("order_on")
    pq.write_table(
        table.set_column(place, "order_on", utc), tmp_path / "lake" / "order_lines.parquet"
    )
    with pytest.raises(SourceError, match="order_on holds moments of a time zone"):
        said(one)
    source = one.settings.source.model_copy(update={"time_zone": "Asia/Shanghai"})
    local = replace(one, settings=one.settings.model_copy(update={"source": source}))
    assert str(said(local).tables["order_lines"]["order_on"].iloc[0])[:10] == "2026-10-01"
