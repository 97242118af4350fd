"""Who a line belongs to on its date: attributes valid then, credit split among reps exactly."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from salesnb.members import UNASSIGNED
from salesnb.sources.values import exact_literal, multiply

SHARE_UNITS = 1_000_000  # shares are cumulated as whole millionths
_FOREVER = "9999-12-31"


def credit_periods(customer_reps: ir.Table) -> ir.Table:
    """Return the shares of credit in periods in which they do not change.

    One row per customer, period (`cut` up to `until`, exclusive) and rep: `before` and `after`
    are the customer's cumulated shares, which run from 0 to exactly 1 in each period; `number`
    counts the reps from 0. Overlay reps carry no credit.
    """
    shares = _shares(customer_reps)
    periods = _periods(shares)
    within = [
        periods.customer == shares.customer,
        shares.start <= periods.cut,
        shares.stop > periods.cut,
    ]
    columns = (periods.customer, periods.cut, periods.until, shares.rep, shares.share)
    held = periods.join(shares, within).select(*columns)
    held = held.group_by(["customer", "cut", "until", "rep"]).agg(share=held.share.sum())
    return _cumulated(held)


def _shares(customer_reps: ir.Table) -> ir.Table:
    """Return shares of credit in whole millionths with the days from and up to which they hold."""
    forever = ibis.literal(_FOREVER).cast("date")
    share = multiply(customer_reps.credit_share, exact_literal(SHARE_UNITS)).cast("int64")
    shares = customer_reps.filter(customer_reps.role.fill_null("owner") != "overlay").select(
        customer=customer_reps.customer_id,
        rep=customer_reps.rep_id,
        start=customer_reps.valid_from,
        stop=ibis.coalesce(customer_reps.valid_to, forever),
        share=share,
    )
    return shares.filter(shares.share > 0)


def _periods(shares: ir.Table) -> ir.Table:
    """Return each customer's time cut at every day on which a share begins or ends."""
    begins = shares.select("customer", cut=shares.start)
    cuts = begins.union(shares.select("customer", cut=shares.stop)).distinct()
    following = cuts.cut.lead().over(ibis.window(group_by=cuts.customer, order_by=cuts.cut))
    periods = cuts.mutate(until=following)
    return periods.filter(periods.until.notnull())


def _cumulated(held: ir.Table) -> ir.Table:
    """Return shares of a period cumulated over its reps, each as a part of the period's sum."""
    by = [held.customer, held.cut]
    whole = ibis.window(group_by=by)
    order = ibis.window(group_by=by, order_by=held.rep)
    upto = ibis.window(group_by=by, order_by=held.rep, preceding=None, following=0)
    total = held.share.sum().over(whole).cast("float64")
    is_last = ibis.row_number().over(order) == held.count().over(whole) - 1
    marked = held.mutate(
        number=ibis.row_number().over(order),
        after=is_last.ifelse(1.0, held.share.sum().over(upto) / total),
    )
    order = ibis.window(group_by=[marked.customer, marked.cut], order_by=marked.rep)
    before = marked.after.lag().over(order).fill_null(0.0)
    return marked.select("customer", "cut", "until", "rep", "number", "after", before=before)


def with_attributes(
    lines: ir.Table, masters: Mapping[str, ir.Table], *, day: str, parts: tuple[str, ...]
) -> ir.Table:
    """Return lines with region, settlement and sales method filled and credit split among reps.

    `parts` are integer columns that are split by cumulative rounding (their sum per line never
    changes); `is_first` marks one row per line. A value on the line wins, then the customer's
    reps valid on `day`, then the customer's own, then `(unassigned)`.
    """
    known = _with_customer(lines, masters.get("customers"))
    if "customer_reps" not in masters:
        whole = known.mutate(rep_id=ibis.coalesce(known.rep_id, known.c_rep_id, UNASSIGNED))
        return whole.mutate(is_first=ibis.literal(True)).drop("c_rep_id")
    joined = _with_periods(known, credit_periods(masters["customer_reps"]), day=day)
    before, after = joined.before.fill_null(0.0), joined.after.fill_null(1.0)
    split = {name: _share_of(joined[name], before, after) for name in parts}
    rep = ibis.coalesce(joined.rep_id, joined.rep, joined.c_rep_id, UNASSIGNED)
    kept = [name for name in known.columns if name not in {*parts, "rep_id", "c_rep_id"}]
    return joined.select(
        *[joined[name] for name in kept],
        **split,
        rep_id=rep,
        is_first=joined.number.fill_null(0) == 0,
    )


def _with_periods(lines: ir.Table, credit: ir.Table, *, day: str) -> ir.Table:
    """Return lines, once for each rep with credit on their day; as they are where they name one."""
    owner = lines.rep_id.isnull().ifelse(lines.customer_id, ibis.null("string"))
    lines = lines.mutate(_owner=owner)  # one key: a condition on lines alone makes joins slow
    within = [
        lines["_owner"] == credit.customer,
        lines[day] >= credit.cut,
        lines[day] < credit.until,
    ]
    return lines.left_join(credit, within)


def _share_of(amount: ir.Value, before: ir.Value, after: ir.Value) -> ir.Value:
    """Return one rep's part of whole units, as the difference of cumulated parts: they add up."""
    upto = (amount.cast("float64") * after).round().cast("int64")
    until = (amount.cast("float64") * before).round().cast("int64")
    return (after == 1.0).ifelse(amount, upto) - (before == 0.0).ifelse(ibis.literal(0), until)


def _with_customer(lines: ir.Table, customers: ir.Table | None) -> ir.Table:
    """Return lines with the customer's attributes where their own are missing; `c_rep_id`."""
    names = ("region_id", "settlement_id", "sales_method_id")
    there = [name for name in names if name in lines.columns]
    if customers is None:
        filled = {name: lines[name].fill_null(UNASSIGNED) for name in there}
        return lines.mutate(**filled, c_rep_id=ibis.null("string"))
    own = customers.select(
        c_customer_id=customers.customer_id,
        c_rep_id=customers.rep_id,
        **{f"c_{name}": customers[name] for name in there},
    )
    joined = lines.left_join(own, lines.customer_id == own.c_customer_id)
    filled = {name: ibis.coalesce(joined[name], joined[f"c_{name}"], UNASSIGNED) for name in there}
    drop = ["c_customer_id", *[f"c_{name}" for name in there]]
    return joined.mutate(**filled).drop(*drop)
