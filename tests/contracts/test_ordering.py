"""Rows stand in the declared order, and in the same one whichever way they came."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.validated import result

STATE = {"rising": "rising", "falling": "falling", "even": "even"}  # in no order of letters
FIELDS = (
    col.key("key", "Key"),
    col.code("state", "State", STATE),
    col.number("size", "Size"),
)
CONTRACT = Frame("99_order", "Order", "one row per key", "key", FIELDS)
ROWS = pd.DataFrame(
    {
        "key": ["d", "a", "c", "b", "e"],
        "state": ["even", "rising", "new", "falling", "falling"],
        "size": [1.0, None, 3.0, 2.0, 3.0],
    }
)


def keys(order: str, rows: pd.DataFrame = ROWS) -> str:
    return "".join(result(rows, replace(CONTRACT, order=order)).frame["key"])


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("", "abcde"),
        ("-key", "edcba"),
        ("size", "dbcea"),
        ("-size", "cebda"),
        ("state", "abedc"),
        ("-state", "cdbea"),
        ("state -size", "aebdc"),
    ],
)
def test_rows_stand_in_the_declared_order(order: str, expected: str) -> None:
    """Codes by their words and others after them, what is missing last, ties by key."""
    assert keys(order) == expected


@pytest.mark.parametrize(("order", "expected"), [("|size|", "bac"), ("-|size|", "cab")])
def test_an_order_may_go_by_size_whatever_the_sign(order: str, expected: str) -> None:
    rows = pd.DataFrame({"key": list("abc"), "state": "even", "size": [-2.0, 1.0, -3.0]})
    assert keys(order, rows) == expected


@pytest.mark.parametrize(
    ("order", "expected"), [("", "R1 R2 rest total"), ("-node", "R2 R1 rest total")]
)
def test_a_rest_and_a_total_among_members_stand_last(order: str, expected: str) -> None:
    words = {"rest": "Rest", "total": "Total"}
    node = col.ident("node", "Node", of="regions", words=words)
    contract = Frame("99_nodes", "Nodes", "one row per node", "node", (node,), order)
    rows = pd.DataFrame({"node": ["total", "R2", "rest", "R1"]})
    assert " ".join(result(rows, contract).frame["node"]) == expected


@pytest.mark.parametrize("order", ["", "-size", "state", "-state -size"])
def test_the_order_does_not_depend_on_how_the_rows_came(order: str) -> None:
    turned = ROWS.iloc[[3, 0, 4, 2, 1]]
    assert keys(order, turned) == keys(order)


def test_a_result_in_another_order_keeps_its_own_declaration() -> None:
    ordered = result(ROWS, CONTRACT)
    turned = ordered.by("-size")
    assert turned.frame["key"].tolist() == list("cebda")
    assert turned.frame.index.tolist() == [0, 1, 2, 3, 4]
    assert turned.contract is CONTRACT
    assert ordered.frame["key"].tolist() == list("abcde")
