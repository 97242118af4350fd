"""The draft of a mapping: each canonical table that the exports can fill."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace

from salesnb.contracts import TABLES
from salesnb.newcompany.columns import (
    SEEN,
    Columns,
    Draft,
    Part,
    amounts,
    key_of,
    name_blanks,
    refer,
)
from salesnb.newcompany.deals import deals_of
from salesnb.newcompany.parts import BY_KEY, DIMENSIONS, Company, Dimension, Fact
from salesnb.newcompany.sheets import Sheet, amount, written
from salesnb.newcompany.single import leads_of, receipts_of
from salesnb.newcompany.targets import targets_of
from salesnb.newcompany.words import NUMBERS

_OF_SINGLE = {"opportunities": deals_of, "receipts": receipts_of, "leads": leads_of}
OF_THE_KEY = ("segment", "city", "region_id", "variety", "product_group", "unit")  # and of no line


def drafted(company: Company, *, given: Set[str] = frozenset()) -> Draft:
    """Return the draft of a mapping for the foreign tables of a company.

    `given` are the canonical tables that came in as they are: no master is drawn in their place.
    """
    draft = Draft(company)
    for fact in company.facts:
        if fact.table == "issued_targets":
            draft.parts += targets_of(fact, draft)
        else:
            draft.parts.append(_OF_SINGLE.get(fact.table, _lines)(fact, draft))
    instalments = [part for fact in company.facts if (part := _instalments(fact, draft))]
    masters = [
        part for one in DIMENSIONS if one.table not in given for part in _masters(one, draft)
    ]
    draft.parts = [*masters, *draft.parts, *instalments]
    return draft


def _lines(fact: Fact, draft: Draft) -> Part:
    """Return the part of order or invoice lines."""
    part = Part(fact.table, fact.lines, fact.lines.raw)
    part.joins = [one for one in [fact.join()] if one]
    kind = "order" if fact.table == "order_lines" else "invoice"
    if fact.document:
        part.columns[f"{kind}_id"] = fact.document
        draft.used |= {(fact.lines.raw, fact.document)}
        if fact.head:
            draft.used |= {(fact.head.raw, fact.head_document)}
        part.columns["line_id"] = _line(fact, draft)
    for name, meanings in _attributes(fact.table).items():
        if holder := fact.holder(*meanings):
            part.columns[name] = fact.name(holder, draft.take(holder, *meanings))
    refer(part, fact, draft)
    part.columns |= amounts(fact, draft)
    order = [one.name for one in TABLES[fact.table].fields]
    part.columns = dict(sorted(part.columns.items(), key=lambda one: order.index(one[0])))
    name_blanks(part, draft)
    return part


def _attributes(table: str) -> dict[str, tuple[str, ...]]:
    if table == "order_lines":
        return {
            "order_on": ("order_on", "invoice_on", "created_on"),
            "promised_on": ("promised_on",),
        }
    return {"invoice_on": ("invoice_on", "order_on", "created_on"), "order_id": ("order",)}


def _line(fact: Fact, draft: Draft) -> str:
    """Return the number of a line where it is one of its own in its document, else their count."""
    line = fact.lines.column("line")
    if line and fact.lines.is_unique(fact.document, line):
        return draft.take(fact.lines, "line")
    return f"row_number({written(fact.document)})"


def _instalments(fact: Fact, draft: Draft) -> Part | None:
    """Return what is due: of whole invoices a row each, of lines their sum by due date.

    None where no due date is known, or where the lines of an invoice do not agree.
    """
    holder = fact.holder("due_on")
    if fact.table != "invoice_lines" or holder is None:
        return None
    lines = next(one for one in draft.parts if one.sheet is fact.lines)
    names = {"customer_id": "customer_id", "issued_on": "invoice_on", "due_amount": "net_amount"}
    given = {name: lines.columns[own] for name, own in names.items() if own in lines.columns}
    columns: Columns = {"instalment_id": fact.document, "invoice_id": fact.document, **given}
    due = fact.name(holder, holder.column("due_on"))
    columns["due_on"] = due
    part = Part("instalments", fact.lines, fact.lines.raw, columns, list(lines.joins))
    if fact.head or not fact.lines.is_unique(fact.document):
        if not (isinstance(given.get("due_amount"), str) and _agree(fact, part)):
            return None
        part.group_by = ("instalment_id",)
        columns["due_amount"] = f"sum({_summed(lines)})"
        if holder is fact.lines and not fact.lines.decides(fact.document, due):
            columns["instalment_id"] = f"concat({written(fact.document)}, '/', {written(due)})"
    draft.take(holder, "due_on")
    return part


def _agree(fact: Fact, part: Part) -> bool:
    """Return whether the lines of each invoice have one customer and one day."""
    own = [part.columns.get(name) for name in ("customer_id", "issued_on")]
    columns = [one for one in own if isinstance(one, str) and one in fact.lines.cells]
    return all(fact.lines.decides(fact.document, one) for one in columns)


def _summed(lines: Part) -> str:
    """Return the amount of a line as it stands inside an expression."""
    net = str(lines.columns["net_amount"])
    return written(net) if net in lines.sheet.cells else net


def _masters(dimension: Dimension, draft: Draft) -> Iterator[Part]:
    """Yield the parts of a master: of its own table, else drawn from those that refer to it."""
    own = draft.company.masters.get(dimension.table)
    if own is not None:
        part = Part(dimension.table, own, own.raw)
        part.columns[dimension.key] = draft.take(own, draft.company.basis(dimension))
        part.columns["name"] = _name(dimension, own, draft)
        _describe(part, dimension, own, draft)
        yield part
        return
    drawn = [_drawn(dimension, sheet, draft) for sheet in _referring(dimension, draft.company)]
    if len(drawn) > 1:
        seen = f"{dimension.table}{SEEN}"
        for part in drawn:
            part.table, part.is_prepared = seen, True
        yield from drawn
        columns: Columns = {name: name for name in (dimension.key, "name")}
        part = Part(dimension.table, drawn[0].sheet, seen, columns, distinct=(dimension.key,))
        part.sources = tuple(drawn)
        yield part
    else:
        yield from drawn


def _name(dimension: Dimension, own: Sheet, draft: Draft) -> str:
    """Return the name of a master's rows; of a person in two columns, else the key."""
    number, name = dimension.meanings
    if not own.has(name) and own.has("first_name") and own.has("last_name"):
        first, last = draft.take(own, "first_name"), draft.take(own, "last_name")
        return f"concat({written(first)}, ' ', {written(last)})"
    return draft.take(own, name, number)


