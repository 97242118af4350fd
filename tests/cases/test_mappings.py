"""Mappings: what cannot be calculated, what is left out, values carried down, rates, labels."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import ibis
import pytest

from salesnb.i18n import use
from salesnb.months import Month
from salesnb.paths import Company, open_company
from salesnb.snapshot import Snapshot, check_exports, close_month
from tests.cases.case import copied
from tests.cli.commands import salesnb

OCTOBER, SEPTEMBER = Month.parse("2026-10"), Month.parse("2026-09")
HEAD = '[company]\nname = "x"\n[source]\nmapping = "own.toml"\n'
LINES = """
[tables.order_lines]
from = "o"
[tables.order_lines.columns]
order_id = "no"
line_id = "line"
order_on = "day"
customer_id = "cust"
quantity = "qty"
net_amount = "amt"
"""
ORDERS = "no,line,day,cust,qty,amt,state\n1,1,2026-10-05,A,1,10,ok\n2,1,2026-10-06,A,1,20,void\n"


def company(folder: Path, mapping: str, *, more: str = "", **files: str) -> Company:
    """Write a company with a mapping of its own and CSV files by name."""
    (folder / "tables").mkdir(parents=True)
    (folder / "company.toml").write_text(HEAD + more, encoding="utf-8")
    (folder / "own.toml").write_text(mapping, encoding="utf-8")
    for name, text in files.items():
        (folder / "tables" / f"{name}.csv").write_text(text, encoding="utf-8")
    return open_company(folder)


def said(root: Path | Company) -> str:
    """Return all that `salesnb check` says of a company, on one line."""
    done = salesnb("check", root.root if isinstance(root, Company) else root)
    return " ".join((done.out + done.err).split())


def left_out(snapshot: Snapshot) -> dict[tuple[str, str], tuple[int, Decimal]]:
    """Return rows and money that the mapping left out, by table and file."""
    ledger = snapshot.frame("ledger")
    rows = ledger[ledger["reason"] == "left_out_by_mapping"].to_dict("records")
    return {
        (str(row["table"]), str(row["file"])): (int(row["rows"]), Decimal(str(row["money"])))
        for row in rows
    }


def total(snapshot: Snapshot, frame: str = "sales_cube") -> float:
    return round(float(snapshot.frame(frame)["net_amount"].sum()), 2)


# Conditions on what is not a number


def test_a_condition_on_text_is_a_fault_at_its_line(tmp_path: Path) -> None:
    text = said(copied("mapping-condition-on-text", tmp_path))
    assert "o.csv line 3 rate net_amount = 'n/a': not a number" in text


@pytest.mark.parametrize(
    ("column", "expression"),
    [
        ("customer_id", "'B' if rate > 0 else cust"),
        ("order_on", "day if rate >= 1 else '2026-10-01'"),
        ("net_amount", "amt if rate > 0 and qty > 0 else 1"),
        ("settlement_id", "'net_30' if rate in (1, 2) else 'cash'"),
    ],
)
def test_whatever_the_column_the_fault_is_that_of_the_condition(
    column: str, expression: str, tmp_path: Path
) -> None:
    lines = [one for one in LINES.splitlines() if not one.startswith(f"{column} =")]
    mapping = "\n".join([*lines, f'{column} = "{expression}"'])
    orders = "no,line,day,cust,qty,amt,rate\n1,1,2026-10-05,A,1,10,1\n2,1,2026-10-06,A,1,20,n/a\n"
    text = said(company(tmp_path / "c", mapping, o=orders))
    assert f"o.csv line 3 rate {column} = 'n/a': not a number" in text
    assert "1 error in the exports" in text


def test_a_filter_on_text_is_a_fault_of_the_column_in_the_file(tmp_path: Path) -> None:
    """The row is neither kept nor left out in silence, whichever kind of file it stands in."""
    orders = ORDERS.replace("state", "rate").replace(",ok", ",1").replace(",void", ",n/a")
    mapping = LINES.replace('from = "o"', 'from = "o"\nwhere = "rate > 0"')
    exported = company(tmp_path / "c", mapping, o=orders)
    assert "o.csv line 3 rate = 'n/a': not a number; write it as 1234.50" in said(exported)
    file = exported.tables / "o.csv"
    ibis.duckdb.connect().read_csv(file).to_parquet(file.with_suffix(".parquet"))
    file.unlink()
    assert "o.parquet row 2 rate = 'n/a': not a number" in said(exported)
    with use("zh"):
        assert "不是数" in said(exported)


def test_a_prepared_or_joined_value_is_told_where_it_came_from(tmp_path: Path) -> None:
    mapping = """
