"""The example of the guide is a mapping that works, in both languages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from salesnb.i18n import t, use
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


@pytest.mark.parametrize(("page", "lang"), [("own-company.md", "en"), ("own-company.zh.md", "zh")])
def test_every_function_is_explained(page: str, lang: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    with use(lang):
        written = [f"| `{one.usage}` | {t(one.gives)} |" for one in FUNCTIONS.values()]
    table = re.search(r"^\|---\|---\|\n((?:\| `abs.*\n)(?:\| `.*\n)*)", text, re.M)
    assert table is not None
    assert table.group(1).splitlines() == written


EXPORTED = ["number", "date", "customer", "qty", "amount", "currency", "line"]
MERGED = {
    "own-company.md": ("invoices", EXPORTED),
    "own-company.zh.md": ("发票", ["单号", "日期", "客户", "数量", "金额", "币种", "行号"]),
}
RATES = {
    "own-company.md": raw("rates", code=["USD"], day=["2026-10-01"], rate=["7"]),
    "own-company.zh.md": raw("汇率", 货币=["USD"], 日=["2026-10-01"], 汇率=["7"]),
}


@pytest.mark.parametrize("page", list(MERGED))
def test_the_examples_of_merged_cells_and_currencies_map(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    merged, currencies = re.findall(r"```toml\n(.*?)```", text, re.S)[1:3]
    file, names = MERGED[page]
    values = [["1", ""], ["2026-10-05", ""], ["C", ""], ["1", "1"], ["10", "2"], ["USD"] * 2]
    sheet = raw(file, **dict(zip(names, [*values, ["1", "2"]], strict=True)))
    mapped = map_tables(exports(sheet), parse_mapping(tomllib.loads(merged), where=page))
    lines = rows(mapped["invoice_lines"].table.select("invoice_id", "line_id", "invoice_on"))
    assert lines == [("1", 1, "2026-10-05"), ("1", 2, "2026-10-05")]
    assert rows(mapped["instalments"].table.select("due_amount", "due_on")) == [
        ("12.000000", "2026-11-04")
    ]
    tables = exports(sheet, RATES[page])
    mapped = map_tables(tables, parse_mapping(tomllib.loads(currencies), where=page))
    assert ("70.000000",) in rows(mapped["invoice_lines"].table.select("net_amount"))
