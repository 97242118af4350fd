"""The columns of a drafted table: references, amounts, and what is to be decided about them."""

from __future__ import annotations

from dataclasses import dataclass, field

from salesnb.contracts import TABLES
from salesnb.i18n import t
from salesnb.newcompany.parts import DIMENSIONS, Company, Dimension, Fact
from salesnb.newcompany.sheets import Sheet, amount, filled, term, written

Columns = dict[str, "str | dict[str, object]"]
SEEN = "_seen"  # ends the name of a prepared table: the members that several exports name
SHARES = 1  # a discount up to it is a share of the price


@dataclass
class Part:
    """The rows of one canonical table from one foreign table, as a mapping writes them."""

    table: str
    sheet: Sheet
    raw: str
    columns: Columns = field(default_factory=dict)
    joins: list[dict[str, object]] = field(default_factory=list)
    where: str = ""
    distinct: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ()
    is_prepared: bool = False
    sources: tuple[Part, ...] = ()  # of which parts it is made, where `raw` is a prepared table

    @property
    def lacking(self) -> tuple[str, ...]:
        """The required columns of the table that nothing was found for."""
        if self.is_prepared:
            return ()
        names = [one.name for one in TABLES[self.table].fields if one.required]
        return tuple(name for name in names if name not in self.columns)


@dataclass
class Draft:
    """The parts of a mapping, in their order; which columns they use, and what is to be decided."""

    company: Company
    parts: list[Part] = field(default_factory=list)
    used: set[tuple[str, str]] = field(default_factory=set)
    open: list[str] = field(default_factory=list)

    def take(self, sheet: Sheet, *meanings: str) -> str:
        """Return the column of the first meaning that a sheet has, and count it as used."""
        column = sheet.column(*meanings)
        if column:
            self.used.add((sheet.raw, column))
        return column


def refer(part: Part, fact: Fact, draft: Draft) -> None:
    """Add the columns by which lines refer to masters."""
    for one in DIMENSIONS:
        known = {column.name for column in TABLES[part.table].fields}
        holder = fact.holder(draft.company.basis(one)) or fact.holder(*one.meanings)
        if holder is None or one.key not in known:
            continue
        if key := key_of(one, holder, part, draft, prefix=fact.name(holder, "")):
            part.columns[one.key] = key
            draft.take(holder, one.meanings[1])  # the name beside the key says nothing more


def key_of(
    dimension: Dimension, sheet: Sheet, part: Part, draft: Draft, *, prefix: str = ""
) -> str:
    """Return the column of a sheet that refers to a master; of its name, by a join where needed."""
    basis = draft.company.basis(dimension)
    if column := draft.take(sheet, basis):
        return f"{prefix}{column}"
    own = draft.company.masters.get(dimension.table)
    number, name = dimension.meanings
    if own is None or not (basis == number and own.has(name) and sheet.has(name)):
        return ""
    ours, theirs = draft.take(sheet, name), draft.take(own, name)
    if not own.is_unique(theirs):
        return ""
    alias = f"of_{dimension.of}"
    on = {f"{prefix}{ours}": theirs}
    part.joins.append({"table": own.raw, "name": alias, "on": on, "how": "required"})
    return f"{alias}.{own.column(number)}"


def amounts(fact: Fact, draft: Draft) -> Columns:
    """Return quantity, net amount and cost of a line, all of its own sheet."""
    sheet = fact.lines
    columns: Columns = {}
    if quantity := draft.take(sheet, "quantity"):
        columns["quantity"] = amount(quantity)
    elif not sheet.has("product_id", "product_name"):
        columns["quantity"] = {"constant": 1}
        text = t("{raw}: no quantities; each row counts as 1, correct `quantity`", raw=sheet.raw)
        draft.open.append(text)
    if net := _net(sheet, draft):
        columns["net_amount"] = net
    if cost := draft.take(sheet, "cost_amount"):
        columns["cost_amount"] = amount(cost)
    return columns


def _net(sheet: Sheet, draft: Draft) -> str:
    """Return the amount without tax: as it stands, else worked out from what there is."""
    if net := draft.take(sheet, "net_amount"):
        return amount(net)
    if sheet.has("gross_amount") and sheet.has("tax_amount"):
        gross, tax = draft.take(sheet, "gross_amount"), draft.take(sheet, "tax_amount")
        return f"{term(gross)} - {term(tax)}"
    if sheet.has("quantity") and sheet.has("unit_price"):
        price, quantity = draft.take(sheet, "unit_price"), draft.take(sheet, "quantity")
        product = f"{term(quantity)} * {term(price)}"
        return f"{product} * (1 - {written(rate)})" if (rate := _rate(sheet, draft)) else product
    if gross := draft.take(sheet, "gross_amount"):
        text = t(
            "{raw}: {column} seems to be with tax, `net_amount` is without: divide by 1 + the rate",
            raw=sheet.raw,
            column=gross,
        )
        draft.open.append(text)
        return amount(gross)
    return ""


def _rate(sheet: Sheet, draft: Draft) -> str:
    """Return the column of a discount where all of its values are shares, such as 0.15."""
    rates = filled(sheet.cells.get(sheet.column("discount"), []))
    try:
        are_shares = all(0 <= float(one.replace(",", ".")) <= SHARES for one in rates)
    except ValueError:
        are_shares = False
    return draft.take(sheet, "discount") if are_shares else ""


def name_blanks(part: Part, draft: Draft) -> None:
    """Say which required columns are blank in some of the rows looked at."""
    for name in (one.name for one in TABLES[part.table].fields if one.required):
        column = part.columns.get(name)
        if isinstance(column, str) and (n := part.sheet.cells.get(column, []).count("")):
            text = t(
                "{raw}: {column} is blank in {n} of the first {rows} rows; `{name}` must be given",
                raw=part.raw,
                column=column,
                n=n,
                rows=len(part.sheet.cells[column]),
                name=name,
            )
            draft.open.append(text)
