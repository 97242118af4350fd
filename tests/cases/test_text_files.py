"""Text files as people have them: titles, totals, hints, line ends, encodings, broken lines."""

from __future__ import annotations

import gzip
import tomllib
from pathlib import Path

import pytest
import xlsxwriter

from salesnb.i18n import use
from salesnb.months import Month
from salesnb.paths import open_company
from salesnb.snapshot.close import close_month
from tests.cases.case import INPUTS, copied
from tests.cli.commands import Said, salesnb

HEAD = "order_id,line_id,order_on,customer_id,quantity,net_amount"
ROWS = [f"O{i},1,2026-10-0{i},C{1 + i % 2},{i},{i}00.50" for i in range(1, 7)]
BAD = "O9,1,x,C1,1,5"
IS_USABLE = "The exports can be used."
NAMES = [  # file name and delimiter; the table umsatz is read through a mapping
    ("order_lines.csv", ","),
    ("umsatz.csv", ";"),
    ("umsatz.csv.gz", "|"),
    ("order_lines.tsv", "\t"),
    ("order_lines.txt", ";"),
]
MAPPING = """
[tables.order_lines]
from = "umsatz"
[tables.order_lines.columns]
order_id = "order_id"
line_id = "line_id"
order_on = "order_on"
customer_id = "customer_id"
quantity = "quantity"
net_amount = "net_amount"
"""


def written(lines: list[str], delimiter: str = ",", *, encoding: str = "utf-8") -> bytes:
    return ("\n".join(lines) + "\n").replace(",", delimiter).encode(encoding)


def company(folder: Path, name: str, content: bytes, *, toml: str = "") -> Path:
    """Make a company of one file; where its table is called umsatz, with a mapping."""
    root = folder / "company"
    (root / "tables").mkdir(parents=True)
    stored = gzip.compress(content) if name.endswith(".gz") else content
    (root / "tables" / name).write_bytes(stored)
    source = ""
    if name.startswith("umsatz"):
        source = '[source]\nmapping = "mapping.toml"\n'
        (root / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    (root / "company.toml").write_text(f'[company]\nname = "T"\n{source}{toml}', encoding="utf-8")
    return root


def check(root: Path, month: str = "2026-10") -> Said:
    return salesnb("check", root, "--month", month)


def faults(said: Said) -> list[str]:
    """What was said of files, without the table of those that came in and the verdict."""
    return [line for line in said.out.splitlines() if ".csv" in line and "│" not in line]


def pasted(said: Said) -> dict[str, object]:
    """The settings of the one file that the output proposes, read as TOML."""
    lines = said.out.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("[source.files."))
    (settings,) = tomllib.loads("\n".join(lines[start : start + 2]))["source"]["files"].values()
    return dict(settings)


def paste(root: Path, said: Said) -> None:
    """Put the proposed lines at the end of company.toml, as a person does."""
    lines = said.out.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("[source.files."))
    file = root / "company.toml"
    text = file.read_text(encoding="utf-8") + "\n" + "\n".join(lines[start : start + 2]) + "\n"
    file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("case", ["trailing-delimiter", "mixed-newlines", "sep-hint"])
def test_odd_forms_are_read_without_a_word(case: str, tmp_path: Path) -> None:
    root = copied(case, tmp_path)
    said = check(root, "2026-09")
    assert (said.code, faults(said)) == (0, [])
    lines = close_month(open_company(root), Month.parse("2026-09")).manifest["totals"]
    assert lines["invoice_lines"]["source_rows"] == 24
    assert float(lines["invoice_lines"]["source_money"]) == 61655.00


def test_a_text_file_is_read(tmp_path: Path) -> None:
    root = copied("txt-export-ignored", tmp_path)
    said = check(root, "2026-09")
    assert said.code == 0 and "invoice_lines.txt │ 24" in said.out
    new = salesnb("new", tmp_path / "n", "--tables", root / "tables")
    assert "invoice_lines.txt │ 9" in new.out


@pytest.mark.parametrize(("name", "delimiter"), NAMES)
def test_all_forms_at_once(name: str, delimiter: str, tmp_path: Path) -> None:
    """Titles with a setting, a trailing delimiter, mixed ends, a broken line, a total, a note."""
    lines = ["Orders of October", "", HEAD + ",", *[row + "," for row in ROWS], "O7,1,x"]
    text = written([*lines, BAD + ",", "Total,,,,22,2108.00,", "", "(7 rows)"], delimiter)
    half = len(text) // 2
    mixed = text[:half].replace(b"\n", b"\r\n") + text[half:]
    root = company(tmp_path, name, mixed)
    proposal = check(root)
    assert pasted(proposal) == {"header_row": 3}
    paste(root, proposal)
    said = check(root)
    found = [line for line in said.out.splitlines() if line.startswith(name)]
    assert [line.split(" = ")[0].removeprefix(f"{name} ") for line in found] == [
        "line 10",
        "line 12",
        "line 14",
        "line 11 order_on",
    ]
    assert "3 fields where the header has 7" in found[0]
    assert "net_amount 2108.00 is the sum of rows above" in found[1]
    assert "a note below the table" in found[2]
    assert "'x': not a date" in found[3]


