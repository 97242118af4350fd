"""From raw tables to canonical ones: every operation on frames small enough to check by hand."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from salesnb.errors import MappingError
from salesnb.sources.exports import RawColumn, RawTable
from salesnb.sources.map.declared import parse_mapping
from salesnb.sources.map.tables import MappedTable, map_tables
from tests.mappings.frames import exports, left_out, raw, rows

DETAILS = raw(
    "Details",
    OrderID=["1", "1", "2"],
    No=["1", "2", "1"],
    Price=["0.55", "10.10", "abc"],
    Qty=["0.55", "3", "1"],
    Item=["A", "B", "A"],
)
ORDERS = raw(
    "Orders",
    OrderID=["1", "2"],
    On=["2011-05-31", "2011-06-01"],
    Customer=["C1", "C2"],
    Kind=["x", "y"],
)
COSTS = raw(
    "Costs",
    Item=["A", "A", "B"],
    First=["2011-01-01 00:00:00", "2011-06-01 00:00:00", "2011-01-01"],
    Last=["2011-05-31 00:00:00", "", ""],
    Cost=["1.5", "9", "2"],
)
RAW = exports(DETAILS, ORDERS, COSTS)
LINES: dict[str, Any] = {
    "from": "Details",
    "join": [{"table": "Orders", "on": ["OrderID"]}],
    "columns": {
        "order_id": "OrderID",
        "line_id": "No",
        "order_on": "Orders.On",
        "customer_id": "Orders.Customer",
        "quantity": "Qty",
        "net_amount": "Price * Qty",
    },
}
AS_OF = {
    "table": "Costs",
    "on": ["Item"],
    "at": "Orders.On",
    "valid_from": "First",
    "valid_to": "Last",
}


def lines(raw_tables: dict[str, RawTable] | None = None, **changes: Any) -> MappedTable:
    """Return order_lines mapped by `LINES` with those keys changed."""
    declared = {"tables": {"order_lines": {**deepcopy(LINES), **changes}}}
    return map_tables(raw_tables or RAW, parse_mapping(declared, where="own.toml"))["order_lines"]


def customers(raw_tables: dict[str, RawTable], *parts: dict[str, Any]) -> MappedTable:
    declared = {"tables": {"customers": list(parts)}}
    return map_tables(raw_tables, parse_mapping(declared, where="own.toml"))["customers"]


def column(mapped: MappedTable, name: str) -> list[object]:
    return [row[0] for row in rows(mapped.table.order_by("order_id", "line_id").select(name), name)]


def test_rename_join_and_arithmetic() -> None:
    assert rows(lines()) == [
        ("1", "1", "2011-05-31", "C1", "0.55", "0.302500"),
        ("1", "2", "2011-05-31", "C1", "3", "30.300000"),
        ("2", "1", "2011-06-01", "C2", "1", "abc"),
    ]


def test_lineage_and_what_the_mapping_read() -> None:
    mapped = lines()
    assert mapped.lineage["net_amount"] == (
        RawColumn("Details", "Price"),
        RawColumn("Details", "Qty"),
    )
    assert mapped.lineage["order_on"] == (RawColumn("Orders", "On"),)
    assert [one.name for one in mapped.origins] == ["Details", "Orders"]
    assert mapped.plain == {"net_amount"}


@pytest.mark.parametrize(("end", "on_the_last_day"), [("inclusive", "1.5"), ("exclusive", None)])
def test_the_end_of_validity_is_stated(end: str, on_the_last_day: str | None) -> None:
    """A's first cost ends on 31 May: inclusive means that it still holds on that day."""
    joins = [*LINES["join"], {**AS_OF, "end": end}]
    mapped = lines(join=joins, columns={**LINES["columns"], "cost_amount": "Costs.Cost"})
    found = {(row[0], row[1]): row[6] for row in rows(mapped)}
    assert found == {("1", "1"): on_the_last_day, ("1", "2"): "2", ("2", "1"): "9"}


