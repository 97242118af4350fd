"""The source lines behind a selection of any month, read again from the exports.

A snapshot keeps cells. As long as the exports are those that it was closed from, the lines behind
the cells can be read again, each with its file and row; then both add up to the same, to the cent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import ibis.expr.types as ir
import pandas as pd

from salesnb.contracts import TABLES
from salesnb.contracts.fields import Table
from salesnb.errors import SalesnbError, SourceError, UsageError, closest
from salesnb.i18n import t
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.snapshot.close import work_beside
from salesnb.snapshot.facts import MILLION, Snapshot
from salesnb.snapshot.gate import Received, read_exports, stated_digests
from salesnb.snapshot.known import AMOUNTS, LINES, rows_known
from salesnb.snapshot.sales import KEYS, attributed_lines, with_month_name
from salesnb.snapshot.typed import typed
from salesnb.sources.check.locate import Locator
from salesnb.sources.check.working import working_table
from salesnb.sources.exports import SOURCE_ROW, digest, is_source_row
from salesnb.sources.read.engine import is_server, source_errors_named, source_folder

Where = Mapping[str, Sequence[str]]
CUBES = {"invoice": "invoice_lines", "order": "order_lines"}
GROUP, DAY = "product_group", "day"
PLACE = ["file", "row", "place"]


@dataclass(frozen=True)
class Selection:
    """Which lines are wanted: those of `table` that have one of the values of each column."""

    table: str
    where: Where
    most: int

    @property
    def contract(self) -> Table:
        return TABLES[self.table]


def columns_of_lines(table: str) -> tuple[str, ...]:
    """Return by which columns lines of a table can be selected: texts, identifiers and days."""
    kinds = {one.name for one in TABLES[table].fields if one.type in ("id", "text", "date")}
    return (*KEYS, GROUP, DAY, *sorted(kinds.difference(KEYS)))


def of_cell(key: Mapping[str, str], where: Mapping[str, str | Sequence[str]], table: str) -> Where:
    """Return what selects the lines of a cell: the columns of lines in its key, and `where`."""
    known = columns_of_lines(table) if table in LINES else ()
    own = {name: [value] for name, value in key.items() if name in known}
    more = {name: [one] if isinstance(one, str) else list(one) for name, one in where.items()}
    return own | more


def source_lines(
    company: Company, month: Month, snapshot: Snapshot, wanted: Selection
) -> pd.DataFrame:
    """Return the lines of a selection as known at the month's end, one row per rep with credit.

    Columns: file, row (its number there; missing where rows have no order), place (the same in
    words), the table's own with the attributes valid on the line's day, month, and `is_first`,
    which marks one row per line. Amounts are the rep's part, in currency units. Raises `UsageError`
    for an unknown column or more than `wanted.most` rows, `SourceError` where the exports are not
    those that the month was closed from.
    """
    _require_columns(wanted)
    require_unchanged(company, month, snapshot)
    target = company.month(month).snapshot
    with work_beside(target) as work, source_errors_named(company):
        received = read_exports(company, spill=work)
        try:
            found = _read(received, company, month, wanted)
        finally:
            received.con.disconnect()
    _require_tie(found, snapshot, wanted)
    return typed(found, wanted.table)


def require_unchanged(company: Company, month: Month, snapshot: Snapshot) -> None:
    """Raise `SourceError`, with the reason, where exports are not those of the snapshot.

    A server cannot say whether anything changed: there the lines must add up to the cells.
    """
    manifest = snapshot.manifest
    if manifest.get("exports") == stated_digests(company, month)["exports"]:
        return
    changed = [] if is_server(company) else list(_changed_files(company, manifest["sources"]))
    if changed:
        message = t(
            "the exports are not those that {month} was closed from: {files}",
            month=month,
            files=", ".join(changed),
        )
    else:
        message = t(
            "the mapping, company.toml or a file of the exports is not as when {month} was closed",
            month=month,
        )
    fix = t(
        "work with the cells, which stand for the lines, or run {month} again; where it was issued,"
        " with --reissue",
        month=month,
    )
    raise SourceError(message, fix=fix)


def _changed_files(company: Company, sources: Mapping[str, str]) -> Iterator[str]:
    try:
        folder = source_folder(company)
    except SalesnbError:
        yield t("they are gone")
        return
    for name, stated in sources.items():
        file = folder / name if folder.is_dir() else folder
        if not file.exists():
            yield t("{file} is gone", file=name)
        elif digest(file) != stated:
            yield t("{file} is another", file=name)


def _require_columns(wanted: Selection) -> None:
    """Raise `UsageError` for a table without lines or a column by which none can be selected."""
    if wanted.table not in LINES:
        names = ", ".join(LINES)
        raise UsageError(
            t("{name!r} is no table of lines", name=wanted.table),
            fix=t("write one of {names}", names=names),
        )
    known = columns_of_lines(wanted.table)
    for name in wanted.where:
        if name not in known:
            near = closest(name, known)
            fix = t("did you mean {near!r}?", near=near) if near else ", ".join(known)
            raise UsageError(
                t("{table} cannot be selected by {column!r}", table=wanted.table, column=name),
                fix=fix,
            )


def _read(received: Received, company: Company, month: Month, wanted: Selection) -> pd.DataFrame:
    names = _needed(wanted.table) & set(received.mapped)
    clean = received.checked(company, month, only=names)
    known = {one: rows_known(rows, TABLES[one], month) for one, rows in clean.tables.items()}
    if wanted.table not in known:
        raise SourceError(t("{table} did not come in", table=wanted.table), fix=t("export it"))
    digits = company.settings.company.currency_digits
    lines = attributed_lines(known[wanted.table], wanted.contract, known, digits=digits)
    chosen = _chosen(with_month_name(lines), known, wanted)
    n_rows = chosen.count().to_pyarrow().as_py()
    if n_rows > wanted.most:
        raise UsageError(
            t("{n} lines are selected, more than {most}", n=f"{n_rows:,}", most=f"{wanted.most:,}"),
            fix=t("select fewer, by month or customer, or ask for them with most = {n}", n=n_rows),
        )
    frame = _in_units(_ordered(chosen, wanted.contract).to_pandas(), digits=digits)
    places = _places(received, chosen, frame, wanted)
    return pd.concat([places, frame], axis=1)


def _needed(table: str) -> set[str]:
    """Return a table of lines and all that its rows are held against or get attributes from."""
    found, waiting = {"customer_reps"}, [table, "customer_reps"]
    while waiting:
        name = waiting.pop()
        found.add(name)
        masters = {one.master for one in TABLES[name].fields if one.master}
        waiting += sorted(masters - found)
    return found


def _chosen(lines: ir.Table, known: Mapping[str, ir.Table], wanted: Selection) -> ir.Table:
    """Return the lines that have one of the values of each column."""
    day = wanted.contract.event_on
    for name, values in wanted.where.items():
        column = day if name == DAY else name
        if name == GROUP:
            lines = lines.filter(lines.product_id.isin(_of_groups(known, values)))
        elif lines[column].type().is_date():
            days = [dt.date.fromisoformat(str(one)[:10]) for one in values]
            lines = lines.filter(lines[column].isin(days))
        else:
            lines = lines.filter(lines[column].isin(list(values)))
    return lines


def _of_groups(known: Mapping[str, ir.Table], groups: Sequence[str]) -> list[str]:
    if "products" not in known:
        return []
    products = known["products"]
    own = products.filter(products.product_group.isin(list(groups)))
    return list(own.product_id.to_pyarrow().to_pylist())


def _ordered(lines: ir.Table, contract: Table) -> ir.Table:
    names = [one for one in (*contract.names, "month", "is_first") if one in lines.columns]
    return lines.select(*names).order_by([*contract.key, "rep_id"])


def _in_units(frame: pd.DataFrame, *, digits: int) -> pd.DataFrame:
    """Return lines with amounts in currency units and quantities in the product's unit."""
    amounts = {name: frame[name].astype("float64") / 10.0**digits for name in AMOUNTS}
    return frame.assign(quantity=frame["quantity"].astype("float64") / MILLION, **amounts)


