"""A path is a path and an export is data: no pattern, no template, nothing read from elsewhere."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import nbformat
import pytest

from salesnb.cli import main
from salesnb.pack.check import check_pack
from salesnb.runs.schedule import take_out_folder
from tests.cases.case import INPUTS
from tests.cli.commands import Said, salesnb
from tests.runs.small import MONTH, bytes_below, company, good, run, states, workbooks

HOSTILE = INPUTS / "hostile"
LINES = (
    "select 'O1' order_id, '1' line_id, date '2026-10-05' order_on, 'C1' customer_id,"
    " 2 quantity, {amount}.0 net_amount"
)


def check(root: Path) -> Said:
    return salesnb("check", root, "--month", "2026-10")


def first(root: Path) -> str:
    """Return the first sentence of `salesnb check`, which ends with errors."""
    said = check(root)
    assert said.code == 1
    return said.out.splitlines()[0]


def new(root: Path) -> list[str]:
    return salesnb("new", root.parent / "new", "--tables", root / "tables").out.splitlines()


def parquet(root: Path, *, amount: int = 1) -> Path:
    """Replace a small company's orders by a folder with one Parquet file, and return that."""
    (root / "tables" / "order_lines.csv").unlink(missing_ok=True)
    file = root / "tables" / "order_lines" / "a.parquet"
    file.parent.mkdir(exist_ok=True)
    target = root.parent / "a.parquet"
    with duckdb.connect() as con:
        con.sql(LINES.format(amount=amount)).write_parquet(str(target))
    os.replace(target, file)
    return file


def test_a_folder_is_no_pattern(tmp_path: Path) -> None:
    for name, amount in (("co1", 1), ("co[1]", 20), ("co*", 300)):
        parquet(company(tmp_path / name).root, amount=amount)
    for name, amount in (("co1", 1), ("co[1]", 20), ("co*", 300)):
        totals = tmp_path / name / "tables" / "control_totals.csv"
        totals.write_text(f"table,rows,net\norder_lines,1,{amount}\n")
        assert check(tmp_path / name).code == 0


@pytest.mark.parametrize(
    "name",
    [
        'it\'s "so" [1] {0} {name} 北方 公司',
        *(pytest.param(name, marks=pytest.mark.long) for name in ("co[1]", "{0}", "it's", "北方")),
    ],
)
def test_a_run_in_a_folder_of_any_name(tmp_path: Path, name: str) -> None:
    books = workbooks(tmp_path / "books", {"a": good("a", "a_sum")}, a='writes = ["a_sum"]')
    packs = []
    for one in (company(tmp_path / "plain"), company(tmp_path / name / "co")):
        outcome = run(one, books)
        assert set(states(outcome).values()) == {"done"}, outcome.workbooks
        assert check_pack(one, MONTH, "en").empty
        packs.append(bytes_below(one.month(MONTH).root))
    assert packs[0] == packs[1]


def test_only_the_parameter_is_taken_out_of_a_page(tmp_path: Path) -> None:
    """A company that lies at `/data`: its numbers stand in `<data>` elements."""
    cell = nbformat.v4.new_code_cell(
        '# Parameters\ncompany = "/data"\nmonth = "2026-10"',
        metadata={"tags": ["injected-parameters"]},
    )
    page = nbformat.v4.new_output("display_data", {"text/html": "<data>1</data>"})
    shown = nbformat.v4.new_code_cell("show()", outputs=[page])
    file = tmp_path / "a.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell, shown]), file)
    take_out_folder(file, "北方")
    found = json.loads(file.read_text(encoding="utf-8"))["cells"]
    assert "".join(found[0]["source"]).splitlines()[1] == 'company = "北方"'
    assert found[1]["outputs"][0]["data"]["text/html"] == ["<data>1</data>"]


def database(root: Path, view: str) -> Path:
    """Make a company's exports a DuckDB file with order lines and a view of customers."""
    with duckdb.connect(str(root / "erp.duckdb")) as con:
        con.execute(f"create table order_lines as {LINES.format(amount=1)}")
        con.execute(f"create view customers as {view}")
    with (root / "company.toml").open("a") as file:
        file.write('[source]\nkind = "duckdb"\npath = "erp.duckdb"\n')
    return root


