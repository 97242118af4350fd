"""The expression language: exact, typed, and unable to do anything else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesnb.sources.map.bases import raw_source
from salesnb.sources.map.expressions import LONGEST, condition, translate
from salesnb.sources.map.functions import FUNCTIONS
from salesnb.sources.map.scope import Faulty, Scope
from salesnb.sources.map.unread import parse_unread
from tests.mappings.frames import raw

ROW = {
    "Price": "0.55",
    "Qty": "3",
    "Unit__Price": "10.10",
    "Name": " Nut ",
    "Empty": "",
    "Wrong": "abc",
    "On": "2011-05-31 00:00:00",
    "Local": "1.2.2011",
    "German": "1.234,56",
    "Code": "SO43659",
    "Flag": "1",
}


def scope() -> Scope:
    return raw_source(raw("sheet", **{name: [value] for name, value in ROW.items()})).scope


def value_of(expression: str) -> object:
    seen = scope()
    translated = translate(expression, seen).value
    return seen.table.select(translated.name("value")).to_pyarrow().to_pylist()[0]["value"]


def number_of(expression: str) -> Decimal:
    return Decimal(str(value_of(expression)))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Price * Price", "0.302500"),
        ("0.55 * 0.55", "0.302500"),
        ("Price * Price * Price", "0.166375"),
        ("Price * Qty * (1 - 0.15)", "1.402500"),
        ("Price + Qty - 1", "2.55"),
        ("-Price", "-0.55"),
        ("1 / 3", "0.333333"),
        ("2 / 3", "0.666667"),
        ("Qty / 8", "0.375"),
        ("10000000000000001 / 3", "3333333333333333.666667"),
        ("round(Price * Price, 2)", "0.30"),
        ("abs(Price - Qty)", "2.45"),
        ('col("Unit Price") * 2', "20.20"),
        ("number(German, ',') * 2", "2469.12"),
        ("coalesce(Empty, Price, 7) * 1", "0.55"),
        ("Price if Qty > 2 else 0", "0.55"),
        ("year(On) * 100 + month(On)", "201105"),
    ],
)
def test_numbers_are_exact(expression: str, expected: str) -> None:
    assert number_of(expression) == Decimal(expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Name", " Nut "),
        ("Unit Price", "10.10"),
        ("trim(Name)", "Nut"),
        ("upper(trim(Name))", "NUT"),
        ("concat('SKU:', trim(Name), Empty, '-', Qty)", "SKU:Nut-3"),
        ("concat(Empty, Empty)", None),
        ("coalesce(Empty, 'none')", "none"),
        ("left(Code, 2)", "SO"),
        ("right(Code, 5)", "43659"),
        ("replace(Code, 'SO', '')", "43659"),
        ("split('a;b;c', ';', 2)", "b"),
        ("title('linda')", "Linda"),
        ("text(Price)", "0.55"),
        ("'online' if Flag == 1 else 'direct'", "online"),
        ("'a' if Code in ('x', 'SO43659') else 'b'", "a"),
        ("'a' if Code not in ('x', 'y') and not is_blank(Code) else 'b'", "a"),
        ("None if is_blank(Empty) else Name", None),
        ("'kept' if Empty != 'x' else 'lost'", "kept"),
        ("'blank' if Empty == '' and Empty == None and not Name == '' else 'no'", "blank"),
        ("'a' if Empty not in ('x', 'y') else 'b'", "a"),
        ("'long' if starts_with(Code, 'SO') or contains(Code, '9') else ''", "long"),
    ],
)
def test_text(expression: str, expected: str | None) -> None:
    assert value_of(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("day(On)", "2011-05-31"),
        ("day(On) + days(1)", "2011-06-01"),
        ("On - days(31)", "2011-04-30"),
        ("On + months(1)", "2011-06-30"),
        ("day(Local, '%d.%m.%Y')", "2011-02-01"),
        ("day('3/14/97', '%m/%d/%y')", "1997-03-14"),
        ("month_start(On)", "2011-05-01"),
        ("month_end(day(Local, '%d.%m.%Y'))", "2011-02-28"),
    ],
)
def test_days(expression: str, expected: str) -> None:
    assert date.fromisoformat(str(value_of(expression))) == date.fromisoformat(expected)


def test_days_between_are_counted() -> None:
    assert number_of("day(On) - day(Local, '%d.%m.%Y')") == 119


@pytest.mark.parametrize(
    "expression",
    ["Wrong * 2", "coalesce(Wrong, 0) * 1", "number(Wrong)", "day(Wrong)", "Wrong / Qty"],
)
def test_text_that_cannot_be_read_says_so_and_is_not_missing(expression: str) -> None:
    missed = parse_unread(str(value_of(expression)))
    assert missed is not None
    assert (missed.column, missed.value) == ("Wrong", "abc")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Price if Wrong > 0 else 1", "abc"),
        ("'a' if Wrong > 0 else 'b'", "abc"),
        ("1 if Qty > 2 and Wrong > 0 else 2", "abc"),
        ("year(Wrong) + 1", "abc"),
        ("Price if Qty > 2 else Wrong * 2", None),
        ("Wrong * 2 if Qty > 5 else Price", None),
        ("1 if Qty > 5 and Wrong > 0 else 2", None),
        ("1 if Qty > 2 or Wrong > 0 else 2", None),
        ("coalesce(number(Price), number(Wrong))", None),
        ("coalesce(number(Empty), number(Wrong))", "abc"),
    ],
)
def test_what_is_not_read_counts_only_where_it_is_looked_at(
    expression: str, expected: str | None
) -> None:
    missed = parse_unread(str(value_of(expression)))
    assert (missed.value if missed else None) == expected


@pytest.mark.parametrize(
    ("expression", "way"),
    [
        ("day(On) + 30", "day(On) + days(30)"),
        ("day(On) - 3", "day(On) - days(3)"),
        ("3 + day(On)", "day(On) + days(3)"),
        ("day(On) * 2", "day(x) - day(y) counts"),
        ("day(On) + day(Local, '%d.%m.%Y')", "day(x) - day(y) counts"),
        ("day(On) > 5", "day(x) - day(y) counts"),
        ("days(3) + day(On)", "day(x) + days(30)"),
        ("day(On) * days(3)", "added or taken"),
        ("'abc' + 1", "the text 'abc' is no number"),
        ("'abc' > 1", "the text 'abc' is no number"),
    ],
)
def test_arithmetic_on_a_day_or_a_text_names_the_way(expression: str, way: str) -> None:
    with pytest.raises(Faulty) as fault:
        translate(expression, scope())
    assert way in fault.value.message


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("On + 30", "On holds days, such as '2026-10-05', no numbers; a day is moved by"),
        ("On - 3", "day(On) - days(3)"),
        ("On * 2", "On holds days"),
        ("Name + 1", "Name holds text, such as 'Nut', no numbers"),
        ("1 if Name == 1 else 2", "compare it with a text in quotes"),
        ("number(Name)", "Name holds text"),
    ],
)
def test_a_column_without_any_number_is_refused_at_once(expression: str, said: str) -> None:
    columns = {"On": ["2026-10-05", "", "2026-10-06"], "Name": ["Nut", "Bolt", ""]}
    with pytest.raises(Faulty) as fault:
        translate(expression, raw_source(raw("sheet", **columns)).scope)
    assert said in fault.value.message


def test_codes_and_amounts_with_their_currency_are_not_taken_for_words() -> None:
    columns = raw("sheet", Amount=["CNY 5.00", "7.00 CNY"], Mixed=["n/a", "5"])
    for name in ("Amount", "Mixed"):
        assert translate(f"{name} * 2", raw_source(columns).scope).kind == "number"


def test_division_by_zero_is_missing() -> None:
    assert value_of("Price / 0") is None


def test_a_condition_without_an_answer_is_no() -> None:
    seen = scope()
    assert seen.table.filter(condition("Empty > 1", seen).holds).count().execute() == 0


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os').system('ls')",
        "open('/etc/passwd')",
        "().__class__.__bases__",
        "Qty.__class__",
        "Qty.cast('int')",
        "(lambda: 1)()",
        "[x for x in (1, 2)]",
        "{'a': 1}",
        "f'{Qty}'",
        "Qty[0]",
        "(y := 3)",
        "*Qty,",
        "2 ** 999999",
        "Qty % 2",
        "1 < Qty < 5",
        "coalesce(x=Qty)",
        "b'bytes'",
        "...",
        "1j",
        "1e999",
        "Qty; Price",
        "import os",
        "",
        "Qty +",
        "'abc' * 2",
        "trim(Name) and 1",
        "left(Name, Qty)",
        "left(Name, 'x')",
        "round(Qty, 9)",
        "day(Local, '%H')",
        "days('x')",
        "number(Qty, ';')",
        "split(Name, '', 0)",
        "concat(days(1), Name)",
        "-" * 500 + "1",
        "(" * 300 + "1" + ")" * 300,
        "1+" * LONGEST + "1",
    ],
)
def test_everything_else_is_refused(expression: str) -> None:
    with pytest.raises(Faulty):
        translate(expression, scope())


@pytest.mark.parametrize(
    ("expression", "near"),
    [("Prise * 2", "Price"), ("cncat(Name)", "concat"), ("Qtty", "Qty")],
)
def test_the_closest_name_is_told(expression: str, near: str) -> None:
    with pytest.raises(Faulty) as fault:
        translate(expression, scope())
    assert fault.value.near == near


def test_lineage_names_the_raw_columns() -> None:
    lineage = translate("Price * Qty + Price", scope()).lineage
    assert [(one.raw, one.column) for one in lineage] == [("sheet", "Price"), ("sheet", "Qty")]


amounts = st.decimals(-999_999, 999_999, places=3, allow_nan=False, allow_infinity=False)


@settings(max_examples=4, deadline=None)
@given(pairs=st.lists(st.tuples(amounts, amounts), min_size=40, max_size=80))
def test_product_and_quotient_are_those_of_decimals(pairs: list[tuple[Decimal, Decimal]]) -> None:
    seen = raw_source(
        raw("sheet", a=[str(a) for a, _ in pairs], b=[str(b) for _, b in pairs])
    ).scope
    columns = {"a": "a * 1", "b": "b * 1", "product": "a * b", "quotient": "a / b"}
    values = [translate(text, seen).value.name(name) for name, text in columns.items()]
    for row in seen.table.select(*values).to_pyarrow().to_pylist():
        a, b = Decimal(row["a"]), Decimal(row["b"])
        assert Decimal(row["product"]) == a * b
        if b == 0:
            assert row["quotient"] is None
        else:
            assert abs(Decimal(row["quotient"]) - a / b) <= Decimal("0.0000005")


def test_numbers_of_typed_columns_stay_typed() -> None:
    table = ibis.memtable({"n": [Decimal("1.5")]}, schema={"n": "decimal(10, 2)"})
    translated = translate("n * n", Scope(table, {})).value
    assert table.select(translated.name("v")).to_pyarrow().to_pylist() == [{"v": Decimal("2.25")}]


ATOMS = [
    "Price",
    "Name",
    "Empty",
    "On",
    "Flag",
    "2.5",
    "'x'",
    "''",
    "None",
    "True",
    "days(3)",
    "day(On)",
]


def _nested(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return expressions made of `part`: operators, comparisons, conditions, calls."""
    pair = st.tuples(
        part, st.sampled_from(["+", "-", "*", "/", "==", "!=", "<", ">=", "and", "or"]), part
    )
    either = st.tuples(part, part, part)
    call = st.tuples(st.sampled_from(sorted(FUNCTIONS)), st.lists(part, min_size=1, max_size=3))
    return st.one_of(
        pair.map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        either.map(lambda p: f"({p[0]} if {p[1]} else {p[2]})"),
        either.map(lambda p: f"({p[0]} in ({p[1]}, {p[2]}))"),
        part.map(lambda p: f"(not {p})"),
        call.map(lambda p: f"{p[0]}({', '.join(p[1])})"),
    )


@settings(max_examples=150, deadline=None)
@given(expression=st.recursive(st.sampled_from(ATOMS), _nested, max_leaves=6))
def test_an_expression_runs_or_is_refused_in_words(expression: str) -> None:
    """Whatever is accepted, the engine can run; whatever is not, is `Faulty` and nothing else."""
    seen = scope()
    try:
        value = translate(expression, seen).value
    except Faulty as fault:
        assert fault.message
    else:
        assert seen.table.select(value.name("value")).to_pyarrow().num_rows == 1
