"""Which foreign tables are facts, heads of documents and masters, and how each is referred to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from salesnb.newcompany.months import months_of
from salesnb.newcompany.sheets import HEAD, Sheet

DOCUMENTS = ("order", "invoice", "document")
DATES = ("order_on", "invoice_on", "created_on")
AMOUNTS = ("net_amount", "gross_amount", "quantity")
PAID = ("received_amount", "net_amount", "gross_amount")
LEAD_DAYS = ("created_on", "order_on")


@dataclass(frozen=True)
class Dimension:
    """A master table, the meaning of its keys and names, and of its further columns."""

    table: str
    of: str
    attributes: tuple[str, ...]

    @property
    def key(self) -> str:
        """The key of the table."""
        return f"{self.of}_id"

    @property
    def meanings(self) -> tuple[str, str]:
        """The meanings by which another table may refer to it: its number and its name."""
        return f"{self.of}_id", f"{self.of}_name"


DIMENSIONS = (
    Dimension(
        "customers",
        "customer",
        (
            *("segment", "region_id", "city", "rep_id", "settlement_id", "onboarded_on"),
            *("credit_limit", "n_employees", "contact_name", "phone"),
        ),
    ),
    Dimension(
        "products",
        "product",
        ("variety", "product_group", "unit", "list_price", "standard_cost"),
    ),
    Dimension("reps", "rep", ("region_id", "hired_on", "left_on")),
    Dimension("regions", "region", ()),
    Dimension("settlement_terms", "settlement", ("nominal_days",)),
    Dimension("sales_methods", "sales_method", ()),
    Dimension("lead_sources", "lead_source", ()),
)
BY_KEY = {one.key: one for one in DIMENSIONS}


@dataclass(frozen=True)
class Fact:
    """A table of lines, with the table of the heads of its documents where that is another."""

    table: str
    lines: Sheet
    document: str
    head: Sheet | None = None
    head_document: str = ""

    def holder(self, *meanings: str) -> Sheet | None:
        """Return the sheet that has one of the meanings, the lines first."""
        sheets = (self.lines, *([self.head] if self.head else []))
        return next((sheet for sheet in sheets if sheet.has(*meanings)), None)

    def name(self, sheet: Sheet, column: str) -> str:
        """Return a column of the lines or of the head, as the mapping names it."""
        return f"{HEAD}.{column}" if sheet is self.head else column

    def join(self) -> dict[str, object]:
        """Return the join of the heads, as a mapping writes it; empty where there are none."""
        if self.head is None:
            return {}
        same = self.document == self.head_document
        on = [self.document] if same else {self.document: self.head_document}
        return {"table": self.head.raw, "name": HEAD, "on": on, "how": "required"}


@dataclass(frozen=True)
class Company:
    """The foreign tables by what they are: facts, and the own table of each master."""

    sheets: tuple[Sheet, ...]
    facts: tuple[Fact, ...]
    masters: dict[str, Sheet]

    def basis(self, dimension: Dimension) -> str:
        """Return the meaning that serves as the key of a master: its number, else its name."""
        number, name = dimension.meanings
        own = self.masters.get(dimension.table)
        holders = [fact.holder(number, name) for fact in self.facts]
        holders += [sheet for sheet in self.masters.values() if sheet.has(number, name)]
        first = own or next((one for one in holders if one), None)
        return number if first is None or first.has(number) else name


def company_of(sheets: Sequence[Sheet]) -> Company:
    """Return what the foreign tables are."""
    lines = [one for one in sheets if _is_fact(one) and not _is_leads(one)]
    facts = [_with_head(one, sheets) for one in lines]
    heads = [fact.head for fact in facts if fact.head]
    facts = [fact for fact in facts if fact.lines not in heads]
    facts += _single(sheets)
    taken = [*heads, *(fact.lines for fact in facts)]
    rest = [one for one in sheets if one not in taken]
    return Company(tuple(sheets), tuple(facts), dict(_masters(rest, facts)))


def primary(sheet: Sheet) -> str:
    """Return which document the rows of a table belong to, '' for none."""
    is_invoice = sheet.has("invoice_on") or sheet.kind == "invoices" or not sheet.has("order")
    order = ("invoice", "document", "order") if is_invoice else DOCUMENTS
    return next((one for one in order if sheet.has(one)), "")


def _is_fact(sheet: Sheet) -> bool:
    """Return whether the rows are lines of orders or invoices, or whole ones with an amount."""
    if sheet.has("opportunity", "receipt", "received_on") and not sheet.has("quantity"):
        return False
    is_dated = sheet.has(*DATES) and sheet.kind not in ("customers", "products", "reps")
    is_about = sheet.has("customer_id", "customer_name", "product_id", "product_name")
    return sheet.has(*AMOUNTS) and is_about and bool(primary(sheet) or is_dated)


def _single(sheets: Sequence[Sheet]) -> Iterator[Fact]:
    """Yield the facts that are one row each: deals, receipts, leads, targets."""
    for table, number, is_one in (
        ("opportunities", "opportunity", _is_deals),
        ("receipts", "receipt", _is_receipts),
        ("leads", "lead", _is_leads),
        ("issued_targets", "", is_targets),
    ):
        yield from (Fact(table, one, one.column(number)) for one in sheets if is_one(one))


def _is_deals(sheet: Sheet) -> bool:
    return sheet.has("opportunity") and sheet.has("stage")


def _is_receipts(sheet: Sheet) -> bool:
    """Return whether rows are receipts: number, day and amount of what a customer paid."""
    is_dated = sheet.has("receipt") and sheet.has("received_on") and not sheet.has("quantity")
    is_paid = sheet.has(*PAID) and sheet.has("customer_id", "customer_name")
    return is_dated and is_paid and sheet.is_unique(sheet.column("receipt"))


def _is_leads(sheet: Sheet) -> bool:
    """Return whether rows are leads: each with a number of its own and the day that it came."""
    is_dated = sheet.has("lead") and sheet.has(*LEAD_DAYS)
    is_other = sheet.has("opportunity", "order", "invoice", "quantity")
    return is_dated and not is_other and sheet.is_unique(sheet.column("lead"))


def is_targets(sheet: Sheet) -> bool:
    """Return whether rows are targets: of a month each, or with a column for each month."""
    is_other = sheet.has("opportunity", "order", "invoice", "document", "receipt", "lead")
    is_long = sheet.has("target_value") and sheet.has("target_month")
    return (is_long and not is_other) or (sheet.says_targets and bool(months_of(sheet.columns)))


def _with_head(lines: Sheet, sheets: Sequence[Sheet]) -> Fact:
    """Return a table of lines with its heads: one row per document, without items."""
    document = primary(lines)
    found = [one for one in sheets if one is not lines and _is_head(one, lines, document)]
    head = max(found, key=lambda one: len(set(one.meanings) - set(lines.meanings)), default=None)
    about = (lines, lines.column(document))
    named = any(
        one.has("invoice", "invoice_on") or one.kind == "invoices" for one in (lines, head) if one
    )
    table = "invoice_lines" if named and document != "order" else "order_lines"
    return Fact(table, *about, head, head.column(primary(head))) if head else Fact(table, *about)


def _is_head(head: Sheet, lines: Sheet, document: str) -> bool:
    theirs = primary(head)
    is_same = theirs == document or "document" in (theirs, document)
    if not (document and theirs and is_same) or head.has("quantity", "product_id"):
        return False
    is_new = not set(head.meanings) <= set(lines.meanings) | {"line"}
    return (
        is_new
        and lines.has("product_id", "product_name", "quantity")
        and (head.is_unique(head.column(theirs)))
    )


def _masters(rest: list[Sheet], facts: list[Fact]) -> Iterator[tuple[str, Sheet]]:
    """Yield the own table of each master: named for it, or what facts refer to in front."""
    ranked: dict[str, list[tuple[int, Sheet]]] = {}
    for sheet in rest:
        if sheet.has("opportunity", "receipt", "document", "order", "invoice"):
            continue
        own = _own_dimension(sheet)
        if own and (own.table == sheet.kind or any(one.holder(*own.meanings) for one in facts)):
            points = 10 * (sheet.kind == own.table) + len(sheet.meanings)
            ranked.setdefault(own.table, []).append((points, sheet))
    for table, found in ranked.items():
        yield table, max(found, key=lambda one: one[0])[1]


def _own_dimension(sheet: Sheet) -> Dimension | None:
    """Return the master whose rows a table holds: its key stands once, and first of all keys."""
    there = [
        (one.table != sheet.kind, sheet.columns.index(column), one)
        for one in DIMENSIONS
        if (column := sheet.column(*one.meanings)) and sheet.is_unique(column)
    ]
    return min(there, key=lambda one: one[:2])[2] if there else None
