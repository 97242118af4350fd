"""`salesnb new` drafts a mapping that is right: Chinese, German, English headers, ERP reports."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from salesnb.i18n import use
from salesnb.newcompany.folder import make_company
from tests.cases.case import INPUTS
from tests.cli.commands import salesnb

CHINESE = INPUTS / "new-on-chinese-headers"
MONTH = ("--month", "2026-10")
EIGHT = {
    "order_id": "订单编号",
    "line_id": "行号",
    "order_on": "订单日期",
    "customer_id": "客户编号",
    "product_id": "产品编号",
    "quantity": "数量",
    "net_amount": "金额",
    "rep_id": "业务员",
    "region_id": "地区",
    "settlement_id": "结算方式",
}


def written(folder: Path, **files: str) -> Path:
    """Write text files, a name and its text each; return their folder."""
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def drafted(root: Path) -> dict[str, Any]:
    """Return the tables of the drafted mapping."""
    return dict(tomllib.loads((root / "mapping.toml").read_text(encoding="utf-8"))["tables"])


def new(folder: Path, tables: Path) -> dict[str, Any]:
    """Draft a mapping, see that the exports pass with it, and return its tables."""
    said = salesnb("new", folder, "--tables", tables)
    assert said.code == 0, said.err
    checked = salesnb("check", folder, *MONTH)
    assert checked.code == 0, checked.out
    return drafted(folder)


def test_common_chinese_headers(tmp_path: Path) -> None:
    tables = new(tmp_path / "mine", CHINESE)
    assert tables["order_lines"] == {"from": "销售明细", "columns": EIGHT}
    assert tables["customers"] == {
        "from": "客户档案",
        "columns": {
            "customer_id": "客户编号",
            "name": "客户名称",
            "segment": "行业",
            "region_id": "地区",
            "credit_limit": "信用额度",
        },
    }
    assert tables["products"]["columns"]["product_id"] == "产品编号"
    assert tables["products"]["distinct"] == ["product_id"]
    assert tables["reps"]["columns"] == {"rep_id": "业务员", "name": "业务员"}
    assert tables["settlement_terms"]["columns"]["settlement_id"] == "结算方式"
    checked = salesnb("check", tmp_path / "mine", *MONTH, "--json").json
    rows = {one["table"] for one in checked["tables"]}
    assert rows == {
        *("customers", "products", "reps", "regions", "settlement_terms", "order_lines")
    }
    settings = tomllib.loads((tmp_path / "mine" / "company.toml").read_text(encoding="utf-8"))
    assert settings["source"]["mapping"] == "mapping.toml"


def test_gbk_files_are_told_by_their_headers(tmp_path: Path) -> None:
    exports = Path(shutil.copytree(CHINESE, tmp_path / "exports"))
    for file in exports.glob("*.csv"):
        file.write_bytes(file.read_text(encoding="utf-8").encode("gb18030"))
    assert new(tmp_path / "mine", exports)["order_lines"]["columns"] == EIGHT
    stated = tomllib.loads((tmp_path / "mine" / "company.toml").read_text(encoding="utf-8"))
    assert stated["source"]["files"]["销售明细.csv"] == {"encoding": "gb18030"}


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_sheets_and_parquet(tmp_path: Path, kind: str) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    for file in CHINESE.glob("*.csv"):
        frame = pd.read_csv(file, dtype=str)
        if kind == "xlsx":
            frame.to_excel(exports / f"{file.stem}.xlsx", sheet_name=file.stem, index=False)
        else:
            frame.to_parquet(exports / f"{file.stem}.parquet", index=False)
    assert new(tmp_path / "mine", exports)["order_lines"]["columns"] == EIGHT


GERMAN_LINES = (
    "Auftragsnummer;Pos.;Artikelnummer;Artikelbezeichnung;Menge;Einzelpreis;Nettobetrag;MwSt\n"
    "A1;10;M1;Pumpe;2;617,28;1.234,56;234,57\n"
    "A2;10;M2;Ventil;1;20,00;20,00;3,80\n"
)
GERMAN_HEADS = (
    "Auftragsnummer;Belegdatum;Kunden-Nr.;Verkäufer;Zahlungsbedingung;Verkaufsgebiet\n"
    "A1;05.10.2026;K1;Müller;30 Tage netto;Nord\n"
    "A2;16.10.2026;K2;Schulz;Vorkasse;Süd\n"
)
GERMAN_CUSTOMERS = "KdNr;Firma;Ort;Kreditlimit\nK1;Alpha GmbH;Köln;5.000,00\nK2;Beta AG;Ulm;0,00\n"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_german_heads_and_lines(tmp_path: Path, encoding: str) -> None:
    files = {"positionen": GERMAN_LINES, "auftraege": GERMAN_HEADS, "kunden": GERMAN_CUSTOMERS}
    exports = written(tmp_path / "exports", **files)
    for name, text in files.items():
        (exports / f"{name}.csv").write_bytes(text.encode(encoding))
    if encoding != "utf-8":  # its headers are ASCII, a value is not: nothing is beyond doubt
        (exports / "kunden.csv").write_text(GERMAN_CUSTOMERS, encoding="utf-8")
    tables = new(tmp_path / "mine", exports)
    assert tables["order_lines"]["join"] == {
        "table": "auftraege",
        "name": "head",
        "on": ["Auftragsnummer"],
        "how": "required",
    }
    assert tables["order_lines"]["columns"] == {
        "order_id": "Auftragsnummer",
        "line_id": "Pos.",
        "order_on": "head.Belegdatum",
        "customer_id": "head.Kunden-Nr.",
        "product_id": "Artikelnummer",
        "quantity": "Menge",
        "net_amount": "Nettobetrag",
        "rep_id": "head.Verkäufer",
        "region_id": "head.Verkaufsgebiet",
        "settlement_id": "head.Zahlungsbedingung",
    }
    assert tables["reps"]["from"] == "auftraege"
    assert tables["customers"]["columns"]["credit_limit"] == "Kreditlimit"


ERP = {  # headers of order lines as programs write them, beside what the mapping must say
    "SAP": ("VBELN,POSNR,AUDAT,KUNNR,NAME1,MATNR,ARKTX,KWMENG,NETWR,ZTERM", "NETWR"),
    "用友": (
        "cSOCode,iRowNo,dDate,cCusCode,cCusName,cInvCode,cInvName,iQuantity,iNatMoney,cPersonName",
        "iNatMoney",
    ),
    "金蝶": ("单据编号,分录,日期,客户代码,客户,物料编码,物料名称,实发数量,金额,业务员", "金额"),
    "English": (
        "Sales Order No.,Line,Order Date,Customer ID,Customer Name,Item No.,Description,Qty,"
        "Net Amount,Sales Rep",
        "Net Amount",
    ),
    "net before tax": (
        "单号,行号,单据日期,客户,购货单位编码,货号,品名,数量,不含税金额,价税合计",
        "不含税金额",
    ),
}


@pytest.mark.parametrize("erp", ERP)
def test_headers_of_erp_reports(tmp_path: Path, erp: str) -> None:
    header, net = ERP[erp]
    rows = "1,10,2026-10-05,C1,甲,P1,泵,2,10.00,张三\n1,20,2026-10-05,C1,甲,P2,阀,1,5.00,张三\n"
    if erp == "net before tax":
        rows = (
            "1,10,2026-10-05,甲,C1,P1,泵,2,10.00,11.30\n1,20,2026-10-05,甲,C1,P2,阀,1,5.00,5.65\n"
        )
    tables = new(tmp_path / "mine", written(tmp_path / "exports", orders=f"{header}\n{rows}"))
    lines = tables["order_lines"]["columns"]
    names = header.split(",")
    assert lines["net_amount"] == net
    assert [lines[one] for one in ("order_id", "line_id", "order_on")] == names[:3]
    assert lines["customer_id"] in names[3:5] and lines["product_id"] == names[5]
    assert lines["quantity"] == names[7]
    assert tables["customers"]["distinct"] == ["customer_id"]


def test_price_times_quantity_and_ten_thousands(tmp_path: Path) -> None:
    priced = "发票号,开票日期,客户名称,产品名称,数量,单价\nF1,2026-10-05,甲,泵,2,10.5\n"
    tables = new(tmp_path / "a", written(tmp_path / "exports", 发票=priced))
    lines = tables["invoice_lines"]["columns"]
    assert lines["net_amount"] == "数量 * 单价"
    assert lines["line_id"] == "row_number(发票号)"
    assert lines["customer_id"] == "客户名称" and lines["product_id"] == "产品名称"
    scaled = "订单号,日期,客户编号,产品编号,数量,金额（万元）\n1,2026-10-05,C1,P1,2,1.5\n"
    tables = new(tmp_path / "b", written(tmp_path / "others", 订单=scaled))
    assert tables["order_lines"]["columns"]["net_amount"] == 'col("金额（万元）") * 10000'


def test_a_name_is_looked_up_where_the_master_has_numbers(tmp_path: Path) -> None:
    exports = written(
        tmp_path / "exports",
        orders="OrderNo,OrderDate,Customer,SKU,Qty,Amount\n1,2026-10-05,Alpha,P1,2,10\n",
        customers="Customer No,Customer Name,Industry\nC1,Alpha,Steel\n",
    )
    lines = new(tmp_path / "mine", exports)["order_lines"]
    assert lines["columns"]["customer_id"] == "of_customer.Customer No"
    assert lines["join"]["on"] == {"Customer": "Customer Name"}


def test_heads_with_totals_and_a_region_in_the_customers_only(tmp_path: Path) -> None:
    exports = written(
        tmp_path / "exports",
        销售订单="单据编号,单据日期,客户,价税合计,业务员\nS1,2026/10/5,甲,16.95,张三\n",
        销售订单明细="单据编号,分录,物料代码,数量,价税合计,税额\nS1,1,P1,2,11.30,1.30\nS1,2,P2,1,5.65,0.65\n",
        客户="编码,名称,所属地区\nC1,甲,华东\n",
    )
    tables = new(tmp_path / "mine", exports)
    lines = tables["order_lines"]["columns"]
    assert tables["order_lines"]["from"] == "销售订单明细"
    assert lines["net_amount"] == "价税合计 - 税额"
    assert lines["customer_id"] == "of_customer.编码"
    assert lines["rep_id"] == "head.业务员"
    assert tables["customers"]["columns"]["region_id"] == "所属地区"
    assert tables["regions"] == {
        "from": "客户",
        "where": "not is_blank(所属地区)",
        "distinct": ["region_id"],
        "columns": {"region_id": "所属地区", "name": "所属地区"},
    }


def test_a_person_with_two_names(tmp_path: Path) -> None:
    exports = written(
        tmp_path / "exports",
        orders="OrderID,OrderDate,CustomerID,EmployeeID,SKU,Qty,Amount\n1,2026-10-05,C1,E1,P1,2,10\n",
        employees="EmployeeID,LastName,FirstName,HireDate\nE1,Fuller,Ann,2020-01-01\n",
    )
    reps = new(tmp_path / "mine", exports)["reps"]["columns"]
    assert reps["name"] == "concat(FirstName, ' ', LastName)"
    assert reps["hired_on"] == "HireDate"


def test_a_header_of_two_lines(tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    row = {"订单\n编号": ["1"], "订单日期": ["2026-10-05"], "客户名称": ["甲"], "产品": ["泵"]}
    frame = pd.DataFrame({**row, "数量": [1], "金额": [9.5], "备注\n一": ["x"]})
    frame.to_excel(exports / "orders.xlsx", sheet_name="orders", index=False)
    assert new(tmp_path / "mine", exports)["order_lines"]["columns"]["order_id"] == "订单\n编号"


def test_monthly_files_are_one_table(tmp_path: Path) -> None:
    header = "订单编号,行号,订单日期,客户编号,产品编号,数量,金额\n"
    exports = written(
        tmp_path / "exports",
        **{f"销售_20260{n}": f"{header}{n},1,2026-0{n}-05,C1,P1,1,10.00\n" for n in (8, 9)},
    )
    new(tmp_path / "mine", exports)
    assert drafted(tmp_path / "mine")["order_lines"]["from"] == "销售_*"


def test_a_foreign_file_with_a_name_of_ours(tmp_path: Path) -> None:
    exports = written(
        tmp_path / "exports",
        customers="客户编码,客户全称\nC1,甲公司\n",
        order_lines="订单号,日期,客户编码,商品编码,数量,销售额\n1,2026-10-05,C1,P1,2,10.00\n",
    )
    tables = new(tmp_path / "mine", exports)
    assert tables["customers"]["columns"] == {"customer_id": "客户编码", "name": "客户全称"}
    assert tables["order_lines"]["columns"]["net_amount"] == "销售额"


def test_what_is_left_to_a_person_takes_five_lines(tmp_path: Path) -> None:
    files = {f"zettel_{letter}": f"x{letter},y\n1,2\n" for letter in "abcdefgh"}
    exports = written(
        tmp_path / "exports",
        bestellungen="Auftragsnr,Datum,Artikelnr,Bruttobetrag,Foo\n1,03/04/2026,P1,11.90,1\n",
        **files,
    )
    open_ = salesnb("new", tmp_path / "mine", "--tables", exports, "--json").json["open"]
    assert len(open_) <= 5
    assert open_[0].startswith("order_lines of bestellungen: no column found for `customer_id`")
    assert any("Bruttobetrag seems to be with tax" in line for line in open_)
    assert any("day or month first?" in line for line in open_)
    with use("zh"):
        said = make_company(tmp_path / "zweite", tables=exports).open
    assert said[0].startswith("bestellungen 中的 order_lines：未找到必填列")
    assert not any("seems" in line for line in said)


def test_a_blank_customer_is_named(tmp_path: Path) -> None:
    exports = written(
        tmp_path / "exports",
        sales="InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
        "1,P1,2,2026-10-05,3,C1\n2,P1,2,2026-10-05,3,\n",
    )
    said = salesnb("new", tmp_path / "mine", "--tables", exports)
    assert "sales: CustomerID is blank in 1 of the first 2 rows; `customer_id` must be" in said.out


def test_deals_with_their_stages(tmp_path: Path) -> None:
    exports = written(
        tmp_path / "exports",
        pipeline="opportunity_id,account,deal_stage,engage_date,close_value,sales_agent\n"
        "1,Alpha,Won,2026-10-05,100,Ann\n2,Alpha,Engaging,2026-10-05,,Ann\n",
    )
    said = salesnb("new", tmp_path / "mine", "--tables", exports)
    assert "say under `stage` what Engaging is" in said.out
    deals = drafted(tmp_path / "mine")["opportunities"]["columns"]
    assert deals["stage"]["values"]["Won"] == "won"
    assert deals["amount"] == "close_value"


def test_drafting_again_keeps_what_a_person_changed(tmp_path: Path) -> None:
    exports = Path(shutil.copytree(CHINESE, tmp_path / "exports"))
    root = tmp_path / "mine"
    new(root, exports)
    file = root / "mapping.toml"
    mine = file.read_text(encoding="utf-8").replace(
        'net_amount = "金额"', 'net_amount = "金额 * 2" # agreed with accounting'
    )
    mine = mine.replace('credit_limit = "信用额度"\n', "")
    file.write_text(mine, encoding="utf-8")
    lines = exports / "销售明细.csv"
    text = lines.read_text(encoding="utf-8").replace("结算方式", "销售渠道")
    lines.write_text(text, encoding="utf-8")
    said = salesnb("new", root, "--redraft")
    assert said.code == 0, said.err
    assert "tables.order_lines.columns.net_amount" in said.out
    tables = drafted(root)
    columns = tables["order_lines"]["columns"]
    assert columns["net_amount"] == "金额 * 2" and columns["sales_method_id"] == "销售渠道"
    assert "settlement_id" not in columns and "settlement_terms" not in tables
    assert "credit_limit" not in tables["customers"]["columns"]
    assert "# agreed with accounting" in file.read_text(encoding="utf-8")
    assert salesnb("check", root, *MONTH).code == 0
    before = file.read_bytes()
    assert salesnb("new", root, "--redraft").code == 0
    assert file.read_bytes() == before


def test_what_cannot_be_drafted_again(tmp_path: Path) -> None:
    root = make_company(tmp_path / "nw", mapping="northwind").root
    said = salesnb("new", root, "--redraft")
    assert said.code == 2 and "its mapping is not a draft" in said.err
    said = salesnb("new", root, "--redraft", "--mapping", "northwind")
    assert said.code == 2 and "names" in said.err


CHINESE_LINES = "订单号,日期,客户编号,产品编号,数量,金额\n1,2026-10-05,C1,P1,2,10.00\n"


def test_receipts_and_leads_where_their_headers_say_so(tmp_path: Path) -> None:
    exports = written(
        tmp_path / "exports",
        订单=CHINESE_LINES,
        客户="客户编号,客户名称\nC1,甲公司\n",
        收款="收款单号,收款日期,客户名称,收款金额\nS1,2026-10-08,甲公司,8.00\n",
        线索="线索编号,登记日期,公司,线索来源,业务员\nX1,2026-10-09,丙公司,展会,张三\n",
    )
    tables = new(tmp_path / "mine", exports)
    assert tables["receipts"]["columns"] == {
        "receipt_id": "收款单号",
        "customer_id": "of_customer.客户编号",
        "received_on": "收款日期",
        "amount": "收款金额",
    }
    leads = tables["leads"]["columns"]
    assert leads["lead_id"] == "线索编号" and leads["created_on"] == "登记日期"
    assert leads["lead_source_id"] == "线索来源" and leads["rep_id"] == "业务员"
    assert tables["lead_sources"]["columns"]["lead_source_id"] == "线索来源"


def test_who_asks_is_no_customer_yet(tmp_path: Path) -> None:
    exports = written(
        tmp_path / "exports",
        orders="Order No,Order Date,Customer,SKU,Qty,Amount\n1,2026-10-05,Alpha,P1,2,10\n",
        leads="Lead No,Date,Company,Source,Amount\nL1,2026-10-06,Beta,Fair,500\n",
    )
    tables = new(tmp_path / "mine", exports)
    assert tables["leads"]["columns"]["company_name"] == "Company"
    assert tables["customers"]["from"] == "orders"
    assert "invoice_lines" not in tables and tables["order_lines"]["from"] == "orders"


def test_receipts_without_a_number_of_their_own_are_left_to_a_person(tmp_path: Path) -> None:
    exports = written(
        tmp_path / "exports",
        订单=CHINESE_LINES,
        收款="收款日期,客户编号,收款金额\n2026-10-08,C1,8.00\n",
    )
    assert "receipts" not in new(tmp_path / "mine", exports)


def test_a_total_row_makes_no_column_blank(tmp_path: Path) -> None:
    exports = written(tmp_path / "exports", 订单=f"{CHINESE_LINES}合计,,,,2,10.00\n")
    said = salesnb("new", tmp_path / "mine", "--tables", exports)
    assert said.code == 0 and "To decide" not in said.out


def test_masters_that_two_exports_name_are_told_with_their_columns(tmp_path: Path) -> None:
    exports = written(
        tmp_path / "exports",
        orders="Order No,Order Date,Customer,Region,Qty,Amount\n1,2026-10-05,A,North,2,10\n",
        leads="Lead No,Date,Company,Territory\nL1,2026-10-06,Beta,South\n",
    )
    said = salesnb("new", tmp_path / "mine", "--tables", exports)
    assert "orders may be regions: region_id = Region" in said.out
    assert "leads may be regions: region_id = Territory" in said.out
    assert "_seen may be" not in said.out


def test_a_currency_that_nothing_names_is_asked_for(tmp_path: Path) -> None:
    lines = "Order No,Order Date,Customer,SKU,Qty,Amount\n1,2026-10-05,Alpha,P1,2,{amount}\n"
    asked = "no currency is named: state `currency` and `country`"
    for place, (amount, is_asked) in enumerate((("10.00", True), ("€10.00", False))):
        exports = written(tmp_path / f"exports{place}", orders=lines.format(amount=amount))
        said = salesnb("new", tmp_path / f"mine{place}", "--tables", exports)
        assert (asked in said.out) == is_asked, amount
    again = salesnb("new", tmp_path / "mine0", "--redraft")
    assert again.code == 0 and asked not in again.out
