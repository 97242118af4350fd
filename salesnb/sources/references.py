"""Identifiers that stand in no master table."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import ibis.expr.types as ir
from rapidfuzz import process

from salesnb.contracts.fields import Field
from salesnb.sources.problems import SHOWN_PER_RULE


@dataclass(frozen=True)
class Unknown:
    """An identifier that is not in its master, its rows, their money, the nearest known one."""

    value: str
    n_rows: int
    money: Decimal
    near: str


def unknown_ids(
    table: ir.Table, field: Field, master: ir.Table, *, money: str
) -> tuple[list[Unknown], int, Decimal]:
    """Return the unknown identifiers that matter most, and the rows and money of all of them."""
    known = master.select(known=master[field.references.split(".")[1]]).distinct()
    rows = table.filter(table[field.name].notnull())
    lost = rows.anti_join(known, rows[field.name] == known.known)
    amount = lost[money].sum() if money else lost.count()
    counted = lost.group_by(value=lost[field.name]).agg(n_rows=lost.count(), money=amount)
    totals = counted.aggregate(n=counted.n_rows.sum(), money=counted.money.sum()).execute().iloc[0]
    if not totals["n"] or totals["n"] != totals["n"]:
        return [], 0, Decimal(0)
    first = counted.order_by([counted.n_rows.desc(), counted.value]).limit(SHOWN_PER_RULE).execute()
    names = [str(v) for v in known.known.execute()]
    shown = [
        Unknown(
            str(row.value),
            int(row.n_rows),
            _money(row.money if money else 0),
            _near(str(row.value), names),
        )
        for row in first.itertuples()
    ]
    return shown, int(totals["n"]), _money(totals["money"] if money else 0)


def _near(value: str, names: list[str]) -> str:
    found = process.extractOne(value, names, score_cutoff=70)
    return str(found[0]) if found else ""


def _money(value: object) -> Decimal:
    return Decimal(0) if value is None or value != value else Decimal(str(value))