def test_a_header_below_titles_is_proposed_and_taken(tmp_path: Path) -> None:
    root = copied("title-rows-xlsx", tmp_path)
    said = check(root, "2026-09")
    assert said.code == 1 and said.out.startswith(
        "invoice_lines.xlsx: the header seems to stand in row 4 of sheet Sheet1"
        " (invoice_id, line_id, invoice_on, customer_id, ...); state it in company.toml:\n"
        '[source.files."invoice_lines.xlsx"]\nheader_row = 4\n'
    )
    assert said.out.count("not known") == said.out.count("missing") == 0
    paste(root, said)
    again = check(root, "2026-09")
    assert again.code == 0 and "invoice_lines │ invoice_lines.xlsx!Sheet1 │ 24" in again.out


def test_new_writes_what_is_beyond_doubt(tmp_path: Path) -> None:
    for case, file, stated in (
        ("title-rows-xlsx", "invoice_lines.xlsx", {"header_row": 4}),
        ("utf16-no-bom", "invoice_lines.csv", {"encoding": "utf-16-le"}),
    ):
        root = copied(case, tmp_path)
        new = tmp_path / f"new-{case}"
        said = salesnb("new", new, "--tables", root / "tables")
        ((name, value),) = stated.items()
        assert f"{file}: {name} = " in said.out and "is written into company.toml" in said.out
        declared = tomllib.loads((new / "company.toml").read_text(encoding="utf-8"))
        assert declared["source"]["files"] == {file: {name: value}}


def test_a_stated_header_row_beyond_the_file(tmp_path: Path) -> None:
    toml = '[source.files."order_lines.csv"]\nheader_row = 99\n'
    root = company(tmp_path, "order_lines.csv", written([HEAD, *ROWS]), toml=toml)
    assert faults(check(root)) == [
        "order_lines.csv: no header in line 99, as header_row says;"
        " correct header_row in company.toml"
    ]


@pytest.mark.parametrize("titles", [["Note"], ["Report,,,,,", ",,,,,", "User,Li,,,,"]])
def test_rows_that_are_no_titles_are_left_alone(titles: list[str], tmp_path: Path) -> None:
    """A table whose first row is its header keeps it, whatever stands below."""
    root = company(tmp_path, "order_lines.csv", written([HEAD, *titles[1:], *ROWS]))
    assert "header seems" not in check(root).out


def test_a_total_is_left_out_and_stands_in_the_ledger(tmp_path: Path) -> None:
    root = copied("total-row-bottom", tmp_path)
    said = check(root, "2026-09")
    assert (said.code, faults(said)) == (
        0,
        [
            "invoice_lines.csv line 26 = 'Total': looks like a total (net_amount 61655.00 is the"
            " sum of rows above); it is left out and stands in the ledger"
        ],
    )
    snapshot = close_month(open_company(root), Month.parse("2026-09"))
    ledger = snapshot.frame("ledger").astype(str)
    (row,) = ledger[ledger["reason"] == "total_row"].to_dict("records")
    assert (row["table"], row["rows"], float(row["money"])) == ("invoice_lines", "1", 61655.0)
    assert snapshot.frame("sales_cube")["net_amount"].sum() == pytest.approx(61655.0)


@pytest.mark.parametrize(
    ("name", "delimiter", "total"),
    [
        ("order_lines.csv.gz", ",", "Total,,,,21,2103.00"),
        ("order_lines.txt", "\t", "合计,,,,,2103.00"),
        ("umsatz.csv", ";", "Gesamt:,,,,21,2103.00"),
        ("umsatz.tsv", "\t", "Summe,2103.00"),
    ],
)
def test_totals_of_all_kinds(name: str, delimiter: str, total: str, tmp_path: Path) -> None:
    root = company(tmp_path, name, written([HEAD, *ROWS, total], delimiter))
    said = check(root)
    assert said.code == 0 and "net_amount 2103.00 is the sum of rows above" in said.out
    ledger = close_month(open_company(root), Month.parse("2026-10")).frame("ledger").astype(str)
    assert ledger[["reason", "rows"]].to_numpy().tolist() == [["total_row", "1"]]
    assert ledger["money"].astype(float).tolist() == [2103.0]


