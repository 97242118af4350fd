"""What lines were worth at list and at floor, by the prices valid on their day; cells of prices.

A price is that of `product_prices` on the line's day. A product without any there has the price of
`products`, which bears no day: it is taken for the month that is closed, and for no other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir

from salesnb.contracts import TABLES
from salesnb.months import Month
from salesnb.snapshot.closing import Closing
from salesnb.snapshot.known import QUANTITY_UNITS, Known, minor
from salesnb.sources.read.storing import store
from salesnb.sources.values import exact_literal, multiply, product, wide

LIST_PARTS = ("list_value", "listed_net")
FLOOR_PARTS = ("floor_amount", "floored_amount", "below_floor_amount")
AMOUNTS = ("net_amount", "list_amount", "listed_amount", *FLOOR_PARTS)
COUNTS = ("n_lines", "n_listed", "n_floored", "n_below_floor")
GRAINS = (  # the first one whose cells are not too many is kept
    ("month", "customer_id", "product_id", "rep_id", "region_id", "sales_method_id"),
    ("month", "product_id", "rep_id", "region_id", "sales_method_id"),
    ("month", "customer_id", "rep_id", "region_id", "sales_method_id"),
    ("month", "rep_id", "region_id", "sales_method_id"),
)
MARKS = ("promotion_id", "is_approved")  # why a price may lie below the usual one
MARKED_GRAINS = tuple((*grain, *MARKS) for grain in GRAINS)
_PRICES = ("list_price", "floor_price")
_FOREVER = "9999-12-31"
_DIGITS = 4  # decimals of a price that are multiplied as whole numbers
_EXACT = 8e14  # up to here floats hold whole numbers exactly, and their hundred-thousandths apart
_ROUNDED = 1  # minor units by which rounding alone may bring a line below its floor


def price_periods(closing: Closing) -> ir.Table | None:
    """Return prices by product and period; None where no list price and no floor came in.

    Columns: priced_product, price_from, price_until (exclusive); of list and floor the price, its
    ten-thousandths as a whole number, and whether that is all of it.
    """
    dated, own = closing.known.get("product_prices"), closing.known.get("products")
    parts = []
    if dated is not None and _has_prices(dated):
        until = dated.table.valid_to.fill_null(ibis.literal(_FOREVER).cast("date"))
        parts.append(_period(dated.table, dated.table.valid_from, until))
    if own is not None and _has_prices(own):
        rest = own.table.anti_join(dated.table, "product_id") if dated else own.table
        parts.append(_period(rest, *_span(closing.month)))
    if not parts:
        return None
    periods = parts[0].union(parts[1]) if len(parts) > 1 else parts[0]
    return store(closing.clean.con, "price_periods", _in_units(periods))


def _has_prices(known: Known) -> bool:
    return any(known.filled[name] for name in _PRICES)


def _span(month: Month) -> tuple[ir.DateScalar, ir.DateScalar]:
    return ibis.literal(month.first), ibis.literal((month + 1).first)


def _period(prices: ir.Table, start: ir.Value, stop: ir.Value) -> ir.Table:
    columns = {"priced_product": prices.product_id, "price_from": start, "price_until": stop}
    return prices.select(**columns, **{name: wide(prices[name]) for name in _PRICES})


def _in_units(periods: ir.Table) -> ir.Table:
    """Return prices with their ten-thousandths as whole numbers, and whether these are exact."""
    units = {f"{name}_units": minor(periods[name], _DIGITS) for name in _PRICES}
    whole = {
        f"{name}_fits": periods[name].cast(f"decimal(38, {_DIGITS})").cast(periods[name].type())
        == periods[name]
        for name in _PRICES
    }
    return periods.mutate(**units, **whole)


def needs_list_prices(closing: Closing, name: str) -> bool:
    """Return whether some lines of a table came without their list value."""
    known = closing.known[name]
    return known.filled["list_amount"] < known.n_rows


def with_prices(
    lines: ir.Table, periods: ir.Table, *, name: str, digits: int, is_listed: bool
) -> ir.Table:
    """Return lines in whole units with the columns of `FLOOR_PARTS`, and `is_below_floor`.

    Unless each line `is_listed` already, also those of `LIST_PARTS`: a line's own list value wins
    over that of the price. Where a price is unknown the amount is missing, and so it is where
    quantity and net amount have different signs: such a quantity does not say what was sold.
    """
    day = lines[TABLES[name].event_on]
    valid = [
        lines.product_id == periods.priced_product,
        day >= periods.price_from,
        day < periods.price_until,
    ]
    joined = lines.left_join(periods, valid)
    net, floor = joined.net_amount, _amount(joined, "floor_price", digits)
    short = floor - net
    is_below = (joined.quantity > 0) & (net >= 0) & (short > _ROUNDED)
    found = {
        "floor_amount": floor,
        "floored_amount": floor.notnull().ifelse(net, 0).cast("int64"),
        "below_floor_amount": floor.notnull().ifelse(is_below.ifelse(short, 0), None).cast("int64"),
        "is_below_floor": is_below.fill_null(False),
    }
    if not is_listed:
        value = joined.list_amount.coalesce(_amount(joined, "list_price", digits))
        listed = value.notnull().ifelse(net, 0).cast("int64")
        found |= dict(zip(LIST_PARTS, (value, listed), strict=True))
    return joined.select(*lines.columns, **found)


def _amount(lines: ir.Table, price: str, digits: int) -> ir.IntegerValue:
    """Return quantity times price in whole minor units, halves away from zero; missing if unknown.

    Engines are slow in wide decimals. Thousandths of a quantity times ten-thousandths of a price
    are a whole number, which floats hold exactly up to 2^53; what does not fit goes the slow way.
    """
    thousandths = lines.quantity.cast("float64") / 1000.0
    parts = thousandths * lines[f"{price}_units"].cast("float64")
    is_quick = (
        lines[f"{price}_fits"] & (thousandths.round() == thousandths) & (parts.abs() < _EXACT)
    )
    quick = (parts / 10.0 ** (3 + _DIGITS - digits)).round().cast("int64")
    quantity = multiply(lines.quantity.cast("decimal(38, 6)"), exact_literal(1 / QUANTITY_UNITS))
    slow = minor(product(quantity, lines[price], digits=digits), digits)
    is_said = (lines.quantity.sign() * lines.net_amount.sign()) >= 0
    known = lines[price].notnull() & is_said
    return known.ifelse(is_quick.ifelse(quick, slow), ibis.null("int64"))


def price_sums(lines: ir.Table) -> Mapping[str, ir.Value]:
    """Return the sums of attributed lines that cells of prices have besides those of sales."""
    is_listed = "list_value" not in lines.columns
    value = lines.list_amount if is_listed else lines.list_value
    sums = {} if is_listed else {name: lines[name].sum().cast("int64") for name in LIST_PARTS}
    counts = {"n_listed": value.notnull(), "n_floored": ibis.literal(False)}
    if "floor_amount" in lines.columns:
        sums |= {name: lines[name].sum().cast("int64") for name in FLOOR_PARTS}
        counts |= {"n_floored": lines.floor_amount.notnull(), "n_below_floor": lines.is_below_floor}
    return sums | {
        name: (lines.is_first & flag).sum().cast("int64") for name, flag in counts.items()
    }


def marked_lines(lines: ir.Table, closing: Closing) -> ir.Table:
    """Return the lines under a promotion or a granted price exception, with the columns `MARKS`.

    A line is approved where a price exception that was granted by the month's end names its order
    or its own document; one that names neither is not told from others here.
    """
    has_promotion = lines.promotion_id.notnull()
    granted = closing.known.get("approvals")
    if granted is None:
        return lines.filter(has_promotion).mutate(is_approved=ibis.literal(False))
    named = _granted(granted.table, closing.month)
    documents = [name for name in ("order_id", "invoice_id") if name in lines.columns]
    is_approved = ibis.or_(*(lines[name].isin(named.reference) for name in documents))
    marked = lines.mutate(is_approved=is_approved.fill_null(False))
    return marked.filter(has_promotion | marked.is_approved)


def _granted(approvals: ir.Table, month: Month) -> ir.Table:
    """Return what the price exceptions refer to that were granted by a month's end."""
    is_price = (approvals.kind == "price") & approvals.is_granted.fill_null(False)
    is_in_time = approvals.decided_on.fill_null(ibis.literal(month.first)) <= month.last
    wanted = approvals.filter(is_price & is_in_time & approvals.reference.notnull())
    return wanted.select("reference").distinct()


def price_cells(cells: ir.Table, by: Sequence[str] = GRAINS[0]) -> ir.Table:
    """Return cells of sales with `price_sums`, summed over `by`, in its order.

    Amounts at list and at floor are missing where no line has one; `n_listed` and `n_floored` say
    of how many lines they are, `listed_amount` and `floored_amount` are the net amounts of those.
    """
    there = {"list_amount": "list_value", "listed_amount": "listed_net"}
    sums = {}
    for name in ("quantity", *AMOUNTS, *COUNTS):
        source = there.get(name, name)
        source = source if source in cells.columns else name
        if source in cells.columns:
            sums[name] = cells[source].sum().cast("int64")
    summed = cells.group_by(list(by)).agg(**sums)
    zeros = [name for name in ("floored_amount", "n_floored", "n_below_floor") if name not in sums]
    lacking = [name for name in FLOOR_PARTS if name not in (*sums, *zeros)]
    filled = summed.mutate(
        **{name: ibis.literal(0).cast("int64") for name in zeros},
        **{name: ibis.null("int64") for name in lacking},
    )
    return filled.select(*by, "quantity", *AMOUNTS, *COUNTS).order_by(list(by))
