"""Identifiers that stand in no master table: how often, how much money, what was meant."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import ibis
import ibis.expr.types as ir
from rapidfuzz import process

from salesnb.contracts.fields import Field
from salesnb.i18n import t, tn
from salesnb.sources.locate import ORDINAL
from salesnb.sources.problems import SHOWN_PER_RULE, Problem
from salesnb.sources.work import Gate, TableWork, exact

_CANDIDATES = 200_000  # known identifiers of like length that are compared, at most


@dataclass(frozen=True)
class Unknown:
    """An identifier that is not in its master, its rows, their money, the nearest known one."""

    value: str
    n_rows: int
    money: Decimal
    near: str


def tell_references(work: TableWork, gate: Gate, lost: list[tuple[Field, ir.Value]]) -> None:
    """Record the identifiers of a table that stand in no master, those in most rows first."""
    for field, flag in lost:
        master = gate.works[field.references.split(".")[0]]
        severity = gate.severity("unknown_reference", work)
        if severity == "dropped":
            work.drops.append(("unknown_reference", flag))
        unknown, (n_values, n_rows, money) = unknown_ids(work, field, flag, master.table)
        places = _first_places(work, field, [one.value for one in unknown])
        shown = [
            Problem(severity, work.contract.name, file, "unknown_reference",
                    *_words(work, one, master.file), line, field.name, one.value)
            for one, (file, line) in zip(unknown, places, strict=True)
        ]  # fmt: skip
        gate.problems.add_rule(shown, n_rows=n_rows, money=money, n_faults=n_values)


def unknown_ids(
    work: TableWork, field: Field, flag: ir.Value, master: ir.Table
) -> tuple[list[Unknown], tuple[int, int, Decimal]]:
    """Return the unknown identifiers in most rows; how many there are, with all rows and money."""
    lost = work.table.filter(flag)
    amount = lost[work.contract.money].sum() if work.contract.money else ibis.literal(0)
    counted = lost.group_by(value=lost[field.name]).agg(n_rows=lost.count(), money=amount)
    sums = counted.aggregate(v=counted.count(), n=counted.n_rows.sum(), m=counted.money.sum())
    total = sums.to_pyarrow().to_pylist()[0]
    first = counted.order_by([counted.n_rows.desc(), counted.value]).limit(SHOWN_PER_RULE)
    rows = first.to_pyarrow().to_pylist()
    names = _alike(master[field.references.split(".")[1]], [row["value"] for row in rows])
    shown = [
        Unknown(row["value"], row["n_rows"], exact(row["money"]), _near(row["value"], names))
        for row in rows
    ]
    return shown, (int(total["v"]), int(total["n"]), exact(total["m"]))


def _alike(known: ir.StringColumn, values: list[str]) -> list[str]:
    """Return known identifiers about as long as the unknown ones, however large the master is."""
    shortest, longest = min(map(len, values)) - 2, max(map(len, values)) + 2
    names = known.as_table()
    column = names[names.columns[0]]
    like = names.filter(column.length().between(shortest, longest)).distinct()
    return sorted(like.limit(_CANDIDATES).to_pyarrow().column(0).to_pylist())


def _near(value: str, names: list[str]) -> str:
    """Return the one name that is nearest; '' where several are as near, or none is near."""
    best = process.extract(value, names, score_cutoff=70, limit=2)
    is_alone = len(best) == 1 or (best and best[0][1] > best[1][1])
    return str(best[0][0]) if is_alone else ""


def _first_places(work: TableWork, field: Field, values: list[str]) -> list[tuple[str, str]]:
    """Return file and line of the first row with each value."""
    wide = work.locator.wide
    chosen = wide.filter(wide[field.name].isin(values))
    place = ibis.row_number().over(
        ibis.window(group_by=chosen[field.name], order_by=chosen[ORDINAL])
    )
    first = chosen.mutate(_place=place)
    rows = first.filter(first["_place"] == 0).drop("_place").order_by(ORDINAL).execute()
    places = dict(zip(rows[field.name], work.locator.places(rows, field.name), strict=True))
    return [(places[value].file, places[value].where) for value in values]


def _words(work: TableWork, one: Unknown, file: str) -> tuple[str, str]:
    count = tn("{n} line", "{n} lines", one.n_rows)
    if work.contract.money:
        count = t("{count}, {money}", count=count, money=f"{one.money:,.2f}")
    message = t("not in {file} ({count})", file=file, count=count)
    near = t("did you mean {near!r}?", near=one.near) if one.near else ""
    return message, near or t("add it there, or correct it")
