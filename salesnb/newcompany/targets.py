"""The draft of targets: a row a month, or the months side by side, a part for each."""

from __future__ import annotations

from calendar import monthrange

from salesnb.contracts import TABLES
from salesnb.i18n import t
from salesnb.newcompany.columns import Draft, Part, key_of
from salesnb.newcompany.months import beginning, months_of, year_in
from salesnb.newcompany.parts import DIMENSIONS, Fact
from salesnb.newcompany.sheets import Sheet, amount, filled, written

_TABLE = "issued_targets"


def targets_of(fact: Fact, draft: Draft) -> list[Part]:
    """Return the parts of targets; none where a person has to say when they hold."""
    sheet = fact.lines
    if sheet.has("target_value") and sheet.has("target_month"):
        return _by_row(sheet, draft)
    return _by_column(sheet, draft)


def _by_row(sheet: Sheet, draft: Draft) -> list[Part]:
    """Return the part of targets of which each row names its month."""
    month = sheet.column("target_month")
    starts = beginning(filled(sheet.cells[month]), month=written(month))
    if not starts and sheet.has("target_year"):
        year = sheet.column("target_year")
        starts = beginning(filled(sheet.cells[month]), month=written(month), year=written(year))
    if not starts:
        text = t(
            "{raw}: {column} is no month with its year; map `period_start`",
            raw=sheet.raw,
            column=month,
        )
        draft.open.append(text)
        return []
    part, members = _part(sheet, draft)
    draft.take(sheet, "target_month")
    draft.take(sheet, "target_year")
    parts = ", '/', ".join([*members, f"text({starts})"])
    part.columns["target_id"] = f"concat({parts})"
    part.columns |= {"period_start": starts, "period_end": f"month_end({starts})"}
    part.columns["target_value"] = amount(draft.take(sheet, "target_value"))
    return [_ordered(part)]


def _by_column(sheet: Sheet, draft: Draft) -> list[Part]:
    """Return a part for each month of a table that has a column for each of them."""
    months = months_of(sheet.columns)
    named = year_in(sheet.found[0].name)
    if not all(year or named for year, _ in months.values()):
        text = t(
            "{raw}: its columns are months without a year: name the year in the headers or in the"
            " file's name, and draft again",
            raw=sheet.raw,
        )
        draft.open.append(text)
        return []
    parts = []
    for column, (year, number) in months.items():
        part, members = _part(sheet, draft)
        first = f"{year or named}-{number:02d}-01"
        last = f"{first[:-2]}{monthrange(year or named, number)[1]}"
        parts_of_id = ", '/', ".join([*members, f"'{first[:-3]}'"])
        part.columns["target_id"] = f"concat({parts_of_id})"
        part.columns |= {"period_start": {"constant": first}, "period_end": {"constant": last}}
        part.columns["target_value"] = amount(column)
        draft.used.add((sheet.raw, column))
        parts.append(_ordered(part))
    return parts


def _part(sheet: Sheet, draft: Draft) -> tuple[Part, list[str]]:
    """Return a part of targets of sales with the members of a row, and what names these."""
    part, named = Part(_TABLE, sheet, sheet.raw), []
    part.columns["measure"] = {"constant": "sales"}
    known = set(TABLES[_TABLE].names)
    for one in DIMENSIONS:
        if one.key in known and (key := key_of(one, sheet, part, draft)):
            part.columns[one.key] = key
            named.append(written(sheet.column(draft.company.basis(one), *one.meanings)))
            draft.take(sheet, one.meanings[1])  # the name beside the key says nothing more
    if group := draft.take(sheet, "product_group"):
        part.columns["product_group"] = group
        named.append(written(group))
    return part, named


def _ordered(part: Part) -> Part:
    order = list(TABLES[_TABLE].names)
    part.columns = dict(sorted(part.columns.items(), key=lambda one: order.index(one[0])))
    return part
