"""What can be wrong with one value, as engine expressions: one flag per field and rule."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from salesnb.contracts.fields import Field, Table
from salesnb.i18n import N_, t
from salesnb.sources.normalise import NUMBERS, SYSTEM_FORMS, TYPES, blank, quickly, typed
from salesnb.sources.tables import MappedTable, is_place

UNREADABLE = {
    "date": ("not_a_date", N_("not a date"), N_("write it as {example}")),
    "month": ("not_a_date", N_("not a date"), N_("write it as {example}")),
    "datetime": ("not_a_time", N_("not a day and time"), N_("write it as {example} 14:30")),
    "flag": ("not_yes_or_no", N_("neither yes nor no"), N_("write true or false")),
    "integer": ("not_whole", N_("not a whole number"), N_("write digits only, e.g. 12")),
}
NUMBER = ("not_a_number", N_("not a number"), N_("write it as 1234.50"))


@dataclass(frozen=True)
class Rule:
    """One way in which a value can be wrong, and what to tell."""

    field: Field
    name: str
    message: str
    fix: str = ""


def working_table(
    mapped: MappedTable, contract: Table, *, keep_raw: bool, quick: Set[str] = frozenset()
) -> ir.Table:
    """Return typed canonical columns with `<name>__bad` flags, and `<name>__raw` when asked.

    Columns that the exports lack are typed NULL; the places of rows stay as they are. `quick`
    are the columns whose text is written as systems write it (see `system_written`).
    """
    table = mapped.table
    columns: dict[str, ir.Value] = {}
    for field in contract.fields:
        if field.name not in table.columns:
            columns[field.name] = ibis.null(TYPES[field.type])
            continue
        raw = table[field.name]
        if field.name in quick:
            value = quickly(raw, field)
        else:
            value = typed(raw, field, **_way(mapped, field.name))
        columns[field.name] = value
        if TYPES[field.type] != "string" and _can_be_bad(raw, value):
            there = ~blank(raw) if isinstance(raw, ir.StringValue) else raw.notnull()
            columns[f"{field.name}__bad"] = there & value.isnull()
        if keep_raw:
            columns[f"{field.name}__raw"] = raw.cast("string")
    columns |= {name: table[name] for name in table.columns if is_place(name)}
    return table.select(**columns)


def system_written(mapped: MappedTable, contract: Table) -> frozenset[str]:
    """Return the text columns of numbers and dates that need no reading of local ways."""
    table, left_over = mapped.table, {}
    for field in contract.fields:
        raw = table[field.name] if field.name in table.columns else None
        way = _way(mapped, field.name)
        is_text = isinstance(raw, ir.StringValue) and TYPES[field.type] in SYSTEM_FORMS
        if is_text and way.get("decimal_mark", ".") == ".":
            left_over[field.name] = (~blank(raw) & quickly(raw, field).isnull()).sum()
    if not left_over:
        return frozenset()
    counts = table.aggregate(**left_over).to_pyarrow().to_pylist()[0]
    return frozenset(name for name, n in counts.items() if not n)


def value_rules(contract: Table, table: ir.Table, present: Set[str]) -> list[tuple[Rule, ir.Value]]:
    """Return the rules of single values with their flags over a working table."""
    found: list[tuple[Rule, ir.Value]] = []
    for field in contract.fields:
        if field.name in present:
            found += _rules_of(field, table)
    return found


def example_for(value: str | None, year: int) -> str:
    """Return a date that shows the wanted form, read from the text where that can be done."""
    import re

    match = re.fullmatch(r"\s*(\d{1,2})[月/.-](\d{1,2})日?\s*", value or "")
    if match and 1 <= int(match[1]) <= 12 and 1 <= int(match[2]) <= 31:
        return f"{year}-{int(match[1]):02d}-{int(match[2]):02d}"
    return f"{year}-10-07"


def _rules_of(field: Field, table: ir.Table) -> list[tuple[Rule, ir.Value]]:
    value = table[field.name]
    found: list[tuple[Rule, ir.Value]] = []
    bad = f"{field.name}__bad" in table.columns
    if bad:
        name, message, fix = UNREADABLE.get(field.type, NUMBER)
        found.append((Rule(field, name, message, fix), table[f"{field.name}__bad"]))
    if field.required:
        empty = value.isnull() & ~table[f"{field.name}__bad"] if bad else value.isnull()
        rule = Rule(field, "missing_value", N_("missing"), N_("every row needs one"))
        found.append((rule, empty))
    if field.sign and field.type in NUMBERS:
        wrong = value < 0 if field.sign == ">=0" else value <= 0
        word = N_("negative") if field.sign == ">=0" else N_("not positive")
        found.append((Rule(field, "wrong_sign", word, N_("correct the sign")), wrong))
    if field.type == "share":
        fix = N_("write a share between 0 and 1, e.g. 0.25 or 25%")
        found.append((Rule(field, "not_a_share", N_("more than 1"), fix), value > 1))
    if field.choices:
        rule = Rule(field, "not_in_list", N_("not in the list"), ", ".join(field.choices))
        found.append((rule, value.notnull() & ~value.isin(field.choices)))
    return [(rule, flag.fill_null(False)) for rule, flag in found]


def _way(mapped: MappedTable, name: str) -> dict[str, str]:
    """Return how the text of a column writes numbers and dates."""
    if name in mapped.plain:
        return {}
    raws = mapped.lineage.get(name, ())
    if not raws:
        return {}
    return {"decimal_mark": raws[0].decimal_mark, "date_order": raws[0].date_order}


def _can_be_bad(raw: ir.Value, value: ir.Value) -> bool:
    return isinstance(raw, ir.StringValue) or raw.type() != value.type()


def sentence(rule: Rule, value: str | None, year: int) -> tuple[str, str]:
    """Return message and fix of a broken rule for one value, in the language in use."""
    if rule.name == "not_in_list":
        from salesnb.errors import closest

        near = closest(value or "", rule.field.choices)
        fix = (
            t("did you mean {near!r}?", near=near) if near else t("one of: {words}", words=rule.fix)
        )
        return t(rule.message), fix
    return t(rule.message), t(rule.fix).replace("{example}", example_for(value, year))
