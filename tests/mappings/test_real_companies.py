"""Real exports through `salesnb new`, reading, mapping and check: totals exact, no faults."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from salesnb.months import Month
from salesnb.newcompany.folder import make_company
from salesnb.paths import open_company
from salesnb.snapshot import check_exports, close_month
from salesnb.sources.check.gate import CleanTables, check_tables
from salesnb.sources.map.declared import load_mapping
from salesnb.sources.map.tables import map_tables
from salesnb.sources.read.engine import connect
from salesnb.sources.read.source import read_source
from tests.mappings.real import NORTHWIND, OLTP, RESELLER, Real


def clean(real: Real, tmp_path: Path, shared_data: Path) -> CleanTables:
    """Return the checked tables of a new company that points at the real exports."""
    new = make_company(tmp_path / "company", mapping=real.mapping, tables=shared_data / real.folder)
    assert new.missing == ()
    company = open_company(new.root)
    con = connect(spill=tmp_path)
    exports = read_source(company, con, None, spill=tmp_path)
    mapping = load_mapping(company.settings.source.mapping, folder=company.root)
    mapped = map_tables(exports.tables, mapping)
    month = Month.parse(real.month)
    return check_tables(mapped, exports, company.settings, con=con, month=month)


def net_by(tables: CleanTables, column: str) -> dict[str, Decimal]:
    lines = tables.tables["order_lines"]
    rows = lines.group_by(column).agg(net=lines.net_amount.sum()).to_pyarrow().to_pylist()
    return {row[column]: row["net"] for row in rows}


def check_totals(tables: CleanTables, real: Real) -> None:
    assert tables.n_errors == 0
    assert tables.problems.empty, tables.problems[["file", "column", "message"]].to_string()
    lines = tables.tables["order_lines"]
    totals = lines.aggregate(n=lines.count(), net=lines.net_amount.sum()).to_pyarrow().to_pylist()
    assert totals == [{"n": real.n_lines, "net": real.net}]


def test_northwind(tmp_path: Path, shared_data: Path) -> None:
    tables = clean(NORTHWIND, tmp_path, shared_data)
    check_totals(tables, NORTHWIND)
    assert tables.ledger.empty
    regions = tables.tables["regions"].execute().set_index("region_id")
    assert set(regions.loc[["1", "2", "3", "4"], "name"]) == {
        "Eastern",
        "Western",
        "Northern",
        "Southern",
    }
    reps = tables.tables["reps"].execute().set_index("rep_id")
    assert reps.loc["5", ["name", "manager_id", "region_id"]].tolist() == [
        "Steven Buchanan",
        "2",
        "1",
    ]


def test_adventureworks_resellers_with_targets(tmp_path: Path, shared_data: Path) -> None:
    tables = clean(RESELLER, tmp_path, shared_data)
    check_totals(tables, RESELLER)
    targets = tables.tables["issued_targets"].execute()
    names = tables.tables["reps"].execute().set_index("rep_id")["name"]
    managers = set(names[targets.loc[targets["is_rollup"].astype(bool), "rep_id"].unique()])
    assert managers == {"Brian Welcker", "Stephen Jiang", "Amy Alberts", "Syed Abbas"}
    assert len(targets) == 809
    assert (targets["period_start"].dt.day == 1).all()
    month_ends = targets["period_start"] + pd.offsets.MonthEnd(0)
    assert (targets["period_end"] == month_ends).all()


@pytest.fixture(scope="module")
def oltp(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> CleanTables:
    return clean(OLTP, tmp_path_factory.mktemp("oltp"), shared_data)


@pytest.mark.long
def test_adventureworks_oltp(oltp: CleanTables) -> None:
    check_totals(oltp, OLTP)
    by_method = net_by(oltp, "sales_method_id")
    assert by_method == {
        "direct": Decimal("80487704.179188"),
        "online": Decimal("29358677.220700"),
    }
    assert oltp.ledger["reason"].tolist() == ["left_out_by_mapping"] * 2
    quotas = oltp.tables["issued_targets"].execute().sort_values("period_start")
    of_one = quotas[quotas["rep_id"] == "275"]
    gaps = of_one["period_start"].shift(-1) - of_one["period_end"]
    assert {gap.days for gap in gaps.dropna()} == {1}, "quota periods meet without gap"


@pytest.mark.long
def test_adventureworks_quotas_are_also_what_reps_commit_to(oltp: CleanTables) -> None:
    """A third a month of each quota, to the cent, said before its months begin."""
    said = oltp.tables["commitments"].execute()
    quotas = oltp.tables["issued_targets"].execute()
    assert len(said) == 3 * len(quotas)
    assert said["sales_amount"].sum() == quotas["target_value"].sum()
    by_rep = said.groupby("rep_id")["sales_amount"].sum()
    assert (by_rep == quotas.groupby("rep_id")["target_value"].sum()).all()
    assert (said["period_start"].dt.day == 1).all()
    assert (said["committed_on"] < said["period_start"]).all()
    assert not said.duplicated(["rep_id", "period_start"]).any(), "quarters meet without overlap"


@pytest.mark.long
def test_prices_hold_to_the_end_of_their_last_day(oltp: CleanTables, shared_data: Path) -> None:
    """Lines ordered on the last day of a price carry that price, counted from the raw files."""
    folder = shared_data / OLTP.folder
    expected = oltp.con.raw_sql(
        f"""
        select d.SalesOrderDetailID, cast(d.OrderQty as decimal(38,6)) * p.ListPrice as list_amount
        from read_csv('{folder}/SalesOrderDetail.csv.gz') d
        join read_csv('{folder}/SalesOrderHeader.csv.gz') h using (SalesOrderID)
        join read_csv('{folder}/ProductListPriceHistory.csv.gz',
                      types={{'ListPrice': 'decimal(38,6)'}}) p
          on p.ProductID = d.ProductID and cast(p.EndDate as date) = h.OrderDate
        """
    ).fetchall()
    assert len(expected) > 0
    lines = oltp.tables["order_lines"]
    ids = [str(line) for line, _ in expected]
    found = lines.filter(lines.line_id.isin(ids)).select("line_id", "list_amount").to_pyarrow()
    amounts = {row["line_id"]: row["list_amount"] for row in found.to_pylist()}
    assert amounts == {str(line): amount.quantize(Decimal("0.000001")) for line, amount in expected}


@pytest.mark.parametrize(
    "real",
    [NORTHWIND, RESELLER, pytest.param(OLTP, marks=pytest.mark.long)],
    ids=lambda r: r.mapping,
)
def test_snapshot_and_ledger_are_the_source(real: Real, tmp_path: Path, shared_data: Path) -> None:
    """The closing month holds every line: whole cents in the cube, parts of cents in the ledger."""
    new = make_company(tmp_path / "company", mapping=real.mapping, tables=shared_data / real.folder)
    snapshot = close_month(open_company(new.root), Month.parse(real.month))
    cube = snapshot.frame("sales_cube")
    ledger = snapshot.frame("ledger")
    of_lines = ledger[ledger["table"] == "order_lines"]
    cents = int((cube["net_amount"] * 100).round().sum())
    rounded = of_lines.loc[of_lines["reason"] == "rounding", "money"]
    parts = sum((Decimal(str(money)) for money in rounded), Decimal(0))
    assert Decimal(cents) / 100 + parts == real.net
    assert int(cube["n_lines"].sum()) == real.n_lines
    further = {"rounding of list_amount", "rounding of cost_amount"}
    assert set(of_lines["reason"]) <= {"rounding", *further}
    assert snapshot.manifest["sales_basis"] == "order"


def test_a_database_of_typed_columns_gives_the_same_total(
    tmp_path: Path, shared_data: Path
) -> None:
    """Northwind with prices and discounts as floats of a DuckDB file: still exact."""
    database = tmp_path / "northwind.duckdb"
    with duckdb.connect(str(database)) as con:
        for file in sorted((shared_data / NORTHWIND.folder).glob("*.csv.gz")):
            con.execute(f"create table {file.name.split('.')[0]} as from read_csv('{file}')")
    new = make_company(tmp_path / "company", mapping="northwind", tables=database)
    company, month = open_company(new.root), Month.parse(NORTHWIND.month)
    tables = check_exports(company, month, spill=tmp_path)
    assert tables.n_errors == 0
    assert sum(net_by(tables, "rep_id").values()) == NORTHWIND.net