@pytest.mark.parametrize("function", ["read_text", "read_blob", "read_csv", "glob"])
def test_a_view_of_an_export_reads_no_other_file(tmp_path: Path, function: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words\n")
    view = f"select 'C1' customer_id, * from {function}('{secret}')"
    root = database(company(tmp_path / "co").root, view)
    assert first(root).startswith("erp.duckdb: 'customers' cannot be read: Permission Error")
    assert "secret words" not in check(root).out


def test_a_view_of_its_own_tables_is_read(tmp_path: Path) -> None:
    view = "select customer_id, 'North' as name from order_lines"
    assert check(database(company(tmp_path / "it's").root, view)).code == 0


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    root = company(tmp_path / "co").root
    os.mkfifo(root / "tables" / "visits.csv")
    message = "visits.csv: neither a file nor a folder; "
    assert first(root).startswith(message)
    assert any(line.startswith(message) for line in new(root))


def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    root, other = company(tmp_path / "co").root, company(tmp_path / "other").root
    (root / "tables" / "customers.csv").unlink()
    (root / "tables" / "customers.csv").symlink_to(other / "tables" / "customers.csv")
    message = "customers.csv: a link that leads out of tables/; "
    assert first(root).startswith(message)
    assert any(line.startswith(message) for line in new(root))


@pytest.mark.parametrize("name", [".run", "report", "snapshot", "run.json"])
def test_a_month_that_leads_elsewhere_is_refused_and_nothing_there_touched(
    tmp_path: Path, name: str
) -> None:
    root, other = company(tmp_path / "co").root, tmp_path / "other"
    other.mkdir()
    (other / "kept").write_text("kept")
    (other / "kept").chmod(0o444)
    (root / "months" / "2026-10").mkdir(parents=True)
    (root / "months" / "2026-10" / name).symlink_to(other)
    said = salesnb("run", root, "--month", "2026-10")
    assert said.code != 0
    assert f"2026-10: {name}: a link that leads out of months/" in said.err
    assert (other / "kept").stat().st_mode & 0o777 == 0o444
    assert [one.name for one in other.iterdir()] == ["kept"]


def hostile(name: str, folder: Path) -> Path:
    root = company(folder / "co").root
    (root / "tables" / "order_lines.csv").unlink()
    for file in (HOSTILE / name).iterdir():
        shutil.copy(file, root / "tables")
    return root


DAMAGED = "the file is damaged, or of another kind than its name says ("


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("fuzz_pq_flip0", f"order_lines.parquet: {DAMAGED}TProtocolException"),
        ("fuzz_pq_badutf8", f"order_lines.parquet: {DAMAGED}Invalid Input Error"),
        ("fuzz_xlsx_errcell_badref", f"order_lines.xlsx: {DAMAGED}'H' is no address of a cell); "),
        ("fuzz_xlsx_farcell", "order_lines.xlsx: a cell far from the table: XFD1048576; "),
        ("fuzz_xlsx_no_sheet1.xml", f"order_lines.xlsx: {DAMAGED}of sheet 'Sheet1' xl/worksheets"),
        ("fuzz_xlsx_twosheets", "order_lines.xlsx: 2 sheets have a header: Sheet1, customers; "),
    ],
)
def test_a_damaged_file_is_one_sentence(tmp_path: Path, name: str, message: str) -> None:
    root = hostile(name, tmp_path)
    said = check(root)
    assert said.code == 1
    assert sum(message in line for line in (said.out + said.err).splitlines()) == 1
    listed = new(root)
    if name not in {"fuzz_pq_badutf8", "fuzz_xlsx_twosheets"}:  # their headers can be read
        assert sum(message.split("(")[0] in line for line in listed) == 1


def test_parts_of_a_table_that_do_not_go_together(tmp_path: Path) -> None:
    root = company(tmp_path / "co").root
    file = parquet(root)
    other = LINES.replace("date '2026-10-05'", "'2026-10-05'").format(amount=1)
    with duckdb.connect() as con:
        con.sql(other).write_parquet(str(file.with_name("b.parquet")))
    assert first(root).startswith(
        "order_lines: b.parquet: column 'order_on' is text there and a date in a.parquet; "
    )
    file.with_name("b.parquet").write_bytes(b"")
    assert first(root).startswith(f"order_lines: {DAMAGED}b.parquet: ")


@pytest.mark.parametrize(
    ("start", "message"),
    [
        (b"EncryptedPackage", "the workbook is protected by a password"),
        (b"Workbook", "an old workbook (`.xls`), whatever its name says"),
    ],
)
def test_workbooks_that_are_none(tmp_path: Path, start: bytes, message: str) -> None:
    root = company(tmp_path / "co").root
    inner = start.decode().encode("utf-16-le")
    (root / "tables" / "visits.xlsx").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + inner
    )
    assert first(root).startswith(f"visits.xlsx: {message}; ")


def test_a_compressed_file_that_never_ends_its_line(tmp_path: Path) -> None:
    root = company(tmp_path / "co").root
    with gzip.open(root / "tables" / "visits.csv.gz", "wb") as file:
        for _ in range(17):
            file.write(b"x" * 1_000_000)
    assert first(root).startswith("visits.csv.gz: a line is longer than 16 MB: no table; ")


@pytest.mark.parametrize("month", ["0000-01", "9999-12"])
def test_a_month_that_no_company_has(month: str) -> None:
    said = salesnb("run", "demo", "--month", month)
    assert said.code == 2
    assert said.err.splitlines()[0] == f"■ month = '{month}': not a month"


def test_a_demo_company_of_few_orders(tmp_path: Path) -> None:
    assert salesnb("demo", tmp_path / "few", "--scale", "0.02").code == 0


def test_a_terminal_that_lacks_characters(tmp_path: Path) -> None:
    root = company(tmp_path / "co").root
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252", "SALESNB_LANG": "zh"}
    done = subprocess.run(
        [sys.executable, "-c", f"from {main.__module__} import main; main()", "check", str(root)],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0 and done.stderr == b""


@pytest.mark.parametrize(
    ("url", "extra"), [("postgresql://h/x", "postgres"), ("spark://", "spark")]
)
def test_a_server_without_its_driver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, extra: str
) -> None:
    for module in ("psycopg", "pyspark", "salesnb.sources.read.spark"):
        monkeypatch.setitem(sys.modules, module, None)
    root = company(tmp_path / "co").root
    with (root / "company.toml").open("a") as file:
        file.write(f'[source]\nurl = "{url}"\n')
    said = check(root)
    assert said.code == 1
    assert f"needs the extra {extra}" in said.err and f"salesnb[{extra}]" in said.err
