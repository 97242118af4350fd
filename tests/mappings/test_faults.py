"""What is reported of a mapping that cannot be used: all faults at once, closest names."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from salesnb.errors import MappingError, UsageError
from salesnb.i18n import use
from salesnb.sources.exports import RawTable
from salesnb.sources.map.declared import load_mapping, parse_mapping, shipped_mappings
from salesnb.sources.map.tables import map_tables
from tests.mappings.frames import exports, raw
from tests.mappings.test_tables import AS_OF, COSTS, DETAILS, LINES, ORDERS, RAW


def faults_of(declared: dict[str, Any], raw_tables: dict[str, RawTable] | None = None) -> str:
    with pytest.raises(MappingError) as error:
        map_tables(raw_tables or RAW, parse_mapping(declared, where="own.toml"))
    return str(error.value)


def told_of_lines(raw_tables: dict[str, RawTable] | None = None, **changes: Any) -> str:
    return faults_of({"tables": {"order_lines": {**deepcopy(LINES), **changes}}}, raw_tables)


def test_unknown_keys_of_the_file() -> None:
    message = faults_of(
        {"tabels": {}, "tables": {"order_lines": {**LINES, "colums": {}, "join": {"tble": 1}}}}
    )
    assert "own.toml: 5 faults" in message
    assert (
        "tabels: unknown key; allowed are title, company, prepare, tables; did you mean 'tables'?"
        in message
    )
    assert (
        "tables.order_lines.colums: unknown key" in message and "did you mean 'columns'?" in message
    )
    assert (
        "tables.order_lines.join.tble: unknown key" in message
        and "did you mean 'table'?" in message
    )
    assert "tables.order_lines.join.table: must be given" in message
    assert "tables.order_lines.join.on: must be given" in message


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        ({}, "give a column, an expression or a constant"),
        ({"column": "Qty", "constant": 1}, "give a column, an expression or a constant"),
        ({"column": "Qty", "number": ";"}, "'.' or ','"),
    ],
)
def test_a_column_is_one_thing(column: dict[str, Any], reason: str) -> None:
    message = told_of_lines(columns={**LINES["columns"], "quantity": column})
    assert "tables.order_lines.columns.quantity" in message
    assert reason in message


@pytest.mark.parametrize(
    ("join", "reason"),
    [
        ({"on": []}, "name at least one key"),
        ({"on": ["OrderID"], "at": "On"}, "needs at, and valid_from or valid_to"),
        ({"on": ["OrderID"], "valid_to": "On"}, "needs at, and valid_from or valid_to"),
        ({"on": ["OrderID"], "how": "outer"}, "'left', 'inner' or 'required'"),
        ({"on": ["OrderID"], "at": "On", "as_of": "On", "valid_to": "On"}, "give `as_of`, or"),
        ({"on": ["OrderID"], "as_of": "On"}, "needs at, and valid_from or valid_to, or as_of"),
        ({"on": ["OrderID"], "within_days": 3}, "within_days needs as_of"),
    ],
)
def test_a_join_is_stated_fully(join: dict[str, Any], reason: str) -> None:
    assert reason in told_of_lines(join={"table": "Orders", **join})


def test_all_faults_against_the_exports_at_once() -> None:
    columns = {
        **LINES["columns"],
        "net_amount": "Prise * Qty",
        "quantity": "open('x')",
        "lst_amount": "Qty",
    }
    del columns["order_on"]
    message = told_of_lines(columns=columns, where="Qty >")
    assert "own.toml: 5 faults" in message
    assert "net_amount = 'Prise * Qty': no column 'Prise'; did you mean 'Price'?" in message
    assert "columns.quantity = \"open('x')\": no function 'open'" in message
    assert (
        "columns.lst_amount: no such column" in message and "did you mean 'list_amount'?" in message
    )
    assert "tables.order_lines: not mapped, but required: order_on" in message
    assert (
        "tables.order_lines.where = 'Qty >': neither the name of a column nor an expression"
        in message
    )


def test_unknown_tables() -> None:
    message = faults_of(
        {
            "tables": {
                "order_line": LINES,
                "customers": {"from": "Order", "columns": {"customer_id": "x", "name": "x"}},
            }
        }
    )
    assert "tables.order_line: no such table; did you mean 'order_lines'?" in message
    assert (
        "from: no table 'Order'; the exports have Costs, Details, Orders; did you mean 'Orders'?"
        in message
    )


def test_a_missing_join_is_one_fault_and_not_one_per_column() -> None:
    message = told_of_lines(join=[{"table": "Ordrs", "name": "Orders", "on": ["OrderID"]}])
    assert "faults" not in message
    assert "own.toml: tables.order_lines.join Orders: no table 'Ordrs'" in message


def test_a_key_that_makes_one_row_several_is_named() -> None:
    orders = raw("Orders", OrderID=["1", "1", "9", "9"], On=["2011-05-31"] * 4, Customer=["C1"] * 4)
    message = told_of_lines(exports(DETAILS, orders))
    assert "Orders has several rows for OrderID = 1, so one row would become several" in message
    unused_twice = raw(
        "Orders", OrderID=["1", "9", "9"], On=["2011-05-31"] * 3, Customer=["C1"] * 3
    )
    mapping = parse_mapping({"tables": {"order_lines": LINES}}, where="own.toml")
    assert map_tables(exports(DETAILS, unused_twice), mapping)


def test_overlapping_validity_is_named() -> None:
    """A's costs meet on 31 May when both ends count: the second starts a day too early."""
    costs = raw(
        "Costs",
        Item=["A", "A"],
        First=["2011-01-01", "2011-05-31"],
        Last=["2011-05-31", ""],
        Cost=["1", "2"],
    )
    joins = [*LINES["join"], {**AS_OF, "end": "inclusive"}]
    message = told_of_lines(exports(DETAILS, ORDERS, costs), join=joins)
    assert "Costs: validity overlaps for Item = A" in message
    joins[1]["end"] = "exclusive"
    mapping = parse_mapping({"tables": {"order_lines": {**LINES, "join": joins}}}, where="own.toml")
    assert map_tables(exports(DETAILS, ORDERS, costs), mapping)


