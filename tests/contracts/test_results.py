"""Result frames: as contracted or refused, one address per number, the same bytes each time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from salesnb.contracts.fields import Field, FieldType
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result
from salesnb.contracts.validated import result
from salesnb.errors import ArtefactError, CitationError

CONTRACT = Frame(
    name="99_tiny_regions",
    title="Regions",
    grain="one row per region and month",
    key="region_id month",
    fields=(
        Field("region_id", "id", "Region"),
        Field("month", "month", "Month"),
        Field("amount", "money", "Amount"),
        Field("growth", "share", "Growth"),
        Field("n_visits", "integer", "Visits"),
    ),
)


def frame(**changes: object) -> pd.DataFrame:
    columns: dict[str, object] = {
        "region_id": ["south", "north", "north"],
        "month": ["2026-10", "2026-10", "2026-09"],
        "amount": [10.004, 2.0, -0.001],
        "growth": [0.1234567, np.nan, 0.0],
        "n_visits": [3, 4, 5],
    }
    return pd.DataFrame(columns | changes)


def one_column(kind: FieldType, values: list[object], **rules: object) -> pd.Series:
    field = Field("value", kind, "Value", **rules)  # type: ignore[arg-type]
    place = Field("place", "integer", "Place")
    contract = Frame("99_one", "One", "one row per place", "place", (place, field))
    sorted_result = result(pd.DataFrame({"place": range(len(values)), "value": values}), contract)
    return sorted_result.frame["value"]


@pytest.fixture
def sorted_result() -> Result:
    return result(frame(), CONTRACT)


def test_rows_stand_in_the_order_of_the_key(sorted_result: Result) -> None:
    assert sorted_result.frame["region_id"].tolist() == ["north", "north", "south"]
    assert sorted_result.frame["month"].tolist() == ["2026-09", "2026-10", "2026-10"]
    assert sorted_result.frame.index.tolist() == [0, 1, 2]


def test_the_order_does_not_depend_on_how_the_rows_came(sorted_result: Result) -> None:
    turned = result(frame().iloc[::-1][["n_visits", *CONTRACT.columns[:-1]]], CONTRACT)
    pd.testing.assert_frame_equal(turned.frame, sorted_result.frame)


@pytest.mark.parametrize(
    ("order", "amounts"),
    [
        ("-amount", [5.0, 1.0, -9.0]),
        ("-|amount|", [-9.0, 5.0, 1.0]),
        ("|amount|", [1.0, 5.0, -9.0]),
    ],
)
def test_rows_are_ordered_by_amount_or_by_its_size(order: str, amounts: list[float]) -> None:
    sorted_result = result(frame(amount=[1.0, -9.0, 5.0]), replace(CONTRACT, order=order))
    assert sorted_result.frame["amount"].tolist() == amounts


def test_numbers_are_rounded_to_their_type_without_a_negative_zero(sorted_result: Result) -> None:
    assert sorted_result.cell("amount", region_id="south") == 10.0
    assert sorted_result.cell("growth", region_id="south") == 0.123457
    zero = float(str(sorted_result.cell("amount", region_id="north", month="2026-09")))
    assert zero == 0.0 and not np.signbit(zero)


@pytest.mark.parametrize(
    ("kind", "digits"), [("money", 2), ("price", 4), ("quantity", 3), ("number", 6), ("share", 6)]
)
def test_each_type_keeps_its_digits(kind: FieldType, digits: int) -> None:
    assert one_column(kind, [1 / 3])[0] == round(1 / 3, digits)
    assert one_column(kind, [1 / 3], digits=1)[0] == 0.3


def test_a_result_made_again_is_the_same(sorted_result: Result) -> None:
    pd.testing.assert_frame_equal(result(sorted_result.frame, CONTRACT).frame, sorted_result.frame)


def test_making_a_result_leaves_the_frame_as_it_was() -> None:
    given = frame()
    result(given, CONTRACT)
    pd.testing.assert_frame_equal(given, frame())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (frame().drop(columns="growth"), "lacks growth"),
        (frame(profit=1.0), "also has profit"),
        (frame(month=["2026-10"] * 3), "north.*stands more than once"),
        (frame(region_id=["south", None, "north"]), "region_id: the key is missing in row 1"),
        (frame(amount=[1.0, np.inf, 2.0]), "amount: infinite in row 1"),
        (frame(amount=["1", "dear", "2"]), "amount: not money .*dear"),
        (frame(n_visits=[3, 4.5, 5]), r"n_visits: not integer \(found \[4.5\]"),
        (frame(month=["2026-13", "2026-10", "2026-09"]), r"found \['2026-13'\], expected YYYY-MM"),
    ],
)
def test_what_is_not_as_contracted_is_refused(given: pd.DataFrame, words: str) -> None:
    with pytest.raises(ArtefactError, match=f"99_tiny_regions.*{words}"):
        result(given, CONTRACT)


def test_a_column_twice_is_refused() -> None:
    twice = pd.concat([frame(), frame()[["amount"]]], axis=1)
    with pytest.raises(ArtefactError, match=r"also has|column twice"):
        result(twice, CONTRACT)


@pytest.mark.parametrize(
    ("kind", "values", "kept"),
    [
        ("month", [pd.Timestamp("2026-10-01")], ["2026-10"]),
        ("month", [pd.Period("2026-10", "M"), None], ["2026-10", ""]),
        ("date", [pd.Timestamp("2026-10-31"), pd.NaT], ["2026-10-31", ""]),
        ("text", ["a", None], ["a", ""]),
        ("id", [12, "13"], ["12", "13"]),
        ("flag", [True, False], [True, False]),
        ("integer", [2.9999999999, 3], [3.0, 3.0]),
    ],
)
def test_values_become_what_the_contract_says(kind: FieldType, values: list, kept: list) -> None:
    assert one_column(kind, values).tolist() == kept


@pytest.mark.parametrize("wrong", [[True, None], ["yes", "no"]])
def test_a_flag_is_true_or_false(wrong: list[object]) -> None:
    with pytest.raises(ArtefactError, match="not flag"):
        one_column("flag", wrong)


def test_a_text_with_choices_is_one_of_them() -> None:
    assert one_column("text", ["managed", ""], choices=("managed",)).tolist() == ["managed", ""]
    with pytest.raises(ArtefactError, match="found \\['manged'\\], expected one of managed"):
        one_column("text", ["manged"], choices=("managed",))


def test_an_empty_frame_is_a_result() -> None:
    empty = result(pd.DataFrame(columns=CONTRACT.columns), CONTRACT)
    assert empty.is_empty
    assert empty.frame["amount"].dtype == "float64"


def test_a_cell_is_found_by_what_names_its_row(sorted_result: Result) -> None:
    assert sorted_result.cell("amount", region_id="north", month="2026-10") == 2.0
    assert sorted_result.cell("n_visits", region_id="south") == 3


def test_a_cell_that_is_not_one_is_refused_with_the_nearest_keys(sorted_result: Result) -> None:
    with pytest.raises(CitationError, match=r"2 rows, not one.*its key is .'region_id', 'month'"):
        sorted_result.cell("amount", region_id="north")
    with pytest.raises(CitationError) as none:
        sorted_result.cell("amount", region_id="south", month="2026-09")
    assert "0 rows" in none.value.message
    assert none.value.fix.index("'2026-09'") < none.value.fix.index("'2026-10'")


@pytest.mark.parametrize("where", [{"regon_id": "north"}, {}])
def test_an_unknown_column_is_refused_with_the_nearest_name(
    sorted_result: Result, where: dict
) -> None:
    with pytest.raises(CitationError, match=r"did you mean '(region_id|amount)'"):
        sorted_result.cell("amount" if where else "amont", **where)
