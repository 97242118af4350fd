"""The real companies beside the project: where their exports are, what they add up to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Real:
    """A real company: where its exports are, the month that closes them, what they hold."""

    mapping: str
    folder: str
    month: str
    n_lines: int
    net: Decimal
    rounded: Decimal


NORTHWIND = Real(
    "northwind", "northwind", "1998-05", 2155, Decimal("1265793.0395"), Decimal("1265793.04")
)
RESELLER = Real(
    "adventureworks_reseller",
    "adventureworks/reseller_2017_2020",
    "2020-05",
    57851,
    Decimal("77548570.20"),
    Decimal("77548570.20"),
)
OLTP = Real(
    "adventureworks",
    "adventureworks/oltp",
    "2014-06",
    121317,
    Decimal("109846381.399888"),
    Decimal("109846381.40"),
)
