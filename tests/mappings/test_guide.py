"""The example of the guide is a mapping that works, in both languages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from salesnb.sources.map.declared import parse_mapping
from salesnb.sources.map.functions import FUNCTIONS
from salesnb.sources.map.tables import map_tables
from tests.mappings.frames import exports, raw, rows

DOCS = Path(__file__).resolve().parents[2] / "docs"
GERMAN = exports(
    raw("kunden_2024", KdNr=["7"], Firma=["Alt"], Limit=["1.234,56"]),
    raw("kunden_2025", KdNr=["8"], Firma=["Neu"], Limit=[""], Ort=["Ulm"]),
    raw(
        "positionen",
        AuftragNr=["1", "2"],
        Pos=["1", "1"],
        Artikel=["A", "A"],
        Menge=["1.5", "1"],
        Preis=["2", "2"],
        Rabatt=["0.1", "0"],
        Status=["ok", "storniert"],
        Weg=["W", "D"],
    ),
    raw("auftraege", AuftragNr=["1", "2"], KdNr=["7", "8"], Datum=["31.05.2024", "01.06.2024"]),
    raw(
        "preise",
        Artikel=["A"],
        gueltig_ab=["2024-01-01"],
        gueltig_bis=["2024-05-31"],
        Listenpreis=["3"],
    ),
)
CHINESE = exports(
    raw("客户_2024", 客户编号=["7"], 客户名称=["甲"], 额度=["1.234,56"]),
    raw("客户_2025", 客户编号=["8"], 客户名称=["乙"], 额度=[""], 城市=["上海"]),
    raw(
        "订单明细",
        订单号=["1", "2"],
        行号=["1", "1"],
        货号=["A", "A"],
        数量=["1.5", "1"],
        单价=["2", "2"],
        折扣=["0.1", "0"],
        状态=["有效", "作废"],
        方式=["网", "直"],
    ),
    raw("订单", 订单号=["1", "2"], 客户编号=["7", "8"], 日期=["31.05.2024", "01.06.2024"]),
    raw("价格", 货号=["A"], 生效日=["2024-01-01"], 失效日=["2024-05-31"], 目录价=["3"]),
)


@pytest.mark.parametrize(
    ("page", "tables"), [("own-company.md", GERMAN), ("own-company.zh.md", CHINESE)]
)
def test_the_example_maps(page: str, tables: dict) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", text, re.S)
    assert example is not None
    mapped = map_tables(tables, parse_mapping(tomllib.loads(example.group(1)), where=page))
    limits = rows(mapped["customers"].table.select("customer_id", "credit_limit"))
    assert limits == [("7", "1234.560000"), ("8", None)]
    (line,) = mapped["order_lines"].table.to_pyarrow().to_pylist()
    assert line["order_on"] == "2024-05-31"
    assert line["sales_method_id"] == "online"
    assert (line["net_amount"], line["list_amount"]) == ("2.700000", "4.500000")


@pytest.mark.parametrize("page", ["own-company.md", "own-company.zh.md"])
def test_every_function_is_named(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    listed = re.search(r"`(abs [^`]*)`", text)
    assert listed is not None
    assert listed.group(1).split() == sorted(FUNCTIONS)