def test_an_unreadable_validity_is_not_taken_for_an_open_one() -> None:
    costs = raw("Costs", Item=["A"], First=["2011-01-01"], Last=["31.05.2011"], Cost=["1"])
    message = told_of_lines(exports(DETAILS, ORDERS, costs), join=[*LINES["join"], AS_OF])
    assert "Costs.Last = '31.05.2011': not a date" in message
    assert "day(Last, '%d.%m.%Y')" in message


def test_a_lookup_on_days_written_another_way_does_not_find_nothing() -> None:
    orders = raw("Orders", OrderID=["1", "2"], On=["31.05.2011", ""], Customer=["C1", "C1"])
    joins = [*LINES["join"], AS_OF]
    message = told_of_lines(exports(DETAILS, orders, COSTS), join=joins)
    assert "at = Orders.On: no date can be read, such as '31.05.2011'" in message


def test_files_of_one_table_have_the_same_columns_unless_stated() -> None:
    first, second = raw("c1", ID=["1"], Name=["a"]), raw("c2", ID=["1"], Nam=["a"])
    declared = {"customers": {"from": "c*", "columns": {"customer_id": "ID", "name": "Name"}}}
    message = faults_of({"tables": declared}, exports(first, second))
    assert "c1 has no column Nam" in message and "did you mean 'Name'?" in message


def test_money_is_never_dropped_as_a_double() -> None:
    assert "would drop money" in told_of_lines(distinct=True)


def test_a_key_of_distinct_is_one_of_the_columns() -> None:
    columns = {"customer_id": "Customer", "name": "Customer"}
    message = faults_of(
        {"tables": {"customers": {"from": "Orders", "distinct": ["customer"], "columns": columns}}}
    )
    assert "tables.customers.distinct: no column 'customer'; did you mean 'customer_id'?" in message


def test_the_same_table_is_joined_twice_only_under_two_names() -> None:
    assert "joined twice" in told_of_lines(join=[LINES["join"][0], LINES["join"][0]])
    assert COSTS.name in RAW


def test_a_file_that_is_not_there_or_no_toml(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="did you mean 'northwind'"):
        load_mapping("nothwind")
    (tmp_path / "own.toml").write_text("tables = [", encoding="utf-8")
    with pytest.raises(MappingError, match=r"own.toml: not TOML in UTF-8"):
        load_mapping("own.toml", folder=tmp_path)
    with pytest.raises(UsageError, match="leaves"):
        load_mapping("../own.toml", folder=tmp_path)


def test_shipped_mappings_are_valid_in_form_and_titled_in_both_languages() -> None:
    assert set(shipped_mappings()) >= {"adventureworks", "adventureworks_reseller", "northwind"}
    for name in shipped_mappings():
        assert set(load_mapping(name).title) == {"en", "zh"}


def test_the_message_is_chinese_in_chinese() -> None:
    with use("zh"):
        message = told_of_lines(columns={**LINES["columns"], "net_amount": "Prise * Qty"})
    assert "没有" in message and "Price" in message
