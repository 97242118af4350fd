"""Rows of forms against the exports: members that must be known, rows that stand there already."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import ibis.expr.types as ir

from salesnb.contracts import TABLES
from salesnb.forms.plausible import Place
from salesnb.forms.rows import Row, Rows
from salesnb.i18n import t
from salesnb.sources.check.gate import CleanTables

Record = dict[str, Any]
_LABELS = {
    "customers": "customer_id",
    "products": "product_id",
    "regions": "region_id",
    "competitors": "competitor_id",
    "outlets": "outlet_id",
    "reps": "rep_id",
}


class Export:
    """What the exports know; asked only for what forms name.

    `replaced` are keys of planned visits of the exports for which a form says how they went.
    """

    def __init__(self, clean: CleanTables) -> None:
        self.tables = clean.tables
        self.replaced: dict[str, set[str]] = {}

    def has(self, table: str) -> bool:
        return table in self.tables

    def all_of(self, table: str, column: str) -> set[str]:
        """Return all values of a column, none where the table did not come in."""
        if not self.has(table):
            return set()
        found = self.tables[table].select(column).distinct().to_pyarrow().to_pylist()
        return {str(row[column]) for row in found}

    def known(self, table: str, ids: Iterable[str]) -> set[str]:
        """Return which identifiers a master table has; all where it did not come in."""
        wanted = sorted(set(ids))
        if not self.has(table) or not wanted:
            return set(wanted)
        column = _LABELS[table]
        own = self.tables[table]
        found = own.filter(own[column].isin(wanted)).select(column).distinct()
        return {str(row[column]) for row in found.to_pyarrow().to_pylist()}

    def where(self, table: str, column: str, values: Iterable[object]) -> list[Record]:
        """Return the rows of a table with one of some values, [] where it did not come in."""
        wanted = sorted({str(one) for one in values if one is not None})
        if not self.has(table) or not wanted:
            return []
        own: ir.Table = self.tables[table]
        return own.filter(own[column].isin(wanted)).to_pyarrow().to_pylist()

    def outlets(self) -> list[Record]:
        """Return the outlets of the exports."""
        return self._all("outlets", "outlet_id name name_zh region_id status")

    @cached_property
    def _states(self) -> list[Record]:
        return self._all("outlet_states", "outlet_id status valid_from valid_to")

    def states(self) -> list[Record]:
        """Return the states of outlets of the exports."""
        return self._states

    def _all(self, table: str, columns: str) -> list[Record]:
        if not self.has(table):
            return []
        return self.tables[table].select(*columns.split()).to_pyarrow().to_pylist()

    def places(self, rows: Rows) -> dict[str, Place]:
        """Return where the customers of visits are, of those whose place is known."""
        ids = {one.values["customer_id"] for one in rows.of("visits")}
        found = self.where("customers", "customer_id", ids)
        return {
            str(one["customer_id"]): (float(one["latitude"]), float(one["longitude"]))
            for one in found
            if one.get("latitude") is not None and one.get("longitude") is not None
        }

    def new_reports(self, reports: Sequence[Record]) -> list[Record]:
        """Return the reports that the exports do not have: of a rep, kind and period."""
        found = self.where("reports", "rep_id", (one["rep_id"] for one in reports))
        there = {(one["rep_id"], one["kind"], one["period_start"]) for one in found}
        wanted = TABLES["reports"].names
        return [
            {name: one.get(name) for name in wanted}
            for one in reports
            if (one["rep_id"], one["kind"], one["period_start"]) not in there
        ]


_REFERENCES = ("customer_id", "product_id", "competitor_id", "outlet_id", "region_id")
_MASTERS = {column: table for table, column in _LABELS.items()}


def require_known(rows: Rows, export: Export) -> None:
    """Send back rows that name a customer, product or other member that the exports lack."""
    every = [row for table in list(rows.by_table) for row in rows.of(table)]
    for column in _REFERENCES:
        if column == "outlet_id":
            own = [row for row in every if row.table == "inspections"]
        else:
            own = every
        named = [row for row in own if row.values.get(column)]
        known = export.known(_MASTERS[column], (str(row.values[column]) for row in named))
        for row in named:
            value = str(row.values[column])
            if value not in known:
                message = t("not among the {table} of the exports", table=_MASTERS[column])
                fix = _near(row, column, value) or t("choose from the list of the cell")
                row.refuse(column, "unknown_reference", message, fix, value)
    _require_own_visits(rows, export)


def _near(row: Row, column: str, value: str) -> str:
    """Return a question with the option that is nearest to a value, '' where none is near."""
    near = row.form.near(column, value)
    return t("did you mean {near!r}?", near=near) if near else ""


def _require_own_visits(rows: Rows, export: Export) -> None:
    """Send back visits whose key is that of another rep's visit."""
    named = [*rows.of("visits"), *rows.of("visit_objectives")]
    found = export.where("visits", "visit_id", (row.values["visit_id"] for row in named))
    owners = {one["visit_id"]: one["rep_id"] for one in found}
    for row in named:
        rep = row.form.stamp.rep_id
        owner = owners.get(row.values["visit_id"], rep)
        if owner != rep and row.stands:
            message = t("a visit of {rep}", rep=owner)
            row.refuse("visit_key", "other_rep", message, t("write it as a visit of your own"))


