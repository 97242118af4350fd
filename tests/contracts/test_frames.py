"""A frame is declared once: what its declaration names is there, and two never share a name."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import pytest

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import MOST_COLUMNS, Chart, Frame, declared, grain_of
from salesnb.errors import UsageError
from salesnb.i18n import use
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


def test_a_frame_without_a_name_is_called_like_its_constant() -> None:
    unnamed = replace(other("a"), name="")
    assert declared(module(LOST_DEALS=unnamed))["lost_deals"] == replace(unnamed, name="lost_deals")
    with pytest.raises(ValueError, match="two frames are called lost_deals"):
        declared(module(LOST_DEALS=unnamed), module(LOST_DEALS=replace(unnamed, title="Other")))


def test_the_key_tells_the_grain_unless_it_is_stated() -> None:
    unstated = replace(NODES, grain="")
    said = "one row per dimension and node, and the total"
    assert (grain_of(NODES), grain_of(unstated)) == ("one row per node", said)
    by_three = replace(unstated, key="dimension node month", total="")
    assert grain_of(by_three) == "one row per dimension, node and month"
    only = Frame("one", "One", key="scope", fields=(col.SCOPE,))
    assert grain_of(only) == "one row"
    with use("zh"):
        assert grain_of(by_three).startswith("每个") and grain_of(by_three).endswith("一行")


def test_a_frame_needs_a_title() -> None:
    with pytest.raises(ValueError, match="it needs a title, a key"):
        replace(NODES, title="")
