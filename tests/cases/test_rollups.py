"""Sums of other rows are set aside, named, and in the ledger; a sum without its parts is kept."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest

from salesnb.months import Month
from salesnb.paths import open_company
from salesnb.snapshot import close_month
from tests.cases.case import copied
from tests.cli.commands import salesnb
from tests.sources.gate import CUSTOMERS, MONTH, company, said, with_orders

ORDER = "O1,1,2026-10-05,C1,2,100"
REGIONS = "region_id,name,parent_id\nR0,All,\nR1,North,R0\nR2,South,R0\nR11,Harbour,R1\n"
SIZES = "segment,region_id,product_group,period_start,period_end,source,size_amount\n"
TARGETS = "target_id,measure,period_start,period_end,region_id,product_group,target_value\n"
SPEND = "marketing_channel_id,region_id,period_start,amount\n"


def _size(segment: str, region: str, group: str, amount: int, year: int = 2025) -> str:
    return f"{segment},{region},{group},{year}-01-01,{year}-12-31,Assoc,{amount}\n"


def _target(number: int, region: str, group: str, value: int, month: str = "10") -> str:
    return f"T{number},sales,2026-{month}-01,2026-{month}-28,{region},{group},{value}\n"


@pytest.mark.parametrize(
    ("case", "table", "n_rows", "money", "place"),
    [
        ("market-total-group", "market_sizes", 12, "10680000.000000", "line 10 = 'A · R1 · Total'"),
        ("targets-region-and-parent", "issued_targets", 9, "216000.000000", "line 4 = 'R0'"),
    ],
)
def test_sums_are_named_and_stand_in_the_ledger(
    tmp_path: Path, case: str, table: str, n_rows: int, money: str, place: str
) -> None:
    root = copied(case, tmp_path)
    checked = salesnb("check", root, "--month", "2026-09")
    assert checked.code == 0 and f"{table}.csv {place}: a sum of other rows" in checked.out
    snapshot = close_month(open_company(root), Month.parse("2026-09"), to=root / "scratch")
    ledger = snapshot.frame("ledger").set_index(["table", "reason"])
    assert ledger.loc[(table, "roll_up"), ["rows", "money"]].tolist() == [n_rows, money]


@pytest.mark.parametrize("word", ["Total", "合计", "Grand-Total", "Summe", "小计："])
def test_a_total_in_any_language_beside_its_parts_is_a_sum(tmp_path: Path, word: str) -> None:
    rows = _size("A", "R1", "G1", 60) + _size("A", "R1", "G2", 40) + _size("A", "R1", word, 100)
    found = said(company(tmp_path, _with(REGIONS, market_sizes=SIZES + rows)))
    assert found.tables["market_sizes"]["size_amount"].sum() == 100
    assert found.ledger[["table", "reason", "rows"]].to_numpy().tolist() == [
        ["market_sizes", "roll_up", 1]
    ]
    assert found.n_errors == 0


def test_a_grand_total_over_several_dimensions_is_a_sum_too(tmp_path: Path) -> None:
    rows = [_size("A", "R1", "G1", 60), _size("B", "R2", "G2", 40)]
    rows += [_size("Total", "R1", "G1", 60), _size("Total", "R0", "Total", 100)]
    found = said(company(tmp_path, _with(REGIONS, market_sizes=SIZES + "".join(rows))))
    assert found.tables["market_sizes"]["size_amount"].sum() == 100


def test_totals_and_parents_without_their_parts_are_kept(tmp_path: Path) -> None:
    sizes = _size("A", "R1", "Total", 100) + _size("A", "R1", "G1", 60, year=2024)
    targets = _target(1, "R0", "", 50) + _target(2, "R1", "", 9, month="09")
    targets += _target(3, "R2", "G1", 9)
    files = _with(REGIONS, market_sizes=SIZES + sizes, issued_targets=TARGETS + targets)
    found = said(company(tmp_path, files))
    assert found.sentences == [] and len(found.tables["market_sizes"]) == 2
    assert len(found.tables["issued_targets"]) == 3


def test_a_parent_of_any_generation_is_a_sum(tmp_path: Path) -> None:
    rows = _target(1, "R0", "G1", 9) + _target(2, "R11", "G1", 9)
    found = said(company(tmp_path, _with(REGIONS, issued_targets=TARGETS + rows)))
    assert found.tables["issued_targets"]["target_id"].tolist() == ["T2"]


def test_an_identifier_that_says_total_is_no_unknown_one(tmp_path: Path) -> None:
    files = _with(
        REGIONS,
        marketing_channels="marketing_channel_id,name\nM1,Fairs\n",
        spend=SPEND + "M1,R1,2026-10-01,7\nM1,R2,2026-10-01,5\nM1,合计,2026-10-01,12\n",
    )
    found = said(company(tmp_path, files))
    assert found.n_errors == 0 and found.tables["spend"]["amount"].sum() == 12
    assert found.ledger["money"].tolist() == [12]
    snapshot = close_month(company(tmp_path, files), MONTH, to=tmp_path / "scratch")
    assert snapshot.manifest["totals"]["spend"]["source_money"] == "24.000000"


def test_a_customer_whose_name_is_total_is_a_customer(tmp_path: Path) -> None:
    files = {
        **with_orders(ORDER),
        "customers.csv": CUSTOMERS + "TOTAL,Total\n",
        "products.csv": "product_id,name\nP1,Pump\n",
        "sell_out.csv": "customer_id,product_id,period_start,sell_out_quantity\n"
        "C1,P1,2026-10-01,5\nTOTAL,P1,2026-10-01,5\n",
    }
    assert len(said(company(tmp_path, files)).tables["sell_out"]) == 2


def test_parquet_behind_a_mapping_is_read_alike(tmp_path: Path) -> None:
    rows = _size("A", "R1", "G1", 60) + _size("A", "R1", "总计", 60)
    raw = pd.read_csv(io.StringIO(SIZES + rows)).rename(columns={"product_group": "Gruppe"})
    files = _with(REGIONS)
    raw.to_parquet(tmp_path / "markt.parquet")
    files["markt.parquet"] = (tmp_path / "markt.parquet").read_bytes()
    names = [one for one in raw.columns if one != "Gruppe"]
    columns = "".join(f'{one} = "{one}"\n' for one in names) + 'product_group = "Gruppe"\n'
    mapping = f'[tables.market_sizes]\nfrom = "markt"\n[tables.market_sizes.columns]\n{columns}'
    (tmp_path / "mapping.toml").write_text(mapping)
    found = said(company(tmp_path, files, source={"mapping": "mapping.toml"}))
    assert [one for one in found.sentences if "markt.parquet row 2" in one]
    assert found.tables["market_sizes"]["size_amount"].sum() == 60


def _with(regions: str, **tables: str) -> dict[str, str | bytes]:
    files = {f"{name}.csv": text for name, text in tables.items()}
    return {**with_orders(ORDER), "regions.csv": regions, **files}


def test_a_sum_above_incomplete_parts_says_by_how_much_it_differs(tmp_path: Path) -> None:
    rows = _size("A", "R0", "G1", 1000) + _size("A", "R1", "G1", 300) + _size("A", "R2", "G1", 100)
    rows += _size("B", "R0", "G1", 50) + _size("B", "R1", "G1", 50)
    found = said(company(tmp_path, _with(REGIONS, market_sizes=SIZES + rows)))
    assert found.sentences == [
        "market_sizes.csv line 2 = 'A · R0 · G1': a sum of other rows, set aside so that nothing"
        " counts twice (2 lines, 1,050.00); it is 1,000.00, the rows below it add up to 400.00: a"
        " difference of 600.00; export the rows that are lacking, or leave such sums out of the"
        " export",
        "market_sizes.csv line 5 = 'B · R0 · G1': a sum of other rows, set aside so that nothing"
        " counts twice (2 lines, 1,050.00); leave such rows out of the export",
    ]


def test_a_sum_of_sums_is_compared_with_the_rows_that_stay(tmp_path: Path) -> None:
    rows = _size("A", "R0", "G1", 90) + _size("A", "R1", "G1", 70) + _size("A", "R11", "G1", 60)
    found = said(company(tmp_path, _with(REGIONS, market_sizes=SIZES + rows)))
    assert "it is 90.00, the rows below it add up to 60.00" in found.sentences[0]
    assert "it is 70.00, the rows below it add up to 60.00" in found.sentences[1]


def test_a_sum_that_says_so_is_kept_beside_its_parts(tmp_path: Path) -> None:
    """Whoever adds targets up leaves declared sums out; who compares areas finds theirs."""
    head = TARGETS.replace("target_value\n", "target_value,is_rollup\n")
    rows = [_target(1, "R0", "", 9), _target(2, "R1", "", 9)]
    table = head + rows[0].replace("\n", ",true\n") + rows[1].replace("\n", ",false\n")
    found = said(company(tmp_path, _with(REGIONS, issued_targets=table)))
    assert sorted(found.tables["issued_targets"]["target_id"]) == ["T1", "T2"]
    assert found.sentences == []


def test_versions_of_a_target_are_no_parts_of_each_other_s_sums(tmp_path: Path) -> None:
    head = TARGETS.replace("target_value\n", "target_value,version\n")
    rows = [(1, "R0", 9, 1), (2, "R1", 9, 1), (3, "R1", 7, 2), (4, "R0", 7, 2)]
    table = head + "".join(
        _target(n, region, "", value).replace("\n", f",{version}\n")
        for n, region, value, version in rows
    )
    found = said(company(tmp_path, _with(REGIONS, issued_targets=table)))
    assert sorted(found.tables["issued_targets"]["target_id"]) == ["T2", "T3"]
    assert not any("a difference of" in one for one in found.sentences)
