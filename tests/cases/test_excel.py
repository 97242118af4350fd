"""Excel's cell types survive, and what a workbook does not say is told: with sheet and cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from salesnb.months import Month
from salesnb.paths import open_company
from salesnb.snapshot.close import check_exports
from tests.cases.case import copied
from tests.cli.commands import salesnb

HEAD = ["order_id", "line_id", "order_on", "customer_id", "quantity", "net_amount"]
DAY = dt.date(2026, 9, 5)
LINE = ["O1", 1, DAY, "C1", 2, 100.5]


def checked(root: Path) -> tuple[list[str], int]:
    """Return what `salesnb check` says line by line, and how it ends."""
    said = salesnb("check", root, "--month", "2026-09")
    return said.out.splitlines(), said.code


def lines(root: Path, table: str = "invoice_lines") -> pd.DataFrame:
    """Return the checked rows of a table."""
    spill = root / "spill"
    spill.mkdir()
    clean = check_exports(open_company(root), Month.parse("2026-09"), spill=spill)
    rows = clean.tables[table].execute()
    clean.con.disconnect()
    return rows


def september(root: Path) -> Decimal:
    rows = lines(root)
    days = pd.to_datetime(rows["invoice_on"])
    return Decimal(rows.loc[days.dt.strftime("%Y-%m") == "2026-09", "net_amount"].sum())


def company(
    folder: Path, write: Callable[[Worksheet], None], *, source: str = "", epoch: object = None
) -> Path:
    """Return a company with one workbook of orders, written by `write`, and two customers."""
    (folder / "tables").mkdir()
    (folder / "company.toml").write_text(f'[company]\nname = "T"\n[source]\n{source}\n')
    (folder / "tables" / "customers.csv").write_text("customer_id,name\nC1,North\nC2,South\n")
    book = Workbook()
    if epoch is not None:
        book.epoch = epoch
    book.active.title = "Data"
    write(book.active)
    book.save(folder / "tables" / "order_lines.xlsx")
    return folder


def rows(*more: list[object]) -> Callable[[Worksheet], None]:
    def write(sheet: Worksheet) -> None:
        for row in (HEAD, *more):
            sheet.append(row)

    return write


def test_days_of_1904_without_a_date_format(tmp_path: Path) -> None:
    root = copied("xlsx-1904-general", tmp_path)
    assert checked(root)[1] == 0
    assert september(root) == Decimal("25080")


@pytest.mark.parametrize("day", ["order_on", "day(order_on)"])
def test_days_of_1904_in_a_mapping(tmp_path: Path, day: str) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    serial = (DAY - dt.date(1904, 1, 1)).days
    row = ["O1", 1, serial, "C1", 2, 100.5]
    root = company(tmp_path, rows(row), source='mapping = "m.toml"', epoch=CALENDAR_MAC_1904)
    columns = "\n".join(f'{one} = "{one}"' for one in HEAD if one != "order_on")
    (root / "m.toml").write_text(
        f'[tables.order_lines]\nfrom = "order_lines"\n[tables.order_lines.columns]\n{columns}\n'
        f"order_on = '{day}'\n"
    )
    assert lines(root, "order_lines")["order_on"].astype(str).tolist() == ["2026-09-05"]


def test_several_sheets_and_the_setting(tmp_path: Path) -> None:
    root = copied("xlsx-extra-sheet", tmp_path)
    said, code = checked(root)
    state = '[source.files."invoice_lines.xlsx"] sheet = "Data"'
    assert said[0] == (
        "invoice_lines.xlsx: 2 sheets have a header: Data, Parameters;"
        f" state which one in company.toml: {state}"
    )
    assert code == 1 and not any("no table" in line for line in said)
    with (root / "company.toml").open("a") as file:
        file.write(state.replace("] ", "]\n") + "\n")
    assert checked(root)[1] == 0


def test_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    root = company(tmp_path, rows(LINE), source='files."order_lines.xlsx".sheet = "Date"')
    assert checked(root)[0][0] == (
        "order_lines.xlsx: no sheet 'Date'; there are: Data; did you mean 'Data'?"
    )


def test_a_hidden_sheet_is_no_export(tmp_path: Path) -> None:
    def write(sheet: Worksheet) -> None:
        rows(LINE)(sheet)
        hidden = sheet.parent.create_sheet("Lists")
        hidden.append(["a", "b"])
        hidden.sheet_state = "veryHidden"

    said, code = checked(company(tmp_path, write))
    assert code == 0
    assert said[0].startswith("order_lines.xlsx Lists: the sheet is hidden, and left out; ")


def test_formulas_without_a_value(tmp_path: Path) -> None:
    said, code = checked(copied("xlsx-formula-no-value", tmp_path))
    assert code == 1
    assert said[0] == (
        "invoice_lines.xlsx Sheet1!G2 net_amount = '=F2*95': a formula without a value;"
        " open the file in Excel and save it: that computes its formulas"
    )


@pytest.mark.parametrize("column", ["D", "C", "F"])
def test_formulas_without_a_value_in_text_days_and_amounts(tmp_path: Path, column: str) -> None:
    def write(sheet: Worksheet) -> None:
        rows(LINE)(sheet)
        sheet[f"{column}2"] = "=A2"

    said, code = checked(company(tmp_path, write))
    assert code == 1
    assert said[0].startswith(f"order_lines.xlsx Data!{column}2 ")
    assert "'=A2': a formula without a value; " in said[0]


def test_formulas_that_a_library_wrote_as_0(tmp_path: Path) -> None:
    root = company(tmp_path, rows(LINE))
    with xlsxwriter.Workbook(root / "tables" / "order_lines.xlsx") as book:
        sheet = book.add_worksheet()
        for i, row in enumerate((HEAD, ["O1", 1, "2026-09-05", "C1", 2, 0])):
            sheet.write_row(i, 0, row)
        sheet.write_formula("F2", "=E2*95")
    assert "Sheet1!F2 net_amount = '=E2*95': a formula without a value" in checked(root)[0][0]


def test_whole_numbers_of_16_digits_stay_whole(tmp_path: Path) -> None:
    root = copied("xlsx-long-id", tmp_path)
    assert checked(root)[1] == 0
    assert "4500012345678901" in set(lines(root)["customer_id"])


@pytest.mark.parametrize(
    ("number", "is_told"),
    [(110101199001011000, True), (12345678901234567, True), (4500012345678901, False)],
)
def test_numbers_that_excel_rounded_are_told(tmp_path: Path, number: int, is_told: bool) -> None:
    root = company(tmp_path, rows(["O1", 1, DAY, number, 2, 100.5]))
    (root / "tables" / "customers.csv").write_text(f"customer_id,name\n{number},North\n")
    said, _ = checked(root)
    assert any("Excel keeps 15 digits" in line for line in said) is is_told


@pytest.mark.parametrize("mark", [",", "."])
def test_number_cells_have_no_decimal_mark_to_apply(tmp_path: Path, mark: str) -> None:
    amounts = [12.345, 0.665, 1.9, 1234567, -7.25, 1e-05]
    orders = [[f"O{n}", 1, DAY, "C1", 1, amount] for n, amount in enumerate(amounts)]
    root = company(tmp_path, rows(*orders), source=f'decimal_mark = "{mark}"')
    found = [float(one) for one in lines(root, "order_lines")["net_amount"]]
    assert found == amounts


def test_number_cells_of_the_case(tmp_path: Path) -> None:
    root = copied("xlsx-numeric-decimal-comma", tmp_path)
    assert checked(root)[1] == 0
    assert Decimal("12.345") in set(lines(root)["quantity"])


def test_number_cells_in_a_mapping_that_states_a_comma(tmp_path: Path) -> None:
    root = company(tmp_path, rows(["O1", 1, DAY, "C1", 2, 12.345]), source='mapping = "m.toml"')
    columns = "\n".join(f'{one} = "{one}"' for one in HEAD[:-1])
    (root / "m.toml").write_text(
        f'[tables.order_lines]\nfrom = "order_lines"\n[tables.order_lines.columns]\n{columns}\n'
        "net_amount = \"number(net_amount, ',')\"\n"
    )
    assert lines(root, "order_lines")["net_amount"].tolist() == [Decimal("12.345")]


def test_date_cells_in_a_mapping_that_states_how_text_is_written(tmp_path: Path) -> None:
    orders = [LINE, ["O2", 1, "14.09.2026", *LINE[3:]]]
    root = company(tmp_path, rows(*orders), source='mapping = "m.toml"')
    columns = "\n".join(f'{one} = "{one}"' for one in HEAD if one != "order_on")
    (root / "m.toml").write_text(
        f'[tables.order_lines]\nfrom = "order_lines"\n[tables.order_lines.columns]\n{columns}\n'
        'order_on = { column = "order_on", date = "%d.%m.%Y" }\n'
    )
    found = lines(root, "order_lines")["order_on"].astype(str).tolist()
    assert found == ["2026-09-05", "2026-09-14"]


def test_percent_and_yes_or_no_are_what_they_are(tmp_path: Path) -> None:
    root = company(tmp_path, rows(LINE))
    book = Workbook()
    for row in (
        ["promotion_id", "name", "starts_on", "ends_on", "discount_share"],
        ["P1", "Autumn", DAY, DAY, 0.25],
    ):
        book.active.append(row)
    book.active["E2"].number_format = "0%"
    book.save(root / "tables" / "promotions.xlsx")
    assert lines(root, "promotions")["discount_share"].tolist() == [Decimal("0.25")]


def test_the_cell_of_a_table_that_begins_elsewhere(tmp_path: Path) -> None:
    said, code = checked(copied("xlsx-offset-cell", tmp_path))
    assert code == 1
    assert said[0].startswith(
        "invoice_lines.xlsx Sheet!H10 net_amount = '#REF!': an error of Excel; "
    )


def test_an_error_in_a_text_column_is_no_name(tmp_path: Path) -> None:
    root = company(tmp_path, rows(LINE))
    (root / "tables" / "customers.csv").unlink()
    book = Workbook()
    for row in (["customer_id", "name"], ["C1", "#N/A"]):
        book.active.append(row)
    book.active["B2"].data_type = "e"
    book.save(root / "tables" / "customers.xlsx")
    said, code = checked(root)
    assert code == 1
    assert said[0].startswith("customers.xlsx Sheet!B2 name = '#N/A': an error of Excel; ")


def test_exchanged_days_and_months(tmp_path: Path) -> None:
    said, code = checked(copied("xlsx-real-and-text-dates", tmp_path))
    assert code == 1
    assert said[0].startswith(
        "invoice_lines.xlsx Sheet1!C1 invoice_on: the column holds date cells (132) and dates as"
        " text (132), and no date cell has a day above 12: "
    )


@pytest.mark.parametrize("order", ["dmy", "mdy"])
def test_the_file_of_another_order_is_told_as_well(tmp_path: Path, order: str) -> None:
    text = "14/09/2026" if order == "dmy" else "09/14/2026"
    orders = [["O1", 1, dt.date(2026, 5, 9), "C1", 1, 1], ["O2", 1, text, "C1", 1, 1]]
    root = company(tmp_path, rows(*orders), source=f'date_order = "{order}"')
    said, code = checked(root)
    assert code == 1 and "Excel has exchanged day and month" in said[0]


def test_date_cells_that_are_sound_beside_text(tmp_path: Path) -> None:
    orders = [["O1", 1, dt.date(2026, 9, 20), "C1", 1, 1], ["O2", 1, "14/09/2026", "C1", 1, 1]]
    said, code = checked(company(tmp_path, rows(*orders), source='date_order = "dmy"'))
    assert code == 0
    assert said[0].startswith(
        "order_lines.xlsx Data!C1 order_on: the column holds date cells (1) and dates as text (1);"
    )


def test_doubts_of_a_column_that_is_not_used_stop_nothing(tmp_path: Path) -> None:
    def write(sheet: Worksheet) -> None:
        for row in ([*HEAD, "zzz"], [*LINE, dt.date(2026, 5, 9)], ["O2", *LINE[1:], "14/09/2026"]):
            sheet.append(row)

    said, code = checked(company(tmp_path, write))
    assert code == 0 and not any("date cells" in line for line in said)


def test_heads_of_documents_that_are_merged(tmp_path: Path) -> None:
    said, code = checked(copied("merged-document-cells", tmp_path))
    assert code == 1
    assert said[0].startswith(
        "invoice_lines.xlsx Sheet1!A3 invoice_id: blank below a filled one: merged cells?; "
    )


def test_one_blank_among_many_is_only_missing(tmp_path: Path) -> None:
    orders = [[f"O{n}", 1, None if n == 7 else DAY, "C1", 1, 1] for n in range(12)]
    said, _ = checked(company(tmp_path, rows(*orders)))
    assert said[0] == "order_lines.xlsx Data!C9 order_on: missing; every row needs one"


def test_merged_cells_of_an_optional_column_are_told(tmp_path: Path) -> None:
    def write(sheet: Worksheet) -> None:
        for row in ([*HEAD, "region_id"], [*LINE, "R1"], ["O2", *LINE[1:]], ["O3", *LINE[1:]]):
            sheet.append(row)
        sheet.merge_cells("G2:G4")

    said, code = checked(company(tmp_path, write))
    assert code == 0
    assert "Data!G1 region_id: merged cells (1, the first is G2:G4): only the first row" in said[0]


def test_a_macro_workbook_is_read(tmp_path: Path) -> None:
    root = company(tmp_path, rows(LINE))
    file = root / "tables" / "order_lines.xlsx"
    file.rename(file.with_suffix(".xlsm"))
    assert len(lines(root, "order_lines")) == 1
    assert load_workbook(file.with_suffix(".xlsm")).sheetnames == ["Data"]
