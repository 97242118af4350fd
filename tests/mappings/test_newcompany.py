"""`salesnb new`: what is made, what is said about the exports, what is never touched."""

from __future__ import annotations

import gzip
import tomllib
from pathlib import Path

import duckdb
import pytest
from openpyxl import Workbook

from salesnb.errors import CompanyError, MappingError
from salesnb.newcompany.folder import make_company
from salesnb.paths import open_company
from salesnb.settings import Settings
from salesnb.sources.map.declared import load_mapping

NORTHWIND = (
    "Orders",
    "OrderDetails",
    "Customers",
    "Products",
    "Categories",
    "Employees",
    "EmployeeTerritories",
    "Territories",
    "Region",
)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """A folder with one table of each kind, one of them in an old Chinese encoding."""
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "customers.csv").write_bytes("\ufeffcustomer_id,name\nC1,甲\n".encode())
    (folder / "Items.csv").write_text("ItemNo;ItemName;ListPrice\n1;Nut;2\n", encoding="utf-8")
    (folder / "visits.csv").write_bytes("visit_id,note\n1,拜访\n".encode("gb18030"))
    with gzip.open(folder / "reps.csv.gz", "wt", encoding="utf-8") as file:
        file.write("rep_id,name\nR1,Ann\n")
    book = Workbook()
    book.active.title = "Orders"
    book.active.append(["Order", "Line"])
    book.save(folder / "Orders.xlsx")
    return folder


def test_a_folder_that_opens_with_every_default(tmp_path: Path) -> None:
    new = make_company(tmp_path / "acme")
    company = open_company(new.root)
    assert company.name == "acme"
    defaults = Settings.model_validate({"company": {"name": "acme"}})
    assert company.settings == defaults
    assert all(folder.is_dir() for folder in (company.tables, company.plan, company.inbox))
    assert (new.root / ".gitignore").read_text() == "months/\n"
    assert new.found == ()


def test_the_skeleton_explains_itself_in_both_languages(tmp_path: Path) -> None:
    text = (make_company(tmp_path / "acme").root / "company.toml").read_text(encoding="utf-8")
    assert "without tax" in text and "不含税" in text


def test_what_is_found(tmp_path: Path, exports: Path) -> None:
    new = make_company(tmp_path / "acme", tables=exports)
    found = {one.name: (one.kind, one.encoding, one.delimiter) for one in new.found}
    assert found == {
        "Items": ("csv", "utf-8", ";"),
        "Orders": ("xlsx", "xlsx", ""),
        "customers": ("csv", "utf-8-sig", ","),
        "reps": ("csv", "utf-8", ","),
        "visits": ("csv", "", ","),
    }
    assert {one.name: one.columns for one in new.found}["customers"] == ("customer_id", "name")
    (visits,) = new.unreadable
    assert dict(visits.readings)["gb18030"] == "拜访"
    assert dict(visits.readings)["cp1252"] != "拜访"
    assert open_company(new.root).settings.source.path == exports.resolve().as_posix()


def test_a_foreign_table_is_guessed_and_drafted(tmp_path: Path, exports: Path) -> None:
    new = make_company(tmp_path / "acme", tables=exports)
    guessed = {one.raw: one for one in new.guesses}
    assert {raw: one.table for raw, one in guessed.items()} == {
        "Items": "products",
        "Orders": "order_lines",
    }
    guess = guessed["Items"]
    assert guess.columns == {"product_id": "ItemNo", "name": "ItemName", "list_price": "ListPrice"}
    assert new.draft is not None
    draft = load_mapping(new.draft.name, folder=new.root)
    assert draft.tables["products"][0].columns["name"].is_ == "ItemName"
    assert (
        tomllib.loads(new.draft.read_text(encoding="utf-8"))["tables"]["products"]["from"]
        == "Items"
    )


