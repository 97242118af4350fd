"""A frame is declared once: what its declaration names is there, and two never share a name."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import pytest

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import MOST_COLUMNS, Chart, Frame, declared
from salesnb.errors import UsageError
from salesnb.measures import MEASURES
from tests.contracts.small import NODES


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": ""},
        {"key": "rep_id"},
        {"order": "-rep_id"},
        {"order": "-|rep_id|"},
        {"shows": "amount rep_id"},
        {"total": "rep_id"},
        {"optional": "rep_id"},
        {"fields": (*NODES.fields, NODES.fields[0])},
        {"fields": (*NODES.fields, col.member("rep_id", "Rep", within="kind"))},
        {"chart": Chart("bar", "rep_id", "amount=actual")},
        {"chart": Chart("bar", "node", "rep_id=actual")},
        {"chart": Chart("bar", "node", "amount=actual", only={"rep_id": "1"})},
        {"chart": Chart("bar", "node", "amount=actual", but={"rep_id": ("1",)})},
    ],
)
def test_a_declaration_names_columns_that_are_there_once(wrong: dict) -> None:
    with pytest.raises(ValueError, match="02_small_nodes"):
        replace(NODES, **wrong)


def test_lists_of_columns_are_text_with_blanks() -> None:
    assert NODES.keys == ["dimension", "node"]
    assert NODES.ordered_by == ["dimension", "-amount"]
    assert replace(NODES, shows="node amount").shown == ["node", "amount"]


def test_an_order_may_name_a_size_whatever_its_sign() -> None:
    assert replace(NODES, order="-|amount|").ordered_by == ["-|amount|"]


def test_a_frame_that_names_no_columns_shows_as_many_as_a_page_holds() -> None:
    assert len(NODES.columns) > MOST_COLUMNS
    assert NODES.shown == NODES.columns[:MOST_COLUMNS]


def test_a_chart_says_the_look_of_each_column() -> None:
    chart = Chart("line", "month", "amount=actual growth=plan")
    assert chart.looks == {"amount": "actual", "growth": "plan"}


def module(**frames: Frame) -> ModuleType:
    room = ModuleType("room")
    vars(room).update(frames, NOT_A_FRAME=1)
    return room


def other(name: str) -> Frame:
    return Frame(name, "Title", "one row", "key", (col.key("key", "Key"),))


def test_the_frames_of_a_room_stand_in_the_order_of_its_modules() -> None:
    b, a, c = (other(name) for name in "bac")
    assert list(declared(module(B=b, A=a), module(C=c, A=a))) == ["b", "a", "c"]


def test_two_frames_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two frames are called a"):
        declared(module(A=other("a")), module(A=other("a")))


def test_the_column_of_a_measure_is_called_and_written_as_the_registry_says() -> None:
    column = col.kpi("dso_days", "dso", digits=1)
    assert (column.label, column.unit, column.shown) == (
        "Days of sales outstanding",
        "days",
        "days",
    )
    assert col.kpi("growth", "growth").type == "share"
    with pytest.raises(UsageError, match="did you mean 'dso'"):
        col.kpi("dso_days", "dsso")


def test_every_unit_of_a_measure_has_a_column() -> None:
    for one in MEASURES.values():
        assert col.kpi("value", one.id).measure == one.id
