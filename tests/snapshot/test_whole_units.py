"""Whole units are exact on the quick way and on the slow one, halves away from zero."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal

import ibis
import pyarrow as pa
import pytest

from salesnb.snapshot.known import minor

EDGES = (
    "0.005 -0.005 2.675 1.005 99999999999.995 100000000000.005 -100000000000.005"
    " 999999999999.995 1234567890123.455 8999999999.999999"
)


def amounts() -> list[Decimal]:
    rng = random.Random(1)
    drawn = [
        Decimal(rng.randrange(-(10**k), 10**k)).scaleb(-6) for k in range(1, 20) for _ in range(200)
    ]
    return [*drawn, *map(Decimal, EDGES.split())]


@pytest.mark.parametrize("digits", [0, 2, 3])
def test_whole_units_are_those_of_decimal_arithmetic(digits: int) -> None:
    values = amounts()
    table = ibis.duckdb.connect().create_table(
        "x", pa.table({"i": range(len(values)), "a": pa.array(values, pa.decimal128(38, 6))})
    )
    found = table.select("i", w=minor(table.a, digits)).order_by("i").to_pyarrow()["w"].to_pylist()
    wanted = [int((v * 10**digits).quantize(Decimal(1), ROUND_HALF_UP)) for v in values]
    assert found == wanted