def test_a_shipped_mapping_that_fits_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    for name in NORTHWIND:
        (folder / f"{name}.csv").write_text("ID\n1\n", encoding="utf-8")
    assert make_company(tmp_path / "a", tables=folder).fitting == ("northwind",)
    (folder / "Region.csv").unlink()
    assert make_company(tmp_path / "b", tables=folder).fitting == ()
    new = make_company(tmp_path / "c", tables=folder, mapping="northwind")
    assert new.missing == ("Region",)
    assert open_company(new.root).settings.source.ignore == ()
    settings = open_company(new.root).settings
    assert (settings.source.mapping, settings.company.currency) == ("northwind", "USD")


def test_a_mapping_for_other_exports_names_the_one_that_fits(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    for name in NORTHWIND:
        (folder / f"{name}.csv").write_text("ID\n1\n", encoding="utf-8")
    new = make_company(tmp_path / "a", tables=folder, mapping="adventureworks")
    assert "SalesOrderHeader" in new.missing
    assert new.fitting == ("northwind",)


def test_a_guess_is_told_in_words(tmp_path: Path, exports: Path) -> None:
    said = {one.raw: str(one) for one in make_company(tmp_path / "acme", tables=exports).guesses}
    assert said["Items"] == (
        "Items may be products: product_id = ItemNo, name = ItemName, list_price = ListPrice"
    )
    assert "; required and not found: " in said["Orders"]


def test_an_own_mapping_is_copied_and_checked_first(tmp_path: Path) -> None:
    own = tmp_path / "ours.toml"
    own.write_text('[tables.customers]\nfrom = "x"\n[tables.customers.colums]\n', encoding="utf-8")
    with pytest.raises(MappingError, match="did you mean 'columns'"):
        make_company(tmp_path / "acme", mapping=str(own))
    assert not (tmp_path / "acme").exists()
    own.write_text('[tables.customers]\nfrom = "customers"\n', encoding="utf-8")
    new = make_company(tmp_path / "acme", mapping=str(own))
    assert open_company(new.root).settings.source.mapping == "ours.toml"
    assert load_mapping("ours.toml", folder=new.root).tables


def test_a_database_is_pointed_at(tmp_path: Path) -> None:
    file = tmp_path / "erp.duckdb"
    with duckdb.connect(str(file)) as con:
        con.execute("create table customers (customer_id text, name text)")
    new = make_company(tmp_path / "acme", tables=file)
    assert [(one.name, one.columns) for one in new.found] == [
        ("customers", ("customer_id", "name"))
    ]
    assert open_company(new.root).settings.source.kind == "duckdb"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    make_company(tmp_path / "acme")
    before = (tmp_path / "acme" / "company.toml").read_bytes()
    with pytest.raises(CompanyError, match="is there already and is left as it is"):
        make_company(tmp_path / "acme")
    assert (tmp_path / "acme" / "company.toml").read_bytes() == before
    (tmp_path / "file").write_text("x")
    with pytest.raises(CompanyError):
        make_company(tmp_path / "file")


def test_wrong_names_make_nothing(tmp_path: Path) -> None:
    with pytest.raises(CompanyError, match="no such folder"):
        make_company(tmp_path / "acme", tables=tmp_path / "nowhere")
    with pytest.raises(MappingError, match="did you mean 'northwind'"):
        make_company(tmp_path / "acme", mapping="northwnd")
    assert not (tmp_path / "acme").exists()


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("visit_id,note\n1,拜访客户\n2,电话\n", "gb18030", "gb18030"),
        ("visit_id,note\n1,Müller\n2,Grün\n", "cp1252", ""),
        ("visit_id,note\n1,Müller\n2,拜访\n", "gb18030", ""),
    ],
)
def test_rows_of_chinese_text_tell_the_encoding_below_headers_in_ascii(
    tmp_path: Path, text: str, encoding: str, expected: str
) -> None:
    (tmp_path / "visits.csv").write_bytes(text.encode(encoding))
    (one,) = make_company(tmp_path / "company", tables=tmp_path).found
    assert one.encoding == expected and bool(one.readings) == (not expected)
    stated = tomllib.loads((tmp_path / "company" / "company.toml").read_text(encoding="utf-8"))
    files = stated["source"].get("files", {})
    assert ({"encoding": "gb18030"} in files.values()) == (expected == "gb18030")