def _referring(dimension: Dimension, company: Company) -> list[Sheet]:
    """Return the sheets that hold the key of a master that has no table of its own."""
    basis = company.basis(dimension)
    is_known = dimension.table != "customers"  # who asks is no customer yet
    named = [fact for fact in company.facts if is_known or fact.table != "leads"]
    facts = [holder for fact in named if (holder := fact.holder(basis))]
    masters = [
        sheet
        for table, sheet in company.masters.items()
        for one in DIMENSIONS
        if one.table == table and dimension.key in one.attributes and sheet.has(basis)
    ]
    return list({id(sheet): sheet for sheet in [*facts, *masters]}.values())


def _drawn(dimension: Dimension, sheet: Sheet, draft: Draft) -> Part:
    """Return the rows of a master as another table shows them: the first of each key."""
    key = draft.take(sheet, draft.company.basis(dimension))
    name = draft.take(sheet, f"{dimension.of}_name") or key
    part = Part(dimension.table, sheet, sheet.raw, distinct=(dimension.key,))
    part.where = f"not is_blank({written(key)})"
    named = key if name == key else f"coalesce({written(name)}, {written(key)})"
    part.columns |= {dimension.key: key, "name": named}
    if sheet not in draft.company.masters.values() and dimension.table != "reps":
        own = tuple(one for one in dimension.attributes if one in OF_THE_KEY)
        _describe(part, replace(dimension, attributes=own), sheet, draft)
    return part


def _describe(part: Part, dimension: Dimension, sheet: Sheet, draft: Draft) -> None:
    """Add the further columns of a master that a sheet has, each with one value per key."""
    basis = sheet.column(draft.company.basis(dimension))
    for name in dimension.attributes:
        other = BY_KEY.get(name)
        meaning = draft.company.basis(other) if other else _meaning(name, sheet)
        column = sheet.column(meaning, *(other.meanings if other else ()))
        if not column or not sheet.decides(basis, column):
            continue
        found = key_of(other, sheet, part, draft) if other else draft.take(sheet, meaning)
        if found:
            part.columns[name] = amount(found) if name in NUMBERS else found


def _meaning(attribute: str, sheet: Sheet) -> str:
    """Return the meaning of a further column; the one price of a list of products is its own."""
    is_only_price = attribute == "list_price" and not sheet.has("list_price", "quantity")
    return "unit_price" if is_only_price else attribute