def test_a_join_on_several_keys() -> None:
    prices = raw("Prices", OrderID=["1", "1", "2"], No=["1", "2", "1"], List=["7", "8", "9"])
    joins = [*LINES["join"], {"table": "Prices", "on": ["OrderID", "No"]}]
    columns = {**LINES["columns"], "list_amount": "Prices.List"}
    mapped = lines({**RAW, "Prices": prices}, join=joins, columns=columns)
    assert [row[6] for row in rows(mapped)] == ["7", "8", "9"]


def test_keys_of_other_names_and_blank_keys_never_meet() -> None:
    people = raw("People", Code=["", "C1"], Name=["nobody", "Ann"])
    orders = raw("Orders", ID=["1", "2"], Who=["C1", ""])
    mapped = customers(
        exports(orders, people),
        {
            "from": "Orders",
            "join": {"table": "People", "name": "P", "on": {"Who": "Code"}},
            "columns": {"customer_id": "ID", "name": "P.Name"},
        },
    )
    assert rows(mapped) == [("1", "Ann"), ("2", None)]


def test_an_inner_join_tells_what_it_left_out() -> None:
    orders = raw("Orders", OrderID=["1"], On=["2011-05-31"], Customer=["C1"])
    mapped = lines({**RAW, "Orders": orders}, join={**LINES["join"][0], "how": "inner"})
    assert [row[0] for row in rows(mapped)] == ["1", "1"]
    (one,) = mapped.left_out
    assert (one.origin.name, one.against) == ("Details", ("Orders",))
    assert left_out(one) == [("2", "1", None, None, "1", "abc")]


def test_a_filter_tells_what_it_left_out_and_an_unreadable_value_stays() -> None:
    """What cannot be compared is no answer: the row stays, and its first column says why."""
    mapped = lines(where="Price > 1")
    assert rows(mapped.table.select("order_id", "line_id")) == [("abc", "1"), ("1", "2")]
    (one,) = mapped.left_out
    assert [row[5] for row in left_out(one)] == ["0.302500"]
    assert rows(one.compared) == [("0.55",)]


def test_parts_of_one_sheet_leave_out_what_none_of_them_takes() -> None:
    parts = [{**LINES, "where": f"Item == '{item}'"} for item in ("B", "C")]
    declared = {"tables": {"order_lines": parts}}
    mapped = map_tables(RAW, parse_mapping(declared, where="own.toml"))["order_lines"]
    (one,) = mapped.left_out
    assert sorted(row[:2] for row in left_out(one)) == [("1", "1"), ("2", "1")]


def test_a_join_may_grow_when_stated() -> None:
    notes = raw("Notes", OrderID=["1", "1"], Text=["a", "b"])
    join = {"table": "Notes", "on": ["OrderID"], "grows": True}
    mapped = lines({**RAW, "Notes": notes}, join=[*LINES["join"], join])
    assert len(rows(mapped)) == 5


def test_files_and_parts_are_put_under_one_another() -> None:
    first = raw("customers_2023", ID=["1"], Name=["Ann"])
    second = raw("customers_2024", ID=["2"], Name=["Bo"], City=["Köln"])
    shops = raw("shops", Code=["S1"])
    mapped = customers(
        exports(first, second, shops),
        {
            "from": "customers_*",
            "optional": ["City", "Phone"],
            "columns": {"customer_id": "ID", "name": "Name", "city": "City", "phone": "Phone"},
        },
        {"from": "shops", "columns": {"customer_id": "Code", "name": {"constant": "Shop"}}},
    )
    assert rows(mapped) == [
        ("1", "Ann", None, None),
        ("2", "Bo", "Köln", None),
        ("S1", "Shop", None, None),
    ]
    assert {one.raw for one in mapped.lineage["customer_id"]} == {
        "customers_2023",
        "customers_2024",
        "shops",
    }


def test_distinct_rows_and_the_first_of_a_key() -> None:
    table = raw("sheet", ID=["1", "1", "2", "2"], Name=["b", "a", "c", "c"])
    part = {"from": "sheet", "columns": {"customer_id": "ID", "name": "Name"}}
    assert rows(customers({"sheet": table}, {**part, "distinct": True})) == [
        ("1", "a"),
        ("1", "b"),
        ("2", "c"),
    ]
    assert rows(customers({"sheet": table}, {**part, "distinct": ["customer_id"]})) == [
        ("1", "a"),
        ("2", "c"),
    ]


