"""Rows that are sums of other rows: set aside, so that nothing counts twice.

A row is such a sum when one of its dimensions says so (Total, 合计) or names a region above others,
and the rows that it sums came in for the same period. A total without its parts is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import ibis
import ibis.expr.types as ir

from salesnb.i18n import t, tn
from salesnb.sources.check.work import Gate, TableWork, totals
from salesnb.sources.values import exact_literal

ROLL_UP = "roll_up"  # reason in the ledger
_DEPTH = 8  # generations of regions
_WORDS = (
    r"^(grand ?total|sub ?total|totals?|overall|all|sum|summe|gesamt|gesamtsumme|insgesamt"
    r"|zwischensumme|total g[eé]n[eé]ral|sous ?total|totale|suma|全部|全体|.*(合计|总计|小计|共计"
    r"|汇总|總計|合計|小計))$"
)
_SEPARATOR = "\x1f"
_MONEY_MEASURES = ("sales", "margin", "collections")


@dataclass(frozen=True)
class _Grain:
    """The dimensions of a table's rows, what else must agree, and the amount that is summed."""

    dimensions: tuple[str, ...]
    same: tuple[str, ...]
    amount: str


_GRAINS = {
    "market_sizes": _Grain(
        ("segment", "region_id", "product_group"),
        ("period_start", "period_end", "source", "currency"),
        "size_amount",
    ),
    "issued_targets": _Grain(
        (
            "rep_id",
            "region_id",
            "customer_id",
            "product_id",
            "product_group",
            "settlement_id",
            "sales_method_id",
        ),
        ("measure", "period_start", "period_end"),
        "target_value",
    ),
    "spend": _Grain(("marketing_channel_id", "region_id"), ("period_start",), "amount"),
    "expenses": _Grain(("rep_id", "expense_type"), ("period_start",), "amount"),
    "sell_out": _Grain(
        ("customer_id", "product_id", "region_id"), ("period_start", "period_end"), ""
    ),
    "commitments": _Grain(
        ("rep_id", "customer_id", "product_group"),
        ("period_start", "committed_on"),
        "sales_amount",
    ),
    "forecast_submissions": _Grain(("rep_id",), ("submitted_on", "period_start"), "commit_amount"),
}


def set_sums_aside(work: TableWork, gate: Gate) -> None:
    """Take rows that are sums of other rows out of a table, and record them as a warning."""
    grain = _GRAINS.get(work.contract.name)
    if grain is None:
        return
    found = {name: _totals_named(work, gate, name) for name in grain.dimensions}
    words = {name: values for name, values in found.items() if values}
    above = _regions_above(work, gate) if "region_id" in grain.dimensions else None
    if not words and above is None:
        return
    flag = _is_sum(work.table, grain, words, above)
    aside = work.table.filter(flag)
    sums = totals(aside.mutate(_money=_money(aside, grain)), "_money")
    if sums["rows"]:
        _report(work, gate, aside, grain, sums)
        work.aside = sums
        rest = work.table.filter(~flag)
        work.table = work.con.create_table(f"parts_{work.contract.name}", rest, overwrite=True)


def _totals_named(work: TableWork, gate: Gate, name: str) -> list[str]:
    """Return the values of a dimension that say total and are no member of its master."""
    if name not in work.present:
        return []
    values = work.table.select(value=work.table[name]).distinct()
    plain = values.value.lower().re_replace(r"[\s:：._*()（）–—-]+", " ").strip()
    says = plain.re_search(_WORDS)
    one = work.contract.field(name)
    master = gate.master(work, one)
    if master is not None:
        says = says & ~values.value.isin(master.table[one.references.split(".")[1]])
    return sorted(values.filter(says).to_pyarrow()["value"].to_pylist())