def test_subtotals_and_a_total_without_a_word(tmp_path: Path) -> None:
    lines = [HEAD, *ROWS[:2], "Subtotal C1,,,,3,301.00", *ROWS[2:], "小计,,,,18,1802.00", BAD]
    root = company(tmp_path, "order_lines.csv", written(lines))
    said = check(root)
    assert [line.partition(":")[0] for line in faults(said)] == [
        "order_lines.csv line 4 = 'Subtotal C1'",
        "order_lines.csv line 9 = '小计'",
        "order_lines.csv line 10 order_on = 'x'",
    ]
    other = company(tmp_path / "b", "order_lines.csv", written([HEAD, *ROWS, ",,,,21,2103.00"]))
    assert "line 8 = '21': looks like a total" in check(other).out


@pytest.mark.parametrize(
    "row",
    [
        "Total,,,,21,2103.01",  # no sum of anything
        "Total,1,2026-10-09,C1,21,2103.00",  # a whole row of an order that is called so
        "O9,,,,,2103.00",  # a sum, and an identifier
        "O9",  # a line that was cut off
    ],
)
def test_a_row_that_may_be_real_is_never_left_out(row: str, tmp_path: Path) -> None:
    root = company(tmp_path, "order_lines.csv", written([HEAD, *ROWS, row]))
    said = check(root)
    assert "left out" not in said.out
    assert said.code == (0 if "C1" in row else 1)


def test_a_total_in_a_sheet_and_in_a_master(tmp_path: Path) -> None:
    root = company(tmp_path, "customers.csv", b"customer_id,name\nC1,A\nC2,B\nTotal,2\n")
    with xlsxwriter.Workbook(str(root / "tables" / "order_lines.xlsx")) as book:
        sheet = book.add_worksheet("Data")
        for i, line in enumerate([HEAD, *ROWS]):
            sheet.write_row(i, 0, line.split(","), None)
        sheet.write_row(7, 0, ["总计", "", "", "", 21, 2103])
    said = check(root)
    assert said.code == 0
    assert "customers.csv line 4 = 'Total': looks like a total (2 is the number of rows" in said.out
    assert "order_lines.xlsx Data row 8 = '总计': looks like a total (net_amount 2103" in said.out


def test_a_broken_line_hides_none_behind_it(tmp_path: Path) -> None:
    said = check(copied("line-with-a-field-too-many", tmp_path))
    assert faults(said) == [
        "order_lines.csv line 3 = '2,1,2026-10-06,A,1,1,234': 7 fields where the header has 6;"
        " check quotes and delimiters on that line",
        "order_lines.csv line 5 quantity = 'x': not a number; write it as 1234.50",
    ]


@pytest.mark.parametrize(("name", "delimiter"), NAMES)
def test_open_quotes_hide_none_behind_them(name: str, delimiter: str, tmp_path: Path) -> None:
    lines = [HEAD, ROWS[0], 'O2,1,2026-10-02,"C1,2,3', ROWS[2], 'O4,1,2026-10-02,"C1,2,3', BAD]
    said = check(company(tmp_path, name, written([*lines, ROWS[4]], delimiter)))
    places = [line.split(" = ")[0] for line in said.out.splitlines() if line.startswith(name)]
    assert places == [f"{name} line 3", f"{name} line 5", f"{name} line 6 order_on"]


def test_a_record_over_several_lines_is_sound(tmp_path: Path) -> None:
    lines = [HEAD + ",promotion_id", ROWS[0] + ',"a\nb, ""c"""', BAD + ",", ROWS[1] + ",5,6"]
    said = check(company(tmp_path, "order_lines.csv", written(lines)))
    assert [line.split(" = ")[0] for line in faults(said)] == [
        "order_lines.csv line 5",
        "order_lines.csv line 4 order_on",
    ]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_are_named(encoding: str, tmp_path: Path) -> None:
    content = written([HEAD, *ROWS, BAD], ";", encoding=encoding)
    root = company(tmp_path, "order_lines.csv", content)
    said = check(root)
    assert f"order_lines.csv: {encoding[:6].upper()}, not UTF-8" in said.out
    assert pasted(said) == {"encoding": encoding}
    paste(root, said)
    assert [line.partition(":")[0] for line in faults(check(root))] == [
        "order_lines.csv line 8 order_on = 'x'"
    ]


def test_utf16_without_a_mark(tmp_path: Path) -> None:
    root = copied("utf16-no-bom", tmp_path)
    paste(root, check(root, "2026-09"))
    assert check(root, "2026-09").code == 0


