"""Rows that are sums of other rows: set aside, so that nothing counts twice.

A row is such a sum when one of its dimensions says so (Total, 合计) or names a region above others,
and the rows that it sums came in for the same period. A total without its parts is kept, and so is
a row that says of itself that it is a sum (`is_rollup`): whoever adds up leaves those out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import ibis
import ibis.expr.types as ir

from salesnb.i18n import t, tn
from salesnb.sources.check.work import Counted, Gate, TableWork, totals_by_file
from salesnb.sources.read.storing import store
from salesnb.sources.values import ZERO, as_decimal, exact_literal

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
        ("measure", "period_start", "period_end", "version"),
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


@dataclass(frozen=True)
class _Sought:
    """What sums are known by: the table's grain, words for totals, regions with those above."""

    grain: _Grain
    words: Mapping[str, list[str]]  # dimension -> its values that say total
    above: ir.Table | None


@dataclass(frozen=True)
class _Higher:
    """Rows that say total in the same dimensions, and what their parts agree with them in."""

    words: Mapping[str, list[str]]  # of those dimensions
    flag: ir.BooleanValue
    agree: list[str]

    def below(self, parts: ir.Table) -> ir.Table:
        """Return the rows that may be parts of such rows."""
        lower = [
            parts[name].notnull() & ~parts[name].isin(values).fill_null(False)
            for name, values in self.words.items()
        ]
        return parts.filter(ibis.or_(parts["_lifted"], *lower))


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
    sought = _Sought(grain, words, above)
    flag = _is_sum(work.table, sought)
    aside = work.table.filter(flag)
    sums = totals_by_file(work, aside.mutate(_money=_money(aside, grain)), "_money")
    if sums:
        rest = work.table.filter(~flag)
        parts = store(work.con, f"parts_{work.contract.name}", rest)
        differing = _differing(aside, parts, sought, work.contract.key)
        _report(work, gate, aside, sums, differing)
        work.aside, work.table = sums, parts


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


def _is_sum(table: ir.Table, sought: _Sought) -> ir.BooleanValue:
    """Return whether a row sums others: they agree with it, but for where it stands higher."""
    parts = _lifted(table, sought.above)
    flags = [ibis.literal(False)]
    for one in _higher(table, sought):
        below = one.below(parts)
        keys = below.select(_key=_key(below, one.agree)).distinct()
        flags.append(one.flag & _key(table, one.agree).isin(keys["_key"]))
    return ibis.or_(*flags) & ~_says_sum(table)


def _says_sum(table: ir.Table) -> ir.BooleanValue:
    """Return whether a row says of itself that it is a sum of others."""
    if "is_rollup" not in table.columns:
        return ibis.literal(False)
    return table.is_rollup.fill_null(False)


def _higher(table: ir.Table, sought: _Sought) -> Iterator[_Higher]:
    """Yield each way in which rows of a table may stand above others."""
    grain, words = sought.grain, sought.words
    says = {name: table[name].isin(values).fill_null(False) for name, values in words.items()}
    for pattern in _patterns(table, says):
        here = [flag if name in pattern else ~flag for name, flag in says.items()]
        agree = [name for name in (*grain.dimensions, *grain.same) if name not in pattern]
        yield _Higher({name: words[name] for name in pattern}, ibis.and_(True, *here), agree)


def _differing(
    aside: ir.Table, rest: ir.Table, sought: _Sought, key: Sequence[str]
) -> dict[str, tuple[Decimal, Decimal]]:
    """Return sums, by their key, that are not what their parts add up to: both amounts."""
    parts, found = _lifted(rest, sought.above), {}
    for one in _higher(aside, sought) if sought.grain.amount else ():
        below, rows = one.below(parts), aside.filter(one.flag)
        sums = below.group_by(_agree=_key(below, one.agree)).agg(
            _parts=_money(below, sought.grain).sum()
        )
        own = rows.select(
            _agree=_key(rows, one.agree), _at=_key(rows, key), _own=_money(rows, sought.grain)
        )
        both = own.inner_join(sums, "_agree")
        for row in both.filter(both["_own"] != both["_parts"]).to_pyarrow().to_pylist():
            found[str(row["_at"])] = as_decimal(row["_own"]), as_decimal(row["_parts"])
    return found


def _patterns(table: ir.Table, says: Mapping[str, ir.Value]) -> list[tuple[str, ...]]:
    """Return which dimensions say total in the same row, for all rows that there are."""
    if not says:
        return [()]
    rows = table.select(**says).distinct().to_pyarrow().to_pylist()
    return sorted(tuple(name for name, flag in row.items() if flag) for row in rows)


def _lifted(table: ir.Table, above: ir.Table | None) -> ir.Table:
    """Return rows that may be parts, once for their own region and once for each above it."""
    rows = table.filter(~_says_sum(table))
    own = rows.mutate(_lifted=ibis.literal(False))
    if above is None:
        return own
    joined = rows.join(above, rows.region_id == above.part)
    lifted = joined.mutate(region_id=joined.whole, _lifted=ibis.literal(True))
    return own.union(lifted.select(*own.columns))


def _key(table: ir.Table, names: Sequence[str]) -> ir.StringValue:
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
    work: TableWork,
    gate: Gate,
    aside: ir.Table,
    sums: list[Counted],
    differing: Mapping[str, tuple[Decimal, Decimal]],
) -> None:
    """Record rows that are set aside, each with the amount that its parts lack or have beyond."""
    key, grain = list(work.contract.key), _GRAINS[work.contract.name]
    rows = work.locator.rows.semi_join(aside.select(*key), key)
    first = work.locator.first(rows.mutate(_at=_key(rows, key)))
    n_rows, money = sum(one.rows for one in sums), sum((one.money for one in sums), ZERO)
    count = tn("{n} line", "{n} lines", n_rows)
    if grain.amount:
        count = t("{count}, {money}", count=count, money=f"{money:,.2f}")
    message = t(
        "a sum of other rows, set aside so that nothing counts twice ({count})", count=count
    )
    fix = t("leave such rows out of the export")
    places = [
        replace(
            one.problem("warning", ROLL_UP, *_said(message, fix, differing.get(row["_at"]))),
            column="",
            value=" · ".join(str(row[name]) for name in grain.dimensions if _is_there(row[name])),
        )
        for one, row in zip(
            work.locator.locate(first, key[0]), first.to_dict("records"), strict=True
        )
    ]
    gate.problems.add_rule(places, n_rows=n_rows, money=money)


def _said(message: str, fix: str, amounts: tuple[Decimal, Decimal] | None) -> tuple[str, str]:
    """Return message and fix of a sum; of one that differs from its parts, by how much."""
    if amounts is None:
        return message, fix
    own, parts = amounts
    differs = t(
        "it is {own}, the rows below it add up to {parts}: a difference of {difference}",
        own=f"{own:,.2f}",
        parts=f"{parts:,.2f}",
        difference=f"{own - parts:,.2f}",
    )
    both = t("{message}; {differs}", message=message, differs=differs)
    return both, t("export the rows that are lacking, or leave such sums out of the export")


def _is_there(value: object) -> bool:
    return value is not None and value == value