def without_exported(rows: Rows, export: Export) -> dict[str, int]:
    """Take out rows that stand in the exports; return how many rows of each file they were.

    Where the exports say otherwise it is said by cell.
    """
    gone = list(_exported_visits(rows, export))
    for table, (by, key, told) in _SAME.items():
        gone += _exported(rows, export, table, by=by, key=key, told=told)
    return dict(Counter(name for name, _ in {(one.form.name, one.filled.row) for one in gone}))


def _exported_visits(rows: Rows, export: Export) -> list[Row]:
    """Take out visits that the exports have as held or cancelled; their plans make way."""
    visits = rows.of("visits")
    reps = {row.values["rep_id"] for row in visits}
    days = {row.values["visit_date"] for row in visits}
    days |= {row.values["planned_on"] for row in visits if row.values.get("planned_on")}
    there = _visits_between(export, reps, days)
    by_id = {one["visit_id"]: one for one in there}
    by_day: dict[tuple[object, ...], Record] = {}
    for one in there:
        by_day.setdefault((one["rep_id"], one["customer_id"], one["visit_date"]), one)
    gone, kept = [], []
    for row in visits:
        values = row.values
        at = (values["rep_id"], values["customer_id"], values["visit_date"])
        other = by_id.get(values["visit_id"]) or by_day.get(at)
        if other is None:
            kept.append(row)
        elif other["status"] == "planned":
            _in_place_of(row, other, rows, export)
            kept.append(row)
        else:
            if values["status"] != "planned":
                _said_otherwise(row, other, ("status", "visit_date"))
            _rename_aims(rows, row, other["visit_id"])
            gone.append(row)
    rows.keep("visits", kept)
    return gone


def _visits_between(export: Export, reps: Iterable[str], days: Iterable[dt.date]) -> list[Record]:
    wanted = sorted(set(days))
    if not wanted or not export.has("visits"):
        return []
    own: ir.Table = export.tables["visits"]
    inside = own.visit_date.between(wanted[0], wanted[-1]) & own.rep_id.isin(sorted(set(reps)))
    names = ["visit_id", "rep_id", "customer_id", "planned_on", "visit_date", "status"]
    return own.filter(inside).select(*names).to_pyarrow().to_pylist()


def _in_place_of(row: Row, other: Record, rows: Rows, export: Export) -> None:
    """Let a row stand for the visit that the exports have only as planned."""
    export.replaced.setdefault("visits", set()).add(other["visit_id"])
    row.values["planned_on"] = other["planned_on"] or other["visit_date"]
    if row.values["status"] == "unplanned":
        row.values["status"] = "held"
    _rename_aims(rows, row, other["visit_id"])


def _rename_aims(rows: Rows, row: Row, id: str) -> None:
    """Give a visit and its aims the identifier that the exports have for it."""
    for aim in rows.by_table.get("visit_objectives", []):
        if aim.values["visit_id"] == row.values["visit_id"] and aim.form is row.form:
            aim.values["visit_id"] = id
    row.values["visit_id"] = id


def _exported(
    rows: Rows, export: Export, table: str, *, by: str, key: Callable[[Record], Any], told: str
) -> list[Row]:
    """Take out the rows of a table that the exports have by `key`, looked up by column `by`."""
    own = rows.of(table)
    found = {key(one): one for one in export.where(table, by, (r.values.get(by) for r in own))}
    kept, gone = [], []
    for row in own:
        other = found.get(key(row.values))
        if other is None:
            kept.append(row)
            continue
        _said_otherwise(row, other, (told,))
        gone.append(row)
    rows.keep(table, kept)
    return gone


def _said_otherwise(row: Row, other: Record, columns: Sequence[str]) -> None:
    """Say where the exports say otherwise than a row."""
    for name in columns:
        stated, held = row.values.get(name), other.get(name)
        if held is not None and stated is not None and not _are_equal(stated, held):
            message = t("the exports say {held}: they hold", held=_shown(held))
            row.remark(name, "export_wins", message)
            return


def _are_equal(one: Any, other: Any) -> bool:
    if isinstance(one, int | float) and not isinstance(one, bool):
        return abs(float(one) - float(other)) < 0.005
    return bool(one == other) or {one, other} == {"held", "unplanned"}


def _shown(value: Any) -> str:
    return f"{value:,.2f}" if hasattr(value, "as_tuple") else str(value)


def _of_aim(one: Record) -> Any:
    return one["visit_id"], one["objective"]


def _of_look(one: Record) -> Any:
    names = "rep_id inspected_on customer_id outlet_id product_id competitor_id aspect"
    return tuple(one.get(name) for name in names.split())


def _of_commitment(one: Record) -> Any:
    names = "rep_id customer_id product_group period_start"
    return tuple(one.get(name) for name in names.split())


_SAME: Mapping[str, tuple[str, Callable[[Record], Any], str]] = {
    "visit_objectives": ("visit_id", _of_aim, "result"),
    "inspections": ("rep_id", _of_look, "value"),
    "commitments": ("rep_id", _of_commitment, "sales_amount"),
}