def test_an_encoding_is_told_before_the_mapping(tmp_path: Path) -> None:
    root = copied("gbk-without-encoding", tmp_path)
    said = check(root)
    assert said.code == 1 and said.out.startswith(
        "销售明细.csv: not UTF-8; two readings of the first such line: gb18030: 订单编号,"
    )
    assert "/ cp1252: ¶©µ¥±àºÅ" in said.out
    assert pasted(said) == {"encoding": "gb18030"} and "no table" not in said.out + said.err
    paste(root, said)
    assert "not UTF-8" not in check(root).out


def test_the_likelier_reading_comes_first(tmp_path: Path) -> None:
    lines = [HEAD + ",promotion_id", *[row + ",Müllers Straße" for row in ROWS]]
    said = check(company(tmp_path, "order_lines.csv", written(lines, encoding="cp1252")))
    assert "gb18030: M黮lers Stra遝 / cp1252: Müllers Straße; state it" in said.out
    assert 'encoding = "cp1252"  # or "gb18030"' in said.out


def test_a_second_setting_of_a_file_is_added_to_its_section(tmp_path: Path) -> None:
    toml = '[source.files."order_lines.csv"]\nencoding = "gb18030"\n'
    content = written(["订单", HEAD, *ROWS], encoding="gb18030")
    said = check(company(tmp_path, "order_lines.csv", content, toml=toml))
    assert "add it to the file's section in company.toml:\nheader_row = 2\n" in said.out


def test_control_characters_are_one_sentence(tmp_path: Path) -> None:
    root = company(tmp_path, "order_lines.csv", b"")
    source = INPUTS / "hostile" / "fuzz_csv105_nul_order_lines" / "order_lines.csv"
    (root / "tables" / "order_lines.csv").write_bytes(source.read_bytes())
    about_line_9 = [line for line in faults(check(root, "2025-07")) if " line 9 " in line]
    assert len(about_line_9) == 1 and "a control character, which no text has" in about_line_9[0]


def test_mixed_line_ends_of_the_hostile_kind(tmp_path: Path) -> None:
    root = company(tmp_path, "order_lines.csv", b"")
    source = INPUTS / "hostile" / "mixed_eol" / "order_lines.csv"
    (root / "tables" / "order_lines.csv").write_bytes(source.read_bytes())
    said = check(root, "2025-07")
    assert said.code == 0 and "order_lines.csv │ 400" in said.out


def test_a_header_with_an_escape_is_shown_harmless(tmp_path: Path) -> None:
    content = written([HEAD + ",no\x1b[31mte", *[row + ",a" for row in ROWS]])
    root = company(tmp_path, "order_lines.csv", content)
    said = check(root)
    assert "\x1b" not in said.out and "no\\x1b[31mte" in said.out
    new = salesnb("new", tmp_path / "n", "--tables", root / "tables")
    assert "\x1b" not in new.out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (gzip.compress(bytes(200_000_000), mtime=0), "a line is longer than 16 MB: no table"),
        (gzip.compress(written([HEAD, *ROWS * 900]), mtime=0)[:-40], "the file is damaged"),
        (b"order_id", "the file is damaged"),
    ],
)
def test_damaged_compressed_files(content: bytes, message: str, tmp_path: Path) -> None:
    root = company(tmp_path, "customers.csv", b"customer_id,name\nC1,A\n")
    (root / "tables" / "order_lines.csv.gz").write_bytes(content)
    (fault,) = faults(check(root))
    assert fault.startswith(f"order_lines.csv.gz: {message}")


def test_files_that_are_not_read_are_named_once(tmp_path: Path) -> None:
    root = company(tmp_path, "order_lines.csv", written([HEAD, *ROWS]))
    for name in ("a.pdf", "b.json", "readme.txt"):
        (root / "tables" / name).write_text("Hello, world\n", encoding="utf-8")
    said = check(root)
    assert said.code == 0
    assert [line for line in said.out.splitlines() if "a.pdf" in line] == [
        "a.pdf, b.json, readme.txt: not exports that salesnb reads (CSV, TXT, XLSX, Parquet);"
        " convert them, or name them under source.ignore in company.toml"
    ]


def test_it_is_said_in_chinese(tmp_path: Path) -> None:
    total, title = (copied(one, tmp_path) for one in ("total-row-bottom", "title-rows-xlsx"))
    with use("zh"):
        first, second = check(total, "2026-09"), check(title, "2026-09")
    message = "像是合计行（net_amount 61655.00 等于上方各行之和）；该行不计入，已记入台账"
    assert message in first.out
    assert "表头似乎在工作表 Sheet1 的第 4 行（invoice_id, line_id, " in second.out