def _regions_above(work: TableWork, gate: Gate) -> ir.Table | None:
    """Return each region (`part`) with those above it (`whole`); None where rows name none such."""
    regions = gate.works.get("regions")
    if regions is None or not {"region_id"} <= work.present or "parent_id" not in regions.present:
        return None
    table = regions.table.filter(regions.table.parent_id.notnull())
    links = table.select(part=table.region_id, whole=table.parent_id)
    named = work.table.filter(work.table.region_id.isin(links["whole"])).limit(1)
    if not named.count().execute():
        return None
    found = [links]
    for depth in range(_DEPTH - 1):
        up = links.select(**{f"part{depth}": links.part, f"whole{depth}": links.whole})
        lower = found[-1]
        both = lower.join(up, lower.whole == up[f"part{depth}"])
        found.append(both.select(part=lower.part, whole=up[f"whole{depth}"]))
    return ibis.union(*found, distinct=True)


def _is_sum(
    table: ir.Table, grain: _Grain, words: Mapping[str, list[str]], above: ir.Table | None
) -> ir.BooleanValue:
    """Return whether a row sums others: they agree with it, but for where it stands higher."""
    says = {name: table[name].isin(values).fill_null(False) for name, values in words.items()}
    parts = _lifted(table, above)
    flags = [ibis.literal(False)]
    for pattern in _patterns(table, says):
        here = [flag if name in pattern else ~flag for name, flag in says.items()]
        lower = [
            parts[name].notnull() & ~parts[name].isin(words[name]).fill_null(False)
            for name in pattern
        ]
        agree = [name for name in (*grain.dimensions, *grain.same) if name not in pattern]
        below = parts.filter(ibis.or_(parts["_lifted"], *lower))
        keys = below.select(_key=_key(below, agree)).distinct()
        flags.append(ibis.and_(True, *here) & _key(table, agree).isin(keys["_key"]))
    return ibis.or_(*flags)


def _patterns(table: ir.Table, says: Mapping[str, ir.Value]) -> list[tuple[str, ...]]:
    """Return which dimensions say total in the same row, for all rows that there are."""
    if not says:
        return [()]
    rows = table.select(**says).distinct().to_pyarrow().to_pylist()
    return sorted(tuple(name for name, flag in row.items() if flag) for row in rows)


def _lifted(table: ir.Table, above: ir.Table | None) -> ir.Table:
    """Return rows that may be parts, once for their own region and once for each above it."""
    rows = (
        table.filter(~table.is_rollup.fill_null(False)) if "is_rollup" in table.columns else table
    )
    own = rows.mutate(_lifted=ibis.literal(False))
    if above is None:
        return own
    joined = rows.join(above, rows.region_id == above.part)
    lifted = joined.mutate(region_id=joined.whole, _lifted=ibis.literal(True))
    return own.union(lifted.select(*own.columns))


def _key(table: ir.Table, names: list[str]) -> ir.StringValue:
    """Return what rows agree in as one text; missing agrees with missing."""
    key = ibis.literal("")
    for name in names:
        key = key + _SEPARATOR + table[name].cast("string").fill_null("")
    return key


def _money(rows: ir.Table, grain: _Grain) -> ir.Value:
    """Return the amounts of rows that are sums: 0 where they are no money."""
    if not grain.amount:
        return exact_literal(0)
    if "measure" not in grain.same:
        return rows[grain.amount]
    return rows.measure.isin(_MONEY_MEASURES).ifelse(rows[grain.amount], exact_literal(0))


def _report(
    work: TableWork, gate: Gate, aside: ir.Table, grain: _Grain, sums: dict[str, Any]
) -> None:
    key = list(work.contract.key)
    first = work.locator.first(work.locator.rows.semi_join(aside.select(*key), key))
    n_rows, money = int(sums["rows"]), sums["money"]
    count = tn("{n} line", "{n} lines", n_rows)
    if grain.amount:
        count = t("{count}, {money}", count=count, money=f"{money:,.2f}")
    message = t(
        "a sum of other rows, set aside so that nothing counts twice ({count})", count=count
    )
    fix = t("leave such rows out of the export")
    places = [
        replace(
            work.locator.locate(first, key[0])[i].problem("warning", ROLL_UP, message, fix),
            column="",
            value=" · ".join(str(row[name]) for name in grain.dimensions if _is_there(row[name])),
        )
        for i, row in enumerate(first.to_dict("records"))
    ]
    gate.problems.add_rule(places, n_rows=n_rows, money=money)


def _is_there(value: object) -> bool:
    return value is not None and value == value