[prepare.rates]
from = "r"
columns = { code = "code", factor = "number(rate) / 100" }
[tables.order_lines]
from = "o"
join = { table = "rates", on = { state = "code" } }
[tables.order_lines.columns]
order_id = "no"
line_id = "line"
order_on = "day"
customer_id = "cust"
quantity = "qty"
net_amount = "amt * rates.factor"
"""
    rates = "code,rate\nok,100\nvoid,free\n"
    text = said(company(tmp_path / "c", mapping, o=ORDERS, r=rates))
    assert "r.csv line 3 rate net_amount = 'free': not a number" in text


# Arithmetic on a day or a text


def test_a_day_plus_a_number_names_the_way(tmp_path: Path) -> None:
    text = said(copied("mapping-day-plus-number", tmp_path))
    assert "tables.order_lines.columns.order_on = 'day + 30'" in text
    assert "a day is moved by day(day) + days(30)" in text


@pytest.mark.parametrize(
    ("column", "expression", "way"),
    [
        ("order_on", "day - 3", "day(day) - days(3)"),
        ("order_on", "day * 2", "day(day) + days(2)"),
        ("order_on", "qty + 30", "order_on is a day and this is a number"),
        ("net_amount", "day(day)", "net_amount is a number and this is a day"),
        ("net_amount", "state + 1", "state holds text, such as 'ok', no numbers"),
        ("customer_id", "cust + 1", "cust holds text, such as 'A', no numbers"),
        ("net_amount", "amt if state == 1 else 0", "compare it with a text in quotes"),
    ],
)
def test_what_is_no_arithmetic_is_refused_with_the_way(
    column: str, expression: str, way: str, tmp_path: Path
) -> None:
    lines = [one for one in LINES.splitlines() if not one.startswith(f"{column} =")]
    mapping = "\n".join([*lines, f'{column} = "{expression}"'])
    text = said(company(tmp_path / "c", mapping, o=ORDERS))
    assert f"own.toml: tables.order_lines.columns.{column} = " in text
    assert way in text


# What is left out


def test_every_part_of_a_table_stands_in_the_ledger(tmp_path: Path) -> None:
    snapshot = close_month(
        open_company(copied("ledger-of-a-table-in-two-parts", tmp_path)), OCTOBER
    )
    assert left_out(snapshot) == {
        ("order_lines", "east.csv"): (1, Decimal(20)),
        ("order_lines", "west.csv"): (1, Decimal(40)),
    }
    assert total(snapshot) == 40.0
    assert Decimal(snapshot.manifest["totals"]["order_lines"]["source_money"]) == 100


PREPARED = LINES.replace('from = "o"', 'from = "good"')


@pytest.mark.parametrize(
    "head",
    [
        "[prepare.good]\nfrom = 'o'\nwhere = \"state != 'void'\"",
        "[prepare.all]\nfrom = 'o'\n[prepare.good]\nfrom = 'all'\nwhere = \"state != 'void'\"",
        "[prepare.some]\nfrom = 'o'\nwhere = \"state != 'void'\"\n[prepare.good]\nfrom = 'some'",
        "[prepare.good]\nfrom = 'o'\njoin = { table = 's', on = ['state'], how = 'inner' }",
    ],
)
def test_what_a_prepared_table_leaves_out_stands_in_the_ledger(head: str, tmp_path: Path) -> None:
    exported = company(tmp_path / "c", head + PREPARED, o=ORDERS, s="state\nok\n")
    snapshot = close_month(exported, OCTOBER)
    assert left_out(snapshot) == {("order_lines", "o.csv"): (1, Decimal(20))}
    assert total(snapshot) == 10.0


def test_files_under_one_another_stand_in_the_ledger_by_file(tmp_path: Path) -> None:
    mapping = LINES.replace('from = "o"', 'from = "o_*"\nwhere = "state != \'void\'"')
    later = ORDERS.replace("\n1,1", "\n3,1").replace("\n2,1", "\n4,1").replace(",20,", ",40,")
    snapshot = close_month(company(tmp_path / "c", mapping, o_a=ORDERS, o_b=later), OCTOBER)
    assert left_out(snapshot) == {
        ("order_lines", "o_a.csv"): (1, Decimal(20)),
        ("order_lines", "o_b.csv"): (1, Decimal(40)),
    }


def test_all_rows_left_out_is_an_error_that_shows_the_values(tmp_path: Path) -> None:
    mapping = LINES.replace('from = "o"', 'from = "o"\nwhere = "state == \'posted\'"')
    exported = company(tmp_path / "c", mapping, o=ORDERS)
    text = said(exported)
    assert "o.csv: the filter left out all 2 rows; state holds ok, void" in text
    assert "a header and no rows" not in text and "1 error in the exports" in text
    with use("zh"):
        assert "全部 2 行" in said(exported)


def test_rows_without_any_partner_are_an_error_that_shows_the_keys(tmp_path: Path) -> None:
    join = 'from = "o"\njoin = { table = "s", on = ["state"], how = "inner" }'
    mapping = LINES.replace('from = "o"', join)
    text = said(company(tmp_path / "c", mapping, o=ORDERS, s="state\nposted\n"))
    assert "none of 2 rows passes the filter and has a partner in s; state holds ok, void" in text


@pytest.mark.parametrize(
    ("more", "stated", "is_error"),
    [
        ("", "", True),
        ("[gate]\nleft_out_budget_share = 0.9\n", "", False),
        ("", "\nleaves_out = 0.85", False),
        ("", "\nleaves_out = 0.5", True),
    ],
)
def test_a_filter_has_a_budget(more: str, stated: str, is_error: bool, tmp_path: Path) -> None:
    rows = [f"{n},1,2026-10-05,A,1,10,{'ok' if n > 8 else 'void'}" for n in range(1, 11)]
    orders = "\n".join([ORDERS.splitlines()[0], *rows]) + "\n"
    mapping = LINES.replace('from = "o"', f'from = "o"\nwhere = "state != \'void\'"{stated}')
    text = said(company(tmp_path / "c", mapping, more=more, o=orders))
    assert ("left out 8 of 10 rows: 80.0% of the rows, 80.0% of the money" in text) == is_error
    assert ("leaves_out = 0.8 beside it" in text) == is_error
    assert ("The exports can be used." in text) == (not is_error)


# Equal rows, groups, merged cells


def test_the_rule_that_may_drop_equal_rows_is_named(tmp_path: Path) -> None:
    root = copied("month-grain-without-order-numbers", tmp_path)
    text = said(root)
    assert 'drop = { duplicate_row = ["invoice_lines"] } under `[gate]`' in text
    assert 'line_id = "row_number(invoice_id)"' in text
    settings = root / "company.toml"
    drop = '[gate]\ndrop = { duplicate_row = ["invoice_lines"] }\nloss_budget_share = 1.0\n'
    settings.write_text(settings.read_text(encoding="utf-8") + drop, encoding="utf-8")
    assert "The exports can be used." in said(root)


def test_equal_rows_are_numbered_and_all_count(tmp_path: Path) -> None:
    root = copied("month-grain-without-order-numbers", tmp_path)
    mapping = (root / "mapping.toml").read_text(encoding="utf-8")
    numbered = 'line_id = "row_number(Distributor, Customer, Product, Rep, Year, Month)"'
    mapping = mapping.replace('line_id = { constant = "1" }', numbered)
    (root / "mapping.toml").write_text(mapping, encoding="utf-8")
    assert "The exports can be used." in said(root)
    assert total(close_month(open_company(root), OCTOBER)) == 190.0


MERGED = """
[tables.invoice_lines]
from = "invoice_lines"
carry_down = ["invoice_id", "invoice_on", "customer_id"]
[tables.invoice_lines.columns]
"""


def test_values_are_carried_down_a_document(tmp_path: Path) -> None:
    root = copied("merged-document-cells", tmp_path)
    assert "blank below a filled one: merged cells?" in said(root)
    columns = ("invoice_id", "line_id", "invoice_on", "customer_id", "product_id")
    columns += ("quantity", "net_amount")
    mapped = MERGED + "".join(f'{name} = "{name}"\n' for name in columns)
    (root / "own.toml").write_text(mapped, encoding="utf-8")
    settings = root / "company.toml"
    stated = settings.read_text(encoding="utf-8") + 'mapping = "own.toml"\n'
    settings.write_text(stated, encoding="utf-8")
    clean = check_exports(open_company(root), SEPTEMBER, spill=tmp_path)
    assert clean.problems.empty, clean.problems[["line", "column", "message"]].to_string()
    lines = clean.tables["invoice_lines"]
    assert lines.group_by("invoice_id").agg(n=lines.count()).n.min().execute() > 1


DOCUMENTS = (
    "doc,day,cust,ref,item,amt\nD1,2026-10-01,A,R1,x,1\n,,,,y,2\nD2,2026-10-02,B,,x,3\n,,,R9,y,4\n"
)
CARRIED = """
[prepare.lines]
from = "d"
carry_down = ["doc", "day", "cust", "ref"]
[tables.order_lines]
from = "lines"
[tables.order_lines.columns]
order_id = "doc"
line_id = "row_number(doc)"
order_on = "day"
customer_id = "cust"
product_id = "item"
quantity = { constant = 1 }
net_amount = "amt"
settlement_id = "ref"
[tables.instalments]
from = "lines"
group_by = ["instalment_id"]
[tables.instalments.columns]
instalment_id = "concat(doc, '/1')"
invoice_id = "doc"
customer_id = "cust"
issued_on = "day"
due_on = "max(day(day)) + days(30)"
due_amount = "sum(amt)"
[tables.customers]
from = "lines"
distinct = ["customer_id"]
columns = { customer_id = "cust", name = "cust" }
"""


def test_one_sheet_gives_lines_heads_and_a_master(tmp_path: Path) -> None:
    """A blank of a document stays blank: nothing is taken from the document above it."""
    exported = company(tmp_path / "c", CARRIED, d=DOCUMENTS)
    clean = check_exports(exported, OCTOBER, spill=tmp_path)
    assert clean.n_errors == 0, clean.problems.to_string()
    lines = clean.tables["order_lines"].order_by("order_id", "line_id").to_pyarrow().to_pylist()
    assert [(row["order_id"], row["line_id"], row["settlement_id"]) for row in lines] == [
        ("D1", "1", "R1"),
        ("D1", "2", "R1"),
        ("D2", "1", None),
        ("D2", "2", "R9"),
    ]
    heads = clean.tables["instalments"].order_by("invoice_id").to_pyarrow().to_pylist()
    assert [(h["invoice_id"], h["due_amount"], str(h["due_on"])) for h in heads] == [
        ("D1", Decimal(3), "2026-10-31"),
        ("D2", Decimal(7), "2026-11-01"),
    ]
    assert clean.tables["customers"].count().execute() == 2


def test_a_group_of_several_values_and_a_total_of_text_are_faults(tmp_path: Path) -> None:
    mapping = CARRIED.replace('invoice_id = "doc"', 'invoice_id = "item"')
    text = said(company(tmp_path / "a", mapping, d=DOCUMENTS))
    assert "invoice_id = 'x | y': several values in one group" in text
    mapping = CARRIED.replace("sum(amt)", "sum(amt) * amt")
    assert "amt: with `sum`, `count`, `min` and `max` beside it" in said(
        company(tmp_path / "b", mapping, d=DOCUMENTS)
    )
    mapping = CARRIED.replace('"amt"', '"sum(amt)"')
    assert "need `group_by`" in said(company(tmp_path / "c", mapping, d=DOCUMENTS))
    broken = DOCUMENTS.replace(",y,2", ",y,two")
    text = said(company(tmp_path / "d", CARRIED, d=broken))
    assert "d.csv line 3 amt due_amount = 'two': not a number" in text


# Rates as of a day


RATES = (
    "code,on,rate\nJPY,2026-01-01,0.05\nJPY,2026-06-01,0.04\nUSD,2026-01-05,7\nEUR,2026-01-05,8\n"
)
CONVERTED = """
[tables.invoice_lines]
from = "invoice_lines"
[[tables.invoice_lines.join]]
table = "rates"
on = { currency = "code" }
at = "invoice_on"
as_of = "on"
how = "required"
[tables.invoice_lines.columns]
invoice_id = "invoice_id"
line_id = "line_id"
invoice_on = "invoice_on"
customer_id = "customer_id"
quantity = "quantity"
net_amount = "net_amount if currency == 'CNY' else round(net_amount * rates.rate, 2)"
"""


def converted(tmp_path: Path, rates: str, mapping: str = CONVERTED) -> Path:
    root = copied("amounts-in-three-currencies", tmp_path)
    (root / "tables" / "rates.csv").write_text(rates, encoding="utf-8")
    (root / "own.toml").write_text(mapping, encoding="utf-8")
    (root / "company.toml").write_text(HEAD, encoding="utf-8")
    return root


def test_amounts_of_several_currencies_are_converted_as_of_their_day(tmp_path: Path) -> None:
    root = converted(tmp_path, RATES)
    assert "The exports can be used." in said(root)
    cube = close_month(open_company(root), OCTOBER).frame("sales_cube")
    months = cube.groupby(cube["month"].astype(str))["net_amount"].sum().round(2)
    assert months["2026-05"] == 1000 + 1000 + 980
    assert months["2026-06"] == 1000 + 800 + 980


def test_a_rate_that_is_missing_is_a_fault_of_currency_and_day(tmp_path: Path) -> None:
    root = converted(tmp_path, RATES.replace("JPY,2026-01-01", "JPY,2026-02-01"))
    text = said(root)
    assert (
        "invoice_lines.csv line 3 currency net_amount = 'JPY, 2026-01-09': no row of rates for it"
        in text
    )
    assert "1 error in the exports" in text
    with use("zh"):
        assert "rates 中没有对应的行" in said(root)


def test_a_rate_that_is_too_old_is_none_and_two_of_a_day_are_refused(tmp_path: Path) -> None:
    dated = CONVERTED.replace('as_of = "on"', 'as_of = "on"\nwithin_days = 160')
    text = said(converted(tmp_path / "a", RATES, dated))
    assert "net_amount = 'USD, 2026-07-09': no row of rates for it" in text
    assert "'JPY, 2026-10-09'" not in text
    twice = RATES + "USD,2026-01-05,6.9\n"
    assert "rates: validity overlaps for code = USD" in said(converted(tmp_path / "b", twice))


# Labels of Odoo


def test_odoo_labels_are_read_like_its_values(tmp_path: Path) -> None:
    root = copied("odoo-selection-labels", tmp_path)
    assert "The exports can be used." in said(root)
    snapshot = close_month(open_company(root), SEPTEMBER)
    assert total(snapshot) == 1150.0 + 1580.0 - 115.0
    assert total(snapshot, "order_cube") == 1150.0 + 1580.0


def test_labels_of_another_language_are_shown(tmp_path: Path) -> None:
    root = copied("odoo-selection-labels", tmp_path)
    for name in ("account_move", "account_move_line"):
        file = root / "tables" / f"{name}.csv"
        text = file.read_text(encoding="utf-8")
        for label, other in (("Posted", "Gebucht"), ("Customer Invoice", "Ausgangsrechnung")):
            text = text.replace(label, other)
        file.write_text(text, encoding="utf-8")
    text = said(root)
    assert "the filter left out all 8 rows" in text
    assert "state holds Gebucht, move_type holds Ausgangsrechnung" in text