def _places(
    received: Received, chosen: ir.Table, frame: pd.DataFrame, wanted: Selection
) -> pd.DataFrame:
    """Return file, row and place of each line; of lines exported twice the first."""
    mapped, contract = received.mapped[wanted.table], wanted.contract
    again = mapped.with_source_rows() if mapped.with_source_rows else mapped.table
    rows = working_table(replace(mapped, table=again), contract, keep_raw=False)
    marks = [name for name in rows.columns if is_source_row(name)]
    key = list(contract.key)
    marked = rows.semi_join(chosen, key).select(*key, *marks).to_pandas()
    marked = marked.sort_values(SOURCE_ROW if SOURCE_ROW in marks else key)
    own = frame[key].merge(marked.drop_duplicates(key), on=key, how="left")
    raw = own.assign(**{f"{name}__raw": own[name] for name in key})
    found = Locator(mapped, received.exports, rows).locate(raw, contract.money)
    values = [(one.file, one.row, one.line) for one in found]
    return pd.DataFrame(values, columns=PLACE).astype({"row": "Int64"})


def _require_tie(found: pd.DataFrame, snapshot: Snapshot, wanted: Selection) -> None:
    """Require that lines add up to the cells of the same selection, where it is one of cells."""
    is_basis = CUBES.get(snapshot.manifest["sales_basis"]) == wanted.table
    cube = "sales_cube" if is_basis else "order_cube"
    if not set(wanted.where) <= set(KEYS) or cube not in snapshot.manifest["frames"]:
        return
    if snapshot.manifest["frames"][cube]["table"] != wanted.table:
        return
    cells = snapshot.frame(cube, [*wanted.where, "net_amount"])
    for name, values in wanted.where.items():
        cells = cells[cells[name].isin(list(values))]
    digits = snapshot.manifest["digits"]
    there, here = (round(float(one["net_amount"].sum()), digits) for one in (cells, found))
    if there != here:
        raise SourceError(
            t(
                "the lines add up to {here}, the cells of the month to {there}",
                here=here,
                there=there,
            ),
            fix=t("work with the cells: what the exports hold has changed since"),
        )
