"""Receipts without an allocation pay instalments by one stated rule, and no money comes or goes."""

from __future__ import annotations

import datetime as dt
import random

import ibis
import pandas as pd
import pytest

from salesnb.snapshot.matching import matches, unallocated

DAY = dt.date(2026, 1, 1)
Row = tuple[str, str, int, int]


def _tables(receipts: list[Row], instalments: list[Row]) -> dict[str, ibis.Table]:
    """Receipts: id, customer, day, amount. Instalments: id, customer, day of issue, amount."""
    came = pd.DataFrame(receipts, columns=["receipt_id", "customer_id", "day", "amount"])
    due = pd.DataFrame(instalments, columns=["instalment_id", "customer_id", "day", "due_amount"])
    came["received_on"] = [DAY + dt.timedelta(d) for d in came.pop("day")]
    due["issued_on"] = [DAY + dt.timedelta(d) for d in due["day"]]
    due["due_on"] = [DAY + dt.timedelta(d + 30) for d in due.pop("day")]
    tables = {
        "receipts": ibis.memtable(came.assign(is_bounced=False)),
        "instalments": ibis.memtable(due),
    }
    money = {"receipts": "amount", "instalments": "due_amount"}
    return {
        name: one.mutate(**{money[name]: one[money[name]].cast("decimal(38, 6)")})
        for name, one in tables.items()
    }


def _matched(receipts: list[Row], instalments: list[Row]) -> pd.DataFrame:
    tables = _tables(receipts, instalments)
    frame = matches(unallocated(tables, None), tables, digits=2).execute()
    return frame.assign(amount=frame["amount"] / 100)


@pytest.mark.parametrize(
    ("receipts", "instalments", "expected"),
    [
        (
            [("R1", "A", 40, 300)],
            [("I1", "A", 0, 100), ("I2", "A", 5, 300)],
            [("R1", "I2", 300, "exact_amount")],
        ),
        (
            [("R1", "A", 40, 250), ("R2", "A", 50, 100)],
            [("I1", "A", 0, 100), ("I2", "A", 5, 300)],
            [
                ("R1", "I2", 250, "oldest_due"),
                ("R2", "I1", 100, "exact_amount"),
            ],
        ),
        (
            [("R1", "A", 40, 500)],
            [("I1", "A", 0, 100), ("I2", "A", 5, 300)],
            [
                ("R1", "I1", 100, "oldest_due"),
                ("R1", "I2", 300, "oldest_due"),
                ("R1", None, 100, "unapplied"),
            ],
        ),
        ([("R1", "A", 4, 50)], [("I1", "B", 0, 50)], [("R1", None, 50, "unapplied")]),
        (
            [("R1", "A", 4, 100)],
            [("I1", "A", 0, 70), ("I2", "A", 5, 100)],
            [("R1", "I1", 70, "oldest_due"), ("R1", "I2", 30, "oldest_due")],
        ),
        ([("R1", "A", 4, -20)], [("I1", "A", 0, 70)], [("R1", None, -20, "unapplied")]),
    ],
)
def test_the_rule(
    receipts: list[Row], instalments: list[Row], expected: list[tuple[str, str | None, int, str]]
) -> None:
    found = _matched(receipts, instalments)
    rows = zip(
        found["receipt_id"],
        found["instalment_id"].astype("object").where(found["instalment_id"].notna(), None),
        found["amount"],
        found["rule"],
        strict=True,
    )
    assert sorted(rows, key=str) == sorted(expected, key=str)


@pytest.mark.parametrize("seed", range(3))
def test_every_receipt_is_used_once_and_no_instalment_is_paid_twice(seed: int) -> None:
    chance = random.Random(seed)
    receipts = [
        (f"R{n}", chance.choice("AB"), chance.randrange(60), chance.randrange(1, 9) * 50)
        for n in range(60)
    ]
    instalments = [
        (f"I{n}", chance.choice("ABC"), chance.randrange(60), chance.randrange(1, 9) * 50)
        for n in range(60)
    ]
    found = _matched(receipts, instalments)
    used = found.groupby("receipt_id")["amount"].sum()
    assert used.to_dict() == {one: amount for one, _, _, amount in receipts}
    paid = found.groupby("instalment_id")["amount"].sum()
    due = {one: amount for one, _, _, amount in instalments}
    assert all(amount <= due[one] for one, amount in paid.items())
    owner = {one: customer for one, customer, _, _ in [*receipts, *instalments]}
    pairs = found[found["instalment_id"].notna()]
    assert [owner[one] for one in pairs["receipt_id"]] == [
        owner[one] for one in pairs["instalment_id"]
    ]
    for customer in "AB":
        left = found[(found["rule"] == "unapplied") & (found["customer_id"] == customer)]
        owed = sum(due[one] for one, owner_of, _, _ in instalments if owner_of == customer)
        covered = sum(paid.get(one, 0) for one in due if owner[one] == customer)
        assert left.empty or covered == owed
