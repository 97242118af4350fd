"""What each canonical table is: the one declaration that reading, checking, labels and the
data dictionary all use.

`TABLES` holds them by name, in the order in which they are listed everywhere: masters first, then
what was sold and paid, the market, what people do, deals, and what was stated.
"""

from __future__ import annotations

from salesnb.contracts import (
    actions,
    aftersales,
    deals,
    market,
    masters,
    plans,
    receivables,
    sales,
)
from salesnb.contracts.fields import Check, Field, Table
from salesnb.errors import UsageError, closest
from salesnb.i18n import N_, language, translate

_MODULES = (masters, aftersales, sales, receivables, market, actions, deals, plans)
TABLES: dict[str, Table] = {table.name: table for module in _MODULES for table in module.TABLES}

AREA_LABELS = {  # what people call the tables of each module
    "masters": N_("Customers, products, people, regions"),
    "aftersales": N_("Sell-out, complaints, agreements"),
    "sales": N_("Orders and invoices"),
    "receivables": N_("What is owed and what was paid"),
    "market": N_("Market and competitors"),
    "actions": N_("Visits, spending and other actions"),
    "deals": N_("Leads and deals"),
    "plans": N_("Targets, commitments, judgements"),
}

# Without at least one of these no month can be closed.
ANY_OF = ("order_lines", "invoice_lines", "leads", "opportunities")


def table_areas() -> dict[str, list[str]]:
    """Return the names of the tables by the area that they belong to (its module's name)."""
    return {m.__name__.rsplit(".", 1)[1]: [table.name for table in m.TABLES] for m in _MODULES}


def table(name: str) -> Table:
    """Return the contract of a canonical table; raise `UsageError` with the closest name."""
    if name not in TABLES:
        near = closest(name, TABLES)
        raise UsageError(f"{name!r} is not a table", fix=f"did you mean {near!r}?" if near else "")
    return TABLES[name]


def table_label(name: str) -> str:
    """Return what people call a canonical table, in the language in use; other names stay."""
    return translate(TABLES[name].label, language()) if name in TABLES else name


__all__ = [
    "ANY_OF",
    "AREA_LABELS",
    "TABLES",
    "Check",
    "Field",
    "Table",
    "table",
    "table_areas",
    "table_label",
]