def test_constants_codes_and_dates() -> None:
    table = raw("sheet", ID=["1", "2"], Kind=["D", "E"], Since=["1.2.2020", "soon"])
    columns = {
        "customer_id": "ID",
        "name": {"constant": "?"},
        "kind": {"column": "Kind", "values": {"D": "distributor", "E": "end_user"}},
        "onboarded_on": {"column": "Since", "date": "%d.%m.%Y"},
    }
    mapped = customers({"sheet": table}, {"from": "sheet", "columns": columns})
    assert rows(mapped) == [
        ("1", "?", "distributor", "2020-02-01"),
        ("2", "?", "end_user", "soon"),
    ]
    assert mapped.plain == {"name", "onboarded_on"}


def test_a_prepared_table_can_be_joined() -> None:
    declared = {
        "prepare": {
            "big": {
                "from": "Orders",
                "where": "Kind == 'x'",
                "columns": {"OrderID": "OrderID", "Who": "Customer"},
            }
        },
        "tables": {
            "order_lines": {
                **LINES,
                "join": [*LINES["join"], {"table": "big", "on": ["OrderID"]}],
                "columns": {**LINES["columns"], "rep_id": "big.Who"},
            }
        },
    }
    mapped = map_tables(RAW, parse_mapping(declared, where="own.toml"))["order_lines"]
    assert [row[6] for row in rows(mapped)] == ["C1", "C1", None]
    assert mapped.lineage["rep_id"] == (RawColumn("Orders", "Customer"),)


def test_optional_tables_leave_their_columns_blank() -> None:
    joins = [*LINES["join"], {"table": "Elsewhere", "on": ["OrderID"], "optional": True}]
    columns = {**LINES["columns"], "region_id": "coalesce(Elsewhere.Region, 'home')"}
    mapped = lines(join=joins, columns=columns)
    assert {row[6] for row in rows(mapped)} == {"home"}


def test_a_decimal_comma_is_honoured_and_leaves_plain_numbers() -> None:
    details = raw(
        "Details", OrderID=["1", "1"], No=["1", "2"], Price=["1.234,5", "1,5"], Qty=["2", "2"]
    )
    comma = replace(details, decimal_mark=",")
    mapped = lines({**RAW, "Details": comma})
    assert [Decimal(str(row[5])) for row in rows(mapped)] == [Decimal("2469"), Decimal("3")]
    point = lines({**RAW, "Details": details})
    assert {row[5] for row in rows(point)} == {"1.234,5", "1,5"}, "never read as 15"


def test_files_written_differently_are_not_mixed() -> None:
    one = raw("a1", ID=["1"], Limit=["1.234"])
    two = replace(raw("a2", ID=["2"], Limit=["1.234"]), decimal_mark=",")
    columns = {"customer_id": "ID", "name": "ID", "credit_limit": "Limit"}
    with pytest.raises(MappingError, match="write numbers or dates differently"):
        customers(exports(one, two), {"from": "a*", "columns": columns})
    read = {**columns, "credit_limit": "number(Limit)"}
    parts = [{"from": name, "columns": read} for name in ("a1", "a2")]
    mapped = customers(exports(one, two), *parts)
    assert [Decimal(str(row[2])) for row in rows(mapped)] == [Decimal("1.234"), Decimal("1234")]


def test_without_a_mapping_canonical_names_map_to_themselves() -> None:
    table = raw("customers", customer_id=["1"], odd=["x"])
    mapped = map_tables(exports(table, ORDERS))
    assert list(mapped) == ["customers"]
    assert mapped["customers"].table.columns == ("customer_id", "odd")


def test_a_canonical_file_beside_a_mapping_is_taken_as_it_is() -> None:
    visits = raw("visits", visit_id=["1"])
    declared = {"tables": {"order_lines": LINES}}
    mapping = parse_mapping(declared, where="own.toml")
    assert list(map_tables({**RAW, "visits": visits}, mapping)) == ["order_lines", "visits"]
